/** The workbook: read as another program reads it, its formulas computed here and, where it is installed, by LibreOffice. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { cellText } from '../../../src/reporting/simulation/cells.ts';
import { headlineOf, RESPONSES } from '../../../src/reporting/simulation/words.ts';
import { workbookOf } from '../../../src/reporting/simulation/workbook.ts';
import type { Simulation } from '../../../src/simulation/result.ts';
import { booked, weighted } from './books-fixture.ts';
import { computed, type ReadCell, readXlsx, unzipped, type Workbook } from './read-xlsx.ts';

const SHEETS = ['Summary', 'Assumptions', 'Waterfall', 'Segments', 'Deciles', 'Movers', 'Sensitivities', 'Controls'];
const bookOf = async (simulation: Simulation): Promise<Workbook> => readXlsx(await workbookOf(simulation));

/** The cells of the first row whose first cell has this text, from column B on. */
function row(book: Workbook, sheet: string, label: string, nth = 0): (ReadCell['value'] | undefined)[] {
  const cells = book.cells.get(sheet)!;
  const found = [...cells].filter(([at, { value }]) => /^A\d+$/.test(at) && value === label)[nth];
  if (!found) throw new Error(`${sheet} has no row ${label}`);
  const number = found[0].slice(1);
  return 'BCDEFGHIJKLMNOP'.split('').map((column) => cells.get(`${column}${number}`)?.value);
}

const everyFormula = (book: Workbook) =>
  [...book.cells].flatMap(([sheet, cells]) =>
    [...cells].flatMap(([at, { formula, value }]) => (formula === undefined ? [] : [{ sheet, at, formula, value }])),
  );

test('sheets in the order in which they are read, numbers as numbers', async () => {
  const book = await bookOf(booked());
  expect(book.names).toEqual(SHEETS);
  expect(row(book, 'Summary', 'Net revenue').slice(0, 4)).toEqual([42100.05, 42700.1, 600.05, 0.014253]);
  expect(row(book, 'Summary', 'Customers billed (of months ahead: in the last)').slice(0, 2)).toEqual([1000, 1000]);
  expect(row(book, 'Assumptions', 'elasticity of data, consumer').slice(0, 5)).toEqual([
    ...[-0.4, 'from -0.6 to -0.2', 'study of 2024, table 3', 'simulations/summer.yaml', 12],
  ]);
  // An id of digits is a name, not a number: its zeros stay.
  expect(row(book, 'Movers', '0079161234567')).toMatchObject({ 3: 12, 4: 19.5, 5: 7.5 });
  expect(row(book, 'Sensitivities', 'price of data-overage').slice(0, 5)).toEqual([-0.1, 0.1, 100, 1100.1, 1000.1]);
  expect(row(book, 'Sensitivities', 'max monthly-fee')[4]).toBe('none');
  expect(row(book, 'Controls', 'All controls agree')[0]).toBe(true);
});

test('what is too little to show has no number, and the table still adds up', async () => {
  const book = await bookOf(booked());
  expect(row(book, 'Segments', 'machines').slice(0, 6)).toEqual([5, 'too few to show', '–', '–', '–', '–']);
  // 42,100.05 - 12,000.00 - 30,000.00, and so on.
  expect(row(book, 'Segments', 'Too few to show, together').slice(2, 7)).toEqual([5, 5, 100.05, 100.1, 0.05]);
  expect(row(book, 'Segments', 'Total').slice(2, 7)).toEqual([1000, 1000, 42100.05, 42700.1, 600.05]);
  expect(row(book, 'Deciles', 'Pay nothing before').slice(5, 8)).toEqual([0, 100, 100]);
  expect(row(book, 'Deciles', 'Total').slice(5, 8)).toEqual([50520.06, 51240.12, 720.06]);
});

test.each([
  ['whole customers', booked],
  ['weighted ones', weighted],
])('every formula comes to what stands beside it: %s', async (_, simulation) => {
  const book = await bookOf(simulation());
  const formulas = everyFormula(book);
  expect(formulas.length).toBeGreaterThan(50);
  for (const { sheet, at, formula, value } of formulas) {
    const own = computed(book, sheet, formula);
    if (typeof value === 'boolean') expect([sheet, at, own]).toEqual([sheet, at, value]);
    else expect(Number(own), `${sheet}!${at}`).toBeCloseTo(value as number, 6);
  }
  expect(row(book, 'Controls', 'All controls agree')[0]).toBe(true);
});

