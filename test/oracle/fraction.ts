/**
 * Exact fractions, the oracle's own: as few lines as will do, and none of them from the product.
 */

export class Fraction {
  readonly top: bigint;
  readonly bottom: bigint;

  constructor(top: bigint | number, bottom: bigint | number = 1n) {
    const t = BigInt(top);
    const b = BigInt(bottom);
    if (b === 0n) throw new RangeError('division by zero');
    if (b === 1n) {
      this.top = t;
      this.bottom = b;
      return;
    }
    let x = t < 0n ? -t : t;
    let y = b < 0n ? -b : b;
    while (y !== 0n) [x, y] = [y, x % y];
    const divisor = b < 0n ? -x : x;
    this.top = t / divisor;
    this.bottom = b / divisor;
  }

  /** Of decimal text: `-12.50`. */
  static of(text: string): Fraction {
    const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
    if (!match) throw new RangeError(`not a decimal: ${text}`);
    const digits = BigInt(`${match[2]}${match[3] ?? ''}`);
    return new Fraction(match[1] === '-' ? -digits : digits, 10n ** BigInt((match[3] ?? '').length));
  }

  plus(other: Fraction): Fraction {
    return new Fraction(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }
  minus(other: Fraction): Fraction {
    return new Fraction(this.top * other.bottom - other.top * this.bottom, this.bottom * other.bottom);
  }
  times(other: Fraction): Fraction {
    return new Fraction(this.top * other.top, this.bottom * other.bottom);
  }
  over(other: Fraction): Fraction {
    return new Fraction(this.top * other.bottom, this.bottom * other.top);
  }
  negated(): Fraction {
    return new Fraction(-this.top, this.bottom);
  }
  /** -1, 0 or 1. */
  sign(): number {
    return this.top < 0n ? -1 : this.top > 0n ? 1 : 0;
  }
  compare(other: Fraction): number {
    const difference = this.top * other.bottom - other.top * this.bottom;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  equals(other: Fraction): boolean {
    return this.compare(other) === 0;
  }
  isZero(): boolean {
    return this.top === 0n;
  }
  /** The largest whole number that is not above it. */
  floor(): bigint {
    const cut = this.top / this.bottom;
    return this.top < 0n && cut * this.bottom !== this.top ? cut - 1n : cut;
  }
  /** The smallest whole number that is not below it. */
  ceil(): bigint {
    return -this.negated().floor();
  }

  /** Decimal text without trailing zeros; a fraction without end as a decimal is written `1/3`. */
  toString(): string {
    let places = 0n;
    while (places < 60n && (this.top * 10n ** places) % this.bottom !== 0n) places += 1n;
    const scaled = this.top * 10n ** places;
    if (scaled % this.bottom !== 0n) return `${this.top}/${this.bottom}`;
    const units = scaled / this.bottom;
    const digits = (units < 0n ? -units : units).toString().padStart(Number(places) + 1, '0');
    const whole = digits.slice(0, digits.length - Number(places));
    const rest = digits.slice(digits.length - Number(places));
    return `${units < 0n ? '-' : ''}${whole}${rest === '' ? '' : `.${rest}`}`;
  }
}

export const ZERO = new Fraction(0n);
export const ONE = new Fraction(1n);

export const smaller = (a: Fraction, b: Fraction): Fraction => (a.compare(b) <= 0 ? a : b);
export const larger = (a: Fraction, b: Fraction): Fraction => (a.compare(b) >= 0 ? a : b);
export const sum = (values: readonly Fraction[]): Fraction => values.reduce((a, b) => a.plus(b), ZERO);

/** A named rounding; undefined is `none`. */
export type Rounding = { readonly mode: string; readonly step: Fraction } | undefined;

/** Rounds as the README says: halves away from zero, a negative amount as its positive mirror image. */
export function rounded(value: Fraction, rounding: Rounding): Fraction {
  if (!rounding) return value;
  if (value.sign() < 0) return rounded(value.negated(), rounding).negated();
  const steps = value.over(rounding.step);
  const below = steps.floor();
  const rest = steps.minus(new Fraction(below)).compare(new Fraction(1n, 2n));
  const exact = steps.equals(new Fraction(below));
  const bump =
    (rounding.mode === 'up' && !exact) ||
    (rounding.mode === 'half-up' && rest >= 0) ||
    (rounding.mode === 'half-even' && (rest > 0 || (rest === 0 && below % 2n === 1n)));
  return new Fraction(below + (bump ? 1n : 0n)).times(rounding.step);
}
