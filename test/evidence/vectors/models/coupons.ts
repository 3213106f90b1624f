/** Discounts of an invoice, and tax after them. Fees stand for whatever they are taken off. */

import type { PlainMap } from '../../../oracle/oracle.ts';
import { negated, sum, times } from '../../numbers.ts';
import { type Bills, run } from '../../run.ts';
import type { Case } from '../case.ts';
import type { Outcome } from '../outcome.ts';

interface Fee {
  readonly amount: string;
  /** Its tax category. */
  readonly tax?: string;
}

interface Invoiced {
  readonly currency?: string;
  readonly fees: readonly Fee[];
  readonly rates?: Readonly<Record<string, string>>;
  readonly discounts?: readonly PlainMap[];
}

/** Fees `fee-0`, `fee-1` … on one invoice. */
function invoiced({ currency = 'USD', fees, rates, discounts = [] }: Invoiced): Bills {
  const recurring = fees.map((fee, index) => ({ id: `fee-${index}`, ...fee }));
  const tax = rates ? { tax: { name: 'tax', rates } } : {};
  return run({
    plan: { currency, ...tax, recurring, ...(discounts.length > 0 && { discounts }) },
    before: '2024-01-02',
  });
}

interface Coupon {
  readonly type: 'percent' | 'fixed';
  readonly value: string;
}

/** What coupons take off a fee, in their order. */
function taken(one: Case, base: string, coupons: readonly Coupon[]): Outcome {
  const discounts = coupons.map(({ type, value }, index) => {
    const worth = type === 'percent' ? { percent: value } : { amount: value };
    return { id: `coupon-${index}`, ...worth, on: ['@all'] };
  });
  const bills = invoiced({ currency: one.params.currency as string, fees: [{ amount: base }], discounts });
  const discount = negated(sum(discounts.map(({ id }) => bills.amount(id))));
  return { ours: { discount, ...('subtotal' in one.expected && { subtotal: bills.total() }) } };
}

export function oneCoupon(one: Case): Outcome {
  const { couponAmount, couponPercent } = one.params as { couponAmount?: string; couponPercent?: string };
  const { base, alreadyUsed = '0' } = one.inputs as { base: string; alreadyUsed?: string };
  if (alreadyUsed !== '0') return { needs: 'a coupon whose rest goes on to later invoices' };
  const coupon: Coupon = couponPercent
    ? { type: 'percent', value: couponPercent }
    : { type: 'fixed', value: couponAmount! };
  return taken(one, base, [coupon]);
}

export function stacking(one: Case): Outcome {
  const { base, subtotal, coupons } = one.inputs as { base?: string; subtotal?: string; coupons: readonly Coupon[] };
  // A peer that always takes percentages first has them first in the plan.
  const percentFirst = String(one.params.order).startsWith('percentages first');
  const order = percentFirst ? [...coupons].sort((a, b) => (a.type < b.type ? 1 : a.type > b.type ? -1 : 0)) : coupons;
  return taken(one, base ?? subtotal!, order);
}

/** More coupons than the fee is worth. */
export function beyond(one: Case): Outcome {
  const { planFee, planTaxPercent, coupons } = one.params as {
    planFee: string;
    planTaxPercent: string;
    coupons: readonly string[];
  };
  const discounts = coupons.map((amount, index) => ({ id: `coupon-${index}`, amount, on: ['@all'] }));
  const bills = invoiced({ currency: 'EUR', fees: [{ amount: planFee }], rates: { plan: planTaxPercent }, discounts });
  const couponShare = negated(sum(discounts.map(({ id }) => bills.amount(id))));
  return { ours: { fee: bills.amount('fee-0'), couponShare, tax: bills.tax() } };
}

/**
 * What a discount leaves of each line to be taxed. A tax of 100 % in a category of its own for each line shows it: the
 * tax is the base.
 */
