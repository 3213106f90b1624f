/** Amounts for people: every digit of the model, its thousands set apart. Nothing is rounded. */

import { add, formatRational, parseDecimal, type Rational, rational, ZERO } from '../exact/rational.ts';

const FRACTION = /^(-?\d+)\/(\d+)$/;

/** The value of text that the program wrote, a decimal or a fraction; undefined for anything else (`at least 5`). */
export function exact(text: string): Rational | undefined {
  const [, n, d] = FRACTION.exec(text) ?? [];
  return n !== undefined && d !== undefined && BigInt(d) !== 0n ? rational(BigInt(n), BigInt(d)) : parseDecimal(text);
}

/** `1234567.50` is `1,234,567.50`. Words around numbers stay; decimals are never grouped. */
export function grouped(text: string): string {
  return text.replace(/(?<![\d.])\d{4,}/g, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ','));
}

export const count = (number: number): string => grouped(`${number}`);

/** `1 scenario`, `5,040 scenarios`. */
export const counted = (number: number, noun: string): string => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

/** With its sign in front: `+0.50`, `-0.50`, `0.00`. */
export function signed(text: string): string {
  const value = exact(text);
  return value && value.n > 0n ? `+${grouped(text)}` : grouped(text);
}

/** Sum of amounts, with the decimals of the longest; undefined when one of them is no amount. */
export function sumOf(amounts: readonly string[]): string | undefined {
  let sum = ZERO;
  let decimals = 0;
  for (const text of amounts) {
    const value = exact(text);
    if (!value) return undefined;
    sum = add(sum, value);
    decimals = Math.max(decimals, text.split('.')[1]?.length ?? 0);
  }
  return formatRational(sum, decimals);
}
