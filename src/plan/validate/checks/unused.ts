/** Calendars and rate tables that no plan asks for: harmless, but most likely a name was misspelt or forgotten. */

import type { PlanDocument } from '../../parse/parse-documents.ts';
import type { Report } from '../resolve/context.ts';
import { scalarField } from '../resolve/fields.ts';
import type { SharedDocuments } from '../resolve/plan-context.ts';

export function checkUnused(report: Report, documents: readonly PlanDocument[], shared: SharedDocuments): void {
  for (const { kind, id, node } of documents) {
    if (kind === 'plan') continue;
    if (shared.used.has(node)) continue;
    const what = kind === 'calendar' ? 'calendar' : 'rates table';
    report.add('PLAN-UNUSED', `no plan uses the ${what} \`${id}\``, scalarField(node, kind)!.place, {
      severity: 'warning',
    });
  }
}
