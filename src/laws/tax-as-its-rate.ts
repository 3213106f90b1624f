/**
 * Tax is its rate of what is taxed, rounded once a category. Not derived where a discount is spread over charges of
 * several categories (the lines do not tell how much of it went to which), nor where versions tax differently: an
 * invoice between the two is taxed by both.
 */

import { add, decimal, divide, multiply, rational, ZERO } from '../exact/rational.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import { round } from '../money/rounding.ts';
import type { PlanHistory, RatePlan } from '../plan/model.ts';
import { cellBreach, ownerOf, sumOf } from './amounts.ts';
import { alone, asItIs, type Breach, EVERYWHERE, type Law, type LawContext, ofAny } from './law.ts';

const HUNDRED = rational(100n);

export function taxAsItsRate({ history }: LawContext): Law {
  const [plan] = history.versions;
  const categories = categoriesOf(history);
  return {
    name: 'tax-as-its-rate',
    plan: history.id,
    says: 'the tax of a category is its rate of what is taxed, rounded once',
    not: reasonNot(history, categories),
    ...{ except: EVERYWHERE, about: asItIs, beside: alone, speaksOf: ofAny },
    judge: (_, [invoices = []]) => {
      for (const invoice of invoices) {
        const breach = plan?.tax && judgeInvoice(plan, plan.tax, invoice, categories);
        if (breach) return breach;
      }
      return undefined;
    },
  };
}

function judgeInvoice(
  plan: RatePlan,
  tax: NonNullable<RatePlan['tax']>,
  { date, lines }: Invoice,
  categories: ReadonlyMap<string, number | undefined>,
): Breach | undefined {
  for (const [index, { category, percent }] of tax.rates.entries()) {
    const own = lines.filter(
      (line) => line.kind !== 'tax' && line.kind !== 'rounding' && categories.get(ownerOf(line)) === index,
    );
    const base = sumOf(own.map(({ amount }) => amount));
    const whole = plan.prices === 'gross' ? add(HUNDRED, percent) : HUNDRED;
    const expected = round(divide(multiply(base, percent), whole), plan.rounding.tax);
    const key = `tax ${category}`;
    const line = lines.find((one) => one.key === key);
    const where = { invoice: date, line: key, cell: 'amount' as const };
    const breach = cellBreach(where, expected, line ? decimal(line.amount) : ZERO, `its rate of ${category}`);
    if (breach) return breach;
  }
  return undefined;
}

/** Tax category by id of charge or discount; undefined: not one, or not the same in all versions. */
function categoriesOf({ versions }: PlanHistory): Map<string, number | undefined> {
  const categories = new Map<string, number | undefined>();
  const note = (id: string, index: number | undefined): void => {
    categories.set(id, categories.has(id) && categories.get(id) !== index ? undefined : index);
  };
  for (const { recurring, oneTime, usage, discounts } of versions) {
    const charges = [...recurring, ...oneTime, ...usage];
    for (const { id, taxIndex } of charges) note(id, taxIndex);
    for (const { id, on } of discounts) {
      const indexes = new Set(charges.filter((charge) => on.includes(charge.id)).map(({ taxIndex }) => taxIndex));
      note(id, indexes.size === 1 ? [...indexes][0] : undefined);
    }
  }
  return categories;
}

function reasonNot({ versions }: PlanHistory, categories: ReadonlyMap<string, number | undefined>): string | undefined {
  const told = versions.map(({ tax, rounding }) =>
    JSON.stringify([tax?.rates, rounding.tax], (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
  );
  if (versions.every(({ tax }) => !tax)) return 'the plan has no tax';
  if (new Set(told).size > 1) return 'its versions are taxed differently';
  const spread = [...categories].find(([, index]) => index === undefined)?.[0];
  return spread && `${spread} belongs to several categories of tax`;
}
