/**
 * Every key of the plan language in the field's words. The JSON Schema is the source of the keys; a test walks it and
 * holds that none is missing here.
 */

import type { DocumentKind } from '../../parse/shape.ts';
import type { Step } from '../edit.ts';

/** How a value is read and shown. */
export type Form =
  /** Text of people: no bill moves. */
  | 'text'
  /** Text that is too long to be shown. */
  | 'long'
  | 'id'
  | 'word'
  /** One word or several, in any order. */
  | 'words'
  /** Words whose order has no meaning, always a list. */
  | 'set'
  | 'money'
  | 'percent'
  | 'quantity'
  | 'increment'
  | 'rate'
  /** Of a table: by band, by tier or both. */
  | 'cell'
  | 'unit'
  | 'rounding'
  | 'count'
  | 'date'
  | 'time'
  | 'match'
  | 'matches'
  | 'steps'
  | 'rules'
  | 'proration'
  | 'promise'
  /** A mapping or a list that is told by its keys. */
  | 'group'
  /** A charge, an allowance, a discount: with an id of its own. */
  | 'part';

export interface Key {
  /** What the value is called; empty where it is what the part is about, such as the amount of a fee. */
  readonly label: string;
  readonly form: Form;
  /** What holds where the key is not written, as it would be written. */
  readonly otherwise?: string;
  /** What is said where the key is not written. */
  readonly unset?: string;
}

type Keys = Readonly<Record<string, Key>>;

const key = (label: string, form: Form, otherwise?: string): Key =>
  otherwise === undefined ? { label, form } : { label, form, otherwise };
const unset = (label: string, form: Form, words: string): Key => ({ label, form, unset: words });

const under = (path: string, keys: Keys): Keys =>
  Object.fromEntries(Object.entries(keys).map(([name, value]) => [`${path}${name}`, value]));

const proration = (what: string): Keys => ({
  '.prorate': unset(what, 'group', 'the whole amount'),
  '.prorate.activation': unset(`${what} for the month of the activation`, 'proration', 'the whole amount'),
  '.prorate.activation.basis': key(`${what} for the month of the activation`, 'word'),
  '.prorate.activation.first_day': key('day of the activation', 'word', 'used'),
  '.prorate.termination': unset(`${what} for the month of the termination`, 'proration', 'the whole amount'),
  '.prorate.termination.basis': key(`${what} for the month of the termination`, 'word'),
  '.prorate.termination.last_day': key('day of the termination', 'word', 'free'),
});

const charge: Keys = {
  '': key('', 'part'),
  '.id': key('id', 'id'),
  '.name': unset('name on the invoice', 'text', 'its id'),
  '.tax': unset('tax category', 'id', 'the first'),
};

const lineRounding: Keys = {
  '.rounding': unset('rounding', 'group', 'as the plan rounds'),
  '.rounding.line': unset('rounding of its line', 'rounding', 'as the plan rounds'),
};

const match = (path: string): Keys => ({
  [path]: key('applies to', 'match'),
  [`${path}.service`]: key('services', 'words'),
  [`${path}.direction`]: unset('direction', 'words', 'any'),
  [`${path}.to`]: unset('destinations', 'words', 'any'),
  [`${path}.in`]: unset('networks', 'words', 'any'),
});

const table: Keys = {
  '.by': key('zone of the rates', 'word'),
  '.unit': key('unit of the rates', 'unit'),
  '.rows': key('rates', 'group'),
  '.rows{}': key('', 'cell'),
};

