/**
 * Usage and customers of any size as Parquet, for measuring `simulate`: records of N / 200 accounts over three months,
 * drawn by a hash of their number, so that the same numbers come out on every machine.
 */

import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const RECORDS_PER_ACCOUNT = 200;
/** 2026-03-01 to 2026-06-01, s. */
const SPAN = 92 * 86_400;

const MAPPING = `usage: bench
customers:
  file: customers.parquet
  columns: { account: account, plan: plan, activated: activated, segment: segment, weight: weight }
files:
  - file: usage.parquet
    columns: { account: account, at: at, quantity: quantity, service: service, direction: direction, to: zone%ID% }
    unit: { voice: s, sms: msg, data: kB }
`;

/**
 * The folder with customers.parquet, usage.parquet and usage.yaml, made unless it is there. `sorted`: by account and
 * time; otherwise as they come from a switch, by time alone.
 */
export async function simulateData(records, { sorted = true, ids = false } = {}) {
  const name = `simulate-${records}-${sorted ? 'sorted' : 'unsorted'}${ids ? '-ids' : ''}`;
  const folder = join(tmpdir(), 'rateproof-bench', name);
  if (existsSync(folder)) return folder;
  const making = `${folder}.${process.pid}.tmp`;
  mkdirSync(making, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '3GB',
    temp_directory: join(making, 'spill'),
  });
  const connection = await instance.connect();
  const accounts = Math.ceil(records / RECORDS_PER_ACCOUNT);
  const drawn = (salt, most) => `(hash(number + ${salt}) % ${most})::INTEGER`;
  try {
    await connection.run(`SET TimeZone = 'UTC'; COPY (
      SELECT format('A{:08d}', number) AS account, CASE ${drawn(7, 4)} WHEN 0 THEN 'smart' WHEN 1 THEN 'surf' ELSE 'basic' END AS plan,
        DATE '2024-01-01' + ${drawn(8, 700)} AS activated, ['young', 'family', 'senior'][1 + ${drawn(9, 3)}] AS segment,
        (1 + ${drawn(10, 5)})::DECIMAL(9, 2) AS weight
      FROM range(${accounts}) t(number) ORDER BY number) TO '${making}/customers.parquet' (FORMAT parquet)`);
    // In order of time within the account: the span is cut into as many steps as the account has records.
    const step = Math.floor(SPAN / RECORDS_PER_ACCOUNT);
    const order = sorted
      ? `number // ${RECORDS_PER_ACCOUNT} AS owner, number % ${RECORDS_PER_ACCOUNT} AS place`
      : `hash(number) % ${accounts} AS owner, (number * ${RECORDS_PER_ACCOUNT} // ${records}) AS place`;
    await connection.run(`COPY (
      SELECT ${ids ? "format('{:x}', hash(number + 99)) AS id," : ''} format('A{:08d}', owner) AS account,
        TIMESTAMP '2026-03-01' + to_seconds(place * ${step} + ${drawn(1, step)}) AS at,
        CASE WHEN service = 'voice' THEN ${drawn(2, 900)} WHEN service = 'sms' THEN 1 ELSE 1 + ${drawn(3, 90_000)} END AS quantity,
        service, CASE WHEN ${drawn(4, 5)} = 0 THEN 'in' ELSE 'out' END AS direction,
        ['home', 'home', 'home', 'eu', 'us', 'world'][1 + ${drawn(5, 6)}] AS zone
      FROM (SELECT number, ${order}, ['voice', 'voice', 'data', 'data', 'sms'][1 + ${drawn(6, 5)}] AS service
        FROM range(${records}) t(number))) TO '${making}/usage.parquet' (FORMAT parquet)`);
    writeFileSync(join(making, 'usage.yaml'), MAPPING.replace('%ID%', ids ? ', id: id' : ''));
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(join(making, 'spill'), { recursive: true, force: true });
  }
  renameSync(making, folder);
  return folder;
}

if (process.argv[1]?.endsWith('simulate-data.mjs')) {
  const [records = '1000000', ...flags] = process.argv.slice(2);
  console.log(
    await simulateData(Number(records), { sorted: !flags.includes('--unsorted'), ids: flags.includes('--ids') }),
  );
}
