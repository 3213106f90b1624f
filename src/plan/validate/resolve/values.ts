/** Texts of a checked form into exact values: money, quantities, rates, roundings, dates. */

import { parseDay } from '../../../calendar/day.ts';
import { compare, decimal, type Rational, rational } from '../../../exact/rational.ts';
import type { Rounding, RoundingMode } from '../../../money/rounding.ts';
import { nearest } from '../../../problems/nearest.ts';
import { type Dimension, parseQuantity, parseRate, type Quantity, type Rate } from '../../../units/quantity.ts';
import type { ScalarNode } from '../../../yaml/document.ts';
import type { EpochDay } from '../../model.ts';
import type { Context, Report } from './context.ts';

/** No quantity of a plan is larger, in base units: about 116 days of a billion customers, or an exabyte. */
const MAX_QUANTITY = rational(10n ** 18n);
/** No duration is finer: a call cut by bands would not be cut exactly. */
const PARTS_OF_SECOND = 1_000_000n;
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

/** What a dimension is measured in, in words. */
export const MEASURES: Readonly<Record<Dimension, string>> = {
  time: 'time',
  data: 'bytes',
  message: 'messages',
  unit: 'units',
};

/** How people abbreviate otherwise. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ...['sec', 'secs', 'second', 'seconds'].map((name): [string, string] => [name, 's']),
  ...['m', 'mins', 'minute', 'minutes'].map((name): [string, string] => [name, 'min']),
  ...['hr', 'hrs', 'hour', 'hours'].map((name): [string, string] => [name, 'h']),
  ...['msgs', 'message', 'messages', 'sms', 'mms'].map((name): [string, string] => [name, 'msg']),
  ...['byte', 'bytes'].map((name): [string, string] => [name, 'B']),
  ...['k', 'm', 'g', 't'].flatMap((size): [string, string][] =>
    ['byte', 'bytes'].map((name) => [size + name, size === 'k' ? 'kB' : `${size.toUpperCase()}B`]),
  ),
  ['units', 'unit'],
  ['event', 'unit'],
  ['events', 'unit'],
]);

export const money = (node: ScalarNode): Rational => decimal(node.text);

function quantity({ report, units }: Context, node: ScalarNode, text = node.text): Quantity | undefined {
  const found = parseQuantity(text, units);
  if (!found) return unknownUnit({ report, units }, node, text);
  if (compare(found.value, MAX_QUANTITY) > 0) {
    return report.add('PLAN-TOO-LARGE', `\`${text}\` is more than any plan needs (10^18 base units)`, node.place);
  }
  return found;
}

/** A quantity of the dimension asked for that is more than zero. */
export function quantityOf(
  context: Context,
  node: ScalarNode,
  dimension: Dimension,
  text = node.text,
): Rational | undefined {
  const found = quantity(context, node, text);
  if (!found) return undefined;
  if (found.dimension !== dimension) return wrongDimension(context, node, text, found.dimension, dimension);
  if (found.value.n === 0n) {
    return context.report.add('PLAN-ZERO', `\`${text}\` must be more than zero here`, node.place);
  }
  if (dimension === 'time' && PARTS_OF_SECOND % found.value.d !== 0n) {
    return context.report.add('PLAN-TOO-FINE', `\`${text}\` is finer than a microsecond`, node.place);
  }
  return found.value;
}

/** A rate for the dimension asked for. The text is given when it is not the scalar's own (a cell of a table). */
export function rate(
  context: Context,
  node: ScalarNode,
  dimension: Dimension,
  text = node.text,
  unitNode = node,
): Rate | undefined {
  const found = parseRate(text, context.units);
  if (!found) {
    const per = quantity(context, unitNode, text.replace(/^[^/]*\/\s*/, '').replace(/^(?=[A-Za-z])/, '1 '));
    return per && context.report.add('PLAN-ZERO', `\`${unitNode.text}\` is a rate for nothing`, unitNode.place);
  }
  if (found.dimension !== dimension)
    return wrongDimension(context, unitNode, unitNode.text, found.dimension, dimension);
  return found;
}

function wrongDimension(
  { report, service }: Context,
  node: ScalarNode,
  text: string,
  is: Dimension,
  wanted: Dimension,
): undefined {
  const message = `\`${text}\` is about ${MEASURES[is]}; here ${MEASURES[wanted]} are counted`;
  const related = service && [
    { message: `the service that is measured in ${MEASURES[wanted]} is here`, place: service },
  ];
  return report.add('PLAN-WRONG-DIMENSION', message.replace('time are', 'time is'), node.place, { related });
}

function unknownUnit({ report, units }: Context, node: ScalarNode, text: string): undefined {
  const name = /[A-Za-z]+(?=\s*$)/.exec(text)?.[0] ?? text;
  const lower = name.toLowerCase();
  const near =
    OTHER_NAMES.get(lower) ??
    [...units.keys()].find((unit) => unit.toLowerCase() === lower) ??
    nearest(name, units.keys());
  const fix = near ? `did you mean \`${near}\`?` : `known units: ${[...units.keys()].join(', ')}`;
  const where = node.text === name ? '' : ` in \`${node.text}\``;
  return report.add('PLAN-UNKNOWN-UNIT', `unknown unit \`${name}\`${where}`, node.place, { fix });
}

/** `19 %` is 19. */
export function percent(report: Report, node: ScalarNode, least: 'zero' | 'more'): Rational | undefined {
  const value = decimal(node.text.replace(/\s*%$/, ''));
  if (compare(value, rational(100n)) <= 0 && (least === 'zero' || value.n > 0n)) return value;
  const range = least === 'zero' ? 'from 0 % to 100 %' : 'more than 0 % and at most 100 %';
  return report.add('PLAN-PERCENT', `\`${node.text}\` must be ${range}`, node.place);
}

export function date(report: Report, node: ScalarNode): EpochDay | undefined {
  const day = parseDay(node.text);
  if (day === undefined) return report.add('PLAN-NO-DAY', `there is no day \`${node.text}\``, node.place);
  const year = Number(node.text.slice(0, 4));
  if (year >= FIRST_YEAR && year <= LAST_YEAR) return day;
  return report.add('PLAN-NO-DAY', `\`${node.text}\` is outside ${FIRST_YEAR} to ${LAST_YEAR}`, node.place);
}

/** A rounding of money; undefined for `none`, `wrong` after a problem. */
export function moneyRounding(report: Report, node: ScalarNode): Rounding | undefined | 'wrong' {
  if (node.text === 'none') return undefined;
  const [mode, step, decimals] = node.text.split(/ +/) as [RoundingMode, string, string | undefined];
  const size = decimals === undefined ? decimal(step) : rational(1n, 10n ** BigInt(step));
  if (size.n > 0n) return { mode, step: size };
  report.add('PLAN-ZERO', `\`${node.text}\`: a step of zero rounds nothing`, node.place, { fix: 'write `none`' });
  return 'wrong';
}

/** A rounding of quantities, such as `up 1 GB`. */
export function quantityRounding(context: Context, node: ScalarNode, dimension: Dimension): Rounding | undefined {
  const [, mode, text] = /^(\S+) +(.*)$/.exec(node.text)!;
  const step = quantityOf(context, node, dimension, text);
  return step && { mode: mode as RoundingMode, step };
}