const PLAN: Keys = {
  '': key('', 'group'),
  '.plan': key('id', 'id'),
  '.name': unset('name on the invoice', 'text', 'its id'),
  '.description': unset('description', 'long', 'none'),
  '.currency': key('currency', 'id'),
  '.timezone': key('time zone', 'id'),
  '.prices': key('prices', 'word'),
  '.effective': unset('holds', 'group', 'from the beginning, for new customers'),
  '.effective.new': key('for new customers from', 'date'),
  '.effective.existing': key('existing customers', 'word', 'next-cycle'),
  '.bill_cycle': unset('bill cycle', 'group', 'from day 1'),
  '.bill_cycle.anchor': key('bill cycle begins on day', 'word', '1'),
  '.units': unset('sizes of units', 'group', 'as usual'),
  '.units.kB': key('size of a kB', 'quantity', '1000 B'),
  '.units.MB': unset('size of a MB', 'quantity', '1000 kB'),
  '.units.GB': unset('size of a GB', 'quantity', '1000 MB'),
  '.units.TB': unset('size of a TB', 'quantity', '1000 GB'),
  '.tax': unset('tax', 'group', 'no tax'),
  '.tax.name': key('name of the tax on the invoice', 'text'),
  '.tax.rates': key('tax', 'group'),
  '.tax.rates{}': key('tax', 'percent'),
  '.rounding': unset('rounding', 'group', 'to the smallest coin'),
  '.rounding.line': unset('rounding of lines', 'rounding', 'half-up to the smallest coin'),
  '.rounding.discount': unset('rounding of discounts', 'rounding', 'half-up to the smallest coin'),
  '.rounding.tax': unset('rounding of tax', 'rounding', 'half-up to the smallest coin'),
  '.rounding.total': key('rounding of the total', 'rounding', 'none'),
  '.line_by': unset('separate lines by', 'set', 'nothing'),
  '.recurring': key('recurring charges', 'group'),
  '.one_time': key('one-time charges', 'group'),
  '.allowances': key('allowances', 'group'),
  '.usage': key('usage charges', 'group'),
  '.discounts': key('discounts', 'group'),
  '.must_hold': unset('promises', 'group', 'none'),
  ...under('.recurring[]', {
    ...charge,
    ...proration('part paid'),
    ...lineRounding,
    '.amount': key('', 'money'),
    '.charged': key('charged', 'word', 'in-advance'),
    '.only_if': key('charged if', 'word', 'always'),
  }),
  ...under('.one_time[]', {
    ...charge,
    ...lineRounding,
    '.amount': key('', 'money'),
    '.on': key('charged at', 'word'),
    '.charged': key('charged', 'word', 'in-advance'),
  }),
  ...under('.allowances[]', {
    '': key('', 'part'),
    '.id': key('id', 'id'),
    '.name': unset('name', 'text', 'its id'),
    '.covers': key('covers', 'matches'),
    ...match('.covers[]'),
    '.covers[]': key('covers', 'match'),
    '.amount': key('', 'quantity'),
    '.priority': key('priority', 'count', '100'),
    '.remainder': key('increment covered in part', 'word', 'split'),
    ...proration('part granted'),
    '.prorate.round': key('part granted, rounded', 'rounding'),
  }),
  ...under('.usage[]', {
    ...charge,
    ...match('.match'),
    '.minimum_quantity': unset('minimum', 'quantity', 'none'),
    '.increment': unset('increment', 'increment', 'none (exact)'),
    '.setup': unset('setup', 'group', 'none'),
    '.setup.amount': key('setup', 'money'),
    '.setup.when': key('setup charged for', 'word', 'charged'),
    '.bands': unset('bands', 'group', 'none'),
    '.bands.calendar': key('calendar of its bands', 'id'),
    '.bands.crossing': key('record across bands', 'word'),
    '.rate': unset('', 'rate', 'none'),
    '.rates': unset('rates', 'group', 'none'),
    ...under('.rates', table),
    '.tiers': unset('tiers', 'group', 'none'),
    '.tiers.model': key('model of tiers', 'word'),
    '.tiers.counter': unset('counter', 'id', 'its own'),
    '.tiers.count': key('counter counts', 'word', 'charged'),
    '.tiers.edge': key('quantity on an edge', 'word', 'below'),
    '.tiers.zero_usage': key('month without usage', 'word', 'free'),
    '.tiers.steps': key('tiers', 'steps'),
    '.tiers.steps[]': key('', 'group'),
    '.tiers.steps[].to': unset('up to', 'quantity', 'no end'),
    '.tiers.steps[].rate': unset('', 'rate', 'none'),
    '.tiers.steps[].fee': unset('fee', 'money', 'none'),
    '.package': unset('package', 'group', 'none'),
    '.package.size': key('block', 'quantity'),
    '.package.price': key('price of a block', 'money'),
    '.package.partial': key('block used in part', 'word', 'up'),
    '.rounding': unset('rounding', 'group', 'as the plan rounds'),
    '.rounding.segment': key('rounding of each piece in a band', 'rounding', 'none'),
    '.rounding.record': key('rounding of each record', 'rounding', 'none'),
    '.rounding.counter': unset('rounding of the total of the month', 'group', 'none'),
    '.rounding.counter.to': key('rounding of the total of the month', 'rounding'),
    '.rounding.counter.stage': key('total of the month rounded', 'word'),
    '.rounding.line': unset('rounding of its lines', 'rounding', 'as the plan rounds'),
    '.line_by': unset('separate lines by', 'set', 'as the plan says'),
  }),
  ...under('.discounts[]', {
    '': key('', 'part'),
    '.id': key('id', 'id'),
    '.name': unset('name on the invoice', 'text', 'its id'),
    '.percent': unset('', 'percent', 'no percentage'),
    '.amount': unset('', 'money', 'no amount'),
    '.on': key('taken off', 'set'),
    '.for': unset('for', 'group', 'always'),
    '.for.cycles': key('for', 'count'),
    '.for.starting': key('counted from', 'word', 'activation'),
  }),
  ...under('.must_hold[]', {
    '': key('promise', 'promise'),
    '.zero-usage-costs': unset('promise, a month without usage costs', 'money', 'not promised'),
    '.more-usage-never-costs-less': unset('promise, more usage never costs less', 'promise', 'not promised'),
    '.more-usage-never-costs-less.except': key('promise, more usage never costs less, except', 'set'),
    '.never-more-than': unset('promise, never more than another plan', 'promise', 'not promised'),
    '.never-more-than.plan': key('promise, never more than the plan', 'id'),
    '.never-more-than.by': key('promise, never more than another plan by', 'money', '0'),
  }),
};

