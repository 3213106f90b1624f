/**
 * The two number systems in which rating and invoicing are generated: floats that hold whole numbers (fast, certified
 * afterwards) and BigInt (no bound). Generated code holds no text but these forms and small whole numbers.
 */

import { ROUNDING_MODES, type RoundingMode } from './rounding.ts';

export interface Dialect {
  readonly name: 'float' | 'bigint';
  /** A literal. */
  int(value: number | bigint): string;
  /** Quotient of two whole numbers, the first not negative: cut down, or up. */
  floor(a: string, b: string): string;
  ceil(a: string, b: string): string;
  /** A quantity as a plain number, and back: band tables count in milliseconds. */
  toNumber(a: string): string;
  fromNumber(a: string): string;
}

export const FLOAT: Dialect = {
  name: 'float',
  int: (value) => String(value),
  floor: (a, b) => `Math.floor((${a}) / ${b})`,
  ceil: (a, b) => `Math.ceil((${a}) / ${b})`,
  toNumber: (a) => a,
  fromNumber: (a) => a,
};

export const BIGINT: Dialect = {
  name: 'bigint',
  int: (value) => `${value}n`,
  floor: (a, b) => `((${a}) / ${b})`,
  ceil: (a, b) => `((${a} + ${b} - 1n) / ${b})`,
  toNumber: (a) => `Number(${a})`,
  fromNumber: (a) => `BigInt(${a})`,
};

/**
 * Functions that generated code may call, one a rounding mode: x / y to a whole number, a negative one as its mirror
 * image. Ties are found by doubling, never by halving: exact for odd divisors too.
 */
export function roundingPrelude(dialect: Dialect): string {
  const { floor, ceil } = dialect;
  const [zero, one, two] = [dialect.int(0), dialect.int(1), dialect.int(2)];
  const nearest = floor(`${two} * x + y`, `(${two} * y)`);
  const body: Record<RoundingMode, string> = {
    up: `return ${ceil('x', 'y')};`,
    down: `return ${floor('x', 'y')};`,
    'half-up': `return ${nearest};`,
    'half-even': `const q = ${nearest}; return q * ${two} * y === ${two} * x + y && q % ${two} !== ${zero} ? q - ${one} : q;`,
  };
  return ROUNDING_MODES.map(
    (mode) =>
      `function ${functionOf(mode)}(x, y) { if (x < ${zero}) return -${functionOf(mode)}(-x, y); ${body[mode]} }`,
  ).join('\n');
}

/** An expression: x / y rounded to a whole number. */
export const quotient = (mode: RoundingMode, x: string, y: string): string => `${functionOf(mode)}(${x}, ${y})`;

const functionOf = (mode: RoundingMode): string => `round_${mode.replace('-', '_')}`;
