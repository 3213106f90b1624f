/**
 * Raking: weights that have given totals and are as near as can be to those before. After Deville and Särndal,
 * Calibration estimators in survey sampling (1992), with the exponential distance: w = d exp(x λ). With indicators
 * alone this is the iterative proportional fitting of Deming and Stephan (1940). Weights are never negative.
 *
 * λ is found by Newton's steps on the convex function whose derivative is totals less targets; a step that does not
 * lower it is halved. The same bits on every machine: sums in the order of the customers, and an exponential function of its own.
 */

import exp from '@stdlib/math-base-special-exp';
import { solveSymmetric } from './solve.ts';

export interface Raking {
  /** By customer. */
  readonly weight: Float64Array;
  /** By cell: the totals that its customers count in. */
  readonly totalsOf: readonly (readonly number[])[];
  readonly cell: Uint32Array;
  /** By total: what each customer has of it; undefined: 1. */
  readonly values: readonly (Float64Array | undefined)[];
  readonly targets: readonly number[];
}

export interface Raked {
  readonly weight: Float64Array;
  readonly rounds: number;
  readonly converged: boolean;
  /** By total: what is missing, as a part of the target. */
  readonly missing: readonly number[];
}

const MOST_ROUNDS = 100;
const MOST_HALVINGS = 40;
/** A total is reached when no more than this part of it is missing; weights are rounded to millionths afterwards. */
const REACHED = 1e-9;
/** Nothing more can be gained in doubles. */
const EXACT = 1e-14;

export function rake(asked: Raking): Raked {
  const system = new System(asked);
  let lambda: Float64Array = new Float64Array(asked.targets.length);
  let here = system.at(lambda);
  let rounds = 0;
  while (rounds < MOST_ROUNDS && here.worst > EXACT) {
    const step = solveSymmetric(here.slopes, here.gap);
    const next = system.along(lambda, step, here);
    if (!next) break;
    rounds += 1;
    // Near the end doubles have no more to give: what is best so far is kept.
    if (here.worst <= REACHED && next.state.worst >= here.worst) break;
    lambda = next.lambda;
    here = next.state;
  }
  const weight = system.weights(lambda);
  return {
    weight,
    rounds,
    converged: here.worst <= REACHED,
    missing: [...here.gap].map((gap, j) => gap / system.target(j)),
  };
}

interface State {
  /** What is made least. */
  readonly value: number;
  /** Targets less totals. */
  readonly gap: Float64Array;
  readonly slopes: readonly Float64Array[];
  /** Largest gap as a part of its target. */
  readonly worst: number;
}

/** Totals are scaled so that all are near 1, whatever they count. */
class System {
  readonly #asked: Raking;
  readonly #whole: number;
  readonly #scale: Float64Array;
  readonly #targets: Float64Array;

  constructor(asked: Raking) {
    this.#asked = asked;
    const { weight, cell, totalsOf, values, targets } = asked;
    const sums = new Float64Array(targets.length);
    let whole = 0;
    for (let customer = 0; customer < weight.length; customer += 1) {
      whole += weight[customer]!;
      for (const total of totalsOf[cell[customer]!]!) {
        const value = values[total]?.[customer] ?? 1;
        sums[total]! += weight[customer]! * (value < 0 ? -value : value);
      }
    }
    this.#whole = whole;
    this.#scale = sums.map((sum) => (sum > 0 ? whole / sum : 1));
    this.#targets = this.#scale.map((scale, total) => (targets[total]! * scale) / whole);
  }

  target(total: number): number {
    return this.#targets[total] === 0 ? 1 : this.#targets[total]!;
  }

  at(lambda: Float64Array): State {
    const { weight, cell, totalsOf, values } = this.#asked;
    const size = lambda.length;
    const gap = this.#targets.slice();
    const slopes = Array.from({ length: size }, () => new Float64Array(size));
    const own = new Float64Array(size);
    let value = 0;
    for (let customer = 0; customer < weight.length; customer += 1) {
      const totals = totalsOf[cell[customer]!]!;
      let power = 0;
      for (const total of totals) {
        const x = (values[total]?.[customer] ?? 1) * this.#scale[total]!;
        own[total] = x;
        power += lambda[total]! * x;
      }
      const now = (weight[customer]! / this.#whole) * exp(power);
      value += now;
      for (const total of totals) {
        const part = now * own[total]!;
        gap[total]! -= part;
        const row = slopes[total]!;
        for (const other of totals) row[other]! += part * own[other]!;
      }
    }
    let worst = 0;
    for (let total = 0; total < size; total += 1) {
      value -= lambda[total]! * this.#targets[total]!;
      const part = gap[total]! / this.target(total);
      worst = Math.max(worst, part < 0 ? -part : part);
    }
    // Too far away for doubles.
    if (!Number.isFinite(worst)) worst = Infinity;
    return { value, gap, slopes, worst };
  }

  /** The first of the whole step, its half, its quarter … that lowers the function as much as it promises. */
  along(lambda: Float64Array, step: Float64Array, from: State): { lambda: Float64Array; state: State } | undefined {
    let promise = 0;
    for (let total = 0; total < step.length; total += 1) promise += step[total]! * from.gap[total]!;
    if (!(promise > 0)) return undefined;
    let part = 1;
    for (let n = 0; n < MOST_HALVINGS; n += 1) {
      const next = lambda.map((value, total) => value + part * step[total]!);
      const state = this.at(next);
      const lower = state.value <= from.value - 1e-4 * part * promise;
      if (Number.isFinite(state.value) && (lower || state.worst < from.worst)) return { lambda: next, state };
      part /= 2;
    }
    return undefined;
  }

  weights(lambda: Float64Array): Float64Array {
    const { weight, cell, totalsOf, values } = this.#asked;
    return weight.map((own, customer) => {
      let power = 0;
      for (const total of totalsOf[cell[customer]!]!) {
        power += lambda[total]! * ((values[total]?.[customer] ?? 1) * this.#scale[total]!);
      }
      return own * exp(power);
    });
  }
}
