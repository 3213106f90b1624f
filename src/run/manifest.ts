/**
 * The manifest of a run: what went in and what came out, by SHA-256, so that anybody can say later whether a figure that
 * was quoted is still the one that these files give. What must not matter (when, on which machine, with how many threads)
 * is written down beside it and is not in the fingerprint.
 *
 * A manifest that is read may come from a stranger: paths stay inside the project, sizes are bounded, and what is not as
 * it is written here is refused as a whole.
 */

import { createHash } from 'node:crypto';
import { parseDay } from '../calendar/day.ts';

export const MANIFEST_FILE = 'manifest.json';
const COMMANDS = ['test', 'diff', 'check', 'simulate'] as const;

/**
 * base-…: of the side that a comparison began from; its scenarios only where a plan was withdrawn. simulation: the file of
 * assumptions. usage: the mapping of usage files; data: those files, by their bytes.
 */
const ITEM_KINDS = [
  'config',
  'plan',
  'base-plan',
  'scenario',
  'base-scenario',
  'baseline',
  'approval',
  'simulation',
  'usage',
  'data',
  'results',
] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

export interface ManifestItem {
  readonly kind: ItemKind;
  /** From the project's folder, with forward slashes; of results from the manifest's own. */
  readonly file: string;
  readonly sha256: string;
  /** Of a base from version control: the whole id. */
  readonly commit?: string;
}

/** What was asked for, as far as results depend on it. */
export interface ManifestOptions {
  readonly plans: string;
  readonly scenarios: string;
  /** Folder of approvals, where there is one. */
  readonly approvals?: string;
  /** The sides of a comparison as its results call them; a head that is the working tree is not named. */
  readonly base?: string;
  readonly head?: string;
  /** As they were asked for: the commands that show a customer again say so. */
  readonly askedBase?: string;
  readonly askedHead?: string;
  /** Of a side that was a folder of the project: which. */
  readonly baseFolder?: string;
  readonly headFolder?: string;
  readonly affected?: 'only' | 'proved';
  readonly seed?: number;
  readonly tries?: number;
  readonly bail?: number;
  readonly shard?: string;
  readonly durations?: boolean;
  readonly update?: string;
  /** Of a simulation: its file, the dates of its bills (from, before), the library that did the statistics. */
  readonly simulation?: string;
  readonly invoicesFrom?: string;
  readonly invoicesBefore?: string;
  readonly statistics?: string;
  /** As the header of the results has them. */
  readonly filters?: Readonly<Record<string, string>>;
}

/** What the fingerprint is of. */
export interface Certified {
  readonly version: 1;
  readonly command: (typeof COMMANDS)[number];
  readonly rateproof: string;
  readonly timeZoneData: string;
  readonly options: ManifestOptions;
  /** By kind and name. */
  readonly items: readonly ManifestItem[];
  /** What nobody can recompute from the items, in words: another engine, files outside of the project, an interruption. */
  readonly notCertifiable: readonly string[];
}

/** Recorded, and of no influence. */
export interface Circumstances {
  readonly started: string;
  readonly tookMs: number;
  readonly node: string;
  readonly workers: number;
  /** ISO date on which approvals and exceptions were held against their last day: what it decided stands in the results. */
  readonly asOf?: string;
  /** Whether what is new or no longer made failed: what it decided stands in the exit code. */
  readonly ci?: boolean;
  /** Where bills that break a law were written, if not in the usual folder. */
  readonly regressions?: string;
}

export interface Manifest {
  readonly fingerprint: string;
  readonly certified: Certified;
  readonly circumstances: Circumstances;
}

export function manifestOf(certified: Omit<Certified, 'version'>, circumstances: Circumstances): Manifest {
  const items = [...certified.items].sort(byKindAndName);
  const notCertifiable = [...certified.notCertifiable].sort();
  const whole: Certified = { version: 1, ...certified, items, notCertifiable };
  return { fingerprint: fingerprintOf(whole), certified: whole, circumstances };
}

/** Of several runs that are one: `check` tests and compares. Each thing once; options of all. `more`: of the whole alone. */
export function joinManifests(
  command: Certified['command'],
  all: readonly [Manifest, ...Manifest[]],
  more: Pick<Certified, 'items' | 'notCertifiable'> & Pick<Circumstances, 'ci' | 'asOf'> = NOTHING_MORE,
): Manifest {
  const [first] = all;
  const items = new Map<string, ManifestItem>();
  for (const { certified } of all) for (const item of certified.items) items.set(JSON.stringify(keyOf(item)), item);
  for (const item of more.items) items.set(JSON.stringify(keyOf(item)), item);
  const { items: _, notCertifiable: __, ...told } = more;
  return manifestOf(
    {
      command,
      rateproof: first.certified.rateproof,
      timeZoneData: first.certified.timeZoneData,
      options: Object.assign({}, ...all.map(({ certified }) => certified.options)) as ManifestOptions,
      items: [...items.values()],
      notCertifiable: [
        ...new Set([...all.flatMap(({ certified }) => certified.notCertifiable), ...more.notCertifiable]),
      ],
    },
    {
      ...Object.assign({}, ...all.map(({ circumstances }) => circumstances), first.circumstances, told),
      tookMs: all.reduce((sum, { circumstances }) => sum + circumstances.tookMs, 0),
    },
  );
}