test('parts of a cent are rounded so that they add up', async () => {
  const book = await bookOf(weighted());
  // 0.333333 + 0.333334 + 0.333334 = 1.000001, which is 1.00: the cent that is left goes to the first of the largest.
  expect(['a', 'b', 'c'].map((name) => row(book, 'Segments', name)[6])).toEqual([0.33, 0.34, 0.33]);
  expect(row(book, 'Segments', 'Total')[6]).toBe(1);
  expect(row(book, 'Summary', 'Net revenue').slice(2, 6)).toEqual([1, 'n/a', 0.9, 1.1]);
});

test('the summary says what the page does, and the amount that what customers do begins from is the one told above', async () => {
  const plain = booked();
  const { responses } = plain.behaviour!;
  // 0.335 and 0.335 are 0.67: each rounded by itself, half to even, is 0.34; what is too much is taken from the second.
  const whole = {
    ...plain,
    static: { ...plain.static, revenue: { ...plain.static.revenue, change: '0.335' } },
    behaviour: { ...plain.behaviour!, responses: [{ ...responses[0]!, change: '0.335' }] },
  };
  const book = await bookOf(whole);
  expect(book.cells.get('Summary')!.get('A4')!.value).toBe(headlineOf(whole));
  expect(row(book, 'Summary', 'Net revenue')[2]).toBe(0.34);
  expect(row(book, 'Summary', 'Customers as they are')[0]).toBe(0.34);
  expect(row(book, 'Summary', RESPONSES[responses[0]!.response])[0]).toBe(0.33);
  expect(row(book, 'Summary', 'With what is assumed')[0]).toBe(0.67);
});

test('each amount has its own ends, whether revenue has any or not', async () => {
  const whole = weighted();
  const { interval: _, ...revenue } = whole.static.revenue;
  const ends = { low: '-0.40', high: '0.60', confidence: '95' };
  const margin = { before: '2.00', after: '2.10', change: '0.10', percent: '5.0000', interval: ends };
  const cost = { before: '-2.00', after: '-1.10', change: '0.90', percent: null };
  const still = { ...whole.static, revenue, billed: revenue, cost, margin };
  const book = await bookOf({ ...whole, static: still });
  expect(row(book, 'Summary', 'Net revenue').slice(2, 6)).toEqual([1, 'n/a', undefined, undefined]);
  expect(row(book, 'Summary', 'Cost').slice(2, 6)).toEqual([0.9, 'n/a', undefined, undefined]);
  expect(row(book, 'Summary', 'Margin (net revenue less cost)').slice(2, 6)).toEqual([0.1, 0.05, -0.4, 0.6]);
  const told = [...book.cells.get('Summary')!.values()].map(({ value }) => value);
  expect(told).toEqual(expect.arrayContaining(['Change at least (95 %)', 'Change at most (95 %)']));
});

test('what customers are assumed to do stands on the sheet of assumptions', async () => {
  const book = await bookOf(booked());
  // Service, segment, plan; price and elasticity; asked and reached: percents are numbers.
  expect(row(book, 'Assumptions', 'data').slice(0, 7)).toEqual([
    ...['consumer', 'smart', 1.1, -0.6, undefined],
    ...[-0.0556, -0.0555],
  ]);
  expect(row(book, 'Assumptions', 'max').slice(0, 4)).toEqual([10, 0, 200, 150]);
  expect(row(book, 'Assumptions', 'Who leave, and their revenue').slice(0, 2)).toEqual([0, 0]);
});

test('what customers do and who moves are summed by the sheet, and held against what is told', async () => {
  const plain = booked();
  // 60.25 + 39.75 = 100.00; 6 + 4 = 10.
  const moves = [
    { from: 'smart', to: 'max', sampled: 40, mark: undefined, customers: '6', saving: '60.25' },
    { from: 'max', to: 'smart', sampled: 40, mark: undefined, customers: '4', saving: '39.75' },
  ];
  const migration = { sampled: 80, customers: '10', saving: '100.00', moves };
  const whole = { ...plain, behaviour: { ...plain.behaviour!, migration } };
  const book = await bookOf(whole);
  const { change: told } = whole.behaviour.impact.revenue;
  const steps = row(book, 'Controls', 'Summary, what customers do = change of revenue (with what is assumed)');
  expect(steps.slice(0, 4)).toEqual([Number(told), Number(told), 0, true]);
  const saved = row(book, 'Controls', 'Assumptions, migration = what they save');
  expect(saved.slice(0, 4)).toEqual([100, 100, 0, true]);
  const moved = row(book, 'Controls', 'Assumptions, migration = customers who move');
  expect(moved.slice(0, 4)).toEqual([10, 10, 0, true]);
  // One cent of one step is wrong: it is seen on the first line of the book.
  const [first, ...others] = whole.behaviour.responses;
  const responses = [{ ...first!, change: `${Number(first!.change) + 0.01}` }, ...others];
  const wrong = await bookOf({ ...whole, behaviour: { ...whole.behaviour, responses } });
  expect(row(wrong, 'Summary', 'All controls agree')[0]).toBe(false);
});

