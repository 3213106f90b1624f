/** Runs of a part of the scenarios: until some fail, what failed last, what changes affect. */

import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { needsGit } from '../needs-git.ts';
import { PLAN, type Project, project, RECIPE, WRITTEN } from './project.ts';

const OTHER = PLAN.replace('plan: simple', 'plan: other');
const ids = (run: { value?: { results: readonly { id: string; status: string }[] } | undefined }, status?: string) =>
  (run.value?.results ?? []).filter((one) => status === undefined || one.status === status).map(({ id }) => id);

describe('bail', () => {
  test.each([1, 3, 30])('ends after %i failures, the same for any number of threads and any batches', async (bail) => {
    const own = project({ 'scenarios/b.yaml': RECIPE.replace('count: 40', 'count: 400') });
    await own.run({ update: 'new' });
    own.write('plans/simple.yaml', PLAN.replace('0.10 / min', '0.11 / min'));
    const all = await own.run();
    const first = await own.run({ bail });
    const bytes = own.read('reports/latest/results.ndjson');
    expect(ids(first, 'changed')).toEqual(ids(all, 'changed').slice(0, bail));
    const last = ids(all).indexOf(ids(first, 'changed').at(-1)!);
    expect(ids(first, 'skipped')).toEqual(ids(all).slice(last + 1));
    expect(first.value?.results.at(-1)?.reason).toBe(`not run: stopped after ${bail} that failed`);
    expect(first.exit).toBe(1);
    for (const how of [{ batchMs: 0.01 }, { batchMs: 1000 }, { workers: 3, batchMs: 1 }]) {
      await own.run({ bail, ...how });
      expect(own.read('reports/latest/results.ndjson')).toBe(bytes);
    }
  });
});

test('the last that failed: what did not pass, also what was not run', async () => {
  const wrong = WRITTEN.replace('a-call-and-data', 'wrong').replace('voice: 0.20', 'voice: 0.25');
  const own = project({
    'scenarios/a.yaml': WRITTEN,
    'scenarios/b.yaml': wrong,
    'scenarios/c.yaml': `${WRITTEN}`.replace('a-call', 'c-call'),
  });
  expect(await own.run({ lastFailed: true })).toMatchObject({ problems: ['RESULTS-MISSING'], exit: 3 });
  await own.run();
  expect(ids(await own.run({ lastFailed: true }))).toEqual(['wrong']);
  await own.run({ bail: 1 });
  expect(ids(await own.run({ lastFailed: true }))).toEqual(['wrong', 'c-call-and-data']);
  own.write('scenarios/b.yaml', WRITTEN.replace('a-call-and-data', 'wrong'));
  expect(await own.run({ lastFailed: true })).toMatchObject({ statuses: { passed: 1, skipped: 2 }, exit: 0 });
  expect((await own.run({ lastFailed: true })).problems).toEqual(['RUN-NOTHING-FAILED']);
});

describe('only what changed', () => {
  needsGit();

  const git = ({ root }: Project, ...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: root,
      encoding: 'utf8',
    });

  function repository(): Project {
    const own = project({
      'plans/other.yaml': OTHER,
      'scenarios/a.yaml': WRITTEN,
      'scenarios/b.yaml': RECIPE,
      'scenarios/deep/c.yaml': WRITTEN.replace('plan: simple', 'plan: other').replace('a-call-and-data', 'other-call'),
      '.gitignore': 'reports\n',
    });
    git(own, 'init', '-q', '-b', 'main');
    git(own, 'add', '-A');
    git(own, 'commit', '-qm', 'first');
    return own;
  }

  const documents = async (own: Project, ref: string | true = true): Promise<string[]> => [
    ...new Set(ids(await own.run({ onlyChanged: ref })).map((id) => id.split('/')[0]!)),
  ];

  test('is nothing in a repository as it was', async () => {
    expect(await repository().run({ onlyChanged: true })).toMatchObject({
      problems: ['RUN-NOTHING-CHANGED'],
      value: undefined,
    });
  });

  test('a plan: all that is on it; a scenario: itself; a baseline: its recipe; a new file', async () => {
    const own = repository();
    own.write('plans/other.yaml', `${OTHER}\n# changed\n`);
    expect(await documents(own)).toEqual(['other-call']);
    own.write('plans/other.yaml', OTHER);
    own.write('scenarios/a.yaml', `${WRITTEN}\n# changed\n`);
    expect(await documents(own)).toEqual(['a-call-and-data']);
    own.write('scenarios/a.yaml', WRITTEN);
    await own.run({ update: 'new' });
    expect(await documents(own)).toEqual(['people']);
    own.write('scenarios/new.yaml', WRITTEN.replace('a-call-and-data', 'new-call'));
    expect(await documents(own)).toEqual(['people', 'new-call']);
  });

  test('committed on a branch counts since the branch began, and since a commit that is named', async () => {
    const own = repository();
    git(own, 'checkout', '-q', '-b', 'feature');
    own.write('plans/other.yaml', `${OTHER}\n# changed\n`);
    git(own, 'commit', '-qam', 'second');
    expect(await documents(own)).toEqual(['other-call']);
    expect(await documents(own, 'main')).toEqual(['other-call']);
    expect((await own.run({ onlyChanged: 'HEAD' })).problems).toEqual(['RUN-NOTHING-CHANGED']);
  });

  test('a plan version that was deleted, and a file that nobody is known to read', async () => {
    const own = repository();
    const second = OTHER.replace('effective: { new: 2025-01-01 }', 'effective: { new: 2026-02-01 }');
    own.write('plans/other-2.yaml', second);
    git(own, 'add', '-A');
    git(own, 'commit', '-qm', 'second');
    execFileSync('rm', ['plans/other-2.yaml'], { cwd: own.root });
    expect(await documents(own)).toEqual(['other-call']);
    git(own, 'checkout', '-q', '.');
    own.write('scenarios/hours.csv', 'hour,weight\n');
    expect(await documents(own)).toEqual(['a-call-and-data', 'people', 'other-call']);
  });

  test.each(['no-such-branch', '--output=x', '-x', 'a..b', 'HEAD^{/x y}', ''])(
    'an unknown commit is told: %j',
    async (ref) => {
      const own = repository();
      expect(await own.run({ onlyChanged: ref })).toMatchObject({ problems: ['GIT-UNKNOWN-REF'], exit: 3 });
    },
  );

  test('no repository is told', async () => {
    const own = project({ 'scenarios/a.yaml': WRITTEN });
    expect(await own.run({ onlyChanged: true })).toMatchObject({ problems: ['GIT-UNAVAILABLE'], exit: 3 });
  });
});
