/** Differences of thousands of scenarios, told by what caused them: a plan and one of its charges. */

import type { Cell, Change, Difference } from '../comparison/difference.ts';
import { compare } from '../exact/rational.ts';
import type { ScenarioResult, TestRun } from '../run/result.ts';
import { counted, exact, signed, sumOf } from './amounts.ts';
import { chargeNames, isQuantity, type Names } from './names.ts';
import { byUrgency } from './statuses.ts';

/** Scenarios that differ for one reason. A scenario stands with every reason that it has. */
export interface Cause {
  readonly plan: string;
  /** The charge or discount, `total` and such; of an error or an obsolete scenario the reason. */
  readonly cause: string;
  readonly status: ScenarioResult['status'];
  /** What happened to the charge, where it is known. */
  readonly kind: Change | undefined;
  /** What of the charge it is about, over all scenarios: `tier 2`, `zones eu, efta`; empty when it is all of it. */
  readonly part: string;
  /** The same for the same plan, charge and kind of change, whatever the counts: to be approved by. */
  readonly fingerprint: string;
  readonly scenarios: readonly ScenarioResult[];
  /** How many invoices it is about. */
  readonly invoices: number;
  /** The one that shows it best: explained if one is, otherwise the first. */
  readonly example: ScenarioResult;
  /** What it does: `-0.50 EUR each`, `-2.50 to -0.01, in all -72.40 EUR`; empty when nothing can be said. */
  readonly change: string;
  /** The same apart: for one scenario (`+2.50 EUR`, `-14.36 to +2.50 EUR`), and for all of them; empty without money. */
  readonly apiece: string;
  readonly sum: string;
}

interface Draft extends Pick<Cause, 'plan' | 'cause' | 'status' | 'kind'> {
  readonly scenarios: ScenarioResult[];
  readonly changes: (string | undefined)[];
  readonly parts: Set<string>;
  invoices: number;
  /** Whether some of it is about quantities. */
  quantities: boolean;
}

/** What has a cause; a new scenario has none. */
const WITH_CAUSE: readonly ScenarioResult['status'][] = ['error', 'unrated', 'changed', 'obsolete'];

/** What could not be rated first, then what concerns most scenarios; otherwise in the order of the run. */
export function causesOf({ header, results }: TestRun): Cause[] {
  const currencies = new Map(header.plans.map(({ id, currency }) => [id, currency]));
  const drafts = new Map<string, Draft>();
  for (const result of results) {
    if (!WITH_CAUSE.includes(result.status)) continue;
    for (const [cause, differences] of reasonsOf(result)) {
      const status = statusOf(result, cause);
      const kind = differences.find(({ change }) => change !== undefined)?.change;
      const key = JSON.stringify([result.plan, cause, status, kind]);
      const draft = drafts.get(key) ?? {
        ...{ plan: result.plan, cause, status, kind },
        ...{ scenarios: [], changes: [], parts: new Set<string>(), invoices: 0, quantities: false },
      };
      drafts.set(key, draft);
      draft.scenarios.push(result);
      draft.changes.push(amountOf(differences));
      draft.invoices += new Set(differences.map(({ invoice }) => invoice)).size;
      for (const { part = '', cell } of differences) {
        draft.parts.add(cell === 'allowance' ? LEFT : part);
        draft.quantities ||= isQuantity(cell);
      }
    }
  }
  return merged([...drafts.values()])
    .sort((a, b) => byUrgency(a, b) || b.scenarios.length - a.scenarios.length)
    .map(({ changes, parts, quantities, ...draft }) => {
      const { plan, cause, status, kind, scenarios } = draft;
      const part = partsInWords(parts);
      return {
        ...{ ...draft, part },
        fingerprint: fingerprintOf([plan, cause, status, kind ?? '', part]),
        example: scenarios.find(({ why }) => why?.cause === cause) ?? scenarios[0]!,
        ...tellMoney({ ...draft, quantities }, changes, currencies.get(plan)),
      };
    });
}

