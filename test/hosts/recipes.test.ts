/**
 * The recipes for CI systems, run as far as a machine without them can: the steps of the action, the script of the GitLab
 * template and the shell recipe, in a clone of a scratch repository, and the comment posted by the real command to a host on
 * this machine. `rateproof check` is played by a stand-in, and at the end, for each way that a check can come out, by itself.
 */

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { gitIsThere, needsGit } from '../needs-git.ts';
import { PLAN, SCENARIOS } from '../run/repository.ts';
import { type Fake, startAzure, startBitbucket, startGithub, startGitlab, TOKEN } from './fakes.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(root, 'dist/cli/main.js');
const RECIPE = join(root, '.ci/rateproof-check.sh');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

let folder = '';
let clone = '';
let log = '';
let fake: Fake;

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=main', ...args], {
    ...{ cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });

/** A repository with two commits on main and a branch; what stands for `rateproof`, `npm` and `npx` on the PATH. */
beforeAll(() => {
  if (!gitIsThere) return;
  folder = mkdtempSync(join(tmpdir(), 'rateproof-recipes-'));
  const origin = join(folder, 'origin');
  mkdirSync(join(origin, 'plans'), { recursive: true });
  git(origin, 'init', '-q');
  for (const text of ['a: 1\n', 'a: 2\n']) {
    writeFileSync(join(origin, 'plans/a.yaml'), text);
    git(origin, 'add', '-A');
    git(origin, 'commit', '-q', '-m', text.trim());
  }
  git(origin, 'checkout', '-q', '-b', 'feature/price');
  writeFileSync(join(origin, 'plans/a.yaml'), 'a: 3\n');
  git(origin, 'commit', '-q', '-a', '-m', 'price');
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  log = join(folder, 'log');
  const stand = (name: string, text: string): void => writeFileSync(join(bin, name), text, { mode: 0o755 });
  stand(
    'rateproof',
    `#!/bin/sh
printf '%s\\n' "$(pwd -P | sed 's|.*/||')> rateproof $*" >> '${log}'
if [ "$1" = comment ] || [ -n "$REAL" ]; then exec '${process.execPath}' '${join(root, 'dist/cli/main.js')}' "$@"; fi
while [ $# -gt 0 ]; do [ "$1" = --base ] && git rev-parse "$2^{commit}" >> '${log}'; shift; done
git merge-base HEAD refs/remotes/origin/main >> '${log}' || echo 'no merge base' >> '${log}'
[ -n "$STAND_IN_SILENT" ] || { mkdir -p reports/latest; echo "bills rise" > reports/latest/comment.md; }
exit "\${STAND_IN_EXIT:-0}"
`,
  );
  stand('npm', `#!/bin/sh\nprintf 'npm %s\\n' "$*" >> '${log}'\n`);
  stand('npx', `#!/bin/sh\nshift\nexec "$@"\n`);
});
afterAll(() => folder && rmSync(folder, { recursive: true, force: true }));

needsGit();
/** A clone of one commit of the branch, as CI systems make it. */
beforeEach(() => {
  clone = join(folder, 'clone');
  rmSync(clone, { recursive: true, force: true });
  rmSync(log, { force: true });
  git(folder, 'clone', '-q', '--depth', '1', '--branch', 'feature/price', `file://${folder}/origin`, 'clone');
});
afterEach(() => fake?.close());

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly log: readonly string[];
}

async function shell(args: readonly string[], env: Readonly<Record<string, string>>, cwd = clone): Promise<Ran> {
  const child = spawn(args[0]!, args.slice(1), {
    ...{ cwd, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', ...env },
  });
  let out = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (out = out + chunk));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  expect(out).not.toContain(TOKEN);
  return { code, out, log: existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [] };
}

const main = (): string => git(join(folder, 'origin'), 'rev-parse', 'main').trim();
const bodies = (): string[] => fake.comments.map(({ body }) => body);

