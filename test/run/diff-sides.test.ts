/** Where the sides of a comparison come from, and what is said when one of them is not there. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { needsGit } from '../needs-git.ts';
import { at, PLAN, repository, SCENARIOS } from './repository.ts';

needsGit();

const FEE_UP = PLAN.replace('amount: 10.00', 'amount: 10.50');
const OTHER = PLAN.replace('plan: simple', 'plan: other');

describe('commits', () => {
  test('from where the branch left the default branch: what that did since is not shown reversed', async () => {
    const { write, git, commit, diff } = repository();
    const start = git('rev-parse', 'HEAD').trim();
    git('checkout', '--quiet', '-b', 'feature');
    write('plans/simple.yaml', FEE_UP);
    commit();
    git('checkout', '--quiet', 'main');
    write('plans/other.yaml', OTHER);
    commit();
    git('checkout', '--quiet', 'feature');
    for (const base of [undefined, 'main']) {
      const { value, statuses } = await diff({ base });
      expect(statuses).toEqual({ changed: 3 });
      expect(value!.summary.withdrawnPlans).toEqual([]);
      expect(value!.header).toMatchObject({
        base: { name: `where main was left (${start.slice(0, 10)})`, commit: start },
        head: { name: 'the working tree' },
      });
    }
  });

  test('two commits: nothing of the working tree is in it', async () => {
    const { root, write, git, commit, diff } = repository();
    write('plans/simple.yaml', FEE_UP);
    const second = commit();
    git('tag', 'v2');
    write('plans/simple.yaml', 'not: [yaml');
    write('scenarios/a.yaml', 'neither: [');
    const { value, statuses } = await diff({ base: 'HEAD~1', head: 'v2' });
    expect(statuses).toEqual({ changed: 3 });
    expect(value!.header.head).toMatchObject({ name: `v2 (${second.slice(0, 10)})`, commit: second });
    expect(execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' })).toBe(
      ' M plans/simple.yaml\n M scenarios/a.yaml\n',
    );
  });

  test('on the default branch itself: what is not committed', async () => {
    const { write, diff } = repository();
    expect((await diff()).statuses).toEqual({ passed: 3 });
    write('plans/simple.yaml', FEE_UP);
    const { statuses, value } = await diff();
    expect(statuses).toEqual({ changed: 3 });
    expect(value!.header.base.name).toMatch(/^HEAD \([0-9a-f]{10}\)$/);
    expect(value!.header.base.plans).not.toBe(value!.header.head.plans);
  });

  test('a project that is a folder of its repository, and links in a commit that lead elsewhere', async () => {
    const { root, write, git, commit } = repository();
    for (const [file, text] of [
      ['plans/a.yaml', PLAN],
      ['scenarios/a.yaml', SCENARIOS],
    ] as const)
      write(`sub/${file}`, text);
    symlinkSync('../../plans/simple.yaml', join(root, 'sub/plans/link.yaml'));
    commit();
    git('checkout', '--quiet', '-b', 'feature');
    write('sub/plans/a.yaml', FEE_UP);
    // The plan behind the link would be there twice, if it were followed.
    expect((await at(join(root, 'sub')).diff()).statuses).toEqual({ changed: 3 });
  });

  test('nothing that a repository says is run', async () => {
    const { root, write, git, diff } = repository();
    const trap = join(root, 'trap.sh');
    write('trap.sh', `#!/bin/sh\ntouch ${join(root, 'sprung')}\ncat "$1"\n`);
    execFileSync('chmod', ['+x', trap]);
    for (const setting of [
      'core.fsmonitor',
      'diff.external',
      'diff.x.textconv',
      'core.pager',
      'filter.x.smudge',
      'alias.ls-tree',
    ])
      git('config', setting, setting.startsWith('alias') ? `!${trap}` : trap);
    write('.git/info/attributes', '*.yaml diff=x filter=x\n');
    write('plans/simple.yaml', FEE_UP);
    expect((await diff()).statuses).toEqual({ changed: 3 });
    expect((await diff({ base: 'HEAD', head: 'main' })).statuses).toEqual({ passed: 3 });
    expect(() => execFileSync('ls', [join(root, 'sprung')], { stdio: 'pipe' })).toThrow();
  });
});

describe('folders', () => {
  test.each([['./old'], ['old/'], ['./old/plans']])('%s: a copy of the project, or of its plans', async (base) => {
    const { write, diff } = repository({ 'old/plans/simple.yaml': PLAN, 'old/scenarios/a.yaml': SCENARIOS });
    write('plans/simple.yaml', FEE_UP);
    const { value, statuses } = await diff({ base });
    expect(statuses).toEqual({ changed: 3 });
    expect(value!.header.base).toMatchObject({ name: `folder ${base}` });
  });

  test('the same plans in another folder have the same fingerprint', async () => {
    const { diff } = repository({ 'old/simple.yaml': PLAN });
    const { base, head } = (await diff({ base: './old' })).value!.header;
    expect(base.plans).toBe(head.plans);
  });

  test('outside the project only where the person at the keyboard says so; never through a link', async () => {
    const { root, diff } = repository();
    const outside = mkdtempSync(join(tmpdir(), 'rateproof-old-'));
    onTestFinished(() => rmSync(outside, { recursive: true }));
    at(outside, { 'plans/simple.yaml': FEE_UP });
    expect((await diff({ base: outside, mayLeadOut: true })).statuses).toEqual({ changed: 3 });
    const refused = await diff({ base: outside });
    expect([refused.exit, refused.problems.split('\n')[0]]).toEqual([
      5,
      `error DIFF-INCOMPARABLE  ${outside} leads out of the project`,
    ]);
    symlinkSync(outside, join(root, 'old'));
    expect((await diff({ base: './old', mayLeadOut: true })).problems).toBe(
      'error DIFF-INCOMPARABLE  ./old leads out of the project\n  fix: name the folder itself, not a link to it\n\n1 error\n',
    );
  });

  test('a folder of a branch’s name is not taken for the branch', async () => {
    const { diff } = repository({ 'release/simple.yaml': PLAN });
    const { problems, exit } = await diff({ base: 'release' });
    expect(exit).toBe(5);
    expect(problems).toBe(
      'error DIFF-INCOMPARABLE  git knows no commit `release`\n  fix: a folder is written as a path: `./release`\n\n1 error\n',
    );
  });
});

describe('what cannot be compared is never "no change"', () => {
  test.each([
    [
      'ghost',
      'git knows no commit `ghost`',
      'name one that is there; in CI, fetch it first: `git fetch origin <branch>`',
    ],
    ['--output=x', '`--output=x` is no name of a commit', 'name a branch, tag or commit'],
    ['main..HEAD', '`main..HEAD` is no name of a commit', 'name a branch, tag or commit'],
    ['HEAD:plans', '`HEAD:plans` is no name of a commit', 'name a branch, tag or commit'],
    ['./nowhere', 'there is no folder ./nowhere', 'mind the spelling'],
    ['./scenarios', 'there is no plan in folder ./scenarios', undefined],
  ])('--base %s', async (base, message, fix) => {
    const { remove, diff } = repository({ 'scenarios/notes.yaml': '' });
    if (base === './scenarios') remove('scenarios/a.yaml');
    const { problems, exit } = await diff({ base, ...(base === './scenarios' && { scenariosFolder: 'more' }) });
    if (base === './scenarios') return expect(exit).toBe(3);
    expect(exit).toBe(5);
    expect(problems).toBe(`error DIFF-INCOMPARABLE  ${message}\n  fix: ${fix}\n\n1 error\n`);
  });

  test('a base whose plans do not load: its problems, with its name', async () => {
    const { write, git, commit, diff } = repository({
      'plans/simple.yaml': PLAN.replace('currency: EUR', 'curency: EUR'),
    });
    const first = git('rev-parse', '--short=10', 'HEAD').trim();
    git('checkout', '--quiet', '-b', 'feature');
    write('plans/simple.yaml', PLAN);
    commit();
    const { problems, exit, value } = await diff();
    expect([value, exit]).toEqual([undefined, 5]);
    expect(problems).toBe(
      `error DIFF-INCOMPARABLE  the plans of where main was left (${first}) cannot be read
  fix: name a commit, branch or folder whose plans can be read: \`--base <commit>\`

plans/simple.yaml at ${first}:2:1  error PLAN-MISSING-KEY  \`currency\` is missing in the plan \`simple\`
  2 | plan: simple
    | ^

plans/simple.yaml at ${first}:4:1  error PLAN-UNKNOWN-KEY  unknown key \`curency\` in the plan \`simple\`
  4 | curency: EUR
    | ^^^^^^^
  fix: did you mean \`currency\`?

3 errors
`,
    );
  });

  test('a base without a plan', async () => {
    const { write, remove, git, commit, diff } = repository();
    remove('plans');
    commit();
    const id = git('rev-parse', '--short=10', 'HEAD').trim();
    git('checkout', '--quiet', '-b', 'feature');
    write('plans/simple.yaml', PLAN);
    const { problems, exit } = await diff();
    expect([exit, problems.split('\n')[0]]).toEqual([5, `error DIFF-INCOMPARABLE  there is no plan in HEAD (${id})`]);
  });

  test('a mistake of the head is the head’s: exit 3', async () => {
    const { write, diff } = repository();
    write('plans/simple.yaml', PLAN.replace('currency: EUR', 'curency: EUR'));
    const { problems, exit } = await diff({ base: 'ghost' });
    expect(exit).toBe(3);
    expect(problems).toMatch(/^plans\/simple\.yaml:2:1 {2}error PLAN-MISSING-KEY/);
    const unknown = await diff({ head: 'ghost' });
    expect([unknown.exit, unknown.problems.split('\n')[0]]).toEqual([
      3,
      'error GIT-UNKNOWN-REF  git knows no commit `ghost`',
    ]);
  });

  test('a shallow clone: what to do is said', async () => {
    const { root, write, git, commit } = repository();
    git('checkout', '--quiet', '-b', 'feature');
    write('plans/simple.yaml', FEE_UP);
    commit();
    git('checkout', '--quiet', 'main');
    write('plans/other.yaml', OTHER);
    commit();
    const fix = 'run `git fetch --unshallow` first; with actions/checkout, set `fetch-depth: 0`';
    const parent = mkdtempSync(join(tmpdir(), 'rateproof-clone-'));
    onTestFinished(() => rmSync(parent, { recursive: true }));
    const clone = (name: string, ...how: string[]) => {
      git('clone', '--quiet', '--depth=1', '--branch=feature', ...how, `file://${root}`, join(parent, name));
      return at(join(parent, name));
    };
    // Only the branch is there, as in most CI.
    const alone = await clone('alone').diff();
    expect([alone.exit, alone.problems]).toEqual([
      5,
      `error DIFF-INCOMPARABLE  this clone is shallow: where the branch left the default branch is not in it\n  fix: ${fix}\n\n1 error\n`,
    ]);
    const named = await clone('named').diff({ base: 'origin/main' });
    expect([named.exit, named.problems]).toEqual([
      5,
      `error DIFF-INCOMPARABLE  git knows no commit \`origin/main\` in this shallow clone\n  fix: ${fix}\n\n1 error\n`,
    ]);
    const both = clone('both', '--no-single-branch');
    const apart = await both.diff();
    expect([apart.exit, apart.problems]).toEqual([
      5,
      `error DIFF-INCOMPARABLE  this clone is shallow: where the branch left origin/main is not in it\n  fix: ${fix}\n\n1 error\n`,
    ]);
    both.git('fetch', '--quiet', '--unshallow');
    expect((await both.diff()).statuses).toEqual({ changed: 3 });
  });

  test('no repository; branches that have nothing in common; no default branch', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rateproof-none-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const none = at(folder);
    none.write('plans/simple.yaml', PLAN);
    none.write('scenarios/a.yaml', SCENARIOS);
    const { problems, exit } = await none.diff();
    expect(exit).toBe(5);
    expect(problems).toMatch(
      /^error DIFF-INCOMPARABLE {2}this folder is in no git repository: there is nothing to compare the plans with\n {2}fix: keep the plans in git: `git init`, then `git add -A` and `git commit -m plans`; or compare with a folder: `--base \.\/old`\n/,
    );
    none.git('init', '--quiet');
    expect((await none.diff()).problems).toBe(
      'error DIFF-INCOMPARABLE  there is no commit yet: there is nothing to compare the plans with\n  fix: commit the plans as they are: `git add -A` and `git commit -m plans`; or compare with a folder: `--base ./old`\n\n1 error\n',
    );

    const { write, git, commit, diff } = repository();
    git('checkout', '--quiet', '--orphan', 'feature');
    write('plans/simple.yaml', FEE_UP);
    commit();
    expect((await diff()).problems).toBe(
      'error DIFF-INCOMPARABLE  this branch and main have no commit in common\n  fix: name the commit that the plans come from: `--base <commit>`\n\n1 error\n',
    );
    git('branch', '--quiet', '-D', 'main');
    expect((await diff()).problems).toBe(
      'error DIFF-INCOMPARABLE  there is no branch main or master to compare with, here or at origin\n  fix: name the branch, tag or commit: `--base trunk`\n\n1 error\n',
    );
  });
});
