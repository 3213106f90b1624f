/**
 * Changes of plans as no engine compared them: a dozen pull requests, with numbers that were worked by hand and add up
 * (diff-fixtures.test.ts adds them again).
 */

import type { Difference } from '../../src/comparison/difference.ts';
import type { Invoice, InvoiceLine } from '../../src/invoicing/invoice.ts';
import type { ToldEdit } from '../../src/plan/change/edit.ts';
import type { PolicyOutcome } from '../../src/policy/policy.ts';
import type { Problem } from '../../src/problems/problem.ts';
import type { CheckRun } from '../../src/run/check-result.ts';
import type {
  BandName,
  DiffCause,
  DiffHeader,
  DiffResult,
  DiffRun,
  DiffStatus,
  DiffSummary,
  Effect,
  LargestChange,
} from '../../src/run/diff/result.ts';
import { RESULTS, runOf } from './hand-built.ts';

const DATE = '2026-03-01';

/** A bill of February: gross prices, so that the charges are the total and tax is inside. */
function bill(account: string, lines: readonly InvoiceLine[], net: string, tax: string, total: string): Invoice {
  const period = { from: '2026-02-01', before: DATE };
  const taxed: InvoiceLine = { key: 'tax standard', kind: 'tax', amount: tax };
  return { account, plan: 'smart-m', date: DATE, period, currency: 'EUR', lines: [...lines, taxed], net, tax, total };
}

const fee = (amount: string): InvoiceLine => ({ key: 'monthly-fee', kind: 'recurring', amount });
const used = (key: string, amount: string, quantity: string): InvoiceLine => ({ key, kind: 'usage', amount, quantity });

/** One line and the total, which follows. */
function moved(
  line: string,
  of: readonly [string, string],
  total: readonly [string, string],
  by: string,
): Difference[] {
  const [expected, actual] = of;
  const sum = { expected: total[0], actual: total[1] };
  return [
    { invoice: DATE, line, cell: 'amount', expected, actual, by, cause: line, change: 'price' },
    { invoice: DATE, cell: 'total', ...sum, by, cause: 'total', follows: true },
  ];
}

function result(id: string, status: DiffStatus, more: Partial<DiffResult> = {}): DiffResult {
  return {
    ...{ id, file: 'scenarios/recipes/base.yaml', line: 3, plan: 'smart-m', segment: 'consumer', status },
    ...{ reach: 'repriced', dates: [DATE], differences: [], causes: [], unrated: 0, screened: 0 },
    again: `rateproof explain ${id}`,
    ...more,
  };
}

const largest = (scenario: string, before: string, after: string, change: string): LargestChange => ({
  ...{ scenario, invoice: DATE, before, after, change },
});

type Bands = Partial<Record<BandName, readonly [number, string]>>;

/** Customers, changed; invoices, changed; before, after, change; bands. */
function effect(
  [customers, changed]: readonly [number, number],
  [invoices, changedInvoices]: readonly [number, number],
  [before, after, change]: readonly [string, string, string],
  bands: Bands,
  more: Partial<Effect> = {},
): Effect {
  const none = { customers: 0, change: '0.00' };
  const own = Object.entries(bands).map(([name, [number, sum]]) => [name, { customers: number, change: sum }]);
  return {
    ...{ customers, changed, invoices, changedInvoices, before, after, change },
    bands: {
      ...{ 'much-better': none, better: none, same: none, worse: none, 'much-worse': none },
      ...Object.fromEntries(own),
    },
    ...more,
  };
}

const STATUSES: Readonly<Record<DiffStatus, number>> = {
  ...{ skipped: 0, passed: 0, 'changed-approved': 0, changed: 0, new: 0, obsolete: 0, unrated: 0, error: 0 },
};