test('totals found in two ways are numbers to add, with every digit beside them', async () => {
  const whole = booked();
  const checks = [
    { what: 'revenue, two ways', one: '6987285.95671779890625', other: '6987285.95671779890625', same: true },
    { what: 'revenue, not the same', one: '10.004', other: '10.001', same: false },
  ];
  const book = await bookOf({ ...whole, controls: { ...whole.controls, checks } });
  const same = row(book, 'Controls', 'revenue, two ways');
  expect(same.slice(0, 5)).toEqual([6987285.96, 6987285.96, 0, 'yes', '6987285.95671779890625']);
  expect(row(book, 'Controls', 'revenue, not the same').slice(0, 5)).toEqual([10, 10, 0, 'NO', '10.004 and 10.001']);
});

test('rows that do not add up are seen', async () => {
  const wrong = booked();
  const [first, ...others] = wrong.static.months;
  const months = [{ ...first!, revenue: { ...first!.revenue, change: '300.01' } }, ...others];
  const book = await bookOf({ ...wrong, static: { ...wrong.static, months } });
  const label = 'Segments, by month = change of revenue (customers as they are)';
  expect(row(book, 'Controls', label).slice(0, 4)).toEqual([600.06, 600.05, 0.01, false]);
  expect(row(book, 'Controls', 'All controls agree')[0]).toBe(false);
  expect(row(book, 'Summary', 'All controls agree')[0]).toBe(false);
  const check = { what: 'x', one: '1.00', other: '2.00', same: false };
  const failed = await bookOf({ ...booked(), controls: { ...booked().controls, checks: [check] } });
  expect(row(failed, 'Controls', 'All controls agree')[0]).toBe(false);
});

test('more digits than a spreadsheet keeps are told in full', async () => {
  const whole = booked();
  const large = { before: '0.00', after: '12345678901234567.89', change: '12345678901234567.89', percent: null };
  const waterfall = [{ group: 'usage', component: 'calls', ...large }] as const;
  const still = { ...whole.static, revenue: large, waterfall };
  const book = await bookOf({ ...whole, behaviour: undefined, static: still });
  expect(row(book, 'Controls', 'Waterfall, revenue = change of revenue')[2]).toBe(
    'more digits than a spreadsheet keeps',
  );
  expect(row(book, 'Controls', 'Summary, Net revenue, change')[0]).toBe('12345678901234567.89');
  expect(row(book, 'Waterfall', 'Usage')[3]).toBe(Number('12345678901234567.89'));
});

test('a change of nothing is zero in every table', async () => {
  const same = JSON.parse(JSON.stringify(weighted())) as Simulation;
  const zeroed = JSON.parse(
    JSON.stringify(same, (key, value: unknown) =>
      ['before', 'after', 'change', 'low', 'high', 'saving'].includes(key) && typeof value === 'string'
        ? '0.00'
        : value,
    ),
  ) as Simulation;
  const book = await bookOf({ ...zeroed, static: { ...zeroed.static, movers: [] } });
  expect(row(book, 'Segments', 'Total').slice(4, 7)).toEqual([0, 0, 0]);
  expect(row(book, 'Controls', 'All controls agree')[0]).toBe(true);
});

test('the same simulation is the same bytes, whenever it is written', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01') });
  onTestFinished(() => void vi.useRealTimers());
  const first = await workbookOf(booked());
  vi.setSystemTime(new Date('2031-07-09T11:12:13Z'));
  expect(Buffer.compare(await workbookOf(booked()), first)).toBe(0);
});

