import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, rational } from '../../src/exact/rational.ts';
import { allocate, ROUNDING_MODES, round, roundQuotient, roundTogether } from '../../src/money/rounding.ts';

/** n / d, then `up`, `down`, `half-up`, `half-even`; worked by hand. */
const TABLE: readonly (readonly [bigint, bigint, bigint, bigint, bigint, bigint])[] = [
  [0n, 7n, 0n, 0n, 0n, 0n],
  [14n, 7n, 2n, 2n, 2n, 2n],
  [1n, 10n, 1n, 0n, 0n, 0n],
  [4n, 10n, 1n, 0n, 0n, 0n],
  [5n, 10n, 1n, 0n, 1n, 0n],
  [6n, 10n, 1n, 0n, 1n, 1n],
  [15n, 10n, 2n, 1n, 2n, 2n],
  [25n, 10n, 3n, 2n, 3n, 2n],
  [35n, 10n, 4n, 3n, 4n, 4n],
  [249n, 100n, 3n, 2n, 2n, 2n],
  [251n, 100n, 3n, 2n, 3n, 3n],
  [1n, 3n, 1n, 0n, 0n, 0n],
  [2n, 3n, 1n, 0n, 1n, 1n],
  [3n, 2n, 2n, 1n, 2n, 2n],
  [5n, 2n, 3n, 2n, 3n, 2n],
];

describe('rounding a quotient', () => {
  test.each(TABLE)('%s / %s', (n, d, up, down, halfUp, halfEven) => {
    const all = (x: bigint): bigint[] =>
      (['up', 'down', 'half-up', 'half-even'] as const).map((mode) => roundQuotient(x, d, mode));
    expect(all(n)).toEqual([up, down, halfUp, halfEven]);
    // A negative amount is rounded as its positive mirror image.
    expect(all(-n)).toEqual([-up, -down, -halfUp, -halfEven]);
  });

  test('modes are what their names say, for any quotient', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        (n, d) => {
          const size = n < 0n ? -n : n;
          for (const mode of ROUNDING_MODES) {
            const rounded = roundQuotient(n, d, mode);
            const off = (rounded < 0n ? -rounded : rounded) * d - size;
            if (mode === 'up') expect(off >= 0n && off < d).toBe(true);
            else if (mode === 'down') expect(off <= 0n && off > -d).toBe(true);
            else expect(2n * off <= d && 2n * off >= -d).toBe(true);
            if (2n * off === d || 2n * off === -d) {
              if (mode === 'half-up') expect(off > 0n).toBe(true);
              if (mode === 'half-even') expect(rounded % 2n).toBe(0n);
            }
          }
        },
      ),
      { numRuns: 500, seed: 20_260_101 },
    );
  });
});

describe('rounding to a step', () => {
  test.each([
    ['1.005', 'half-up', '0.01', '1.01'],
    ['-1.005', 'half-up', '0.01', '-1.01'],
    ['1.005', 'half-even', '0.01', '1'],
    ['1.015', 'half-even', '0.01', '1.02'],
    ['1.001', 'up', '0.01', '1.01'],
    ['-1.009', 'down', '0.01', '-1'],
    ['9.97', 'half-up', '0.05', '9.95'],
    ['9.975', 'half-up', '0.05', '10'],
    ['9.925', 'half-even', '0.05', '9.9'],
    ['7', 'half-up', '5', '5'],
    ['7.5', 'half-up', '5', '10'],
    ['1000000001', 'up', '1000000000', '2000000000'],
  ] as const)('%s %s %s is %s', (value, mode, step, expected) => {
    expect(round(decimal(value), { mode, step: decimal(step) })).toEqual(decimal(expected));
  });

  test('without a rounding no digit is dropped', () => {
    expect(round(rational(1n, 3n), undefined)).toEqual({ n: 1n, d: 3n });
  });
});

describe('allocate', () => {
  test.each([
    [10n, [1n, 1n, 1n], [4n, 3n, 3n]],
    [11n, [1n, 1n, 1n], [4n, 4n, 3n]],
    [-10n, [1n, 1n, 1n], [-4n, -3n, -3n]],
    // 100 over 3 : 2 : 2 is 42.86, 28.57, 28.57.
    [100n, [3n, 2n, 2n], [43n, 29n, 28n]],
    // 5 over 8 : 1 : 1 is 4, 0.5, 0.5: a tie goes to the earlier.
    [5n, [8n, 1n, 1n], [4n, 1n, 0n]],
    [7n, [0n, 3n, 0n], [0n, 7n, 0n]],
    [7n, [0n, 0n], [7n, 0n]],
    [0n, [2n, 5n], [0n, 0n]],
    [3n, [], []],
  ])('%s over some weights, by hand: case %#', (total, weights, parts) => {
    expect(allocate(total, weights)).toEqual(parts);
  });

  test('adds up, stays within one unit of the exact share, follows the weights and mirrors', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), weights, (total, weights) => {
        const parts = allocate(total, weights);
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(total);
        expect(allocate(-total, weights)).toEqual(parts.map((part) => -part));
        const sum = weights.reduce((a, b) => a + b, 0n);
        if (sum === 0n) return;
        parts.forEach((part, index) => {
          const off = part * sum - total * weights[index]!;
          expect(off < sum && off > -sum).toBe(true);
          parts.forEach((other, at) => {
            if (total >= 0n && weights[index]! > weights[at]!) expect(part >= other).toBe(true);
          });
        });
      }),
      { numRuns: 300, seed: 20_260_101 },
    );
  });
});

describe('amounts that stand under a sum', () => {
  test.each([
    // 0.3333 three times is 0.9999, so 1.00: the first gets the cent that is over.
    [
      ['0.3333', '0.3333', '0.3333'],
      [34n, 33n, 33n],
    ],
    // 0.125 + 0.125 + 0.125 + 9.625 = 10.000; cut 0.12 three times and 9.62 leaves 0.02 for the first two of equal rests.
    [
      ['0.125', '0.125', '0.125', '9.625'],
      [13n, 13n, 12n, 962n],
    ],
    // -1.255 is cut to -1.26, 3.333 to 3.33: their sum 2.078 is 2.08, one cent for the larger rest (0.005 over 0.003).
    [
      ['-1.255', '3.333'],
      [-125n, 333n],
    ],
    // Nothing is given to what needs no rounding: 0.005 + 0 + 2.00 is 2.005, half to even 2.00.
    [
      ['0.005', '0', '2.00'],
      [0n, 0n, 200n],
    ],
    [[], []],
  ])('%j', (texts, expected) => {
    expect(roundTogether(texts.map(decimal), 100n)).toEqual(expected);
  });

  test('add up to their sum rounded, each less than a unit away, whole ones untouched', () => {
    const value = fc.tuple(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), fc.bigInt({ min: 1n, max: 1000n }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 20 }), (pairs) => {
        const values = pairs.map(([n, d]) => rational(n, d));
        const rounded = roundTogether(values, 100n);
        const common = values.reduce((all, { d }) => all * d, 1n);
        const sum = values.reduce((all, { n, d }) => all + n * (common / d), 0n);
        expect(rounded.reduce((all, one) => all + one, 0n)).toBe(roundQuotient(sum * 100n, common, 'half-even'));
        for (const [at, { n, d }] of values.entries()) {
          const away = rounded[at]! * d - n * 100n;
          expect((away < 0n ? -away : away) < d).toBe(true);
        }
      }),
    );
  });
});