/** A written scenario that compared only an amount stands with the one kind of change that others saw. */
function merged(drafts: readonly Draft[]): Draft[] {
  const gone = new Set<Draft>();
  // There may be as many as scenarios: each with an error of its own.
  const alike = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const key = JSON.stringify([draft.plan, draft.cause, draft.status]);
    const known = alike.get(key);
    if (known) known.push(draft);
    else alike.set(key, [draft]);
  }
  for (const group of alike.values()) {
    const draft = group.find(({ kind }) => kind === undefined);
    const [other, ...more] = group.filter((one) => one !== draft);
    if (!draft || !other || more.length > 0) continue;
    gone.add(draft);
    other.scenarios.push(...draft.scenarios);
    other.changes.push(...draft.changes);
    other.invoices += draft.invoices;
    other.quantities ||= draft.quantities;
    for (const part of draft.parts) if (part !== '') other.parts.add(part);
  }
  return drafts.filter((draft) => !gone.has(draft));
}

/** What a difference of an allowance is about. */
const LEFT = 'what is left';

/** More parts than these are no help to anybody: it is the charge. */
const MOST_PARTS = 3;

/** `tier 2`; `zones eu, efta`; empty where a line has no part or there are too many. */
function partsInWords(parts: ReadonlySet<string>): string {
  const all = [...parts].sort();
  if (all.length === 0 || all.length > MOST_PARTS || all.includes('')) return '';
  const kinds = new Set(all.map((part) => part.replace(/ .*/, '')));
  const [kind] = kinds;
  if (all.length === 1 || kinds.size > 1 || all.some((part) => part.includes(','))) return all.join('; ');
  return `${kind}s ${all.map((part) => part.slice(kind!.length + 1)).join(', ')}`;
}