const NOTHING_MORE = { items: [], notCertifiable: [] };

const keyOf = ({ kind, file, commit = '' }: ManifestItem): readonly string[] => [kind, file, commit];

function byKindAndName(a: ManifestItem, b: ManifestItem): number {
  const [left, right] = [keyOf(a).join('\0'), keyOf(b).join('\0')];
  return left < right ? -1 : left > right ? 1 : 0;
}

export const fingerprintOf = (certified: Certified): string => sha256(canonicalJson(certified));

const SHORT = 16;

/** For people to quote: enough digits that no two runs share them. */
export const shortFingerprint = ({ fingerprint }: Pick<Manifest, 'fingerprint'>): string => fingerprint.slice(0, SHORT);

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

/** Keys in order, nothing between them: the same value is the same text. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
}

/** Bytes of a manifest that is read: a hundred thousand files have their place. */
export const MAX_MANIFEST_BYTES = 32 * 1024 * 1024;
const MOST_TEXT = 1000;
const MOST_ITEMS = 200_000;

/** Why a manifest is not used; one sentence. */
class Refused extends Error {}

/** The manifest, or in one sentence why there is none. */
export function readManifest(text: string): Manifest | string {
  try {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new Refused('it is no JSON');
    }
    return checkManifest(value);
  } catch (error) {
    if (error instanceof Refused) return error.message;
    // Nested deeper than the stack is.
    if (error instanceof RangeError) return 'it is nested too deeply';
    throw error;
  }
}

function checkManifest(value: unknown): Manifest {
  const { fingerprint, certified, circumstances } = fieldsOf(value, 'the file', [
    'fingerprint',
    'certified',
    'circumstances',
  ]);
  return {
    fingerprint: hash(fingerprint, 'fingerprint'),
    certified: checkCertified(certified),
    circumstances: checkCircumstances(circumstances),
  };
}

const CERTIFIED = ['version', 'command', 'rateproof', 'timeZoneData', 'options', 'items', 'notCertifiable'];

function checkCertified(value: unknown): Certified {
  const { version, command, rateproof, timeZoneData, options, items, notCertifiable } = fieldsOf(
    value,
    'certified',
    CERTIFIED,
  );
  if (version !== 1) throw new Refused('it is of another version of rateproof');
  return {
    version,
    command: oneOf(command, 'command', COMMANDS),
    rateproof: line(rateproof, 'rateproof'),
    timeZoneData: line(timeZoneData, 'timeZoneData'),
    options: checkOptions(options),
    items: list(items, 'items').map(checkItem),
    notCertifiable: list(notCertifiable, 'notCertifiable').map((one, index) => line(one, `notCertifiable[${index}]`)),
  };
}

function checkItem(value: unknown, index: number): ManifestItem {
  const at = `items[${index}]`;
  const item = fieldsOf(value, at, ['kind', 'file', 'sha256'], ['commit']);
  const kind = oneOf(item.kind, `${at}.kind`, ITEM_KINDS);
  const file = path(item.file, `${at}.file`);
  if (kind === 'results' && file.includes('/')) throw new Refused(`${at}.file is not beside the manifest`);
  const content = hash(item.sha256, `${at}.sha256`);
  if (item.commit === undefined) return { kind, file, sha256: content };
  const commit = line(item.commit, `${at}.commit`);
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) throw new Refused(`${at}.commit is no id of a commit`);
  return { kind, file, sha256: content, commit };
}

const OPTIONAL = [
  ...['approvals', 'base', 'head', 'askedBase', 'askedHead', 'baseFolder', 'headFolder', 'affected'],
  ...['seed', 'tries', 'bail', 'shard', 'durations', 'update', 'filters'],
  ...['simulation', 'invoicesFrom', 'invoicesBefore', 'statistics'],
];
const AFFECTED = ['only', 'proved'] as const;

