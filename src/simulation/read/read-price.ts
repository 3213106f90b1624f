/** Prices of the candidate that a simulation names: which one, and what it becomes. */

import { compare, parseDecimal, type Rational, rational } from '../../exact/rational.ts';
import type { PlanHistory, RatePlan, UsageCharge } from '../../plan/model.ts';
import { shownText } from '../../problems/shown.ts';
import { type Dimension, parseQuantity } from '../../units/quantity.ts';
import type { MapNode, Node } from '../../yaml/document.ts';
import { AMOUNT, BARE, type Fields, MEASURED_IN, RATE } from '../../yaml/field-reader.ts';
import { plainAmount, plainRate } from '../../yaml/slips.ts';
import type { NewPrice, PriceLever } from '../assumptions.ts';
import { HUNDRED, type Reading } from './reading.ts';

export const LEVER_KEYS = ['plan', 'charge', 'zone', 'band', 'tier'];
const MOST_TIERS = 1000;

/** What a named charge is, over all versions of its plan. */
interface Priced {
  readonly usage: readonly UsageCharge[];
  readonly history: PlanHistory;
}

/** Undefined after a problem. A lever of a plan that cannot be read is taken as it is. */
export function readLever(map: MapNode, fields: Fields, reading: Reading): PriceLever | undefined {
  const before = reading.problems.length;
  const plan = reading.plan(fields.get('plan'), 'candidate');
  const charge = reading.text(fields.get('charge'), '`charge`');
  const zone = reading.text(fields.get('zone'), '`zone`');
  const band = reading.text(fields.get('band'), '`band`');
  const tier = reading.whole(fields.get('tier'), '`tier`', 1, MOST_TIERS);
  if (reading.problems.length > before || plan === undefined || charge === undefined) return undefined;
  const priced = pricedOf(plan, charge, fields.get('charge')!, reading);
  if (priced) checkPart({ zone, band, tier }, charge, priced, fields, reading);
  if (reading.problems.length > before) return undefined;
  return {
    ...{ plan, charge, place: map.place },
    ...(zone !== undefined && { zone }),
    ...(band !== undefined && { band }),
    ...(tier !== undefined && { tier }),
  };
}

const chargesOf = ({ usage, recurring, oneTime }: RatePlan): string[] =>
  [...recurring, ...oneTime, ...usage].map(({ id }) => id);

function pricedOf(plan: string, charge: string, node: Node, reading: Reading): Priced | undefined {
  const history = reading.candidate?.get(plan);
  if (!history) return undefined;
  const names = [...new Set(history.versions.flatMap(chargesOf))];
  if (!names.includes(charge)) {
    const message = `plan ${shownText(plan)} has no charge \`${shownText(charge)}\``;
    return reading.unknown('SIM-UNKNOWN-NAME', node.place, message, charge, names);
  }
  return { usage: history.versions.flatMap(({ usage }) => usage.filter(({ id }) => id === charge)), history };
}

function checkPart(
  { zone, band, tier }: { zone: string | undefined; band: string | undefined; tier: number | undefined },
  charge: string,
  { usage }: Priced,
  fields: Fields,
  reading: Reading,
): void {
  const zones = usage.flatMap(({ price }) => (price.model === 'per-unit' ? (price.zone?.names ?? []) : []));
  const bands = usage.flatMap((one) => one.bands?.calendar.bands ?? []);
  const tiers = Math.max(0, ...usage.map(tiersOf));
  const named = (key: 'zone' | 'band', written: string | undefined, names: readonly string[]): void => {
    if (written === undefined) return;
    const { place } = fields.get(key)!;
    if (names.length === 0) {
      const message = `\`${key}\` has no effect: charge ${shownText(charge)} has no ${key}s`;
      reading.error('SIM-NO-EFFECT', place, message, 'take it out');
    } else if (!names.includes(written)) {
      const message = `charge ${shownText(charge)} has no ${key} \`${shownText(written)}\``;
      reading.unknown('SIM-UNKNOWN-NAME', place, message, written, [...new Set(names)]);
    }
  };
  named('zone', zone, zones);
  named('band', band, bands);
  if (tier === undefined) return;
  const { place } = fields.get('tier')!;
  if (tiers < 2) {
    const message = `\`tier\` has no effect: charge ${shownText(charge)} has no tiers`;
    reading.error('SIM-NO-EFFECT', place, message, 'take it out');
  } else if (tier > tiers) {
    const message = `charge ${shownText(charge)} has ${tiers} tiers, and no tier ${tier}`;
    reading.error('SIM-UNKNOWN-NAME', place, message, `write a tier from 1 to ${tiers}`);
  }
}

function tiersOf({ price }: UsageCharge): number {
  if (price.model === 'package' || price.tiers === undefined) return 1;
  return price.tiers.edges.length + 1;
}

