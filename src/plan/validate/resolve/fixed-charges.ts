/** Recurring and one-time charges, and what share of an amount is paid for a part of a cycle. */

import type { MapNode } from '../../../yaml/document.ts';
import type { OneTimeCharge, Proration, RecurringCharge } from '../../model.ts';
import { field, mapField, scalarField, wordField } from './fields.ts';
import { type PlanContext, resolveBase } from './plan-context.ts';
import { money } from './values.ts';

export function resolveRecurring(context: PlanContext, node: MapNode): RecurringCharge {
  return {
    ...resolveBase(context, node),
    amount: money(scalarField(node, 'amount')!),
    charged: wordField(node, 'charged', 'in-advance'),
    onlyIf: wordField(node, 'only_if', 'always'),
    prorate: resolveProration(mapField(node, 'prorate')),
  };
}

export function resolveOneTime(context: PlanContext, node: MapNode): OneTimeCharge {
  const on = wordField<OneTimeCharge['on']>(node, 'on', 'activation');
  return {
    ...resolveBase(context, node),
    amount: money(scalarField(node, 'amount')!),
    on,
    charged: on === 'termination' ? 'in-arrears' : wordField(node, 'charged', 'in-advance'),
  };
}

export function resolveProration(node: MapNode | undefined): RecurringCharge['prorate'] {
  return {
    activation: node && resolveSide(node, 'activation', 'first_day', 'used'),
    termination: node && resolveSide(node, 'termination', 'last_day', 'free'),
  };
}

function resolveSide(
  node: MapNode,
  side: 'activation' | 'termination',
  edgeKey: 'first_day' | 'last_day',
  otherwise: Proration['edgeDay'],
): Proration | undefined {
  const written = field(node, side);
  if (written?.kind === 'scalar') return { basis: written.text as Proration['basis'], edgeDay: otherwise };
  if (written?.kind !== 'map') return undefined;
  return { basis: wordField(written, 'basis', 'actual'), edgeDay: wordField(written, edgeKey, otherwise) };
}
