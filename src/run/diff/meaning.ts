/**
 * What of two sets of plans is the same in meaning: compiled plans without names and places in files, as text. Whom a
 * change reaches follows from the versions that the cycles of a customer are on.
 */

import { type Account, plansOfAccount } from '../../invoicing/account.ts';
import { type Bill, billsOf, type CustomerCycle } from '../../invoicing/schedule.ts';
import type { CompiledCharge, CompiledPlan, CompiledPlans } from '../../plan/compile/compiled.ts';
import type { Reach } from './result.ts';

/** A version as it prices: who is on it and from when is told by `effective`, and left out. */
interface Pricing {
  /** Everything. */
  readonly whole: string;
  /** Everything but usage charges and what belongs to them alone. */
  readonly rest: string;
  /** By id, in their order: what each usage charge means wherever it stands. */
  readonly charges: ReadonlyMap<string, string>;
}

/** Names, descriptions and where something stands in a file. */
const TEXT: readonly string[] = ['name', 'place'];

/** Maps and big numbers as JSON can tell them, without what is only text. */
export const meaningText = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => {
    if (TEXT.includes(key)) return undefined;
    return typeof inner === 'bigint' ? `${inner}n` : inner;
  });

const pricings = new WeakMap<CompiledPlan, Pricing>();

export function pricingOf(plan: CompiledPlan): Pricing {
  const known = pricings.get(plan);
  if (known) return known;
  const { calendars, counters, charges, lines, effective, ...rest } = plan;
  const made: Pricing = {
    whole: meaningText([rest, calendars.map(withoutId), counters.map(({ name }) => [name]), charges, lines]),
    rest: meaningText(rest),
    charges: new Map(charges.map((charge) => [charge.id, meaningOf(charge, plan)])),
  };
  pricings.set(plan, made);
  return made;
}

const withoutId = ({ id, ...rest }: CompiledPlan['calendars'][number]) => rest;

/** Of one charge: calendars and counters by what they are, not by their place among those of the plan. */
function meaningOf(charge: CompiledCharge, { calendars, counters }: CompiledPlan): string {
  const { index, lineStart, bands, tiers, ...rest } = charge;
  const counter = typeof tiers?.counter === 'number' ? [counters[tiers.counter]!.name] : tiers?.counter;
  return meaningText([
    rest,
    bands && [bands.count, bands.crossing, withoutId(calendars[bands.calendar]!)],
    tiers && { ...tiers, counter },
  ]);
}

/** Whether the plans of one id mean the same on both sides, with the days on which versions hold. */
function sameMeaning(base: readonly CompiledPlan[] | undefined, head: readonly CompiledPlan[] | undefined): boolean {
  if (!base || !head) return false;
  return (
    base.length === head.length &&
    base.every((version, index) => {
      const other = head[index]!;
      return (
        meaningText(version.effective) === meaningText(other.effective) &&
        pricingOf(version).whole === pricingOf(other).whole
      );
    })
  );
}

/** A cycle that is priced otherwise: the versions that it is on. */
export interface ChangedCycle {
  readonly base: CompiledPlan | undefined;
  readonly head: CompiledPlan | undefined;
}

export interface Reached {
  readonly reach: Reach;
  /** Each pair of versions once. */
  readonly cycles: readonly ChangedCycle[];
}

/** Whom a change of plans reaches, by the schedule of its invoices; made once for two sets of plans. */
export function reacher(base: CompiledPlans, head: CompiledPlans): (account: Account) => Reached {
  const same = new Map<string, boolean>();
  const isSame = (plan: string): boolean => {
    const known = same.get(plan) ?? sameMeaning(base.get(plan), head.get(plan));
    same.set(plan, known);
    return known;
  };
  return (account) => {
    const plans = plansOfAccount(account);
    if (plans.every(isSame)) return { reach: 'untouched', cycles: [] };
    if (!plans.every((plan) => head.has(plan))) return { reach: 'repriced', cycles: [] };
    if (!plans.every((plan) => base.has(plan))) return { reach: 'new-only', cycles: [] };
    return compareSchedules(
      account,
      plans.flatMap((plan) => base.get(plan)!),
      plans.flatMap((plan) => head.get(plan)!),
    );
  };
}

function compareSchedules(account: Account, base: readonly CompiledPlan[], head: readonly CompiledPlan[]): Reached {
  const before = new Map(billsOf(base, account).map((bill) => [bill.date, bill]));
  const after = new Map(billsOf(head, account).map((bill) => [bill.date, bill]));
  const cycles: ChangedCycle[] = [];
  let existing = false;
  for (const date of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(date), after.get(date)];
    for (const part of ['closing', 'opening'] as const) {
      const versions = { base: versionOf(base, was, part), head: versionOf(head, is, part) };
      if (isPricedAlike(was, is, part, versions)) continue;
      if (!cycles.some((one) => one.base === versions.base && one.head === versions.head)) cycles.push(versions);
      existing ||= !beginsOn(account, is?.[part], versions.head, base);
    }
  }
  return { reach: cycles.length === 0 ? 'keeps' : existing ? 'repriced' : 'new-only', cycles };
}

const versionOf = (
  versions: readonly CompiledPlan[],
  bill: Bill | undefined,
  part: 'closing' | 'opening',
): CompiledPlan | undefined => {
  const cycle = bill?.[part];
  return cycle && versions[cycle.version];
};

function isPricedAlike(
  was: Bill | undefined,
  is: Bill | undefined,
  part: 'closing' | 'opening',
  { base, head }: ChangedCycle,
): boolean {
  if (!was || !is) return false;
  const [a, b] = [was[part], is[part]];
  if (!a || !b || !base || !head) return a === b;
  return (
    a.ordinal === b.ordinal &&
    a.period.from === b.period.from &&
    a.period.before === b.period.before &&
    was.wholeFirst === is.wholeFirst &&
    pricingOf(base).whole === pricingOf(head).whole
  );
}

/** Whether the customer takes the plan when a version that only the head has is already sold: not one of before the change. */
function beginsOn(
  { activated, changes = [] }: Account,
  cycle: CustomerCycle | undefined,
  version: CompiledPlan | undefined,
  base: readonly CompiledPlan[],
): boolean {
  if (!cycle || !version) return false;
  const { newFrom } = version.effective;
  if (newFrom === undefined) return false;
  if (base.some(({ id, effective }) => id === version.id && effective.newFrom === newFrom)) return false;
  const taken = changes.findLast(({ on }) => on <= cycle.period.from)?.on ?? activated;
  return taken >= newFrom;
}
