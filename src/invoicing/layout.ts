/**
 * What an invoice of one pair of versions (the cycle it closes, the cycle it opens; of one plan or, where the customer
 * changes, of two) is made of: lines, the cells in which they are added up, discounts over cells, tax over cells.
 *
 * A cell is a set of lines that discounts and tax cannot tell apart: same side, same tax, same discounts.
 */

import { divide, equal, multiply, type Rational, rational } from '../exact/rational.ts';
import type { Rounding, RoundingMode } from '../money/rounding.ts';
import type { CompiledPlan } from '../plan/compile/compiled.ts';
import type { Discount, OneTimeCharge, RecurringCharge } from '../plan/model.ts';
import type { BoundPlan } from '../rating/bind.ts';

export type Side = 'closing' | 'opening';

/** A rounding in invoice units; undefined: not rounded. */
export interface UnitRounding {
  readonly mode: RoundingMode;
  readonly step: bigint;
}

/** The lines of one usage charge. */
export interface UsageLines {
  readonly lineStart: number;
  readonly lineCount: number;
  readonly denominator: bigint;
  readonly rounding: UnitRounding | undefined;
  readonly cell: number;
}

/** A line whose amount follows from dates alone. */
export interface FixedLine {
  readonly key: string;
  readonly kind: 'recurring' | 'one-time';
  readonly side: Side;
  readonly charge: RecurringCharge | OneTimeCharge;
  readonly credit: boolean;
  readonly onlyIfUsed: boolean;
  readonly cell: number;
}

export interface DiscountStep {
  readonly key: string;
  readonly value: Discount['value'];
  readonly rounding: UnitRounding;
  /** The version's discount each side is taken by; the sides of one step may differ in when they hold. */
  readonly closing: { readonly discount: Discount; readonly cells: readonly number[] } | undefined;
  readonly opening: { readonly discount: Discount; readonly cells: readonly number[] } | undefined;
  /** Whether something later needs to know from which cells it was taken. */
  readonly spread: boolean;
}

export interface TaxStep {
  readonly key: string;
  readonly category: string;
  readonly percent: Rational;
  readonly rounding: UnitRounding;
  readonly cells: readonly number[];
}

export interface Layout {
  readonly scale: number;
  readonly gross: boolean;
  readonly usage: readonly UsageLines[];
  readonly fixed: readonly FixedLine[];
  readonly cells: number;
  readonly discounts: readonly DiscountStep[];
  readonly taxes: readonly TaxStep[];
  readonly total: UnitRounding | undefined;
  /** Columns of a bill in the results: fixed lines, discounts, taxes, then total rounding, net, tax, total. */
  readonly columns: number;
}

/** A cell before it has a number. */
interface CellKey {
  readonly side: Side;
  readonly tax: number;
  readonly discounts: string;
}

const NOTHING = {};
const layouts = new WeakMap<object, WeakMap<object, Layout>>();

/** The layout of a pair of versions; worked out once a pair. At least one of them is given. */
export function layoutOf(closing: BoundPlan | undefined, opening: BoundPlan | undefined): Layout {
  const ofClosing = layouts.get(closing ?? NOTHING) ?? new WeakMap<object, Layout>();
  layouts.set(closing ?? NOTHING, ofClosing);
  const layout = ofClosing.get(opening ?? NOTHING) ?? makeLayout(closing, opening);
  ofClosing.set(opening ?? NOTHING, layout);
  return layout;
}

