/** Valid plans, field by field against what the plan language says they mean. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decimal, rational } from '../../src/exact/rational.ts';
import type { RatePlan } from '../../src/plan/model.ts';
import { validatePlans } from '../../src/plan/validate/validate-plans.ts';
import { type Dimension, type Rate, STANDARD_UNITS } from '../../src/units/quantity.ts';

const halfUp = (step: string) => ({ mode: 'half-up', step: decimal(step) });
const exactly = (n: number | bigint, d: number | bigint = 1) => rational(BigInt(n), BigInt(d));
const rate = (dimension: Dimension, text: string, n: bigint, d: bigint): Rate => ({
  dimension,
  perBase: rational(n, d),
  text,
});

const bytes = (size: bigint) => ({ dimension: 'data' as const, size: rational(size) });

function versionsOf(id: string, text: string): readonly RatePlan[] {
  const { value, problems } = validatePlans([{ file: 'plans/a.yaml', text }]);
  expect(problems).toEqual([]);
  return value!.plans.get(id)!.versions;
}

/** The same without places, which are held against the text by themselves. */
function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (value === null || typeof value !== 'object' || value instanceof Map) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'place');
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutPlaces(inner)]));
}

const README = readFileSync(new URL('../../src/plan/README.md', import.meta.url), 'utf8');
const EXAMPLE = /```yaml\n(.*?)```/s.exec(README)![1]!;
const CALENDAR = `---
calendar: de-business
bands:
  peak: [ { days: [mon, tue, wed, thu, fri], from: "08:00", before: "20:00" } ]
  off-peak: otherwise
`;

test('the example of the README', () => {
  const [plan] = versionsOf('smart-m', EXAMPLE + CALENDAR);
  const base = { taxIndex: 0, lineRounding: halfUp('0.01') };
  const workday = [
    { fromMinute: 0, band: 1 },
    { fromMinute: 480, band: 0 },
    { fromMinute: 1200, band: 1 },
  ];
  const weekend = [{ fromMinute: 0, band: 1 }];
  const MB = 1024n * 1000n;
  const GB = 1024n * MB;
  expect(withoutPlaces(plan)).toEqual({
    id: 'smart-m',
    mustHold: [],
    name: 'Smart M 10 GB',
    currency: { code: 'EUR', decimals: 2 },
    timezone: 'Europe/Berlin',
    units: new Map([...STANDARD_UNITS, ['MB', bytes(MB)], ['GB', bytes(GB)]]),
    prices: 'gross',
    effective: { newFrom: 20454, existingFrom: 20454 },
    anchor: 1,
    tax: {
      name: 'VAT',
      rates: [
        { category: 'standard', percent: exactly(19) },
        { category: 'reduced', percent: exactly(7) },
      ],
    },
    rounding: { line: halfUp('0.01'), discount: halfUp('0.01'), tax: halfUp('0.01'), total: undefined },
    recurring: [
      {
        ...base,
        id: 'monthly-fee',
        name: 'monthly-fee',
        amount: decimal('19.99'),
        charged: 'in-advance',
        onlyIf: 'always',
        prorate: {
          activation: { basis: 'actual', edgeDay: 'used' },
          termination: { basis: 'actual', edgeDay: 'used' },
        },
      },
    ],
    oneTime: [
      {
        ...base,
        id: 'activation-fee',
        name: 'activation-fee',
        amount: decimal('29.99'),
        on: 'activation',
        charged: 'in-advance',
      },
    ],
    allowances: [
      {
        id: 'data-10gb',
        name: 'data-10gb',
        dimension: 'data',
        covers: [{ services: ['data'], directions: undefined, to: undefined, in: ['home', 'eu'] }],
        amount: exactly(10n * GB),
        priority: 10,
        remainder: 'split',
        prorate: undefined,
      },
    ],
    usage: [
      {
        ...base,
        id: 'voice-national',
        name: 'voice-national',
        match: { services: ['voice'], directions: ['out'], to: ['home'], in: ['home'] },
        dimension: 'time',
        increment: { first: exactly(60), following: exactly(1), partial: 'up' },
        minimumQuantity: undefined,
        setup: { amount: decimal('0.05'), when: 'charged' },
        bands: {
          calendar: {
            id: 'de-business',
            bands: ['peak', 'off-peak'],
            days: [workday, workday, workday, workday, workday, weekend, weekend, weekend],
            holidays: [],
          },
          crossing: 'split-by-increment',
        },
        price: {
          model: 'per-unit',
          zone: undefined,
          rates: [[[rate('time', '0.12 / min', 1n, 500n)], [rate('time', '0.06 / min', 1n, 1000n)]]],
          tiers: undefined,
        },
        rounding: { segment: undefined, record: undefined, counter: undefined },
        lineBy: ['band'],
      },
      {
        ...base,
        id: 'voice-world',
        name: 'voice-world',
        match: { services: ['voice'], directions: ['out'], to: undefined, in: undefined },
        dimension: 'time',
        increment: { first: exactly(60), following: exactly(60), partial: 'up' },
        minimumQuantity: undefined,
        setup: undefined,
        bands: undefined,
        price: {
          model: 'per-unit',
          zone: { attribute: 'to', names: ['eu', 'world'] },
          rates: [[[rate('time', '0.19 / min', 19n, 6000n)]], [[rate('time', '0.99 / min', 99n, 6000n)]]],
          tiers: undefined,
        },
        rounding: { segment: undefined, record: undefined, counter: undefined },
        lineBy: ['zone'],
      },
      {
        ...base,
        id: 'data-overage',
        name: 'data-overage',
        match: { services: ['data'], directions: undefined, to: undefined, in: undefined },
        dimension: 'data',
        increment: { first: exactly(100_000), following: exactly(100_000), partial: 'up' },
        minimumQuantity: undefined,
        setup: undefined,
        bands: undefined,
        price: {
          model: 'per-unit',
          zone: undefined,
          rates: [
            [[rate('data', '4.00 / GB', 4n, GB), rate('data', '3.00 / GB', 3n, GB), rate('data', '2.00 / GB', 2n, GB)]],
          ],
          tiers: {
            counter: 'data-all',
            count: 'charged',
            edge: 'below',
            zeroUsage: 'free',
            edges: [exactly(5n * GB), exactly(20n * GB)],
            fees: [exactly(0), exactly(0), exactly(0)],
          },
        },
        rounding: { segment: undefined, record: undefined, counter: undefined },
        lineBy: [],
      },
    ],
    discounts: [
      {
        id: 'welcome',
        name: 'welcome',
        value: { percent: exactly(50) },
        on: ['monthly-fee'],
        cycles: { count: 3, starting: 'activation' },
      },
    ],
  });
});

