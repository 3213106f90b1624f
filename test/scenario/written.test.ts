/** Written scenarios: what they expand to, by hand, and everything that is refused. */

import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/scenario/columns.ts';
import { problemsOf, scenarioOf } from './reading.ts';

const scenario = (usage: string, more = ''): string => `
scenario: one
plan: smart-m
customer: { activated: 2026-01-01 }
${more}
usage:
${usage}
expect: [ { invoice: 2026-04-01, total: 19.99 } ]
`;

const recordsOf = (usage: string, more = ''): string[] =>
  scenarioOf(scenario(usage, more)).records.map(
    ({ start, quantity }) => `${new Date(start).toISOString().slice(0, 19)} ${quantity.n}/${quantity.d}`,
  );

describe('single records', () => {
  test.each([
    ['the clock of the plan, in winter', '2026-03-02T19:58:30', '2026-03-02T18:58:30'],
    ['the clock of the plan, in summer', '2026-03-29T12:00', '2026-03-29T10:00:00'],
    ['an offset', '2026-03-02T19:58:30+01:00', '2026-03-02T18:58:30'],
    ['UTC', '2026-03-02 19:58:30Z', '2026-03-02T19:58:30'],
    ['the second half past two of the night', '2026-10-25T02:30:00+01:00', '2026-10-25T01:30:00'],
  ])('are timed by %s', (_, at, instant) => {
    expect(recordsOf(`- { at: ${at}, service: voice, duration: 3m 30s }`)).toEqual([`${instant} 210/1`]);
  });

  test.each([
    ['{ at: 2026-03-02T12:00, service: voice, duration: 1.5 min }', '90/1'],
    ['{ at: 2026-03-02T12:00, service: voice, quantity: 500 ms }', '1/2'],
    ['{ at: 2026-03-02T12:00, service: data, volume: 1 GiB }', '1073741824/1'],
    ['{ at: 2026-03-02T12:00, service: sms }', '1/1'],
    ['{ at: 2026-03-02T12:00, service: event, count: 3 }', '3/1'],
  ])('have a quantity in base units: %s', (record, quantity) => {
    expect(recordsOf(`- ${record}`)).toEqual([`2026-03-02T11:00:00 ${quantity}`]);
  });

  test('stand in the order of their start, equal ones as written', () => {
    const usage = `
- { at: 2026-03-02T12:00, service: sms, count: 1 }
- { at: 2026-03-01T12:00, service: sms, count: 2 }
- { at: 2026-03-02T12:00, service: sms, count: 3 }`;
    expect(recordsOf(usage).map((record) => record.slice(-3))).toEqual(['2/1', '1/1', '3/1']);
  });
});

describe('spread usage', () => {
  test('is a record a day, equal parts, the remainder one by one to the first', () => {
    const days = 'from: 2026-03-01, before: 2026-03-04';
    expect(recordsOf(`- { service: data, total: 11 B, spread: daily, ${days} }`)).toEqual([
      '2026-03-01T11:00:00 4/1',
      '2026-03-02T11:00:00 4/1',
      '2026-03-03T11:00:00 3/1',
    ]);
  });

  test('is so many records, on the first days one more, a second apart', () => {
    const days = 'from: 2026-03-01, before: 2026-03-04, at: 09:30';
    expect(recordsOf(`- { service: sms, count: 5, spread: daily, ${days} }`)).toEqual([
      '2026-03-01T08:30:00 1/1',
      '2026-03-01T08:30:01 1/1',
      '2026-03-02T08:30:00 1/1',
      '2026-03-02T08:30:01 1/1',
      '2026-03-03T08:30:00 1/1',
    ]);
  });

  test('adds up to its total over the days of the months on which there is service', () => {
    const months = 'periods: { from: 2025-12, before: 2026-03 }';
    const records = scenarioOf(scenario('- { service: data, total: 15.5 GB, spread: daily }', months)).records;
    expect(records).toHaveLength(59);
    expect(records.reduce((sum, { quantity }) => sum + quantity.n, 0n)).toBe(15_500_000_000n);
  });

  test('makes no records of nothing', () => {
    expect(recordsOf('- { service: data, total: 2 B, spread: daily }', 'periods: 2026-03')).toHaveLength(2);
  });
});

test('columns count in the largest quantum of which all quantities are whole', () => {
  const one = scenarioOf(
    scenario(`
- { at: 2026-03-02T12:00, service: voice, quantity: 1500 ms }
- { at: 2026-03-02T13:00, service: voice, quantity: 2 s }
- { at: 2026-03-02T14:00, service: sms, to: eu, direction: out }`),
  );
  const { usage, accounts } = columnsOf([one, one]);
  expect(accounts.map(({ id, plan }) => `${id} ${plan}`)).toEqual(['one smart-m', 'one smart-m']);
  expect([...usage.first]).toEqual([0, 3, 6]);
  expect([...usage.quantity]).toEqual([3, 4, 1, 3, 4, 1]);
  expect(usage.coding.quanta.get('voice')).toEqual({ n: 1n, d: 2n });
  expect([...usage.row]).toEqual([1, 2, 3, 1, 2, 3]);
  expect([...usage.kind].map((kind) => usage.coding.kinds[kind]?.to)).toEqual(['', '', 'eu', '', '', 'eu']);
});

test('the invoices made are those from the first to the last expected', () => {
  const { invoices } = scenarioOf(`
scenario: one
plan: smart-m
customer: { activated: 2026-01-01 }
expect: [ { invoice: 2026-05-01 }, { invoice: 2026-03-01, absent: true } ]`);
  expect(invoices).toEqual({ from: 20513, before: 20575 });
});

