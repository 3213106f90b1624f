/**
 * `npm run bench [-- --quick]`: the engine beside its rivals on one data set, alternating in one run, every account of
 * every contestant compared to the cent. README.md tells what is measured and what did not help.
 */

import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { provideData } from './data.mjs';
import { memoryPerRecord } from './memory.mjs';
import { environment, environmentLines, memoryLines, summarise, throughputLines } from './report.mjs';
import { referenceResult, runReference } from './rivals/c-reference.mjs';
import { duckdb } from './rivals/duckdb.mjs';
import { handLoop } from './rivals/hand.mjs';
import { measureSimulate } from './simulate.mjs';
import { coldStart } from './startup.mjs';
import { subject } from './subject.mjs';
import { measureSuite } from './suite.mjs';
import { COLUMNS } from './tariff.mjs';

const THREADS = /** @type {const} */ ([1, 2]);
/** Of one pass; the slowest rival needs about ten seconds. */
const PATIENCE_MS = 120_000;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    repeats: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const say = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

const machine = environment();
for (const line of environmentLines(machine)) say(line);
const data = provideData(options.quick, say);
say(`${data.records.toLocaleString('en')} records of ${data.accounts.toLocaleString('en')} accounts\n`);

const slow = duckdb(data);
const rivals = [handLoop(data), slow];
const ours = await subject(data);
if ('absent' in ours) say(`rateproof: ${ours.absent}`);
else rivals.unshift(ours);

const { rows, expected, layouts } = await contest();
const summary = summarise(rows, data.records, slow.name);
for (const line of throughputLines(summary)) say(line);
for (const { name, seconds } of layouts.filter((layout) => layout.seconds > 0)) {
  say(`${name}: layout changed once in ${seconds.toFixed(2)} s, not in the figures above`);
}
say(`\nEqual to the cent, all ${COLUMNS.length} columns of all ${data.accounts.toLocaleString('en')} accounts:`);
say(`  ${expected.join('\n  ')}\n`);

const memory = memoryPerRecord(options.quick);
for (const line of memoryLines(memory)) say(line);
const start = coldStart();
say(
  start
    ? `\nCold start, medians of ${start.repeats}: --help ${start.help.toFixed(0)} ms, bare node ${start.bare.toFixed(0)} ms, ${(start.help / start.bare).toFixed(2)} times`
    : '\nCold start: not measured, dist/cli/main.js is not built',
);
say('');
const suite = measureSuite(options.quick, say);
say('');
const simulate = await measureSimulate(options.quick ? 1_000_000 : 5_000_000, {}, say);
const [load] = loadavg();
say(`Load ${load.toFixed(2)} at the end`);
// Under a suite of others' work medians tell of them; the maximum is then the fairer figure.
if (Number(machine.load) > 1.5) say('The machine was busy at the start: trust the maxima more than the medians');
if (options.json) {
  const { records, accounts } = data;
  const report = {
    machine,
    records,
    accounts,
    throughput: summary,
    layouts,
    equal: expected,
    memory,
    coldStart: start,
    suite,
    simulate,
  };
  writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
}

/** Warms everybody up, compares their results, then lets them alternate. */
async function contest() {
  /** @type {import('./report.mjs').Row[]} */
  const rows = [];
  const note = (name, threads, seconds) => {
    const row = rows.find((known) => known.name === name && known.threads === threads);
    if (row) row.seconds.push(seconds);
    else rows.push({ name, threads, seconds: [seconds] });
  };
  const layouts = [];
  for (const rival of rivals) layouts.push({ name: rival.name, seconds: await rival.prepare() });

  if (data.engine) await runReference(data);
  const judge = data.engine ? { name: 'C reference', cents: referenceResult(data) } : undefined;
  const names = await compareAll(judge);

  const repeats = Number(options.repeats);
  for (let repeat = 0; repeat < repeats; repeat++) {
    // The quick ones right after C, each first in every other round, so that the machine is the same for all of them;
    // DuckDB needs as long as everybody else together and comes last.
    const quick = rivals.filter((rival) => rival !== slow);
    const turns = [...(repeat % 2 ? quick.reverse() : quick), slow];
    if (data.engine)
      for (const { name, threads, seconds } of await runReference(data)) note(`C ${name}`, threads, seconds);
    for (const rival of turns)
      for (const threads of THREADS) {
        // One pass that is not timed, as the C reference does before its own: after some idle seconds the JavaScript
        // engine has thrown compiled code away, and a first pass would time its compiler.
        await rival.run(threads);
        note(rival.name, threads, (await rival.run(threads)).seconds);
      }
  }
  await compareAll(judge); // once more: a kernel optimised while it ran must still be right
  for (const rival of rivals) await rival.close();
  rows.sort((a, b) => order(a) - order(b) || a.threads - b.threads);
  return { rows, expected: names, layouts };

  function order({ name }) {
    const place = rivals.findIndex((rival) => rival.name === name);
    return place < 0 ? rows.findIndex((row) => row.name === name) : 1000 + place;
  }
}

/** One pass, given up after a while: a loop that never ends would otherwise sit on a core until somebody notices. */
async function pass(rival, threads) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${rival.name}: no end after ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([rival.run(threads), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Throws at the first difference: a rate of wrong invoices is no figure. */
async function compareAll(judge) {
  let expected = judge;
  const equal = expected ? [expected.name] : [];
  for (const rival of rivals) {
    for (const threads of THREADS) {
      const cents = await (await pass(rival, threads)).cents();
      expected ??= { name: rival.name, cents: Int32Array.from(cents) };
      assertEqual(expected, rival.name, cents);
    }
    equal.push(rival.name);
  }
  return equal;
}

function assertEqual(expected, name, cents) {
  if (cents.length !== expected.cents.length) throw new Error(`${name}: ${cents.length} amounts`);
  const at = cents.findIndex((amount, i) => amount !== expected.cents[i]);
  if (at < 0) return;
  const column = COLUMNS[Math.floor(at / data.accounts)];
  const wrong = cents.reduce((count, amount, i) => count + Number(amount !== expected.cents[i]), 0);
  throw new Error(
    `${name} differs from ${expected.name} in ${wrong} amounts, first ${column} of account ${at % data.accounts}: ` +
      `${cents[at]} instead of ${expected.cents[at]}`,
  );
}
