/** `rateproof search`: a long search for bills that break the laws of the plans. */

import { renderProblems } from '../problems/render.ts';
import { visible } from '../problems/visible.ts';
import { Progress } from '../reporting/progress.ts';
import { readYamlFiles } from '../run/files.ts';
import { allLaws } from '../run/law-bills.ts';
import { preparePlans } from '../run/prepare-plan.ts';
import { rateAccounts } from '../run/rate-accounts.ts';
import type { Status } from '../run/result.ts';
import { DEFAULT_LAW_SEED, searchLaws } from '../run/search-laws.ts';
import { sourcesFor } from './inputs.ts';
import { onInterrupt } from './interrupt.ts';
import { misused, pattern } from './misuse.ts';

interface SearchCommand {
  readonly plans: string;
  readonly plan?: readonly string[];
  readonly law?: string;
  readonly tries: string;
  readonly seed?: string;
  readonly out: string;
}

/** Drawn in one go: more would not fit into memory. Longer searches take another seed. */
const MOST_TRIES = 100_000;

export async function search({ plans, plan, law, tries, seed, out }: SearchCommand): Promise<number> {
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
  const unknown = plan?.find((id) => !prepared.value.histories.has(id));
  if (unknown !== undefined) return misused(`there is no plan ${visible(unknown)}`);
  if (!allLaws(prepared.value).some((one) => (plan?.includes(one.plan) ?? true) && (named?.test(one.name) ?? true)))
    return misused(`no law is named like ${visible(law ?? '')}: rateproof laws lists them`);
  const options = { tries: many, seed: from, root: process.cwd(), folder: out, plansFolder: plans, law: named };
  const progress = new Progress(process.stderr);
  const stop = new AbortController();
  const free = onInterrupt(() => stop.abort());
  const hooks = { onLaws: (done: number, of: number) => progress.laws(done, of), signal: stop.signal };
  const { results, bills } = await searchLaws(prepared.value, rateAccounts, options, { plans: plan }, [], hooks);
  free();
  progress.end();
  for (const { id, status, reason } of results) {
    process.stdout.write(`${SAID[status]}  ${visible(id)}\n`);
    if (reason) process.stdout.write(`  ${visible(reason)}\n`);
  }
  const laws = results.length === 1 ? '1 law' : `${results.length} laws`;
  process.stdout.write(`\n${bills} bills were held against ${laws} of plans; seed ${from}\n`);
  if (stop.signal.aborted) return 130;
  if (results.some(({ status }) => status === 'error')) return 5;
  if (results.some(({ status }) => status === 'changed')) return 1;
  return bills === 0 ? 5 : 0;
}

const SAID: Readonly<Record<Status, string>> = {
  passed: 'held',
  changed: 'broken',
  ...{ skipped: 'not tried', error: 'not tried', unrated: 'not tried', new: 'not tried', obsolete: 'not tried' },
};
