/**
 * What lists and mappings of a document mean where they stand: whether order counts, and by what their entries are known.
 * Everything not named here is a mapping by keys or a list in sequence.
 */

import type { DocumentKind } from '../parse/shape.ts';

/**
 * words: a word or a set of words. any-order: entries without an id, whose order means nothing. sequence: entries
 * without an id, in order. whole: one value, however long. parts: entries known by their `id`.
 */
export type ListForm = 'words' | 'any-order' | 'sequence' | 'whole' | 'parts';

/** Where the order of parts has a meaning: everywhere, nowhere, or among those of the same `priority`. */
export type OrderForm = 'all' | 'none' | 'priority';

/** How one part can become several that together say the same: by dividing what stands at this path, or an amount. */
export interface Division {
  readonly by: 'words' | 'rows' | 'covers' | 'amount';
  readonly path: readonly string[];
}

export interface Form {
  readonly list?: ListForm;
  /** Of parts. */
  readonly order?: OrderForm;
  /** Of a mapping: the order of its keys has a meaning. */
  readonly ordered?: boolean;
  readonly keys?: ReadonlyMap<string, Form>;
  /** Of every value of a mapping whose keys are the user's. */
  readonly every?: Form;
  /** Of the entries of a list. */
  readonly item?: Form;
  /** Keys that say what a part is for: a part under another id with another of these is another part. */
  readonly identity?: readonly string[];
  readonly divisions?: readonly Division[];
}

const ANY: Form = {};
const WORDS: Form = { list: 'words' };
const LINE_BY: Form = { list: 'whole' };

const mapping = (keys: Readonly<Record<string, Form>>): Form => ({ keys: new Map(Object.entries(keys)) });

const MATCH_KEYS = ['to', 'in', 'service', 'direction'];
const MATCH = mapping(Object.fromEntries(MATCH_KEYS.map((key) => [key, WORDS])));

const charges = (order: OrderForm, item: Form): Form => ({ list: 'parts', order, item });
const AMOUNT: Division = { by: 'amount', path: ['amount'] };

const PLAN = mapping({
  line_by: LINE_BY,
  // The first category is what a charge has unless it says, and the last cent of a spread goes by their order.
  tax: mapping({ rates: { ordered: true } }),
  recurring: charges('none', { divisions: [AMOUNT] }),
  one_time: charges('none', { identity: ['on'], divisions: [AMOUNT] }),
  allowances: charges('priority', {
    ...mapping({ covers: { list: 'any-order', item: MATCH } }),
    identity: ['covers'],
    divisions: [{ by: 'covers', path: ['covers'] }],
  }),
  usage: charges('all', {
    ...mapping({ match: MATCH, line_by: LINE_BY }),
    identity: ['match'],
    divisions: [
      ...MATCH_KEYS.map((key): Division => ({ by: 'words', path: ['match', key] })),
      { by: 'rows', path: ['rates', 'rows'] },
    ],
  }),
  discounts: charges('all', { ...mapping({ on: WORDS }), identity: ['on'] }),
  must_hold: {
    list: 'any-order',
    item: mapping({ 'more-usage-never-costs-less': mapping({ except: WORDS }) }),
  },
});

const RULES: Form = { list: 'any-order', item: mapping({ days: WORDS }) };
const CALENDAR = mapping({ bands: { every: RULES }, holidays: WORDS });

export const FORMS: Readonly<Record<DocumentKind, Form>> = { plan: PLAN, calendar: CALENDAR, rates: ANY };

export const formOfKey = (form: Form, key: string): Form => form.keys?.get(key) ?? form.every ?? ANY;
export const formOfItem = (form: Form): Form => form.item ?? ANY;
