/**
 * Typed columns to blocks, at the speed of the disk rather than of text. Every record is judged by numbers; those that are
 * not plainly good are judged again by the careful way, which words their refusals. Where the two could come to different
 * ends, `NeedsCare` leaves everything to the careful way.
 */

import type { DuckDBDataChunk } from '@duckdb/node-api';
import { type Database, memoryOf } from '../../database/database.ts';
import { commonMeasure, type Rational, rational } from '../../exact/rational.ts';
import { SERVICES } from '../../units/quantity.ts';
import type { RecordKind, UsageCoding } from '../batch.ts';
import type { UsageBlock } from '../columns.ts';
import { RECORD_ROLES, type UsageMapping } from '../mapping/mapping.ts';
import { readReport } from '../read/read-report.ts';
import { RECORDS_TABLE, refusalNumber, screenFile } from '../read/screen.ts';
import { addServiceUnits } from '../read/service-units.ts';
import { textTable } from '../read/text-table.ts';
import type { UsageReport } from '../report.ts';
import { BlockFile, MOST_LOOKED_UP, NeedsCare, OutOfOrder, type RecordBatch, recordBatch } from './block-file.ts';
import { Buckets } from './buckets.ts';
import { HashTable } from './hash-table.ts';
import { type QuickFile, quickFile } from './quick-file.ts';

export interface Loaded {
  readonly blocks: readonly UsageBlock[];
  readonly coding: UsageCoding;
  readonly local: boolean;
  readonly report: UsageReport;
}

/** File and row in one number: rows are below 2^32, and there are at most 1000 files. */
const FILE = 2 ** 32;
/** What the upper half of a whole number of 64 bits counts. */
const HIGH = 2 ** 32;
const MOST_DIRTY = 5_000_000;
const LARGEST = 2n ** 53n - 1n;
const PARTS_OF_SECOND = 1_000_000n;
/** Rows of a chunk of the database. */
const CHUNK_ROWS = 2048;

/** Fills the file at `path`, or throws NeedsCare. The table `customers` is there, with so many of them. */
export async function loadQuick(
  database: Database,
  mapping: UsageMapping,
  customers: number,
  path: string,
  remove: (path: string) => void,
): Promise<Loaded> {
  const files: QuickFile[] = [];
  for (const records of mapping.files) {
    const file = await quickFile(database, records, mapping.units);
    if (!file) throw new NeedsCare(records.data.name);
    files.push(file);
  }
  const load = new Load(database, mapping, customers, files);
  let buckets = files.length > 1;
  // A second time when accounts do not come in order, and once more when ids are there twice.
  for (;;) {
    remove(path);
    const file = new BlockFile(path, load.ids);
    try {
      await load.fill(file, buckets ? `${path}.aside` : undefined);
      if (await load.findDuplicates(file)) continue;
      await load.orderTies(file);
      const coding = load.settleCoding(file);
      return { blocks: file.blocks, coding, local: load.isLocal(), report: await load.report() };
    } catch (error) {
      if (!(error instanceof OutOfOrder) || buckets) throw error;
      buckets = true;
    } finally {
      file.close();
      remove(`${path}.aside`);
    }
  }
}

/** What is known of one combination of one file. */
interface Way {
  readonly kind: number;
  readonly service: string;
  readonly unit: Rational;
  /** Quanta (of the finest step that the columns allow) that a digit is, and the most digits below 2^53 quanta. */
  readonly factor: number;
  readonly most: number;
  delivered: number;
  /** Decimals that the digits really have: zeros at the end are none. */
  decimals: number;
}

class Load {
  readonly ids: boolean;
  readonly #database: Database;
  readonly #mapping: UsageMapping;
  readonly #customers: number;
  readonly #files: readonly QuickFile[];
  readonly #kinds: readonly RecordKind[];
  /** By service: the finest step that the columns allow; the true one is known when all records were seen. */
  readonly #finest: ReadonlyMap<string, Rational>;
  readonly #accounts = new Map<string, HashTable>();
  #ways: readonly (readonly (Way | undefined)[])[] = [];
  #dirty: number[] = [];
  #duplicates: { readonly where: number; readonly id: string }[] = [];

  constructor(database: Database, mapping: UsageMapping, customers: number, files: readonly QuickFile[]) {
    this.#database = database;
    this.#mapping = mapping;
    this.#customers = customers;
    this.#files = files;
    this.ids = files.some(({ id }) => id !== undefined);
    this.#kinds = kindsOf(files);
    this.#finest = finestSteps(files);
  }

