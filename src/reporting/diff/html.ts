/** A change as one HTML page that needs nothing else (see html/document.ts). The same run gives the same page. */

import type { CheckRun } from '../../run/check-result.ts';
import type { DiffResult, DiffRun } from '../../run/diff/result.ts';
import { htmlDocument, shown } from '../html/document.ts';
import { type Listed, packScenarios } from '../html/scenario-list.ts';
import { writeChangePage } from '../html/templates.ts';
import { ONE_SIDED } from './bills.ts';
import { billSums } from './csv.ts';
import { changePage } from './page.ts';
import { subjectOf } from './subject.ts';

/** A customer as the list takes it, with where it came from. */
interface ListedCustomer extends Listed {
  readonly own: DiffResult;
}

/** The page in pieces, to be written one after the other. */
export function* renderDiffHtml(run: DiffRun | CheckRun): Generator<string> {
  const subject = subjectOf(run);
  const { page, causesOf, names, results } = changePage(subject);
  const seen = shown(page);
  const currencies = new Map((subject.diff?.header.plans ?? []).map(({ id, currency }) => [id, currency]));
  const data = packScenarios(results.map(listed), {
    names,
    currencyOf: (plan) => currencies.get(plan) ?? '',
    causesOf: ({ own }) => causesOf(own),
    said: ONE_SIDED,
  });
  yield* htmlDocument({ title: seen.sentence, body: writeChangePage(seen), data });
}

function listed(own: DiffResult): ListedCustomer {
  const { id, file, line, plan, status, differences, segment, title, change, reason, again, invoices } = own;
  const { before, after } = billSums(own);
  const records = own.unrated > 0 ? `Records that no charge matches: ${own.unrated}.` : '';
  const said = [reason ?? '', records].filter(Boolean).join(' ');
  return {
    ...{ own, id, file, line, plan, status, differences, check: 'baseline', unrated: 0, screened: 0 },
    ...(segment !== undefined && { segment }),
    ...(title !== undefined && { title }),
    ...(change !== undefined && { change }),
    ...(said !== '' && { reason: said }),
    ...(again !== undefined && { again }),
    ...((after || before) && { invoiced: after || before }),
    ...(invoices && { invoices: invoices.after }),
  };
}
