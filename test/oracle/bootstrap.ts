/**
 * The bootstrap of a stratified sample, the slow obvious way: customers are drawn into lists, everything is worked out from the
 * lists. Random numbers of its own: what it finds agrees with the product as far as draws agree with draws.
 */

export interface BootstrapStratum {
  /** Of how many those here were drawn; undefined: of more than anybody counts. */
  readonly whole: number | undefined;
  /** What each customer adds to the total, weighted. */
  readonly values: readonly number[];
}

/** Park and Miller's generator: 16807 x mod 2^31 - 1. */
export function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = Number((BigInt(state) * 16807n) % 2147483647n);
    return Math.floor(((state - 1) / 2147483646) * sides);
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const varianceOf = (values: readonly number[]): number => {
  const mean = sum(values) / values.length;
  return sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1);
};

/** Standard error of the total: sum over strata of (1 - n/N) n s^2. */
export function standardError(strata: readonly BootstrapStratum[]): number {
  return Math.sqrt(
    sum(
      strata.map(({ whole, values }) => {
        const n = values.length;
        return n < 2 ? 0 : (whole === undefined ? 1 : 1 - n / whole) * n * varianceOf(values);
      }),
    ),
  );
}

/**
 * Ends of the 95 % interval around the total, by bootstrap-t with the rescaling of Rao and Wu: a drawn value stands for the mean
 * of its stratum plus sqrt((1 - n/N) n / (n - 1)) times its deviation from it; each draw's deviation is divided by the
 * standard error of the values that stand there. `resamples`: 40 k - 1, so that the ends are the k-th from both ends.
 */
export function interval(
  strata: readonly BootstrapStratum[],
  resamples: number,
  seed: number,
): readonly [number, number] {
  const roll = dice(seed);
  const own = standardError(strata);
  const ratios: number[] = [];
  for (let resample = 0; resample < resamples; resample += 1) {
    let deviation = 0;
    let variance = 0;
    for (const { whole, values } of strata) {
      const n = values.length;
      const mean = sum(values) / n;
      const unseen = whole === undefined ? 1 : 1 - n / whole;
      const stretch = Math.sqrt((unseen * n) / (n - 1));
      const drawn = values.map(() => values[roll(n)]!);
      const rescaled = drawn.map((value) => mean + stretch * (value - mean));
      deviation += sum(rescaled) - sum(values);
      // The finite whole is in the stretch already.
      variance += n * varianceOf(rescaled);
    }
    ratios.push(deviation / Math.sqrt(variance));
  }
  ratios.sort((a, b) => a - b);
  const k = (resamples + 1) / 40;
  return [-ratios[resamples - k]! * own, -ratios[k - 1]! * own];
}
