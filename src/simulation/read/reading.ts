/** What simulations are written in: ranges, sources, whom something is about, money of one currency, paths of the project. */

import { parseDay } from '../../calendar/day.ts';
import { add, compare, ONE, parseDecimal, type Rational, rational } from '../../exact/rational.ts';
import type { PlanHistory } from '../../plan/model.ts';
import type { SIMULATION_CODES } from '../../problems/codes/simulation.ts';
import { wordList } from '../../problems/nearest.ts';
import type { Place } from '../../problems/problem.ts';
import { shownCount, shownText } from '../../problems/shown.ts';
import { SERVICES } from '../../units/quantity.ts';
import type { MapNode, Node } from '../../yaml/document.ts';
import { AMOUNT, BARE, FieldReader, type Fields } from '../../yaml/field-reader.ts';
import { plainAmount, plainDay, plainWhole } from '../../yaml/slips.ts';
import type { Range, Sourced, Whom } from '../assumptions.ts';
import { partKey } from '../part-place.ts';
import { inProject } from './in-project.ts';

/** What the reading of a simulation needs to know. */
export interface SimulationFacts {
  /** Plans as they are. */
  readonly base: ReadonlyMap<string, PlanHistory>;
  /**
   * Plans of the candidate; `folder` is the one that the simulation names, from the project's folder. Undefined: they
   * cannot be read, which is a problem told elsewhere; nothing is said then of names of the candidate.
   */
  readonly candidate: (folder: string | undefined) => ReadonlyMap<string, PlanHistory> | undefined;
  /** Ids of the recipes. */
  readonly recipes: readonly string[];
}

export type SimulationCode = keyof typeof SIMULATION_CODES;
type Plans = ReadonlyMap<string, PlanHistory>;

const FIRST_YEAR = 1970;
const LAST_DAY = parseDay('2199-12-31')!;
const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
/** Entries of a list: more than anybody reads. */
const MOST_ENTRIES = 200;
/** Signs that are of one currency more than of any other. */
const SIGNS: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP' };

/** Of keys that are needed, and mean the same wherever they stand. */
const EXAMPLES: Readonly<Record<string, string>> = {
  population: '{ recipes: all }',
  plan: 'smart-m',
  charge: 'monthly-fee',
  service: 'data',
  value: '-0.4',
  points: '[{ bill: 0 %, leave: 1 % }, { bill: 10 %, leave: 2 % }]',
  inertia: '90 %',
  at_least: '2.00',
  id: 'roaming',
  match: '{ service: data }',
  cost: '0.012 / min',
  amount: '50.00',
  seed: '7',
  draws: '500',
  between: '[2.00, 6.00]',
  usage: '../../usage/mapping.yaml',
  data: '../../usage',
  invoices: '{ from: 2026-04-01, before: 2026-05-01 }',
};
export const HUNDRED = rational(100n);
export const RANGE_KEYS = ['low', 'central', 'high'];
export const SPAN_KEYS = ['from', 'before'];

export class Reading extends FieldReader<SimulationCode> {
  readonly facts: SimulationFacts;
  readonly file: string;
  /** Where values stand that have no place of their own. */
  readonly places = new Map<string, Place>();
  /** Known once it is read; undefined: plans have several, and none is told. */
  currency: string | undefined;
  /** Known once the folder of the candidate is read. */
  candidate: Plans | undefined;

  constructor(facts: SimulationFacts, file: string) {
    super({
      unknownKey: 'SIM-UNKNOWN-KEY',
      missingKey: 'SIM-MISSING-KEY',
      badValue: 'SIM-BAD-VALUE',
      wrongDimension: 'SIM-WRONG-DIMENSION',
    });
    this.facts = facts;
    this.file = file;
  }

  protected override keyForm(key: string): string {
    return `${key}: ${EXAMPLES[key] ?? ''}`.trimEnd();
  }

  /** Notes the place of a value for later messages. */
  at(key: string, node: Node | undefined): void {
    if (node) this.places.set(key, node.place);
  }

  map(node: Node | undefined, what: string, form: string): MapNode | undefined {
    if (node === undefined || node.kind === 'map') return node;
    return this.wrong(node, what, form);
  }

  /** The maps of a list, or one map alone. */
  entries(node: Node | undefined, what: string, form: string): readonly MapNode[] {
    if (node === undefined) return [];
    const items = node.kind === 'list' ? node.items : [node];
    if (items.length === 0) this.wrong(node, what, form);
    if (items.length > MOST_ENTRIES) {
      const message = `${what} has ${shownCount(items.length)} entries; at most ${MOST_ENTRIES} can be read`;
      this.error('SIM-TOO-LARGE', node.place, message, 'write fewer');
      return [];
    }
    return items.flatMap((item) => this.map(item, what, form) ?? []);
  }

  /** Who says so; a problem of its own when it is missing. */
  sourced(map: MapNode, fields: Fields, what: string): Sourced | undefined {
    for (const [key, value] of fields) this.at(partKey(map.place, key), value);
    const node = fields.get('source');
    if (!node) {
      const fix = 'add `source:` in a few words: a study, a past change, the judgement of a person';
      return this.error('SIM-NO-SOURCE', map.place, `${what} does not say where it is from`, fix);
    }
    const source = this.text(node, '`source`');
    return source === undefined ? undefined : { source, place: map.place };
  }

