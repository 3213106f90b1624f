/** The invoices that a page shows, as pages of their own beside it: what their customers would see. */

import type { Invoice } from '../invoicing/invoice.ts';
import { invoiceFileName, renderInvoice } from './customer-invoice.ts';
import { CUSTOMER_INVOICES } from './invoice-files.ts';
import type { Names } from './names.ts';
import type { KeepInvoice } from './reporters.ts';

/** A page each, of some 10 kB: those of the samples and of what is shown in full, not of every customer. */
const MOST = 60;

interface Kept {
  readonly scenario: string;
  readonly invoice: Invoice;
}

export class CustomerInvoices {
  readonly #kept = new Map<string, Kept>();
  readonly #rateproof: string;
  readonly #names: Names;

  constructor(rateproof: string, names: Names) {
    this.#rateproof = rateproof;
    this.#names = names;
  }

  /** To be given to the page while it is made. */
  readonly keep: KeepInvoice = (scenario, invoice) => {
    if (this.#kept.size >= MOST) return '';
    const first = invoiceFileName(scenario, invoice.date).toLowerCase();
    let name = first;
    // Other ids may come to the same name, where letters had to go; some disks do not tell A from a.
    for (let n = 2; this.#kept.has(name); n += 1) name = first.replace(/\.html$/, `-${n}.html`);
    this.#kept.set(name, { scenario, invoice });
    return `${CUSTOMER_INVOICES}/${encodeURIComponent(name)}`;
  };

  /** Names in the folder, and the pages: those kept so far. */
  *pages(): Generator<readonly [name: string, page: string]> {
    for (const [name, { scenario, invoice }] of this.#kept) {
      const context = { names: this.#names.get(invoice.plan), rateproof: this.#rateproof, source: scenario };
      const { value } = renderInvoice(invoice, context);
      if (value === undefined) throw new Error(`the invoice of ${scenario} cannot be shown`);
      yield [name, value];
    }
  }
}
