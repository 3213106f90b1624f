/** Reads `expect:`: what the invoices of a scenario must be. */

import { formatDay } from '../calendar/day.ts';
import { shownText } from '../problems/shown.ts';
import type { MapNode, Node } from '../yaml/document.ts';
import type { Reading } from './reading.ts';
import type { ExpectedInvoice, ExpectedLine, Matcher, PlanFacts } from './scenario.ts';

export const INVOICE_KEYS = ['invoice', 'absent', 'total', 'net', 'tax', 'lines', 'exactly', 'because'] as const;
export const LINE_KEYS = ['amount', 'quantity'] as const;
const MATCHER_KEYS = ['of', 'within', 'at_least', 'at_most'] as const;

export function readExpectations(
  node: Node | undefined,
  reading: Reading,
  plan: PlanFacts | undefined,
): ExpectedInvoice[] {
  if (!node) return [];
  const invoices = reading
    .list(node, '`expect`', 'a list of invoices: - { invoice: 2026-04-01, total: 19.99 }')
    .flatMap((item) => readInvoice(item, reading, plan) ?? []);
  const told = new Set<string>();
  for (const { date, place } of invoices) {
    if (told.has(date))
      reading.error('SCENARIO-DUPLICATE-ID', place, `the invoice of ${date} is told twice`, 'say it in one item');
    told.add(date);
  }
  return invoices;
}

function readInvoice(node: Node, reading: Reading, plan: PlanFacts | undefined): ExpectedInvoice | undefined {
  const map = reading.map(node, 'an expected invoice', '{ invoice: 2026-04-01, total: 19.99 }');
  if (!map) return undefined;
  const fields = reading.fields(map, 'an expected invoice', INVOICE_KEYS, ['invoice']);
  const day = fields.get('invoice') && reading.date(fields.get('invoice')!, 'the date of an invoice');
  const absent = reading.yes(fields.get('absent'), '`absent`');
  const exactly = reading.yes(fields.get('exactly'), '`exactly`');
  const amount = (key: string): Matcher | undefined =>
    fields.get(key) && readMatcher(fields.get(key)!, reading, `\`${key}\``);
  const [total, net, tax] = [amount('total'), amount('net'), amount('tax')];
  const lines = fields.get('lines') ? readLines(fields.get('lines')!, reading, plan) : [];
  const because = fields.get('because') && reading.text(fields.get('because')!, '`because`');
  if (absent && (total || net || tax || exactly || fields.has('lines'))) {
    reading.error('SCENARIO-NO-EFFECT', map.place, 'an invoice that must be absent has no amounts', 'leave them out');
  }
  if (exactly && !fields.has('lines')) {
    reading.error('SCENARIO-NO-EFFECT', map.place, '`exactly` speaks of `lines`', 'add `lines:` or leave it out');
  }
  if (day === undefined) return undefined;
  return { place: map.place, date: formatDay(day), absent, total, net, tax, lines, exactly, because };
}

function readLines(node: Node, reading: Reading, plan: PlanFacts | undefined): ExpectedLine[] {
  const map = reading.map(node, '`lines`', '{ monthly-fee: 19.99 }');
  return (map?.entries ?? []).flatMap(({ key, keyPlace, value }) => {
    const id = plan && nameIn(key);
    if (plan && id && !plan.lineIds.includes(id)) {
      const message = `plan ${plan.id} has no charge or discount for a line \`${shownText(key)}\``;
      reading.unknown('SCENARIO-UNKNOWN-LINE', { place: keyPlace }, message, id, plan.lineIds);
    }
    return readLine(key, value, reading) ?? [];
  });
}

/** What of a line key names the charge: without what `line_by` tells apart, `/credit`, and the `#2` of a second one. */
function nameIn(key: string): string {
  return key
    .replace(/ #\d+$/, '')
    .replace(/( (zone|band|tier)=\S+)+$/, '')
    .replace(/\/credit$/, '');
}

function readLine(key: string, node: Node, reading: Reading): ExpectedLine | undefined {
  const line = { key, absent: false, amount: undefined, quantity: undefined };
  if (node.kind === 'scalar' && node.text === 'absent') return { ...line, absent: true };
  const details = node.kind === 'map' && node.entries.some((entry) => !isMatcherKey(entry.key));
  if (!details) {
    const amount = readMatcher(node, reading, `line \`${shownText(key)}\``);
    return amount && { ...line, amount };
  }
  const fields = reading.fields(node as MapNode, `line \`${shownText(key)}\``, LINE_KEYS);
  const amount = fields.get('amount') && readMatcher(fields.get('amount')!, reading, '`amount`');
  const quantity = fields.get('quantity') && reading.quantity(fields.get('quantity')!, '`quantity`');
  return { ...line, amount, quantity };
}

const isMatcherKey = (key: string): boolean => MATCHER_KEYS.some((known) => known === key);

/** `19.90`, `{ of: 3.50, within: 0.01 }`, or `{ at_least: 3, at_most: 4 }` with one or both. */
function readMatcher(node: Node, reading: Reading, what: string): Matcher | undefined {
  if (node.kind !== 'map') {
    const is = reading.amount(node, what);
    return is && { is };
  }
  const fields = reading.fields(node, what, MATCHER_KEYS);
  const value = (key: string) => fields.get(key) && reading.amount(fields.get(key)!, `\`${key}\``);
  const [of, within, atLeast, atMost] = [value('of'), value('within'), value('at_least'), value('at_most')];
  const near = fields.has('of') || fields.has('within');
  const bounds = fields.has('at_least') || fields.has('at_most');
  if (near !== bounds && fields.has('of') === fields.has('within')) {
    return of && within ? { of, within } : { atLeast, atMost };
  }
  const fix = 'write { of: 3.50, within: 0.01 } or { at_least: 3, at_most: 4 }';
  return reading.error('SCENARIO-BAD-VALUE', node.place, `${what} is neither near a value nor between two`, fix);
}
