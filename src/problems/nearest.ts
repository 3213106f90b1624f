/** The known word that was probably meant. */

/**
 * The nearest of the known words, or undefined when none is near: a slip changes, swaps, adds or loses a letter (twice
 * in longer words), or writes it in other case. Ties: the one with the same first letter, then the earlier one.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  const limit = word.length <= 3 ? 1 : word.length <= 8 ? 2 : 3;
  let best: string | undefined;
  let least = 2 * limit + 2;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const slips = candidate.toLowerCase() === word.toLowerCase() ? 0 : distance(word, candidate);
    const rank = 2 * slips + (candidate[0] === word[0] ? 0 : 1);
    if (rank < least && slips <= limit && slips < candidate.length) {
      best = candidate;
      least = rank;
    }
  }
  return best;
}

/** Letters to change, swap, add or leave out to make one word of the other (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const here = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let slips = Math.min(above[column - 1]! + (same ? 0 : 1), above[column]! + 1, here[column - 1]! + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        slips = Math.min(slips, before[column - 2]! + 1);
      }
      here.push(slips);
    }
    before = above;
    above = here;
  }
  return above[b.length]!;
}

/** `a`, `b` or `c`: known words for a message, at most `most` of them. */
export function wordList(words: readonly string[], most = 12): string {
  const quoted = words.slice(0, most).map((word) => `\`${word}\``);
  if (words.length > most) return `${quoted.join(', ')} and ${words.length - most} more`;
  if (quoted.length < 2) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
