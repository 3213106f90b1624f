/** Random allowances: each is drawn for one of the charges, since one that covers nothing is refused. */

import fc from 'fast-check';
import { holds, meet, pick, rarely, some, taken, WORDS, type Written, ZONES } from './arbitrary-charges.ts';
import type { Plain, PlainMap } from './text.ts';

const rawProration = fc.record({
  basis: fc.constantFrom('actual', 'actual', 'actual/30', 'thirty-day', 'yearly'),
  edge: fc.constantFrom(undefined, 'used', 'free'),
});
export const rawProrate = fc.record({
  activation: fc.option(rawProration, { nil: undefined }),
  termination: fc.option(rawProration, { nil: undefined }),
});
type RawEdge = typeof rawProration extends fc.Arbitrary<infer T> ? T : never;
type RawProrate = typeof rawProrate extends fc.Arbitrary<infer T> ? T : never;

/**
 * What is written under `prorate`; nothing when neither side is drawn. Where every first cycle is `whole`, only a free first
 * day makes a difference.
 */
export function writeProrate(raw: RawProrate, whole: boolean): PlainMap {
  const side = (drawn: RawEdge | undefined, day: string): Plain | undefined =>
    drawn && (drawn.edge ? { basis: drawn.basis, [day]: drawn.edge } : drawn.basis);
  const activation = whole && raw.activation?.edge !== 'free' ? undefined : side(raw.activation, 'first_day');
  return some({ activation, termination: side(raw.termination, 'last_day') });
}

export const rawAllowance = fc.record({
  target: fc.nat({ max: 5 }),
  second: rarely(fc.nat({ max: 5 })),
  wide: fc.boolean(),
  zone: rarely(fc.constantFrom(...ZONES)),
  amount: fc.nat({ max: 3 }),
  unlimited: fc.constantFrom(false, false, false, false, true),
  priority: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
  remainder: fc.constantFrom('split', 'leave', 'cover', undefined),
  prorate: rawProrate,
  round: fc.constantFrom('down', 'up', 'half-up', 'half-even'),
});
export type RawAllowance = typeof rawAllowance extends fc.Arbitrary<infer T> ? T : never;

export function writeAllowance(
  raw: RawAllowance,
  id: string,
  usage: readonly Written[],
  wholeFirst: boolean,
): PlainMap | undefined {
  if (usage.length === 0) return undefined;
  const target = pick(usage, raw.target);
  const service = String(target.match.service);
  const second = raw.second === undefined ? undefined : pick(usage, raw.second);
  const cover = ({ match, charge, period }: Written): PlainMap => {
    if (raw.wide) return { service };
    // Records of a table have a zone already, and a charge of the period must be covered whole.
    const narrow = raw.zone && !period && match.to === undefined && charge.rates === undefined;
    return narrow ? { ...match, to: raw.zone ?? '' } : match;
  };
  const covers = [cover(target)];
  if (second && second !== target && second.match.service === service && !raw.wide) covers.push(cover(second));
  const touched = usage.filter((charge) => covers.some((one) => meet(one, taken(charge))));
  const period = touched.some((one) => one.period);
  // One shared between both kinds of pricing is refused; what covers only a part of a total has no meaning.
  if (period && !touched.every((one) => one.period && covers.some((match) => holds(match, one.match))))
    return undefined;
  const { edges = [], whole = [] } = WORDS[service] ?? {};
  const counted = !raw.unlimited && !period && touched.some((one) => one.increments);
  const prorate = writeProrate(raw.prorate, wholeFirst);
  return some({
    id,
    covers,
    amount: raw.unlimited ? 'unlimited' : pick(edges, raw.amount),
    priority: raw.priority === undefined ? undefined : String(raw.priority),
    remainder: counted ? raw.remainder : undefined,
    prorate:
      raw.unlimited || Object.keys(prorate).length === 0
        ? undefined
        : { ...prorate, round: `${raw.round} ${pick(whole, raw.amount)}` },
  });
}
