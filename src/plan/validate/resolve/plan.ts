/** Plan documents: one version of a plan with every name resolved and every number read. */

import moment from 'moment-timezone';
import { compare, rational } from '../../../exact/rational.ts';
import { currencyCodes, minorDecimals } from '../../../money/currency.ts';
import type { Rounding } from '../../../money/rounding.ts';
import {
  type Quantity,
  REDEFINABLE_UNITS,
  STANDARD_UNITS,
  type UnitTable,
  withUnits,
} from '../../../units/quantity.ts';
import type { MapNode, ScalarNode } from '../../../yaml/document.ts';
import type { RatePlan, Tax, UsageCharge } from '../../model.ts';
import { resolveAllowance } from './allowance.ts';
import type { Report } from './context.ts';
import { resolveDiscount } from './discount.ts';
import { mapField, mapsOf, placeOf, scalarField, textField, wordField, wordNodes } from './fields.ts';
import { resolveOneTime, resolveRecurring } from './fixed-charges.ts';
import { resolveMustHold } from './must-hold.ts';
import { type PlanContext, roundingField, type SharedDocuments, unknownName } from './plan-context.ts';
import { resolveUsage } from './usage.ts';
import { date, percent, quantityOf } from './values.ts';

/** A version with the nodes its parts were read from, for checks that point at a key. */
export interface Draft {
  readonly plan: RatePlan;
  readonly node: MapNode;
  /** The mapping of each charge, allowance and discount of the plan. */
  readonly nodes: ReadonlyMap<object, MapNode>;
  readonly shared: SharedDocuments;
}

/** The version; undefined after its problems were told. */
export function resolvePlan(report: Report, node: MapNode, shared: SharedDocuments): Draft | undefined {
  const already = report.problems.length;
  const currency = resolveCurrency(report, scalarField(node, 'currency')!);
  const timezone = resolveTimezone(report, scalarField(node, 'timezone')!);
  const units = resolveUnits(report, mapField(node, 'units'));
  const tax = resolveTax(report, mapField(node, 'tax'));
  const minor: Rounding = { mode: 'half-up', step: rational(1n, 10n ** BigInt(currency?.decimals ?? 2)) };
  const roundings = mapField(node, 'rounding');
  const rounding = {
    line: roundingField(report, roundings, 'line', minor),
    discount: roundingField(report, roundings, 'discount', minor),
    tax: roundingField(report, roundings, 'tax', minor),
    total: roundingField(report, roundings, 'total', undefined),
  };
  const effective = resolveEffective(report, mapField(node, 'effective'));
  const context: PlanContext = {
    report,
    units,
    shared,
    taxCategories: tax?.rates.map(({ category }) => category) ?? [],
    lineRounding: rounding.line,
  };

  const nodes = new Map<object, MapNode>();
  const parts = <T extends object>(key: string, resolve: (part: MapNode) => T | undefined): T[] =>
    mapsOf(node, key).flatMap((part) => {
      const resolved = resolve(part);
      if (resolved) nodes.set(resolved, part);
      return resolved ? [resolved] : [];
    });
  const lineBy = wordNodes(node, 'line_by').map(({ text }) => text as UsageCharge['lineBy'][number]);
  const recurring = parts('recurring', (part) => resolveRecurring(context, part));
  const oneTime = parts('one_time', (part) => resolveOneTime(context, part));
  const usage = parts('usage', (part) => resolveUsage(context, part, lineBy));
  const allowances = parts('allowances', (part) => resolveAllowance(context, part));
  const idsOf = (key: string) => mapsOf(node, key).map((part) => textField(part, 'id')!);
  const ids = { recurring: idsOf('recurring'), oneTime: idsOf('one_time'), usage: idsOf('usage') };
  const discounts = parts('discounts', (part) => resolveDiscount(report, part, ids));
  const mustHold = mapsOf(node, 'must_hold').flatMap((part) => resolveMustHold(report, part, usage));
  if (report.problems.length > already || !currency || !timezone || !effective) return undefined;

  const { text: id, place } = scalarField(node, 'plan')!;
  const description = textField(node, 'description');
  const plan: RatePlan = {
    id,
    name: textField(node, 'name') ?? id,
    ...(description !== undefined && { description }),
    currency,
    timezone,
    units,
    prices: wordField(node, 'prices', 'gross'),
    effective,
    anchor: resolveAnchor(mapField(node, 'bill_cycle')),
    tax,
    rounding,
    recurring,
    oneTime,
    allowances: allowances.sort((a, b) => a.priority - b.priority),
    usage,
    discounts,
    mustHold,
    place,
  };
  return { plan, node, nodes, shared };
}

