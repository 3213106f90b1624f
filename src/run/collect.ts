/** From what batches came back with to a result for every case. */

import { acceptedOf, type Baseline, tellsOf } from '../baseline/baseline.ts';
import { readLine, type Told, totalsIn } from '../baseline/read-line.ts';
import type { DiscountOn } from '../comparison/follow.ts';
import { add, decimal, formatRational, ZERO } from '../exact/rational.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import type { Problem } from '../problems/problem.ts';
import type { Recipe } from '../scenario/recipe.ts';
import { batchOf, recipeOf } from './batches.ts';
import type { Case, MadeCase } from './cases.ts';
import { judgeMade, judgeWritten } from './judge.ts';
import type { ScenarioResult } from './result.ts';
import type { Batch, BatchResult } from './run-scenario.ts';
import { chooseSamples } from './samples.ts';
import { storyOf } from './story.ts';

/** A result, and of a customer of a recipe the line that could be accepted. */
export interface Judged {
  readonly result: ScenarioResult;
  readonly told: string | undefined;
  /** Its line of the baseline cannot be understood. */
  readonly problem?: Problem;
}

/** The cases of a batch, by what came back of it. */
export function collect(
  cases: readonly Case[],
  { first, size }: Pick<Batch, 'first' | 'size'>,
  result: BatchResult,
  baselines: ReadonlyMap<string, Baseline>,
  plans: CompiledPlans,
): Judged[] {
  const discountsOf = discountsIn(plans);
  const { invoices = [] } = result;
  const errors = new Map(result.errors.map(({ index, reason }) => [index, reason]));
  return cases.slice(first, first + size).map((one, index) => {
    const reason = errors.get(index);
    if (reason !== undefined) return judged(one, 'error', reason);
    const notRated = { unrated: result.unrated[index]!, screened: result.screened[index]! };
    if ('scenario' in one) {
      const verdict = judgeWritten(one.scenario, invoices[index]!, notRated, discountsOf(one.plan));
      const own = invoices[index]!;
      const invoiced = sumOf(own.map(({ total }) => total));
      return {
        result: {
          ...{ ...about(one, verdict.status), ...verdict, ...notRated, invoices: own },
          ...(invoiced !== undefined && { invoiced }),
        },
        told: undefined,
      };
    }
    return judgedMade(one, result.told[index]!, baselineOf(one, baselines), notRated, discountsOf(one.plan));
  });
}

export const skipped = (one: Case, reason: string): Judged => judged(one, 'skipped', reason);

/** By plan and id: the charges that a discount is taken off. */
function discountsIn(plans: CompiledPlans): (plan: string) => DiscountOn {
  const known = discountsOfPlans.get(plans);
  if (known) return known;
  const on = new Map(
    [...plans].map(([plan, versions]) => {
      const discounts = versions.flatMap((version) => version.discounts);
      return [plan, new Map(discounts.map(({ id, on: charges }) => [id, charges]))] as const;
    }),
  );
  const discounts = (plan: string) => (id: string) => on.get(plan)?.get(id);
  discountsOfPlans.set(plans, discounts);
  return discounts;
}

const discountsOfPlans = new WeakMap<CompiledPlans, (plan: string) => DiscountOn>();

/** The baseline that tells of a customer: one of another seed or wording tells of somebody else. */
function baselineOf({ recipe }: MadeCase, baselines: ReadonlyMap<string, Baseline>): Baseline | undefined {
  const baseline = baselines.get(recipe.id);
  return tellsOf(baseline, storyOf(recipe)) ? baseline : undefined;
}

