/**
 * Simulations as reports take them. The numbers are made by hand, with integers of cents: parts add up to their totals, so
 * that reports can be held to adding up as well.
 */

import type {
  BandRow,
  Change,
  DecileRow,
  GroupRow,
  Impact,
  MonthRow,
  Simulation,
  WaterfallStep,
} from '../../../src/simulation/result.ts';

const cents = (text: string): bigint => {
  const [whole = '0', part = ''] = text.replace('-', '').split('.');
  const size = BigInt(`${whole}${part.padEnd(4, '0')}`);
  return text.startsWith('-') ? -size : size;
};
/** Ten-thousandths: weighted sums have more decimals than money. */
const text = (units: bigint): string => {
  const digits = `${units < 0n ? -units : units}`.padStart(5, '0');
  const part = digits.slice(-4).replace(/0{1,2}$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -4)}.${part}`;
};

function change(before: string, by: string, interval?: readonly [string, string]): Change {
  const [from, move] = [cents(before), cents(by)];
  const percent = from === 0n ? null : (Number((move * 100_000_000n) / from) / 1_000_000).toFixed(4);
  return {
    ...{ before, after: text(from + move), change: by, percent },
    ...(interval && {
      interval: { low: interval[0], high: interval[1], confidence: '95' },
      // A percent is estimated too, and a little wider than the amounts by before: here a hundredth of a point on either side.
      percentInterval: {
        low: (Number((cents(interval[0]) * 1_000_000n) / from) / 10_000 - 0.01).toFixed(4),
        high: (Number((cents(interval[1]) * 1_000_000n) / from) / 10_000 + 0.01).toFixed(4),
        confidence: '95',
      },
    }),
  };
}

const step = (group: WaterfallStep['group'], component: string, before: string, by: string): WaterfallStep => ({
  ...{ group, component, before, change: by },
  after: text(cents(before) + cents(by)),
});

/*
 * 40,000 customers, 2,000 of them rated; 12 months. Net revenue before 9,480,000.00.
 * Steps: +312,000.00 + 96,400.1250 - 182,300.5050 + 24,100.00 - 41,250.2500 + 6,000.00 + 0.0050 = 214,949.3750.
 */
const WATERFALL: readonly WaterfallStep[] = [
  step('recurring', 'smart-m-monthly', '5200000.00', '312000.00'),
  step('recurring', 'smart-s-monthly', '1100000.00', '0.00'),
  step('one-time', 'activation', '60000.00', '24100.00'),
  step('allowances', 'allowances', '0.00', '-182300.5050'),
  step('usage', 'data-overage', '2400000.1250', '96400.1250'),
  step('usage', 'voice-national', '900000.00', '0.00'),
  step('discounts', 'loyalty', '-240000.1250', '-41250.2500'),
  step('commitments', 'minimum-spend', '60000.00', '6000.00'),
  step('rounding', 'rounding', '0.00', '0.0050'),
  step('tax', 'VAT 19 %', '1801200.00', '40840.3813'),
];

const group = (
  name: string,
  sampled: number,
  customers: string,
  before: string,
  by: string,
  sides: readonly [string, string, string],
): GroupRow => ({
  ...{ name, sampled, mark: sampled < 90 ? 'few' : undefined },
  customers: change(customers, '0.00'),
  revenue: change(
    before,
    by,
    sampled < 90 ? undefined : [text(cents(by) - 120_000_000n), text(cents(by) + 120_000_000n)],
  ),
  billed: change(before, by),
  margin: change(
    text(cents(before) / 2n),
    text(cents(by) / 2n),
    sampled < 90 ? undefined : [text((cents(by) - 120_000_000n) / 2n), text((cents(by) + 120_000_000n) / 2n)],
  ),
  arpu: change('19.75', '0.45'),
  ...{ less: sides[0], same: sides[1], more: sides[2] },
});
const hidden = (name: string, sampled: number): GroupRow => ({ name, sampled, mark: 'suppressed' });

/** Of it 214,949.3750 in all: 9,100.0000 are of a plan that is not shown. */
const PLANS: readonly GroupRow[] = [
  group('smart-m', 1240, '24800.00', '6480000.1250', '239400.3750', ['5200.00', '2100.50', '17499.50']),
  group('smart-s', 610, '12200.00', '2640000.1250', '-58751.2500', ['3100.00', '8800.00', '300.00']),
  group('family-xl', 64, '2400.00', '300000.1250', '25200.2500', ['100.00', '900.00', '1400.00']),
  hidden('senior', 12),
];
const SEGMENTS: readonly GroupRow[] = [
  group('consumer', 1500, '30000.00', '6900000.00', '155000.1250', ['6000.00', '9000.00', '15000.00']),
  group('business', 426, '9000.00', '2500000.3750', '59949.2500', ['2000.00', '2900.00', '4100.00']),
  group('roamer', 74, '1000.00', '79999.6250', '0.0000', ['0.00', '1000.00', '0.00']),
];

const BANDS: readonly BandRow[] = [
  { band: 'much-better', sampled: 130, mark: undefined, customers: '2600.00', change: '-61200.1250' },
  { band: 'better', sampled: 320, mark: undefined, customers: '5900.50', change: '-32100.2500' },
  { band: 'same', sampled: 590, mark: undefined, customers: '11800.00', change: '0.00' },
  { band: 'worse', sampled: 700, mark: undefined, customers: '13999.50', change: '141090.0000' },
  { band: 'much-worse', sampled: 260, mark: undefined, customers: '5700.00', change: '208000.1313' },
];

const DECILES: readonly DecileRow[] = Array.from({ length: 10 }, (_, at) => {
  const [from, to] = [6 + at * 4, 10 + at * 4];
  if (at === 9) return { decile: 10, sampled: 21, mark: 'suppressed' };
  return {
    ...{ decile: at + 1, sampled: 200, mark: at === 8 ? ('few' as const) : undefined, customers: '4000.00' },
    ...{ from: `${from}.50`, to: `${to}.4950` },
    billed: change(`${400_000 + at * 180_000}.1250`, `${(at - 2) * 6_000}.3750`),
    bands: {
      'much-better': `${Math.max(0, 600 - at * 80)}.00`,
      better: `${Math.max(0, 900 - at * 60)}.50`,
      same: '1200.00',
      worse: `${4000 - 1200 - Math.max(0, 600 - at * 80) - Math.max(0, 900 - at * 60) - 1 - at * 70}.50`,
      'much-worse': `${at * 70}.00`,
    },
  };
});

const MONTHS = [
  '2026-07',
  '2026-08',
  '2026-09',
  '2026-10',
  '2026-11',
  '2026-12',
  '2027-01',
  '2027-02',
  '2027-03',
  '2027-04',
  '2027-05',
  '2027-06',
];

/** 790,000.00 a month on average: seasons of -11,000 to +11,000 that add up to nothing. */
const monthRows = (by: readonly string[]): MonthRow[] =>
  MONTHS.map((month, at) => {
    const before = `${790_000 + (at * 2 - 11) * 1_000}.00`;
    return {
      month,
      customers: change('40000.00', '0.00'),
      revenue: change(before, by[at]!),
      billed: change(before, by[at]!),
      margin: undefined,
    };
  });
/** 11 x 17,912.4479 and what is left of 214,949.3750: 17,912.4481. */
const STATIC_MONTHS = MONTHS.map((_, at) => (at < 11 ? '17912.4479' : '17912.4481'));
/** Phased in: 0, 2,000, 4,000 ... 22,000 less 36,640 / 12 each: 95,360.0000 in all, as 132,000 - 36,640. */
const MOVED_MONTHS = MONTHS.map((_, at) =>
  text(BigInt(at * 2_000) * 10_000n - (36_640n * 10_000n) / 12n - (at < 4 ? 1n : 0n)),
);

const IMPACT: Impact = {
  sampled: 2000,
  customers: change('40000.00', '0.00'),
  revenue: change('9480000.00', '214949.3750', ['196310.40', '233790.10']),
  tax: change('1801200.00', '40840.3813', ['37298.98', '44420.12']),
  billed: change('11281200.00', '255789.7563', ['233609.38', '278210.22']),
  cost: change('4100000.00', '0.00'),
  margin: change('5380000.00', '214949.3750', ['196310.40', '233790.10']),
  arpu: change('19.75', '0.4478', ['0.41', '0.49']),
  waterfall: WATERFALL,
  plans: PLANS,
  segments: SEGMENTS,
  months: monthRows(STATIC_MONTHS),
  bands: BANDS,
  deciles: DECILES,
  unpaid: { sampled: 95, mark: undefined, negative: 2, customers: '1900.50', billed: change('-12.00', '5210.25') },
  shock: { percent: '20', amount: '10.00', sampled: 88, bills: '1844.50', customers: '1560.00' },
  histogram: {
    width: '5.00',
    bins: [
      ['-30.00', '310.00'],
      ['-25.00', '290.00'],
      ['-20.00', '700.00'],
      ['-15.00', '1300.00'],
      ['-10.00', '2200.00'],
      ['-5.00', '3700.50'],
      ['0.00', '16200.00'],
      ['5.00', '7200.00'],
      ['10.00', '3999.50'],
      ['15.00', '2100.00'],
      ['20.00', '1200.00'],
      ['30.00', '800.00'],
    ].map(([from, customers]) => ({ from: from!, customers: customers! })),
  },
  betterOff: {
    ...{ sampled: 310, customers: '6200.00', saving: '88120.2500' },
    moves: [
      { from: 'smart-m', to: 'smart-s', sampled: 240, mark: undefined, customers: '4800.00', saving: '70020.1250' },
      { from: 'family-xl', to: 'smart-m', sampled: 62, mark: 'few', customers: '1240.00', saving: '16100.1250' },
      { from: 'senior', to: 'smart-s', sampled: 8, mark: 'suppressed' },
    ],
  },
  movers: [
    {
      customer: 'c-018822',
      plan: 'smart-m',
      segment: 'business',
      before: '412.10',
      after: '569.60',
      change: '157.50',
      weight: '20.000000',
      why: 'data-overage +142.50 (210.00 to 352.50), smart-m-monthly +15.00 (180.00 to 195.00)',
    },
    {
      customer: 'c-000417',
      plan: 'smart-s',
      segment: 'consumer',
      before: '301.00',
      after: '211.00',
      change: '-90.00',
      weight: '20.000000',
      why: 'data-overage -90.00 (121.00 to 31.00)',
    },
    {
      customer: 'c-030001',
      plan: 'family-xl',
      segment: 'consumer',
      before: '0.00',
      after: '44.00',
      change: '44.00',
      weight: '37.500000',
      why: 'activation +44.00 (0.00 to 44.00)',
    },
  ],
};

/** The responses: -24,300.1250 - 71,200.2500 - 12,089.0000 + 30,000.00 - 42,000.00 = -119,589.3750, so +95,360.0000 remain. */
const MOVED: Impact = {
  ...IMPACT,
  customers: change('40000.00', '-620.50'),
  revenue: change('9480000.00', '95360.0000', ['70100.00', '121000.00']),
  margin: change('5380000.00', '131210.00', ['101000.00', '160000.00']),
  cost: change('4100000.00', '-35850.00'),
  tax: change('1801200.00', '18118.4000'),
  billed: change('11281200.00', '113478.4000'),
  arpu: change('19.75', '0.51'),
  waterfall: WATERFALL.map((one) =>
    one.component === 'data-overage'
      ? step('usage', 'data-overage', one.before, '-23189.2500')
      : one.group === 'tax'
        ? step('tax', one.component, one.before, '18118.4000')
        : one,
  ),
  plans: PLANS.map((row) => (row.revenue ? { ...row, revenue: change(row.revenue.before, '31000.1250') } : row)),
  segments: SEGMENTS.map((row) => ({ ...row, revenue: change(row.revenue!.before, '31786.6666') })),
  months: monthRows(MOVED_MONTHS),
  bands: BANDS.map((row) => ({ ...row, change: '22695.6800' })),
  shock: { ...IMPACT.shock, sampled: 70, bills: '1400.00', customers: '1200.00' },
};

export const full: Simulation = {
  header: {
    ...{
      rateproof: '0.1.0',
      timeZoneData: '2026a',
      id: 'smart-m-2026',
      title: 'Smart M from July: fee up, 8 GB for 10 GB',
    },
    ...{ file: 'simulations/smart-m-2026.yaml', base: 'main (1a2b3c4d5e)', candidate: 'the plans as they are' },
    ...{ currency: 'EUR', decimals: 2, months: MONTHS, seed: 7 },
    population: { kind: 'sample', name: 'usage megaline', sampled: 2000, customers: '40000.00', records: 1_204_551 },
    invoices: { from: '2026-07-01', before: '2027-07-01' },
  },
  reach: {
    repriced: { sampled: 1240, customers: '24800.00' },
    keeps: { sampled: 64, customers: '2400.00' },
    'new-only': { sampled: 86, customers: '600.50' },
    untouched: { sampled: 610, customers: '12199.50' },
  },
  static: IMPACT,
  behaviour: {
    impact: MOVED,
    responses: [
      { response: 'elasticity', revenue: '9670649.25', change: '-24300.1250', customers: '40000.00' },
      { response: 'churn', revenue: '9599449.00', change: '-71200.2500', customers: '39120.00' },
      { response: 'migration', revenue: '9587360.00', change: '-12089.0000', customers: '39120.00' },
      { response: 'new-customers', revenue: '9617360.00', change: '30000.00', customers: '39379.50' },
      { response: 'phase-in', revenue: '9575360.00', change: '-42000.00', customers: '39379.50' },
    ],
    usage: [
      {
        service: 'data',
        segment: 'consumer',
        plan: 'smart-m',
        price: '104.0170',
        elasticity: '-0.6',
        asked: '97.6670',
        reached: '97.6712',
      },
      {
        service: 'data',
        segment: 'business',
        plan: 'smart-m',
        price: '104.0170',
        elasticity: '-0.2',
        asked: '99.2154',
        reached: '99.2150',
      },
    ],
    churn: { customers: '880.00', revenue: '71200.2500' },
    migration: {
      sampled: 120,
      customers: '2400.00',
      saving: '12089.0000',
      moves: [
        { from: 'smart-m', to: 'smart-s', sampled: 120, mark: undefined, customers: '2400.00', saving: '12089.0000' },
      ],
    },
    takeUp: [{ plan: 'smart-m', fromOurs: '0.00', newCustomers: '259.50', revenue: '30000.00', cannibalised: '0.00' }],
  },
  certainty: {
    ...{ method: 'bootstrap', confidence: '95', resamples: 2000, seed: 11, library: 'simple-statistics 7.12.1' },
    sets: [
      { set: 'low', revenue: change('9480000.00', '-31200.00'), margin: change('5380000.00', '12000.00') },
      { set: 'central', revenue: change('9480000.00', '95360.00'), margin: change('5380000.00', '131210.00') },
      { set: 'high', revenue: change('9480000.00', '188450.50'), margin: change('5380000.00', '240000.00') },
    ],
    tornado: [
      {
        what: 'churn of consumers',
        low: { at: '0.5 x', change: '131000.00' },
        high: { at: '1.5 x', change: '59000.00' },
      },
      {
        what: 'price of smart-m data-overage',
        low: { at: '-10 %', change: '2100.00' },
        high: { at: '+10 %', change: '184200.00' },
      },
      { what: 'usage of data', low: { at: '-10 %', change: '-14000.00' }, high: { at: '+10 %', change: '201000.00' } },
      {
        what: 'elasticity of data, consumer',
        low: { at: '-0.9', change: '83000.00' },
        high: { at: '-0.3', change: '107000.00' },
      },
    ],
    breakEven: [
      {
        what: 'smart-m data-overage',
        between: ['2.00', '6.00'],
        per: 'GB',
        ends: ['-310000.00', '412000.00'],
        price: '3.47',
        why: 'revenue rises with the price all the way',
      },
      {
        what: 'smart-m fee',
        between: ['15.00', '18.00'],
        per: '',
        ends: ['40000.00', '170000.00'],
        price: null,
        why: 'revenue is above that of the base at both ends',
      },
    ],
    monteCarlo: {
      ...{ draws: 1000, seed: 13, mean: '93100.00', falls: '4.2' },
      interval: { low: '-12000.00', high: '181000.00', confidence: '95' },
      histogram: {
        width: '20000.00',
        bins: [
          ['-40000.00', 12],
          ['-20000.00', 30],
          ['0.00', 58],
          ['20000.00', 90],
          ['40000.00', 130],
          ['60000.00', 170],
          ['80000.00', 180],
          ['100000.00', 140],
          ['120000.00', 95],
          ['140000.00', 55],
          ['160000.00', 28],
          ['180000.00', 12],
        ].map(([from, draws]) => ({ from: `${from}`, draws: Number(draws) })),
      },
    },
  },
  controls: {
    checks: [
      { what: 'net revenue before, by plan and by month', one: '9480000.0000', other: '9480000.0000', same: true },
      { what: 'net revenue after, by plan and by month', one: '9694949.3750', other: '9694949.3750', same: true },
      { what: 'customers, by segment and by band', one: '40000.000000', other: '40000.000000', same: true },
    ],
    records: { all: 1_204_551, rated: 1_204_100, screened: 51, unrated: 0, notBilled: 400 },
    calibration: {
      ...{ method: 'raking', rounds: 9, converged: true },
      controls: [
        {
          what: 'customers, segment business',
          asked: '9000',
          before: '8712.5',
          after: '9000',
          source: 'CRM extract of 2026-05-31',
        },
        {
          what: 'data of segment consumer, GB',
          asked: '182000',
          before: '176402.25',
          after: '181999.9995',
          source: 'network report of May',
        },
      ],
      moved: ['0.8120', '1.0040', '1.3010'],
      effective: { before: '1961.2', after: '1874.9' },
    },
  },
  backtest: {
    ...{
      predicted: change('8800000.00', '120000.00', ['100000.00', '140000.00']),
      actual: '8928410.55',
      error: '-8410.55',
      errorPercent: '-0.0942',
      covered: true,
    },
    segments: [
      {
        name: 'consumer',
        sampled: 1400,
        predicted: '6690000.00',
        actual: '6697000.00',
        errorPercent: '-0.1045',
        covered: true,
      },
      {
        name: 'business',
        sampled: 400,
        predicted: '2230000.00',
        actual: '2231410.55',
        errorPercent: '-0.0632',
        covered: false,
      },
    ],
    meanAbsolutePercent: '0.0839',
    coverage: '50.0000',
  },
  assumptions: [
    {
      what: 'elasticity of data, consumer',
      value: '-0.6',
      range: '-0.9 to -0.3',
      source: 'price test of spring 2024, market research',
      file: 'simulations/smart-m-2026.yaml',
      line: 24,
    },
    {
      what: 'elasticity of data, business',
      value: '-0.2',
      range: undefined,
      source: 'judgement of J. Ortiz, pricing',
      file: 'simulations/smart-m-2026.yaml',
      line: 29,
    },
    {
      what: 'churn by change of the bill',
      value: '0 % at 0 %, 2 % at +10 %, 6 % at +30 %',
      range: '0.5 to 1.5 times',
      source: 'change of January 2025',
      file: 'simulations/smart-m-2026.yaml',
      line: 33,
    },
  ],
  notes: ['51 usage records were left out: their price is not known; the report of usage lists them.'],
  interrupted: false,
};

const NOTHING = (before: string): Change => change(before, '0.00');
const still = (rows: readonly GroupRow[]): GroupRow[] =>
  rows.map((row) =>
    row.revenue
      ? {
          ...row,
          revenue: NOTHING(row.revenue.before),
          billed: NOTHING(row.revenue.before),
          margin: NOTHING('10.00'),
          less: '0.00',
          same: row.customers!.before,
          more: '0.00',
        }
      : row,
  );

/** The candidate is the base; every response is nothing. */
const NULL_IMPACT: Impact = {
  ...IMPACT,
  revenue: NOTHING('9480000.00'),
  tax: NOTHING('1801200.00'),
  billed: NOTHING('11281200.00'),
  cost: undefined,
  margin: undefined,
  arpu: NOTHING('19.75'),
  waterfall: WATERFALL.map(({ group: of, component, before }) => step(of, component, before, '0.00')),
  plans: still(PLANS),
  segments: still(SEGMENTS),
  months: monthRows(MONTHS.map(() => '0.00')),
  bands: BANDS.map(({ band }) => ({
    band,
    sampled: band === 'same' ? 2000 : 0,
    mark: undefined,
    customers: band === 'same' ? '40000.00' : '0.00',
    change: '0.00',
  })),
  deciles: [],
  unpaid: { sampled: 0, mark: undefined },
  shock: { ...IMPACT.shock, sampled: 0, bills: '0.00', customers: '0.00' },
  histogram: { width: '5.00', bins: [{ from: '0.00', customers: '40000.00' }] },
  betterOff: { sampled: 0, customers: '0.00', saving: '0.00', moves: [] },
  movers: [],
};
export const nullChange: Simulation = {
  ...full,
  header: {
    ...full.header,
    candidate: 'main (1a2b3c4d5e)',
    title: undefined,
    population: { ...full.header.population, kind: 'full', sampled: 40000 },
  },
  reach: {
    repriced: { sampled: 0, customers: '0.00' },
    keeps: { sampled: 0, customers: '0.00' },
    'new-only': { sampled: 0, customers: '0.00' },
    untouched: { sampled: 40000, customers: '40000.00' },
  },
  static: NULL_IMPACT,
  behaviour: {
    ...{
      impact: NULL_IMPACT,
      usage: [],
      churn: { customers: '0.00', revenue: '0.00' },
      migration: undefined,
      takeUp: [],
    },
    responses: [{ response: 'churn', revenue: '9480000.00', change: '0.00', customers: '40000.00' }],
  },
  certainty: { ...full.certainty, method: 'none', sets: undefined, tornado: [], breakEven: [], monteCarlo: undefined },
  controls: { ...full.controls, calibration: undefined },
  backtest: undefined,
  notes: [],
};

/** Everybody of a small base, rated once; nothing assumed, nothing asked. One month, one plan. */
export const minimal: Simulation = {
  header: {
    ...{ rateproof: '0.1.0', timeZoneData: '2026a', id: 'minimal', title: undefined, file: 'simulations/minimal.yaml' },
    ...{
      base: 'main (1a2b3c4d5e)',
      candidate: 'folder e/',
      currency: 'JPY',
      decimals: 0,
      months: ['2026-03'],
      seed: 1,
    },
    population: { kind: 'full', name: 'usage megaline', sampled: 3, customers: '3', records: 12 },
    invoices: { from: '2026-03-01', before: '2026-04-01' },
  },
  reach: {
    repriced: { sampled: 3, customers: '3' },
    keeps: { sampled: 0, customers: '0' },
    'new-only': { sampled: 0, customers: '0' },
    untouched: { sampled: 0, customers: '0' },
  },
  static: {
    sampled: 3,
    customers: { before: '3', after: '3', change: '0', percent: '0.0000' },
    revenue: { before: '9000', after: '8700', change: '-300', percent: '-3.3333' },
    tax: { before: '0', after: '0', change: '0', percent: null },
    billed: { before: '9000', after: '8700', change: '-300', percent: '-3.3333' },
    cost: undefined,
    margin: undefined,
    arpu: { before: '3000', after: '2900', change: '-100', percent: '-3.3333' },
    waterfall: [{ group: 'recurring', component: 'fee', before: '9000', after: '8700', change: '-300' }],
    plans: [
      {
        name: 'e',
        sampled: 3,
        mark: undefined,
        customers: { before: '3', after: '3', change: '0', percent: '0.0000' },
        revenue: { before: '9000', after: '8700', change: '-300', percent: '-3.3333' },
        less: '3',
        same: '0',
        more: '0',
      },
    ],
    segments: [],
    months: [],
    bands: [
      { band: 'much-better', sampled: 0, mark: undefined, customers: '0', change: '0' },
      { band: 'better', sampled: 3, mark: undefined, customers: '3', change: '-300' },
      { band: 'same', sampled: 0, mark: undefined, customers: '0', change: '0' },
      { band: 'worse', sampled: 0, mark: undefined, customers: '0', change: '0' },
      { band: 'much-worse', sampled: 0, mark: undefined, customers: '0', change: '0' },
    ],
    deciles: [],
    shock: { percent: '20', amount: '10', sampled: 0, bills: '0', customers: '0' },
    histogram: { width: '100', bins: [{ from: '-100', customers: '3' }] },
    betterOff: undefined,
    movers: [],
  },
  behaviour: undefined,
  certainty: {
    method: 'none',
    confidence: '95',
    resamples: 0,
    seed: 1,
    library: 'simple-statistics 7.12.1',
    sets: undefined,
    tornado: [],
    breakEven: [],
    monteCarlo: undefined,
  },
  controls: {
    checks: [{ what: 'net revenue after', one: '8700', other: '8700', same: true }],
    records: { all: 12, rated: 12, screened: 0, unrated: 0, notBilled: 0 },
    calibration: undefined,
  },
  backtest: undefined,
  assumptions: [],
  notes: [],
  interrupted: false,
};

/** Every text of a stranger in every place of one. */
export function hostile(texts: readonly string[]): Simulation {
  const at = (index: number): string => texts[index % texts.length] ?? '';
  const [first = ''] = texts;
  const named = (rows: readonly GroupRow[]) => texts.map((name, index) => ({ ...rows[index % rows.length]!, name }));
  const impact = (own: Impact): Impact => ({
    ...own,
    waterfall: [...own.waterfall, ...texts.map((component) => step('usage', component, '0.00', '0.00'))].map(
      (one, index) => ({ ...one, component: index < own.waterfall.length ? at(index) : one.component }),
    ),
    plans: named(own.plans),
    segments: named(own.segments),
    betterOff: own.betterOff && {
      ...own.betterOff,
      moves: texts.map((from, index) => ({ ...own.betterOff!.moves[index % 3]!, from, to: at(index + 1) })),
    },
    movers: texts.map((customer, index) => ({
      ...own.movers[0]!,
      customer,
      plan: at(index + 1),
      segment: at(index + 2),
      why: at(index + 3),
    })),
  });
  return {
    ...full,
    header: {
      ...full.header,
      id: first,
      title: at(1),
      file: at(2),
      base: at(3),
      candidate: at(4),
      population: { ...full.header.population, name: at(5) },
    },
    static: impact(full.static),
    behaviour: {
      ...full.behaviour!,
      impact: impact(full.behaviour!.impact),
      usage: texts.map((service, index) => ({
        ...full.behaviour!.usage[0]!,
        service,
        segment: at(index + 1),
        plan: at(index + 2),
      })),
      takeUp: texts.map((plan) => ({ ...full.behaviour!.takeUp[0]!, plan })),
    },
    certainty: {
      ...full.certainty,
      tornado: texts.map((what, index) => ({
        what,
        low: { at: at(index + 1), change: `-${index}.00` },
        high: { at: at(index + 2), change: '90000.00' },
      })),
      breakEven: texts.map((what, index) => ({
        ...full.certainty.breakEven[index % 2]!,
        what,
        why: at(index + 1),
        per: at(index + 2),
      })),
    },
    controls: {
      ...full.controls,
      checks: texts.map((what) => ({ what, one: '1', other: '1', same: true })),
      calibration: {
        ...full.controls.calibration!,
        controls: texts.map((what, index) => ({
          ...full.controls.calibration!.controls[0]!,
          what,
          source: at(index + 1),
        })),
      },
    },
    backtest: { ...full.backtest!, segments: texts.map((name) => ({ ...full.backtest!.segments[0]!, name })) },
    assumptions: texts.map((what, index) => ({
      what,
      value: at(index + 1),
      range: at(index + 2),
      source: at(index + 3),
      file: at(index + 4),
      line: 1,
    })),
    notes: texts,
  };
}
