/**
 * Megaline from convention A (gigabytes rounded up per month) to E (pro rata, 1024 MB to the GB) and back, by the command: 500 real
 * customers, 318,611 records. Several people published what both sides come to: 95,491.18 + 52,066.00 USD under A,
 * 90,719.38673828125 + 51,923.57734375 under E. The difference is 147,557.18 - 142,642.96408203125 = 4,914.21591796875.
 */

import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Change, Simulation } from '../../src/simulation/result.ts';
import { rateFiles, realDataIsThere, SHARED, table } from '../evidence/real/real-data.ts';
import { computed, readXlsx } from '../reporting/simulation/read-xlsx.ts';
import {
  csvRows,
  difference,
  folderOf,
  openedByLibreOffice,
  plain,
  rateproof,
  reportOf,
  soffice,
  sumText,
} from './simulated.ts';

const real = (name: string): string =>
  readFileSync(new URL(`../evidence/real/megaline/${name}`, import.meta.url), 'utf8');

const PUBLISHED = {
  a: { surf: '95491.18', ultimate: '52066', all: '147557.18' },
  e: { surf: '90719.38673828125', ultimate: '51923.57734375', all: '142642.96408203125' },
};
const CHANGE = '4914.21591796875';

const simulationOf = (id: string, candidate: string): string => `
simulation: ${id}
candidate: { plans: ../${candidate} }
population: { usage: ../usage.yaml, data: ../data }
invoices: { from: 2018-01-01, before: 2019-01-02 }
`;

interface Way {
  readonly root: string;
  readonly out: string;
  readonly before: (typeof PUBLISHED)['a'];
  readonly after: (typeof PUBLISHED)['a'];
  /** Of the change: + where it rises. */
  readonly sign: string;
  simulation: Simulation;
}

const ways: Record<string, Way> = {};

/** What `rate` bills: it goes another way through the files, invoices of one customer after the other. */
const rated: Record<string, string> = {};

