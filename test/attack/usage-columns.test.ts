/** Damaged usage in columns: what the quick way makes of a file is what the careful way makes of it, or both refuse it. */

import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openUsageColumns } from '../../src/usage/open-columns.ts';
import { openUsage } from '../../src/usage/open-usage.ts';
import type { UsageReport } from '../../src/usage/report.ts';
import { type Attempt, attack, type Verdict } from './attack.ts';
import { damage, damageBytes } from './damage.ts';
import type { Dice } from './dice.ts';
import { codesOf } from './law.ts';
import { mappingOf, type UsageSpecimen, usageSpecimen } from './usage-specimen.ts';

const CASES = 60;
const MAPPING_FILE = 'usage.yaml';
const MAPPING = mappingOf(['sessions.parquet']);
const LIMIT = { memoryLimit: '200MB' };

let specimen: UsageSpecimen;
beforeAll(async () => {
  specimen = await usageSpecimen();
});
afterAll(() => specimen.remove());

const filesWith = (name: string, bytes: Buffer): ReadonlyMap<string, Buffer> =>
  new Map([...specimen.files].filter(([file]) => /customers|parquet/.test(file))).set(name, bytes);

test('damaged Parquet and customers', { timeout: 300_000 }, async () => {
  const counts = await attack('usage in columns', CASES, attempt);
  if (process.env.RATEPROOF_CASE) return;
  expect(counts.refused).toBeGreaterThan(CASES / 5);
});

function attempt(dice: Dice): Attempt {
  const hit = dice.once(3) ? 'customers.csv' : 'sessions.parquet';
  const whole = specimen.files.get(hit)!;
  const { bytes, what } =
    hit === 'customers.csv' ? damage(whole.toString(), dice, { gentle: 20 }) : damageBytes(whole, dice);
  return {
    what: `${hit}: ${what}`,
    run: () => judge(filesWith(hit, bytes)),
    shown: () => bytes.subarray(0, 3000).toString('latin1'),
  };
}

async function judge(files: ReadonlyMap<string, Buffer>): Promise<Verdict> {
  const folder = specimen.folder(files);
  const texts = new Map([[MAPPING_FILE, MAPPING]]);
  const [columns, chunks] = [await ofColumns(folder), await ofChunks(folder)];
  const codes = codesOf(columns.problems, texts, { placed: false });
  const told = columns.problems.find(({ message }) => message.includes(folder));
  if (told) throw new Error(`a path in ${told.message}`);
  if (!columns.read || !chunks.read) {
    if (columns.read || chunks.read) throw new Error(`one way refuses it: ${JSON.stringify([codes, chunks.problems])}`);
    if (codes.length === 0) throw new Error('refused without a word');
    return { refused: codes };
  }
  expect(columns.read).toEqual(chunks.read);
  return { notCompared: 'the same both ways' };
}

interface Read {
  readonly report: UsageReport;
  readonly records: number;
  readonly accounts: readonly string[];
}

async function ofColumns(folder: string) {
  const { value, problems } = await openUsageColumns(MAPPING, MAPPING_FILE, folder, LIMIT);
  if (!value) return { read: undefined, problems };
  let records = 0;
  for await (const block of value.blocks()) records += block.records;
  const accounts = Array.from({ length: value.customers.size }, (_, index) => value.customers.nameOf(index));
  const read: Read = { report: value.report(), records, accounts };
  value.close();
  return { read, problems };
}

async function ofChunks(folder: string) {
  const { value, problems } = await openUsage(MAPPING, MAPPING_FILE, folder, LIMIT);
  if (!value) return { read: undefined, problems };
  let records = 0;
  try {
    for await (const chunk of value.chunks()) records += chunk.quantity.length;
    const read: Read = { report: value.report(), records, accounts: value.customers.map(({ account }) => account) };
    return { read, problems };
  } finally {
    value.close();
  }
}

// Whatever the columns are of: read alike, or refused alike.
test.each([
  ["'a-1'", "'2026-03-10 08:00:00'", '5::BIGINT'],
  ["'a-1'", "TIMESTAMP '2026-03-10 08:00:00'", "'5'"],
  ["'a-1'", "TIMESTAMPTZ '2026-03-10 08:00:00+00'", '5.5::DOUBLE'],
  ["'a-1'", "TIMESTAMPTZ '2026-03-10 08:00:00+00'", "'NaN'::DOUBLE"],
  ["'a-1'", "TIMESTAMPTZ 'infinity'", '5::BIGINT'],
  ["'a-1'", "DATE '2026-03-10'", '5::BIGINT'],
  ["'a-1'", '1773129600000::BIGINT', '5::BIGINT'],
  ['1::BIGINT', "TIMESTAMPTZ '2026-03-10 08:00:00+00'", '5::BIGINT'],
  ['NULL::VARCHAR', "TIMESTAMPTZ '2026-03-10 08:00:00+00'", '5::BIGINT'],
  ["'a-1'", 'NULL::TIMESTAMPTZ', '5::BIGINT'],
  ["'a-1'", "TIMESTAMPTZ '2026-03-10 08:00:00+00'", 'NULL::BIGINT'],
  ["'a-1'", "TIMESTAMPTZ '2026-03-10 08:00:00+00'", '-5::BIGINT'],
  ["'a-1'", "TIMESTAMPTZ '2026-03-10 08:00:00+00'", '170141183460469231731687303715884105727::HUGEINT'],
  ["'a-1'", "TIMESTAMPTZ '2026-03-10 08:00:00+00'", '99999999999999999999.123::DECIMAL(38,3)'],
  ["'a-1'", "TIMESTAMPTZ '2026-03-10 08:00:00+00'", 'true'],
  ["'a-1'", "TIMESTAMPTZ '2026-03-10 08:00:00+00'", '[5]'],
  ["'a-1'", "TIMESTAMPTZ '2026-03-10 08:00:00+00'", '{ a: 5 }'],
  ["'a-1'::BLOB", "TIMESTAMPTZ '2026-03-10 08:00:00+00'", '5::BIGINT'],
  ["'a-1'", "TIMESTAMPTZ '0001-01-01 00:00:00+00'", '5::BIGINT'],
  ["'a-1'", "TIMESTAMPTZ '290000-01-01 00:00:00+00'", '5::BIGINT'],
])('Parquet of account %s, time %s, quantity %s', async (user, at, bytes) => {
  const folder = specimen.folder(new Map([['customers.csv', specimen.files.get('customers.csv')!]]));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const path = join(folder, 'sessions.parquet');
  await connection.run(
    `COPY (SELECT ${user} AS "user", ${at} AS "at", ${bytes} AS bytes) TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  const [columns, chunks] = [await ofColumns(folder), await ofChunks(folder)];
  expect(columns.read).toEqual(chunks.read);
  expect(columns.problems).toEqual(chunks.problems);
  codesOf(columns.problems, new Map([[MAPPING_FILE, MAPPING]]), { placed: false });
});
