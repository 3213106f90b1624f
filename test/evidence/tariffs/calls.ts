/** Published tariffs of calls: increments, set-up fees, bands, bundles. */

import { data, type Published, voice } from './published.ts';

/** A price of calls by increment. */
const perMinute = (rate: string, increment: string, line = 'half-up 0.0001'): string => `
rounding: { line: ${line} }
usage: [ { id: calls, match: { service: voice }, increment: ${increment}, rate: ${rate} / min } ]
`;
const calls = (...quantities: string[]) => ({ records: quantities.map((quantity) => voice(quantity)) });

const perMegabyte = (increment: string): string => `
units: { kB: 1024 B, MB: 1024 kB }
rounding: { line: half-up 0.001 }
usage: [ { id: data, match: { service: data }, increment: ${increment}, rate: 0.49 / MB } ]
`;
const kilobytes = { records: [data(`${175 * 1024} B`)] };

// Day 07:00-19:00 on weekdays; evening and weekend are in the price of the line.
const BT = `
currency: GBP
timezone: Europe/London
usage:
  - id: calls
    match: { service: voice }
    increment: 60 s
    setup: { amount: 0.099 }
    bands: { calendar: bt, crossing: by-start }
    rate: { day: 0.059 / min, evening: 0 / min }
---
calendar: bt
bands: { day: [ { days: [mon, tue, wed, thu, fri], from: "07:00", before: "19:00" } ], evening: otherwise }
`;
const monday = (time: string) => ({
  activated: '2010-04-01',
  records: [voice('60 min', `2010-04-12T${time}:00+01:00`)],
});

const CZECH = `
currency: CZK
rounding: { line: half-up 6 decimals }
allowances: [ { id: minutes, covers: [ { service: voice } ], amount: 100 min } ]
usage: [ { id: calls, match: { service: voice }, increment: 60 s / 1 s, rates: { by: to, unit: min, rows: { own: 1.50, other: 3.50 } } } ]
`;
const BUNDLE = voice('100 min', '2024-01-02T08:00:00Z', 'own');

const THREE = (increment: string): string => `
currency: GBP
rounding: { line: half-up 0.001 }
allowances: [ { id: add-on, covers: [ { service: voice } ], amount: 3 min } ]
usage: [ { id: calls, match: { service: voice }, increment: ${increment}, rate: 0.03 / min } ]
`;

const NIGHTS = (crossing: string): string => `
currency: USD
timezone: America/New_York
usage:
  - id: calls
    match: { service: voice }
    increment: 60 s
    bands: { calendar: nights, crossing: ${crossing} }
    rate: { peak: 1 / min, night: 0 / min }
---
calendar: nights
bands: { peak: [ { days: [mon, tue, wed, thu, fri], from: "06:00", before: "21:00" } ], night: otherwise }
`;
const throughNine = { records: [voice('20 min', '2024-01-10T20:50:00-05:00')] };

