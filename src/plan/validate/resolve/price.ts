/** How a charge's quantity becomes money: the key that says it, and rates for every zone, band and tier. */

import type { Dimension, Rate } from '../../../units/quantity.ts';
import type { MapNode } from '../../../yaml/document.ts';
import type { PerUnit, Price } from '../../model.ts';
import { field, has, mapField, mapsOf, placeOf, scalarField, textField, wordField } from './fields.ts';
import { MAX_RATES, type PlanContext, unknownName } from './plan-context.ts';
import { type BandNames, ratesByBand, stepRates, tableRates } from './rates.ts';
import { resolveTiers } from './tiers.ts';
import { money, quantityOf } from './values.ts';

const PRICES = ['rate', 'rates', 'tiers', 'package'] as const;

/** The price; undefined after a problem. */
export function resolvePrice(
  context: PlanContext,
  node: MapNode,
  id: string,
  dimension: Dimension,
  bands: BandNames,
): Price | undefined {
  const keys = PRICES.filter((key) => has(node, key));
  const kind = keys.join(' ');
  switch (kind) {
    case 'rate':
      return perUnit([undefined, [ratesByBand(context, field(node, 'rate')!, dimension, bands).map((rate) => [rate])]]);
    case 'rates':
    case 'rates tiers':
      return fromTable(context, node, id, dimension, bands);
    case 'tiers':
      return fromSteps(context, mapField(node, 'tiers')!, id, dimension, bands);
    case 'package':
      return fromPackage(context, mapField(node, 'package')!, dimension);
    default:
      return refuseKeys(context, node, keys);
  }
}

function refuseKeys({ report }: PlanContext, node: MapNode, keys: readonly string[]): undefined {
  const [first, second] = keys;
  if (!first || !second) {
    const fix = 'write one of `rate`, `rates`, `tiers`, `package`';
    return report.add('PLAN-ONE-PRICE', 'the charge has no price', placeOf(node, 'id'), { fix });
  }
  const message = `\`${first}\` and \`${second}\` both say the price`;
  const related = [{ message: `\`${first}\` is here`, place: placeOf(node, first) }];
  return report.add('PLAN-ONE-PRICE', message, placeOf(node, second), { related, fix: 'keep one of them' });
}

type MaybeRates = readonly (readonly (readonly (Rate | undefined)[])[])[];

function perUnit([zone, rates]: readonly [PerUnit['zone'], MaybeRates], tiers?: PerUnit['tiers']): PerUnit | undefined {
  const complete = rates.every((row) => row.every((band) => band.every((rate) => rate !== undefined)));
  return complete ? { model: 'per-unit', zone, rates: rates as PerUnit['rates'], tiers } : undefined;
}

function fromSteps(
  context: PlanContext,
  node: MapNode,
  id: string,
  dimension: Dimension,
  bands: BandNames,
): Price | undefined {
  const tiers = resolveTiers(context, node, dimension, id);
  const rates = stepRates(context, mapsOf(node, 'steps'), dimension, bands);
  if (!tiers) return undefined;
  if (textField(node, 'model') === 'graduated') return perUnit([undefined, [rates]], tiers);
  const [only] = rates;
  return only?.every((rate) => rate !== undefined) ? { model: 'volume', rates: only, tiers } : undefined;
}

function fromTable(
  context: PlanContext,
  node: MapNode,
  id: string,
  dimension: Dimension,
  bands: BandNames,
): Price | undefined {
  const { report } = context;
  const table = findTable(context, node);
  const tiersNode = mapField(node, 'tiers');
  const steps = tiersNode ? mapsOf(tiersNode, 'steps') : [];
  for (const step of steps.filter((candidate) => has(candidate, 'rate'))) {
    const related = [{ message: 'the table is here', place: placeOf(node, 'rates') }];
    const fix = 'leave `rate` out of the steps';
    report.add('PLAN-TIER-RATE', 'the rate of a step comes from the table', placeOf(step, 'rate'), { related, fix });
  }
  const tiers = tiersNode && resolveTiers(context, tiersNode, dimension, id);
  if (!table) return undefined;
  const stepCount = tiersNode && { count: steps.length, place: placeOf(tiersNode, 'steps') };
  const size =
    mapField(table, 'rows')!.entries.length * (Array.isArray(bands) ? bands.length : 1) * (steps.length || 1);
  context.shared.ratesLeft -= size;
  if (context.shared.ratesLeft < 0) {
    const message = `${size} rates by zone, band and tier; with those before, all plans have more than ${MAX_RATES}`;
    return report.add('PLAN-TOO-MANY', message, placeOf(node, 'rates'));
  }
  const { names, rates } = tableRates(context, table, dimension, bands, stepCount);
  return perUnit([{ attribute: wordField(table, 'by', 'to'), names }, rates], tiers);
}

function findTable({ report, shared }: PlanContext, node: MapNode): MapNode | undefined {
  const inline = mapField(node, 'rates');
  if (inline) return inline;
  const named = scalarField(node, 'rates')!;
  const table = shared.tables.get(named.text);
  if (!table) return unknownName(report, 'PLAN-UNKNOWN-RATES', 'rates table', named, [...shared.tables.keys()]);
  shared.used.add(table);
  return table;
}

function fromPackage(context: PlanContext, node: MapNode, dimension: Dimension): Price | undefined {
  const size = quantityOf(context, scalarField(node, 'size')!, dimension);
  if (!size) return undefined;
  return {
    model: 'package',
    size,
    price: money(scalarField(node, 'price')!),
    partial: wordField(node, 'partial', 'up'),
  };
}
