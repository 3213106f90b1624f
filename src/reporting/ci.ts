/** A check in the forms that CI systems read: a closed list, a file each, all made from the same value. */

import type { CheckRun } from '../run/check-result.ts';
import type { SarifContext } from './sarif.ts';

export const CI_REPORTERS = ['annotations', 'sarif', 'codequality', 'junit'] as const;
export type CiReporter = (typeof CI_REPORTERS)[number];

/** What a check's folder calls them; annotations are printed. */
export const CI_FILES: Readonly<Record<Exclude<CiReporter, 'annotations'>, string>> = {
  sarif: 'check.sarif',
  codequality: 'gl-code-quality-report.json',
  junit: 'check.junit.xml',
};

/** A report in pieces of its text. Loads what this reporter needs, and nothing of the others. */
export async function renderCi(name: CiReporter, check: CheckRun, context: SarifContext): Promise<Iterable<string>> {
  switch (name) {
    case 'annotations':
      return (await import('./annotations.ts')).renderAnnotations(check, context);
    case 'sarif':
      return (await import('./sarif.ts')).renderSarif(check, context);
    case 'codequality':
      return (await import('./codequality.ts')).renderCodeQuality(check, context);
    case 'junit':
      return (await import('./junit-check.ts')).renderCheckJunit(check);
  }
}
