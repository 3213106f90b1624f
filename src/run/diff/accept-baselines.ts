/**
 * What an approval means for the baselines of recipes: customers all of whose causes are approved are accepted as the
 * plans bill them now, so that one decision suffices.
 *
 * Accepted is only what the comparison has shown. A customer whose baseline is not what the base bills, or whom the head
 * bills otherwise by now, would bring a difference that nobody has seen: it is left alone and told.
 */

import { type Baseline, readBaseline, tellsOf, writeBaseline } from '../../baseline/baseline.ts';
import { readLine } from '../../baseline/read-line.ts';
import { hasErrors, type Outcome } from '../../problems/problem.ts';
import { readInputFile } from '../files.ts';
import type { ScenarioResult } from '../result.ts';
import { runTests, type TestHooks, type TestOptions } from '../run-tests.ts';
import type { FileChange } from './file-changes.ts';
import type { DiffResult, DiffRun } from './result.ts';

export interface AcceptedBaselines {
  readonly changes: readonly FileChange[];
  /** How many customers, by file of the baseline. */
  readonly customers: ReadonlyMap<string, number>;
  /** Ids of customers whose baseline tells of other bills than the comparison, or of nothing. */
  readonly leftAlone: readonly string[];
  /** Written scenarios that expect other amounts: what people wrote, people change. */
  readonly byHand: readonly Pick<ScenarioResult, 'id' | 'file' | 'line'>[];
  readonly interrupted: boolean;
}

const NOTHING: AcceptedBaselines = {
  ...{ changes: [], customers: new Map(), leftAlone: [], byHand: [] },
  interrupted: false,
};

/** Baselines as they are after the approvals of a run; nothing is written. */
export async function acceptBaselines(
  run: DiffRun,
  options: Pick<TestOptions, 'root' | 'plansFolder' | 'scenariosFolder' | 'workers' | 'cache'>,
  hooks: Pick<TestHooks, 'onProgress' | 'signal'> = {},
): Promise<Outcome<AcceptedBaselines>> {
  const approved = new Map(
    run.results.filter(({ status }) => status === 'changed-approved').map((result) => [result.id, result]),
  );
  if (approved.size === 0) return { value: NOTHING, problems: [] };
  let baselines: readonly Baseline[] = [];
  const outcome = await runTests(
    { ...options, ids: new Set(approved.keys()), update: 'changed', writes: false },
    {
      ...hooks,
      onAccepted: (accepted) => {
        baselines = [...accepted.baselines.values()];
      },
    },
  );
  const { value: tested, problems } = outcome;
  if (!tested) return hasErrors(problems) ? { problems } : { value: NOTHING, problems };

  const [changes, customers, taken] = [[] as FileChange[], new Map<string, number>(), new Set<string>()];
  for (const head of baselines) {
    const found = readInputFile(options.root, head.file, MOST_BYTES);
    const [text] = found.value ?? [];
    const before = text && readBaseline(text.text, head.file).value;
    // What was accepted for other customers, or not at all, is a matter of `rateproof test --update`.
    const same = tellsOf(before, head) ? before : undefined;
    const lines = new Map(same?.lines);
    let count = 0;
    for (const [number, told] of head.lines) {
      const id = `${head.recipe}/${number}`;
      const result = approved.get(id);
      const accepted = lines.get(number);
      if (!result || accepted === undefined || accepted === told) continue;
      if (!isWhatWasShown(result, accepted, told, head.dates)) continue;
      lines.set(number, told);
      taken.add(id);
      count += 1;
    }
    if (!text || count === 0) continue;
    changes.push({ file: head.file, before: text.text, after: [...writeBaseline({ ...head, lines })].join('') });
    customers.set(head.file, count);
  }
  const leftAlone = tested.results.filter(
    ({ id, check, status }) => check === 'baseline' && (status === 'new' || status === 'changed') && !taken.has(id),
  );
  const byHand = tested.results.filter(({ check, status }) => check === 'expectation' && status === 'changed');
  const { interrupted } = tested.summary;
  return { value: { changes, customers, leftAlone: leftAlone.map(({ id }) => id), byHand, interrupted }, problems };
}

/** As large as a baseline may be that a run reads. */
const MOST_BYTES = 400 * 1024 * 1024;

/** Whether the totals of both lines are those that the comparison has on its two sides. */
function isWhatWasShown(result: DiffResult, accepted: string, told: string, dates: readonly string[]): boolean {
  const { before, after = before } = result;
  return before !== undefined && tells(result, before, accepted, dates) && tells(result, after!, told, dates);
}

function tells(
  { dates }: DiffResult,
  totals: readonly (string | null)[],
  line: string,
  usual: readonly string[],
): boolean {
  const read = readLine(line, usual);
  if (!('invoices' in read)) return false;
  const shown = dates.flatMap((date, at) => (totals[at] == null ? [] : [`${date} ${totals[at]}`]));
  return `${read.invoices.map(({ date, total }) => `${date} ${total}`)}` === `${shown}`;
}
