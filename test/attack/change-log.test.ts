/** What is printed where a CI system reads it for commands, and clones in which not everything is. */

import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { keepCommandsOut, withoutCommands, writeCommands } from '../../src/cli/log-commands.ts';
import { checkDiffSummary } from '../../src/run/diff/check-diff.ts';
import { allowanceCut } from '../reporting/diff-fixtures.ts';
import { PLAN, repository, SCENARIOS } from '../run/repository.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** GitHub's runner: a line that begins with `::` after any space, or `##[` in it; Azure's agent: `##vso[` in it. */
const OBEYED = /^\s*::|##\[|##vso\[/m;

test('nothing of a text is a command, and JSON says the same', () => {
  const evil = '::error::x\n  ::stop-commands::y\r\t::add-mask::z ##[group]a ##vso[task.complete]b ##teamcity[c';
  expect(withoutCommands(evil)).not.toMatch(OBEYED);
  const json = JSON.stringify({ a: evil }, null, 2);
  expect(JSON.parse(withoutCommands(json))).toEqual({ a: evil });
  for (const plain of ['a::b', 'plans/x.yaml:3:1  error', '## heading', '# [x]', 'a ::b'])
    expect(withoutCommands(plain)).toBe(plain);
});

test('a line that is written in pieces is one line; commands that are meant go through', () => {
  let log = '';
  const stream = {
    write: (text: string | Uint8Array): boolean => {
      log += String(text);
      return true;
    },
  } as NodeJS.WriteStream;
  keepCommandsOut(stream);
  for (const piece of ['a', '::b\n', ' ', '::c::d\n', '']) stream.write(piece);
  expect(log).toBe('a::b\n \\u003a:c::d\n');
  writeCommands(stream, '::notice::hello ##[x]\n');
  expect(log.split('\n')[2]).toBe('::notice::hello #\\u0023[x]');
});

test('names that would be commands, through a check with its annotations', { timeout: 120_000 }, () => {
  // Where it is told that the plan is new, the line breaks before the command.
  const evil = `${'x '.repeat(19)}::add-mask::yyyyy ##[e]`;
  const made = repository();
  made.git('checkout', '-q', '-b', 'pr');
  made.write('plans/simple.yaml', PLAN.replace('1.00 / GB', '2.00 / GB').replace('name: Simple', `name: "${evil}"`));
  const other = PLAN.replace('plan: simple', 'plan: other').replace('name: Simple', `name: "${evil}"`);
  made.write('plans/::error::x.yaml', other.replace('id: voice', `id: voice, name: "${evil}"`));
  made.write('scenarios/a.yaml', SCENARIOS.replace('scenario: idle', `scenario: idle\ntitle: "${evil}"`));
  const env = { ...process.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '', CI: 'true', NO_COLOR: '1' };
  let printed = '';
  try {
    const args = [
      MAIN,
      'check',
      '--base',
      'main',
      '--tries',
      '0',
      '--workers',
      '1',
      '--reporter',
      'terminal,annotations',
    ];
    printed = execFileSync(process.execPath, args, { cwd: made.root, env, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    expect(status).toBe(1);
    printed = `${stdout}${stderr}`;
  }
  expect(printed).toMatch(/^\s+\\u003a:add-mask::yyyyy/m);
  const ours = /^::(?:error|warning|notice) /;
  const obeyed = printed
    .split('\n')
    .filter((line) => OBEYED.test(line) && (!ours.test(line) || /##(?:vso)?\[/.test(line)));
  expect(obeyed).toEqual([]);
});

test('a file of the base that is not in a partial clone is no new plan', async () => {
  const made = repository({ 'plans/other.yaml': PLAN.replace('plan: simple', 'plan: other') });
  const id = made.git('rev-parse', 'HEAD:plans/simple.yaml').trim();
  made.write('plans/simple.yaml', PLAN.replace('1.00 / GB', '2.00 / GB'));
  made.git('checkout', '-q', '-b', 'pr');
  made.commit();
  for (const [key, value] of [
    ['remote.origin.url', 'ext::sh -c "exit 1"'],
    ['remote.origin.promisor', 'true'],
    ['extensions.partialClone', 'origin'],
    ['core.repositoryFormatVersion', '1'],
  ] as const)
    made.git('config', key, value);
  const objects = join(made.root, '.git/objects');
  expect(readdirSync(join(objects, id.slice(0, 2)))).toContain(id.slice(2));
  rmSync(join(objects, id.slice(0, 2), id.slice(2)));
  const { exit, problems } = await made.diff({ base: 'main' });
  expect(exit).toBe(5);
  expect(problems).toContain('plans/simple.yaml is not in this partial clone');
});

test.each(['../../../outside', '__proto__', 'C:\\x', '0123456789ABCDEF'])(
  'a fingerprint that is none, in a forged result: %s',
  (forged) => {
    expect(() =>
      checkDiffSummary({
        ...allowanceCut.summary,
        causes: [{ fingerprint: forged, edits: [], plans: [], customers: 1, matters: true, money: {} }],
      }),
    ).toThrow('causes[0].fingerprint should be 16 hexadecimal digits');
  },
);
