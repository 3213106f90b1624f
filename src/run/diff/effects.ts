/** What a change does to the bills of many customers: totals, winners and losers, the largest changes. */

import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import { type Amount, amountOf, compareAmounts, minus, NO_AMOUNT, plus, textOf } from './amounts.ts';
import {
  BAND_EDGE_PERCENT,
  BAND_NAMES,
  type BandName,
  type DiffResult,
  type Effect,
  type Effects,
  type LargestChange,
} from './result.ts';

/** A customer that both sides rated, and its currency. */
export interface Compared {
  readonly result: DiffResult;
  readonly currency: string;
}

/** By currency, in the order of the codes. */
export function effectsOf(compared: readonly Compared[]): Readonly<Record<string, Effects>> {
  const drafts = new Map<string, { all: Draft; plans: Map<string, Draft>; segments: Map<string, Draft> }>();
  for (const { result, currency } of compared) {
    let own = drafts.get(currency);
    if (!own) {
      own = { all: new Draft(), plans: new Map(), segments: new Map() };
      drafts.set(currency, own);
    }
    own.all.take(result);
    draftOf(own.plans, result.plan).take(result);
    if (result.segment !== undefined) draftOf(own.segments, result.segment).take(result);
  }
  return sorted(drafts, ({ all, plans, segments }) => ({
    all: all.told(),
    plans: sorted(plans, (draft) => draft.told()),
    segments: sorted(segments, (draft) => draft.told()),
  }));
}

function draftOf(drafts: Map<string, Draft>, name: string): Draft {
  const known = drafts.get(name) ?? new Draft();
  drafts.set(name, known);
  return known;
}

function sorted<T, R>(drafts: ReadonlyMap<string, T>, tell: (draft: T) => R): Readonly<Record<string, R>> {
  return Object.fromEntries([...drafts.keys()].sort().map((name) => [name, tell(drafts.get(name)!)]));
}

class Draft {
  private customers = 0;
  private changed = 0;
  private invoices = 0;
  private changedInvoices = 0;
  private before = NO_AMOUNT;
  private after = NO_AMOUNT;
  private readonly bands = new Map<BandName, { customers: number; change: Amount }>();
  private increase: Largest | undefined;
  private decrease: Largest | undefined;

  take({ id, dates, before = [], after = before }: DiffResult): void {
    let [was, is] = [NO_AMOUNT, NO_AMOUNT];
    let moved = false;
    dates.forEach((invoice, index) => {
      const [a, b] = [before[index] ?? null, after[index] ?? null];
      const [first, second] = [a === null ? NO_AMOUNT : amountOf(a), b === null ? NO_AMOUNT : amountOf(b)];
      was = plus(was, first);
      is = plus(is, second);
      this.invoices += 1;
      if (a === b) return;
      const change = minus(second, first);
      if (change.units === 0n && a !== null && b !== null) return;
      moved = true;
      this.changedInvoices += 1;
      const told = { scenario: id, invoice, before: textOf(first), after: textOf(second) };
      if (!this.increase || compareAmounts(change, this.increase.change) > 0) this.increase = { ...told, change };
      if (!this.decrease || compareAmounts(change, this.decrease.change) < 0) this.decrease = { ...told, change };
    });
    this.customers += 1;
    if (moved) this.changed += 1;
    this.before = plus(this.before, was);
    this.after = plus(this.after, is);
    const change = minus(is, was);
    const name = bandOf(was, change);
    const band = this.bands.get(name) ?? { customers: 0, change: NO_AMOUNT };
    band.customers += 1;
    band.change = plus(band.change, change);
    this.bands.set(name, band);
  }

  told(): Effect {
    const { customers, changed, invoices, changedInvoices, before, after, increase, decrease } = this;
    const bands = Object.fromEntries(
      BAND_NAMES.map((name) => {
        const { customers: many = 0, change = NO_AMOUNT } = this.bands.get(name) ?? {};
        return [name, { customers: many, change: textOf(plus(change, zeroLike(after))) }];
      }),
    ) as Effect['bands'];
    return {
      ...{ customers, changed, invoices, changedInvoices },
      ...{ before: textOf(plus(before, zeroLike(after))), after: textOf(plus(after, zeroLike(before))) },
      change: textOf(minus(after, before)),
      bands,
      ...(increase && increase.change.units > 0n && { largestIncrease: largest(increase) }),
      ...(decrease && decrease.change.units < 0n && { largestDecrease: largest(decrease) }),
    };
  }
}

type Largest = Omit<LargestChange, 'change'> & { readonly change: Amount };
const largest = ({ change, ...told }: Largest): LargestChange => ({ ...told, change: textOf(change) });
const zeroLike = ({ decimals }: Amount): Amount => ({ units: 0n, decimals });

/** The edge belongs to the middle. Where there is no bill to take a percentage of, any change is a large one. */
function bandOf(before: Amount, change: Amount): BandName {
  if (change.units === 0n) return 'same';
  const better = change.units < 0n;
  const size = better ? { ...change, units: -change.units } : change;
  // |change| / before <= 5 %, without a division.
  const [times, most] = [
    { ...size, units: size.units * 100n },
    { ...before, units: before.units * EDGE },
  ];
  const small = before.units > 0n && compareAmounts(times, most) <= 0;
  return better ? (small ? 'better' : 'much-better') : small ? 'worse' : 'much-worse';
}

const EDGE = BigInt(BAND_EDGE_PERCENT);

/** Head less base, of all invoices together. */
export function changeOf(before: readonly (string | null)[], after: readonly (string | null)[]): Amount {
  const sum = (texts: readonly (string | null)[]): Amount =>
    texts.reduce((all, text) => (text === null ? all : plus(all, amountOf(text))), NO_AMOUNT);
  return minus(sum(after), sum(before));
}

/** The currency of a plan that rated nothing yet. */
export const currencyOf = (plan: string, ...sides: readonly CompiledPlans[]): string =>
  sides.flatMap((plans) => plans.get(plan)?.[0]?.currency.code ?? [])[0] ?? '';
