/** Usage charges. */

import type { Place } from '../../../problems/problem.ts';
import type { Dimension } from '../../../units/quantity.ts';
import type { MapNode } from '../../../yaml/document.ts';
import type { Bands, Crossing, UsageCharge } from '../../model.ts';
import { mapField, placeOf, scalarField, wordField, wordNodes } from './fields.ts';
import { resolveMatch } from './match.ts';
import { pricedOnceBy, refuseRecordKeys } from './period.ts';
import { type PlanContext, resolveBase, roundingField, unknownName } from './plan-context.ts';
import { resolvePrice } from './price.ts';
import type { BandNames } from './rates.ts';
import { money, quantityOf, quantityRounding } from './values.ts';

type LineDimension = UsageCharge['lineBy'][number];

/** The charge; undefined after a problem. `lineBy` is the plan's, of which the charge takes what it has. */
export function resolveUsage(
  plan: PlanContext,
  node: MapNode,
  lineBy: readonly LineDimension[],
): UsageCharge | undefined {
  const { report } = plan;
  const already = report.problems.length;
  const base = resolveBase(plan, node);
  const reason = pricedOnceBy(node);
  if (reason) refuseRecordKeys(report, node, reason);
  const matchNode = mapField(node, 'match')!;
  const found = resolveMatch(report, matchNode);
  const { bands, names, place } = resolveBands(plan, node, found?.dimension);
  if (!found) return undefined;
  const { match, dimension } = found;
  const context: PlanContext = { ...plan, service: placeOf(matchNode, 'service'), calendar: place };

  const minimum = scalarField(node, 'minimum_quantity');
  const minimumQuantity = minimum && quantityOf(context, minimum, dimension);
  const increment = resolveIncrement(context, node, dimension);
  const price = resolvePrice(context, node, base.id, dimension, names);
  const rounding = resolveRounding(context, mapField(node, 'rounding'), dimension);
  if (report.problems.length > already || !price) return undefined;
  const own = wordNodes(node, 'line_by').map(({ text }) => text as LineDimension);
  return {
    ...base,
    match,
    dimension,
    increment,
    minimumQuantity,
    setup: resolveSetup(mapField(node, 'setup')),
    bands,
    price,
    rounding,
    lineBy: own.length > 0 ? own : lineBy.filter((name) => hasLineDimension({ price, bands }, name)),
  };
}

/** Whether a charge has zones, bands or tiers that invoice lines could be told apart by. */
export function hasLineDimension({ price, bands }: Pick<UsageCharge, 'price' | 'bands'>, name: LineDimension): boolean {
  if (name === 'band') return bands !== undefined;
  if (name === 'zone') return price.model === 'per-unit' && price.zone !== undefined;
  return price.model !== 'package' && price.tiers !== undefined;
}

function resolveBands(
  { report, shared }: PlanContext,
  node: MapNode,
  dimension: Dimension | undefined,
): { bands?: Bands; names: BandNames; place?: Place } {
  const written = mapField(node, 'bands');
  if (!written) return { names: 'none' };
  if (dimension && dimension !== 'time') {
    const message = '`bands` are for services measured in time';
    report.add('PLAN-BAND-SERVICE', message, placeOf(node, 'bands'), { fix: 'leave `bands` out' });
    return { names: 'unknown' };
  }
  const named = scalarField(written, 'calendar')!;
  if (!shared.calendars.has(named.text)) {
    unknownName(report, 'PLAN-UNKNOWN-CALENDAR', 'calendar', named, [...shared.calendars.keys()]);
    return { names: 'unknown' };
  }
  const calendar = shared.calendars.get(named.text);
  if (!calendar) return { names: 'unknown' };
  shared.used.add(calendar.node);
  const bands = { calendar: calendar.value, crossing: wordField<Crossing>(written, 'crossing', 'by-start') };
  return { bands, names: calendar.value.bands, place: placeOf(calendar.node, 'bands') };
}

function resolveIncrement(context: PlanContext, node: MapNode, dimension: Dimension): UsageCharge['increment'] {
  const written = scalarField(node, 'increment');
  if (!written) return undefined;
  const down = /\s+down$/.test(written.text);
  const [first = '', following = first] = written.text.replace(/\s+down$/, '').split(/\s*\/\s*/);
  const size = quantityOf(context, written, dimension, first);
  const next = following === first ? size : quantityOf(context, written, dimension, following);
  return size && next && { first: size, following: next, partial: down ? 'down' : 'up' };
}

function resolveSetup(node: MapNode | undefined): UsageCharge['setup'] {
  return node && { amount: money(scalarField(node, 'amount')!), when: wordField(node, 'when', 'charged') };
}

function resolveRounding(
  context: PlanContext,
  node: MapNode | undefined,
  dimension: Dimension,
): UsageCharge['rounding'] {
  const counter = node && mapField(node, 'counter');
  const rounding = counter && quantityRounding(context, scalarField(counter, 'to')!, dimension);
  return {
    segment: roundingField(context.report, node, 'segment', undefined),
    record: roundingField(context.report, node, 'record', undefined),
    counter: rounding && { rounding, stage: wordField(counter, 'stage', 'after-allowance') },
  };
}
