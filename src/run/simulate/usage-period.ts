/** Usage files against the invoices that a simulation asks for: usage that is on none of them, and invoices without any. */

import type { Place, Problem } from '../../problems/problem.ts';
import type { RatedPopulation } from '../../simulation/bills.ts';
import { checkUsagePeriod } from '../../simulation/check-population.ts';
import type { UsageColumns } from '../../usage/columns.ts';
import { readBlock } from '../../usage/read-block.ts';

interface PeriodAsked {
  /** Invoice dates in epoch days, and where the file of assumptions says so. */
  readonly invoices: { readonly from: number; readonly before: number };
  readonly place: Place;
  readonly usage: UsageColumns;
  /** The mapping, from the project's folder. */
  readonly mapping: string;
  /** How many of the first measures are of services. */
  readonly services: number;
}

/** Days are looked for only where something is left out: then the usage is read once more. */
export async function usagePeriod(
  { invoices, place, usage, mapping, services }: PeriodAsked,
  rated: RatedPopulation,
): Promise<Problem[]> {
  const { records, notBilled } = rated;
  return checkUsagePeriod(
    { invoices, place },
    {
      ...{ mapping, records, notBilled },
      days: notBilled > 0 ? await daysOf(usage) : undefined,
      idle: notBilled < records ? idleMonths(rated, services) : [],
    },
  );
}

/** The terminal of whoever ran it is not where a reader of the results looks. */
export const asNote = ({ message }: Problem): string => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;

const DAY = 86_400_000;

/** First and last day that has usage, in epoch days; of the wall clock where the usage tells one. */
async function daysOf(usage: UsageColumns): Promise<{ readonly first: number; readonly last: number } | undefined> {
  let [least, most] = [Infinity, -Infinity];
  for await (const block of usage.blocks()) {
    const { start, base, unit } = readBlock(block);
    for (let record = 0; record < start.length; record += 1) {
      const at = base + unit * start[record]!;
      if (at < least) least = at;
      if (at > most) most = at;
    }
  }
  return least > most ? undefined : { first: Math.floor(least / DAY), last: Math.floor(most / DAY) };
}

/**
 * Months of invoices after all usage, or before it. The month right before the first usage is none of them: fees in advance stand on
 * an invoice of their own when a customer comes.
 */
function idleMonths({ rows, sides }: RatedPopulation, services: number): readonly string[] {
  const used = new Array<boolean>(rows.months.length).fill(false);
  const there = new Array<boolean>(rows.months.length).fill(false);
  rows.month.forEach((month, row) => {
    there[month] = true;
    if (!used[month]) used[month] = sides[0]!.used.slice(0, services).some((column) => column[row]! > 0);
  });
  const [first, last] = [used.indexOf(true), used.lastIndexOf(true)];
  if (first < 0) return [];
  return rows.months.filter((_, month) => there[month] && (month > last || month < first - 1));
}
