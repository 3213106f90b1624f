/**
 * Holds the manifest of a run against what is there now. What the manifest says may be a stranger's: it is read only
 * through manifest.ts, names nothing outside of the project, and no link is followed on its word.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isBaselineFile } from '../baseline/baseline.ts';
import { timeZoneData } from '../calendar/zone.ts';
import type { Outcome, Problem } from '../problems/problem.ts';
import { MAX_BASELINE_BYTES } from './baselines.ts';
import { CONFIG_FILE } from './config.ts';
import { listFiles, readInputFile } from './files.ts';
import {
  type Certified,
  fingerprintOf,
  type ItemKind,
  MANIFEST_FILE,
  MAX_MANIFEST_BYTES,
  type Manifest,
  type ManifestItem,
  readManifest,
  sha256,
} from './manifest.ts';
import { RESULTS_FILE } from './results-file.ts';
import { runTests, type TestOptions } from './run-tests.ts';
import { rateproofVersion } from './version.ts';
import { hashOfFile } from './write-manifest.ts';

/** added: a file that is new since the run, and that a run today would read. */
export type ItemState = 'ok' | 'changed' | 'missing' | 'added';

export interface VerifiedItem {
  readonly kind: ItemKind | 'manifest' | 'rateproof' | 'time-zone data' | 'run again';
  readonly name: string;
  readonly state: ItemState;
  /** What is not so. */
  readonly note?: string;
}

export interface Verified {
  readonly manifest: Manifest;
  /** In the order of the manifest; what is added after what was there. */
  readonly items: readonly VerifiedItem[];
}

/** 5 something is missing: it cannot be said; 1 something is not as it was; 0 all is. */
export function verifyExitCode({ items }: Verified): 0 | 1 | 5 {
  if (items.some(({ state }) => state === 'missing')) return 5;
  return items.some(({ state }) => state !== 'ok') ? 1 : 0;
}

/** `folder`: where the run wrote, from the project's folder `root`. */
export function verifyRun(root: string, folder: string): Outcome<Verified> {
  const read = manifestIn(root, folder);
  if (!read.value) return read;
  const manifest = read.value;
  const { certified } = manifest;
  const bases = baseTexts(root, certified.items);
  const items: VerifiedItem[] = [
    {
      ...{ kind: 'manifest', name: manifest.fingerprint },
      ...(fingerprintOf(certified) === manifest.fingerprint
        ? { state: 'ok' }
        : { state: 'changed', note: 'what it says is not what its fingerprint is of' }),
    },
    same('rateproof', certified.rateproof, rateproofVersion()),
    same('time-zone data', certified.timeZoneData, timeZoneData),
    ...certified.items.map((item) => verifyItem(root, folder, item, bases)),
    ...addedFiles(root, certified),
  ];
  return { value: { manifest, items }, problems: [] };
}

function same(kind: 'rateproof' | 'time-zone data', then: string, now: string): VerifiedItem {
  return then === now ? { kind, name: then, state: 'ok' } : { kind, name: then, state: 'changed', note: `here ${now}` };
}

function manifestIn(root: string, folder: string): Outcome<Manifest> {
  const file = join(folder, MANIFEST_FILE);
  const refuse = (code: Problem['code'], message: string): { readonly problems: Problem[] } => ({
    problems: [{ code, severity: 'error', message, fix: 'run `rateproof test` again, or name the folder of a run' }],
  });
  const path = resolve(root, file);
  if (!existsSync(path)) return refuse('MANIFEST-MISSING', `there is no ${file}`);
  const { value, problems } = readInputFile(root, file, MAX_MANIFEST_BYTES);
  const [text] = value ?? [];
  if (!text) return refuse('MANIFEST-UNREADABLE', problems[0]?.message ?? `${file} cannot be read`);
  const manifest = readManifest(text.text);
  if (typeof manifest !== 'string') return { value: manifest, problems: [] };
  return refuse('MANIFEST-UNREADABLE', `${file} cannot be used: ${manifest}`);
}

