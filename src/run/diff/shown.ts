/**
 * Which customers are shown side by side: the one in the middle of all changes, the largest gain and the largest loss, and
 * a few of each cause. They are rated again in full and must come out as they did.
 */

import type { Recipe } from '../../scenario/recipe.ts';
import { batchOf, recipeOf } from '../batches.ts';
import type { Case } from '../cases.ts';
import type { Batch } from '../run-scenario.ts';
import { amountOf, compareAmounts } from './amounts.ts';
import type { RowResult } from './collect-rows.ts';
import type { PairResult, PairRow } from './pair.ts';
import type { DiffCause, DiffSummary } from './result.ts';

/** Of each cause, and of all causes together. */
const PER_CAUSE = 3;
const MOST_WHOLE = 200;

interface Change {
  readonly index: number;
  readonly change: ReturnType<typeof amountOf>;
  readonly currency: string;
}

/** Largest changes first by their size; equal ones in the order of the scenarios. */
export function chooseShown(
  rows: readonly RowResult[],
  causes: readonly DiffCause[],
): { readonly indexes: readonly number[]; readonly samples: DiffSummary['samples'] } {
  const changed = rows.flatMap(({ row, result: { status, change } }, index): Change[] => {
    if ((status !== 'changed' && status !== 'changed-approved') || change === undefined) return [];
    return [{ index, change: amountOf(change), currency: row?.currency ?? '' }];
  });
  const bySize = [...changed].sort((a, b) => compareAmounts(size(b), size(a)) || a.index - b.index);
  const { typical, gain, loss } = samplesOf(changed);
  const indexes = new Set([typical, gain, loss].flatMap((one) => (one ? [one.index] : [])));
  for (const { fingerprint } of causes) {
    const own = bySize.filter(({ index }) => rows[index]!.result.causes.includes(fingerprint));
    for (const { index } of own.slice(0, PER_CAUSE)) if (indexes.size < MOST_WHOLE) indexes.add(index);
  }
  const id = (one: Change): string => rows[one.index]!.result.id;
  return {
    indexes: [...indexes].sort((a, b) => a - b),
    samples: {
      ...(typical && { typical: id(typical) }),
      ...(gain && { gain: id(gain) }),
      ...(loss && { loss: id(loss) }),
    },
  };
}

const size = ({ change }: Change) => (change.units < 0n ? { ...change, units: -change.units } : change);

/** Amounts of different currencies cannot be ordered: those of the currency that most of them are in. */
function samplesOf(changed: readonly Change[]): { typical?: Change; gain?: Change; loss?: Change } {
  const many = new Map<string, number>();
  for (const { currency } of changed) many.set(currency, (many.get(currency) ?? 0) + 1);
  const [usual] = [...many].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (!usual) return {};
  const own = changed.filter(({ currency }) => currency === usual[0]);
  const moved = own.filter(({ change }) => change.units !== 0n);
  const sorted = (moved.length > 0 ? moved : [...own]).sort(
    (a, b) => compareAmounts(a.change, b.change) || a.index - b.index,
  );
  const [least, most] = [
    sorted[0]!,
    sorted.findLast(({ change }) => compareAmounts(change, sorted.at(-1)!.change) < 0),
  ];
  const last = sorted[most === undefined ? 0 : sorted.indexOf(most) + 1]!;
  return {
    typical: sorted[Math.floor((sorted.length - 1) / 2)]!,
    ...(least.change.units < 0n && { gain: least }),
    ...(last.change.units > 0n && { loss: last }),
  };
}

/** Rates the chosen again, in full; each must come out as it did before. */
export function withInvoices(
  cases: readonly Case[],
  all: readonly RowResult[],
  indexes: readonly number[],
  { run, recipes }: { readonly run: (batch: Batch) => PairResult; readonly recipes: readonly Recipe[] },
): RowResult[] {
  const shown = [...all];
  for (const recipe of [undefined, ...recipes]) {
    const own = indexes.filter((index) => recipeOf(cases[index]!) === recipe);
    if (own.length === 0) continue;
    const batch = batchOf(
      own.map((index) => cases[index]!),
      0,
      recipes,
      true,
    );
    const { rows, invoices = [] } = run(batch);
    own.forEach((index, place) => {
      const { row, result } = all[index]!;
      const same = told(rows[place]) === told(row);
      shown[index] = same
        ? { row, result: { ...result, invoices: invoices[place]! } }
        : { row, result: unstable(result) };
    });
  }
  return shown;
}

const told = (row: PairRow | undefined): string => JSON.stringify(row);

function unstable({ before, after, change, ...result }: RowResult['result']): RowResult['result'] {
  return { ...result, status: 'error', reason: 'rated twice, with two results: this is a fault of the engine' };
}
