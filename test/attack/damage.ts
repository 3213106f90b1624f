/** Does harm to texts: to their bytes, their lines, their keys and their values. */

import type { Dice } from './dice.ts';
import { EXTREMES, NASTY_KEYS, NASTY_VALUES } from './nasty.ts';

export interface Damaged {
  readonly bytes: Buffer;
  /** What was done to it, for whoever looks for the cause. */
  readonly what: string;
}

type Harm = (text: string, dice: Dice) => string;
type ByteHarm = (bytes: Buffer, dice: Dice) => Buffer;

/** A value, a word or a number as people write them in YAML. */
const WORDS = /[\w@/.%+-]+/g;
const NUMBERS = /\d+(?:\.\d+)?/g;
/** What stands behind `key: `, up to where it ends on its line. */
const VALUES = /(?<=[\w"'-]: )(?![[{|>]|$)[^,\n\]}]+/gm;
const KEYS = /[\w-]+(?=:(?: |$))/gm;
/** `, key: value` within braces, or a line with a key. */
const ENTRIES = /, *[\w-]+: *[^,{}[\]\n]+(?=[,}])|^ *(?:- )?[\w-]+:.*\n/gm;

/** One of the places where a pattern fits, replaced; the text itself when there is none. */
function replaceOne(text: string, pattern: RegExp, dice: Dice, by: (found: string) => string): string {
  const all = [...text.matchAll(pattern)];
  if (all.length === 0) return text;
  const { 0: found, index } = dice.pick(all);
  return text.slice(0, index) + by(found) + text.slice(index + found.length);
}

const anyOf = (text: string, pattern: RegExp, dice: Dice): string => {
  const all = text.match(pattern);
  return all ? dice.pick(all) : '1';
};

function digit(found: string, dice: Dice): string {
  const at = dice.below(found.length);
  return /\d/.test(found[at]!) ? found.slice(0, at) + dice.below(10) + found.slice(at + 1) : found;
}

const insertAt = (text: string, at: number, more: string): string => text.slice(0, at) + more + text.slice(at);

function moveLines(text: string, dice: Dice): string {
  const lines = text.split('\n');
  const [from, to] = [dice.below(lines.length), dice.below(lines.length)];
  [lines[from], lines[to]] = [lines[to]!, lines[from]!];
  return lines.join('\n');
}

function indent(text: string, dice: Dice): string {
  const lines = text.split('\n');
  const at = dice.below(lines.length);
  lines[at] = dice.once(2) ? ` ${lines[at]}` : lines[at]!.replace(/^ {1,2}/, '');
  return lines.join('\n');
}

/** Changes after which a text often still means something. */
const GENTLE: Readonly<Record<string, Harm>> = {
  'another digit': (text, dice) => replaceOne(text, NUMBERS, dice, (found) => digit(found, dice)),
  'a number of elsewhere': (text, dice) => replaceOne(text, NUMBERS, dice, () => anyOf(text, NUMBERS, dice)),
  'a number with more digits': (text, dice) =>
    replaceOne(text, NUMBERS, dice, (found) => found + (found.includes('.') ? '' : '.') + dice.below(1_000_000)),
  'a value of elsewhere': (text, dice) => replaceOne(text, VALUES, dice, () => anyOf(text, VALUES, dice)),
  'a word of elsewhere': (text, dice) => replaceOne(text, WORDS, dice, () => anyOf(text, WORDS, dice)),
  'an entry left out': (text, dice) => replaceOne(text, ENTRIES, dice, () => ''),
  'a comment': (text, dice) => replaceOne(text, /$/gm, dice, () => ' # x'),
  'a byte order mark': (text) => `\ufeff${text}`,
  'line ends of Windows': (text) => text.replaceAll(/\r?\n/g, '\r\n'),
};

/** Changes that mostly break something. */
const HARSH: Readonly<Record<string, Harm>> = {
  'a nasty value': (text, dice) => replaceOne(text, VALUES, dice, () => dice.pick(NASTY_VALUES)),
  'a nasty word': (text, dice) => replaceOne(text, WORDS, dice, () => dice.pick(NASTY_VALUES)),
  'a nasty value inserted': (text, dice) => insertAt(text, dice.below(text.length + 1), dice.pick(NASTY_VALUES)),
  'a nasty key': (text, dice) => replaceOne(text, KEYS, dice, () => dice.pick(NASTY_KEYS)),
  'a key of elsewhere': (text, dice) => replaceOne(text, KEYS, dice, () => anyOf(text, KEYS, dice)),
  'a key written twice': (text, dice) => replaceOne(text, ENTRIES, dice, (found) => found + found),
  'a negative number': (text, dice) => replaceOne(text, NUMBERS, dice, (found) => `-${found}`),
  'a number a million times as large': (text, dice) => replaceOne(text, NUMBERS, dice, (found) => `${found}000000`),
  'lines swapped': moveLines,
  'a line indented': indent,
  'cut off': (text, dice) => text.slice(0, dice.below(text.length + 1)),
  'the beginning left out': (text, dice) => text.slice(dice.below(text.length + 1)),
  'a part left out': (text, dice) => {
    const at = dice.below(text.length + 1);
    return text.slice(0, at) + text.slice(at + 1 + dice.below(40));
  },
  'a part twice': (text, dice) => {
    const at = dice.below(text.length + 1);
    return insertAt(text, at, text.slice(at, at + 1 + dice.below(400)));
  },
  'a directive': (text, dice) => dice.pick(['%YAML 1.1\n---\n', '%TAG ! !x\n---\n', '%\n']) + text,
  'an alias': (text, dice) => `${replaceOne(text, VALUES, dice, (found) => `&a ${found}`)}more: *a\n`,
};

const BYTES: Readonly<Record<string, ByteHarm>> = {
  'bits flipped': (bytes, dice) => changed(bytes, dice, (byte) => byte ^ (1 << dice.below(8))),
  'bytes changed': (bytes, dice) => changed(bytes, dice, () => dice.below(256)),
  'bytes inserted': (bytes, dice) => {
    const more = Buffer.from(Array.from({ length: 1 + dice.below(8) }, () => dice.below(256)));
    const at = dice.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
  },
  'UTF-16': (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString(), 'utf16le')]),
};

