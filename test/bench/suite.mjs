/**
 * The suite as a whole, `node test/bench/suite.mjs [--quick]`: how it grows with scenarios and workers, what of its time is
 * not the engine's, what it holds in memory, and how fast written files are read, with and without the cache.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { median } from './report.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(ROOT, 'dist/cli/main.js');
const SCRIPT = fileURLToPath(import.meta.url);
const REPEATS = 3;
/** The search for bills that break a law is of the plans, however many scenarios there are. */
const NO_LAWS = ['--tries', '0'];

/** About a hundred records each, in one month. */
const recipe = (/** @type {number} */ count) => `
recipe: everybody
plan: [smart-s, smart-m, smart-l]
count: ${count}
seed: 1
customers: { activated: { from: 2025-09-01, before: 2026-01-31 } }
periods: 2026-02
usage:
  - { service: voice, direction: out, to: { home: 9, eu: 1 }, in: home, records: { from: 20, to: 40 }, quantity: { from: 1 s, to: 9 min } }
  - { service: sms, direction: out, to: home, in: home, records: { from: 0, to: 20 } }
  - { service: data, in: { home: 9, eu: 1 }, records: { from: 40, to: 80 }, quantity: { from: 1 kB, to: 200 MB } }
`;

/** A written scenario like those of the portfolio; no two files are the same text. */
const written = (/** @type {number} */ number) => `# Case ${number}
scenario: case-${number}
title: Six records, one of them beyond the bundle
plan: smart-m
tags: [data, written]
customer: { activated: 2025-11-01, segment: consumer }
usage:
  - { at: 2026-02-02T19:58:30, service: voice, direction: out, to: home, in: home, duration: ${60 + (number % 60)} s }
  - { at: 2026-02-03T08:00:00, service: sms, direction: out, to: home, in: home, count: 3 }
  - { at: 2026-02-04T12:00:00, service: data, in: home, volume: 9 GB }
  - { at: 2026-02-05T12:00:00, service: data, in: home, volume: 3 GB }
expect:
  - invoice: 2026-03-01
    total: { at_least: 19.99 }
    lines: { monthly-fee: 19.99, data-overage: { quantity: 2 GB, amount: 8.00 } }
    because: 12 GB less 10 GB of the bundle are 2 GB x 4.00 = 8.00.
`;

function project() {
  const folder = mkdtempSync(join(tmpdir(), 'rateproof-suite-'));
  cpSync(join(ROOT, 'plans'), join(folder, 'plans'), { recursive: true });
  mkdirSync(join(folder, 'scenarios'));
  return folder;
}

/**
 * A whole command, that ends with one of `codes`; seconds, those of processors in its own code, and the peak of its memory in
 * bytes as it tells it itself.
 */