export const CALLS: readonly Published[] = [
  {
    tariff: 'P1',
    name: '60/60',
    // 185 s are 4 started minutes x 0.09.
    worked: [{ what: '3:05 at 0.09', plan: perMinute('0.09', '60 s'), use: calls('185 s'), expected: '0.36' }],
  },
  {
    tariff: 'P2',
    name: '60/1 against 60/60',
    worked: [
      // 61/60 x 0.16 = 0.16266…; 2 x 0.14.
      { what: '61 s, 60/1 at 0.16', plan: perMinute('0.16', '60 s / 1 s'), use: calls('61 s'), expected: '0.1627' },
      { what: '61 s, 60/60 at 0.14', plan: perMinute('0.14', '60 s'), use: calls('61 s'), expected: '0.28' },
      // 367/60 x 0.16 = 0.97866… is under 7 x 0.14 = 0.98, and 368 s are not: the published crossing at 6:08.
      { what: '367 s, 60/1', plan: perMinute('0.16', '60 s / 1 s'), use: calls('367 s'), expected: '0.9787' },
      { what: '368 s, 60/1', plan: perMinute('0.16', '60 s / 1 s'), use: calls('368 s'), expected: '0.9813' },
      { what: '368 s, 60/60', plan: perMinute('0.14', '60 s'), use: calls('368 s'), expected: '0.98' },
    ],
  },
  {
    tariff: 'P3',
    name: 'increment table',
    worked: [
      // 15 s at 0.20 a minute, in cents to one decimal.
      { what: '15 s, 1/1', plan: perMinute('0.20', '1 s', 'half-up 0.001'), use: calls('15 s'), expected: '0.05' },
      { what: '15 s, 10/10', plan: perMinute('0.20', '10 s', 'half-up 0.001'), use: calls('15 s'), expected: '0.067' },
      { what: '15 s, 30/30', plan: perMinute('0.20', '30 s', 'half-up 0.001'), use: calls('15 s'), expected: '0.1' },
      { what: '15 s, 60/60', plan: perMinute('0.20', '60 s', 'half-up 0.001'), use: calls('15 s'), expected: '0.2' },
      {
        what: '15 s, 60/1',
        plan: perMinute('0.20', '60 s / 1 s', 'half-up 0.001'),
        use: calls('15 s'),
        expected: '0.2',
      },
      // 175, 180, 200 and 200 kB of 1024 at 0.49.
      { what: '175 kB by 1 kB', plan: perMegabyte('1 kB'), use: kilobytes, expected: '0.084' },
      { what: '175 kB by 10 kB', plan: perMegabyte('10 kB'), use: kilobytes, expected: '0.086' },
      { what: '175 kB by 50 kB', plan: perMegabyte('50 kB'), use: kilobytes, expected: '0.096' },
      { what: '175 kB by 100 kB', plan: perMegabyte('100 kB'), use: kilobytes, expected: '0.096' },
    ],
  },
  {
    tariff: 'P4',
    name: 'set-up fee and evening (BT)',
    worked: [
      // 9.9 p + 60 x 5.9 p = 363.9 p.
      { what: 'an hour from 18:00', plan: BT, use: monday('18:00'), expected: '3.64' },
      {
        ...{ what: 'an hour from 19:00', plan: BT, use: monday('19:00'), expected: '0' },
        differs: { ours: '0.1', policy: 'one set-up fee for a charge' },
      },
    ],
  },
  {
    tariff: 'P6',
    name: 'first minute whole, own and other network, 100 minutes',
    worked: [
      {
        // (60 + 125) / 60 x 1.50.
        ...{ what: '45 s and 125 s on the own network', plan: CZECH, expected: '4.625' },
        use: { records: [BUNDLE, ...['45 s', '125 s'].map((q) => voice(q, undefined, 'own'))] },
      },
      {
        // 61 / 60 x 3.50 = 3.558333…
        ...{ what: '61 s to another network', plan: CZECH, expected: '3.558333' },
        use: { records: [BUNDLE, voice('61 s', undefined, 'other')] },
      },
    ],
  },
  {
    tariff: 'P8',
    name: 'pay as you go (Three)',
    worked: [
      {
        what: '17 min, 12 messages, 240 MB',
        plan: `
currency: GBP
usage:
  - { id: calls, match: { service: voice }, increment: 60 s, rate: 0.03 / min }
  - { id: messages, match: { service: sms }, rate: 0.02 / msg }
  - { id: data, match: { service: data }, rate: 0.01 / MB }
`,
        use: { records: [voice('17 min'), { service: 'sms', quantity: '12 msg' }, data('240 MB')] },
        expected: '3.15', // 0.51 + 0.24 + 2.40
      },
      // 5:30 with 3 minutes left: 3 more started minutes, or 2.5 by the second.
      { what: '3 min left, 5:30 by the minute', plan: THREE('60 s'), use: calls('330 s'), expected: '0.09' },
      { what: '3 min left, 5:30 by the second', plan: THREE('1 s'), use: calls('330 s'), expected: '0.075' },
    ],
  },
  {
    tariff: 'P9',
    name: 'a call into the night',
    worked: [
      // 20:50 to 21:10, nights from 21:00.
      { what: '10 peak minutes when split', plan: NIGHTS('split-by-increment'), use: throughNine, expected: '10' },
      { what: '20 peak minutes by its start', plan: NIGHTS('by-start'), use: throughNine, expected: '20' },
    ],
  },
];

export const WRONG_CALLS: readonly Published[] = [
  {
    tariff: 'STC Sawa Super',
    name: 'first call of two minutes',
    worked: [
      {
        what: 'SAR 1.00 and 2 x 0.15',
        plan: 'currency: SAR\nusage: [ { id: calls, match: { service: voice }, increment: 60 s, setup: { amount: 1.00 }, rate: 0.15 / min } ]',
        ...{ use: calls('120 s'), expected: '1.3', printed: '1.15' },
      },
    ],
  },
  {
    tariff: 'EU business example',
    name: '120 minutes at 0.89',
    worked: [
      {
        what: '120 min x 0.89',
        plan: perMinute('0.89', '60 s'),
        use: calls('120 min'),
        expected: '106.8',
        printed: '105',
      },
    ],
  },
];