export function spread(one: Case): Outcome {
  const { linesCents, discountCents } = one.inputs as { linesCents: readonly number[]; discountCents: number };
  const cents = (value: number): string => times(String(value), '0.01');
  const fees = linesCents.map((line, index) => ({ amount: cents(line), tax: `line-${index}` }));
  const rates = Object.fromEntries(fees.map(({ tax }) => [tax, '100']));
  const discounts = [{ id: 'discount', amount: cents(discountCents), on: ['@all'] }];
  const bills = invoiced({ fees, rates, discounts });
  return { ours: { taxableCents: fees.map(({ tax }) => times(bills.amount(`tax ${tax}`), '100')) } };
}

interface Breakdown {
  readonly feesCents: readonly number[];
  readonly taxPercentPerFee: readonly number[];
  readonly couponsInOrder: readonly { readonly amountCents: number; readonly feeIndexes: readonly number[] | 'all' }[];
}

/** Three coupons, each on some of eight fees with two rates of tax. */
export function breakdown(one: Case): Outcome {
  const { feesCents, taxPercentPerFee, couponsInOrder } = one.inputs as unknown as Breakdown;
  const cents = (value: number): string => times(String(value), '0.01');
  const fees = feesCents.map((fee, index) => ({ amount: cents(fee), tax: `rate-${taxPercentPerFee[index]}` }));
  const rates = Object.fromEntries(taxPercentPerFee.map((percent) => [`rate-${percent}`, String(percent)]));
  const discounts = couponsInOrder.map(({ amountCents, feeIndexes }, index) => ({
    id: `coupon-${index}`,
    amount: cents(amountCents),
    on: feeIndexes === 'all' ? ['@all'] : feeIndexes.map((fee) => `fee-${fee}`),
  }));
  const bills = invoiced({ currency: 'EUR', fees, rates, discounts });
  const inCents = (amount: string): string => times(amount, '100');
  return {
    ours: {
      feesCents: inCents(sum(fees.map((_, index) => bills.amount(`fee-${index}`)))),
      couponsCents: inCents(negated(sum(discounts.map(({ id }) => bills.amount(id))))),
      subtotalCents: inCents(bills.net()),
      taxCents: inCents(bills.tax()),
      totalCents: inCents(bills.total()),
    },
    policy: 'a discount is spread in whole cents',
  };
}

/** The tax of one amount, of which something may be taken off first. */
export function taxed(one: Case): Outcome {
  const {
    currency = 'USD',
    taxPercent,
    taxPercents,
  } = one.params as {
    currency?: string;
    taxPercent?: string;
    taxPercents?: readonly string[];
  };
  if (taxPercents && taxPercents.length > 1) return { needs: 'several taxes on one charge' };
  const given = one.inputs as Record<string, string | undefined>;
  const amount = given.taxable ?? given.subtotal ?? given.fee!;
  const off = given.discount ?? given.couponShare;
  const discounts = off ? [{ id: 'discount', amount: off, on: ['@all'] }] : [];
  const rates = { standard: taxPercent ?? taxPercents![0]! };
  const bills = invoiced({ currency, fees: [{ amount }], rates, discounts });
  return { ours: { tax: bills.tax(), ...('total' in one.expected && { total: bills.total() }) } };
}

/** Tax rounded line by line: a category for each line. */
export function taxedByLine(one: Case): Outcome {
  const { lines } = one.inputs as { lines: readonly { amount: string; taxRate: string }[] };
  const rates = Object.fromEntries(lines.map(({ taxRate }, index) => [`line-${index}`, times(taxRate, '100')]));
  const fees = lines.map(({ amount }, index) => ({ amount, tax: `line-${index}` }));
  const bills = invoiced({ fees, rates });
  return {
    ours: { taxes: lines.map((_, index) => bills.amount(`tax line-${index}`)), tax: bills.tax(), total: bills.total() },
  };
}

/** Amounts of an invoice added up. */
export function added(one: Case): Outcome {
  const { lines, ...named } = one.inputs as { lines?: readonly string[] };
  const fees = (lines ?? Object.values(named as Record<string, string>)).map((amount) => ({ amount }));
  return { ours: { total: invoiced({ fees }).total() } };
}
