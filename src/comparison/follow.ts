/**
 * Which differences only follow from others on the same invoice: a discount of a fee that changed, the tax on it, the
 * net, the total. Each is checked by its arithmetic; what does not come out of the other differences stands on its own.
 */

import { absolute, add, compare, multiply, type Rational, rational, subtract, ZERO } from '../exact/rational.ts';
import { chargeOf, type Difference, type InvoiceCells } from './difference.ts';
import { decimalsIn, value } from './values.ts';

/** The charges that a line with this id is a discount of; undefined for what is no discount. */
export type DiscountOn = (id: string) => readonly string[] | undefined;

/** The differences of one invoice, those that follow marked; `before` and `after` are the whole invoice. */
export function withFollowers(
  differences: readonly Difference[],
  before: InvoiceCells,
  after: InvoiceCells,
  discountOn: DiscountOn,
): Difference[] {
  const follows = new Set<Difference>();
  const lines = differences.filter(({ line, cell }) => line !== undefined && cell !== 'allowance');
  const isTax = ({ cause }: Difference): boolean => cause.startsWith('tax ');
  const isRounding = ({ cause }: Difference): boolean => cause === 'total-rounding';
  const priced = lines.filter((one) => !isTax(one) && !isRounding(one));

  for (const one of priced) {
    const on = discountOn(one.cause);
    if (!on || !priced.some(({ cause }) => cause !== one.cause && on.includes(cause))) continue;
    const share = (invoice: InvoiceCells) => [sumOf(invoice, [one.cause]), sumOf(invoice, on)] as const;
    if (proportional(share(before), share(after), unitOf(after))) follows.add(one);
  }

  const origins = priced.filter((one) => !follows.has(one));
  const taxFollows =
    origins.length > 0 &&
    proportional(
      [value(before.tax), value(before.net)],
      [value(after.tax), value(after.net)],
      multiply(unitOf(after), rational(BigInt(Math.max(1, taxLines(before), taxLines(after))))),
    );
  const taxes = lines.filter(isTax);
  if (taxFollows) for (const one of taxes) follows.add(one);
  for (const one of lines.filter(isRounding)) if (origins.length + taxes.length > 0) follows.add(one);

  const by = (some: readonly Difference[]): Rational => some.map(changeOf).reduce(add, ZERO);
  const sums = new Map(differences.flatMap((one) => (one.line === undefined ? [[one.cell, one] as const] : [])));
  const [net, tax, total] = [sums.get('net'), sums.get('tax'), sums.get('total')];
  // With prices gross the lines of tax are inside the total, with prices net they add to it.
  const untaxed = lines.filter((one) => !isTax(one));
  if (total && lines.length > 0 && [untaxed, lines].some((some) => equal(by(some), changeOf(total))))
    follows.add(total);
  if (tax && (taxFollows || (taxes.length > 0 && equal(by(taxes), changeOf(tax))) || (total && lines.length === 0))) {
    follows.add(tax);
  }
  // The net is the total without tax: where one of the two differs, it has no reason of its own.
  if (net && (total || tax)) follows.add(net);
  return differences.map((one) => (follows.has(one) ? { ...one, follows: true } : one));
}

const equal = (a: Rational, b: Rational): boolean => compare(a, b) === 0;
const taxLines = ({ lines }: InvoiceCells): number => lines.filter(({ key }) => key.startsWith('tax ')).length;
const changeOf = ({ cell, by }: Difference): Rational => (by === undefined || cell === 'quantity' ? ZERO : value(by));

const sumOf = ({ lines }: InvoiceCells, charges: readonly string[]): Rational =>
  lines.filter(({ key }) => charges.includes(chargeOf(key))).reduce((sum, { amount }) => add(sum, value(amount)), ZERO);

/** What the smallest digit of the total is worth: each of two rounded parts may be off by that much. */
const unitOf = ({ total }: InvoiceCells): Rational => rational(1n, 10n ** BigInt(decimalsIn(total)));

/** Whether a part is the same share of its base before and after, as far as rounding lets one see. */
function proportional(
  [partBefore, baseBefore]: readonly [Rational, Rational],
  [partAfter, baseAfter]: readonly [Rational, Rational],
  unit: Rational,
): boolean {
  const apart = absolute(subtract(multiply(partAfter, baseBefore), multiply(partBefore, baseAfter)));
  return compare(apart, multiply(unit, add(absolute(baseBefore), absolute(baseAfter)))) <= 0;
}