  /** A whole number from `least` to `most`. */
  whole(node: Node | undefined, what: string, least: number, most: number): number | undefined {
    if (node === undefined) return undefined;
    const written = node.kind === 'scalar' && /^-?\d{1,30}$/.test(node.text) ? Number(node.text) : undefined;
    const plain = node.kind === 'scalar' ? plainWhole(node.text) : undefined;
    if (plain !== undefined && Number(plain) >= least && Number(plain) <= most) {
      return this.wrong(node, what, `\`${plain}\`, without a mark between thousands`);
    }
    if (written === undefined || written < least)
      return this.wrong(node, what, `a whole number from ${least} to ${most}`);
    if (written <= most) return written;
    const told = shownCount(BigInt((node as { text: string }).text));
    const message = `${what} is at most ${shownCount(most)}, this is ${told}`;
    return this.error('SIM-TOO-LARGE', node.place, message, `write a number from ${least} to ${most}`);
  }

  number(node: Node | undefined, what: string, form: string): Rational | undefined {
    if (node === undefined) return undefined;
    const value = node.kind === 'scalar' && BARE.test(node.text) ? parseDecimal(node.text) : undefined;
    return value ?? this.wrong(node, what, form);
  }

  /** A part of a whole: 0 % to `most` percent. */
  share(node: Node | undefined, what: string, most = HUNDRED): Rational | undefined {
    const value = this.percent(node, what);
    if (value === undefined || compare(value, most) <= 0) return value;
    return this.wrong(node!, what, `a share from 0 % to ${most.n} %`);
  }

  /** Three values in `low <= central <= high`, or one that is all three. */
  range(
    node: Node | undefined,
    what: string,
    read: (node: Node | undefined, what: string) => Rational | undefined,
  ): Range | undefined {
    if (node === undefined) return undefined;
    if (node.kind !== 'map') {
      const value = read(node, what);
      return value && { low: value, central: value, high: value };
    }
    const fields = this.fields(node, what, RANGE_KEYS, RANGE_KEYS);
    const [low, central, high] = RANGE_KEYS.map((key) => read(fields.get(key), `\`${key}\` of ${what}`));
    if (!low || !central || !high) return undefined;
    if (compare(low, central) <= 0 && compare(central, high) <= 0) return { low, central, high };
    const message = `${what} does not rise from \`low\` over \`central\` to \`high\``;
    const fix = compare(low, high) > 0 ? 'let `low` and `high` change places' : 'put `central` between the two';
    return this.error('SIM-ORDER', node.place, message, fix);
  }

  /** Keys `segment` and `plan`, each known only where it is told. Who is in a segment is known with the population. */
  whom(fields: Fields): Whom | undefined {
    const segment = this.text(fields.get('segment'), '`segment`');
    const plan = this.plan(fields.get('plan'), 'either');
    return { ...(segment !== undefined && { segment }), ...(plan !== undefined && { plan }) };
  }

  plan(node: Node | undefined, of: 'candidate' | 'either'): string | undefined {
    const id = this.text(node, '`plan`');
    if (id === undefined || this.candidate === undefined) return id;
    const names = [...new Set([...(of === 'either' ? this.facts.base.keys() : []), ...this.candidate.keys()])];
    if (names.includes(id)) return id;
    const where = of === 'candidate' ? 'the candidate has' : 'there is';
    return this.unknown('SIM-UNKNOWN-NAME', node!.place, `${where} no plan \`${shownText(id)}\``, id, names);
  }

  service(node: Node | undefined): string | undefined {
    const name = this.text(node, '`service`');
    const names = Object.keys(SERVICES);
    if (name === undefined || names.includes(name)) return name;
    return this.unknown('SIM-UNKNOWN-NAME', node!.place, `there is no service \`${shownText(name)}\``, name, names);
  }

  /** An amount, with the currency of the simulation or without. Not below zero. */
  money(node: Node | undefined, what: string): Rational | undefined {
    if (node === undefined) return undefined;
    const found = node.kind === 'scalar' ? (AMOUNT.exec(node.text) ?? BARE.exec(node.text)) : null;
    const value = found && parseDecimal(found[1]!);
    if (!found || !value || value.n < 0n) {
      const plain = node.kind === 'scalar' && this.isOwnSign(node.text) ? plainAmount(node.text) : undefined;
      return this.wrong(node, what, plain === undefined ? 'an amount: 5.00' : `\`${plain}\``);
    }
    return this.inCurrency(found[2], node.place) ? value : undefined;
  }

  /** Whether a currency's sign in a text, where there is one, is that of the simulation's currency: no other may be left out. */
  isOwnSign(text: string): boolean {
    const [sign] = /\p{Sc}/u.exec(text) ?? [];
    return sign === undefined || (this.currency !== undefined && SIGNS[sign] === this.currency);
  }