function resolveCurrency(report: Report, node: ScalarNode): RatePlan['currency'] | undefined {
  const decimals = minorDecimals(node.text);
  if (decimals !== undefined) return { code: node.text, decimals };
  return unknownName(report, 'PLAN-UNKNOWN-CURRENCY', 'currency', node, currencyCodes());
}

function resolveTimezone(report: Report, node: ScalarNode): string | undefined {
  // The data finds names in any case; here a zone is written one way.
  if (moment.tz.zone(node.text)?.name === node.text) return node.text;
  return unknownName(report, 'PLAN-UNKNOWN-TIMEZONE', 'time zone', node, moment.tz.names());
}

/** Smaller units first, each told by smaller ones, so that no size depends on the order of reading. */
function resolveUnits(report: Report, node: MapNode | undefined): UnitTable {
  const changes = new Map<string, Quantity>();
  let units = STANDARD_UNITS;
  for (const { key, keyPlace, value } of node?.entries ?? []) {
    const rank = (REDEFINABLE_UNITS as readonly string[]).indexOf(key);
    const later = REDEFINABLE_UNITS.slice(rank);
    const written = value as ScalarNode;
    const named = later.find((name) => new RegExp(`\\d\\s*${name}$`).test(written.text));
    const misplaced = later.find((name) => changes.has(name));
    if (named) {
      report.add('PLAN-UNITS-ORDER', `\`${key}\` is told by \`${named}\`, which is not smaller`, written.place);
      continue;
    }
    if (misplaced) {
      const related = [{ message: `\`${misplaced}\` is here`, place: placeOf(node!, misplaced) }];
      report.add('PLAN-UNITS-ORDER', `\`${key}\` must stand before \`${misplaced}\``, keyPlace, { related });
    }
    const size = quantityOf({ report, units }, written, 'data');
    if (!size) continue;
    changes.set(key, { dimension: 'data', value: size });
    units = withUnits(changes);
  }
  REDEFINABLE_UNITS.slice(1).forEach((name, index) => {
    const smaller = REDEFINABLE_UNITS[index]!;
    if (!node || !(changes.has(name) || changes.has(smaller))) return;
    if (compare(units.get(name)!.size, units.get(smaller)!.size) > 0) return;
    const key = changes.has(name) ? name : smaller;
    report.add('PLAN-UNITS-ORDER', `\`${name}\` would not be larger than \`${smaller}\``, placeOf(node, key));
  });
  return units;
}

function resolveTax(report: Report, node: MapNode | undefined): Tax | undefined {
  if (!node) return undefined;
  const rates = mapField(node, 'rates')!.entries.flatMap(({ key, value }) => {
    const share = percent(report, value as ScalarNode, 'zero');
    return share ? [{ category: key, percent: share }] : [];
  });
  return { name: textField(node, 'name')!, rates };
}

function resolveEffective(report: Report, node: MapNode | undefined): RatePlan['effective'] | undefined {
  if (!node) return { newFrom: undefined, existingFrom: 'never' };
  const newFrom = date(report, scalarField(node, 'new')!);
  const existing = scalarField(node, 'existing');
  if (newFrom === undefined) return undefined;
  if (!existing || existing.text === 'next-cycle') return { newFrom, existingFrom: newFrom };
  if (existing.text === 'never') return { newFrom, existingFrom: 'never' };
  const existingFrom = date(report, existing);
  return existingFrom === undefined ? undefined : { newFrom, existingFrom };
}

function resolveAnchor(node: MapNode | undefined): RatePlan['anchor'] {
  const text = node ? textField(node, 'anchor')! : '1';
  return text === 'activation' ? text : Number(text);
}
