/**
 * Whether a file can be read the quick way, and how: typed columns whose values are numbers already, and columns with few
 * different values, of which each combination is understood once. What is not plainly good here is left to the careful
 * way (`read/screen.ts`), which alone says what is refused and why.
 */

import { type Database, nameLiteral, pathLiteral } from '../../database/database.ts';
import type { Rational } from '../../exact/rational.ts';
import { SERVICES, type UnitTable } from '../../units/quantity.ts';
import type { RecordKind } from '../batch.ts';
import type { Field, RecordsMapping } from '../mapping/mapping.ts';
import { instantSql } from '../read/instants.ts';
import { HashTable } from './hash-table.ts';

/** What the columns of few values say of a record. */
interface Combination {
  readonly kind: RecordKind;
  readonly unit: Rational;
}

export interface QuickFile {
  /** Columns: hash of the account, start (-1: look at it carefully), digits (-1: likewise), hash of the combination, row, key of the id. */
  readonly sql: string;
  readonly accountType: string;
  /** By hash of the combination: its index. */
  readonly table: HashTable;
  readonly combinations: readonly (Combination | undefined)[];
  /** Digits are whole numbers of 10^-decimals of the unit. */
  readonly decimals: number;
  /** Digits come as whole numbers of 64 bits instead of doubles. */
  readonly wide: boolean;
  readonly local: boolean;
  readonly records: number;
  /** SQL for the text of the id; undefined: the file has none. */
  readonly id: string | undefined;
  readonly from: string;
}

const WHOLE = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/;
const DECIMAL = /^DECIMAL\((\d+),(\d+)\)$/;
const BINARY = /^(DOUBLE|FLOAT)$/;
const WORD = /^(VARCHAR|ENUM\(.*\))$/;
const MOMENT = /^(DATE|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE)$/;
/** Digits of a decimal that 64 bits hold, with room for -1. */
const MOST_DIGITS = 18;
const MOST_DECIMALS = 15;
const MOST_COMBINATIONS = 65_536;
/** Rows are counted in 32 bits. */
const MOST_ROWS = 2 ** 32 - 2;

