/**
 * Distributions against numbers that others have published, or that were worked out with 50 digits (Python's decimal,
 * the formula beside them), and what is drawn from them against what they are.
 */

import { describe, expect, test } from 'vitest';
import { exp, ln, sin, sqrt } from '../../src/scenario/distributions/arithmetic.ts';
import { negativeBinomial, poisson } from '../../src/scenario/distributions/counts.ts';
import { exponential, gamma, lnGamma } from '../../src/scenario/distributions/gamma.ts';
import { lognormal, normalChances, normalQuantile } from '../../src/scenario/distributions/normal.ts';
import { generatorOf, Sampler } from '../../src/scenario/sample.ts';
import { ALL, countTable, meanOf, mostOf, rangeTable, sizeTable, type Table } from '../../src/scenario/table.ts';

const ANY = { atLeast: 0, atMost: 1e18 };
const chances = (below: number) => ({ below, above: 1 - below });
/** Relative distance. */
const off = (actual: number, expected: number): number => Math.abs(actual - expected) / Math.abs(expected);

describe('functions made of + - * / agree with published digits', () => {
  test.each([
    ['e', exp(1), Math.E],
    ['e^10', exp(10), 22026.465794806718],
    ['e^-100', exp(-100), 3.720075976020836e-44],
    ['ln 2', ln(2), Math.LN2],
    ['ln 10', ln(10), Math.LN10],
    ['ln 1e-9', ln(1e-9), -20.72326583694641],
    ['root of 2', sqrt(2), Math.SQRT2],
    ['root of 1e-10', sqrt(1e-10), 1e-5],
    ['sine of 1', sin(1), 0.8414709848078965],
    ['sine of pi/6', sin(Math.PI / 6), 0.5],
    ['ln of Gamma(1/2), half of ln pi', lnGamma(0.5), 0.5723649429247001],
    ['ln of Gamma(11), ln 3628800', lnGamma(11), 15.104412573075516],
  ])('%s', (_, actual, expected) => {
    expect(off(actual, expected)).toBeLessThan(1e-14);
  });

  test('zero stays zero', () => {
    expect([sqrt(0), sin(0), ln(1), exp(0)]).toEqual([0, 0, 0, 1]);
  });
});

describe('quantiles', () => {
  // Wichura's algorithm AS 241, as Python's statistics.NormalDist has it.
  test.each([
    [0.9, 1.2815515655446008],
    [0.975, 1.9599639845400536],
    [0.999, 3.090232306167813],
    [0.25, -0.6744897501960817],
    [1e-9, -5.9978070150076865],
  ])('of the normal distribution at %d', (below, z) => {
    expect(off(normalQuantile(chances(below)), z)).toBeLessThan(1e-12);
    expect(off(normalChances(z).below, below)).toBeLessThan(1e-10);
  });

  // Critical values of chi-square, NIST/SEMATECH e-Handbook 1.3.6.7.4: a gamma of shape k/2 and mean k.
  test.each([
    [1, 0.99, 6.635],
    [3, 0.05, 0.352],
    [10, 0.95, 18.307],
    [10, 0.01, 2.558],
    [100, 0.999, 149.449],
  ])('of chi-square with %d degrees at %d', (k, below, expected) => {
    const distribution = gamma(k, k / 2);
    expect(Math.abs(distribution.quantile(chances(below)) - expected)).toBeLessThan(0.0005);
    expect(Math.abs(distribution.chances(expected).below - below)).toBeLessThan(0.0001);
  });

  test('of gamma with shape 1 are those of the exponential', () => {
    for (const below of [1e-9, 0.01, 0.5, 0.99, 1 - 1e-9]) {
      expect(off(gamma(180, 1).quantile(chances(below)), exponential(180).quantile(chances(below)))).toBeLessThan(1e-9);
    }
  });
});

/** The chance of one value, of a table. */
const chanceOf = ({ below, from }: Table, value: number): number => {
  const row = from.indexOf(value);
  return row < 0 ? 0 : (below[row]! - (below[row - 1] ?? 0)) / ALL;
};

