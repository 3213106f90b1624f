/**
 * Usage files in, blocks of columns out: the front door for whoever rates the same usage many times over. The same
 * records, refusals and report as `openUsage` gives, by whichever way is the quickest: columns kept by an earlier run, typed
 * columns read as numbers, or the careful way.
 */

import { closeSync, mkdtempSync, openSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Database } from '../database/database.ts';
import { hasErrors, type Outcome, type Problem } from '../problems/problem.ts';
import type { UsageCoding } from './batch.ts';
import { type CustomerColumns, NEVER, type UsageBlock, type UsageColumns } from './columns.ts';
import type { UsageMapping } from './mapping/mapping.ts';
import { readMapping } from './mapping/read-mapping.ts';
import { openUsage } from './open-usage.ts';
import { BlockFile, NeedsCare } from './quick/block-file.ts';
import { type ColumnCache, KeptColumns } from './quick/kept-columns.ts';
import { type Loaded, loadQuick } from './quick/load-quick.ts';
import { type Customer, readCustomers } from './read/customers.ts';
import { unreadableFile } from './read/refusals.ts';
import { refusalProblems, type UsageReport } from './report.ts';

export type { ColumnCache } from './quick/kept-columns.ts';

export interface ColumnOptions {
  /** Of the database, such as `350MB`; what does not fit is kept on disk. */
  readonly memoryLimit?: string;
  /** Where columns are kept for the next run; undefined: nowhere. */
  readonly cache?: ColumnCache | undefined;
  /** Tells how the columns came about, for tests and the curious. */
  readonly onWay?: (way: 'kept' | 'quick' | 'careful') => void;
}

const MEMORY = '350MB';
const MOST_LABELS = 65_536;

/** What is kept beside the blocks. */
interface Kept {
  readonly coding: UsageCoding;
  readonly local: boolean;
  readonly report: UsageReport;
  readonly problems: readonly Problem[];
  readonly customers: PackedCustomers;
  readonly blocks: readonly UsageBlock[];
}

/** Names of customers one after the other: a quarter of a million texts would be most of the time of a second run. */
type PackedCustomers = Omit<CustomerColumns, 'nameOf'> & {
  readonly names: Uint8Array;
  readonly nameEnds: Float64Array;
};

/**
 * Opens the usage that a mapping describes, all of it screened and coded. `file` names the mapping in messages; the files it
 * names are inside `dataFolder`. Refused records are warnings, counted in the report; what makes the whole unreadable is an error.
 */
export async function openUsageColumns(
  mappingText: string,
  file: string,
  dataFolder: string,
  options: ColumnOptions = {},
): Promise<Outcome<UsageColumns>> {
  const mapping = readMapping(mappingText, file, dataFolder);
  if (!mapping.value) return mapping;
  const files = [mapping.value.customers, ...mapping.value.files].map(({ data }) => data.path);
  const kept = options.cache && new KeptColumns(options.cache, mappingText, [...new Set(files)]);
  const known = kept?.find();
  if (kept && known) {
    options.onWay?.('kept');
    const value = known.value as Kept;
    const problems = value.problems.map((problem) => placed(problem, file));
    const columns = columnsOf(mapping.value.name, value, { path: kept.path, handle: known.handle }, () => {});
    return { value: { ...columns, files: kept.name }, problems };
  }

  const place = workPlace(kept?.prepare() ? kept : undefined);
  let done = false;
  try {
    const loaded = await load(mappingText, file, dataFolder, mapping.value, place.path, options);
    if (!loaded.value) return loaded;
    const handle = openSync(place.path, 'r');
    const path = kept && place.kept && kept.keep(loaded.value, handle) ? kept.path : place.path;
    if (path !== place.path) place.remove();
    done = true;
    const close = path === place.path ? place.remove : () => {};
    const columns = columnsOf(mapping.value.name, loaded.value, { path, handle }, close);
    return { value: { ...columns, files: path === kept?.path ? kept.name : undefined }, problems: loaded.problems };
  } catch (error) {
    throw withoutRoom(error, place.path) ?? error;
  } finally {
    if (!done) place.remove();
  }
}

/** The error in words for who has no more room on the disk; undefined: it is another one. */
function withoutRoom(error: unknown, path: string): Error | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EFBIG') return undefined;
  const told = `usage is kept in columns while it is rated, about 9 bytes a record, and ${dirname(path)} has no room for them (${code})`;
  return new Error(`${told}; with --no-cache they go to ${tmpdir()}, which TMPDIR sets`, { cause: error });
}

