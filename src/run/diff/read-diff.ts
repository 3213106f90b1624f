/** Reads diff.ndjson back. */

import type { Outcome } from '../../problems/problem.ts';
import { type RunFile, readRun } from '../read-run.ts';
import { checkDiffHeader, checkDiffResult, checkDiffSummary } from './check-diff.ts';
import { DIFF_STATUSES, type DiffHeader, type DiffResult, type DiffRun, type DiffSummary } from './result.ts';

const DIFF: RunFile<DiffHeader, DiffResult, DiffSummary> = {
  ...{ unreadable: 'DIFF-UNREADABLE', missing: 'DIFF-MISSING', command: 'rateproof diff' },
  ...{ header: checkDiffHeader, item: checkDiffResult, summary: checkDiffSummary },
  notWhole: ({ header, results, summary }) => {
    // What the filters left out is counted as skipped, and not listed.
    for (const status of DIFF_STATUSES) {
      const listed = results.filter((result) => result.status === status).length;
      const told = summary.scenarios[status];
      if (status === 'skipped' ? listed > told : listed !== told) {
        return { of: 'summary', message: `the summary tells of ${told} ${status}, the file of ${listed}` };
      }
    }
    if (results.length === header.scenarios) return undefined;
    return {
      of: 'header',
      message: `the header tells of ${header.scenarios} scenarios, the file has ${results.length}`,
    };
  },
};

/** The whole comparison; `file` is how the file is called in problems. */
export const readDiff = (path: string, file: string): Outcome<DiffRun> => readRun(path, file, DIFF);
