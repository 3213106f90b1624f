/** What customers and their usage cost: interconnect and roaming by unit, commission, subsidy. */

import { parseDecimal } from '../../exact/rational.ts';
import { shownText } from '../../problems/shown.ts';
import { type Dimension, parseQuantity, STANDARD_UNITS } from '../../units/quantity.ts';
import type { MapNode, Node } from '../../yaml/document.ts';
import { MEASURED_IN, RATE } from '../../yaml/field-reader.ts';
import type { Costs } from '../assumptions.ts';
import { differing } from './read-population.ts';
import { type Reading, whomKey } from './reading.ts';

export const COSTS_KEYS = ['usage', 'commission', 'subsidy'];
export const USAGE_COST_KEYS = ['id', 'match', 'cost', 'source'];
export const COMMISSION_KEYS = ['share', 'segment', 'plan', 'source'];
export const SUBSIDY_KEYS = ['amount', 'segment', 'plan', 'source'];
const ID = /^[a-z0-9][a-z0-9._-]{0,99}$/;

const NO_COSTS: Costs = { usage: [], commission: [], subsidy: [] };

export function readCosts(node: Node | undefined, reading: Reading): Costs {
  const map = reading.map(node, '`costs`', '`{ usage: [ … ], commission: [ … ], subsidy: [ … ] }`');
  if (!map) return NO_COSTS;
  const fields = reading.fields(map, '`costs`', COSTS_KEYS, []);
  const list = <T>(key: string, form: string, read: (entry: MapNode, reading: Reading) => T | undefined): T[] =>
    reading.entries(fields.get(key), `\`${key}\``, form).flatMap((entry) => read(entry, reading) ?? []);
  const usage = list(
    'usage',
    '`- { id: roaming, match: { service: data, in: eu }, cost: 1.10 EUR / GB, source: … }`',
    readUsageCost,
  );
  const commission = list('commission', '`- { share: 3 %, source: … }`', readCommission);
  const subsidy = list('subsidy', '`- { amount: 50.00, source: … }`', readSubsidy);
  const place = ({ place }: Costs['usage'][number] | Costs['commission'][number] | Costs['subsidy'][number]) => place;
  reading.once(usage, ({ id }) => id, place, 'costs with this id');
  reading.once(commission, whomKey, place, 'commissions for the same customers');
  reading.once(subsidy, whomKey, place, 'subsidies for the same customers');
  reading.reached(commission, () => true, 'commission');
  reading.reached(subsidy, () => true, 'subsidy');
  return { usage, commission, subsidy };
}

function readUsageCost(map: MapNode, reading: Reading): Costs['usage'][number] | undefined {
  const before = reading.problems.length;
  const fields = reading.fields(map, 'a cost', USAGE_COST_KEYS, ['id', 'match', 'cost']);
  const sourced = reading.sourced(map, fields, 'a cost');
  const id = readId(fields.get('id'), reading);
  const match = reading.match(fields.get('match'));
  const cost = readPricePer(fields.get('cost'), match?.dimension, reading);
  if (!sourced || id === undefined || !match || !cost || reading.problems.length > before) return undefined;
  return { id, match: match.match, ...cost, ...sourced };
}

function readId(node: Node | undefined, reading: Reading): string | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar' && ID.test(node.text)) return node.text;
  return reading.wrong(node, '`id`', 'lower-case letters, digits, `-`, `.` and `_`');
}

function readPricePer(
  node: Node | undefined,
  dimension: Dimension | undefined,
  reading: Reading,
): Pick<Costs['usage'][number], 'amount' | 'per'> | undefined {
  if (node === undefined) return undefined;
  const unit = { time: 'min', data: 'GB', message: 'msg', unit: 'unit' }[dimension ?? 'data'];
  const form = `a price for a quantity: 0.012 / ${unit}`;
  const found = node.kind === 'scalar' ? RATE.exec(node.text) : null;
  if (!found) return reading.wrong(node, '`cost`', form);
  const [, amount = '', code, per = ''] = found;
  const quantity = parseQuantity(/^\d/.test(per) ? per : `1 ${per}`, STANDARD_UNITS);
  if (!quantity || quantity.value.n === 0n) return reading.wrong(node, '`cost`', form);
  if (dimension !== undefined && quantity.dimension !== dimension) {
    const message = `\`${shownText(per)}\` measures ${MEASURED_IN[quantity.dimension]}; the usage is measured in ${MEASURED_IN[dimension]}`;
    return reading.error('SIM-WRONG-DIMENSION', node.place, message, `write ${form}`);
  }
  const other = differing(per.replace(/^[\d.\s]+/, ''), reading);
  if (other !== undefined) {
    const message = `\`${shownText(per)}\` is not the same in all plans: ${other}`;
    return reading.error('SIM-BAD-VALUE', node.place, message, 'write the price for a GiB (1024 MiB) or a B');
  }
  return reading.inCurrency(code, node.place) ? { amount: parseDecimal(amount)!, per } : undefined;
}

function readCommission(map: MapNode, reading: Reading): Costs['commission'][number] | undefined {
  const fields = reading.fields(map, 'a commission', COMMISSION_KEYS, ['share']);
  const sourced = reading.sourced(map, fields, 'a commission');
  const percent = reading.share(fields.get('share'), '`share` of a commission');
  const whom = reading.whom(fields);
  return sourced && percent && whom && { percent, ...whom, ...sourced };
}

function readSubsidy(map: MapNode, reading: Reading): Costs['subsidy'][number] | undefined {
  const fields = reading.fields(map, 'a subsidy', SUBSIDY_KEYS, ['amount']);
  const sourced = reading.sourced(map, fields, 'a subsidy');
  const amount = reading.money(fields.get('amount'), '`amount` of a subsidy');
  const whom = reading.whom(fields);
  return sourced && amount && whom && { amount, ...whom, ...sourced };
}