test('places are those of the ids', () => {
  const [plan] = versionsOf('smart-m', EXAMPLE + CALENDAR);
  const lines = EXAMPLE.split('\n');
  const parts = [...plan!.recurring, ...plan!.oneTime, ...plan!.allowances, ...plan!.usage, ...plan!.discounts, plan!];
  for (const { id, place } of parts) {
    expect(lines[place.line - 1]!.slice(place.column - 1, place.column - 1 + place.length!)).toBe(id);
    expect(place.file).toBe('plans/a.yaml');
  }
  expect(parts).toHaveLength(8);
});

test('everything else a plan can say', () => {
  const [first, second] = versionsOf('works', readFileSync(new URL('valid/works.yaml', import.meta.url), 'utf8'));
  expect(first!.effective).toEqual({ newFrom: undefined, existingFrom: 'never' });
  expect(second!.effective).toEqual({ newFrom: 20512, existingFrom: 20545 });
  expect(second).toMatchObject({
    currency: { code: 'KWD', decimals: 3 },
    anchor: 'activation',
    prices: 'net',
    description: 'Für Kunden,\ndie „alles“ nutzen.\n',
    tax: {
      rates: [
        { category: 'full', percent: decimal('7.5') },
        { category: 'none', percent: exactly(0) },
      ],
    },
    rounding: {
      line: halfUp('0.001'),
      discount: halfUp('0.001'),
      tax: { mode: 'up', step: decimal('0.0001') },
      total: halfUp('0.05'),
    },
  });
  expect(second!.recurring).toMatchObject([
    {
      name: 'Line rental',
      amount: decimal('-1.5'),
      charged: 'in-arrears',
      onlyIf: 'used',
      taxIndex: 1,
      lineRounding: undefined,
      prorate: { activation: undefined, termination: undefined },
    },
    {
      prorate: {
        activation: { basis: 'thirty-day', edgeDay: 'free' },
        termination: { basis: 'actual/30', edgeDay: 'free' },
      },
    },
  ]);
  expect(second!.oneTime).toMatchObject([{ on: 'termination', charged: 'in-arrears' }]);
  expect(second!.allowances.map(({ id, priority }) => [id, priority])).toEqual([
    ['texts', 5],
    ['minutes', 100],
    ['everything', 100],
  ]);
  expect(second!.allowances[1]).toMatchObject({
    amount: exactly(6010),
    remainder: 'cover',
    prorate: {
      activation: undefined,
      termination: { basis: 'yearly', edgeDay: 'free' },
      rounding: { mode: 'up', step: exactly(60) },
    },
  });
  expect(second!.allowances[2]!.amount).toBeUndefined();
  const [abroad, blocks, whole, fees, texts, taper] = second!.usage;
  expect(abroad!.bands!.calendar.days).toEqual([
    ...Array.from({ length: 6 }, () => [{ fromMinute: 0, band: 1 }]),
    [
      { fromMinute: 0, band: 0 },
      { fromMinute: 1439, band: 1 },
    ],
    [{ fromMinute: 0, band: 0 }],
  ]);
  expect(abroad!.bands!.calendar.holidays).toEqual([20545, 20812]);
  const cents = (text: string) => rate('time', `${text} / 30 s`, decimal(text).n, decimal(text).d * 30n);
  expect(abroad!.price).toEqual({
    model: 'per-unit',
    zone: { attribute: 'in', names: ['A-1', '49', 'sea'] },
    rates: [
      [
        [cents('0.1'), cents('0.1')],
        [cents('0.1'), cents('0.1')],
      ],
      [
        [cents('0.3'), cents('0.2')],
        [cents('0.3'), cents('0.2')],
      ],
      [
        [cents('1'), cents('1')],
        [cents('3.0'), cents('2.0')],
      ],
    ],
    tiers: {
      counter: 'abroad-minutes',
      count: 'all',
      edge: 'below',
      zeroUsage: 'free',
      edges: [exactly(5400)],
      fees: [exactly(0), exactly(0)],
    },
  });
  expect(abroad!.increment).toEqual({ first: exactly(30), following: exactly(30), partial: 'down' });
  expect(abroad!.minimumQuantity).toEqual(exactly(90));
  expect(abroad!.rounding.segment).toEqual({ mode: 'half-even', step: decimal('0.0001') });
  expect(abroad!.lineBy).toEqual(['tier', 'zone']);
  expect(blocks!.price).toEqual({ model: 'package', size: exactly(10n ** 9n), price: decimal('0.5'), partial: 'down' });
  expect(blocks!.lineBy).toEqual([]);
  expect(whole!.price).toMatchObject({
    model: 'volume',
    tiers: { edge: 'above', fees: [exactly(0), exactly(2)], counter: 'whole' },
  });
  expect(fees!.price).toMatchObject({
    model: 'per-unit',
    tiers: { zeroUsage: 'first-fee', fees: [exactly(1), exactly(0)] },
  });
  expect(texts).toMatchObject({
    match: { services: ['sms', 'mms'] },
    rounding: { counter: { rounding: { mode: 'up', step: exactly(10) }, stage: 'after-allowance' } },
  });
  expect(taper!.price).toMatchObject({ tiers: { counter: 'record' } });
  expect(second!.discounts).toMatchObject([
    {
      value: { amount: decimal('2') },
      on: ['credit', 'leaving', 'abroad', 'blocks', 'whole', 'fees', 'texts-over', 'taper'],
      cycles: undefined,
    },
    { value: { percent: decimal('12.5') }, on: ['rental'], cycles: { count: 1, starting: 'first-full-cycle' } },
  ]);
});

test('the order of files and documents does not matter', () => {
  const [plan] = versionsOf('smart-m', EXAMPLE + CALENDAR);
  const { value } = validatePlans([
    { file: 'plans/b.yaml', text: CALENDAR },
    { file: 'plans/a.yaml', text: EXAMPLE },
  ]);
  expect(value!.plans.get('smart-m')!.versions[0]).toEqual(plan);
});

test('nothing gives nothing', () => {
  expect(validatePlans([])).toEqual({ value: { plans: new Map() }, problems: [] });
});
