/** Written scenarios as the engine takes them: accounts, and their records in columns. */

import { commonMeasure, divide, ONE, type Rational } from '../exact/rational.ts';
import type { Account } from '../invoicing/account.ts';
import type { AccountUsage, RecordKind } from '../usage/batch.ts';
import type { Scenario } from './scenario.ts';

/** Whose usage it is, and the usage. */
export interface Written {
  readonly accounts: readonly Account[];
  readonly usage: AccountUsage;
}

export function columnsOf(scenarios: readonly Scenario[]): Written {
  const records = scenarios.flatMap((scenario) => scenario.records);
  const quanta = new Map<string, Rational>();
  for (const { kind, quantity } of records) {
    quanta.set(kind.service, commonMeasure(quanta.get(kind.service) ?? ONE, quantity));
  }
  const kinds: RecordKind[] = [];
  const indexes = new Map<string, number>();
  const kindOf = (kind: RecordKind): number => {
    const name = [kind.service, kind.direction, kind.to, kind.in].join(' ');
    const known = indexes.get(name) ?? kinds.push(kind) - 1;
    indexes.set(name, known);
    return known;
  };

  const first = new Uint32Array(scenarios.length + 1);
  scenarios.forEach((scenario, index) => {
    first[index + 1] = first[index]! + scenario.records.length;
  });
  const row = new Float64Array(records.length);
  scenarios.forEach((scenario, index) => {
    scenario.records.forEach((_, number) => {
      row[first[index]! + number] = number + 1;
    });
  });
  const usage = {
    accounts: scenarios.map(({ id }) => id),
    first,
    start: Float64Array.from(records, ({ start }) => start),
    local: false,
    quantity: Float64Array.from(records, ({ kind, quantity }) => whole(quantity, quanta.get(kind.service)!)),
    kind: Uint16Array.from(records, ({ kind }) => kindOf(kind)),
    row,
    coding: { kinds, quanta },
  };
  const accounts = scenarios.map(({ id, plan, activated, terminated, changes, invoices }) => ({
    ...{ id, plan, activated, terminated, invoices },
    ...(changes.length > 0 && { changes }),
  }));
  return { accounts, usage };
}

/** How many quanta a quantity is: a whole number by the choice of the quantum. */
const whole = (quantity: Rational, quantum: Rational): number => Number(divide(quantity, quantum).n);
