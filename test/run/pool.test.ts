/** Batches that an engine throws at, exits in or never finishes; and what a worker loads. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runInPool } from '../../src/run/pool.ts';
import { type Batch, type BatchResult, batchRunner, type Engine } from '../../src/run/run-scenario.ts';
import { columnsOf } from '../../src/scenario/columns.ts';
import { scenarioOf } from '../scenario/reading.ts';

const ENGINE = new URL('./broken-engine.mjs', import.meta.url).href;
const { rateAccounts } = (await import(ENGINE)) as { readonly rateAccounts: Engine };

const scenario = scenarioOf(`
scenario: any
plan: smart-m
customer: { activated: 2026-01-01 }
usage: [ { at: 2026-03-02T12:00, service: sms } ]
expect: [ { invoice: 2026-04-01 } ]`);

const batch = (...names: string[]): Batch => ({
  ...{ first: 0, size: names.length, full: true },
  ...columnsOf(names.map((name) => ({ ...scenario, id: `customer/${name}` }))),
});

const inPool = (batches: readonly Batch[], timeoutMs = 60_000): Promise<(BatchResult | undefined)[]> =>
  runInPool(
    batches,
    { plans: new Map(), recipes: [], engine: ENGINE },
    { workers: 2, timeoutMs, onBatch: () => undefined },
  );

const outcome = (result: BatchResult | undefined): string[] =>
  (result?.told ?? []).map((told, index) => result?.errors.find((error) => error.index === index)?.reason ?? told);

const FINE = 'smart-m 2026-04-01 1.00 EUR tax 0.00';

describe('in a pool as on the main thread', () => {
  test('one scenario that cannot be rated leaves the others of its batch alone', async () => {
    const batches = [batch('a', 'throws', 'b'), batch('c')];
    const here = batches.map(batchRunner(rateAccounts, new Map(), []));
    expect(outcome(here[0])).toEqual([FINE, 'no invoice for customer/throws', FINE]);
    expect(JSON.parse(here[0]!.invoices!)).toHaveLength(3);
    expect(await inPool(batches)).toEqual(here);
  });
});

describe('what a worker does not survive', () => {
  test('is tried twice, told, and the run goes on', async () => {
    const results = await inPool([batch('exits', 'a'), batch('b'), batch('c')]);
    expect(outcome(results[0])[0]).toMatch(/^the worker stopped: .*, twice$/);
    expect(outcome(results[0])).toHaveLength(2);
    expect(results.slice(1).map(outcome)).toEqual([[FINE], [FINE]]);
  });

  test('nor finishes in time, too', async () => {
    const results = await inPool([batch('hangs'), batch('b'), batch('c')], 3000);
    expect(results.map(outcome)).toEqual([['not finished after 3000 ms, twice'], [FINE], [FINE]]);
  });
});

test('a worker loads no YAML, schema, template, command line or fast-check', () => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: URL): void => {
    if (seen.has(file.pathname)) return;
    seen.add(file.pathname);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) .*?from '([^']+)'/gms)) {
      if (name.startsWith('.')) visit(new URL(name, file));
      else packages.add(name.split('/')[0]!);
    }
  };
  const worker = new URL('../../dist/run/worker.js', import.meta.url);
  expect(existsSync(worker)).toBe(true);
  visit(worker);
  expect(seen.size).toBeGreaterThan(10);
  expect([...packages].filter((name) => !name.startsWith('node:')).sort()).toEqual([
    'moment-timezone',
    'piscina',
    'pure-rand',
  ]);
});