/** Undefined: the file is for the careful way. */
export async function quickFile(
  database: Database,
  mapping: RecordsMapping,
  units: UnitTable,
): Promise<QuickFile | undefined> {
  const { data, fields } = mapping;
  if (data.format !== 'parquet') return undefined;
  const from = `read_parquet(${pathLiteral(data.path)}, file_row_number = true) source`;
  const described = await database.rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${from})`);
  const types = new Map(described.map(([name, type]) => [name!, type!]));
  if (types.size !== described.length) return undefined;

  const account = columnOf(fields.account, types);
  if (!account || !(WORD.test(account.type) || WHOLE.test(account.type))) return undefined;
  const start = await startSql(database, mapping, types);
  const digits = digitsSql(mapping, types);
  const combinations = await readCombinations(database, mapping, units, types, from);
  const id = columnOf(fields.id, types);
  if (!start || !digits || !combinations || (fields.id && !id)) return undefined;
  const [[count] = ['0']] = await database.rows(`SELECT count(*) FROM ${from}`);
  if (Number(count) > MOST_ROWS) return undefined;

  const idText = id && `coalesce(${id.sql}::VARCHAR, '')`;
  const idKey =
    idText &&
    `CASE WHEN ${idText} = '' THEN 0::UINTEGER ELSE greatest(1::UBIGINT, hash(${idText}) & 4294967295::UBIGINT)::UINTEGER END`;
  const columns = [
    `hash(${account.sql}${WORD.test(account.type) ? '::VARCHAR' : ''})`,
    `${start.sql}::DOUBLE`,
    digits.sql,
    combinations.hash,
    '(source.file_row_number + 1)::UINTEGER',
    ...(idKey ? [idKey] : []),
  ];
  return {
    sql: `SELECT ${columns.join(', ')} FROM ${from}`,
    accountType: WORD.test(account.type) ? 'VARCHAR' : account.type,
    table: combinations.table,
    combinations: combinations.list,
    decimals: digits.decimals,
    wide: digits.wide,
    local: start.local,
    records: Number(count),
    id: idText,
    from,
  };
}

function columnOf(field: Field | undefined, types: ReadonlyMap<string, string>) {
  if (!field || !('column' in field)) return undefined;
  const type = types.get(field.column);
  return type === undefined ? undefined : { sql: `source.${nameLiteral(field.column)}`, type };
}

/** Years of four digits from 1970 on: before it, ms would be cut off the other way. */
const MOMENTS = ["TIMESTAMP '1970-01-01'", "TIMESTAMP '9999-12-31'"] as const;

async function startSql(
  database: Database,
  { fields, time }: RecordsMapping,
  types: ReadonlyMap<string, string>,
): Promise<{ readonly sql: string; readonly local: boolean } | undefined> {
  const { at } = fields;
  if (at && 'constant' in at) {
    const { columns, start, local } = instantSql('text');
    const [row] = await database.rows(
      `SELECT ${start}, ${local} FROM (SELECT *, ${columns} FROM (SELECT '${at.constant}' AS "at"))`,
    );
    return row?.[0] == null ? undefined : { sql: row[0], local: row[1] === 'true' };
  }
  const column = columnOf(at, types);
  if (!column) return undefined;
  const { sql, type } = column;
  if (time !== 'text') {
    if (!WHOLE.test(type)) return undefined;
    const scale = time === 'epoch-s' ? 1000 : 1;
    return {
      sql: `CASE WHEN ${sql} BETWEEN 0 AND ${10 ** 12} THEN ${sql}::BIGINT * ${scale} ELSE -1 END`,
      local: false,
    };
  }
  if (!MOMENT.test(type)) return undefined;
  const local = type !== 'TIMESTAMP WITH TIME ZONE';
  const moment = type === 'TIMESTAMP' || !local ? sql : `${sql}::TIMESTAMP`;
  const [first, last] = local ? MOMENTS : MOMENTS.map((text) => text.replace('TIMESTAMP', 'TIMESTAMPTZ'));
  // Beyond microseconds the text is rounded one way and a cast another.
  const fine = type === 'TIMESTAMP_NS' ? `AND epoch_ns(${sql}) % 1000 = 0` : '';
  return {
    sql: `CASE WHEN ${moment} >= ${first} AND ${moment} < ${last} ${fine} THEN epoch_ms(${moment}) ELSE -1 END`,
    local,
  };
}

function digitsSql(
  { fields, decimals: declared }: RecordsMapping,
  types: ReadonlyMap<string, string>,
): { readonly sql: string; readonly decimals: number; readonly wide: boolean } | undefined {
  const { quantity } = fields;
  if (quantity && 'constant' in quantity) {
    const [whole = '', part = ''] = quantity.constant.split('.');
    if (whole.length + part.length > MOST_DECIMALS || part.length > (declared ?? MOST_DECIMALS)) return undefined;
    return { sql: `${BigInt(whole + part)}::DOUBLE`, decimals: part.length, wide: false };
  }
  const column = columnOf(quantity, types);
  if (!column) return undefined;
  const { sql, type } = column;
  // From 2^53 on a double has gaps, and stays too large.
  if (WHOLE.test(type)) return { sql: `coalesce(${sql}::DOUBLE, -1)`, decimals: 0, wide: false };
  const exact = DECIMAL.exec(type);
  if (exact) {
    const [digits, decimals] = [Number(exact[1]), Number(exact[2])];
    if (decimals > (declared ?? MOST_DECIMALS) || decimals > MOST_DECIMALS) return undefined;
    const cast = digits === MOST_DIGITS ? sql : `TRY_CAST(${sql} AS DECIMAL(${MOST_DIGITS}, ${decimals}))`;
    return { sql: `coalesce(${cast}, -1::DECIMAL(${MOST_DIGITS}, ${decimals}))`, decimals, wide: true };
  }
  if (!BINARY.test(type) || declared === undefined) return undefined;
  const read = `TRY_CAST(${sql} AS DECIMAL(${MOST_DIGITS}, ${declared}))`;
  return {
    sql: `CASE WHEN ${read}::${type} = ${sql} THEN ${read} ELSE -1::DECIMAL(${MOST_DIGITS}, ${declared}) END`,
    decimals: declared,
    wide: true,
  };
}

const FEW = ['unit', 'service', 'direction', 'to', 'in'] as const;

async function readCombinations(
  database: Database,
  { fields, unitByService }: RecordsMapping,
  units: UnitTable,
  types: ReadonlyMap<string, string>,
  from: string,
): Promise<{ hash: string; table: HashTable; list: (Combination | undefined)[] } | undefined> {
  const columns: string[] = [];
  const place = new Map<string, number>();
  for (const role of FEW) {
    const field = fields[role];
    if (!field || 'constant' in field) continue;
    const column = columnOf(field, types);
    if (!column || !(WORD.test(column.type) || WHOLE.test(column.type))) return undefined;
    place.set(role, columns.length);
    columns.push(column.sql);
  }
  const hash = columns.length > 0 ? `hash(${columns.join(', ')})` : 'hash(1)';
  const texts = columns.map((column) => `, coalesce(${column}::VARCHAR, '')`).join('');
  const found = await database.rows(
    columns.length > 0
      ? `SELECT hash::VARCHAR${columns.map((_, index) => `, text_${index}`).join('')} FROM (
          SELECT ${hash} AS hash${columns.map((column, index) => `, coalesce(${column}::VARCHAR, '') AS text_${index}`).join('')}
          FROM (SELECT DISTINCT ${columns.join(', ')} FROM ${from}) source) LIMIT ${MOST_COMBINATIONS + 1}`
      : `SELECT ${hash}::VARCHAR${texts}`,
  );
  if (found.length > MOST_COMBINATIONS) return undefined;
  const table = new HashTable(found.length);
  const list: (Combination | undefined)[] = [];
  for (const [hashed, ...row] of found) {
    const text = (role: (typeof FEW)[number]): string | undefined => {
      const field = fields[role];
      if (!field) return '';
      if ('constant' in field) return field.constant;
      const written = row[place.get(role)!]!;
      return field.values ? field.values.get(written) : written;
    };
    const [service, direction, to, inside] = [text('service'), text('direction'), text('to'), text('in')];
    const dimension = service !== undefined && Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined;
    const name = unitByService ? unitByService.get(service ?? '') : text('unit');
    const unit = name === undefined ? undefined : units.get(name);
    const good =
      service !== undefined &&
      dimension !== undefined &&
      unit?.dimension === dimension &&
      direction !== undefined &&
      to !== undefined &&
      inside !== undefined;
    const value = BigInt(hashed!);
    if (!table.add(Number(value & 0xffff_ffffn), Number(value >> 32n), list.length)) return undefined;
    list.push(good ? { kind: { service, direction, to, in: inside }, unit: unit.size } : undefined);
  }
  return { hash, table, list };
}