test('headings stay and are printed on each page, wide sheets fit', async () => {
  const { files } = await bookOf(booked());
  expect(files.get('xl/workbook.xml')).toContain('localSheetId="5">Movers!$1:$4</definedName>');
  for (let index = 1; index <= SHEETS.length; index += 1) {
    const sheet = files.get(`xl/worksheets/sheet${index}.xml`)!;
    expect(sheet).toContain('state="frozen"');
    expect(sheet).toContain('<pageSetUpPr fitToPage="1"/>');
    expect(sheet).toMatch(/<pageSetup [^>]*fitToHeight="0"/);
  }
});

/** A simulation whose every name is this text. */
function named(text: string): Simulation {
  const whole = booked();
  const rename = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((one) => rename(one, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, rename(one, name)]));
    }
    return [
      'component',
      'name',
      'customer',
      'plan',
      'segment',
      'why',
      'what',
      'value',
      'range',
      'source',
      'file',
      'title',
      'at',
      'per',
      'notes',
      'library',
      'base',
      'candidate',
      'currency',
      'method',
    ].includes(key) && typeof value === 'string'
      ? text
      : value;
  };
  return rename(whole) as Simulation;
}

test('no text of anybody is a formula, and none breaks the file', async () => {
  const formulas = everyFormula(await bookOf(booked())).map(({ sheet, at, formula }) => `${sheet}!${at}=${formula}`);
  const hostile = fc.oneof(
    fc.constantFrom(
      '=1+1',
      '+1',
      '-1+cmd|x',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '=HYPERLINK("x")',
      'a;=1',
      '＝1',
      '_x003D_1',
      '</t></si>',
      ']]>',
      '&amp;',
      '__proto__',
      'constructor',
      'toString',
      '$&',
      '\u0000',
      '\ud800',
      '\ufffe',
      '\u202e',
      ' ',
      "'",
      '<f>1</f>',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const book = await bookOf(named(text));
      expect(everyFormula(book).map(({ sheet, at, formula }) => `${sheet}!${at}=${formula}`)).toEqual(formulas);
      for (const cells of book.cells.values()) {
        for (const { kind, value } of cells.values()) {
          if (kind !== 'text') continue;
          expect(value).not.toMatch(/^(?:[=@\t\r＝＋－＠]|[+-](?!\d+(?:\.\d+)?$))/);
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('text is what it was, made visible, and has its place in a cell', () => {
  expect(cellText('plan A')).toBe('plan A');
  expect(cellText('=1')).toBe("'=1");
  expect(cellText('a\u202eb\u0000')).toBe('a\\u202eb␀');
  expect(cellText('_x003D_')).toBe('_x005F_x003D_');
  expect(cellText('x'.repeat(40_000))).toHaveLength(32_767);
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 30_000, maxLength: 40_000 }),
      (text) => cellText(text).length <= 32_767,
    ),
    { numRuns: 5 },
  );
});

const ALWAYS_COMPUTE = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`;

const soffice = [
  '/usr/bin/soffice',
  '/usr/local/bin/soffice',
  '/Applications/LibreOffice.app/Contents/MacOS/soffice',
].find(existsSync);

test.skipIf(soffice === undefined)('LibreOffice computes the same from every formula', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rateproof-office-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bytes = await workbookOf(weighted());
  writeFileSync(join(folder, 'book.xlsx'), bytes);
  // Without this it shows the values that stand beside the formulas.
  mkdirSync(join(folder, 'profile/user'), { recursive: true });
  writeFileSync(join(folder, 'profile/user/registrymodifications.xcu'), ALWAYS_COMPUTE);
  const every = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';
  execFileSync(
    soffice!,
    [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', every, 'book.xlsx'],
    { cwd: folder, stdio: 'ignore', timeout: 90_000 },
  );
  const book = readXlsx(bytes);
  for (const { sheet, at, value } of everyFormula(book)) {
    const lines = readFileSync(join(folder, `book-${sheet}.csv`), 'utf8').split('\n');
    const [, column = '', line] = /^([A-Z])(\d+)$/.exec(at)!;
    const cells = lines[Number(line) - 1]!.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)!;
    const found = cells[column.charCodeAt(0) - 65]!.replace(/,$/, '').replaceAll('"', '');
    if (typeof value === 'boolean') expect([sheet, at, found]).toEqual([sheet, at, value ? 'TRUE' : 'FALSE']);
    else expect(Number(found), `${sheet}!${at}`).toBeCloseTo(value as number, 6);
  }
  expect(unzipped(bytes).size).toBeGreaterThan(10);
});
