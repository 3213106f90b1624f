/** From what batches came back with to a result for every case. */

import { type Baseline, tellsOf } from '../baseline/baseline.ts';
import { readLine } from '../baseline/line.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { Recipe } from '../scenario/recipe.ts';
import { batchOf, recipeOf } from './batches.ts';
import type { Case, MadeCase } from './cases.ts';
import { judgeMade, judgeWritten } from './judge.ts';
import type { ScenarioResult } from './result.ts';
import type { Batch, BatchResult } from './run-scenario.ts';
import { chooseSamples } from './samples.ts';

/** A result, and of a customer of a recipe the line that could be accepted. */
export interface Judged {
  readonly result: ScenarioResult;
  readonly told: string | undefined;
}

/** The cases of a batch, by what came back of it. */
export function collect(
  cases: readonly Case[],
  { first, size }: Pick<Batch, 'first' | 'size'>,
  result: BatchResult,
  baselines: ReadonlyMap<string, Baseline>,
): Judged[] {
  const invoices = result.invoices === undefined ? [] : (JSON.parse(result.invoices) as Invoice[][]);
  const errors = new Map(result.errors.map(({ index, reason }) => [index, reason]));
  return cases.slice(first, first + size).map((one, index) => {
    const reason = errors.get(index);
    if (reason !== undefined) return judged(one, 'error', reason);
    const notRated = { unrated: result.unrated[index]!, screened: result.screened[index]! };
    if ('scenario' in one) {
      const verdict = judgeWritten(one.scenario, invoices[index]!, notRated);
      return {
        result: { ...about(one, verdict.status), ...verdict, ...notRated, invoices: invoices[index]! },
        told: undefined,
      };
    }
    const told = result.told[index]!;
    const verdict = judgeMade(told, acceptedOf(one, baselines), notRated);
    return { result: { ...about(one, verdict.status), ...verdict, ...notRated }, told };
  });
}

export const skipped = (one: Case, reason: string): Judged => judged(one, 'skipped', reason);

function acceptedOf({ recipe, draw }: MadeCase, baselines: ReadonlyMap<string, Baseline>): string | undefined {
  const baseline = baselines.get(recipe.id);
  return tellsOf(baseline, recipe) ? baseline.lines.get(draw.number) : undefined;
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
    const invoices = JSON.parse(again.invoices ?? '[]') as Invoice[][];
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
  const accepted = acceptedOf(one, baselines);
  const baseline = accepted === undefined ? undefined : readLine(accepted)?.invoices;
  return { told, result: { ...result, invoices, ...(baseline && { baseline }) } };
}

function unstable({ id }: MadeCase, { result }: Judged): Judged {
  const reason = 'rated twice, with two results: this is a fault of the engine';
  return { told: undefined, result: { ...result, status: 'error', reason, again: commandFor(id) } };
}
