/** Geometry of the charts. Heights and widths are for the eye: these numbers never become amounts. */

import type { Status, TestRun } from '../../run/result.ts';
import { counted, grouped } from '../amounts.ts';
import type { Names } from '../names.ts';
import type { PlanRow } from '../plan-table.ts';

export interface Segment {
  readonly status: Status;
  readonly x: string;
  readonly width: string;
}

/** A bar of 100 wide. The smallest part can still be seen: one failure in thousands is what is looked for. */
const LEAST = 1.5;

export function statusBar({ counts, scenarios }: PlanRow, statuses: readonly Status[]): Segment[] {
  const parts = statuses.filter((status) => counts[status] > 0);
  const shares = parts.map((status) => Math.max(LEAST, (100 * counts[status]) / Math.max(1, scenarios)));
  const sum = shares.reduce((total, share) => total + share, 0);
  let x = 0;
  return parts.map((status, at) => {
    const width = (100 * shares[at]!) / sum;
    const segment = { status, x: x.toFixed(2), width: width.toFixed(2) };
    x += width;
    return segment;
  });
}

export interface Histogram {
  readonly plan: string;
  readonly currency: string;
  readonly invoices: string;
  readonly least: string;
  readonly median: string;
  readonly most: string;
  readonly bars: readonly { readonly x: string; readonly y: string; readonly width: string; readonly height: string }[];
  readonly label: string;
}

const BINS = 24;
const HEIGHT = 40;
/** Fewer have no distribution worth a picture. */
const LEAST_INVOICES = 8;

/** Totals of the invoices that the run holds, by plan; the scales differ, as the currencies do. */
export function histograms({ results }: TestRun, names: Names): Histogram[] {
  const byPlan = new Map<string, { currency: string; totals: string[] }>();
  for (const { plan, currency, total } of results.flatMap(({ invoices = [] }) => invoices)) {
    const known = byPlan.get(plan);
    if (known) known.totals.push(total);
    else byPlan.set(plan, { currency, totals: [total] });
  }
  return [...byPlan]
    .filter(([, { totals }]) => totals.length >= LEAST_INVOICES)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([plan, one]) => histogram(names.get(plan)?.name ?? plan, one));
}

function histogram(plan: string, { currency, totals }: { currency: string; totals: readonly string[] }): Histogram {
  const sorted = totals.map((text) => ({ text, value: Number(text) })).sort((a, b) => a.value - b.value);
  const at = (place: number) => sorted[Math.min(sorted.length - 1, Math.floor(place))]!;
  const [least, median, most] = [at(0), at((sorted.length - 1) / 2), at(sorted.length)];
  const span = most.value - least.value;
  const bins = Array.from({ length: BINS }, () => 0);
  for (const { value } of sorted) {
    const bin = span > 0 ? Math.min(BINS - 1, Math.floor(((value - least.value) / span) * BINS)) : BINS / 2;
    bins[bin]! += 1;
  }
  const highest = Math.max(...bins);
  const said = { least: grouped(least.text), median: grouped(median.text), most: grouped(most.text) };
  return {
    ...{ plan, currency, ...said, invoices: counted(sorted.length, 'invoice') },
    bars: bins.flatMap((number, bin) => {
      if (number === 0) return [];
      const height = Math.max(1, (HEIGHT * number) / highest);
      const x = `${bin * (100 / BINS)}`.slice(0, 5);
      return { x, y: (HEIGHT - height).toFixed(2), width: (100 / BINS - 0.6).toFixed(2), height: height.toFixed(2) };
    }),
    label: `${plan}: ${counted(sorted.length, 'invoice')} from ${said.least} to ${said.most} ${currency}, median ${said.median}`,
  };
}
