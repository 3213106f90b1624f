/** The roundings of generated code, in both number systems, are those of money/rounding.ts. */

import { compileFunction } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BIGINT, type Dialect, FLOAT, quotient, roundingPrelude } from '../../src/money/dialect.ts';
import { ROUNDING_MODES, type RoundingMode, roundQuotient } from '../../src/money/rounding.ts';

type Divide<T> = (x: T, y: T) => T;

function generated<T>(dialect: Dialect, mode: RoundingMode): Divide<T> {
  return compileFunction(`${roundingPrelude(dialect)}\nreturn ${quotient(mode, 'a', 'b')};`, ['a', 'b']) as Divide<T>;
}

/** Numerators are certified up to here (EXACT_LIMIT of rating/bind.ts). */
const LIMIT = 2n ** 51n;

/** Numerators on a tie, beside one, or anywhere; small and large divisors, odd ones too. */
const limited = fc
  .tuple(
    fc.oneof(
      fc.bigInt({ min: 1n, max: 40n }),
      fc.bigInt({ min: 1n, max: 10n ** 9n }),
      fc.bigInt({ min: 1n, max: LIMIT }),
    ),
    fc.bigInt({ min: 0n, max: LIMIT }),
    fc.constantFrom('tie', 'whole', 'any'),
    fc.bigInt({ min: -2n, max: 2n }),
    fc.boolean(),
  )
  .map(([y, drawn, kind, beside, negative]) => {
    const q = drawn / y;
    const size = kind === 'any' ? drawn : (kind === 'tie' ? q * y + y / 2n : q * y) + beside;
    const x = size < 0n ? 0n : size > LIMIT ? LIMIT : size;
    return { x: negative ? -x : x, y };
  });

describe.each(ROUNDING_MODES)('%s', (mode) => {
  const float = generated<number>(FLOAT, mode);
  const exact = generated<bigint>(BIGINT, mode);

  test('in floats, up to the limit that sums are certified to', () => {
    fc.assert(
      fc.property(limited, ({ x, y }) => {
        const rounded = float(Number(x), Number(y));
        expect(Number.isInteger(rounded)).toBe(true);
        expect(BigInt(rounded)).toBe(roundQuotient(x, y, mode));
      }),
      {
        numRuns: 4000,
        seed: 20_260_101,
        examples: [
          [{ x: LIMIT, y: 1n }],
          [{ x: -LIMIT, y: 3n }],
          [{ x: LIMIT - 1n, y: LIMIT }],
          [{ x: LIMIT / 2n, y: LIMIT }],
          [{ x: LIMIT / 2n - 1n, y: LIMIT }],
          [{ x: LIMIT, y: 2n }],
          [{ x: LIMIT - 1n, y: 2n }],
        ],
      },
    );
  });

  test('in whole numbers without a bound', () => {
    const huge = fc.tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.bigInt({ min: 1n, max: 10n ** 20n }));
    fc.assert(
      fc.property(
        fc.oneof(
          limited,
          huge.map(([x, y]) => ({ x, y })),
        ),
        ({ x, y }) => {
          expect(exact(x, y)).toBe(roundQuotient(x, y, mode));
        },
      ),
      { numRuns: 2000, seed: 20_260_101 },
    );
  });
});
