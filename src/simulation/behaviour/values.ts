/** One number for everything that is assumed with a range. */

import type { Rational } from '../../exact/rational.ts';
import type { Assumptions, Churn, Elasticity, Range, TakeUp, Whom } from '../assumptions.ts';

export type AssumptionSet = 'low' | 'central' | 'high';

/** A number that is assumed: what it is called in a map of values, and to a reader. */
export interface AssumedNumber {
  /** Made of what it is about, not of where it stands: `elasticity data segment=consumer`. Unique. */
  readonly name: string;
  /** `elasticity of data, segment consumer`. */
  readonly words: string;
  readonly range: Range;
}

/** The assumptions with each range made one number: percents stay percents. In the order of the file. */
export interface Values {
  /** Growth a month in percent; undefined: no path. */
  readonly customers: Rational | undefined;
  readonly usage: ReadonlyMap<string, Rational>;
  readonly elasticity: readonly (Elasticity & { readonly chosen: Rational })[];
  readonly churn: readonly (Churn & { readonly chosen: Rational })[];
  readonly inertia: Rational | undefined;
  readonly takeUp: readonly (TakeUp & { readonly chosenShare: Rational; readonly chosenNew: Rational })[];
}

/** What stands in the place of a range while the values are made; also how they are listed. */
type Choose = (name: string, words: string, range: Range) => Rational;

const whomName = ({ segment, plan }: Whom): string =>
  `${segment === undefined ? '' : ` segment=${segment}`}${plan === undefined ? '' : ` plan=${plan}`}`;
const whomWords = ({ segment, plan }: Whom): string =>
  `${segment === undefined ? '' : `, segment ${segment}`}${plan === undefined ? '' : `, plan ${plan}`}`;

/** Every assumption with a range, in the order in which responses are taken in. Where one value is written, its ends are it. */
export function assumedNumbers(assumptions: Assumptions): readonly AssumedNumber[] {
  const numbers: AssumedNumber[] = [];
  walk(assumptions, (name, words, range) => {
    numbers.push({ name, words, range });
    return range.central;
  });
  return numbers;
}

/**
 * The assumptions with all ranges at one of their values; those named in `held` at what is given there (a bar of a
 * tornado, a draw). Refuses a name that is none of `assumedNumbers`: a number that is held without effect is a mistake.
 */
export function valuesOf(
  assumptions: Assumptions,
  set: AssumptionSet,
  held: ReadonlyMap<string, Rational> = new Map(),
): Values {
  const known = new Set<string>();
  const values = walk(assumptions, (name, _words, range) => {
    known.add(name);
    return held.get(name) ?? range[set];
  });
  for (const name of held.keys()) if (!known.has(name)) throw new RangeError(`no assumption is called ${name}`);
  return values;
}

function walk({ path, behaviour }: Assumptions, choose: Choose): Values {
  const taken = new Map<string, number>();
  const pick: Choose = (name, words, range) => {
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    // Two of one name differ in the place in the file alone.
    const suffix = times === 1 ? '' : ` #${times}`;
    return choose(name + suffix, words + suffix, range);
  };
  const usage = new Map<string, Rational>();
  const customers = path && pick('growth customers', 'growth of customers a month, percent', path.customers);
  for (const [service, range] of path?.usage ?? []) {
    usage.set(service, pick(`growth ${service}`, `growth of ${service} a month, percent`, range));
  }
  return {
    customers,
    usage,
    elasticity: behaviour.elasticity.map((one) => ({
      ...one,
      chosen: pick(
        `elasticity ${one.service}${whomName(one)}`,
        `elasticity of ${one.service}${whomWords(one)}`,
        one.value,
      ),
    })),
    churn: behaviour.churn.map((one) => ({
      ...one,
      chosen: pick(`churn${whomName(one)}`, `scale of churn${whomWords(one)}`, one.scale),
    })),
    inertia:
      behaviour.migration &&
      pick('inertia', 'customers who stay whatever it costs, percent', behaviour.migration.inertia),
    takeUp: behaviour.takeUp.map((one) => ({
      ...one,
      chosenShare: pick(
        `take-up ${one.plan}${whomName(one.of)}`,
        `take-up of ${one.plan}${whomWords(one.of)}, percent`,
        one.share,
      ),
      chosenNew: pick(
        `new customers ${one.plan}${whomName(one.of)}`,
        `new customers of ${one.plan}${whomWords(one.of)}`,
        one.newCustomers,
      ),
    })),
  };
}
