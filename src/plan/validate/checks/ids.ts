/** Every id is there once: of plans' parts within a version, of calendars and rate tables within all files. */

import type { Place } from '../../../problems/problem.ts';
import type { MapNode } from '../../../yaml/document.ts';
import type { PlanDocument } from '../../parse/parse-documents.ts';
import type { Report } from '../resolve/context.ts';
import { mapsOf, scalarField } from '../resolve/fields.ts';

/** Keys of invoice lines that are not of a charge. */
const RESERVED = ['total-rounding'];

export function checkDocumentIds(report: Report, documents: readonly PlanDocument[]): void {
  for (const [kind, what] of [
    ['calendar', 'calendars'],
    ['rates', 'rates tables'],
  ] as const) {
    const named = documents.filter((document) => document.kind === kind);
    once(
      report,
      named.map(({ node }) => scalarField(node, kind)!),
      `two ${what} are called`,
    );
  }
}

/** Lines of an invoice are known by the ids of charges and discounts; allowances share the names to be told apart. */
export function checkPartIds(report: Report, plan: MapNode): void {
  const sections = ['recurring', 'one_time', 'allowances', 'usage', 'discounts'];
  const ids = sections.flatMap((key) => mapsOf(plan, key)).map((part) => scalarField(part, 'id')!);
  once(report, ids, 'two parts of this plan are called');
  for (const { text, place } of ids.filter((id) => RESERVED.includes(id.text))) {
    report.add('PLAN-RESERVED-ID', `\`${text}\` is the name of an invoice line of its own`, place, {
      fix: 'choose another id',
    });
  }
}

function once(report: Report, ids: readonly { readonly text: string; readonly place: Place }[], what: string): void {
  const first = new Map<string, Place>();
  for (const { text, place } of ids) {
    const before = first.get(text);
    if (!before) first.set(text, place);
    else {
      const related = [{ message: 'the first one is here', place: before }];
      report.add('PLAN-DUPLICATE-ID', `${what} \`${text}\``, place, { related, fix: 'give one of them another id' });
    }
  }
}
