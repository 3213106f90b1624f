/** Reading of YAML nodes with every problem collected: each function gives the value or notes what is wrong with it. */

import { parseDay } from '../calendar/day.ts';
import { parseDecimal, type Rational } from '../exact/rational.ts';
import type { ScenarioCode } from '../problems/codes/scenario.ts';
import { nearest, wordList } from '../problems/nearest.ts';
import type { Place, Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import { type Dimension, parseQuantity, STANDARD_UNITS, type UnitTable } from '../units/quantity.ts';
import type { MapNode, Node } from '../yaml/document.ts';

const ID = /^[a-z0-9][a-z0-9._-]*$/;
const WORD = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const WHOLE = /^-?\d{1,15}$/;

/** Days of plans are from 1970 to 2199, and so is all that is told of customers. */
const DAYS = { first: 0, last: parseDay('2199-12-31')! };
export const isOurs = (day: number | undefined): day is number =>
  day !== undefined && day >= DAYS.first && day <= DAYS.last;

const MOST_TEXT = 1_000;

/** The fields of a map, every key known. */
export type Fields = ReadonlyMap<string, Node>;

export class Reading {
  readonly problems: Problem[] = [];
  /** What quantities are written in: those of the plan, once it is known. */
  units: UnitTable = STANDARD_UNITS;

  error(code: ScenarioCode, place: Place, message: string, fix?: string): undefined {
    this.problems.push({ code, severity: 'error', message, place, ...(fix === undefined ? {} : { fix }) });
    return undefined;
  }

  /** As error, for a name that is not among those there are. */
  unknown(
    code: ScenarioCode,
    { place }: { readonly place: Place },
    message: string,
    written: string,
    names: readonly string[],
  ): undefined {
    const near = nearest(written, names);
    return this.error(code, place, message, near ? `write \`${near}\`` : `use ${wordList(names)}`);
  }

  private wrong(node: Node, what: string, form: string): undefined {
    const written = node.kind === 'scalar' ? `\`${shownText(node.text)}\`` : node.kind === 'map' ? 'a map' : 'a list';
    const placeholder = nameOfPlaceholder(node);
    const fix = placeholder ? `give \`cases:\` a column \`${shownText(placeholder)}\`` : `write ${form}`;
    return this.error('SCENARIO-BAD-VALUE', node.place, `${what} cannot be ${written}`, fix);
  }

  map(node: Node, what: string, form: string): MapNode | undefined {
    return node.kind === 'map' ? node : this.wrong(node, what, form);
  }

  /** Refuses keys that are not known and notes those that are needed and missing. */
  fields(map: MapNode, what: string, known: readonly string[], needed: readonly string[] = []): Fields {
    const fields = new Map<string, Node>();
    for (const { key, keyPlace, value } of map.entries) {
      if (known.includes(key)) fields.set(key, value);
      else {
        const message = `${what} has no key \`${shownText(key)}\``;
        this.unknown('SCENARIO-UNKNOWN-KEY', { place: keyPlace }, message, key, known);
      }
    }
    for (const key of needed) {
      if (!fields.has(key))
        this.error('SCENARIO-MISSING-KEY', map.place, `${what} needs \`${key}\``, `add \`${key}:\``);
    }
    return fields;
  }

  /** The items of a list; one value alone stands for a list of one. */
  items(node: Node | undefined): readonly Node[] {
    return node === undefined ? [] : node.kind === 'list' ? node.items : [node];
  }

  list(node: Node, what: string, form: string): readonly Node[] {
    if (node.kind === 'list' && node.items.length > 0) return node.items;
    if (node.kind === 'list') this.error('SCENARIO-BAD-VALUE', node.place, `${what} is empty`, `write ${form}`);
    else this.wrong(node, what, form);
    return [];
  }

  /** It stands with every case and every difference: what is a megabyte here would be gigabytes there. */
  text(node: Node, what: string): string | undefined {
    if (node.kind === 'scalar' && node.text.length > MOST_TEXT) {
      const message = `${what} has at most ${MOST_TEXT} characters, this one has ${node.text.length}`;
      return this.error('SCENARIO-TOO-LARGE', node.place, message, 'write it shorter');
    }
    return node.kind === 'scalar' && node.text !== '' ? node.text : this.wrong(node, what, 'text');
  }

  id(node: Node, what: string): string | undefined {
    const id = node.kind === 'scalar' && ID.test(node.text) ? node.text : undefined;
    return id ?? this.wrong(node, what, 'lower-case letters, digits, `-`, `.` and `_`');
  }

  /** A name of a zone, a segment, a tag. */
  word(node: Node, what: string): string | undefined {
    const word = node.kind === 'scalar' && WORD.test(node.text) ? node.text : undefined;
    return word ?? this.wrong(node, what, 'one word of letters, digits, `-`, `.` and `_`');
  }

  oneOf(node: Node, what: string, choices: readonly string[]): string | undefined {
    if (node.kind === 'scalar' && choices.includes(node.text)) return node.text;
    const near = node.kind === 'scalar' ? nearest(node.text, choices) : undefined;
    return this.wrong(node, what, near ? `\`${near}\`` : wordList(choices));
  }

  yes(node: Node | undefined, what: string): boolean {
    return node !== undefined && this.oneOf(node, what, ['true', 'false']) === 'true';
  }

  /** A whole number `least` to `most`, both included. */
  whole(node: Node, what: string, least: number, most: number): number | undefined {
    const value = node.kind === 'scalar' && WHOLE.test(node.text) ? Number(node.text) : undefined;
    if (value !== undefined && value >= least && value <= most) return value;
    return this.wrong(node, what, `a whole number from ${least} to ${most}`);
  }

  date(node: Node, what: string): number | undefined {
    const day = node.kind === 'scalar' ? parseDay(node.text) : undefined;
    return isOurs(day) ? day : this.wrong(node, what, 'a date of 1970 to 2199: 2026-03-31');
  }

  amount(node: Node, what: string): Rational | undefined {
    const amount = node.kind === 'scalar' ? parseDecimal(node.text) : undefined;
    return amount ?? this.wrong(node, what, 'a number without unit: 19.90');
  }

  /** A quantity in base units; of `dimension`, when given. */
  quantity(node: Node, what: string, dimension?: Dimension): Rational | undefined {
    const form = dimension ? FORMS[dimension] : 'a quantity with its unit: 5.5 GB, 3m 30s, 12 msg';
    if (node.kind !== 'scalar') return this.wrong(node, what, form);
    const counted = dimension === 'message' || dimension === 'unit';
    if (counted && /^\d+$/.test(node.text)) return parseDecimal(node.text);
    const quantity = parseQuantity(node.text, this.units);
    if (!quantity || (dimension && quantity.dimension !== dimension)) return this.wrong(node, what, form);
    return quantity.value;
  }
}

/** The value of a key that a map may have. */
export const valueIn = (map: MapNode, key: string): Node | undefined =>
  map.entries.find((candidate) => candidate.key === key)?.value;

/** `data` of `$data`: a place that a column of a table fills. In quotes it is text. */
export const nameOfPlaceholder = (node: Node): string | undefined =>
  node.kind === 'scalar' && !node.quoted && node.text.startsWith('$') ? node.text.slice(1) : undefined;

const FORMS: Readonly<Record<Dimension, string>> = {
  time: 'a duration: 3m 30s, 90 s, 1.5 min',
  data: 'a volume: 5.5 GB, 300 kB',
  message: 'a number of messages: 12',
  unit: 'a number: 3',
};
