/** What policies are held against: a finished run, looked at so that each policy finds its own part of it. */

import { type Rational, rational } from '../exact/rational.ts';
import type { PlanHistory } from '../plan/model.ts';
import type { DiffResult, DiffRun } from '../run/diff/result.ts';
import type { TestRun } from '../run/result.ts';
import type { About } from './model.ts';

export interface Facts {
  /** Undefined: no two sides were compared. */
  readonly diff: DiffRun | undefined;
  readonly test: TestRun | undefined;
  /** Of the head. */
  readonly plans: ReadonlyMap<string, PlanHistory>;
}

/** Something that a policy does not allow. */
export interface Breach {
  /** Made when it is told: of thousands few are. */
  readonly words: () => string;
  /** The more, the more urgent; comparable within one policy. */
  readonly urgency: Rational;
  /** Puts those of the same urgency in order: what it is of. */
  readonly key: string;
  readonly plan?: string | undefined;
  readonly segment?: string | undefined;
  readonly scenario?: string | undefined;
}

/** What a policy came to: held of something, with what breaks it, or not held at all, and why. */
export type Held = { readonly measured: string; readonly breaches: readonly Breach[] } | { readonly notHeld: string };

export const nothing = (why: string): Held => ({ notHeld: `held against nothing: ${why}` });
export const noComparison: Held = { notHeld: 'no comparison: bills before and after the change were not compared' };

/** A customer's bills of both sides, in whole units of the ledger. */
export interface Customer {
  readonly id: string;
  readonly plan: string;
  readonly segment: string | undefined;
  readonly currency: string;
  readonly bills: readonly Bill[];
  /** Has invoices on both sides: the change is all its bills together. */
  readonly both: boolean;
  readonly before: bigint;
  readonly after: bigint;
}

/** An invoice; undefined on the side that does not have it. */
export interface Bill {
  readonly date: string;
  readonly before: bigint | undefined;
  readonly after: bigint | undefined;
}

/** All bills of a comparison, in whole units that hold every amount exactly: thousands of bills are gone through quickly. */
export class Ledger {
  readonly customers: readonly Customer[];
  /** Decimals of a unit. */
  readonly #decimals: number;
  readonly #one: bigint;

  constructor(diff: DiffRun, { plans }: Facts) {
    const currencies = new Map(diff.header.plans.map(({ id, currency }) => [id, currency]));
    for (const { id, versions } of plans.values()) currencies.set(id, versions[0]!.currency.code);
    const rated = diff.results.filter(({ status }) => status !== 'skipped' && status !== 'error');
    this.#decimals = mostDecimals(rated);
    this.#one = 10n ** BigInt(this.#decimals);
    this.customers = rated.map((result) => this.#customer(result, currencies.get(result.plan) ?? ''));
  }

  /** Those that a policy is about. */
  about(about: About): readonly Customer[] {
    return this.customers.filter(
      ({ plan, segment }) =>
        (about.plan === undefined || plan === about.plan) && (about.segment === undefined || segment === about.segment),
    );
  }

  value(units: bigint): Rational {
    return rational(units, this.one);
  }

  /** Units of 1.00. */
  get one(): bigint {
    return this.#one;
  }

  /** A limit in units, not necessarily whole: for comparing without making a fraction of every amount. */
  exceeds(units: bigint, limit: Rational): boolean {
    return units * limit.d > limit.n * this.#one;
  }

  #customer({ id, plan, segment, status, dates, change, ...sides }: DiffResult, currency: string): Customer {
    // Of what only one side can rate, the other has no bills; elsewhere `after` is left out where all is the same. What is
    // unrated may be of both sides or of the head alone: then it has no change.
    const ofHead = status === 'new' || (status === 'unrated' && change === undefined);
    const before = ofHead ? undefined : sides.before;
    const after = status === 'obsolete' ? undefined : (sides.after ?? sides.before);
    const bills = dates.map((date, index): Bill => {
      const own = this.#units(before?.[index]);
      // Most bills are the same on both sides: they are read once.
      return { date, before: own, after: after?.[index] === before?.[index] ? own : this.#units(after?.[index]) };
    });
    const sum = (side: 'before' | 'after'): bigint => bills.reduce((total, bill) => total + (bill[side] ?? 0n), 0n);
    const both = before !== undefined && after !== undefined && bills.length > 0;
    return { id, plan, segment, currency, bills, both, before: sum('before'), after: sum('after') };
  }

  #units(text: string | null | undefined): bigint | undefined {
    if (text === null || text === undefined) return undefined;
    const units = BigInt(text.replace('.', ''));
    const short = this.#decimals - decimalsIn(text);
    return short === 0 ? units : units * 10n ** BigInt(short);
  }
}

function mostDecimals(results: readonly DiffResult[]): number {
  let most = 0;
  for (const { before = [], after = [] } of results) {
    for (const text of before) if (text !== null) most = Math.max(most, decimalsIn(text));
    for (const text of after) if (text !== null) most = Math.max(most, decimalsIn(text));
  }
  return most;
}

/** Of decimal text. */
export function decimalsIn(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** In words: `no customer of segment x`. */
export const whom = (noun: string, { plan, segment }: About): string =>
  [
    `no ${noun}`,
    ...(plan === undefined ? [] : [`of plan ${plan}`]),
    ...(segment === undefined ? [] : [`of segment ${segment}`]),
  ].join(' ');
