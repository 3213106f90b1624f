/** Published rules of fees: proration by several bases, first bills, surcharges. */

import { type Published, voice } from './published.ts';

const fee = (amount: string, basis: string): string => `
currency: AUD
recurring: [ { id: fee, amount: ${amount}, charged: in-arrears, prorate: { activation: ${basis} } } ]
`;
/** Eleven days of service at the end of a month. */
const elevenDays = (activated: string) => ({ activated });

const HALF = 'recurring: [ { id: fee, amount: 20, prorate: { activation: { basis: actual, first_day: free } } } ]';

export const CONTRACTS: readonly Published[] = [
  {
    tariff: 'P29',
    name: 'proration (ACN, Olivia, Rogers)',
    worked: [
      // 45 x 12 / 365 x 11 = 16.2739…
      {
        what: 'ACN, 45 for 11 days of a year',
        plan: fee('45', 'yearly'),
        use: elevenDays('2024-04-20'),
        expected: '16.27',
      },
      { what: 'by a month of 30 days', plan: fee('45', 'actual'), use: elevenDays('2024-04-20'), expected: '16.5' },
      { what: 'by a month of 31 days', plan: fee('45', 'actual'), use: elevenDays('2024-01-21'), expected: '15.97' },
      {
        what: 'Olivia, 1 EUR from the 15th', // (31 - 15) / 31
        plan: fee('1', '{ basis: actual, first_day: free }').replace('AUD', 'EUR'),
        ...{ use: { activated: '2024-01-15' }, expected: '0.52' },
      },
      {
        ...{ what: 'the first bill: half of 20 and the next month', plan: HALF, expected: '30' },
        use: { activated: '2024-04-15', before: '2024-04-16' },
        differs: { ours: '10', policy: 'the first invoice has the first cycle only' },
      },
      {
        ...{ what: 'half of 20 and the next month, on two invoices', plan: HALF, expected: '30' },
        use: { activated: '2024-04-15', before: '2024-05-02' },
      },
      {
        // 100 min x 15 / 30 are free of 60 min at 1.
        what: 'Rogers, 100 min from the middle of a month',
        plan: `
currency: CAD
allowances: [ { id: bundle, covers: [ { service: voice } ], amount: 100 min, prorate: { activation: actual, round: down 1 min } } ]
usage: [ { id: calls, match: { service: voice }, rate: 1 / min } ]
`,
        use: { activated: '2024-04-16', records: [voice('60 min', '2024-04-20T08:00:00Z')] },
        expected: '10',
      },
    ],
  },
  { tariff: 'P30', name: 'early termination (Verizon, AT&T, CRTC)', worked: [], lacks: 'fees by the months completed' },
  {
    tariff: 'P31',
    name: 'US surcharges',
    lacks: 'late fees, the greater of an amount and a share',
    worked: [
      {
        // 50.00 x 0.371 x 0.376 = 6.9748 as a tax of 13.9496 %; 50.00 + 6.97 + 2.47.
        what: 'voice of 50.00 with the federal fund of 2026-Q1',
        plan: `
currency: USD
prices: net
tax: { name: Federal Universal Service, rates: { interstate: 13.9496 %, none: 0 % } }
recurring: [ { id: voice, amount: 50.00 }, { id: recovery, amount: 2.47, tax: none } ]
`,
        ...{ use: { before: '2024-01-02' }, expected: '59.44' },
      },
    ],
  },
];

export const WRONG_CONTRACTS: readonly Published[] = [
  { tariff: 'Verizon early termination', name: 'months 23 and 24', worked: [], lacks: 'fees by the months completed' },
];
