/** What becomes of a case: it passes, differs by a policy that has a name, or asks for what this core has not. */

import { decimal, formatRational } from '../../../src/exact/rational.ts';
import type { Case, Facts } from './case.ts';

/** What this core does otherwise, and why. A difference that none of these explains fails the test. */
export const POLICIES = {
  'whole in advance, credit at the end':
    'a fee in advance is charged whole, since nobody knows the termination beforehand; what was not used comes back on the invoice that closes the cycle. The peer knew the end and charged the part. Settled, both are the same number, and the test holds them to it',
  'closed at the end of the cycle':
    'the last invoice of a customer is dated at the end of the cycle, not on the day of the termination. Settled, both are the same',
  'the cycle itself is the denominator':
    'a partial first cycle is a share of the days between the two boundaries around it (31 January to 28 February, 28 days); the peer counts one month back from the first billing day (28 January, 31 days)',
  'each cycle by its own days':
    'a span over several cycles is whole cycles and a part; the peer divides all its days by the days of the first month',
  'an amount off is not taken back from a credit':
    'a discount of an amount is given once an invoice and never below zero, so a credit comes back undiminished; the peer takes the unused share of the coupon back. A percentage does come back',
  'a discount is spread in whole cents':
    'a discount is spread over tax categories in units of its rounding step, so that the parts are what the invoice shows; the peer keeps five decimals of a cent and rounds the tax of the exact sum',
  'the price of an increment is not rounded':
    'a record is priced exactly and rounded once; the peer first rounds the price of one increment to five or six decimals and multiplies that',
  'one set-up fee for a charge':
    'the set-up fee belongs to the charge, whatever band a call starts in; the peer has one in each band and takes that of the start',
  'one increment for the whole record':
    'increments go on to the end of the record; the peer rounds the first span up and leaves the end of the others alone',
  'a band ends before its last minute':
    'bands are half-open, `before: "15:00"`; the peer counts the second 15:00:00 in',
  'a record is cut at every edge': 'the peer makes one cut a step, at the first edge',
  'by day, not by second': 'a day of service is a whole day; the peer counts elapsed seconds',
} as const;
export type Policy = keyof typeof POLICIES;

/** What a case asks for that this core does not have. */
export const NEEDS = [
  'a balance that is paid down: wallets, prepaid credits, prepaid sessions',
  'payments, refunds and credit notes after tax',
  'minimum spend and its true-up',
  'maximum spend, a cap on an amount',
  'a least or greatest amount for each record',
  'an allowance counted in records',
  'cycles other than a month',
  'months counted as 28 days',
  'a free trial',
  'usage that stands over cycles: recurring units, time-weighted or highest level',
  'usage that falls or is counted once for each identity',
  'invoices in the middle of a cycle, on a threshold',
  'a coupon whose rest goes on to later invoices',
  'several taxes on one charge',
  'tax by who the customer is',
  'volume prices for each record',
  'blocks of another size in each tier',
  'increments of their own for each tier, band or allowance',
  'band edges inside a minute',
  'the part of a session that goes on',
  'zones by the longest prefix of a dialled number',
  'a plan of a customer without a day of service',
] as const;
export type Need = (typeof NEEDS)[number];

export type Outcome =
  | { readonly needs: Need }
  | {
      readonly ours: Facts;
      /** What explains a difference, where one is known to be possible. */
      readonly policy?: Policy;
      /** Ours when the customer is settled: must be the peer's number, also where the policy moves it in time. */
      readonly settled?: Facts;
    };

export const needs =
  (need: Need): ((one: Case) => Outcome) =>
  () => ({ needs: need });

/** What peers show beside the amount and an invoice does not: compared with nothing. */
const NOT_ON_AN_INVOICE = [
  ...['unitAmount', 'preciseCents', 'asFractions', 'perUnitTotal', 'connectFee', 'error'],
  ...['allocatedCouponCents', 'taxCentsPerFee'],
];

export type Verdict =
  | { readonly kind: 'passes' }
  | { readonly kind: 'differs'; readonly policy: Policy; readonly expected: string; readonly ours: string }
  | { readonly kind: 'not in this core'; readonly needs: Need };

/** Throws when a case is wrong without a reason, or when something expected was left out. */
export function judge(one: Case, outcome: Outcome): Verdict {
  if ('needs' in outcome) return { kind: 'not in this core', needs: outcome.needs };
  const { ours, policy, settled } = outcome;
  const keys = Object.keys(ours);
  const left = Object.keys(one.expected).filter((key) => !keys.includes(key) && !NOT_ON_AN_INVOICE.includes(key));
  if (left.length > 0 || keys.length === 0) throw new Error(`${one.id}: not compared: ${left.join(', ')}`);
  const expected = shown(pick(one.expected, keys));
  const found = shown(ours);
  if (expected === found) return { kind: 'passes' };
  if (!policy) throw new Error(`${one.id}: expected ${expected}, the engine says ${found}`);
  if (settled && shown(settled) !== expected) {
    throw new Error(`${one.id}: settled, expected ${expected}, the engine says ${shown(settled)}`);
  }
  return { kind: 'differs', policy, expected, ours: found };
}

const pick = (facts: Facts, keys: readonly string[]): Facts =>
  Object.fromEntries(keys.map((key): [string, unknown] => [key, facts[key]]));

/** `amount 10.5`: with `19.90` and `19.9` as one number. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, part]) => `${key} ${shown(part)}`)
      .join(', ');
  }
  const text = String(value);
  return /^-?\d+(\.\d+)?$/.test(text) ? formatRational(decimal(text)) : text;
}