describe.skipIf(!realDataIsThere)('Megaline', () => {
  beforeAll(async () => {
    const mappingFile = 'usage-without-churn.yaml';
    const root = folderOf({
      ...{ 'usage.yaml': real(mappingFile), 'plans/megaline.yaml': real('a.yaml'), 'a/megaline.yaml': real('a.yaml') },
      ...{ 'e/megaline.yaml': real('e.yaml'), 'scenarios/to-e.yaml': simulationOf('a-to-e', 'e') },
      'scenarios/to-a.yaml': simulationOf('e-to-a', 'a'),
    });
    mkdirSync(join(root, 'data'));
    const data = `${SHARED}/data/megaline`;
    for (const name of readdirSync(data)) copyFileSync(join(data, name), join(root, 'data', name));
    const { a, e } = PUBLISHED;
    for (const [id, before, after, sign, plans] of [
      ['to-e', a, e, '-', 'plans'],
      ['to-a', e, a, '', 'e'],
    ] as const) {
      const out = `reports/${id}`;
      rateproof(root, 'simulate', `scenarios/${id}.yaml`, '--plans', plans, '--out', out, '--no-cache');
      const simulation = JSON.parse(reportOf(root, 'simulation.json', out).toString()) as Simulation;
      ways[id] = { root, out, before, after, sign, simulation };
    }
    for (const side of ['a', 'e']) {
      const { invoices } = await rateFiles('megaline', mappingFile, `${side}.yaml`, '2018-01-01', '2019-01-02');
      rated[side] = sumText(invoices.map(({ total }) => total));
    }
  });

  test.each(['to-e', 'to-a'])('%s: both sides to the last digit, and what rating each by itself gives', (id) => {
    const { simulation, before, after, sign } = ways[id]!;
    const { revenue, tax, billed, plans } = simulation.static;
    const percent = expect.any(String);
    expect({ ...revenue, before: plain(revenue.before) }).toEqual({
      ...{ before: before.all, after: id === 'to-e' ? after.all : '147557.18', change: `${sign}${CHANGE}`, percent },
    });
    expect(billed).toEqual(revenue);
    expect([tax.before, tax.after, tax.change].map(plain)).toEqual(['0', '0', '0']);
    const ofPlan = (name: string): Change => plans.find((row) => row.name === `megaline-${name}`)!.revenue!;
    for (const name of ['surf', 'ultimate'] as const) {
      const own = ofPlan(name);
      expect([own.before, own.after].map(plain)).toEqual([before[name], after[name]]);
      expect(plain(own.change)).toBe(difference(after[name], before[name]));
    }
    expect([revenue.before, revenue.after].map(plain)).toEqual(id === 'to-e' ? [rated.a, rated.e] : [rated.e, rated.a]);
    expect(simulation.header.population).toEqual({
      ...{ kind: 'full', name: 'usage megaline', sampled: 500, customers: '500', records: 318_611 },
    });
    expect(simulation.controls.records).toEqual({
      all: 318_611,
      rated: 318_611,
      screened: 0,
      unrated: 0,
      notBilled: 0,
    });
    expect(simulation.controls.checks.filter(({ same }) => !same)).toEqual([]);
  });

  test.each(['to-e', 'to-a'])('%s: the waterfall adds up; only data beyond the bundle moves', (id) => {
    const { simulation, before, after, sign } = ways[id]!;
    const { waterfall } = simulation.static;
    expect(sumText(waterfall.map((step) => step.before))).toBe(before.all);
    expect(sumText(waterfall.map((step) => step.after))).toBe(after.all);
    expect(sumText(waterfall.map(({ change }) => change))).toBe(`${sign}${CHANGE}`);
    for (const step of waterfall) expect(difference(step.after, step.before)).toBe(plain(step.change));
    const moved = waterfall.filter(({ change }) => plain(change) !== '0');
    expect(moved.map(({ component, change }) => [component, plain(change)])).toEqual([
      ['internet-over', `${sign}${CHANGE}`],
    ]);
    // 1,573 months of surf at 20 and 720 of ultimate at 70: 31,460 + 50,400.
    expect(plain(waterfall.find(({ component }) => component === 'monthly-fee')!.before)).toBe('81860');
  });

  test.each(['to-e', 'to-a'])('%s: every division of the customers adds up to the whole', (id) => {
    const { simulation, sign } = ways[id]!;
    const { plans, segments, months, bands, histogram } = simulation.static;
    for (const rows of [plans, segments, months]) {
      expect(sumText(rows.map(({ revenue }) => revenue!.change))).toBe(`${sign}${CHANGE}`);
    }
    expect(sumText(bands.map(({ change }) => change!))).toBe(`${sign}${CHANGE}`);
    // 490 of the 500 have usage.
    expect(sumText(bands.map(({ customers }) => customers!))).toBe('490');
    expect(sumText(histogram.bins.map(({ customers }) => customers))).toBe('490');
  });

  test.each(['to-e', 'to-a'])('%s: each customer of customers.csv as it was published', (id) => {
    const { root, out, sign } = ways[id]!;
    const rows = csvRows(reportOf(root, 'customers.csv', out).toString());
    const bills = table('published/megaline_user_month_bills_computed.csv');
    const [one, other] = sign === '-' ? ['bill_A', 'bill_E'] : ['bill_E', 'bill_A'];
    const own = new Map<string, typeof bills>();
    for (const bill of bills) own.set(bill.user_id!, [...(own.get(bill.user_id!) ?? []), bill]);
    expect(rows).toHaveLength(490);
    expect(
      rows
        .map(({ customer, total_before, total_after, months }) => [customer, total_before!, total_after!, months])
        .map(([customer, was, is, months]) => [customer, plain(was!), plain(is!), months]),
    ).toEqual(
      rows.map(({ customer }) => {
        const mine = own.get(customer!)!;
        return [
          customer,
          sumText(mine.map((bill) => bill[one!]!)),
          sumText(mine.map((bill) => bill[other!]!)),
          `${mine.length}`,
        ];
      }),
    );
  });

  test.each(['to-e', 'to-a'])('%s: DuckDB re-adds both files of customers, every column', async (id) => {
    const { root, out, before, after, sign } = ways[id]!;
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const sums = async (source: string): Promise<string[]> => {
      // Not wider: a product of more than 38 digits would be a double.
      const money = (column: string): string =>
        `sum(CAST(${column} AS DECIMAL(24, 12)) * CAST(weight AS DECIMAL(12, 6)))::VARCHAR`;
      const columns = ['net_before', 'net_after', 'tax_before', 'tax_after', 'total_before', 'total_after', 'change'];
      const empty = ['cost_before', 'cost_after', 'margin_before', 'margin_after'];
      const query = `SELECT ${columns.map(money).join(', ')}, count(*)::VARCHAR, sum(CAST(weight AS INTEGER))::VARCHAR,
        sum(CAST(months AS INTEGER))::VARCHAR, count(coalesce(${empty.join(', ')}))::VARCHAR, count(DISTINCT reach)::VARCHAR
        FROM ${source}`;
      const [row] = (await connection.runAndReadAll(query)).getRows();
      return row!.map((cell) => plain(`${cell}`));
    };
    const folder = join(root, out);
    // 2,293 months of customers; nothing has a cost; everybody is repriced.
    const expected = [
      ...[before.all, after.all, '0', '0', before.all, after.all, `${sign}${CHANGE}`],
      ...['490', '490', '2293', '0', '1'],
    ];
    expect(await sums(`read_csv('${folder}/customers.csv', all_varchar = true)`)).toEqual(expected);
    expect(await sums(`read_parquet('${folder}/customers.parquet')`)).toEqual(expected);
    // Numbers as numbers, without anything cast.
    const typed = await connection.runAndReadAll(
      `SELECT sum(net_after)::VARCHAR, sum(change)::VARCHAR FROM read_parquet('${folder}/customers.parquet')`,
    );
    expect(typed.getRows()[0]!.map((cell) => plain(`${cell}`))).toEqual([after.all, `${sign}${CHANGE}`]);
    // Row by row the same.
    const number = (cell: string): string => (/^-?\d+(?:\.\d+)?$/.test(cell) ? plain(cell) : cell);
    const rows = async (source: string): Promise<string[][]> =>
      (await connection.runAndReadAll(`SELECT * FROM ${source}`))
        .getRows()
        .map((row) => row.map((cell) => number(`${cell ?? ''}`)));
    expect(await rows(`read_parquet('${folder}/customers.parquet')`)).toEqual(
      await rows(`read_csv('${folder}/customers.csv', all_varchar = true)`),
    );
    connection.closeSync();
    instance.closeSync();
  });

  test.each(['to-e', 'to-a'])('%s: formulas of the workbook come to the totals', (id) => {
    const { root, out, before, after, sign } = ways[id]!;
    const book = readXlsx(reportOf(root, 'simulation.xlsx', out));
    const formulas = [...book.cells].flatMap(([sheet, cells]) =>
      [...cells].flatMap(([at, { formula, value }]) => (formula === undefined ? [] : [{ sheet, at, formula, value }])),
    );
    expect(formulas.length).toBeGreaterThan(50);
    for (const { sheet, at, formula, value } of formulas) {
      const own = computed(book, sheet, formula);
      if (typeof value === 'boolean') expect([sheet, at, own]).toEqual([sheet, at, true]);
      else expect(Number(own), `${sheet}!${at}`).toBeCloseTo(value as number, 6);
    }
    const cents = (text: string): string => Number(text).toFixed(2);
    const row = rowNamed(
      [...book.cells.get('Summary')!].map(([at, { value }]) => [at, `${value}`]),
      'Net revenue',
    );
    expect(row.slice(0, 3).map(cents)).toEqual([before.all, after.all, `${sign}${CHANGE}`].map(cents));
  });

  test.skipIf(soffice === undefined).each(['to-e', 'to-a'])('%s: LibreOffice, opened headless, says so too', (id) => {
    const { root, out, before, after, sign } = ways[id]!;
    const bytes = reportOf(root, 'simulation.xlsx', out);
    const book = readXlsx(bytes);
    const sheets = openedByLibreOffice(bytes, 'book.xlsx', book.names);
    const cents = (text: string): string => Number(text).toFixed(2);
    const named = (sheet: string, name: string): string[] =>
      sheets
        .get(sheet)!
        .find(([first]) => first === name)!
        .slice(1);
    const told = [before.all, after.all, `${sign}${CHANGE}`].map(cents);
    expect(named('Summary', 'Net revenue').slice(0, 3).map(cents)).toEqual(told);
    expect(named('Controls', 'All controls agree')[0]).toBe('TRUE');
    // Every formula: LibreOffice has computed it, the file has its own value beside it.
    let compared = 0;
    for (const [sheet, cells] of book.cells) {
      for (const [at, { formula, value }] of cells) {
        if (formula === undefined) continue;
        const [, column = '', line] = /^([A-Z])(\d+)$/.exec(at)!;
        const found = sheets.get(sheet)![Number(line) - 1]![column.charCodeAt(0) - 65]!;
        if (typeof value === 'boolean') expect([sheet, at, found]).toEqual([sheet, at, 'TRUE']);
        else expect(Number(found), `${sheet}!${at}`).toBeCloseTo(value as number, 6);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(50);
  });

  test.skipIf(soffice === undefined)('LibreOffice re-adds the customers to the same cent', () => {
    const { root, out, before, after, sign } = ways['to-e']!;
    const text = reportOf(root, 'customers.csv', out).toString();
    const sums = ['G', 'H', 'K', 'L', 'M'].map((column) => `=SUM(${column}2:${column}491)`);
    const lines = openedByLibreOffice(Buffer.from(`${text}${sums.join(',')}\n`), 'customers.csv', ['customers']);
    const found = lines
      .get('customers')!
      .filter((cells) => cells[0] !== '')
      .at(-1)!;
    const told = [before.all, after.all, before.all, after.all, `${sign}${CHANGE}`];
    // It adds in binary floats, which hold fifteen digits.
    expect(found.slice(0, 5).map((cell) => Number(cell).toFixed(8))).toEqual(told.map((one) => Number(one).toFixed(8)));
  });
});

/** Cells from B on of the row whose cell A has the name. */
function rowNamed(cells: readonly (readonly [string, string])[], name: string): string[] {
  const line = cells.find(([at, value]) => at.startsWith('A') && value === name)![0].slice(1);
  const byAddress = new Map(cells);
  return ['B', 'C', 'D', 'E'].map((column) => byAddress.get(`${column}${line}`) ?? '');
}
