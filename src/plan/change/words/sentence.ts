/**
 * One edit as one line: the part, what of it, before -> after with one unit.
 *
 * Texts of the plan stand in it as they are, cut to a bounded length; who shows the line escapes it.
 */

import type { Node } from '../../../yaml/document.ts';
import { entry, type MapNode } from '../../../yaml/document.ts';
import type { RatePlan } from '../../model.ts';
import { field, mapField, mapsOf, textField } from '../../validate/resolve/fields.ts';
import type { Edit, Step } from '../edit.ts';
import { catchers, passed } from '../overlap.ts';
import { type Located, partNode, partOf, unitsOf, valueAt } from '../side.ts';
import { dateOf } from '../versions.ts';
import { hoursWords } from './hours.ts';
import { type Known, keyAt } from './language.ts';
import {
  cellWords,
  currencyOf,
  cyclesWords,
  matchWords,
  nounOf,
  partWords,
  planWords,
  rateByBandWords,
  valueWords,
} from './parts.ts';
import {
  decimals,
  listed,
  type Pair,
  quantityPair,
  quantityWords,
  quoted,
  ratePair,
  scalarText,
  short,
  wordsOf,
} from './values.ts';

/** No sentence is longer: a table of a thousand zones is not read in one line. */
const MOST = 400;

export function sentence(located: Located): string {
  const { edit, users } = located;
  const shared = edit.document.kind !== 'plan' && edit.path.length > 0;
  const where = shared ? `${edit.document.kind} ${edit.document.id}` : '';
  const used = shared ? ` (${users.length === 0 ? 'used by no plan' : `used by ${listed(users)}`})` : '';
  const told = toldOf(located);
  const words = where ? `${where}${told.startsWith(':') ? '' : ', '}${told}` : told;
  return `${short(words, MOST)}${used}`;
}

function toldOf(located: Located): string {
  const { edit } = located;
  if (edit.path.length === 0) return document(located);
  const known = keyAt(edit.document.kind, edit.path);
  if (!known) return generic(edit);
  if (edit.kind === 'split') return split(located);
  if (edit.kind === 'renamed') return renamed(edit);
  if (edit.kind === 'moved') return moved(located, known);
  if (known.key.form === 'part') return part(located);
  return changed(located, known);
}

/** Another spelling of the same: both as they are written, since in words they would look alike. */
export function spellingWords({ edit }: Located): string {
  const { path, before, after, document } = edit;
  const label = keyAt(document.kind, path)?.key.label ?? '';
  const what = [partOf(path) ?? (document.kind === 'plan' ? '' : `${document.kind} ${document.id}`), label]
    .filter(Boolean)
    .join(', ');
  const written = (node: Node | undefined): string =>
    node === undefined ? 'not written' : node.kind === 'scalar' ? quoted(node.text) : 'written out';
  return `${what}${what ? ': ' : ''}${written(before)} -> ${written(after)}, which means the same`;
}

/** Only a key that the language does not have comes here. */
const generic = ({ path, before, after }: Edit): string =>
  `${short(path.map((step) => (typeof step === 'object' ? step.id : step)).join('.'))}: ${cellWords(before)} -> ${cellWords(after)}`;

function document(located: Located): string {
  const { edit } = located;
  const { kind, id, version } = edit.document;
  const node = edit.after ?? edit.before;
  const what = kind === 'plan' && version !== '' ? `plan ${id} from ${version}` : `${kind} ${id}`;
  if (edit.versionBefore !== undefined) {
    const way = edit.kind === 'added' ? 'added: it says' : 'removed: it said';
    return `version from ${version} ${way} what ${versionWords(edit.versionBefore)} says`;
  }
  if (edit.kind === 'removed') {
    const gone = kind === 'plan' && !located.head.side.plans.has(id);
    return gone ? `plan ${id} withdrawn` : `${what} removed`;
  }
  if (node?.kind !== 'map') return `${what} added`;
  if (kind === 'plan') return `${what} added: ${planWords(node)}`;
  if (kind === 'calendar') {
    const bands = mapField(node, 'bands')?.entries ?? [];
    return `${what} added: ${listed(bands.map(({ key }) => key))}`;
  }
  const rows = mapField(node, 'rows')?.entries ?? [];
  const zones = rows.map(({ key, value }) => `${short(key)} ${cellWords(value)}`);
  return `${what} added: ${listed(zones)} per ${textField(node, 'unit')}`;
}

const versionWords = (date: string): string => (date === '' ? 'the first version' : `the version from ${date}`);

/** Who is on another version than before by the one that an edit is in. */
export function moversWords({ edit, head }: Located, from: readonly RatePlan[]): string {
  const came = dateOf(head.plan) === edit.document.version;
  const versions = listed(from.map((plan) => versionWords(dateOf(plan) ?? '')));
  return came ? `customers of ${versions} move here too` : `customers of ${versions} stay there now`;
}