const hosts = {
  github: {
    ...{ start: () => startGithub(), tag: '<!-- rateproof:check -->\n' },
    env: () => ({
      ...{ GITHUB_ACTIONS: 'true', GITHUB_BASE_REF: 'main', GITHUB_API_URL: fake.url, GITHUB_TOKEN: TOKEN },
      ...{ GITHUB_REPOSITORY: 'acme/plans', GITHUB_REF: 'refs/pull/7/merge' },
    }),
  },
  gitlab: {
    ...{ start: startGitlab, tag: '<!-- rateproof:check -->\n' },
    env: () => ({
      ...{ GITLAB_CI: 'true', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_API_V4_URL: `${fake.url}/api/v4` },
      ...{ CI_PROJECT_ID: '42', CI_MERGE_REQUEST_IID: '7', GITLAB_TOKEN: TOKEN },
    }),
  },
  azure: {
    ...{ start: () => startAzure(), tag: '<!-- rateproof:check -->\n' },
    env: () => ({
      ...{ TF_BUILD: 'True', SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main', SYSTEM_ACCESSTOKEN: TOKEN },
      ...{ SYSTEM_COLLECTIONURI: `${fake.url}/acme/`, SYSTEM_TEAMPROJECT: 'Rate plans', BUILD_REPOSITORY_ID: 'r-1' },
      ...{ SYSTEM_PULLREQUEST_PULLREQUESTID: '7' },
    }),
  },
  bitbucket: {
    ...{ start: startBitbucket, tag: '[//]: # (rateproof:check)\n\n' },
    env: () => ({
      ...{ BITBUCKET_BUILD_NUMBER: '3', BITBUCKET_PR_DESTINATION_BRANCH: 'main', BITBUCKET_PR_ID: '7' },
      ...{ BITBUCKET_WORKSPACE: 'acme', BITBUCKET_REPO_SLUG: 'plans', BITBUCKET_TOKEN: TOKEN },
      RATEPROOF_SERVER_URL: `${fake.url}/2.0`,
    }),
  },
};

describe('the shell recipe', () => {
  test.each(Object.entries(hosts))(
    '%s: history, base, comment also of a failure, exit code',
    async (host, { start, env, tag }) => {
      fake = await start();
      const ran = await shell(['sh', RECIPE, '--plan', 'smart-m'], { ...env(), STAND_IN_EXIT: '1' });
      expect(ran.code).toBe(1);
      expect(ran.log).toEqual([
        'clone> rateproof check --base refs/remotes/origin/main --plan smart-m',
        main(),
        main(),
        `clone> rateproof comment ${host} --file reports/latest/comment.md`,
      ]);
      expect(bodies()).toEqual([`${tag}bills rise\n`]);
    },
  );

  test.each(['0', '1', '2', '3', '4', '5', '130'])('exit code %s is passed on', async (code) => {
    expect((await shell(['sh', RECIPE], { STAND_IN_EXIT: code })).code).toBe(Number(code));
  });

  test.each([
    ['policies', [0, 0, 2, 3, 4, 5]],
    ['incomplete', [0, 0, 2, 3, 0, 5]],
    ['any', [0, 1, 2, 3, 4, 5]],
  ])('RATEPROOF_FAIL_ON=%s: what could not be compared fails always', async (RATEPROOF_FAIL_ON, expected) => {
    const codes: (number | null)[] = [];
    for (let code = 0; code <= 5; code += 1) {
      codes.push((await shell(['sh', RECIPE], { RATEPROOF_FAIL_ON, STAND_IN_EXIT: `${code}` })).code);
    }
    expect(codes).toEqual(expected);
  });

  test('a comment that cannot be posted does not change the exit code, either way', async () => {
    fake = await startGithub();
    for (const code of ['0', '4']) {
      const ran = await shell(['sh', RECIPE], { ...hosts.github.env(), GITHUB_TOKEN: 'wrong', STAND_IN_EXIT: code });
      expect(ran.code).toBe(Number(code));
      expect(ran.out).toContain('answered 401 to GET: Bad credentials');
      expect(ran.out).toContain(`the comment was not posted (see above); the check itself ended with ${code}`);
    }
  });

  test('a comment of an earlier run is never posted for this one', async () => {
    fake = await startGithub();
    mkdirSync(join(clone, 'reports/latest'), { recursive: true });
    writeFileSync(join(clone, 'reports/latest/comment.md'), 'all is well');
    const ran = await shell(['sh', RECIPE], { ...hosts.github.env(), STAND_IN_SILENT: '1', STAND_IN_EXIT: '5' });
    expect(ran.code).toBe(5);
    expect(ran.out).toContain('there is nothing to comment: the check wrote no reports/latest/comment.md');
    expect(bodies()).toEqual([]);
  });

  test('without a pull request, or asked not to, nothing is commented', async () => {
    fake = await startGithub();
    const push = { ...hosts.github.env(), GITHUB_BASE_REF: '', GITHUB_REF: 'refs/heads/main' };
    expect((await shell(['sh', RECIPE], push)).out).toContain('not started for a pull or merge request');
    const asked = await shell(['sh', RECIPE], { ...hosts.github.env(), RATEPROOF_COMMENT: 'false' });
    expect(asked.log.some((line) => line.includes('comment'))).toBe(false);
    expect(bodies()).toEqual([]);
  });

  test('names of branches that mean harm reach no command', async () => {
    for (const name of ['--upload-pack=touch pwned', '$(touch pwned)..', 'a b', '"; touch pwned; "']) {
      const ran = await shell(['sh', RECIPE], {
        GITHUB_ACTIONS: 'true',
        GITHUB_BASE_REF: name,
        RATEPROOF_HOST: 'none',
      });
      // As a ref `refs/heads/--upload-pack=touch` would be allowed; with the blank it is none.
      expect([name, ran.code]).toEqual([name, 2]);
      expect(existsSync(join(clone, 'pwned'))).toBe(false);
    }
  });

  test('what is wrong is said: no rateproof, a host or a rule that is none, a history that cannot be had', async () => {
    const bare = await shell(['/bin/sh', RECIPE], { PATH: '/usr/bin:/bin' });
    expect([bare.code, bare.out]).toEqual([2, expect.stringContaining('run `npm ci` before this step')]);
    expect((await shell(['sh', RECIPE], { RATEPROOF_HOST: 'sourceforge' })).code).toBe(2);
    expect((await shell(['sh', RECIPE], { RATEPROOF_FAIL_ON: 'never' })).code).toBe(2);
    git(clone, 'remote', 'set-url', 'origin', `file://${folder}/nowhere`);
    const shallow = await shell(['sh', RECIPE], { STAND_IN_EXIT: '5' });
    expect([shallow.code, shallow.out]).toEqual([5, expect.stringContaining('fetch-depth: 0 for actions/checkout')]);
  });
});

const action = parse(read('.github/actions/check/action.yml'));
const [step] = action.runs.steps;

/** As the runner starts the step: inputs with their defaults into the variables, bash with the flags it uses. */
async function act(
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<Ran & { output: string }> {
  const given = (name: string): string => inputs[name] ?? String(action.inputs[name].default);
  const filled = (text: string): string =>
    text
      .replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name) => given(name))
      .replace(/\$\{\{ github\.token \}\}/, TOKEN);
  const variables = Object.entries(step.env as Record<string, string>).map(([name, text]) => [name, filled(text)]);
  const script = join(folder, 'step.sh');
  const output = join(folder, 'output');
  writeFileSync(script, step.run);
  writeFileSync(output, '');
  const ran = await shell(
    ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', script],
    {
      ...{ GITHUB_ACTIONS: 'true', GITHUB_BASE_REF: 'main', GITHUB_API_URL: fake.url, GITHUB_OUTPUT: output },
      ...{ GITHUB_REPOSITORY: 'acme/plans', GITHUB_REF: 'refs/pull/7/merge' },
      GITHUB_ACTION_PATH: join(root, '.github/actions/check'),
      ...Object.fromEntries(variables),
      ...env,
    },
    join(clone, filled(step['working-directory'])),
  );
  return { ...ran, output: readFileSync(output, 'utf8') };
}

