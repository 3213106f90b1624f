/** Columns hold what `openUsage` delivers, record by record, and tell the same of what is refused: by whichever way they came about. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { NEVER, type UsageColumns } from '../../src/usage/columns.ts';
import { type ColumnCache, openUsageColumns } from '../../src/usage/open-columns.ts';
import { openUsage, type UsageSource } from '../../src/usage/open-usage.ts';
import { readBlock } from '../../src/usage/read-block.ts';
import { usageFolder, writeParquet } from './usage-folder.ts';

const CUSTOMERS =
  'customers: { file: customers.csv, columns: { account: account, plan: plan, activated: activated, terminated: terminated } }';
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

interface Way {
  way: string;
}

async function columns(mapping: string, folder: string, cache?: ColumnCache): Promise<{ usage: UsageColumns } & Way> {
  let way = '';
  const { value, problems } = await openUsageColumns(mapping, 'm.yaml', folder, {
    cache,
    onWay: (taken) => {
      way = taken;
    },
  });
  if (!value) throw new Error(problems.map(({ message }) => message).join('\n'));
  opened.push(value);
  return { usage: value, way };
}

/** Every record with its customer, in the order of the columns; customers without records too. */
async function linesOfColumns({ coding, customers, blocks }: UsageColumns): Promise<string[]> {
  const lines: string[] = [];
  let next = 0;
  for await (const block of blocks()) {
    expect(block.first).toBe(next);
    next += block.size;
    const { first, base, unit, start, quantity, kind } = readBlock(block);
    expect(first[block.size]).toBe(block.records);
    for (let account = 0; account < block.size; account += 1) {
      lines.push(customers.nameOf(block.first + account));
      for (let at = first[account]!; at < first[account + 1]!; at += 1) {
        lines.push([base + unit * start[at]!, quantity[at], JSON.stringify(coding.kinds[kind[at]!])].join(' '));
      }
    }
  }
  expect(next).toBe(customers.size);
  return lines;
}

async function linesOfChunks(source: UsageSource): Promise<string[]> {
  const lines: string[] = [];
  for await (const { accounts, first, start, quantity, kind, coding } of source.chunks()) {
    for (const [account, name] of accounts.entries()) {
      lines.push(name);
      for (let at = first[account]!; at < first[account + 1]!; at += 1) {
        lines.push([start[at], quantity[at], JSON.stringify(coding.kinds[kind[at]!])].join(' '));
      }
    }
  }
  return lines;
}

/** Both ways over one mapping; gives the way the columns took. */
async function agree(mapping: string, folder: string): Promise<string> {
  const careful = await openUsage(mapping, 'm.yaml', folder);
  let way = '';
  const quick = await openUsageColumns(mapping, 'm.yaml', folder, {
    onWay: (taken) => {
      way = taken;
    },
  });
  for (const one of [careful.value, quick.value]) if (one) opened.push(one);
  expect(quick.problems).toEqual(careful.problems);
  expect(quick.value === undefined).toBe(careful.value === undefined);
  if (!careful.value || !quick.value) return way;
  expect(quick.value.report()).toEqual(careful.value.report());
  expect([...quick.value.report().services]).toEqual([...careful.value.report().services]);
  expect(await linesOfColumns(quick.value)).toEqual(await linesOfChunks(careful.value));
  const [chunk] = await first(careful.value);
  expect(quick.value.coding).toEqual(chunk!.coding);
  expect([...quick.value.coding.quanta]).toEqual([...chunk!.coding.quanta]);
  expect(quick.value.local).toBe(chunk!.local);
  return way;
}

async function first(source: UsageSource) {
  for await (const chunk of source.chunks()) return [chunk];
  return [];
}

const mappingOf = (files: string, head = CUSTOMERS): string => `usage: test\n${head}\nfiles:\n${files}\n`;

const TYPED = `- file: x.parquet
  columns: { account: who, at: at, quantity: q, service: s, direction: d, to: zone }
  unit: { voice: s, sms: msg, data: kB }`;

