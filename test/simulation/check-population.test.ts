/** Assumptions that only the population shows to be about nobody, and usage that no invoice bills. */

import { expect, test } from 'vitest';
import { parseDay } from '../../src/calendar/day.ts';
import { renderProblems } from '../../src/problems/render.ts';
import { checkPopulation, checkUsagePeriod } from '../../src/simulation/check-population.ts';
import { FILE, read, simulation } from './read/read.ts';
import { population } from './weights/make.ts';

const PEOPLE = population({ 'smart-m/consumer': 3, 'smart-s/business': 2 });
const told = (text: string, problems: Parameters<typeof renderProblems>[0]): string =>
  renderProblems(problems, { sources: new Map([[FILE, text]]) });

const TEXT = simulation(`path:
  months: 12
  from: 2026-07
  growth: { mms: 2 %, data: 1 % }
  seasonality: { video: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2] }
  source: budget
behaviour:
  elasticity:
    - { service: data, segment: consumers, value: -0.4, source: study }
    - { service: sms, value: -0.1, source: study }
    - { service: data, plan: smart-l, value: -0.1, source: study }
    - { service: data, plan: smart-m, segment: consumer, value: -0.2, source: study }
  churn: { segment: government, points: [{ bill: 0 %, leave: 1 % }], source: study }
  take_up: { plan: smart-l, of: { segment: residential }, share: 2 %, source: launch }
costs:
  subsidy: { amount: 50.00, plan: smart-l, source: budget }
  commission: { share: 3 %, segment: bussiness, source: contract }`);

test('what is about nobody is told where it stands', async () => {
  const { value, told: read_ } = read(TEXT);
  expect(read_).toBe('');
  await expect(told(TEXT, checkPopulation(value!, PEOPLE, ['voice', 'data']))).toMatchFileSnapshot(
    'goldens/nobody.txt',
  );
});

test('a cost may be of a plan that customers come to, and of no other', () => {
  const of = (lines: string) => checkPopulation(read(simulation(lines)).value!, PEOPLE, undefined).length;
  const subsidy = 'costs: { subsidy: { amount: 50.00, plan: smart-l, source: x } }';
  expect(of(subsidy)).toBe(1);
  expect(of(`${subsidy}\nbehaviour: { take_up: { plan: smart-l, share: 2 %, source: x } }`)).toBe(0);
  expect(of(`${subsidy}\nbehaviour: { migration: { inertia: 90 %, at_least: 1, source: x } }`)).toBe(0);
});

test('usage that no invoice bills, and invoices without usage', async () => {
  const text = simulation('invoices: { from: 2026-04-01, before: 2026-05-01 }');
  const { value } = read(text);
  const { invoices, places } = value!;
  const asked = { invoices: invoices!, place: places!.get('invoices')! };
  const days = (first: string, last: string) => ({ first: parseDay(first)!, last: parseDay(last)! });
  const fine = { mapping: 'usage/march.yaml', records: 100, notBilled: 0, days: undefined, idle: [] };
  expect(checkUsagePeriod(asked, fine)).toEqual([]);
  expect(checkUsagePeriod(asked, { ...fine, notBilled: 99 }).map(({ severity }) => severity)).toEqual(['warning']);
  const problems = [
    { ...fine, notBilled: 1, days: days('2026-02-28', '2026-03-31') },
    { ...fine, notBilled: 75, days: days('2026-01-01', '2026-12-31') },
    { ...fine, notBilled: 100, days: days('2018-01-01', '2018-12-31') },
    { ...fine, idle: ['2026-05', '2026-06'] },
    { ...fine, idle: [5, 6, 7, 8, 9, 10, 11, 12].map((month) => `2026-${`${month}`.padStart(2, '0')}`) },
  ].flatMap((one) => checkUsagePeriod(asked, one));
  await expect(told(text, problems)).toMatchFileSnapshot('goldens/period.txt');
});
