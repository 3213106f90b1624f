/** Files of a run, touched one by one: exactly that one is told. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runAgain, type Verified, verifyExitCode, verifyRun } from '../../src/run/verify.ts';
import { writeManifest } from '../../src/run/write-manifest.ts';
import { gitIsThere } from '../needs-git.ts';
import { type Project, project, RECIPE, WRITTEN } from './project.ts';

const OUT = 'reports/latest';
const BASELINE = 'scenarios/base.people.baseline.txt';
const CONFIG = 'rateproof.config.yaml';

async function ran(files: Readonly<Record<string, string>> = {}): Promise<Project> {
  const own = project({
    'scenarios/one.yaml': WRITTEN,
    'scenarios/base.yaml': RECIPE,
    [CONFIG]: 'plans: plans\n',
    ...files,
  });
  await own.run({ update: 'new' });
  await own.run();
  return own;
}

function verified({ root }: Project): Verified {
  const { value, problems } = verifyRun(root, OUT);
  if (!value) throw new Error(JSON.stringify(problems));
  return value;
}

const wrong = ({ items }: Verified) =>
  items.filter(({ state }) => state !== 'ok').map(({ kind, name, state }) => `${state} ${kind} ${name}`);

test('nothing touched: all is as it was', async () => {
  const found = verified(await ran());
  expect(wrong(found)).toEqual([]);
  expect(found.items.map(({ kind }) => kind)).toEqual([
    ...['manifest', 'rateproof', 'time-zone data', 'baseline', 'config', 'plan', 'results', 'scenario', 'scenario'],
  ]);
  expect(verifyExitCode(found)).toBe(0);
});

test.each([
  ['plan', 'plans/simple.yaml'],
  ['scenario', 'scenarios/one.yaml'],
  ['scenario', 'scenarios/base.yaml'],
  ['baseline', BASELINE],
  ['config', CONFIG],
  ['results', `${OUT}/results.ndjson`],
])('a %s that is changed, and one that is gone: %s', async (kind, file) => {
  const own = await ran();
  const name = file.replace(`${OUT}/`, '');
  own.write(file, `${own.read(file)}# \n`);
  expect(wrong(verified(own))).toEqual([`changed ${kind} ${name}`]);
  expect(verifyExitCode(verified(own))).toBe(1);
  rmSync(join(own.root, file));
  expect(wrong(verified(own))).toEqual([`missing ${kind} ${name}`]);
  expect(verifyExitCode(verified(own))).toBe(5);
});

test('files that are new', async () => {
  const own = await ran();
  own.write('plans/shared/more.yaml', 'x');
  own.write('plans/notes.md', 'x');
  own.write('scenarios/two.yml', 'x');
  own.write('scenarios/old.gone.baseline.txt', 'x');
  expect(wrong(verified(own))).toEqual([
    'added plan plans/shared/more.yaml',
    'added scenario scenarios/two.yml',
    'added baseline scenarios/old.gone.baseline.txt',
  ]);
  expect(verifyExitCode(verified(own))).toBe(1);
});

test('a baseline that belonged to no recipe when the run was is not new', async () => {
  const own = await ran();
  own.write('scenarios/old.gone.baseline.txt', own.read(BASELINE));
  await own.run();
  expect(wrong(verified(own))).toEqual([]);
});

test('what the manifest says cannot be changed by hand', async () => {
  const own = await ran();
  const file = `${OUT}/manifest.json`;
  own.write(file, own.read(file).replace('"options": {', '"options": { "seed": 9,'));
  expect(wrong(verified(own))[0]).toMatch(/^changed manifest [0-9a-f]{64}$/);
  // What does not matter may be another.
  own.write(file, JSON.stringify({ ...JSON.parse(own.read(file)), certified: JSON.parse(own.read(file)).certified }));
  await own.run();
  const text = own.read(file);
  own.write(file, text.replace(/"workers": \d+/, '"workers": 64').replace(/"started": "\d+/, '"started": "1999'));
  expect(wrong(verified(own))).toEqual([]);
});

test('links are not followed, whole folders neither', async () => {
  const own = await ran();
  own.write('elsewhere/simple.yaml', own.read('plans/simple.yaml'));
  rmSync(join(own.root, 'plans'), { recursive: true });
  symlinkSync(join(own.root, 'elsewhere'), join(own.root, 'plans'));
  const [item] = verified(own).items.filter(({ state }) => state !== 'ok');
  expect(item).toEqual({ kind: 'plan', name: 'plans/simple.yaml', state: 'missing', note: 'a link leads there' });
});

test('a folder or a file without end in the place of a file', async () => {
  const own = await ran();
  rmSync(join(own.root, CONFIG));
  mkdirSync(join(own.root, CONFIG));
  rmSync(join(own.root, 'scenarios/one.yaml'));
  execFileSync('mkfifo', [join(own.root, 'scenarios/one.yaml')]);
  expect(wrong(verified(own))).toEqual([`missing config ${CONFIG}`, 'missing scenario scenarios/one.yaml']);
});

test.each([
  ['none', undefined, 'MANIFEST-MISSING', `there is no ${OUT}/manifest.json`],
  ['no JSON', 'x', 'MANIFEST-UNREADABLE', `${OUT}/manifest.json cannot be used: it is no JSON`],
  ['too large', ' '.repeat(33 * 1024 * 1024), 'MANIFEST-UNREADABLE', 'the file is larger than 32 MiB'],
])('a manifest that cannot be read: %s', (_, text, code, message) => {
  const own = project();
  if (text !== undefined) own.write(`${OUT}/manifest.json`, text);
  const { value, problems } = verifyRun(own.root, OUT);
  expect(value).toBeUndefined();
  expect(problems.map((problem) => [problem.code, problem.message])).toEqual([[code, message]]);
});

test('run again: the same bytes, and what cannot be run again', async () => {
  const own = await ran();
  const before = own.read(`${OUT}/results.ndjson`);
  expect(await runAgain(own.root, verified(own))).toMatchObject([{ kind: 'run again', state: 'ok' }]);
  await own.run({ workers: 2, grep: /^people\/1/, seed: 3, tries: 5 });
  expect(await runAgain(own.root, verified(own))).toMatchObject([{ kind: 'run again', state: 'ok' }]);
  expect(own.read(`${OUT}/results.ndjson`)).not.toBe(before);

  await own.run({ lastFailed: true });
  await own.run({ update: 'all' });
  expect((await runAgain(own.root, verified(own)))[0]!.note).toMatch(
    /^not run again: the run has changed the baselines/,
  );
  await own.run();
  own.write('plans/simple.yaml', `${own.read('plans/simple.yaml')}# \n`);
  expect(await runAgain(own.root, verified(own))).toMatchObject([
    { state: 'missing', note: 'not run again: its inputs are not those of the run' },
  ]);
});

test('results that other hands have written are found by running again', async () => {
  const own = await ran();
  const results = `${OUT}/results.ndjson`;
  const forged = own.read(results).replace('14.60', '14.61');
  expect(forged).not.toBe(own.read(results));
  own.write(results, forged);
  const options = { plans: 'plans', scenarios: 'scenarios' };
  const file = (name: string) => ({ file: name, text: own.read(name) });
  writeManifest(
    own.root,
    OUT,
    {
      ...{ command: 'test', options, results: ['results.ndjson'], notCertifiable: [] },
      files: [
        { kind: 'plan', files: [file('plans/simple.yaml')] },
        { kind: 'scenario', files: [file('scenarios/one.yaml'), file('scenarios/base.yaml')] },
        { kind: 'baseline', files: [file(BASELINE)] },
      ],
    },
    { started: 0, from: 0, workers: 1 },
  );
  expect(wrong(verified(own))).toEqual([]);
  expect(await runAgain(own.root, verified(own))).toMatchObject([{ state: 'changed' }]);
});

test.skipIf(!gitIsThere)('a base is read from its commit', async () => {
  const own = await ran();
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      ...{ cwd: own.root, encoding: 'utf8' },
    });
  git('init', '-q');
  own.write('plans/shared/other.yaml', '\ufeffrates: x\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  const commit = git('rev-parse', 'HEAD').trim();
  const base = own.read('plans/simple.yaml');
  const other = { file: 'plans/shared/other.yaml', text: 'rates: x\n' };
  rmSync(join(own.root, 'plans/shared'), { recursive: true });
  own.write('plans/simple.yaml', base.replace('0.10', '0.11'));
  const record = (id: string, text: string) => {
    const head = { file: 'plans/simple.yaml', text: own.read('plans/simple.yaml') };
    writeManifest(
      own.root,
      OUT,
      {
        ...{ command: 'diff', options: { plans: 'plans', scenarios: 'none' }, results: [], notCertifiable: [] },
        files: [
          { kind: 'plan', files: [head] },
          { kind: 'base-plan', files: [{ file: 'plans/simple.yaml', text }, other], commit: id },
        ],
      },
      { started: 0, from: 0, workers: 1 },
    );
  };
  record(commit, base);
  expect(wrong(verified(own))).toEqual([]);
  record(commit, 'another');
  expect(wrong(verified(own))).toEqual([`changed base-plan plans/simple.yaml at ${commit.slice(0, 10)}`]);
  record('0'.repeat(40), base);
  expect(wrong(verified(own)).map((text) => text.split(' ')[0])).toEqual(['missing', 'missing']);
  expect(verifyExitCode(verified(own))).toBe(5);
  expect(await runAgain(own.root, verified(own))).toMatchObject([
    { note: 'not run again: its inputs are not those of the run' },
  ]);
});

test('plans outside of the project are in the fingerprint and not named', () => {
  const own = project();
  mkdirSync(join(own.root, OUT), { recursive: true });
  const record = (text: string) =>
    writeManifest(
      own.root,
      OUT,
      {
        ...{ command: 'test', options: { plans: '../tariffs', scenarios: '/s' }, results: [], notCertifiable: [] },
        files: [{ kind: 'plan', files: [{ file: '../tariffs/a.yaml', text }] }],
      },
      { started: 0, from: 0, workers: 1 },
    );
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const { certified, fingerprint } = record('x');
  expect(certified.options).toEqual({ plans: 'outside', scenarios: 'outside' });
  expect(certified.notCertifiable).toEqual([
    `plan: 1 outside of the project (${hash(JSON.stringify([hash('x')])).slice(0, 16)})`,
  ]);
  expect(record('y').fingerprint).not.toBe(fingerprint);
  expect(existsSync(join(own.root, OUT, 'manifest.json'))).toBe(true);
  writeFileSync(join(own.root, 'outside'), 'a file is no folder');
  expect(wrong(verified(own))).toEqual([]);
});
