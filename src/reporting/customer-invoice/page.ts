/**
 * What stands on an invoice, as a customer reads it, in the order of the field's rules: who bills whom and for when, every
 * charge in plain words and clearly grouped, discounts, each tax with its rate, what is to be paid; and, since it is a test,
 * how it was made and what a real bill would have to tell beside (47 CFR 64.2401; Directive 2018/1972, Annex VI).
 */

import { formatDay, parseDay } from '../../calendar/day.ts';
import { compare, formatRational, type Rational, subtract } from '../../exact/rational.ts';
import type { AllowanceLeft, Invoice, LineKind } from '../../invoicing/invoice.ts';
import { visible } from '../../problems/visible.ts';
import { exact, grouped, sumOf } from '../amounts.ts';
import { lineName, type PlanNames, quantityText } from '../names.ts';
import type { InvoiceDetails, LineDetails } from './details.ts';
import { inWords } from './in-words.ts';

export interface InvoicePage {
  readonly customer: string;
  readonly plan: string;
  readonly date: string;
  /** First and last day; both empty on an activation's invoice. */
  readonly from: string;
  readonly to: string;
  readonly currency: string;
  readonly sections: readonly Section[];
  readonly net: string;
  readonly taxes: readonly { readonly name: string; readonly rate: string; readonly amount: string }[];
  readonly tax: string;
  readonly total: string;
  /** `Prices include VAT.`; empty where there is no tax. */
  readonly prices: string;
  readonly allowances: readonly Allowance[];
  /** Whether it is known what was granted and what is left. */
  readonly allowancesTold: boolean;
  /** What a real bill must tell and a test does not know. */
  readonly missing: readonly { readonly label: string; readonly why: string }[];
  readonly made: readonly { readonly label: string; readonly value: string }[];
}

interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly subtotal: string;
  /** Of usage: only there quantities and prices stand. */
  readonly usage: boolean;
  /** Whether prices are known. */
  readonly priced: boolean;
}

interface Line {
  readonly name: string;
  /** What tells it from others of the charge, and its days; empty when nothing does. */
  readonly detail: string;
  readonly quantity: string;
  readonly rate: string;
  readonly amount: string;
}

interface Allowance {
  readonly name: string;
  /** Empty where it is not known. */
  readonly granted: string;
  readonly used: string;
  readonly left: string;
}

export interface InvoiceContext {
  readonly names: PlanNames | undefined;
  /** Version of rateproof, and where the customer comes from. */
  readonly rateproof: string;
  readonly source: string;
  /** What only the plan and an explanation know: rates, days, versions, allowances. */
  readonly details?: InvoiceDetails | undefined;
}

const SECTIONS: readonly { readonly title: string; readonly kind: LineKind }[] = [
  { title: 'Recurring charges', kind: 'recurring' },
  { title: 'One-time charges', kind: 'one-time' },
  { title: 'Usage', kind: 'usage' },
  { title: 'Discounts', kind: 'discount' },
  { title: 'Rounding', kind: 'rounding' },
];

const MISSING: InvoicePage['missing'] = [
  { label: 'Provider', why: 'name and address of who makes each charge' },
  { label: 'Questions and complaints', why: 'a number to call without charge, and the way to dispute a charge' },
  { label: 'Due date and payment', why: 'until when and how it is to be paid' },
  { label: 'Invoice and tax numbers', why: 'as the tax law of the country asks' },
];

