/** The command line as people and CI meet it: exit codes and words, in processes of their own. */

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { updateOf } from '../../src/cli/test-update.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder = '';

/** A copy of the portfolio with one price changed: the first tier of data over the bundle, 4.00 to 4.50. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rateproof-cli-'));
  for (const name of ['plans', 'scenarios/written']) cpSync(join(root, name), join(folder, name), { recursive: true });
  const plan = join(folder, 'plans/smart-m.yaml');
  writeFileSync(plan, readFileSync(plan, 'utf8').replaceAll('rate: 4.00 / GB', 'rate: 4.50 / GB'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(cwd: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', CI: 'true' },
  });
  return { code: status, out: stdout, err: stderr };
}

test('a changed price: exit 1, the invoice as text, the cause and the command that shows it again', () => {
  const { code, out } = run(folder, 'test', '--plan', 'smart-m', '--grep', '^data-crosses-into-tier-2$', '--diff');
  expect(code).toBe(1);
  // 5 GB x 4.50 + 0.5 GB x 3.00 = 24.00; tax 45.99 x 19 / 119 = 7.343, 7.34.
  expect(out).toContain(`  invoice 2026-04-01
  monthly-fee                21.99
- data-overage (5500000000)  21.50
+ data-overage (5500000000)  24.00
  tax standard                7.34
- net                        36.55
- tax                         6.94
- total                      43.49
+ net                        38.65
+ tax                         7.34
+ total                      45.99
`);
  expect(out).toContain('1 scenario: smart-m data-overage, +2.50 EUR');
  expect(out).toContain('rateproof test --grep "^data-crosses-into-tier-2$"');
  expect(readFileSync(join(folder, 'reports/latest/index.html'), 'utf8')).toContain('data-crosses-into-tier-2');
});

test('what is as expected exits 0, and nothing left by the filters is no success', () => {
  expect(run(folder, 'test', '--plan', 'us-surf').code).toBe(0);
  const none = run(folder, 'test', '--grep', 'no-such-scenario');
  expect(none.code).toBe(3);
  expect(none.err).toContain('error SCENARIO-NONE  no scenario is left by the filters');
});

test('an update is refused in CI, with another seed, and when it is none of the four', () => {
  const seen = run(folder, 'test', '--update', 'new');
  expect([seen.code, seen.err]).toEqual([
    2,
    '--update new is refused in CI, where nothing is accepted unseen: run it on your machine and commit the baselines\n',
  ]);
  expect(run(folder, 'test', '--update', 'some').err).toBe('--update is one of none, new, changed, all\n');
  expect(updateOf('all', { ci: false, seed: true })).toEqual({
    refused: '--update all is refused with --seed: a baseline holds for the seed that its recipe names',
  });
  expect(updateOf('all', { ci: false, seed: false })).toEqual({ update: 'all' });
  expect(updateOf('none', { ci: true, seed: true })).toEqual({ update: 'none' });
});

test('lint: a problem with its place, the line and the fix, and exit 3', () => {
  const file = join(folder, 'plans/wrong.yaml');
  writeFileSync(file, 'plan: wrong\ncurency: EUR\ntimezone: Europe/Berlin\nprices: gross\nusage: []\n');
  const { code, out } = run(folder, 'lint', 'plans/wrong.yaml');
  rmSync(file);
  expect(code).toBe(3);
  expect(out).toContain('plans/wrong.yaml:2:1  error PLAN-UNKNOWN-KEY');
  expect(out).toContain('  2 | curency: EUR\n    | ^^^^^^^');
  expect(out).toContain('currency');
  const fine = run(root, 'lint');
  expect(fine.code).toBe(0);
  expect(fine.out).toMatch(/^9 plans, \d+ scenarios, \d+ recipes, \d+ simulations? in \d+ files: no problems\n$/);
  expect(run(root, 'lint', 'plans').out).toBe('9 plans in 12 files: no problems\n');
  expect(run(root, 'lint', 'scenarios/written/data-overage.yaml').out).toMatch(
    /^\d+ scenarios in 1 file: no problems\n$/,
  );
});

test('lint: a scenario is held against the plans beside it', () => {
  const file = join(folder, 'scenarios/wrong.yaml');
  writeFileSync(
    file,
    '# a slip\n---\nscenario: wrong\nplan: smart-n\ncustomer: { activated: 2026-01-01 }\nexpect: []\n',
  );
  const wrong = run(folder, 'lint', 'scenarios/wrong.yaml');
  rmSync(file);
  expect(wrong.code).toBe(3);
  expect(wrong.out).toContain(
    'scenarios/wrong.yaml:4:7  error SCENARIO-UNKNOWN-PLAN  there is no plan `smart-n`\n  4 | plan: smart-n',
  );
  expect(wrong.out).toContain('scenarios/wrong.yaml:6:9  error SCENARIO-BAD-VALUE  `expect` is empty');
});

test('explain: a code, a line of an invoice, and the nearest name for what there is not', () => {
  expect(run(root, 'explain', 'PLAN-UNKNOWN-KEY').out).toMatch(/^PLAN-UNKNOWN-KEY: /);
  const line = run(root, 'explain', 'data-crosses-into-tier-2', '--line', 'data-overage');
  expect(line.code).toBe(0);
  expect(line.out).toContain('21.50 EUR for 5.5 GB');
  expect(line.out).toContain('price: 500 MB in tier 1 costs 2');
  expect(line.out).toContain('line rounding half-up 0.01: 21.50');
  const wrong = run(root, 'explain', 'data-crosses-into-tier-3');
  expect([wrong.code, wrong.err]).toEqual([
    2,
    'there is no problem code and no scenario data-crosses-into-tier-3; did you mean data-crosses-into-tier-2?\n',
  ]);
});

test('rate: a usage file to invoices, with unrated records told by row and exit 5', () => {
  writeFileSync(join(folder, 'customers.csv'), 'id,plan,from\nc1,us-surf,2026-01-01\n');
  writeFileSync(
    join(folder, 'calls.csv'),
    'id,who,at,service,n\n1,c1,2026-01-05 10:00,voice,501\n2,c1,2026-01-06 10:00,event,1\n3,c9,2026-01-07,voice,1\n',
  );
  writeFileSync(
    join(folder, 'usage.yaml'),
    `usage: small
customers: { file: customers.csv, columns: { account: id, plan: plan, activated: from } }
files:
  - { file: calls.csv, columns: { id: id, account: who, at: at, service: service, quantity: n }, unit: { voice: min, event: unit } }
`,
  );
  const args = ['--usage', 'usage.yaml', '--from', '2026-02-01', '--before', '2026-02-02', '--out', 'invoices.ndjson'];
  const { code, out, err } = run(folder, 'rate', ...args);
  expect(code).toBe(5);
  expect(out).toContain(
    'records                   3\n  rated                   1\n  screened                1\n  unrated                 1\n',
  );
  expect(out).toContain('calls.csv, row 2: no charge matches it');
  expect(err).toContain('calls.csv, row 3: no customer has the account "c9"');
  // 20.00 and one minute over 500 at 0.03.
  expect(JSON.parse(readFileSync(join(folder, 'invoices.ndjson'), 'utf8')).total).toBe('20.03');
});

test('schema prints a JSON Schema; what is misused exits 2', () => {
  expect(JSON.parse(run(root, 'schema', 'plan').out).$schema).toContain('draft-07');
  expect(run(root, 'schema', 'nothing').code).toBe(2);
  expect(run(root, 'tset').code).toBe(2);
  expect(run(root, 'test', '--workers', '0').code).toBe(2);
  expect(run(root, '--help').code).toBe(0);
});

/** What a run leaves for itself (how long scenarios took) is no report. */
const reportsIn = (path: string): string[] =>
  readdirSync(path)
    .filter((name) => !['durations.json', 'manifest.json'].includes(name))
    .sort();

