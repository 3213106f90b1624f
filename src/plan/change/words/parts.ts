/** Whole things in a few words: what a charge costs, what a match matches, what a plan is. */

import { entry, type MapNode, type Node } from '../../../yaml/document.ts';
import type { DocumentKind } from '../../parse/shape.ts';
import { field, mapField, mapsOf, textField } from '../../validate/resolve/fields.ts';
import { keyOf, MEANINGS } from './language.ts';
import {
  incrementWords,
  listed,
  percentWords,
  quantityWords,
  quoted,
  rateWords,
  roundingWords,
  scalarText,
  short,
  wordsOf,
} from './values.ts';

/** `outgoing voice to home in home or eu`. */
export function matchWords(node: Node | undefined): string {
  if (node?.kind !== 'map') return 'any usage';
  const any = (key: string): string | undefined => {
    const words = wordsOf(field(node, key));
    return words.length === 0 ? undefined : listed(words, 'or');
  };
  const directions = wordsOf(field(node, 'direction'));
  const direction = directions.length === 1 ? { out: 'outgoing ', in: 'incoming ' }[directions[0]!] : undefined;
  const to = any('to');
  const network = any('in');
  return `${direction ?? ''}${any('service') ?? 'usage'}${to ? ` to ${to}` : ''}${network ? ` in ${network}` : ''}`;
}

/** A rate, or one a band: `peak 0.12, off-peak 0.06 per min`. */
export function rateByBandWords(node: Node | undefined): string {
  if (node?.kind !== 'map') return rateWords(scalarText(node));
  const bands = node.entries.map(({ key, value }) => ({ key, words: rateWords(scalarText(value)) }));
  const units = new Set(bands.map(({ words }) => words.replace(/^\S+/, '')));
  const [unit = ''] = units;
  const one = units.size === 1;
  const texts = bands.map(({ key, words }) => `${short(key)} ${one ? words.replace(/ .*/, '') : words}`);
  return `${listed(texts, 'and')}${one ? unit : ''}`;
}

/** The rates of a zone without their unit: `59.00, then 39.00`, by band where it has bands. */
export function cellWords(node: Node | undefined): string {
  if (node?.kind === 'list')
    return node.items
      .map((item) => cellWords(item))
      .slice(0, 6)
      .join(' then ');
  if (node?.kind !== 'map') return short(scalarText(node));
  return node.entries
    .slice(0, 4)
    .map(({ key, value }) => `${short(key)} ${cellWords(value)}`)
    .join('; ');
}

/** `4.00 per GB up to 5 GB, then 2.00 per GB`. */
function stepsWords(node: Node | undefined): string {
  const steps = node?.kind === 'list' ? node.items.filter((item) => item.kind === 'map') : [];
  const texts = steps.map((step) => stepWords(step));
  return texts.length > 6 ? `${texts.slice(0, 5).join(', ')} and ${texts.length - 5} more tiers` : texts.join(', ');
}

function stepWords(step: MapNode): string {
  const rate = field(step, 'rate');
  const fee = textField(step, 'fee');
  const to = textField(step, 'to');
  const price = [rate && rateByBandWords(rate), fee && `a fee of ${fee}`].filter(Boolean).join(' and ');
  return `${price ? `${price} ` : ''}${to === undefined ? 'beyond' : `up to ${quantityWords(to)}`}`;
}

function tableWords(table: MapNode): string {
  const unit = textField(table, 'unit') ?? 'unit';
  const rows = mapField(table, 'rows')?.entries ?? [];
  const zones = rows.map(({ key, value }) => `${short(key)} ${cellWords(value)}`);
  return `${listed(zones)} per ${unit}`;
}

function priceWords(charge: MapNode): string {
  const rate = field(charge, 'rate');
  if (rate) return rateByBandWords(rate);
  const tiers = mapField(charge, 'tiers');
  const rates = field(charge, 'rates');
  if (rates) return rates.kind === 'map' ? tableWords(rates) : `rates of ${short(scalarText(rates))}`;
  if (tiers) return stepsWords(field(tiers, 'steps'));
  const blocks = mapField(charge, 'package');
  if (!blocks) return 'no price';
  const full = textField(blocks, 'partial') === 'down' ? 'full ' : '';
  return `${textField(blocks, 'price')} for each ${full}${quantityWords(textField(blocks, 'size') ?? '')}`;
}