function makeLayout(closing: BoundPlan | undefined, opening: BoundPlan | undefined): Layout {
  const policies = (closing ?? opening)!;
  const { plan, scale } = policies;
  const sides = [
    ...(closing ? [{ side: 'closing' as const, plan: closing.plan }] : []),
    ...(opening ? [{ side: 'opening' as const, plan: opening.plan }] : []),
  ];
  const discounts = discountSteps(sides);
  const taxes = taxRates(sides);
  const cells: CellKey[] = [];
  const cellOf = (side: Side, of: CompiledPlan, chargeId: string, taxIndex: number): CellKey => {
    const members = discounts.flatMap((step, index) => (step[side]?.on.includes(chargeId) ? [index] : []));
    const rate = of.tax?.rates[taxIndex];
    const tax = taxes.findIndex(({ category, percent }) => category === rate?.category && equal(percent, rate.percent));
    const key: CellKey = { side, tax, discounts: members.join(',') };
    const known = cells.find((cell) => JSON.stringify(cell) === JSON.stringify(key));
    if (!known) cells.push(key);
    return known ?? key;
  };
  const fixedKeys = sides.flatMap(({ side, plan: of }) =>
    fixedLines(of, side).map((line) => ({ ...line, cell: cellOf(side, of, line.charge.id, line.charge.taxIndex) })),
  );
  const usageKeys = (closing?.plan.charges ?? []).map((charge) =>
    cellOf('closing', closing!.plan, charge.id, charge.taxIndex),
  );
  // The remainder of a spread goes to the earlier cell: closing side, then tax, then discounts in their order.
  cells.sort((a, b) => compareCells(a, b, discounts.length));
  const fixed = fixedKeys.map((line) => ({ ...line, cell: cells.indexOf(line.cell) }));
  const usage = (closing?.plan.charges ?? []).map((charge) => ({
    lineStart: charge.lineStart,
    lineCount: charge.lineCount,
    denominator: closing!.denominators[charge.index]!,
    rounding: inUnits(charge.lineRounding, scale),
    cell: cells.indexOf(usageKeys[charge.index]!),
  }));
  const cellsIn = (side: Side, step: number): number[] =>
    cells.flatMap((cell, index) =>
      cell.side === side && cell.discounts.split(',').includes(String(step)) ? [index] : [],
    );
  const steps = discounts.map(({ closing: first, opening: second, ...step }, index) => ({
    ...step,
    rounding: inUnits(step.rounding, scale)!,
    closing: first && { discount: first, cells: cellsIn('closing', index) },
    opening: second && { discount: second, cells: cellsIn('opening', index) },
    spread: needsSpread(cells, index),
  }));
  const taxSteps = taxes.map(({ category, percent, key }, index) => ({
    key,
    category,
    percent,
    rounding: inUnits(plan.rounding.tax, scale)!,
    cells: cells.flatMap((cell, cellIndex) => (cell.tax === index ? [cellIndex] : [])),
  }));
  return {
    ...{ scale, usage, fixed, discounts: steps, taxes: taxSteps, cells: cells.length },
    gross: plan.prices === 'gross',
    total: inUnits(plan.rounding.total, scale),
    columns: fixed.length + steps.length + taxSteps.length + 4,
  };
}

/** A rounding whose step is a whole number of invoice units. */
function inUnits(rounding: Rounding | undefined, scale: number): UnitRounding | undefined {
  if (!rounding) return undefined;
  return { mode: rounding.mode, step: multiply(rounding.step, rational(10n ** BigInt(scale))).n };
}

/** The fixed lines a version may put on one side of an invoice, in the order of the plan. */
function fixedLines(plan: CompiledPlan, side: Side): Omit<FixedLine, 'cell'>[] {
  const recurring = plan.recurring.flatMap((charge): Omit<FixedLine, 'cell'>[] => {
    const line = { key: charge.id, kind: 'recurring' as const, side, charge, credit: false, onlyIfUsed: false };
    if (charge.charged === 'in-advance') {
      if (side === 'opening') return [line];
      return charge.prorate.termination ? [{ ...line, key: `${charge.id}/credit`, credit: true }] : [];
    }
    return side === 'closing' ? [{ ...line, onlyIfUsed: charge.onlyIf === 'used' }] : [];
  });
  const oneTime = plan.oneTime.flatMap((charge): Omit<FixedLine, 'cell'>[] => {
    const opens = charge.on === 'activation' && charge.charged === 'in-advance';
    if (opens !== (side === 'opening')) return [];
    return [{ key: charge.id, kind: 'one-time', side, charge, credit: false, onlyIfUsed: false }];
  });
  return [...recurring, ...oneTime];
}