test('report: the same bytes as the run wrote, its verdict told and not judged again', () => {
  const reporters = ['--reporter', 'terminal,html,markdown,junit,json,csv'];
  const out = join(folder, 'reports/latest');
  const tested = run(folder, 'test', '--plan', 'smart-m', ...reporters);
  expect(tested.code).toBe(1);
  const files = ['index.html', 'junit.xml', 'results.csv', 'results.json', 'results.ndjson', 'summary.md'];
  expect(reportsIn(out)).toEqual(['customer-invoices', ...files]);
  // Every invoice that the page links to is there, and no other.
  const linked = readFileSync(join(out, 'index.html'), 'utf8').matchAll(/href="customer-invoices\/([^"]+)"/g);
  const pages = readdirSync(join(out, 'customer-invoices')).sort();
  expect(pages.length).toBeGreaterThan(2);
  expect([...linked].map(([, name]) => name).sort()).toEqual(pages);
  const told = run(folder, 'report', 'reports/latest', '--out', 'again', ...reporters);
  expect([told.code, told.err]).toEqual([0, '']);
  for (const file of files.filter((name) => name !== 'results.ndjson'))
    expect(readFileSync(join(folder, 'again', file), 'utf8')).toBe(readFileSync(join(out, file), 'utf8'));
  expect(readdirSync(join(folder, 'again/customer-invoices')).sort()).toEqual(pages);
  const withoutEnd = (text: string): string => text.slice(0, text.indexOf('\ncompared'));
  expect(withoutEnd(told.out)).toBe(withoutEnd(tested.out));
  expect(told.out).toContain('reports   again/index.html\n          again/summary.md\n          again/junit.xml\n');
  for (const line of told.out.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);

  // What another run left is taken away; a page of it would look like this one's.
  expect(run(folder, 'test', '--plan', 'us-surf', '--reporter', 'csv').out).toBe('');
  expect(reportsIn(out)).toEqual(['results.csv', 'results.ndjson']);

  // A file that is cut short is no run.
  const results = join(out, 'results.ndjson');
  writeFileSync(results, readFileSync(results, 'utf8').slice(0, -20));
  const cut = run(folder, 'report', results, '--out', 'cut');
  expect(cut.code).toBe(3);
  expect(cut.err).toContain('error RESULTS-UNREADABLE');
  expect(existsSync(join(folder, 'cut'))).toBe(false);
  expect(run(folder, 'report', 'nowhere').err).toContain('error RESULTS-MISSING');
});

