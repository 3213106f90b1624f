/** Timelines, units and quantities of the plan: what they mean. What is refused stands in refusals/. */

import { describe, expect, test } from 'vitest';
import { parseDay } from '../../src/calendar/day.ts';
import { columnsOf } from '../../src/scenario/columns.ts';
import { problemsOf, scenarioOf } from './reading.ts';

const day = (text: string): number => parseDay(text)!;
const scenario = (timeline: string, plan = 'smart-m', more = ''): string =>
  `scenario: one\nplan: ${plan}\n${more}\ntimeline: ${timeline}\nexpect: [ { invoice: 2026-04-01 } ]`;

describe('a timeline', () => {
  const ORDERS = `
  - { on: 2025-11-01, order: activate }
  - { on: 2026-04-01, order: change-plan, plan: smart-l }
  - { on: 2026-07-01, order: change-plan, plan: smart-m }
  - { on: 2026-08-15, order: terminate }`;

  test('says when the customer comes, changes plans and leaves, and the account knows', () => {
    const changes = [
      { on: day('2026-04-01'), plan: 'smart-l' },
      { on: day('2026-07-01'), plan: 'smart-m' },
    ];
    const read = scenarioOf(scenario(ORDERS));
    expect(read).toMatchObject({ activated: day('2025-11-01'), terminated: day('2026-08-15'), changes });
    expect(columnsOf([read]).accounts).toEqual([
      {
        ...{ id: 'one', plan: 'smart-m', activated: day('2025-11-01'), terminated: day('2026-08-15'), changes },
        invoices: { from: day('2026-04-01'), before: day('2026-04-02') },
      },
    ]);
  });

  test('and the short form under `customer` mean the same', () => {
    const short = ORDERS.split('\n').slice(2, 4).join('\n');
    const customer = 'customer: { activated: 2025-11-01, terminated: 2026-08-15, segment: light }';
    const { activated, terminated, changes, segment } = scenarioOf(scenario(`\n${short}`, 'smart-m', customer));
    expect({ ...scenarioOf(scenario(ORDERS)), segment }).toMatchObject({ activated, terminated, changes, segment });
  });

  test.each([
    // The 31st: cycles begin on the last day of shorter months, and on the 31st again after them.
    ['from-the-day', '2025-12-31', '2026-02-28', '2026-03-31'],
    ['from-the-day', '2025-12-31', '2026-03-31', '2026-04-30'],
    ['from-the-15th', '2025-12-20', '2026-01-15', '2026-02-15'],
    ['from-the-15th', '2025-12-15', '2026-01-15', '2026-02-15'],
  ])('of %s since %s may change the plan on %s, and a day later on the next %s', (plan, activated, right, next) => {
    const orders = (on: string): string =>
      `[ { on: ${activated}, order: activate }, { on: ${on}, order: change-plan, plan: smart-m } ]`;
    expect(problemsOf(scenario(orders(right), plan))).toEqual([]);
    const later = new Date((day(right) + 1) * 86_400_000).toISOString().slice(0, 10);
    expect(problemsOf(scenario(orders(later), plan))[0]).toContain(`first day of a cycle: ${right} or ${next}`);
  });

  test('lets lines and allowances of every plan of the customer be expected', () => {
    const orders = '[ { on: 2025-11-01, order: activate }, { on: 2026-04-01, order: change-plan, plan: smart-l } ]';
    const text = scenario(orders).replace(
      '{ invoice: 2026-04-01 }',
      '{ invoice: 2026-04-01, lines: { data: 1, data-overage: 1, data-ovrage: 1 }, allowances: { data-30gb: absent, data-10gb: 1 GB, data-20gb: 1 GB } }',
    );
    expect(problemsOf(text)).toEqual([
      '5:69 SCENARIO-UNKNOWN-LINE plans smart-m, smart-l have no charge or discount for a line `data-ovrage` -> write `data-overage`',
      '5:137 SCENARIO-UNKNOWN-ALLOWANCE plans smart-m, smart-l have no allowance `data-20gb` -> write `data-10gb`',
    ]);
  });
});

describe('quantities are in the units of the plan', () => {
  const text = (plan: string, usage: string): string =>
    `scenario: one\nplan: ${plan}\ncustomer: { activated: 2026-01-01 }\nusage: [ ${usage} ]\nexpect:\n  - invoice: 2026-04-01\n    lines: { data-overage: { quantity: 1 MB } }\n    allowances: { data-10gb: { at_most: 2 MB } }`;
  const record = '{ at: 2026-03-02T12:00, service: data, volume: 3 MB }';
  const spread = '{ service: data, total: 3 MB, spread: daily, from: 2026-03-02, before: 2026-03-03 }';

  // The plan trade-units says MB: 1024 kB, with a kB of 1,000 bytes.
  test.each([
    ['smart-m', 1_000_000n],
    ['trade-units', 1_024_000n],
  ])('%s: a MB has %d bytes in usage and in what is expected', (plan, size) => {
    for (const usage of [record, spread]) {
      const { records, expect: expected } = scenarioOf(text(plan, usage));
      expect(records.map(({ quantity }) => quantity.n)).toEqual([3n * size]);
      expect(expected[0]!.lines[0]!.quantity).toEqual({ is: { n: size, d: 1n } });
      expect(expected[0]!.allowances[0]!.left).toEqual({ atLeast: undefined, atMost: { n: 2n * size, d: 1n } });
    }
  });

  test('binary units are what they are', () => {
    const { records } = scenarioOf(text('trade-units', record.replace('3 MB', '3 MiB')));
    expect(records[0]!.quantity.n).toBe(3n * 1_048_576n);
  });
});
