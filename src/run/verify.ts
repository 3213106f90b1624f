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
import { runCheck } from './check.ts';
import { CHECK_FILE } from './check-file.ts';
import { CONFIG_FILE } from './config.ts';
import { changeTools } from './diff/change-tools.ts';
import { DIFF_FILE } from './diff/diff-file.ts';
import { runDiff } from './diff/run-diff.ts';
import { listFiles, readInputFile } from './files.ts';
import {
  type Certified,
  type Circumstances,
  fingerprintOf,
  type ItemKind,
  MANIFEST_FILE,
  MAX_MANIFEST_BYTES,
  type Manifest,
  type ManifestItem,
  type ManifestOptions,
  readManifest,
  sha256,
} from './manifest.ts';
import { RESULTS_FILE } from './results-file.ts';
import { runTests } from './run-tests.ts';
import { isOfSimulation } from './simulate/find-simulation.ts';
import { SIMULATION_FILE } from './simulate/simulation-file.ts';
import { CUSTOMERS_CSV } from './simulate/simulation-manifest.ts';
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
    problems: [
      {
        code,
        severity: 'error',
        message,
        fix: 'run `rateproof test`, `diff`, `check` or `simulate` again, or name the folder of a run',
      },
    ],
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
  const found = kind === 'results' || kind === 'data' ? hashOfFile(join(home, file)) : hashOfText(home, file);
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
function addedFiles(root: string, { command, items, options }: Certified): VerifiedItem[] {
  const known = new Set(items.filter(({ commit }) => commit === undefined).map(({ file }) => file));
  const isYaml = (name: string): boolean => /\.ya?ml$/.test(name);
  // A commit has no new files, and a comparison reads no baselines.
  const isTree = options.head === undefined;
  // Where a simulation names its candidate, the plans and recipes are those of its base, wherever that is.
  const reads = (folder: string, kinds: readonly ItemKind[]): boolean =>
    isTree &&
    (command !== 'simulate' ||
      items.some(({ kind, commit, file }) => kinds.includes(kind) && commit === undefined && isUnder(file, folder)));
  const looks: readonly (readonly [ItemKind, string | undefined, (name: string) => boolean])[] = [
    ['plan', reads(options.plans, ['plan', 'base-plan']) ? options.plans : undefined, isYaml],
    ['plan', plansIn(options.headFolder, items, 'plan', options.plans), isYaml],
    ['base-plan', plansIn(options.baseFolder, items, 'base-plan', options.plans), isYaml],
    // A simulation of usage files reads no scenarios.
    ['scenario', reads(options.scenarios, ['scenario']) ? options.scenarios : undefined, isYaml],
    ['baseline', command === 'diff' || command === 'simulate' ? undefined : options.scenarios, isBaselineFile],
    ['approval', options.approvals, isYaml],
  ];
  const added = new Map<string, ItemKind>();
  for (const [kind, folder, wanted] of looks) {
    if (folder === undefined || (folder !== '.' && kindOfFolder(root, folder) !== 'folder')) continue;
    for (const file of listed(root, folder, wanted)) {
      if (!known.has(file) && !added.has(file) && !(kind === 'scenario' && isSimulation(root, file)))
        added.set(file, kind);
    }
  }
  if (!known.has(CONFIG_FILE) && existsSync(resolve(root, CONFIG_FILE))) added.set(CONFIG_FILE, 'config');
  return [...added].map(([name, kind]) => ({ kind, name, state: 'added' }));
}

/** Simulations stand among scenarios, and no run reads more than the one that it is of. */
function isSimulation(root: string, file: string): boolean {
  const [found] = readInputFile(root, file).value ?? [];
  return found !== undefined && isOfSimulation(found);
}

const isUnder = (file: string, folder: string): boolean => folder === '.' || file.startsWith(`${folder}/`);