  /** Reads all files into blocks; by way of buckets at `aside` where that is given. */
  async fill(file: BlockFile, aside: string | undefined): Promise<void> {
    this.#ways = this.#files.map((one) => this.#waysOf(one));
    this.#dirty = [];
    const records = this.#files.reduce((sum, one) => sum + one.records, 0);
    const buckets = aside === undefined ? undefined : new Buckets(aside, this.#customers, records, this.ids);
    try {
      const sink = buckets ?? file;
      for (const [number, one] of this.#files.entries()) await this.#read(one, number, (batch) => sink.take(batch));
      buckets?.moveTo(file);
      file.finish(this.#customers);
    } finally {
      buckets?.close();
    }
  }

  async #read(file: QuickFile, number: number, take: (batch: RecordBatch) => void): Promise<void> {
    const before = number * FILE;
    const judge = new Judge(file, before, await this.#accountsOf(file), this.#ways[number]!, {
      ids: this.ids,
      dirty: this.#dirty,
      skipped: this.#duplicates.map(({ where }) => where).filter((where) => where > before && where < before + FILE),
    });
    let seen = 0;
    for await (const chunk of this.#database.stream(file.sql)) {
      seen += chunk.rowCount;
      take(judge.goodOf(chunk));
      if (this.#dirty.length > MOST_DIRTY) throw new NeedsCare('very many refused records');
    }
    if (seen !== file.records) throw new NeedsCare('rows are missing');
  }

  /** Customers by hash of their account, hashed as the column of the file is. */
  async #accountsOf({ accountType }: QuickFile): Promise<HashTable> {
    const known = this.#accounts.get(accountType);
    if (known) return known;
    const table = new HashTable(this.#customers);
    const cast = `TRY_CAST(account AS ${accountType})`;
    for await (const chunk of this.#database.stream(
      `SELECT hash(${cast}), number FROM customers WHERE ${cast}::VARCHAR = account`,
    )) {
      const [hash, number] = [memoryOf(chunk, 0, 8), memoryOf(chunk, 1, 4)];
      const halves = new Uint32Array(hash.buffer, hash.byteOffset, chunk.rowCount * 2);
      const numbers = new Int32Array(number.buffer, number.byteOffset, chunk.rowCount);
      for (const [index, customer] of numbers.entries()) {
        if (!table.add(halves[2 * index]!, halves[2 * index + 1]!, customer)) throw new NeedsCare('accounts');
      }
    }
    this.#accounts.set(accountType, table);
    return table;
  }

  #waysOf({ combinations, decimals }: QuickFile): (Way | undefined)[] {
    const numbers = new Map(this.#kinds.map((kind, number) => [keyOf(kind), number]));
    return combinations.map((combination) => {
      if (!combination) return undefined;
      const { kind, unit } = combination;
      const step = stepOf(unit, decimals);
      const finest = this.#finest.get(kind.service)!;
      const factor = rational(step.n * finest.d, step.d * finest.n).n;
      const most = LARGEST / factor;
      const number = numbers.get(keyOf(kind))!;
      const { service } = kind;
      return { kind: number, service, unit, factor: Number(factor), most: Number(most), delivered: 0, decimals: 0 };
    });
  }

  /** Whether there are records to leave out that were not left out yet: the same account, service and id as an earlier one. */
  async findDuplicates(file: BlockFile): Promise<boolean> {
    if (file.suspects.length === 0) return false;
    const ids = await this.#idsOf(file.suspects.map(({ where }) => where));
    const seen = new Set<string>();
    const found: { where: number; id: string }[] = [];
    for (const { where, customer, kind } of file.suspects.sort((one, other) => one.where - other.where)) {
      const id = ids.get(where)!;
      const key = `${customer} ${this.#kinds[kind]!.service} ${id}`;
      if (seen.has(key)) found.push({ where, id });
      else seen.add(key);
    }
    if (found.length === 0) return false;
    this.#duplicates = found;
    return true;
  }

  /** Puts records of one account and start into the order of their ids, then file and row. */
  async orderTies(file: BlockFile): Promise<void> {
    if (file.ties.length === 0) return;
    const ids = await this.#idsOf(file.ties.flatMap(({ where }) => [...where]));
    let next = 0;
    while (next < file.ties.length) {
      const { block } = file.ties[next]!;
      const first = next;
      while (next < file.ties.length && file.ties[next]!.block === block) next += 1;
      const ties = file.ties.slice(first, next);
      file.rewrite(file.blocks[block]!, ({ quantity, kind }) => {
        for (const { at, where } of ties) {
          const bytes = Array.from(where, (one) => Buffer.from(ids.get(one)!));
          const order = Array.from(where, (_, index) => index).sort(
            (one, other) => Buffer.compare(bytes[one]!, bytes[other]!) || where[one]! - where[other]!,
          );
          const old = order.map((index) => [quantity[at + index]!, kind[at + index]!] as const);
          for (const [index, [amount, number]] of old.entries()) {
            quantity[at + index] = amount;
            kind[at + index] = number;
          }
        }
      });
    }
  }

  async #idsOf(wheres: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (wheres.length > MOST_LOOKED_UP) throw new NeedsCare('ids of too many records decide');
    const ids = new Map<number, string>();
    for (const [number, { id, from }] of this.#files.entries()) {
      const rows = wheres.filter((where) => where > number * FILE && where < (number + 1) * FILE);
      if (rows.length === 0) continue;
      await this.#addRows(rows, number);
      for await (const chunk of this.#database.stream(
        `SELECT (source.file_row_number + 1)::DOUBLE, ${id ?? "''"} FROM ${from}
         WHERE source.file_row_number + 1 IN (SELECT "row" FROM wanted_rows)`,
      )) {
        for (const [row, text] of chunk.getRows()) ids.set(number * FILE + (row as number), text as string);
      }
    }
    return ids;
  }

  /** Table `wanted_rows` with the rows of one file. */
  async #addRows(wheres: readonly number[], number: number): Promise<void> {
    await this.#database.run(
      'CREATE OR REPLACE TABLE wanted_texts (text VARCHAR); CREATE OR REPLACE TABLE wanted_rows ("row" BIGINT)',
    );
    await this.#database.append(
      'wanted_texts',
      wheres.map((where) => [String(where - number * FILE)]),
    );
    await this.#database.run('INSERT INTO wanted_rows SELECT DISTINCT text::BIGINT FROM wanted_texts');
  }

  /** The coding as the careful way has it, with the columns changed to it where they were written finer. */
  settleCoding(file: BlockFile): UsageCoding {
    const ways = this.#ways.flatMap((list) =>
      list.flatMap((way) => (way && way.delivered > 0 ? [{ way, step: stepOf(way.unit, way.decimals) }] : [])),
    );
    const quanta = new Map<string, Rational>();
    for (const service of [...new Set(ways.map(({ way }) => way.service))].sort()) {
      const steps = ways.filter(({ way }) => way.service === service).map(({ step }) => step);
      // Durations are whole microseconds: finer ones are refused, with a word for each.
      if (SERVICES[service] === 'time' && steps.some(({ d }) => PARTS_OF_SECOND % d !== 0n)) {
        throw new NeedsCare('durations finer than a microsecond');
      }
      quanta.set(service, steps.reduce(commonMeasure));
    }
    const used = [...new Set(ways.map(({ way }) => way.kind))].sort((one, other) => one - other);
    const numberOf = new Uint16Array(this.#kinds.length);
    const divisor = new Float64Array(this.#kinds.length).fill(1);
    for (const [number, kind] of used.entries()) {
      numberOf[kind] = number;
      const { service } = this.#kinds[kind]!;
      const [quantum, finest] = [quanta.get(service)!, this.#finest.get(service)!];
      divisor[kind] = Number(rational(quantum.n * finest.d, quantum.d * finest.n).n);
    }
    if (used.some((kind) => numberOf[kind] !== kind || divisor[kind] !== 1)) {
      for (const block of file.blocks) {
        file.rewrite(block, ({ quantity, kind }) => {
          for (let at = 0; at < kind.length; at += 1) {
            const old = kind[at]!;
            quantity[at] = quantity[at]! / divisor[old]!;
            kind[at] = numberOf[old]!;
          }
        });
      }
    }
    return { kinds: used.map((kind) => this.#kinds[kind]!), quanta };
  }

  isLocal(): boolean {
    const clocks = new Set<boolean>();
    for (const [index, ways] of this.#ways.entries()) {
      if (ways.some((way) => way && way.delivered > 0)) clocks.add(this.#files[index]!.local);
    }
    if (clocks.size > 1) throw new NeedsCare('two kinds of times');
    return clocks.has(true) || clocks.size === 0;
  }

  /** The report of the careful way: it judges what was left to it, and the counts of the rest are added. */
  async report(): Promise<UsageReport> {
    const database = this.#database;
    await addServiceUnits(database, this.#mapping);
    await database.run(RECORDS_TABLE);
    for (const [number, mapping] of this.#mapping.files.entries()) {
      const rows = this.#dirty.filter((where) => where > number * FILE && where < (number + 1) * FILE);
      if (rows.length === 0) continue;
      await this.#addRows(rows, number);
      const { data, fields, decimals } = mapping;
      const table = await textTable(database, data, fields, RECORD_ROLES, decimals, number + 1, 'wanted_rows');
      if (!table.value) throw new NeedsCare(data.name);
      await screenFile(database, mapping, table.value, number);
    }
    const [[judged] = ['0'], [good] = ['0']] = [
      (await database.rows('SELECT count(*) FROM records'))[0],
      (await database.rows('SELECT count(*) FROM records WHERE refusal = 0'))[0],
    ];
    // It finds good what did not look so here: then it has to deliver it too.
    if (Number(judged) !== this.#dirty.length || good !== '0') throw new NeedsCare('records that only look bad');
    await this.#addDuplicates();
    const refused = await readReport(database, this.#mapping);
    const files = refused.files.map(({ file }, index) => ({
      file,
      records: this.#files[index]!.records,
      delivered: this.#ways[index]!.reduce((sum, way) => sum + (way?.delivered ?? 0), 0),
    }));
    const services = new Map<string, number>();
    for (const way of this.#ways.flat()) {
      if (way && way.delivered > 0) services.set(way.service, (services.get(way.service) ?? 0) + way.delivered);
    }
    return {
      ...refused,
      records: files.reduce((sum, { records }) => sum + records, 0),
      delivered: files.reduce((sum, { delivered }) => sum + delivered, 0),
      services: new Map([...services].sort(([one], [other]) => (one < other ? -1 : 1))),
      files,
    };
  }

  async #addDuplicates(): Promise<void> {
    if (this.#duplicates.length === 0) return;
    await this.#database.run('CREATE TABLE refused_ids (file VARCHAR, "row" VARCHAR, id VARCHAR)');
    await this.#database.append(
      'refused_ids',
      this.#duplicates.map(({ where, id }) => [String(Math.floor(where / FILE)), String(where % FILE), id]),
    );
    await this.#database.run(`INSERT INTO records (file, "row", refusal, text)
      SELECT file::USMALLINT, "row"::BIGINT, ${refusalNumber('duplicate')}, id FROM refused_ids`);
  }
}

interface Marks {
  readonly ids: boolean;
  /** Records to be left out, rising. */
  readonly skipped: readonly number[];
  /** Where records are noted that the careful way has to see. */
  readonly dirty: number[];
}

/** Turns the columns of a file into records, as far as they are plainly good. One batch is used again and again. */
class Judge {
  readonly #file: QuickFile;
  readonly #before: number;
  readonly #accounts: HashTable;
  readonly #ways: readonly (Way | undefined)[];
  readonly #marks: Marks;
  readonly #batch: RecordBatch;
  readonly #customers = new Int32Array(CHUNK_ROWS);
  readonly #spread = new Float64Array(CHUNK_ROWS);
  /** By decimals that digits have: what they are then a whole number of. */
  readonly #scales = [1];
  #skip = 0;
  #lastRow = 0;

  constructor(file: QuickFile, before: number, accounts: HashTable, ways: readonly (Way | undefined)[], marks: Marks) {
    this.#file = file;
    this.#before = before;
    this.#accounts = accounts;
    this.#ways = ways;
    this.#marks = marks;
    this.#batch = recordBatch(CHUNK_ROWS, marks.ids);
    for (let decimals = 0; decimals < file.decimals; decimals += 1) this.#scales.unshift(this.#scales[0]! * 10);
  }

  goodOf(chunk: DuckDBDataChunk): RecordBatch {
    const count = chunk.rowCount;
    const { table, decimals, id } = this.#file;
    const halvesOf = (column: number): Uint32Array => {
      const { buffer, byteOffset } = memoryOf(chunk, column, 8);
      return new Uint32Array(buffer, byteOffset, count * 2);
    };
    const account = halvesOf(0);
    const starts = memoryOf(chunk, 1, 8);
    const start = new Float64Array(starts.buffer, starts.byteOffset, count);
    const digits = this.#digitsOf(chunk);
    const combination = halvesOf(3);
    const rows = memoryOf(chunk, 4, 4);
    const row = new Uint32Array(rows.buffer, rows.byteOffset, count);
    const keys = id === undefined ? undefined : memoryOf(chunk, 5, 4);
    const idKey = keys && new Uint32Array(keys.buffer, keys.byteOffset, count);
    const { ids, skipped, dirty } = this.#marks;
    const [batch, accounts, ways, scales, before] = [
      this.#batch,
      this.#accounts,
      this.#ways,
      this.#scales,
      this.#before,
    ];
    let lastRow = this.#lastRow;
    // In a loop of their own, so that the processor waits for several of them at once.
    const customers = this.#customers;
    accounts.getAll(account, count, customers);
    let good = 0;
    for (let at = 0; at < count; at += 1) {
      const place = row[at]!;
      // The order of the file decides between records that are alike in all else.
      if (place <= lastRow) throw new NeedsCare('rows out of order');
      lastRow = place;
      if (this.#skip < skipped.length && skipped[this.#skip] === before + place) {
        this.#skip += 1;
        continue;
      }
      const customer = customers[at]!;
      const way = ways[table.get(combination[2 * at]!, combination[2 * at + 1]!)];
      const amount = digits[at]!;
      const from = start[at]!;
      if (customer < 0 || way === undefined || amount < 0 || from < 0) {
        dirty.push(before + place);
        continue;
      }
      if (amount > way.most) throw new NeedsCare('very large quantities');
      while (way.decimals < decimals && amount % scales[way.decimals]! !== 0) way.decimals += 1;
      way.delivered += 1;
      batch.customer[good] = customer;
      batch.start[good] = from;
      batch.quantity[good] = amount * way.factor;
      batch.kind[good] = way.kind;
      if (ids) {
        batch.where[good] = before + place;
        batch.idKey[good] = idKey ? idKey[at]! : 0;
      }
      good += 1;
    }
    this.#lastRow = lastRow;
    batch.count = good;
    return batch;
  }

  #digitsOf(chunk: DuckDBDataChunk): Float64Array {
    const { buffer, byteOffset } = memoryOf(chunk, 2, 8);
    const count = chunk.rowCount;
    if (!this.#file.wide) return new Float64Array(buffer, byteOffset, count);
    const halves = new Int32Array(buffer, byteOffset, count * 2);
    const spread = this.#spread;
    for (let at = 0; at < count; at += 1) spread[at] = halves[2 * at + 1]! * HIGH + (halves[2 * at]! >>> 0);
    return spread;
  }
}

const stepOf = (unit: Rational, decimals: number): Rational => rational(unit.n, unit.d * 10n ** BigInt(decimals));

const keyOf = ({ service, direction, to, in: inside }: RecordKind): string =>
  JSON.stringify([service, direction, to, inside]);

/** All kinds that the files could have, in the order of the careful way: by their bytes. */
function kindsOf(files: readonly QuickFile[]): RecordKind[] {
  const byKey = new Map<string, RecordKind>();
  for (const { combinations } of files) for (const one of combinations) if (one) byKey.set(keyOf(one.kind), one.kind);
  const kinds = [...byKey.values()];
  if (kinds.length > 2 ** 16) throw new NeedsCare('very many kinds');
  const bytes = (text: string): Buffer => Buffer.from(text);
  return kinds.sort(
    (one, other) =>
      Buffer.compare(bytes(one.service), bytes(other.service)) ||
      Buffer.compare(bytes(one.direction), bytes(other.direction)) ||
      Buffer.compare(bytes(one.to), bytes(other.to)) ||
      Buffer.compare(bytes(one.in), bytes(other.in)),
  );
}

function finestSteps(files: readonly QuickFile[]): Map<string, Rational> {
  const finest = new Map<string, Rational>();
  for (const { combinations, decimals } of files) {
    for (const one of combinations) {
      if (!one) continue;
      const step = stepOf(one.unit, decimals);
      const { service } = one.kind;
      finest.set(service, commonMeasure(finest.get(service) ?? step, step));
    }
  }
  return finest;
}
