/**
 * Random changes of plans, made without the product: each part of a change is a function from plain documents to plain
 * documents, so that any choice of parts can be made by hand and rated by the oracle.
 */

import fc from 'fast-check';
import { pairs } from './arbitrary-usage.ts';
import { dayOf, isoDay } from './civil.ts';
import type { Account, PlainRecord } from './oracle.ts';
import { list, map, type Plain, type PlainDocument, type PlainMap } from './text.ts';

/** One part of a change. Parts touch different places: the order in which they are made does not matter. */
export interface Swap {
  readonly words: string;
  readonly apply: (documents: readonly PlainDocument[]) => readonly PlainDocument[];
}

export interface Customer {
  readonly account: Account;
  readonly records: readonly PlainRecord[];
  readonly segment: string | undefined;
}

export interface ChangeCase {
  readonly base: readonly PlainDocument[];
  readonly swaps: readonly Swap[];
  readonly customers: readonly Customer[];
}

/** A document by what it is, whatever stands beside it. */
const keyOf = (document: PlainDocument): string => {
  const kind = ['plan', 'rates', 'calendar'].find((name) => document[name] !== undefined)!;
  return `${kind} ${document[kind]} ${String(map(document.effective)?.new ?? '')}`;
};

type Path = readonly (string | number)[];

interface Place {
  readonly document: string;
  readonly path: Path;
  readonly text: string;
}

const MONEY = new Set(['amount', 'price', 'fee', 'rate']);

/** Scalars that move money: prices, sizes of allowances, percentages, edges of tiers. */
function placesIn(documents: readonly PlainDocument[]): Place[] {
  const places: Place[] = [];
  for (const document of documents) {
    const key = keyOf(document);
    const isPlan = key.startsWith('plan ');
    const visit = (value: Plain | undefined, path: Path): void => {
      if (typeof value === 'string') {
        const names = path.filter((step) => typeof step === 'string');
        const last = names.at(-1)!;
        const ofRates = !isPlan && names[0] === 'rows';
        const tier = last === 'to' && names.includes('steps');
        const rate = names.includes('rate') && /\//.test(value);
        const inlineRows = names.includes('rows');
        const tax = names[0] === 'tax' && names[1] === 'rates';
        if (MONEY.has(last) || ofRates || tier || rate || inlineRows || tax || last === 'percent')
          places.push({ document: key, path, text: value });
        return;
      }
      if (Array.isArray(value)) value.forEach((item, index) => void visit(item, [...path, index]));
      else if (value) for (const [name, item] of Object.entries(value as PlainMap)) visit(item, [...path, name]);
    };
    visit(document, []);
  }
  return places;
}

function replaced(value: Plain | undefined, path: Path, text: string): Plain {
  const [step, ...rest] = path;
  if (step === undefined) return text;
  if (typeof step === 'number') return list(value).map((item, at) => (at === step ? replaced(item, rest, text) : item));
  return { ...map(value), [step]: replaced(map(value)?.[step], rest, text) };
}

/** Another number in the same words: of as many decimals, and above zero. */
function otherNumber(text: string, by: number): string {
  return text.replace(/-?\d+(?:\.\d+)?/, (number) => {
    const decimals = number.split('.')[1]?.length ?? 0;
    const units = BigInt(number.replace('.', ''));
    const size = units < 0n ? -units : units;
    const other = [size + 1n, size * 2n + 1n, size + size / 10n + 1n, size / 2n + 1n, size + 100n][by % 5]!;
    const digits = `${other === units ? other + 1n : other}`.padStart(decimals + 1, '0');
    return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  });
}

const onDocument =
  (key: string, edit: (document: PlainDocument) => PlainDocument): Swap['apply'] =>
  (documents) =>
    documents.map((document) => (keyOf(document) === key ? edit(document) : document));

const valueSwap = ({ document, path, text }: Place, by: number): Swap => {
  const other = otherNumber(text, by);
  return {
    words: `${document} ${path.join('.')}: ${text} -> ${other}`,
    apply: onDocument(document, (one) => replaced(one, path, other) as PlainDocument),
  };
};

