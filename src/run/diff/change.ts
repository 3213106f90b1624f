/**
 * What is made of a change beyond rating it: its edits in words, what of the money comes from which, who approved of it.
 * These are functions that runDiff is given; without them the change is one cause with everything in it.
 */

import { createHash } from 'node:crypto';
import type { Edit, ToldEdit } from '../../plan/change/edit.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import type { PlanHistory } from '../../plan/model.ts';
import type { PlanDocument } from '../../plan/parse/parse-documents.ts';
import type { Outcome } from '../../problems/problem.ts';
import { type Amount, amountOf, NO_AMOUNT, plus, textOf } from './amounts.ts';
import type { Attribution, DiffCause } from './result.ts';

/** One side of a change, read and compiled. */
export interface PlanSide {
  readonly documents: readonly PlanDocument[];
  readonly plans: ReadonlyMap<string, PlanHistory>;
  readonly compiled: CompiledPlans;
}

/** A scenario that both sides rated. */
export interface ComparedScenario {
  /** By this number `rateSums` knows it. */
  readonly index: number;
  readonly id: string;
  /** The plan on which it begins, and all that it is ever on; of these none, where none of its invoices is made by a version that changed. */
  readonly plan: string;
  readonly changedPlans: readonly string[];
  readonly currency: string;
  /** Sums of the totals of its invoices, and head less base. */
  readonly before: string;
  readonly after: string;
  readonly change: string;
  /** Whether anything on its invoices differs: also where their sum does not. */
  readonly changed: boolean;
  /** Records that no charge matches: of the side that has more of them. */
  readonly unrated: number;
}

export interface Question {
  readonly base: PlanSide;
  readonly head: PlanSide;
  readonly edits: readonly Edit[];
  readonly told: readonly ToldEdit[];
  readonly compared: readonly ComparedScenario[];
  /** Plans that only one side has, with customers or without. */
  readonly newPlans: readonly string[];
  readonly withdrawnPlans: readonly string[];
  /**
   * Rates scenarios with any plans: [side][scenario] -> what comes of it; undefined of one that a side cannot rate. Throws
   * when the run was interrupted.
   */
  readonly rateSums: (
    sides: readonly CompiledPlans[],
    scenarioIndexes: readonly number[],
  ) => Promise<readonly (readonly (RatedSum | undefined)[])[]>;
}

export interface RatedSum {
  /** Exact sum of the totals of its invoices. */
  readonly sum: string;
  /** Records that no charge matches. */
  readonly unrated: number;
}

export interface Answer {
  readonly causes: readonly DiffCause[];
  readonly attribution: Attribution;
  /** Fingerprints of the causes that move a scenario, by its index; none for those that do not change. */
  readonly causesOf: (index: number) => readonly string[];
}

export interface ChangeTools {
  readonly findEdits: (base: readonly PlanDocument[], head: readonly PlanDocument[]) => readonly Edit[];
  readonly tellEdits: (
    edits: readonly Edit[],
    base: Omit<PlanSide, 'compiled'>,
    head: Omit<PlanSide, 'compiled'>,
  ) => readonly ToldEdit[];
  readonly attribute: (question: Question) => Promise<Answer>;
  /** The causes with what was decided about them. Statuses of results follow from it. */
  readonly approve: (
    causes: readonly DiffCause[],
    about: { readonly root: string; readonly asOf: string; readonly edits: readonly ToldEdit[] },
  ) => Outcome<readonly DiffCause[]>;
}

/** No edits, and one cause with everything; nothing is approved. */
export const WHOLE_CHANGE: ChangeTools = {
  findEdits: () => [],
  tellEdits: () => [],
  attribute: async (question) => oneCause(question),
  approve: (causes) => ({ value: causes, problems: [] }),
};

function oneCause({ base, head, edits, compared, newPlans, withdrawnPlans }: Question): Answer {
  const changed = compared.filter((one) => one.changed);
  const sums = new Map<string, Amount>();
  for (const { currency, change } of compared) {
    sums.set(currency, plus(sums.get(currency) ?? NO_AMOUNT, amountOf(change)));
  }
  const total = Object.fromEntries([...sums.keys()].sort().map((code) => [code, textOf(sums.get(code)!)]));
  const zero = Object.fromEntries(Object.keys(total).map((code) => [code, '0']));
  const attribution: Attribution = { method: 'single', most: 1, interaction: zero, total };
  const texts = [base, head].map(({ documents }) => documents.map(({ node }) => contentOf(node)).sort());
  const isNothing = changed.length === 0 && newPlans.length === 0 && withdrawnPlans.length === 0;
  if (isNothing && edits.length === 0) return { causes: [], attribution, causesOf: () => [] };
  const fingerprint = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
  const moved = new Set(changed.map(({ index }) => index));
  const cause: DiffCause = {
    fingerprint,
    edits: edits.map((edit) => edit.fingerprint),
    plans: [...new Set(changed.map(({ plan }) => plan))].sort(),
    customers: changed.length,
    money: Object.fromEntries(Object.entries(total).map(([code, change]) => [code, { alone: change, share: change }])),
    matters: changed.length > 0 || withdrawnPlans.length > 0,
  };
  return { causes: [cause], attribution, causesOf: (index) => (moved.has(index) ? [fingerprint] : []) };
}

/** Without where it stands. */
const contentOf = (node: unknown): string =>
  JSON.stringify(node, (key, value: unknown) => (key === 'place' || key === 'keyPlace' ? undefined : value));
