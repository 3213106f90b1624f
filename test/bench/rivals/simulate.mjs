/** Rival of `simulate`: both sides of the tariff as SQL in DuckDB over the same Parquet files, and what each customer pays. */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { TARIFF } from '../simulate-project.mjs';

const RATING = readFileSync(new URL('./simulate.sql', import.meta.url), 'utf8');

/** Writes what each customer pays on both sides into the Parquet file `out`. */
export async function rateBySql(data, out, threads) {
  const spill = `${out}.spill`;
  const instance = await DuckDBInstance.create(':memory:', {
    threads,
    memory_limit: '1500MB',
    temp_directory: spill,
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  const rows = Object.entries(TARIFF).flatMap(([side, plans]) =>
    Object.entries(plans).map(([plan, one]) => `('${side}', '${plan}', ${Object.values(one).join(', ')})`),
  );
  const names = Object.keys(TARIFF.base.basic);
  await connection.run(`
    CREATE VIEW usage AS FROM read_parquet('${join(data, 'usage.parquet')}', file_row_number = true);
    CREATE VIEW customers AS FROM '${join(data, 'customers.parquet')}';
    CREATE TABLE months AS SELECT unnest([TIMESTAMP '2026-03-01', TIMESTAMP '2026-04-01', TIMESTAMP '2026-05-01']) AS month;
    CREATE TABLE figures (side VARCHAR, plan VARCHAR, ${names.map((name) => `${name} BIGINT`).join(', ')});
    INSERT INTO figures VALUES ${rows.join(', ')}`);
  for (const side of Object.keys(TARIFF)) await connection.run(RATING.replaceAll('$SIDE', side));
  await connection.run(`COPY (
    SELECT account AS customer, b.net AS net_before, c.net AS net_after, b.tax AS tax_before, c.tax AS tax_after,
      b.total AS total_before, c.total AS total_after
    FROM rated_base b JOIN rated_candidate c USING (account) ORDER BY account) TO '${out}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  if (existsSync(spill)) rmSync(spill, { recursive: true });
}

/** Customers whose amounts are not the same to the cent in both files, and how many customers there are. */
export async function compareCustomers(ours, theirs) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const amounts = ['net_before', 'net_after', 'tax_before', 'tax_after', 'total_before', 'total_after'];
  const cents = amounts.map((name) => `(100 * ${name})::BIGINT AS ${name}`).join(', ');
  const reader = await connection.runAndReadAll(`
    WITH ours AS (SELECT customer, ${cents} FROM '${ours}'), theirs AS (SELECT customer, ${amounts.map((name) => `${name}::BIGINT AS ${name}`).join(', ')} FROM '${theirs}')
    SELECT (SELECT count(*) FROM ours), (SELECT count(*) FROM (FROM ours EXCEPT ALL FROM theirs)), (SELECT count(*) FROM (FROM theirs EXCEPT ALL FROM ours)),
      (SELECT sum(net_after - net_before)::BIGINT FROM theirs)`);
  const [[customers, more, less, change]] = reader.getRows();
  connection.closeSync();
  instance.closeSync();
  return { customers: Number(customers), different: Number(more) + Number(less), change: Number(change) };
}
