/** All that the page tells of a run, in the order in which it is read: what failed stands first. */

import type { Check, ScenarioResult, Status, TestRun, Why } from '../../run/result.ts';
import { count, counted, grouped, sumOf } from '../amounts.ts';
import { type Cause, causesOf, numberOf, tellCause } from '../causes.ts';
import type { Names } from '../names.ts';
import { planTable } from '../plan-table.ts';
import type { KeepInvoice } from '../reporters.ts';
import { ABOUT, byUrgency, ORDER } from '../statuses.ts';
import { isMade, moneyOf, verdictOf } from '../verdict.ts';
import { type Card, cardOf } from './card.ts';
import { type Segment, statusBar } from './charts.ts';
import { fragment } from './fragment.ts';
import { moneyByPlan, type PlanMoney } from './money.ts';
import { type NextStep, nextSteps } from './next-steps.ts';
import { samplesOf } from './samples.ts';
import { MOST_ROWS } from './scenario-list.ts';

export interface Page {
  readonly tone: string;
  readonly sentence: string;
  readonly notes: readonly string[];
  readonly money: readonly string[];
  readonly figures: readonly { readonly label: string; readonly value: string }[];
  readonly next: readonly NextStep[];
  readonly causes: readonly CauseView[];
  /** More than one cause, so that a table of them helps. */
  readonly several: boolean;
  /** How many causes are not shown; empty when all are. */
  readonly moreCauses: string;
  readonly statuses: readonly { readonly status: Status; readonly meaning: string }[];
  readonly plans: readonly PlanView[];
  readonly checks: readonly CheckView[];
  readonly samples: readonly Card[];
  readonly profiles: readonly PlanMoney[];
  readonly list: ListView;
  readonly about: readonly { readonly label: string; readonly value: string }[];
}

interface PlanView {
  readonly id: string;
  readonly fragment: string;
  readonly name: string;
  readonly scenarios: string;
  readonly invoices: string;
  /** `EUR 310,000.00`; empty where the run does not tell it by plan. */
  readonly money: string;
  readonly counts: readonly { readonly status: Status; readonly number: string }[];
  readonly bar: readonly Segment[];
}

interface CheckView {
  readonly name: string;
  readonly meaning: string;
  readonly scenarios: string;
  readonly passed: string;
  readonly differing: string;
  /** New, obsolete or not run: there was nothing to hold them against. */
  readonly open: string;
}

interface CauseView extends Pick<Cause, 'apiece' | 'sum' | 'status'> {
  /** The fingerprint: the same in every run, whatever the counts. */
  readonly key: string;
  readonly plan: string;
  /** `tier 2 of Data beyond the bundle`. */
  readonly cause: string;
  /** `562 invoices, -14.36 to +2.50, in all -1,735.74 EUR, same usage, other price`. */
  readonly does: string;
  /** Of the charge in the plan, or of the plan itself; empty where it is the name already. */
  readonly id: string;
  /** Where the plan says it: `plans/smart-m.yaml:34`; empty when it is not known. */
  readonly place: string;
  readonly number: string;
  readonly scenarios: string;
  readonly why: WhyView | undefined;
  readonly cards: readonly Card[];
  /** `and 12 more`; empty when all are shown or stand under another cause. */
  readonly more: string;
}

/** How one record comes to its price now. */
interface WhyView {
  readonly id: string;
  readonly fragment: string;
  readonly invoice: string;
  readonly line: string;
  readonly place: string;
  /** Unfolded from the start. */
  readonly open: boolean;
  readonly steps: readonly string[];
}

interface ListView {
  readonly number: string;
  /** What the list leaves out; empty when it leaves out nothing. */
  readonly left: string;
  /** For the filters: values and what they are called. */
  readonly statuses: readonly Status[];
  readonly plans: readonly { readonly id: string; readonly name: string; readonly currency: string }[];
  readonly causes: readonly { readonly key: string; readonly name: string }[];
}

const PER_CAUSE = 5;
const MOST_CARDS = 60;
/** More are told in the list; a run with thousands of reasons is not read from top to bottom. */
const MOST_CAUSES = 60;

export interface PageOptions {
  readonly names: Names;
  readonly keep: KeepInvoice | undefined;
  readonly about: readonly { readonly label: string; readonly value: string }[];
}

export interface PageAndCauses {
  readonly page: Page;
  /** Which of the page's causes a scenario stands under. */
  readonly causesOf: (result: ScenarioResult) => readonly number[];
}

