/** What happens to a customer, in the worker: when service ends, which plan follows, where the customer travels. */

import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { cycleOf } from '../calendar/cycle.ts';
import { civilDate } from '../calendar/day.ts';
import type { EpochDay } from '../plan/model.ts';
import type { Draw, Lifecycle, Recipe, Trips } from './recipe.ts';
import { Sampler } from './sample.ts';
import type { PlanChange } from './scenario.ts';
import { ALL } from './table.ts';

export interface Life {
  readonly terminated: EpochDay | undefined;
  readonly changes: readonly PlanChange[];
}

type Months = Recipe['months'];

/** A day of `[from, before)`, each as likely; the bias is below one in 2^32 a day. */
const dayOf = (random: RandomGenerator, from: number, before: number): number =>
  from + Math.floor(((random.next() >>> 0) / ALL) * (before - from));

/** Draws the lives of customers. */
export function lifeOf(recipe: Recipe, { terminate, change, anchors }: Lifecycle) {
  const { months } = recipe;
  const chosen = change && new Sampler(change.plan);

  const terminated = (random: RandomGenerator, activated: number): EpochDay | undefined => {
    if (!terminate) return undefined;
    const spans = terminate.days ? [terminate.days] : spansOf(months);
    for (const { from, before } of spans) {
      // Two numbers a span, whether they are used or not: another share leaves the days of the others.
      const leaves = random.next() >>> 0 < terminate.share;
      // The first day without service is after the first day of service.
      const day = dayOf(random, Math.max(from, activated + 1), Math.max(before, activated + 1));
      if (leaves && day > activated && day < before) return day;
    }
    return undefined;
  };

  const changed = (random: RandomGenerator, draw: Draw, end: number): PlanChange[] => {
    if (!change || !chosen) return [];
    const anchor = anchors[draw.plan]!;
    for (const { before } of spansOf(months)) {
      const choice = chosen.at(random.next() >>> 0);
      const plan = change.plans[choice - 1];
      const on = cycleOf(before - 1, anchor === 'activation' ? civilDate(draw.activated).day : anchor).from;
      if (plan === undefined || plan === recipe.plans.choices[draw.plan]) continue;
      if (on > draw.activated && on < end) return [{ on, plan }];
    }
    return [];
  };

  return (random: RandomGenerator, draw: Draw): Life => {
    const end = terminated(random, draw.activated);
    return { terminated: end, changes: changed(random, draw, end ?? Infinity) };
  };
}

/** Draws the journeys of customers: by day from the first of the months on, the index of the zone or -1. */
export function tripsOf({ perMonth, days, zones }: Trips, months: Months): (random: RandomGenerator) => Int16Array {
  const [counts, lengths, where] = [perMonth, days, zones].map((table) => new Sampler(table)) as [
    Sampler,
    Sampler,
    Sampler,
  ];
  const first = months[0]!;
  const zoneOn = new Int16Array(months.at(-1)! - first);
  return (random) => {
    zoneOn.fill(-1);
    for (const { from, before } of spansOf(months)) {
      const count = counts.draw(random);
      for (let trip = 0; trip < count; trip += 1) {
        const begin = dayOf(random, from, before) - first;
        const length = lengths.draw(random);
        zoneOn.fill(where.draw(random), begin, begin + length);
      }
    }
    return zoneOn;
  };
}

/** Months as `[from, before)`. */
export const spansOf = (months: Months): { from: number; before: number }[] =>
  months.slice(0, -1).map((from, index) => ({ from, before: months[index + 1]! }));
