/** From what batches came back with to a result for every scenario. */

import type { Case } from '../cases.ts';
import type { Batch } from '../run-scenario.ts';
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
  const other = after ?? before;
  return {
    ...about(one),
    status,
    reach,
    dates,
    ...(status !== 'error' && { before }),
    ...(status !== 'error' && after && { after }),
    ...(status !== 'error' && on === 'both' && { change: textOf(changeOf(before, other)) }),
    differences,
    causes: [],
    ...(negativeLines > 0 && { negativeLines }),
    unrated: on === 'base' ? unrated[0] : unrated[1],
    screened: on === 'base' ? screened[0] : screened[1],
    ...(reason !== undefined && { reason }),
    ...(status !== 'passed' && status !== 'obsolete' && { again: commandFor(one.id, asked) }),
  };
}

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

function about(one: Case): Pick<DiffResult, 'id' | 'file' | 'line' | 'plan' | 'segment' | 'title'> {
  const { file, line } = ('scenario' in one ? one.scenario : one.recipe).place;
  const written = 'scenario' in one ? one.scenario : undefined;
  const segment = 'scenario' in one ? one.scenario.segment : one.recipe.segments.choices[one.draw.segment];
  return {
    ...{ id: one.id, file, line, plan: one.plan },
    ...(segment && { segment }),
    ...(written?.title && { title: written.title }),
  };
}

/** The command that compares one scenario and nothing else. */
function commandFor(id: string, { base, head }: Asked): string {
  const sides = [
    base === undefined ? '' : ` --base ${quoted(base)}`,
    head === undefined ? '' : ` --head ${quoted(head)}`,
  ];
  return `rateproof diff${sides.join('')} --grep "^${id.replaceAll('.', '\\.')}$"`;
}

const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** A run that was interrupted is not divided among causes. */
export const apparent = (): Answer => ({
  causes: [],
  attribution: { method: 'single', most: 1, interaction: {}, total: {} },
  causesOf: () => [],
});

/** With the causes of each; what all causes of are approved is approved itself. */
export function settle(
  rows: readonly RowResult[],
  causes: readonly DiffCause[],
  causesOf: Answer['causesOf'],
): RowResult[] {
  const approved = new Set(
    causes.flatMap(({ fingerprint, approval }) => (approval?.state === 'approved' ? [fingerprint] : [])),
  );
  return rows.map(({ row, result }, index) => {
    const own = causesOf(index);
    if (own.length === 0) return { row, result };
    const isApproved = result.status === 'changed' && own.every((fingerprint) => approved.has(fingerprint));
    return { row, result: { ...result, causes: own, ...(isApproved && { status: 'changed-approved' as const }) } };
  });
}
