/** A folder of usage files of every format, small, with a mapping that reads them all. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';

const HEAD = `usage: attacked
customers:
  file: customers.csv
  columns: { account: account, plan: plan, activated: from, terminated: to }
files:
`;

const ENTRIES: Readonly<Record<string, string>> = {
  'calls.csv': `  - file: calls.csv
    columns: { account: user, id: id, at: at, quantity: minutes, direction: way, to: { column: to, values: { H: home, E: eu, W: world } } }
    service: voice
    unit: min
    in: home
    decimals: 2
`,
  'data.csv.gz': `  - file: data.csv.gz
    delimiter: semicolon
    columns: { account: user, at: at, quantity: volume, unit: unit, in: zone }
    service: data
`,
  'events.ndjson': `  - file: events.ndjson
    columns: { account: user, at: at, quantity: n, service: { column: type, values: { SMS: sms, CALL: voice } } }
    unit: { sms: msg, voice: s }
    direction: out
    to: home
    in: home
`,
  'sessions.parquet': `  - { file: sessions.parquet, columns: { account: user, at: at, quantity: bytes }, service: data, unit: B, in: home }
`,
};

/** Names of the files of records. */
export const RECORD_FILES = Object.keys(ENTRIES);

/** A mapping of some of the files. */
export const mappingOf = (files: readonly string[]): string => HEAD + files.map((file) => ENTRIES[file] ?? '').join('');

const CUSTOMERS = `account,plan,from,to
a-1,smart-m,2026-01-15,
a-2,smart-s,2025-06-01,2026-03-20
"a,3",gulf-kw,2026-02-28,
a-4,smart-m,2026-03-01,
`;

const CALLS = `user,id,at,minutes,way,to
a-1,c1,2026-03-02T07:59:30+01:00,3.25,out,H
a-1,c2,2026-03-29T02:30:00+01:00,0.50,out,E
a-2,c3,2026-03-19T23:59:59Z,12,in,H
"a,3",c4,2026-03-05T12:00:00.250Z,61.05,out,W
a-4,c5,2026-03-31T21:59:00Z,1.1,out,H
`;

const DATA = `user;at;volume;unit;zone
a-1;2026-03-03 10:00:00Z;8.521;MB;home
a-2;2026-03-04T11:00:00Z;1.5;GB;eu
"a,3";2026-03-04T11:00:00Z;100;kB;home
a-4;2026-03-05T00:00:00+02:00;250;MiB;home
`;

const EVENTS = `{"user":"a-1","at":"2026-03-07T09:00:00Z","n":1,"type":"SMS"}
{"user":"a-4","at":"2026-03-08T09:00:00Z","n":"62.5","type":"CALL","note":"x"}
{"user":"a,3","at":"2026-03-09T09:00:00Z","n":2,"type":"SMS"}
`;

export interface UsageSpecimen {
  /** By name: customers and records. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** A folder with these files, and something outside it that links lead to. */
  folder(files: ReadonlyMap<string, Buffer>): string;
  remove(): void;
}

export async function usageSpecimen(): Promise<UsageSpecimen> {
  const root = mkdtempSync(join(tmpdir(), 'attack-'));
  writeFileSync(join(root, 'secret.csv'), CALLS);
  const parquet = join(root, 'sessions.parquet');
  await writeSessions(parquet);
  const files = new Map([
    ['customers.csv', Buffer.from(CUSTOMERS)],
    ['calls.csv', Buffer.from(CALLS)],
    ['data.csv.gz', gzipSync(DATA)],
    ['events.ndjson', Buffer.from(EVENTS)],
    ['sessions.parquet', readFileSync(parquet)],
  ]);
  const folder = join(root, 'data');
  return {
    files,
    folder: (wanted) => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      symlinkSync(join(root, 'secret.csv'), join(folder, 'link.csv'));
      for (const [name, bytes] of wanted) writeFileSync(join(folder, name), bytes);
      return folder;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function writeSessions(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT * FROM (VALUES ('a-1', TIMESTAMPTZ '2026-03-10 08:00:00+00', 123456789::BIGINT),
    ('a-2', TIMESTAMPTZ '2026-03-11 08:00:00+00', 1000), ('a-4', TIMESTAMPTZ '2026-03-12 08:00:00+00', 0)) t("user", "at", bytes))
    TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}
