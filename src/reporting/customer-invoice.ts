/**
 * An invoice as its customer would read it: one page that needs nothing else, ready for print. Its policy lets nothing be
 * loaded and nothing run. The template of the plan fills the body; what is around it is always this.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { Invoice } from '../invoicing/invoice.ts';
import type { Outcome } from '../problems/problem.ts';
import { type InvoiceContext, pageOf } from './customer-invoice/page.ts';
import { type InvoiceTemplate, readTemplate } from './customer-invoice/template.ts';

/** With the template that is used where a plan has none, there are no problems. */
export function renderInvoice(invoice: Invoice, context: InvoiceContext, template = ownTemplate()): Outcome<string> {
  const page = pageOf(invoice, context);
  const body = template(page);
  if (body.value === undefined) return body;
  const style = read('customer-invoice.css');
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const title = `Invoice of ${page.date}, ${page.customer}`;
  const value = [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">',
    `<title>${Handlebars.escapeExpression(title)}</title>`,
    `<style>${style}</style>\n</head>\n<body>\n<main>`,
    body.value.trim(),
    '</main>\n</body>\n</html>\n',
  ].join('\n');
  return { value, problems: [] };
}

const read = (file: string): string => readFileSync(new URL(`./templates/${file}`, import.meta.url), 'utf8');

let own: InvoiceTemplate | undefined;

function ownTemplate(): InvoiceTemplate {
  own ??= readTemplate(read('customer-invoice.hbs'), 'customer-invoice.hbs').value;
  if (!own) throw new Error('the template of invoices is not one');
  return own;
}

/** What a file with an invoice is called: no letter in it that means something to a file system. */
export function invoiceFileName(account: string, date: string): string {
  const safe = account.replace(/[^A-Za-z0-9.-]+/g, '_').replace(/^[._-]+/, '') || 'invoice';
  return `${safe.slice(0, 100)}-${date}.html`;
}
