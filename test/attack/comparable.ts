/** Where the oracle cannot be asked, and why. */

import { minorDecimals } from '../../src/money/currency.ts';
import { Fraction, type Rounding } from '../oracle/fraction.ts';
import type { PlainDocument, PlainMap, PlainRecord } from '../oracle/oracle.ts';
import { increment, list, map, minorUnit, quantity, rounding, text, type Units, unitsOf } from '../oracle/text.ts';

/** Increments of all records that the oracle, which looks at each, can look at in a moment. */
const MOST_INCREMENTS = 40_000;

/** Why the oracle's invoices of a customer of these plans say nothing about the engine's; undefined where they do. */
export function whyNot(
  documents: readonly PlainDocument[],
  plans: readonly string[],
  records: readonly PlainRecord[],
): string | undefined {
  const versions = documents.filter((one) => plans.includes(String(one.plan)));
  if (versions.some(inUnknownCurrency)) return 'in a currency the oracle does not know';
  if (versions.some((version) => hasTooManyIncrements(version, records)))
    return 'with too many increments for the oracle';
  if (versions.some(hasUnevenDiscount)) return 'with a discount of no whole steps, which the plan language leaves open';
  if (versions.some(hasUnevenAllowance))
    return 'with an allowance of no whole steps, which the plan language leaves open';
  return undefined;
}

function inUnknownCurrency({ currency }: PlainDocument): boolean {
  const known = ['EUR', 'JPY', 'KWD'].find((one) => minorDecimals(one) === minorDecimals(String(currency)));
  return known === undefined || minorUnit(known).compare(minorUnit(String(currency))) !== 0;
}

const maps = (document: PlainMap, key: string): PlainMap[] => list(document[key]).map((one) => map(one) ?? {});

function hasTooManyIncrements(version: PlainDocument, records: readonly PlainRecord[]): boolean {
  const units = unitsOf(map(version.units));
  return maps(version, 'usage').some((charge) => {
    if (typeof charge.increment !== 'string') return false;
    const { first, following } = increment(charge.increment, units);
    const steps = [first, following].map(toNumber);
    // Where a call is cut by the second, the oracle looks at every second.
    if (map(charge.bands)?.crossing === 'round-then-split') steps.push(1);
    const least = [first, ...sizeOf(charge.minimum_quantity as string | undefined, units)].map(toNumber);
    const looks = records
      .filter(({ service }) => list(map(charge.match)?.service).includes(service))
      .map((record) => Math.max(...least, toNumber(quantity(record.quantity, units).value)) / Math.min(...steps));
    return looks.reduce((sum, one) => sum + one, 0) > MOST_INCREMENTS;
  });
}

const sizeOf = (written: string | undefined, units: Units): Fraction[] =>
  written === undefined ? [] : [quantity(written, units).value];

const toNumber = (value: Fraction): number => Number(value.toString());

/** An amount off, where amounts need not be whole steps of the rounding of discounts. */
function hasUnevenDiscount(version: PlainDocument): boolean {
  const amounts = maps(version, 'discounts').flatMap((one) => text(one.amount) ?? []);
  if (amounts.length === 0) return false;
  const cent: Rounding = { mode: 'half-up', step: minorUnit(String(version.currency)) };
  const own = map(version.rounding);
  const step = rounding(text(own?.discount), cent)?.step;
  const charges = [...maps(version, 'usage'), ...maps(version, 'recurring'), ...maps(version, 'one_time')];
  const lines = charges.map((charge) => text(map(charge.rounding)?.line) ?? text(own?.line));
  const parts = [...amounts.map((amount) => Fraction.of(amount)), ...lines.map((line) => rounding(line, cent)?.step)];
  return parts.some((part) => !step || !part || part.over(step).bottom !== 1n);
}

/** A share of an allowance is rounded; whether the whole of it is, nobody says. */
function hasUnevenAllowance(version: PlainDocument): boolean {
  const units = unitsOf(map(version.units));
  return maps(version, 'allowances').some(({ amount, prorate }) => {
    const step = rounding(text(map(prorate)?.round), undefined, units)?.step;
    if (!step || amount === 'unlimited') return false;
    return quantity(String(amount), units).value.over(step).bottom !== 1n;
  });
}