/** `to: 3.50`, `to: 3.50 EUR / GB` or `by: +5 %`, one of the two. */
export function readNewPrice(
  map: MapNode,
  fields: Fields,
  lever: PriceLever | undefined,
  reading: Reading,
): NewPrice | undefined {
  const to = fields.get('to');
  const by = fields.get('by');
  if ((to === undefined) === (by === undefined)) {
    const message = to ? 'a price is told by `to` or by `by`, not by both' : 'a price needs `to` or `by`';
    const fix = to ? 'keep one of the two' : 'add `to: 3.50` or `by: +5 %`';
    return reading.error(to ? 'SIM-TWICE' : 'SIM-MISSING-KEY', map.place, message, fix);
  }
  if (to) return readAmount(to, lever, reading);
  const change = reading.percent(by, '`by`', 'any');
  if (!change) return undefined;
  const percent = rational(change.n + 100n * change.d, change.d);
  if (percent.n < 0n) return reading.wrong(by!, '`by`', 'a share from -100 % on: a price is never below zero');
  if (compare(percent, HUNDRED) !== 0) return { percent };
  return reading.error('SIM-NO-EFFECT', by!.place, '`by` leaves the price as it is', 'take it out');
}

function readAmount(node: Node, lever: PriceLever | undefined, reading: Reading): NewPrice | undefined {
  const text = node.kind === 'scalar' ? node.text : '';
  const rate = RATE.exec(text);
  const found = rate ?? AMOUNT.exec(text) ?? BARE.exec(text);
  const amount = found && parseDecimal(found[1]!);
  if (!found || !amount || amount.n < 0n) {
    const plain = reading.isOwnSign(text) ? (plainAmount(text) ?? plainRate(text)) : undefined;
    const form = 'a price in the unit of the plan: 3.50, or with it: 3.50 / GB';
    return reading.wrong(node, '`to`', plain === undefined ? form : `\`${plain}\``);
  }
  if (!reading.inCurrency(found[2], node.place)) return undefined;
  const per = rate?.[3];
  if (per !== undefined && lever && !fits(per, lever, node, reading)) return undefined;
  return { amount, per };
}

/** Whether a price for so much of something can be one of the charge. */
function fits(per: string, { plan, charge }: PriceLever, node: Node, reading: Reading): boolean {
  const versions = reading.candidate?.get(plan)?.versions;
  if (!versions) return true;
  const before = reading.problems.length;
  const quantity = parseQuantity(/^\d/.test(per) ? per : `1 ${per}`, versions[0]!.units);
  if (!quantity || quantity.value.n === 0n) {
    reading.wrong(node, '`to`', 'a price in a unit of the plan: 3.50 / GB');
    return false;
  }
  const usage = versions.flatMap((version) => version.usage.filter(({ id }) => id === charge));
  const dimension: Dimension | undefined = usage[0]?.dimension;
  if (dimension === undefined) {
    const message = `charge ${shownText(charge)} is not for a quantity`;
    reading.error('SIM-WRONG-DIMENSION', node.place, message, 'write the amount alone');
  } else if (dimension !== quantity.dimension) {
    const message = `\`${shownText(per)}\` measures ${MEASURED_IN[quantity.dimension]}; charge ${shownText(charge)} is for ${MEASURED_IN[dimension]}`;
    const unit = { time: 'min', data: 'GB', message: 'msg', unit: 'unit' }[dimension];
    reading.error(
      'SIM-WRONG-DIMENSION',
      node.place,
      message,
      `write the price alone, or for a quantity: 3.50 / ${unit}`,
    );
  }
  return reading.problems.length === before;
}

/** Whether both are about some same price. */
export const overlap = (a: PriceLever, b: PriceLever): boolean =>
  a.plan === b.plan &&
  a.charge === b.charge &&
  (['zone', 'band', 'tier'] as const).every((key) => a[key] === undefined || b[key] === undefined || a[key] === b[key]);

/** `data-overage of smart-m, tier 2`. */
export const leverText = ({ plan, charge, zone, band, tier }: PriceLever): string =>
  [
    `${charge} of ${plan}`,
    ...(zone === undefined ? [] : [`zone ${zone}`]),
    ...(band === undefined ? [] : [`band ${band}`]),
    ...(tier === undefined ? [] : [`tier ${tier}`]),
  ].join(', ');

/** Two prices of one lever, rising. */
export function readBetween(node: Node | undefined, reading: Reading): readonly [Rational, Rational] | undefined {
  if (node === undefined) return undefined;
  const form = 'two prices: [2.00, 6.00]';
  if (node.kind === 'list' && node.items.length !== 2) {
    const message = `\`between\` needs two prices; it has ${node.items.length}`;
    return reading.error('SIM-BAD-VALUE', node.place, message, `write ${form}`);
  }
  if (node.kind !== 'list') return reading.wrong(node, '`between`', form);
  const [low, high] = node.items.map((item) => reading.money(item, 'a price of `between`'));
  if (!low || !high) return undefined;
  if (compare(low, high) < 0) return [low, high];
  return reading.error('SIM-ORDER', node.place, 'the prices of `between` do not rise', `write ${form}`);
}
