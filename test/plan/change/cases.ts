/** Changes of the portfolio's plans, as a product manager makes them: what is written, what instead, and where. */

import type { EditKind } from '../../../src/plan/change/edit.ts';
import type { DocumentKind } from '../../../src/plan/parse/shape.ts';

export interface Case {
  readonly file: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly id: string;
  readonly version?: string;
  readonly path: string;
  readonly kind?: EditKind;
  readonly document?: DocumentKind;
  readonly versionBefore?: string;
}

type More = Partial<Omit<Case, 'file' | 'id' | 'path'>>;

const of =
  (file: string, id: string, shared: More = {}) =>
  (path: string, from: string, to: string, more: More = {}): Case => ({
    ...{ file, id, path, from: [from], to: [to] },
    ...shared,
    ...more,
  });

const m = of('smart-m', 'smart-m');
const s = of('smart-s', 'smart-s');
const l = of('smart-l', 'smart-l');
const kw = of('gulf-kw', 'gulf-kw');
const iot = of('iot-fleet', 'iot-fleet');
const jp = of('business-jp', 'business-jp');
const talk = of('us-talk', 'us-talk');
const gb = of('payg-gb', 'payg-gb');
const surf = of('us-surf', 'us-surf', { version: '2018-01-01' });
const table = (id: string) => of('shared/rates-de', id, { document: 'rates' });
const data = table('de-roaming-data');
const calendar = of('shared/calendars', 'de-business', { document: 'calendar' });

const ROAMING = `  - id: voice-roaming
    name: Calls abroad
    match: { service: voice, in: [efta, north-america, world] }
    increment: 60 s
    rates: de-roaming-voice
`;
const INTERNATIONAL = `  - id: voice-international
    name: Calls to other countries
    match: { service: voice, direction: out }
    increment: 60 s
    rates: de-international-voice
`;
const SATURDAY = {
  from: ['before: "20:00" }]\n  off-peak', '- { days: [sat, sun, holiday] }'],
  to: [
    'before: "20:00" }, { days: [sat], from: "08:00", before: "18:00" }]\n  off-peak',
    '- { days: [sun, holiday] }\n    - { days: [sat], before: "08:00" }\n    - { days: [sat], from: "18:00" }',
  ],
};