function changed(bytes: Buffer, dice: Dice, change: (byte: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  for (let times = 1 + dice.below(4); times > 0 && copy.length > 0; times -= 1) {
    const at = dice.below(copy.length);
    copy[at] = change(copy[at]!);
  }
  return copy;
}

/** Harm to bytes, whatever they hold: the only harm for what is no text. */
export function damageBytes(bytes: Buffer, dice: Dice): Damaged {
  const [what, harm] = dice.pick(Object.entries(BYTES).slice(0, 3));
  const cut = dice.once(4) ? harm(bytes, dice).subarray(0, dice.below(bytes.length + 1)) : harm(bytes, dice);
  return { bytes: cut, what };
}

/** One to three changes; of `gentle` in a hundred texts all are gentle, and one in eighty is extreme. */
export function damage(
  text: string,
  dice: Dice,
  { gentle, extreme = 80 }: { gentle: number; extreme?: number },
): Damaged {
  if (dice.once(extreme)) {
    const [what, make] = dice.pick(EXTREMES);
    const where = dice.pick([
      (more: string) => more,
      (more: string) => text + more,
      (more: string) => `${more}\n${text}`,
    ]);
    return { bytes: Buffer.from(where(make())), what };
  }
  const mild = dice.below(100) < gentle;
  const told: string[] = [];
  let harmed = text;
  for (let times = dice.pick([1, 1, 2, 3]); times > 0; times -= 1) {
    const [what, harm] = dice.pick(Object.entries(mild || dice.once(3) ? GENTLE : HARSH));
    told.push(what);
    harmed = harm(harmed, dice);
  }
  const bytes = Buffer.from(harmed);
  if (mild || !dice.once(8)) return { bytes, what: told.join(', ') };
  const [what, harm] = dice.pick(Object.entries(BYTES));
  return { bytes: harm(bytes, dice), what: [...told, what].join(', ') };
}
