/** A run from outside: signals, full disks, what is kept between runs, watching. In processes of their own. */

import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { PLAN, RECIPE, WRITTEN } from '../run/project.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

interface Folder {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  write(file: string, text: string): void;
  read(file: string): string;
  run(...args: string[]): { code: number | null; out: string; err: string };
}

function folder(files: Readonly<Record<string, string>>): Folder {
  const root = mkdtempSync(join(tmpdir(), 'rateproof-run-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', XDG_CACHE_HOME: join(root, 'home') };
  delete env.CI;
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const [file, text] of Object.entries({ 'plans/simple.yaml': PLAN, ...files })) write(file, text);
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      cwd: root,
      encoding: 'utf8',
      env,
    });
    return { code: status, out: stdout, err: stderr };
  };
  return { root, env, write, run, read: (file) => readFileSync(join(root, file), 'utf8') };
}

/** Ends when the text was printed, or fails after a while. */
async function until(printed: () => string, text: string | RegExp): Promise<void> {
  const found = () => (typeof text === 'string' ? printed().includes(text) : text.test(printed()));
  for (const end = Date.now() + 60_000; !found(); ) {
    if (Date.now() > end) throw new Error(`never printed ${text}:\n${printed()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

const unfinished = (path: string): string[] => readdirSync(path).filter((name) => name.endsWith('.tmp'));

test.each(['SIGINT', 'SIGTERM'] as const)('%s keeps what was finished, says so, and exits 130', async (signal) => {
  const own = folder({ 'scenarios/b.yaml': RECIPE.replace('count: 40', 'count: 60000') });
  const child = spawn(process.execPath, [MAIN, 'test', '--workers', '2', '--json'], { cwd: own.root, env: own.env });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  const ended = new Promise((done) => child.on('exit', done));
  // What was read is kept once the run is under way: a machine that is busy takes longer to get there.
  await until(() => (existsSync(join(own.root, '.rateproof/cache/scenarios.bin')) ? 'under way' : ''), 'under way');
  await new Promise((done) => setTimeout(done, 500));
  child.kill(signal);
  expect(await ended).toBe(130);
  expect(err).toContain('stopping; what is finished is kept');
  expect(JSON.parse(out).summary).toMatchObject({ interrupted: true });
  const lines = own.read('reports/latest/results.ndjson').trimEnd().split('\n');
  expect(lines).toHaveLength(60_002);
  expect(JSON.parse(lines.at(-2)!)).toMatchObject({ status: 'skipped', reason: 'interrupted' });
  expect(existsSync(join(own.root, 'reports/latest/index.html'))).toBe(true);
  expect(unfinished(join(own.root, 'reports/latest'))).toEqual([]);
});

test('a report that there is no room for: exit 5, the reason, and the report before it as it was', () => {
  const own = folder({ 'scenarios/a.yaml': WRITTEN, 'scenarios/b.yaml': RECIPE });
  expect(own.run('test', '--update', 'new').code).toBe(0);
  const before = own.read('reports/latest/results.ndjson');
  own.write('scenarios/c.yaml', RECIPE.replace('recipe: people', 'recipe: many').replace('count: 40', 'count: 900'));
  // Files may have 60 blocks of 512 or 1024 bytes: less than the results take.
  const { status, stderr } = spawnSync('sh', ['-c', `ulimit -f 60; "${process.execPath}" "${MAIN}" test --no-cache`], {
    ...{ cwd: own.root, encoding: 'utf8', env: own.env },
  });
  expect(stderr).toContain('results.ndjson cannot be written: it would be larger than a file may be (EFBIG)');
  expect(status).toBe(5);
  expect(own.read('reports/latest/results.ndjson')).toBe(before);
  expect(unfinished(join(own.root, 'reports/latest'))).toEqual([]);
});

test('a cache gives the same bytes; one that is damaged, forged or of other files is made anew', () => {
  const own = folder({ 'scenarios/a.yaml': WRITTEN, 'scenarios/b.yaml': RECIPE });
  const results = (...args: string[]): string => {
    own.run('test', ...args);
    return own.read('reports/latest/results.ndjson');
  };
  const plain = results('--no-cache');
  expect(existsSync(join(own.root, '.rateproof'))).toBe(false);
  expect(results()).toBe(plain);
  const files = ['plans', 'scenarios'].map((name) => join(own.root, '.rateproof/cache', `${name}.bin`));
  const kept = files.map((file) => readFileSync(file));
  expect(results()).toBe(plain);
  // Read and not written again: it was what the second run went by.
  expect(files.map((file) => readFileSync(file))).toEqual(kept);

  // One bit of what is kept; half of it; another user's.
  const [file, bytes] = [files[1]!, kept[1]!];
  const forged = Buffer.from(bytes.toString('latin1').replaceAll('a-call-and-data', 'a-call-and-DATA'), 'latin1');
  expect(forged.equals(bytes)).toBe(false);
  for (const wrong of [forged, bytes.subarray(0, bytes.length / 2), Buffer.alloc(0)]) {
    writeFileSync(file, wrong);
    expect(results()).toBe(plain);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  }
  writeFileSync(join(own.root, 'home/rateproof/secret'), Buffer.alloc(32));
  expect(results()).toBe(plain);

  own.write('scenarios/a.yaml', WRITTEN.replace('voice: 0.20', 'voice: 0.25'));
  expect(own.run('test', '--grep', 'a-call').code).toBe(1);
  own.write('plans/simple.yaml', PLAN.replace('0.10 / min', '0.125 / min'));
  expect(own.run('test', '--grep', 'a-call').code).toBe(1);
  own.write('scenarios/a.yaml', 'scenario: [');
  expect(own.run('test').code).toBe(3);
  expect(own.run('test').code).toBe(3);
});

test('--watch runs again what a saved file affects, tells a mistake, and ends with Ctrl-C', async () => {
  const own = folder({ 'scenarios/a.yaml': WRITTEN, 'scenarios/b.yaml': WRITTEN.replace('a-call', 'b-call') });
  const child = spawn(process.execPath, [MAIN, 'test', '--watch'], { cwd: own.root, env: own.env });
  let out = '';
  child.stdout.on('data', (text) => (out += text));
  const ended = new Promise((done) => child.on('exit', done));
  const printed = () => out;
  const forget = () => (out = '');
  await until(printed, 'watching plans and scenarios; Ctrl-C ends');
  expect(out).toContain('All 2 scenarios came out as expected.');

  forget();
  own.write('scenarios/b.yaml', WRITTEN.replace('a-call', 'b-call').replace('voice: 0.20', 'voice: 0.25'));
  await until(printed, 'Ctrl-C ends');
  expect(out).toContain('changed: scenarios/b.yaml');
  expect(out).toContain('0 of 1 scenario came out as expected: 1 changed.');

  forget();
  own.write('plans/simple.yaml', PLAN.replace('rate: 0.10 / min', 'rate: 0.10 / mln'));
  await until(printed, 'Ctrl-C ends');
  expect(out).toMatch(/plans\/simple\.yaml:\d+:\d+ {2}error/);

  // Mended, with another price: both scenarios are on the plan, and 0.05 more is in both totals.
  forget();
  own.write('plans/simple.yaml', PLAN.replace('0.10 / min', '0.125 / min'));
  await until(printed, 'Ctrl-C ends');
  expect(out).toContain('0 of 2 scenarios came out as expected: 2 changed.');

  forget();
  own.write('plans/other.yaml', PLAN.replace('plan: simple', 'plan: other'));
  await until(printed, 'changed: plans/other.yaml: affects no scenario');
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});

test('parts joined from outside: reports as of one run; a part that is missing exits 5', () => {
  const own = folder({ 'scenarios/a.yaml': WRITTEN, 'scenarios/b.yaml': RECIPE });
  own.run('test', '--update', 'new');
  own.run('test');
  for (const part of [1, 2]) expect(own.run('test', '--shard', `${part}/2`, '--out', `parts/${part}`).code).toBe(0);
  const merged = own.run('merge', 'parts/2', 'parts/1/results.ndjson', '--out', 'joined');
  expect([merged.err, merged.code]).toEqual(['', 0]);
  expect(merged.out).toContain('All 41 scenarios came out as expected.');
  expect(own.read('joined/results.ndjson')).toBe(own.read('reports/latest/results.ndjson'));
  const missing = own.run('merge', 'parts/2', '--out', 'other');
  expect([missing.code, missing.err]).toEqual([
    5,
    'error MERGE-INCOMPLETE  part 1 of 2 is missing\n  fix: run --shard 1/2\n\n1 error\n',
  ]);
  expect(existsSync(join(own.root, 'other'))).toBe(false);
});

test.each([
  [['--shard', '3/2'], '--shard is a part of how many, such as 2/3'],
  [['--shard', '1/2', '--update', 'new'], '--update goes with a run in one piece, not with --shard'],
  [['--durations', 'x.json'], '--durations goes with --shard'],
  [['--bail', '0'], '--bail is a whole number from 1 on'],
  [['--timeout', '0'], '--timeout is a whole number of milliseconds from 1 on'],
  [['--seed', '-1'], '--seed is a whole number of at most nine digits'],
  [['--workers', '1000'], '--workers is a whole number from 1 to 256'],
])('misused: %j', (args, message) => {
  const { code, err } = folder({ 'scenarios/a.yaml': WRITTEN }).run('test', ...args);
  expect([code, err]).toEqual([2, `${message}\n`]);
});

test('a link in the project does not lead what is written out of it', () => {
  const { root, run } = folder({ 'scenarios/written.yaml': WRITTEN });
  const elsewhere = mkdtempSync(join(tmpdir(), 'rateproof-elsewhere-'));
  onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
  writeFileSync(join(elsewhere, 'summary.md'), 'mine');
  symlinkSync(elsewhere, join(root, 'reports'));
  const { code, err } = run('test');
  expect([code, err]).toEqual([
    2,
    'reports/latest leads out of the project by a link: name another folder with --out\n',
  ]);
  rmSync(join(root, 'reports'));
  mkdirSync(join(root, 'reports/latest'), { recursive: true });
  symlinkSync(elsewhere, join(root, 'reports/latest/customer-invoices'));
  expect(run('test').err).toContain('reports/latest/customer-invoices leads out of the project by a link');
  expect(readdirSync(elsewhere)).toEqual(['summary.md']);
  expect(readFileSync(join(elsewhere, 'summary.md'), 'utf8')).toBe('mine');
  // Who names a folder outside the project means it.
  expect(run('test', '--out', elsewhere).code).toBe(0);
});

test('verify: what is as it was, what is not, and what cannot be said', () => {
  const own = folder({ 'scenarios/one.yaml': WRITTEN });
  expect(own.run('verify')).toMatchObject({ code: 3, err: expect.stringContaining('error MANIFEST-MISSING') });
  expect(own.run('test', '--out', 'reports/launch').code).toBe(0);
  const fine = own.run('verify', 'reports/launch', '--rerun');
  expect(fine.code).toBe(0);
  expect(fine.out).toContain('ok       run again       results.ndjson\n');
  expect(fine.out).toMatch(/\ntest [0-9a-f]{16} of \d{4}-\d\d-\d\dT[\d:.]+Z: all 7 as they were\n$/);

  own.write('plans/simple.yaml', `${PLAN}# a comment\n`);
  own.write('plans/\u001b[31mred.yaml', 'x');
  const changed = own.run('verify', '--out', 'reports/launch');
  expect(changed.code).toBe(1);
  expect(changed.out).toContain('changed  plan            plans/simple.yaml\n');
  expect(changed.out).toContain('added    plan            plans/\u241b[31mred.yaml\n');
  expect(changed.out).toMatch(/: 1 changed, 1 added, 5 ok\n$/);

  rmSync(join(own.root, 'scenarios/one.yaml'));
  const told = own.run('verify', 'reports/launch', '--json');
  expect(told.code).toBe(5);
  const { exitCode, items, fingerprint } = JSON.parse(told.out);
  expect([exitCode, fingerprint.length]).toEqual([5, 64]);
  expect(items).toContainEqual({ kind: 'scenario', name: 'scenarios/one.yaml', state: 'missing' });
});

test('policies stand beside the settings: other commands go on, lint says what is wrong with them', () => {
  const own = folder({
    'scenarios/one.yaml': WRITTEN,
    'rateproof.config.yaml': 'workers: 1\npolicies:\n  - { policy: bill-cap, at_most: 20.00 EUR }\n',
  });
  expect(own.run('test').code).toBe(0);
  expect(own.run('lint').code).toBe(0);
  own.write(
    'rateproof.config.yaml',
    'workers: 1\npolicies:\n  - { policy: bill-cap, plan: simpel, at_most: 20.00 EUR }\n',
  );
  expect(own.run('test').code).toBe(0);
  const { code, out } = own.run('lint');
  expect(code).toBe(3);
  expect(out).toContain('rateproof.config.yaml:3:31  error POLICY-UNKNOWN-PLAN  there is no plan `simpel`');
  expect(out).toContain('fix: write `simple`');
  // Of one file nobody can say which plans there are.
  expect(own.run('lint', 'plans').code).toBe(0);
  own.write('rateproof.config.yaml', 'polices: []\n');
  expect(own.run('lint')).toMatchObject({ code: 2, err: expect.stringContaining('write `policies`') });
});
