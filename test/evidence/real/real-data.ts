/** Real usage files through the whole way, as `rateproof rate` goes it: mapping, screening, rating, invoices. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseDay } from '../../../src/calendar/day.ts';
import type { Invoice } from '../../../src/invoicing/invoice.ts';
import { preparePlans } from '../../../src/run/prepare-plan.ts';
import { type RatedUsage, UsageRating } from '../../../src/run/rate-usage.ts';
import { openUsage } from '../../../src/usage/open-usage.ts';

export const SHARED = process.env.RATEPROOF_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
export const realDataIsThere = existsSync(`${SHARED}/data/megaline/megaline_calls.csv`);

/** Reads a file of the shared data as rows of a simple CSV: no value in these files holds a comma that matters here. */
export function table(path: string): Record<string, string>[] {
  const [head = '', ...rows] = readFileSync(`${SHARED}/data/${path}`, 'utf8').trimEnd().split(/\r?\n/);
  const names = head.split(',');
  return rows.map((row) => {
    const cells = row.match(/("[^"]*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, '').replaceAll('"', ''));
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

export interface Rated {
  readonly invoices: readonly Invoice[];
  readonly result: RatedUsage;
}

/** Rates the files of a mapping beside this file with plans beside it; invoices dated in `[from, before)`. */
export async function rateFiles(
  folder: string,
  mapping: string,
  plans: string,
  from: string,
  before: string,
): Promise<Rated> {
  const read = (name: string): string => readFileSync(new URL(`./${folder}/${name}`, import.meta.url), 'utf8');
  const prepared = preparePlans([{ file: plans, text: read(plans) }]);
  if (!prepared.value) throw new Error(prepared.problems.map(({ message }) => message).join('\n'));
  const source = await openUsage(read(mapping), mapping, `${SHARED}/data/${folder}`);
  if (!source.value) throw new Error(source.problems.map(({ message }) => message).join('\n'));
  try {
    const rating = new UsageRating(prepared.value.compiled, source.value, {
      from: parseDay(from)!,
      before: parseDay(before)!,
    });
    const invoices: Invoice[] = [];
    for await (const some of rating.invoices()) invoices.push(...some);
    return { invoices, result: rating.result() };
  } finally {
    source.value.close();
  }
}
