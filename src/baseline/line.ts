/**
 * The invoices of a scenario on one readable line, without loss of what is compared:
 *
 *     smart-m 2026-04-01 29.99 EUR tax 4.79; monthly-fee 19.99; data-overage 10.00 x2500000000; tax standard 4.79
 *
 * Several invoices are parted by ` | `. A quantity, in base units, follows the amount of what was priced by it. Net is
 * not told: it is the total without tax, always.
 */

import { decimal, formatRational, subtract } from '../exact/rational.ts';

/** An invoice as far as a line tells it; an Invoice is one. */
export interface ToldInvoice {
  readonly date: string;
  readonly currency: string;
  readonly lines: readonly { readonly key: string; readonly amount: string; readonly quantity?: string }[];
  readonly net: string;
  readonly tax: string;
  readonly total: string;
}

const NONE = 'no invoice';
const HEAD = /^(\d{4}-\d{2}-\d{2}) (-?\d+(?:\.\d+)?) ([A-Z]{3}) tax (-?\d+(?:\.\d+)?)$/;
const LINE = /^(.+?) (-?\d+(?:\.\d+|\/[1-9]\d*)?)(?: x(-?\d+(?:\.\d+|\/[1-9]\d*)?))?$/;

export function tellInvoices(plan: string, invoices: readonly ToldInvoice[]): string {
  if (invoices.length === 0) return `${plan} ${NONE}`;
  let text = plan;
  for (let i = 0; i < invoices.length; i += 1) {
    const { date, currency, total, tax, lines } = invoices[i]!;
    text += `${i === 0 ? ' ' : ' | '}${date} ${total} ${currency} tax ${tax}`;
    for (const { key, amount, quantity } of lines) {
      text += quantity === undefined ? `; ${key} ${amount}` : `; ${key} ${amount} x${quantity}`;
    }
  }
  return text;
}

/** What a line tells; undefined when it was not written by tellInvoices. */
export function readLine(text: string): { plan: string; invoices: ToldInvoice[] } | undefined {
  const space = text.indexOf(' ');
  const [plan, rest] = [text.slice(0, space), text.slice(space + 1)];
  if (space < 1) return undefined;
  if (rest === NONE) return { plan, invoices: [] };
  const invoices = rest.split(' | ').map(readInvoice);
  return invoices.every((invoice) => invoice !== undefined) ? { plan, invoices } : undefined;
}

function readInvoice(text: string): ToldInvoice | undefined {
  const [first = '', ...rest] = text.split('; ');
  const head = HEAD.exec(first);
  const lines = rest.map((line) => LINE.exec(line));
  if (!head || !lines.every((line) => line !== null)) return undefined;
  const [, date = '', total = '', currency = '', tax = ''] = head;
  const net = formatRational(subtract(decimal(total), decimal(tax)), total.split('.')[1]?.length ?? 0);
  return {
    ...{ date, currency, total, net, tax },
    lines: lines.map(([, key, amount, quantity]) => ({
      ...{ key: key!, amount: amount! },
      ...(quantity !== undefined && { quantity }),
    })),
  };
}
