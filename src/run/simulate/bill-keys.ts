/** What the bills of a plan's customers depend on, as text: the same text, the same bills. */

import { createHash } from 'node:crypto';
import type { CompiledPlan } from '../../plan/compile/compiled.ts';
import type { SideAsked } from '../../simulation/bills.ts';
import { MILLION, type Population } from '../../simulation/population.ts';
import type { BillKey } from './known-bills.ts';

interface About {
  readonly population: Population;
  /** Plans that bills of those who hold a plan of the population can be of, beside the one that everybody takes. */
  readonly plansFor: (plan: number) => readonly string[];
  /** All else that bills of all sides depend on, but for the usage. */
  readonly about: string;
  /** Whether bills of usage as it is are for the next run too. */
  readonly isKept: boolean;
}

/** By side and plan of the population. */
export function billKeys(
  sides: readonly SideAsked[],
  { population, plansFor, about, isKept }: About,
): (readonly BillKey[])[] {
  return sides.map((side) => {
    const { plans, onPlan, usage } = side;
    return population.plans.map((id, plan): BillKey => {
      // Where everybody takes one plan, what they leave may be told by another side.
      const left = onPlan === undefined ? undefined : sides.find((one) => one.plans.has(id))?.plans.get(id);
      const key = JSON.stringify([
        about,
        plansFor(plan).map((one) => [one, digestOfPlan(plans.get(one))]),
        onPlan === undefined ? '' : [onPlan, digestOfPlan(plans.get(onPlan)), digestOfPlan(left)],
        responseOn(side, plan, population),
      ]);
      return { key, isKept: isKept && !usage };
    });
  });
}

/** By plan of the population: of what is about those who hold it, on all sides. Usage does not matter to it. */
export const aboutKeys = (
  sides: readonly SideAsked[],
  { population, plansFor, about, isKept }: About,
): readonly BillKey[] =>
  population.plans.map((_, plan): BillKey => {
    const own = sides.map(({ plans, onPlan }) => [
      plansFor(plan).map((one) => [one, digestOfPlan(plans.get(one))]),
      onPlan === undefined ? '' : [onPlan, digestOfPlan(plans.get(onPlan))],
    ]);
    return { key: JSON.stringify(['about', about, own]), isKept };
  });

/** Of numbers, as they stand in memory. */
export const digestOfColumn = ({ buffer, byteOffset, byteLength }: Uint32Array): string =>
  digestOf(new Uint8Array(buffer, byteOffset, byteLength));

export const digestOf = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

const digests = new WeakMap<readonly CompiledPlan[], string>();

/** Of all versions of a plan, without where they stand in files; '' where there is none. */
function digestOfPlan(versions: readonly CompiledPlan[] | undefined): string {
  if (!versions) return '';
  let known = digests.get(versions);
  if (known === undefined) {
    const text = JSON.stringify(versions, (key, value: unknown) => {
      if (key === 'place') return undefined;
      if (value instanceof Map || value instanceof Set) return [...value];
      return typeof value === 'bigint' ? `${value}n` : value;
    });
    known = digestOf(text);
    digests.set(versions, known);
  }
  return known;
}

/** How usage of those who hold a plan is changed, as text; '' where it stays as it is. */
function responseOn({ usage }: SideAsked, held: number, { plans, segments }: Population): string {
  if (!usage) return '';
  const { seed, services, factors } = usage;
  const own = segments.map((_, segment) => factors[segment * plans.length + held] ?? []);
  if (own.every((row) => row.every((factor) => factor === MILLION))) return '';
  return JSON.stringify([seed, services, own]);
}
