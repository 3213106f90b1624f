/** What a check keeps of itself, read back; what of it the day, the place and the threads decide: nothing. */

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, onTestFinished, test } from 'vitest';
import { runCheck } from '../../src/run/check.ts';
import type { CheckRun } from '../../src/run/check-result.ts';
import { changeTools } from '../../src/run/diff/change-tools.ts';
import { readFinished } from '../../src/run/finished.ts';
import { runAgain, verifyRun } from '../../src/run/verify.ts';
import { at, PLAN, type Repository, repository } from './repository.ts';

const OUT = 'reports/latest';
const CONFIG = `policies:
  - { policy: total-change, at_most: 1 %, then: warn }
`;
const DEARER = PLAN.replace('0.10 / min', '0.12 / min');

const schemaOf = (path: string) => {
  const schema = JSON.parse(readFileSync(new URL(`../../src/${path}.schema.json`, import.meta.url), 'utf8'));
  return { schema, valid: new Ajv2020.default({ strict: true, allErrors: true, allowUnionTypes: true }) };
};

function changed(files: Readonly<Record<string, string>> = {}): Repository {
  const own = repository(files);
  own.write('plans/simple.yaml', DEARER);
  return own;
}

async function checked({ root }: Repository, more: Partial<Parameters<typeof runCheck>[0]> = {}): Promise<CheckRun> {
  const options = { root, approvals: '.rateproof/approvals', asOf: '2026-05-01', ci: false, workers: 1, tries: 2 };
  return (await runCheck({ ...options, ...more })).check;
}

const approvalOf = (fingerprint: string, until = ''): string =>
  `fingerprint: "${fingerprint}"\ndecision: approved\nchange: [a price]\nby: Ann\non: 2026-04-01\nwhy: agreed\n${until}`;

test('another day, another folder, more threads: the same fingerprint', async () => {
  const own = changed({ 'rateproof.config.yaml': CONFIG });
  const first = await checked(own);
  expect(first.exitCode).toBe(1);
  expect(await checked(own, { asOf: '2027-01-31', workers: 2, ci: true })).toEqual(first);
  const elsewhere = mkdtempSync(join(tmpdir(), 'rateproof-copy-'));
  onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
  cpSync(own.root, elsewhere, { recursive: true });
  expect((await checked(at(elsewhere), { asOf: '2026-12-24' })).fingerprint).toBe(first.fingerprint);
  own.write('plans/simple.yaml', PLAN.replace('0.10 / min', '0.13 / min'));
  expect((await checked(own)).fingerprint).not.toBe(first.fingerprint);
});

test('a day that decides something is in it', async () => {
  const own = changed();
  const [cause] = (await checked(own)).diff!.summary.causes;
  const file = `.rateproof/approvals/${cause!.fingerprint}.yaml`;
  own.write(file, approvalOf(cause!.fingerprint));
  const [may, june] = [await checked(own), await checked(own, { asOf: '2026-06-01' })];
  expect([may.diff!.header.asOf, june.fingerprint]).toEqual([undefined, may.fingerprint]);
  own.write(file, approvalOf(cause!.fingerprint, 'until: 2026-05-15\n'));
  const [before, after] = [await checked(own), await checked(own, { asOf: '2026-06-01' })];
  expect([before.diff!.header.asOf, after.diff!.header.asOf]).toEqual(['2026-05-01', '2026-06-01']);
  expect(after.fingerprint).not.toBe(before.fingerprint);
  expect([before, after].map(({ diff }) => diff!.summary.causes[0]!.approval?.state)).toEqual(['approved', 'expired']);
});

test('a check is read back as it was, and only beside its own results', async () => {
  const own = changed({ 'rateproof.config.yaml': CONFIG });
  const check = await checked(own);
  expect(readFinished(own.root, OUT).value?.check).toEqual(JSON.parse(JSON.stringify(check)));
  own.write(`${OUT}/diff.ndjson`, own.read(`${OUT}/diff.ndjson`).replace('10.24', '10.25'));
  expect(readFinished(own.root, OUT).problems).toMatchObject([
    {
      code: 'CHECK-OTHER-RESULTS',
      message: 'this check had other results than those in reports/latest/diff.ndjson',
    },
  ]);
  own.remove(`${OUT}/diff.ndjson`);
  expect(readFinished(own.root, OUT).problems[0]!.message).toBe('reports/latest/diff.ndjson of this check is missing');
  const file = `${OUT}/check.json`;
  own.write(file, own.read(file).replace('"exitCode": 1', '"exitCode": 7'));
  expect(readFinished(own.root, OUT).problems).toMatchObject([
    { code: 'CHECK-UNREADABLE', message: 'exitCode should be one of 0, 1, 2, 3, 4, 5, 130' },
  ]);
});

