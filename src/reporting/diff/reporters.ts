/**
 * The reports of a change: a closed list, a file each, beside those of a run of tests. All of them are made from the same
 * run as data, so that a finished run gives them again, byte for byte.
 */

import type { CheckRun } from '../../run/check-result.ts';
import type { DiffRun } from '../../run/diff/result.ts';
import { COMMENT_LIMITS, type CommentLimit } from '../limits.ts';
import type { FileReporter } from '../reporters.ts';
import { subjectOf } from './subject.ts';

/** What is written for people and spreadsheets; annotations of other programs are made elsewhere. */
export type DiffFileReporter = Exclude<FileReporter, 'junit'>;

/** What a run's folder calls them. */
export const DIFF_REPORT_FILES: Readonly<Record<DiffFileReporter, string>> = {
  html: 'diff.html',
  markdown: 'comment.md',
  json: 'diff.json',
  csv: 'diff.csv',
};

export interface DiffReportContext {
  /** JSON: customers with the same bills as well. */
  readonly all?: boolean;
  /** Markdown: what its host takes; GitHub's when absent. */
  readonly limit?: CommentLimit;
  /** Markdown: where the whole is. */
  readonly whole?: string;
}

/** A report in pieces of its text. Loads what this reporter needs, and nothing of the others. */
export async function renderDiff(
  reporter: DiffFileReporter,
  run: DiffRun | CheckRun,
  { all = false, limit = COMMENT_LIMITS.github, whole }: DiffReportContext = {},
): Promise<Iterable<string>> {
  switch (reporter) {
    case 'html':
      return (await import('./html.ts')).renderDiffHtml(run);
    case 'markdown':
      return [(await import('./comment.ts')).renderComment(run, limit, whole === undefined ? {} : { whole })];
    case 'json':
      return (await import('./json.ts')).renderDiffJson(run, all);
    case 'csv': {
      const { diff } = subjectOf(run);
      // Nothing was compared: there is no row to write, and no empty table that looks like "no change".
      return diff ? (await import('./csv.ts')).renderDiffCsv(diff) : [];
    }
  }
}
