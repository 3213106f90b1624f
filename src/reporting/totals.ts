/** What a scenario's bills come to, as far as its result tells. */

import type { ScenarioResult } from '../run/result.ts';
import { sumOf } from './amounts.ts';

export interface Totals {
  /** Sums over the invoices whose total differs; absent when none does, or when what was expected is no one amount. */
  readonly expected?: string;
  readonly actual?: string;
  readonly difference?: string;
  /** Sum over all its invoices, where the result tells it. */
  readonly invoiced?: string;
}

export function totalsOf({
  check,
  differences,
  invoices,
  invoiced: told,
}: Pick<ScenarioResult, 'check' | 'differences' | 'invoices' | 'invoiced'>): Totals {
  // By a law a bill should be another one; no bill changed.
  if (check === 'law') return {};
  if (differences.length === 0 && !invoices) return told === undefined ? {} : { invoiced: told };
  const own = differences.filter(({ cell }) => cell === 'total' || cell.endsWith(' invoice'));
  const invoiced = told ?? (invoices && sumOf(invoices.map(({ total }) => total)));
  const sums = {
    expected: own.some((one) => one.expected !== undefined)
      ? sumOf(own.flatMap((one) => one.expected ?? []))
      : undefined,
    actual: own.some((one) => one.actual !== undefined) ? sumOf(own.flatMap((one) => one.actual ?? [])) : undefined,
    difference: own.some(({ by }) => by !== undefined) ? sumOf(own.flatMap(({ by }) => by ?? [])) : undefined,
    invoiced,
  };
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== undefined));
}
