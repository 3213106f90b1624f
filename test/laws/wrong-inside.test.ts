/** Engines that are wrong inside: the code that prices records, with one slip. Laws of plans find each of them. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { preparePlans } from '../../src/run/prepare-plan.ts';
import { rateAccounts } from '../../src/run/rate-accounts.ts';
import { searchLaws } from '../../src/run/search-laws.ts';

/** A slip: text of a kernel in place of other text. Counts how often it was made. */
const slip = vi.hoisted(() => ({ made: 0, of: (source: string): string => source }));

vi.mock('../../src/rating/emit.ts', async (original) => {
  const own = await original<typeof import('../../src/rating/emit.ts')>();
  const emitKernel: typeof own.emitKernel = (shape, options) => {
    const source = own.emitKernel(shape, options);
    const wrong = slip.of(source);
    if (wrong !== source) slip.made += 1;
    return wrong;
  };
  return { ...own, emitKernel };
});

afterEach(() => {
  slip.of = (source) => source;
  slip.made = 0;
});

const HEAD = `
plan: p
currency: EUR
timezone: Europe/Berlin
prices: gross
effective: { new: 2026-01-01 }
`;
/** An allowance for some of a charge's usage keeps records apart: they are priced one by one, and not as a sum. */
const APART = 'allowances: [ { id: pot, covers: [ { service: voice, to: home } ], amount: 5 s } ]';
const TIERS = `${HEAD}${APART}
usage:
  - id: voice
    match: { service: voice, to: [home, eu] }
    line_by: [tier]
    tiers: { model: graduated, counter: calls, steps: [ { to: 10 min, rate: 0.60 / min }, { rate: 1.20 / min } ] }
`;
const SECONDS = `${HEAD}${APART}
usage: [ { id: voice, match: { service: voice, to: [home, eu] }, rate: 0.10 / s } ]
`;
const BANDS = `${HEAD}usage:
  - id: voice
    match: { service: voice }
    increment: 1 s
    bands: { calendar: day, crossing: split-by-increment }
    rate: { peak: 0.20 / min, off-peak: 0.10 / min }
---
calendar: day
bands:
  peak: [ { days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", before: "20:00" } ]
  off-peak:
    - { days: [mon, tue, wed, thu, fri, sat, sun], before: "08:00" }
    - { days: [mon, tue, wed, thu, fri, sat, sun], from: "20:00" }
`;

/** Names of the laws that are found broken. */
async function broken(text: string): Promise<string[]> {
  const { value, problems } = preparePlans([{ file: 'plans/p.yaml', text }]);
  expect(problems).toEqual([]);
  const root = mkdtempSync(join(tmpdir(), 'rateproof-'));
  try {
    const { results } = await searchLaws(value!, rateAccounts, { tries: 400, seed: 1, root, folder: 'r' }, {}, []);
    return results.filter(({ status }) => status === 'changed').map(({ differences }) => differences[0]!.cause);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const SLIPS: readonly (readonly [string, string, string, (source: string) => string])[] = [
  [
    'the edge of a tier is one off for a record that crosses it',
    TIERS,
    'record-order-does-not-matter',
    (source) => source.replace(/const x = m < (n\d+ - at) \? m : \1;/g, 'const x = m < $1 ? m : $1 + 1;'),
  ],
  [
    // 0.07 x 100 is 7.000000000000001 in floats, as 0.1 + 0.2 is 0.30000000000000004: one more when it is rounded up.
    'money is added in floats and rounded up',
    SECONDS,
    'split-record-costs-the-same',
    (source) => source.replace(/L\[l\] \+= (n \* R\[r\]);/g, 'L[l] = Math.ceil((L[l] / 100 + ($1) / 100) * 100);'),
  ],
  [
    'the first record of a bill does not move the counter',
    TIERS,
    'record-order-does-not-matter',
    (source) => source.replace(/c0 \+= n;/g, 'c0 += i > first[b] ? n : 0;'),
  ],
  [
    'seconds are rounded up to a minute once a piece of a call, not once a call',
    BANDS,
    'split-record-costs-the-same',
    (source) => source.replace(/const n = f - e,/g, 'const n = Math.ceil((f - e) / 60) * 60,'),
  ],
];

test.each(SLIPS)('%s', async (_, plan, law, wrong) => {
  expect(await broken(plan)).toEqual([]);
  slip.of = wrong;
  const found = await broken(plan);
  expect(slip.made).toBeGreaterThan(0);
  expect(found).toContain(law);
});
