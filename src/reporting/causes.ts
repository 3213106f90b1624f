/** Differences of thousands of scenarios, told by what caused them: a plan and one of its charges. */

import type { Difference } from '../comparison/difference.ts';
import { compare } from '../exact/rational.ts';
import type { ScenarioResult, TestRun } from '../run/result.ts';
import { exact, signed, sumOf } from './amounts.ts';

/** Scenarios that differ for one reason. A scenario stands with every reason that it has. */
export interface Cause {
  readonly plan: string;
  /** The charge or discount, `total` and such; of an error or an obsolete scenario the reason. */
  readonly cause: string;
  readonly status: ScenarioResult['status'];
  readonly scenarios: readonly ScenarioResult[];
  /** What it does: `-0.50 EUR each`; empty when nothing can be said. */
  readonly change: string;
}

type Draft = Omit<Cause, 'change' | 'scenarios'> & { scenarios: ScenarioResult[]; changes: (string | undefined)[] };

const WEIGHT: readonly ScenarioResult['status'][] = ['error', 'unrated', 'changed', 'obsolete'];

/** What could not be rated first, then what concerns most scenarios; otherwise in the order of the run. */
export function causesOf({ header, results }: TestRun): Cause[] {
  const currencies = new Map(header.plans.map(({ id, currency }) => [id, currency]));
  const drafts = new Map<string, Draft>();
  for (const result of results) {
    if (!WEIGHT.includes(result.status)) continue;
    const { plan, status } = result;
    for (const [cause, differences] of reasonsOf(result)) {
      const key = JSON.stringify([plan, cause, status]);
      const draft = drafts.get(key) ?? { plan, cause, status, scenarios: [], changes: [] };
      drafts.set(key, draft);
      draft.scenarios.push(result);
      draft.changes.push(amountOf(differences));
    }
  }
  return [...drafts.values()]
    .sort((a, b) => WEIGHT.indexOf(a.status) - WEIGHT.indexOf(b.status) || b.scenarios.length - a.scenarios.length)
    .map(({ changes, ...cause }) => ({ ...cause, change: tellChange(cause, changes, currencies.get(cause.plan)) }));
}

const SUMS = ['total', 'tax', 'net'] as const;
const isSum = ({ cell }: Difference): boolean => SUMS.some((sum) => sum === cell);

/** The differences of one scenario by what answers for them. Sums of an invoice follow from its lines. */
export function reasonsOf({ differences, reason }: ScenarioResult): Map<string, readonly Difference[]> {
  const reasons = new Map<string, Difference[]>();
  if (reason !== undefined || differences.length === 0) return reasons.set(reason ?? 'no reason was given', []);
  const explained = new Set(differences.filter((one) => !isSum(one)).map(({ invoice }) => invoice));
  for (const difference of differences) {
    if (isSum(difference) && explained.has(difference.invoice)) continue;
    const cause = isSum(difference) ? leadingSum(differences, difference.invoice) : difference.cause;
    const known = reasons.get(cause);
    if (known) known.push(difference);
    else reasons.set(cause, [difference]);
  }
  return reasons;
}

/** When nothing but sums differ, one of them stands for all. */
function leadingSum(differences: readonly Difference[], invoice: string): string {
  return SUMS.find((sum) => differences.some((one) => one.invoice === invoice && one.cell === sum)) ?? 'total';
}

/** By how much a scenario differs for one reason; undefined when no amount does. */
function amountOf(differences: readonly Difference[]): string | undefined {
  const sums = differences.filter(isSum);
  const leading = SUMS.find((sum) => sums.some(({ cell }) => cell === sum));
  const counting = differences.filter((one) => (isSum(one) ? one.cell === leading : one.cell !== 'quantity'));
  const changes = counting.flatMap(({ by }) => by ?? []);
  return changes.length === 0 ? undefined : sumOf(changes);
}

function tellChange(
  { cause, scenarios }: Pick<Draft, 'cause' | 'scenarios'>,
  changes: readonly (string | undefined)[],
  currency: string | undefined,
): string {
  const known = changes.flatMap((text) => text ?? []);
  const records = cause === 'unrated' || cause === 'screened';
  const unit = records ? 'records' : (currency ?? '');
  const least = extreme(known, -1);
  const most = extreme(known, 1);
  if (least === undefined || most === undefined) {
    return scenarios.some(({ differences }) => differences.some(({ cell }) => cell === 'quantity'))
      ? 'quantity only'
      : '';
  }
  const each = scenarios.length > 1 ? ' each' : '';
  if (least !== most) return `${signed(least)} to ${signed(most)} ${unit}`.trim();
  return `${signed(least)} ${records && /^-?1$/.test(least) ? 'record' : unit}`.trim() + each;
}

function extreme(amounts: readonly string[], sign: 1 | -1): string | undefined {
  return amounts.reduce<string | undefined>((best, text) => {
    const [value, known] = [exact(text), best === undefined ? undefined : exact(best)];
    return value && known && sign * compare(value, known) <= 0 ? best : text;
  }, undefined);
}
