/** The comparison that was made last, and whether it can be decided on. */

import { join, resolve } from 'node:path';
import type { Outcome, Problem } from '../../problems/problem.ts';
import { readYamlFiles } from '../files.ts';
import { DIFF_FILE } from './diff-file.ts';
import { readDiff } from './read-diff.ts';
import type { DiffRun } from './result.ts';
import { digestWithin } from './sides.ts';

/** Reads diff.ndjson in the folder of the reports. */
export function lastDiff(root: string, out: string): Outcome<DiffRun> {
  const file = join(out, DIFF_FILE);
  return readDiff(resolve(root, file), file);
}

/** What stands in the way of deciding on a comparison: other plans than there are now, or only a part of the truth. */
export function decidable({ header, summary }: DiffRun, root: string, plansFolder: string): readonly Problem[] {
  const again = 'run `rateproof diff` again and look at it, then decide';
  const refuse = (code: Problem['code'], message: string): Problem[] => [
    { code, severity: 'error', message, fix: again },
  ];
  if (summary.interrupted) return refuse('ACCEPT-UNFINISHED', 'the comparison was interrupted');
  if (summary.nullCheck.differing > 0) {
    return refuse('ACCEPT-UNFINISHED', 'the comparison found the base different from itself');
  }
  const files = readYamlFiles(root, plansFolder);
  if (!files.value) return files.problems;
  if (digestWithin(files.value, plansFolder) === header.head.plans) return [];
  const message = `the comparison is of ${header.head.name}; the plans in ${plansFolder} are not the same any more`;
  return refuse('ACCEPT-OTHER-PLANS', message);
}