/** What kind of part a list holds. */
const NOUNS: Readonly<Record<string, string>> = {
  recurring: 'charge',
  one_time: 'charge',
  usage: 'charge',
  allowances: 'allowance',
  discounts: 'discount',
};

export const nounOf = (list: string): string => NOUNS[list] ?? 'part';

/** What a part is, without its id: `0.29 per msg for sms to premium`. */
export function partWords(list: string, part: MapNode, currency: string): string {
  const amount = textField(part, 'amount');
  switch (list) {
    case 'recurring': {
      const arrears = textField(part, 'charged') === 'in-arrears' ? ', in arrears' : '';
      const used = textField(part, 'only_if') === 'used' ? ', if something was used' : '';
      return `${amount} ${currency} a month${arrears}${used}`;
    }
    case 'one_time':
      return `${amount} ${currency} at the ${textField(part, 'on')}`;
    case 'allowances':
      return `${quantityWords(amount ?? '')}${amount === 'unlimited' ? '' : ' of'} ${matchesWords(field(part, 'covers'))}`;
    case 'discounts': {
      const percent = textField(part, 'percent');
      const value = percent === undefined ? `${amount} ${currency}` : percentWords(percent);
      const cycles = mapField(part, 'for');
      const time = cycles ? ` for ${cyclesWords(textField(cycles, 'cycles') ?? '')}` : '';
      return `${value} off ${listed(wordsOf(field(part, 'on')))}${time}`;
    }
    default:
      return `${priceWords(part)} for ${matchWords(field(part, 'match'))}`;
  }
}

const matchesWords = (node: Node | undefined): string =>
  listed((node?.kind === 'list' ? node.items : []).map(matchWords), 'and');

export const cyclesWords = (count: string): string => `${count} ${count === '1' ? 'cycle' : 'cycles'}`;

/** A plan in a line: `Smart XL, 29.99 EUR a month, 50 GB of data in home`. */
export function planWords(plan: MapNode): string {
  const currency = textField(plan, 'currency') ?? '';
  const parts = (list: string) => mapsOf(plan, list).map((part) => partWords(list, part, currency));
  const name = textField(plan, 'name');
  const fees = parts('recurring');
  const all = [...(fees.length > 0 ? fees : ['no monthly fee']), ...parts('allowances')];
  const told = name === undefined ? [] : [short(name)];
  return fitting([...told, ...all], MOST_OF_PLAN, told.length + 1);
}

/** So many characters of a plan are read at a glance. */
const MOST_OF_PLAN = 110;

