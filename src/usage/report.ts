/** What became of the records of the input: each is in exactly one place, and the places add up. */

import type { Code } from '../problems/codes.ts';
import type { Problem } from '../problems/problem.ts';
import { shownCount } from '../problems/shown.ts';
import { shown } from './shown.ts';

/** Why a record is refused before it is rated; when several hold, the first of this order. */
export const REFUSALS = [
  'unreadable',
  'inexact-number',
  'unknown-account',
  'unknown-service',
  'unknown-value',
  'wrong-unit',
  'bad-quantity',
  'negative-quantity',
  'bad-time',
  'duplicate',
  'too-many-digits',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** Shown of each refusal; the count has them all. */
export const EXAMPLES = 20;

interface RefusedRecords {
  readonly refusal: Refusal;
  readonly count: number;
  /** The first ones by file and row. */
  readonly examples: readonly RefusedRecord[];
}

export interface RefusedRecord {
  /** As the mapping names it. */
  readonly file: string;
  /** From 1, without the header. */
  readonly row: number;
  /** What is written there. */
  readonly text: string;
}

export interface UsageReport {
  /** All records of all files. */
  readonly records: number;
  /** Those in the chunks: to be rated. */
  readonly delivered: number;
  /** By refusal, in the order of REFUSALS; only those that happened. */
  readonly refused: readonly RefusedRecords[];
  /** Delivered records by service. */
  readonly services: ReadonlyMap<string, number>;
  readonly files: readonly { readonly file: string; readonly records: number; readonly delivered: number }[];
}

/** Where all records of a run went, once the delivered ones are rated. */
export interface UsageBalance {
  readonly records: number;
  /** Refused by the reader, and outside their customer's service. */
  readonly screened: number;
  readonly rated: number;
  /** No charge matches them. */
  readonly unrated: number;
  /** Of cycles whose invoices were not asked for. */
  readonly notBilled: number;
}

/** The whole balance, from what the engine says of the delivered records. */
export function balanceOf(
  report: UsageReport,
  engine: { readonly rated: number; readonly screened: number; readonly unrated: number; readonly notBilled: number },
): UsageBalance {
  return { ...engine, records: report.records, screened: refusedCount(report) + engine.screened };
}

/** records = screened + rated + unrated + notBilled: otherwise the run is incomplete. */
export function balances({ records, screened, rated, unrated, notBilled }: UsageBalance): boolean {
  return records === screened + rated + unrated + notBilled;
}

const refusedCount = (report: UsageReport): number => report.refused.reduce((sum, { count }) => sum + count, 0);

const SENTENCES: Readonly<Record<Refusal, (text: string) => string>> = {
  unreadable: (text) => `${text} cannot be read`,
  'inexact-number': (text) => `the number ${text} may have lost digits`,
  'unknown-account': (text) => `no customer has the account ${text}`,
  'unknown-service': (text) => `there is no service ${text}`,
  'unknown-value': (text) => `the mapping does not translate ${text}`,
  'wrong-unit': (text) => `${text} is not a unit of the service`,
  'bad-quantity': (text) => `${text} is not a plain decimal number`,
  'negative-quantity': (text) => `the quantity ${text} is negative`,
  'bad-time': (text) => `${text} is not a time`,
  duplicate: (text) => `an earlier record has the id ${text}`,
  'too-many-digits': (text) => `the quantity ${text} has too many digits beside the others of its service`,
};

const FIXES: Readonly<Record<Refusal, string>> = {
  unreadable: 'mend the row, or take it out',
  'inexact-number': 'write the number in quotes',
  'unknown-account': 'add the customer to the file of customers, or take the records out',
  'unknown-service': 'translate it in the mapping: `values` of the column of the service',
  'unknown-value': 'add it to the `values` of its column in the mapping',
  'wrong-unit': 'correct the unit, in the file or in the mapping',
  'bad-quantity': 'write digits, with a dot before decimals: 1234.5',
  'negative-quantity': 'write what was used; a credit is no usage',
  'bad-time': 'write year, month, day and time: 2026-03-31T12:00:00',
  duplicate: 'take one of the two out, or give each an id of its own',
  'too-many-digits': 'write fewer decimals',
};

/** One sentence about one refused record. */
export function refusalSentence(refusal: Refusal, { file, row, text }: RefusedRecord): string {
  return `${file}, row ${row}: ${SENTENCES[refusal](shown(text))}`;
}

/** The refusals as problems: one warning each, with its count and its first record. */
export function refusalProblems(report: UsageReport): Problem[] {
  return report.refused.map(({ refusal, count, examples }) => {
    const code: Code = `USAGE-ROW-${refusal.toUpperCase() as Uppercase<Refusal>}`;
    const records = count === 1 ? '1 record is not rated' : `${shownCount(count)} records are not rated, the first`;
    return {
      code,
      severity: 'warning',
      message: `${records}: ${refusalSentence(refusal, examples[0]!)}`,
      fix: FIXES[refusal],
    };
  });
}