const ids = (document: PlainDocument, key: string): string[] =>
  list(document[key]).map((part) => String(map(part)?.id));

const rawPart = fc.record({
  kind: fc.constantFrom('value', 'value', 'value', 'value', 'fee', 'discount', 'drop', 'version', 'existing'),
  at: fc.nat({ max: 10_000 }),
  by: fc.nat({ max: 20 }),
});
type RawPart = typeof rawPart extends fc.Arbitrary<infer T> ? T : never;

/** Undefined where there is nothing to change so. */
function partOf(
  { kind, at, by }: RawPart,
  number: number,
  base: readonly PlainDocument[],
  activated: string,
): Swap | undefined {
  const plans = base.filter(({ plan }) => plan !== undefined);
  const document = plans[at % plans.length]!;
  const key = keyOf(document);
  switch (kind) {
    case 'fee':
      return {
        words: `${key}: fee extra-${number}`,
        apply: onDocument(key, (one) => {
          const fee = { id: `extra-${number}`, amount: String(by + 1), charged: by % 2 ? 'in-advance' : 'in-arrears' };
          return { ...one, recurring: [...list(one.recurring), fee] };
        }),
      };
    case 'discount':
      return {
        words: `${key}: discount off-${number}`,
        apply: onDocument(key, (one) => {
          const discount = { id: `off-${number}`, percent: String(by + 1), on: [by % 2 ? '@usage' : '@all'] };
          return { ...one, discounts: [...list(one.discounts), discount] };
        }),
      };
    case 'drop': {
      const part = ['recurring', 'one_time', 'discounts', 'allowances', 'usage'][by % 5]!;
      const own = ids(document, part);
      if (own.length === 0) return undefined;
      const id = own[at % own.length]!;
      return {
        words: `${key}: without ${part} ${id}`,
        apply: onDocument(key, (one) => {
          const left = list(one[part]).filter((item) => map(item)?.id !== id);
          const { [part]: _, ...rest } = one;
          return left.length > 0 ? { ...one, [part]: left } : rest;
        }),
      };
    }
    case 'existing': {
      const effective = map(document.effective);
      if (!effective) return undefined;
      const existing = effective.existing === 'never' ? 'next-cycle' : 'never';
      return {
        words: `${key}: existing ${existing}`,
        apply: onDocument(key, (one) => ({ ...one, effective: { ...map(one.effective), existing } })),
      };
    }
    case 'version': {
      // A copy of the newest version with other prices; its day is after that of all others.
      const own = plans.filter(({ plan }) => plan === document.plan);
      const last = own.at(-1)!;
      const days = own.flatMap(({ effective }) => {
        const { new: from, existing } = map(effective) ?? {};
        return [from, existing].flatMap((day) => (/^\d/.test(String(day)) ? dayOf(String(day)) : []));
      });
      const from = Math.max(dayOf(activated) - 10 + (by % 3) * 15, ...days.map((day) => day + 1));
      const existing = ['never', 'next-cycle', isoDay(from + 20)][at % 3]!;
      const places = placesIn([last]);
      if (places.length === 0) return undefined;
      const { path, text } = places[at % places.length]!;
      const copy = replaced({ ...last, effective: { new: isoDay(from), existing } }, path, otherNumber(text, by));
      return {
        words: `plan ${document.plan}: version from ${isoDay(from)}, existing ${existing}`,
        apply: (documents) => [...documents, copy as PlainDocument],
      };
    }
    default: {
      const places = placesIn(base);
      return places.length === 0 ? undefined : valueSwap(places[at % places.length]!, by);
    }
  }
}