const idOf = (node: Node | undefined): string =>
  node?.kind === 'map' ? (textField(node, 'id') ?? '') : scalarText(node);

const listOf = (path: readonly Step[]): string => (typeof path[0] === 'string' ? path[0] : '');

function renamed({ path, before, after }: Edit): string {
  const [old, now] = [idOf(before), idOf(after)];
  const noun = path.length === 1 ? listOf(path) : nounOf(listOf(path));
  return `${noun} renamed: ${short(old)} -> ${short(now || (partOf(path) ?? ''))}`;
}

function split(located: Located): string {
  const { edit } = located;
  const { path, before, after } = edit;
  if (path.includes('steps')) return splitTier(located);
  if (before?.kind === 'list')
    return `${nounOf(listOf(path))}s ${listed(before.items.map(idOf))} joined into ${idOf(after)}`;
  const parts = after?.kind === 'list' ? after.items.map(idOf) : [idOf(after)];
  const old = idOf(before) || (partOf(path) ?? '');
  return `${nounOf(listOf(path))} ${short(old)} split into ${listed(parts)}`;
}

/** A tier cut in two at a new edge, with one price on both sides of it. */
function splitTier({ edit, head, base }: Located): string {
  const at = edit.path.indexOf('steps');
  const place = edit.path[at + 1];
  const [tier, standing] = [typeof place === 'number' ? place : 0, edit.after ? head : base];
  const list = valueAt(standing.document?.node, edit.path.slice(0, at + 1));
  return `${partOf(edit.path)}, tier ${tier + 1} split into ${tierWords(list, tier)} and ${tierWords(list, tier + 1)}, both at one price`;
}

/** Where order has a meaning: the first charge that matches prices a record; discounts are taken one after the other. */
function moved(located: Located, { key }: Known): string {
  const { edit } = located;
  const list = listOf(edit.path);
  const id = partOf(edit.path) ?? '';
  if (key.form !== 'part') return `${key.label || list}: order changed`;
  const at = edit.path.findIndex((step) => typeof step === 'object');
  const order = (node: MapNode | undefined): string[] => (node ? mapsOf(node, list).map(idOf) : []);
  const ids = order(located.head.document?.node);
  const place = ids.indexOf(id);
  const next = ids[place + 1];
  const where = next === undefined ? 'to the end' : `before ${short(next)}`;
  const moving = `${id} moved ${at < 0 ? '' : where}`;
  if (list === 'discounts') return `${moving}: each discount is taken off what earlier ones have left`;
  if (list === 'allowances') return `${moving}: of two with one priority the first is used up first`;
  if (list !== 'usage') return `${moving}: another order on the invoice`;
  const { gains, loses } = passed(located);
  if (gains.length + loses.length === 0) return `${moving}: no record matches both, so no price changes`;
  const told = [
    ...(gains.length > 0 ? [`it now prices what ${listed(gains)} ${gains.length > 1 ? 'match' : 'matches'} too`] : []),
    ...(loses.length > 0
      ? [`what ${listed(loses)} ${loses.length > 1 ? 'match' : 'matches'} too is no longer priced by it`]
      : []),
  ];
  return `${moving}: ${told.join('; ')} (the first that matches prices a record)`;
}

function part(located: Located): string {
  const { edit, base, head } = located;
  const list = listOf(edit.path);
  const node = edit.after ?? edit.before;
  const currency = currencyOf((edit.after ? head : base).document?.node);
  const what = node?.kind === 'map' ? partWords(list, node, currency) : '';
  const id = `${nounOf(list)} ${short(partOf(edit.path) ?? idOf(node))}`;
  if (edit.kind === 'added') return `${id} added: ${what}`;
  if (edit.kind === 'changed') return `${id} changed: ${what}`;
  if (list !== 'usage') return `${id} removed: it was ${what}`;
  const next = catchers(located);
  const fate = next.length === 0 ? 'no charge prices this usage now' : `now priced by ${listed(next)}`;
  return `${id} removed: it was ${what}; ${fate}`;
}

