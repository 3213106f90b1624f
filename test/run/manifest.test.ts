/** The manifest of a run: what is in its fingerprint, what is not, and what is refused of one that is read. */

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { joinManifests, type Manifest, readManifest, shortFingerprint } from '../../src/run/manifest.ts';
import type { TestOptions } from '../../src/run/run-tests.ts';
import { keepManifest } from '../../src/run/write-manifest.ts';
import { type Project, project, RECIPE, WRITTEN } from './project.ts';

const FILES = {
  'scenarios/one.yaml': WRITTEN,
  'scenarios/base.yaml': RECIPE,
  'rateproof.config.yaml': 'plans: plans\n',
};

async function manifestOf(own: Project, options: Partial<TestOptions> = {}): Promise<Manifest> {
  let found: Manifest | undefined;
  await own.run(options, { onManifest: (manifest) => (found = manifest) });
  return found!;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('names every file that was read and written, by what is in it', async () => {
  const own = project(FILES);
  await own.run({ update: 'new' });
  const manifest = await manifestOf(own);
  const BASELINE = 'scenarios/base.people.baseline.txt';
  expect(manifest.certified.items).toEqual(
    [
      ['baseline', BASELINE],
      ['config', 'rateproof.config.yaml'],
      ['plan', 'plans/simple.yaml'],
      ['results', 'results.ndjson'],
      ['scenario', 'scenarios/base.yaml'],
      ['scenario', 'scenarios/one.yaml'],
    ].map(([kind, file = '']) => ({
      ...{ kind, file },
      sha256: sha256(own.read(kind === 'results' ? `reports/latest/${file}` : file)),
    })),
  );
  expect(manifest.certified).toMatchObject({ command: 'test', notCertifiable: [] });
  expect(readManifest(own.read('reports/latest/manifest.json'))).toEqual(manifest);
  expect(shortFingerprint(manifest)).toBe(manifest.fingerprint.slice(0, 16));
});

test('the fingerprint is that of the certified part with its keys in order', async () => {
  const { fingerprint, certified } = await manifestOf(project({ 'scenarios/one.yaml': WRITTEN }));
  const inOrder = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inOrder);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, inOrder(inner)]),
    );
  };
  expect(fingerprint).toBe(sha256(JSON.stringify(inOrder(certified))));
});

test('is the same in another folder, with other threads, into other reports, on another day', async () => {
  const { fingerprint, circumstances } = await manifestOf(project(FILES), { workers: 1 });
  const second = await manifestOf(project(FILES), { workers: 2, out: 'reports/other', batchMs: 1 });
  expect(second.fingerprint).toBe(fingerprint);
  expect([circumstances.workers, second.circumstances.workers]).toEqual([1, 2]);
  const later = joinManifests('test', [
    { ...second, circumstances: { ...circumstances, started: '2031-01-01T00:00:00Z' } },
  ]);
  expect(later.fingerprint).toBe(fingerprint);
});

test.each<[string, Partial<TestOptions>, Record<string, string>]>([
  ['another plan', {}, { 'plans/more.yaml': '# nothing\nplan: other\n' }],
  ['another comment', {}, { 'scenarios/one.yaml': `${WRITTEN}# a comment\n` }],
  ['another setting', {}, { 'rateproof.config.yaml': 'plans: plans\nworkers: 2\n' }],
  ['another seed', { seed: 8 }, {}],
  ['a filter', { tags: ['smoke'] }, {}],
  ['more tries', { tries: 1 }, {}],
])('is another with %s', async (_, options, files) => {
  const { fingerprint } = await manifestOf(project(FILES));
  const own = project({ ...FILES, ...(files['plans/more.yaml'] ? {} : files) });
  if (files['plans/more.yaml'])
    own.write('plans/more.yaml', own.read('plans/simple.yaml').replace('plan: simple', 'plan: other'));
  expect((await manifestOf(own, options)).fingerprint).not.toBe(fingerprint);
});

test('with --update it certifies what was accepted', async () => {
  const own = project(FILES);
  const { certified } = await manifestOf(own, { update: 'new' });
  const baseline = certified.items.find(({ kind }) => kind === 'baseline');
  expect(baseline?.sha256).toBe(sha256(own.read('scenarios/base.people.baseline.txt')));
});

