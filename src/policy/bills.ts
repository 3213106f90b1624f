/** Policies about bills: their sum, who pays more, single ones. */

import { add, compare, decimal, multiply, negate, type Rational, rational, subtract, ZERO } from '../exact/rational.ts';
import { minorDecimals } from '../money/currency.ts';
import type { PlanDistribution } from '../run/distribution.ts';
import {
  type Breach,
  type Customer,
  decimalsIn,
  type Facts,
  type Held,
  type Ledger,
  noComparison,
  nothing,
  whom,
} from './facts.ts';
import type { About, Limit, PolicyOf } from './model.ts';
import { counted, limitValue, showChange, showMoney, showPercent, signed } from './text.ts';

const HUNDRED = rational(100n);

/** Sums by currency; each is held against the limits by itself. */
export function holdTotalChange(
  { about, atMost, atLeast }: PolicyOf<'total-change'>,
  ledger: Ledger | undefined,
): Held {
  if (!ledger) return noComparison;
  const limits = [...(atMost ? [atMost] : []), ...(atLeast ? [atLeast] : [])];
  const currency = limits.flatMap((limit) => ('amount' in limit ? limit.currency : []))[0];
  const sums = new Map<string, { before: bigint; after: bigint }>();
  for (const customer of compared(ledger, about, currency)) {
    const sum = sums.get(customer.currency) ?? { before: 0n, after: 0n };
    sums.set(customer.currency, { before: sum.before + customer.before, after: sum.after + customer.after });
  }
  if (sums.size === 0) return nothing(`${whom('customer', about)}${inCurrency(currency)} was compared`);
  const measured: string[] = [];
  const breaches: Breach[] = [];
  for (const code of [...sums.keys()].sort()) {
    const { before, after } = sums.get(code)!;
    const change = ledger.value(after - before);
    const percent = shareOf(change, ledger.value(before));
    const told = `${showChange(change, code)}${inPercent(percent, limits)}`;
    measured.push(told);
    const over = [
      ...(atMost ? overrun(atMost, change, percent) : []),
      ...(atLeast ? overrun(negated(atLeast), negate(change), percent && negate(percent)) : []),
    ];
    for (const urgency of over) breaches.push({ words: () => `bills in all: ${told}`, urgency, key: code, ...about });
  }
  return { measured: measured.join(', '), breaches };
}

const negated = (limit: Limit): Limit =>
  'percent' in limit ? { percent: negate(limit.percent) } : { ...limit, amount: negate(limit.amount) };

/**
 * By how much a change is more than its limit, in the limit's measure; nothing where it is not. A share of nothing is
 * more than every limit when it rises, and less when it falls.
 */
function overrun(limit: Limit, change: Rational, percent: Rational | undefined): Rational[] {
  if ('percent' in limit && percent === undefined) return change.n > 0n ? [change] : [];
  const over = subtract('percent' in limit ? percent! : change, limitValue(limit));
  return over.n > 0n ? [over] : [];
}

/** Of a change; undefined where there was nothing, and no change: 0. */
function shareOf(change: Rational, before: Rational): Rational | undefined {
  if (change.n === 0n) return rational(0n);
  return before.n > 0n ? multiply(HUNDRED, rational(change.n * before.d, change.d * before.n)) : undefined;
}

const inPercent = (percent: Rational | undefined, limits: readonly Limit[]): string =>
  percent ? ` (${signed(percent, showPercent(percent, percentsOf(limits)))})` : '';

const percentsOf = (limits: readonly Limit[]): Rational[] =>
  limits.flatMap((limit) => ('percent' in limit ? limit.percent : []));

const inCurrency = (currency: string | undefined): string =>
  currency === undefined ? '' : ` with bills in ${currency}`;

/** Customers with bills on both sides. */
const compared = (ledger: Ledger, about: About, currency: string | undefined): Customer[] =>
  ledger.about(about).filter((one) => one.both && (currency === undefined || one.currency === currency));

export function holdWorseOff({ about, atMost }: PolicyOf<'worse-off'>, ledger: Ledger | undefined): Held {
  if (!ledger) return noComparison;
  const customers = compared(ledger, about, undefined);
  if (customers.length === 0) return nothing(`${whom('customer', about)} was compared`);
  const worse = customers.filter(({ before, after }) => after > before).length;
  const share = rational(BigInt(worse) * 100n, BigInt(customers.length));
  const measured = `${showPercent(share, [atMost])} (${worse} of ${counted(customers.length, 'customer')})`;
  const over = compare(share, atMost) > 0;
  return {
    measured,
    breaches: over
      ? [{ words: () => `${measured} pay more`, urgency: subtract(share, atMost), key: '', ...about }]
      : [],
  };
}

