/**
 * The portfolio broken on purpose, one small slip at a time: the written scenarios notice every one of them, and say which
 * charge it is. RATEPROOF_ALL=1 also rates the generated customers and prints what a person reads.
 */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderSummary } from '../../src/reporting/terminal.ts';
import { runTests } from '../../src/run/run-tests.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const everything = Boolean(process.env.RATEPROOF_ALL);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rateproof-broken-'));
  const scenarios = everything ? 'scenarios' : 'scenarios/written';
  for (const name of ['plans', scenarios]) cpSync(join(root, name), join(folder, name), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Slip {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** What the difference is blamed on. */
  readonly cause: string;
}

const SLIPS: readonly Slip[] = [
  {
    what: 'a tier edge moved by one step of 100 kB',
    ...{ file: 'plans/smart-m.yaml', from: '{ to: 5 GB, rate: 4.00 / GB }', to: '{ to: 5.0001 GB, rate: 4.00 / GB }' },
    cause: 'data-overage',
  },
  {
    what: 'a tier edge moved by one step back',
    ...{ file: 'plans/smart-m.yaml', from: '{ to: 5 GB, rate: 4.00 / GB }', to: '{ to: 4.9999 GB, rate: 4.00 / GB }' },
    cause: 'data-overage',
  },
  {
    what: '60/60 for 60/1',
    ...{ file: 'plans/smart-m.yaml', from: 'increment: 60 s / 1 s', to: 'increment: 60 s' },
    cause: 'voice-national',
  },
  {
    what: '60/1 for 60/60',
    ...{ file: 'plans/payg-gb.yaml', from: 'increment: 60 s / 60 s', to: 'increment: 60 s / 1 s' },
    cause: 'voice-uk',
  },
  {
    what: 'rounding of every record for rounding of the line',
    file: 'plans/smart-m.yaml',
    from: 'setup: { amount: 0.05, when: charged }',
    to: 'setup: { amount: 0.05, when: charged }\n    rounding: { record: half-up 0.01 }',
    cause: 'voice-national',
  },
  {
    what: 'the day rate one minute longer',
    ...{ file: 'plans/shared/calendars.yaml', from: '"20:00"', to: '"20:01"' },
    cause: 'voice-national',
  },
  {
    what: 'an allowance of one message more',
    ...{ file: 'plans/smart-m.yaml', from: 'amount: 50 msg', to: 'amount: 51 msg' },
    cause: 'sms',
  },
  {
    what: 'a bundle of one step of 100 kB less',
    ...{ file: 'plans/smart-m.yaml', from: 'amount: 10 GB', to: 'amount: 9.9999 GB' },
    cause: 'data-overage',
  },
  {
    what: 'a discount one cycle longer',
    ...{ file: 'plans/smart-m.yaml', from: 'cycles: 3', to: 'cycles: 4' },
    cause: 'welcome',
  },
  {
    what: 'the day of activation paid for where it is free',
    ...{ file: 'plans/smart-l.yaml', from: 'first_day: free', to: 'first_day: used' },
    cause: 'monthly-fee',
  },
  {
    what: 'months of thirty days for months as they are',
    ...{ file: 'plans/smart-s.yaml', from: 'activation: actual', to: 'activation: thirty-day' },
    cause: 'monthly-fee',
  },
  {
    what: 'a counter of its own where data abroad shared one',
    ...{
      file: 'plans/smart-m.yaml',
      from: 'counter: data-all, steps: [{ to: 1 GB }',
      to: 'counter: data-abroad, steps: [{ to: 1 GB }',
    },
    cause: 'data-overage',
  },
  {
    what: 'minutes cut at eight before they are rounded, not after',
    ...{ file: 'plans/smart-s.yaml', from: 'crossing: round-then-split', to: 'crossing: split-by-increment' },
    cause: 'voice-national',
  },
  {
    what: 'graduated tiers for volume tiers',
    ...{ file: 'plans/iot-fleet.yaml', from: 'model: volume', to: 'model: graduated' },
    cause: 'telemetry',
  },
  {
    what: 'a price that existing customers should have kept',
    ...{ file: 'plans/smart-s.yaml', from: 'existing: never', to: 'existing: next-cycle' },
    cause: 'monthly-fee',
  },
  {
    what: 'half to even for half up',
    ...{ file: 'plans/iot-fleet.yaml', from: 'line: half-even 0.01', to: 'line: half-up 0.01' },
    cause: 'commands',
  },
];

describe.each(SLIPS)('$what', ({ what, file, from, to, cause }) => {
  test(`${file}: ${from} -> ${to}`, async () => {
    const path = join(folder, file);
    const before = readFileSync(path, 'utf8');
    expect(before).toContain(from);
    writeFileSync(path, before.replaceAll(from, to));
    try {
      const { value, problems } = await runTests({ root: folder, workers: everything ? 2 : 1 });
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      const noticed = value!.results.filter(({ status }) => status === 'changed');
      const written = noticed.filter(({ check }) => check === 'expectation');
      if (everything) {
        process.stdout.write(`\n## ${what}: ${noticed.length} scenarios notice, ${written.length} of them written\n\n`);
        process.stdout.write(renderSummary(value!, { columns: 80, colour: false, wallMs: 0 }));
      }
      const causes = written.flatMap(({ differences }) => differences.map((difference) => difference.cause));
      expect(causes).toContain(cause);
    } finally {
      writeFileSync(path, before);
    }
  });
});
