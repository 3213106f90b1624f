/** All that the page tells of a run, in the order in which it is read: what failed stands first. */

import type { ScenarioResult, Status, TestRun } from '../../run/result.ts';
import { count, counted } from '../amounts.ts';
import { type Cause, causeInWords, causesOf } from '../causes.ts';
import type { Names } from '../names.ts';
import { planTable } from '../plan-table.ts';
import { ABOUT } from '../statuses.ts';
import { isMade, moneyOf, verdictOf } from '../verdict.ts';
import { type Card, cardOf } from './card.ts';
import { type Histogram, histograms, type Segment, statusBar } from './charts.ts';

export interface Page {
  readonly tone: string;
  readonly sentence: string;
  readonly notes: readonly string[];
  readonly figures: readonly { readonly label: string; readonly value: string }[];
  readonly money: readonly string[];
  readonly statuses: readonly { readonly status: Status; readonly meaning: string }[];
  readonly plans: readonly PlanView[];
  readonly histograms: readonly Histogram[];
  readonly held: string;
  readonly causes: readonly CauseView[];
  readonly written: readonly {
    readonly file: string;
    readonly number: string;
    readonly cards: readonly WrittenView[];
  }[];
  readonly writtenNumber: string;
  readonly made: MadeView | undefined;
  readonly about: readonly { readonly label: string; readonly value: string }[];
}

interface PlanView {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly scenarios: string;
  readonly counts: readonly { readonly status: Status; readonly number: string }[];
  readonly bar: readonly Segment[];
}

interface CauseView extends Pick<Cause, 'cause' | 'change' | 'status'> {
  readonly plan: string;
  /** Of the charge in the plan, or of the plan itself; empty where it is the name already. */
  readonly id: string;
  readonly number: string;
  readonly cards: readonly Card[];
  /** `and 12 more: …`; empty when all are shown or stand under another cause. */
  readonly more: string;
}

/** A card that is shown here, or a link to where it is. */
interface WrittenView {
  readonly card: Card | undefined;
  readonly id: string;
  readonly status: Status;
}

interface MadeView {
  readonly number: string;
  readonly left: string;
}

const PER_CAUSE = 5;
const MOST_CARDS = 60;

export interface PageOptions {
  readonly names: Names;
  readonly about: readonly { readonly label: string; readonly value: string }[];
}

export function pageOf(run: TestRun, { names, about }: PageOptions): Page {
  const currencies = new Map(run.header.plans.map(({ id, currency }) => [id, currency]));
  const shown = new Set<ScenarioResult>();
  const card = (result: ScenarioResult, open = false): Card =>
    cardOf(result, currencies.get(result.plan) ?? '', names, open);
  const causes = causesOf(run).map((cause) => viewCause(cause, shown, names, card));
  const written = run.results.filter(({ id }) => !isMade(run, id));
  const made = run.results.filter(({ id }) => isMade(run, id));
  const table = planTable(run);
  return {
    ...verdictOf(run),
    figures: figuresOf(run),
    money: moneyOf(run),
    statuses: table.statuses.map((status) => ({ status, meaning: ABOUT[status].meaning })),
    plans: table.rows.map((row) => ({
      ...{ id: row.plan || '(none)', name: names.get(row.plan)?.name ?? '', currency: row.currency },
      scenarios: count(row.scenarios),
      counts: table.statuses.map((status) => ({
        status,
        number: row.counts[status] === 0 ? '–' : count(row.counts[status]),
      })),
      bar: statusBar(row, table.statuses),
    })),
    histograms: histograms(run, names),
    held: heldText(run),
    causes,
    written: byFile(written).map(([file, own]) => ({
      ...{ file, number: `${counted(own.length, 'scenario')}, ${howMany(own)} as expected` },
      cards: own.map((result) => ({
        ...{ id: result.id, status: result.status, card: shown.has(result) ? undefined : card(result) },
      })),
    })),
    writtenNumber: count(written.length),
    made: made.length === 0 ? undefined : { number: counted(made.length, 'customer'), left: leftText(made) },
    about: [
      { label: 'rateproof', value: run.header.rateproof },
      { label: 'Time-zone data', value: run.header.timeZoneData },
      { label: 'Inputs (SHA-256)', value: run.header.inputs },
      ...run.header.recipes.map(({ id, seed, count: of }) => ({
        label: `Recipe ${id}`,
        value: `${counted(of, 'customer')}, seed ${seed}`,
      })),
      ...about,
    ],
  };
}

function figuresOf({ header, summary }: TestRun): Page['figures'] {
  const { scenarios, records } = summary;
  return [
    { label: 'Scenarios', value: count(header.scenarios) },
    { label: 'As expected', value: count(scenarios.passed) },
    { label: 'Changed', value: count(scenarios.changed) },
    { label: 'New', value: count(scenarios.new) },
    { label: 'With unrated usage', value: count(scenarios.unrated) },
    { label: 'Errors', value: count(scenarios.error) },
    { label: 'Invoices', value: count(summary.invoices) },
    { label: 'Records rated', value: count(records.rated) },
  ];
}

function viewCause(
  cause: Cause,
  shown: Set<ScenarioResult>,
  names: Names,
  card: (result: ScenarioResult, open: boolean) => Card,
): CauseView {
  const { plan, scenarios, status, change } = cause;
  const fresh = scenarios.filter((scenario) => !shown.has(scenario));
  const chosen = fresh.slice(0, Math.min(PER_CAUSE, MOST_CARDS - shown.size));
  for (const scenario of chosen) shown.add(scenario);
  const left = fresh.length - chosen.length;
  const charge = names.get(plan)?.charges.get(cause.cause);
  return {
    ...{ status, change, plan: names.get(plan)?.name ?? plan },
    cause: charge?.name ?? causeInWords(cause.cause),
    id: charge ? `${plan} ${cause.cause}` : names.has(plan) ? plan : '',
    number: counted(scenarios.length, 'scenario'),
    cards: chosen.map((scenario, at) => card(scenario, at === 0)),
    more: left > 0 ? `and ${count(left)} more, in the lists below` : '',
  };
}

function howMany(results: readonly ScenarioResult[]): string {
  const passed = results.filter(({ status }) => status === 'passed').length;
  return passed === results.length ? 'all' : count(passed);
}

function byFile(results: readonly ScenarioResult[]): [string, ScenarioResult[]][] {
  const files = new Map<string, ScenarioResult[]>();
  for (const result of results) {
    const known = files.get(result.file);
    if (known) known.push(result);
    else files.set(result.file, [result]);
  }
  return [...files];
}

function heldText({ results, summary }: TestRun): string {
  const held = results.reduce((sum, { invoices = [] }) => sum + invoices.length, 0);
  if (held === summary.invoices) return `All ${counted(held, 'invoice')}.`;
  return `${count(held)} of ${counted(summary.invoices, 'invoice')}: those that this report holds in full.`;
}

function leftText(made: readonly ScenarioResult[]): string {
  const without = made.filter(({ invoices }) => !invoices).length;
  if (without === 0) return '';
  return `The invoices of ${count(made.length - without)} are here in full. Those of the other ${count(without)} were compared and left out; "rateproof explain <customer>" tells them line by line.`;
}