interface DiscountDraft {
  readonly key: string;
  readonly value: Discount['value'];
  readonly rounding: Rounding | undefined;
  readonly closing: Discount | undefined;
  readonly opening: Discount | undefined;
}

/**
 * One step a discount, in the order written; what both versions have alike is one step, and what only one has keeps its
 * place among its own.
 */
function discountSteps(sides: readonly { side: Side; plan: CompiledPlan }[]): DiscountDraft[] {
  const steps: DiscountDraft[] = [];
  // One invoice rounds in one way: as the side it closes does.
  const rounding = sides[0]!.plan.rounding.discount;
  const put = (closing: Discount | undefined, opening: Discount | undefined): void => {
    const { id, value } = (closing ?? opening)!;
    steps.push({ key: id, value, rounding, closing, opening });
  };
  const first = sides.find(({ side }) => side === 'closing')?.plan;
  const second = sides.find(({ side }) => side === 'opening')?.plan;
  const rest = [...(second?.discounts ?? [])];
  for (const discount of first?.discounts ?? []) {
    const at = rest.findIndex(({ id, value }) => id === discount.id && sameValue(value, discount.value));
    for (const alone of rest.splice(0, Math.max(at, 0))) put(undefined, alone);
    put(discount, at < 0 ? undefined : rest.shift());
  }
  for (const alone of rest) put(undefined, alone);
  return steps;
}

function sameValue(a: Discount['value'], b: Discount['value']): boolean {
  if ('percent' in a) return 'percent' in b && equal(a.percent, b.percent);
  return 'amount' in b && equal(a.amount, b.amount);
}

function compareCells(a: CellKey, b: CellKey, discounts: number): number {
  if (a.side !== b.side) return a.side === 'closing' ? -1 : 1;
  if (a.tax !== b.tax) return a.tax - b.tax;
  for (let index = 0; index < discounts; index += 1) {
    const [inA, inB] = [a, b].map((cell) => cell.discounts.split(',').includes(String(index)));
    if (inA !== inB) return inA ? -1 : 1;
  }
  return 0;
}

function taxRates(sides: readonly { plan: CompiledPlan }[]): { category: string; percent: Rational; key: string }[] {
  const rates: { category: string; percent: Rational; key: string }[] = [];
  for (const { category, percent } of sides.flatMap(({ plan }) => plan.tax?.rates ?? [])) {
    if (rates.some((rate) => rate.category === category && equal(rate.percent, percent))) continue;
    rates.push({ category, percent, key: `tax ${category}` });
  }
  return rates;
}

/** Tax of several kinds, or a later discount that sees part of the lines, must know what a discount was taken off. */
function needsSpread(cells: readonly CellKey[], step: number): boolean {
  const has = (cell: CellKey, index: number): boolean => cell.discounts.split(',').includes(String(index));
  const mine = cells.filter((cell) => has(cell, step));
  const taxes = new Set(mine.map((cell) => cell.tax));
  const later = new Set(
    mine.flatMap((cell) =>
      cell.discounts
        .split(',')
        .map(Number)
        .filter((index) => index > step),
    ),
  );
  return mine.length > 1 && (taxes.size > 1 || later.size > 0);
}

/** percent of x as a quotient: numerator factor and denominator, so that round(x * n / d) is in whole units. */
export function percentFactor(percent: Rational, step: bigint, inside: boolean): { n: bigint; d: bigint } {
  const share = divide(percent, rational(100n));
  const base = inside ? rational(share.n, share.d + share.n) : share;
  return { n: base.n, d: base.d * step };
}
