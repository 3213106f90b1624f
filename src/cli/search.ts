/** `rateproof search`: a long search for bills that break the laws of the plans. */

import { renderProblems } from '../problems/render.ts';
import { visible } from '../problems/visible.ts';
import { readYamlFiles } from '../run/files.ts';
import { preparePlans } from '../run/prepare-plan.ts';
import { rateAccounts } from '../run/rate-accounts.ts';
import { DEFAULT_LAW_SEED, searchLaws } from '../run/search-laws.ts';
import { sourcesFor } from './inputs.ts';

interface SearchCommand {
  readonly plans: string;
  readonly plan?: readonly string[];
  readonly law?: string;
  readonly tries: string;
  readonly seed?: string;
  readonly out: string;
}

/** Rated in one go: more would not fit into memory. Longer searches take another seed. */
const MOST_TRIES = 100_000;

export function search({ plans, plan, law, tries, seed, out }: SearchCommand): number {
  const [many, from] = [tries, seed ?? String(DEFAULT_LAW_SEED)].map((text) =>
    /^\d{1,9}$/.test(text) ? Number(text) : -1,
  );
  const named = pattern(law);
  if (many === undefined || many < 1 || many > MOST_TRIES)
    return misused(`--tries is a whole number from 1 to ${MOST_TRIES}`);
  if (from === undefined || from < 0) return misused('--seed is a whole number');
  if (named === null) return misused('--law is not a pattern that can be read');
  const files = readYamlFiles(process.cwd(), plans);
  const prepared = files.value ? preparePlans(files.value) : files;
  if (!prepared.value) {
    process.stderr.write(renderProblems(prepared.problems, { sources: sourcesFor(prepared.problems) }));
    return 3;
  }
  const options = { tries: many, seed: from, root: process.cwd(), folder: out };
  const { results, bills } = searchLaws(prepared.value, rateAccounts, options, { grep: named, plans: plan }, []);
  for (const { id, status, reason } of results) {
    process.stdout.write(
      `${status === 'changed' ? 'broken' : status === 'passed' ? 'held' : 'not tried'}  ${visible(id)}\n`,
    );
    if (reason) process.stdout.write(`  ${visible(reason)}\n`);
  }
  process.stdout.write(`\n${bills} bills were held against ${results.length} laws of plans; seed ${from}\n`);
  if (results.some(({ status }) => status === 'changed')) return 1;
  return bills === 0 ? 5 : 0;
}

function pattern(text: string | undefined): RegExp | undefined | null {
  try {
    return text === undefined ? undefined : new RegExp(text);
  } catch {
    return null;
  }
}

function misused(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}