/** Where blocks are written: beside what is kept, or in a folder of their own. An interrupted run leaves nothing. */
function workPlace(kept: KeptColumns | undefined) {
  const folder = kept ? undefined : realpathSync(mkdtempSync(join(tmpdir(), 'rateproof-columns-')));
  const path = kept ? kept.unfinished : join(folder!, 'usage.columns');
  const tidy = (): void => {
    for (const name of [path, `${path}.aside`]) rmSync(name, { force: true });
    if (folder) rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', tidy);
  const remove = (): void => {
    process.off('exit', tidy);
    tidy();
  };
  return { path, kept: kept !== undefined, remove };
}

async function load(
  mappingText: string,
  file: string,
  dataFolder: string,
  mapping: UsageMapping,
  path: string,
  options: ColumnOptions,
): Promise<Outcome<Kept>> {
  const memoryLimit = options.memoryLimit ?? MEMORY;
  const paths = [mapping.customers, ...mapping.files].map(({ data }) => data.path);
  if (mapping.files.every(({ data }) => data.format === 'parquet')) {
    const database = await Database.open({ files: [...new Set(paths)], memoryLimit });
    try {
      const customers = await quickCustomers(database, mapping);
      if (customers.value) {
        const { size } = customers.value;
        const quick = await loadQuick(database, mapping, size, path, (name) => rmSync(name, { force: true }));
        options.onWay?.('quick');
        return finished(quick, customers.value, [...customers.problems, ...refusalProblems(quick.report)]);
      }
    } catch (error) {
      // A file that is to blame is told of by the careful way; anything else is a fault of the program.
      if (!(error instanceof NeedsCare)) unreadableFile(mapping.files[0]!.data, error);
      rmSync(path, { force: true });
    } finally {
      database.close();
    }
  }
  options.onWay?.('careful');
  const source = await openUsage(mappingText, file, dataFolder, { memoryLimit });
  if (!source.value) return source;
  const usage = source.value;
  const blocks = new BlockFile(path, false);
  try {
    let [before, coding, local] = [0, undefined as UsageCoding | undefined, true];
    for await (const chunk of usage.chunks()) {
      const customer = new Uint32Array(chunk.start.length);
      for (const index of chunk.accounts.keys()) {
        customer.fill(before + index, chunk.first[index], chunk.first[index + 1]);
      }
      const { start, quantity, kind } = chunk;
      const [where, idKey] = [new Float64Array(), new Uint32Array()];
      blocks.take({ count: start.length, customer, start, quantity, kind, where, idKey });
      before += chunk.accounts.length;
      [coding, local] = [chunk.coding, chunk.local];
    }
    blocks.finish(usage.customers.length);
    const loaded = { blocks: blocks.blocks, coding: coding!, local, report: usage.report() };
    const packed = packCustomers(usage.customers, mapping);
    if (!packed.value) return { problems: [...source.problems, ...packed.problems] };
    return finished(loaded, packed.value, source.problems);
  } finally {
    blocks.close();
    usage.close();
  }
}

/**
 * Packed at once: while records are read, memory of the database comes and goes, and each time the garbage collector looks at all that
 * is there. A quarter of a million objects would be most of it.
 */
async function quickCustomers(database: Database, mapping: UsageMapping): Promise<Outcome<PackedCustomers>> {
  const customers = await readCustomers(database, mapping.customers);
  if (!customers.value) return customers;
  const packed = packCustomers(customers.value, mapping);
  return { ...packed, problems: [...customers.problems, ...packed.problems] };
}

function finished(
  { blocks, coding, local, report }: Loaded,
  customers: PackedCustomers,
  problems: readonly Problem[],
): Outcome<Kept> {
  const all = [...problems];
  if (hasErrors(all)) return { problems: all };
  return { value: { blocks, coding, local, report, problems: all, customers }, problems: all };
}

function packCustomers(customers: readonly Customer[], mapping: UsageMapping): Outcome<PackedCustomers> {
  const size = customers.length;
  const [plans, segments] = [new Labels(), new Labels()];
  const [plan, segment] = [new Uint16Array(size), new Uint16Array(size)];
  const [activated, terminated] = [new Int32Array(size), new Int32Array(size)];
  const weight = mapping.customers.fields.weight && new Float64Array(size);
  const nameEnds = new Float64Array(size);
  const names: Buffer[] = [];
  let end = 0;
  for (const [index, customer] of customers.entries()) {
    plan[index] = plans.numberOf(customer.plan);
    segment[index] = segments.numberOf(customer.segment ?? '');
    activated[index] = customer.activated;
    terminated[index] = customer.terminated ?? NEVER;
    if (weight) weight[index] = customer.weight!;
    const name = Buffer.from(customer.account);
    names.push(name);
    end += name.length;
    nameEnds[index] = end;
  }
  for (const [what, labels] of [['plans', plans] as const, ['segments', segments] as const]) {
    if (labels.names.length <= MOST_LABELS) continue;
    const { name, place } = mapping.customers.data;
    const message = `"${name}" has more than 65,536 ${what}`;
    const fix = `map a column with fewer different values as the ${what.slice(0, -1)}`;
    return { problems: [{ code: 'USAGE-CUSTOMER', severity: 'error', message, place, fix }] };
  }
  const value: PackedCustomers = {
    size,
    plans: plans.names,
    segments: segments.names,
    plan,
    segment,
    activated,
    terminated,
    weight,
    names: Buffer.concat(names),
    nameEnds,
  };
  return { value, problems: [] };
}

/** Texts by number, in the order in which they came. */
class Labels {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

function columnsOf(name: string, kept: Kept, file: { path: string; handle: number }, remove: () => void): UsageColumns {
  const { names, nameEnds, ...customers } = kept.customers;
  const text = Buffer.from(names.buffer, names.byteOffset, names.byteLength);
  let isOpen = true;
  const blocks = kept.blocks.map((block) => ({ ...block, file: { ...file, offset: block.file!.offset } }));
  return {
    name,
    customers: {
      ...customers,
      nameOf: (customer) => text.toString('utf8', customer === 0 ? 0 : nameEnds[customer - 1]!, nameEnds[customer]!),
    },
    coding: kept.coding,
    local: kept.local,
    async *blocks() {
      yield* blocks;
    },
    report: () => kept.report,
    close: () => {
      if (isOpen) closeSync(file.handle);
      isOpen = false;
      remove();
    },
  };
}

/** The same mapping may be named from elsewhere. */
const placed = (problem: Problem, file: string): Problem =>
  problem.place ? { ...problem, place: { ...problem.place, file } } : problem;