function verifyItem(
  root: string,
  folder: string,
  item: ManifestItem,
  bases: ReadonlyMap<string, string | undefined>,
): VerifiedItem {
  const { kind, file, commit } = item;
  if (commit !== undefined) {
    const name = `${file} at ${commit.slice(0, 10)}`;
    const found = bases.get(keyOfBase(commit, file));
    if (found === undefined) return { kind, name, state: 'missing', note: 'this commit does not have it here' };
    return judged(kind, name, item.sha256, found);
  }
  const home = kind === 'results' ? resolve(root, folder) : root;
  const there = kindOfPath(home, file);
  if (there !== 'file') return { kind, name: file, state: 'missing', ...(there !== 'nothing' && { note: there }) };
  const found = kind === 'results' ? hashOfFile(join(home, file)) : hashOfText(home, file);
  if (found === undefined) return { kind, name: file, state: 'changed', note: 'it cannot be read as text' };
  return judged(kind, file, item.sha256, found);
}

const judged = (kind: ItemKind, name: string, then: string, now: string): VerifiedItem => ({
  ...{ kind, name, state: then === now ? 'ok' : 'changed' },
});

function hashOfText(home: string, file: string): string | undefined {
  const [read] = readInputFile(home, file, MAX_BASELINE_BYTES).value ?? [];
  return read && sha256(read.text);
}

/** Each step of the way is looked at: a link in a project may be a stranger's. */
function kindOfPath(home: string, file: string): 'file' | 'nothing' | 'a link leads there' | 'it is no file' {
  let path = home;
  for (const part of file.split('/')) {
    path = join(path, part);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found) return 'nothing';
    if (found.isSymbolicLink()) return 'a link leads there';
    if (path === join(home, file)) return found.isFile() ? 'file' : 'it is no file';
    if (!found.isDirectory()) return 'nothing';
  }
  return 'nothing';
}

/** What a run today would read beside what the run has read. */
function addedFiles(root: string, { items, options }: Certified): VerifiedItem[] {
  const known = new Set(items.filter(({ commit }) => commit === undefined).map(({ file }) => file));
  const isYaml = (name: string): boolean => /\.ya?ml$/.test(name);
  const looks: readonly (readonly [ItemKind, string | undefined, (name: string) => boolean])[] = [
    ['plan', options.plans, isYaml],
    ['scenario', options.scenarios, isYaml],
    ['baseline', options.scenarios, isBaselineFile],
    ['approval', options.approvals, isYaml],
  ];
  const added = new Map<string, ItemKind>();
  for (const [kind, folder, wanted] of looks) {
    if (folder === undefined || (folder !== '.' && kindOfFolder(root, folder) !== 'folder')) continue;
    for (const file of listed(root, folder, wanted)) if (!known.has(file) && !added.has(file)) added.set(file, kind);
  }
  if (!known.has(CONFIG_FILE) && existsSync(resolve(root, CONFIG_FILE))) added.set(CONFIG_FILE, 'config');
  return [...added].map(([name, kind]) => ({ kind, name, state: 'added' }));
}

const kindOfFolder = (root: string, folder: string): 'folder' | 'other' =>
  kindOfPath(root, folder) === 'it is no file' && lstatSync(resolve(root, folder)).isDirectory() ? 'folder' : 'other';

function listed(root: string, folder: string, wanted: (name: string) => boolean): readonly string[] {
  try {
    return listFiles(root, folder, wanted);
  } catch {
    return [];
  }
}

const keyOfBase = (commit: string, file: string): string => `${commit}:./${file}`;

