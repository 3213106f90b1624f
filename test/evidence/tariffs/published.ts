/** A published tariff as a plan, with a bill that its publisher, or its own rule, works out. */

import { type Bills, PLAN, runText, type Use } from '../run.ts';

export interface Worked {
  /** What is billed, in the words of the source. */
  readonly what: string;
  /** The plan without its head: what is charged. */
  readonly plan: string;
  readonly use: Use;
  /** The published number, or where the publisher is wrong the one of its own rule. */
  readonly expected: string;
  /** Where it stands on the bills: their total unless told. */
  readonly of?: (bills: Bills) => string;
  /** What the engine says, and by what policy, where it is another number. */
  readonly differs?: { readonly ours: string; readonly policy: string };
  /** The number that was printed and is wrong. */
  readonly printed?: string;
}

export interface Published {
  /** P1 … of the collection. */
  readonly tariff: string;
  readonly name: string;
  readonly worked: readonly Worked[];
  /** What of the tariff this core does not have. */
  readonly lacks?: string;
}

/** What the engine says. A head that a plan does not give is that of a price list without tax. */
export function billed({ plan, use, of = (bills) => bills.total() }: Worked): string {
  const head = { plan: PLAN, currency: 'EUR', timezone: 'UTC', prices: 'gross' };
  const missing = Object.entries(head).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(plan));
  return of(runText(missing.map(([key, value]) => `${key}: ${value}\n`).join('') + plan, use));
}

export const voice = (quantity: string, at?: string, to?: string) => ({
  ...{ service: 'voice', quantity },
  ...(at && { at }),
  ...(to && { to }),
});
export const data = (quantity: string) => ({ service: 'data', quantity });