describe('the GitHub action', () => {
  test('is composite, and no text of strangers is put into a script', () => {
    expect(action.runs.using).toBe('composite');
    expect(Object.keys(action.inputs)).toEqual(['working-directory', 'base', 'args', 'token', 'comment', 'fail-on']);
    for (const { run, shell: called } of action.runs.steps) {
      expect(run).not.toContain('${{');
      expect(called).toBe('bash');
    }
  });

  test('fetches, checks, comments, passes the exit code on and tells it', async () => {
    fake = await startGithub();
    const ran = await act({ args: '--plan smart-m  --tag *' }, { STAND_IN_EXIT: '4' });
    expect([ran.code, ran.output]).toEqual([4, 'exit-code=4\n']);
    expect(ran.log[0]).toBe('clone> rateproof check --base refs/remotes/origin/main --plan smart-m --tag *');
    expect(bodies()).toEqual(['<!-- rateproof:check -->\nbills rise\n']);
  });

  test('a folder, a base, no comment, and failures that are let pass', async () => {
    fake = await startGithub();
    const inputs = { 'working-directory': 'plans', base: 'HEAD', comment: 'false', 'fail-on': 'incomplete' };
    const ran = await act(inputs, { STAND_IN_EXIT: '4' });
    expect([ran.code, ran.output]).toEqual([0, 'exit-code=4\n']);
    expect(ran.log[0]).toBe('plans> rateproof check --base HEAD');
    expect(bodies()).toEqual([]);
    expect((await act({ comment: 'maybe' }, {})).code).toBe(2);
  });

  test('inputs are arguments and never commands', async () => {
    fake = await startGithub();
    await act({ args: '$(touch pwned) `touch pwned` ; touch pwned' }, {});
    expect(existsSync(join(clone, 'pwned'))).toBe(false);
  });
});

