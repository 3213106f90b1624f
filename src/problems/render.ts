/** Problems as text for a terminal: the line that is meant, a caret under it, and what to do. */

import { excerpt } from './excerpt.ts';
import type { Place, Problem } from './problem.ts';
import { visible, visibleJson } from './visible.ts';

/** Columns of the output; longer source lines are cut around what is meant. */
const WIDTH = 80;
const SHOWN_AT_MOST = 50;

export interface RenderOptions {
  /** Text of the files, by the path in the places; a file that is not here is shown without its line. */
  readonly sources?: ReadonlyMap<string, string>;
  /** How many problems are shown; the rest is counted. Default 50. */
  readonly most?: number;
}

/** All problems by file and place, each with its source lines and fix, and a count at the end; empty text for none. */
export function renderProblems(problems: readonly Problem[], options: RenderOptions = {}): string {
  if (problems.length === 0) return '';
  const lines = new SourceLines(options.sources ?? new Map());
  const sorted = sortProblems(problems);
  const shown = sorted.slice(0, options.most ?? SHOWN_AT_MOST);
  const blocks = shown.map((problem) => renderProblem(problem, lines));
  const more = sorted.length - shown.length;
  return `${[...blocks, summary(problems, more)].join('\n\n')}\n`;
}

/** By file, line and column; what has no place comes first. Otherwise in the order given. */
function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    ({ place: a }, { place: b }) =>
      compareText(a?.file ?? '', b?.file ?? '') ||
      (a?.line ?? 0) - (b?.line ?? 0) ||
      (a?.column ?? 0) - (b?.column ?? 0),
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The problems as JSON, by file and place, in the shape of `Problem`. */
export function problemsToJson(problems: readonly Problem[]): string {
  return `${visibleJson(sortProblems(problems))}\n`;
}

function renderProblem(problem: Problem, sources: SourceLines): string {
  const { severity, code, message, place, related = [], fix } = problem;
  const out = [`${place ? `${at(place)}  ` : ''}${severity} ${code}  ${visible(message)}`];
  if (place) out.push(...sources.show(place));
  for (const other of related)
    out.push(`  ${at(other.place)}  ${visible(other.message)}`, ...sources.show(other.place));
  if (fix) out.push(`  fix: ${visible(fix)}`);
  return out.join('\n');
}

const at = ({ file, line, column }: Place): string => `${visible(file)}:${line}:${column}`;

function summary(problems: readonly Problem[], more: number): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const counted = [count(errors, 'error'), count(problems.length - errors, 'warning')].filter((text) => text !== '');
  const rest = more > 0 ? `and ${more} more: ` : '';
  return `${rest}${counted.join(', ')}`;
}

const count = (number: number, noun: string): string =>
  number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Source lines of files, split once a file. */
class SourceLines {
  readonly #sources: ReadonlyMap<string, string>;
  readonly #lines = new Map<string, readonly string[]>();

  constructor(sources: ReadonlyMap<string, string>) {
    this.#sources = sources;
  }

  /** The line of a place with a caret under it; nothing when its file or line is not known. */
  show({ file, line, column, length = 1 }: Place): string[] {
    const source = this.#sources.get(file);
    if (source === undefined) return [];
    const lines = this.#lines.get(file) ?? source.replace(/^\ufeff/, '').split(/\r?\n/);
    this.#lines.set(file, lines);
    const text = lines[line - 1];
    if (text === undefined) return [];
    const gutter = `  ${line} | `;
    const { text: shown, before, under } = excerpt(text, column, length, WIDTH - gutter.length);
    return [`${gutter}${shown}`, `${' '.repeat(gutter.length - 2)}| ${' '.repeat(before)}${'^'.repeat(under)}`];
  }
}
