/** `rateproof init`, and where settings come from, in processes of their own. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gitIsThere } from '../needs-git.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rateproof-init-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', CI: 'true', ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

test('what init writes passes test and lint at once, also in CI', () => {
  const { code, out } = run(['init']);
  expect(code).toBe(0);
  expect(out).toContain(
    '3 scenarios worked by hand agree; the bills of 200 generated customers are the first baseline.',
  );
  const tested = run(['test']);
  expect(tested.code).toBe(0);
  expect(tested.out).toContain('All 203 scenarios came out as expected.');
  expect(run(['lint']).out).toBe('1 plan, 3 scenarios, 1 recipe, 1 simulation in 4 files: no problems\n');
  const written = out.split('\n').filter((line) => /^ {2}\S+$/.test(line));
  expect(written.length).toBe(8);
  for (const path of written) expect(existsSync(join(folder, path.trim()))).toBe(true);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(readFileSync(join(folder, '.github/workflows/rateproof.yml'), 'utf8')).toContain(
    `rateproof@${version} check --base "origin/$GITHUB_BASE_REF"`,
  );
});

test.skipIf(!gitIsThere)('what init writes passes check with its first commit; before, check says how to go on', () => {
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder, stdio: 'pipe' });
  const nowhere = run(['check']);
  expect([nowhere.code, nowhere.err]).toEqual([5, expect.stringContaining('fix: keep the plans in git: `git init`')]);
  git('init', '-q', '-b', 'main');
  const uncommitted = run(['check']);
  expect([uncommitted.code, uncommitted.err]).toEqual([
    5,
    expect.stringContaining('fix: commit the plans as they are'),
  ]);
  git('add', '-A');
  git('commit', '-qm', 'plans');
  const { code, out, err } = run(['check']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('No plan changed.');
  // 9.99 -> 15.00 is 5.01 more, and the policy of the project allows 5.00.
  const plan = join(folder, 'plans/basic.yaml');
  const text = readFileSync(plan, 'utf8');
  writeFileSync(plan, text.replace('amount: 9.99', 'amount: 15.00'));
  const dearer = run(['check']);
  expect([dearer.code, dearer.out]).toEqual([1, expect.stringContaining('No bill rises by more than 5.00 EUR')]);
  writeFileSync(plan, text);
});

test('the simulation that init writes tells of a fee that is one euro dearer', () => {
  const { code, out } = run(['simulate', '--workers', '1']);
  expect([code, out]).toEqual([0, expect.stringContaining('10,000 of 10,000 customers are repriced')]);
  // All of them were there before March: 10,000 fees in advance, each 1.00 dearer; 1.00 / 1.19 = 0.840336 of it is revenue, in cents 0.84 or 0.85.
  const { static: still, header } = JSON.parse(
    readFileSync(join(folder, 'reports/latest/simulation/simulation.json'), 'utf8'),
  );
  expect(header.population.customers).toMatch(/^10000(?:\.0*)?$/);
  expect(Number(still.billed.change)).toBe(10_000);
  expect(Number(still.revenue.change)).toBeGreaterThan(8_400);
  expect(Number(still.revenue.change)).toBeLessThan(8_500);
});

test('init overwrites nothing', () => {
  const before = readdirSync(folder, { recursive: true });
  const plan = join(folder, 'plans/basic.yaml');
  const text = readFileSync(plan, 'utf8');
  writeFileSync(plan, `${text}# mine\n`);
  const { code, err } = run(['init']);
  expect(code).toBe(2);
  expect(err).toContain('plans/basic.yaml');
  expect(readFileSync(plan, 'utf8')).toBe(`${text}# mine\n`);
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
});

test('a flag comes before the environment, that before the file, and the file before what a command does by itself', () => {
  const config = join(folder, 'rateproof.config.yaml');
  const reports = (args: readonly string[], env?: Record<string, string>) =>
    /^reports +(\S+)\/index.html$/m.exec(run(['test', ...args], env).out)?.[1];
  writeFileSync(config, 'out: reports/file\n');
  expect(reports([])).toBe('reports/file');
  expect(reports([], { RATEPROOF_OUT: 'reports/environment' })).toBe('reports/environment');
  expect(reports(['--out', 'reports/flag'], { RATEPROOF_OUT: 'reports/environment' })).toBe('reports/flag');
  rmSync(config);
  expect(reports([])).toBe('reports/latest');
});

test('a configuration that cannot be read stops before the run', () => {
  writeFileSync(join(folder, 'rateproof.config.yaml'), 'plan: plans\n');
  const { code, out, err } = run(['test']);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('rateproof.config.yaml:1:1  error CONFIG-UNKNOWN-KEY  there is no setting `plan`');
  const wrong = run(['test'], { RATEPROOF_DIFF: 'maybe' });
  expect(wrong.code).toBe(2);
});