function checkOptions(value: unknown): ManifestOptions {
  const given = fieldsOf(value, 'options', ['plans', 'scenarios'], OPTIONAL);
  const number = (key: string) => (given[key] === undefined ? {} : { [key]: whole(given[key], `options.${key}`) });
  const text = (key: string) => (given[key] === undefined ? {} : { [key]: line(given[key], `options.${key}`) });
  const inside = (key: string) => (given[key] === undefined ? {} : { [key]: folder(given[key], `options.${key}`) });
  const { filters, durations, affected, invoicesFrom, invoicesBefore } = given;
  if (durations !== undefined && typeof durations !== 'boolean')
    throw new Refused('options.durations is not true or false');
  return {
    plans: folder(given.plans, 'options.plans'),
    scenarios: folder(given.scenarios, 'options.scenarios'),
    ...{ ...inside('approvals'), ...inside('baseFolder'), ...inside('headFolder') },
    ...(affected !== undefined && { affected: oneOf(affected, 'options.affected', AFFECTED) }),
    ...{ ...number('seed'), ...number('tries'), ...number('bail') },
    ...{
      ...text('base'),
      ...text('head'),
      ...text('askedBase'),
      ...text('askedHead'),
      ...text('shard'),
      ...text('update'),
      ...text('statistics'),
    },
    ...inside('simulation'),
    ...(invoicesFrom !== undefined && { invoicesFrom: day(invoicesFrom, 'options.invoicesFrom') }),
    ...(invoicesBefore !== undefined && { invoicesBefore: day(invoicesBefore, 'options.invoicesBefore') }),
    ...(durations !== undefined && { durations }),
    ...(filters !== undefined && { filters: checkFilters(filters) }),
  };
}

const FILTERS = ['grep', 'plan', 'tag', 'last-failed', 'only-changed'];

function checkFilters(value: unknown): Readonly<Record<string, string>> {
  const given = fieldsOf(value, 'options.filters', [], FILTERS);
  return Object.fromEntries(Object.entries(given).map(([key, text]) => [key, line(text, `options.filters.${key}`)]));
}

const OF_CIRCUMSTANCES = ['asOf', 'ci', 'regressions'];

function checkCircumstances(value: unknown): Circumstances {
  const given = fieldsOf(value, 'circumstances', ['started', 'tookMs', 'node', 'workers'], OF_CIRCUMSTANCES);
  const { regressions, asOf, ci } = given;
  if (ci !== undefined && typeof ci !== 'boolean') throw new Refused('circumstances.ci is not true or false');
  return {
    started: line(given.started, 'circumstances.started'),
    tookMs: whole(given.tookMs, 'circumstances.tookMs'),
    node: line(given.node, 'circumstances.node'),
    workers: whole(given.workers, 'circumstances.workers'),
    ...(asOf !== undefined && { asOf: day(asOf, 'circumstances.asOf') }),
    ...(ci !== undefined && { ci }),
    ...(regressions !== undefined && { regressions: folder(regressions, 'circumstances.regressions') }),
  };
}

/** The fields of an object that has these and no others; `__proto__` of JSON is a key like any other and is none of them. */
function fieldsOf(
  value: unknown,
  at: string,
  needed: readonly string[],
  optional: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused(`${at} is no object`);
  const keys = Object.keys(value);
  const missing = needed.find((key) => !keys.includes(key));
  if (missing !== undefined) throw new Refused(`${at} has no ${missing}`);
  if (keys.some((key) => !needed.includes(key) && !optional.includes(key))) {
    throw new Refused(`${at} has keys that no manifest has`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Refused(`${at} is no list`);
  if (value.length > MOST_ITEMS) throw new Refused(`${at} has more than ${MOST_ITEMS} entries`);
  return value;
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

function line(value: unknown, at: string): string {
  if (typeof value !== 'string') throw new Refused(`${at} is no text`);
  if (value.length > MOST_TEXT) throw new Refused(`${at} is longer than ${MOST_TEXT} characters`);
  if (CONTROL.test(value)) throw new Refused(`${at} has characters that no name has`);
  return value;
}

function whole(value: unknown, at: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new Refused(`${at} is no whole number`);
}

function oneOf<Word extends string>(value: unknown, at: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new Refused(`${at} is none of ${words.join(', ')}`);
  return found;
}

function day(value: unknown, at: string): string {
  if (typeof value === 'string' && parseDay(value) !== undefined) return value;
  throw new Refused(`${at} is no day`);
}

function hash(value: unknown, at: string): string {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return value;
  throw new Refused(`${at} is no SHA-256`);
}

function path(value: unknown, at: string): string {
  const file = line(value, at);
  if (!isPathInside(file)) throw new Refused(`${at} leads out of the project`);
  return file;
}

/** Also the project's own folder. */
const folder = (value: unknown, at: string): string => {
  const name = line(value, at);
  return name === '.' ? name : path(name.replace(/^\.\//, '').replace(/\/$/, ''), at);
};

/** A relative path with forward slashes that goes down and nowhere else. */
export function isPathInside(file: string): boolean {
  if (file === '' || file.length > MOST_TEXT || CONTROL.test(file) || /^[A-Za-z]:|\\/.test(file)) return false;
  return file.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
