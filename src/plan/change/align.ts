/** Which entries of two lists belong together. Indexes into the lists; everything is decided by them alone. */

export type Pair = readonly [base: number, head: number];

/** Beyond this many comparisons, entries are paired step by step: no list of a valid plan comes near it, and nothing hangs. */
const MAX_COMPARISONS = 250_000;

/** Entries with the same key, the first with the first, the second with the second. */
export function pairEqual(base: readonly string[], head: readonly string[]): Pair[] {
  const waiting = new Map<string, number[]>();
  head.forEach((key, index) => {
    const list = waiting.get(key);
    if (list) list.push(index);
    else waiting.set(key, [index]);
  });
  const next = new Map<string, number>();
  return base.flatMap((key, index): Pair[] => {
    const at = next.get(key) ?? 0;
    const found = waiting.get(key)?.[at];
    next.set(key, at + 1);
    return found === undefined ? [] : [[index, found]];
  });
}

const stepByStep = (base: number, head: number): Pair[] =>
  Array.from({ length: Math.min(base, head) }, (_, index): Pair => [index, index]);

/**
 * Entries in order, with the greatest sum of scores. Lists of one length go step by step. Every score is more than zero,
 * so two lists that are not empty always have a pair.
 */
export function pairInSequence(base: number, head: number, score: (base: number, head: number) => number): Pair[] {
  if (base === head || base * head > MAX_COMPARISONS) return stepByStep(base, head);
  // best[i][j]: the greatest sum of the entries from i and from j on.
  const width = head + 1;
  const best = new Float64Array((base + 1) * width);
  const scores = new Float64Array(base * head);
  for (let i = base - 1; i >= 0; i--) {
    for (let j = head - 1; j >= 0; j--) {
      const here = score(i, j);
      scores[i * head + j] = here;
      const both = here + best[(i + 1) * width + j + 1]!;
      best[i * width + j] = Math.max(both, best[(i + 1) * width + j]!, best[i * width + j + 1]!);
    }
  }
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < base && j < head; ) {
    const here = best[i * width + j]!;
    if (here === scores[i * head + j]! + best[(i + 1) * width + j + 1]!) pairs.push([i++, j++]);
    else if (here === best[i * width + j + 1]!) j++;
    else i++;
  }
  return pairs;
}

/** The most alike first, each entry once, as long as the score is at least `least`; ties: the earlier ones. */
export function pairAlike(
  base: readonly number[],
  head: readonly number[],
  score: (base: number, head: number) => number,
  least: number,
): Pair[] {
  const few = base.length * head.length <= MAX_COMPARISONS;
  const all = few
    ? base.flatMap((i) => head.map((j) => ({ i, j, score: score(i, j) })))
    : stepByStep(base.length, head.length).map(([at]) => {
        const [i, j] = [base[at]!, head[at]!];
        return { i, j, score: score(i, j) };
      });
  const good = all.filter((pair) => pair.score >= least);
  good.sort((a, b) => b.score - a.score || a.i - b.i || a.j - b.j);
  const [left, right] = [new Set<number>(), new Set<number>()];
  const pairs: Pair[] = [];
  for (const { i, j } of good) {
    if (left.has(i) || right.has(j)) continue;
    left.add(i);
    right.add(j);
    pairs.push([i, j]);
  }
  return pairs;
}

/** Which of some different numbers stay when all others are taken out so that the rest rises: the most that can stay. */
export function longestRising(numbers: readonly number[]): Set<number> {
  // ends[k]: index of the smallest number that ends a rising run of k + 1.
  const ends: number[] = [];
  const before: number[] = [];
  numbers.forEach((number, index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]!]! < number) low = middle + 1;
      else high = middle;
    }
    before.push(low > 0 ? ends[low - 1]! : -1);
    ends[low] = index;
  });
  const stay = new Set<number>();
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]!) stay.add(numbers[at]!);
  return stay;
}