test('reporters: by flag, else by the environment; a word that is none of them is misuse', () => {
  const wrong = run(folder, 'test', '--reporter', 'html,pdf');
  expect([wrong.code, wrong.err]).toEqual([
    2,
    '--reporter is one or more of terminal, html, markdown, junit, json, csv, with commas between them\n',
  ]);
  process.env.RATEPROOF_REPORTER = 'junit';
  try {
    expect(run(folder, 'test', '--plan', 'us-surf').out).toBe('');
    expect(reportsIn(join(folder, 'reports/latest'))).toEqual(['junit.xml', 'results.ndjson']);
    run(folder, 'test', '--plan', 'us-surf', '--reporter', 'csv');
    expect(reportsIn(join(folder, 'reports/latest'))).toEqual(['results.csv', 'results.ndjson']);
    process.env.RATEPROOF_REPORTER = 'pdf';
    expect(run(folder, 'test').err).toMatch(/^--reporter is one or more of /);
  } finally {
    delete process.env.RATEPROOF_REPORTER;
  }
});

test('invoice: a page with prices of the version that rated it; the template of a plan is used, or refused', () => {
  const made = run(root, 'invoice', 'data-crosses-into-tier-2', '--out', join(folder, 'invoice.html'));
  expect([made.code, made.err]).toEqual([0, '']);
  const page = readFileSync(join(folder, 'invoice.html'), 'utf8');
  expect(page).toContain('<td>Data beyond the bundle</td>');
  expect(page).toContain('<td class="number">5.5 GB</td>');
  // 21.99 for April, in advance; 5 x 4.00 + 0.5 x 3.00 = 21.50.
  expect(page).toContain('2026-04-01 to 2026-04-30');
  expect(page).toContain('<td class="number">43.49 EUR</td>');

  writeFileSync(join(folder, 'plans/us-surf.invoice.hbs'), '<h1>{{plan}}</h1><p>{{total}} {{currency}}</p>');
  const id = 'month-total-exactly-15-gb';
  expect(run(folder, 'invoice', id, '--out', 'own.html').code).toBe(0);
  expect(readFileSync(join(folder, 'own.html'), 'utf8')).toMatch(/<main>\n<h1>.*<\/h1><p>\d+\.\d\d USD<\/p>\n<\/main>/);
  writeFileSync(join(folder, 'plans/us-surf.invoice.hbs'), '<script>pay()</script>');
  const refused = run(folder, 'invoice', id, '--out', 'own.html');
  rmSync(join(folder, 'plans/us-surf.invoice.hbs'));
  expect(refused.code).toBe(3);
  expect(refused.err).toContain(
    'plans/us-surf.invoice.hbs:1:1  error INVOICE-TEMPLATE  <script> has no place in a template',
  );
});

test('schema: each of those that there are', () => {
  for (const name of ['plan', 'scenario', 'usage', 'config', 'results'])
    expect(JSON.parse(run(root, 'schema', name).out)).toHaveProperty('$schema');
});

test('usage that an allowance covered makes no line, and is told all the same', () => {
  const { code, out } = run(folder, 'explain', 'from-s-to-m', '--invoice', '2026-03-01');
  expect(code).toBe(0);
  // 9 GB of the 10 GB of Smart M; 50 messages, none written.
  expect(out).toContain('data-bundle     9 GB   of 10 GB    1 GB left');
  expect(out).toContain('sms-bundle   nothing  of 50 msg  50 msg left');
  expect(run(folder, 'explain', 'from-s-to-m', '--line', 'monthly-fee').out).not.toContain('allowances');
});
