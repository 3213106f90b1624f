/** An invoice as the customer reads it. */

import { formatDay, parseDay } from '../../calendar/day.ts';
import type { AllowanceLeft, Invoice } from '../../invoicing/invoice.ts';
import { exact, grouped } from '../amounts.ts';
import { lineName, type Names, type PlanNames, quantityText } from '../names.ts';

export interface LineView {
  readonly name: string;
  readonly detail: string;
  readonly quantity: string;
  readonly amount: string;
}

export interface InvoiceView {
  readonly date: string;
  /** First and last day of the cycle; empty on an activation's invoice. */
  readonly cycle: string;
  readonly currency: string;
  readonly lines: readonly LineView[];
  /** Each tax by itself, when there is more than one. */
  readonly taxes: readonly LineView[];
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  /** What the cycle's allowances were worth, and what of them nobody used. */
  readonly allowances: readonly { readonly name: string; readonly granted: string; readonly left: string }[];
}

/** Taxes stand below the lines: with gross prices they are inside them. */
export function viewInvoice(invoice: Invoice, names: Names): InvoiceView {
  const { plan, date, period, currency, net, tax, total } = invoice;
  const planNames = names.get(plan);
  const lines = invoice.lines.map((line) => ({ kind: line.kind, view: viewLine(line, plan, names) }));
  const taxes = lines.filter(({ kind }) => kind === 'tax').map(({ view }) => view);
  return {
    ...{ date, currency },
    cycle: period ? `${period.from} to ${lastDay(period.before)}` : '',
    lines: lines.filter(({ kind }) => kind !== 'tax').map(({ view }) => view),
    taxes: taxes.length > 1 ? taxes.map((line) => ({ ...line, name: line.detail || planNames?.tax || 'Tax' })) : [],
    ...{ net: grouped(net), tax: grouped(tax), total: grouped(total) },
    allowances: (invoice.allowances ?? []).map((one) => viewAllowance(one, planNames)),
  };
}

function viewAllowance({ id, granted, left }: AllowanceLeft, names: PlanNames | undefined) {
  const { name } = lineName(names, id);
  if (granted === 'unlimited') return { name, granted: 'unlimited', left: '' };
  const tell = (text: string, beside: string): string => quantityText(names, id, text, [beside]);
  return { name, granted: tell(granted, left), left: exact(left)?.n === 0n ? 'nothing' : tell(left, granted) };
}

function viewLine({ key, quantity, amount }: Invoice['lines'][number], plan: string, names: Names): LineView {
  const planNames = names.get(plan);
  const { name, detail } = lineName(planNames, key);
  return {
    ...{ name, detail },
    quantity: quantity === undefined ? '' : quantityText(planNames, key, quantity),
    amount: grouped(amount),
  };
}

function lastDay(before: string): string {
  const day = parseDay(before);
  return day === undefined ? before : formatDay(day - 1);
}
