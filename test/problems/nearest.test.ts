import { expect, test } from 'vitest';
import { nearest, wordList } from '../../src/problems/nearest.ts';

test.each([
  ['allowence', ['allowances', 'amount'], 'allowances'],
  ['recuring', ['recurring', 'rounding'], 'recurring'],
  ['teir', ['tier', 'zone'], 'tier'],
  ['Europe/Belrin', ['Europe/Dublin', 'Europe/Berlin'], 'Europe/Berlin'],
  ['ofpeak', ['peak', 'off-peak'], 'off-peak'],
  ['GROSS', ['net', 'gross'], 'gross'],
  ['id', ['in', 'to'], 'in'],
  ['xy', ['to', 'in'], undefined],
  ['completely', ['different', 'words'], undefined],
  ['x', ['y'], undefined],
  ['', ['a'], undefined],
  ['a'.repeat(65), ['a'.repeat(65)], undefined],
])('%s', (word, known, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test('words for a message', () => {
  expect(wordList([])).toBe('');
  expect(wordList(['a'])).toBe('`a`');
  expect(wordList(['a', 'b', 'c'])).toBe('`a`, `b` or `c`');
  expect(wordList(['a', 'b', 'c'], 2)).toBe('`a`, `b` and 1 more');
});
