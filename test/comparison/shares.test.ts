/** Shares against their definition, written out in another way: by walking through every order. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Division, divide, MOST_TOGETHER, roundShares, subsetsToRate } from '../../src/comparison/shares.ts';
import { add, equal, type Rational, rational, ZERO } from '../../src/exact/rational.ts';

/** What a choice of causes does: by the numbers of the causes that are on, joined by a comma. */
type Game = (on: readonly number[]) => bigint;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const solve = (count: number, game: Game): Division =>
  divide(count, game(numbers(count)), subsetsToRate(count).map(game));

const sharesOf = ({ parts, of }: Division): Rational[] => parts.map((part) => rational(part, of));

function orders(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

/** The mean of what a cause adds when it comes, over all orders: the definition, word for word. */
function byOrders(count: number, game: Game): Rational[] {
  const all = orders(numbers(count));
  const sums = numbers(count).map(() => 0n);
  for (const order of all) {
    order.forEach((cause, at) => {
      const before = order.slice(0, at).sort();
      sums[cause]! += game([...before, cause].sort()) - game(before);
    });
  }
  return sums.map((sum) => rational(sum, BigInt(all.length)));
}

const aGame = (least: number, most: number): fc.Arbitrary<{ count: number; game: Game }> =>
  fc.integer({ min: least, max: most }).chain((count) =>
    fc
      .array(fc.bigInt({ min: -100_000n, max: 100_000n }), { minLength: 2 ** count, maxLength: 2 ** count })
      .map((values) => ({
        count,
        game: (on: readonly number[]) =>
          on.length === 0 ? 0n : values[on.reduce((mask, cause) => mask + 2 ** cause, 0)]!,
      })),
  );

const sum = (shares: readonly Rational[]): Rational => shares.reduce(add, ZERO);

describe('a price and an allowance at once', () => {
  // 15 GB used. Base: 10 GB inside, 4.00 a GB: (15 - 10) x 4 = 20. Price alone, 5.00: (15 - 10) x 5 = 25, so +5. Allowance
  // alone, 8 GB: (15 - 8) x 4 = 28, so +8. Both: (15 - 8) x 5 = 35, so +15. Two more than 5 + 8: the 2 GB that are now paid
  // for cost 1.00 more each. Price first, then allowance: +5, +10. The other way round: +8, +7. Means: (5 + 7) / 2 = 6 for
  // the price, (10 + 8) / 2 = 9 for the allowance.
  const bill: Game = (on) => BigInt((15 - (on.includes(1) ? 8 : 10)) * (on.includes(0) ? 5 : 4) - 20);

  test('half of the interaction each', () => {
    expect(solve(2, bill)).toEqual({ parts: [12n, 18n], of: 2n, alone: [5n, 8n] });
  });

  test('the other way round, the same', () => {
    const swapped: Game = (on) => bill(on.map((cause) => 1 - cause));
    expect(solve(2, swapped)).toEqual({ parts: [18n, 12n], of: 2n, alone: [8n, 5n] });
  });
});

test('one cause has it all, without a run', () => {
  expect(subsetsToRate(1)).toEqual([]);
  expect(divide(1, -700n, [])).toEqual({ parts: [-700n], of: 1n, alone: [-700n] });
});

test('what is rated: each choice once, neither none nor all', () => {
  expect(subsetsToRate(3)).toEqual([[0], [1], [0, 1], [2], [0, 2], [1, 2]]);
  expect(numbers(MOST_TOGETHER + 1).map((count) => subsetsToRate(count).length)).toEqual([0, 0, 2, 6, 14, 30]);
  // Six: 0, 0 1, 0 1 2, 0 1 2 3, 0 1 2 3 4; then 1, 2, 3, 4, 5 alone.
  expect(subsetsToRate(6)).toEqual([[0], [0, 1], [0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3, 4], [1], [2], [3], [4], [5]]);
});

test('what does not fit is refused', () => {
  expect(() => divide(0, 0n, [])).toThrow('a change without a cause');
  expect(() => divide(2, 1n, [1n])).toThrow('1 values of 2 causes');
});

describe('up to five causes', () => {
  test('the mean over all orders, and what each does alone', () => {
    fc.assert(
      fc.property(aGame(1, MOST_TOGETHER), ({ count, game }) => {
        const division = solve(count, game);
        expect(sharesOf(division)).toEqual(byOrders(count, game));
        expect(division.alone).toEqual(numbers(count).map((cause) => game([cause])));
      }),
      { numRuns: 60 },
    );
  });

  test('efficiency: the shares are the change', () => {
    fc.assert(
      fc.property(aGame(1, MOST_TOGETHER), ({ count, game }) => {
        expect(sum(sharesOf(solve(count, game)))).toEqual(rational(game(numbers(count))));
      }),
    );
  });

  test('null player: a cause that does nothing in any company has no share', () => {
    fc.assert(
      fc.property(aGame(1, MOST_TOGETHER - 1), fc.nat(MOST_TOGETHER - 1), ({ count, game }, place) => {
        const at = Math.min(place, count);
        const others = (on: readonly number[]) =>
          on.filter((one) => one !== at).map((one) => (one > at ? one - 1 : one));
        const { parts, of } = solve(count + 1, (on) => game(others(on)));
        expect(parts[at]).toBe(0n);
        // And the others have what they have without it.
        expect(sharesOf({ parts: parts.filter((_, cause) => cause !== at), of, alone: [] })).toEqual(
          sharesOf(solve(count, game)),
        );
      }),
    );
  });

  test('symmetry: the order in which causes are found does not matter', () => {
    const any = aGame(2, MOST_TOGETHER).chain(({ count, game }) =>
      fc.shuffledSubarray(numbers(count), { minLength: count }).map((order) => ({ count, game, order })),
    );
    fc.assert(
      fc.property(any, ({ count, game, order }) => {
        const shares = sharesOf(solve(count, game));
        const shuffled = solve(count, (on) => game(on.map((at) => order[at]!).sort((a, b) => a - b)));
        expect(sharesOf(shuffled)).toEqual(order.map((cause) => shares[cause]));
      }),
    );
  });

  test('additivity: the shares of two customers together are the sums of their shares', () => {
    const two = fc
      .integer({ min: 1, max: MOST_TOGETHER })
      .chain((count) => fc.tuple(aGame(count, count), aGame(count, count)));
    fc.assert(
      fc.property(two, ([{ count, game: a }, { game: b }]) => {
        const [first, second] = [sharesOf(solve(count, a)), sharesOf(solve(count, b))];
        expect(sharesOf(solve(count, (on) => a(on) + b(on)))).toEqual(first.map((one, at) => add(one, second[at]!)));
      }),
    );
  });

  test('independence: games that never meet may be solved one by one', () => {
    fc.assert(
      fc.property(aGame(1, 2), aGame(1, 3), ({ count, game: a }, { count: other, game: b }) => {
        const both = solve(count + other, (on) => {
          return a(on.filter((one) => one < count)) + b(on.filter((one) => one >= count).map((one) => one - count));
        });
        expect(sharesOf(both)).toEqual([...sharesOf(solve(count, a)), ...sharesOf(solve(other, b))]);
      }),
    );
  });
});

test('beyond five, one after another: what each adds, and in the end the change', () => {
  fc.assert(
    fc.property(aGame(MOST_TOGETHER + 1, 8), ({ count, game }) => {
      const { parts, of, alone } = solve(count, game);
      expect(of).toBe(1n);
      expect(parts).toEqual(numbers(count).map((cause) => game(numbers(cause + 1)) - game(numbers(cause))));
      expect(parts.reduce((all, part) => all + part, 0n)).toBe(game(numbers(count)));
      expect(alone).toEqual(numbers(count).map((cause) => game([cause])));
    }),
  );
});

describe('as they are shown', () => {
  const shown = (...shares: (readonly [bigint, bigint])[]) =>
    roundShares(
      shares.map(([n, d]) => rational(n, d)),
      shares.map((_, index) => `${index}`),
    );

  test.each([
    ['thirds of a cent', shown([1n, 3n], [1n, 3n], [1n, 3n]), [1n, 0n, 0n]],
    // -2.5 and 2.5 lie between -3 and -2, and 2 and 3; their sum is 0.
    ['halves of both signs', shown([-5n, 2n], [5n, 2n]), [-2n, 2n]],
    // 3.8 + 1.6 + 0.6 = 6: rounded down 3 + 1 + 0 = 4, two are missing: 0.8 and, of two times 0.6, the first.
    ['the largest remainders first, then the first', shown([19n, 5n], [8n, 5n], [3n, 5n]), [4n, 2n, 0n]],
    ['whole ones stay', shown([7n, 1n], [1n, 2n], [0n, 1n], [-1n, 2n]), [7n, 1n, 0n, -1n]],
  ])('%s', (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });

  test('of equal remainders the first by name, wherever it stands', () => {
    const half = rational(1n, 2n);
    expect(roundShares([half, half], ['b', 'a'])).toEqual([0n, 1n]);
  });

  test('what cannot add up is refused', () => {
    expect(() => shown([1n, 3n])).toThrow('no whole number');
  });

  test('adds up, within one unit, and nothing stays nothing', () => {
    const shares = fc.tuple(
      fc.bigInt({ min: 1n, max: 120n }),
      fc.array(fc.bigInt({ min: -900n, max: 900n }), { maxLength: 7 }),
    );
    fc.assert(
      fc.property(shares, ([of, parts]) => {
        const all = parts.reduce((total, part) => total + part, 0n);
        // The last one makes the sum a whole number.
        const exact = [...parts, -(all % of)].map((part) => rational(part, of));
        const rounded = roundShares(
          exact,
          exact.map((_, index) => `${index}`),
        );
        expect(equal(sum(rounded.map((one) => rational(one))), sum(exact))).toBe(true);
        rounded.forEach((one, index) => {
          const { n, d } = exact[index]!;
          const off = one * d - n;
          expect(off < d && off > -d).toBe(true);
          if (n === 0n) expect(one).toBe(0n);
        });
      }),
    );
  });
});
