/**
 * The same simulation twice, with one worker and with two: the same bytes, whatever was asked for. Every population here is of several batches,
 * so that two workers have something to divide.
 */

import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { readXlsx } from '../reporting/simulation/read-xlsx.ts';
import { folderOf, rateproof, reportOf } from './simulated.ts';
import { BEHAVIOUR, mappingOf, plansOf, QUESTIONS, RECIPE, town, usageOf } from './town.ts';

const project = (simulation: string, files: Record<string, string> = {}): string =>
  folderOf({ ...plansOf('a', 'plans'), ...plansOf('b', 'b'), ...files, 'scenarios/sim.yaml': simulation });

const HEAD = 'simulation: twice\ncandidate: { plans: ../b }\n';
/** Of batches of 2,000 customers. */
const RECIPES = `${HEAD}population: { recipes: [people] }\n${BEHAVIOUR}${QUESTIONS}
certainty: { resamples: 200, seed: 3 }
`;
/** More than the 262,144 records of a block: every customer of a small town sends a message a minute, so to speak. */
const SAMPLE = `${HEAD}
population:
  usage: ../usage.yaml
  data: ../data
  segments: { consumer: 70 %, business: 30 % }
  stands_for: 100000
  sample: { customers: 90, by: [plan, segment], seed: 7 }
  calibrate:
    - { customers: 68000, segment: consumer, source: CRM }
    - { customers: 32000, segment: business, source: CRM }
    - { revenue: 2400000 EUR, source: ledger }
invoices: { from: 2026-04-01, before: 2026-05-02 }
certainty: { resamples: 200, seed: 3 }
`;

async function parquetRows(path: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(`SELECT * FROM read_parquet('${path}')`)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows.map((row) => row.map(String).join('|'));
}

async function sameTwice(root: string, kinds: readonly string[]): Promise<void> {
  const runs = [
    ['1', 'one'],
    ['2', 'two'],
  ] as const;
  for (const [workers, out] of runs) {
    rateproof(root, 'simulate', 'scenarios/sim.yaml', '--workers', workers, '--out', out, '--no-cache');
  }
  const [first, ...others] = runs.map(([, out]) => out);
  for (const other of others) {
    for (const name of kinds) {
      expect(reportOf(root, name, other).equals(reportOf(root, name, first)), `${name} of ${other}`).toBe(true);
    }
    const cells = (out: string) =>
      [...readXlsx(reportOf(root, 'simulation.xlsx', out)).cells].map(([sheet, own]) => [sheet, [...own]]);
    expect(cells(other)).toEqual(cells(first!));
    expect(await parquetRows(join(root, other, 'customers.parquet'))).toEqual(
      await parquetRows(join(root, first!, 'customers.parquet')),
    );
  }
}

/** A workbook is the same bytes too: no date is in it. */
const BYTES = ['simulation.json', 'customers.csv', 'simulation.html', 'simulation.md', 'simulation.xlsx'];

test('recipes, with behaviour, a path and draws', async () => {
  const recipe = RECIPE.replace('count: 150', 'count: 2100');
  await sameTwice(project(RECIPES, { 'scenarios/people.yaml': recipe }), BYTES);
});

test('usage files: a sample, weighed and calibrated', async () => {
  const customers = town(180).map((one) => {
    // 1,600 more of the same for each customer: two blocks.
    const more = Array.from(
      { length: 1600 },
      (_, call) => `${one.id},2026-03-${10 + (call % 20)}T12:${10 + (call % 50)}:00,0`,
    );
    return { ...one, calls: [...one.calls, ...more] };
  });
  await sameTwice(project(SAMPLE, { 'usage.yaml': mappingOf(), ...usageOf(customers, 'data') }), BYTES);
});
