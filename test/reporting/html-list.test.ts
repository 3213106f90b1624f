import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/reporting/html.ts';
import { NAMES, RESULTS, runOf } from './hand-built.ts';
import { listOf, script } from './page-list.ts';

const { moved, readAddress, search, thousands, writeAddress } = script;
const ALL = { q: '', status: '', plan: '', cause: '', sort: '' };

describe('addresses that last', () => {
  test('what is written is read again, whatever stands in it', () => {
    for (const text of ['base/2', 'a b&c=d#e', '100%', 'grün ✓', '<script>', '"\'']) {
      const state = { s: text, q: `${text} ${text}`, status: 'changed', plan: text, cause: 'c0ffee', sort: 'high' };
      expect(readAddress(writeAddress(state))).toEqual(state);
    }
    expect(writeAddress({ s: 'base/2' })).toBe('#s=base/2');
    expect(writeAddress({})).toBe('');
  });

  test('other addresses are not of the list, damaged ones are taken as they stand', () => {
    for (const hash of ['', '#', '#plans', '#p=smart-m', '#c=0123456789', '#=x', '#__proto__=x']) {
      expect(readAddress(hash)).toBeUndefined();
    }
    expect(readAddress('#s=%E0%A4%A')).toMatchObject({ s: '%E0%A4%A', q: '' });
    expect(readAddress('#q=a&nonsense&plan=')).toEqual({ s: '', q: 'a', status: '', plan: '', cause: '', sort: '' });
  });
});

describe('search', () => {
  const rows = listOf([...renderHtml(runOf(RESULTS), { names: NAMES })].join(''));
  const ids = (filters: Partial<typeof ALL>): string[] =>
    search(rows, { ...ALL, ...filters }).map((index) => rows[index]!.id);

  test('everything, what needs a look first', () => {
    expect(ids({})).toEqual([
      'no-such-zone',
      'calls-abroad',
      'data-tier-edge',
      'base/2',
      'base/3',
      'data-inside',
      'base/1',
    ]);
  });

  test('every word counts, in any order and case, in ids, names of plans, segments, causes and reasons', () => {
    expect(ids({ q: 'BASE heavy' })).toEqual(['base/2']);
    expect(ids({ q: 'heavy base' })).toEqual(['base/2']);
    expect(ids({ q: 'no cycle' })).toEqual(['no-such-zone']);
    expect(ids({ q: 'beyond the bundle' })).toEqual(['data-tier-edge', 'base/2']);
    expect(ids({ q: 'smart m light' })).toEqual(['base/1']);
    expect(ids({ q: 'nobody' })).toEqual([]);
  });

  test('filters narrow it further', () => {
    expect(ids({ status: 'passed' })).toEqual(['data-inside', 'base/1']);
    expect(ids({ status: 'passed', q: 'data' })).toEqual(['data-inside']);
    expect(ids({ plan: 'smart-s' })).toEqual(['base/3']);
    const cause = rows.find(({ id }) => id === 'base/2')!.causes[0]!;
    expect(ids({ cause })).toEqual(['data-tier-edge', 'base/2']);
  });

  test('in the order of the bills, or of what changed; rows without one stand last', () => {
    // Two customers of a recipe: one whose invoices are not kept, and one with another invoice of 1000.00.
    const billed: Readonly<Record<string, string>> = { 'base/1': '5.00', 'base/2': '1037.49' };
    const results = RESULTS.map((one) => (billed[one.id] ? { ...one, invoiced: billed[one.id]! } : one));
    const rows = listOf([...renderHtml(runOf(results), { names: NAMES })].join(''));
    const ids = (filters: Partial<typeof ALL>): string[] =>
      search(rows, { ...ALL, ...filters }).map((index) => rows[index]!.id);
    const bills = rows.map(({ id, invoiced }) => [id, invoiced]);
    expect(bills).toEqual([
      ['no-such-zone', ''],
      ['calls-abroad', '19.99'],
      ['data-tier-edge', '37.49'],
      ['base/2', '1037.49'],
      ['base/3', ''],
      ['data-inside', '19.99'],
      ['base/1', '5.00'],
    ]);
    const high = ['base/2', 'data-tier-edge', 'calls-abroad', 'data-inside', 'base/1', 'no-such-zone', 'base/3'];
    expect(ids({ sort: 'high' })).toEqual(high);
    expect(ids({ sort: 'low', q: 'data' })[0]).toBe('data-inside');
    expect(ids({ sort: 'change' }).slice(0, 2)).toEqual(['data-tier-edge', 'base/2']);
    expect(ids({ sort: 'constructor' })).toEqual(ids({}));
  });

  test('a command that shows one again has its dots escaped', () => {
    const [like] = RESULTS.slice(1);
    const dotted = { ...like!, id: 'v1.2', again: 'rateproof test --grep "^v1\\.2$"' };
    expect(listOf([...renderHtml(runOf([dotted]))].join(''))[0]?.again).toBe(dotted.again);
  });
});

test('keys move within the list and not beyond it', () => {
  expect([moved('j', 0, 3), moved('ArrowDown', 1, 3), moved('k', 2, 3), moved('ArrowUp', 1, 3)]).toEqual([1, 2, 1, 0]);
  expect([moved('j', 2, 3), moved('k', 0, 3), moved('x', 1, 3), moved('toString', 1, 3), moved('j', 0, 0)]).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
  expect([moved('End', 1, 120), moved('Home', 50, 120), moved('PageDown', 100, 120), moved('j', -1, 3)]).toEqual([
    119, 0, 119, 0,
  ]);
});

test('thousands are set apart', () => {
  expect([0, 999, 1000, 1234567].map(thousands)).toEqual(['0', '999', '1,000', '1,234,567']);
});
