/** From what is billed before to what is billed after, component by component. */

import type { LineKind } from '../../invoicing/invoice.ts';
import type { Component, World } from '../bills.ts';
import { STEP_GROUPS, type StepGroup, type WaterfallStep } from '../result.ts';
import type { Texts } from './exact.ts';
import { ALL, sumRows } from './parts.ts';

/** Weighted, exact: 10^-scale x millionths. */
export interface StepSum {
  readonly group: StepGroup;
  readonly component: string;
  readonly before: bigint;
  readonly after: bigint;
}

const GROUP_OF: Readonly<Record<LineKind, StepGroup>> = {
  recurring: 'recurring',
  'one-time': 'one-time',
  usage: 'usage',
  discount: 'discounts',
  rounding: 'rounding',
  tax: 'tax',
};

interface ComponentSums {
  readonly component: Component;
  readonly sum: bigint;
}

/** By group and id; components of one group and id in several tables (one a plan, say) are one. */
function componentSums(world: World, scale: number): Map<string, ComponentSums> {
  const sums = new Map<string, ComponentSums>();
  for (const part of world.parts) {
    part.bills.components.forEach((component, index) => {
      const key = `${component.kind} ${component.id}`;
      const column = { values: part.bills.amounts[index]!, scale: part.bills.scale };
      const [own] = sumRows(part, column, { keys: 0, size: ALL.size, scale });
      sums.set(key, { component, sum: (sums.get(key)?.sum ?? 0n) + own! });
    });
  }
  return sums;
}

/** In the order of STEP_GROUPS; in a group as the tables have them, those of before first. */
export function waterfallSums({
  before,
  after,
  allowances,
  net,
  scale,
}: {
  readonly before: World;
  readonly after: World;
  /** `before` with the allowances of after; undefined where these are the same. */
  readonly allowances: World | undefined;
  /** Net of both: what charges have above it is the tax in their prices. */
  readonly net: readonly [bigint, bigint];
  readonly scale: number;
}): StepSum[] {
  const [was, is] = [componentSums(before, scale), componentSums(after, scale)];
  const middle = allowances && componentSums(allowances, scale);
  const steps: StepSum[] = [];
  let shifted = 0n;
  const gross: [bigint, bigint] = [-net[0], -net[1]];
  for (const key of new Set([...was.keys(), ...is.keys(), ...(middle?.keys() ?? [])])) {
    const { id, kind } = (was.get(key) ?? is.get(key) ?? middle!.get(key)!).component;
    const [first, last] = [was.get(key)?.sum ?? 0n, is.get(key)?.sum ?? 0n];
    const shift = kind === 'usage' && middle ? (middle.get(key)?.sum ?? 0n) - first : 0n;
    shifted += shift;
    if (kind !== 'tax') {
      gross[0] += first;
      gross[1] += last;
    }
    steps.push({ group: GROUP_OF[kind], component: id, before: first, after: last - shift });
  }
  if (middle) steps.push({ group: 'allowances', component: 'allowances', before: 0n, after: shifted });
  if (gross[0] !== 0n || gross[1] !== 0n) {
    steps.push({ group: 'tax-in-prices', component: 'tax-in-prices', before: -gross[0], after: -gross[1] });
  }
  return STEP_GROUPS.flatMap((group) => steps.filter((step) => step.group === group));
}

export const waterfallTold = (steps: readonly StepSum[], texts: Texts): WaterfallStep[] =>
  steps.map(({ group, component, before, after }) => ({
    group,
    component,
    before: texts.money(before),
    after: texts.money(after),
    change: texts.money(after - before),
  }));
