/** Tiers without their rates: edges, fees and the counter that says where in them a record stands. */

import { compare, type Rational, ZERO } from '../../../exact/rational.ts';
import type { Dimension } from '../../../units/quantity.ts';
import type { MapNode } from '../../../yaml/document.ts';
import type { Tiers } from '../../model.ts';
import type { Context } from './context.ts';
import { has, mapsOf, placeOf, scalarField, textField, wordField } from './fields.ts';
import { money, quantityOf } from './values.ts';

/** The tiers of the charge with this id; undefined after a problem. */
export function resolveTiers(context: Context, node: MapNode, dimension: Dimension, id: string): Tiers | undefined {
  const already = context.report.problems.length;
  const steps = mapsOf(node, 'steps');
  const edges = resolveEdges(context, steps, dimension);
  const fees = steps.map((step) => scalarField(step, 'fee')).map((fee) => (fee ? money(fee) : ZERO));
  if (context.report.problems.length > already) return undefined;
  return {
    counter: textField(node, 'counter') ?? id,
    count: wordField(node, 'count', 'charged'),
    edge: wordField(node, 'edge', 'below'),
    zeroUsage: wordField(node, 'zero_usage', 'free'),
    edges,
    fees,
  };
}

function resolveEdges(context: Context, steps: readonly MapNode[], dimension: Dimension): Rational[] {
  const { report } = context;
  const edges: Rational[] = [];
  let before: { readonly value: Rational; readonly node: MapNode } | undefined;
  steps.forEach((step, index) => {
    const last = index === steps.length - 1;
    const to = scalarField(step, 'to');
    if (last && to) {
      const fix = 'add a last step without `to`, or leave this `to` out';
      const message = `the last step ends at \`${to.text}\`: what is above it has no price`;
      report.add('PLAN-TIER-EDGE', message, placeOf(step, 'to'), { fix });
    } else if (!last && !to) {
      const fix = 'write `to` with the upper edge of this step';
      report.add('PLAN-TIER-EDGE', 'every step but the last needs `to`', step.place, { fix });
    }
    const value = to && quantityOf(context, to, dimension);
    if (!value) return;
    if (before && compare(value, before.value) <= 0) {
      const place = scalarField(before.node, 'to')!.place;
      const message = `\`${to.text}\` does not rise above the step before it`;
      report.add('PLAN-TIER-EDGE', message, to.place, { related: [{ message: 'that step ends here', place }] });
    }
    before = { value, node: step };
    if (!last) edges.push(value);
  });
  return edges;
}

/** Whether any step has a fee. */
export const hasFees = (node: MapNode): boolean => mapsOf(node, 'steps').some((step) => has(step, 'fee'));