/** A cell of SQL, mostly good. */
const cell = (...choices: readonly string[]) => fc.constantFrom(...choices);
const rowOf = (
  who: fc.Arbitrary<string>,
  at: fc.Arbitrary<string>,
  quantity: fc.Arbitrary<string>,
): fc.Arbitrary<string> =>
  fc
    .tuple(
      who,
      at,
      quantity,
      cell("'voice'", "'voice'", "'sms'", "'data'", "'fax'", 'NULL', "''"),
      cell("'in'", "'out'", 'NULL'),
      cell("'home'", "'eu'", "'é'", "'\u{1f4de}'", "'\uffee'"),
      cell("'1'", "'2'", "'3'", "'10'", "'a'", "''", 'NULL', "'\u{1f4de}'", "'\uffee'"),
    )
    .map((values) => `(${values.join(', ')})`);

const WHO = cell("'a'", "'b'", "'c'", "'a'", "'b'", "'c'", "'nobody'", 'NULL', "''");
const AT = fc.oneof(
  fc.integer({ min: 0, max: 9 }).map((day) => `TIMESTAMP '2026-03-1${day}'`),
  fc.integer({ min: 0, max: 86_399_999 }).map((ms) => `(TIMESTAMP '2026-03-01' + to_milliseconds(${ms}))`),
  cell("TIMESTAMP '2026-03-01 10:00:00.123999'", 'NULL', "'infinity'::TIMESTAMP", "TIMESTAMP '2199-01-01'"),
);
const TYPES: readonly (readonly [string, string, fc.Arbitrary<string>, string])[] = [
  ['VARCHAR', 'TIMESTAMP', cell('1', '2', '60', '90', '0', '-1', 'NULL', '5000000000'), 'BIGINT'],
  ['VARCHAR', 'TIMESTAMP', cell('1.5', '2.25', '60', '0', '-0.001', 'NULL', '8.520'), 'DECIMAL(9, 3)'],
  ['VARCHAR', 'TIMESTAMPTZ', cell('1.5', '2.25', '60', '0', '-1', 'NULL'), 'DECIMAL(20, 4)'],
  ['VARCHAR', 'DATE', cell('1', '2', '3', 'NULL'), 'UTINYINT'],
  ['VARCHAR', 'TIMESTAMP_NS', cell('1', '2', '3', 'NULL'), 'INTEGER'],
];

test.each(TYPES)('generated Parquet: %s, %s, %s, %s', async (account, time, quantity, type) => {
  const ways = new Set<string>();
  const list = fc.array(rowOf(WHO, AT, quantity), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(list, fc.boolean(), fc.boolean(), async (rows, ids, sorted) => {
      const folder = usageFolder({});
      await writeParquet(
        join(folder, 'x.parquet'),
        `SELECT who::${account} AS who, "at"::${time} AS "at", q::${type} AS q, s, d, zone, id
         FROM (VALUES ${rows.join(', ')}) t(who, "at", q, s, d, zone, id) ${sorted ? 'ORDER BY who, "at"' : ''}`,
      );
      ways.add(await agree(mappingOf(ids ? TYPED.replace('{ account', '{ id: id, account') : TYPED), folder));
    }),
    { numRuns: 8, seed: 5 },
  );
  // Otherwise nothing was compared but the careful way with itself.
  expect(ways).toContain('quick');
});

test('real files, CSV with ids and days for times, come out the same', async () => {
  const shared = process.env.RATEPROOF_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
  if (!existsSync(`${shared}/data/megaline/megaline_calls.csv`)) return console.warn('skipped: no real usage files');
  for (const name of ['megaline', 'churn']) {
    const mapping = readFileSync(new URL(`../evidence/real/${name}/usage.yaml`, import.meta.url), 'utf8');
    expect(await agree(mapping, `${shared}/data/${name}`)).toBe('careful');
  }
});

