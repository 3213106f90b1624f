/** What resolving a document needs at every step: the units it counts in, and where problems go. */

import type { Code } from '../../../problems/codes.ts';
import type { Place, Problem } from '../../../problems/problem.ts';
import type { UnitTable } from '../../../units/quantity.ts';

export interface ProblemDetails {
  readonly related?: Problem['related'];
  readonly fix?: string | undefined;
  readonly severity?: Problem['severity'];
}

/** Collects problems; resolving goes on after each, so that all are told at once. */
export class Report {
  readonly problems: Problem[] = [];

  /** Adds a problem, an error unless told; gives undefined, for `return report.add(…)` where a value is missing. */
  add(code: Code, message: string, place: Place, details: ProblemDetails = {}): undefined {
    const { related, fix, severity = 'error' } = details;
    this.problems.push({ code, severity, message, place, ...(related && { related }), ...(fix && { fix }) });
  }
}

/** A report with the units of the plan in hand. */
export interface Context {
  readonly report: Report;
  readonly units: UnitTable;
  /** Where it is said what the part in hand is measured in, and which bands it has. */
  readonly service?: Place | undefined;
  readonly calendar?: Place | undefined;
}
