/** From what batches came back with to a result for every scenario. */

import type { Case } from '../cases.ts';
import type { Batch } from '../run-scenario.ts';
import { shellWord } from '../shell-word.ts';
import { textOf } from './amounts.ts';
import type { Answer } from './change.ts';
import { changeOf } from './effects.ts';
import type { PairResult, PairRow } from './pair.ts';
import type { DiffCause, DiffResult, DiffStatus } from './result.ts';

/** A batch that came back. */
export interface Finished {
  readonly batch: Batch;
  readonly result: PairResult;
}

export interface RowResult {
  readonly result: DiffResult;
  /** Absent where nothing came back. */
  readonly row: PairRow | undefined;
}

/** By case, in their order. `base` and `head` are as they were asked for, to be asked for again. */
export function judgeRows(cases: readonly Case[], finished: readonly Finished[], asked: Asked): RowResult[] {
  const rows: (PairRow | undefined)[] = [];
  for (const { batch, result } of finished) {
    for (const [index, row] of result.rows.entries()) rows[batch.first + index] = row;
  }
  return cases.map((one, index) => {
    const row = rows[index];
    return { row, result: row ? judge(one, row, asked) : skipped(one, asked) };
  });
}

interface Asked {
  readonly base?: string | undefined;
  readonly head?: string | undefined;
}

const UNTOUCHED = 'it was told that the change does not touch it, and it changed: --only-affected would have missed it';

function judge(one: Case, row: PairRow, asked: Asked): DiffResult {
  const { reach, on, dates, before, after, differences, unrated, screened, negativeLines } = row;
  const status = statusOf(one, row);
  const missed = row.touched === false && differences.length > 0;
  const reason = row.error ?? (missed ? UNTOUCHED : undefined);
  // Key by key, in the order of diff.ndjson: made of many small objects, everybody's results take three times as long.
  const told: Draft = about(one);
  told.status = status;
  told.reach = reach;
  told.dates = dates;
  if (status !== 'error') {
    told.before = before;
    if (after) told.after = after;
    if (on === 'both') told.change = textOf(changeOf(before, after ?? before));
  }
  told.differences = differences;
  told.causes = [];
  if (negativeLines > 0) told.negativeLines = negativeLines;
  told.unrated = on === 'base' ? unrated[0] : unrated[1];
  told.screened = on === 'base' ? screened[0] : screened[1];
  if (reason !== undefined) told.reason = reason;
  if (status !== 'passed' && status !== 'obsolete') told.again = commandFor(one.id, asked);
  return told as DiffResult;
}

type Draft = { -readonly [Key in keyof DiffResult]?: DiffResult[Key] };
type About = Pick<DiffResult, 'id' | 'file' | 'line' | 'plan' | 'segment' | 'title'>;

function statusOf(one: Case, row: PairRow): DiffStatus {
  const { on, error, differences, unrated, screened, touched } = row;
  if (error !== undefined || on === 'none' || (touched === false && differences.length > 0)) return 'error';
  if (on === 'base') return 'obsolete';
  // A writer may expect that some usage is not rated.
  const expected = 'scenario' in one ? one.scenario : { unrated: 0, screened: 0 };
  if (unrated[1] > expected.unrated || screened[1] > expected.screened) return 'unrated';
  if (on === 'head') return 'new';
  return differences.length > 0 ? 'changed' : 'passed';
}

const skipped = (one: Case, asked: Asked): DiffResult => ({
  ...about(one),
  ...{ status: 'skipped', reach: 'untouched', dates: [], differences: [], causes: [], unrated: 0, screened: 0 },
  ...{ reason: 'interrupted', again: commandFor(one.id, asked) },
});

function about(one: Case): About {
  const { id, plan } = one;
  const { file, line } = ('scenario' in one ? one.scenario : one.recipe).place;
  const title = 'scenario' in one ? one.scenario.title : undefined;
  const segment = 'scenario' in one ? one.scenario.segment : one.recipe.segments.choices[one.draw.segment];
  if (segment) return { id, file, line, plan, segment, ...(title && { title }) };
  return { id, file, line, plan, ...(title && { title }) };
}

/** The command that compares one scenario and nothing else. */
function commandFor(id: string, { base, head }: Asked): string {
  const sides = [
    base === undefined ? '' : ` --base ${shellWord(base)}`,
    head === undefined ? '' : ` --head ${shellWord(head)}`,
  ];
  return `rateproof diff${sides.join('')} --grep "^${id.replaceAll('.', '\\.')}$"`;
}

/** A run that was interrupted is not divided among causes. */
export const apparent = (): Answer => ({
  causes: [],
  attribution: { method: 'single', most: 1, interaction: {}, total: {} },
  causesOf: () => [],
});

/** With the causes of each; what all causes of that matter are approved is approved itself, as approvals.ts has it. */
export function settle(
  rows: readonly RowResult[],
  causes: readonly DiffCause[],
  causesOf: Answer['causesOf'],
): RowResult[] {
  const approved = new Set(
    causes.flatMap(({ fingerprint, approval }) => (approval?.state === 'approved' ? [fingerprint] : [])),
  );
  const quiet = new Set(causes.flatMap(({ fingerprint, matters }) => (matters ? [] : [fingerprint])));
  return rows.map(({ row, result }, index) => {
    const own = causesOf(index);
    if (own.length === 0) return { row, result };
    const mattering = own.filter((fingerprint) => !quiet.has(fingerprint));
    const isApproved =
      result.status === 'changed' &&
      mattering.length > 0 &&
      mattering.every((fingerprint) => approved.has(fingerprint));
    return { row, result: { ...result, causes: own, ...(isApproved && { status: 'changed-approved' as const }) } };
  });
}
