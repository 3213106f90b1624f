/** Laws from outside: what is printed, the exit code, what is written, and whether the command that is told works. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { PLAN, WRITTEN } from '../run/project.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** 11.90 without usage: this is broken, and that holds. */
const BROKEN = `${PLAN}must_hold: [ { zero-usage-costs: 12.00 } ]\n`;
const HELD = BROKEN.replace('12.00', '11.90');
/** The other plan is sold when no customer of this one is new any more, and they share no version of one cycle. */
const UNTRIED = `${PLAN.replace('new: 2025-01-01', 'new: 2026-01-01')}must_hold: [ { zero-usage-costs: 11.90 } ]
---
${PLAN.replace('new: 2025-01-01', 'new: 2026-02-01, existing: 2026-02-01').replace('11.90', '11.95')}
`;

function folder(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'rateproof-laws-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', XDG_CACHE_HOME: join(root, 'home') };
  delete env.CI;
  const options = { cwd: root, encoding: 'utf8', env } as const;
  const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      ...options,
      env: { ...env, ...more },
    });
    return { code: status, out: stdout, err: stderr };
  };
  return {
    root,
    env,
    run,
    list: (path: string) => (existsSync(join(root, path)) ? readdirSync(join(root, path)) : []),
  };
}

test('rateproof laws: what holds, what does not and why, by plan; misuse is 2', () => {
  const { run } = folder({ 'plans/simple.yaml': BROKEN });
  const { code, out } = run(['laws', '--plan', 'simple']);
  expect(code).toBe(0);
  expect(out).toContain('simple\n  lines-add-up: the lines of an invoice add up');
  expect(out).toContain('  allowance-never-overdrawn: not applicable: the plan has no allowance with a bound\n');
  expect(out).toContain('  zero-usage-costs: a month without usage costs what the plan says it does\n');
  expect(out).toContain('  no-cap-exceeded: not applicable: plans have no caps yet\n');
  const told = JSON.parse(run(['laws', '--json']).out) as { law: string }[];
  expect(told.map(({ law }) => law)).toContain('unused-add-on-costs-its-fee');
  expect(run(['laws', '--plan', 'simpel'])).toEqual({ code: 2, out: '', err: 'there is no plan simpel\n' });
});

test('rateproof search: found is 1, none is 0, misuse is 2, a promise held of nothing is 5', () => {
  const own = folder({ 'plans/simple.yaml': BROKEN });
  const found = own.run(['search', '--law', '^zero', '--tries', '20']);
  const [file = ''] = own.list('scenarios/regressions');
  expect(found.code).toBe(1);
  expect(found.out).toContain(`broken  law:simple:zero-usage-costs
  invoice 2025-03-01: total is 11.90, by the law 12.00 (zero-usage-costs). The smallest bill is scenarios/regressions/${file}`);

  const held = folder({ 'plans/simple.yaml': HELD });
  const none = held.run(['search', '--plan', 'simple', '--tries', '20']);
  expect(none.code).toBe(0);
  expect(none.out).toMatch(
    /held {2}law:simple:zero-usage-costs\n\n\d+ bills were held against 9 laws of plans; seed 20260301\n$/,
  );
  expect(held.list('scenarios')).toEqual([]);

  const misused: readonly (readonly [readonly string[], string])[] = [
    [['--plan', 'simpel'], 'there is no plan simpel'],
    [['--law', 'no-such'], 'no law is named like no-such: rateproof laws lists them'],
    [['--law', '('], '--law is not a pattern that can be read'],
    [['--tries', '0'], '--tries is a whole number from 1 to 100000'],
    [['--seed', 'x'], '--seed is a whole number'],
  ];
  for (const [args, err] of misused)
    expect(held.run(['search', ...args])).toEqual({ code: 2, out: '', err: `${err}\n` });

  const untried = folder({ 'plans/simple.yaml': UNTRIED }).run(['search', '--law', '^zero']);
  expect(untried.code).toBe(5);
  expect(untried.out).toContain(`not tried  law:simple:zero-usage-costs
  the plan promises it, and no bill can be held against it: there is no customer with an invoice between two whole cycles of the version from 2026-01-01, with the discounts of the first cycles over`);
});

