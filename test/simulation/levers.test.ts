/** Prices of compiled plans: a lever does what writing the price in the plan does. */

import { describe, expect, test } from 'vitest';
import { decimal, formatRational } from '../../src/exact/rational.ts';
import type { CompiledPlans } from '../../src/plan/compile/compiled.ts';
import type { NewPrice, PriceLever } from '../../src/simulation/assumptions.ts';
import { changedPrices, nameOf, priceAt, withPrice, withPrices } from '../../src/simulation/levers.ts';
import { plansOf, rateWith, unitsOf } from '../oracle/engine.ts';

const PRICES = {
  fee: '10.00',
  activation: '20.00',
  eu: '0.10',
  world: '0.50',
  first: '0.20',
  next: '0.05',
  block: '5.00',
  peak: '0.09',
  off: '0.03',
};

const planText = (prices: Partial<typeof PRICES> = {}, effective = ''): string => {
  const p = { ...PRICES, ...prices };
  return `plan: small
currency: EUR
timezone: Europe/Berlin
prices: gross
units: { MB: 1024 kB }
${effective}
rounding: { line: half-up 0.01 }
recurring: [{ id: fee, amount: ${p.fee} }]
one_time: [{ id: activation, amount: ${p.activation}, on: activation }]
usage:
  - id: roaming
    match: { service: voice, direction: out }
    increment: 60 s
    rates: { by: to, unit: min, rows: { eu: ${p.eu}, world: ${p.world} } }
  - id: received
    match: { service: voice, direction: in }
    bands: { calendar: week, crossing: by-start }
    rate: { peak: ${p.peak} / min, off: ${p.off} / min }
  - id: data
    match: { service: data }
    tiers: { model: graduated, steps: [{ to: 1000 MB, rate: ${p.first} / 100 MB }, { rate: ${p.next} / 100 MB }] }
  - id: blocks
    match: { service: event }
    package: { size: 10 unit, price: ${p.block} }
---
calendar: week
bands:
  peak: [{ days: [mon, tue, wed, thu, fri], from: "08:00", before: "20:00" }]
  off: otherwise
`;
};

const place = { file: 'simulation.yaml', line: 3, column: 5 };
const lever = (charge: string, parts: Partial<PriceLever> = {}): PriceLever => ({
  plan: 'small',
  charge,
  place,
  ...parts,
});
const amount = (text: string, per?: string): NewPrice => ({ amount: decimal(text), per });
const percent = (text: string): NewPrice => ({ percent: decimal(text) });

const made = (plans: CompiledPlans, at: PriceLever, price: NewPrice): CompiledPlans => {
  const { value, problems } = withPrice(plans, at, price);
  if (!value) throw new Error(problems.map(({ message }) => message).join('\n'));
  return value;
};

/** What is rated; the text of prices may have fewer zeros. */
const rated = (plans: CompiledPlans) =>
  [...plans].map(([id, versions]) => [
    id,
    versions.map(({ charges, ...rest }) => ({ ...rest, charges: charges.map(({ written, ...charge }) => charge) })),
  ]);

