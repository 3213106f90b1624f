import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, test } from 'vitest';
import type { Invoice } from '../../src/invoicing/invoice.ts';
import { type InvoiceFormat, invoiceFormatOf, writeInvoices } from '../../src/reporting/invoices/write-invoices.ts';

const folder = mkdtempSync(join(tmpdir(), 'invoices-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FIRST: Invoice = {
  account: '+491701234567',
  plan: 'smart-m',
  date: '2026-01-15',
  currency: 'EUR',
  lines: [{ key: 'activation-fee', kind: 'one-time', amount: '29.99' }],
  net: '25.20',
  tax: '4.79',
  total: '29.99',
};
const SECOND: Invoice = {
  account: '=HYPERLINK("http://x","y")',
  plan: '@plan, "A"',
  date: '2026-02-01',
  period: { from: '2026-01-15', before: '2026-02-01' },
  currency: 'EUR',
  lines: [
    { key: 'voice zone=eu', kind: 'usage', amount: '0.123456789012345678', quantity: '60.6' },
    { key: '-credit', kind: 'recurring', amount: '-12.50' },
  ],
  net: '-12.38',
  tax: '0.00',
  total: '-12.38',
};

async function* pieces(...parts: readonly (readonly Invoice[])[]): AsyncGenerator<readonly Invoice[]> {
  yield* parts;
}

async function written(format: InvoiceFormat, ...parts: readonly (readonly Invoice[])[]): Promise<string> {
  const path = join(folder, `out.${format}`);
  const all = parts.flat();
  const lines = all.reduce((sum, invoice) => sum + invoice.lines.length, 0);
  expect(await writeInvoices(format, path, pieces(...parts))).toEqual({ invoices: all.length, lines });
  expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  return path;
}

test('CSV: a row a line, totals once, formulas disarmed and negative amounts left alone', async () => {
  expect(readFileSync(await written('csv', [FIRST], [], [SECOND]), 'utf8')).toBe(
    `account,plan,date,period_from,period_before,line,kind,quantity,amount,currency,net,tax,total
+491701234567,smart-m,2026-01-15,,,activation-fee,one-time,,29.99,EUR,25.20,4.79,29.99
"'=HYPERLINK(""http://x"",""y"")","'@plan, ""A""",2026-02-01,2026-01-15,2026-02-01,voice zone=eu,usage,60.6,0.123456789012345678,EUR,-12.38,0.00,-12.38
"'=HYPERLINK(""http://x"",""y"")","'@plan, ""A""",2026-02-01,2026-01-15,2026-02-01,'-credit,recurring,,-12.50,EUR,,,
`,
  );
});

test('JSON is one list, NDJSON an invoice a line, in any pieces', async () => {
  const json = readFileSync(await written('json', [FIRST, SECOND]), 'utf8');
  expect(JSON.parse(json)).toEqual([FIRST, SECOND]);
  expect(readFileSync(await written('json', [FIRST], [], [SECOND]), 'utf8')).toBe(json);
  expect(readFileSync(await written('json'), 'utf8')).toBe('[]\n');
  const lines = readFileSync(await written('ndjson', [FIRST], [SECOND]), 'utf8').split('\n');
  expect(lines.slice(0, 2).map((line) => JSON.parse(line))).toEqual([FIRST, SECOND]);
  expect(lines.slice(2)).toEqual(['']);
});

async function read(path: string): Promise<{ types: string[]; rows: unknown[][] }> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(`SELECT * FROM '${path}'`);
  const types = result.columnTypes().map(String);
  const rows = result.getRowsJson();
  connection.closeSync();
  instance.closeSync();
  return { types, rows };
}

test('Parquet: dates and exact decimals', async () => {
  const { types, rows } = await read(await written('parquet', [FIRST], [SECOND]));
  expect(types).toEqual([
    ...['VARCHAR', 'VARCHAR', 'DATE', 'DATE', 'DATE', 'VARCHAR', 'VARCHAR'],
    ...['DECIMAL(38,1)', 'DECIMAL(38,18)', 'VARCHAR', 'DECIMAL(38,2)', 'DECIMAL(38,2)', 'DECIMAL(38,2)'],
  ]);
  expect(rows.map((row) => row.slice(5))).toEqual([
    ['activation-fee', 'one-time', null, '29.990000000000000000', 'EUR', '25.20', '4.79', '29.99'],
    ['voice zone=eu', 'usage', '60.6', '0.123456789012345678', 'EUR', '-12.38', '0.00', '-12.38'],
    ['-credit', 'recurring', null, '-12.500000000000000000', 'EUR', null, null, null],
  ]);
});

test('Parquet: an amount of more than 38 digits makes its column text, and no invoices a file without rows', async () => {
  const amount = `123456789.${'1'.repeat(30)}`;
  const long = { ...FIRST, lines: [{ key: 'x', kind: 'usage' as const, amount }] };
  const { types, rows } = await read(await written('parquet', [long]));
  expect([types[8], rows[0]![8]]).toEqual(['VARCHAR', amount]);
  expect((await read(await written('parquet'))).rows).toEqual([]);
});

test('with an error on the way, the earlier file stays and nothing else is left', async () => {
  async function* broken(): AsyncGenerator<readonly Invoice[]> {
    yield [FIRST];
    throw new Error('the engine stopped');
  }
  for (const format of ['csv', 'json', 'ndjson', 'parquet'] as const) {
    const path = join(folder, `kept.${format}`);
    writeFileSync(path, 'earlier');
    await expect(writeInvoices(format, path, broken())).rejects.toThrow('the engine stopped');
    expect(readFileSync(path, 'utf8')).toBe('earlier');
    await expect(writeInvoices(format, join(folder, 'no-such-folder', 'x'), pieces([FIRST]))).rejects.toThrow();
  }
  expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  expect(existsSync(join(folder, 'no-such-folder'))).toBe(false);
});

test('the name says the format', () => {
  expect(['a.json', 'b.NDJSON', 'c.csv', 'd.parquet', 'e.xlsx', 'csv'].map(invoiceFormatOf)).toEqual([
    ...['json', 'ndjson', 'csv', 'parquet', undefined, undefined],
  ]);
});