/** Parts that touch different places; a plan with a new version has no other part. */
function partsOf(raw: readonly RawPart[], base: readonly PlainDocument[], activated: string): Swap[] {
  const parts = raw.flatMap((one, number) => partOf(one, number, base, activated) ?? []);
  const place = ({ words }: Swap): string => words.split(': ')[0]!.replace(/ from .*/, '');
  const versioned = new Set(parts.flatMap(({ words }) => /^plan (\S+): version/.exec(words)?.[1] ?? []));
  const kept = new Map<string, Swap>();
  for (const part of parts) {
    const plan = /^plan (\S+)/.exec(part.words)?.[1];
    const isVersion = /^plan \S+: version/.test(part.words);
    // What is dropped is edited by nobody else, and lists keep their places.
    const drops = [...kept.values()].some(({ words }) => / without /.test(words));
    if (drops || (/ without /.test(part.words) && kept.size > 0)) continue;
    if (plan !== undefined && versioned.has(plan) && !isVersion) continue;
    const key = isVersion ? `version ${plan}` : /extra-|off-/.test(part.words) ? part.words : place(part);
    if (!kept.has(key)) kept.set(key, part);
  }
  return [...kept.values()];
}

/** Plans with several customers, some of whom are on the second plan from the first day, and a change in a few parts. */
export const changeCase: fc.Arbitrary<ChangeCase> = fc
  .record({
    tried: pairs(4),
    parts: fc.array(rawPart, { minLength: 1, maxLength: 5 }),
    /** Only one side has the second plan. */
    other: fc.constantFrom('both', 'both', 'both', 'both', 'base', 'head'),
    second: fc.nat({ max: 3 }),
  })
  .map(({ tried, parts, other, second }) => {
    const { documents, activated, plans } = tried[0]!;
    const customers = tried.map(({ account, records }, at): Customer => {
      // A reader of scenarios refuses what a reader of usage files screens: it has no place in them.
      const kept = records.filter(({ service, quantity }) => fits(service, quantity));
      const isOther = plans.length > 1 && at === second % 4;
      // Plans change on the first day of a cycle, and cycles are those of the first plan.
      const { changes: _, ...stays } = account;
      return {
        account: isOther ? { ...stays, id: `c${at}`, plan: 'q' } : { ...account, id: `c${at}` },
        records: kept.map((record, number) => ({ ...record, id: `r${String(number).padStart(2, '0')}` })),
        segment: [undefined, 'a', 'b'][at % 3],
      };
    });
    const swaps = partsOf(parts, documents, activated);
    if (plans.length < 2 || other === 'both') return { base: documents, swaps, customers };
    const without = (all: readonly PlainDocument[]) => all.filter(({ plan }) => plan !== 'q');
    if (other === 'base') return { base: documents, swaps: [...swaps, withdrawn(without)], customers };
    const added = documents.filter(({ plan }) => plan === 'q');
    const onOthers = swaps.filter(({ words }) => !words.startsWith('plan q'));
    const q: Swap = { words: 'plan q: new', apply: (all) => [...all, ...added] };
    return { base: without(documents), swaps: [...onOthers, q], customers };
  });

const withdrawn = (apply: Swap['apply']): Swap => ({ words: 'plan q: withdrawn', apply });

const UNITS: Readonly<Record<string, RegExp>> = {
  voice: /(s|min)$/,
  video: /(s|min)$/,
  data: /B$/,
  sms: /msg$/,
  mms: /msg$/,
  event: /unit$/,
};
const fits = (service: string, quantity: string): boolean =>
  !quantity.startsWith('-') && (UNITS[service]?.test(quantity) ?? false);

/** As a written scenario; what it expects means nothing: nobody holds it against that. */
export function scenarioOf({ account, records, segment }: Customer): PlainMap {
  const { id, plan, activated, terminated, changes = [], invoices } = account;
  return {
    scenario: id,
    plan,
    ...(segment !== undefined && { customer: { segment } }),
    timeline: [
      { on: activated, order: 'activate' },
      ...changes.map(({ on, plan: to }) => ({ on, order: 'change-plan', plan: to })),
      ...(terminated === undefined ? [] : [{ on: terminated, order: 'terminate' }]),
    ],
    invoices: { from: invoices.from, before: invoices.before },
    expect: [{ invoice: invoices.from, total: '0' }],
    usage: records.map(({ at, service, direction, to, in: inside, quantity }) => ({
      ...{ at, service, quantity },
      ...(direction !== undefined && { direction }),
      ...(to !== undefined && { to }),
      ...(inside !== undefined && { in: inside }),
    })),
  };
}
