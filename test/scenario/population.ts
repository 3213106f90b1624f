/** A recipe that uses everything a recipe can tell, and what its customers did, for tests. */

import { drawCustomers } from '../../src/scenario/draw.ts';
import { type Expanded, expander } from '../../src/scenario/expand.ts';
import type { Recipe } from '../../src/scenario/recipe.ts';

export const POPULATION = `
recipe: population
plan: { smart-s: 40, smart-m: 60 }
count: 1000
stands_for: 1200000
seed: 7
customers: { activated: { from: 2025-01-01, before: 2026-03-20 }, segments: { light: 55 %, heavy: 45 % }, steady: 0.6 }
periods: { from: 2026-02, before: 2026-04 }
profiles:
  office: { hours: { workdays: [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0], weekend: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }, days: [1, 1, 1, 1, 1, 0, 1] }
  evenings: { hours: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 1, 0] }
usage:
  - name: calls
    service: voice
    direction: out
    segment: light
    to: { home: 88, eu: 12 }
    in: home
    records: { negative_binomial: { mean: 12, dispersion: 1.4 }, at_most: 200 }
    quantity: { lognormal: { median: 95 s, sigma: 1.1 }, at_least: 1 s, at_most: 4 h }
    profile: office
  - name: calls
    service: voice
    direction: out
    segment: heavy
    to: { home: 88, eu: 12 }
    in: { home: 97, eu: 3 }
    records: { negative_binomial: { mean: 60, dispersion: 2 } }
    quantity: { exponential: { mean: 180 s } }
    profile: office
  - name: messages
    service: sms
    direction: out
    in: home
    records: { poisson: { mean: 15.5 } }
    profile: evenings
    correlate: { calls: -0.3 }
  - name: sessions
    service: data
    in: home
    total: { lognormal: { mean: 6 GB, sigma: 0.9 } }
    records: { gamma: { mean: 30, cv: 0.5 }, at_least: 1 }
    days: [1, 1, 1, 1, 1, 2, 2]
    correlate: { calls: 0.5 }
  - { name: pictures, service: mms, in: home, records: { empirical: { values: [0, 1, 4], weights: [70, 20, 10] } } }
  - { name: films, service: video, in: home, segment: heavy, records: { from: 0, to: 3 }, quantity: { empirical: { edges: [1 s, 1 min, 1 h], weights: [30, 70] } } }
  - { name: purchases, service: event, in: home, records: [{ weight: 9, value: 0 }, { weight: 1, from: 1, to: 3 }], quantity: { gamma: { mean: 2.5, shape: 2 }, at_least: 1 } }
trips: { per_month: { poisson: { mean: 0.4 } }, days: { from: 3, to: 14 }, to: { eu: 80, efta: 20 }, uses: { voice: 50 % } }
lifecycle: { terminate: 2.5 % a month, change_plan: { smart-m: 2 %, smart-s: 1 % } }
`;

export const expand = (recipe: Recipe): Expanded => expander(recipe)(drawCustomers(recipe));

export interface Made {
  readonly start: string;
  readonly day: number;
  readonly hour: number;
  readonly service: string;
  readonly to: string;
  readonly in: string;
  readonly quantity: number;
}

/** Records of each account. */
export function recordsOf({ accounts, usage }: Expanded): Made[][] {
  const { first, start, quantity, kind, coding } = usage;
  return accounts.map((_, account) =>
    Array.from({ length: first[account + 1]! - first[account]! }, (_none, n) => {
      const record = first[account]! + n;
      const { service, to, in: where } = coding.kinds[kind[record]!]!;
      const at = new Date(start[record]!);
      return {
        start: at.toISOString().slice(0, 19),
        day: Math.floor(start[record]! / 86_400_000),
        hour: at.getUTCHours(),
        quantity: quantity[record]!,
        service,
        to,
        in: where,
      };
    }),
  );
}

/** All that a worker makes of customers, as text. */
export function toldOf(expanded: Expanded): string {
  const { accounts } = expanded;
  const records = recordsOf(expanded);
  return accounts
    .map(({ id, plan, activated, terminated, changes }, account) => {
      const changed = (changes ?? []).map((change) => `${change.on} ${change.plan}`);
      const rows = records[account]!.map((made) =>
        [made.start, made.service, made.to, made.in, made.quantity].join(' '),
      );
      return [[id, plan, activated, terminated ?? '-', ...changed].join(' '), ...rows].join('\n');
    })
    .join('\n');
}
