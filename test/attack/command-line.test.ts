/** Damaged projects through the real command line: a sentence with a code, never a trace, and nothing that acts on a terminal. */

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { PLAN, RECIPE, WRITTEN } from '../run/project.ts';
import { damage } from './damage.ts';
import { Dice } from './dice.ts';
import { ACTS, FRAME } from './law.ts';
import { EXTREMES } from './nasty.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const ESCAPE = '\u001b[31m\u009b2J\u202e';
const TIMEOUT_MS = 60_000;

type Files = Readonly<Record<string, string | Uint8Array>>;
interface Attempt {
  readonly name: string;
  readonly files?: Files;
  readonly args: readonly string[];
  readonly exit: readonly number[];
  /** What it says, on either stream. */
  readonly says?: RegExp;
}

const MAPPING = `usage: u
customers: { file: customers.csv, columns: { account: a, plan: p, activated: d } }
files: [ { file: calls.csv, columns: { account: a, at: t, quantity: q, to: z }, service: voice, direction: out, unit: s } ]
`;
const CUSTOMERS = 'a,p,d\nx,simple,2026-01-01\n';
const CALLS = 'a,t,q,z\nx,2026-03-02T10:00:00Z,61,home\n';
const BASELINE = 'scenarios/recipe.people.baseline.txt';
const RATE = ['rate', '--usage', 'usage.yaml', '--from', '2026-04-01', '--before', '2026-04-02', '--out', 'out.csv'];
const WHOLE: Files = {
  'plans/simple.yaml': PLAN,
  'scenarios/written.yaml': WRITTEN,
  'scenarios/recipe.yaml': RECIPE,
  'usage.yaml': MAPPING,
  'customers.csv': CUSTOMERS,
  'calls.csv': CALLS,
};

const harmed = (text: string, seed: number): Buffer => damage(text, new Dice(seed), { gentle: 0, extreme: 1e9 }).bytes;
const several = (count: number, make: (seed: number) => Attempt): Attempt[] =>
  Array.from({ length: count }, (_, seed) => make(seed));
const plan = (name: string, text: string | Uint8Array, says: RegExp, args = ['lint']): Attempt => ({
  ...{ name, files: { 'plans/simple.yaml': text }, args, exit: [3], says },
});
const usage = (name: string, files: Files, exit: readonly number[], says: RegExp): Attempt => ({
  ...{ name, files, args: RATE, exit, says },
});

const ATTEMPTS: readonly Attempt[] = [
  { name: 'the project as it is', args: ['test'], exit: [0] },
  { name: 'its usage as it is', args: RATE, exit: [0], says: /1 invoices/ },
  ...several(5, (seed) => ({
    ...{ name: `a damaged plan ${seed}`, files: { 'plans/simple.yaml': harmed(PLAN, seed) } },
    ...{ args: ['lint'], exit: [0, 3] },
  })),
  ...several(5, (seed) => ({
    ...{ name: `a damaged scenario ${seed}`, files: { 'scenarios/written.yaml': harmed(WRITTEN, seed) } },
    ...{ args: ['test', '--workers', '1'], exit: [0, 1, 3, 5] },
  })),
  ...several(3, (seed) => ({
    ...{
      name: `a damaged mapping ${seed}`,
      files: { 'usage.yaml': harmed(MAPPING, seed) },
      args: RATE,
      exit: [0, 3, 5],
    },
  })),
  ...EXTREMES.slice(0, 9).map(([name, make]) => ({
    ...{ name, files: { 'plans/more.yaml': make() }, args: ['lint', '--json'], exit: [3], says: /YAML-|PLAN-/ },
  })),
  plan('NUL', PLAN.replace('Simple', 'a\0b'), /YAML-CONTROL/),
  plan('escape sequences', PLAN.replaceAll('simple', `${ESCAPE}simple`), /YAML-CONTROL/, ['test']),
  plan('text turned around', PLAN.replace('voice, match', '\u202evoice, match'), /PLAN-BAD-VALUE/, ['lint', '--json']),
  plan('UTF-16', Buffer.from(PLAN, 'utf16le'), /YAML-/),
  { name: 'a file name with an escape', files: { [`plans/${ESCAPE}.yaml`]: 'x: 1' }, args: ['lint'], exit: [3] },
  { name: 'a path with an escape', args: ['lint', `${ESCAPE}.yaml`], exit: [3], says: /INPUT-MISSING/ },
  { name: 'an option with an escape', args: ['lint', `--${ESCAPE}`], exit: [2], says: /unknown option/ },
  { name: 'a file below a file', args: ['lint', 'plans/simple.yaml/x.yaml'], exit: [3], says: /INPUT-MISSING/ },
  { name: 'a file for a folder', args: ['test', '--plans', 'plans/simple.yaml'], exit: [3], says: /INPUT-MISSING/ },
  { name: 'a link to itself', args: ['lint', 'loop.yaml'], exit: [3], says: /INPUT-MISSING/ },
  { name: 'a file without end', args: ['lint', '/dev/zero'], exit: [3], says: /YAML-TOO-LARGE|INPUT-MISSING/ },
  {
    name: 'a baseline of no lines',
    files: { [BASELINE]: `x\n${ESCAPE}\n` },
    args: ['test'],
    exit: [3],
    says: /BASELINE-/,
  },
  {
    name: 'a baseline with a number that is none',
    files: {
      [BASELINE]: '# x\n# recipe people seed 7 fingerprint 0\n1 simple 2026-04-01 1 EUR tax 1; voice 1.2.3/4/5\n',
    },
    ...{ args: ['test'], exit: [3], says: /BASELINE-UNREADABLE/ },
  },
  {
    name: 'a difference with text turned around',
    files: { 'scenarios/written.yaml': WRITTEN.replace('14.60', '14.61').replace('by hand', '"by \u202ehand \u2066"') },
    ...{ args: ['test'], exit: [1], says: /14\.61/ },
  },
  {
    name: 'a file where the reports should go',
    ...{ args: ['test', '--out', 'plans/simple.yaml'], exit: [5], says: /a file stands where a folder should be/ },
  },
  {
    name: 'a folder that can never be made',
    // Not everywhere is there such a folder; where it is, making folders in it never ended.
    ...{ args: ['test', '--out', '/proc/rateproof'], exit: [5], says: /cannot be written: / },
  },
  ...['0/0', '3/2', '1e9/1e9', '-1/2', '1/2/3'].map((part) => ({
    ...{ name: `part ${part}`, args: ['test', `--shard=${part}`], exit: [2], says: /--shard is/ },
  })),
  ...[
    ['--workers', '1e9'],
    ['--workers', '0'],
    ['--timeout', '0'],
    ['--bail', '-1'],
    ['--seed', '1e99'],
  ].map(([option, value]) => ({
    ...{ name: `${option} ${value}`, args: ['test', `${option}=${value}`], exit: [2], says: /is a whole number/ },
  })),
  ...['--upload-pack=id', '-x', 'HEAD;id', 'a..b', 'HEAD\n', '$(id)', ESCAPE].map((ref) => ({
    name: `changed since ${JSON.stringify(ref)}`,
    ...{ args: ['test', `--only-changed=${ref}`], exit: [3], says: /GIT-UNKNOWN-REF/ },
  })),
  { name: 'no mapping', args: RATE.with(2, 'none.yaml'), exit: [3], says: /INPUT-MISSING/ },
  { name: 'a folder for a mapping', args: RATE.with(2, 'plans'), exit: [3], says: /INPUT-MISSING/ },
  usage('a mapping of 5 MB', { 'usage.yaml': `#${'x'.repeat(5_000_000)}` }, [3], /YAML-TOO-LARGE/),
  usage(
    'a path out of the folder',
    { 'usage.yaml': MAPPING.replace('calls.csv', '../../etc/passwd') },
    [3],
    /USAGE-FILE/,
  ),
  usage('quotes that do not close', { 'calls.csv': `${CALLS}"x,2026-03-02T10:00:00Z,61,home\n` }, [0, 3], /USAGE-/),
  usage(
    'an account with an escape',
    { 'customers.csv': CUSTOMERS.replace('x,simple', `x${ESCAPE},none`) },
    [3],
    /USAGE-/,
  ),
  usage('zones with an escape', { 'calls.csv': CALLS.replace('home', ESCAPE) }, [5], /no charge matches it/),
  usage('a line of 10 MB', { 'calls.csv': `${CALLS}${'x'.repeat(10_000_000)}\n` }, [0, 3], /USAGE-/),
  { name: 'a memory that is none', args: [...RATE, '--memory', 'much'], exit: [2] },
  { name: 'a folder that is not there', args: RATE.with(8, 'none/out.csv'), exit: [0, 3, 5] },
  { name: 'to explain a code with an escape', args: ['explain', ESCAPE], exit: [2] },
  { name: 'to explain the account of nobody', args: ['explain', ESCAPE, '--usage', 'usage.yaml'], exit: [3] },
  { name: 'to explain without a mapping', args: ['explain', 'x', '--usage', 'none.yaml'], exit: [3], says: /INPUT-/ },
  { name: 'to explain an account', args: ['explain', 'x', '--usage', 'usage.yaml'], exit: [0], says: /voice/ },
];

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test.concurrent.each(ATTEMPTS)('$name', { timeout: TIMEOUT_MS * 4 }, async ({ files = {}, args, exit, says }) => {
  const root = mkdtempSync(join(tmpdir(), 'attack-cli-'));
  folders.push(root);
  for (const [file, content] of Object.entries({ ...WHOLE, ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  symlinkSync('loop.yaml', join(root, 'loop.yaml'));
  const { code, output } = await command(args, root);
  expect({ code: exit.includes(code) ? exit : code, output }).toEqual({ code: exit, output });
  expect(output).not.toMatch(FRAME);
  expect(output).not.toMatch(ACTS);
  if (says) expect(output).toMatch(says);
});

/** Two at a time: there may be no more cores. */
const waiting: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];

async function command(args: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  const turn = waiting.shift()!;
  const run = turn.then(() => start(args, cwd));
  waiting.push(run.catch(() => undefined));
  return run;
}

function start(args: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  const env = { ...process.env, NO_COLOR: '1', CI: '', RATEPROOF_DEBUG: '' };
  return new Promise((done) => {
    const options = { cwd, env, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, ['--max-old-space-size=768', MAIN, ...args], options, (error, out, err) => {
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      done({ code, output: `${out}${err}` });
    });
  });
}
