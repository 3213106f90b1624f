/** Usage files in, screened records out: the front door of this room. The story is told by `load`. */

import { Database } from '../database/database.ts';
import { hasErrors, type Outcome, type Problem } from '../problems/problem.ts';
import type { AccountUsage, RecordKind } from './batch.ts';
import { RECORD_ROLES, type UsageMapping } from './mapping/mapping.ts';
import { readMapping } from './mapping/read-mapping.ts';
import { chunksOf, type Delivery } from './read/chunks.ts';
import { type Customer, readCustomers } from './read/customers.ts';
import { refuseDuplicates } from './read/duplicates.ts';
import { measureQuanta } from './read/quanta.ts';
import { readReport } from './read/read-report.ts';
import { unreadableFile } from './read/refusals.ts';
import { RECORDS_TABLE, screenFile } from './read/screen.ts';
import { addServiceUnits } from './read/service-units.ts';
import { textTable } from './read/text-table.ts';
import { refusalProblems, type UsageReport } from './report.ts';

export type { Customer } from './read/customers.ts';

/** Accounts and records of a chunk, unless told. */
const CHUNK_SIZE = 1_000_000;
const MOST_KINDS = 65_536;

type Locate = (row: number) => { readonly file: string; readonly row: number };

/** Usage that is read and screened, ready to be rated as often as is wanted. */
export interface UsageSource {
  readonly name: string;
  /** In the order of their file: accounts come in this order everywhere. */
  readonly customers: readonly Customer[];
  /** Whole accounts, all customers in their order, those without records too. */
  chunks(size?: number): AsyncGenerator<AccountUsage>;
  report(): UsageReport;
  /** Where a chunk's row number comes from: rows are counted through all files of the mapping. */
  readonly locate: Locate;
  /** Frees memory and disk. Chunks that are still being read end with an error. */
  close(): void;
}

/**
 * Opens the usage that a mapping describes. `file` names the mapping in messages; the files it names are inside
 * `dataFolder`. Refused records are warnings, counted in the report; what makes the whole unreadable is an error.
 */
export async function openUsage(
  mappingText: string,
  file: string,
  dataFolder: string,
  options: { readonly memoryLimit?: string } = {},
): Promise<Outcome<UsageSource>> {
  const mapping = readMapping(mappingText, file, dataFolder);
  if (!mapping.value) return mapping;
  const files = [mapping.value.customers, ...mapping.value.files].map(({ data }) => data.path);
  const database = await Database.open({ files: [...new Set(files)], ...options });
  try {
    const loaded = await load(database, mapping.value);
    if (!loaded.value) database.close();
    return loaded.value ? loaded : { problems: [...mapping.problems, ...loaded.problems] };
  } catch (error) {
    database.close();
    throw error;
  }
}

async function load(database: Database, mapping: UsageMapping): Promise<Outcome<UsageSource>> {
  const customers = await readCustomers(database, mapping.customers);
  if (!customers.value) return customers;
  const units = await addServiceUnits(database, mapping);

  await database.run(RECORDS_TABLE);
  const problems: Problem[] = [];
  for (const [index, records] of mapping.files.entries()) {
    const { data, fields, decimals } = records;
    const table = await textTable(database, data, fields, RECORD_ROLES, decimals, index + 1);
    problems.push(...table.problems);
    if (!table.value) continue;
    try {
      await screenFile(database, records, table.value, index);
    } catch (error) {
      problems.push(unreadableFile(data, error));
    }
  }
  if (hasErrors(problems)) return { problems };

  await refuseDuplicates(database);
  const quanta = await measureQuanta(database, units);
  const kinds = await addKinds(database);
  const locate = await addFiles(database, mapping);
  const report = await readReport(database, mapping);
  const clock = await readClock(database, mapping, locate);
  problems.push(...clock.problems, ...refusalProblems(report));
  if (kinds.length > MOST_KINDS) problems.push(tooManyKinds(mapping, kinds.length));
  if (hasErrors(problems)) return { problems };

  const [[withIds] = ['0']] = await database.rows("SELECT count(*) FROM records WHERE refusal = 0 AND id <> ''");
  const delivery: Delivery = {
    customers: customers.value,
    coding: { kinds, quanta },
    local: clock.value ?? true,
    ids: withIds !== '0',
  };
  return { value: sourceOf(database, mapping, delivery, report, locate), problems };
}