/** Every invoice against its own before; one that the base does not have was nothing before. */
export function holdBillIncrease({ about, atMost }: PolicyOf<'bill-increase'>, ledger: Ledger | undefined): Held {
  if (!ledger) return noComparison;
  const currency = 'amount' in atMost ? atMost.currency : undefined;
  const customers = compared(ledger, about, currency);
  if (customers.length === 0) return nothing(`${whom('customer', about)}${inCurrency(currency)} was compared`);
  const limit = limitValue(atMost);
  const breaches: Breach[] = [];
  let most: Breach | undefined;
  for (const { id, plan, segment, currency: code, bills } of customers) {
    for (const { date, before = 0n, after = 0n } of bills) {
      const change = after - before;
      if (change <= 0n) continue;
      // Not in lowest terms: there may be many, and few are told. From nothing every share is endless.
      const rise: Rational =
        'amount' in atMost
          ? { n: change, d: ledger.one }
          : before > 0n
            ? { n: 100n * change, d: before }
            : { n: change * ENDLESS, d: ledger.one };
      const breaks = compare(rise, limit) > 0;
      const order = most ? compare(rise, most.urgency) : 1;
      const key = `${id} ${date}`;
      const isMost = order > 0 || (order === 0 && key < most!.key);
      if (!breaks && !isMost) continue;
      const words = (): string => {
        const [from, to] = [ledger.value(before), ledger.value(after)];
        const difference = subtract(to, from);
        const change = `${showChange(difference, code)}${inPercent(shareOf(difference, from), [atMost])}`;
        return `${id}, ${date}: ${showMoney(from, code)} -> ${showMoney(to, code)}, ${change}`;
      };
      const breach = { words, urgency: rise, key, plan, segment, scenario: id };
      if (isMost) most = breach;
      if (breaks) breaches.push(breach);
    }
  }
  return { measured: most?.words() ?? 'no bill rises', breaches };
}

/** More than any share. */
const ENDLESS = 10n ** 40n;

/** Bills of the head; without a comparison the highest of each plan, which is all that a test run keeps. */
export function holdBillCap({ about, atMost }: PolicyOf<'bill-cap'>, ledger: Ledger | undefined, facts: Facts): Held {
  if (!ledger) return holdHighest({ about, atMost }, facts);
  const { amount, currency } = atMost;
  const breaches: Breach[] = [];
  let highest: { readonly total: bigint; readonly key: string; readonly words: () => string } | undefined;
  for (const { id, plan, segment, currency: code, bills } of ledger.about(about)) {
    if (code !== currency) continue;
    for (const { date, after } of bills) {
      if (after === undefined) continue;
      const breaks = ledger.exceeds(after, amount);
      const key = `${id} ${date}`;
      const isHighest = !highest || after > highest.total || (after === highest.total && key < highest.key);
      if (!breaks && !isHighest) continue;
      const words = (): string => `${id}, ${date}: ${showMoney(ledger.value(after), currency)}`;
      if (isHighest) highest = { total: after, key, words };
      if (breaks) breaches.push({ words, urgency: { n: after, d: ledger.one }, key, plan, segment, scenario: id });
    }
  }
  if (!highest) return nothing(`${whom('customer', about)}${inCurrency(currency)} has a bill`);
  return { measured: `the highest is ${highest.words()}`, breaches };
}

function holdHighest({ about, atMost }: Pick<PolicyOf<'bill-cap'>, 'about' | 'atMost'>, { test }: Facts): Held {
  const { amount, currency } = atMost;
  if (about.segment !== undefined || !test) return noComparison;
  const plans = test.summary.distributions.filter(
    (one) => one.currency === currency && one.invoices > 0 && (about.plan === undefined || one.plan === about.plan),
  );
  const highest = plans.map((one) => ({ plan: one.plan, most: highestOf(one) }));
  highest.sort((a, b) => compare(b.most, a.most) || (a.plan < b.plan ? -1 : 1));
  const told = ({ plan, most }: (typeof highest)[number]): string => `plan ${plan}: ${showMoney(most, currency)}`;
  if (highest.length === 0) return nothing(`${whom('customer', about)}${inCurrency(currency)} has a bill`);
  const over = highest.filter(({ most }) => compare(most, amount) > 0);
  return {
    measured: `the highest is of ${told(highest[0]!)}`,
    breaches: over.map((one) => ({
      words: () => `the highest of ${told(one)}`,
      ...{ urgency: one.most, key: one.plan, plan: one.plan },
    })),
  };
}

/** Distributions count in minor units, cut: where amounts have more decimals the next unit is what it may have been. */
function highestOf({ most, sum, currency }: PlanDistribution): Rational {
  const decimals = minorDecimals(currency) ?? 2;
  return add(decimal(most), decimalsIn(sum) > decimals ? rational(1n, 10n ** BigInt(decimals)) : ZERO);
}
