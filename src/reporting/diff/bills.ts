/** Bills of a customer before and after a change, beside each other. */

import { subtract } from '../../exact/rational.ts';
import type { Invoice } from '../../invoicing/invoice.ts';
import type { DiffResult, DiffRun } from '../../run/diff/result.ts';
import { counted, exact, sumOf } from '../amounts.ts';
import { type ComparedRow, compareForView, type OneSided } from '../html/comparison-view.ts';
import type { Names } from '../names.ts';

/** What only the base or only the head has. */
export const ONE_SIDED: OneSided = {
  'missing line': 'gone',
  'extra line': 'new',
  'missing invoice': 'gone',
  'extra invoice': 'new',
};

export interface SampleBill {
  /** `The customer who loses most`. */
  readonly label: string;
  readonly meaning: string;
  readonly result: DiffResult;
  readonly date: string;
  readonly currency: string;
  /** What differs, and the total; with the tax where the lines alone do not come to it. */
  readonly rows: readonly ComparedRow[];
  /** Lines that are the same. */
  readonly same: readonly ComparedRow[];
  /** `+2.50 EUR`. */
  readonly change: string;
  /** `2 more of its bills change`; empty where none does. */
  readonly more: string;
}

const SAMPLES = [
  { key: 'typical', label: 'A typical bill that changes', meaning: 'stands in the middle of all whose bills change' },
  {
    key: 'gain',
    label: 'The customer who gains most',
    meaning: 'pays less by more than any other, all bills together',
  },
  {
    key: 'loss',
    label: 'The customer who loses most',
    meaning: 'pays more by more than any other, all bills together',
  },
] as const;

/** At most three; one customer stands once, under the first of its names. */
export function sampleBills({ header, results, summary }: DiffRun, names: Names): SampleBill[] {
  const currencies = new Map(header.plans.map(({ id, currency }) => [id, currency]));
  const seen = new Set<string>();
  return SAMPLES.flatMap(({ key, label, meaning }) => {
    const id = summary.samples[key];
    if (id === undefined || seen.has(id)) return [];
    seen.add(id);
    const result = results.find((one) => one.id === id);
    const bill = result && billOf(result, names, currencies.get(result.plan) ?? '');
    return bill ? [{ label, meaning, ...bill }] : [];
  });
}

/** Of a customer the bill that changes most; undefined where its bills were not kept. */
function billOf(result: DiffResult, names: Names, currency: string): Omit<SampleBill, 'label' | 'meaning'> | undefined {
  const { invoices, differences, plan } = result;
  if (!invoices) return undefined;
  const before = new Map(invoices.before.map((invoice) => [invoice.date, invoice]));
  const after = new Map(invoices.after.map((invoice) => [invoice.date, invoice]));
  const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((date) => {
    const by = subtract(totalOf(after.get(date)), totalOf(before.get(date)));
    return by.n === 0n ? [] : [{ date, size: by.n < 0n ? -by.n : by.n, d: by.d }];
  });
  const [first, ...others] = changes.sort((a, b) =>
    b.size * a.d > a.size * b.d ? 1 : b.size * a.d < a.size * b.d ? -1 : 0,
  );
  if (!first) return undefined;
  const { date } = first;
  const shown = after.get(date) ?? before.get(date)!;
  const own = differences.filter(({ invoice }) => invoice === date);
  const [view] = compareForView(own, [shown], { currency, names, plan, said: ONE_SIDED });
  if (!view) return undefined;
  const change = view.rows.find(({ key }) => key === 'total')?.by ?? '';
  return {
    ...{ result, date, currency: view.currency, rows: telling(view.rows) },
    same: view.rows.filter(({ said, sum }) => said === '' && !sum),
    change: change === '' ? '' : `${change} ${view.currency}`,
    more:
      others.length === 0
        ? ''
        : `${counted(others.length, 'more bill')} of this customer ${others.length === 1 ? 'changes' : 'change'}`,
  };
}

/** A bill has twenty lines, and one of them differs: what a reader of the change has to see. */
function telling(rows: readonly ComparedRow[]): ComparedRow[] {
  const lines = rows.filter(({ said, sum }) => said !== '' && !sum);
  const total = rows.filter(({ key, sum }) => sum && key === 'total');
  const by = (of: readonly ComparedRow[]): string | undefined =>
    sumOf(of.flatMap((one) => (one.by === '' ? [] : plain(one.by))));
  const between = same(by(lines), by(total))
    ? []
    : rows.filter(({ key, sum, said }) => sum && said !== '' && key === 'tax');
  return [...lines, ...between, ...total];
}

/** `+1,234.50` is `1234.50`. */
const plain = (text: string): string => text.replace(/^\+/, '').replaceAll(',', '');

function same(a = '', b = ''): boolean {
  const [one, other] = [exact(a), exact(b)];
  return one !== undefined && other !== undefined && subtract(one, other).n === 0n;
}

const totalOf = (invoice: Invoice | undefined) => exact(invoice?.total ?? '0')!;
