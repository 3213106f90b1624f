/**
 * `rateproof check`, the gate on a change of plans: what can be said without rating, the scenarios against what is expected,
 * both sides of the change against each other, and the policies. Everything is found before anything is judged.
 */

import { resolve } from 'node:path';
import { evaluatePolicies } from '../policy/evaluate.ts';
import type { PolicyOutcome } from '../policy/policy.ts';
import { hasErrors, type Problem } from '../problems/problem.ts';
import { CHECK_FILE, checkText } from './check-file.ts';
import type { CheckRun } from './check-result.ts';
import { readApprovals } from './diff/approvals.ts';
import { changeTools } from './diff/change-tools.ts';
import { type DiffRun, diffExitCode } from './diff/result.ts';
import { type DiffOptions, runDiff } from './diff/run-diff.ts';
import { readBase, type SideFiles } from './diff/sides.ts';
import { gateChanges } from './gate.ts';
import { type Loaded, load, recipesOf } from './load.ts';
import { joinManifests, type Manifest, type ManifestItem, shortFingerprint } from './manifest.ts';
import { readProjectPolicies } from './policies.ts';
import { preparePlans } from './prepare-plan.ts';
import { exitCode, type TestRun } from './result.ts';
import { runTests, type TestOptions } from './run-tests.ts';
import { Session } from './session.ts';
import { isOfSimulation } from './simulate/find-simulation.ts';
import { rateproofVersion } from './version.ts';
import { writeWhole } from './write-file.ts';
import { hashOfFile, keepManifest } from './write-manifest.ts';

export interface CheckOptions extends Omit<DiffOptions, 'head' | 'engine'>, Pick<TestOptions, 'tries' | 'regressions'> {
  /** The folder of the project in which decisions stand. */
  readonly approvals: string;
  /** Whether what is new or no longer made fails. */
  readonly ci: boolean;
}

