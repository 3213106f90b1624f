/** Allowances: what they cover, how much of it, and how that shrinks in a part of a cycle. */

import type { Dimension } from '../../../units/quantity.ts';
import type { MapNode } from '../../../yaml/document.ts';
import type { Allowance, Match } from '../../model.ts';
import type { Context } from './context.ts';
import { has, mapField, mapsOf, numberField, placeOf, scalarField, wordField } from './fields.ts';
import { resolveProration } from './fixed-charges.ts';
import { resolveMatch } from './match.ts';
import { resolveNamed } from './plan-context.ts';
import { MEASURES, quantityOf, quantityRounding } from './values.ts';

/** Lower is used first; one that says nothing comes after those that do in most plans. */
const DEFAULT_PRIORITY = 100;

export function resolveAllowance(plan: Context, node: MapNode): Allowance | undefined {
  const { report } = plan;
  const already = report.problems.length;
  const found = resolveCovers(plan, node);
  const amountNode = scalarField(node, 'amount')!;
  const unlimited = amountNode.text === 'unlimited';
  if (unlimited) {
    for (const key of ['remainder', 'prorate']) {
      if (!has(node, key)) continue;
      report.add('PLAN-NO-EFFECT', `\`${key}\` has no effect: the allowance is unlimited`, placeOf(node, key));
    }
  }
  if (!found) return undefined;
  const { covers, dimension } = found;
  const context: Context = { ...plan, service: placeOf(mapsOf(node, 'covers')[0]!, 'service') };
  const amount = unlimited ? undefined : quantityOf(context, amountNode, dimension);
  const prorate = unlimited ? undefined : resolveProrate(context, mapField(node, 'prorate'), dimension);
  if (report.problems.length > already) return undefined;
  return {
    ...resolveNamed(node),
    dimension,
    covers,
    amount,
    priority: numberField(node, 'priority', DEFAULT_PRIORITY),
    remainder: wordField(node, 'remainder', 'split'),
    prorate,
  };
}

function resolveCovers({ report }: Context, node: MapNode): { covers: Match[]; dimension: Dimension } | undefined {
  const entries = mapsOf(node, 'covers').map((entry) => ({ entry, found: resolveMatch(report, entry) }));
  if (entries.some(({ found }) => !found)) return undefined;
  const first = entries[0]!.found!;
  const other = entries.find(({ found }) => found!.dimension !== first.dimension);
  if (other) {
    const message = `\`${other.found!.match.services[0]}\` is measured in ${MEASURES[other.found!.dimension]}, \`${first.match.services[0]}\` in ${MEASURES[first.dimension]}`;
    const fix = 'make an allowance of its own for each';
    return report.add('PLAN-WRONG-DIMENSION', message, placeOf(other.entry, 'service'), { fix });
  }
  return { covers: entries.map(({ found }) => found!.match), dimension: first.dimension };
}

function resolveProrate(context: Context, node: MapNode | undefined, dimension: Dimension): Allowance['prorate'] {
  if (!node) return undefined;
  const written = scalarField(node, 'round')!;
  const rounding = quantityRounding(context, written, dimension);
  if (!rounding) return undefined;
  if (rounding.step.d !== 1n) {
    const message = `\`${written.text}\`: the step must be a whole number of seconds, bytes, messages or units`;
    return context.report.add('PLAN-WHOLE-UNITS', message, written.place);
  }
  return { ...resolveProration(node), rounding };
}