function sourceOf(
  database: Database,
  mapping: UsageMapping,
  delivery: Delivery,
  report: UsageReport,
  locate: Locate,
): UsageSource {
  return {
    name: mapping.name,
    customers: delivery.customers,
    chunks: (size = CHUNK_SIZE) => chunksOf(database, delivery, size),
    report: () => report,
    locate,
    close: () => database.close(),
  };
}

/** Table `kinds`, and its rows in the same order. */
async function addKinds(database: Database): Promise<readonly RecordKind[]> {
  await database.run(`
    CREATE TABLE kinds AS
    SELECT (row_number() OVER (ORDER BY service, direction, "to", "in") - 1)::UINTEGER AS wide,
      (wide % ${MOST_KINDS})::USMALLINT AS number, service, direction, "to", "in"
    FROM (SELECT DISTINCT service, direction, "to", "in" FROM records JOIN units ON units.number = records.unit
      WHERE refusal = 0)`);
  const rows = await database.rows(
    `SELECT service, direction, "to", "in" FROM kinds ORDER BY wide LIMIT ${MOST_KINDS + 1}`,
  );
  return rows.map(([service, direction, to, inside]) => ({
    service: service!,
    direction: direction!,
    to: to!,
    in: inside!,
  }));
}

/** Table `files` with the rows before each file, and the way back from a row of all to its file. */
async function addFiles(database: Database, mapping: UsageMapping): Promise<Locate> {
  const rows = await database.rows('SELECT file, max("row") FROM records GROUP BY file');
  const lastRow = new Map(rows.map(([file, last]) => [Number(file), Number(last)]));
  const rowsBefore: number[] = [];
  let before = 0;
  for (const index of mapping.files.keys()) {
    rowsBefore.push(before);
    before += lastRow.get(index) ?? 0;
  }
  const values = rowsBefore.map((count, number) => `(${number}, ${count})`);
  await database.run(`CREATE TABLE files (number USMALLINT, rows_before BIGINT);
    INSERT INTO files VALUES ${values.join(', ')}`);
  return (row) => {
    const index = rowsBefore.findLastIndex((count) => count < row);
    return { file: mapping.files[index]!.data.name, row: row - rowsBefore[index]! };
  };
}

/** Whether the times are of the wall clock; both kinds together are an error. */
async function readClock(database: Database, mapping: UsageMapping, locate: Locate): Promise<Outcome<boolean>> {
  const [first, second] = await database.rows(`
    SELECT local, min("row" + rows_before) FROM records JOIN files ON files.number = records.file
    WHERE refusal = 0 GROUP BY local ORDER BY local`);
  if (!second) return { value: first?.[0] !== 'false', problems: [] };
  const [withOffset, without] = [locate(Number(first![1])), locate(Number(second[1]))];
  const message = `times with an offset (${withOffset.file}, row ${withOffset.row}) and without (${without.file}, row ${without.row}) are mixed`;
  const { place } = mapping.files.find(({ data }) => data.name === without.file)!.data;
  return { problems: [{ code: 'USAGE-TIMES', severity: 'error', message, place }] };
}

function tooManyKinds(mapping: UsageMapping, count: number): Problem {
  const message = `the records are of ${count === MOST_KINDS + 1 ? 'more than 65,536' : count} kinds`;
  return { code: 'USAGE-KINDS', severity: 'error', message, place: mapping.files[0]!.data.place };
}