/** The folder of plans of a side that was a folder: a copy of the whole project has them in a folder of their name. */
function plansIn(
  folder: string | undefined,
  items: readonly ManifestItem[],
  kind: ItemKind,
  plans: string,
): string | undefined {
  if (folder === undefined) return undefined;
  const inside = folder === '.' ? plans : `${folder}/${plans}`;
  const own = items.filter((item) => item.kind === kind && item.commit === undefined);
  return own.every(({ file }) => file.startsWith(`${inside}/`)) ? inside : folder;
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

/** Runs again what a manifest is of, into a folder that is taken away afterwards: a line for each file of its results. */
export async function runAgain(
  root: string,
  verified: Verified,
  { simulate }: { readonly simulate?: SimulateAgain } = {},
): Promise<readonly VerifiedItem[]> {
  const { certified } = verified.manifest;
  const results = certified.items.filter(({ kind }) => kind === 'results');
  const told = (name: string, state: ItemState, note?: string): VerifiedItem => ({
    ...{ kind: 'run again', name, state },
    ...(note !== undefined && { note }),
  });
  const names = results.length > 0 ? results.map(({ file }) => file) : [certified.command];
  const notAgain = (why: string) => names.map((name) => told(name, 'missing', `not run again: ${why}`));
  const why = whyNotAgain(verified);
  if (why !== undefined) return notAgain(why);
  const run = runOf(root, verified.manifest, simulate);
  if (typeof run === 'string') return notAgain(run);
  const out = mkdtempSync(join(tmpdir(), 'rateproof-verify-'));
  try {
    const problems = await run(out);
    return results.map(({ file, sha256: then }) => {
      const path = join(out, file);
      if (!existsSync(path)) {
        return told(file, 'changed', `the run ended before it began: ${problems[0]?.message ?? 'nothing was written'}`);
      }
      return hashOfFile(path) === then ? told(file, 'ok') : told(file, 'changed', 'the same inputs gave other results');
    });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** The files that each command writes, and that must be in its manifest. */
const RESULTS: Readonly<Record<Certified['command'], readonly string[]>> = {
  test: [RESULTS_FILE],
  diff: [DIFF_FILE],
  check: [CHECK_FILE, DIFF_FILE, RESULTS_FILE],
  simulate: [SIMULATION_FILE],
};
/** Those that a command writes where it is asked for them. */
const MORE_RESULTS: Readonly<Partial<Record<Certified['command'], readonly string[]>>> = { simulate: [CUSTOMERS_CSV] };

function whyNotAgain({ manifest: { certified }, items }: Verified): string | undefined {
  const { command, options, notCertifiable } = certified;
  const filters = options.filters ?? {};
  const inputs = items.filter(({ kind }) => kind !== 'results');
  if (inputs.some(({ state }) => state !== 'ok')) return 'its inputs are not those of the run';
  if (notCertifiable.length > 0) return `not all of it can be made again (${notCertifiable[0]})`;
  const more = MORE_RESULTS[command] ?? [];
  const named = certified.items.filter(({ kind }) => kind === 'results').map(({ file }) => file);
  const results = named.filter((file) => !more.includes(file));
  if (`${results.sort()}` !== `${RESULTS[command]}`) return `its results are not those of a ${command}`;
  if (options.update !== undefined) return 'the run has changed the baselines that it was held against';
  if (options.durations) return 'its parts were cut by how long an earlier run took';
  if (filters['last-failed'] !== undefined) return 'it was about what had failed before';
  if (filters['only-changed'] !== undefined) return 'it was about what had changed before';
  return undefined;
}

const MOST_TRIES = 100_000;

type Rerun = (out: string) => Promise<readonly Problem[]>;

/**
 * Simulates again what a manifest is of, from the sides that it recorded, into `out`: simulation.json, and customers.csv where `csv` says so.
 * The problems say why nothing was written.
 */
export type SimulateAgain = (asked: {
  readonly root: string;
  readonly out: string;
  readonly options: ManifestOptions;
  /** The whole ids of the commits that the sides were; undefined: the folders of the options, or the working tree. */
  readonly commits: { readonly base: string | undefined; readonly head: string | undefined };
  readonly csv: boolean;
}) => Promise<readonly Problem[]>;

/** As the run was asked for; a sentence when nobody could have asked so. */
function runOf(
  root: string,
  { certified, circumstances }: Manifest,
  simulate: SimulateAgain | undefined,
): Rerun | string {
  if (certified.command === 'simulate') return simulationOf(root, certified, simulate);
  const { plans, scenarios, seed, tries, bail, shard, filters = {} } = certified.options;
  if ((tries ?? 0) < 0 || (tries ?? 0) > MOST_TRIES || (bail ?? 1) < 1) return 'its numbers are none of a run';
  let grep: RegExp | undefined;
  try {
    grep = filters.grep === undefined ? undefined : new RegExp(filters.grep);
  } catch {
    return 'its pattern cannot be read';
  }
  const { regressions } = circumstances;
  const common = {
    ...{ root, plansFolder: plans, scenariosFolder: scenarios, seed, grep },
    ...{ plans: filters.plan?.split(' '), tags: filters.tag?.split(' ') },
    ...(regressions !== undefined && { regressions }),
  };
  if (certified.command === 'test') {
    const part = /^(\d{1,4})\/(\d{1,4})$/.exec(shard ?? '');
    if (shard !== undefined && !part) return `there is no part ${shard}`;
    const cut = part ? { shard: { index: Number(part[1]), of: Number(part[2]) } } : {};
    return async (out) => (await runTests({ ...common, ...cut, update: 'none', tries, bail, out })).problems;
  }
  const compared = comparisonOf(certified, circumstances);
  if (typeof compared === 'string') return compared;
  if (certified.command === 'diff') {
    const change = changeTools(compared.approvals);
    return async (out) => (await runDiff({ ...common, ...compared, out }, { change })).problems;
  }
  const { ci = false } = circumstances;
  return async (out) => {
    const { check } = await runCheck({ ...common, ...compared, tries, ci, out });
    return [...check.lint, ...(check.incomparable ?? [])];
  };
}

function simulationOf(
  root: string,
  { options, items }: Certified,
  simulate: SimulateAgain | undefined,
): Rerun | string {
  if (options.simulation === undefined) return 'it does not say what it simulated';
  if (!simulate) return 'a simulation cannot be run here';
  const commitOf = (kind: ItemKind): string | undefined => items.find((item) => item.kind === kind)?.commit;
  const commits = { base: commitOf('base-plan'), head: commitOf('plan') };
  const csv = items.some(({ kind, file }) => kind === 'results' && file === CUSTOMERS_CSV);
  return (out) => simulate({ root, out, options, commits, csv });
}

/** The sides by their commits, under the names that they had, on the day that it was. */
function comparisonOf({ items, options }: Certified, { asOf }: Circumstances) {
  const { base, head, askedBase, askedHead, baseFolder, headFolder, affected, approvals } = options;
  if (base === undefined || asOf === undefined || approvals === undefined) return 'it does not say what it compared';
  const commitOf = (kind: ItemKind): string | undefined => items.find((item) => item.kind === kind)?.commit;
  const sides = { base: commitOf('base-plan'), head: commitOf('plan') };
  if (sides.base === undefined && baseFolder === undefined) return 'it does not say what its base was';
  if (head !== undefined && sides.head === undefined && headFolder === undefined)
    return 'it does not say what its head was';
  const asPath = (folder: string | undefined) => (folder === undefined ? undefined : `./${folder}`);
  return {
    ...{ approvals, asOf, base: asPath(baseFolder), head: asPath(headFolder) },
    recorded: {
      base: { name: base, asked: askedBase, commit: sides.base },
      ...(head !== undefined && { head: { name: head, asked: askedHead, commit: sides.head } }),
    },
    ...{ onlyAffected: affected === 'only', proveAffected: affected === 'proved' },
  };
}
