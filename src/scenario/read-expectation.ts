/** Reads `expect:`: what the invoices of a scenario must be. */

import { formatDay } from '../calendar/day.ts';
import { compare, type Rational } from '../exact/rational.ts';
import { shownText } from '../problems/shown.ts';
import type { Dimension } from '../units/quantity.ts';
import type { MapNode, Node } from '../yaml/document.ts';
import type { Reading } from './reading.ts';
import type { ExpectedAllowance, ExpectedInvoice, ExpectedLine, Matcher, PlanFacts } from './scenario.ts';

export const INVOICE_KEYS = [
  'invoice',
  'absent',
  'total',
  'net',
  'tax',
  'lines',
  'exactly',
  'allowances',
  'because',
] as const;
export const LINE_KEYS = ['amount', 'quantity'] as const;
const MATCHER_KEYS = ['of', 'within', 'at_least', 'at_most'] as const;

/** `plans` are those the customer has, the first one first; none when the first is not known. */
export function readExpectations(
  node: Node | undefined,
  reading: Reading,
  plans: readonly PlanFacts[],
): ExpectedInvoice[] {
  if (!node) return [];
  const invoices = reading
    .list(node, '`expect`', 'a list of invoices: - { invoice: 2026-04-01, total: 19.99 }')
    .flatMap((item) => readInvoice(item, reading, plans) ?? []);
  const told = new Set<string>();
  for (const { date, place } of invoices) {
    if (told.has(date))
      reading.error('SCENARIO-DUPLICATE-ID', place, `the invoice of ${date} is told twice`, 'say it in one item');
    told.add(date);
  }
  return invoices;
}

function readInvoice(node: Node, reading: Reading, plans: readonly PlanFacts[]): ExpectedInvoice | undefined {
  const map = reading.map(node, 'an expected invoice', '{ invoice: 2026-04-01, total: 19.99 }');
  if (!map) return undefined;
  const fields = reading.fields(map, 'an expected invoice', INVOICE_KEYS, ['invoice']);
  const day = fields.get('invoice') && reading.date(fields.get('invoice')!, 'the date of an invoice');
  const absent = reading.yes(fields.get('absent'), '`absent`');
  const exactly = reading.yes(fields.get('exactly'), '`exactly`');
  const amount = (key: string): Matcher | undefined =>
    fields.get(key) && readAmount(fields.get(key)!, reading, `\`${key}\``);
  const [total, net, tax] = [amount('total'), amount('net'), amount('tax')];
  const lines = fields.get('lines') ? readLines(fields.get('lines')!, reading, plans) : [];
  const left = fields.get('allowances');
  const allowances = left ? readAllowances(left, reading, plans) : [];
  const because = fields.get('because') && reading.text(fields.get('because')!, '`because`');
  if (absent && (total || net || tax || exactly || fields.has('lines') || left)) {
    reading.error('SCENARIO-NO-EFFECT', map.place, 'an invoice that must be absent has no amounts', 'leave them out');
  }
  if (exactly && !fields.has('lines')) {
    reading.error('SCENARIO-NO-EFFECT', map.place, '`exactly` speaks of `lines`', 'add `lines:` or leave it out');
  }
  if (day === undefined) return undefined;
  return { place: map.place, date: formatDay(day), absent, total, net, tax, lines, allowances, exactly, because };
}

/** More than anybody compares by eye. */
const MOST_LINES = 1_000;

function readLines(node: Node, reading: Reading, plans: readonly PlanFacts[]): ExpectedLine[] {
  const map = reading.map(node, '`lines`', '{ monthly-fee: 19.99 }');
  const entries = map?.entries ?? [];
  if (entries.length > MOST_LINES) {
    const message = `an invoice is expected to have at most ${MOST_LINES} lines, this one has ${entries.length}`;
    return reading.error('SCENARIO-TOO-LARGE', node.place, message, 'split the scenario') ?? [];
  }
  return entries.flatMap(({ key, keyPlace, value }) => {
    const id = nameIn(key);
    const known = plans.flatMap(({ lineIds }) => lineIds);
    if (plans.length > 0 && !known.includes(id)) {
      const message = `${nameOf(plans)} no charge or discount for a line \`${shownText(key)}\``;
      reading.unknown('SCENARIO-UNKNOWN-LINE', { place: keyPlace }, message, id, known);
    }
    return readLine(key, value, reading, measureOf(id, plans)) ?? [];
  });
}

/** `plan a has`, `plans a, b have`. */
const nameOf = (plans: readonly PlanFacts[]): string =>
  plans.length === 1 ? `plan ${plans[0]!.id} has` : `plans ${plans.map(({ id }) => id).join(', ')} have`;

/** What a charge or allowance is measured in; undefined when it is not measured, or not alike in all plans. */
function measureOf(id: string, plans: readonly PlanFacts[]): Dimension | undefined {
  const measures = plans.flatMap((plan) =>
    plan.lineIds.includes(id) || plan.allowanceIds.includes(id) ? [plan.measures.get(id)] : [],
  );
  return measures.every((measure) => measure === measures[0]) ? measures[0] : undefined;
}