/** Most lines are the same as before: only the others are taken apart. */
function judgedMade(
  one: MadeCase,
  told: string,
  baseline: Baseline | undefined,
  notRated: { readonly unrated: number; readonly screened: number },
  discountOn: DiscountOn,
): Judged {
  const { number } = one.draw;
  const same = baseline?.lines.get(number) === told;
  const accepted = same ? undefined : baseline && acceptedOf(baseline, number);
  if (accepted && !accepted.value) {
    const problem = accepted.problems[0]!;
    const { file = '', line = 0, column = 0 } = problem.place ?? {};
    return { ...judged(one, 'error', `${file}:${line}:${column} ${problem.message}`), problem };
  }
  const verdict = judgeMade(same ? 'the same' : accepted?.value, () => own(one, told), notRated, discountOn);
  const invoiced = sumOf(totalsIn(told));
  return {
    result: { ...about(one, verdict.status), ...verdict, ...notRated, ...(invoiced !== undefined && { invoiced }) },
    told,
  };
}

/** All invoices of a customer have one currency, and with it one number of decimals. */
function sumOf(totals: readonly string[]): string | undefined {
  if (totals.length < 2) return totals[0];
  const decimals = Math.max(...totals.map((total) => total.split('.')[1]?.length ?? 0));
  return formatRational(totals.map(decimal).reduce(add, ZERO), decimals);
}

/** What a line says that was told in this run. */
function own({ recipe }: MadeCase, told: string): Told {
  const read = readLine(told, storyOf(recipe).dates);
  if (!('invoices' in read)) throw new Error(`a line that was just told cannot be read (${read.message}): ${told}`);
  return read;
}

function judged(one: Case, status: 'skipped' | 'error', reason: string): Judged {
  return { result: { ...about(one, status), differences: [], reason, unrated: 0, screened: 0 }, told: undefined };
}

function about(one: Case, status: ScenarioResult['status']) {
  const { file, line } = ('scenario' in one ? one.scenario : one.recipe).place;
  const written = 'scenario' in one ? one.scenario : undefined;
  const segment = 'scenario' in one ? one.scenario.segment : one.recipe.segments.choices[one.draw.segment];
  const reasons = (written?.expect ?? []).flatMap(({ date, because }) => (because ? [[date, because] as const] : []));
  return {
    ...{ id: one.id, file, line, plan: one.plan },
    ...(segment && { segment }),
    ...(written?.title && { title: written.title }),
    check: written ? ('expectation' as const) : ('baseline' as const),
    ...(reasons.length > 0 && { because: Object.fromEntries(reasons) }),
    status,
    ...(status !== 'passed' && { again: commandFor(one.id) }),
  };
}

/** The command that runs one scenario and nothing else. */
export const commandFor = (id: string): string => `rateproof test --grep "^${id.replaceAll('.', '\\.')}$"`;

/** Rates again, in full, what of the recipes will be shown; each must come out as it did before. */
export function withInvoices(
  cases: readonly Case[],
  all: readonly Judged[],
  baselines: ReadonlyMap<string, Baseline>,
  run: (batch: Batch) => BatchResult,
  recipes: readonly Recipe[],
): Judged[] {
  const shown = [...all];
  for (const recipe of recipes) {
    const indexes = chooseSamples(
      all.map(({ result, told }, index) => ({
        status: result.status,
        open: told !== undefined && recipeOf(cases[index]!) === recipe,
      })),
    );
    if (indexes.length === 0) continue;
    const again = run(
      batchOf(
        indexes.map((index) => cases[index]!),
        0,
        recipes,
        true,
      ),
    );
    const { invoices = [] } = again;
    indexes.forEach((index, place) => {
      const one = cases[index] as MadeCase;
      const same = again.told[place] === all[index]!.told;
      shown[index] = same ? whole(one, all[index]!, invoices[place]!, baselines) : unstable(one, all[index]!);
    });
  }
  return shown;
}

function whole(
  one: MadeCase,
  { result, told }: Judged,
  invoices: readonly Invoice[],
  baselines: ReadonlyMap<string, Baseline>,
): Judged {
  const from = baselineOf(one, baselines);
  const baseline = from && acceptedOf(from, one.draw.number)?.value?.invoices;
  return { told, result: { ...result, invoices, ...(baseline && { baseline }) } };
}

function unstable({ id }: MadeCase, { result }: Judged): Judged {
  const reason = 'rated twice, with two results: this is a fault of the engine';
  return { told: undefined, result: { ...result, status: 'error', reason, again: commandFor(id) } };
}