describe('tables of counts have each chance within one in 2^32', () => {
  const poissonTable = countTable(poisson(3.5)!, ANY)!;
  // e^-3.5 3.5^k / k!, by Python's decimal
  test.each([
    [0, 0.030197383423],
    [1, 0.105690841978],
    [3, 0.215785469039],
    [7, 0.038549174938],
    [12, 0.00021303398],
  ])('poisson with mean 3.5 at %d', (value, chance) => {
    expect(Math.abs(chanceOf(poissonTable, value) - chance)).toBeLessThan(2 ** -32 + 1e-12);
  });

  const binomialTable = countTable(negativeBinomial(6, 2)!, ANY)!;
  // Mean 6, dispersion 2: (k + 1) (1/4)^2 (3/4)^k
  test.each([
    [0, 0.0625],
    [1, 0.09375],
    [5, 0.088989257812],
    [20, 0.00416221567],
    [40, 0.000025769999],
  ])('negative binomial with mean 6, dispersion 2 at %d', (value, chance) => {
    expect(Math.abs(chanceOf(binomialTable, value) - chance)).toBeLessThan(2 ** -32 + 1e-12);
  });

  test('and the mean and the variance of the distribution', () => {
    const moments = (table: Table): [number, number] => {
      const mean = meanOf(table);
      const square = table.from.reduce((sum, value) => sum + chanceOf(table, value) * value * value, 0);
      return [mean, square - mean * mean];
    };
    const cases: [Table, number, number][] = [
      [poissonTable, 3.5, 3.5],
      [countTable(poisson(1000)!, ANY)!, 1000, 1000],
      [binomialTable, 6, 6 + 36 / 2],
      [countTable(negativeBinomial(90, 0.7)!, ANY)!, 90, 90 + 8100 / 0.7],
    ];
    for (const [table, mean, variance] of cases) {
      const [ours, spread] = moments(table);
      expect(off(ours, mean)).toBeLessThan(1e-6);
      expect(off(spread, variance)).toBeLessThan(1e-4);
    }
  });

  test('cut off: what is left is scaled up', () => {
    // P(1) / (P(0) + P(1)) = 3.5 / 4.5
    const table = countTable(poisson(3.5)!, { atLeast: 0, atMost: 1 })!;
    expect(table.from).toEqual([0, 1]);
    expect(chanceOf(table, 1)).toBeCloseTo(3.5 / 4.5, 9);
    expect(countTable(poisson(3.5)!, { atLeast: 60, atMost: 70 })).toBeUndefined();
  });
});

describe('tables of sizes', () => {
  const quantileOf = (table: Table, share: number): number => new Sampler(table).at(Math.floor(share * ALL));

  // 95 e^(1.1 z) with z of Wichura; for gamma the root of 1 - (1 + x/90) e^(-x/90) by halving.
  test.each([
    [
      'lognormal',
      sizeTable(lognormal(95e6, 1.1), ANY)!,
      [
        [0.01, 7.351],
        [0.25, 45.238],
        [0.5, 95],
        [0.75, 199.5],
        [0.99, 1227.653],
        [0.999, 2844.471],
      ],
    ],
    [
      'gamma',
      sizeTable(gamma(180e6, 2), ANY)!,
      [
        [0.001, 4.086],
        [0.01, 13.37],
        [0.25, 86.515],
        [0.5, 151.051],
        [0.75, 242.337],
        [0.99, 597.452],
        [0.999, 831.007],
      ],
    ],
  ] as const)('of %s have quantiles within 0.1 %', (_, table, quantiles) => {
    for (const [share, value] of quantiles) expect(off(quantileOf(table, share), value * 1e6)).toBeLessThan(0.001);
  });

  test('have the mean of the distribution within 0.05 %', () => {
    // 95 e^(1.1^2 / 2), with 50 digits.
    expect(off(meanOf(sizeTable(lognormal(95e6, 1.1), ANY)!), 173.96895984e6)).toBeLessThan(5e-4);
    expect(off(meanOf(sizeTable(gamma(180e6, 2), ANY)!), 180e6)).toBeLessThan(5e-4);
    expect(off(meanOf(sizeTable(gamma(180e6, 0.3), ANY)!), 180e6)).toBeLessThan(5e-4);
    expect(off(meanOf(sizeTable(exponential(180e6), ANY)!), 180e6)).toBeLessThan(5e-4);
  });

  test('are cut off at whole numbers, the rest scaled up', () => {
    // Exponential with mean 180 between 59.5 and 600.5: -180 ln(s), s = E(59.5) - share (E(59.5) - E(600.5)).
    const table = sizeTable(exponential(180), { atLeast: 60, atMost: 600 })!;
    expect(quantileOf(table, 0)).toBe(60);
    expect(mostOf(table)).toBe(600);
    expect(new Sampler(table).at(ALL - 1)).toBe(600);
    for (const [share, value] of [
      [0.1, 77.477],
      [0.5, 175.568],
      [0.9, 407.631],
    ] as const) {
      expect(Math.abs(quantileOf(table, share) - value)).toBeLessThanOrEqual(1);
    }
    // 180 + (59.5 E(59.5) - 600.5 E(600.5)) / (E(59.5) - E(600.5))
    expect(off(meanOf(table), 211.319)).toBeLessThan(5e-4);
    expect(sizeTable(exponential(180), { atLeast: 9000, atMost: 9999 })).toBeUndefined();
  });

  test('end where one in 2^33 lies farther out', () => {
    // 95 e^(1.1 * 6.3375), z of Wichura at 1 - 2^-33.
    expect(
      off(mostOf(sizeTable(lognormal(95e6, 1.1), ANY)!), 95e6 * exp(1.1 * -normalQuantile(chances(2 ** -33)))),
    ).toBeLessThan(1e-6);
  });
});

