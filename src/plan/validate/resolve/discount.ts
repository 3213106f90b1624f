/** Discounts, with the groups they name written out as charges. */

import type { Place } from '../../../problems/problem.ts';
import type { MapNode, ScalarNode } from '../../../yaml/document.ts';
import type { Discount } from '../../model.ts';
import type { Report } from './context.ts';
import { has, mapField, numberField, placeOf, scalarField, wordField, wordNodes } from './fields.ts';
import { resolveNamed, unknownName } from './plan-context.ts';
import { money, percent } from './values.ts';

/** Ids of a plan's charges, in the order of invoices. */
export interface ChargeIds {
  readonly recurring: readonly string[];
  readonly oneTime: readonly string[];
  readonly usage: readonly string[];
}

export function resolveDiscount(report: Report, node: MapNode, ids: ChargeIds): Discount | undefined {
  const already = report.problems.length;
  const on = resolveOn(report, node, ids);
  const value = resolveValue(report, node);
  const limits = mapField(node, 'for');
  if (report.problems.length > already || !value) return undefined;
  return {
    ...resolveNamed(node),
    value,
    on,
    cycles: limits && {
      count: numberField(limits, 'cycles', 1),
      starting: wordField(limits, 'starting', 'activation'),
    },
  };
}

function resolveValue(report: Report, node: MapNode): Discount['value'] | undefined {
  const share = scalarField(node, 'percent');
  const amount = scalarField(node, 'amount');
  if (has(node, 'percent') === has(node, 'amount')) {
    const both = has(node, 'percent');
    const message = both ? 'a discount has `percent` or `amount`, not both' : 'a discount needs `percent` or `amount`';
    return report.add('PLAN-ONE-PRICE', message, both ? placeOf(node, 'amount') : placeOf(node, 'id'), {
      related: both ? [{ message: '`percent` is here', place: placeOf(node, 'percent') }] : undefined,
    });
  }
  if (share) {
    const value = percent(report, share, 'more');
    return value && { percent: value };
  }
  const value = money(amount!);
  if (value.n === 0n) return report.add('PLAN-ZERO', 'a discount of zero takes nothing off', amount!.place);
  return { amount: value };
}

function resolveOn(report: Report, node: MapNode, ids: ChargeIds): string[] {
  const all = [...ids.recurring, ...ids.oneTime, ...ids.usage];
  const groups: ReadonlyMap<string, readonly string[]> = new Map([
    ['@usage', ids.usage],
    ['@recurring', ids.recurring],
    ['@one-time', ids.oneTime],
    ['@all', all],
  ]);
  const first = new Map<string, { by: string; place: Place }>();
  for (const named of wordNodes(node, 'on')) {
    const members = groups.get(named.text) ?? (all.includes(named.text) ? [named.text] : undefined);
    if (!members) {
      const group = named.text.startsWith('@');
      unknownName(report, 'PLAN-UNKNOWN-CHARGE', group ? 'group' : 'charge', named, group ? [...groups.keys()] : all);
    } else if (members.length === 0) {
      report.add('PLAN-NO-EFFECT', `\`${named.text}\` has no effect: the plan has no such charge`, named.place);
    } else addMembers(report, first, named, members);
  }
  return all.filter((id) => first.has(id));
}

function addMembers(
  report: Report,
  first: Map<string, { by: string; place: Place }>,
  named: ScalarNode,
  members: readonly string[],
): void {
  const again = members.map((id) => ({ id, before: first.get(id) })).find(({ before }) => before);
  if (again?.before) {
    report.add(
      'PLAN-LISTED-TWICE',
      `\`${again.id}\` is named twice: by \`${again.before.by}\` and \`${named.text}\``,
      named.place,
      {
        related: [{ message: 'the first time is here', place: again.before.place }],
      },
    );
  }
  for (const id of members) if (!first.has(id)) first.set(id, { by: named.text, place: named.place });
}
