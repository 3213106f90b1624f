/** `rateproof simulate` and what other commands make of a simulation: the whole command line, mostly inside this process. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { gitIsThere } from '../needs-git.ts';
import { PLAN, type Project, project, RECIPE } from '../run/project.ts';
import { type Ran, rateproofHere } from './in-process.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const OUT = 'reports/latest/simulation';

const FEE = `simulation: fee-up
title: The fee from 11.90 to 12.90
candidate:
  prices:
    - { plan: simple, charge: monthly-fee, to: 12.90 }
population:
  recipes: [people]
`;
const FOLDER = `simulation: dearer-plan
candidate: { plans: ../../candidate }
population: { usage: ../../usage/mapping.yaml, data: ../../usage }
invoices: { from: 2026-04-01, before: 2026-04-02 }
`;
const MAPPING = `usage: small
customers:
  file: customers.csv
  columns: { account: id, plan: plan, activated: since }
files:
  - file: calls.csv
    columns: { account: id, at: at, quantity: seconds }
    service: voice
    direction: out
    to: home
    unit: s
`;
const CALLS = `id,at,seconds
ann,2026-03-03T12:00:00,61
ann,2026-03-04T12:00:00,10
bob,2026-03-31T12:00:00,300
`;
const RECIPES = { 'scenarios/people.yaml': RECIPE, 'scenarios/simulations/fee.yaml': FEE };
const USAGE = {
  'scenarios/simulations/folder.yaml': FOLDER,
  'candidate/simple.yaml': PLAN.replace('11.90', '13.90'),
  'usage/mapping.yaml': MAPPING,
  'usage/customers.csv': 'id,plan,since\nann,simple,2025-05-01\nbob,simple,2025-05-01\n',
  'usage/calls.csv': CALLS,
};

const ENV = { GITHUB_STEP_SUMMARY: '', RATEPROOF_WORKERS: '1' };
const run = (own: Project, args: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  rateproofHere(own.root, args.split(' '), { ...ENV, XDG_CACHE_HOME: join(own.root, 'home'), ...env });
/** In a process of its own. */
function apart(own: Project, args: string, env: Readonly<Record<string, string>> = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args.split(' ')], {
    ...{ cwd: own.root, encoding: 'utf8' },
    env: { ...process.env, NO_COLOR: '1', CI: '', ...ENV, ...env },
  });
  return { code: status ?? -1, out: stdout, err: stderr };
}
const json = (own: Project, out = OUT) => JSON.parse(own.read(`${out}/simulation.json`));
/** Lines of `verify` that are not ok. */
const wrong = ({ out }: Ran): string[] =>
  out.split('\n').flatMap((line) => (/^(changed|missing|added) /.test(line) ? [line.replaceAll(/ +/g, ' ')] : []));

test('which simulation is meant: by id, by file, the only one, and nobody is guessed', async () => {
  const own = project(RECIPES);
  const only = apart(own, 'simulate');
  expect([only.code, json(own).header.id]).toEqual([0, 'fee-up']);
  own.write('scenarios/simulations/other.yaml', FEE.replace('fee-up', 'fee-more').replace('12.90', '15.90'));
  expect((await run(own, 'simulate fee-more')).code).toBe(0);
  expect(json(own).header).toMatchObject({ id: 'fee-more', file: 'scenarios/simulations/other.yaml' });
  expect(
    (await run(own, `simulate ${join(own.root, 'scenarios/simulations/fee.yaml')} --out reports/by-file`)).code,
  ).toBe(0);
  expect(json(own, 'reports/by-file').header.file).toBe('scenarios/simulations/fee.yaml');
  own.write('scenarios/simulations/twin.yaml', FEE);
  own.write('scenarios/simulations/broken.yaml', 'simulation: broken\npopulation: [');
  const asked = ['', ' fee-mroe', ' fee-up', ' broken', ' scenarios/people.yaml', ' ../a.yaml', ' no.yaml'];
  const told: string[] = [];
  for (const args of asked.map((one) => `simulate${one}`)) {
    const { code, out, err } = await run(own, args);
    expect(out).toBe('');
    told.push(`$ rateproof ${args}\n${err}exit code ${code}\n`);
  }
  const none = await run(project(), 'simulate');
  told.push(`$ rateproof simulate (where there is none)\n${none.err}exit code ${none.code}\n`);
  await expect(told.join('\n')).toMatchFileSnapshot('__snapshots__/simulate-which.txt');
});

