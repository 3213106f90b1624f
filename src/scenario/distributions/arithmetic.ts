/**
 * Functions that the language leaves to the machine, made of + - * / alone. Those four are exact to the last bit by
 * IEEE 754 on every machine; Math.exp and its like are not, and differ between versions of Node.
 */

/** The same in two parts: multiples of the first are exact, so that nothing is lost far from zero. */
const LN2_HIGH = 0.693145751953125;
const LN2_LOW = 1.4286068203094173e-6;

/** e to the x, within a few units of the 16th digit; x from -700 to 700. */
export function exp(x: number): number {
  const doublings = Math.floor(x / Math.LN2 + 0.5);
  const rest = x - doublings * LN2_HIGH - doublings * LN2_LOW;
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 18; n += 1) {
    term *= rest / n;
    sum += term;
  }
  for (let n = 0; n < doublings; n += 1) sum *= 2;
  for (let n = 0; n > doublings; n -= 1) sum /= 2;
  return sum;
}

/** Natural logarithm of x > 0: ln m + k ln 2 with m near 1, by the series of the inverse hyperbolic tangent. */
export function ln(x: number): number {
  let m = x;
  let doublings = 0;
  while (m > 1.5) {
    m /= 2;
    doublings += 1;
  }
  while (m < 0.75) {
    m *= 2;
    doublings -= 1;
  }
  const z = (m - 1) / (m + 1);
  let power = z;
  let sum = z;
  for (let n = 3; n <= 27; n += 2) {
    power *= z * z;
    sum += power / n;
  }
  return 2 * sum + doublings * Math.LN2;
}

/** Square root of x >= 0 by Newton's steps from above. */
export function sqrt(x: number): number {
  if (x === 0) return 0;
  let root = x > 1 ? x : 1;
  for (let next = (root + x / root) / 2; next < root; next = (root + x / root) / 2) root = next;
  return root;
}

/** Sine of an angle of at most pi/2, by its series. */
export function sin(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 2; n <= 24; n += 2) {
    term *= (-x * x) / (n * (n + 1));
    sum += term;
  }
  return sum;
}