export function pageOf(run: TestRun, { names, about, keep }: PageOptions): PageAndCauses {
  const currencies = new Map(run.header.plans.map(({ id, currency }) => [id, currency]));
  const shown = new Set<ScenarioResult>();
  const card = (result: ScenarioResult, open = false): Card =>
    cardOf(result, currencies.get(result.plan) ?? '', { names, keep, open });
  const all = causesOf(run);
  const told = all.slice(0, MOST_CAUSES);
  const numbers = new Map<ScenarioResult, number[]>();
  all.forEach(({ scenarios }, number) => {
    for (const result of scenarios) {
      const known = numbers.get(result);
      if (known) known.push(number);
      else numbers.set(result, [number]);
    }
  });
  // The clearest case first: with nothing else wrong beside it, explained by its writer, its invoices kept whole.
  const unclear = (result: ScenarioResult): number =>
    4 * numbers.get(result)!.length - (result.because ? 2 : 0) - (result.invoices ? 1 : 0);
  const causes = told.map((cause) => viewCause(cause, unclear, shown, names, card));
  const fresh = samplesOf(run).filter((result) => !shown.has(result));
  const page: Page = {
    ...verdictOf(run),
    ...{ figures: figuresOf(run), money: moneyOf(run), next: nextSteps(run), causes, several: causes.length > 1 },
    moreCauses:
      all.length > told.length ? `and ${counted(all.length - told.length, 'more cause')}, in the list below` : '',
    ...plansOf(run, names),
    checks: [...checksOf(run), ...lawsOf(run)],
    samples: fresh.map((result) => card(result)),
    profiles: moneyByPlan(run.summary.distributions ?? [], names),
    list: {
      number: counted(run.results.length, 'scenario'),
      left: leftText(run.results),
      statuses: ORDER.filter((status) => run.summary.scenarios[status] > 0).sort((a, b) =>
        byUrgency({ status: a }, { status: b }),
      ),
      plans: run.header.plans
        .filter(({ id }) => run.results.some(({ plan }) => plan === id))
        .map(({ id, currency }) => ({ id, currency, name: names.get(id)?.name ?? id })),
      causes: causes.map(({ key, plan, cause }) => ({ key, name: `${plan}: ${cause}` })),
    },
    about: aboutOf(run, about),
  };
  return { page, causesOf: (result) => (numbers.get(result) ?? []).filter((number) => number < told.length) };
}

function plansOf(run: TestRun, names: Names): Pick<Page, 'statuses' | 'plans'> {
  const table = planTable(run);
  const statuses = table.statuses.filter((status) => table.rows.some(({ counts }) => counts[status] > 0));
  return {
    statuses: statuses.map((status) => ({ status, meaning: ABOUT[status].meaning })),
    plans: table.rows.map((row) => {
      const own = (run.summary.distributions ?? []).filter(({ plan }) => plan === row.plan);
      return {
        ...{ id: row.plan || '(none)', fragment: fragment(row.plan), name: names.get(row.plan)?.name ?? '' },
        scenarios: count(row.scenarios),
        invoices: own.length === 0 ? '' : count(own.reduce((sum, { invoices }) => sum + invoices, 0)),
        money: own.length === 0 ? '' : `${row.currency} ${grouped(sumOf(own.map(({ sum }) => sum)) ?? '')}`,
        counts: statuses.map((status) => ({
          status,
          number: row.counts[status] === 0 ? '–' : count(row.counts[status]),
        })),
        bar: statusBar(row, statuses),
      };
    }),
  };
}

const CHECKS: Readonly<Record<Check, { readonly name: string; readonly meaning: string }>> = {
  expectation: { name: 'Written expectations', meaning: 'what the writer of a scenario says the invoice must be' },
  baseline: { name: 'Accepted invoices', meaning: 'what was accepted before, for customers made by recipes' },
  law: { name: 'Laws', meaning: 'what must hold for every invoice of a plan, searched for a case that breaks it' },
};

/** Laws are no scenarios: they are counted by themselves, and only what is not held stands among the results. */
function lawsOf({ results, summary: { laws } }: TestRun): CheckView[] {
  if (!laws) return [];
  const untried = results.filter(({ check, status }) => check === 'law' && status === 'skipped').length;
  return [
    {
      ...CHECKS.law,
      scenarios: counted(laws.bills, 'bill'),
      passed: laws.held === 0 ? '–' : counted(laws.held, 'law'),
      differing: laws.broken === 0 ? '–' : counted(laws.broken, 'law'),
      open: untried === 0 ? '–' : counted(untried, 'law'),
    },
  ];
}

