/**
 * What a folder of reports holds of a run that has ended: results of tests, of a comparison, what a check adds to them, and
 * the fingerprint of it all. Only what belongs together is joined.
 */

import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Outcome, Problem } from '../problems/problem.ts';
import type { Simulation } from '../simulation/result.ts';
import { CHECK_FILE, readCheckFile } from './check-file.ts';
import type { CheckRun } from './check-result.ts';
import { DIFF_FILE } from './diff/diff-file.ts';
import { readDiff } from './diff/read-diff.ts';
import type { DiffRun } from './diff/result.ts';
import { readInputFile } from './files.ts';
import {
  type Certified,
  fingerprintOf,
  MANIFEST_FILE,
  MAX_MANIFEST_BYTES,
  readManifest,
  shortFingerprint,
} from './manifest.ts';
import { readResults } from './read-results.ts';
import type { TestRun } from './result.ts';
import { RESULTS_FILE } from './results-file.ts';
import { readSimulationFile, SIMULATION_FILE } from './simulate/simulation-file.ts';
import { CUSTOMERS_CSV } from './simulate/simulation-manifest.ts';
import { hashOfFile } from './write-manifest.ts';

/** A check; or tests and a comparison, each by itself where both are there. */
export interface Finished {
  readonly check: CheckRun | undefined;
  readonly test: TestRun | undefined;
  readonly diff: DiffRun | undefined;
  /** Of the run that its manifest is of. */
  readonly fingerprint: { readonly of: Certified['command']; readonly short: string } | undefined;
}

/**
 * `folder`: from `root`. Where there is a check.json, the check is what it says: results that it does not name are another
 * run's and are left alone, results that are not what it names are refused. With nothing there, the problem is that of
 * results that are missing.
 */
export function readFinished(root: string, folder: string): Outcome<Finished> {
  const at = (file: string): string => resolve(root, folder, file);
  const called = (file: string): string => join(folder, file);
  const has = (file: string): boolean => existsSync(at(file));
  const added = readCheckFile(root, called(CHECK_FILE));
  if (!added.value) return added;
  const { check } = added.value;

  const hashes = new Map<string, string>();
  for (const file of [RESULTS_FILE, DIFF_FILE]) if (has(file)) hashes.set(file, hashOfFile(at(file)));
  const problems = Object.entries(check?.results ?? {}).flatMap(([file, sha256]) =>
    hashes.get(file) === sha256 ? [] : otherResults(called(CHECK_FILE), called(file), hashes.has(file)),
  );
  if (problems.length > 0) return { problems };
  const isOf = (file: string): boolean => (check ? Object.hasOwn(check.results, file) : hashes.has(file));

  const wanted = isOf(RESULTS_FILE) || (!check && !isOf(DIFF_FILE));
  const test = wanted ? readResults(at(RESULTS_FILE), called(RESULTS_FILE)) : undefined;
  if (test && !test.value) return { problems: test.problems };
  const diff = isOf(DIFF_FILE) ? readDiff(at(DIFF_FILE), called(DIFF_FILE)) : undefined;
  if (diff && !diff.value) return { problems: diff.problems };
  const fingerprint = fingerprintIn(root, folder, {
    ...(check && { [CHECK_FILE]: hashOfFile(at(CHECK_FILE)) }),
    ...Object.fromEntries([...hashes].filter(([file]) => isOf(file))),
  });
  const found = { test: test?.value, diff: diff?.value };
  if (!check) return { value: { ...found, check: undefined, fingerprint }, problems: [] };
  const { exitCode, lint, incomparable, policies, gate, asOf } = check;
  const whole: CheckRun = {
    ...{ ...found, exitCode, lint, incomparable, policies },
    ...(asOf !== undefined && { asOf }),
    ...(gate && { gate }),
    ...(fingerprint?.of === 'check' && { fingerprint: fingerprint.short }),
  };
  return { value: { ...found, check: whole, fingerprint }, problems: [] };
}

function otherResults(check: string, file: string, there: boolean): Problem {
  return {
    ...{ code: 'CHECK-OTHER-RESULTS', severity: 'error', place: { file: check, line: 1, column: 1 } },
    message: there ? `this check had other results than those in ${file}` : `${file} of this check is missing`,
    fix: 'run `rateproof check` again, or bring the folder whole from where the check was',
  };
}

/** A simulation that has ended, and the fingerprint of it. `file`: its simulation.json, from `root`. */
export function readFinishedSimulation(
  root: string,
  file: string,
): Outcome<{ readonly simulation: Simulation; readonly fingerprint: string | undefined }> {
  const read = readSimulationFile(root, file);
  if (!read.value) return read;
  const folder = dirname(file);
  const isBeside = basename(file) === SIMULATION_FILE;
  const files = [SIMULATION_FILE, CUSTOMERS_CSV].filter((one) => existsSync(resolve(root, folder, one)));
  const hashes = Object.fromEntries(files.map((one) => [one, hashOfFile(resolve(root, folder, one))]));
  const fingerprint = isBeside ? fingerprintIn(root, folder, hashes) : undefined;
  return { value: { simulation: read.value, fingerprint: fingerprint?.short }, problems: [] };
}

/** Only of a manifest that is what its fingerprint is of, and of these very results. */
function fingerprintIn(
  root: string,
  folder: string,
  hashes: Readonly<Record<string, string>>,
): Finished['fingerprint'] {
  const [found] = readInputFile(root, join(folder, MANIFEST_FILE), MAX_MANIFEST_BYTES).value ?? [];
  const manifest = found && readManifest(found.text);
  if (manifest === undefined || typeof manifest === 'string') return undefined;
  const { certified, fingerprint } = manifest;
  const results = certified.items.filter(({ kind }) => kind === 'results');
  const same = results.length > 0 && results.every(({ file, sha256 }) => hashes[file] === sha256);
  const isWhole = certified.command !== 'check' || results.length === Object.keys(hashes).length;
  if (!same || !isWhole || fingerprintOf(certified) !== fingerprint) return undefined;
  return { of: certified.command, short: shortFingerprint(manifest) };
}