test('CSV and NDJSON, plain and gzip, with what is refused of them', async () => {
  const csv =
    'id,who,at,q\n1,a,2026-03-01,1.5\n2,nobody,2026-03-01,1\n1,a,2026-03-02,3\n3,b,2026-02-30,3\n4,c,2026-03-01T10:00,0.25\n';
  const lines = ['{"id":"5","who":"b","at":"2026-03-01","q":"7"}', '{"who":"b"', '{"who":"a","at":"2026-03-01","q":1}'];
  const folder = usageFolder({
    'x.csv': csv,
    'y.csv.gz': gzipSync(csv.replaceAll('\n1,a', '\n9,a')),
    'z.ndjson': lines.join('\n'),
    'none.csv': 'id,who,at,q\n',
  });
  const list = ['x.csv', 'y.csv.gz', 'z.ndjson', 'none.csv'].map(
    (file) => `- { file: ${file}, columns: { id: id, account: who, at: at, quantity: q }, service: data, unit: kB }`,
  );
  expect(await agree(mappingOf(list.join('\n')), folder)).toBe('careful');
  expect(await agree(mappingOf(list[3]!), folder)).toBe('careful');
  const broken = list[0]!.replace('quantity: q', 'quantity: amount');
  expect(await agree(mappingOf(broken), folder)).toBe('careful');
});

/** Writes x.parquet from rows of SQL (who, at, q, s, d, zone, id) and says which way they took. */
async function parquet(rows: string, list = TYPED, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = usageFolder(more);
  await writeParquet(join(folder, 'x.parquet'), rows);
  return agree(mappingOf(list), folder);
}

const WITH_ID = TYPED.replace('{ account', '{ id: id, account');
const values = (...rows: readonly string[]): string =>
  `SELECT who, "at"::TIMESTAMP AS "at", q::DECIMAL(9, 2) AS q, s, d, zone, id
   FROM (VALUES ${rows.join(', ')}) t(who, "at", q, s, d, zone, id)`;

test('an id that is there again is refused: over files, within account and service, the first plainly good one counts', async () => {
  const folder = usageFolder({});
  await writeParquet(
    join(folder, 'x.parquet'),
    values(
      `('a', '2026-03-01', -1, 'voice', 'in', 'eu', '1')`,
      `('b', '2026-03-09', 1, 'voice', 'in', 'eu', '1')`,
      `('a', '2026-03-09', 2, 'voice', 'in', 'eu', '1')`,
      `('a', '2026-03-03', 3, 'sms', 'in', 'eu', '1')`,
      `('a', '2026-03-02', 4.25, 'voice', 'in', 'eu', '1')`,
      `('c', '2026-03-02', 5, 'voice', 'in', 'eu', '')`,
      `('c', '2026-03-02', 6, 'voice', 'in', 'eu', NULL)`,
    ),
  );
  await writeParquet(join(folder, 'y.parquet'), values(`('b', '2026-03-01', 7.125, 'voice', 'in', 'eu', '1')`));
  const mapping = mappingOf(`${WITH_ID}\n${WITH_ID.replace('x.', 'y.')}`);
  expect(await agree(mapping, folder)).toBe('quick');
  const { usage } = await columns(mapping, folder);
  expect(
    usage.report().refused.map(({ refusal, examples }) => [refusal, examples.map(({ file, row }) => file + row)]),
  ).toEqual([
    ['negative-quantity', ['x.parquet1']],
    ['duplicate', ['x.parquet5', 'y.parquet1']],
  ]);
  // Hundredths are gone with the record that had them: seconds are counted.
  expect(usage.coding.quanta.get('voice')).toEqual({ n: 1n, d: 1n });
  expect(await linesOfColumns(usage)).toHaveLength(3 + 5);
});

test('records of one start stand in the order of their ids, by bytes', async () => {
  const ids = ["'10'", "'9'", "'\u{1f4de}'", "'\uffee'", 'NULL', "'a'"];
  const rows = ids.map((id, place) => `('a', '2026-03-01', ${place + 1}, 'voice', 'in', 'eu', ${id})`);
  expect(await parquet(values(...rows), WITH_ID)).toBe('quick');
  const folder = usageFolder({});
  await writeParquet(join(folder, 'x.parquet'), values(...rows));
  const { usage } = await columns(mappingOf(WITH_ID), folder);
  const lines = await linesOfColumns(usage);
  // '' before digits before letters; U+FFEE (ef bf ae) before U+1F4DE (f0 9f 93 9e), though its half d83d is less than ffee.
  expect(lines.slice(1, 7).map((line) => line.split(' ')[1])).toEqual(['5', '1', '2', '6', '4', '3']);
});

