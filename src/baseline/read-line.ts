/** What a line of a baseline tells. It may have been edited by hand or merged: what is not understood has a place. */

import { longKey } from './key.ts';
import { readQuantity } from './quantity.ts';
import {
  BETWEEN_GROUPS,
  BETWEEN_INVOICES,
  NONE,
  netOf,
  sumOfTaxes,
  TAX,
  TAX_IN_ALL,
  type ToldInvoice,
  USUAL_TAX,
  WITHIN_GROUP,
  zeroLike,
} from './tell.ts';

export interface Told {
  readonly plan: string;
  readonly invoices: readonly ToldInvoice[];
}

/** What is wrong with a line: from which character on, counted from 1, and how many. */
export interface Unread {
  readonly message: string;
  readonly column: number;
  readonly length: number;
}

const DECIMAL = '-?\\d{1,40}(?:\\.\\d{1,40})?';
const HEAD = new RegExp(`^(?:(\\d{4}-\\d\\d-\\d\\d) )?(?:([A-Z]{3}) )?(${DECIMAL})$`);
const AMOUNT = new RegExp(`^${DECIMAL}$`);
const QUANTITY = /^(?:x.|-?\d.*[A-Za-z]$)/;
const CHARGE = /^[^\s@~#]+/;

class Unreadable extends Error {
  readonly at: number;
  readonly size: number;
  constructor(message: string, at: number, size: number) {
    super(message);
    this.at = at;
    this.size = size;
  }
}

/** `usual` are the dates that the head of the file names. */
export function readLine(text: string, usual: readonly string[] = []): Told | Unread {
  const space = text.indexOf(' ');
  if (space < 1) return { message: 'a plan and its invoices are expected', column: 1, length: text.length };
  const [plan, rest] = [text.slice(0, space), text.slice(space + 1)];
  if (rest === NONE) return { plan, invoices: [] };
  try {
    const invoices: ToldInvoice[] = [];
    for (const [at, part] of parts(rest, BETWEEN_INVOICES, space + 1)) {
      invoices.push(readInvoice(part, at, usual[invoices.length], invoices.at(-1)?.currency));
    }
    return { plan, invoices };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { message: error.message, column: error.at + 1, length: Math.max(1, error.size) };
  }
}

const TOTALS = new RegExp(`(?:^\\S+ | \\| )(?:\\d{4}-\\d\\d-\\d\\d )?(?:[A-Z]{3} )?(${DECIMAL})(?=: | \\| |$)`, 'g');

/** The totals of the invoices of a line that was told just now, without taking the rest of it apart. */
export const totalsIn = (told: string): string[] => [...told.matchAll(TOTALS)].map(([, total = '']) => total);

/** Pieces of a text with the offset of each. */
function* parts(text: string, separator: string, offset: number): Generator<[number, string]> {
  let from = 0;
  for (;;) {
    const end = text.indexOf(separator, from);
    yield [offset + from, text.slice(from, end < 0 ? undefined : end)];
    if (end < 0) return;
    from = end + separator.length;
  }
}

function readInvoice(text: string, offset: number, usual: string | undefined, before: string | undefined): ToldInvoice {
  const colon = text.indexOf(': ');
  const first = colon < 0 ? text : text.slice(0, colon);
  const refuse = (message: string): never => {
    throw new Unreadable(message, offset, first.length);
  };
  const head = HEAD.exec(first) ?? refuse('an invoice begins with its total, such as `EUR 29.99:`');
  const [, said, own, total = ''] = head;
  const date = said ?? usual ?? refuse('this invoice has no date, and the head of the file names none for it');
  const currency = own ?? before ?? refuse('the currency is missing before the total');
  const lines: ToldInvoice['lines'][number][] = [];
  const taxes: string[] = [];
  let tax: string | undefined;
  if (colon >= 0) {
    for (const [at, group] of parts(text.slice(colon + 2), BETWEEN_GROUPS, offset + colon + 2)) {
      let charge = '';
      for (const [place, item] of parts(group, WITHIN_GROUP, at)) {
        const { short, amount, quantity } = readItem(item, place, total);
        if (charge === '' && short === TAX_IN_ALL) {
          tax = amount;
        } else if (quantity === undefined && (charge === TAX || /^tax( |$)/.test(short))) {
          charge = TAX;
          taxes.push(amount);
          const key = short === 'tax' ? USUAL_TAX : short.startsWith(TAX) ? short : TAX + short;
          lines.push({ key, amount });
        } else {
          const own = CHARGE.exec(short)?.[0];
          if (own === undefined && charge === '')
            throw new Unreadable('the charge of this line is missing', place, item.length);
          if (own !== undefined && charge !== '')
            throw new Unreadable('another charge begins with `; `', place, item.length);
          const key = longKey(own === undefined ? charge + short : short);
          charge = own ?? charge;
          lines.push(quantity === undefined ? { key, amount } : { key, amount, quantity });
        }
      }
    }
  }
  const inAll = tax ?? sumOfTaxes(taxes, total);
  return { date, currency, lines, total, tax: inAll, net: netOf(total, inAll) };
}

function readItem(
  text: string,
  at: number,
  total: string,
): { readonly short: string; readonly amount: string; readonly quantity: string | undefined } {
  const refuse = (message: string): never => {
    throw new Unreadable(message, at, text.length);
  };
  const words = text.split(' ');
  const last = words.at(-1)!;
  const quantity = words.length > 1 && QUANTITY.test(last) ? readQuantity(last) : undefined;
  if (quantity !== undefined) words.pop();
  const amount = words.length > 1 && AMOUNT.test(words.at(-1)!) ? words.pop() : undefined;
  const short = words.join(' ');
  if (short === '') refuse('the name of a line is missing');
  if (amount === undefined && (quantity === undefined || words.length > 1)) {
    refuse('a line is a name, an amount such as 4.79, and a quantity such as 2.5GB, 1h3m or x3, if it has one');
  }
  return { short, amount: amount ?? zeroLike(total), quantity };
}
