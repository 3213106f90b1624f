/** Which charges are priced once a period, and what they cannot have. */

import { wordList } from '../../../problems/nearest.ts';
import type { MapNode } from '../../../yaml/document.ts';
import type { Report } from './context.ts';
import { has, mapField, placeOf, textField } from './fields.ts';
import { hasFees } from './tiers.ts';

/** The key that makes a charge priced once a period, as a path; undefined for one priced record by record. */
export function pricedOnceBy(node: MapNode): readonly string[] | undefined {
  const tiers = mapField(node, 'tiers');
  if (has(node, 'package')) return ['package'];
  if (tiers && textField(tiers, 'model') === 'volume') return ['tiers', 'model'];
  if (tiers && hasFees(tiers)) return ['tiers', 'steps'];
  const rounding = mapField(node, 'rounding');
  return rounding && has(rounding, 'counter') ? ['rounding', 'counter'] : undefined;
}

const BECAUSE: Readonly<Record<string, string>> = {
  package: '`package`',
  'tiers model': '`model: volume`',
  'tiers steps': 'a step `fee`',
  'rounding counter': '`rounding.counter`',
};

const REFUSED: readonly (readonly string[])[] = [
  ['bands'],
  ['rates'],
  ['setup'],
  ['minimum_quantity'],
  ['rounding', 'record'],
  ['rounding', 'segment'],
];

/** Tells of every key that has no meaning on a charge priced once a period. */
export function refuseRecordKeys(report: Report, node: MapNode, reason: readonly string[]): void {
  const because = BECAUSE[reason.join(' ')]!;
  const related = [{ message: `${because} is here`, place: placeOf(node, ...reason) }];
  const refuse = (path: readonly string[]) => {
    const message = `${wordList([path.join('.')])} has no meaning here: with ${because} the charge is priced once a period`;
    report.add('PLAN-PERIOD-PRICED', message, placeOf(node, ...path), { related });
  };
  for (const path of REFUSED) {
    const holder = path.length === 1 ? node : mapField(node, path[0]!);
    if (holder && has(holder, path.at(-1)!)) refuse(path);
  }
  const tiers = mapField(node, 'tiers');
  if (tiers && textField(tiers, 'counter') === 'record') refuse(['tiers', 'counter']);
}