describe('a lever does what writing the price in the plan does', () => {
  const cases: readonly (readonly [PriceLever, NewPrice, Partial<typeof PRICES>])[] = [
    [lever('fee'), amount('12.50'), { fee: '12.50' }],
    [lever('activation'), percent('50'), { activation: '10.00' }],
    [lever('roaming', { zone: 'world' }), amount('0.60'), { world: '0.60' }],
    [lever('roaming'), percent('110'), { eu: '0.11', world: '0.55' }],
    [lever('roaming'), amount('0.3'), { eu: '0.3', world: '0.3' }],
    // 0.60 a minute is 36 an hour.
    [lever('roaming', { zone: 'world' }), amount('36', 'h'), { world: '0.60' }],
    [lever('received', { band: 'off' }), amount('0.04'), { off: '0.04' }],
    [lever('data', { tier: 2 }), amount('0.06'), { next: '0.06' }],
    // A GB is 10^9 bytes here, 100 MB are 100 x 1024 x 1000: 2 a GB are 0.2048 for 100 MB.
    [lever('data', { tier: 1 }), amount('2', 'GB'), { first: '0.2048' }],
    [lever('blocks'), amount('6'), { block: '6' }],
    [lever('blocks'), amount('6', '10 unit'), { block: '6' }],
    [lever('blocks'), percent('33.3'), { block: '1.665' }],
  ];
  test.each(cases.map(([at, price, text]) => ({ name: nameOf(at), at, price, text })))(
    '$name',
    ({ at, price, text }) => {
      const before = plansOf(planText());
      const copy = structuredClone(before);
      expect(rated(made(before, at, price))).toEqual(rated(plansOf(planText(text))));
      expect(before).toEqual(copy);
      // Of the same plan again: what is written is read again as it is.
      expect(rated(made(made(before, at, price), at, percent('100')))).toEqual(rated(plansOf(planText(text))));
    },
  );

  test('100 percent changes nothing', () => {
    const before = plansOf(planText());
    for (const charge of ['fee', 'activation', 'roaming', 'received', 'data', 'blocks']) {
      expect(rated(made(before, lever(charge), percent('100')))).toEqual(rated(before));
    }
  });

  test('the engine rates with it', () => {
    const account = {
      id: 'a',
      plan: 'small',
      activated: '2026-01-01',
      invoices: { from: '2026-02-01', before: '2026-03-01' },
    };
    const records = [
      { id: '1', at: '2026-01-10T10:00:00Z', service: 'voice', direction: 'out', to: 'eu', quantity: '90 s' },
      { id: '2', at: '2026-01-11T10:00:00Z', service: 'voice', direction: 'out', to: 'world', quantity: '3 min' },
    ];
    const linesOf = (plans: CompiledPlans) => {
      const { invoices } = rateWith(plans, unitsOf(planText()))(account, records);
      return invoices.flatMap(({ lines }) => lines.map(({ key, amount: money }) => [key, money]));
    };
    // 2 min at 0.10 and 3 min at 0.50 are 1.70; with the world at 0.60, 2.00.
    const before = linesOf(plansOf(planText()));
    const after = linesOf(made(plansOf(planText()), lever('roaming', { zone: 'world' }), amount('0.60')));
    expect(before.filter(([key]) => key === 'roaming')).toEqual([['roaming', '1.7']]);
    expect(after.filter(([key]) => key === 'roaming')).toEqual([['roaming', '2']]);
    expect(after.filter(([key]) => key !== 'roaming')).toEqual(before.filter(([key]) => key !== 'roaming'));
  });
});

test('what a price is now', () => {
  const plans = plansOf(planText());
  const now = (at: PriceLever) => {
    const { least, most, per, decimals } = priceAt(plans, at).value!;
    return [formatRational(least), formatRational(most), per, decimals];
  };
  expect(now(lever('fee'))).toEqual(['10', '10', undefined, 0]);
  expect(now(lever('roaming'))).toEqual(['0.1', '0.5', 'min', 2]);
  expect(now(lever('data', { tier: 2 }))).toEqual(['0.05', '0.05', '100 MB', 2]);
  expect(now(lever('blocks'))).toEqual(['5', '5', '10 unit', 0]);
});

