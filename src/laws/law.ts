/** What a law is: a sentence that holds of every bill of a plan, and the bills it takes to see that it does. */

import type { Difference } from '../comparison/difference.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { EpochDay, PlanHistory } from '../plan/model.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** A customer, its usage, and the invoices that are made of it. */
export type Bill = Pick<Scenario, 'plan' | 'activated' | 'terminated' | 'invoices' | 'records'>;

/** How a bill breaks a law: the cell, what the law says of it, and what it is. */
export type Breach = Omit<Difference, 'cause'>;

/** Bills that a law needs to have anything to say. */
export interface Aim {
  /** In words, for whoever reads that there are none. */
  readonly needs: string;
  /** Whether an invoice of a day, of a customer activated on a day, is such a one. */
  readonly fits: (activated: EpochDay, invoice: EpochDay) => boolean;
}

/** A law of one plan. */
export interface Law {
  /** `more-usage-never-costs-less`; with what it is held against, where there may be several: `never-more-than-smart-l`. */
  readonly name: string;
  readonly plan: string;
  /** The law as a sentence. */
  readonly says: string;
  /** Why it does not hold of this plan at all; undefined: it does. */
  readonly not: string | undefined;
  /** Usage charges of which it does not hold, and why; their usage is left out of the search. */
  readonly except: ReadonlyMap<string, string>;
  /** A promise of the plan itself: one that is held of no bill is not kept. */
  readonly stated?: true;
  /** What is drawn for it, in turn: each must come up; absent: any bill will do. */
  readonly aims?: readonly Aim[];
  /** Another plan that the bills are rated with as well: its dates and edges count, and what it has no price for does not. */
  readonly against?: PlanHistory;
  /** The bill as the law looks at it: the search tries this one. */
  readonly about: (bill: Bill) => Bill;
  /** Whether the law has anything to say of a bill. */
  readonly speaksOf: (bill: Bill) => boolean;
  /** What is rated beside the bill, in one company with it. */
  readonly beside: (bill: Bill) => readonly Bill[];
  /** By bill: `rated[0]` is of the bill itself, the others of those beside it. */
  readonly judge: (bill: Bill, rated: readonly (readonly Invoice[])[]) => Breach | undefined;
}

/** The plan a law is of, and the others it may speak of. */
export interface LawContext {
  readonly history: PlanHistory;
  readonly plans: ReadonlyMap<string, PlanHistory>;
}

/** Bills are the same when their texts are. */
export const textOf = (bill: Bill): string =>
  JSON.stringify(bill, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));

export const EVERYWHERE: ReadonlyMap<string, string> = new Map();
export const ofAny = (): boolean => true;
export const asItIs = (bill: Bill): Bill => bill;
/** Judged by its own invoices. */
export const alone = (): readonly Bill[] => [];
