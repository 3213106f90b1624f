/** Published tariffs of data: blocks over a bundle, prices by the megabyte, roaming within a fair use. */

import { data, type Published } from './published.ts';

const used = (...quantities: string[]) => ({ records: quantities.map(data) });

/** Started blocks of what is over the bundle. */
const blocks = (size: string, price: string, bundle?: string): string => `
currency: CAD
${bundle ? `allowances: [ { id: bundle, covers: [ { service: data } ], amount: ${bundle} } ]` : ''}
usage: [ { id: over, match: { service: data }, package: { size: ${size}, price: ${price} } } ]
`;

const TELUS = `
currency: CAD
usage:
  - id: over
    match: { service: data }
    rounding: { counter: { to: up 100 MB, stage: before-allowance } }
    tiers: { model: graduated, steps: [ { to: 1 GB, rate: 5 / 100 MB }, { rate: 10 / 100 MB } ] }
`;

const JIM = (megabyte: string, minute: string): string => `
rounding: { line: half-up 0.01 }
usage:
  - { id: data, match: { service: data }, rate: ${megabyte} / MB }
  - { id: calls, match: { service: voice }, increment: 60 s, rate: ${minute} / min }
`;

const ROAMING = (bundle: string, rate: string, vat: string): string => `
prices: net
tax: { name: VAT, rates: { standard: ${vat} } }
allowances: [ { id: fair-use, covers: [ { service: data } ], amount: ${bundle} } ]
usage: [ { id: roaming, match: { service: data }, rate: ${rate} / GB } ]
`;

export const BUNDLES: readonly Published[] = [
  {
    tariff: 'P12',
    name: 'overage blocks (Rogers, Bell, Telus)',
    lacks: 'the cap of C$50 an account and cycle',
    worked: [
      // 7 and 15 started blocks of 100 MB x 7.
      { what: '650 MB over', plan: blocks('100 MB', '7'), use: used('650 MB'), expected: '49' },
      { what: '1,500 MB over, with consent', plan: blocks('100 MB', '7'), use: used('1500 MB'), expected: '105' },
      // 10 x 5 + 3 x 10; before the cap.
      { what: 'Telus, 1,250 MB over', plan: TELUS, use: used('1250 MB'), expected: '80' },
    ],
  },
  {
    tariff: 'P13',
    name: 'overage by the gigabyte (DCI, SECV)',
    lacks: 'the cap of C$50 a line, and blocks of which at most five are sold',
    worked: [
      // 8 x 10, before the cap.
      { what: 'DCI, 7.3 GB over', plan: blocks('1 GB', '10'), use: used('7.3 GB'), expected: '80' },
      // 112 GB over are 3 blocks of 50.
      { what: 'SECV, 612 GB on 500', plan: blocks('50 GB', '10', '500 GB'), use: used('612 GB'), expected: '30' },
    ],
  },
  {
    tariff: 'P15',
    name: 'out of bundle by the megabyte (JIM Mobile)',
    worked: [
      {
        ...{ what: '300 MB and 12 min on BINGE', plan: JIM('0.008', '0.08'), expected: '3.36' }, // 2.40 + 0.96
        use: { records: [data('300 MB'), { service: 'voice', quantity: '12 min' }] },
      },
    ],
  },
  { tariff: 'P17', name: 'throttle (docomo)', worked: [], lacks: 'speed: the price does not change' },
  { tariff: 'P18', name: 'rollover (AT&T, au)', worked: [], lacks: 'quantities that go on to the next cycle' },
  { tariff: 'P19', name: 'pools (DigiKey, Transatel, Campbell)', worked: [], lacks: 'allowances shared by lines' },
  {
    tariff: 'P22',
    name: 'roaming beyond a fair use',
    lacks: 'the formula of the fair use: the plan has its result',
    worked: [
      // 28 - 25.86 = 2.14 GB x 1.30 = 2.782 without tax; x 1.19 = 3.31058.
      {
        what: '28 GB on 25.86 in 2025',
        plan: ROAMING('25.86 GB', '1.30', '19 %'),
        use: used('28 GB'),
        expected: '3.31',
      },
      // 3.50 x 1.23 = 4.305.
      { what: 'eir, a gigabyte', plan: ROAMING('1 GB', '3.50', '23 %'), use: used('2 GB'), expected: '4.31' },
    ],
  },
  {
    tariff: 'P24',
    name: 'bill shock (JIM Mobile)',
    lacks: 'the notice and the stop',
    worked: [
      { what: 'notice at 480 MB', plan: JIM('0.10', '0.20'), use: used('480 MB'), expected: '48' },
      { what: 'stop at 600 MB', plan: JIM('0.10', '0.20'), use: used('600 MB'), expected: '60' },
    ],
  },
  { tariff: 'P26', name: 'daily roaming pass (AT&T)', worked: [], lacks: 'windows of 24 hours with a fee each' },
];

export const WRONG_BUNDLES: readonly Published[] = [
  {
    tariff: 'Sure, Isle of Man',
    name: '1.5 MB in blocks of 512 kB at 3 p',
    worked: [
      {
        what: '3 blocks x 3 p',
        plan: 'currency: GBP\nunits: { kB: 1024 B, MB: 1024 kB }\nusage: [ { id: data, match: { service: data }, increment: 512 kB, rate: 0.03 / 512 kB } ]',
        ...{ use: used('1.5 MB'), expected: '0.09', printed: '0.06' },
      },
    ],
  },
  {
    tariff: 'USA Daily Plan',
    name: 'a cent for 5 kB',
    worked: [
      {
        what: 'a megabyte of 1,024 kB is 205 started blocks',
        plan: 'currency: USD\nunits: { kB: 1024 B, MB: 1024 kB }\nusage: [ { id: data, match: { service: data }, increment: 5 kB, rate: 0.01 / 5 kB } ]',
        ...{ use: used('1 MB'), expected: '2.05', printed: '0.20' },
      },
    ],
  },
  {
    tariff: 'AT&T rollover page of 2024',
    name: '4 of 9 GB used',
    worked: [],
    lacks: 'quantities that go on to the next cycle',
  },
];
