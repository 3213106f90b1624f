/** Reads months and spans of days. */

import type { EpochDay } from '../plan/model.ts';
import type { Node } from '../yaml/document.ts';
import { nextMonth, parseMonth } from './months.ts';
import { isOurs, type Reading } from './reading.ts';
import type { Days } from './scenario.ts';

export const SPAN_KEYS = ['from', 'before'] as const;
const MOST_MONTHS = 120;

/** `{ from: DATE, before: DATE }`, the second after the first. */
export function readSpan(node: Node, reading: Reading, what: string): Days | undefined {
  const map = reading.map(node, what, '{ from: 2026-03-01, before: 2026-04-01 }');
  if (!map) return undefined;
  const fields = reading.fields(map, what, SPAN_KEYS, SPAN_KEYS);
  const from = fields.get('from') && reading.date(fields.get('from')!, '`from`');
  const before = fields.get('before') && reading.date(fields.get('before')!, '`before`');
  if (from === undefined || before === undefined) return undefined;
  if (before > from) return { from, before };
  return reading.error('SCENARIO-BAD-VALUE', node.place, `${what} ends before it begins`, '`before` is after `from`');
}

/** `2026-03`, or `{ from: 2026-03, before: 2026-06 }`: first days of the months, and the first day after them. */
export function readMonths(node: Node | undefined, reading: Reading): EpochDay[] | undefined {
  if (!node) return undefined;
  if (node.kind !== 'map') {
    const month = readMonth(node, reading);
    return month === undefined ? undefined : [month, nextMonth(month)];
  }
  const fields = reading.fields(node, '`periods`', SPAN_KEYS, SPAN_KEYS);
  const from = fields.get('from') && readMonth(fields.get('from')!, reading);
  const before = fields.get('before') && readMonth(fields.get('before')!, reading);
  if (from === undefined || before === undefined) return undefined;
  const months = [from];
  while (months.at(-1)! < before && months.length <= MOST_MONTHS) months.push(nextMonth(months.at(-1)!));
  if (months.length > 1 && months.length <= MOST_MONTHS) return months;
  const message = `\`periods\` are 1 to ${MOST_MONTHS} months`;
  return reading.error('SCENARIO-BAD-VALUE', node.place, message, 'write { from: 2026-03, before: 2026-06 }');
}

function readMonth(node: Node, reading: Reading): EpochDay | undefined {
  const month = node.kind === 'scalar' ? parseMonth(node.text) : undefined;
  return isOurs(month)
    ? month
    : reading.error('SCENARIO-BAD-VALUE', node.place, 'this is no month', 'write a month: 2026-03');
}