describe('refused', () => {
  test('everything that is wrong in a document, at once, each with its place and a fix', () => {
    const text = `scenario: One
plan: smart-x
tag: [a]
customer: { activated: 2026-02-30, terminated: 2026-01-01 }
usage:
  - { at: 2026-03-29T02:30, service: voice, duration: 1 GB }
  - { at: yesterday, service: vioce, durration: 3 s }
  - { service: data, spread: weekly, total: 1 GB }
expect:
  - { invoice: 2026-04-01, total: 19,99 }
  - { invoice: 2026-04-01, absent: true, tax: 1 }
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "1:11 SCENARIO-BAD-VALUE the id of a scenario cannot be \`One\` -> write lower-case letters, digits, \`-\`, \`.\` and \`_\`",
        "2:7 SCENARIO-UNKNOWN-PLAN there is no plan \`smart-x\` -> write \`smart-m\`",
        "3:1 SCENARIO-UNKNOWN-KEY a scenario has no key \`tag\` -> write \`tags\`",
        "4:24 SCENARIO-BAD-VALUE the activation cannot be \`2026-02-30\` -> write a date of 1970 to 2199: 2026-03-31",
        "6:55 SCENARIO-BAD-VALUE \`duration\` cannot be \`1 GB\` -> write a duration: 3m 30s, 90 s, 1.5 min",
        "7:11 SCENARIO-BAD-VALUE this is no time -> write 2026-03-02T19:58:30 by the clock of the plan, or with an offset: 2026-03-02T19:58:30+01:00",
        "7:31 SCENARIO-BAD-VALUE a service cannot be \`vioce\` -> write \`voice\`",
        "7:38 SCENARIO-UNKNOWN-KEY a usage record has no key \`durration\` -> write \`duration\`",
        "8:5 SCENARIO-MISSING-KEY usage that is spread needs to know over which days -> add \`periods: 2026-03\` to the scenario",
        "8:30 SCENARIO-BAD-VALUE \`spread\` cannot be \`weekly\` -> write \`daily\`",
        "10:38 SCENARIO-UNKNOWN-KEY an expected invoice has no key \`99\` -> use \`invoice\`, \`absent\`, \`total\`, \`net\`, \`tax\`, \`lines\`, \`exactly\`, \`allowances\` or \`because\`",
        "11:5 SCENARIO-NO-EFFECT an invoice that must be absent has no amounts -> leave them out",
        "11:5 SCENARIO-DUPLICATE-ID the invoice of 2026-04-01 is told twice -> say it in one item",
      ]
    `);
  });

  test.each([
    ['an hour that is skipped', '- { at: 2026-03-29T02:30, service: sms }'],
    ['an hour that comes twice', '- { at: 2026-10-25T02:30, service: sms }'],
    ['two quantities', '- { at: 2026-03-02T12:00, service: voice, duration: 3 s, quantity: 4 s }'],
    ['a quantity of another service', '- { at: 2026-03-02T12:00, service: voice, volume: 3 MB }'],
    ['a quantity that is missing', '- { at: 2026-03-02T12:00, service: data }'],
    ['days that are missing', '- { service: data, total: 1 GB, spread: daily }'],
    [
      'a total and a size',
      '- { service: data, total: 1 GB, each: 1 MB, spread: daily, from: 2026-03-01, before: 2026-03-02 }',
    ],
    ['a duration finer than a microsecond', '- { at: 2026-03-02T12:00, service: voice, duration: 0.0000001 s }'],
    ['more bytes than a double counts', '- { at: 2026-03-02T12:00, service: data, volume: 9007199254740993 B }'],
    ['a negative quantity', '- { at: 2026-03-02T12:00, service: data, volume: -1 MB }'],
    [
      'a time of the day that is none',
      '- { service: sms, count: 3, spread: daily, at: 25:00, from: 2026-03-01, before: 2026-03-02 }',
    ],
  ])('%s', (_, usage) => {
    expect(problemsOf(scenario(usage))).toMatchSnapshot();
  });

  test.each([
    ['usage outside the months told', scenario('- { at: 2026-04-01T00:00, service: sms }', 'periods: 2026-03')],
    ['a misspelt line', scenario('  []').replace('total: 19.99', 'lines: { data-overrage: absent }')],
    ['an amount near nothing', scenario('  []').replace('19.99', '{ within: 0.01 }')],
    ['exactly without lines', scenario('  []').replace('total: 19.99', 'exactly: true')],
    ['no expectation', 'scenario: one\nplan: smart-m\ncustomer: { activated: 2026-01-01 }\nexpect: []'],
    ['a customer before the plan', scenario('  []').replace('2026-01-01', '2024-12-31')],
    [
      'an expectation of an invoice that is not made',
      scenario('  []', 'invoices: { from: 2026-01-01, before: 2026-02-01 }'),
    ],
    ['a slip in the year of an invoice', scenario('  []', 'invoices: { from: 2026-04-01, before: 2126-05-01 }')],
    ['a word of a thousand letters', scenario('  []').replace('19.99', 'x'.repeat(1000))],
    [
      'more zones than can be told apart',
      scenario(
        Array.from({ length: 5001 }, (_, zone) => `  - { at: 2026-03-02T12:00, service: sms, to: z${zone} }`).join(
          '\n',
        ),
      ),
    ],
    ['another document', 'case: one'],
    ['two scenarios of one id', `${scenario('  []')}---${scenario('  []')}`],
  ])('%s', (_, text) => {
    expect(problemsOf(text)).toMatchSnapshot();
  });
});
