/** What a decision changes in files of the project: written as it is, or as one patch that git applies. */

import { resolve } from 'node:path';
import { formatPatch } from 'diff';
import { writeWhole } from '../write-file.ts';

export interface FileChange {
  /** From the project's folder, with forward slashes. */
  readonly file: string;
  /** Undefined: there is no such file yet. */
  readonly before: string | undefined;
  readonly after: string;
}

export const UPDATE_METHODS = ['write', 'patch'] as const;
export type UpdateMethod = (typeof UPDATE_METHODS)[number];

/** The patch of `--update-method patch`, in the folder of the reports. */
export const PATCH_FILE = 'accept.patch';

/** Each file whole or not at all, in the order given. */
export function writeChanges(root: string, changes: readonly FileChange[]): void {
  for (const { file, after } of changes) writeWhole(resolve(root, file), [after]);
}

/**
 * All changes as one unified diff in git's form. `prefix` is the project's folder inside its repository (`sub/`; empty at
 * the top), since git reads names from the top. Only lines that changed are looked at once: baselines have many.
 */
export function* patchOf(changes: readonly FileChange[], prefix: string): Generator<string> {
  for (const { file, before, after } of changes) {
    if (before === after) continue;
    const name = `${prefix}${file}`;
    yield formatPatch({
      ...{ isGit: true, isCreate: before === undefined },
      oldFileName: before === undefined ? '/dev/null' : `a/${name}`,
      newFileName: `b/${name}`,
      ...{ oldHeader: undefined, newHeader: undefined },
      hunks: hunksOf(linesOf(before ?? ''), linesOf(after)),
    });
  }
}

/** With their ends: a last line without one is another line. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Lines `[from, to)` of one side that became lines of the other. */
interface Block {
  readonly old: readonly [from: number, to: number];
  readonly new: readonly [from: number, to: number];
}

const CONTEXT = 3;

function hunksOf(before: readonly string[], after: readonly string[]) {
  const groups: Block[][] = [];
  for (const block of blocksOf(before, after)) {
    const last = groups.at(-1);
    if (last && block.old[0] - last.at(-1)!.old[1] <= 2 * CONTEXT) last.push(block);
    else groups.push([block]);
  }
  return groups.map((blocks) => {
    const [first, last] = [blocks[0]!, blocks.at(-1)!];
    const lead = Math.min(CONTEXT, first.old[0]);
    const trail = Math.min(CONTEXT, before.length - last.old[1]);
    const lines: string[] = [];
    let at = first.old[0] - lead;
    for (const block of blocks) {
      lines.push(...signed(' ', before.slice(at, block.old[0])));
      lines.push(...signed('-', before.slice(...block.old)), ...signed('+', after.slice(...block.new)));
      at = block.old[1];
    }
    lines.push(...signed(' ', before.slice(at, at + trail)));
    return {
      oldStart: first.old[0] - lead + 1,
      oldLines: last.old[1] + trail - (first.old[0] - lead),
      newStart: first.new[0] - lead + 1,
      newLines: last.new[1] + trail - (first.new[0] - lead),
      lines,
    };
  });
}

/** As many lines between the same beginning and end: each became the one in its place. Otherwise all of them did. */
function blocksOf(before: readonly string[], after: readonly string[]): readonly Block[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const [oldEnd, newEnd] = [before.length - tail, after.length - tail];
  if (before.length !== after.length) return [{ old: [head, oldEnd], new: [head, newEnd] }];
  const blocks: Block[] = [];
  for (let from = head; from < oldEnd; ) {
    let to = from;
    while (to < oldEnd && before[to] !== after[to]) to += 1;
    if (to > from) blocks.push({ old: [from, to], new: [from, to] });
    from = to + 1;
  }
  return blocks;
}

const signed = (sign: ' ' | '-' | '+', lines: readonly string[]): string[] =>
  lines.flatMap((line) =>
    line.endsWith('\n') ? [`${sign}${line.slice(0, -1)}`] : [`${sign}${line}`, '\\ No newline at end of file'],
  );
