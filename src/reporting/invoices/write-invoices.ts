/** Writes invoices of any number to a file. The file appears whole or not at all. */

import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Invoice } from '../../invoicing/invoice.ts';
import { csvText } from './csv.ts';
import { jsonText, ndjsonText } from './json.ts';
import { writeParquet } from './parquet.ts';

const INVOICE_FORMATS = ['json', 'ndjson', 'csv', 'parquet'] as const;
export type InvoiceFormat = (typeof INVOICE_FORMATS)[number];

/** The format that the name of a file says. */
export function invoiceFormatOf(path: string): InvoiceFormat | undefined {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  return INVOICE_FORMATS.find((format) => format === ending);
}

/** How much was written. */
export interface WrittenInvoices {
  readonly invoices: number;
  readonly lines: number;
}

/** Takes the invoices piece by piece, in their order. With an error on the way, what stood at `path` stays. */
export async function writeInvoices(
  format: InvoiceFormat,
  path: string,
  invoices: AsyncIterable<readonly Invoice[]>,
): Promise<WrittenInvoices> {
  const target = resolve(path);
  const partial = resolve(dirname(target), `.${basename(target)}.${process.pid}.partial`);
  const written = { invoices: 0, lines: 0 };
  const counted = count(invoices, written);
  try {
    if (format === 'parquet') await writeParquet(partial, counted);
    else await pipeline(Readable.from(TEXTS[format](counted)), createWriteStream(partial));
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return written;
}

const TEXTS = { json: jsonText, ndjson: ndjsonText, csv: csvText } as const;

async function* count(
  invoices: AsyncIterable<readonly Invoice[]>,
  written: { invoices: number; lines: number },
): AsyncGenerator<readonly Invoice[]> {
  for await (const some of invoices) {
    written.invoices += some.length;
    for (const { lines } of some) written.lines += lines.length;
    yield some;
  }
}