export function diffOf(
  results: readonly DiffResult[],
  summary: Partial<DiffSummary> = {},
  header: Partial<DiffHeader> = {},
): DiffRun {
  const scenarios = { ...STATUSES };
  const reach = { repriced: 0, keeps: 0, 'new-only': 0, untouched: 0 };
  for (const one of results) {
    scenarios[one.status] += 1;
    // What only the base has is no part of these sums.
    if (one.status !== 'obsolete') reach[one.reach] += 1;
  }
  const total = Object.fromEntries(
    Object.entries(summary.effects ?? {}).map(([currency, { all }]) => [currency, all.change]),
  );
  const nothing = Object.fromEntries(Object.keys(total).map((currency) => [currency, '0.00']));
  return {
    header: {
      ...{ rateproof: '0.1.0', timeZoneData: '2026f', asOf: '2026-03-20', scenarios: results.length },
      base: {
        name: 'main (1a2b3c4d5e)',
        commit: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d',
        plans: 'a1'.repeat(32),
      },
      head: { name: 'the working tree', plans: 'b2'.repeat(32) },
      plans: [
        {
          ...{ id: 'smart-m', currency: 'EUR', versions: 2, name: 'Smart M', tax: 'VAT' },
          charges: {
            'monthly-fee': { name: 'Monthly fee', place: 'plans/smart-m.yaml:12' },
            'data-overage': { name: 'Data beyond the bundle', dimension: 'data', place: 'plans/smart-m.yaml:34' },
            'sms-national': { name: 'SMS', dimension: 'message', place: 'plans/smart-m.yaml:52' },
            'voice-national': { name: 'Calls', dimension: 'time', place: 'plans/smart-m.yaml:41' },
          },
        },
        { id: 'smart-s', currency: 'EUR', versions: 1, name: 'Smart S', tax: 'VAT' },
      ],
      recipes: [{ id: 'base', seed: 7, count: results.length }],
      ...header,
    },
    results,
    summary: {
      ...{ scenarios, reach, edits: [], causes: [], newPlans: [], withdrawnPlans: [], usage: [], effects: {} },
      compared: scenarios.passed + scenarios.changed + scenarios['changed-approved'],
      attribution: { method: 'single', most: 8, interaction: nothing, total },
      distributions: { before: [], after: [] },
      samples: {},
      nullCheck: { scenarios: results.length, differing: 0 },
      records: { all: 12_345, rated: 12_345 },
      interrupted: false,
      ...summary,
    },
  };
}

export function edit(fingerprint: string, words: string, more: Partial<ToldEdit> = {}): ToldEdit {
  return {
    ...{ fingerprint, words, kind: 'changed', document: 'plan smart-m from 2026-01-01', plans: ['smart-m'] },
    ...{ textOnly: false, audience: 'everyone', direction: 'worse', severity: 'high' },
    place: { file: 'plans/smart-m.yaml', line: 34 },
    ...more,
  };
}

export function cause(fingerprint: string, edits: readonly ToldEdit[], more: Partial<DiffCause> = {}): DiffCause {
  return {
    ...{ fingerprint, edits: edits.map((one) => one.fingerprint), plans: ['smart-m'], customers: 0 },
    ...{ money: { EUR: { alone: '0.00', share: '0.00' } }, matters: true },
    ...more,
  };
}

const NO_PROBLEMS = { lint: [], incomparable: undefined, policies: [] } as const;
const GOOD_TEST = runOf([RESULTS[0]!, RESULTS[4]!]);

export function checkOf(diff: DiffRun, exitCode: CheckRun['exitCode'], more: Partial<CheckRun> = {}): CheckRun {
  return { ...NO_PROBLEMS, test: GOOD_TEST, diff, exitCode, fingerprint: 'c0ffee'.repeat(10), ...more };
}

function policy(outcome: PolicyOutcome['outcome'], words: string, more: Partial<PolicyOutcome> = {}): PolicyOutcome {
  return {
    ...{ policy: 'total-change', words, outcome, measured: '+0.02 %', limit: 'at most 2 %', breaches: [], breached: 0 },
    ...{ exceptions: [], place: { file: 'rateproof.config.yaml', line: 8, column: 5 } },
    ...more,
  };
}

// --- A price rises, another falls: 8,580 customers with three bills of 92.90 together.

const TIER = edit('3f2a9c01d4e5b677', 'data-overage, tier 2 (5 to 20 GB): 3.00 -> 3.50 per GB', {
  part: 'data-overage',
});
const SMS = edit('9b1c22d3e4f50617', 'sms-national: 0.09 -> 0.08 per message', {
  ...{ part: 'sms-national', direction: 'better', severity: 'medium', place: { file: 'plans/smart-m.yaml', line: 52 } },
});
const TIER_CAUSE = cause('aa00000000000001', [TIER], {
  customers: 1301,
  money: { EUR: { alone: '197.50', share: '197.50' } },
});
const SMS_CAUSE = cause('bb00000000000002', [SMS], {
  customers: 111,
  money: { EUR: { alone: '-38.07', share: '-38.07' } },
});