  /** Whether an amount with this code can stand here; without a code it is in the simulation's currency. */
  inCurrency(code: string | undefined, place: Place): boolean {
    if (code === undefined || code === this.currency) return true;
    const of = this.currency;
    const codes = this.currencies();
    if (of === undefined && codes.includes(code)) {
      // Plans have several, and none is told: the first one that is written is the one that is meant.
      this.currency = code;
      return true;
    }
    const message = of === undefined ? `no plan is in \`${code}\`` : `the simulation is in ${of}, not in \`${code}\``;
    this.error('SIM-CURRENCY', place, message, of === undefined ? `use ${wordList(codes)}` : `write it in ${of}`);
    return false;
  }

  /** Of all plans, both sides. */
  currencies(): string[] {
    const plans = [...this.facts.base.values(), ...(this.candidate?.values() ?? [])];
    return [...new Set(plans.map(({ versions }) => versions[0]!.currency.code))].sort();
  }

  /** Days `[from, before)`. */
  days(node: Node | undefined, what: string): { readonly from: number; readonly before: number } | undefined {
    const map = this.map(node, what, '`{ from: 2026-04-01, before: 2026-05-01 }`');
    if (!map) return undefined;
    const fields = this.fields(map, what, SPAN_KEYS, SPAN_KEYS);
    const [from, before] = SPAN_KEYS.map((key) => this.day(fields.get(key), `\`${key}\` of ${what}`));
    if (from === undefined || before === undefined) return undefined;
    if (before > from) return { from, before };
    return this.error('SIM-ORDER', map.place, `${what} ends before it begins`, 'write a `before` that is after `from`');
  }

  private day(node: Node | undefined, what: string): number | undefined {
    if (node === undefined) return undefined;
    const day = node.kind === 'scalar' ? parseDay(node.text) : undefined;
    if (day !== undefined && day >= 0 && day <= LAST_DAY) return day;
    const plain = node.kind === 'scalar' ? plainDay(node.text) : undefined;
    const meant = plain !== undefined && parseDay(plain) !== undefined ? `\`${plain}\`` : undefined;
    return this.wrong(node, what, meant ?? 'a day of 1970 to 2199 that there is: 2026-04-01');
  }

  month(node: Node | undefined, what: string): string | undefined {
    if (node === undefined) return undefined;
    const text = node.kind === 'scalar' && MONTH.test(node.text) ? node.text : undefined;
    const year = Number(text?.slice(0, 4));
    if (text !== undefined && year >= FIRST_YEAR && year <= 2199) return text;
    return this.wrong(node, what, 'a month: 2026-07');
  }

  /** As written, from the file of the simulation; inside the project. */
  path(node: Node | undefined, what: string): string | undefined {
    const text = this.text(node, what);
    if (text === undefined || inProject(this.file, text) !== undefined) return text;
    const message = `${what} \`${shownText(text)}\` is not inside the project`;
    return this.error('SIM-PATH', node!.place, message, 'write a path from this file to a place inside the project');
  }

  /** Notes the second of two entries about the same. */
  once<T>(items: readonly T[], keyOf: (item: T) => string, placeOf: (item: T) => Place, what: string): void {
    const seen = new Map<string, T>();
    for (const item of items) {
      const earlier = seen.get(keyOf(item));
      if (earlier === undefined) seen.set(keyOf(item), item);
      else this.twice(placeOf(item), placeOf(earlier), what);
    }
  }

  /** Notes entries that never count: of several about the same customers the first does, and an earlier one is about all of theirs. */
  reached<T extends Whom & Sourced>(items: readonly T[], sameThing: (a: T, b: T) => boolean, what: string): void {
    items.forEach((item, index) => {
      const earlier = items.slice(0, index).find((one) => sameThing(one, item) && covers(one, item));
      // Of the very same customers it is told already that there are two.
      if (!earlier || whomKey(earlier) === whomKey(item)) return;
      this.problems.push({
        ...{ code: 'SIM-NO-EFFECT', severity: 'error', place: item.place },
        message: `this ${what} never counts: the first one that fits does, and an earlier one fits everybody it is about`,
        related: [{ message: 'the earlier one', place: earlier.place }],
        fix: 'put it before the earlier one',
      });
    });
  }

  twice(place: Place, earlier: Place, what: string): void {
    this.problems.push({
      ...{ code: 'SIM-TWICE', severity: 'error', message: `there are two ${what}`, place, fix: 'keep one of them' },
      related: [{ message: 'here first', place: earlier }],
    });
  }
}

/** The key of whom something is about. */
export const whomKey = ({ segment, plan }: Whom): string => JSON.stringify([segment ?? null, plan ?? null]);

/** Whether all whom the second is about are meant by the first. */
const covers = (a: Whom, b: Whom): boolean =>
  (a.segment === undefined || a.segment === b.segment) && (a.plan === undefined || a.plan === b.plan);

/** Whether the two ends are not the same. */
export const isWide = ({ low, high }: Range): boolean => compare(low, high) !== 0;

const sameRange = (value: Rational): Range => ({ low: value, central: value, high: value });
export const NONE = sameRange(rational(0n));
export const UNCHANGED = sameRange(ONE);

export const sumOf = (values: Iterable<Rational>): Rational => [...values].reduce(add, rational(0n));
