/** Changes of the plans of the portfolio, made by replacing text: what attribution is given, without what finds edits. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { add, decimal, formatRational, ZERO } from '../../../src/exact/rational.ts';
import { plansOfAccount } from '../../../src/invoicing/account.ts';
import type { Invoice } from '../../../src/invoicing/invoice.ts';
import type { Edit, ToldEdit } from '../../../src/plan/change/edit.ts';
import type { CompiledPlans } from '../../../src/plan/compile/compiled.ts';
import { type AttributionInput, attribute } from '../../../src/run/diff/attribute.ts';
import { bundlesOf } from '../../../src/run/diff/bundles.ts';
import { load, recipesOf } from '../../../src/run/load.ts';
import { preparePlans } from '../../../src/run/prepare-plan.ts';
import { rateAccounts } from '../../../src/run/rate-accounts.ts';
import { drawCustomers } from '../../../src/scenario/draw.ts';
import { type Expanded, expander } from '../../../src/scenario/expand.ts';
import type { Node } from '../../../src/yaml/document.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Text in a file, and what takes its place where it stands last: in the newest version. */
export interface Swap {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Plans whose bills it can move. */
  readonly plans: readonly string[];
  readonly quiet?: boolean;
}

const FILES = new Map(
  ['.', 'shared'].flatMap((folder) =>
    readdirSync(join(root, 'plans', folder))
      .filter((name) => /^(smart-|calendars|rates-de)/.test(name))
      .map((name) => [name, readFileSync(join(root, 'plans', folder, name), 'utf8')] as const),
  ),
);

function withSwaps(swaps: readonly Swap[]): Map<string, string> {
  const files = new Map(FILES);
  for (const { file, from, to } of swaps) {
    const text = files.get(file)!;
    const at = text.lastIndexOf(from);
    if (at < 0) throw new Error(`${from} does not stand in ${file}`);
    files.set(file, text.slice(0, at) + to + text.slice(at + from.length));
  }
  return files;
}

const prepared = new Map<string, CompiledPlans | undefined>();

/** Undefined where the plans are not valid. */
export function compileSwaps(swaps: readonly Swap[]): CompiledPlans | undefined {
  const files = [...withSwaps(swaps)].map(([file, text]) => ({ file, text }));
  const key = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  if (!prepared.has(key)) prepared.set(key, preparePlans(files).value?.compiled);
  return prepared.get(key);
}

export const nowhere = { file: '', line: 1, column: 1, endColumn: 1, lineText: '' };

const wordsIn = (text: string): Node => ({
  kind: 'list',
  place: nowhere,
  items: (text.match(/[a-z][\w-]*/g) ?? []).map((word) => ({
    ...{ kind: 'scalar', place: nowhere, text: word, quoted: false },
  })),
});

export function editOf({ file, from, to }: Swap): Edit {
  return {
    fingerprint: createHash('sha256')
      .update(JSON.stringify([file, from, to]))
      .digest('hex')
      .slice(0, 16),
    kind: 'changed',
    document: { kind: 'plan', id: file.replace('.yaml', ''), version: '' },
    path: [],
    before: wordsIn(from),
    after: wordsIn(to),
  };
}

export function toldOf(edit: Edit, plans: readonly string[], quiet = false): ToldEdit {
  return {
    ...{ fingerprint: edit.fingerprint, kind: edit.kind, document: edit.document.id, plans, words: '' },
    ...{ textOnly: quiet, audience: quiet ? 'nobody' : 'everyone', direction: 'unknown', severity: 'high' },
    place: { file: edit.document.id, line: 1 },
  };
}

const { value: loaded } = load({ root, plans: 'plans', scenarios: 'scenarios/recipes' }, undefined);

/** `count` customers of a recipe, from the customer with this number on. */
export function customers(recipe: string, from: number, count: number): Expanded {
  const own = recipesOf(loaded!.entries).find(({ id }) => id === recipe)!;
  return expander(own)(drawCustomers(own).slice(from, from + count));
}

const totalOf = (invoices: readonly Invoice[]): string =>
  formatRational(
    invoices.reduce((sum, { total }) => add(sum, decimal(total)), ZERO),
    2,
  );

/** By customer; undefined of those who have usage without a price. */
export function sumsOf(plans: CompiledPlans, { accounts, usage }: Expanded): (string | undefined)[] {
  const { invoices, unrated } = rateAccounts(plans, accounts, usage);
  return invoices.map((own, at) => {
    const without = unrated.some((record) => record >= usage.first[at]! && record < usage.first[at + 1]!);
    return without ? undefined : totalOf(own);
  });
}

/** Takes the change apart from edits to attribution, as a run does. Counts how many bills were rated in between. */
export async function attributeSwaps(swaps: readonly Swap[], people: Expanded) {
  const edits = swaps.map(editOf);
  const swapOf = new Map(edits.map((edit, index) => [edit, swaps[index]!]));
  // In the order of the swaps, whatever the order of the set.
  const chosenOf = (chosen: ReadonlySet<Edit>): Swap[] => swaps.filter((_, index) => chosen.has(edits[index]!));
  const told = edits.map((edit) => toldOf(edit, swapOf.get(edit)!.plans, swapOf.get(edit)!.quiet));
  const [base, head] = [compileSwaps([])!, compileSwaps(swaps)!];
  const [before, after] = [sumsOf(base, people), sumsOf(head, people)];
  const lines = (plans: CompiledPlans) => rateAccounts(plans, people.accounts, people.usage).invoices;
  const [was, is] = [lines(base), lines(head)].map((all) => all.map((own) => JSON.stringify(own)));
  const scenarios = people.accounts.map((account, at) => ({
    ...{ plans: plansOfAccount(account), currency: 'EUR', before: before[at]!, after: after[at]! },
    changed: was![at] !== is![at],
  }));
  const calls: { readonly sides: number; readonly scenarios: number }[] = [];
  const rateSums: AttributionInput['rateSums'] = async (sides, numbers) => {
    calls.push({ sides: sides.length, scenarios: numbers.length });
    return sides.map((side) => {
      const sums = sumsOf(side, people);
      return numbers.map((number) => sums[number]);
    });
  };
  const bundles = bundlesOf(edits, told, (chosen) => compileSwaps(chosenOf(chosen)) !== undefined);
  const compile = (chosen: ReadonlySet<Edit>) => compileSwaps(chosenOf(chosen));
  const result = await attribute({ bundles, newPlans: new Set(), scenarios, compile, rateSums });
  return { ...result, bundles, edits, scenarios, calls };
}