const CALLS = (amount: string): InvoiceLine => used('voice-national', amount, '8460');
/** 0.3 GB beyond the bundle: 0.90 becomes 1.05. Tax of 19 % inside: 30.97 x 19 / 119 = 4.94, 31.12 x 19 / 119 = 4.97. */
const TYPICAL = {
  before: [
    bill(
      'base/650',
      [fee('15.97'), CALLS('14.10'), used('data-overage', '0.90', '300000000')],
      '26.03',
      '4.94',
      '30.97',
    ),
  ],
  after: [
    bill(
      'base/650',
      [fee('15.97'), CALLS('14.10'), used('data-overage', '1.05', '300000000')],
      '26.15',
      '4.97',
      '31.12',
    ),
  ],
};
/** 5 GB: 15.00 becomes 17.50. 33.47 x 19 / 119 = 5.34. */
const LOSS = {
  before: [bill('base/1301', [fee('15.97'), used('data-overage', '15.00', '5000000000')], '26.03', '4.94', '30.97')],
  after: [bill('base/1301', [fee('15.97'), used('data-overage', '17.50', '5000000000')], '28.13', '5.34', '33.47')],
};
/** 67 messages: 6.03 becomes 5.36. 30.30 x 19 / 119 = 4.84. */
const GAIN = {
  before: [
    bill('base/1412', [fee('15.97'), CALLS('8.97'), used('sms-national', '6.03', '67')], '26.03', '4.94', '30.97'),
  ],
  after: [
    bill('base/1412', [fee('15.97'), CALLS('8.97'), used('sms-national', '5.36', '67')], '25.46', '4.84', '30.30'),
  ],
};

/** 1 to 1300: +0.15, 1301: +2.50; 1302 to 1411: -0.34, 1412: -0.67; then nothing. The last 148 of Smart M are new on it. */
function priceUpResult(number: number): DiffResult {
  const id = `base/${number}`;
  const before = ['30.97', '30.97', '30.96'];
  const dates = [DATE, '2026-04-01', '2026-05-01'];
  const segment = number <= 1680 || number > 4260 ? 'consumer' : 'business';
  const same = { dates, before, segment, change: '0.00' };
  if (number > 4260) return result(id, 'passed', { ...same, plan: 'smart-s', reach: 'untouched' });
  if (number > 1412) {
    const reach = number <= 1412 + 120 ? 'keeps' : number > 4260 - 148 ? 'new-only' : 'repriced';
    return result(id, 'passed', { ...same, reach });
  }
  const [was, is, total, change, line] =
    number <= 1300
      ? ['0.90', '1.05', '31.12', '0.15', 'data-overage']
      : number === 1301
        ? ['15.00', '17.50', '33.47', '2.50', 'data-overage']
        : number < 1412
          ? ['3.06', '2.72', '30.63', '-0.34', 'sms-national']
          : ['6.03', '5.36', '30.30', '-0.67', 'sms-national'];
  const invoices = { 650: TYPICAL, 1301: LOSS, 1412: GAIN }[number];
  return result(id, 'changed', {
    ...{ dates, before, segment, change, after: [total!, '30.97', '30.96'] },
    differences: moved(line!, [was!, is!], ['30.97', total!], change!),
    causes: [line === 'data-overage' ? TIER_CAUSE.fingerprint : SMS_CAUSE.fingerprint],
    ...(invoices && { invoices }),
  });
}

/** 1,300 x 0.15 + 2.50 = 197.50; 110 x 0.34 + 0.67 = 38.07; 159.43 together, of 8,580 x 92.90 = 797,082.00 0.02 %. */
const UP_BANDS: Bands = { better: [111, '-38.07'], same: [7168, '0.00'], worse: [1301, '197.50'] };
const UP_EXTREMES = {
  largestIncrease: largest('base/1301', '30.97', '33.47', '2.50'),
  largestDecrease: largest('base/1412', '30.97', '30.30', '-0.67'),
};

