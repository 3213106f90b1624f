/** The data set: generated once into a cache folder, then loaded into shared memory. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from './generate.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(tmpdir(), 'rateproof-bench');
const SHARED = resolve(ROOT, process.env.RATEPROOF_SHARED ?? '../shared', 'bench');

/**
 * Records by account, then start.
 *
 * @typedef {object} Data
 * @property {string} folder where its files are
 * @property {string} [engine] the C reference, ready to run; absent where it cannot be built
 * @property {number} records
 * @property {number} accounts
 * @property {Uint32Array} start records of account a: start[a] up to, not including, start[a + 1]
 * @property {Uint32Array} off ms from the start of the cycle
 * @property {Uint32Array} qty seconds, messages or bytes
 * @property {Uint8Array} svc index into SERVICES
 * @property {Uint8Array} zone index into ZONES
 */

/**
 * @param {boolean} quick a tenth of the data set
 * @param {(line: string) => void} say
 * @returns {Data}
 */
export function provideData(quick, say) {
  const size = quick ? [2_000_000, 10_000] : [20_000_000, 100_000];
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  const missing = ['gen.c', 'engine.c', 'plan.h'].some((file) => !existsSync(join(SHARED, file)))
    ? 'RATEPROOF_SHARED has no bench/ with the C sources'
    : succeeds('gcc', ['--version'])
      ? undefined
      : 'gcc is not installed';
  if (missing) {
    say(`No C rival, smaller data: ${missing}`);
    return load(madeOnce('js', [2_000_000, 10_000], ['generate.mjs'], byScript));
  }
  const folder = madeOnce('c', size, [join(SHARED, 'gen.c')], byCompiler);
  return { ...load(folder), engine: compile('engine.c', folder) };
}

/** The folder of a data set, filled when it is not there yet; the name changes with the generator's source. */
function madeOnce(kind, [events, accounts], sources, fill) {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(resolve(import.meta.dirname, source)));
  const folder = join(CACHE, `${kind}-${events}-${accounts}-${hash.digest('hex').slice(0, 8)}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}.tmp`;
  mkdirSync(join(unfinished, 'out'), { recursive: true }); // out/ is where the C reference leaves its results
  fill(unfinished, events, accounts);
  renameSync(unfinished, folder); // whole or not at all, whenever it is interrupted
  return folder;
}

function byCompiler(folder, events, accounts) {
  execFileSync(compile('gen.c', folder), [String(events), String(accounts), folder], { stdio: 'ignore' });
  for (const unused of ['acc.u32', 'ts.f64']) rmSync(join(folder, unused)); // start.u32 and off.u32 say the same
}

function byScript(folder, events, accounts) {
  const names = { start: 'u32', off: 'u32', qty: 'u32', svc: 'u8', zone: 'u8' };
  const columns = generate(events, accounts);
  for (const [name, type] of Object.entries(names)) writeFileSync(join(folder, `${name}.${type}`), columns[name]);
}

function compile(source, folder) {
  const binary = join(folder, source.replace('.c', ''));
  execFileSync('gcc', ['-O3', '-march=native', '-pthread', '-o', binary, join(SHARED, source), '-lm']);
  return binary;
}

/** @returns {Data} */
function load(folder) {
  const start = new Uint32Array(shared(join(folder, 'start.u32')));
  const off = new Uint32Array(shared(join(folder, 'off.u32')));
  return {
    folder,
    records: off.length,
    accounts: start.length - 1,
    start,
    off,
    qty: new Uint32Array(shared(join(folder, 'qty.u32'))),
    svc: new Uint8Array(shared(join(folder, 'svc.u8'))),
    zone: new Uint8Array(shared(join(folder, 'zone.u8'))),
  };
}

/** A file's bytes, read straight into memory that workers share. */
function shared(path) {
  const file = openSync(path, 'r');
  const bytes = new Uint8Array(new SharedArrayBuffer(fstatSync(file).size));
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(file, bytes, at, bytes.length - at, at);
    if (read === 0) throw new Error(`${path} ended early`);
    at += read;
  }
  closeSync(file);
  return bytes.buffer;
}

/**
 * Ranges of whole accounts with about as many records each; `[cuts[i], cuts[i + 1])`.
 *
 * @param {Data} data @param {number} parts
 */
export function cutByRecords({ start, accounts, records }, parts) {
  const cuts = [0];
  for (let part = 1; part < parts; part++) {
    let account = cuts[part - 1];
    while (account < accounts && start[account] < (records * part) / parts) account++;
    cuts.push(account);
  }
  return [...cuts, accounts];
}

function succeeds(command, args) {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
