/**
 * A check as GitLab's Code Quality report, which stands on the page of a merge request: what is new against the target
 * branch, beside its line. GitLab tells findings apart by their fingerprints, and leaves out what has no file.
 */

import { visibleJson } from '../problems/visible.ts';
import type { CheckRun } from '../run/check-result.ts';
import { count } from './amounts.ts';
import { type Finding, findingsOf } from './findings.ts';
import { CODE_QUALITY_FINDINGS } from './limits.ts';

/** Where a finding of the run as a whole is shown. */
const WHOLE = { file: 'rateproof.config.yaml', line: 1 };

/** `folder`: of the project inside the repository, as `tariffs/`; paths are relative to the repository. */
export function* renderCodeQuality(
  check: CheckRun,
  { folder = '' }: { readonly folder?: string } = {},
): Generator<string> {
  const findings = findingsOf(check);
  const shown = findings.slice(0, CODE_QUALITY_FINDINGS).map((finding) => entry(finding, folder));
  const more = findings.length - shown.length;
  if (more > 0) {
    shown.push({
      ...{ description: `And ${count(more)} more findings: see the reports.`, check_name: 'CHECK-INCOMPLETE' },
      ...{ fingerprint: '0'.repeat(32), severity: 'info' },
      location: { path: folder + WHOLE.file, lines: { begin: WHOLE.line } },
    });
  }
  yield '[';
  let separator = '\n';
  for (const one of shown) {
    yield `${separator}${visibleJson(one, 0)}`;
    separator = ',\n';
  }
  yield '\n]\n';
}

interface Entry {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const entry = ({ code, level, message, spot = WHOLE, fingerprint }: Finding, folder: string): Entry => ({
  ...{ description: message, check_name: code, fingerprint },
  severity: severityOf(code, level),
  location: { path: folder + spot.file, lines: { begin: spot.line } },
});

/** blocker: no change goes out with it. critical: a bill is wrong, or nobody said that it is right. */
function severityOf(code: Finding['code'], level: Finding['level']): Entry['severity'] {
  if (level === 'warning') return 'minor';
  if (code === 'CHECK-POLICY-BLOCKS' || code === 'CHECK-REJECTED' || code === 'CHECK-INCOMPLETE') return 'blocker';
  return code.startsWith('CHECK-') ? 'critical' : 'major';
}