test('what is told by exit codes: nothing rated and unrated usage are no success', async () => {
  const own = project({ ...RECIPES, ...USAGE });
  const coded = async (args: string): Promise<number> => (await run(own, `simulate ${args}`)).code;
  expect([await coded('fee-up'), await coded('dearer-plan')]).toEqual([0, 0]);
  // Two fees of 11.90 become 13.90, with 19 % in them: 27.80 - 23.80 = 4.00, 4.00 / 1.19 = 3.36.
  expect(json(own).static.billed.change).toMatch(/^4(?:\.0*)?$/);
  expect(await coded('fee-up --workers 0')).toBe(2);
  expect(await coded('fee-up --memory much')).toBe(2);
  // Prices without a base to be compared with, where there is no git.
  own.write('scenarios/simulations/tree.yaml', 'simulation: tree\npopulation: { recipes: [people] }\n');
  expect(await coded('tree')).toBe(5);
  own.write(
    'scenarios/simulations/never.yaml',
    `${FEE.replace('fee-up', 'never')}invoices: { from: 2020-01-01, before: 2020-02-01 }\n`,
  );
  const never = await run(own, 'simulate never');
  expect([never.code, never.out]).toEqual([5, expect.stringMatching(/^Nothing was rated:/)]);
  own.write('usage/texts.csv', 'id,at,n\nann,2026-03-05T12:00:00,1\n');
  own.write(
    'usage/mapping.yaml',
    `${MAPPING}  - { file: texts.csv, columns: { account: id, at: at, quantity: n }, service: sms, unit: msg }\n`,
  );
  const unrated = await run(own, 'simulate dearer-plan');
  expect([unrated.code, unrated.out]).toEqual([5, expect.stringMatching(/1 usage record could not be rated/)]);
  expect(json(own).controls.records).toEqual({ all: 4, rated: 3, unrated: 1, screened: 0, notBilled: 0 });
  // It cannot be rated before the change either: what the candidate adds for it is no growth that can be told.
  own.write(
    'candidate/simple.yaml',
    `${USAGE['candidate/simple.yaml']}  - { id: sms, match: { service: sms }, rate: 0.05 / msg }\n`,
  );
  expect(await coded('dearer-plan')).toBe(5);
});

test('a simulation that comes to nothing leaves no page of an earlier one', async () => {
  const own = project(RECIPES);
  expect((await run(own, 'simulate')).code).toBe(0);
  own.write('scenarios/simulations/fee.yaml', FEE.replace('monthly-fee', 'monthly'));
  expect((await run(own, 'simulate')).code).toBe(3);
  for (const file of ['simulation.json', 'simulation.html', 'simulation.xlsx', 'customers.csv', 'customers.parquet']) {
    expect(existsSync(join(own.root, OUT, file))).toBe(false);
  }
});

test('usage that no invoice bills is told at the line that asks for invoices', async () => {
  const own = project(USAGE);
  own.write('usage/calls.csv', `${CALLS}bob,2026-07-02T08:00:00,60\n`);
  const some = await run(own, 'simulate dearer-plan');
  expect(some.code).toBe(0);
  expect(json(own).notes).toContain(
    'Usage of usage/mapping.yaml is from 2026-03-03 to 2026-07-02: 1 of its 4 records is on none of the invoices of 2026-04-01.',
  );
  own.write('scenarios/simulations/folder.yaml', FOLDER.replace('before: 2026-04-02', 'before: 2026-07-02'));
  const late = await run(own, 'simulate dearer-plan');
  own.write(
    'scenarios/simulations/folder.yaml',
    FOLDER.replace('from: 2026-04-01, before: 2026-04-02', 'from: 2020-01-01, before: 2020-02-01'),
  );
  const never = await run(own, 'simulate dearer-plan');
  expect([late.code, never.code]).toEqual([0, 3]);
  await expect([some, late, never].map(({ err }) => err).join('\n')).toMatchFileSnapshot(
    '__snapshots__/simulate-period.txt',
  );
});

