import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendJobSummary } from '../../src/hosts/job-summary.ts';
import { JOB_SUMMARY_BYTES } from '../../src/reporting/limits.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rateproof-summary-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('appends to what is there, and to nothing where the job has no page', () => {
  const file = join(folder, 'a');
  expect(appendJobSummary(undefined, '# a', 100)).toBe('none');
  expect(appendJobSummary('', '# a', 100)).toBe('none');
  expect(appendJobSummary(file, '# a\n', 100)).toBe('appended');
  expect(appendJobSummary(file, '# b', 100)).toBe('appended');
  expect(readFileSync(file, 'utf8')).toBe('# a\n\n# b\n\n');
});

test('counts bytes, with those that are there; what does not fit is said instead, or nothing is', () => {
  const file = join(folder, 'b');
  // "é" is two bytes: 2 x 100 + 2 line ends are 202.
  expect(appendJobSummary(file, 'é'.repeat(100), 202)).toBe('appended');
  expect(appendJobSummary(file, 'é'.repeat(100), 403)).toBe('too-long');
  expect(readFileSync(file, 'utf8')).toMatch(/^é{100}\n\nrateproof: the summary is longer than this page can be/);
  const full = join(folder, 'c');
  writeFileSync(full, 'x'.repeat(400));
  expect(appendJobSummary(full, 'more', 402)).toBe('too-long');
  expect(readFileSync(full, 'utf8')).toHaveLength(400);
  // 1,024 kB, as GitHub writes it: 1 MiB.
  expect(JOB_SUMMARY_BYTES).toBe(1_048_576);
});
