import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Database } from '../../src/database/database.ts';
import { messages, open, opened, records, refusals, usageFolder } from './usage-folder.ts';

const list = (file: string, columns = '{ account: user, at: at, quantity: q }'): string =>
  `- { file: ${file}, format: csv, columns: ${columns}, service: voice, unit: s }`;

test('no file outside the data folder is opened, neither by path nor by link', async () => {
  const outside = usageFolder({ 'secret.csv': 'user,at,q\na,2026-03-01,1\n' });
  const folder = usageFolder({});
  symlinkSync(join(outside, 'secret.csv'), join(folder, 'link.csv'));
  symlinkSync(outside, join(folder, 'linked'));
  for (const name of [
    join(outside, 'secret.csv'),
    'link.csv',
    'linked/secret.csv',
    '/etc/passwd',
    '../../../../etc/passwd',
  ]) {
    expect(messages(await open(folder, list(name)))).toEqual([
      `USAGE-FILE 6:11 "${name}" lies outside the data folder`,
    ]);
  }
  expect(messages(await open(folder, list('linked')))).toHaveLength(1);
});

test('names are names: quotes, patterns and SQL in them mean nothing', async () => {
  const name = "x'); DROP TABLE records; --[1]*?.csv";
  const column = `q"'; DROP TABLE records; --`;
  const quoted = `"${column.replaceAll('"', '""')}"`;
  const folder = usageFolder({
    [name]: `user,at,${quoted}\na,2026-03-01,7\n`,
    "x'); DROP TABLE records; --1.csv": 'user,at,q\na,2026-03-01,8\n',
    'y.csv': `user,at,q,to\n"a","2026-03-01",1,"'; DROP TABLE records; --"\n"'; DROP TABLE records; --",2026-03-01,1,x\n`,
  });
  const yaml = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const source = await opened(
    folder,
    `${list(yaml(name), `{ account: user, at: at, quantity: ${yaml(column)} }`)}\n${list('y.csv', '{ account: user, at: at, quantity: q, to: to }')}`,
  );
  expect(await records(source)).toEqual([
    'a voice 2026-03-01T00:00:00.000Z 7/1 1',
    "a voice.'; DROP TABLE records; -- 2026-03-01T00:00:00.000Z 1/1 2",
  ]);
  expect(refusals(source)).toEqual([`y.csv, row 2: no customer has the account "'; DROP TABLE records; --"`]);
});

test('text that is no UTF-8, mixed line ends and a file of another kind are refused', async () => {
  const latin = Buffer.from('user,at,q\na\xe9,2026-03-01,1\na,2026-03-01,2\n', 'latin1');
  const source = await opened(usageFolder({ 'x.csv': latin }), list('x.csv'));
  expect(refusals(source)).toEqual(['x.csv, row 1: "a??2026-03-01,1" cannot be read']);
  const mixed = usageFolder({ 'x.csv': 'user,at,q\na,2026-03-01,1\r\na,2026-03-01,2\n' });
  expect(messages(await open(mixed, list('x.csv')))[0]).toMatch(/^USAGE-FILE 6:11 "x.csv" cannot be read as csv: /);
  const parquet = usageFolder({ 'x.parquet': 'user,at,q\n' });
  expect(messages(await open(parquet, list('x.parquet').replace('format: csv', 'format: parquet')))[0]).toMatch(
    /^USAGE-FILE 6:11 "x.parquet" cannot be read as parquet: /,
  );
  const lines = [
    '{"user":"a\xe9"}',
    '',
    '{"user":"a","at":"2026-03-01","q":1}',
    '{"user":"\xe9"}',
    '{"user":"a","at":"2026-03-01","q":2}',
  ];
  const json = await opened(
    usageFolder({ 'x.ndjson': Buffer.from(lines.join('\n'), 'latin1') }),
    list('x.ndjson').replace('csv', 'ndjson'),
  );
  expect(refusals(json).map((text) => text.slice(0, 15))).toEqual(['x.ndjson, row 1', 'x.ndjson, row 4']);
  expect((await records(json)).map((line) => line.split(' ')[4])).toEqual(['3', '5']);
  const windows = usageFolder({ 'x.csv': '\ufeffuser,at,q\r\na,2026-03-01,1\r\n' });
  expect(await records(await opened(windows, list('x.csv')))).toHaveLength(1);
});

test('the database opens and writes nothing but what it was given', async () => {
  const folder = usageFolder({ 'x.csv': 'a\n1\n', 'y.csv': 'a\n1\n' });
  const database = await Database.open({ files: [join(folder, 'x.csv')] });
  try {
    expect(await database.rows(`SELECT * FROM read_csv('${folder}/x.csv', header = true)`)).toEqual([['1']]);
    for (const sql of [
      `SELECT * FROM read_csv('${folder}/y.csv')`,
      `SELECT * FROM read_csv('${folder}/*.csv')`,
      `COPY (SELECT 1) TO '${folder}/z.csv'`,
      "SELECT * FROM read_csv('https://localhost:1/x.csv')",
      'SET enable_external_access = true',
      'INSTALL httpfs',
      `ATTACH '${folder}/z.db'`,
    ]) {
      await expect(database.run(sql)).rejects.toThrow(/Permission Error|Cannot change|disabled|Missing Extension/);
    }
    expect(existsSync(join(folder, 'z.csv'))).toBe(false);
  } finally {
    database.close();
  }
});

test('a fault of the program is not blamed on the file', async () => {
  const folder = usageFolder({});
  writeFileSync(join(folder, 'x.csv'), 'user,at,q\na,2026-03-01,1\n');
  const { unreadableFile } = await import('../../src/usage/read/refusals.ts');
  const data = {
    name: 'x.csv',
    path: '',
    format: 'csv',
    gzip: false,
    delimiter: ',',
    place: { file: '', line: 1, column: 1 },
  } as const;
  expect(() => unreadableFile(data, new Error('Binder Error: no such column'))).toThrow('Binder Error');
});