function checksOf({ results }: TestRun): CheckView[] {
  return (['expectation', 'baseline'] as const).flatMap((check) => {
    const own = results.filter((result) => result.check === check);
    const number = (...statuses: Status[]): string => {
      const some = own.filter(({ status }) => statuses.includes(status)).length;
      return some === 0 ? '–' : count(some);
    };
    return own.length === 0
      ? []
      : {
          ...{ ...CHECKS[check], scenarios: count(own.length), passed: number('passed') },
          ...{ differing: number('changed', 'unrated', 'error'), open: number('new', 'obsolete', 'skipped') },
        };
  });
}

function figuresOf({ header, summary }: TestRun): Page['figures'] {
  const { scenarios, records } = summary;
  const told = [
    { label: 'With unrated usage', number: scenarios.unrated },
    { label: 'Errors', number: scenarios.error },
    { label: 'New', number: scenarios.new },
  ];
  return [
    { label: 'Scenarios', value: count(header.scenarios) },
    { label: 'As expected', value: count(scenarios.passed) },
    { label: 'Changed', value: count(scenarios.changed) },
    ...told.flatMap(({ label, number }) => (number === 0 ? [] : { label, value: count(number) })),
    { label: 'Invoices', value: count(summary.invoices) },
    { label: 'Records rated', value: count(records.rated) },
  ];
}

function viewCause(
  cause: Cause,
  unclear: (result: ScenarioResult) => number,
  shown: Set<ScenarioResult>,
  names: Names,
  card: (result: ScenarioResult, open: boolean) => Card,
): CauseView {
  const { plan, scenarios, status, apiece, sum, fingerprint, example } = cause;
  const { name, id, place, does } = tellCause(cause, names);
  const fresh = scenarios.filter((scenario) => !shown.has(scenario)).sort((a, b) => unclear(a) - unclear(b));
  const chosen = fresh.slice(0, Math.max(0, Math.min(PER_CAUSE, MOST_CARDS - shown.size)));
  // Who is told how it is priced now finds the invoice beside it.
  const explained = example.why?.cause === cause.cause && !shown.has(example) && !chosen.includes(example);
  if (explained && chosen.length > 0) chosen[chosen.length - 1] = example;
  for (const scenario of chosen) shown.add(scenario);
  const left = scenarios.length - chosen.length;
  return {
    ...{ key: fingerprint, status, apiece, sum, does, cause: name, place, plan: names.get(plan)?.name ?? plan },
    id: id ? `${plan} ${id}` : names.has(plan) ? plan : '',
    why: example.why?.cause === cause.cause ? whyOf(example.id, example.why, chosen.length === shown.size) : undefined,
    ...{ number: numberOf(cause), scenarios: count(scenarios.length) },
    cards: chosen.map((scenario, at) => card(scenario, at === 0)),
    more: left > 0 ? `${chosen.length > 0 ? 'and ' : ''}${count(left)} more` : '',
  };
}

const whyOf = (id: string, { invoice, line, place, steps }: Why, open: boolean): WhyView => ({
  ...{ id, fragment: fragment(id), invoice, line, steps, open },
  place: `${place.file}:${place.line}`,
});

/** What the list cannot tell. Invoices of thousands are compared and left out. */
function leftText(results: readonly ScenarioResult[]): string {
  const without = results.filter(({ invoices }) => !invoices).length;
  const over = results.length - MOST_ROWS;
  return [
    over > 0
      ? `The list holds ${count(MOST_ROWS)} of them, what needs a look first; all are in results.ndjson beside this page.`
      : '',
    without > 0
      ? `The invoices of ${count(results.length - without)} are kept in full. Those of the other ${count(without)} were compared and left out; “rateproof explain <scenario>” tells them line by line.`
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function aboutOf(run: TestRun, about: PageOptions['about']): Page['about'] {
  const { header, results } = run;
  const written = results.filter(({ id }) => !isMade(run, id)).length;
  return [
    { label: 'rateproof', value: header.rateproof },
    { label: 'Time-zone data', value: header.timeZoneData },
    { label: 'Inputs (SHA-256)', value: header.inputs },
    { label: 'Written scenarios', value: count(written) },
    ...header.recipes.map(({ id, seed, count: of }) => ({
      label: `Recipe ${id}`,
      value: `${counted(of, 'customer')}, seed ${seed}`,
    })),
    ...about,
  ];
}