export const CASES: readonly Case[] = [
  m('usage/data-overage/tiers/steps/1/rate', 'rate: 3.00 / GB', 'rate: 3.50 / GB'),
  m('usage/data-overage/tiers/steps/0/rate', 'rate: 4.00 / GB', 'rate: 4 / GB'),
  m('usage/data-overage/tiers/steps/2/rate', '{ rate: 2.00 / GB }', '{ rate: 0.0015 / MB }'),
  m('usage/data-overage/tiers/steps/0/to', 'to: 5 GB', 'to: 6 GB'),
  m('usage/data-overage/tiers/steps/1', '{ to: 20 GB, rate: 3.00 / GB }, ', '', { kind: 'removed' }),
  m('usage/data-overage/tiers/counter', 'counter: data-all, steps: [{ to: 5', 'counter: data-home, steps: [{ to: 5'),
  m('allowances/data-bundle/amount', 'amount: 10 GB', 'amount: 12 GB'),
  m('allowances/data-bundle/amount', 'amount: 10 GB', 'amount: 10000 MB'),
  m('allowances/sms-bundle/amount', 'amount: 50 msg', 'amount: unlimited'),
  m(
    'allowances/data-bundle/covers/0/in',
    'covers: [{ service: data, in: [home, eu] }]',
    'covers: [{ service: data, in: home }]',
  ),
  m('usage/voice-national/increment', 'increment: 60 s / 1 s ', 'increment: 60 s / 60 s '),
  m('usage/voice-national/rate/peak', 'peak: 0.12 / min', 'peak: 0.14 / min'),
  m('usage/voice-national/setup/amount', 'amount: 0.05, when', 'amount: 0.10, when'),
  m('usage/voice-national/setup/when', 'when: charged', 'when: always'),
  m('usage/voice-national/bands/crossing', 'split-by-increment', 'by-start'),
  m('usage/voice-roaming-eu/match/to', 'to: [home, eu], in: eu', 'to: [home, eu, efta], in: eu'),
  m('usage/voice-roaming-eu/match/to/2', 'to: [home, eu], in: eu', 'to: [home, eu, efta], in: eu'),
  m('recurring/monthly-fee/amount', 'amount: 19.99', 'amount: 21.99'),
  m('recurring/monthly-fee/amount', 'amount: 19.99', 'amount: 19.990'),
  m('recurring/monthly-fee/charged', 'charged: in-advance', 'charged: in-arrears'),
  m('one_time/activation-fee/amount', 'amount: 29.99', 'amount: 0'),
  m('discounts/welcome/for/cycles', 'cycles: 3', 'cycles: 4'),
  m('discounts/welcome/percent', 'percent: 50', 'percent: 30'),
  m('discounts/welcome/for', ', for: { cycles: 3, starting: activation }', ''),
  m('tax/rates/standard', 'standard: 19 %', 'standard: 21 %'),
  m('name', 'name: Smart M 10 GB', 'name: Smart M 12 GB'),
  m('usage/sms/name', 'name: Messages\n', 'name: SMS\n'),
  m('description', 'currency: EUR', 'description: The one that most people have\ncurrency: EUR'),
  m('line_by', 'line_by: [zone, band]', 'line_by: [zone]'),
  m('must_hold/0/zero-usage-costs', 'zero-usage-costs: 19.99', 'zero-usage-costs: 20.99'),
  m(
    'usage/sms-premium',
    '  - id: sms-incoming',
    '  - id: sms-premium\n    match: { service: sms, to: premium }\n    rate: 0.29 / msg\n  - id: sms-incoming',
  ),
  m('usage/voice-roaming', ROAMING, '', { kind: 'removed' }),
  m('usage/voice-roaming', `${ROAMING}${INTERNATIONAL}`, `${INTERNATIONAL}${ROAMING}`, { kind: 'moved' }),
  m('usage/voice-roaming', `${ROAMING}`, `${ROAMING}`, { kind: 'moved' }),
  m('effective/existing', 'existing: next-cycle', 'existing: never', { version: '2026-04-01' }),
  m('recurring/monthly-fee/amount', 'amount: 21.99', 'amount: 22.99', { version: '2026-04-01' }),
  s('effective/existing', 'existing: never', 'existing: next-cycle', { version: '2026-03-01' }),
  s('recurring/monthly-fee/prorate/termination/last_day', 'last_day: used', 'last_day: free'),
  s('allowances/minutes-bundle/amount', 'amount: 100 min', 'amount: 2h'),
  l('tax/rates/reduced', 'reduced: 7 %', 'reduced: 9 %'),
  l('recurring/monthly-fee/prorate/activation', 'activation: { basis: actual, first_day: free }', 'activation: actual'),
  l('allowances/minutes-international/remainder', 'remainder: cover', 'remainder: split'),
  l('allowances/data-eu/priority', 'amount: 5 GB, priority: 10', 'amount: 5 GB'),
  l('discounts/online/amount', 'amount: 5.00', 'amount: 7.50'),
  l('discounts/launch/on', "on: ['@recurring']", 'on: [monthly-fee]'),
  l('usage/data-overage/tiers/count', 'count: all', 'count: charged'),
  data('rows/world/0', '[59.00, 39.00]', '[49.00, 39.00]'),
  data('rows/world', '[59.00, 39.00]', '[49.00, 29.00]'),
  data('rows/africa', '  world: [59.00', '  africa: [49.00, 29.00]\n  world: [59.00'),
  table('de-sms')('rows/home', 'home: 0.09', 'home: 0.12'),
  { ...calendar('bands/peak', '', ''), ...SATURDAY },
  { ...calendar('bands/off-peak', '', ''), ...SATURDAY },
  calendar('holidays', '  - 2026-12-26\n', '  - 2026-12-26\n  - 2026-12-31\n'),
  kw('rounding/total', 'total: half-up 0.005', 'total: down 0.005'),
  kw('usage/hotline/increment', 'increment: 60 s down ', 'increment: 60 s '),
  kw('allowances/minutes-local/amount', 'amount: 60 min', 'amount: 70 min'),
  kw('usage/data/rounding/record', 'rounding: { record: half-up 0.001 }', 'rounding: { record: up 0.001 }'),
  iot('usage/commands/tiers/steps/1/fee', 'fee: 10.00', 'fee: 12.50'),
  iot('usage/commands/tiers/zero_usage', 'zero_usage: first-fee', 'zero_usage: free'),
  iot('usage/api-calls/package/size', 'size: 1000 unit', 'size: 500 unit'),
  iot('usage/api-calls/package/partial', 'partial: down', 'partial: up'),
  iot('rounding/line', 'line: half-even 0.01', 'line: down 0.01'),
  jp('usage/voice-international/rates/rows/north-america', 'north-america: 39', 'north-america: 35'),
  jp('tax/rates/standard', 'standard: 10 %', 'standard: 12 %'),
  talk('usage/operator/minimum_quantity', 'minimum_quantity: 3 min', 'minimum_quantity: 2 min'),
  gb('units/MB', 'MB: 1024 kB', 'MB: 1000 kB'),
  gb('tax', 'tax: { name: VAT, rates: { standard: 20 % } }\n', ''),
  surf('recurring/monthly-fee/only_if', ', only_if: used', ''),
];
