/** Columns that an earlier run kept are taken only when nothing at all speaks against them. */

import { createHmac } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type ColumnCache, openUsageColumns } from '../../src/usage/open-columns.ts';
import { readBlock } from '../../src/usage/read-block.ts';
import { usageFolder } from './usage-folder.ts';

const MAPPING = `usage: test
customers: { file: customers.csv, columns: { account: account, plan: plan, activated: activated } }
files:
- { file: x.csv, columns: { account: who, at: at, quantity: q }, service: voice, unit: s }
`;

const cacheIn = (folder: string, secret = 'secret', build = 'build'): ColumnCache => ({
  folder: join(folder, 'cache'),
  build,
  sign: (bytes) => createHmac('sha256', secret).update(bytes).digest(),
});

/** Which way the columns came about, and the quantities in them. */
async function run(folder: string, cache = cacheIn(folder), mapping = MAPPING): Promise<string> {
  let way = '';
  const { value, problems } = await openUsageColumns(mapping, 'm.yaml', folder, {
    cache,
    onWay: (taken) => {
      way = taken;
    },
  });
  const quantities: number[] = [];
  for await (const block of value!.blocks()) quantities.push(...readBlock(block).quantity);
  const { size, nameOf } = value!.customers;
  const said = [way, quantities.join(' '), `${size} ${nameOf(2)}`, value!.report().records, problems.length];
  value!.close();
  return said.join(', ');
}

const USAGE = 'who,at,q\nb,2026-03-01,1\nnobody,2026-03-01,1\nc,2026-03-01,2\n';

/** A folder whose files have been as they are for long enough to be kept. */
async function settled(usage = USAGE): Promise<string> {
  const folder = usageFolder({ 'x.csv': usage });
  await setTimeout(2100);
  return folder;
}

const only = (folder: string, ending: string): string =>
  join(folder, 'cache', readdirSync(join(folder, 'cache')).find((name) => name.endsWith(ending))!);

const CAREFUL = 'careful, 1 2, 3 c, 3, 1';
const KEPT = 'kept, 1 2, 3 c, 3, 1';

test('a second run takes what the first one kept, warnings and report too', async () => {
  const folder = await settled();
  expect(await run(folder)).toBe(CAREFUL);
  expect(await run(folder)).toBe(KEPT);
  expect(readdirSync(join(folder, 'cache')).map((name) => name.replace(/^[0-9a-f]{40}/, ''))).toEqual([
    '.columns',
    '.seal',
  ]);
  // Another mapping, another build, another secret.
  expect(await run(folder, cacheIn(folder), MAPPING.replace('unit: s', 'unit: min'))).toBe(CAREFUL);
  expect(await run(folder, cacheIn(folder, 'secret', 'other'))).toBe(CAREFUL);
  expect(await run(folder)).toBe(KEPT);
  expect(await run(folder, cacheIn(folder, 'a stranger'))).toBe(CAREFUL);
  expect(await run(folder)).toBe(CAREFUL);
  expect(await run(folder)).toBe(KEPT);
});

test('what was changed, cut off, copied or forged is not read', async () => {
  const folder = await settled();
  expect(await run(folder)).toBe(CAREFUL);
  const harm: readonly (readonly [string, (file: string) => void])[] = [
    ['.columns', (file) => truncateSync(file, statSync(file).size - 1)],
    ['.columns', (file) => appendFileSync(file, 'x')],
    [
      '.columns',
      (file) => {
        // The same size and the same times, as far as a program can set them.
        const { atime, mtime } = statSync(file);
        const bytes = readFileSync(file);
        bytes[bytes.length - 20]! ^= 1;
        writeFileSync(file, bytes);
        utimesSync(file, atime, mtime);
      },
    ],
    [
      '.columns',
      (file) => {
        cpSync(file, `${file}.copy`, { preserveTimestamps: true });
        rmSync(file);
        renameSync(`${file}.copy`, file);
      },
    ],
    ['.columns', (file) => rmSync(file)],
    ['.seal', (file) => truncateSync(file, 40)],
    ['.seal', (file) => writeFileSync(file, '')],
    [
      '.seal',
      (file) => {
        const bytes = readFileSync(file);
        bytes[bytes.length - 5]! ^= 1;
        writeFileSync(file, bytes);
      },
    ],
  ];
  for (const [ending, act] of harm) {
    expect(await run(folder)).toBe(KEPT);
    act(only(folder, ending));
    expect(await run(folder)).toBe(CAREFUL);
  }
});

