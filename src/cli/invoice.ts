/** `rateproof invoice`: an invoice of a scenario as its customer would see it, as a page for print. */

import { dirname, join, resolve } from 'node:path';
import { parseDay } from '../calendar/day.ts';
import type { PlanHistory } from '../plan/model.ts';
import { nearest } from '../problems/nearest.ts';
import type { Outcome } from '../problems/problem.ts';
import { visible } from '../problems/visible.ts';
import { detailsOf } from '../reporting/customer-invoice/details.ts';
import { type InvoiceTemplate, readTemplate, TEMPLATE_BYTES } from '../reporting/customer-invoice/template.ts';
import { invoiceFileName, renderInvoice } from '../reporting/customer-invoice.ts';
import { namesOf } from '../reporting/names.ts';
import { explainInvoice } from '../run/explain.ts';
import { readInputFile } from '../run/files.ts';
import { caseNames, findCase } from '../run/find-case.ts';
import { load } from '../run/load.ts';
import { rateAccounts } from '../run/rate-accounts.ts';
import { rateproofVersion } from '../run/version.ts';
import { writeWhole } from '../run/write-file.ts';
import { misused, refused } from './misuse.ts';

interface InvoiceCommand {
  readonly invoice?: string;
  readonly plans: string;
  readonly scenarios: string;
  readonly out?: string;
}

export async function invoice(id: string, options: InvoiceCommand): Promise<number> {
  if (options.invoice !== undefined && parseDay(options.invoice) === undefined)
    return misused('--invoice is a date such as 2026-04-01');
  const root = process.cwd();
  const loaded = load({ root, plans: options.plans, scenarios: options.scenarios }, undefined);
  if (!loaded.value) return refused(loaded.problems);
  const { compiled, histories } = loaded.value.plans;
  const found = await findCase(loaded.value, id);
  if (!found) {
    const near = nearest(id, caseNames(loaded.value));
    return misused(`there is no scenario ${visible(id)}${near ? `; did you mean ${near}?` : ''}`);
  }
  const { account, usage } = found;
  const dates = rateAccounts(compiled, [account], usage).invoices[0]!.map(({ date }) => date);
  const date = options.invoice ?? dates.at(-1);
  if (date === undefined || !dates.includes(date)) {
    return misused(`${visible(id)} has no invoice${date ? ` of ${date}` : ''}; it has ${dates.join(', ') || 'none'}`);
  }
  const explanation = explainInvoice(compiled, account, usage, parseDay(date)!)!;
  const history = histories.get(explanation.invoice.plan)!;
  const template = templateOf(root, history);
  if (!template.value) return refused(template.problems);
  const page = renderInvoice(
    explanation.invoice,
    {
      ...{ names: namesOf([history]).get(history.id), rateproof: rateproofVersion(), source: id },
      details: detailsOf(explanation, history),
    },
    template.value.own,
  );
  if (page.value === undefined) return refused(page.problems);
  const out = options.out ?? join('reports/invoices', invoiceFileName(id, date));
  writeWhole(resolve(out), [page.value]);
  const { total, currency } = explanation.invoice;
  process.stdout.write(`The invoice of ${date} to ${visible(id)}, ${total} ${currency}, is in ${visible(out)}\n`);
  return 0;
}

/** `<plan>.invoice.hbs` beside the file of the plan's latest version, where there is one. */
function templateOf(root: string, { id, versions }: PlanHistory): Outcome<{ own: InvoiceTemplate | undefined }> {
  const name = join(dirname(versions.at(-1)!.place.file), `${id}.invoice.hbs`);
  const { value, problems } = readInputFile(root, name, TEMPLATE_BYTES);
  if (!value) return { problems };
  const [file] = value;
  if (!file) return { value: { own: undefined }, problems: [] };
  const read = readTemplate(file.text, file.file);
  return read.value ? { value: { own: read.value }, problems: [] } : read;
}