/** Totals of bills by plan, in bins of 1.00: 30.xx is bin 30. What bills are made of is told of one kind only. */
const spread = (sum: string, least: string, most: string, bins: readonly (readonly [number, number])[]) => ({
  ...{ plan: 'smart-m', currency: 'EUR', invoices: 12_780, sum, least, most, width: '1.00', bins },
  parts: [{ charge: 'monthly-fee', kind: 'recurring' as const, lines: 12_780, sum }],
});

export const priceUp: DiffRun = diffOf(
  Array.from({ length: 8580 }, (_, at) => priceUpResult(at + 1)),
  {
    edits: [TIER, SMS],
    causes: [TIER_CAUSE, SMS_CAUSE],
    effects: {
      EUR: {
        all: effect([8580, 1412], [25_740, 1412], ['797082.00', '797241.43', '159.43'], UP_BANDS, UP_EXTREMES),
        plans: {
          // 4,260 x 92.90 and 4,320 x 92.90.
          'smart-m': effect(
            [4260, 1412],
            [12_780, 1412],
            ['395754.00', '395913.43', '159.43'],
            { ...UP_BANDS, same: [2848, '0.00'] },
            UP_EXTREMES,
          ),
          'smart-s': effect([4320, 0], [12_960, 0], ['401328.00', '401328.00', '0.00'], { same: [4320, '0.00'] }),
        },
        segments: {
          // 2,580 x 92.90 and 6,000 x 92.90.
          business: effect([2580, 0], [7740, 0], ['239682.00', '239682.00', '0.00'], { same: [2580, '0.00'] }),
          consumer: effect(
            [6000, 1412],
            [18_000, 1412],
            ['557400.00', '557559.43', '159.43'],
            { ...UP_BANDS, same: [4588, '0.00'] },
            UP_EXTREMES,
          ),
        },
      },
    },
    attribution: { method: 'shapley', most: 8, interaction: { EUR: '0.00' }, total: { EUR: '159.43' } },
    samples: { typical: 'base/650', gain: 'base/1412', loss: 'base/1301' },
    distributions: {
      before: [spread('395754.00', '30.96', '30.97', [[30, 12_780]])],
      // 1,300 of 31.12 and one of 33.47 have left the bin of 30.
      after: [
        spread('395913.43', '30.30', '33.47', [
          [30, 11_479],
          [31, 1300],
          [33, 1],
        ]),
      ],
    },
  },
);

export const priceUpCheck: CheckRun = checkOf(priceUp, 1, {
  policies: [
    policy('pass', 'Bills in all rise by at most 2 %', { source: 'price committee, 2026-02' }),
    policy('pass', 'No line of an invoice is below zero', { policy: 'negative-lines', measured: '0', limit: 'none' }),
    policy('warn', 'At most 10 % of customers are worse off', {
      ...{ policy: 'worse-off', measured: '15.16 %', limit: 'at most 10 %', breached: 1301 },
      breaches: ['base/1301: 30.97 -> 33.47 EUR', 'base/1: 30.97 -> 31.12 EUR'],
    }),
  ],
});

const approval = { by: 'Ann Example', on: '2026-03-18', why: 'decided on 2026-03-17', file: 'approvals/tier-2.yaml' };
const approve = (one: DiffCause): DiffCause => ({ ...one, approval: { ...approval, state: 'approved' } });
export const approvedUp: DiffRun = {
  ...priceUp,
  results: priceUp.results.map((one) => (one.status === 'changed' ? { ...one, status: 'changed-approved' } : one)),
  summary: {
    ...priceUp.summary,
    scenarios: { ...priceUp.summary.scenarios, changed: 0, 'changed-approved': 1412 },
    causes: [approve(TIER_CAUSE), approve(SMS_CAUSE)],
  },
};
export const approvedCheck: CheckRun = checkOf(approvedUp, 0);

// --- The bundle shrinks from 10 to 8 GB at 3.00 per GB, a fee of 20.00: 20 customers with a bill each.

const CUT = edit('c0c0c0c0c0c0c0c0', 'data-10gb: 10 GB -> 8 GB a month', {
  ...{ part: 'data-10gb', place: { file: 'plans/smart-m.yaml', line: 27 } },
});