test('verify: which file of a simulation is another, and again the same bytes', async () => {
  const own = project({ ...USAGE, 'scenarios/more.yaml': RECIPE });
  const out = 'reports/signed';
  expect((await run(own, `simulate dearer-plan --out ${out}`)).code).toBe(0);
  const again = await run(own, `verify ${out} --rerun`);
  expect([again.code, wrong(again)]).toEqual([0, []]);
  expect(again.out.match(/^ok +run again +.*$/gm)).toEqual([
    'ok       run again       customers.csv',
    'ok       run again       simulation.json',
  ]);
  for (const [file, told] of [
    ['plans/simple.yaml', 'changed base-plan plans/simple.yaml'],
    ['candidate/simple.yaml', 'changed plan candidate/simple.yaml'],
    ['scenarios/simulations/folder.yaml', 'changed simulation scenarios/simulations/folder.yaml'],
    ['usage/mapping.yaml', 'changed usage usage/mapping.yaml'],
    ['usage/calls.csv', 'changed data usage/calls.csv'],
    ['usage/customers.csv', 'changed data usage/customers.csv'],
    [`${out}/simulation.json`, 'changed results simulation.json'],
    [`${out}/customers.csv`, 'changed results customers.csv'],
  ] as const) {
    const text = own.read(file);
    own.write(file, `${text}\n`);
    const found = await run(own, `verify ${out}`);
    expect([found.code, wrong(found)]).toEqual([1, [told]]);
    own.write(file, text);
  }
  own.write('candidate/new.yaml', PLAN);
  own.write('scenarios/simulations/another.yaml', FEE);
  // Scenarios are not read where customers come from usage files.
  own.write('scenarios/new.yaml', RECIPE);
  expect(wrong(await run(own, `verify ${out}`))).toEqual(['added plan candidate/new.yaml']);
  rmSync(join(own.root, 'candidate/new.yaml'));
  rmSync(join(own.root, 'usage/calls.csv'));
  const gone = await run(own, `verify ${out} --rerun`);
  expect([gone.code, wrong(gone)[0]]).toEqual([5, 'missing data usage/calls.csv']);
  expect(gone.out).toContain('not run again: its inputs are not those of the run');
});

test.skipIf(!gitIsThere)('check: what a change does to simulations is told, and who is to blame', async () => {
  const own = project({ ...RECIPES, ...USAGE });
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: own.root, stdio: 'pipe' });
  expect((await run(own, 'test --update new --tries 0')).code).toBe(0);
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'plans');
  const told: string[] = [];
  const check = async (what: string): Promise<void> => {
    const { code, err } = await run(own, 'check --base main --tries 0');
    told.push(`${what}\n${err}exit code ${code}\n`);
  };
  // Usage files often stand in no repository.
  rmSync(join(own.root, 'usage/calls.csv'));
  await check('nothing that concerns a simulation, and usage files that are not on this machine');
  expect(JSON.parse(own.read('reports/latest/check.json')).lint).toEqual([]);
  own.write('plans/simple.yaml', PLAN.replace('id: monthly-fee', 'id: base-fee'));
  await check('a charge has another name');
  // What it compared was removed with it: an earlier comparison is none of this.
  expect(JSON.parse(own.read('reports/latest/check.json'))).toMatchObject({ lint: [{ code: 'SIM-UNKNOWN-NAME' }] });
  expect(own.read('reports/latest/comment.md')).toContain('scenarios/simulations/fee.yaml');
  own.write('plans/simple.yaml', PLAN);
  own.write('scenarios/simulations/fee.yaml', FEE.replace('monthly-fee', 'mothly-fee').replace('[people]', '[poeple]'));
  own.write('scenarios/simulations/folder.yaml', FOLDER.replace('../../candidate', '../../candidates'));
  own.write('usage/mapping.yaml', MAPPING.replace('service: voice', 'service: voise'));
  await check('the simulations themselves, a mapping, and a folder');
  await expect(told.join('\n')).toMatchFileSnapshot('__snapshots__/simulate-check.txt');
});

