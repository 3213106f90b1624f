/** Customers as files: what stands in them, what it adds up to, and that Parquet has the same. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeSimulation } from '../../../src/cli/write-simulation.ts';
import { Database, pathLiteral } from '../../../src/database/database.ts';
import { CustomerAdder, customersCsv } from '../../../src/reporting/simulation/customers.ts';
import type { CustomerRow } from '../../../src/simulation/impact/customers.ts';
import type { Simulation } from '../../../src/simulation/result.ts';
import { booked, change } from './books-fixture.ts';

const side = (net: string, tax: string, total: string) => ({ net, tax, total });

const ROWS: readonly CustomerRow[] = [
  {
    ...{ customer: '0079161234567', plan: 'smart', segment: 'consumer', weight: '1', reach: 'repriced', months: 2 },
    ...{ before: side('10.00', '2.00', '12.00'), after: side('16.25', '3.25', '19.50'), change: '7.50' },
  },
  {
    ...{ customer: '=HYPERLINK("x")', plan: 'a,b', segment: '', weight: '2.5', reach: 'keeps', months: 1 },
    ...{ before: side('0.30', '0.06', '0.36'), after: side('0.30', '0.06', '0.36'), change: '0.00' },
  },
  {
    ...{ customer: 'c "3"', plan: '-1', segment: '+x', weight: '0.333333', reach: undefined, months: 1 },
    before: { ...side('-0.001', '0.000', '-0.001'), cost: '0.5', margin: '-0.501' },
    after: { ...side('3.000', '0.600', '3.600'), cost: '0.5', margin: '2.5' },
    change: '3.601',
  },
];

const CSV = `customer,plan,segment,weight,reach,months,net_before,net_after,tax_before,tax_after,total_before,total_after,change,cost_before,cost_after,margin_before,margin_after
0079161234567,smart,consumer,1,repriced,2,10.00,16.25,2.00,3.25,12.00,19.50,7.50,,,,
"'=HYPERLINK(""x"")","a,b",,2.5,keeps,1,0.30,0.30,0.06,0.06,0.36,0.36,0.00,,,,
"c ""3""",-1,'+x,0.333333,,1,-0.001,3.000,0.000,0.600,-0.001,3.600,3.601,0.5,0.5,-0.501,2.5
`;

/** By hand: 1 x 10.00 + 2.5 x 0.30 + 0.333333 x -0.001 = 10.749666667, and so on. */
const SUMS = {
  ...{ rows: 3, customers: '3.833333' },
  revenue: { before: '10.749666667', after: '17.999999' },
  tax: { before: '2.15', after: '3.5999998' },
  billed: { before: '12.899666667', after: '21.5999988', change: '8.700332133' },
};

function folder(): string {
  const own = mkdtempSync(join(tmpdir(), 'rateproof-customers-'));
  onTestFinished(() => rmSync(own, { recursive: true, force: true }));
  return own;
}

const pages = { html: () => ['page\n'], markdown: () => ['text\n'] };

test('a row a customer, no name a formula, and the sums of what is written', () => {
  const adder = new CustomerAdder();
  expect([...customersCsv(ROWS, adder)].join('')).toBe(CSV);
  expect(adder.told(2)).toEqual(SUMS);
});

test('sums beyond 2^53 and of long amounts are exact', () => {
  const adder = new CustomerAdder();
  const large = '99999999999.99';
  const row = { ...ROWS[0]!, before: side(large, '0.00', large), after: side('12345678901234567890.12', '0', '1') };
  for (let index = 0; index < 3000; index += 1) adder.add(row);
  // 3,000 x 99,999,999,999.99 is 29,999,999,999,997,000 cents and more: beyond 2^53 as cents.
  expect(adder.told(2)).toMatchObject({
    revenue: { before: '299999999999970.00', after: '37037036703703703670360.00' },
    billed: { change: '22500.00' },
  });
});

test.each(['', '1e5', '1.2.3', 'x', '0.1234567890123'])('%j is no amount', (wrong) => {
  expect(() => new CustomerAdder().add({ ...ROWS[0]!, change: wrong })).toThrow(`not an amount: ${wrong}`);
});

