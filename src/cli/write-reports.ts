/** Reports of a run as files of one folder. */

import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CUSTOMER_INVOICE, CUSTOMER_INVOICES } from '../reporting/invoice-files.ts';
import { type Names, namesOfRun } from '../reporting/names.ts';
import { type FileReporter, REPORT_FILES, REPORTERS, type ReporterName, render } from '../reporting/reporters.ts';
import type { TestRun } from '../run/result.ts';
import { writeWhole } from '../run/write-file.ts';

/** What is said of a word that is none. */
export const WHAT_REPORTERS = `--reporter is one or more of ${REPORTERS.join(', ')}, with commas between them`;

interface ReportOptions {
  /** Folder, from where the command runs. */
  readonly out: string;
  readonly all?: boolean | undefined;
}

/** Writes those that are files, each whole or not at all; their paths as they are to be told. */
export async function writeReports(
  run: TestRun,
  reporters: readonly ReporterName[],
  { out, all = false }: ReportOptions,
): Promise<string[]> {
  const names = namesOfRun(run.header);
  const written: string[] = [];
  for (const reporter of reporters) {
    if (reporter === 'terminal') continue;
    const path = join(out, REPORT_FILES[reporter]);
    if (reporter === 'html') await writeHtml(run, path, { names, out });
    else writeWhole(resolve(path), await render(reporter, run, { names, all }));
    written.push(path);
  }
  return written;
}

/** Takes away the invoices of an earlier page; a folder that is empty then goes too. */
function removeInvoices(out: string, except: readonly string[]): void {
  const folder = resolve(out, CUSTOMER_INVOICES);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (CUSTOMER_INVOICE.test(name) && !except.includes(name)) rmSync(join(folder, name), { force: true });
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** The page, and beside it the invoices that it shows, as their customers would see them. */
async function writeHtml(
  run: TestRun,
  path: string,
  { names, out }: { readonly names: Names; readonly out: string },
): Promise<void> {
  // Only here: it needs Handlebars, which other reporters do without.
  const { CustomerInvoices } = await import('../reporting/customer-invoices.ts');
  const invoices = new CustomerInvoices(run.header.rateproof, names);
  writeWhole(resolve(path), await render('html', run, { names, keep: invoices.keep }));
  const written: string[] = [];
  for (const [name, page] of invoices.pages()) {
    writeWhole(resolve(out, CUSTOMER_INVOICES, name), [page]);
    written.push(name);
  }
  removeInvoices(out, written);
}

/** Takes away what an earlier run left and this one does not write: a page of another run must not look like this one's. */
export function removeStale(reporters: readonly ReporterName[], out: string): void {
  for (const [reporter, file] of Object.entries(REPORT_FILES) as [FileReporter, string][]) {
    if (!reporters.includes(reporter)) rmSync(resolve(out, file), { force: true });
  }
  if (!reporters.includes('html')) removeInvoices(out, []);
}