test('rateproof test: a promise held of nothing is 5, and said', () => {
  const { run } = folder({ 'plans/simple.yaml': UNTRIED, 'scenarios/a.yaml': SCENARIO });
  const { code, out } = run(['test']);
  expect(code).toBe(5);
  expect(out).toContain('The one scenario came out as expected. 1 law was promised and held of nothing.');
  expect(out).toContain('Laws of plans that hold: 8 of 9, tried on');
});

/** Any scenario of both versions: 11.95 for a whole month of the second. */
const SCENARIO = `
scenario: quiet
plan: simple
customer: { activated: 2026-03-01 }
usage: []
expect: [ { invoice: 2026-04-01, total: 11.95 } ]
`;

test('the command shown for a broken law finds it again, also where the file was written beside the reports', () => {
  const { run, list, root } = folder({ 'plans/simple.yaml': BROKEN, 'scenarios/a.yaml': WRITTEN });
  const { code, out } = run(['test'], { CI: 'true' });
  expect(code).toBe(1);
  expect(out).toContain('The one scenario came out as expected. 1 law is broken.');
  const [file = ''] = list('reports/latest/regressions');
  expect(file).toMatch(/^simple-zero-usage-costs-[0-9a-f]{8}\.yaml$/);
  expect(list('scenarios')).toEqual(['a.yaml']);
  const command = /^ +rateproof (search .*)$/m.exec(out)![1]!;
  expect(command).toBe('search --plan simple --law "^zero-usage-costs$" --seed 20260301 --tries 10');
  const again = spawnSync('sh', ['-c', `"${process.execPath}" "${MAIN}" ${command}`], { cwd: root, encoding: 'utf8' });
  expect([again.status, again.stdout]).toEqual([1, expect.stringContaining('broken  law:simple:zero-usage-costs')]);
  // The same smallest bill, under the same name.
  expect(list('scenarios/regressions')).toEqual([file]);
});

test('--bail: laws come first, and a broken one is a failure', () => {
  const { run } = folder({ 'plans/simple.yaml': BROKEN, 'scenarios/a.yaml': WRITTEN });
  const { code, out } = run(['test', '--bail']);
  expect(code).toBe(1);
  expect(out).toContain('Stopped after 0 of 1 scenario. No scenario was run. 1 law is broken.');
  expect(run(['test', '--bail', '2']).out).toContain('The one scenario came out as expected. 1 law is broken.');
});

test('parts of a run: the first one searches, and the whole tells what it found', () => {
  const { run } = folder({
    'plans/simple.yaml': BROKEN,
    'scenarios/a.yaml': WRITTEN,
    'scenarios/b.yaml': WRITTEN.replace('a-call', 'b-call'),
  });
  const first = run(['test', '--shard', '1/2', '--out', 'parts/1'], { CI: 'true' });
  const second = run(['test', '--shard', '2/2', '--out', 'parts/2'], { CI: 'true' });
  expect([first.code, second.code]).toEqual([1, 0]);
  expect(second.out).not.toContain('Laws of plans');
  const merged = run(['merge', 'parts/2', 'parts/1']);
  expect(merged.code).toBe(1);
  expect(merged.out).toContain('All 2 scenarios came out as expected. 1 law is broken.');
  expect(merged.out).toContain('Laws of plans that hold: 8 of 9, tried on');
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a search: what is done is kept, exit 130', async (signal) => {
  const { root, env } = folder({ 'plans/simple.yaml': HELD, 'scenarios/a.yaml': WRITTEN });
  const child = spawn(process.execPath, [MAIN, 'test', '--tries', '30000', '--json'], { cwd: root, env });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  const ended = new Promise<number | null>((done) => {
    child.on('close', (code) => done(code));
  });
  await new Promise((done) => setTimeout(done, 2500));
  child.kill(signal);
  expect(await ended).toBe(130);
  expect(err).toContain('stopping; what is finished is kept');
  expect(JSON.parse(out).summary).toMatchObject({ interrupted: true, compared: 0 });
  expect(readFileSync(join(root, 'reports/latest/results.ndjson'), 'utf8')).toContain('"reason":"interrupted"');
});
