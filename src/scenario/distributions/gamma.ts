/** The gamma distribution: the incomplete gamma function by its series and its continued fraction. */

import { exp, ln } from './arithmetic.ts';
import type { Chances, Continuous } from './distribution.ts';

const LN_2PI = 1.8378770664093453;

/** Logarithm of the gamma function of x > 0: Stirling's series, from 12 up. */
export function lnGamma(x: number): number {
  let product = 1;
  let y = x;
  while (y < 12) {
    product *= y;
    y += 1;
  }
  const r = 1 / (y * y);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) / y;
  return (y - 0.5) * ln(y) - y + LN_2PI / 2 + series - ln(product);
}

/** Exponential: the gamma of shape 1, whose quantiles are known. */
export function exponential(mean: number): Continuous {
  return {
    chances: (x) => {
      const above = x > 0 ? (x / mean > 700 ? 0 : exp(-x / mean)) : 1;
      return { below: 1 - above, above };
    },
    quantile: ({ below, above }) => mean * (below < 0.1 ? minusLnOfRest(below) : -ln(above)),
  };
}

/** -ln(1 - x) for small x, by its series. */
function minusLnOfRest(x: number): number {
  let power = x;
  let sum = x;
  for (let n = 2; n <= 18; n += 1) {
    power *= x;
    sum += power / n;
  }
  return sum;
}

/** Gamma with a shape and a mean; its standard deviation is mean / sqrt(shape). */
export function gamma(mean: number, shape: number): Continuous {
  const scale = mean / shape;
  const norm = lnGamma(shape);
  return {
    chances: (x) => (x > 0 ? unitChances(x / scale, shape, norm) : { below: 0, above: 1 }),
    quantile: (chances) => scale * unitQuantile(chances, shape, norm),
  };
}

/** x^shape e^-x / Gamma(shape): the density times x. */
function mass(x: number, shape: number, norm: number): number {
  const power = shape * ln(x) - x - norm;
  return power < -700 ? 0 : exp(power);
}

function unitChances(x: number, shape: number, norm: number): Chances {
  const factor = mass(x, shape, norm);
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let n = 1; n < 10_000 && term > 1e-17 * sum; n += 1) {
      term *= x / (shape + n);
      sum += term;
    }
    return { below: factor * sum, above: 1 - factor * sum };
  }
  // Lentz's way through the continued fraction of Legendre.
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n += 1) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    h *= d * c;
    if (d * c - 1 < 1e-16 && d * c - 1 > -1e-16) break;
  }
  return { below: 1 - factor * h, above: factor * h };
}

/** Newton's steps on the logarithm of x, kept between bounds that close in. */
function unitQuantile(wanted: Chances, shape: number, norm: number): number {
  const lower = wanted.below < wanted.above;
  // Bounds of the logarithm. Far out on the left the chance is x^shape / Gamma(shape + 1).
  let least = -700;
  let most = ln(shape + 60 + 12 * (shape > 1 ? shape : 1));
  const guess = (ln(wanted.below) + lnGamma(shape + 1)) / shape;
  let y = guess < ln(shape) ? guess : ln(shape);
  if (y < least) return 0;
  for (let n = 0; n < 200; n += 1) {
    const x = exp(y);
    const { below, above } = unitChances(x, shape, norm);
    const tooMuch = lower ? below - wanted.below : wanted.above - above;
    if (tooMuch > 0) most = y;
    else least = y;
    const slope = mass(x, shape, norm);
    let next = slope > 0 ? y - tooMuch / slope : least - 1;
    if (!(next > least && next < most)) next = (least + most) / 2;
    if (next - y < 1e-13 && y - next < 1e-13) return exp(next);
    y = next;
  }
  return exp(y);
}
