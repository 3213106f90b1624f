/**
 * Reads a file that a run wrote: the header, a line a scenario, the summary. The file may come from another machine: what is
 * cut short, too long or of another shape is a problem with its line, never half a run.
 */

import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Outcome, Problem } from '../problems/problem.ts';
import { Misshapen } from './check-shape.ts';

/** A scenario with all its invoices has its place; a file that is no text is not read to its end. */
const MAX_LINE = 32 * 1024 * 1024;

type Fields = Readonly<Record<string, unknown>>;

export interface Run<Header, Item, Summary> {
  readonly header: Header;
  readonly results: readonly Item[];
  readonly summary: Summary;
}

/** What a file of one kind is called, and holds. */
export interface RunFile<Header, Item, Summary> {
  readonly unreadable: Problem['code'];
  readonly missing: Problem['code'];
  /** That writes it. */
  readonly command: string;
  readonly header: (value: Fields) => Header;
  readonly item: (value: Fields) => Item;
  readonly summary: (value: Fields) => Summary;
  /** What the header or the summary tells of the rest, and is not so. */
  readonly notWhole: (
    run: Run<Header, Item, Summary>,
  ) => { readonly of: 'header' | 'summary'; readonly message: string } | undefined;
}

/** The whole run; `file` is how the file is called in problems. */
export function readRun<Header, Item, Summary>(
  path: string,
  file: string,
  kind: RunFile<Header, Item, Summary>,
): Outcome<Run<Header, Item, Summary>> {
  const refuse = (line: number, message: string): { problems: Problem[] } => ({
    problems: [
      {
        ...{ code: kind.unreadable, severity: 'error', message },
        ...{ place: { file, line, column: 1 }, fix: `run \`${kind.command}\` again` },
      },
    ],
  });
  let number = 0;
  let header: Header | undefined;
  let summary: Summary | undefined;
  const results: Item[] = [];
  try {
    for (const line of linesOf(path)) {
      number += 1;
      if (line === undefined) return refuse(number, 'the line is cut short or too long: the file is not whole');
      const { kind: of, ...value } = parsed(line);
      if (summary) return refuse(number, 'there is more after the summary');
      if ((number === 1) !== (of === 'header')) return refuse(number, 'the header is the first line, and only there');
      if (of === 'header') header = kind.header(value);
      else if (of === 'scenario') results.push(kind.item(value));
      else if (of === 'summary') summary = kind.summary(value);
      else return refuse(number, 'this is no header, scenario or summary');
    }
  } catch (error) {
    if (error instanceof Misshapen) return refuse(number, error.message);
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const fix = `run \`${kind.command}\` first`;
      return { problems: [{ code: kind.missing, severity: 'error', message: `there is no ${file}`, fix }] };
    }
    return refuse(Math.max(number, 1), `the file cannot be read (${code})`);
  }
  if (!header) return refuse(1, 'the file is empty');
  if (!summary) return refuse(number, 'the file ends without a summary: it is not whole');
  const run = { header, results, summary };
  const wrong = kind.notWhole(run);
  if (wrong) return refuse(wrong.of === 'header' ? 1 : number, `${wrong.message}: it is not whole`);
  return { value: run, problems: [] };
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Misshapen('this is no line of JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Misshapen('this is no object');
  return value as Readonly<Record<string, unknown>>;
}

/** Lines without their ends; undefined for one that is too long or, as the last, has no end. */
function* linesOf(path: string): Generator<string | undefined> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (;;) {
      const length = readSync(file, buffer);
      if (length === 0) break;
      const lines = (rest + decoder.write(buffer.subarray(0, length))).split('\n');
      rest = lines.pop()!;
      yield* lines;
      if (rest.length > MAX_LINE) return yield undefined;
    }
    if (rest !== '') yield undefined;
  } finally {
    closeSync(file);
  }
}
