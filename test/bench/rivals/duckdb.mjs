/** Rival: the same tariff as SQL in DuckDB over a Parquet file. */

import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DuckDBDataChunk, DuckDBInstance, UINTEGER, UTINYINT } from '@duckdb/node-api';
import { bandTable, COLUMNS, DATA_RATES, SMS_RATES, VOICE_RATES } from '../tariff.mjs';

const CHUNK = 2048; // rows of a DuckDB vector
const RATING = readFileSync(new URL('./duckdb.sql', import.meta.url), 'utf8');

/**
 * @param {import('../data.mjs').Data} data
 * @returns {import('../subject.mjs').Subject}
 */
export function duckdb(data) {
  const parquet = join(data.folder, 'events.parquet');
  /** @type {import('@duckdb/node-api').DuckDBConnection} */
  let connection;
  return {
    name: 'DuckDB SQL over Parquet',
    async prepare() {
      connection = await (await DuckDBInstance.create(':memory:')).connect();
      if (!existsSync(parquet)) await writeParquet(connection, data, parquet);
      await connection.run('SET preserve_insertion_order = false'); // a help to it: results are put in order when read
      await connection.run(`CREATE VIEW events AS FROM read_parquet('${parquet.replaceAll("'", "''")}')`);
      await addFigures(connection, data.accounts);
      await assertOneEdge(connection);
      return 0;
    },
    async run(threads) {
      await connection.run(`SET threads = ${threads}`);
      await connection.run('DROP TABLE IF EXISTS rated');
      const started = performance.now();
      await connection.run(RATING);
      const seconds = (performance.now() - started) / 1000;
      return { seconds, cents: () => readResult(connection, data.accounts) };
    },
    async close() {
      connection.closeSync();
    },
  };
}

/** Dense integer columns, no text: the file DuckDB reads fastest. */
async function writeParquet(connection, data, path) {
  await connection.run('CREATE TABLE rows (account UINTEGER, off UINTEGER, qty UINTEGER, svc UTINYINT, zone UTINYINT)');
  const appender = await connection.createAppender('rows');
  const chunk = DuckDBDataChunk.create([UINTEGER, UINTEGER, UINTEGER, UTINYINT, UTINYINT]);
  let account = 0;
  for (let from = 0; from < data.records; from += CHUNK) {
    const before = Math.min(from + CHUNK, data.records);
    const accounts = [];
    for (let i = from; i < before; i++) {
      while (data.start[account + 1] <= i) account++;
      accounts.push(account);
    }
    chunk.reset();
    chunk.setColumns([
      accounts,
      ...['off', 'qty', 'svc', 'zone'].map((name) => [...data[name].subarray(from, before)]),
    ]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  const unfinished = `${path}.${process.pid}.tmp`;
  await connection.run(`COPY rows TO '${unfinished.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
  await connection.run('DROP TABLE rows');
  renameSync(unfinished, path);
}

/** The tariff's tables: small ones, so that the query joins instead of computing calendars. */
async function addFigures(connection, accounts) {
  const { band, next } = bandTable();
  const quarters = [...band].map((now, quarter) => {
    const edge = next[quarter] / 900_000;
    const last = edge >= band.length; // far past the cycle: nothing starts there
    return `(${quarter}, ${now}, ${next[quarter]}, ${last ? now : band[edge]}, ${last ? next[quarter] : next[edge]})`;
  });
  const voice = Array.from({ length: VOICE_RATES.length / 3 }, (_, line) => {
    return `(${Math.floor(line / 3)}, ${line % 3}, ${VOICE_RATES.slice(line * 3, line * 3 + 3).join(', ')})`;
  });
  await connection.run(`
    CREATE TABLE accounts AS SELECT range::UINTEGER AS account FROM range(${accounts});
    CREATE TABLE quarters (quarter UINTEGER, band UTINYINT, edge UINTEGER, next_band UTINYINT, next_edge UINTEGER);
    INSERT INTO quarters VALUES ${quarters.join(', ')};
    CREATE TABLE voice_rates (zone UTINYINT, band UTINYINT, r1 BIGINT, r2 BIGINT, r3 BIGINT);
    INSERT INTO voice_rates VALUES ${voice.join(', ')};
    CREATE TABLE sms_rates (zone UTINYINT, rate BIGINT);
    INSERT INTO sms_rates VALUES ${SMS_RATES.map((rate, zone) => `(${zone}, ${rate})`).join(', ')};
    CREATE TABLE data_rates AS SELECT ${DATA_RATES.map((rate, tier) => `${rate}::BIGINT AS r${tier + 1}`).join(', ')};`);
}

/** The query cuts a call once; a data set with a call over two edges would be rated wrongly, so it is refused. */
async function assertOneEdge(connection) {
  const reader = await connection.runAndReadAll(`
    SELECT count(*) FROM events JOIN quarters ON quarter = off // 900000
    WHERE svc = 0 AND qty > 0 AND off + greatest(qty, 60)::BIGINT * 1000 > next_edge`);
  const [[calls]] = reader.getRows();
  if (calls !== 0n) throw new Error(`${calls} calls cross two band edges; the SQL rival handles one`);
}

async function readResult(connection, accounts) {
  const reader = await connection.runAndReadAll(`SELECT ${COLUMNS.join(', ')} FROM rated ORDER BY account`);
  const cents = new Int32Array(COLUMNS.length * accounts);
  for (const [column, values] of reader.getColumns().entries()) {
    for (const [account, value] of values.entries()) cents[column * accounts + account] = Number(value);
  }
  return cents;
}
