/** What differs between an invoice as it should be and as it is: one cell at a time. */

/** The parts of an invoice that are compared. */
export interface InvoiceCells {
  readonly date: string;
  readonly currency?: string;
  readonly lines: readonly LineCells[];
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  /** What is left of allowances, in base units or `unlimited`; only where it was asked for. */
  readonly allowances?: readonly { readonly id: string; readonly left: string }[];
}

export interface LineCells {
  readonly key: string;
  readonly amount: string;
  readonly quantity?: string;
}

export type Cell =
  | 'amount'
  | 'quantity'
  | 'net'
  | 'tax'
  | 'total'
  | 'currency'
  /** What is left of an allowance; `line` is the allowance's id, the values are quantities in base units. */
  | 'allowance'
  | 'missing line'
  | 'extra line'
  | 'missing invoice'
  | 'extra invoice'
  /** Records that no charge matches, or outside the service of the customer: more or fewer than expected. */
  | 'unrated'
  | 'screened';

/**
 * What happened to a charge. price: the same quantities cost something else. usage: other quantities are charged, or other
 * lines: an allowance, an increment, the edge of a tier or band moved.
 */
export type Change = 'price' | 'usage';

export interface Difference {
  /** Date of the invoice; empty for what belongs to none. */
  readonly invoice: string;
  readonly line?: string;
  readonly cell: Cell;
  /** Absent when there should be, or is, nothing. */
  readonly expected?: string;
  readonly actual?: string;
  /** Actual less expected; for an expectation with bounds, how far beyond the nearer one. */
  readonly by?: string;
  /** What answers for it: the charge or discount of the line; `total` and such for the others. */
  readonly cause: string;
  /** What of the charge it is about, where that is known: `tier 2`, `zone eu, band peak`. */
  readonly part?: string;
  /** Absent where quantities were not compared. */
  readonly change?: Change;
  /** It comes out of other differences of the invoice, to the last digit: no cause of its own. */
  readonly follows?: true;
  /** Why it was expected, as the writer of the scenario gave it. */
  readonly because?: string;
}

/** The charge or discount that a line belongs to: `voice-world` of `voice-world zone=eu band=peak`. */
export function chargeOf(key: string): string {
  return key
    .replace(/ #?\d+$/, '')
    .replace(/( (zone|band|tier)=\S+)+$/, '')
    .replace(/\/credit$/, '');
}

/** What of its charge a line is about, as its key tells it: `zone eu, tier 2`; empty for a charge with one line. */
export const partOf = (key: string): string =>
  [...key.matchAll(/ (zone|band|tier)=(\S+)/g)].map(([, name, value]) => `${name} ${value}`).join(', ');

/** Lines by their key. A key that comes again (two versions on one invoice) is told as `monthly-fee #2`. */
export function linesByKey(lines: readonly LineCells[]): Map<string, LineCells> {
  const byKey = new Map<string, LineCells>();
  for (const line of lines) {
    let key = line.key;
    for (let n = 2; byKey.has(key); n += 1) key = `${line.key} #${n}`;
    byKey.set(key, line);
  }
  return byKey;
}