function changed(located: Located, known: Known): string {
  const { edit, base, head } = located;
  const { kind } = edit.document;
  const { pattern, key } = known;
  const hours = kind === 'calendar' ? hoursWords(located) : undefined;
  if (hours) return hours;
  const currency = currencyOf((edit.after ? head : base).document?.node);
  const id = partOf(edit.path);
  const label = [id, ...coordinates(located, known), key.label].filter(Boolean).join(', ');
  if (key.form === 'long') {
    const text = edit.after ?? edit.before;
    const state = edit.kind === 'changed' ? 'changed' : edit.kind;
    return `${label} ${state} (text only)${text && edit.after ? `: ${quoted(scalarText(text))}` : ''}`;
  }
  const special = SPECIAL[pattern]?.(located, label);
  if (special) return special;
  if ((key.form === 'set' || key.form === 'words') && known.rest.length > 0 && !(edit.before && edit.after)) {
    return `${label}: ${short(scalarText(edit.after ?? edit.before))} ${edit.after ? 'added' : 'removed'}`;
  }
  const { before, after, unit } = pair(located, known, currency);
  const added = edit.before === undefined && key.unset === undefined && key.otherwise === undefined;
  const removed = edit.after === undefined && key.unset === undefined && key.otherwise === undefined;
  if (pattern === '.must_hold[]' && (added || removed)) {
    return `promise ${added ? 'added' : 'removed'}: ${(added ? after : before).replace(/^promise, /, '')}`;
  }
  if (added) return `${label || 'value'} added: ${after}${unit}`;
  if (removed) return `${label || 'value'} removed: it was ${before}${unit}`;
  return `${label}${label ? ': ' : ''}${before} -> ${after}${unit}`;
}

/** Where in a table, a tier or a band a value stands: `tier 2 (5 to 20 GB)`, `zone world`, `band peak`. */
function coordinates({ edit, base, head }: Located, { pattern, rest }: Known): string[] {
  const { path, after } = edit;
  const standing = after ? head : base;
  const found: string[] = [];
  const rows = path.indexOf('rows');
  if (pattern.includes('.rows{}') && rows >= 0) found.push(`zone ${short(String(path[rows + 1]))}`);
  if (pattern.startsWith('.tax.rates{}')) return [];
  const at = path.indexOf('steps');
  if (pattern.includes('.steps[]') && at >= 0) {
    const tier = path[at + 1];
    const list = valueAt(standing.document?.node, path.slice(0, at + 1));
    if (typeof tier === 'number' && !pattern.endsWith('.to')) found.push(tierWords(list, tier));
  }
  for (const step of rest) {
    if (typeof step === 'string') found.push(`band ${short(step)}`);
    else if (typeof step === 'number' && pattern.includes('.rows{}')) {
      const charge = partNode(standing, path);
      const tiers = charge && mapField(charge, 'tiers');
      found.push(tierWords(tiers && field(tiers, 'steps'), step));
    }
  }
  return found;
}

/** `tier 2 (5 to 20 GB)`; without its edges where they are not known. */
function tierWords(steps: Node | undefined, index: number): string {
  const items = steps?.kind === 'list' ? steps.items : [];
  const edge = (place: number): string | undefined => {
    const step = items[place];
    const text = step?.kind === 'map' ? textField(step, 'to') : undefined;
    return text === undefined ? undefined : quantityWords(text);
  };
  const [from, to] = [index === 0 ? undefined : edge(index - 1), edge(index)];
  const name = `tier ${index + 1}`;
  if (from && to) {
    const [a, b] = [/^(\S+) (\S+)$/.exec(from), /^(\S+) (\S+)$/.exec(to)];
    return `${name} (${a && b && a[2] === b[2] ? a[1] : from} to ${to})`;
  }
  if (to) return `${name} (up to ${to})`;
  return from ? `${name} (beyond ${from})` : name;
}

type Teller = (located: Located, label: string) => string | undefined;

const cycles: Teller = ({ edit }) => {
  if (!edit.before || !edit.after) return undefined;
  return `${partOf(edit.path)}: for ${cyclesWords(scalarText(edit.before))} -> ${cyclesWords(scalarText(edit.after))}`;
};

const period: Teller = ({ edit }) => {
  const words = (node: Node | undefined): string =>
    node ? `for ${valueWords('plan', '.discounts[].for', node, '')}` : 'always';
  return `${partOf(edit.path)}: ${words(edit.before)} -> ${words(edit.after)}`;
};

/** An edge is named by the tiers it stands between. */
const edgeOfTier: Teller = (located) => {
  const { edit } = located;
  const tier = edit.path[edit.path.indexOf('steps') + 1];
  if (typeof tier !== 'number') return undefined;
  const [before, after] = [scalarText(edit.before), scalarText(edit.after)];
  const told = edit.before && edit.after ? quantityPair(before, after, unitsOf(located)) : undefined;
  const [old, now] = told
    ? [told.before, told.after]
    : [before ? quantityWords(before) : 'no end', after ? quantityWords(after) : 'no end'];
  return `${partOf(edit.path)}, edge between tier ${tier + 1} and ${tier + 2}: ${old} -> ${now}`;
};