test('files that change are read again, those that just did are not kept', async () => {
  const folder = await settled();
  expect(await run(folder)).toBe(CAREFUL);
  expect(await run(folder)).toBe(KEPT);
  const { atime, mtime } = statSync(join(folder, 'x.csv'));
  writeFileSync(join(folder, 'x.csv'), USAGE.replace('01,1\nno', '01,7\nno'));
  utimesSync(join(folder, 'x.csv'), atime, mtime);
  const changed = 'careful, 7 2, 3 c, 3, 1';
  expect(await run(folder)).toBe(changed);
  expect(await run(folder)).toBe(changed);
  await setTimeout(2100);
  expect(await run(folder)).toBe(changed);
  expect(await run(folder)).toBe(changed.replace('careful', 'kept'));
});

test('the newest few stay, and what a dead process left does not', async () => {
  const folder = await settled();
  mkdirSync(join(folder, 'cache'));
  const left = `${'a'.repeat(40)}.${2 ** 22 + 1}.tmp`;
  const lives = `${'b'.repeat(40)}.${process.pid}.tmp`;
  for (const name of [left, `${left}.aside`, lives, 'README']) writeFileSync(join(folder, 'cache', name), 'x');
  for (const name of ['1', '2', '3', '4', '5', '6']) {
    expect(await run(folder, cacheIn(folder), MAPPING.replace('test', name))).toBe(CAREFUL);
    await setTimeout(20);
  }
  const names = readdirSync(join(folder, 'cache'));
  expect(names.filter((name) => name.endsWith('.columns'))).toHaveLength(4);
  expect(names.filter((name) => name.endsWith('.seal'))).toHaveLength(4);
  expect(names.filter((name) => !/\.(columns|seal)$/.test(name)).sort()).toEqual([lives, 'README'].sort());
  expect(await run(folder, cacheIn(folder), MAPPING.replace('test', '6'))).toBe(KEPT);
  expect(await run(folder, cacheIn(folder), MAPPING.replace('test', '1'))).toBe(CAREFUL);
});

test('where nothing can be kept a run does without', async () => {
  const folder = await settled();
  writeFileSync(join(folder, 'cache'), 'a file');
  expect(await run(folder)).toBe(CAREFUL);
  expect(await run(folder)).toBe(CAREFUL);
});

test('who reads kept columns goes on with those it opened, whatever is put in their place meanwhile', async () => {
  const folder = await settled();
  expect(await run(folder)).toBe(CAREFUL);
  const { value } = await openUsageColumns(MAPPING, 'm.yaml', folder, { cache: cacheIn(folder) });
  const quantities = async (): Promise<number[]> => {
    const all: number[] = [];
    for await (const block of value!.blocks()) all.push(...readBlock(block).quantity);
    return all;
  };
  expect(await quantities()).toEqual([1, 2]);
  // Another run, over files that have changed, keeps its columns under the same name.
  writeFileSync(join(folder, 'x.csv'), USAGE.replace('01,1\nno', '01,7\nno'));
  await setTimeout(2100);
  expect(await run(folder)).toBe('careful, 7 2, 3 c, 3, 1');
  expect(await quantities()).toEqual([1, 2]);
  value!.close();
  expect(await run(folder)).toBe('kept, 7 2, 3 c, 3, 1');
});

test('two runs that keep the same at the same time both read what they made', async () => {
  const folder = await settled();
  const [one, other] = await Promise.all([run(folder), run(folder, cacheIn(folder), `${MAPPING}# another\n`)]);
  expect([one, other]).toEqual([CAREFUL, CAREFUL]);
  expect(await run(folder)).toBe(KEPT);
});
