/** What the bench prints: tables of at most 80 columns, for people; the JSON file has every single sample. */

import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus, loadavg, totalmem } from 'node:os';
import { REFERENCE } from './rivals/c-reference.mjs';

/** @typedef {{ name: string, threads: number, seconds: number[] }} Row samples of one contestant, one a repeat */

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The machine and its versions: a figure without them says little. */
export function environment() {
  const duckdb = createRequire(import.meta.url)('@duckdb/node-api/package.json').version;
  let gcc = 'none';
  try {
    gcc = execFileSync('gcc', ['-dumpfullversion'], { encoding: 'utf8' }).trim();
  } catch {}
  return {
    cpu: cpus()[0]?.model.replace(/\s+/g, ' ').trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    v8: process.versions.v8,
    duckdb,
    gcc,
    load: loadavg()[0].toFixed(2),
  };
}

export function environmentLines({ cpu, cores, memoryGiB, node, v8, duckdb, gcc, load }) {
  return [
    `${cpu}, ${cores} cores, ${memoryGiB} GiB; load ${load} at the start`,
    `node ${node} (V8 ${v8}), @duckdb/node-api ${duckdb}, gcc ${gcc}`,
  ];
}

/**
 * Rates and ratios. A ratio is the median of the ratios within each repeat: neighbours' noise falls on both sides.
 *
 * @param {Row[]} rows @param {number} records @param {string} duckdb name of DuckDB's row
 */
export function summarise(rows, records, duckdb) {
  const find = (name, threads) => rows.find((row) => row.name === name && row.threads === threads);
  const ratio = (row, other) => other && median(row.seconds.map((seconds, repeat) => other.seconds[repeat] / seconds));
  return rows.map((row) => ({
    name: row.name,
    threads: row.threads,
    perSecond: records / median(row.seconds),
    slowest: records / Math.max(...row.seconds),
    fastest: records / Math.min(...row.seconds),
    toReference: ratio(row, find(`C ${REFERENCE}`, row.threads)),
    toDuckdb: ratio(row, find(duckdb, row.threads)),
    seconds: row.seconds,
  }));
}

/** @param {ReturnType<typeof summarise>} summary */
export function throughputLines(summary) {
  const line = (name, threads, rate, range, c, duckdb) =>
    `${name.padEnd(35)} ${threads.padStart(1)} ${rate.padStart(9)} ${range.padStart(15)} ${c.padStart(7)} ${duckdb.padStart(8)}`;
  return [
    line('', 'T', 'M rec/s', 'min–max', '/ C', '/ DuckDB'),
    ...summary.map((row) =>
      line(
        row.name,
        String(row.threads),
        millions(row.perSecond),
        `${millions(row.slowest)}–${millions(row.fastest)}`,
        row.toReference ? row.toReference.toFixed(2) : '-',
        row.toDuckdb ? row.toDuckdb.toFixed(1) : '-',
      ),
    ),
    `/ C: to "C ${REFERENCE}" at the same threads; both ratios are medians over repeats`,
  ];
}

function millions(perSecond) {
  const value = perSecond / 1e6;
  return value >= 1000 ? value.toFixed(0) : value.toFixed(value >= 100 ? 1 : 2);
}

/** @param {{ name: string, columns: number, peak: number, absent?: string }[]} memory bytes a record */
export function memoryLines(memory) {
  const line = (name, columns, peak) => `${name.padEnd(35)} ${columns.padStart(12)} ${peak.padStart(12)}`;
  return [
    line('bytes a record', 'columns', 'peak RSS'),
    ...memory.map(({ name, columns, peak }) => line(name, columns ? columns.toFixed(1) : '-', peak.toFixed(1))),
    'peak RSS: above an empty process with the same modules, two threads',
  ];
}
