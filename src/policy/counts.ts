/** Policies about the run itself and what is plainly wrong on a bill. */

import { rational } from '../exact/rational.ts';
import type { DiffResult } from '../run/diff/result.ts';
import type { ScenarioResult } from '../run/result.ts';
import { type Breach, type Facts, type Held, noComparison, nothing, whom } from './facts.ts';
import type { About, PolicyOf } from './model.ts';
import { counted, showCount } from './text.ts';

const isAbout = (about: About, { plan, segment }: { readonly plan: string; readonly segment?: string }): boolean =>
  (about.plan === undefined || plan === about.plan) && (about.segment === undefined || segment === about.segment);

/** Rated on the head: of the comparison where there is one, since money is told of that. */
export function holdScenarioCount({ about, atLeast }: PolicyOf<'scenario-count'>, { diff, test }: Facts): Held {
  if (!diff && !test) return { notHeld: 'held against nothing: nothing was rated' };
  const rated = diff
    ? diff.results.filter((one) => OF_DIFF.includes(one.status) && isAbout(about, one)).length
    : test!.results.filter((one) => one.check !== 'law' && OF_TEST.includes(one.status) && isAbout(about, one)).length;
  // Those that the change cannot reach count only when a full run has shown it.
  const everybody = about.plan === undefined && about.segment === undefined;
  const leftOut = everybody && diff?.summary.leftOut?.proved ? diff.summary.leftOut.scenarios : 0;
  const count = rated + leftOut;
  const measured = showCount(count);
  const words = `${counted(count, 'scenario')}, ${showCount(atLeast - count)} too few`;
  return {
    measured,
    breaches:
      count < atLeast ? [{ words: () => words, urgency: rational(BigInt(atLeast - count)), key: '', ...about }] : [],
  };
}

const OF_DIFF: readonly DiffResult['status'][] = ['passed', 'changed', 'changed-approved', 'new'];
const OF_TEST: readonly ScenarioResult['status'][] = ['passed', 'changed', 'new'];

export function holdNegativeLine({ about }: PolicyOf<'no-negative-line'>, { diff }: Facts): Held {
  if (!diff) return noComparison;
  const own = diff.results.filter((one) => isAbout(about, one) && OF_HEAD.includes(one.status));
  if (own.length === 0) return nothing(`${whom('customer', about)} has a bill`);
  const breaches = own.flatMap(({ id, plan, segment, negativeLines = 0 }): Breach[] => {
    if (negativeLines === 0) return [];
    const words = (): string => `${id}: ${counted(negativeLines, 'line')} below zero`;
    return [{ words, urgency: rational(BigInt(negativeLines)), key: id, plan, segment, scenario: id }];
  });
  return { measured: breaches.length === 0 ? 'none' : counted(breaches.length, 'scenario'), breaches };
}

const OF_HEAD: readonly DiffResult['status'][] = [...OF_DIFF, 'unrated'];

/** Not rated with the head: what a withdrawn plan leaves without a price is no longer billed. */
const NOT_OF_HEAD: readonly string[] = ['skipped', 'error', 'obsolete'];

/** Of both runs where there are two. */
export function holdNothingUnrated({ about }: PolicyOf<'nothing-unrated'>, { diff, test }: Facts): Held {
  const rated = [...(diff?.results ?? []), ...(test?.results ?? []).filter(({ check }) => check !== 'law')].filter(
    (one) => isAbout(about, one) && !NOT_OF_HEAD.includes(one.status),
  );
  if (rated.length === 0) return nothing(`${whom('scenario', about)} was rated`);
  const most = new Map<string, (typeof rated)[number]>();
  for (const one of rated) if (one.unrated > (most.get(one.id)?.unrated ?? 0)) most.set(one.id, one);
  const breaches = [...most.values()].map(({ id, plan, segment, unrated }): Breach => {
    const words = (): string => `${id}: ${counted(unrated, 'record')} without a price`;
    return { words, urgency: rational(BigInt(unrated)), key: id, plan, segment, scenario: id };
  });
  return { measured: breaches.length === 0 ? 'none' : counted(breaches.length, 'scenario'), breaches };
}
