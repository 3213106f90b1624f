/** Recipes: the same seed tells the same story, whole, in parts and for ever; and everything that is refused. */

import { describe, expect, test } from 'vitest';
import { parseDay } from '../../src/calendar/day.ts';
import { drawCustomers } from '../../src/scenario/draw.ts';
import { type Expanded, expander } from '../../src/scenario/expand.ts';
import type { Recipe } from '../../src/scenario/recipe.ts';
import { problemsOf, recipeOf } from './reading.ts';

const RECIPE = `
recipe: consumer
plan: { smart-s: 40, smart-m: 60 }
count: 200
seed: 7
customers: { activated: { from: 2026-01-01, before: 2026-03-20 }, segments: { light: 55 %, heavy: 45 % } }
periods: { from: 2026-02, before: 2026-04 }
usage:
  - service: voice
    direction: out
    to: { home: 88, eu: 12 }
    in: { home: 95, eu: 5 }
    records: { from: 3, to: 9 }
    quantity: [ { weight: 3, from: 5 s, to: 2 min }, { weight: 1, value: 1 h } ]
    hours: [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    days: [1, 1, 1, 1, 1, 0, 0]
  - { service: sms, records: [ { weight: 7, from: 0, to: 2 }, { weight: 3, value: 5 } ] }
  - { service: data, in: home, segment: heavy, records: 4, quantity: { from: 1 B, to: 8 TB } }
`;

const expand = (recipe: Recipe): Expanded => expander(recipe)(drawCustomers(recipe));

/** Records as text, by account. */
function told({ accounts, usage }: Expanded): string[] {
  const { first, start, quantity, kind, coding } = usage;
  return accounts.map(({ id, plan, activated }, account) => {
    const records = Array.from({ length: first[account + 1]! - first[account]! }, (_, n) => first[account]! + n);
    const rows = records.map((record) => {
      const { service, direction, to, in: where } = coding.kinds[kind[record]!]!;
      const at = new Date(start[record]!).toISOString().slice(0, 19);
      return `${at} ${[service, direction, to, where].filter(Boolean).join(' ')} ${quantity[record]}`;
    });
    return [`${id} ${plan} ${activated}`, ...rows].join('\n');
  });
}

describe('the same story', () => {
  const recipe = recipeOf(RECIPE);
  const all = told(expand(recipe));

  test('of a seed, for ever', () => {
    expect(all.slice(0, 2)).toMatchSnapshot();
  });

  test('however the customers are grouped', () => {
    const draws = drawCustomers(recipe);
    const make = expander(recipe);
    const alone = draws.flatMap((draw) => told(make([draw])));
    expect(alone).toEqual(all);
    expect([...told(make(draws.slice(120))), ...told(make(draws.slice(0, 120)))].sort()).toEqual([...all].sort());
  });

  test('of the first customers when there are more of them', () => {
    const more = recipeOf(RECIPE.replace('count: 200', 'count: 250'));
    expect(told(expand(more)).slice(0, 200)).toEqual(all);
    expect(more.fingerprint).toBe(recipe.fingerprint);
  });

  test('but another one of another seed or wording', () => {
    expect(told(expand(recipeOf(RECIPE, 8)))).not.toEqual(all);
    expect(recipeOf(RECIPE, 8).seed).toBe(8);
    expect(recipeOf(RECIPE.replace('value: 1 h', 'value: 2 h')).fingerprint).not.toBe(recipe.fingerprint);
  });
});