test.skipIf(!gitIsThere)('verify: sides from git and from folders are run again as they were', async () => {
  const own = project({ ...RECIPES, 'candidate/simple.yaml': PLAN.replace('11.90', '13.90') });
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: own.root, stdio: 'pipe' });
  own.write('scenarios/simulations/tree.yaml', 'simulation: tree\npopulation: { recipes: [people] }\n');
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'plans');
  own.write('plans/simple.yaml', PLAN.replace('11.90', '12.90'));
  // A folder of plans alone has no customers: they are those of the project.
  const alone = ['tree --base main --head ./candidate', 'fee-up --base ./candidate'];
  const asked = ['tree', 'tree --base main --head main', 'tree --base ./candidate', 'fee-up --base main', ...alone];
  for (const [index, args] of asked.entries()) {
    expect((await run(own, `simulate ${args} --out reports/${index}`)).code).toBe(0);
  }
  // The fee of 40 customers, whole or in part, is dearer by a tenth of 10.00 at most; with itself compared it is not.
  expect(Number(json(own, 'reports/0').static.billed.change)).toBeGreaterThan(0);
  expect(json(own, 'reports/1')).toMatchObject({
    static: { billed: { change: expect.stringMatching(/^0(?:\.0*)?$/) } },
    notes: expect.arrayContaining([expect.stringMatching(/^The plans of both sides are the same files: main \(/)]),
  });
  // From 11.90 at main to 13.90 in the folder; from 13.90 there to the 12.90 that the simulation names.
  expect(Number(json(own, 'reports/4').static.billed.change)).toBeGreaterThan(0);
  expect(Number(json(own, 'reports/5').static.billed.change)).toBeLessThan(0);
  // A branch that has moved is not what was simulated.
  git('add', '-A');
  git('commit', '-qm', 'dearer');
  for (const index of asked.keys()) {
    const again = await run(own, `verify reports/${index} --rerun`);
    expect([args(index), again.code, wrong(again)]).toEqual([args(index), 0, []]);
  }
  function args(index: number): string {
    return asked[index]!;
  }
  own.write('plans/more.yaml', PLAN);
  const added: string[][] = [];
  for (const index of asked.keys()) added.push(wrong(await run(own, `verify reports/${index}`)));
  expect(added).toEqual([['added plan plans/more.yaml'], [], ['added plan plans/more.yaml'], [], [], []]);
});

test('both the simulation and --head name a candidate', async () => {
  const { code, err } = await run(project(RECIPES), 'simulate fee-up --head main');
  expect([code, err.split('\n')[0]]).toEqual([
    3,
    'scenarios/simulations/fee.yaml:4:3  error SIM-TWICE  the simulation names its candidate, and so does --head',
  ]);
});

test('report: any report of it again, the same bytes as the run wrote', async () => {
  const own = project(RECIPES);
  const ran = await run(own, 'simulate');
  const files = ['simulation.json', 'simulation.html', 'simulation.md'];
  for (const results of [OUT, `${OUT}/simulation.json`]) {
    const made = await run(own, `report ${results} --reporter terminal,html,markdown,json,xlsx --out again`);
    expect(made.code).toBe(0);
    // The same words; only where the files are is another.
    const words = (text: string): string => text.slice(0, text.indexOf('\nreports '));
    expect(words(made.out)).toBe(words(ran.out));
    for (const file of files) expect(own.read(`again/${file}`)).toBe(own.read(`${OUT}/${file}`));
    expect(existsSync(join(own.root, 'again/simulation.xlsx'))).toBe(true);
    rmSync(join(own.root, 'again'), { recursive: true });
  }
  await run(own, `report ${OUT}`);
  expect(existsSync(join(own.root, OUT, 'customers.csv'))).toBe(true);
});

test('report: a folder with a test and a simulation is neither of the two; their files are', async () => {
  const own = project(RECIPES);
  await run(own, 'simulate --out reports/latest');
  expect((await run(own, 'test --out reports/latest')).code).toBe(0);
  const mixed = await run(own, 'report reports/latest');
  expect([mixed.code, mixed.out, mixed.err]).toEqual([
    2,
    '',
    'reports/latest/results.ndjson is of one run and reports/latest/simulation.json of another: name the file of the one that is meant\n',
  ]);
  expect((await run(own, 'report reports/latest/results.ndjson')).out).toMatch(/^All 40 scenarios are new/);
  expect((await run(own, 'report reports/latest/simulation.json')).out).toMatch(/^\d+ of \d+ customers are repriced/);
});

test('a price that is that of today is told, in the results too', async () => {
  const own = project({ ...RECIPES, 'scenarios/simulations/fee.yaml': FEE.replace('to: 12.90', 'to: 11.90') });
  const { code, err } = await run(own, 'simulate');
  expect([code, err]).toEqual([
    0,
    expect.stringContaining('warning SIM-NO-EFFECT  the price of monthly-fee of simple is that already'),
  ]);
  expect(json(own).notes).toContain('The price of monthly-fee of simple is that already.');
});

