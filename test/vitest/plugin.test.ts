/** Scenario files under vitest, in a process of its own: the project that `rateproof init` writes. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rateproof-vitest-'));
  const { status, stdout } = start(join(root, 'dist/cli/main.js'), ['init']);
  expect(status).toBe(0);
  expect(stdout).toContain('3 scenarios worked by hand agree');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/rateproof'));
  symlinkSync(join(root, 'node_modules/vitest'), join(folder, 'node_modules/vitest'));
  const config = `import { rateproof } from 'rateproof/vitest';\nexport default { plugins: [rateproof()] };\n`;
  writeFileSync(join(folder, 'vitest.config.mjs'), config);
  writeFileSync(join(folder, 'own.test.mjs'), `import { test } from 'vitest';\ntest('of the project', () => {});\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(script: string, args: readonly string[]): { status: number | null; stdout: string; text: string } {
  // The vitest that runs this must not be seen by the one that is started.
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$|CI$)/.test(name));
  const env = { ...Object.fromEntries(own), NO_COLOR: '1', CI: 'true' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  return { status, stdout, text: stdout + stderr };
}

const vitest = (...args: string[]) => start(join(root, 'node_modules/vitest/vitest.mjs'), ['run', ...args]);

function replaceInPlan(from: string, to: string): void {
  const plan = join(folder, 'plans/basic.yaml');
  const text = readFileSync(plan, 'utf8');
  expect(text).toContain(from);
  writeFileSync(plan, text.replace(from, to));
}

test('scenarios and recipes are tests beside those of the project', () => {
  const { status, text } = vitest('--reporter=verbose');
  expect(text).toContain('scenarios/basic.yaml > nothing-used: A month without usage costs the monthly fee');
  expect(text).toContain('scenarios/everyday.yaml > everyday: 200 generated customers');
  expect(text).toContain('own.test.mjs > of the project');
  expect(text).toMatch(/Tests {2}5 passed \(5\)/);
  expect(status, text).toBe(0);
});

test('a changed price fails at the line of the scenario, with the invoices as a diff', () => {
  replaceInPlan('rate: 4.00 / GB', 'rate: 4.50 / GB');
  const { status, text } = vitest();
  expect(status).toBe(1);
  // 5 GB x 4.50 + 1.2 GB x 2.00 = 24.90, and 9.99 more is 34.89.
  expect(text).toContain('- data-overage (6200000000)  22.40\n+ data-overage (6200000000)  24.90');
  expect(text).toContain('- total                      32.39\n+ total                      34.89');
  expect(text).toContain('❯ data-into-the-second-tier scenarios/basic.yaml:25:1');
  expect(text).toContain('of 200 customers ');
  expect(text).toContain('❯ everyday scenarios/everyday.yaml:3:1');
  expect(text).toMatch(/Tests {2}2 failed \| 3 passed \(5\)/);
});

test('vitest -u accepts the bills of a recipe, not what a scenario expects', () => {
  const { text } = vitest('-u');
  expect(text).toMatch(/Tests {2}1 failed \| 4 passed \(5\)/);
  replaceInPlan('rate: 4.50 / GB', 'rate: 4.00 / GB');
  const { status } = vitest('-u');
  expect(status).toBe(0);
});

test('a plan that cannot be read fails every file with the problem', () => {
  replaceInPlan('currency: EUR', 'curency: EUR');
  const { status, text } = vitest();
  expect(status).toBe(1);
  expect(text).toContain('error PLAN-UNKNOWN-KEY');
  expect(text).toMatch(/Tests {2}2 failed \| 1 passed \(3\)/);
});