describe('what is made is what the recipe says', () => {
  const recipe = recipeOf(RECIPE);
  const { accounts, usage } = expand(recipe);
  const records = Array.from(usage.start, (start, index) => ({
    day: Math.floor(start / 86_400_000),
    hour: new Date(start).getUTCHours(),
    weekday: new Date(start).getUTCDay(),
    quantity: usage.quantity[index]!,
    ...recipe.kinds[usage.kind[index]!]!,
  }));

  test('in the months told, not before the activation, in the order of time', () => {
    accounts.forEach(({ activated }, account) => {
      for (let record = usage.first[account]!; record < usage.first[account + 1]!; record += 1) {
        const { day } = records[record]!;
        expect(day).toBeGreaterThanOrEqual(activated);
        expect(day).toBeGreaterThanOrEqual(parseDay('2026-02-01')!);
        expect(day).toBeLessThan(parseDay('2026-04-01')!);
        if (record > usage.first[account]!)
          expect(usage.start[record]!).toBeGreaterThanOrEqual(usage.start[record - 1]!);
      }
    });
  });

  test('with the hours, days and sizes that have a weight', () => {
    const calls = records.filter(({ service }) => service === 'voice');
    expect(calls.length).toBeGreaterThan(500);
    expect(calls.every(({ hour, weekday }) => hour >= 8 && hour < 16 && weekday >= 1 && weekday <= 5)).toBe(true);
    expect(calls.every(({ quantity }) => quantity === 3600 || (quantity >= 5 && quantity <= 120))).toBe(true);
    expect(new Set(calls.map(({ to, in: where }) => `${to} ${where}`)).size).toBe(4);
  });

  test('in about the shares of the weights', () => {
    const share = accounts.filter(({ plan }) => plan === 'smart-m').length / accounts.length;
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(0.7);
    const long = records.filter(({ service, quantity }) => service === 'voice' && quantity === 3600).length;
    expect(long / records.filter(({ service }) => service === 'voice').length).toBeCloseTo(0.25, 1);
  });

  test('as whole numbers, above 32 bits too', () => {
    const volumes = records.filter(({ service }) => service === 'data').map(({ quantity }) => quantity);
    expect(volumes.every((volume) => Number.isSafeInteger(volume) && volume >= 1 && volume <= 8e12)).toBe(true);
    expect(volumes.some((volume) => volume > 2 ** 32)).toBe(true);
  });

  test('for the invoices after the first day of the months up to the day after them', () => {
    expect(accounts[0]!.invoices).toEqual({ from: parseDay('2026-02-02'), before: parseDay('2026-04-02') });
  });
});