const step: Teller = (located) => {
  const { edit, base, head } = located;
  const at = edit.path.indexOf('steps');
  const tier = edit.path[at + 1];
  const node = edit.after ?? edit.before;
  if (typeof tier !== 'number' || node?.kind !== 'map') return undefined;
  const list = valueAt((edit.after ? head : base).document?.node, edit.path.slice(0, at + 1));
  const rate = field(node, 'rate');
  const fee = textField(node, 'fee');
  const price = [rate && rateByBandWords(rate), fee && `a fee of ${fee}`].filter(Boolean).join(' and ');
  const state = edit.kind === 'changed' ? 'changed' : edit.kind;
  return `${partOf(edit.path)}, ${tierWords(list, tier)} ${state}${price ? `: ${price}` : ''}`;
};

const taxRate: Teller = ({ edit }) => {
  const category = short(String(edit.path[2]));
  const [before, after] = [scalarText(edit.before), scalarText(edit.after)].map((text) => text.replace(/\s*%$/, ''));
  if (!edit.before) return `tax category ${category} added: ${after} %`;
  if (!edit.after) return `tax category ${category} removed: it was ${before} %`;
  return `tax ${category}: ${before} % -> ${after} %`;
};

const cover: Teller = ({ edit }, label) => {
  if (edit.kind === 'changed') return undefined;
  return `${label}: ${matchWords(edit.after ?? edit.before)} ${edit.after ? 'added' : 'removed'}`;
};

const SPECIAL: Readonly<Record<string, Teller>> = {
  '.discounts[].for': period,
  '.discounts[].for.cycles': cycles,
  '.usage[].tiers.steps[].to': edgeOfTier,
  '.usage[].tiers.steps[]': step,
  '.tax.rates{}': taxRate,
  '.allowances[].covers[]': cover,
};

/** Both sides of a value with what they have in common said once. */
function pair(located: Located, known: Known, currency: string): Pair {
  const { edit } = located;
  const { pattern, key, rest } = known;
  const { kind } = edit.document;
  const [before, after] = [edit.before, edit.after];
  const words = (node: Node): string =>
    (rest.length > 0 && INNER[key.form]?.(node)) || valueWords(kind, pattern, node, currency);
  const absent = key.otherwise === undefined ? (key.unset ?? 'none') : otherwise(located, known, currency);
  if (before?.kind === 'scalar' && after?.kind === 'scalar') {
    const units = unitsOf(located);
    if (key.form === 'rate') return ratePair(before.text, after.text, units);
    if (key.form === 'quantity') return quantityPair(before.text, after.text, units);
    if (key.form === 'cell') {
      const [a, b] = decimals([before.text, after.text]) as [string, string];
      return { before: a, after: b, unit: tableUnit(located) };
    }
    if (key.form === 'money') {
      const [a, b] = decimals([before.text, after.text]) as [string, string];
      return { before: a, after: b, unit: currency ? ` ${currency}` : '' };
    }
  }
  const unit = key.form === 'cell' ? tableUnit(located) : '';
  if (before && after && key.form === 'set' && rest.length === 0) return setPair(before, after, words);
  return { before: before ? words(before) : absent, after: after ? words(after) : absent, unit };
}

/** A long list that gained or lost a few is told by those. */
function setPair(before: Node, after: Node, words: (node: Node) => string): Pair {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const whole = { before: words(before), after: words(after), unit: '' };
  if (Math.max(old.length, now.length) <= 5) return whole;
  const [kept, left] = [new Set(old), new Set(now)];
  const [added, gone] = [now.filter((word) => !kept.has(word)), old.filter((word) => !left.has(word))];
  const told = [
    ...(added.length > 0 ? [`${listed(added)} added`] : []),
    ...(gone.length > 0 ? [`${listed(gone)} removed`] : []),
  ];
  return { before: `${old.length}`, after: `${now.length}`, unit: told.length > 0 ? ` (${told.join(', ')})` : '' };
}

/** Values inside a value: one band's rate, one word of a list. */
const INNER: Readonly<Record<string, (node: Node) => string>> = {
  rate: rateByBandWords,
  cell: cellWords,
  words: (node) => short(scalarText(node)),
  set: (node) => short(scalarText(node)),
};

function otherwise(located: Located, { pattern, key }: Known, currency: string): string {
  const node: Node = { kind: 'scalar', place: { file: '', line: 1, column: 1 }, text: key.otherwise!, quoted: false };
  return valueWords(located.edit.document.kind, pattern, node, currency);
}

/** The unit that a table's rates are for. */
function tableUnit({ edit, base, head }: Located): string {
  const standing = edit.after ? head : base;
  const rows = edit.path.indexOf('rows');
  const table = rows < 0 ? undefined : valueAt(standing.document?.node, edit.path.slice(0, rows));
  const unit = table?.kind === 'map' ? entry(table, 'unit')?.value : undefined;
  return unit ? ` per ${scalarText(unit)}` : '';
}
