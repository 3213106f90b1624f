/** How problems look in a terminal. */

import { expect, test } from 'vitest';
import type { Problem } from '../../src/problems/problem.ts';
import { problemsToJson, renderProblems } from '../../src/problems/render.ts';

const at = (line: number, column: number, length?: number, file = 'a.yaml'): Problem => ({
  code: 'PLAN-UNKNOWN-KEY',
  severity: 'error',
  message: 'unknown key',
  place: { file, line, column, ...(length && { length }) },
});
const shown = (problem: Problem, text: string) => renderProblems([problem], { sources: new Map([['a.yaml', text]]) });
const lines = (problem: Problem, text: string) => shown(problem, text).split('\n').slice(1, 3);

test('the line, a caret, what belongs to it, the fix, and a count', () => {
  const problem: Problem = {
    ...at(2, 3, 4),
    related: [{ message: 'the first one is here', place: { file: 'b.yaml', line: 1, column: 1 } }],
    fix: 'leave it out',
  };
  const sources = new Map([
    ['a.yaml', 'x:\n  yyyy: 1\n'],
    ['b.yaml', 'yyyy: 0'],
  ]);
  expect(renderProblems([problem], { sources })).toBe(`a.yaml:2:3  error PLAN-UNKNOWN-KEY  unknown key
  2 |   yyyy: 1
    |   ^^^^
  b.yaml:1:1  the first one is here
  1 | yyyy: 0
    | ^
  fix: leave it out

1 error
`);
});

test('nothing for no problems, and no line where there is none to show', () => {
  expect(renderProblems([])).toBe('');
  expect(renderProblems([at(1, 1)])).toBe('a.yaml:1:1  error PLAN-UNKNOWN-KEY  unknown key\n\n1 error\n');
  expect(shown(at(9, 1), 'x')).toBe('a.yaml:9:1  error PLAN-UNKNOWN-KEY  unknown key\n\n1 error\n');
  const { place: _, ...placeless } = at(1, 1);
  expect(renderProblems([placeless])).toBe('error PLAN-UNKNOWN-KEY  unknown key\n\n1 error\n');
});

test('by file, line and column, with a limit', () => {
  const warning: Problem = { ...at(1, 1, 1, 'b.yaml'), severity: 'warning' };
  const problems = [at(10, 1), warning, at(2, 5), at(2, 1)];
  expect(renderProblems(problems, { most: 2 })).toBe(`a.yaml:2:1  error PLAN-UNKNOWN-KEY  unknown key

a.yaml:2:5  error PLAN-UNKNOWN-KEY  unknown key

and 2 more: 3 errors, 1 warning
`);
  expect(JSON.parse(problemsToJson(problems)).map(({ place }: Problem) => place!.line)).toEqual([2, 2, 10, 1]);
});

test('tabs and wide characters do not move the caret', () => {
  expect(lines(at(1, 2, 1), '\tkey: 1')).toEqual(['  1 |     key: 1', '    |     ^']);
  expect(lines(at(1, 4, 2), '日本:値段 x')).toEqual(['  1 | 日本:値段 x', '    |      ^^^^']);
  expect(lines(at(1, 3, 1), '😀😀x')).toEqual(['  1 | 😀😀x', '    |     ^']);
  expect(lines(at(1, 3, 1), 'e\u0301x')).toEqual(['  1 | e\u0301x', '    |  ^']);
});

test('control characters, escape sequences and hidden marks are shown, never sent', () => {
  const text = shown({ ...at(1, 1), message: 'a\u001b[2Jb', fix: 'c\u009bd' }, 'x\u001b]0;t\u0007\u202ey\u200bz\u007f');
  expect(text).toBe(`a.yaml:1:1  error PLAN-UNKNOWN-KEY  a␛[2Jb
  1 | x␛]0;t␇\\u202ey\\u200bz␡
    | ^
  fix: c\\x9bd

1 error
`);
});

test('long lines are cut around what is meant, within 80 columns', () => {
  const text = `${'a'.repeat(500)}KEY${'b'.repeat(500)}`;
  const [line, caret] = lines(at(1, 501, 3), text) as [string, string];
  expect(line).toHaveLength(80);
  expect(line.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('KEY');
  for (const column of [1, 2, 37, 74, 75, 76, 500, 930, 1000, 1003, 1004]) {
    const [cut, under] = lines(at(1, column), text) as [string, string];
    expect(cut.length).toBeLessThanOrEqual(80);
    expect(under.length).toBeLessThanOrEqual(80);
    if (column <= 1003) expect(cut[under.indexOf('^')]).toBe(text[column - 1]);
  }
  const [all, under] = lines(at(1, 1, 1003), text) as [string, string];
  expect(all).toHaveLength(80);
  expect(under).toBe(`    | ${'^'.repeat(73)}`);
});

test('a line of a million characters', () => {
  const text = '日'.repeat(1_000_000);
  const [line, caret] = lines(at(1, 999_990, 5), text) as [string, string];
  expect(line.startsWith('  1 | …日')).toBe(true);
  expect(caret.endsWith('^^^^^^^^^^')).toBe(true);
});
