/** Whatever is done to a plan, validating it gives plans or problems with a place, never an exception. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { validatePlans } from '../../src/plan/validate/validate-plans.ts';
import { renderProblems } from '../../src/problems/render.ts';

const TEXT = readFileSync(new URL('valid/works.yaml', import.meta.url), 'utf8');
const WORDS = [
  'x',
  '0',
  '-1',
  '1 GB',
  '60 s',
  '0.1 / min',
  '[]',
  '{}',
  '{ a: 1 }',
  '[x, x]',
  '~',
  '""',
  'record',
  'none',
];

function checked(text: string): void {
  const file = 'a.yaml';
  const { value, problems } = validatePlans([{ file, text }]);
  expect(value !== undefined).toBe(problems.every(({ severity }) => severity === 'warning'));
  for (const { place } of problems) {
    expect(place?.line).toBeGreaterThan(0);
    expect(place!.line).toBeLessThanOrEqual(text.split('\n').length);
  }
  const shown = renderProblems(problems, { sources: new Map([[file, text]]) });
  expect(shown).not.toContain('undefined');
  expect(shown).not.toContain('[object');
}

test('every line left out', () => {
  const lines = TEXT.split('\n');
  lines.forEach((_, index) => {
    checked(lines.filter((_, other) => other !== index).join('\n'));
  });
});

test('every word replaced by another', () => {
  const words = [...TEXT.matchAll(/[\w@/.%"-]+/g)];
  words.forEach(({ 0: word, index }, at) => {
    const other = WORDS[at % WORDS.length]!;
    checked(TEXT.slice(0, index) + other + TEXT.slice(index + word.length));
  });
});

test('every key left out', () => {
  for (const { 0: entry, index } of TEXT.matchAll(/, \w+: [^,{}[\]]+(?=[,}\]])/g)) {
    checked(TEXT.slice(0, index) + TEXT.slice(index + entry.length));
  }
});

test('a charge none of whose zones has a row', () => {
  const rates = '{ by: to, unit: min, rows: { us: 1 } }';
  const usage = `usage: [{ id: a, match: { service: voice, to: eu }, rates: ${rates} }]`;
  const text = `plan: p\ncurrency: EUR\ntimezone: UTC\nprices: net\n${usage}\n`;
  checked(text);
  const { problems } = validatePlans([{ file: 'a.yaml', text }]);
  expect(problems.map(({ code }) => code)).toContain('PLAN-ZONE-RATE');
});