test('report: what it cannot make or read', async () => {
  const own = project(RECIPES);
  await run(own, 'simulate');
  const text = own.read(`${OUT}/simulation.json`);
  const told = async (what: string, args: string): Promise<string> => {
    const { code, out, err } = await run(own, args);
    expect(out).toBe('');
    return `${what}\n$ rateproof ${args}\n${err}exit code ${code}\n`;
  };
  const all = [
    await told('customers', `report ${OUT} --reporter csv`),
    await told('a report of tests', `report ${OUT} --reporter html,junit`),
    await told('no such report', `report ${OUT} --reporter pdf`),
    await told('nothing there', 'report nowhere/simulation.json'),
  ];
  own.write(`${OUT}/simulation.json`, text.slice(0, -40));
  all.push(await told('cut short', `report ${OUT}`));
  own.write(`${OUT}/simulation.json`, text.replace(/("revenue": \{\s+"before": ")\d/, '$17'));
  all.push(await told('a figure changed', `report ${OUT}`));
  await expect(all.join('\n')).toMatchFileSnapshot('__snapshots__/simulate-report.txt');
});

test('lint: names, recipes and files of simulations, with their places', async () => {
  const own = project({ ...RECIPES, ...USAGE });
  expect((await run(own, 'lint')).out).toBe('1 plan, 1 recipe, 2 simulations in 4 files: no problems\n');
  // Alone it is held against the plans and recipes of the project.
  expect((await run(own, 'lint scenarios/simulations/fee.yaml')).out).toBe('1 simulation in 1 file: no problems\n');
  own.write(
    'scenarios/simulations/fee.yaml',
    FEE.replace('[people]', '[poeple]').replace('charge: monthly-fee', 'charge: mothly-fee'),
  );
  own.write(
    'scenarios/simulations/folder.yaml',
    FOLDER.replace('mapping.yaml', 'maping.yaml').replace('../../candidate', '../../candidates'),
  );
  own.write('scenarios/simulations/g.yaml', FEE.replace('fee-up', 'dearer-plan'));
  own.write('scenarios/simulations/h.yaml', FOLDER);
  rmSync(join(own.root, 'usage/calls.csv'));
  const { code, out } = await run(own, 'lint');
  expect(code).toBe(3);
  await expect(out).toMatchFileSnapshot('__snapshots__/simulate-lint.txt');
  // Whom recipes never make, nothing can be assumed of.
  const segments = project({
    'scenarios/people.yaml': RECIPE.replace('customers: {', 'customers: { segments: { light: 60 %, heavy: 40 % },'),
    'scenarios/segments.yaml': `${FEE}  segments: { light: 50 %, havy: 50 % }
  calibrate: { customers: 100, segment: business, source: CRM }
behaviour:
  churn: { segment: ligth, points: [{ bill: 0 %, leave: 1 % }], source: study }
  elasticity: { service: sms, value: -0.4, source: study }
`,
  });
  const wrong = await run(segments, 'lint');
  expect([wrong.code, wrong.out.split('\n').filter((line) => /^scenarios|fix/.test(line))]).toEqual([
    3,
    [
      'scenarios/segments.yaml:8:28  error SIM-NOBODY  nobody in the population is in segment `havy`',
      '  fix: write `heavy`',
      'scenarios/segments.yaml:9:41  error SIM-NOBODY  nobody in the population is in segment `business`',
      '  fix: write `light` or `heavy`, or take it out',
      'scenarios/segments.yaml:11:21  error SIM-NOBODY  nobody in the population is in segment `ligth`',
      '  fix: write `light`',
      'scenarios/segments.yaml:12:26  error SIM-NOBODY  nobody in the population uses sms',
      '  fix: write `data` or `voice`, or take it out',
    ],
  ]);
  // Outside of the folder of scenarios it is named by its file, as for `simulate`.
  const elsewhere = project({
    'scenarios/people.yaml': RECIPE,
    'launch/fee.yaml': FEE.replace('[people]', '[poeple]'),
  });
  expect((await run(elsewhere, 'lint')).out).toBe('1 plan, 1 recipe in 2 files: no problems\n');
  const named = await run(elsewhere, 'lint launch/fee.yaml');
  expect([named.code, named.out.split('\n')[0]]).toEqual([
    3,
    'launch/fee.yaml:7:13  error SIM-UNKNOWN-NAME  there is no recipe `poeple`',
  ]);
});

test('settings of the project are those of a simulation; its folder is one of its own', async () => {
  const own = project({ 'usecases/people.yaml': RECIPE, 'usecases/fee.yaml': FEE });
  own.write('rateproof.config.yaml', 'scenarios: usecases\nout: build\nworkers: 1\nseed: 3\n');
  expect((await run(own, 'simulate fee-up', { RATEPROOF_WORKERS: '' })).code).toBe(0);
  expect(JSON.parse(own.read('build/simulation/manifest.json'))).toMatchObject({
    certified: { options: { scenarios: 'usecases', seed: 3, simulation: 'usecases/fee.yaml' } },
    circumstances: { workers: 1 },
  });
  expect((await run(own, 'simulate fee-up', { RATEPROOF_OUT: 'env' })).code).toBe(0);
  expect(existsSync(join(own.root, 'env/simulation/simulation.json'))).toBe(true);
  expect((await run(own, 'simulate fee-up --out flag')).code).toBe(0);
  expect(existsSync(join(own.root, 'flag/simulation.json'))).toBe(true);
});

test('--reporter: what is asked for is made, and what others are made of', async () => {
  const own = project(RECIPES);
  const page = join(own.root, 'page.md');
  const made = (): string[] => readdirSync(join(own.root, OUT)).sort();
  const always = ['manifest.json', 'simulation.json'];
  const [csv, parquet] = ['customers.csv', 'customers.parquet'];
  const all = [csv, parquet, ...always, 'simulation.html', 'simulation.md', 'simulation.xlsx'].sort();
  expect([(await run(own, 'simulate')).code, made()]).toEqual([0, all]);
  // Those of the earlier one go.
  const book = await run(own, 'simulate --reporter xlsx', { GITHUB_STEP_SUMMARY: page });
  expect([book.code, book.out, made(), existsSync(page)]).toEqual([0, '', [...always, 'simulation.xlsx'], false]);
  expect((await run(own, `verify ${OUT} --rerun`)).code).toBe(0);
  expect((await run(own, `report ${OUT} --reporter html`)).code).toBe(0);
  expect(made()).toEqual([...always, 'simulation.html', 'simulation.xlsx'].sort());
  const told = await run(own, 'simulate --reporter parquet,terminal');
  expect([told.code, made()]).toEqual([0, [parquet, ...always]]);
  expect(told.out).toMatch(/^\d+ of \d+ customers are repriced/);
  expect(told.out).toContain(parquet);
  expect(told.out).not.toContain(csv);
  expect((await run(own, 'simulate --reporter markdown', { GITHUB_STEP_SUMMARY: page })).code).toBe(0);
  expect(existsSync(page)).toBe(true);
  for (const words of ['pdf', 'html,junit', 'customers-csv', 'html,']) {
    const { code, err } = await run(own, `simulate --reporter ${words}`);
    expect([code, err]).toEqual([
      2,
      '--reporter of a simulation is one or more of terminal, html, markdown, json, xlsx, csv, parquet, with commas between them\n',
    ]);
  }
  // The setting is of tests and changes.
  own.write('rateproof.config.yaml', 'reporter: [terminal, junit]\n');
  expect([(await run(own, 'simulate', { RATEPROOF_REPORTER: 'junit' })).code, made()]).toEqual([0, all]);
  expect((await run(own, `report ${OUT} --out again`)).code).toBe(0);
  expect(readdirSync(join(own.root, 'again'))).toEqual(['simulation.html']);
});

test('--json prints the result and nothing else; a comment is made of its Markdown', async () => {
  const own = project(RECIPES);
  const page = join(own.root, 'page.md');
  const { out, code } = apart(own, 'simulate --json', { GITHUB_STEP_SUMMARY: page });
  // The page of a job on GitHub has it too.
  expect(own.read('page.md')).toContain('Net revenue rises by');
  expect([code, JSON.parse(out)]).toEqual([0, json(own)]);
  const comment = await run(
    own,
    `comment github --dry-run --file ${OUT}/simulation.md --tag simulation --repo a/b --pull-request 7`,
  );
  expect([comment.code, comment.err]).toEqual([0, '']);
  expect(comment.out).toContain('Net revenue rises by');
});

test('help reads well in 80 columns', () => {
  const { out, code } = apart(project(), 'simulate --help', { COLUMNS: '80' });
  expect(code).toBe(0);
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
