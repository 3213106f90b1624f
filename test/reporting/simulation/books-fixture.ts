/**
 * Simulations written by hand. Figures of `booked()`: three plans, three segments (one too small to show), two months, in cents:
 *
 *   segment      customers   revenue before -> after
 *   consumer     600         12,000.00 -> 12,900.00
 *   business     395         30,000.00 -> 29,700.00
 *   machines     5              100.05 ->    100.10   (suppressed)
 *   all          1,000       42,100.05 -> 42,700.10   change 600.05; tax 20 %: 120.01; billed 720.06
 */

import type { Change, Impact, Simulation } from '../../../src/simulation/result.ts';

const cents = (text: string): bigint => BigInt(text.replace('.', ''));
const money = (units: bigint): string => {
  const digits = `${units < 0n ? -units : units}`.padStart(3, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** Of two amounts in cents. */
export function change(before: string, after: string, percent: string | null = null): Change {
  return { before, after, change: money(cents(after) - cents(before)), percent };
}

const people = (many: string): Change => ({ before: many, after: many, change: '0', percent: '0.0000' });

function impactBooked(): Impact {
  return {
    sampled: 1000,
    customers: people('1000'),
    revenue: change('42100.05', '42700.10', '1.4253'),
    tax: change('8420.01', '8540.02', '1.4253'),
    billed: change('50520.06', '51240.12', '1.4253'),
    cost: change('20000.00', '20000.00', '0.0000'),
    margin: change('22100.05', '22700.10', '2.7152'),
    arpu: change('21.05', '21.35', '1.4252'),
    waterfall: [
      { group: 'recurring', component: 'monthly-fee', before: '30000.00', after: '30500.00', change: '500.00' },
      { group: 'allowances', component: 'allowances', before: '0.00', after: '-80.00', change: '-80.00' },
      { group: 'usage', component: 'data-overage', before: '12100.05', after: '12330.10', change: '230.05' },
      { group: 'discounts', component: 'loyalty', before: '0.00', after: '-50.00', change: '-50.00' },
      { group: 'tax', component: 'tax standard', before: '8420.01', after: '8540.02', change: '120.01' },
    ],
    plans: [
      {
        ...{
          name: 'smart',
          sampled: 700,
          mark: undefined,
          customers: people('700'),
          less: '100',
          same: '200',
          more: '400',
        },
        ...{ revenue: change('22100.05', '22800.10', '3.1676'), billed: change('26520.06', '27360.12', '3.1676') },
        ...{ margin: change('12100.05', '12800.10', '5.7855'), arpu: change('15.79', '16.29', '3.1666') },
      },
      {
        ...{
          name: 'max',
          sampled: 300,
          mark: undefined,
          customers: people('300'),
          less: '200',
          same: '50',
          more: '50',
        },
        ...{ revenue: change('20000.00', '19900.00', '-0.5000'), billed: change('24000.00', '23880.00', '-0.5000') },
        ...{ margin: change('10000.00', '9900.00', '-1.0000'), arpu: change('33.33', '33.17', '-0.4800') },
      },
    ],
    segments: [
      {
        ...{
          name: 'consumer',
          sampled: 600,
          mark: undefined,
          customers: people('600'),
          less: '50',
          same: '150',
          more: '400',
        },
        ...{ revenue: change('12000.00', '12900.00', '7.5000'), billed: change('14400.00', '15480.00', '7.5000') },
        ...{ margin: change('2000.00', '2900.00', '45.0000'), arpu: change('10.00', '10.75', '7.5000') },
      },
      {
        ...{
          name: 'business',
          sampled: 395,
          mark: 'few',
          customers: people('395'),
          less: '250',
          same: '95',
          more: '50',
        },
        ...{ revenue: change('30000.00', '29700.00', '-1.0000'), billed: change('36000.00', '35640.00', '-1.0000') },
        ...{ margin: change('20050.00', '19750.00', '-1.4963'), arpu: change('37.97', '37.59', '-1.0008') },
      },
      { name: 'machines', sampled: 5, mark: 'suppressed' },
    ],
    months: [
      {
        ...{ month: '2026-04', customers: people('1000'), revenue: change('21000.00', '21300.00', '1.4286') },
        ...{ billed: change('25200.00', '25560.00', '1.4286'), margin: change('11000.00', '11300.00', '2.7273') },
      },
      {
        ...{ month: '2026-05', customers: people('1000'), revenue: change('21100.05', '21400.10', '1.4220') },
        ...{ billed: change('25320.06', '25680.12', '1.4220'), margin: change('11100.05', '11400.10', '2.7032') },
      },
    ],
    bands: [
      { band: 'much-better', sampled: 100, mark: undefined, customers: '100', change: '-400.00' },
      { band: 'better', sampled: 200, mark: undefined, customers: '200', change: '-100.00' },
      { band: 'same', sampled: 250, mark: undefined, customers: '250', change: '0.00' },
      { band: 'worse', sampled: 300, mark: undefined, customers: '300', change: '500.06' },
      { band: 'much-worse', sampled: 150, mark: undefined, customers: '150', change: '720.00' },
    ],
    deciles: [
      {
        ...{ decile: 1, sampled: 500, mark: undefined, customers: '500', from: '0.50', to: '20.00' },
        billed: change('10000.00', '10500.06', '5.0006'),
        bands: { 'much-better': '50', better: '100', same: '150', worse: '150', 'much-worse': '50' },
      },
      {
        ...{ decile: 2, sampled: 490, mark: undefined, customers: '490', from: '20.01', to: '400.00' },
        billed: change('40520.06', '40640.06', '0.2962'),
        bands: { 'much-better': '50', better: '100', same: '100', worse: '150', 'much-worse': '90' },
      },
    ],
    unpaid: { sampled: 10, mark: undefined, customers: '10', billed: change('0.00', '100.00') },
    shock: { percent: '20', amount: '10.00', sampled: 12, bills: '12', customers: '11' },
    histogram: {
      width: '5.00',
      bins: [
        { from: '-5.00', customers: '300' },
        { from: '0.00', customers: '550' },
        { from: '5.00', customers: '150' },
      ],
    },
    betterOff: {
      ...{ sampled: 40, customers: '40', saving: '320.50' },
      moves: [
        { from: 'smart', to: 'max', sampled: 38, mark: undefined, customers: '38', saving: '300.50' },
        { from: 'max', to: 'smart', sampled: 2, mark: 'suppressed' },
      ],
    },
    movers: [
      {
        ...{ customer: '0079161234567', plan: 'smart', segment: 'consumer', before: '12.00', after: '19.50' },
        ...{ change: '7.50', weight: '1', why: 'data-overage +7.50 (12.00 to 19.50)' },
      },
      {
        ...{ customer: 'c-2', plan: 'max', segment: 'business', before: '100.00', after: '95.00', change: '-5.00' },
        ...{ weight: '1', why: 'loyalty -5.00 (0.00 to -5.00)' },
      },
    ],
  };
}

/** With everything that a simulation can have. */
export function booked(): Simulation {
  const impact = impactBooked();
  const interval = { low: '-700.25', high: '1500.00', confidence: '95' };
  return {
    header: {
      ...{
        rateproof: '0.1.0',
        timeZoneData: '2026a',
        id: 'summer',
        title: 'Summer prices',
        file: 'simulations/summer.yaml',
      },
      ...{ base: 'the plans as they are', candidate: 'folder summer/', currency: 'EUR', decimals: 2 },
      population: { kind: 'full', name: 'usage megaline', sampled: 1000, customers: '1000', records: 250_000 },
      ...{ invoices: { from: '2026-04-01', before: '2026-06-01' }, months: ['2026-04', '2026-05'], seed: 7 },
    },
    reach: {
      repriced: { sampled: 900, customers: '900' },
      keeps: { sampled: 80, customers: '80' },
      'new-only': { sampled: 20, customers: '20' },
      untouched: { sampled: 0, customers: '0' },
    },
    static: impact,
    behaviour: {
      impact: { ...impact, betterOff: undefined, movers: [] },
      responses: [{ response: 'elasticity', revenue: '42700.10', change: '0.00', customers: '1000' }],
      usage: [
        ...[{ service: 'data', segment: 'consumer', plan: 'smart', price: '110.0000', elasticity: '-0.6' }].map(
          (one) => ({ ...one, asked: '-5.5600', reached: '-5.5500' }),
        ),
      ],
      churn: { customers: '0', revenue: '0.00' },
      migration: undefined,
      takeUp: [{ plan: 'max', fromOurs: '10', newCustomers: '0', revenue: '200.00', cannibalised: '150.00' }],
    },
    certainty: {
      ...{ method: 'none', confidence: '95', resamples: 2000, seed: 1, library: 'simple-statistics 7.12.1' },
      sets: (['low', 'central', 'high'] as const).map((set) => ({
        ...{ set, revenue: impact.revenue, margin: impact.margin },
      })),
      tornado: [
        {
          what: 'price of data-overage',
          low: { at: '-10 %', change: '100.00' },
          high: { at: '10 %', change: '1100.10' },
        },
        { what: 'elasticity of data', low: { at: '-0.6', change: '550.00' }, high: { at: '-0.2', change: '650.00' } },
      ],
      breakEven: [
        {
          ...{ what: 'smart data-overage', between: ['1.00', '5.00'], per: 'GB', ends: ['-900.00', '1200.00'] },
          ...{ price: '2.74', why: 'revenue is what it was' },
        },
        {
          ...{ what: 'max monthly-fee', between: ['30.00', '40.00'], per: '', ends: ['10.00', '900.00'] },
          ...{ price: null, why: 'revenue rises at both ends' },
        },
      ],
      monteCarlo: {
        ...{ draws: 1000, seed: 3, mean: '598.30', interval, falls: '14.2000' },
        histogram: {
          width: '500',
          bins: [
            { from: '-500', draws: 142 },
            { from: '0', draws: 858 },
          ],
        },
      },
    },
    controls: {
      checks: [
        { what: 'revenue before, rated and by customer', one: '42100.05', other: '42100.05', same: true },
        { what: 'waterfall and change of revenue', one: '600.05', other: '600.05', same: true },
      ],
      records: { all: 250_000, rated: 249_000, screened: 900, unrated: 0, notBilled: 100 },
      calibration: {
        ...{ method: 'raking', rounds: 4, converged: true, moved: ['0.9', '1', '1.2'] },
        controls: [{ what: 'customers', asked: '1000', before: '980', after: '1000', source: 'annual report' }],
        effective: { before: '1000', after: '987.5' },
      },
    },
    backtest: {
      ...{ predicted: impact.revenue, actual: '42650.00', error: '50.10', errorPercent: '0.1175', covered: true },
      segments: [
        {
          ...{ name: 'consumer', sampled: 600, predicted: '12900.00', actual: '12850.00' },
          ...{ errorPercent: '0.3891', covered: undefined },
        },
      ],
      ...{ meanAbsolutePercent: '0.3891', coverage: '100.0000' },
    },
    assumptions: [
      {
        ...{ what: 'elasticity of data, consumer', value: '-0.4', range: '-0.6 to -0.2' },
        ...{ source: 'study of 2024, table 3', file: 'simulations/summer.yaml', line: 12 },
      },
    ],
    notes: ['Segment machines rests on 5 customers: its numbers are not shown.'],
    interrupted: false,
  };
}

/** A sample with intervals, whose weights make parts of a cent: three thirds of 1.00, and nothing assumed. */
export function weighted(): Simulation {
  const { behaviour: _, backtest: __, ...whole } = booked();
  const impact = impactBooked();
  const interval = { low: '0.90', high: '1.10', confidence: '95' };
  const third = (name: string, part: string) => ({
    ...{ name, sampled: 30, mark: undefined, customers: people('10.333333'), less: '0', same: '0', more: '10.333333' },
    revenue: { before: '0', after: part, change: part, percent: null },
    billed: { before: '0', after: part, change: part, percent: null },
    arpu: { before: '0', after: '0.03', change: '0.03', percent: null },
  });
  const all: Change = { before: '0', after: '1.000001', change: '1.000001', percent: null, interval };
  const zero: Change = { before: '0', after: '0', change: '0', percent: null };
  const parts = [third('a', '0.333333'), third('b', '0.333334'), third('c', '0.333334')];
  return {
    ...{ ...whole, behaviour: undefined, backtest: undefined, assumptions: [], notes: [] },
    static: {
      ...{ ...impact, sampled: 90, customers: people('30.999999'), revenue: all, tax: zero, billed: all },
      ...{ unpaid: { sampled: 90, mark: undefined, customers: '30.999999', billed: all } },
      ...{ cost: undefined, margin: undefined, plans: parts, segments: parts, betterOff: undefined },
      waterfall: parts.map(({ name, revenue }) => ({
        ...{ group: 'usage', component: name, before: revenue.before, after: revenue.after, change: revenue.change },
      })),
      months: [{ month: '2026-04', customers: people('30.999999'), revenue: all, billed: all, margin: undefined }],
      bands: [{ band: 'much-worse', sampled: 90, mark: undefined, customers: '30.999999', change: '1.000001' }],
      deciles: [],
    },
    certainty: {
      ...{ ...whole.certainty, method: 'bootstrap', sets: undefined },
      ...{ tornado: [], breakEven: [], monteCarlo: undefined },
    },
    controls: { ...whole.controls, calibration: undefined },
  };
}
