/** Random plans and usage as the engine takes them, one account or several. */

import { commonMeasure, divide, type Rational } from '../../src/exact/rational.ts';
import type { Account } from '../../src/invoicing/account.ts';
import type { Invoice } from '../../src/invoicing/invoice.ts';
import type { CompiledPlans } from '../../src/plan/compile/compiled.ts';
import type { UnitTable } from '../../src/units/quantity.ts';
import type { AccountUsage, RecordKind } from '../../src/usage/batch.ts';
import type { Pair } from '../oracle/arbitrary-usage.ts';
import { inDays, plansOf, unitsOf, usageOf } from '../oracle/engine.ts';
import type { PlainDocument } from '../oracle/text.ts';
import { toYaml } from '../oracle/yaml.ts';

export interface Input {
  readonly plans: CompiledPlans;
  readonly accounts: readonly Account[];
  readonly usage: AccountUsage;
}

/** Pairs of one plan: its text is read once. Accounts are told apart by their place. */
export function inputsOf(pairs: readonly Pair[]): Input {
  const { plans, units } = read(pairs[0]!.documents);
  const accounts = pairs.map(({ account }, at) => ({ ...inDays(account), id: `a${at}` }));
  const usage = merge(
    pairs.map(({ account, records }, at) => usageOf(units, { ...account, id: `a${at}` }, records).usage),
  );
  return { plans, accounts, usage };
}

const known = new WeakMap<object, { readonly plans: CompiledPlans; readonly units: UnitTable }>();

/** A text takes longer to read than to rate. */
function read(documents: readonly PlainDocument[]) {
  let found = known.get(documents);
  if (!found) {
    const text = toYaml(documents);
    found = { plans: plansOf(text), units: unitsOf(text) };
    known.set(documents, found);
  }
  return found;
}

/** Usage of several batches as one, in one coding. */
function merge(batches: readonly AccountUsage[]): AccountUsage {
  const kinds = new Map<string, { readonly kind: RecordKind; readonly code: number }>();
  const quanta = new Map<string, Rational>();
  for (const { coding } of batches) {
    for (const kind of coding.kinds) {
      const key = JSON.stringify(kind);
      if (!kinds.has(key)) kinds.set(key, { kind, code: kinds.size });
    }
    for (const [service, quantum] of coding.quanta)
      quanta.set(service, commonMeasure(quanta.get(service) ?? quantum, quantum));
  }
  const first = [0];
  for (const { start } of batches) first.push(first.at(-1)! + start.length);
  const column = (of: (batch: AccountUsage, record: number) => number): number[] =>
    batches.flatMap((batch) => [...batch.start.keys()].map((record) => of(batch, record)));
  const kindOf = ({ coding, kind }: AccountUsage, record: number): RecordKind => coding.kinds[kind[record]!]!;
  return {
    coding: { kinds: [...kinds.values()].map(({ kind }) => kind), quanta },
    accounts: batches.flatMap(({ accounts }) => accounts),
    first: Uint32Array.from(first),
    start: Float64Array.from(column(({ start }, record) => start[record]!)),
    local: false,
    quantity: Float64Array.from(
      column((batch, record) => {
        const { service } = kindOf(batch, record);
        const times = divide(batch.coding.quanta.get(service)!, quanta.get(service)!).n;
        return batch.quantity[record]! * Number(times);
      }),
    ),
    kind: Uint16Array.from(column((batch, record) => kinds.get(JSON.stringify(kindOf(batch, record)))!.code)),
    row: Float64Array.from(column((_, record) => record + 1)),
    id: batches.flatMap(({ id }) => id!),
  };
}

/** Some of the accounts and their records, in the coding of all. */
export function part({ plans, accounts, usage }: Input, chosen: readonly number[]): Input {
  const records = chosen.flatMap((at) => {
    const [from, end] = [usage.first[at]!, usage.first[at + 1]!];
    return Array.from({ length: end - from }, (_, index) => from + index);
  });
  const first = [0];
  for (const at of chosen) first.push(first.at(-1)! + usage.first[at + 1]! - usage.first[at]!);
  return {
    plans,
    accounts: chosen.map((at) => accounts[at]!),
    usage: {
      coding: usage.coding,
      accounts: chosen.map((at) => usage.accounts[at]!),
      first: Uint32Array.from(first),
      start: Float64Array.from(records, (record) => usage.start[record]!),
      local: usage.local,
      quantity: Float64Array.from(records, (record) => usage.quantity[record]!),
      kind: Uint16Array.from(records, (record) => usage.kind[record]!),
      row: Float64Array.from(records, (record) => usage.row[record]!),
      id: records.map((record) => usage.id![record]!),
    },
  };
}

/** What an invoice says, whosever it is. */
export const said = (invoices: readonly Invoice[]): unknown[] => invoices.map(({ account: _, ...rest }) => rest);
