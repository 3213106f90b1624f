/** Usage in blocks for tests, and what rateAccounts makes of the same customers, in the form of columns. */

import {
  add,
  commonMeasure,
  decimal,
  divide,
  formatRational,
  type Rational,
  rational,
  ZERO,
} from '../../../src/exact/rational.ts';
import type { Account } from '../../../src/invoicing/account.ts';
import type { Invoice, InvoiceLine } from '../../../src/invoicing/invoice.ts';
import type { BillTable, RatedPopulation } from '../../../src/simulation/bills.ts';
import type { Population } from '../../../src/simulation/population.ts';
import type { AccountUsage, RecordKind } from '../../../src/usage/batch.ts';
import { NEVER, type UsageBlock, type UsageColumns } from '../../../src/usage/columns.ts';
import { blockLayout } from '../../../src/usage/read-block.ts';

/** Usage of several accounts, each coded in its own way, in one coding. */
export function mergeUsage(parts: readonly AccountUsage[]): AccountUsage {
  const kinds: RecordKind[] = [];
  const quanta = new Map<string, Rational>();
  for (const { coding } of parts) {
    for (const [service, size] of coding.quanta) quanta.set(service, commonMeasure(quanta.get(service) ?? size, size));
  }
  const kindOf = (kind: RecordKind): number => {
    const known = kinds.findIndex((other) => JSON.stringify(other) === JSON.stringify(kind));
    return known >= 0 ? known : kinds.push(kind) - 1;
  };
  const records = parts.flatMap(({ coding, start, quantity, kind, row }) =>
    Array.from(start, (at, index) => {
      const own = coding.kinds[kind[index]!]!;
      const times = divide(coding.quanta.get(own.service)!, quanta.get(own.service)!);
      return { at, quantity: quantity[index]! * Number(times.n), kind: kindOf(own), row: row[index]! };
    }),
  );
  const first = new Uint32Array(parts.length + 1);
  parts.forEach(({ start }, index) => {
    first[index + 1] = first[index]! + start.length;
  });
  return {
    coding: { kinds, quanta },
    accounts: parts.flatMap(({ accounts }) => accounts),
    first,
    start: Float64Array.from(records, ({ at }) => at),
    local: parts[0]?.local ?? true,
    quantity: Float64Array.from(records, (record) => record.quantity),
    kind: Uint16Array.from(records, ({ kind }) => kind),
    row: Float64Array.from(records, ({ row }) => row),
  };
}

/** The accounts `[from, before)` of usage as a block. */
function blockOf(usage: AccountUsage, from: number, before: number, at: number): UsageBlock {
  const [first, end] = [usage.first[from]!, usage.first[before]!];
  const [size, records] = [before - from, end - first];
  const layout = blockLayout(size, records, { start: 8, quantity: 8, kind: 2 });
  const memory = new SharedArrayBuffer(layout.bytes);
  new Float64Array(memory, 0, 5).set([0, 1, 8, 8, 2]);
  new Uint32Array(memory, layout.first, size + 1).set(usage.first.slice(from, before + 1).map((one) => one - first));
  new Float64Array(memory, layout.start, records).set(usage.start.subarray(first, end));
  new Float64Array(memory, layout.quantity, records).set(usage.quantity.subarray(first, end));
  new Uint16Array(memory, layout.kind, records).set(usage.kind.subarray(first, end));
  return { first: at, size, records, bytes: layout.bytes, memory };
}

/** Accounts without changes of plan, with their usage, in blocks of so many accounts. */
export function columnsOf(accounts: readonly Account[], usage: AccountUsage, size = 3): UsageColumns {
  const plans = [...new Set(accounts.map(({ plan }) => plan))];
  return {
    name: 'test',
    customers: {
      size: accounts.length,
      nameOf: (customer) => accounts[customer]!.id,
      plans,
      segments: [''],
      plan: Uint16Array.from(accounts, ({ plan }) => plans.indexOf(plan)),
      segment: new Uint16Array(accounts.length),
      activated: Int32Array.from(accounts, ({ activated }) => activated),
      terminated: Int32Array.from(accounts, ({ terminated }) => terminated ?? NEVER),
      weight: undefined,
    },
    coding: usage.coding,
    local: usage.local,
    async *blocks() {
      for (let from = 0; from < accounts.length; from += size) {
        yield blockOf(usage, from, Math.min(accounts.length, from + size), from);
      }
    },
    report: () => {
      throw new Error('not told');
    },
    close: () => undefined,
  };
}

export function populationOf(accounts: readonly { readonly id: string; readonly plan: string }[]): Population {
  const plans = [...new Set(accounts.map(({ plan }) => plan))];
  const size = accounts.length;
  return {
    kind: 'full',
    ...{ size, plans, segments: [''], strata: [{ name: '', whole: size, sampled: size }] },
    nameOf: (customer) => accounts[customer]!.id,
    plan: Uint16Array.from(accounts, ({ plan }) => plans.indexOf(plan)),
    segment: new Uint16Array(size),
    weight: new Float64Array(size).fill(1_000_000),
    stratum: new Uint32Array(size),
  };
}

/** `fee`, of `fee/credit` and of `fee 2`; `voice`, of `voice zone=eu tier=2`; `tax standard`. */
const componentOf = ({ key, kind }: InvoiceLine): string =>
  kind === 'tax' ? key.split(' ').slice(0, 2).join(' ') : key.split(' ')[0]!.replace(/\/credit$/, '');

/** Customer, month, component: amount; and net, total and how many invoices. Without what is nothing. */
export type Sums = Readonly<Record<string, string>>;

export function sumsOfInvoices(invoices: readonly (readonly Invoice[])[]): Sums {
  const sums = new Map<string, Rational>();
  const put = (key: string, amount: Rational): void => {
    sums.set(key, add(sums.get(key) ?? ZERO, amount));
  };
  invoices.forEach((own, customer) => {
    for (const { date, lines, net, total } of own) {
      const at = `${customer} ${date.slice(0, 7)}`;
      for (const line of lines) put(`${at} ${line.kind} ${componentOf(line)}`, decimal(line.amount));
      put(`${at} net`, decimal(net));
      put(`${at} total`, decimal(total));
      put(`${at} invoices`, rational(1n));
    }
  });
  return written(sums);
}

export function sumsOfTable({ rows }: RatedPopulation, table: BillTable): Sums {
  const sums = new Map<string, Rational>();
  const scale = 10n ** BigInt(table.scale);
  rows.customer.forEach((customer, row) => {
    const at = `${customer} ${rows.months[rows.month[row]!]}`;
    const put = (name: string, column: Float64Array): unknown =>
      sums.set(`${at} ${name}`, rational(BigInt(column[row]!), scale));
    for (const [index, { kind, id }] of table.components.entries()) put(`${kind} ${id}`, table.amounts[index]!);
    put('net', table.net);
    put('total', table.total);
    sums.set(`${at} invoices`, rational(BigInt(table.invoices[row]!)));
  });
  return written(sums);
}

const written = (sums: ReadonlyMap<string, Rational>): Sums =>
  Object.fromEntries(
    [...sums]
      .filter(([, { n }]) => n !== 0n)
      .map(([key, sum]) => [key, formatRational(sum)])
      .sort(),
  );
