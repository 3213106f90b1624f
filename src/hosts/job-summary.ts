/** The page of a job on GitHub: Markdown that is appended to the file which $GITHUB_STEP_SUMMARY names. */

import { appendFileSync, statSync } from 'node:fs';

/**
 * none: the job has no such page. appended: all of it. too-long: only a sentence, since GitHub drops everything of a step
 * that wrote more than `most` bytes; or nothing where not even that fits.
 */
export type Appended = 'none' | 'appended' | 'too-long';

/** `most` is in bytes and counts what stands there already. */
export function appendJobSummary(path: string | undefined, markdown: string, most: number): Appended {
  if (!path) return 'none';
  const there = sizeOf(path);
  const text = `${markdown.trimEnd()}\n\n`;
  if (there + Buffer.byteLength(text) <= most) {
    appendFileSync(path, text);
    return 'appended';
  }
  if (there + Buffer.byteLength(TOO_LONG) <= most) appendFileSync(path, TOO_LONG);
  return 'too-long';
}

const TOO_LONG = 'rateproof: the summary is longer than this page can be; it stands in the files of the reports.\n\n';

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