test('accounts in any order, an account larger than a block, and times out of order', async () => {
  const many = (records: number, order: string, ids = false): string => `
    SELECT ['a', 'b', 'c'][1 + CASE WHEN n % 100 < 97 THEN 1 WHEN n % 2 = 0 THEN 0 ELSE 2 END] AS who,
      TIMESTAMP '2026-03-01' + to_seconds(hash(n) % 1000000) AS "at", (hash(n + 1) % 1000)::INTEGER AS q,
      'voice' AS s, 'in' AS d, ['eu', 'us'][1 + n % 2] AS zone, ${ids ? `(n % ${records - 10})::VARCHAR` : "''"} AS id
    FROM range(${records}) t(n) ORDER BY ${order}`;
  expect(await parquet(many(300_000, 'n'))).toBe('quick');
  expect(await parquet(many(5000, 'who, n'))).toBe('quick');
  expect(await parquet(many(5000, 'who DESC, "at"'))).toBe('quick');
  expect(await parquet(many(5000, 'n', true), WITH_ID)).toBe('quick');
}, 120_000);

test('many customers of whom few use anything', async () => {
  const customers = Array.from({ length: 70_000 }, (_, index) => `c${index},p,2026-01-01,`);
  const more = { 'customers.csv': `account,plan,activated,terminated\n${customers.join('\n')}\n` };
  const rows = [69_999, 3, 66_000].map((index) => `('c${index}', '2026-03-01', 1, 'sms', 'out', 'eu', '1')`);
  expect(await parquet(values(...rows), TYPED, more)).toBe('quick');
  expect(await parquet(`${values(...rows)} LIMIT 0`, TYPED, more)).toBe('quick');
});

test.each([
  ['instants and wall clocks', `"at"::TIMESTAMPTZ`, 'q::INTEGER', 'quick'],
  ['binary numbers with decimals', '"at"', 'q::DOUBLE', 'quick'],
  ['single binary numbers', '"at"', 'q::FLOAT', 'quick'],
  ['numbers as text', '"at"', 'q::VARCHAR', 'careful'],
  ['times as text', '"at"::VARCHAR', 'q', 'careful'],
  ['numbers beyond 2^53', '"at"', 'CASE WHEN q = 2 THEN 9007199254740993 ELSE 1 END', 'careful'],
  ['ms beyond seven weeks', '"at" + to_milliseconds(CASE WHEN q = 2 THEN 1 ELSE 9000000001 END)', 'q', 'quick'],
  ['before 1970', `CASE WHEN q = 2 THEN TIMESTAMP '1969-12-31 23:59:59.9995' ELSE "at" END`, 'q', 'careful'],
])('%s', async (_, at, q, way) => {
  const rows = values(
    `('a', '2026-03-01', 2, 'voice', 'in', 'eu', '1')`,
    `('b', '2026-03-01 00:00:00.25', 1.5, 'data', 'in', 'eu', '1')`,
    `('c', '2026-03-01', 0.25, 'data', NULL, 'eu', '1')`,
  );
  const typed = `SELECT * REPLACE ((${at}) AS "at", (${q}) AS q) FROM (${rows})`;
  const list = q.includes('DOUBLE') || q.includes('FLOAT') ? `${TYPED}\n  decimals: 2` : TYPED;
  expect(await parquet(typed, list)).toBe(way);
});

test('whole numbers for accounts, services of their own and times counted since 1970', async () => {
  const folder = usageFolder({
    'customers.csv': 'account,plan,activated,terminated\n7,p,2026-01-01,\n007,p,2026-01-01,\n-3,p,2026-01-01,\n',
  });
  await writeParquet(
    join(folder, 'x.parquet'),
    `SELECT * FROM (VALUES (7::BIGINT, 1772323200::BIGINT, 1), (-3, 1772323201, 2), (8, 1, 2), (7, -1, 3), (7, NULL, 1)) t(who, "at", s)`,
  );
  const list = (time: string): string => `- file: x.parquet
  columns: { account: who, at: at, service: { column: s, values: { 1: sms, 2: mms } } }
  quantity: 1 msg
  time: ${time}`;
  expect(await agree(mappingOf(list('epoch-s')), folder)).toBe('quick');
  expect(await agree(mappingOf(list('epoch-ms')), folder)).toBe('quick');
  // The same file twice, as two kinds of usage; and one time for all.
  const two = `${list('epoch-s')}\n${list('epoch-s').replace('1 msg', '2 msg')}`;
  expect(await agree(mappingOf(two), folder)).toBe('quick');
  const constant = list('text').replace('at: at, ', '').concat('\n  at: 2026-03-01T10:00:00');
  expect(await agree(mappingOf(constant), folder)).toBe('quick');
});

