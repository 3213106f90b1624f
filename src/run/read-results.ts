/** Reads results.ndjson back. */

import type { Outcome } from '../problems/problem.ts';
import { checkHeader, checkScenario, checkSummary } from './check-results.ts';
import { type RunFile, readRun } from './read-run.ts';
import { type RunHeader, type RunSummary, type ScenarioResult, STATUSES, type TestRun } from './result.ts';

const RESULTS: RunFile<RunHeader, ScenarioResult, RunSummary> = {
  ...{ unreadable: 'RESULTS-UNREADABLE', missing: 'RESULTS-MISSING', command: 'rateproof test' },
  ...{ header: checkHeader, item: checkScenario, summary: checkSummary },
  notWhole: ({ header, results, summary }) => {
    const broken = results.filter(({ check, status }) => check === 'law' && status === 'changed').length;
    if (broken !== (summary.laws?.broken ?? 0)) {
      const told = summary.laws?.broken ?? 0;
      return { of: 'summary', message: `the summary tells of ${told} broken laws, the file of ${broken}` };
    }
    // What the filters left out is counted as skipped, and not listed.
    for (const status of STATUSES) {
      // Laws are beside the scenarios, with a count of their own.
      const listed = results.filter((result) => result.check !== 'law' && result.status === status).length;
      const told = summary.scenarios[status];
      if (status === 'skipped' ? listed > told : listed !== told) {
        return { of: 'summary', message: `the summary tells of ${told} ${status}, the file of ${listed}` };
      }
    }
    if (results.length >= header.scenarios) return undefined;
    return {
      of: 'header',
      message: `the header tells of ${header.scenarios} scenarios, the file has ${results.length}`,
    };
  },
};

/** The whole run; `file` is how the file is called in problems. */
export const readResults = (path: string, file: string): Outcome<TestRun> => readRun(path, file, RESULTS);
