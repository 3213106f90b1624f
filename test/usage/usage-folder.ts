/** A data folder of one test, with a mapping that most tests share. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach } from 'vitest';
import type { Outcome } from '../../src/problems/problem.ts';
import type { AccountUsage } from '../../src/usage/batch.ts';
import { openUsage, type UsageSource } from '../../src/usage/open-usage.ts';
import { refusalSentence } from '../../src/usage/report.ts';

const folders: string[] = [];
const sources: UsageSource[] = [];

afterEach(() => {
  for (const source of sources.splice(0)) source.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const CUSTOMERS = 'account,plan,activated,terminated\na,p,2026-01-01,\nb,p,2026-01-01,2026-06-01\nc,q,2026-02-01,\n';

const CUSTOMERS_MAPPING = `
customers:
  file: customers.csv
  columns: { account: account, plan: plan, activated: activated, terminated: terminated }`;

/** A folder with these files, and customers a, b and c. */
export function usageFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'usage-test-')));
  folders.push(folder);
  for (const [name, content] of Object.entries({ 'customers.csv': CUSTOMERS, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Opens a mapping of these `files:` (YAML of the list) over customers a, b and c. */
export async function open(folder: string, list: string, head = CUSTOMERS_MAPPING): Promise<Outcome<UsageSource>> {
  const outcome = await openUsage(`usage: test${head}\nfiles:\n${list}\n`, 'test.usage.yaml', folder);
  if (outcome.value) sources.push(outcome.value);
  return outcome;
}

/** As open, for usage that must open. */
export async function opened(folder: string, list: string, head?: string): Promise<UsageSource> {
  const { value, problems } = await open(folder, list, head);
  if (!value) throw new Error(problems.map(({ message }) => message).join('\n'));
  return value;
}

/** Messages of the problems, each with the place in the mapping. */
export const messages = ({ problems }: Outcome<unknown>): string[] =>
  problems.map(({ code, message, place }) => `${code} ${place ? `${place.line}:${place.column} ` : ''}${message}`);

/** All refusals, a sentence each. */
export const refusals = (source: UsageSource): string[] =>
  source.report().refused.flatMap(({ refusal, examples }) => examples.map((one) => refusalSentence(refusal, one)));

export async function chunks(source: UsageSource, size?: number): Promise<AccountUsage[]> {
  const all: AccountUsage[] = [];
  for await (const chunk of source.chunks(size)) all.push(chunk);
  return all;
}

/** Every record as a line: account, kind, start, exact quantity in base units, row, id. */
export async function records(source: UsageSource, size?: number): Promise<string[]> {
  const lines: string[] = [];
  for (const chunk of await chunks(source, size)) {
    for (const [account, name] of chunk.accounts.entries()) {
      for (let index = chunk.first[account]!; index < chunk.first[account + 1]!; index += 1) {
        const { service, direction, to, in: inside } = chunk.coding.kinds[chunk.kind[index]!]!;
        const { n, d } = chunk.coding.quanta.get(service)!;
        const quantity = `${BigInt(chunk.quantity[index]!) * n}/${d}`;
        const start = new Date(chunk.start[index]!).toISOString();
        const kind = [service, direction, to, inside].filter((part) => part !== '').join('.');
        lines.push([name, kind, start, quantity, chunk.row[index], ...(chunk.id ? [chunk.id[index]] : [])].join(' '));
      }
    }
  }
  return lines;
}

/** Writes a Parquet file from SQL. */
export async function writeParquet(path: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}
