/**
 * Published tariffs with the bills that their publishers work out, P1 to P31 of the collection, and the published
 * examples that are wrong: here the engine says what the rule says, not what is printed.
 */

import { describe, expect, test } from 'vitest';
import { expectOnPage, table } from './page.ts';
import { BUNDLES, WRONG_BUNDLES } from './tariffs/bundles.ts';
import { CALLS, WRONG_CALLS } from './tariffs/calls.ts';
import { CONTRACTS, WRONG_CONTRACTS } from './tariffs/contracts.ts';
import { billed, type Published } from './tariffs/published.ts';

const PUBLISHED = [...CALLS, ...BUNDLES, ...CONTRACTS];
const WRONG = [...WRONG_CALLS, ...WRONG_BUNDLES, ...WRONG_CONTRACTS];

const rows = (all: readonly Published[]) =>
  all.flatMap(({ tariff, worked }) => worked.map((one) => ({ ...one, title: `${tariff}: ${one.what}` })));

describe('published tariffs', () => {
  test.each(rows(PUBLISHED))('$title', (one) => {
    expect(billed(one)).toBe(one.differs?.ours ?? one.expected);
    expect(one.differs?.ours).not.toBe(one.expected);
  });
});

describe('published examples that are wrong', () => {
  test.each(rows(WRONG))('$title is $expected, not $printed', (one) => {
    expect(billed(one)).toBe(one.expected);
    expect(Number(one.expected)).not.toBe(Number(one.printed));
  });
});

test('the evidence page has these tariffs', () => {
  const bills = (worked: Published['worked']): string => {
    const same = worked.filter(({ differs }) => !differs).length;
    const others = worked.flatMap(({ what, expected, differs }) =>
      differs ? [`${what} ${expected}, here ${differs.ours}: ${differs.policy}`] : [],
    );
    return [...(same > 0 ? [`${same} of ${worked.length} pass`] : []), ...others].join('; ');
  };
  const published = PUBLISHED.map(({ tariff, name, worked, lacks = '' }) => [tariff, name, bills(worked), lacks]);
  expectOnPage('tariffs', table(['', 'tariff', 'worked bills', 'not in this core'], published));
  const wrong = WRONG.flatMap(({ tariff, name, worked, lacks = '' }) =>
    worked.length === 0
      ? [[tariff, name, '', '', lacks]]
      : worked.map(({ what, printed, expected }) => [tariff, what, printed!, expected, lacks]),
  );
  expectOnPage('wrong', table(['source', 'example', 'printed', 'here', 'not in this core'], wrong));
});
