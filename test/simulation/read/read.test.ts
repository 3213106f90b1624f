/** What is read of a simulation that is right: values, defaults, places, and the words in which it is told. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decimal } from '../../../src/exact/rational.ts';
import { lintFiles } from '../../../src/run/lint-files.ts';
import { readScenarios } from '../../../src/scenario/read.ts';
import { inProject } from '../../../src/simulation/read/in-project.ts';
import { tellAssumptions } from '../../../src/simulation/tell-assumptions.ts';
import { readYaml } from '../../../src/yaml/read.ts';
import { FACTS, FILE, read, simulation } from './read.ts';

const readme = readFileSync(new URL('../../../src/simulation/README.md', import.meta.url), 'utf8');
const [, full = ''] = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, example = '']) => example);

test('without anything but whom it is about, a simulation has the defaults that are told', () => {
  const { value } = read(simulation(''));
  expect(value).toMatchObject({
    ...{ id: 'test', title: undefined, candidate: undefined, invoices: undefined, path: undefined },
    population: { from: { recipes: 'all' }, sample: undefined, standsFor: undefined, calibrate: [], currency: 'EUR' },
    behaviour: { elasticity: [], churn: [], migration: undefined, takeUp: [], phaseIn: undefined },
    costs: { usage: [], commission: [], subsidy: [] },
    certainty: { confidence: decimal('95'), resamples: 2000, seed: 1 },
    ...{ tornado: undefined, breakEven: [], monteCarlo: undefined, backtest: undefined },
    shock: { percent: decimal('20'), amount: decimal('10') },
    ...{ fewest: 10, otherPlans: 'all' },
  });
});

test('the long example is read as it is written', () => {
  const { value, told } = read(full);
  expect(told).toBe('');
  const range = (low: string, central: string, high: string) => ({
    ...{ low: decimal(low), central: decimal(central), high: decimal(high) },
  });
  expect(value?.candidate).toMatchObject({
    plans: '../../candidate',
    prices: [
      { lever: { plan: 'smart-m', charge: 'data-overage', tier: 2 }, price: { percent: decimal('105') } },
      { lever: { plan: 'smart-s', charge: 'monthly-fee' }, price: { amount: decimal('12.99'), per: undefined } },
    ],
  });
  expect(value?.population).toMatchObject({
    from: { usage: '../../usage/mapping.yaml', data: '../../usage' },
    sample: { customers: 2000, strata: ['plan', 'segment'], seed: 7 },
    standsFor: 100_000,
    calibrate: [
      { of: { measure: 'customers' }, segment: 'consumer', total: decimal('80000'), source: 'CRM of May 2026' },
      { of: { measure: 'revenue' }, total: decimal('1200000') },
      // 310 000 GB of 10^9 bytes.
      { of: { measure: 'usage', service: 'data', unit: 'GB' }, segment: 'business', total: decimal('310000000000000') },
    ],
  });
  expect([...value!.population.segments!]).toEqual([
    ['consumer', decimal('80')],
    ['business', decimal('20')],
  ]);
  // 1 April 2026 is day 20 544: 56 years of 365 days, 14 leap days, and 90 days of 2026 (31 + 28 + 31).
  expect(value?.invoices).toEqual({ from: 20_544, before: 20_574 });
  expect(value?.path).toMatchObject({ months: 12, from: '2026-07', customers: range('0.5', '0.5', '0.5') });
  expect(value?.path?.usage.get('data')).toEqual(range('1', '2', '3'));
  expect(value?.path?.seasonality.get('data')?.[6]).toEqual(decimal('1.2'));
  expect(value?.behaviour.elasticity).toMatchObject([
    { service: 'data', segment: 'consumer', value: range('-0.6', '-0.4', '-0.2'), by: 'records' },
    { service: 'voice', value: range('-0.2', '-0.2', '-0.2'), by: 'length', source: 'judgement of pricing' },
  ]);
  expect(value?.behaviour.churn[0]?.points[2]).toEqual({ bill: decimal('30'), leave: decimal('4') });
  expect(value?.behaviour.migration).toMatchObject({
    inertia: range('90', '90', '90'),
    atLeast: decimal('2'),
    to: 'all',
  });
  expect(value?.behaviour.takeUp[0]).toMatchObject({
    ...{ plan: 'smart-l', of: { plan: 'smart-m', segment: 'consumer' } },
    ...{ share: range('1', '2', '4'), newCustomers: range('500', '500', '500') },
  });
  expect(value?.costs.usage[1]).toMatchObject({
    ...{ id: 'interconnect', amount: decimal('0.012'), per: 'min' },
    match: { services: ['voice'], directions: ['out'] },
  });
  expect(value?.breakEven[0]).toMatchObject({ between: [decimal('2'), decimal('6')] });
  expect(value?.backtest).toMatchObject({ data: '../../usage-after' });
});

test('every assumption is told in words, with its range, its source and its line', async () => {
  const told = tellAssumptions(read(full).value!, FILE);
  const rows = told.map(({ what, value, range, source, file, line }) => {
    expect(file).toBe(FILE);
    return [line, what, value, range ?? '', source].join(' | ');
  });
  await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot('goldens/told.txt');
  const lines = full.split('\n');
  const seasons = told.find(({ what }) => what.startsWith('seasons'))!;
  expect(lines[seasons.line - 1]).toContain('seasonality');
});

test('the folder of the candidate is given to whoever reads its plans, from the project', () => {
  const asked: (string | undefined)[] = [];
  const candidate = (folder: string | undefined) => {
    asked.push(folder);
    return undefined;
  };
  const text = simulation('candidate: { plans: ../../next, prices: [{ plan: unknown-yet, charge: fee, to: 1.00 }] }');
  const { value } = read(text, { ...FACTS, candidate });
  expect(asked).toEqual(['next']);
  expect(value?.candidate?.prices).toHaveLength(1);
});

test.each([
  ['scenarios/simulations/a.yaml', '../../usage', 'usage'],
  ['scenarios/simulations/a.yaml', 'usage/', 'scenarios/simulations/usage'],
  ['a.yaml', '.', '.'],
  ['a.yaml', '..', undefined],
  ['scenarios/a.yaml', '../..', undefined],
  ['scenarios/a.yaml', '../../etc', undefined],
  ['scenarios/a.yaml', '/etc', undefined],
  ['scenarios/a.yaml', 'C:/etc', undefined],
  ['scenarios/a.yaml', '..\\..\\etc', undefined],
  ['scenarios/a.yaml', 'a\u0000b', undefined],
])('from %s, %s is %s', (file, path, found) => {
  expect(inProject(file, path)).toBe(found);
});

test('a simulation among scenarios is neither one of them nor a mistake', () => {
  const text = simulation('anything: at all');
  const parsed = readYaml(`scenario: a\n---\n${text}`, FILE).value!;
  const { problems } = readScenarios([parsed[1]!], { plans: new Map() });
  expect(problems).toEqual([]);
  expect(readScenarios([parsed[1]!], { plans: new Map() }).value).toEqual([]);
  // Its id is its own: a scenario may have the same one.
  const none = () => ({ value: [], problems: [] });
  const linted = lintFiles([{ file: FILE, text }], { root: '.', plans: none, scenarios: none, isWhole: false });
  expect(linted.problems.map(({ code }) => code)).toContain('SIM-UNKNOWN-KEY');
  expect(linted.problems.every(({ code }) => code.startsWith('SIM-'))).toBe(true);
});
