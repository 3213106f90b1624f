/** Nothing that a plan says is a command to the CI system that shows the log. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { withoutCommands } from '../../src/cli/ci-log.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** As the runners look for commands: at the start of a line after blanks, or anywhere in it. */
const COMMAND = /^\s*::|##\[|##vso\[/m;

test.each(['::error::x', '  ::stop-commands::x', '\t::x', 'a ##[add-mask]b', '##vso[task.complete result=Succeeded;]'])(
  '%s is none',
  (text) => {
    expect(COMMAND.test(`a\n${text}`)).toBe(true);
    expect(withoutCommands(`a\n${text}`)).not.toMatch(COMMAND);
    expect(withoutCommands(`a\n${text}`).replaceAll(' ', '')).toBe(`a\n${text}`.replaceAll(' ', ''));
  },
);

test('what is no command stays as it is', () => {
  const text = 'a::b\n## heading\n: x\n  # [list]\n## [x]\n';
  expect(withoutCommands(text)).toBe(text);
});

test.each([
  ['GitHub', { GITHUB_ACTIONS: 'true' }, false],
  ['Azure', { TF_BUILD: 'True' }, false],
  ['a terminal', {}, true],
])('a plan that would command the log of %s', (_, env, there) => {
  const folder = mkdtempSync(join(tmpdir(), 'rateproof-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'plans'));
  writeFileSync(
    join(folder, 'plans/a.yaml'),
    'plan: a\npirce: "##vso[task.setvariable variable=PATH]/tmp ##[add-mask]0"\n',
  );
  const { GITHUB_ACTIONS: _github, TF_BUILD: _azure, ...rest } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, [MAIN, 'lint'], {
    ...{ cwd: folder, encoding: 'utf8', env: { ...rest, ...env } },
  });
  expect(stdout + stderr).toContain('pirce');
  expect(COMMAND.test(stdout + stderr)).toBe(there);
});
