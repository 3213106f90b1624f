/** Rates by zone, band and tier, each read once from where it is written. */

import { wordList } from '../../../problems/nearest.ts';
import type { Place } from '../../../problems/problem.ts';
import type { Dimension, Rate } from '../../../units/quantity.ts';
import type { MapNode, Node, ScalarNode } from '../../../yaml/document.ts';
import type { Context } from './context.ts';
import { mapField, placeOf, scalarField } from './fields.ts';
import { unknownName } from './plan-context.ts';
import { rate } from './values.ts';

/** Bands of the charge's calendar; `none` without one; `unknown` when the calendar's problems were told already. */
export type BandNames = readonly string[] | 'none' | 'unknown';

/** One entry a band, one in all without bands: what `read` makes of the node or of the node of each band. */
function byBand<T>(context: Context, node: Node, bands: BandNames, read: (node: Node) => T): T[] {
  if (node.kind !== 'map') {
    const value = read(node);
    return Array.isArray(bands) ? bands.map(() => value) : [value];
  }
  if (bands === 'none') {
    const fix = 'name a calendar under `bands`, or write one rate';
    context.report.add('PLAN-BAND-RATE', 'rates by band, but the charge has no `bands`', node.place, { fix });
  }
  const known = Array.isArray(bands) ? (bands as readonly string[]) : [];
  const related = context.calendar && [{ message: 'the bands of the calendar are here', place: context.calendar }];
  for (const { key, keyPlace } of node.entries) {
    if (!Array.isArray(bands) || known.includes(key)) continue;
    unknownName(context.report, 'PLAN-UNKNOWN-BAND', 'band', { text: key, place: keyPlace }, known, related);
  }
  const missing = known.filter((band) => !node.entries.some(({ key }) => key === band));
  if (missing.length > 0) {
    const fix = 'add the rate, 0 if it is free';
    context.report.add('PLAN-BAND-RATE', `no rate for ${wordList(missing, 20)}`, node.place, { related, fix });
  }
  const values = new Map(node.entries.map(({ key, value }) => [key, read(value)]));
  return known.flatMap((band) => (values.has(band) ? [values.get(band)!] : []));
}

/** A rate by band, as `rate:` has it. */
export function ratesByBand(
  context: Context,
  node: Node,
  dimension: Dimension,
  bands: BandNames,
): (Rate | undefined)[] {
  return byBand(context, node, bands, (written) => rate(context, written as ScalarNode, dimension));
}

/** The rows of a table; `tiers` says how many rates a list must have, undefined when the charge has no tiers. */
export function tableRates(
  context: Context,
  table: MapNode,
  dimension: Dimension,
  bands: BandNames,
  tiers: { readonly count: number; readonly place: Place } | undefined,
): { names: string[]; rates: (Rate | undefined)[][][] } {
  const unit = scalarField(table, 'unit')!;
  const usable = rate(context, unit, dimension, `1 / ${unit.text}`, unit) !== undefined;
  const rows = mapField(table, 'rows')!.entries;
  const read = (node: Node): (Rate | undefined)[] => {
    const cells = node.kind === 'list' ? node.items : [node];
    if (node.kind === 'list' && cells.length !== (tiers?.count ?? 0)) {
      const message =
        tiers === undefined
          ? 'rates by tier, but the charge has no `tiers`'
          : `${cells.length} rates for ${tiers.count} steps of \`tiers\``;
      const related = tiers && [{ message: 'the steps are here', place: tiers.place }];
      context.report.add('PLAN-TIER-RATE', message, node.place, { related });
    }
    const found = cells.map((cell) => {
      const { text } = cell as ScalarNode;
      return usable ? rate(context, cell as ScalarNode, dimension, `${text} / ${unit.text}`, unit) : undefined;
    });
    return node.kind === 'list' ? found : Array.from({ length: tiers?.count ?? 1 }, () => found[0]);
  };
  return {
    names: rows.map(({ key }) => key),
    rates: rows.map(({ value }) => byBand(context, value, bands, read)),
  };
}

/** One rate a step, of steps that have their own. */
export function stepRates(
  context: Context,
  steps: readonly MapNode[],
  dimension: Dimension,
  bands: BandNames,
): (Rate | undefined)[][] {
  const columns = steps.map((step) => {
    const written = step.entries.find(({ key }) => key === 'rate');
    if (written) return ratesByBand(context, written.value, dimension, bands);
    const fix = 'write `rate`; a rate of 0 is a price too';
    context.report.add('PLAN-TIER-RATE', 'the step has no `rate`', placeOf(step, 'to'), { fix });
    return [];
  });
  const count = Array.isArray(bands) ? bands.length : 1;
  return Array.from({ length: count }, (_, band) => columns.map((column) => column[band]));
}
