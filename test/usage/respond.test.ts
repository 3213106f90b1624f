/** Usage that is more or less than it was: laws of what becomes of records, and how far totals are from what was asked. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UsageCoding } from '../../src/usage/batch.ts';
import { type RespondingColumns, responder } from '../../src/usage/respond.ts';

const ONE = { n: 1n, d: 1n };
const kind = (service: string) => ({ service, direction: '', to: '', in: '' });
const coding: UsageCoding = {
  kinds: [kind('voice'), kind('data'), kind('sms')],
  quanta: new Map(['voice', 'data', 'sms'].map((service) => [service, ONE])),
};

interface Row {
  readonly quantity: number;
  readonly kind: number;
}

/** Accounts with their records, a second apart. */
function columnsOf(accounts: readonly (readonly Row[])[]): RespondingColumns {
  const rows = accounts.flat();
  let sum = 0;
  const ends = accounts.map(({ length }) => {
    sum += length;
    return sum;
  });
  return {
    start: Float64Array.from(rows, (_, index) => 1000 * index),
    quantity: Float64Array.from(rows, ({ quantity }) => quantity),
    kind: Uint8Array.from(rows, (row) => row.kind),
    first: Uint32Array.from(accounts, ({ length }, index) => ends[index]! - length),
    end: Uint32Array.from(ends),
  };
}

const respond = (
  accounts: readonly (readonly Row[])[],
  factors: readonly number[],
  by: 'records' | 'length',
  { seed = 1, firstKey = 0 }: { readonly seed?: number; readonly firstKey?: number } = {},
): RespondingColumns =>
  responder({ seed, services: ['voice', 'data'].map((service) => ({ service, by })), factors: [factors] }, coding)(
    columnsOf(accounts),
    { row: accounts.map(() => 0), key: accounts.map((_, index) => firstKey + index) },
  );

/** Rows of an account, as they came out. */
const rowsOf = ({ quantity, kind: kinds, first, end }: RespondingColumns, account: number): Row[] =>
  Array.from({ length: end[account]! - first[account]! }, (_, index) => ({
    quantity: quantity[first[account]! + index]!,
    kind: kinds[first[account]! + index]!,
  }));

const total = (rows: readonly Row[], of: number): bigint =>
  rows.reduce((sum, row) => (row.kind === of ? sum + BigInt(row.quantity) : sum), 0n);

/** Floor or ceil of the factor times the total. */
function expectRounded(actual: bigint, whole: bigint, factor: number): void {
  const floor = (whole * BigInt(factor)) / 1_000_000n;
  const isWhole = (whole * BigInt(factor)) % 1_000_000n === 0n;
  expect(isWhole ? [floor] : [floor, floor + 1n]).toContain(actual);
}

const quantity = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 2 ** 50 }));
const accounts = fc.array(fc.array(fc.record({ quantity, kind: fc.nat({ max: 2 }) }), { maxLength: 30 }), {
  maxLength: 4,
});
const factor = fc.oneof(
  fc.constantFrom(0, 1, 500_000, 950_000, 999_999, 1_000_000, 1_000_001),
  fc.nat({ max: 4_000_000 }),
);

test('by length: the total of a service is floor or ceil of what was asked, and every record stays in its place', () => {
  fc.assert(
    fc.property(accounts, factor, factor, fc.nat(), (given, voice, data, seed) => {
      const made = respond(given, [voice, data], 'length', { seed });
      given.forEach((rows, account) => {
        const own = rowsOf(made, account);
        expect(own.map((row) => row.kind)).toEqual(rows.map((row) => row.kind));
        expectRounded(total(own, 0), total(rows, 0), voice);
        expectRounded(total(own, 1), total(rows, 1), data);
        expect(total(own, 2)).toBe(total(rows, 2));
      });
      expect(made.start).toEqual(columnsOf(given).start);
    }),
    { seed: 20_260_402, numRuns: 1000 },
  );
});