test('customers in columns, with segment and weight where the mapping names them', async () => {
  const folder = usageFolder({
    'customers.csv':
      'account,plan,activated,last_day,group,stands\né,p,2026-01-01,,young,1\nb,q,2026-01-01,2026-05-31,old,2.5\nc,p,2026-02-01,,young,0.0000010\n',
    'x.csv': 'who,at,q\nb,2026-03-01,1\n',
  });
  const file = '- { file: x.csv, columns: { account: who, at: at, quantity: q }, service: voice, unit: s }';
  const roles = 'account: account, plan: plan, activated: activated, last_day: last_day';
  const head = `customers: { file: customers.csv, columns: { ${roles}, segment: { column: group, values: { young: Young, old: Old } }, weight: stands } }`;
  const { usage } = await columns(mappingOf(file, head), folder);
  const { customers } = usage;
  expect([0, 1, 2].map(customers.nameOf)).toEqual(['é', 'b', 'c']);
  expect([customers.plans, [...customers.plan]]).toEqual([
    ['p', 'q'],
    [0, 1, 0],
  ]);
  expect([customers.segments, [...customers.segment]]).toEqual([
    ['Young', 'Old'],
    [0, 1, 0],
  ]);
  // 2026-01-01 is day 20454, 2026-02-01 day 20485; the day after 2026-05-31 is 20605.
  expect([...customers.activated]).toEqual([20_454, 20_454, 20_485]);
  expect([...customers.terminated]).toEqual([NEVER, 20_605, NEVER]);
  expect([...customers.weight!]).toEqual([1_000_000, 2_500_000, 1]);
  const plain = (await columns(mappingOf(file, `customers: { file: customers.csv, columns: { ${roles} } }`), folder))
    .usage;
  expect([plain.customers.segments, plain.customers.weight]).toEqual([[''], undefined]);
  const said = async (from: string, to: string): Promise<string[]> => {
    const { problems } = await openUsageColumns(mappingOf(file, head.replace(from, to)), 'm.yaml', folder);
    return problems.map(({ message }) => message);
  };
  expect(await said('weight: stands', 'weight: group')).toEqual([
    'customers.csv, row 1: "weight" "young" is not a number above 0 with at most six decimals',
    'customers.csv, row 2: "weight" "old" is not a number above 0 with at most six decimals',
    'customers.csv, row 3: "weight" "young" is not a number above 0 with at most six decimals',
  ]);
  expect(await said(', old: Old', '')).toEqual([
    'customers.csv, row 2: the mapping does not translate the segment "old"',
  ]);
});

test.each(['0', '0.0', '-1', '1e3', '1.0000001', '', '1000000000', '1,5', ' 1', '.5'])(
  'the weight %j is refused',
  async (weight) => {
    const folder = usageFolder({ 'customers.csv': `account;w\na;${weight}\n`, 'x.csv': 'who,at,q\n' });
    const head =
      'customers: { file: customers.csv, delimiter: semicolon, plan: p, activated: 2026-01-01, columns: { account: account, weight: w } }';
    const file = '- { file: x.csv, columns: { account: who, at: at, quantity: q }, service: voice, unit: s }';
    const { problems } = await openUsageColumns(mappingOf(file, head), 'm.yaml', folder);
    expect(problems.map(({ message }) => message)).toEqual([
      `customers.csv, row 1: "weight" "${weight}" is not a number above 0 with at most six decimals`,
    ]);
  },
);

test('columns are told to nobody while they are not kept, and gone when they are closed', async () => {
  const folder = usageFolder({});
  await writeParquet(join(folder, 'x.parquet'), values(`('a', '2026-03-01', 1, 'sms', 'in', 'eu', '1')`));
  const { usage } = await columns(mappingOf(TYPED), folder);
  const paths: string[] = [];
  for await (const { file } of usage.blocks()) paths.push(file!.path);
  expect(paths.map((path) => existsSync(path))).toEqual([true]);
  usage.close();
  expect(paths.map((path) => existsSync(path))).toEqual([false]);
});
