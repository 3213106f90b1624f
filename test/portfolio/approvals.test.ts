/** Approvals as a team lives with them in git: what they survive, what ends them, and what a merge leaves behind. */

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCheck } from '../../src/run/check.ts';
import { runTests } from '../../src/run/run-tests.ts';
import { PLAN, RECIPE } from '../run/project.ts';
import { type Repository, repository } from '../run/repository.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const FOLDER = '.rateproof/approvals';
const NEXT_DAY = (day: string): string =>
  new Date(new Date(`${day}T00:00:00Z`).getTime() + 86_400_000).toISOString().slice(0, 10);

/** Main with baselines; a branch on which a minute costs 0.12 in place of 0.10. */
async function pullRequest(): Promise<Repository> {
  const own = repository({ 'plans/simple.yaml': PLAN, 'scenarios/a.yaml': RECIPE });
  own.write('.gitignore', 'reports/\n.rateproof/cache/\n');
  await runTests({ root: own.root, update: 'all', workers: 1 });
  own.commit();
  own.git('checkout', '--quiet', '-b', 'dearer');
  change(own, '0.10 / min', '0.12 / min');
  own.commit();
  return own;
}

function change(own: Repository, from: string, to: string): void {
  const text = own.read('plans/simple.yaml');
  expect(text).toContain(from);
  own.write('plans/simple.yaml', text.replace(from, to));
}

const check = async (own: Repository, asOf = '2026-05-12') =>
  (await runCheck({ root: own.root, base: 'main', asOf, approvals: FOLDER, ci: true, workers: 1 })).check;

/** Compares, then decides, as a person does. */
function decide(own: Repository, ...args: string[]) {
  const env = { ...process.env, NO_COLOR: '1', CI: '', GIT_CONFIG_GLOBAL: '/dev/null' };
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [MAIN, ...words], { cwd: own.root, encoding: 'utf8', env });
  expect(run('diff', '--base', 'main').status).toBe(1);
  const { status, stdout, stderr } = run('accept', '--by', 'Ann <ann@example.org>', ...args);
  expect([status, stderr.replace(/.*scenarios .*\n?/g, '')], stdout).toEqual([0, '']);
}

const only = async (own: Repository): Promise<string> => {
  const causes = (await check(own)).diff!.summary.causes.filter(({ matters }) => matters);
  expect(causes.length).toBe(1);
  return causes[0]!.fingerprint;
};

test('approved by cause: survives a rebase, ends when the change does, and after the merge the next change is a new one', async () => {
  const own = await pullRequest();
  expect((await check(own)).exitCode).toBe(1);
  const fingerprint = await only(own);
  decide(own, '--cause', fingerprint.slice(0, 8), '--reason', 'price board');
  expect(readdirSync(join(own.root, FOLDER))).toEqual([`${fingerprint}.yaml`]);
  // The approval, and the baseline of whom the change moves.
  expect(own.git('status', '--porcelain').trim().split('\n').length).toBe(2);
  expect((await check(own)).exitCode).toBe(0);
  own.commit();

  // Somebody else's commit on main, and the branch on top of it.
  own.git('checkout', '--quiet', 'main');
  own.write('README.md', 'plans of a small operator\n');
  own.commit();
  own.git('checkout', '--quiet', 'dearer');
  own.git('rebase', '--quiet', 'main');
  const rebased = await check(own);
  expect(rebased.exitCode).toBe(0);
  expect(rebased.diff!.summary.causes.map(({ approval }) => approval?.state)).toContain('approved');

  // Another price is another change.
  change(own, '0.12 / min', '0.13 / min');
  const again = await check(own);
  expect(again.exitCode).toBe(1);
  expect(again.diff!.summary.causes.filter(({ matters }) => matters).map(({ approval }) => approval)).toEqual([
    undefined,
  ]);
  own.git('checkout', '--quiet', '--', '.');

  // Squashed into one commit of main: nothing is left to decide, and the next change needs its own approval.
  own.git('checkout', '--quiet', 'main');
  own.git('merge', '--quiet', '--squash', 'dearer');
  own.commit();
  own.git('checkout', '--quiet', '-b', 'next');
  const merged = await check(own);
  expect([merged.exitCode, merged.diff!.summary.edits]).toEqual([0, []]);
  change(own, '0.12 / min', '0.14 / min');
  expect((await check(own)).exitCode).toBe(1);
  expect(await only(own)).not.toBe(fingerprint);
});

test('with a last day: counts on it, and not on the day after', async () => {
  const own = await pullRequest();
  const today = new Date().toISOString().slice(0, 10);
  decide(own, '--all', '--reason', 'a trial', '--until', today);
  expect((await check(own, today)).exitCode).toBe(0);
  const over = await check(own, NEXT_DAY(today));
  expect(over.exitCode).toBe(1);
  expect(over.diff!.summary.causes.map(({ approval }) => approval?.state)).toContain('expired');
});

test('rejected: fails, and baselines stay', async () => {
  const own = await pullRequest();
  decide(own, '--all', '--reject', '--reason', 'too dear');
  expect(own.git('status', '--porcelain').trim()).toBe('?? .rateproof/');
  const found = await check(own);
  expect(found.exitCode).toBe(1);
  expect(found.diff!.summary.causes.map(({ approval }) => approval?.state)).toContain('rejected');
});

test('a patch is, applied, what is written', async () => {
  const own = await pullRequest();
  const state = (): string => {
    own.git('add', '-A');
    const tree = own.git('write-tree');
    own.git('reset', '--quiet', '--hard');
    return tree;
  };
  const reason = ['--all', '--reason', 'price board'];
  decide(own, ...reason);
  const written = state();
  decide(own, ...reason, '--update-method', 'patch');
  expect(own.git('status', '--porcelain')).toBe('');
  own.git('apply', 'reports/latest/accept.patch');
  expect((await check(own)).exitCode).toBe(0);
  expect(state()).toBe(written);
});