const { '.rateproof': job } = parse(read('.gitlab/rateproof.gitlab-ci.yml'));

async function pipeline(env: Readonly<Record<string, string>>): Promise<Ran> {
  if (existsSync(join(clone, '.git/shallow'))) git(clone, 'fetch', '-q', '--unshallow');
  const script = join(folder, 'job.sh');
  // A runner puts the lines one after the other and stops at the first that fails.
  writeFileSync(script, `set -eo pipefail\n${job.script.join('\n')}\n`);
  const variables = Object.entries(job.variables).map(([name, value]) => [name, String(value)]);
  return shell(['bash', script], {
    ...{ GITLAB_CI: 'true', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_API_V4_URL: `${fake.url}/api/v4` },
    ...{ CI_PROJECT_ID: '42', CI_MERGE_REQUEST_IID: '7' },
    ...Object.fromEntries(variables),
    ...env,
  });
}

describe('the GitLab template', () => {
  test('runs for merge requests with the whole history, and keeps the reports also of a failure', () => {
    expect(job.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }]);
    expect(job.variables.GIT_DEPTH).toBe(0);
    expect(job.artifacts.when).toBe('always');
    expect(Object.keys(job.artifacts.reports)).toEqual(['junit', 'codequality']);
  });

  test('checks, comments, and ends with the exit code of the check', async () => {
    fake = await startGitlab();
    const ran = await pipeline({ GITLAB_TOKEN: TOKEN, STAND_IN_EXIT: '1' });
    expect(ran.code).toBe(1);
    expect(ran.log).toEqual([
      'npm ci --no-fund --no-audit',
      'clone> rateproof check --base refs/remotes/origin/main',
      main(),
      main(),
      'clone> rateproof comment gitlab',
    ]);
    expect(bodies()).toEqual(['<!-- rateproof:check -->\nbills rise\n']);
    expect((await pipeline({ GITLAB_TOKEN: 'wrong' })).code).toBe(0);
  });

  test('without a token it says so, and checks all the same', async () => {
    fake = await startGitlab();
    const ran = await pipeline({ STAND_IN_EXIT: '5' });
    expect([ran.code, ran.out]).toEqual([5, expect.stringContaining('GITLAB_TOKEN is not set')]);
  });
});