interface CheckHooks {
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
  readonly onDividing?: ((done: number, of: number) => void) | undefined;
  readonly onLaws?: ((done: number, of: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Checked {
  readonly check: CheckRun;
  /** Texts of files in which problems are, where they are not those of the working tree. */
  readonly sources: ReadonlyMap<string, string>;
}

export async function runCheck(options: CheckOptions, hooks: CheckHooks = {}): Promise<Checked> {
  const session = new Session();
  try {
    return await checkIn(session, options, hooks);
  } finally {
    await session.close();
  }
}

async function checkIn(session: Session, options: CheckOptions, hooks: CheckHooks): Promise<Checked> {
  const { root, plansFolder: plans = 'plans', scenariosFolder: scenarios = 'scenarios' } = options;
  const unread = (lint: readonly Problem[]): Checked => {
    const nothing = { test: undefined, diff: undefined, incomparable: undefined, policies: [] };
    return { check: kept(options, { lint, ...nothing, exitCode: 3 }, []), sources: new Map() };
  };

  // Read everything; nothing is rated while something cannot be read.
  const loaded = load({ root, plans, scenarios }, options.seed, { session, cache: options.cache ?? false });
  if (!loaded.value) return unread(loaded.problems);
  const { histories } = loaded.value.plans;
  const policies = readProjectPolicies(root, histories, loaded.value.entries);
  const approvals = readApprovals(root, options.approvals);
  const simulations = await lintedSimulations(loaded.value, options);
  const lint = [...loaded.problems, ...policies.problems, ...approvals.problems, ...simulations];
  if (!policies.value || !approvals.value || hasErrors(lint)) return unread(lint);

  // Is it rated as expected?
  const manifests: Manifest[] = [];
  const onManifest = (manifest: Manifest): void => void manifests.push(manifest);
  const tested = await runTests(options, { ...hooks, onManifest }, session);
  if (!tested.value) return unread(tested.problems);

  // What does the change do?
  let base: SideFiles | undefined;
  const onBase = (side: SideFiles): void => {
    base = side;
  };
  const change = changeTools(options.approvals);
  const compared = await runDiff(options, { ...hooks, onManifest, onBase, change }, session);
  const incomparable = compared.value ? undefined : compared.problems;

  // May it?
  const facts = { diff: compared.value, test: tested.value, plans: histories };
  const { policies: limits, exceptions } = policies.value;
  const outcomes = evaluatePolicies(limits, exceptions, facts, options.asOf);
  // And who is the judge?
  const gate =
    base && compared.value
      ? gateChanges(base, {
          ...{ root, approvals: options.approvals, scenarios, asOf: options.asOf, seed: options.seed },
          ...{ entries: loaded.value.entries, scenarioFiles: loaded.value.scenarioFiles },
          ...{ policies: policies.value, facts, outcomes },
        })
      : undefined;
  const check: CheckRun = {
    ...{ lint, test: tested.value, diff: compared.value, incomparable, policies: outcomes },
    ...(gate && { gate }),
    ...(outcomes.some((one) => one.exceptions.length > 0) && { asOf: options.asOf }),
    exitCode: codeOf(tested.value, compared.value, outcomes, options),
  };
  return { check: kept(options, check, manifests), sources: compared.sources ?? new Map() };
}

/** Simulations that the change, or the change of plans, has made wrong. Nothing of them is loaded in a project that has none. */
async function lintedSimulations(
  { scenarioFiles, planFiles, plans, entries }: Loaded,
  { root, plansFolder = 'plans', scenariosFolder: scenarios = 'scenarios', base, mayLeadOut = false }: CheckOptions,
): Promise<readonly Problem[]> {
  const files = scenarioFiles.filter(isOfSimulation);
  if (files.length === 0) return [];
  const { lintSimulations, withCause } = await import('./simulate/lint-simulations.ts');
  const recipes = (): ReturnType<typeof recipesOf> => recipesOf(entries);
  const given = { root, planFiles, plans, recipes, usageFiles: 'perhaps' } as const;
  return withCause(files, lintSimulations(files, given), given, () => {
    const before = readBase({ root, plans: plansFolder, scenarios, base, head: undefined, mayLeadOut }).value;
    const prepared = before && preparePlans(before.plans).value;
    return prepared && { planFiles: before.plans, plans: prepared };
  });
}

/** Writes what the check adds to its results, and the manifest of it all; the check with its fingerprint. */
function kept(
  { root, out = 'reports/latest', asOf, ci }: CheckOptions,
  check: CheckRun,
  manifests: readonly Manifest[],
): CheckRun {
  const items = manifests.flatMap(({ certified }) => certified.items.filter(({ kind }) => kind === 'results'));
  const results = Object.fromEntries(items.map(({ file, sha256 }) => [file, sha256]));
  const path = resolve(root, out, CHECK_FILE);
  writeWhole(path, [checkText(check, { rateproof: rateproofVersion(), results })]);
  const [first, ...rest] = manifests;
  if (!first) return check;
  const own: ManifestItem = { kind: 'results', file: CHECK_FILE, sha256: hashOfFile(path) };
  const notCertifiable = check.diff ? [] : ['diff.ndjson: nothing was compared'];
  const joined = joinManifests('check', [first, ...rest], { items: [own], notCertifiable, asOf, ci });
  keepManifest(root, out, joined);
  return { ...check, fingerprint: shortFingerprint(joined) };
}

/** What was interrupted says so; then 5 (incomplete) beats 1 (wrong, or not approved) beats 4 (a policy blocks). */
function codeOf(
  test: TestRun,
  diff: DiffRun | undefined,
  policies: readonly PolicyOutcome[],
  { ci }: Pick<CheckOptions, 'ci'>,
): CheckRun['exitCode'] {
  const codes = [
    exitCode(test, { ci }),
    diff ? diffExitCode(diff) : 5,
    policies.some(({ outcome }) => outcome === 'block') ? 4 : 0,
  ] as const;
  return ([130, 5, 1, 4] as const).find((code) => codes.includes(code)) ?? 0;
}
