/**
 * Accepted invoices of the customers of a recipe: a text file beside it, a line a customer, read in reviews and merged
 * by version control. Whether it may be compared is told by its head: the seed and the fingerprint of the recipe.
 *
 * A line is only taken apart when it is not the same as what a run tells: reading thousands of them costs next to nothing.
 */

import type { Outcome, Problem } from '../problems/problem.ts';
import { readLine, type Told } from './read-line.ts';

/** What decides whether a baseline tells of the customers of a recipe. */
export interface Story {
  readonly seed: number;
  /** Fingerprint of the recipe that made the customers. */
  readonly fingerprint: string;
  /** Dates of the first, second, … invoice that lines do not say. */
  readonly dates: readonly string[];
}

export interface Baseline extends Story {
  readonly file: string;
  readonly recipe: string;
  /** By number of the customer, from 1, in the order of the file: the invoices, on one line. */
  readonly lines: ReadonlyMap<number, string>;
}

/** Which differences become the baseline: none, customers it does not have, also changed ones, or the whole run. */
export const UPDATES = ['none', 'new', 'changed', 'all'] as const;
export type Update = (typeof UPDATES)[number];

const ENDING = '.baseline.txt';
const ABOUT = [
  '# Accepted invoices, a customer a line: number, plan, total: lines, each with amount and quantity; tax.',
  '# @zone ~band #tier; amounts of zero are left out. Written by `rateproof test --update`; review the change, then commit it.',
];
const HEAD = /^# recipe (\S+) seed (-?\d{1,10}) fingerprint ([0-9a-f]{4,64}) invoices((?: \d{4}-\d\d-\d\d)*)$/;
const OLD_HEAD = /^# recipe \S+ seed -?\d+ fingerprint [0-9a-f]+$/;
const HEAD_ROWS = ABOUT.length + 1;

/** The baseline of a recipe stands beside its file: scenarios/base.yaml, consumer: scenarios/base.consumer.baseline.txt. */
export const baselineFile = (recipeFile: string, recipe: string): string =>
  `${recipeFile.replace(/\.ya?ml$/, '')}.${recipe}${ENDING}`;

export const isBaselineFile = (file: string): boolean => file.endsWith(ENDING);

/** In pieces, so that a large one need not be a single text. */
export function* writeBaseline({ recipe, seed, fingerprint, dates, lines }: Baseline): Generator<string> {
  const head = `# recipe ${recipe} seed ${seed} fingerprint ${fingerprint} invoices`;
  yield `${[...ABOUT, [head, ...dates].join(' ')].join('\n')}\n`;
  const numbers = [...lines.keys()].sort((a, b) => a - b);
  for (let from = 0; from < numbers.length; from += ROWS_AT_ONCE) {
    const rows = numbers.slice(from, from + ROWS_AT_ONCE);
    yield rows.map((number) => `${number} ${lines.get(number)}\n`).join('');
  }
}

const ROWS_AT_ONCE = 1000;

/** Refuses what has no head, a customer twice, and rows that begin with no number: conflicts of a merge among them. */
export function readBaseline(text: string, file: string): Outcome<Baseline> {
  const unreadable = (line: number, message: string, fix = RESTORE, length = 1): Outcome<Baseline> => ({
    problems: [problem({ file, line, column: 1, length }, message, fix)],
  });
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const rows = body.split('\n', HEAD_ROWS).map(withoutReturn);
  const conflict = rows.findIndex((row) => CONFLICT.test(row));
  if (conflict >= 0) return unreadable(conflict + 1, UNMERGED, MERGE);
  if (rows.some((row) => OLD_HEAD.test(row))) {
    return unreadable(1, 'this baseline is in the form of an earlier version', RENEW(file));
  }
  const head = HEAD.exec(rows[HEAD_ROWS - 1] ?? '');
  if (!head) {
    return unreadable(HEAD_ROWS, `line ${HEAD_ROWS} does not name the recipe, its seed, its fingerprint and its dates`);
  }
  const [, recipe = '', seed, fingerprint = '', dates = ''] = head;
  const lines = new Map<number, string>();
  let row = 0;
  for (let from = 0; from < body.length; row += 1) {
    const newline = body.indexOf('\n', from);
    const end = newline < 0 ? body.length : newline;
    if (row >= HEAD_ROWS) {
      const told = withoutReturn(body.slice(from, end));
      const space = told.indexOf(' ');
      const number = space > 0 && space < 10 ? Number(told.slice(0, space)) : Number.NaN;
      if (!(number >= 1) || !Number.isInteger(number) || told[0] === '0') {
        if (CONFLICT.test(told)) return unreadable(row + 1, UNMERGED, MERGE);
        return unreadable(
          row + 1,
          'a line begins with the number of a customer',
          RESTORE,
          Math.min(told.length, 20) || 1,
        );
      }
      if (lines.has(number)) {
        const fix = 'keep one of the two lines, or take the file from version control';
        return unreadable(row + 1, `${recipe}/${number} stands twice in the baseline`, fix, space);
      }
      lines.set(number, told.slice(space + 1));
    }
    from = end + 1;
  }
  return {
    value: { file, recipe, seed: Number(seed), fingerprint, dates: dates.split(' ').filter(Boolean), lines },
    problems: [],
  };
}

const withoutReturn = (row: string): string => (row.endsWith('\r') ? row.slice(0, -1) : row);

const CONFLICT = /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/;
const UNMERGED = 'two versions of this baseline were merged and the conflict was not resolved';
const MERGE = 'resolve the conflict: keep the lines of one of the two, then run `rateproof test`';
const RESTORE = 'take the file from version control; or delete the file and run `rateproof test --update new`';
const RENEW = (file: string): string =>
  `with plans that were not changed, delete ${file} and run \`rateproof test --update new\``;

const problem = (place: NonNullable<Problem['place']>, message: string, fix: string): Problem => ({
  ...{ code: 'BASELINE-UNREADABLE', severity: 'error', message, place, fix },
});

/** What was accepted of a customer; a problem when its line cannot be understood. Undefined: nothing was accepted. */
export function acceptedOf(baseline: Baseline, number: number): Outcome<Told> | undefined {
  const text = baseline.lines.get(number);
  if (text === undefined) return undefined;
  const told = readLine(text, baseline.dates);
  if ('invoices' in told) return { value: told, problems: [] };
  const before = `${number} `.length;
  const { file, lines } = baseline;
  const line = HEAD_ROWS + 1 + [...lines.keys()].indexOf(number);
  const place = { file, line, column: before + told.column, length: told.length };
  const fix = 'take the line from version control; or delete the line and run `rateproof test --update new`';
  return { problems: [problem(place, told.message, fix)] };
}

/** Whether a baseline tells of the customers that a recipe makes. */
export const tellsOf = (baseline: Baseline | undefined, { seed, fingerprint, dates }: Story): baseline is Baseline =>
  baseline?.seed === seed && baseline.fingerprint === fingerprint && `${baseline.dates}` === `${dates}`;