function command(folder, args, codes = [0]) {
  const started = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, [SCRIPT, '--child', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CI: '', RATEPROOF_PEAK: '1' },
  });
  const [, peak, cpu] = (/peak (\d+) cpu (\d+)/.exec(stderr) ?? []).map(Number);
  if (!codes.includes(status ?? -1) || !peak)
    throw new Error(`rateproof ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
  return { seconds: (performance.now() - started) / 1000, cpu: cpu / 1e6, peak };
}

/** Rounds in turn, so that a busy moment does not fall on one of them only; medians. */
function inTurn(runs) {
  const taken = runs.map(() => []);
  for (let repeat = 0; repeat < REPEATS; repeat++) for (const [index, run] of runs.entries()) taken[index].push(run());
  return taken.map((all) => ({
    seconds: median(all.map(({ seconds }) => seconds)),
    best: Math.min(...all.map(({ seconds }) => seconds)),
    cpu: median(all.map(({ cpu }) => cpu)),
    peak: median(all.map(({ peak }) => peak)),
  }));
}

function scaling(say, count) {
  const folder = project();
  try {
    writeFileSync(join(folder, 'scenarios/everybody.yaml'), recipe(count));
    command(folder, ['test', ...NO_LAWS, '--update', 'all']);
    const none = () => command(folder, ['test', ...NO_LAWS, '--grep', '^everybody/1$']);
    const [start, one, two] = inTurn([
      none,
      ...['1', '2'].map((n) => () => command(folder, ['test', ...NO_LAWS, '--workers', n])),
    ]);
    for (const [name, own] of /** @type {const} */ ([
      ['1 worker', one],
      ['2 workers', two],
    ])) {
      const rate = (count / (own.seconds - start.seconds)).toFixed(0);
      say(`${count.toLocaleString('en')} scenarios, ${name}: ${inWords(own)}, ${rate}/s once the process is up`);
    }
    say(`  the process itself, with one scenario: ${inWords(start)}`);
    say(`  2 workers are ${(one.seconds / two.seconds).toFixed(2)} times as fast`);
    const bytes = ((two.peak - start.peak) / count) * 10_000;
    say(
      `  memory for 10,000 scenarios: ${(bytes / 1e6).toFixed(0)} MB over a run of one (${(start.peak / 1e6).toFixed(0)} MB)`,
    );
    return { count, start, one, two };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Edits of the plan that most customers are on, which meet on their bills. */
const EDITS = [
  ['{ to: 5 GB, rate: 4.00 / GB }', '{ to: 5 GB, rate: 4.50 / GB }'],
  ['amount: 10 GB', 'amount: 9 GB'],
  ['amount: 50 msg', 'amount: 40 msg'],
  ['setup: { amount: 0.05', 'setup: { amount: 0.06'],
  ['rate: { peak: 0.12 / min, off-peak: 0.06 / min }', 'rate: { peak: 0.13 / min, off-peak: 0.06 / min }'],
];

/**
 * A comparison of plans: the same customers on two sides, all reports, beside `test` of one side with the reports of its
 * own. That side is accepted, so that nothing is told of it: the least that one side can take. The aim, of one edit, is
 * twice the time of one side and a second; what meets on a bill is rated again to be told apart.
 */
function comparison(say, count) {
  const folder = project();
  try {
    writeFileSync(join(folder, 'scenarios/everybody.yaml'), recipe(count));
    command(folder, ['test', ...NO_LAWS, '--update', 'all']);
    const text = readFileSync(join(folder, 'plans/smart-m.yaml'), 'utf8');
    for (const edits of [1, 3, 5]) {
      for (const own of ['plans', 'scenarios']) {
        cpSync(join(folder, own), join(folder, `with-${edits}`, own), { recursive: true });
      }
      const changed = EDITS.slice(0, edits).reduce((all, [from, to]) => {
        if (!all.includes(from)) throw new Error(`the plan of the bench has no ${from} now`);
        return all.replace(from, to);
      }, text);
      writeFileSync(join(folder, `with-${edits}/plans/smart-m.yaml`), changed);
    }
    const one = () => command(folder, ['test', ...NO_LAWS, '--reporter', TEST_REPORTS]);
    const both = (edits) => () =>
      command(folder, ['diff', '--base', './plans', '--head', `./with-${edits}`, '--reporter', DIFF_REPORTS], [1]);
    const [test, diff, three, five] = inTurn([one, both(1), both(3), both(5)]);
    const aim = 2 * test.seconds + 1;
    say(
      `${count.toLocaleString('en')} scenarios, base and head, all reports: ${inWords(diff)}; one side ${inWords(test)}; ` +
        `${(diff.seconds / test.seconds).toFixed(2)} times one side (twice and a second: ${aim.toFixed(2)} s)`,
    );
    say(`  3 edits that meet on a plan: ${inWords(three)}; 5: ${inWords(five)}`);
    say(`  peak memory ${(diff.peak / 1e6).toFixed(0)} MB, of one side ${(test.peak / 1e6).toFixed(0)} MB`);
    return { comparison: { test, diff, three, five } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const TEST_REPORTS = 'terminal,html,markdown,junit,json,csv';
const DIFF_REPORTS = 'terminal,html,markdown,junit,json,csv';

/** One thread, in a process of its own: time in the engine, and everything else from reading to reports. */
function overhead(say, count) {
  const folder = project();
  try {
    writeFileSync(join(folder, 'scenarios/everybody.yaml'), recipe(count));
    command(folder, ['test', ...NO_LAWS, '--update', 'all']);
    const shares = Array.from({ length: REPEATS }, () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, '--share', folder], { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      return JSON.parse(stdout);
    });
    const engine = median(shares.map(({ engineMs }) => engineMs));
    const all = median(shares.map(({ allMs }) => allMs));
    const share = median(shares.map(({ engineMs, allMs }) => 1 - engineMs / allMs));
    say(
      `  outside the engine, 1 thread: ${(share * 100).toFixed(0)} % of ${all.toFixed(0)} ms (engine ${engine.toFixed(0)} ms)`,
    );
    return { engineMs: engine, allMs: all, share };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function share(folder) {
  const { runTests } = await import('../../dist/run/run-tests.js');
  const { rateAccounts } = await import('../../dist/run/rate-accounts.js');
  let engineMs = 0;
  const rate = (...args) => {
    const started = performance.now();
    try {
      return rateAccounts(...args);
    } finally {
      engineMs += performance.now() - started;
    }
  };
  const started = performance.now();
  const { value } = await runTests({ root: folder, workers: 1, engine: { rate, module: '' } });
  if (!value || value.summary.scenarios.passed !== value.header.scenarios) throw new Error('not all passed');
  process.stdout.write(JSON.stringify({ engineMs, allMs: performance.now() - started }));
}

/** Files of written scenarios: the first run reads them all, later ones find them in the cache. */
function files(say, count) {
  const folder = project();
  try {
    for (let number = 1; number <= count; number++) {
      writeFileSync(join(folder, `scenarios/case-${number}.yaml`), written(number));
    }
    const clear = () => rmSync(join(folder, '.rateproof'), { recursive: true, force: true });
    const run = () => command(folder, ['test', ...NO_LAWS]);
    clear();
    const afresh = () => {
      clear();
      return run();
    };
    const [start, cold, warm] = inTurn([() => command(folder, ['--help']), afresh, run]);
    say(
      `${count.toLocaleString('en')} written files: ${inWords(cold)} cold, ${inWords(warm)} warm, whole command (--help: ${inWords(start)})`,
    );
    return { count, start, cold, warm };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const inWords = ({ seconds, best, cpu }) =>
  `${seconds.toFixed(2)} s (best ${best.toFixed(2)}; ${cpu.toFixed(2)} of processors)`;

export function measureSuite(quick, say) {
  const count = quick ? 2_000 : 10_000;
  return {
    ...scaling(say, count),
    ...comparison(say, count),
    ...overhead(say, count),
    files: files(say, quick ? 1_000 : 5_000),
  };
}

if (process.argv[1] === SCRIPT) {
  const [mode, ...rest] = process.argv.slice(2);
  if (mode === '--child') {
    process.argv = [process.argv[0], MAIN, ...rest];
    process.on('exit', () => {
      const { maxRSS, userCPUTime } = process.resourceUsage();
      process.stderr.write(`peak ${maxRSS * 1024} cpu ${userCPUTime}\n`);
    });
    await import(MAIN);
  } else if (mode === '--share') await share(rest[0]);
  else measureSuite(mode === '--quick', (line) => process.stdout.write(`${line}\n`));
}