/** As many entries as fit, at least some, and how many more there are. */
function fitting(words: readonly string[], most: number, least: number): string {
  let count = words.length;
  const text = (): string => {
    const more = words.length - count;
    return `${words.slice(0, count).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  };
  while (count > least && text().length > most) count -= 1;
  return text();
}

const DAYS: Readonly<Record<string, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
  holiday: 'holidays',
};

/** `Monday to Friday`, `Saturday, Sunday and holidays`. */
export function daysWords(days: readonly string[]): string {
  const order = Object.keys(DAYS);
  const places = [...new Set(days.map((day) => order.indexOf(day)))].sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const place of places) {
    const run = runs.at(-1);
    if (run && run.at(-1) === place - 1 && place < 7) run.push(place);
    else runs.push([place]);
  }
  const name = (place: number): string => DAYS[order[place]!] ?? '';
  return listed(runs.flatMap((run) => (run.length > 2 ? [`${name(run[0]!)} to ${name(run.at(-1)!)}`] : run.map(name))));
}

/** When a band holds, as its rules say it. */
function rulesWords(node: Node | undefined): string {
  if (node?.kind === 'list') {
    const rules = node.items.map(rulesWords);
    return rules.length > 4 ? `${rules.slice(0, 3).join('; ')} and ${rules.length - 3} more` : rules.join('; ');
  }
  if (node?.kind !== 'map') return scalarText(node) === 'otherwise' ? 'all time that is left' : short(scalarText(node));
  const [from, before] = [textField(node, 'from') ?? '00:00', textField(node, 'before') ?? '24:00'];
  const hours = from === '00:00' && before === '24:00' ? '' : ` ${from} to ${before}`;
  return `${daysWords(wordsOf(field(node, 'days')))}${hours}`;
}

/** Any value of the language in words. `currency` is said after amounts. */
export function valueWords(kind: DocumentKind, pattern: string, node: Node, currency: string): string {
  const key = keyOf(kind, pattern) ?? { label: '', form: 'group' as const };
  const text = scalarText(node);
  switch (key.form) {
    case 'money':
      return `${short(text)} ${currency}`.trim();
    case 'percent':
      return percentWords(text);
    case 'quantity':
      return quantityWords(text);
    case 'increment':
      return incrementWords(text);
    case 'rounding':
      return roundingWords(text);
    case 'rate':
      return rateByBandWords(node);
    case 'cell':
      return cellWords(node);
    case 'words':
    case 'set':
      return listed(wordsOf(node), key.form === 'words' ? 'or' : 'and');
    case 'match':
      return matchWords(node);
    case 'matches':
      return matchesWords(node);
    case 'steps':
      return stepsWords(node);
    case 'rules':
      return rulesWords(node);
    case 'text':
    case 'long':
      return quoted(text);
    case 'unit':
    case 'id':
    case 'count':
    case 'date':
    case 'time':
      return short(text);
    case 'word':
      return MEANINGS[pattern]?.[text] ?? short(text);
    case 'proration':
      return prorationWords(node);
    case 'part':
    case 'promise':
    case 'group':
      return groupWords(kind, pattern, node, currency);
  }
}

/** `actual`, `actual with the first day free`. */
function prorationWords(node: Node): string {
  if (node.kind !== 'map') return short(scalarText(node));
  const day = textField(node, 'first_day');
  const last = textField(node, 'last_day');
  const basis = short(textField(node, 'basis') ?? '');
  return `${basis}${day ? ` with the first day ${day}` : ''}${last ? ` with the last day ${last}` : ''}`;
}

function groupWords(kind: DocumentKind, pattern: string, node: Node, currency: string): string {
  if (node.kind === 'scalar') return short(node.text);
  if (node.kind === 'list') {
    return listed(node.items.map((item) => valueWords(kind, `${pattern}[]`, item, currency)));
  }
  if (pattern === '.usage[].rates') return tableWords(node);
  if (pattern === '.usage[].tiers') return stepsWords(field(node, 'steps'));
  if (pattern === '.usage[].tiers.steps[]') return stepWords(node);
  if (pattern === '.usage[].package') return priceWords({ ...node, entries: [{ ...PACKAGE, value: node }] });
  if (pattern === '.discounts[].for') {
    const from = textField(node, 'starting') === 'first-full-cycle' ? ' from the first full one' : '';
    return `${cyclesWords(textField(node, 'cycles') ?? '')}${from}`;
  }
  if (pattern === '.tax') {
    const rates = mapField(node, 'rates')?.entries ?? [];
    const words = rates.map(({ key, value }) => `${short(key)} ${percentWords(scalarText(value))}`);
    return `${short(textField(node, 'name') ?? '')}, ${listed(words)}`;
  }
  if (pattern === '.effective') {
    const existing = textField(node, 'existing') ?? 'next-cycle';
    return `new customers from ${textField(node, 'new')}, existing customers ${existing}`;
  }
  const texts = node.entries.map(({ key, value }) => {
    const path = `${pattern}.${key}`;
    const known = keyOf(kind, path);
    const words = valueWords(kind, known ? path : `${pattern}{}`, value, currency);
    const label = known?.form === 'proration' ? key : (known?.label ?? short(key));
    return `${label} ${words}`.trim();
  });
  return listed(texts);
}

const PACKAGE = { key: 'package', keyPlace: { file: '', line: 1, column: 1 } } as const;

/** Currency of the plan a path is in; empty for shared documents, whose users may have several. */
export const currencyOf = (node: MapNode | undefined): string => {
  const value = node && entry(node, 'currency')?.value;
  return value?.kind === 'scalar' ? value.text : '';
};