/** Short, and the same on every machine: FNV-1a with 64 bits over the text. */
function fingerprintOf(parts: readonly string[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(JSON.stringify(parts))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0').slice(0, 12);
}

/** A charge changed, also in a scenario that has unrated usage beside. */
function statusOf({ status }: ScenarioResult, cause: string): ScenarioResult['status'] {
  return status === 'unrated' && !NOT_RATED.includes(cause) ? 'changed' : status;
}

const NOT_RATED: readonly string[] = ['unrated', 'screened'];
const SUMS: readonly Cell[] = ['total', 'tax', 'net'];
const isSum = ({ cell }: Difference): boolean => SUMS.includes(cell);

/** The differences of one scenario by what answers for them: what only follows from other lines is no cause. */
function reasonsOf({ check, differences, reason }: ScenarioResult): Map<string, readonly Difference[]> {
  const reasons = new Map<string, Difference[]>();
  const [breach] = differences;
  if (check === 'law' && breach) return reasons.set(`law ${breach.cause}`, []);
  if (reason !== undefined || differences.length === 0) return reasons.set(reason ?? 'no reason was given', []);
  const origins = differences.filter(({ follows }) => !follows);
  for (const invoice of new Set(origins.map((one) => one.invoice))) {
    const own = origins.filter((one) => one.invoice === invoice);
    // What follows was found by its arithmetic. Of sums with bounds nobody knows: a line says more than any of them.
    const lines = own.filter((one) => !isSum(one));
    const sum = SUMS.find((cell) => own.some((one) => one.cell === cell));
    for (const difference of lines.length > 0 ? lines : own.filter(({ cell }) => cell === sum)) {
      const known = reasons.get(difference.cause);
      if (known) known.push(difference);
      else reasons.set(difference.cause, [difference]);
    }
  }
  return reasons;
}

/** By how much a scenario differs for one reason; undefined when no amount does. */
function amountOf(differences: readonly Difference[]): string | undefined {
  const changes = differences.flatMap(({ cell, by, expected = '' }) => {
    if (isQuantity(cell)) return [];
    // Of a line that a writer expects and that is missing, only what was expected is told.
    return by ?? (cell === 'missing line' && exact(expected) && !expected.startsWith('-') ? `-${expected}` : []);
  });
  return changes.length === 0 ? undefined : sumOf(changes);
}

function tellMoney(
  { cause, scenarios, quantities }: Pick<Draft, 'cause' | 'scenarios' | 'quantities'>,
  changes: readonly (string | undefined)[],
  currency: string | undefined,
): Pick<Cause, 'change' | 'apiece' | 'sum'> {
  const known = changes.flatMap((text) => text ?? []);
  const records = NOT_RATED.includes(cause);
  const unit = records ? 'records' : (currency ?? '');
  const least = extreme(known, -1);
  const most = extreme(known, 1);
  if (least === undefined || most === undefined) {
    const change = quantities ? 'no amount' : '';
    return { change, apiece: change, sum: '' };
  }
  const sum = `${signed(sumOf(known) ?? '')} ${unit}`.trim();
  if (least !== most) {
    const range = `${signed(least)} to ${signed(most)}`;
    return { change: `${range}, in all ${sum}`, apiece: `${range} ${unit}`.trim(), sum };
  }
  const one = `${signed(least)} ${records && /^-?1$/.test(least) ? 'record' : unit}`.trim();
  return { change: scenarios.length > 1 ? `${one} each` : one, apiece: one, sum };
}

function extreme(amounts: readonly string[], sign: 1 | -1): string | undefined {
  return amounts.reduce<string | undefined>((best, text) => {
    const [value, known] = [exact(text), best === undefined ? undefined : exact(best)];
    return value && known && sign * compare(value, known) <= 0 ? best : text;
  }, undefined);
}

const IN_WORDS: Readonly<Record<string, string>> = {
  unrated: 'usage that no charge matches',
  screened: 'usage outside the service of the customer',
  invoice: 'an invoice too many or too few',
};

/** A cause for people: the name of the charge, unless it is a word of ours. */
const causeInWords = (cause: string): string => (Object.hasOwn(IN_WORDS, cause) ? IN_WORDS[cause]! : cause);

/** What changed, in full: `tier 2 of data-overage`. */
export const causeOf = ({ part, cause }: Pick<Cause, 'part' | 'cause'>): string =>
  part === '' ? causeInWords(cause) : `${part} of ${causeInWords(cause)}`;

/** What a kind of change means for a reader; empty where the amounts say it all. */
const kindInWords = (kind: Change | undefined): string =>
  kind === 'price' ? 'same usage, other price' : kind === 'usage' ? 'other usage is charged' : '';

/** `98 scenarios`, `1 law`. */
export const numberOf = ({ scenarios, example }: Cause): string =>
  counted(scenarios.length, example.check === 'law' ? 'law' : 'scenario');

/** How every report calls a cause. */
export interface ToldCause {
  /** With the name that customers read: `tier 2 of Data beyond the bundle`, `could not be rated: …`. */
  readonly name: string;
  /** Of the charge in the plan; empty where the name says it already. */
  readonly id: string;
  /** Where the plan says it: `plans/smart-m.yaml:34`; empty when it is not known. */
  readonly place: string;
  /** What it does, in full: `-2.50 to -0.01, in all -72.40 EUR, same usage, other price`. */
  readonly does: string;
}

export function tellCause(cause: Cause, names: Names): ToldCause {
  const { plan, cause: id, part, status, scenarios, invoices, change, kind, example } = cause;
  // The invoice on which a customer changes the plan is of the plan before.
  const date = example.differences.find((one) => one.cause === id)?.invoice;
  const billed = example.invoices?.find((invoice) => invoice.date === date)?.plan ?? plan;
  const charge = chargeNames(names.get(billed) ?? names.get(plan), id);
  const called = charge ? charge.name : causeInWords(id);
  const why = example.why?.cause === id ? example.why.place : undefined;
  const said = status === 'error' ? 'could not be rated: ' : status === 'obsolete' ? 'no longer made: ' : '';
  return {
    name: said + (part === '' ? called : `${part} of ${called}`),
    id: charge && charge.name !== id ? id : '',
    place: why ? `${why.file}:${why.line}` : (charge?.place ?? ''),
    does: [invoices > scenarios.length ? counted(invoices, 'invoice') : '', change, kindInWords(kind)]
      .filter(Boolean)
      .join(', '),
  };
}
