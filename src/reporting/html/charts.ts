/**
 * How the scenarios of a plan came out, as a bar. Widths are for the eye: these numbers never become amounts.
 *
 * The charts of this page are a few rectangles each, drawn when the page is written: they need no script, print, and
 * weigh a few hundred bytes. A charting library brings hundreds of kilobytes and a canvas nobody can read aloud.
 */

import type { Status } from '../../run/result.ts';
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
