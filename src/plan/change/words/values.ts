/** Values of the language as people write them: alone, or a pair of them in one unit. */

import { decimalsOf, divide, formatRational, multiply, parseDecimal, type Rational } from '../../../exact/rational.ts';
import { parseQuantity, parseRate, type UnitTable } from '../../../units/quantity.ts';
import type { Node } from '../../../yaml/document.ts';

/** No name, zone or text of the plan takes more characters of a sentence. */
const MOST_TEXT = 60;
/** Nor a list more entries. */
const MOST_ENTRIES = 4;

/** On one line, and cut with a sign that it was. The cost does not depend on how long the text is. */
export function short(text: string, most = MOST_TEXT): string {
  const line = text
    .slice(0, 4 * most)
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  const cut = characters.length > most || text.length > 4 * most;
  return cut ? `${characters.slice(0, most).join('')}…` : line;
}

export const quoted = (text: string): string => `"${short(text)}"`;

export const scalarText = (node: Node | undefined): string => (node?.kind === 'scalar' ? node.text : '');

/** One word or several as a list of texts. */
export function wordsOf(node: Node | undefined): string[] {
  if (node?.kind === 'scalar') return [node.text];
  return node?.kind === 'list' ? node.items.map(scalarText) : [];
}

/** `home, eu and efta`; of many the first, and how many more. */
export function listed(words: readonly string[], last = 'and'): string {
  const texts = words.map((word) => short(word));
  if (texts.length > MOST_ENTRIES + 1) {
    const shown = texts.slice(0, MOST_ENTRIES).join(', ');
    return `${shown} and ${texts.length - MOST_ENTRIES} more`;
  }
  return texts.length < 2 ? (texts[0] ?? 'nothing') : `${texts.slice(0, -1).join(', ')} ${last} ${texts.at(-1)}`;
}

/** Two amounts with the same number of decimals: 3 and 3.50 are `3.00` and `3.50`. */
export function decimals(texts: readonly string[]): string[] {
  const values = texts.map(parseDecimal);
  const written = texts.map((text) => /\.(\d+)$/.exec(text)?.[1]?.length ?? 0);
  const places = Math.max(0, ...written);
  return texts.map((text, index) => (values[index] ? formatRational(values[index], places) : text));
}

/** What a value has in common with the other side's, and its own: `3.00`, `3.50`, ` per GB`. */
export interface Pair {
  readonly before: string;
  readonly after: string;
  readonly unit: string;
}

const RATE = /^(\d+(?:\.\d+)?)\s*\/\s*(.+)$/;
const QUANTITY = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/;
/** More decimals than this are not easier to read in another unit. */
const EASY = 6;

const easy = (value: Rational): boolean => (decimalsOf(value) ?? EASY + 1) <= EASY;

const per = (unit: string): string =>
  ` per ${unit.replace(/^(\d+(?:\.\d+)?)\s*(?=[A-Za-z])/, '$1 ').replace(/^1 /, '')}`;

export function rateWords(text: string): string {
  const match = RATE.exec(text);
  return match ? `${match[1]}${per(match[2]!)}` : short(text);
}

/** Two rates with one unit, the head's if it can be. */
export function ratePair(before: string, after: string, units: UnitTable): Pair {
  const [old, now] = [RATE.exec(before), RATE.exec(after)];
  if (!old || !now) return { before: rateWords(before), after: rateWords(after), unit: '' };
  const [oldUnit, unit] = [per(old[2]!), per(now[2]!)];
  if (oldUnit === unit) {
    const [a, b] = decimals([old[1]!, now[1]!]) as [string, string];
    return { before: a, after: b, unit };
  }
  const [oldRate, rate] = [parseRate(before, units), parseRate(after, units)];
  if (oldRate && rate && oldRate.dimension === rate.dimension) {
    const size = divide(parseDecimal(now[1]!)!, rate.perBase);
    const oldSize = divide(parseDecimal(old[1]!)!, oldRate.perBase);
    if (rate.perBase.n !== 0n && easy(multiply(oldRate.perBase, size))) {
      const [a, b] = decimals([formatRational(multiply(oldRate.perBase, size), 2), now[1]!]) as [string, string];
      return { before: a, after: b, unit };
    }
    if (oldRate.perBase.n !== 0n && easy(multiply(rate.perBase, oldSize))) {
      const [a, b] = decimals([old[1]!, formatRational(multiply(rate.perBase, oldSize), 2)]) as [string, string];
      return { before: a, after: b, unit: oldUnit };
    }
  }
  return { before: rateWords(before), after: rateWords(after), unit: '' };
}

export function quantityWords(text: string): string {
  const match = QUANTITY.exec(text);
  return match ? `${match[1]} ${match[2]}` : short(text);
}

/** Two quantities, each with the unit of the head's if both can be told in it. */
export function quantityPair(before: string, after: string, units: UnitTable): Pair {
  const [old, now] = [parseQuantity(before, units), parseQuantity(after, units)];
  const written = { before: quantityWords(before), after: quantityWords(after), unit: '' };
  if (!old || !now || old.dimension !== now.dimension) return written;
  for (const text of [after, before]) {
    const name = QUANTITY.exec(text)?.[2];
    const size = name === undefined ? undefined : units.get(name)?.size;
    if (!size) continue;
    const [a, b] = [divide(old.value, size), divide(now.value, size)];
    if (easy(a) && easy(b))
      return { before: `${formatRational(a)} ${name}`, after: `${formatRational(b)} ${name}`, unit: '' };
  }
  return written;
}

/** `60 s / 1 s`, one value written out as both; `60 s down` as `60 s, full ones only`. */
export function incrementWords(text: string): string {
  if (/\s+down$/.test(text)) return `${quantityWords(text.replace(/\s+down$/, ''))}, completed ones only`;
  const [first = '', following = first] = text.split(/\s*\/\s*/);
  return `${quantityWords(first)} / ${quantityWords(following)}`;
}

export const percentWords = (text: string): string => `${text.replace(/\s*%$/, '')} %`;

/** `half-up 0.01`; a step of decimals as the step it is. */
export function roundingWords(text: string): string {
  const counted = /^(\S+) +(\d+) decimals?$/.exec(text);
  if (!counted) return text.replaceAll(/ +/g, ' ');
  const places = Number(counted[2]);
  return `${counted[1]} ${places === 0 ? '1' : `0.${'0'.repeat(places - 1)}1`}`;
}
