/**
 * The invoices of a customer on one readable line, without loss of what is compared:
 *
 *     smart-m EUR 29.99: monthly-fee 19.99; voice~peak 1.07 6m52s, ~off-peak 2.05 26m36s; sms 0.27 x3; tax 4.79
 *
 * The grammar is told in README.md beside this file.
 */

import { add, decimal, formatRational, subtract, ZERO } from '../exact/rational.ts';
import type { Dimension } from '../units/quantity.ts';
import { type ShortKey, shortKey } from './key.ts';
import { writeQuantity } from './quantity.ts';

/** An invoice as far as a line tells it; an Invoice is one. */
export interface ToldInvoice {
  readonly date: string;
  readonly currency: string;
  readonly lines: readonly { readonly key: string; readonly amount: string; readonly quantity?: string }[];
  readonly net: string;
  readonly tax: string;
  readonly total: string;
}

export const NONE = 'no invoice';
export const BETWEEN_INVOICES = ' | ';
export const BETWEEN_GROUPS = '; ';
export const WITHIN_GROUP = ', ';
export const TAX = 'tax ';
/** The line that nearly every tax is; written `tax 4.79`. */
export const USUAL_TAX = 'tax standard';
/** What stands for the tax where it is not the sum of its lines. */
export const TAX_IN_ALL = 'tax in all';

/** What a charge is measured in; undefined when nobody knows. */
export type DimensionOf = (plan: string, charge: string) => Dimension | undefined;

interface KnownKey extends ShortKey {
  readonly dimension: Dimension | undefined;
}

/** Tells line after line; what is known of keys is kept from one to the next. */
export function teller(dimensionOf: DimensionOf) {
  const plans = new Map<string, Map<string, KnownKey>>();
  const keysOf = (plan: string): Map<string, KnownKey> => {
    const known = plans.get(plan) ?? new Map<string, KnownKey>();
    plans.set(plan, known);
    return known;
  };

  /** `usual` are the dates of the first, second, … invoice that need not be said. */
  return (plan: string, invoices: readonly ToldInvoice[], usual: readonly string[] = []): string => {
    if (invoices.length === 0) return `${plan} ${NONE}`;
    const keys = keysOf(plan);
    let text = plan;
    let before = '';
    for (let i = 0; i < invoices.length; i += 1) {
      const invoice = invoices[i]!;
      const { date, currency, total } = invoice;
      text += i === 0 ? ' ' : BETWEEN_INVOICES;
      if (date !== usual[i]) text += `${date} `;
      if (currency !== before) text += `${currency} `;
      before = currency;
      text += total + tellLines(invoice, (key) => known(keys, plan, key));
    }
    return text;
  };

  function known(keys: Map<string, KnownKey>, plan: string, key: string): KnownKey {
    let short = keys.get(key);
    if (short === undefined) {
      const { charge, rest, word } = shortKey(key);
      short = { charge, rest, word, dimension: dimensionOf(plan, charge) };
      keys.set(key, short);
    }
    return short;
  }
}

function tellLines({ lines, total, tax }: ToldInvoice, known: (key: string) => KnownKey): string {
  const zero = zeroLike(total);
  const taxes: string[] = [];
  let text = '';
  let group = '';
  for (const { key, amount, quantity } of lines) {
    if (quantity === undefined && key.startsWith(TAX) && key !== TAX_IN_ALL) {
      taxes.push(amount);
      const again = group === TAX;
      text += again ? WITHIN_GROUP : text === '' ? ': ' : BETWEEN_GROUPS;
      text += `${again ? key.slice(TAX.length) : key} ${amount}`;
      group = TAX;
      continue;
    }
    const { charge, rest, word, dimension } = known(key);
    const again = rest !== '' && group === charge;
    text += again ? WITHIN_GROUP : text === '' ? ': ' : BETWEEN_GROUPS;
    text += again ? rest : charge + rest;
    if (amount !== zero || quantity === undefined || !word) text += ` ${amount}`;
    if (quantity !== undefined) text += ` ${writeQuantity(quantity, dimension)}`;
    group = word ? charge : '';
  }
  if (taxes.length === 1 && text.endsWith(`${USUAL_TAX} ${taxes[0]}`)) {
    text = `${text.slice(0, -(USUAL_TAX.length + 1 + taxes[0]!.length))}${TAX}${taxes[0]}`;
  }
  if (sumOfTaxes(taxes, total) !== tax) text += `${text === '' ? ': ' : BETWEEN_GROUPS}${TAX_IN_ALL} ${tax}`;
  return text;
}

/** The tax that the lines of tax come to, as text; zero as the total writes it when there are none. */
export function sumOfTaxes(amounts: readonly string[], total: string): string {
  if (amounts.length === 0) return zeroLike(total);
  if (amounts.length === 1) return amounts[0]!;
  return formatRational(amounts.map(decimal).reduce(add, ZERO), Math.max(...amounts.map(decimalsIn)));
}

/** The net is not told: it is the total without tax, always. */
export const netOf = (total: string, tax: string): string =>
  formatRational(subtract(decimal(total), decimal(tax)), decimalsIn(total));

const decimalsIn = (text: string): number => {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
};

/** `0.00` beside 29.99, `0` beside 1200. */
export function zeroLike(total: string): string {
  const decimals = decimalsIn(total);
  return decimals === 2 ? '0.00' : decimals === 0 ? '0' : `0.${'0'.repeat(decimals)}`;
}
