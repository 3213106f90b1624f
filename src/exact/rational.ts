/**
 * Exact fractions over BigInt: the number type of everything that is read, checked or compiled.
 *
 * Not for the hot path: rating works on integers over a denominator that was decided from these.
 */

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** Greatest common divisor of two whole numbers, never negative. */
export function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Least common multiple of two positive whole numbers. */
export function lcm(a: bigint, b: bigint): bigint {
  return (a / gcd(a, b)) * b;
}

/** A fraction in lowest terms with a positive denominator. Plain data: it survives a structured clone. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export const ZERO: Rational = { n: 0n, d: 1n };
export const ONE: Rational = { n: 1n, d: 1n };

/** n / d in lowest terms. Refuses a denominator of zero. */
export function rational(n: bigint, d = 1n): Rational {
  if (d === 0n) throw new RangeError('a fraction with denominator 0');
  const sign = d < 0n ? -1n : 1n;
  const g = gcd(n, d) || 1n;
  return { n: (sign * n) / g, d: (sign * d) / g };
}

/** The exact value of decimal text such as `-12.50`; undefined for anything else (no exponent, no separators). */
export function parseDecimal(text: string): Rational | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const n = BigInt(whole + fraction);
  return rational(sign === '-' ? -n : n, 10n ** BigInt(fraction.length));
}

/** As parseDecimal, for text the program itself wrote. Throws on anything else. */
export function decimal(text: string): Rational {
  const value = parseDecimal(text);
  if (!value) throw new RangeError(`not a decimal: ${text}`);
  return value;
}

export const add = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d);
export const subtract = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d);
export const multiply = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d);
export const divide = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n);
export const absolute = (a: Rational): Rational => (a.n < 0n ? { n: -a.n, d: a.d } : a);
export const negate = (a: Rational): Rational => ({ n: -a.n, d: a.d });

/** Negative, zero or positive as a is less than, equal to or greater than b. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export const equal = (a: Rational, b: Rational): boolean => a.n === b.n && a.d === b.d;

/** The largest fraction of which both are whole multiples: gcd(3/5, 60) = 3/5. */
export function commonMeasure(a: Rational, b: Rational): Rational {
  return rational(gcd(a.n * b.d, b.n * a.d), a.d * b.d);
}

/** How many decimals the value needs, or undefined when no number of them is enough (1/3). */
export function decimalsOf(value: Rational): number | undefined {
  let rest = value.d;
  let twos = 0;
  let fives = 0;
  while (rest % 2n === 0n) {
    rest /= 2n;
    twos += 1;
  }
  while (rest % 5n === 0n) {
    rest /= 5n;
    fives += 1;
  }
  return rest === 1n ? Math.max(twos, fives) : undefined;
}

/**
 * Decimal text of an exact value: all its digits, at least `least` decimals. A value that has no end as a decimal is
 * written as a fraction (`1/3`): text never drops digits.
 */
export function formatRational(value: Rational, least = 0): string {
  const decimals = decimalsOf(value);
  if (decimals === undefined) return `${value.n}/${value.d}`;
  const places = Math.max(decimals, least);
  return formatUnits((value.n * 10n ** BigInt(places)) / value.d, places);
}

/** Decimal text of a whole number of units of 10^-decimals: formatUnits(-5n, 2) is `-0.05`. */
export function formatUnits(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const sign = units < 0n ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
