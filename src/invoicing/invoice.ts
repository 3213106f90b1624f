/** An invoice as it is shown, compared and written to files. Amounts are exact decimal text. */

export interface Invoice {
  readonly account: string;
  /** Id of the plan of the cycle that it closes; of the cycle that it opens where it closes none. */
  readonly plan: string;
  /** ISO date of the invoice. */
  readonly date: string;
  /** The cycle whose usage it carries, `[from, before)`, ISO dates; absent on the activation's invoice. */
  readonly period?: { readonly from: string; readonly before: string };
  readonly currency: string;
  readonly lines: readonly InvoiceLine[];
  /** Total without tax. */
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  /**
   * The allowances of the cycle whose usage it carries, in the order in which they are used up. Only when it was asked
   * for, and when the plan has any.
   */
  readonly allowances?: readonly AllowanceLeft[];
}

/** What an allowance of a cycle was worth, and what of it the cycle's end found unused: then it is gone. */
export interface AllowanceLeft {
  readonly id: string;
  /** In base units (s, B, msg, unit), after proration; `unlimited` for both where it has no bound. */
  readonly granted: string;
  readonly left: string;
}

export type LineKind = 'recurring' | 'one-time' | 'usage' | 'discount' | 'tax' | 'rounding';

export interface InvoiceLine {
  /**
   * Stable over runs and versions: the charge's id, then what line_by tells apart (`voice-world zone=eu band=peak
   * tier=2`, tiers from 1), `/credit` for a credit, `tax standard`, `total-rounding`.
   */
  readonly key: string;
  readonly kind: LineKind;
  /** As on the invoice; negative for credits and discounts. With prices gross, a tax line is inside the total. */
  readonly amount: string;
  /** What was priced (allowances are not), in base units (s, B, msg, unit); usage lines only. */
  readonly quantity?: string;
}
