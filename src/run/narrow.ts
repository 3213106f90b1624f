/** Which scenarios a run is about, beyond what their names say: what failed last, what changes affect. */

import { join, resolve } from 'node:path';
import type { Outcome, Problem } from '../problems/problem.ts';
import { affectedBy } from './affected.ts';
import type { Filters } from './cases.ts';
import { changedSince } from './git.ts';
import type { Folders, Loaded } from './load.ts';
import { readResults } from './read-results.ts';
import { RESULTS_FILE } from './results-file.ts';

export interface Narrowing extends Filters {
  readonly out: string;
  readonly lastFailed?: boolean | undefined;
  readonly onlyChanged?: string | true | undefined;
}

export function narrow(loaded: Loaded, folders: Folders, options: Narrowing): Outcome<Filters> {
  const { grep, plans, tags, ids: named, documents, lastFailed, onlyChanged } = options;
  let filters: Filters = { grep, plans, tags, ids: named, documents };
  if (lastFailed) {
    const ids = failedLast(folders.root, options.out);
    if (!ids.value) return ids;
    filters = { ...filters, ids: ids.value };
  }
  if (onlyChanged !== undefined) {
    const changed = changedDocuments(loaded, folders, onlyChanged === true ? undefined : onlyChanged);
    if (!changed.value) return changed;
    filters = { ...filters, ...changed.value };
  }
  return { value: filters, problems: [] };
}

/** Whatever did not pass: what was interrupted, too. */
function failedLast(root: string, out: string): Outcome<ReadonlySet<string>> {
  const file = join(out, RESULTS_FILE);
  const { value: run, problems } = readResults(resolve(root, file), file);
  if (!run) return { problems };
  const ids = new Set(run.results.filter(({ status }) => status !== 'passed').map(({ id }) => id));
  if (ids.size > 0) return { value: ids, problems: [] };
  return { problems: [nothing('RUN-NOTHING-FAILED', `every scenario of the last run in ${out} passed`)] };
}

function changedDocuments(
  { planFiles, documents }: Loaded,
  { root, plans, scenarios }: Folders,
  ref: string | undefined,
): Outcome<Pick<Filters, 'documents'>> {
  const changes = changedSince(root, ref, [plans, scenarios]);
  if (!changes.value) return changes;
  const { files, since } = changes.value;
  const affected = affectedBy(files, {
    planFolder: plans,
    scenarioFolder: scenarios,
    planFiles,
    documents: documents(),
  });
  if (affected?.size !== 0) return { value: { documents: affected }, problems: [] };
  return { problems: [nothing('RUN-NOTHING-CHANGED', `no scenario is affected by the changes since ${since}`)] };
}

const nothing = (code: Problem['code'], message: string): Problem => ({ code, severity: 'warning', message });

/** What was asked for, in words that can be compared. */
export function filtersInWords({ grep, plans, tags, lastFailed, onlyChanged }: Omit<Narrowing, 'out'>) {
  const words: Readonly<Record<string, string | undefined>> = {
    grep: grep?.source,
    plan: plans?.join(' '),
    tag: tags?.join(' '),
    'last-failed': lastFailed ? 'yes' : undefined,
    'only-changed': onlyChanged === true ? 'the branch' : onlyChanged,
  };
  return Object.fromEntries(
    Object.entries(words).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}
