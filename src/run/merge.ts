/** Joins the results of the parts of a run: proves that all are there, each once, and that they are of one run. */

import type { Outcome, Problem } from '../problems/problem.ts';
import { mergeDistributions } from './distribution.ts';
import { addPlans, moneyOfPlans } from './plan-sums.ts';
import { type RunHeader, type RunSummary, type ScenarioResult, STATUSES, type Status, type TestRun } from './result.ts';
import { chooseSamples, withoutMany } from './samples.ts';

/** A part, and where it was read. */
export interface Part {
  readonly file: string;
  readonly run: TestRun;
}

/** The run as it would have been in one piece. */
export function mergeRuns(parts: readonly Part[]): Outcome<TestRun> {
  // What is of another run says nothing about what is missing of this one.
  for (const check of [notParts, differing, incomplete]) {
    const problems = check(parts);
    if (problems.length > 0) return { problems };
  }
  const sorted = [...parts].sort((a, b) => a.run.header.shard!.index - b.run.header.shard!.index);
  const { shard, ...about } = sorted[0]!.run.header;
  const header: RunHeader = { ...about, scenarios: shard!.all };
  // Those of the cases first, in their order; then what the first part tells of baselines.
  const cases = sorted.flatMap(({ run }) => run.results.slice(0, run.header.scenarios));
  const rest = sorted.flatMap(({ run }) => run.results.slice(run.header.scenarios));
  const results = [...withoutMany(withSamples(cases, header)), ...rest];
  return { value: { header, results, summary: summaryOf(sorted, results) }, problems: [] };
}

const differs = (message: string): Problem => ({ code: 'MERGE-DIFFERS', severity: 'error', message });
const lacks = (message: string, fix: string): Problem => ({
  code: 'MERGE-INCOMPLETE',
  severity: 'error',
  message,
  fix,
});

function notParts(parts: readonly Part[]): Problem[] {
  if (parts.length === 0) return [lacks('there are no parts', 'name the folders that the parts were written to')];
  return parts.flatMap(({ file, run }) => {
    const { shard, scenarios } = run.header;
    if (!shard) return [differs(`${file} is no part of a run: it was not made with --shard`)];
    const sound = shard.index >= 1 && shard.index <= shard.of && run.results.length >= scenarios;
    return sound ? [] : [differs(`${file} does not say which part it is`)];
  });
}

/** What all parts must say alike, in the words of the person who ran them. */
const ALIKE: readonly (readonly [string, (header: RunHeader) => unknown])[] = [
  ['the version of rateproof', ({ rateproof }) => rateproof],
  ['the time-zone data', ({ timeZoneData }) => timeZoneData],
  ['the plans and scenarios', ({ inputs }) => inputs],
  ['the accepted baselines', ({ shard }) => shard?.baselines],
  ['the seed', ({ seed, recipes }) => [seed, recipes]],
  ['the filters', ({ filters }) => filters],
  ['the number of parts', ({ shard }) => shard?.of],
  ['the cut (the scenarios, or the durations that were given)', ({ shard }) => [shard?.partition, shard?.all]],
];

function differing(parts: readonly Part[]): Problem[] {
  const [first, ...others] = parts;
  return ALIKE.flatMap(([what, of]) => {
    const other = others.find(({ run }) => JSON.stringify(of(run.header)) !== JSON.stringify(of(first!.run.header)));
    return other ? [differs(`${what}: ${first!.file} and ${other.file} do not agree`)] : [];
  });
}

function incomplete(parts: readonly Part[]): Problem[] {
  const of = parts[0]?.run.header.shard?.of ?? 0;
  const problems: Problem[] = [];
  const missing: number[] = [];
  for (let index = 1; index <= of && missing.length < 100; index += 1) {
    const own = parts.filter(({ run }) => run.header.shard?.index === index);
    if (own.length === 0) missing.push(index);
    if (own.length > 1) {
      problems.push(
        lacks(`part ${index} of ${of} is there twice: ${own.map(({ file }) => file).join(', ')}`, 'name it once'),
      );
    }
  }
  if (missing.length > 0) {
    const which = missing.length === 1 ? `part ${missing[0]}` : `parts ${missing.join(', ')}`;
    problems.push(
      lacks(`${which} of ${of} ${missing.length === 1 ? 'is' : 'are'} missing`, `run --shard ${missing[0]}/${of}`),
    );
  }
  for (const { file, run } of parts) {
    if (!run.summary.interrupted) continue;
    const { index = 0 } = run.header.shard ?? {};
    problems.push(lacks(`part ${index} of ${of} was interrupted: ${file}`, `run --shard ${index}/${of} again`));
  }
  if (problems.length > 0) return problems;
  // Each begins where the one before it ends, and the last one ends with the run.
  const sorted = parts.flatMap(({ run }) => run.header.shard ?? []).sort((a, b) => a.index - b.index);
  const sizes = new Map(parts.map(({ run }) => [run.header.shard?.index, run.header.scenarios]));
  let next = 0;
  for (const { index, first } of sorted) {
    if (first !== next)
      return [
        lacks(`part ${index} of ${of} begins with scenario ${first + 1}, not ${next + 1}`, 'run all parts again'),
      ];
    next += sizes.get(index) ?? 0;
  }
  const all = sorted[0]?.all ?? 0;
  return next === all ? [] : [lacks(`the parts hold ${next} of ${all} scenarios`, 'run all parts again')];
}

/** Each part has kept its own examples: of all of them those that a run in one piece would have kept. */
function withSamples(results: readonly ScenarioResult[], { recipes }: RunHeader): ScenarioResult[] {
  const owner = results.map(({ id }) => recipes.find((recipe) => id.startsWith(`${recipe.id}/`))?.id);
  const chosen = new Set<number>();
  for (const { id } of recipes) {
    const open = results.map(({ status }, index) => ({
      status,
      open: owner[index] === id && status !== 'error' && status !== 'skipped',
    }));
    for (const index of chooseSamples(open)) chosen.add(index);
  }
  return results.map((result, index) => {
    if (owner[index] === undefined || chosen.has(index)) return result;
    const { invoices, baseline, ...rest } = result;
    return rest;
  });
}

function summaryOf(parts: readonly Part[], results: readonly ScenarioResult[]): RunSummary {
  const scenarios = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const { check, status } of results) if (check !== 'law') scenarios[status] += 1;
  // What the filters left out, every part tells of the whole run.
  const { run } = parts[0]!;
  scenarios.skipped +=
    run.summary.scenarios.skipped -
    run.results.filter(({ check, status }) => check !== 'law' && status === 'skipped').length;
  const summaries = parts.map((part) => part.run.summary);
  const sum = (of: (summary: RunSummary) => number): number => summaries.reduce((total, one) => total + of(one), 0);
  const plans = addPlans(summaries.map((summary) => new Map(Object.entries(summary.plans))));
  return {
    scenarios,
    compared: sum(({ compared }) => compared),
    accepted: sum(({ accepted }) => accepted),
    records: {
      all: sum(({ records }) => records.all),
      rated: sum(({ records }) => records.rated),
      unrated: sum(({ records }) => records.unrated),
      screened: sum(({ records }) => records.screened),
      notBilled: sum(({ records }) => records.notBilled),
    },
    invoices: sum(({ invoices }) => invoices),
    money: moneyOfPlans(plans),
    plans: Object.fromEntries(plans),
    distributions: mergeDistributions(summaries.map((summary) => summary.distributions)),
    interrupted: false,
    // The first part tells of the laws.
    ...(run.summary.laws && { laws: run.summary.laws }),
  };
}
