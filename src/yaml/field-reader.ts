/** Reading of nodes with every problem collected: each function gives the value or notes what is wrong with it. */

import { parseDecimal, type Rational } from '../exact/rational.ts';
import type { Code } from '../problems/codes.ts';
import { nearest, wordList } from '../problems/nearest.ts';
import type { Place, Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import { type Dimension, SERVICES } from '../units/quantity.ts';
import type { MapNode, Node } from './document.ts';

/** The fields of a map, every key known. */
export type Fields = ReadonlyMap<string, Node>;

/** What a room calls the mistakes that all rooms know. */
interface OwnCodes<C extends Code> {
  readonly unknownKey: C;
  readonly missingKey: C;
  readonly badValue: C;
  readonly wrongDimension: C;
}

export const MEASURED_IN: Readonly<Record<Dimension, string>> = {
  time: 'time',
  data: 'bytes',
  message: 'messages',
  unit: 'units',
};

/** What a record of usage must be like, in the words of a charge. */
export const MATCH_KEYS = ['service', 'direction', 'to', 'in'];
/** The shape of a charge's match. */
interface Matched {
  readonly services: readonly string[];
  readonly directions: readonly string[] | undefined;
  readonly to: readonly string[] | undefined;
  readonly in: readonly string[] | undefined;
}

const NUMBER = String.raw`([+-]?\d{1,15}(?:\.\d{1,12})?)`;
/** Numbers of bounded length: `2.5 %`, `3.00 EUR`, `3.00`, `3.00 EUR / GB`. */
export const PERCENT = new RegExp(`^${NUMBER} ?%$`);
export const AMOUNT = new RegExp(`^${NUMBER} ([A-Za-z]{3})$`);
export const BARE = new RegExp(`^${NUMBER}$`);
export const RATE = /^(\d{1,15}(?:\.\d{1,12})?)(?: ([A-Za-z]{3}))? ?\/ ?((?:\d{1,15}(?:\.\d{1,12})? ?)?[A-Za-z]+)$/;
const MOST_TEXT = 500;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export class FieldReader<C extends Code> {
  readonly problems: Problem[] = [];
  readonly #codes: OwnCodes<C>;

  constructor(codes: OwnCodes<C>) {
    this.#codes = codes;
  }

  error(code: C, place: Place, message: string, fix?: string): undefined {
    this.problems.push({ code, severity: 'error', message, place, ...(fix === undefined ? {} : { fix }) });
  }

  /** As error, for a name that is not among those there are. */
  unknown(code: C, place: Place, message: string, written: string, names: readonly string[]): undefined {
    const near = nearest(written, names);
    const fix = near ? `write \`${near}\`` : names.length > 0 ? `use ${wordList(names)}` : undefined;
    return this.error(code, place, message, fix);
  }

  wrong(node: Node, what: string, form: string): undefined {
    return this.error(this.#codes.badValue, node.place, `${what} cannot be ${writtenIn(node)}`, `write ${form}`);
  }

  /** Refuses keys that are not known and notes those that are needed and missing. */
  fields(map: MapNode, what: string, known: readonly string[], needed: readonly string[]): Fields {
    const fields = new Map<string, Node>();
    map.entries.forEach(({ key, keyPlace, value }, index) => {
      if (known.includes(key)) {
        fields.set(key, value);
        return;
      }
      const message = `${what} has no key \`${shownText(key)}\``;
      const comma = afterComma(map, index);
      if (comma) this.error(this.#codes.unknownKey, keyPlace, message, comma);
      else this.unknown(this.#codes.unknownKey, keyPlace, message, key, known);
    });
    for (const key of needed) {
      if (!fields.has(key)) {
        this.error(this.#codes.missingKey, map.place, `${what} needs \`${key}\``, `add \`${this.keyForm(key)}\``);
      }
    }
    return fields;
  }

  /** A key as it may be written, for who has left it out. */
  protected keyForm(key: string): string {
    return `${key}:`;
  }

  oneOf<Word extends string>(node: Node | undefined, what: string, choices: readonly Word[]): Word | undefined {
    if (node === undefined) return undefined;
    const found = node.kind === 'scalar' ? choices.find((choice) => choice === node.text) : undefined;
    if (found !== undefined) return found;
    const near = node.kind === 'scalar' ? nearest(node.text, choices) : undefined;
    return this.wrong(node, what, near ? `\`${near}\`` : wordList(choices));
  }

  text(node: Node | undefined, what: string): string | undefined {
    if (node === undefined) return undefined;
    if (node.kind === 'scalar' && node.text.trim() !== '' && node.text.length <= MOST_TEXT) return node.text;
    return this.wrong(node, what, `text of at most ${MOST_TEXT} characters`);
  }

  /** A share: without a sign unless told. */
  percent(node: Node | undefined, what: string, sign: 'any' | 'none' = 'none'): Rational | undefined {
    if (node === undefined) return undefined;
    const found = node.kind === 'scalar' ? PERCENT.exec(node.text) : null;
    const value = found && parseDecimal(found[1]!);
    if (value && (sign === 'any' || value.n >= 0n)) return value;
    if (node.kind === 'scalar' && /^0\.\d{1,2}$/.test(node.text)) {
      const percent = BigInt(node.text.slice(2).padEnd(2, '0'));
      return this.wrong(node, what, `\`${percent} %\`; or \`${node.text} %\`, if it is less than one percent`);
    }
    if (node.kind === 'scalar' && BARE.test(node.text)) return this.wrong(node, what, `\`${node.text} %\``);
    return this.wrong(node, what, 'a share in percent: 10 %');
  }

  /** What usage must be like, in the words of a charge; undefined after a problem. */
  match(node: Node | undefined): { readonly match: Matched; readonly dimension: Dimension } | undefined {
    if (node === undefined) return undefined;
    if (node.kind !== 'map') return this.wrong(node, '`match`', '`{ service: data }`');
    const before = this.problems.length;
    const fields = this.fields(node, '`match`', MATCH_KEYS, ['service']);
    const words = (key: string, known?: readonly string[]): readonly string[] | undefined => {
      const value = fields.get(key);
      if (value === undefined) return undefined;
      const items = value.kind === 'list' ? value.items : [value];
      if (items.length === 0) this.wrong(value, `\`${key}\``, 'one word, or a list of words');
      return items.flatMap((item) => {
        if (known) return this.oneOf(item, `\`${key}\``, known) ?? [];
        if (item.kind === 'scalar' && NAME.test(item.text)) return item.text;
        return this.wrong(item, `\`${key}\``, 'one word, or a list of words') ?? [];
      });
    };
    const services = words('service', Object.keys(SERVICES)) ?? [];
    const match = { services, directions: words('direction', ['out', 'in']), to: words('to'), in: words('in') };
    if (this.problems.length > before) return undefined;
    const dimension = SERVICES[services[0]!]!;
    const other = services.find((service) => SERVICES[service] !== dimension);
    if (other === undefined) return { match, dimension };
    const message = `\`${other}\` is measured in ${MEASURED_IN[SERVICES[other]!]}, \`${services[0]}\` in ${MEASURED_IN[dimension]}`;
    return this.error(this.#codes.wrongDimension, fields.get('service')!.place, message, 'write one entry for each');
  }
}

/** What is meant by `{ to: 3,50 }`, in which `50` is a key; undefined: something else. */
function afterComma({ entries }: MapNode, index: number): string | undefined {
  const [before, own] = [entries[index - 1]?.value, entries[index]!];
  const isEmpty = own.value.kind === 'scalar' && own.value.text === '';
  if (!isEmpty || before?.kind !== 'scalar' || !/^[+-]?\d+$/.test(before.text)) return undefined;
  const [, part = '', rest = ''] = /^(\d{1,12})( .*)?$/.exec(own.key) ?? [];
  if (part === '') return undefined;
  const decimals = `write \`${before.text}.${part}${rest}\``;
  if (part.length !== 3) return `decimals follow a dot: ${decimals}`;
  return `thousands are not set apart: write \`${before.text}${part}${rest}\` (and decimals follow a dot)`;
}

function writtenIn(node: Node): string {
  if (node.kind === 'scalar') return node.text === '' ? 'empty' : `\`${shownText(node.text)}\``;
  if (node.kind === 'map') return 'a map';
  return node.items.length === 0 ? 'an empty list' : 'a list';
}
