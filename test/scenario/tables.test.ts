/** Tables of cases and templates: a row is the scenario that it would be if it were written out. */

import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { problemsOf, scenarioOf, scenariosOf } from './reading.ts';

const CUSTOMER = 'customer: { activated: 2026-01-01 }';

/** A scenario without its places: what it means. */
const meaning = ({ place: _, expect: invoices, ...scenario }: Scenario) => ({
  ...scenario,
  expect: invoices.map(({ place: __, ...invoice }) => invoice),
});

const TABLE = `
scenario: tiers
title: The tiers
tags: [data]
plan: $plan
${CUSTOMER}
periods: 2026-03
usage:
  - { service: data, in: home, total: $data, spread: daily }
expect:
  - { invoice: 2026-04-01, total: $total, lines: { data-overage: $over } }
cases:
  - { case: bundle, plan: smart-m, data: 10 GB, total: 19.99, over: absent, title: The bundle, tags: [edge, data] }
  - { case: over, plan: smart-s, data: 16 GB, total: { at_least: 40 }, over: { quantity: { of: 6 GB, within: 1 MB } }, because: by hand }
`;

const WRITTEN_OUT = `
scenario: tiers.bundle
title: The bundle
tags: [data, edge]
plan: smart-m
${CUSTOMER}
periods: 2026-03
usage:
  - { service: data, in: home, total: 10 GB, spread: daily }
expect:
  - { invoice: 2026-04-01, total: 19.99, lines: { data-overage: absent } }
---
scenario: tiers.over
title: The tiers
tags: [data]
plan: smart-s
${CUSTOMER}
periods: 2026-03
usage:
  - { service: data, in: home, total: 16 GB, spread: daily }
expect:
  - { invoice: 2026-04-01, total: { at_least: 40 }, lines: { data-overage: { quantity: { of: 6 GB, within: 1 MB } } }, because: by hand }
`;

test('each row is a scenario of its own, in its own place', () => {
  const cases = scenariosOf(TABLE);
  expect(cases.map(meaning)).toEqual(scenariosOf(WRITTEN_OUT).map(meaning));
  expect(cases.map(({ place }) => [place.line, place.column])).toEqual([
    [13, 5],
    [14, 5],
  ]);
});

test('rows under the names of the columns mean the same; an empty title, because or tag is none', () => {
  const rows = `cases:
  - [case,   plan,    data,  total,            over,                                            title,      tags,         because]
  - [bundle, smart-m, 10 GB, 19.99,            absent,                                          The bundle, [edge, data], ""     ]
  - [over,   smart-s, 16 GB, { at_least: 40 }, { quantity: { of: 6 GB, within: 1 MB } }, "",         "",           by hand]
`;
  expect(scenariosOf(TABLE.replace(/cases:.*/s, rows)).map(meaning)).toEqual(scenariosOf(TABLE).map(meaning));
});

test('a because of the document stays, and one of the row is for the invoices without', () => {
  const [one] = scenariosOf(`
scenario: reasons
plan: smart-m
${CUSTOMER}
expect:
  - { invoice: 2026-04-01, total: $total, because: the first }
  - { invoice: 2026-05-01 }
cases: [ { case: a, total: 1, because: the row's } ]
`);
  expect(one!.expect.map(({ because }) => because)).toEqual(['the first', "the row's"]);
});

test('in quotes a dollar sign is text, and in the middle of a text too', () => {
  const [one] = scenariosOf(`
scenario: dollars
title: "$total"
plan: smart-m
${CUSTOMER}
expect: [ { invoice: 2026-04-01, total: $total, because: costs $total } ]
cases: [ { case: a, total: 1 } ]
`);
  expect([one!.title, one!.expect[0]!.because]).toEqual(['$total', 'costs $total']);
});

describe('a scenario that is like a template', () => {
  const template = `
template: shared
title: Shared
${CUSTOMER}
expect: [ { invoice: 2026-04-01, total: $total } ]
`;
  const own = 'scenario: own\nlike: shared\nplan: smart-s\n';

  test('has what it does not say itself, wherever the template stands', () => {
    const same = `scenario: own\nplan: smart-s\ntitle: Mine\n${CUSTOMER}\nexpect: [ { invoice: 2026-04-01 } ]`;
    const like = `${own}title: Mine\nexpect: [ { invoice: 2026-04-01 } ]`;
    const expected = meaning(scenarioOf(same));
    expect(scenariosOf(`${like}\n---\n${template}`).map(meaning)).toEqual([expected]);
    expect(scenariosOf(`${template}\n---\n${like}`).map(meaning)).toEqual([expected]);
  });

  test('fills its places with cases of its own', () => {
    const cases = 'cases: [ { case: a, total: 1.00 }, { case: b, total: 2.00 } ]';
    const made = scenariosOf(`${template}\n---\n${own}${cases}\n---\n${own.replace('own', 'other')}${cases}`);
    expect(made.map(({ id, title }) => `${id} ${title}`)).toEqual([
      'own.a Shared',
      'own.b Shared',
      'other.a Shared',
      'other.b Shared',
    ]);
  });
});

describe('bounds', () => {
  const rows = (count: number, cell = '1'): string =>
    Array.from({ length: count }, (_, n) => `  - [c${n}, ${cell}]`).join('\n');
  const table = (usage: string, count: number): string =>
    `scenario: many\nplan: smart-m\n${CUSTOMER}\nusage:\n${usage}\nexpect: [ { invoice: 2026-04-01, total: $total } ]\ncases:\n  - [case, total]\n${rows(count)}`;

  test('of the cases of a table', () => {
    expect(problemsOf(table('  []', 10_001))).toEqual([
      '8:3 SCENARIO-TOO-LARGE a table has at most 10000 cases, this one has 10001 -> split it, or use a recipe',
    ]);
  });

  test('of the values that tables make', () => {
    const records = '  - { at: 2026-03-02T12:00, service: sms }\n'.repeat(300);
    expect(problemsOf(table(records, 9_000))[0]).toContain(
      'SCENARIO-TOO-LARGE up to here tables and templates make more than 5000000 values',
    );
  });

  test('of the records of all written scenarios', () => {
    const usage = '  - { service: sms, count: 50000, spread: daily, from: 2026-03-01, before: 2026-04-01 }';
    expect(problemsOf(table(usage, 100))).toEqual([
      '49:5 SCENARIO-TOO-LARGE up to this scenario there are more than 2000000 records written -> write fewer, or use a recipe',
    ]);
  });

  test('of what is told of one table', () => {
    expect(problemsOf(table('  []', 5_000).replaceAll(', 1]', ', one]')).length).toBeLessThan(200);
  });
});