/** SHA-256 of files of other commits, all asked for at once; undefined what git does not have here. */
function baseTexts(root: string, items: readonly ManifestItem[]): ReadonlyMap<string, string | undefined> {
  const keys = items.flatMap(({ commit, file }) => (commit === undefined ? [] : keyOfBase(commit, file)));
  const found = new Map<string, string | undefined>();
  if (keys.length === 0) return found;
  let answer: Buffer;
  try {
    answer = execFileSync('git', ['-c', 'core.fsmonitor=false', 'cat-file', '--batch'], {
      ...{ cwd: root, input: `${keys.join('\n')}\n`, maxBuffer: 1024 * 1024 * 1024, stdio: ['pipe', 'pipe', 'ignore'] },
      // What is not here is not fetched from elsewhere on the word of a file.
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' },
    });
  } catch {
    return found;
  }
  let at = 0;
  for (const key of keys) {
    const end = answer.indexOf(0x0a, at);
    if (end < 0) break;
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(answer.toString('utf8', at, end)) ?? [];
    at = end + 1;
    if (size === undefined) {
      // A folder has a body too; anything but a file or `missing` is not read further.
      if (!/ missing$/.test(answer.toString('utf8', at - 9, end))) break;
      continue;
    }
    found.set(key, sha256(textOf(answer.subarray(at, at + Number(size)))));
    at += Number(size) + 1;
  }
  return found;
}

/** As files are read: without the mark that some editors put before UTF-8. */
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes);

/** Runs the tests of a manifest again, into a folder that is taken away afterwards. */
export async function runAgain(root: string, verified: Verified): Promise<VerifiedItem> {
  const { certified, circumstances } = verified.manifest;
  const told = (state: ItemState, note?: string): VerifiedItem => ({
    ...{ kind: 'run again', name: RESULTS_FILE, state },
    ...(note !== undefined && { note }),
  });
  const why = whyNotAgain(verified);
  if (why !== undefined) return told('missing', `not run again: ${why}`);
  const options = testOptions(root, certified);
  if (typeof options === 'string') return told('missing', `not run again: ${options}`);
  const out = mkdtempSync(join(tmpdir(), 'rateproof-verify-'));
  try {
    const { regressions } = circumstances;
    const run = await runTests({ ...options, out, ...(regressions !== undefined && { regressions }) });
    if (!run.value) return told('changed', `the run ended before it began: ${run.problems[0]?.message ?? ''}`);
    const then = certified.items.find(({ kind, file }) => kind === 'results' && file === RESULTS_FILE)!.sha256;
    return hashOfFile(join(out, RESULTS_FILE)) === then
      ? told('ok')
      : told('changed', 'the same inputs gave other results');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function whyNotAgain({ manifest: { certified }, items }: Verified): string | undefined {
  const { options, notCertifiable } = certified;
  const filters = options.filters ?? {};
  if (!certified.items.some(({ kind, file }) => kind === 'results' && file === RESULTS_FILE)) {
    return 'the run was no test';
  }
  const inputs = items.filter(({ kind }) => kind !== 'results' && kind !== 'base-plan' && kind !== 'approval');
  if (inputs.some(({ state }) => state !== 'ok')) return 'its inputs are not those of the run';
  if (notCertifiable.length > 0) return `not all of it can be made again (${notCertifiable[0]})`;
  if (options.update !== undefined) return 'the run has changed the baselines that it was held against';
  if (options.durations) return 'its parts were cut by how long an earlier run took';
  if (filters['last-failed'] !== undefined) return 'it was about what had failed before';
  if (filters['only-changed'] !== undefined) return 'it was about what had changed before';
  return undefined;
}

const MOST_TRIES = 100_000;

/** As the run was asked for; a sentence when nobody could have asked so. */
function testOptions(root: string, { options }: Certified): TestOptions | string {
  const { plans, scenarios, seed, tries, bail, shard, filters = {} } = options;
  const part = /^(\d{1,4})\/(\d{1,4})$/.exec(shard ?? '');
  if (shard !== undefined && !part) return `there is no part ${shard}`;
  if ((tries ?? 0) < 0 || (tries ?? 0) > MOST_TRIES || (bail ?? 1) < 1) return 'its numbers are none of a run';
  let grep: RegExp | undefined;
  try {
    grep = filters.grep === undefined ? undefined : new RegExp(filters.grep);
  } catch {
    return 'its pattern cannot be read';
  }
  return {
    ...{ root, plansFolder: plans, scenariosFolder: scenarios, update: 'none', seed, tries, bail, grep },
    ...{ plans: filters.plan?.split(' '), tags: filters.tag?.split(' ') },
    ...(part && { shard: { index: Number(part[1]), of: Number(part[2]) } }),
  };
}