describe('what is drawn', () => {
  const draws = (table: Table, count: number): number[] => {
    const random = generatorOf(2026, 0);
    const sampler = new Sampler(table);
    return Array.from({ length: count }, () => sampler.draw(random));
  };

  /**
   * Chi-square over classes with at least 20 expected. A right program exceeds df + 5 sqrt(2 df) less than once in
   * 10,000 seeds; the seed is fixed, so this test does not fail by chance.
   */
  test.each([
    ['poisson', countTable(poisson(3.5)!, ANY)!, poisson(3.5)!],
    ['negative binomial', countTable(negativeBinomial(40, 1.4)!, ANY)!, negativeBinomial(40, 1.4)!],
  ])('of %s is distributed so', (_, table, counts) => {
    const n = 100_000;
    const sum = counts.reduce((all, { weight }) => all + weight, 0);
    const seen = new Map<number, number>();
    for (const value of draws(table, n)) seen.set(value, (seen.get(value) ?? 0) + 1);
    const classes = counts
      .map(({ value, weight }) => ({ expected: (n * weight) / sum, observed: seen.get(value) ?? 0 }))
      .filter(({ expected }) => expected >= 20);
    const statistic = classes.reduce((all, { expected, observed }) => all + (observed - expected) ** 2 / expected, 0);
    const df = classes.length - 1;
    expect(df).toBeGreaterThan(9);
    expect(statistic).toBeLessThan(df + 5 * Math.sqrt(2 * df));
    expect(statistic).toBeGreaterThan(df - 5 * Math.sqrt(2 * df));
  });

  /** Kolmogorov and Smirnov: a right program exceeds 2 / sqrt(n) less than once in 1,000 seeds; the seed is fixed. */
  test.each([
    ['lognormal', lognormal(95e6, 1.1)],
    ['gamma', gamma(180e6, 0.7)],
    ['exponential', exponential(180e6)],
  ])('of %s is distributed so', (_, distribution) => {
    const n = 20_000;
    const values = draws(sizeTable(distribution, ANY)!, n).sort((a, b) => a - b);
    const farthest = values.reduce(
      (most, value, index) => Math.max(most, Math.abs(distribution.chances(value).below - (index + 0.5) / n)),
      0,
    );
    expect(farthest).toBeLessThan(2 / Math.sqrt(n));
  });

  test('of a larger number is never smaller', () => {
    const sampler = new Sampler(sizeTable(gamma(1e9, 0.4), ANY)!);
    const values = Array.from({ length: 50_000 }, (_, n) => sampler.at(Math.floor((n / 50_000) * ALL)));
    expect(values.every((value, index) => index === 0 || value >= values[index - 1]!)).toBe(true);
  });

  test('of a range reaches both ends, evenly', () => {
    const sampler = new Sampler(rangeTable([[{ from: 3, to: 7 }, 1]]));
    expect([0, 0.2, 0.4, 0.6, 0.8].map((share) => sampler.at(Math.ceil(share * ALL)))).toEqual([3, 4, 5, 6, 7]);
    expect(sampler.at(ALL - 1)).toBe(7);
  });
});
