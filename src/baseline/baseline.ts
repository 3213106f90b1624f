/**
 * Accepted invoices of the customers of a recipe: a text file beside it, a line a customer, read in reviews and merged
 * by version control. Whether it may be compared is told by its head: the seed and the fingerprint of the recipe.
 */

import type { Outcome } from '../problems/problem.ts';
import { readLine } from './line.ts';

export interface Baseline {
  readonly recipe: string;
  readonly seed: number;
  /** Fingerprint of the recipe that made the customers. */
  readonly fingerprint: string;
  /** By number of the customer, from 1: the invoices, on one line. */
  readonly lines: ReadonlyMap<number, string>;
}

/** Which differences become the baseline: none, customers it does not have, also changed ones, or the whole run. */
export type Update = 'none' | 'new' | 'changed' | 'all';

const ABOUT =
  '# Accepted invoices, a customer a line; written by `rateproof test --update`. Review the change, then commit it.';
const HEAD = /^# recipe (\S+) seed (-?\d+) fingerprint ([0-9a-f]+)$/;
const LINE = /^([1-9]\d*) (.+)$/;

/** The baseline of a recipe stands beside its file: scenarios/base.yaml, consumer: scenarios/base.consumer.baseline.txt. */
export const baselineFile = (recipeFile: string, recipe: string): string =>
  `${recipeFile.replace(/\.ya?ml$/, '')}.${recipe}.baseline.txt`;

export function writeBaseline({ recipe, seed, fingerprint, lines }: Baseline): string {
  const numbers = [...lines.keys()].sort((a, b) => a - b);
  const rows = numbers.map((number) => `${number} ${lines.get(number)}\n`);
  return `${ABOUT}\n# recipe ${recipe} seed ${seed} fingerprint ${fingerprint}\n${rows.join('')}`;
}

export function readBaseline(text: string, file: string): Outcome<Baseline> {
  const rows = text.split(/\r?\n/);
  const unreadable = (index: number, message: string): Outcome<Baseline> => ({
    problems: [
      {
        ...{ code: 'BASELINE-UNREADABLE', severity: 'error', message, place: { file, line: index + 1, column: 1 } },
        fix: 'take the file from version control, or run `rateproof test --update all`',
      },
    ],
  });
  const head = HEAD.exec(rows[1] ?? '');
  if (!head) return unreadable(1, 'the second line does not name the recipe, its seed and its fingerprint');
  const [, recipe = '', seed, fingerprint = ''] = head;
  const lines = new Map<number, string>();
  for (const [index, row] of rows.entries()) {
    if (row === '' || row.startsWith('#')) continue;
    const [, number, told = ''] = LINE.exec(row) ?? [];
    if (!readLine(told)) return unreadable(index, 'this is no line of a baseline');
    if (lines.has(Number(number))) return unreadable(index, `${recipe}/${number} stands twice in the baseline`);
    lines.set(Number(number), told);
  }
  return { value: { recipe, seed: Number(seed), fingerprint, lines }, problems: [] };
}

/** Whether a baseline tells of the customers that a recipe makes. */
export const tellsOf = (
  baseline: Baseline | undefined,
  recipe: { readonly seed: number; readonly fingerprint: string },
): baseline is Baseline => baseline?.seed === recipe.seed && baseline.fingerprint === recipe.fingerprint;
