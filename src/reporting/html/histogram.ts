/**
 * How the totals of a plan's invoices spread. Plans of one currency share a scale, so that they can be held beside each
 * other; few very high bills do not flatten the rest, they stand in a bar of their own at the end.
 *
 * Geometry is for the eye and may be floating point; every number that is written is exact.
 */

import type { PlanDistribution } from '../../run/distribution.ts';
import { count, counted, grouped } from '../amounts.ts';

export interface Histogram {
  readonly bars: readonly Bar[];
  readonly ticks: readonly Tick[];
  /** Over the highest bar: how many invoices it holds. */
  readonly highest: Tick;
  /** What the picture shows, for who does not see it. */
  readonly label: string;
  /** The numbers behind it. */
  readonly rows: readonly { readonly range: string; readonly invoices: string }[];
}

interface Bar {
  readonly x: string;
  readonly y: string;
  readonly width: string;
  readonly height: string;
  /** `beyond` holds whatever is outside the scale. */
  readonly kind: 'within' | 'beyond';
}

interface Tick {
  readonly x: string;
  readonly text: string;
}

/** Of the drawing, in its own units: as large as it is shown, so that its text is as large as the page's. */
export const WIDTH = 320;
export const HEIGHT = 132;
const [LEFT, RIGHT, TOP, FLOOR] = [6, WIDTH - 6, 22, 108];
const MOST_BARS = 24;
const MOST_TICKS = 5;
/** The smallest bar that can be seen. */
const LEAST_HEIGHT = 1.5;

/** The bins that plans of one currency share: from bin `first` on, `bars` of them, `width` minor units each. */
export interface Scale {
  readonly decimals: number;
  readonly width: bigint;
  readonly first: number;
  readonly bars: number;
}

/** Around most of every plan's invoices, as bills have a long tail upwards; bins as narrow as 24 bars allow. */
export function scaleOf(plans: readonly PlanDistribution[]): Scale {
  const decimals = decimalsOf(plans[0]!);
  const widths = plans.map(({ width }) => units(width, decimals));
  const widest = widths.reduce((a, b) => (a > b ? a : b));
  const edges = plans.flatMap((plan, at) => {
    const width = widths[at]!;
    return [quantileBin(plan, 0.01), quantileBin(plan, 0.95)].map((bin) => BigInt(bin) * width);
  });
  const [low, high] = [edges.reduce((a, b) => (a < b ? a : b)), edges.reduce((a, b) => (a > b ? a : b))];
  for (const width of roundWidths(widest)) {
    const [first, last] = [floorDivide(low, width), floorDivide(high, width)];
    const bars = Number(last - first) + 1;
    // One bar alone would fill the drawing and say nothing: some room to the right shows where it stands.
    if (bars <= MOST_BARS) return { decimals, width, first: Number(first), bars: Math.max(bars, 8) };
  }
  throw new Error('widths grow without end');
}

/** 1, 2, 5, 10, 20 …, from `least` on and only multiples of it. */
function* roundWidths(least: bigint): Generator<bigint> {
  for (let power = 1n; ; power *= 10n) {
    for (const digit of [1n, 2n, 5n]) if (digit * power >= least && (digit * power) % least === 0n) yield digit * power;
  }
}

/** The bin within which that share of the invoices is reached. */
function quantileBin({ bins, invoices }: PlanDistribution, share: number): number {
  let seen = 0;
  for (const [bin, number] of bins) {
    seen += number;
    if (seen >= share * invoices) return bin;
  }
  return bins.at(-1)![0];
}

/** The amount below which at least half of the invoices are: the upper edge of the bin in the middle. */
export function halfBelow(plan: PlanDistribution): string {
  const decimals = decimalsOf(plan);
  return told(BigInt(quantileBin(plan, 0.5) + 1) * units(plan.width, decimals), decimals);
}

export function histogramOf(name: string, plan: PlanDistribution, scale: Scale): Histogram {
  const { decimals, width, first, bars } = scale;
  const own = units(plan.width, decimals);
  const [within, beyond] = [Array.from({ length: bars }, () => 0), { below: 0, above: 0 }];
  for (const [bin, number] of plan.bins) {
    const at = Number(floorDivide(BigInt(bin) * own, width)) - first;
    if (at < 0) beyond.below += number;
    else if (at >= bars) beyond.above += number;
    else within[at]! += number;
  }
  const edge = (at: number): string => told(BigInt(first + at) * width, decimals);
  const slots = [
    { number: beyond.below, range: `below ${edge(0)}`, kind: 'beyond' as const },
    ...within.map((number, at) => ({ number, range: `${edge(at)} to ${edge(at + 1)}`, kind: 'within' as const })),
    { number: beyond.above, range: `${edge(bars)} and more`, kind: 'beyond' as const },
  ];
  const most = Math.max(...slots.map(({ number }) => number));
  const step = (RIGHT - LEFT) / slots.length;
  const highest = slots.findIndex(({ number }) => number === most);
  const every = [1, 2, 3, 4, 5, 6, 8].find((each) => bars / each <= MOST_TICKS) ?? bars;
  const tall = slots[highest]!;
  return {
    bars: slots.flatMap(({ number, kind }, at) => {
      if (number === 0) return [];
      const height = Math.max(LEAST_HEIGHT, ((FLOOR - TOP) * number) / most);
      const place = { x: fixed(LEFT + at * step + 0.75), y: fixed(FLOOR - height) };
      return { ...place, width: fixed(step - 1.5), height: fixed(height), kind };
    }),
    ticks: Array.from({ length: bars + 1 }, (_, at) => at)
      // Nothing, where it is on the scale, has a tick.
      .filter((at) => (first + at) % every === 0)
      .map((at) => ({ x: fixed(LEFT + (1 + at) * step), text: edge(at) })),
    highest: { x: fixed(Math.min(RIGHT - 40, Math.max(LEFT + 40, LEFT + (highest + 0.5) * step))), text: count(most) },
    label:
      `Histogram. ${name}: ${counted(plan.invoices, 'invoice')} from ${grouped(plan.least)} to ${grouped(plan.most)} ` +
      `${plan.currency}; most often ${tall.range}, ${counted(most, 'invoice')}`,
    rows: slots.filter(({ number }) => number > 0).map(({ number, range }) => ({ range, invoices: count(number) })),
  };
}

/** An amount on an axis: without decimals where it has none. */
function told(value: bigint, decimals: number): string {
  const digits = `${value < 0n ? -value : value}`.padStart(decimals + 1, '0');
  const [whole, part] = [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)];
  return `${value < 0n ? '-' : ''}${grouped(whole)}${/^0*$/.test(part) ? '' : `.${part}`}`;
}

/** Widths are written with all decimals of their currency. */
const decimalsOf = ({ width }: PlanDistribution): number => width.split('.')[1]?.length ?? 0;

const units = (text: string, decimals: number): bigint => {
  const [whole = '0', part = ''] = text.split('.');
  return BigInt(whole + part.padEnd(decimals, '0').slice(0, decimals));
};

const floorDivide = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((-a + b - 1n) / b));
const fixed = (value: number): string => value.toFixed(2);
