/** A small project in a folder of its own. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { exitCode, type TestRun } from '../../src/run/result.ts';
import { runTests, type TestHooks, type TestOptions } from '../../src/run/run-tests.ts';

export const PLAN = `
plan: simple
name: Simple
currency: EUR
timezone: Europe/Berlin
prices: gross
effective: { new: 2025-01-01 }
bill_cycle: { anchor: 1 }
tax: { name: VAT, rates: { standard: 19 % } }
recurring:
  - { id: monthly-fee, amount: 11.90, charged: in-arrears }
usage:
  - { id: voice, match: { service: voice, direction: out, to: home }, increment: 60 s, rate: 0.10 / min }
  - { id: data, match: { service: data }, increment: 100 kB, rate: 1.00 / GB }
`;

/** 61 s are two minutes, 0.20; 2.5 GB are 2.50; with the fee 14.60; tax 14.60 x 19 / 119 = 2.331. */
export const WRITTEN = `
scenario: a-call-and-data
plan: simple
tags: [smoke]
customer: { activated: 2026-01-01 }
usage:
  - { at: 2026-03-02T12:00, service: voice, direction: out, to: home, duration: 61 s }
  - { service: data, total: 2.5 GB, spread: daily, from: 2026-03-01, before: 2026-04-01 }
expect:
  - { invoice: 2026-04-01, total: 14.60, tax: 2.33, lines: { voice: 0.20, data: { of: 2.50, within: 0.01 } }, because: by hand }
`;

export const RECIPE = `
recipe: people
plan: simple
tags: [population]
count: 40
seed: 7
customers: { activated: { from: 2025-06-01, before: 2026-03-20 } }
periods: 2026-03
usage:
  - { service: voice, direction: out, to: home, records: { from: 0, to: 9 }, quantity: { from: 1 s, to: 9 min } }
  - { service: data, records: 20, quantity: { from: 1 MB, to: 90 MB } }
`;

export interface Project {
  readonly root: string;
  write(file: string, text: string | Uint8Array): void;
  read(file: string): string;
  run(options?: Partial<TestOptions>, hooks?: TestHooks): Promise<Ran>;
}

/** What a run came to, in short. */
interface Ran {
  readonly value: TestRun | undefined;
  readonly problems: readonly string[];
  /** Statuses that came up, with how often. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly exit: number;
  readonly exitInCi: number;
}

export function project(files: Readonly<Record<string, string | Uint8Array>> = {}): Project {
  const root = mkdtempSync(join(tmpdir(), 'rateproof-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (file: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const [file, text] of Object.entries({ 'plans/simple.yaml': PLAN, ...files })) write(file, text);
  return {
    root,
    write,
    read: (file) => readFileSync(join(root, file), 'utf8'),
    run: async (options = {}, hooks = {}) => {
      const { value, problems } = await runTests({ root, workers: 1, ...options }, hooks);
      const statuses = Object.entries(value?.summary.scenarios ?? {}).filter(([, count]) => count > 0);
      return {
        value,
        problems: problems.map(({ code, place }) => (place ? `${place.file}:${place.line} ${code}` : code)),
        statuses: Object.fromEntries(statuses),
        exit: value ? exitCode(value, { ci: false }) : 3,
        exitInCi: value ? exitCode(value, { ci: true }) : 3,
      };
    },
  };
}
