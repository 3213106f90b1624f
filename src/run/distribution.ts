/**
 * What all invoices of a run come to, told in little: how totals spread and what they are made of, by plan. Whole
 * invoices are kept for few customers; this is kept for all.
 *
 * Everything is exact and merges in any order to the same result. Totals are counted in bins whose width is a 1 or a 5
 * with zeros, in minor units of the currency. Each width is a multiple of the one before, and the narrowest is taken
 * that leaves at most MOST_BINS bins with something in them: what is merged can only need a wider one than its parts.
 */

import { formatUnits } from '../exact/rational.ts';
import type { Invoice, LineKind } from '../invoicing/invoice.ts';
import { minorDecimals } from '../money/currency.ts';

export interface PlanDistribution {
  readonly plan: string;
  readonly currency: string;
  readonly invoices: number;
  /** Sum of the totals, and the least and the highest of them. */
  readonly sum: string;
  readonly least: string;
  readonly most: string;
  /** Of a bin, in the currency; bin `n` holds totals from `n` widths up to, not including, `n + 1`. */
  readonly width: string;
  /** Bin and how many invoices it holds, ascending; without those that hold none. */
  readonly bins: readonly (readonly [number, number])[];
  /** By charge, in the order of their names: its kind, how many lines, the sum of their amounts. */
  readonly parts: readonly PartSum[];
}

export interface PartSum {
  /** Id of the charge or discount; `tax standard`, `total-rounding`. */
  readonly charge: string;
  readonly kind: LineKind;
  readonly lines: number;
  readonly sum: string;
}

/** 200 numbers a plan are little to keep and enough to draw. */
const MOST_BINS = 200;

/** By plan, then by currency. */
export function distributionsOf(accounts: readonly (readonly Invoice[])[]): PlanDistribution[] {
  const drafts = new Drafts();
  for (const invoices of accounts) for (const invoice of invoices) drafts.of(invoice).take(invoice);
  return drafts.finished();
}

/** Those of parts of a run as one; the order of the parts does not matter. */
export function mergeDistributions(parts: readonly (readonly PlanDistribution[])[]): PlanDistribution[] {
  const drafts = new Drafts();
  for (const part of parts) for (const one of part) drafts.of(one).merge(one);
  return drafts.finished();
}

class Drafts {
  private readonly byKey = new Map<string, Draft>();

  of({ plan, currency }: { readonly plan: string; readonly currency: string }): Draft {
    const key = `${plan} ${currency}`;
    let draft = this.byKey.get(key);
    if (!draft) {
      draft = new Draft(plan, currency);
      this.byKey.set(key, draft);
    }
    return draft;
  }

  finished(): PlanDistribution[] {
    const keys = [...this.byKey.keys()].sort();
    return keys.map((key) => this.byKey.get(key)!.finished());
  }
}

interface PartDraft {
  readonly charge: string;
  readonly kind: LineKind;
  lines: number;
  readonly sum: Sum;
}

class Draft {
  private readonly plan: string;
  private readonly currency: string;
  private readonly decimals: number;
  private invoices = 0;
  private readonly sum = new Sum();
  private least: bigint | undefined;
  private most: bigint | undefined;
  /** In minor units. */
  private width = 1n;
  private bins = new Map<number, number>();
  private readonly parts = new Map<string, PartDraft>();
  /** The charge of a key, cut once: the same keys come thousands of times. */
  private readonly partOfKey = new Map<string, PartDraft>();

  constructor(plan: string, currency: string) {
    this.plan = plan;
    this.currency = currency;
    this.decimals = minorDecimals(currency) ?? 2;
  }

  take({ total, lines }: Invoice): void {
    this.invoices += 1;
    this.sum.add(total);
    const value = minorUnits(total, this.decimals);
    this.reach(value, value);
    this.count(Number(floorDivide(value, this.width)), 1);
    for (const { key, kind, amount } of lines) {
      let part = this.partOfKey.get(key);
      // A version may have made a usage charge of what was a fee: one key, two kinds.
      if (part?.kind !== kind) {
        part = this.part(chargeOfLine(key), kind);
        this.partOfKey.set(key, part);
      }
      part.lines += 1;
      part.sum.add(amount);
    }
  }

