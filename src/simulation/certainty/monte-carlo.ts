/**
 * Draws over all ranges at once: each assumption by itself from the triangular distribution of its range, everybody rated
 * again for each draw. What it tells is how assumptions that are uncertain make the result so; not sampling, not what nobody
 * assumed.
 */

import { divide, formatRational, formatUnits, type Rational, rational } from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
import { type Assumptions, LEAST_DRAWS } from '../assumptions.ts';
import type { AssumedNumber } from '../behaviour/values.ts';
import type { MonteCarloResult } from '../result.ts';
import { type Asked, CENTRAL, changeOf, type Evaluated, rangedOf } from './evaluate.ts';
import { histogramOf } from './histogram.ts';
import { textOf } from './intervals.ts';
import { between0And1, randomOf } from './random.ts';
import { mean, quantile } from './statistics.ts';
import { triangular } from './triangular.ts';

export interface MonteCarloAsked {
  readonly monteCarlo: NonNullable<Assumptions['monteCarlo']>;
  readonly numbers: readonly AssumedNumber[];
  /** Percent. */
  readonly confidence: Rational;
  /** Of the currency. */
  readonly decimals: number;
}

export interface MonteCarloMade {
  readonly monteCarlo: MonteCarloResult | undefined;
  readonly notes: readonly string[];
}

/**
 * Not done where no assumption has a range: every draw would be the same. Where `evaluate` gives nothing, it was stopped: the
 * draws until then count, each being what it is however many there are.
 */
export async function drawMonteCarlo(
  asked: MonteCarloAsked,
  evaluate: (asked: Asked) => Promise<Evaluated | undefined>,
): Promise<MonteCarloMade> {
  const { monteCarlo, confidence, decimals } = asked;
  const { seed } = monteCarlo;
  const ranged = rangedOf(asked.numbers);
  if (ranged.length === 0) {
    return { monteCarlo: undefined, notes: ['No draws were made: no assumption has a range to draw from.'] };
  }
  const changes: Rational[] = [];
  for (let draw = 0; draw < monteCarlo.draws; draw += 1) {
    const answer = await evaluate({ ...CENTRAL, values: valuesOfDraw(ranged, seed, draw) });
    if (!answer) break;
    changes.push(changeOf(answer.revenue));
  }
  const draws = changes.length;
  if (draws < LEAST_DRAWS) return { monteCarlo: undefined, notes: [] };
  const ascending = changes.map(({ n, d }) => Number(formatRational({ n, d }))).sort((a, b) => a - b);
  const tail = (1 - Number(confidence.n) / Number(confidence.d) / 100) / 2;
  const falls = changes.filter(({ n }) => n < 0n).length;
  const { width, bins } = histogramOf(changes, decimals);
  return {
    monteCarlo: {
      ...{ draws, seed },
      mean: textOf(mean(ascending), decimals),
      interval: {
        low: textOf(quantile(ascending, tail), decimals),
        high: textOf(quantile(ascending, 1 - tail), decimals),
        confidence: formatRational(confidence),
      },
      falls: percentText(falls, draws),
      histogram: { width, bins: bins.map(({ from, count }) => ({ from, draws: count })) },
    },
    notes: [
      `Draws: ${ranged.length === 1 ? 'one assumption' : `${ranged.length} assumptions, each by itself,`} from a triangular distribution between the ends of the range, with the central value the likeliest.`,
    ],
  };
}

/** Each assumption of each draw has random numbers of its own: draw k is the same however many there are. */
function valuesOfDraw(ranged: readonly AssumedNumber[], seed: number, draw: number): Map<string, Rational> {
  return new Map(
    ranged.map(({ name, range }, index) => [name, triangular(range, between0And1(randomOf(seed, index, draw)))]),
  );
}

/** Four decimals. */
function percentText(part: number, whole: number): string {
  const { n, d } = divide(rational(BigInt(part) * 100n), rational(BigInt(whole)));
  return formatUnits(roundQuotient(n * 10_000n, d, 'half-up'), 4);
}
