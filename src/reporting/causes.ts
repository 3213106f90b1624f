/** Differences of thousands of scenarios, told by what caused them: a plan and one of its charges. */

import type { Cell, Difference } from '../comparison/difference.ts';
import { compare } from '../exact/rational.ts';
import type { ScenarioResult, TestRun } from '../run/result.ts';
import { exact, signed, sumOf } from './amounts.ts';
import { isQuantity } from './names.ts';
import { byUrgency } from './statuses.ts';

/** Scenarios that differ for one reason. A scenario stands with every reason that it has. */
export interface Cause {
  readonly plan: string;
  /** The charge or discount, `total` and such; of an error or an obsolete scenario the reason. */
  readonly cause: string;
  readonly status: ScenarioResult['status'];
  readonly scenarios: readonly ScenarioResult[];
  /** What it does: `-0.50 EUR each`, `-2.50 to -0.01, in all -72.40 EUR`; empty when nothing can be said. */
  readonly change: string;
}

type Draft = Omit<Cause, 'change' | 'scenarios'> & { scenarios: ScenarioResult[]; changes: (string | undefined)[] };

/** What has a cause; a new scenario has none. */
const WITH_CAUSE: readonly ScenarioResult['status'][] = ['error', 'unrated', 'changed', 'obsolete'];

/** What could not be rated first, then what concerns most scenarios; otherwise in the order of the run. */
export function causesOf({ header, results }: TestRun): Cause[] {
  const currencies = new Map(header.plans.map(({ id, currency }) => [id, currency]));
  const drafts = new Map<string, Draft>();
  for (const result of results) {
    if (!WITH_CAUSE.includes(result.status)) continue;
    for (const [cause, differences] of reasonsOf(result)) {
      const status = statusOf(result, cause);
      const key = JSON.stringify([result.plan, cause, status]);
      const draft = drafts.get(key) ?? { plan: result.plan, cause, status, scenarios: [], changes: [] };
      drafts.set(key, draft);
      draft.scenarios.push(result);
      draft.changes.push(amountOf(differences));
    }
  }
  return [...drafts.values()]
    .sort((a, b) => byUrgency(a, b) || b.scenarios.length - a.scenarios.length)
    .map(({ changes, ...cause }) => ({ ...cause, change: tellChange(cause, changes, currencies.get(cause.plan)) }));
}

/** A charge changed, also in a scenario that has unrated usage beside. */
function statusOf({ status }: ScenarioResult, cause: string): ScenarioResult['status'] {
  return status === 'unrated' && !NOT_RATED.includes(cause) ? 'changed' : status;
}

const NOT_RATED: readonly string[] = ['unrated', 'screened'];
const SUMS: readonly Cell[] = ['total', 'tax', 'net'];
const isSum = ({ cell }: Difference): boolean => SUMS.includes(cell);
/** Lines that follow from the others. */
const isDerived = ({ cause }: Difference): boolean => cause.startsWith('tax ') || cause === 'total-rounding';

/** The differences of one scenario by what answers for them: what only follows from other lines is no cause. */
function reasonsOf({ differences, reason }: ScenarioResult): Map<string, readonly Difference[]> {
  const reasons = new Map<string, Difference[]>();
  if (reason !== undefined || differences.length === 0) return reasons.set(reason ?? 'no reason was given', []);
  for (const invoice of new Set(differences.map((one) => one.invoice))) {
    const own = differences.filter((one) => one.invoice === invoice);
    const [lines, derived] = [own.filter((one) => !isSum(one) && !isDerived(one)), own.filter((one) => !isSum(one))];
    // When nothing but sums differ, one of them stands for all.
    const sum = SUMS.find((cell) => own.some((one) => one.cell === cell));
    const telling = [lines, derived].find((some) => some.length > 0) ?? own.filter(({ cell }) => cell === sum);
    for (const difference of telling) {
      const known = reasons.get(difference.cause);
      if (known) known.push(difference);
      else reasons.set(difference.cause, [difference]);
    }
  }
  return reasons;
}

/** By how much a scenario differs for one reason; undefined when no amount does. */
function amountOf(differences: readonly Difference[]): string | undefined {
  const changes = differences.flatMap(({ cell, by, expected = '' }) => {
    if (isQuantity(cell)) return [];
    // Of a line that a writer expects and that is missing, only what was expected is told.
    return by ?? (cell === 'missing line' && exact(expected) && !expected.startsWith('-') ? `-${expected}` : []);
  });
  return changes.length === 0 ? undefined : sumOf(changes);
}

function tellChange(
  { cause, scenarios }: Pick<Draft, 'cause' | 'scenarios'>,
  changes: readonly (string | undefined)[],
  currency: string | undefined,
): string {
  const known = changes.flatMap((text) => text ?? []);
  const records = NOT_RATED.includes(cause);
  const unit = records ? 'records' : (currency ?? '');
  const least = extreme(known, -1);
  const most = extreme(known, 1);
  if (least === undefined || most === undefined) {
    return scenarios.some(({ differences }) => differences.some(({ cell }) => isQuantity(cell))) ? 'quantity only' : '';
  }
  const each = scenarios.length > 1 ? ' each' : '';
  if (least !== most) return `${signed(least)} to ${signed(most)}, in all ${signed(sumOf(known) ?? '')} ${unit}`.trim();
  return `${signed(least)} ${records && /^-?1$/.test(least) ? 'record' : unit}`.trim() + each;
}

function extreme(amounts: readonly string[], sign: 1 | -1): string | undefined {
  return amounts.reduce<string | undefined>((best, text) => {
    const [value, known] = [exact(text), best === undefined ? undefined : exact(best)];
    return value && known && sign * compare(value, known) <= 0 ? best : text;
  }, undefined);
}

const IN_WORDS: Readonly<Record<string, string>> = {
  unrated: 'usage that no charge matches',
  screened: 'usage outside the service of the customer',
  invoice: 'an invoice too many or too few',
};

/** A cause for people: the name of the charge, unless it is a word of ours. */
export const causeInWords = (cause: string): string => (Object.hasOwn(IN_WORDS, cause) ? IN_WORDS[cause]! : cause);
