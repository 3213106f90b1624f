/** Whether two ways of writing mean the same: `60 s` and `60 s / 60 s`, 19.9 and 19.90, a key left out and its default. */

import { formatRational, parseDecimal } from '../../exact/rational.ts';
import { parseQuantity, parseRate, type UnitTable } from '../../units/quantity.ts';
import type { MapNode, Node } from '../../yaml/document.ts';
import type { DocumentKind } from '../parse/shape.ts';
import { type Located, partNode, type Standing, unitsOf } from './side.ts';
import { type Form, keyAt, keyOf } from './words/language.ts';
import { incrementWords, roundingWords, scalarText, wordsOf } from './words/values.ts';

/** Whether an edit writes the same meaning in another way. */
export function sameMeaning(located: Located): boolean {
  const { edit } = located;
  if (edit.kind === 'moved' || edit.kind === 'split' || edit.kind === 'renamed') return false;
  const known = keyAt(edit.document.kind, edit.path);
  if (!known || known.rest.length > 0 || known.key.form === 'part' || edit.path.length === 0) return false;
  const units = unitsOf(located);
  const { pattern, key } = known;
  const read = (node: Node | undefined, standing: Standing): string | undefined => {
    if (node) return meaning(edit.document.kind, pattern, node, units);
    const usual = byDefault(pattern, standing, located) ?? key.otherwise;
    return usual === undefined ? undefined : scalar(key.form, usual, units);
  };
  const before = read(edit.before, located.base);
  const after = read(edit.after, located.head);
  return before !== undefined && before === after;
}

/** What holds where a key is not written and the language alone does not say it. */
function byDefault(pattern: string, { plan }: Standing, located: Located): string | undefined {
  const part = (): string | undefined => {
    const node = partNode(located.head, located.edit.path) ?? partNode(located.base, located.edit.path);
    return node && scalarText(node.entries.find(({ key }) => key === 'id')?.value);
  };
  if (pattern === '.name') return located.edit.document.id;
  if (/^\.\w+\[\]\.(name|tiers\.counter)$/.test(pattern)) return part();
  if (/^\.\w+\[\]\.tax$/.test(pattern)) return plan?.tax?.rates[0]?.category;
  if (pattern === '.effective.existing') return 'next-cycle';
  const minor = plan && `half-up ${plan.currency.decimals} decimals`;
  if (/^\.rounding\.(line|discount|tax)$/.test(pattern)) return minor;
  if (/^\.\w+\[\]\.rounding\.line$/.test(pattern) && plan) {
    const { line } = plan.rounding;
    return line ? `${line.mode} ${formatRational(line.step)}` : 'none';
  }
  return undefined;
}

/** A text that is the same for all ways of writing one meaning. */
function meaning(kind: DocumentKind, pattern: string, node: Node, units: UnitTable): string {
  const form = keyOf(kind, pattern)?.form;
  if (node.kind === 'scalar' && form === 'proration') return mapMeaning(kind, pattern, asProration(node), units);
  if (node.kind === 'map') return mapMeaning(kind, pattern, node, units);
  if (form === 'words' || form === 'set') return JSON.stringify([...new Set(wordsOf(node))].sort());
  if (node.kind === 'list') {
    const items = node.items.map((item) => meaning(kind, `${pattern}[]`, item, units));
    return JSON.stringify(form === 'matches' ? items.sort() : items);
  }
  const known = form ?? (pattern.includes('.rows{}') ? 'cell' : pattern.includes('.rate') ? 'rate' : 'word');
  return scalar(known, node.text, units);
}

const asProration = (node: Node): MapNode => ({
  kind: 'map',
  place: node.place,
  entries: [{ key: 'basis', keyPlace: node.place, value: node }],
});

function mapMeaning(kind: DocumentKind, pattern: string, node: MapNode, units: UnitTable): string {
  const entries = node.entries.flatMap(({ key, value }): [string, string][] => {
    const path = `${pattern}.${key}`;
    const known = keyOf(kind, path);
    const free = keyOf(kind, `${pattern}{}`);
    const text = meaning(kind, known || !free ? path : `${pattern}{}`, value, units);
    const usual = known?.otherwise === undefined ? undefined : scalar(known.form, known.otherwise, units);
    return usual === text ? [] : [[key, text]];
  });
  // The first category of tax is what charges have that name none.
  if (pattern === '.tax.rates') return JSON.stringify(entries);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function scalar(form: Form, text: string, units: UnitTable): string {
  switch (form) {
    case 'money':
    case 'cell':
    case 'percent':
    case 'count': {
      const value = parseDecimal(text.replace(/\s*%$/, ''));
      return value ? formatRational(value) : text;
    }
    case 'quantity': {
      const quantity = parseQuantity(text, units);
      return quantity ? `${quantity.dimension} ${formatRational(quantity.value)}` : text;
    }
    case 'rate': {
      const rate = parseRate(text, units);
      return rate ? `${rate.dimension} ${formatRational(rate.perBase)}` : text;
    }
    case 'increment': {
      const sizes = incrementWords(text).replace(', completed ones only', ' / down').split(' / ');
      return JSON.stringify(sizes.map((size) => scalar('quantity', size, units)));
    }
    case 'rounding': {
      const [mode = '', ...step] = roundingWords(text).split(' ');
      const written = step.join(' ');
      const value = parseDecimal(written);
      return `${mode} ${value ? formatRational(value) : scalar('quantity', written, units)}`.trim();
    }
    case 'words':
    case 'set':
      return JSON.stringify([text]);
    case 'unit': {
      const rate = parseRate(`1 / ${text}`, units);
      return rate ? `${rate.dimension} ${formatRational(rate.perBase)}` : text;
    }
    case 'text':
    case 'long':
    case 'id':
    case 'word':
    case 'date':
    case 'time':
    case 'match':
    case 'matches':
    case 'steps':
    case 'rules':
    case 'proration':
    case 'promise':
    case 'group':
    case 'part':
      return text;
  }
}