describe('what is refused', () => {
  const plans = plansOf(planText());
  const said = (at: PriceLever, price: NewPrice = percent('110')) => {
    const { value, problems } = withPrice(plans, at, price);
    expect(value).toBeUndefined();
    return problems.map(({ code, message, fix, place: where }) => [code, message, fix, where]);
  };
  test.each<[string, PriceLever, NewPrice | undefined, string, string, string]>([
    [
      'a plan',
      { plan: 'smal', charge: 'fee', place },
      undefined,
      'SIM-UNKNOWN-NAME',
      'there is no plan smal',
      'write `small`',
    ],
    [
      'a charge',
      lever('roming'),
      undefined,
      'SIM-UNKNOWN-NAME',
      'there is no charge roming of small',
      'write `roaming`',
    ],
    [
      'a zone',
      lever('roaming', { zone: 'mars' }),
      undefined,
      'SIM-UNKNOWN-NAME',
      'there is no zone mars of roaming of small',
      'write `eu` or `world`',
    ],
    [
      'a band',
      lever('roaming', { band: 'peak' }),
      undefined,
      'SIM-UNKNOWN-NAME',
      'there is no band peak of roaming of small',
      'leave `band` out',
    ],
    [
      'a tier',
      lever('data', { tier: 3 }),
      undefined,
      'SIM-UNKNOWN-NAME',
      'there is no tier 3 of data of small',
      'write `1` or `2`',
    ],
    [
      'a zone of a fee',
      lever('fee', { zone: 'eu' }),
      undefined,
      'SIM-UNKNOWN-NAME',
      'fee of small is one amount: it has no zones, bands or tiers',
      'leave them out',
    ],
    [
      'less than nothing',
      lever('fee'),
      amount('-1'),
      'SIM-BAD-VALUE',
      'the new price of fee of small is less than nothing',
      'write another price',
    ],
    [
      'money per GB for calls',
      lever('roaming'),
      amount('1', 'GB'),
      'SIM-WRONG-DIMENSION',
      'roaming of small is written per min, which is no price per GB',
      'write it per min',
    ],
    [
      'a fee per minute',
      lever('fee'),
      amount('1', 'min'),
      'SIM-WRONG-DIMENSION',
      'fee of small is an amount of money, not a price per min',
      'leave the unit out',
    ],
    // 1 an hour is 1/60 a minute.
    [
      'no decimal',
      lever('roaming'),
      amount('1', 'h'),
      'SIM-BAD-VALUE',
      'the new price of roaming of small is no decimal number of at most 15 decimals',
      'write another price',
    ],
  ])('%s', (_, at, price, code, message, fix) => {
    expect(said(at, price)).toEqual([[code, message, fix, place]]);
  });
});

describe('prices that differ between two sides', () => {
  test('are found by charge, with the prices that differ', () => {
    const candidate = plansOf(planText({ fee: '11.00', world: '0.60', first: '0.25', next: '0.06' }));
    const found = changedPrices(plansOf(planText()), candidate);
    expect(found.map(({ words }) => words)).toEqual(['data of small', 'fee of small', 'roaming of small, zone world']);
    // 10 % less: 0.25 and 0.06 are 0.225 and 0.054; 11 is 9.9; 0.60 is 0.54 and the EU stays.
    const settings = found.map(({ prices }) => ({ prices, percent: decimal('90') }));
    const less = withPrices(candidate, settings).value!;
    const by = { fee: '9.90', world: '0.54', first: '0.225', next: '0.054' };
    expect(rated(less)).toEqual(rated(plansOf(planText(by))));
  });

  test('no plan against itself differs', () => {
    expect(changedPrices(plansOf(planText()), plansOf(planText()))).toEqual([]);
  });

  test('of a version that is new, against the one before it; the old version keeps its price', () => {
    const [old, next] = ['effective: { new: 2025-01-01 }', 'effective: { new: 2026-01-01, existing: never }'];
    const second = planText({ world: '0.60' }, next).split('---')[0]!;
    const candidate = plansOf(`${planText({}, old)}---\n${second}`);
    const found = changedPrices(plansOf(planText({}, old)), candidate);
    expect(found.map(({ words }) => words)).toEqual(['roaming of small, zone world']);
    const less = withPrices(candidate, [{ prices: found[0]!.prices, percent: decimal('50') }]).value!;
    expect(less.get('small')!.map(({ charges }) => charges[0]!.written)).toEqual([
      ['0.10 / min', '0.50 / min'],
      ['0.10 / min', '0.3 / min'],
    ]);
    expect(less.get('small')![0]).toBe(candidate.get('small')![0]);
  });
});