test('Parquet has the names as they are and DECIMAL columns', async () => {
  const out = folder();
  await writeSimulation(booked(), () => ROWS, out, { formats: ['customers-parquet'], pages });
  expect(readdirSync(out)).toEqual(['customers.parquet']);
  const file = join(out, 'customers.parquet');
  const database = await Database.open({ files: [file] });
  try {
    const source = `read_parquet(${pathLiteral(file)})`;
    expect(await database.rows(`SELECT customer, segment, reach, months FROM ${source}`)).toEqual([
      ['0079161234567', 'consumer', 'repriced', '2'],
      ['=HYPERLINK("x")', '', 'keeps', '1'],
      ['c "3"', '+x', null, '1'],
    ]);
    const sums = `sum(weight * net_before), sum(weight * change), sum(margin_after), typeof(any_value(change))`;
    const [row] = await database.rows(`SELECT ${sums} FROM ${source}`);
    expect(row!.slice(0, 3).map(Number)).toEqual([10.749666667, 8.700332133, 2.5]);
    expect(row![3]).toBe('DECIMAL(18,6)');
  } finally {
    database.close();
  }
});

test('made of customers.csv or by itself, the Parquet file holds the same', async () => {
  const names = [
    ['0079161234567', ''],
    ['a,b "c"', ' x '],
    ['line\nbreak', 'NULL'],
    ['', '"'],
  ] as const;
  const plain = names.map(([customer, segment]): CustomerRow => ({ ...ROWS[0]!, customer, segment, reach: undefined }));
  for (const rows of [plain, [...plain, ...ROWS]]) {
    const [both, alone] = [folder(), folder()];
    await writeSimulation(booked(), () => rows, both, { formats: ['customers-csv', 'customers-parquet'], pages });
    await writeSimulation(booked(), () => rows, alone, { formats: ['customers-parquet'], pages });
    const files = [both, alone].map((one) => join(one, 'customers.parquet'));
    const database = await Database.open({ files });
    try {
      const [one, other] = await Promise.all(
        files.map((file) => database.rows(`SELECT *, typeof(change) FROM read_parquet(${pathLiteral(file)})`)),
      );
      expect(one!.map(([customer, , segment]) => [customer, segment])).toEqual(
        rows.map(({ customer, segment }) => [customer, segment]),
      );
      expect(one).toEqual(other);
    } finally {
      database.close();
    }
  }
});

const told = (): Simulation => {
  const revenue = { ...change('0.00', '0.00'), before: '10.749666667', after: '17.999999', change: '7.250332333' };
  const tax = { ...revenue, before: '2.150', after: '3.5999998', change: '1.4499998' };
  const billed = { ...revenue, before: '12.899666667', after: '21.5999988', change: '8.700332133' };
  return { ...booked(), behaviour: undefined, static: { ...booked().static, revenue, tax, billed } };
};

test('all forms are written, and the file of customers is held against the totals told', async () => {
  const out = folder();
  writeFileSync(join(out, 'customers.parquet'), 'of another simulation');
  const formats = ['json', 'html', 'markdown', 'xlsx', 'customers-csv'] as const;
  const written = await writeSimulation(told(), () => ROWS, out, { formats, pages });
  expect(written.differences).toEqual([]);
  const files = ['customers.csv', 'simulation.html', 'simulation.json', 'simulation.md', 'simulation.xlsx'];
  expect(readdirSync(out).sort()).toEqual(files);
  expect([...written.files].sort()).toEqual(files.map((file) => join(out, file)));
  expect(readFileSync(join(out, 'customers.csv'), 'utf8')).toBe(CSV);
  const fewer = await writeSimulation(told(), () => ROWS.slice(1), out, { formats: ['customers-csv'], pages });
  expect(fewer.differences).toContain(
    'billed after: customers.csv adds up to 2.0999988, the simulation tells 21.5999988',
  );
  expect(readdirSync(out)).toEqual(['customers.csv']);
  // Read back: customers stay as they are.
  await writeSimulation(told(), undefined, out, { formats: ['markdown'], pages });
  expect(readdirSync(out).sort()).toEqual(['customers.csv', 'simulation.md']);
  // The Parquet file alone is added up too.
  const rows = await writeSimulation(told(), () => ROWS, out, { formats: ['customers-parquet'], pages });
  expect([rows.sums, rows.differences]).toEqual([written.sums, []]);
  const less = await writeSimulation(told(), () => ROWS.slice(1), out, { formats: ['customers-parquet'], pages });
  expect(less.differences).toEqual(fewer.differences.map((one) => one.replace('customers.csv', 'customers.parquet')));
});
