/**
 * Why invoices differ, as far as the plan can tell: the band or tier that all changed invoices have and no unchanged one
 * has, and for an example of each cause the place in the plan with the steps of one record.
 *
 * Only a few invoices of a cause are rated again with the recorder; with nothing changed this costs nothing.
 */

import { parseDay } from '../calendar/day.ts';
import { type Change, chargeOf, type Difference, partOf } from '../comparison/difference.ts';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import { columnsOf } from '../scenario/columns.ts';
import { expander } from '../scenario/expand.ts';
import type { Case } from './cases.ts';
import type { Judged } from './collect.ts';
import { type Explanation, explainInvoice, type LineExplanation } from './explain.ts';
import type { ScenarioResult, Why } from './result.ts';
import { storyOf } from './story.ts';

/** At most so many causes are looked into, with so many changed and unchanged invoices of each. */
const MOST_CAUSES = 12;
const MOST_CHANGED = 16;
const MOST_UNCHANGED = 24;
/** Steps of a record that are kept. */
const MOST_STEPS = 8;

interface Candidate {
  readonly index: number;
  readonly invoice: string;
  readonly line: string;
  /** Differences of the scenario that follow from nothing. */
  readonly cells: number;
  /** Whether an amount differs, not the quantity alone; and by how much. */
  readonly money: boolean;
  readonly by: string | undefined;
}

interface Suspect {
  readonly plan: string;
  readonly charge: string;
  readonly changed: readonly Candidate[];
}

export function withReasons(cases: readonly Case[], judged: readonly Judged[], plans: CompiledPlans): Judged[] {
  const suspects = suspectsOf(judged);
  if (suspects.length === 0) return [...judged];
  const explain = explainer(cases, plans);
  const parts = new Map<string, string>();
  const whys = new Map<number, Why>();
  for (const suspect of suspects.slice(0, MOST_CAUSES)) {
    const { plan, charge, changed } = suspect;
    const lines = changed.flatMap(({ index, invoice, line, by }) => {
      const found = lineOf(explain(index, invoice), line);
      return found ? [{ index, invoice, found, by }] : [];
    });
    const [first] = lines;
    if (!first) continue;
    const part = partOfAll(lines, () => unchangedLines(suspect, cases, judged, explain));
    if (part !== undefined) parts.set(keyOf(plan, charge), part);
    const example = lines.find(({ index }) => !whys.has(index));
    if (example?.found.place) whys.set(example.index, whyOf(example.invoice, example.found, part));
  }
  return judged.map((one, index) => {
    const { result } = one;
    if (result.differences.length === 0) return one;
    const why = whys.get(index);
    const differences = result.differences.map((difference): Difference => {
      const { line, cause } = difference;
      if (line === undefined || difference.cell === 'allowance') return difference;
      const change = changeOf(result, cause);
      const found = change === 'usage' ? undefined : parts.get(keyOf(result.plan, cause));
      const told = partOf(line);
      const part = [told, found === undefined || told.includes(found) ? '' : found].filter(Boolean).join(', ');
      return { ...difference, ...(part !== '' && { part }), ...(change && { change }) };
    });
    return { ...one, result: { ...result, differences, ...(why && { why }) } };
  });
}

/** A baseline holds every quantity: those that are not among the differences are the same. */
function changeOf({ check, differences }: ScenarioResult, cause: string): Change | undefined {
  const own = differences.filter((one) => one.cause === cause);
  if (own.some(({ cell }) => cell === 'quantity' || cell.endsWith(' line'))) return 'usage';
  return check === 'baseline' ? 'price' : undefined;
}

const keyOf = (plan: string, charge: string): string => JSON.stringify([plan, charge]);

/** Charges whose lines changed; of each the invoices with the fewest differences, which tell most. */
function suspectsOf(judged: readonly Judged[]): Suspect[] {
  const found = new Map<string, Omit<Suspect, 'changed'> & { readonly changed: Candidate[] }>();
  for (const [index, { result }] of judged.entries()) {
    const origins = result.differences.filter(isOrigin);
    for (const { invoice, line, cause, cell, by } of origins) {
      const key = keyOf(result.plan, cause);
      const suspect = found.get(key) ?? { plan: result.plan, charge: cause, changed: [] as Candidate[] };
      found.set(key, suspect);
      suspect.changed.push({ index, invoice, line: line!, cells: origins.length, money: cell !== 'quantity', by });
    }
  }
  return [...found.values()].map(({ plan, charge, changed }) => ({
    ...{ plan, charge },
    changed: changed
      .sort((a, b) => Number(b.money) - Number(a.money) || a.cells - b.cells || a.index - b.index)
      .slice(0, MOST_CHANGED),
  }));
}