const CALENDAR: Keys = {
  '': key('', 'group'),
  '.calendar': key('id', 'id'),
  '.bands': key('bands', 'group'),
  '.bands{}': key('', 'rules'),
  '.bands{}[]': key('', 'rules'),
  '.bands{}[].days': key('days', 'set'),
  '.bands{}[].from': key('from', 'time', '00:00'),
  '.bands{}[].before': key('before', 'time', '24:00'),
  '.holidays': unset('holidays', 'set', 'none'),
};

const RATES: Keys = { '': key('', 'group'), '.rates': key('id', 'id'), ...table };

const LANGUAGE: Readonly<Record<DocumentKind, Keys>> = { plan: PLAN, calendar: CALENDAR, rates: RATES };

/** Mappings whose keys are names of the plan's own. */
const FREE = new Set(['.tax.rates', '.usage[].rates.rows', '.rows', '.bands']);

export interface Known {
  /** `.usage[].tiers.steps[].rate`: names and places taken out. */
  readonly pattern: string;
  readonly key: Key;
  /** Steps inside the value: the band of a rate, the tier of a cell, an entry of a list. */
  readonly rest: readonly Step[];
}

/** What a path leads to: its deepest key that the language has a word for, and the steps inside its value. */
export function keyAt(kind: DocumentKind, path: readonly Step[]): Known | undefined {
  const keys = LANGUAGE[kind];
  let pattern = '';
  for (const [index, step] of path.entries()) {
    const free = FREE.has(pattern) && (pattern !== '.bands' || kind === 'calendar');
    const next = typeof step !== 'string' ? `${pattern}[]` : free ? `${pattern}{}` : `${pattern}.${step}`;
    if (!Object.hasOwn(keys, next)) {
      const here = keys[pattern]!;
      return INSIDE.has(here.form) ? { pattern, key: here, rest: path.slice(index) } : undefined;
    }
    pattern = next;
  }
  return { pattern, key: keys[pattern]!, rest: [] };
}

/** The keys of a mapping that stand where they do by their defaults. */
export const keyOf = (kind: DocumentKind, pattern: string): Key | undefined =>
  Object.hasOwn(LANGUAGE[kind], pattern) ? LANGUAGE[kind][pattern] : undefined;

/** Forms whose values have an inside that is told with them. */
const INSIDE: ReadonlySet<Form> = new Set(['words', 'set', 'rate', 'cell', 'rules', 'matches', 'steps']);

/** Words that stand for words of the language, where those would not be understood without it. */
export const MEANINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '.prices': { gross: 'gross (tax inside)', net: 'net (tax on top)' },
  '.recurring[].only_if': { always: 'always', used: 'something was used' },
  '.allowances[].remainder': { split: 'split exactly', leave: 'left to be charged', cover: 'covered whole' },
  '.usage[].setup.when': { charged: 'what is charged', always: 'every record' },
  '.usage[].bands.crossing': {
    'by-start': 'all in the band of its start',
    'split-by-increment': 'each increment in the band of its start',
    'round-then-split': 'rounded, then cut at the edge',
  },
  '.usage[].tiers.count': { charged: 'what is charged', all: 'all usage, covered or not' },
  '.usage[].tiers.edge': { below: 'in the tier below', above: 'in the tier above' },
  '.usage[].tiers.zero_usage': { free: 'free', 'first-fee': 'owes the fee of tier 1' },
  '.usage[].package.partial': { up: 'charged whole', down: 'not charged' },
  '.usage[].rounding.counter.stage': {
    'before-allowance': 'before allowances',
    'after-allowance': 'after allowances',
  },
  '.recurring[].prorate.activation.first_day': { used: 'paid for', free: 'free' },
  '.recurring[].prorate.termination.last_day': { used: 'paid for', free: 'free' },
  '.allowances[].prorate.activation.first_day': { used: 'counted', free: 'not counted' },
  '.allowances[].prorate.termination.last_day': { used: 'counted', free: 'not counted' },
  '.discounts[].for.starting': { activation: 'the activation', 'first-full-cycle': 'the first full cycle' },
  '.usage[].rates.by': { to: 'of the other party', in: 'of the network' },
  '.by': { to: 'of the other party', in: 'of the network' },
};
