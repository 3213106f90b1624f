/** Which measured months a path is made of. */

import { expect, test } from 'vitest';
import { renderProblems } from '../../../src/problems/render.ts';
import type { Assumptions } from '../../../src/simulation/assumptions.ts';
import { fullMonths, noFullMonth } from '../../../src/simulation/behaviour/full-months.ts';
import type { MonthCoverage } from '../../../src/simulation/bills.ts';
import { FILE, read, simulation } from '../read/read.ts';
import { assume, one, sourced } from './town.ts';

const month = (name: string, whole: number, part = 0, cut = 0): MonthCoverage => ({ month: name, whole, part, cut });
const PATH: Assumptions['path'] = {
  ...sourced,
  ...{ months: 3, from: '2026-07', customers: one('0'), usage: new Map(), seasonality: new Map() },
};

test('months with only the first days of customers, with invoices that are not asked for, or with few customers are left out', () => {
  const coverage = [
    // All began in it
    month('2026-01', 0, 100),
    month('2026-02', 40, 60),
    // As many whole as not
    month('2026-03', 100, 100),
    // Half of 200 less one
    month('2026-04', 99, 1),
    month('2026-05', 200, 10),
    month('2026-06', 150, 0, 1),
  ];
  expect(fullMonths([], coverage)).toEqual({
    full: ['2026-03', '2026-05'],
    notes: [
      'The path is made of 2026-03 and 2026-05 alone. Left out, because not measured in full: ' +
        '2026-01 (no invoice closes a whole month of service), 2026-02 (60 of 100 invoices are of a part of a month), ' +
        '2026-04 (only 99 customers with a whole month of service, 2026-05 has 200) and ' +
        '2026-06 (invoices of 1 customer are outside the dates of `invoices`).',
    ],
  });
  expect(fullMonths(['2026-05'], [month('2026-05', 3)])).toEqual({ full: ['2026-05'], notes: [] });
  expect(fullMonths(['2026-05'], undefined)).toEqual({ full: ['2026-05'], notes: [] });
});

test('a path without a full month is an error at the path, with what to write', async () => {
  const text = simulation('path: { months: 12, from: 2026-07, source: budget }');
  const problem = noFullMonth(read(text).value!, [month('2026-04', 0, 7), month('2026-05', 3, 0, 4)])!;
  const told = renderProblems([problem], { sources: new Map([[FILE, text]]) });
  await expect(told).toMatchFileSnapshot('../goldens/path-months.txt');
  expect(noFullMonth(assume({}, PATH), [month('2026-04', 7)])).toBeUndefined();
  expect(noFullMonth(assume({}), [month('2026-04', 0, 7)])).toBeUndefined();
});
