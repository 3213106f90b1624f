/**
 * From the text of plan files to rate plans that make sense: YAML, then shape, then names and numbers, then meaning.
 * Each stage tells all its problems, for all files, and the next one starts only when there are no errors.
 */

import { hasErrors, type Outcome } from '../../problems/problem.ts';
import type { MapNode } from '../../yaml/document.ts';
import type { Calendar, PlanHistory } from '../model.ts';
import { type PlanDocument, type PlanFile, parseDocuments } from '../parse/parse-documents.ts';
import { checkAllowances } from './checks/allowances.ts';
import { checkBands } from './checks/bands.ts';
import { checkDiscounts } from './checks/discounts.ts';
import { checkEndless, checkMustRound } from './checks/endless.ts';
import { checkFixedCharges } from './checks/fixed-charges.ts';
import { checkDocumentIds, checkPartIds } from './checks/ids.ts';
import { checkLineBy } from './checks/line-by.ts';
import { checkMustHold } from './checks/must-hold.ts';
import { checkShadowed } from './checks/shadowed.ts';
import { checkCounters, checkTiers } from './checks/tiers.ts';
import { checkUnused } from './checks/unused.ts';
import { checkVersions } from './checks/versions.ts';
import { checkZones } from './checks/zones.ts';
import { resolveCalendar } from './resolve/calendar.ts';
import { Report } from './resolve/context.ts';
import { type Draft, resolvePlan } from './resolve/plan.ts';
import { MAX_RATES, type SharedDocuments } from './resolve/plan-context.ts';

/** All plans of a set of files, by id. */
export interface PlanLibrary {
  readonly plans: ReadonlyMap<string, PlanHistory>;
}

/** What is held against every version by itself. */
const CHECKS: readonly ((report: Report, draft: Draft) => void)[] = [
  checkFixedCharges,
  checkLineBy,
  checkZones,
  checkTiers,
  checkCounters,
  checkBands,
  checkAllowances,
  checkDiscounts,
  checkMustRound,
  checkEndless,
  checkShadowed,
];

/** The plans of these files with their calendars and rate tables resolved into them, or all that is wrong. */
export function validatePlans(files: readonly PlanFile[]): Outcome<PlanLibrary> {
  const parsed = parseDocuments(files);
  if (!parsed.value) return parsed;
  const { value, problems } = validateDocuments(parsed.value);
  const all = [...parsed.problems, ...problems];
  return value ? { value, problems: all } : { problems: all };
}

/**
 * Plans that were found right by themselves, for whoever validates many sets of documents that share most of them. A
 * plan that is the same node beside the same calendars and tables is not looked at again.
 */
export class KnownPlans {
  readonly #byNode = new WeakMap<MapNode, KnownPlan>();
  #left = MOST_KNOWN;

  find(node: MapNode, { beside, ratesLeft }: Resolving): KnownPlan | undefined {
    const known = this.#byNode.get(node);
    if (!known || known.rates > ratesLeft || known.beside.length !== beside.length) return undefined;
    return known.beside.every((other, index) => other === beside[index]) ? known : undefined;
  }

  keep(node: MapNode, known: KnownPlan): void {
    this.#left -= 1;
    if (this.#left >= 0) this.#byNode.set(node, known);
  }
}

/** So that a change of a thousand plans does not fill the memory with all that can be between its sides. */
const MOST_KNOWN = 10_000;

interface KnownPlan {
  readonly draft: Draft;
  /** All calendars and tables that were beside it, and those of them that it uses. */
  readonly beside: readonly MapNode[];
  readonly used: readonly MapNode[];
  /** How many rates its tables come to. */
  readonly rates: number;
}

interface Resolving {
  readonly beside: readonly MapNode[];
  readonly ratesLeft: number;
}

/** The same from documents whose shape is right, wherever they come from. */
export function validateDocuments(
  documents: readonly PlanDocument[],
  known: KnownPlans = new KnownPlans(),
): Outcome<PlanLibrary> {
  const report = new Report();
  checkDocumentIds(report, documents);
  const { shared, drafts, afresh } = resolveDocuments(report, documents, known);
  if (hasErrors(report.problems)) return { problems: report.problems };

  const byPlan = versionsByPlan(drafts);
  for (const draft of drafts) {
    const found = afresh.get(draft);
    // One that is known was held against all of them before, and nothing was to be said of it.
    if (!found) continue;
    const already = report.problems.length;
    for (const check of CHECKS) check(report, draft);
    if (found.silent && report.problems.length === already) known.keep(draft.node, found.plan);
  }
  for (const versions of byPlan.values()) checkVersions(report, versions);
  checkMustHold(report, byPlan);
  checkUnused(report, documents, shared);
  if (hasErrors(report.problems)) return { problems: report.problems };

  const plans = new Map<string, PlanHistory>();
  for (const [id, versions] of byPlan) plans.set(id, { id, versions: versions.map(({ plan }) => plan) });
  return { value: { plans }, problems: report.problems };
}

function resolveDocuments(
  report: Report,
  documents: readonly PlanDocument[],
  known: KnownPlans,
): { shared: SharedDocuments; drafts: Draft[]; afresh: Map<Draft, { plan: KnownPlan; silent: boolean }> } {
  const calendars = new Map<string, { value: Calendar; node: MapNode } | undefined>();
  const tables = new Map<string, MapNode>();
  for (const { kind, id, node } of documents) {
    if (kind === 'calendar') {
      const value = resolveCalendar(report, node);
      calendars.set(id, value && { value, node });
    }
    if (kind === 'rates') tables.set(id, node);
  }
  const shared: SharedDocuments = { calendars, tables, used: new Set(), ratesLeft: MAX_RATES };
  const beside = documents.flatMap(({ kind, node }) => (kind === 'plan' ? [] : [node]));
  const drafts: Draft[] = [];
  const afresh = new Map<Draft, { plan: KnownPlan; silent: boolean }>();
  for (const { kind, node } of documents) {
    if (kind !== 'plan') continue;
    const { ratesLeft } = shared;
    const before = known.find(node, { beside, ratesLeft });
    if (before) {
      for (const one of before.used) shared.used.add(one);
      shared.ratesLeft -= before.rates;
      drafts.push(before.draft);
      continue;
    }
    const already = report.problems.length;
    // What this plan uses is found apart from what others do.
    const own: SharedDocuments = { calendars, tables, used: new Set(), ratesLeft };
    checkPartIds(report, node);
    const draft = resolvePlan(report, node, own);
    for (const one of own.used) shared.used.add(one);
    shared.ratesLeft = own.ratesLeft;
    if (!draft) continue;
    drafts.push(draft);
    const plan = { draft, beside, used: [...own.used], rates: ratesLeft - own.ratesLeft };
    afresh.set(draft, { plan, silent: report.problems.length === already });
  }
  return { shared, drafts, afresh };
}

/** Versions by plan, earliest first; one without a date is the earliest. */
function versionsByPlan(drafts: readonly Draft[]): Map<string, Draft[]> {
  const start = ({ plan }: Draft): number => plan.effective.newFrom ?? Number.NEGATIVE_INFINITY;
  const byPlan = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const versions = byPlan.get(draft.plan.id) ?? [];
    versions.push(draft);
    byPlan.set(draft.plan.id, versions);
  }
  for (const versions of byPlan.values())
    versions.sort((a, b) => (start(a) < start(b) ? -1 : start(a) > start(b) ? 1 : 0));
  return byPlan;
}
