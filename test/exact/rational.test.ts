import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  commonMeasure,
  compare,
  decimal,
  decimalsOf,
  divide,
  equal,
  formatRational,
  formatUnits,
  gcd,
  lcm,
  multiply,
  negate,
  ONE,
  parseDecimal,
  type Rational,
  rational,
  subtract,
  ZERO,
} from '../../src/exact/rational.ts';

const whole = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const fraction: fc.Arbitrary<Rational> = fc
  .tuple(whole, fc.oneof(fc.bigInt({ min: 1n, max: 60n }), fc.bigInt({ min: 1n, max: 10n ** 20n })))
  .map(([n, d]) => rational(n, d));

describe('fractions', () => {
  test('are in lowest terms with a positive denominator', () => {
    expect(rational(6n, -4n)).toEqual({ n: -3n, d: 2n });
    expect(rational(-6n, -4n)).toEqual({ n: 3n, d: 2n });
    expect(rational(0n, -7n)).toEqual(ZERO);
    expect(rational(5n)).toEqual({ n: 5n, d: 1n });
    expect(() => rational(1n, 0n)).toThrow('denominator 0');
    expect(() => divide(ONE, ZERO)).toThrow('denominator 0');
  });

  test('gcd and lcm by hand', () => {
    expect([gcd(12n, 18n), gcd(-12n, 18n), gcd(0n, 5n), gcd(0n, 0n), gcd(17n, 13n)]).toEqual([6n, 6n, 5n, 0n, 1n]);
    expect([lcm(4n, 6n), lcm(7n, 7n), lcm(1n, 9n)]).toEqual([12n, 7n, 9n]);
  });

  test('sums, products and order by hand', () => {
    const [a, b] = [rational(1n, 6n), rational(-3n, 4n)];
    expect(add(a, b)).toEqual({ n: -7n, d: 12n });
    expect(subtract(a, b)).toEqual({ n: 11n, d: 12n });
    expect(multiply(a, b)).toEqual({ n: -1n, d: 8n });
    expect(divide(a, b)).toEqual({ n: -2n, d: 9n });
    expect(negate(b)).toEqual({ n: 3n, d: 4n });
    expect([compare(a, b), compare(b, a), compare(a, rational(2n, 12n))]).toEqual([1, -1, 0]);
    expect([equal(rational(2n, 4n), rational(1n, 2n)), equal(a, b)]).toEqual([true, false]);
  });

  test('undo and distribute, exactly and in lowest terms', () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (a, b, c) => {
        expect(subtract(add(a, b), b)).toEqual(a);
        if (b.n !== 0n) expect(multiply(divide(a, b), b)).toEqual(a);
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
        expect(compare(a, b)).toBe(Math.sign(compare(subtract(a, b), ZERO)));
        const sum = add(a, b);
        expect(sum.d > 0n && gcd(sum.n, sum.d) === 1n).toBe(true);
      }),
      { numRuns: 300, seed: 20_260_101 },
    );
  });

  test('the common measure by hand, and as the largest of which both are multiples', () => {
    expect(commonMeasure(rational(3n, 5n), rational(60n))).toEqual({ n: 3n, d: 5n });
    expect(commonMeasure(rational(1n, 2n), rational(1n, 3n))).toEqual({ n: 1n, d: 6n });
    expect(commonMeasure(rational(60n), rational(42n))).toEqual({ n: 6n, d: 1n });
    expect(commonMeasure(ZERO, rational(7n, 2n))).toEqual({ n: 7n, d: 2n });
    const positive = fraction.filter(({ n }) => n > 0n);
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const measure = commonMeasure(a, b);
        const [x, y] = [divide(a, measure), divide(b, measure)];
        expect([x.d, y.d, gcd(x.n, y.n)]).toEqual([1n, 1n, 1n]);
      }),
      { numRuns: 300, seed: 20_260_101 },
    );
  });
});

describe('decimal text', () => {
  test.each([
    ['0', { n: 0n, d: 1n }],
    ['-0', { n: 0n, d: 1n }],
    ['12.50', { n: 25n, d: 2n }],
    ['-12.50', { n: -25n, d: 2n }],
    ['+0.001', { n: 1n, d: 1000n }],
    ['007', { n: 7n, d: 1n }],
    ['0.1', { n: 1n, d: 10n }],
    ['123456789012345678901234567890.5', { n: 246913578024691357802469135781n, d: 2n }],
  ])('%s is read exactly', (text, value) => {
    expect(parseDecimal(text)).toEqual(value);
    expect(decimal(text)).toEqual(value);
  });

  test.each(['', '.5', '5.', '1e3', '1,5', '1_000', ' 1', '1 ', '--1', '0x10', 'NaN', '1.2.3', '١'])(
    '%j is no decimal',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
      expect(() => decimal(text)).toThrow('not a decimal');
    },
  );

  test.each([
    [rational(1n), 0],
    [rational(1n, 2n), 1],
    [rational(1n, 8n), 3],
    [rational(1n, 25n), 2],
    [rational(3n, 40n), 3],
    [rational(7n, 1000n), 3],
    [rational(1n, 3n), undefined],
    [rational(1n, 600n), undefined],
    [rational(-9n, 3n), 0],
  ])('%o needs %s decimals', (value, decimals) => {
    expect(decimalsOf(value)).toBe(decimals);
  });

  test('a value is written with all its digits, at least those asked for', () => {
    expect(formatRational(rational(25n, 2n))).toBe('12.5');
    expect(formatRational(rational(25n, 2n), 2)).toBe('12.50');
    expect(formatRational(rational(1n, 1000n), 2)).toBe('0.001');
    expect(formatRational(rational(-1n, 20n), 2)).toBe('-0.05');
    expect(formatRational(rational(7n), 0)).toBe('7');
    expect(formatRational(ZERO, 2)).toBe('0.00');
    expect(formatRational(rational(-2n, 6n), 2)).toBe('-1/3');
  });

  test.each([
    [-5n, 2, '-0.05'],
    [0n, 2, '0.00'],
    [0n, 0, '0'],
    [-7n, 0, '-7'],
    [1234n, 2, '12.34'],
    [-1234n, 3, '-1.234'],
    [100n, 2, '1.00'],
    [5n, 4, '0.0005'],
  ])('%s units at %s decimals are %s', (units, decimals, text) => {
    expect(formatUnits(units, decimals)).toBe(text);
  });

  test('what is written is read back', () => {
    fc.assert(
      fc.property(whole, fc.nat({ max: 25 }), (units, decimals) => {
        const value = rational(units, 10n ** BigInt(decimals));
        expect(decimal(formatUnits(units, decimals))).toEqual(value);
        expect(decimal(formatRational(value, 2))).toEqual(value);
      }),
      { numRuns: 300, seed: 20_260_101 },
    );
  });
});
