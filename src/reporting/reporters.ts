/**
 * The reports that there are: a closed list, a file each. All of them are made from the same run as data, so that a
 * finished run gives them again, byte for byte.
 */

import type { Invoice } from '../invoicing/invoice.ts';
import type { TestRun } from '../run/result.ts';
import type { Names } from './names.ts';

export const REPORTERS = ['terminal', 'html', 'markdown', 'junit', 'json', 'csv'] as const;
export type ReporterName = (typeof REPORTERS)[number];
/** Those that write a file; the terminal's is printed. */
export type FileReporter = Exclude<ReporterName, 'terminal'>;

/** What a run's folder calls them. */
export const REPORT_FILES: Readonly<Record<FileReporter, string>> = {
  html: 'index.html',
  markdown: 'summary.md',
  junit: 'junit.xml',
  json: 'results.json',
  csv: 'results.csv',
};

export interface ReportContext {
  /** Gives plans and lines the names that customers read, and quantities their units. */
  readonly names: Names;
  /** JSON: passed scenarios as well. */
  readonly all?: boolean;
  /** HTML: keeps an invoice that is shown as its customer would see it. */
  readonly keep?: KeepInvoice;
}

/** Where a page finds the invoice of a scenario as its customer would see it, relative to it; empty: nowhere. */
export type KeepInvoice = (scenario: string, invoice: Invoice) => string;

/** A report in pieces of its text. Loads what this reporter needs, and nothing of the others. */
export async function render(reporter: FileReporter, run: TestRun, context: ReportContext): Promise<Iterable<string>> {
  switch (reporter) {
    case 'html':
      return (await import('./html.ts')).renderHtml(run, context);
    case 'markdown':
      return (await import('./markdown.ts')).renderMarkdown(run, context);
    case 'junit':
      return (await import('./junit.ts')).renderJunit(run, context);
    case 'json':
      return (await import('./json.ts')).renderJson(run, context);
    case 'csv':
      return (await import('./csv.ts')).renderCsv(run, context);
  }
}

/** `html,junit`; undefined when one of them is no reporter, or none is named. In the order of the list, each once. */
export function readReporters(text: string): readonly ReporterName[] | undefined {
  const words = text.split(',').map((word) => word.trim());
  const chosen = REPORTERS.filter((name) => words.includes(name));
  return words.every((word) => REPORTERS.some((name) => name === word)) ? chosen : undefined;
}
