/**
 * What more of something priced does to a bill, beyond itself. A record that counts for more moves its counter on, and takes
 * more of an allowance: other records may then stand in a cheaper tier.
 */

import { compare, equal, type Rational } from '../../../exact/rational.ts';
import type { Allowance, RatePlan, UsageCharge } from '../../model.ts';
import { overlaps, reachOf } from '../../validate/checks/reach.ts';

/** Rates by zone and band, each a row of rates by tier; a package has none. */
function rowsOf({ price }: UsageCharge): readonly (readonly Rational[])[] {
  if (price.model === 'package') return [];
  const rows = price.model === 'volume' ? [price.rates] : price.rates.flat();
  return rows.map((row) => row.map(({ perBase }) => perBase));
}

const rising = (row: readonly Rational[]): boolean =>
  row.every((rate, index) => index === 0 || compare(row[index - 1]!, rate) <= 0);

/** All tiers of all zones and bands of a charge the same or dearer with each step, fees too. */
const dearer = (charge: UsageCharge): boolean =>
  rowsOf(charge).every(rising) && (charge.price.model !== 'volume' || rising(charge.price.tiers.fees));

export const cheaperTiers = (charge: UsageCharge): boolean => rowsOf(charge).every((row) => rising([...row].reverse()));
export const dearerTiers = (charge: UsageCharge): boolean => rowsOf(charge).every(rising);

export const tiersOf = ({ price }: UsageCharge) => (price.model === 'package' ? undefined : price.tiers);

/** Charges on one counter with this one, itself included. */
export function sharing(plan: RatePlan, charge: UsageCharge): readonly UsageCharge[] {
  const counter = tiersOf(charge)?.counter;
  if (counter === undefined) return [charge];
  if (counter === 'record') return [charge];
  return plan.usage.filter((other) => other === charge || tiersOf(other)?.counter === counter);
}

/** One function from the place of the counter to the price, whoever moves it: what is owed follows from where it ends. */
function oneCurve(charges: readonly UsageCharge[]): boolean {
  const [charge] = charges;
  if (!charge || charges.length > 1) return false;
  const rows = rowsOf(charge);
  return (
    charge.price.model !== 'volume' && rows.every((row) => row.every((rate, tier) => equal(rate, rows[0]![tier]!)))
  );
}

/**
 * Whether charging a part of these records no longer can never make a bill dearer: their counter ends lower, and what is
 * still charged stands in tiers no dearer, or the whole follows from where the counter ends.
 */
function safeCounter(plan: RatePlan, charge: UsageCharge, quantityChanges: boolean): boolean {
  const tiers = tiersOf(charge);
  if (!tiers) return true;
  // Covered usage stays on the counter: nothing else moves.
  if (tiers.count === 'all' && !quantityChanges) return true;
  const charges = sharing(plan, charge);
  if (charges.every(dearer)) return true;
  return tiers.count === 'charged' && charges.every((one) => tiersOf(one)?.count === 'charged') && oneCurve(charges);
}

const coveredBy = (plan: RatePlan, { covers }: Allowance): readonly UsageCharge[] =>
  plan.usage.filter((charge) => covers.some((match) => overlaps(match, reachOf(charge))));

const coversOf = (plan: RatePlan, charge: UsageCharge): readonly Allowance[] =>
  plan.allowances.filter((allowance) => coveredBy(plan, allowance).includes(charge));

/** Allowances and charges that take from one another, starting from some. */
function connected(plan: RatePlan, from: readonly UsageCharge[]): { charges: UsageCharge[]; allowances: Allowance[] } {
  const charges = new Set(from);
  const allowances = new Set<Allowance>();
  for (const charge of charges) {
    for (const allowance of coversOf(plan, charge)) {
      allowances.add(allowance);
      for (const other of coveredBy(plan, allowance)) charges.add(other);
    }
  }
  return { charges: [...charges], allowances: [...allowances] };
}

/**
 * What is left of an increment is kept (`leave`) for later records that may be smaller or dearer: more can then cover less,
 * unless there is one allowance and all its records come in the same increments.
 */
function keepsRest(charges: readonly UsageCharge[], allowances: readonly Allowance[]): boolean {
  if (!allowances.some(({ remainder }) => remainder === 'leave')) return false;
  if (allowances.length > 1) return true;
  const [first] = charges;
  const steps = first?.increment;
  if (!steps || compare(steps.first, steps.following) < 0) return true;
  return charges.some(
    ({ increment }) =>
      !increment ||
      increment.partial !== steps.partial ||
      !equal(increment.first, steps.first) ||
      !equal(increment.following, steps.following),
  );
}

export type Safety = 'safe' | 'either' | 'unknown';

/** Whether more of an allowance can only make bills smaller, under this version. */
export function allowanceSafety(plan: RatePlan, allowance: Allowance): Safety {
  const { charges, allowances } = connected(plan, coveredBy(plan, allowance));
  if (keepsRest(charges, allowances)) return 'unknown';
  return charges.every((charge) => safeCounter(plan, charge, false)) ? 'safe' : 'either';
}

/** Whether a record that counts for more can only make bills larger, under this version. */
export function quantitySafety(plan: RatePlan, charge: UsageCharge): Safety {
  const { charges, allowances } = connected(plan, [charge]);
  // An increment covered in part is cut elsewhere when increments are others.
  if (allowances.some(({ remainder }) => remainder !== 'split')) return 'unknown';
  return charges.every((one) => safeCounter(plan, one, true)) ? 'safe' : 'either';
}
