/** Amounts as text, by the quick way of small numbers: what stands there is what was worked out by hand. */

import { expect, test } from 'vitest';
import { exactNumberText, exactText } from '../../src/simulation/impact/exact.ts';

test.each([
  [0, 4, 2, '0.00'],
  [5, 4, 2, '0.0005'],
  [-5, 4, 2, '-0.0005'],
  [12_300, 4, 2, '1.23'],
  [12_340, 4, 2, '1.234'],
  [-1_000_000, 4, 2, '-100.00'],
  [7, 0, 0, '7'],
  [120, 1, 0, '12'],
  [0, 3, 0, '0'],
  // Fewer decimals than are written: the careful way.
  [7, 0, 2, '7.00'],
  [Number.MAX_SAFE_INTEGER, 2, 2, '90071992547409.91'],
])('%d units of 10^-%d with at least %d decimals are %s', (units, decimals, least, text) => {
  expect(exactNumberText(units, decimals, least)).toBe(text);
  expect(exactText(BigInt(units), decimals, least)).toBe(text);
});