const isOrigin = ({ line, cell, follows }: Difference): boolean =>
  line !== undefined && !follows && cell !== 'missing line' && cell !== 'allowance';

/**
 * The one band or tier that every changed line was priced in, when each other one that they have is not what changed: it
 * is also on an unchanged line, or changed lines that have it, however different, changed by the same amount. Whatever
 * cannot be told apart that way is the charge as a whole.
 */
function partOfAll(changed: readonly ChangedLine[], unchanged: () => readonly LineExplanation[]): string | undefined {
  const place = changed[0]?.found.place;
  const alike = (line: LineExplanation): boolean =>
    line.place?.line === place?.line && line.place?.file === place?.file;
  const own = changed.filter(({ found }) => alike(found));
  const all = new Set(own.flatMap(({ found }) => found.parts));
  if (all.size === 0) return undefined;
  const innocent = new Set(
    all.size === 1
      ? []
      : unchanged()
          .filter(alike)
          .flatMap(({ parts }) => parts),
  );
  const left = [...all].filter((part) => !innocent.has(part) && !changedAlike(own, part));
  const [part] = left;
  return left.length === 1 && own.every(({ found }) => found.parts.includes(part!)) ? part : undefined;
}

interface ChangedLine {
  readonly found: LineExplanation;
  readonly by: string | undefined;
}

/** Not every line has the part, and those that do have different amounts and changed by the same. */
function changedAlike(lines: readonly ChangedLine[], part: string): boolean {
  const having = lines.filter(({ found }) => found.parts.includes(part));
  const amounts = new Set(having.map(({ found }) => found.line.amount));
  return having.length < lines.length && amounts.size > 1 && new Set(having.map(({ by }) => by)).size === 1;
}

/** Lines of the charge on invoices that are as they were, of the same plan. */
function unchangedLines(
  { plan, charge, changed }: Suspect,
  cases: readonly Case[],
  judged: readonly Judged[],
  explain: Explain,
): LineExplanation[] {
  const lines: LineExplanation[] = [];
  const wanted = new Set(changed.map(({ invoice }) => invoice));
  for (const [index, { result, told }] of judged.entries()) {
    if (lines.length >= MOST_UNCHANGED) break;
    if (result.plan !== plan || result.differences.length > 0 || !told?.includes(charge)) continue;
    const parts = told.split(' | ');
    for (const [at, date] of datesOf(cases[index]!).entries()) {
      // Usual dates are told in their order: what does not name the charge need not be rated again.
      if (!wanted.has(date) || parts[at]?.includes(charge) === false) continue;
      lines.push(...(explain(index, date)?.lines ?? []).filter(({ line }) => chargeOf(line.key) === charge));
    }
  }
  return lines;
}

const datesOf = (one: Case): string[] => ('recipe' in one ? [...storyOf(one.recipe).dates] : []);

type Explain = (index: number, date: string) => Explanation | undefined;

/** Explains invoices of cases; the usage of a case is made once. */
function explainer(cases: readonly Case[], plans: CompiledPlans): Explain {
  const made = new Map<number, ReturnType<typeof columnsOf>>();
  const known = new Map<string, Explanation | undefined>();
  return (index, date) => {
    const key = `${index} ${date}`;
    if (known.has(key)) return known.get(key);
    const one = cases[index]!;
    const own = made.get(index) ?? ('scenario' in one ? columnsOf([one.scenario]) : expander(one.recipe)([one.draw]));
    made.set(index, own);
    const explained = attempt(() => explainInvoice(plans, own.accounts[0]!, own.usage, parseDay(date)!));
    known.set(key, explained);
    return explained;
  };
}

/** An explanation that fails must not take the differences with it: they are told without one. */
function attempt<T>(explain: () => T): T | undefined {
  try {
    return explain();
  } catch {
    return undefined;
  }
}

const lineOf = (explanation: Explanation | undefined, key: string): LineExplanation | undefined =>
  explanation?.lines.find(({ line }) => line.key === key);

function whyOf(invoice: string, { line, place, steps, records }: LineExplanation, part: string | undefined): Why {
  const telling = records.find((record) => part !== undefined && record.steps.some((step) => step.includes(part)));
  const record = telling ?? records[0];
  const own = record ? [...record.steps, ...steps.filter((step) => step.startsWith('price:'))] : steps;
  const { file, line: row } = place!;
  return {
    cause: chargeOf(line.key),
    invoice,
    line: line.key,
    place: { file, line: row },
    steps: own.slice(0, MOST_STEPS),
  };
}
