/** Batches that an engine throws at, exits in or never finishes; and what a worker loads. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PAIR, type PairResult } from '../../src/run/diff/pair.ts';
import { WorkerPool } from '../../src/run/pool.ts';
import { type Batch, type BatchResult, batchRunner, type Engine, RATING } from '../../src/run/run-scenario.ts';
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

interface How {
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
  readonly signal?: AbortSignal;
}

/** By batch; undefined for those that were left. */
async function inPool(batches: readonly Batch[], how: How = {}): Promise<(BatchResult | undefined)[]> {
  const { timeoutMs = 60_000, memoryMb, signal } = how;
  const pool = new WorkerPool(2, { memoryMb });
  const results = batches.map(() => undefined as BatchResult | undefined);
  let next = 0;
  const source = { next: () => batches[next++], took: () => undefined };
  const given = { work: RATING, given: { plans: new Map(), recipes: [] }, engine: ENGINE };
  const onBatch = (done: Batch, result: BatchResult) => {
    results[batches.indexOf(done)] = result;
  };
  try {
    await pool.run(source, given, { timeoutMs, signal, onBatch });
  } finally {
    await pool.destroy();
  }
  return results;
}

/** By scenario: its invoices, or why there are none. */
const outcome = (result: BatchResult | undefined): string[] =>
  Array.from({ length: result?.told.length ?? 0 }, (_, place) => {
    const invoices = (result?.invoices?.[place] ?? []).map(({ plan, date, total }) => `${plan} ${date} ${total}`);
    return result?.errors.find(({ index }) => index === place)?.reason ?? invoices.join();
  });

const FINE = 'smart-m 2026-04-01 1.00';

describe('in a pool as on the main thread', () => {
  test('one scenario that cannot be rated leaves the others of its batch alone', async () => {
    const batches = [batch('a', 'throws', 'b'), batch('c')];
    const here = batches.map(batchRunner(rateAccounts, new Map(), []));
    expect(outcome(here[0])).toEqual([FINE, 'no invoice for customer/throws', FINE]);
    expect(here[0]!.invoices).toHaveLength(3);
    expect(await inPool(batches)).toEqual(here);
  });
});

describe('what a worker does not survive', () => {
  test('is tried twice, found, told, and the run goes on', async () => {
    const results = await inPool([batch('a', 'b', 'c', 'exits', 'd', 'throws', 'e'), batch('f'), batch('g')]);
    const [stopped, thrown] = [/^the worker stopped: .*, twice$/, 'no invoice for customer/throws'];
    const expected = [FINE, FINE, FINE, expect.stringMatching(stopped), FINE, thrown, FINE];
    expect(results.map(outcome)).toEqual([expected, [FINE], [FINE]]);
    // All of the others in full, in their places.
    expect(results[0]!.invoices!.map((own) => own.length)).toEqual([1, 1, 1, 0, 1, 0, 1]);
    expect(results[0]!.plans.get('smart-m')?.scenarios).toBe(5);
  });

  test('nor finishes in time, too', async () => {
    const results = await inPool([batch('a', 'hangs'), batch('b'), batch('c')], { timeoutMs: 3000 });
    expect(results.map(outcome)).toEqual([[FINE, 'not finished after 3000 ms, twice'], [FINE], [FINE]]);
  });

  test('nor has memory for, too', async () => {
    const results = await inPool([batch('eats', 'a'), batch('b'), batch('c')], { memoryMb: 64 });
    expect(outcome(results[0])[0]).toMatch(/^the worker stopped: .*memory.*, twice$/);
    expect([outcome(results[0])[1], ...results.slice(1).map(outcome)]).toEqual([FINE, [FINE], [FINE]]);
  });

  test('takes so many workers with it that nothing is taken apart any more, and the run ends', async () => {
    const all = batch(...Array.from({ length: 64 }, () => 'exits'));
    const [result] = await inPool([all, batch('b')]);
    expect(outcome(result)).toHaveLength(64);
    expect(result!.errors).toHaveLength(64);
  });
});

test('two sides in one batch: what one of them does not survive is found, and the others are compared', async () => {
  const pool = new WorkerPool(2);
  const sides = { base: new Map([['smart-m', []]]), head: new Map([['smart-m', []]]) };
  const results: PairResult[] = [];
  const given = { work: PAIR, given: { ...sides, recipes: [], untouched: 'rate' as const }, engine: ENGINE };
  const batches = [batch('a', 'exits', 'b', 'throws')];
  const source = { next: () => batches.shift(), took: () => undefined };
  try {
    await pool.run(source, given, { timeoutMs: 60_000, onBatch: (_, result: PairResult) => results.push(result) });
  } finally {
    await pool.destroy();
  }
  expect(results[0]!.rows.map(({ on, before, error }) => [on, before[0], error])).toEqual([
    ['both', '1.00', undefined],
    ['none', undefined, expect.stringMatching(/^the worker stopped: .*, twice$/)],
    ['both', '1.00', undefined],
    ['none', undefined, 'the base: no invoice for customer/throws'],
  ]);
});

test('an interruption does not wait for what hangs, and keeps what is finished', async () => {
  const stop = new AbortController();
  const ended = inPool([batch('a'), batch('hangs'), batch('hangs'), batch('b')], { signal: stop.signal });
  setTimeout(() => stop.abort(), 1000);
  expect((await ended).map((result) => result && outcome(result))).toEqual([[FINE], undefined, undefined, undefined]);
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
  expect([...packages].filter((name) => !name.startsWith('node:')).sort()).toEqual(['moment-timezone', 'pure-rand']);
});
