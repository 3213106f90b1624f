/** Minor units against the list of ISO 4217. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { currencyCodes, minorDecimals } from '../../src/money/currency.ts';

const shared = process.env.RATEPROOF_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const listed = `${shared}/data/currency/iso4217-codes-all.csv`;
const present = existsSync(listed);
if (!present) console.warn('skipped: the list of currencies is not at RATEPROOF_SHARED or ../shared');

test.each([
  ['EUR', 2],
  ['JPY', 0],
  ['KWD', 3],
  ['TND', 3],
  ['UYI', 0],
  ['CLF', 4],
  ['EURO', undefined],
  ['eur', undefined],
  ['', undefined],
])('%s has %s decimals', (code, decimals) => {
  expect(minorDecimals(code)).toBe(decimals);
});

/** Codes in use with a minor unit: the list has historic codes and metals too. */
function current(csv: string): Map<string, number> {
  // Names may hold commas; the last four columns do not.
  const rows = csv.split(/\r?\n/).map((row) => /,([A-Z]{3}),\d*,(\d),$/.exec(row));
  return new Map(rows.flatMap((row): [string, number][] => (row ? [[row[1]!, Number(row[2])]] : [])));
}

/** Withdrawn, but bills of the time before are still rated. */
const KEPT: readonly [string, number][] = [['BGN', 2]];

test.skipIf(!present)('all decimals are those of the list, and no code is outside it', () => {
  const list = new Map([...current(readFileSync(listed, 'utf8')), ...KEPT]);
  expect(list.size).toBeGreaterThan(150);
  expect(currencyCodes()).toEqual([...currencyCodes()].sort());
  const of = (codes: Iterable<string>, decimals: (code: string) => number | undefined) =>
    Object.fromEntries([...codes].sort().map((code) => [code, decimals(code)]));
  expect(of(currencyCodes(), minorDecimals)).toEqual(of(list.keys(), (code) => list.get(code)));
});