describe('with the check itself', () => {
  const FEE_UP = PLAN.replace('amount: 10.00', 'amount: 10.50');
  const CONFIG = 'policies:\n  - { policy: bill-increase, at_most: 0.20 EUR }\n';
  let source = '';
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(source, file)), { recursive: true });
    writeFileSync(join(source, file), text);
  };
  const rateproof = (...args: string[]): void => {
    const { CI: _, ...env } = process.env;
    const { status } = spawnSync(process.execPath, [MAIN, ...args], { cwd: join(source, 'tariffs'), env });
    expect([args[0], status! < 2]).toEqual([args[0], true]);
  };
  const branch = (name: string, work: () => void): void => {
    git(source, 'checkout', '-q', '-b', name, 'main');
    work();
    git(source, 'add', '-A');
    git(source, 'commit', '-q', '-m', name);
  };

  /** The project is a folder of its repository: findings have to say so. */
  beforeAll(() => {
    if (!gitIsThere) return;
    source = join(folder, 'source');
    mkdirSync(source);
    git(source, 'init', '-q');
    write('tariffs/plans/simple.yaml', PLAN);
    write('tariffs/scenarios/a.yaml', SCENARIOS);
    write('tariffs/rateproof.config.yaml', CONFIG);
    write('.gitignore', 'reports/\ncache/\n');
    git(source, 'add', '-A');
    git(source, 'commit', '-q', '-m', 'plans');
    branch('same', () => write('README.md', 'hello'));
    branch('price', () => {
      write('tariffs/plans/simple.yaml', FEE_UP);
      // 0.50 more for everybody: what is expected follows.
      const expected = SCENARIOS.replace('10.00', '10.50').replace('10.20', '10.70').replace('12.00', '12.50');
      write('tariffs/scenarios/a.yaml', expected);
    });
    git(source, 'checkout', '-q', '-b', 'approved');
    rateproof('diff', '--base', 'main');
    rateproof('accept', '--all', '--reason', 'agreed', '--by', 'Jane Doe <jane@example.com>');
    git(source, 'add', '-A');
    git(source, 'commit', '-q', '-m', 'approved');
    branch('broken', () => write('tariffs/plans/simple.yaml', PLAN.replace('rate:', 'rtae:')));
    git(source, 'checkout', '-q', '--orphan', 'apart', 'main');
    git(source, 'commit', '-q', '-m', 'apart');
  });

  /** One commit of a branch, as CI systems fetch it. */
  const cloned = (name: string): void => {
    rmSync(clone, { recursive: true, force: true });
    git(folder, 'clone', '-q', '--depth', '1', '--branch', name, `file://${source}`, 'clone');
  };
  const REAL = { REAL: '1', CI: 'true' };

  const AT = 'file=tariffs/plans/simple.yaml';
  const POLICY = 'file=tariffs/rateproof.config.yaml,line=2';
  test.each([
    ['same', 0, '✅ No plan changed', []],
    ['price', 1, '❌ Blocked by a policy; 1 change needs approval', [`${AT},line=11`, POLICY]],
    ['approved', 4, '❌ Blocked by a policy', [POLICY]],
    ['broken', 3, '❌ ', [`${AT},line=13`]],
    // Without a comparison nothing that a policy says of bills is held.
    ['apart', 5, '❌ ', ['title=rateproof', POLICY]],
  ] as const)('GitHub, %s: %i', async (name, code, heading, places) => {
    fake = await startGithub();
    cloned(name);
    const page = join(folder, 'page');
    rmSync(page, { force: true });
    const ran = await act({ 'working-directory': 'tariffs' }, { ...REAL, GITHUB_STEP_SUMMARY: page });
    expect([ran.code, ran.output]).toEqual([code, `exit-code=${code}\n`]);
    expect(bodies()).toEqual([expect.stringContaining(`<!-- rateproof:check -->\n## ${heading}`)]);
    expect(readFileSync(page, 'utf8')).toContain(`## ${heading}`);
    const found = ran.out.split('\n').filter((line) => line.startsWith('::'));
    expect(found).toEqual(places.map((place) => expect.stringMatching(`^::error ${place.replaceAll('.', '\\.')}[,%]`)));
  });

  test('GitHub, the next push: the same comment says what is so now', async () => {
    fake = await startGithub();
    for (const [name, code] of [
      ['price', 1],
      ['same', 0],
    ] as const) {
      cloned(name);
      expect((await act({ 'working-directory': 'tariffs' }, REAL)).code).toBe(code);
    }
    expect(bodies()).toEqual([expect.stringContaining('<!-- rateproof:check -->\n## ✅ No plan changed')]);
    expect(fake.comments[0]!.id).toBe(101);
  });

  test('GitLab: the template, with its reports', async () => {
    fake = await startGitlab();
    cloned('price');
    const ran = await pipeline({ ...REAL, GITLAB_TOKEN: TOKEN, RATEPROOF_PROJECT: 'tariffs' });
    expect(ran.code).toBe(1);
    expect(bodies()).toEqual([
      expect.stringContaining('<!-- rateproof:check -->\n## ❌ Blocked by a policy; 1 change'),
    ]);
    const told = (path: string): string =>
      readFileSync(join(clone, path.replace('$RATEPROOF_PROJECT', 'tariffs')), 'utf8');
    const { codequality, junit } = job.artifacts.reports;
    const places = JSON.parse(told(codequality)).map(({ location: { path, lines } }: { location: Place }) => {
      return `${path}:${lines.begin}`;
    });
    expect(places).toEqual(['tariffs/plans/simple.yaml:11', 'tariffs/rateproof.config.yaml:2']);
    expect(told(junit)).toMatch(/^<\?xml/);
  });

  test.each(['azure', 'bitbucket'] as const)(
    '%s: a comment in what it shows, no longer than it takes',
    async (host) => {
      const { start, env, tag } = hosts[host];
      fake = await start();
      cloned('price');
      const ran = await shell(['sh', RECIPE], { ...env(), ...REAL }, join(clone, 'tariffs'));
      expect(ran.code).toBe(1);
      expect(bodies()).toEqual([expect.stringContaining(`${tag}## ❌ Blocked by a policy; 1 change needs approval`)]);
      expect(bodies()[0]!.includes('<details>')).toBe(host === 'azure');
    },
  );

  test('a host that is named: the comment is as it takes it, whatever runs the job', async () => {
    fake = await startBitbucket();
    cloned('price');
    const { BITBUCKET_BUILD_NUMBER: _, ...env } = hosts.bitbucket.env();
    const named = { ...env, RATEPROOF_HOST: 'bitbucket', RATEPROOF_BASE: 'origin/main' };
    git(clone, 'fetch', '-q', '--unshallow');
    git(clone, 'fetch', '-q', 'origin', '+refs/heads/main:refs/remotes/origin/main');
    expect((await shell(['sh', RECIPE], { ...named, ...REAL }, join(clone, 'tariffs'))).code).toBe(1);
    expect(bodies()).toEqual([expect.stringContaining('[//]: # (rateproof:check)\n\n## ❌ ')]);
    expect(bodies()[0]).not.toContain('<details>');
  });
});

interface Place {
  readonly path: string;
  readonly lines: { readonly begin: number };
}