/** Result of a customer with one bill: a fee of 20.00 and data. */
function data(
  id: string,
  gigabytes: readonly [string, string],
  amounts: readonly [string, string],
  causes: string[],
  change: string,
): DiffResult {
  const total = {
    '0.00': '20.00',
    '0.90': '20.90',
    '3.00': '23.00',
    '4.00': '24.00',
    '6.00': '26.00',
    '12.00': '32.00',
    '16.00': '36.00',
  } as const;
  const [was, is] = [total[amounts[0] as keyof typeof total], total[amounts[1] as keyof typeof total]];
  const same = was === is;
  // 19 % inside: 20.00 3.19, 20.90 3.34, 23.00 3.67, 24.00 3.83, 26.00 4.15, 32.00 5.11, 36.00 5.75.
  const taxes = {
    '20.00': '3.19',
    '20.90': '3.34',
    '23.00': '3.67',
    '24.00': '3.83',
    '26.00': '4.15',
    '32.00': '5.11',
    '36.00': '5.75',
  } as const;
  const nets = {
    '20.00': '16.81',
    '20.90': '17.56',
    '23.00': '19.33',
    '24.00': '20.17',
    '26.00': '21.85',
    '32.00': '26.89',
    '36.00': '30.25',
  } as const;
  const side = (of: 0 | 1, sum: typeof was): Invoice =>
    bill(id, [fee('20.00'), used('data-overage', amounts[of], `${gigabytes[of]}000000`)], nets[sum], taxes[sum], sum);
  return result(id, same ? 'passed' : 'changed', {
    ...{ before: [was], change },
    ...(!same && {
      after: [is],
      differences: [
        {
          ...{ invoice: DATE, line: 'data-overage', cell: 'quantity', cause: 'data-overage', change: 'usage' },
          ...{ expected: `${gigabytes[0]}000000`, actual: `${gigabytes[1]}000000` },
        },
        ...moved('data-overage', amounts, [was, is], change),
      ],
      causes,
      invoices: { before: [side(0, was)], after: [side(1, is)] },
    }),
  });
}

const CUT_CAUSE = cause('cc00000000000003', [CUT], {
  customers: 6,
  money: { EUR: { alone: '22.80', share: '22.80' } },
});
const cut = (number: number, from: string, to: string, was: string, is: string, change: string): DiffResult =>
  data(`base/${number}`, [from, to], [was, is], [CUT_CAUSE.fingerprint], change);

/** 3 x 6.00 + 2 x 0.90 + 3.00 = 22.80; of 20 x 20.00 + 3 x 6.00 = 418.00 that is 5.45 %. */
const CUT_EFFECT = effect(
  [20, 6],
  [20, 6],
  ['418.00', '440.80', '22.80'],
  { same: [14, '0.00'], worse: [2, '1.80'], 'much-worse': [4, '21.00'] },
  { largestIncrease: largest('base/1', '26.00', '32.00', '6.00') },
);
export const allowanceCut: DiffRun = diffOf(
  [
    ...[1, 2, 3].map((number) => cut(number, '2000', '4000', '6.00', '12.00', '6.00')),
    ...[4, 5].map((number) => cut(number, '0', '300', '0.00', '0.90', '0.90')),
    cut(6, '0', '1000', '0.00', '3.00', '3.00'),
    ...Array.from({ length: 14 }, (_, at) => cut(at + 7, '0', '0', '0.00', '0.00', '0.00')),
  ],
  {
    ...{ edits: [CUT], causes: [CUT_CAUSE], samples: { typical: 'base/4', loss: 'base/1' } },
    effects: { EUR: { all: CUT_EFFECT, plans: { 'smart-m': CUT_EFFECT }, segments: { consumer: CUT_EFFECT } } },
  },
);

/** The same, blocked: one of two breaches is excused by an exception that still counts, the other by none. */
export const blockedCheck: CheckRun = checkOf(allowanceCut, 1, {
  policies: [
    policy('block', 'Bills in all rise by at most 2 %', {
      measured: '+5.45 %',
      limit: 'at most 2 %',
      breached: 1,
      breaches: ['all bills: 418.00 -> 440.80 EUR'],
      source: 'price committee, 2026-02',
    }),
    policy('pass', 'No bill rises by more than 5.00 EUR', {
      ...{
        policy: 'bill-increase',
        scope: 'plan smart-m',
        measured: '+6.00 EUR',
        limit: 'at most 5.00 EUR',
        breached: 3,
      },
      breaches: ['base/1: 26.00 -> 32.00 EUR', 'base/2: 26.00 -> 32.00 EUR', 'base/3: 26.00 -> 32.00 EUR'],
      exceptions: [
        { owner: 'Pricing', reason: 'heavy users are offered Smart L', until: '2026-06-30', expired: false, used: 3 },
        { owner: 'Sales', reason: 'spring campaign', until: '2026-03-01', expired: true, used: 0 },
      ],
    }),
    policy('pass', 'Nothing is unrated', { policy: 'unrated', measured: '0', limit: 'none' }),
  ],
});