/** What is left of allowances, by their id: `4.5 GB`, a matcher of quantities, `unlimited`, or `absent`. */
function readAllowances(node: Node, reading: Reading, plans: readonly PlanFacts[]): ExpectedAllowance[] {
  const map = reading.map(node, '`allowances`', '{ data-10gb: 4.5 GB }');
  return (map?.entries ?? []).flatMap(({ key, keyPlace, value }) => {
    const known = plans.flatMap(({ allowanceIds }) => allowanceIds);
    if (plans.length > 0 && !known.includes(key)) {
      const message = `${nameOf(plans)} no allowance \`${shownText(key)}\``;
      if (known.length > 0) reading.unknown('SCENARIO-UNKNOWN-ALLOWANCE', { place: keyPlace }, message, key, known);
      else reading.error('SCENARIO-UNKNOWN-ALLOWANCE', keyPlace, message, 'leave it out');
      return [];
    }
    if (isWord(value, 'absent')) return { id: key, absent: true, left: undefined };
    if (isWord(value, 'unlimited')) return { id: key, absent: false, left: 'unlimited' as const };
    const left = readQuantity(value, reading, `allowance \`${shownText(key)}\``, measureOf(key, plans));
    return left ? { id: key, absent: false, left } : [];
  });
}

const isWord = (node: Node, word: string): boolean => node.kind === 'scalar' && node.text === word;

/** What of a line key names the charge: without what `line_by` tells apart, `/credit`, and the ` 2` of a second one. */
function nameIn(key: string): string {
  return key
    .replace(/ \d+$/, '')
    .replace(/( (zone|band|tier)=\S+)+$/, '')
    .replace(/\/credit$/, '');
}

function readLine(
  key: string,
  node: Node,
  reading: Reading,
  dimension: Dimension | undefined,
): ExpectedLine | undefined {
  const line = { key, absent: false, amount: undefined, quantity: undefined };
  if (isWord(node, 'absent')) return { ...line, absent: true };
  const details = node.kind === 'map' && node.entries.some((entry) => !isMatcherKey(entry.key));
  if (!details) {
    const amount = readAmount(node, reading, `line \`${shownText(key)}\``);
    return amount && { ...line, amount };
  }
  const fields = reading.fields(node as MapNode, `line \`${shownText(key)}\``, LINE_KEYS);
  const amount = fields.get('amount') && readAmount(fields.get('amount')!, reading, '`amount`');
  const quantity = fields.get('quantity') && readQuantity(fields.get('quantity')!, reading, '`quantity`', dimension);
  return { ...line, amount, quantity };
}

const isMatcherKey = (key: string): boolean => MATCHER_KEYS.some((known) => known === key);

type ReadValue = (node: Node, what: string) => Rational | undefined;

/** A matcher of amounts: `19.90`, `{ of: 3.50, within: 0.01 }`, or `{ at_least: 3, at_most: 4 }` with one or both. */
const readAmount = (node: Node, reading: Reading, what: string): Matcher | undefined =>
  readMatcher(node, reading, what, {
    read: (value, name) => reading.amount(value, name),
    forms: '{ of: 3.50, within: 0.01 } or { at_least: 3, at_most: 4 }',
  });

/** A matcher of quantities: `5.5 GB`, `{ of: 5.5 GB, within: 1 MB }`, `{ at_most: 3 min }`. */
const readQuantity = (
  node: Node,
  reading: Reading,
  what: string,
  dimension: Dimension | undefined,
): Matcher | undefined =>
  readMatcher(node, reading, what, {
    read: (value, name) => reading.quantity(value, name, dimension),
    forms: '{ of: 5.5 GB, within: 1 MB } or { at_least: 5 GB, at_most: 6 GB }',
  });

function readMatcher(
  node: Node,
  reading: Reading,
  what: string,
  { read, forms }: { readonly read: ReadValue; readonly forms: string },
): Matcher | undefined {
  if (node.kind !== 'map') {
    const is = read(node, what);
    return is && { is };
  }
  const before = reading.problems.length;
  const fields = reading.fields(node, what, MATCHER_KEYS);
  const value = (key: string) => fields.get(key) && read(fields.get(key)!, `\`${key}\``);
  const [of, within, atLeast, atMost] = [value('of'), value('within'), value('at_least'), value('at_most')];
  if (reading.problems.length > before) return undefined;
  const near = fields.has('of') || fields.has('within');
  const bounds = fields.has('at_least') || fields.has('at_most');
  if (near === bounds || fields.has('of') !== fields.has('within')) {
    const message = `${what} is neither near a value nor between two`;
    return reading.error('SCENARIO-BAD-VALUE', node.place, message, `write ${forms}`);
  }
  if (atLeast && atMost && compare(atLeast, atMost) > 0) {
    const message = `${what} cannot be at least the larger and at most the smaller`;
    return reading.error('SCENARIO-BAD-VALUE', node.place, message, `write ${forms}`);
  }
  if (within && within.n < 0n) {
    return reading.error('SCENARIO-BAD-VALUE', node.place, `${what} is within less than nothing`, `write ${forms}`);
  }
  return of && within ? { of, within } : { atLeast, atMost };
}
