/**
 * Puts the records of one file into the table `records`, each with its refusal or none. What is kept is small: numbers,
 * the id, the zones, and of refused records the text that is to blame.
 */

import { type Database, textLiteral } from '../../database/database.ts';
import type { RecordsMapping } from '../mapping/mapping.ts';
import { REFUSALS, type Refusal } from '../report.ts';
import { instantSql } from './instants.ts';
import type { ColumnTable, Rejects } from './text-table.ts';

/** Above every quantity: what a double counts without gaps. */
const TOO_LARGE = 2n ** 53n;
const MOST_DECIMALS = 100;

export const refusalNumber = (refusal: Refusal): number => REFUSALS.indexOf(refusal) + 1;

/** `refusal` 0: none. A quantity is digits × 10^-decimals of its unit; `unit` is a row of the table `units`. */
export const RECORDS_TABLE = `CREATE TABLE records (
  file USMALLINT, "row" BIGINT, refusal UTINYINT, customer INTEGER, unit USMALLINT, id VARCHAR, start BIGINT,
  local BOOLEAN, digits BIGINT, decimals USMALLINT, direction VARCHAR, "to" VARCHAR, "in" VARCHAR, text VARCHAR)`;

/** Fills `records` with those of file number `file`. */
export async function screenFile(
  database: Database,
  mapping: RecordsMapping,
  table: ColumnTable,
  file: number,
): Promise<void> {
  await database.run(screenSql(mapping, table.sql, file));
  if (table.rejects) await addRejects(database, table.rejects, file);
}

function screenSql(mapping: RecordsMapping, source: string, file: number): string {
  const { fields, unitByService, decimals } = mapping;
  const instant = instantSql(fields.at && 'constant' in fields.at ? 'text' : mapping.time);
  const pairs = [...(unitByService ?? [])].map(([service, unit]) => `${textLiteral(service)}: ${textLiteral(unit)}`);
  const unit = unitByService ? `MAP {${pairs.join(', ')}}[source.service]` : 'source.unit';
  const translated = (['direction', 'to', 'in'] as const).filter((role) => {
    const field = fields[role];
    return field && 'column' in field && field.values;
  });
  const untranslated = translated.map((role) => `"${role}" IS NULL`).join(' OR ') || 'false';
  const untranslatedText = translated.map((role) => `WHEN "${role}" IS NULL THEN ${role}_raw`).join(' ');

  // In the order of REFUSALS: condition and the text to blame.
  const refusals: readonly (readonly [Refusal, string, string])[] = [
    ['unreadable', "flaw = 'unreadable'", 'flaw_text'],
    ['inexact-number', "flaw = 'inexact-number'", 'flaw_text'],
    ['unknown-account', 'customer IS NULL', 'account'],
    ['unknown-service', 'dimension IS NULL', 'service_raw'],
    ['unknown-value', untranslated, `CASE ${untranslatedText || "WHEN false THEN ''"} END`],
    ['wrong-unit', 'unit_number IS NULL', unitByService ? "'no unit for ' || service" : 'unit_raw'],
    ['bad-quantity', 'NOT is_number', 'quantity'],
    ['negative-quantity', "starts_with(quantity, '-') AND digits IS DISTINCT FROM 0", 'quantity'],
    ['inexact-number', decimals === undefined ? 'false' : `decimals > ${decimals}`, 'quantity'],
    ['too-many-digits', `digits IS NULL OR digits >= ${TOO_LARGE} OR decimals > ${MOST_DECIMALS}`, 'quantity'],
    ['bad-time', 'start IS NULL', '"at"'],
  ];
  const numbers = refusals.map(([refusal, condition]) => `WHEN ${condition} THEN ${refusalNumber(refusal)}`);
  const texts = refusals.map(([, condition, text]) => `WHEN ${condition} THEN ${text}`);
  return `
    INSERT INTO records
    WITH source AS (${source}),
    known AS (
      SELECT source.*, customers.number AS customer, services.dimension, units.number AS unit_number,
        regexp_full_match(quantity, '[+-]?[0-9]+([.][0-9]+)?') AS is_number,
        CASE WHEN starts_with(quantity, '-') OR starts_with(quantity, '+') THEN quantity[2:] ELSE quantity END AS size,
        ${instant.columns}
      FROM source
      LEFT JOIN customers ON customers.account = source.account
      LEFT JOIN services ON services.service = source.service
      LEFT JOIN units ON units.service = source.service AND units.unit = ${unit}),
    plain AS (
      SELECT *, CASE WHEN ends_with(size, '0') AND contains(size, '.') THEN rtrim(rtrim(size, '0'), '.') ELSE size END AS body,
      FROM known),
    measured AS (
      SELECT *, CASE WHEN contains(body, '.') THEN length(body) - strpos(body, '.') ELSE 0 END AS decimals,
        TRY_CAST(replace(body, '.', '') AS BIGINT) AS digits,
        ${instant.start} AS start, ${instant.local} AS local
      FROM plain),
    judged AS (SELECT *, CASE ${numbers.join('\n        ')} ELSE 0 END AS refusal FROM measured)
    SELECT ${file}, "row", refusal, customer, unit_number, coalesce(id, ''), start, local, digits,
      least(decimals, ${MOST_DECIMALS}), coalesce(direction, ''), coalesce("to", ''), coalesce("in", ''),
      CASE WHEN refusal > 0 THEN left(CASE ${texts.join('\n        ')} END, 200) END
    FROM judged`;
}

/**
 * Adds the lines that the database could not read, and counts them in the numbers of the rows after them: a rejected
 * line j is row r, so r - j rows before it were read.
 */
async function addRejects(database: Database, rejects: Rejects, file: number): Promise<void> {
  const [[count] = ['0']] = await database.rows(`SELECT count(*) FROM ${rejects.table}`);
  if (count === '0') return;
  await database.run(`
    CREATE OR REPLACE TEMP TABLE rejected AS
      SELECT line - ${rejects.headerLines} AS "row", min(csv_line) AS text FROM ${rejects.table} GROUP BY line;
    CREATE OR REPLACE TEMP TABLE shifts AS
      SELECT read_before, max(rejected) AS rejected
      FROM (SELECT "row" - row_number() OVER (ORDER BY "row") AS read_before, row_number() OVER (ORDER BY "row") AS rejected FROM rejected)
      GROUP BY read_before;
    CREATE OR REPLACE TEMP TABLE shifted AS
      SELECT records.rowid AS record, shifts.rejected FROM records ASOF JOIN shifts ON records."row" > shifts.read_before
      WHERE records.file = ${file};
    UPDATE records SET "row" = "row" + shifted.rejected FROM shifted WHERE records.rowid = shifted.record;
    INSERT INTO records (file, "row", refusal, text)
      SELECT ${file}, "row", ${refusalNumber('unreadable')}, left(text, 200) FROM rejected`);
}