// --- Two edits that meet: 3.00 -> 4.00 per GB and 10 -> 8 GB. Ten customers, a fee of 20.00.
// Four use 12 GB: 6.00 now; 8.00 by the price, 12.00 by the bundle, 16.00 by both: +10.00, of which 2.00 by neither alone.
// Two use 9 GB: nothing now; nothing by the price, 3.00 by the bundle, 4.00 by both: +4.00, of which 1.00 by neither alone.
// Together 4 x 10.00 + 2 x 4.00 = 48.00. Alone: 4 x 2.00 = 8.00 and 4 x 6.00 + 2 x 3.00 = 30.00; 10.00 are interaction,
// half of it for each: 8.00 + 5.00 = 13.00 and 30.00 + 5.00 = 35.00. Before: 10 x 20.00 + 4 x 6.00 = 224.00.

const PRICE = edit('d1d1d1d1d1d1d1d1', 'data-overage: 3.00 -> 4.00 per GB', { part: 'data-overage' });
const PRICE_CAUSE = cause('dd00000000000004', [PRICE], {
  customers: 6,
  money: { EUR: { alone: '8.00', share: '13.00' } },
});
const BUNDLE_CAUSE = cause('ee00000000000005', [CUT], {
  customers: 6,
  money: { EUR: { alone: '30.00', share: '35.00' } },
});
const BOTH = [PRICE_CAUSE.fingerprint, BUNDLE_CAUSE.fingerprint];
const BOTH_EFFECT = effect(
  [10, 6],
  [10, 6],
  ['224.00', '272.00', '48.00'],
  { same: [4, '0.00'], 'much-worse': [6, '48.00'] },
  { largestIncrease: largest('base/1', '26.00', '36.00', '10.00') },
);
export const interacting: DiffRun = diffOf(
  [
    ...[1, 2, 3, 4].map((at) => data(`base/${at}`, ['2000', '4000'], ['6.00', '16.00'], BOTH, '10.00')),
    ...[5, 6].map((at) => data(`base/${at}`, ['0', '1000'], ['0.00', '4.00'], BOTH, '4.00')),
    ...[7, 8, 9, 10].map((at) => data(`base/${at}`, ['0', '0'], ['0.00', '0.00'], [], '0.00')),
  ],
  {
    ...{ edits: [PRICE, CUT], causes: [PRICE_CAUSE, BUNDLE_CAUSE], samples: { typical: 'base/5', loss: 'base/1' } },
    effects: { EUR: { all: BOTH_EFFECT, plans: { 'smart-m': BOTH_EFFECT }, segments: { consumer: BOTH_EFFECT } } },
    attribution: { method: 'shapley', most: 8, interaction: { EUR: '10.00' }, total: { EUR: '48.00' } },
  },
);
export const interactingCheck: CheckRun = checkOf(interacting, 1);

// --- Changes that move no bill of today.

const passed = (number: number, more: Partial<DiffResult> = {}): DiffResult =>
  result(`base/${number}`, 'passed', { before: ['20.00'], change: '0.00', reach: 'untouched', ...more });
const SAME = (customers: number, total: string): DiffSummary['effects'] => {
  const all = effect([customers, 0], [customers, 0], [total, total, '0.00'], { same: [customers, '0.00'] });
  return { EUR: { all, plans: { 'smart-m': all }, segments: { consumer: all } } };
};
const twelve = Array.from({ length: 12 }, (_, at) => passed(at + 1));
const repriced = twelve.map((one): DiffResult => ({ ...one, reach: 'repriced' }));