export function pageOf(invoice: Invoice, { names, rateproof, source, details }: InvoiceContext): InvoicePage {
  const { account, plan, date, period, currency, net, tax, total } = invoice;
  const lines = invoice.lines.map((line, at) => ({ line, more: details?.lines[at] }));
  const sections = SECTIONS.flatMap(({ title, kind }) => {
    const own = lines.filter(({ line }) => line.kind === kind);
    if (own.length === 0) return [];
    const shown = own.map(({ line, more }) => viewLine(line, names, more));
    return {
      title,
      lines: shown,
      subtotal: money(sumOf(own.map(({ line }) => line.amount)) ?? ''),
      usage: kind === 'usage',
      priced: shown.some(({ rate }) => rate !== ''),
    };
  });
  const taxes = lines.filter(({ line }) => line.kind === 'tax');
  const allowances = details?.allowances ?? (invoice.allowances ?? []).map((one) => allowanceOf(one, names));
  const page: InvoicePage = {
    ...{ customer: account, plan: details?.plan ?? names?.name ?? plan, date, currency, sections },
    ...(period ? { from: period.from, to: dayBefore(period.before) } : { from: '', to: '' }),
    ...{ net: money(net), tax: money(tax), total: money(total) },
    taxes: taxes.map(({ line, more }) => ({
      name: [names?.tax ?? 'Tax', taxes.length > 1 ? lineName(names, line.key).detail : ''].filter(Boolean).join(', '),
      rate: more?.percent === undefined ? '' : `${more.percent} %`,
      amount: money(line.amount),
    })),
    prices: taxes.length === 0 ? '' : pricesText(invoice, names?.tax ?? 'tax'),
    allowances,
    allowancesTold: allowances.some(({ granted }) => granted !== ''),
    missing: MISSING,
    made: [
      { label: 'Scenario', value: source },
      { label: 'Plan', value: plan },
      ...(details?.versions ?? []).map((value) => ({ label: 'Version', value })),
      { label: 'rateproof', value: rateproof },
    ],
  };
  return visibleDeep(page);
}

/** As the invoice itself tells it; what was used is what is gone. */
function allowanceOf({ id, granted, left }: AllowanceLeft, names: PlanNames | undefined): Allowance {
  const { name } = lineName(names, id);
  const [all, rest] = [exact(granted), exact(left)];
  if (!all || !rest) return { name, granted, used: '', left: granted };
  const tell = (value: Rational): string =>
    value.n === 0n ? 'nothing' : inWords(quantityText(names, id, formatRational(value)));
  return { name, granted: tell(all), used: tell(subtract(all, rest)), left: tell(rest) };
}

function viewLine(
  { key, quantity, amount }: Invoice['lines'][number],
  names: PlanNames | undefined,
  more?: LineDetails,
): Line {
  const { name, detail } = lineName(names, key);
  const days = more?.period ? `${more.period.from} to ${dayBefore(more.period.before)}` : '';
  return {
    name: more?.name ?? name,
    detail: [detail, days].filter(Boolean).join(', '),
    quantity: quantity === undefined ? '' : customersQuantity(names, key, quantity),
    rate: more?.rate ?? '',
    amount: money(amount),
  };
}

/** Calls as minutes and seconds, messages in words; everything else as in other reports. */
function customersQuantity(names: PlanNames | undefined, key: string, quantity: string): string {
  const text = quantityText(names, key, quantity);
  const value = exact(quantity);
  if (value?.d !== 1n) return text;
  if (/ (?:s|min|h)$/.test(text)) {
    const [minutes, seconds] = [value.n / 60n, value.n % 60n];
    if (value.n < 60n) return `${value.n} s`;
    return `${grouped(`${minutes}`)} min${seconds === 0n ? '' : ` ${seconds} s`}`;
  }
  return inWords(text);
}

/** With prices gross the lines without taxes add up to the total, with prices net to the net amount. */
function pricesText({ lines, net, total }: Invoice, tax: string): string {
  const sum = exact(sumOf(lines.filter(({ kind }) => kind !== 'tax').map(({ amount }) => amount)) ?? '');
  const [whole, without] = [exact(total), exact(net)];
  if (!sum || !whole || !without || compare(whole, without) === 0) return '';
  if (compare(sum, whole) === 0) return `Prices include ${tax}.`;
  return compare(sum, without) === 0 ? `Prices are without ${tax}, which is added below.` : '';
}

const money = (text: string): string => grouped(text).replace(/^-/, '−');

function dayBefore(before: string): string {
  const day = parseDay(before);
  return day === undefined ? before : formatDay(day - 1);
}

/** Every text in it without characters that cannot be seen or that reorder what is around them. */
function visibleDeep<T>(value: T): T {
  if (typeof value === 'string') return visible(value) as T;
  if (Array.isArray(value)) return value.map(visibleDeep) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visibleDeep(inner)])) as T;
}