test('by records: of each size there are floor or ceil of what was asked, whole and in order', () => {
  const digits = (value: number): number => (value === 0 ? 0 : BigInt(value).toString(2).length);
  fc.assert(
    fc.property(accounts, factor, fc.nat(), (given, voice, seed) => {
      const made = respond(given, [voice, 1_000_000], 'records', { seed });
      given.forEach((rows, account) => {
        const own = rowsOf(made, account);
        for (let size = 0; size <= 51; size += 1) {
          const of = (list: readonly Row[]) => list.filter((row) => row.kind === 0 && digits(row.quantity) === size);
          expectRounded(BigInt(of(own).length), BigInt(of(rows).length), voice);
        }
        expect(own.filter((row) => row.kind !== 0)).toEqual(rows.filter((row) => row.kind !== 0));
        // Left out or repeated where they stand: what is left is in the order in which it was.
        const order = rows.filter((row) => row.kind === 0).map((row) => row.quantity);
        let at = 0;
        for (const row of own.filter(({ kind: of }) => of === 0)) {
          at = order.indexOf(row.quantity, at);
          expect(at).toBeGreaterThanOrEqual(0);
        }
      });
      expect([...made.start]).toEqual([...made.start].sort((a, b) => a - b));
    }),
    { seed: 20_260_403, numRuns: 1000 },
  );
});

test('a factor of one leaves the columns as they are', () => {
  const given = columnsOf([[{ quantity: 7, kind: 0 }]]);
  for (const by of ['records', 'length'] as const) {
    const services = [{ service: 'voice', by }];
    const make = responder({ seed: 5, services, factors: [[1_000_000], [900_000]] }, coding);
    expect(make(given, { row: [0], key: [3] })).toBe(given);
    expect(make(given, { row: [1], key: [3] })).not.toBe(given);
  }
});

test('an account alone, among others and again with the same seed is the same', () => {
  const rows = Array.from({ length: 40 }, (_, index) => ({ quantity: 1 + ((index * 37) % 200), kind: index % 2 }));
  const all = respond([rows, rows, rows], [777_777, 1_234_567], 'records');
  expect(rowsOf(respond([rows], [777_777, 1_234_567], 'records', { firstKey: 2 }), 0)).toEqual(rowsOf(all, 2));
  expect(rowsOf(all, 0)).not.toEqual(rowsOf(all, 1));
  const again = respond([rows, rows, rows], [777_777, 1_234_567], 'records', { seed: 2 });
  expect(rowsOf(again, 0)).not.toEqual(rowsOf(all, 0));
});

describe('over a population', () => {
  /** 10,000 accounts with 20 calls each, from a second to an hour, most of them short. */
  const many = Array.from({ length: 10_000 }, (_, account) =>
    Array.from({ length: 20 }, (_unused, n) => {
      const x = ((account * 7919 + n * 104_729) % 10_007) / 10_007;
      return { quantity: 1 + Math.floor(3600 * x * x * x), kind: 0 };
    }),
  );
  const whole = many.flat().reduce((sum, row) => sum + row.quantity, 0);
  const moved = (factor: number, by: 'records' | 'length', seed: number): number =>
    [...respond(many, [factor, 1_000_000], by, { seed }).quantity].reduce((sum, one) => sum + one, 0) / whole;

  test('by length, the total is off by less than half a quantum an account, and offsets are even', () => {
    // Each account is off by (u - its fraction), between -1 and 1, 0 on average: sd of 10,000 together below 50 quanta.
    for (const seed of [1, 2, 3]) {
      expect(Math.abs(moved(950_000, 'length', seed) - 0.95) * whole).toBeLessThan(250);
    }
  });

  test('by records, the total is off by no more than coins would be, one a record', () => {
    // A coin for each record: sd = sqrt(0.95 x 0.05 x sum of q^2), here 0.075 % of the total, of 200,000 records.
    const squares = many.flat().reduce((sum, row) => sum + row.quantity ** 2, 0);
    const sd = Math.sqrt(0.95 * 0.05 * squares) / whole;
    expect(sd).toBeLessThan(0.0008);
    const off = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => moved(950_000, 'records', seed) - 0.95);
    expect(Math.max(...off.map(Math.abs))).toBeLessThan(4 * sd);
    expect(Math.abs(off.reduce((sum, one) => sum + one, 0) / off.length)).toBeLessThan((4 * sd) / Math.sqrt(8));
    // eight seeds are not eight times the same
    expect(new Set(off).size).toBe(off.length);
  });
});

test('what is no factor, and what becomes too large, is refused', () => {
  expect(() => respond([[]], [-1, 1], 'length')).toThrow('a factor of usage is -1');
  expect(() => respond([[]], [0.5, 1], 'length')).toThrow('not a whole number of millionths');
  expect(() => respond([[{ quantity: 2 ** 52, kind: 0 }]], [4_000_000, 1], 'length')).toThrow('too large to be exact');
});
