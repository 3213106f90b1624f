/**
 * The embedded analytical database: one in memory for each run, that spills to a folder of its own when the memory it
 * may use is full, and that can open no file but those it was given. It loads no extension and knows no network.
 */

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';

/** What a stream may be ahead of who reads it: with the default of 1 MB only one thread works. */
const STREAMING_BUFFER = '32MB';

/** What to do of databases that are open when the process ends. One listener for all of them: Node warns of more than ten. */
const leftBehind = new Set<() => void>();
process.once('exit', () => {
  for (const remove of leftBehind) remove();
});

export interface DatabaseOptions {
  /** Absolute paths that may be opened, nothing else. */
  readonly files: readonly string[];
  /** Such as `1GB`; what does not fit is kept on disk. */
  readonly memoryLimit?: string;
}

export class Database {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  /** Set up for streams before settings were locked; whoever streams takes it, and a second stream makes do without. */
  #streaming: DuckDBConnection | undefined;
  #closed = false;
  readonly #removeFolder: () => void;

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    streaming: DuckDBConnection,
    removeFolder: () => void,
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.#streaming = streaming;
    this.#removeFolder = removeFolder;
  }

  static async open({ files, memoryLimit = '1GB' }: DatabaseOptions): Promise<Database> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rateproof-')));
    const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
    // An interrupted run leaves nothing behind either.
    leftBehind.add(removeFolder);
    try {
      const instance = await DuckDBInstance.create(':memory:', {
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        allow_community_extensions: 'false',
        temp_directory: join(folder, 'spill'),
        memory_limit: memoryLimit,
        preserve_insertion_order: 'true',
      });
      const connection = await instance.connect();
      // A reading function asks for the path as it was written too, with its own pattern signs escaped.
      const paths = files.flatMap((file) => [textLiteral(file), pathLiteral(file)]).join(', ');
      await connection.run(`SET TimeZone = 'UTC'; SET allowed_paths = [${paths}]`);
      const streaming = await instance.connect();
      await streaming.run(`SET streaming_buffer_size = '${STREAMING_BUFFER}'`);
      await connection.run('SET enable_external_access = false; SET lock_configuration = true');
      return new Database(instance, connection, streaming, removeFolder);
    } catch (error) {
      removeFolder();
      leftBehind.delete(removeFolder);
      throw error;
    }
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** Adds rows to a table of texts. */
  async append(table: string, rows: Iterable<readonly (string | undefined)[]>): Promise<void> {
    const appender = await this.#connection.createAppender(table);
    for (const row of rows) {
      for (const text of row) {
        if (text === undefined) appender.appendNull();
        else appender.appendVarchar(text);
      }
      appender.endRow();
    }
    appender.closeSync();
  }

  /** The rows of a small result, every value as text. */
  async rows(sql: string): Promise<readonly (readonly (string | null)[])[]> {
    const result = await this.#connection.runAndReadAll(sql);
    return result.getRowsJson().map((row) => row.map((value) => (value === null ? null : String(value))));
  }

  /** A result of any size, piece by piece, on a connection of its own. */
  async *stream(sql: string): AsyncGenerator<DuckDBDataChunk> {
    const prepared = this.#streaming;
    this.#streaming = undefined;
    const connection = prepared ?? (await this.#instance.connect());
    let next: Promise<DuckDBDataChunk | null> | undefined;
    try {
      const result = await connection.stream(sql);
      next = result.fetchChunk();
      for (;;) {
        const chunk = await next;
        if (!chunk || chunk.rowCount === 0) return;
        // The database works on the next piece while this one is being used.
        next = result.fetchChunk();
        // Said to whoever asks for it; until then it is nobody's.
        next.catch(() => undefined);
        yield chunk;
      }
    } finally {
      await next?.catch(() => undefined);
      if (prepared && !this.#closed) this.#streaming = prepared;
      else connection.closeSync();
    }
  }

  close(): void {
    this.#closed = true;
    this.#connection.closeSync();
    this.#streaming?.closeSync();
    this.#instance.closeSync();
    this.#removeFolder();
    leftBehind.delete(this.#removeFolder);
  }
}

/**
 * The memory of a column of numbers without gaps, of so many bytes a row, as long as its chunk is there. A copy value by value would
 * take longer than reading the file, and so would the vectors of the package: each is four objects and asks what is NULL.
 */
export function memoryOf(
  chunk: DuckDBDataChunk,
  column: number,
  width: 4 | 8,
): { readonly buffer: ArrayBufferLike; readonly byteOffset: number } {
  return duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk.chunk, column), chunk.rowCount * width);
}

/** SQL for a text. Control characters never come this far: the reader of mappings refuses them. */
export function textLiteral(text: string): string {
  if (text.includes('\0')) throw new RangeError('a NUL cannot be part of an SQL text');
  return `'${text.replaceAll("'", "''")}'`;
}

/** SQL for a path that a reading function takes: its own `*`, `?` and `[` stand for themselves. */
export function pathLiteral(path: string): string {
  return textLiteral(path.replace(/[*?[]/g, '[$&]'));
}

/** SQL for the name of a column. */
export function nameLiteral(name: string): string {
  if (name.includes('\0')) throw new RangeError('a NUL cannot be part of an SQL name');
  return `"${name.replaceAll('"', '""')}"`;
}
