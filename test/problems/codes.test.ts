import { expect, test } from 'vitest';
import { CODES, explainCode } from '../../src/problems/codes.ts';

test.each(Object.entries(CODES))('%s has a title, a reason and a remedy', (code, { title, why, remedy }) => {
  expect(code).toMatch(/^[A-Z0-9]+(-[A-Z0-9]+)+$/);
  expect(title).toMatch(/^\S.*[^.\s]$/);
  expect(why).toMatch(/^\S.*\.$/);
  expect(remedy).toMatch(/^\S.*\.$/);
});

test('a code explains itself', () => {
  expect(explainCode('YAML-TAB')).toBe(`YAML-TAB: A tab is used to indent

YAML counts spaces to see what belongs to what; a tab has no agreed width.

What to do: Indent with spaces, two a level.
`);
  expect(explainCode('NO-SUCH')).toBeUndefined();
  expect(explainCode('toString')).toBeUndefined();
});