describe('refused', () => {
  test.each([
    ['an unknown plan', RECIPE.replace('smart-s: 40', 'smart-z: 40')],
    ['weights of nothing', RECIPE.replace('{ home: 88, eu: 12 }', '{ home: 0 }')],
    ['hours that are not 24', RECIPE.replace('[0, 0, 0, 0, 0, 0, 0, 0, 1,', '[1,')],
    ['a range that runs backwards', RECIPE.replace('{ from: 3, to: 9 }', '{ from: 9, to: 3 }')],
    ['a part of a second', RECIPE.replace('from: 5 s', 'from: 5 ms')],
    ['an unknown segment', RECIPE.replace('segment: heavy', 'segment: heavi')],
    ['a stream without quantity', RECIPE.replace(', quantity: { from: 1 B, to: 8 TB }', '')],
    ['more records than there is room for', RECIPE.replace('records: 4', 'records: 40000')],
    [
      'a distribution that is not known',
      RECIPE.replace('{ from: 3, to: 9 }', '{ lognormall: { median: 3, sigma: 1 } }'),
    ],
    ['a distribution that is not here', RECIPE.replace('{ from: 3, to: 9 }', '{ weibull: { shape: 3 } }')],
    ['two distributions', RECIPE.replace('{ from: 3, to: 9 }', '{ poisson: { mean: 3 }, gamma: { mean: 3, cv: 1 } }')],
    ['a range with bounds', RECIPE.replace('{ from: 3, to: 9 }', '{ from: 3, to: 9, at_most: 5 }')],
    ['a negative mean', RECIPE.replace('{ from: 3, to: 9 }', '{ poisson: { mean: -3 } }')],
    ['a sigma of zero', RECIPE.replace('{ from: 3, to: 9 }', '{ lognormal: { median: 3, sigma: 0 } }')],
    [
      'a dispersion with a unit',
      RECIPE.replace('{ from: 3, to: 9 }', '{ negative_binomial: { mean: 3, dispersion: 2 s } }'),
    ],
    ['a shape and a cv', RECIPE.replace('{ from: 3, to: 9 }', '{ gamma: { mean: 3, shape: 1, cv: 1 } }')],
    ['a parameter that is missing', RECIPE.replace('{ from: 3, to: 9 }', '{ negative_binomial: { mean: 3 } }')],
    ['a parameter of another distribution', RECIPE.replace('{ from: 3, to: 9 }', '{ poisson: { mean: 3, sigma: 1 } }')],
    [
      'a mean of another dimension',
      RECIPE.replace('{ weight: 3, from: 5 s, to: 2 min }, ', '').replace(
        '[ { weight: 1, value: 1 h } ]',
        '{ exponential: { mean: 3 MB } }',
      ),
    ],
    [
      'bounds the wrong way round',
      RECIPE.replace('{ from: 3, to: 9 }', '{ poisson: { mean: 3 }, at_least: 9, at_most: 3 }'),
    ],
    ['bounds that leave nothing', RECIPE.replace('{ from: 3, to: 9 }', '{ poisson: { mean: 3 }, at_least: 100 }')],
    ['a tail without end', RECIPE.replace('{ from: 3, to: 9 }', '{ lognormal: { median: 3, sigma: 4 } }')],
    [
      'a table that is too large',
      RECIPE.replace('{ from: 1 B, to: 8 TB }', '{ poisson: { mean: 1 GB } }').replace('mean: 1 GB', 'mean: 8 TB'),
    ],
    [
      'weights that do not fit',
      RECIPE.replace('{ from: 3, to: 9 }', '{ empirical: { edges: [0, 5, 9], weights: [1] } }'),
    ],
    ['edges that fall', RECIPE.replace('{ from: 3, to: 9 }', '{ empirical: { edges: [0, 9, 5], weights: [1, 2] } }')],
    [
      'an unknown profile',
      RECIPE.replace('records: 4', 'records: 4, profile: bussy').replace(
        'usage:',
        'profiles: { busy: { days: [1, 1, 1, 1, 1, 0, 0] } }\nusage:',
      ),
    ],
    ['a profile where there is none', RECIPE.replace('records: 4', 'records: 4, profile: busy')],
    [
      'a profile and hours',
      RECIPE.replace('days: [1, 1, 1, 1, 1, 0, 0]', 'profile: busy').replace(
        'usage:',
        'profiles: { busy: {} }\nusage:',
      ),
    ],
    ['a total and a quantity', RECIPE.replace('records: 4', 'records: 4, total: 5 GB')],
    ['a correlation above one', RECIPE.replace('records: 4', 'records: 4, correlate: { voice: 1.5 }')],
    ['a correlation with nothing', RECIPE.replace('records: 4', 'records: 4, correlate: { vioce: 0.5 }')],
    ['a correlation with itself', RECIPE.replace('records: 4', 'records: 4, correlate: { data: 0.5 }')],
    [
      'a correlation told twice',
      RECIPE.replace('records: 4', 'records: 4, correlate: { sms: 0.5 }').replace(
        'service: sms,',
        'service: sms, correlate: { data: 0.4 },',
      ),
    ],
    [
      'a correlation with one of two',
      RECIPE.replace('service: sms', 'name: voice, service: sms').replace(
        'records: 4',
        'records: 4, correlate: { voice: 0.5 }',
      ),
    ],
    [
      'correlations that cannot all hold',
      RECIPE.replace('records: 4', 'records: 4, correlate: { voice: 0.9, sms: 0.9 }'),
    ],
    ['a steadiness below zero', RECIPE.replace('activated:', 'steady: -0.1, activated:')],
    ['journeys without a zone', `${RECIPE}trips: { per_month: 1, days: 5 }`],
    ['journeys too often', `${RECIPE}trips: { per_month: 40, days: 5, to: { eu: 1 } }`],
    [
      'usage abroad of what is not used',
      `${RECIPE}trips: { per_month: 1, days: 5, to: { eu: 1 }, uses: { mms: 50 % } }`,
    ],
    ['a share that is none', `${RECIPE}lifecycle: { terminate: 2 }`],
    [
      'an end outside of time',
      `${RECIPE}lifecycle: { terminate: { share: 2 %, from: 2026-03-01, before: 2026-03-01 } }`,
    ],
    ['a change to an unknown plan', `${RECIPE}lifecycle: { change_plan: { smart-x: 2 % } }`],
    ['more changes than customers', `${RECIPE}lifecycle: { change_plan: { smart-m: 60 %, smart-s: 60 % } }`],
    ['a change to a plan of another clock', `${RECIPE}lifecycle: { change_plan: { talk-us: 2 % } }`],
    [
      'more values than may travel',
      RECIPE.replace(
        '  - { service: sms',
        `${'  - { service: sms, records: 1, quantity: { negative_binomial: { mean: 1500, dispersion: 1 } } }\n'.repeat(
          25,
        )}  - { service: sms`,
      ),
    ],
    [
      'a list of more rows than a table has',
      RECIPE.replace('{ from: 3, to: 9 }', `[${'{ weight: 1, value: 1 }, '.repeat(10_001)}]`),
    ],
    ['a lifecycle without anything', `${RECIPE}lifecycle: {}`],
    ['customers before the plan is sold', RECIPE.replace('from: 2026-01-01', 'from: 2024-12-31')],
    [
      'more zones than can be told apart',
      RECIPE.replace(
        '{ home: 88, eu: 12 }',
        `{ ${Array.from({ length: 5001 }, (_, zone) => `z${zone}: 1`).join(', ')} }`,
      ),
    ],
    ['months of another millennium', RECIPE.replace('from: 2026-02', 'from: 9026-02')],
    ['what is missing', 'recipe: consumer'],
  ])('%s', (_, text) => {
    expect(problemsOf(text)).toMatchSnapshot();
  });
});
