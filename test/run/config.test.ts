/** rateproof.config.yaml: what is read, and what is said of mistakes. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderProblems } from '../../src/problems/render.ts';
import { CONFIG_FILE, readConfig } from '../../src/run/config.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rateproof-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string) {
  writeFileSync(join(folder, CONFIG_FILE), text);
  return readConfig(folder);
}

test('what it says, as it would stand behind flags', () => {
  const { value } = read('plans: tariffs\nworkers: 4\nreporter: [terminal, html]\n');
  expect(Object.fromEntries(value!)).toEqual({ plans: 'tariffs', workers: '4', reporter: ['terminal', 'html'] });
});

test('where approvals stand and how files are changed', () => {
  const { value } = read('approvals: decisions\nupdate_method: patch\n');
  expect(Object.fromEntries(value!)).toEqual({ approvals: 'decisions', update_method: 'patch' });
  const { problems } = read('approvals: ../decisions\nupdate_method: mail\n');
  expect(problems.map(({ message, fix }) => `${message}: ${fix}`)).toEqual([
    '`approvals` cannot be this: write a folder inside the project: reports/latest',
    '`update_method` cannot be this: write `write` or `patch`',
  ]);
});

test('no file, and an empty one, say nothing', () => {
  expect(read('').value!.size).toBe(0);
  rmSync(join(folder, CONFIG_FILE));
  expect(readConfig(folder).value!.size).toBe(0);
});

test('mistakes, by place', () => {
  const text = 'plans: ../elsewhere\nworkrs: 2\nworkers: two\nout: /tmp/reports\nreporter: []\nscenarios: C:\\x\n';
  const { value, problems } = read(text);
  expect(value).toBeUndefined();
  expect(renderProblems(problems, { sources: new Map([[CONFIG_FILE, text]]) })).toMatchInlineSnapshot(`
    "rateproof.config.yaml:1:8  error CONFIG-BAD-VALUE  \`plans\` cannot be this
      1 | plans: ../elsewhere
        |        ^^^^^^^^^^^^
      fix: write a folder inside the project: reports/latest

    rateproof.config.yaml:2:1  error CONFIG-UNKNOWN-KEY  there is no setting \`workrs\`
      2 | workrs: 2
        | ^^^^^^
      fix: write \`workers\`

    rateproof.config.yaml:3:10  error CONFIG-BAD-VALUE  \`workers\` cannot be this
      3 | workers: two
        |          ^^^
      fix: write a whole number

    rateproof.config.yaml:4:6  error CONFIG-BAD-VALUE  \`out\` cannot be this
      4 | out: /tmp/reports
        |      ^^^^^^^^^^^^
      fix: write a folder inside the project: reports/latest

    rateproof.config.yaml:5:11  error CONFIG-BAD-VALUE  \`reporter\` cannot be this
      5 | reporter: []
        |           ^
      fix: write words: [terminal, html]

    rateproof.config.yaml:6:12  error CONFIG-BAD-VALUE  \`scenarios\` cannot be this
      6 | scenarios: C:\\x
        |            ^^^^
      fix: write a folder inside the project: reports/latest

    6 errors
    "
  `);
});