const XL = edit('f0f0f0f0f0f0f0f0', 'plan smart-xl: new from 2026-04-01', {
  ...{ kind: 'added', document: 'plan smart-xl from 2026-04-01', plans: ['smart-xl'], audience: 'new customers' },
  ...{ direction: 'none', severity: 'low', place: { file: 'plans/smart-xl.yaml', line: 1 } },
});
const newPlan: DiffRun = diffOf(
  [
    ...twelve,
    ...[1, 2, 3].map((at) => result(`xl/${at}`, 'new', { plan: 'smart-xl', reach: 'new-only', after: ['39.99'] })),
  ],
  {
    ...{ edits: [XL], newPlans: ['smart-xl'], effects: SAME(12, '240.00') },
    causes: [cause('0f00000000000006', [XL], { plans: ['smart-xl'], matters: false })],
  },
);
export const newPlanCheck: CheckRun = checkOf(newPlan, 0);

const GONE = edit('0a0a0a0a0a0a0a0a', 'plan smart-s: withdrawn', {
  ...{ kind: 'removed', document: 'plan smart-s from 2025-01-01', plans: ['smart-s'], audience: 'existing customers' },
  ...{ direction: 'unknown', severity: 'high', place: { file: 'plans/smart-s.yaml', line: 1 } },
});
const withdrawn: DiffRun = diffOf(
  [...twelve, ...[1, 2].map((at) => result(`s/${at}`, 'obsolete', { plan: 'smart-s', before: ['9.99'] }))],
  {
    ...{ edits: [GONE], withdrawnPlans: ['smart-s'], effects: SAME(12, '240.00') },
    causes: [cause('0b00000000000007', [GONE], { plans: ['smart-s'] })],
  },
);
export const withdrawnCheck: CheckRun = checkOf(withdrawn, 1);

const NAME = edit('7e7e7e7e7e7e7e7e', 'name: "Smart M" -> "Smart Medium"', {
  ...{ textOnly: true, audience: 'nobody', direction: 'none', severity: 'low' },
});
const textOnly: DiffRun = diffOf(twelve, {
  ...{ edits: [NAME], effects: SAME(12, '240.00') },
  causes: [cause('0c00000000000008', [NAME], { matters: false })],
});
export const textOnlyCheck: CheckRun = checkOf(textOnly, 0);

export const noChange: DiffRun = diffOf(twelve, { effects: SAME(12, '240.00') });
export const noChangeCheck: CheckRun = checkOf(noChange, 0);

/** An edit that no customer of the test feels: nobody knows what it does. */
const unexercised: DiffRun = diffOf(repriced, {
  ...{ edits: [PRICE], causes: [cause('0d00000000000009', [PRICE])], effects: SAME(12, '240.00') },
});
export const unexercisedCheck: CheckRun = checkOf(unexercised, 1);

// --- What could not be compared.

export const nothingCompared: DiffRun = diffOf([], { edits: [TIER], causes: [TIER_CAUSE] });
const interrupted: DiffRun = diffOf([...repriced, ...[13, 14].map((at) => result(`base/${at}`, 'skipped'))], {
  edits: [TIER],
  effects: SAME(12, '240.00'),
  interrupted: true,
});
export const interruptedCheck: CheckRun = checkOf(interrupted, 130);

const problem = (message: string, line: number): Problem => ({
  ...{ code: 'PLAN-BAD-VALUE', severity: 'error', message, fix: 'write "price: 3.50"' },
  place: { file: 'plans/smart-m.yaml', line, column: 9 },
});
export const lintCheck: CheckRun = {
  ...{ lint: [problem('"3,50" is no amount', 34), problem('"zoen" is no key of a charge', 36)], exitCode: 3 },
  ...{ test: undefined, diff: undefined, incomparable: undefined, policies: [] },
};
export const incomparableCheck: CheckRun = {
  ...{ lint: [], test: GOOD_TEST, diff: undefined, policies: [], exitCode: 5 },
  incomparable: [problem('the plans of main (1a2b3c4d5e) do not load: "3,50" is no amount', 34)],
};

export const CHECKS: Readonly<Record<string, CheckRun>> = {
  ...{ priceUpCheck, approvedCheck, blockedCheck, interactingCheck, newPlanCheck, withdrawnCheck, textOnlyCheck },
  ...{ noChangeCheck, unexercisedCheck, interruptedCheck, lintCheck, incomparableCheck },
};
