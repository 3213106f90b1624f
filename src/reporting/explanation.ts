/** Why the lines of an invoice are what they are, told in steps, for `rateproof explain`. */

import { decimal, type Rational } from '../exact/rational.ts';
import { visible } from '../problems/visible.ts';
import type { Explanation, LineExplanation } from '../run/explain.ts';
import { showQuantity } from '../units/quantity.ts';
import type { AccountUsage } from '../usage/batch.ts';
import { count, counted, grouped } from './amounts.ts';
import { lineName, type Names, quantityText } from './names.ts';
import { columns, wrap } from './text-layout.ts';

export interface ExplanationOptions {
  /** Default 80. */
  readonly columns?: number;
  /** How many records of a line are told; default 10. */
  readonly records?: number;
  /** The usage that was explained: each record is told with its row and time. */
  readonly usage?: AccountUsage;
  readonly names?: Names;
}

/** Tells every line that the explanation has; who wants one line leaves out the others. */
export function renderExplanation(explanation: Explanation, options: ExplanationOptions = {}): string {
  const width = options.columns ?? 80;
  const { lines, allowances } = explanation;
  const blocks = [head(explanation, width), ...lines.map((line) => explainLine(line, explanation, options, width))];
  if (allowances.length > 0) {
    const rows = allowances.map(({ id, covered, dimension, granted, left }) => {
      const show = (quantity: Rational): string =>
        quantity.n === 0n ? 'nothing' : grouped(showQuantity(quantity, dimension));
      const of =
        granted === 'unlimited'
          ? ['without a limit', '']
          : [`of ${show(decimal(granted))}`, `${show(decimal(left))} left`];
      return [`  ${visible(id)}`, show(covered), ...of];
    });
    blocks.push(['What the allowances covered in this cycle', ...columns(rows, (column) => column > 0)]);
  }
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function head({ invoice }: Explanation, width: number): string[] {
  const { account, plan, date, period, currency, net, tax, total } = invoice;
  const about = `Invoice of ${date} to ${account}, plan ${plan}`;
  const cycle = period ? [`cycle from ${period.from} up to, not including, ${period.before}`] : [];
  const sums = `net ${grouped(net)}, tax ${grouped(tax)}, total ${grouped(total)} ${currency}`;
  return [about, ...cycle, sums].flatMap((text, at) => wrap(visible(text), width, { first: at === 0 ? '' : '  ' }));
}

function explainLine(
  { line, plan, place, steps, records }: LineExplanation,
  { invoice }: Explanation,
  options: ExplanationOptions,
  width: number,
): string[] {
  const names = options.names?.get(plan);
  const { name } = lineName(names, line.key);
  const title = [
    ...[line.key, line.key.startsWith(name) ? '' : `(${name})`, `${grouped(line.amount)} ${invoice.currency}`],
    line.quantity === undefined ? '' : `for ${quantityText(names, line.key, line.quantity)}`,
  ];
  const out = wrap(visible(title.filter(Boolean).join(' ')), width, { first: '', rest: '  ' });
  if (place) out.push(...wrap(visible(`${place.file}:${place.line}`), width, { first: '  ' }));
  const told = records.slice(0, options.records ?? 10);
  for (const { record, steps: own } of told) {
    out.push(`    ${recordText(record, options.usage)}`);
    for (const step of own) out.push(...wrap(visible(step), width, { first: '      - ', rest: '        ' }));
  }
  if (records.length > told.length) out.push(`    and ${counted(records.length - told.length, 'more record')}`);
  steps.forEach((step, at) => {
    out.push(...wrap(visible(step), width, { first: `${at + 1}. `.padStart(6), rest: ' '.repeat(6) }));
  });
  return out;
}

/** `record 12 of the usage, 2026-02-03T12:00:00Z`; without the usage its index stands alone. */
function recordText(record: number, usage: AccountUsage | undefined): string {
  const [row, start] = [usage?.row[record], usage?.start[record]];
  if (row === undefined || start === undefined) return `record ${count(record)}`;
  const time = new Date(start).toISOString().replace('.000Z', 'Z');
  return `record ${count(row)} of the usage, ${usage?.local ? time.replace('Z', '') : time}`;
}