  merge({ invoices, sum, least, most, width, bins, parts }: PlanDistribution): void {
    this.invoices += invoices;
    this.sum.add(sum);
    this.reach(minorUnits(least, this.decimals), minorUnits(most, this.decimals));
    const theirs = minorUnits(width, this.decimals);
    while (this.width < theirs) this.widen();
    for (const [bin, number] of bins) {
      // Widening in between may make ours the wider one.
      const start = BigInt(bin) * theirs;
      this.count(Number(floorDivide(start, this.width)), number);
    }
    for (const { charge, kind, lines, sum: own } of parts) {
      const part = this.part(charge, kind);
      part.lines += lines;
      part.sum.add(own);
    }
  }

  finished(): PlanDistribution {
    const { plan, currency, invoices, decimals } = this;
    return {
      ...{ plan, currency, invoices, sum: this.sum.text() },
      least: formatUnits(this.least ?? 0n, decimals),
      most: formatUnits(this.most ?? 0n, decimals),
      width: formatUnits(this.width, decimals),
      bins: [...this.bins].sort(([a], [b]) => a - b),
      parts: [...this.parts.keys()].sort().map((key) => {
        const { charge, kind, lines, sum } = this.parts.get(key)!;
        return { charge, kind, lines, sum: sum.text() };
      }),
    };
  }

  private reach(low: bigint, high: bigint): void {
    if (this.least === undefined || low < this.least) this.least = low;
    if (this.most === undefined || high > this.most) this.most = high;
  }

  private count(bin: number, number: number): void {
    this.bins.set(bin, (this.bins.get(bin) ?? 0) + number);
    while (this.bins.size > MOST_BINS) this.widen();
  }

  /** From 1 to 5, from 5 to 10. */
  private widen(): void {
    const factor = `${this.width}`.startsWith('1') ? 5 : 2;
    this.width *= BigInt(factor);
    const wider = new Map<number, number>();
    for (const [bin, number] of this.bins) {
      const at = Math.floor(bin / factor);
      wider.set(at, (wider.get(at) ?? 0) + number);
    }
    this.bins = wider;
  }

  private part(charge: string, kind: LineKind): PartDraft {
    const key = `${charge} ${kind}`;
    let part = this.parts.get(key);
    if (!part) {
      part = { charge, kind, lines: 0, sum: new Sum() };
      this.parts.set(key, part);
    }
    return part;
  }
}

/** A sum of decimal texts, with the decimals of the longest: whole numbers of the smallest unit seen so far. */
class Sum {
  private units = 0n;
  private decimals = 0;

  add(text: string): void {
    const point = text.indexOf('.');
    const own = point < 0 ? 0 : text.length - point - 1;
    if (own > this.decimals) {
      this.units *= 10n ** BigInt(own - this.decimals);
      this.decimals = own;
    }
    const units = BigInt(point < 0 ? text : text.slice(0, point) + text.slice(point + 1));
    this.units += own === this.decimals ? units : units * 10n ** BigInt(this.decimals - own);
  }

  text(): string {
    return formatUnits(this.units, this.decimals);
  }
}

/** Whole minor units, toward minus infinity where an amount has more decimals than its currency. */
function minorUnits(text: string, decimals: number): bigint {
  const point = text.indexOf('.');
  const own = point < 0 ? 0 : text.length - point - 1;
  const units = BigInt(point < 0 ? text : text.slice(0, point) + text.slice(point + 1));
  return own <= decimals ? units * 10n ** BigInt(decimals - own) : floorDivide(units, 10n ** BigInt(own - decimals));
}

const floorDivide = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((-a + b - 1n) / b));

/** `voice-world` of `voice-world zone=eu band=peak`; a tax keeps the name of its rate. */
const chargeOfLine = (key: string): string => key.replace(/(\/credit)?( (zone|band|tier)=\S+)*$/, '');