test('several runs are one', async () => {
  const own = project(FILES);
  const tested = await manifestOf(own);
  const commit = 'a'.repeat(40);
  const compared: Manifest = {
    ...tested,
    certified: {
      ...tested.certified,
      ...{ command: 'diff', notCertifiable: ['results: interrupted'] },
      options: { plans: 'plans', scenarios: 'scenarios', base: 'main' },
      items: [
        ...tested.certified.items.filter(({ kind }) => kind !== 'results'),
        { kind: 'base-plan', file: 'plans/simple.yaml', sha256: 'b'.repeat(64), commit },
        { kind: 'results', file: 'diff.ndjson', sha256: 'c'.repeat(64) },
      ],
    },
  };
  const joined = joinManifests('check', [tested, compared]);
  keepManifest(own.root, 'reports/latest', joined);
  expect(readManifest(own.read('reports/latest/manifest.json'))).toEqual(joined);
  const { certified } = joined;
  expect(certified.items.map(({ kind, file }) => `${kind} ${file}`)).toEqual([
    'base-plan plans/simple.yaml',
    'config rateproof.config.yaml',
    'plan plans/simple.yaml',
    'results diff.ndjson',
    'results results.ndjson',
    'scenario scenarios/base.yaml',
    'scenario scenarios/one.yaml',
  ]);
  expect(certified).toMatchObject({
    command: 'check',
    options: { base: 'main' },
    notCertifiable: ['results: interrupted'],
  });
});

const GOOD = {
  fingerprint: '0'.repeat(64),
  certified: {
    ...{ version: 1, command: 'test', rateproof: '0.1.0', timeZoneData: '2026a', notCertifiable: [] },
    options: { plans: 'plans', scenarios: 'scenarios' },
    items: [{ kind: 'plan', file: 'plans/a.yaml', sha256: '1'.repeat(64) }],
  },
  circumstances: { started: '2026-01-01T00:00:00.000Z', tookMs: 1, node: '20.19.0', workers: 1 },
};

test('one that is right is read', () => {
  expect(readManifest(JSON.stringify(GOOD))).toEqual(GOOD);
});

const item = (change: object) => ({
  ...GOOD,
  certified: { ...GOOD.certified, items: [{ ...GOOD.certified.items[0], ...change }] },
});
const options = (change: object) => ({
  ...GOOD,
  certified: { ...GOOD.certified, options: { ...GOOD.certified.options, ...change } },
});

test.each<[unknown, string]>([
  ['', 'it is no JSON'],
  ['['.repeat(200_000), 'it is no JSON|it is nested too deeply'],
  ['[]', 'the file is no object'],
  ['null', 'the file is no object'],
  [{}, 'the file has no fingerprint'],
  [JSON.stringify(GOOD).replace('{', '{"__proto__":{"fingerprint":"0"},'), 'the file has keys that no manifest has'],
  [{ ...GOOD, more: 1 }, 'the file has keys that no manifest has'],
  [{ ...GOOD, fingerprint: 7 }, 'fingerprint is no SHA-256'],
  [{ ...GOOD, certified: { ...GOOD.certified, version: 2 } }, 'it is of another version of rateproof'],
  [{ ...GOOD, certified: { ...GOOD.certified, command: 'rm' } }, 'command is none of test, diff, check, simulate'],
  [{ ...GOOD, certified: { ...GOOD.certified, items: 'all' } }, 'items is no list'],
  [{ ...GOOD, certified: { ...GOOD.certified, items: Array(200_001).fill(0) } }, 'items has more than 200000 entries'],
  [item({ file: '../../etc/passwd' }), 'items[0].file leads out of the project'],
  [item({ file: '/etc/passwd' }), 'items[0].file leads out of the project'],
  [item({ file: 'plans/../../x' }), 'items[0].file leads out of the project'],
  [item({ file: 'C:/x' }), 'items[0].file leads out of the project'],
  [item({ file: 'plans\\..\\x' }), 'items[0].file leads out of the project'],
  [item({ file: './plans/a.yaml' }), 'items[0].file leads out of the project'],
  [item({ file: 'plans/a\nb.yaml' }), 'items[0].file has characters that no name has'],
  [item({ file: 'a'.repeat(1001) }), 'items[0].file is longer than 1000 characters'],
  [item({ file: 7 }), 'items[0].file is no text'],
  [item({ kind: 'results', file: 'scenarios/one.yaml' }), 'items[0].file is not beside the manifest'],
  [
    item({ kind: '__proto__' }),
    'items[0].kind is none of config, plan, base-plan, scenario, base-scenario, baseline, approval, simulation, usage, data, results',
  ],
  [item({ sha256: '0' }), 'items[0].sha256 is no SHA-256'],
  [item({ commit: '--upload-pack=x' }), 'items[0].commit is no id of a commit'],
  [options({ plans: '..' }), 'options.plans leads out of the project'],
  [options({ plans: '/' }), 'options.plans leads out of the project'],
  [options({ seed: '7' }), 'options.seed is no whole number'],
  [options({ seed: 1.5 }), 'options.seed is no whole number'],
  [options({ filters: { engine: 'x' } }), 'options.filters has keys that no manifest has'],
  [options({ filters: [] }), 'options.filters is no object'],
])('%j is refused in a sentence', (value, why) => {
  const read = readManifest(typeof value === 'string' ? value : JSON.stringify(value));
  expect(typeof read).toBe('string');
  expect(why.split('|')).toContain(read);
});