test('results of an earlier run are no part of a check that could read nothing', async () => {
  const own = changed();
  await checked(own);
  own.write('plans/simple.yaml', `${PLAN}nonsense: 1\n`);
  const check = await checked(own);
  const read = readFinished(own.root, OUT).value!;
  expect([check.exitCode, read.test, read.diff, read.fingerprint]).toEqual([3, undefined, undefined, undefined]);
  expect(read.check?.lint.map(({ code }) => code)).toEqual(check.lint.map(({ code }) => code));
});

test('what is written has its place in the schemas', async () => {
  const own = changed({ 'rateproof.config.yaml': CONFIG });
  const { schema, valid } = schemaOf('run/schema/check');
  const isCheck = valid.compile(schema);
  const isManifest = (({ schema: own, valid: ajv }) => ajv.compile(own))(schemaOf('run/schema/manifest'));
  const holds = (): void => {
    expect([isCheck(JSON.parse(own.read(`${OUT}/check.json`))), isCheck.errors]).toEqual([true, null]);
    expect([isManifest(JSON.parse(own.read(`${OUT}/manifest.json`))), isManifest.errors]).toEqual([true, null]);
  };
  await checked(own);
  holds();
  await checked(own, { base: 'nowhere' });
  holds();
  own.write('plans/simple.yaml', `${PLAN}nonsense: 1\n`);
  await checked(own);
  holds();
  expect(isCheck({ ...JSON.parse(own.read(`${OUT}/check.json`)), unheard: 1 })).toBe(false);
});

const verified = (own: Repository) => {
  const { value, problems } = verifyRun(own.root, OUT);
  if (!value) throw new Error(JSON.stringify(problems));
  return value;
};

const wrong = (own: Repository): readonly string[] =>
  verified(own)
    .items.filter(({ state }) => state !== 'ok')
    .map(({ kind, name, state }) => `${state} ${kind} ${name}`);

const again = async (own: Repository): Promise<readonly string[]> =>
  (await runAgain(own.root, verified(own))).map(
    ({ name, state, note }) => `${state} ${name}${note ? `: ${note}` : ''}`,
  );

test('a check is verified and run again, after other commits too', async () => {
  const own = changed({ 'rateproof.config.yaml': CONFIG });
  await checked(own, { seed: 4, grep: /caller|surfer/, ci: true });
  expect(wrong(own)).toEqual([]);
  own.git('checkout', '--quiet', '-b', 'later');
  own.commit();
  expect(await again(own)).toEqual(['ok check.json', 'ok diff.ndjson', 'ok results.ndjson']);
  own.write('.rateproof/approvals/0123456789abcdef.yaml', approvalOf('0123456789abcdef'));
  expect(wrong(own)).toEqual(['added approval .rateproof/approvals/0123456789abcdef.yaml']);
  expect((await again(own))[0]).toBe('missing check.json: not run again: its inputs are not those of the run');
});

test('a comparison is verified and run again: of commits, of folders, of a withdrawn plan', async () => {
  const own = changed();
  const tools = changeTools('.rateproof/approvals');
  const diff = async (options: Parameters<Repository['diff']>[0]): Promise<void> => {
    const { problems } = await own.diff({ approvals: '.rateproof/approvals', ...options }, { change: tools });
    expect(problems).toBe('');
  };
  const holds = async (): Promise<void> => {
    expect(wrong(own)).toEqual([]);
    expect(await again(own)).toEqual(['ok diff.ndjson']);
  };
  own.write('scenarios/a.people.baseline.txt', 'a comparison reads no baselines\n');
  await diff({ onlyAffected: true });
  await holds();

  own.commit();
  await diff({ base: 'HEAD~1', head: 'HEAD' });
  own.write('plans/simple.yaml', PLAN.replace('1.00 / GB', '9.00 / GB'));
  own.write('scenarios/more.yaml', 'of no matter: the head is a commit');
  await holds();

  own.remove('scenarios/more.yaml');
  own.write('old/plans/simple.yaml', PLAN);
  own.write('old/scenarios/b.yaml', 'x');
  await diff({ base: './old' });
  await holds();
  own.write('old/plans/more.yaml', 'x');
  expect(wrong(own)).toEqual(['added base-plan old/plans/more.yaml']);

  own.write('old/plans/more.yaml', PLAN.replace('plan: simple', 'plan: gone'));
  own.write('old/scenarios/b.yaml', own.read('scenarios/a.yaml').replaceAll('plan: simple', 'plan: gone'));
  await diff({ base: './old' });
  await holds();
  own.write('old/scenarios/b.yaml', `${own.read('old/scenarios/b.yaml')}# \n`);
  expect(wrong(own)).toEqual(['changed base-scenario old/scenarios/b.yaml']);

  const outside = mkdtempSync(join(tmpdir(), 'rateproof-old-'));
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
  cpSync(join(own.root, 'old'), outside, { recursive: true });
  await diff({ base: outside, mayLeadOut: true });
  expect((await again(own))[0]).toMatch(/not all of it can be made again \(base-plan: 2 outside of the project/);
});
