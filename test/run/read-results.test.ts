/** Results as a run wrote them, and as a broken copy leaves them. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readResults } from '../../src/run/read-results.ts';
import { PLAN, project, RECIPE, WRITTEN } from './project.ts';

const RESULTS = 'reports/latest/results.ndjson';

async function ran() {
  const files = { 'scenarios/a.yaml': WRITTEN, 'scenarios/b.yaml': RECIPE, 'plans/simple.yaml': PLAN };
  const { run, root, write, read } = project(files);
  const { value } = await run();
  const readBack = () => readResults(join(root, RESULTS), RESULTS);
  const lines = read(RESULTS).split('\n');
  /** What is said of the file with other lines. */
  const said = (changed: readonly string[]): string => {
    write(RESULTS, changed.join('\n'));
    const { value: none, problems } = readBack();
    expect(none).toBeUndefined();
    return problems.map(({ code, place, message }) => `${code} ${place?.line}: ${message}`).join('\n');
  };
  return { value, readBack, lines, said };
}

test('read back as they were', async () => {
  const { value, readBack } = await ran();
  expect(readBack()).toEqual({ value, problems: [] });
});

test('there is none', () => {
  expect(readResults('/nowhere/results.ndjson', RESULTS).problems.map(({ code, message }) => [code, message])).toEqual([
    ['RESULTS-MISSING', `there is no ${RESULTS}`],
  ]);
});

test('what is not whole is refused with its line', async () => {
  const { lines, said } = await ran();
  // The header, 41 scenarios, the summary, and the empty text after the last line feed.
  expect(lines).toHaveLength(44);
  expect(said([''])).toBe('RESULTS-UNREADABLE 1: the file is empty');
  expect(said(lines.slice(0, 20).concat(''))).toBe(
    'RESULTS-UNREADABLE 20: the file ends without a summary: it is not whole',
  );
  expect(said([...lines.slice(0, 20), lines[20]!.slice(0, 30)])).toBe(
    'RESULTS-UNREADABLE 21: the line is cut short or too long: the file is not whole',
  );
  expect(said(lines.toSpliced(20, 1))).toBe(
    'RESULTS-UNREADABLE 42: the summary tells of 40 new, the file of 39: it is not whole',
  );
  expect(said(lines.slice(1))).toBe('RESULTS-UNREADABLE 1: the header is the first line, and only there');
  expect(said([...lines.slice(0, 43), lines[1]!, ''])).toBe('RESULTS-UNREADABLE 44: there is more after the summary');
});

test.each([
  ['[1]', 'this is no object'],
  ['{"kind":', 'this is no line of JSON'],
  ['{"kind":"other"}', 'this is no header, scenario or summary'],
  ['{"kind":"scenario"}', 'id should be a text'],
])('a line of another shape: %s', async (line, message) => {
  const { lines, said } = await ran();
  expect(said(lines.with(2, line))).toBe(`RESULTS-UNREADABLE 3: ${message}`);
});

test('a field of another shape', async () => {
  const { lines, said } = await ran();
  const changed = (from: string, to: string): string => said(lines.with(1, lines[1]!.replace(from, to)));
  expect(changed('"total":"14.60"', '"total":14.6')).toBe(
    'RESULTS-UNREADABLE 2: invoices[0].total should be a decimal amount',
  );
  expect(changed('"status":"passed"', '"status":"fine"')).toMatch(/^RESULTS-UNREADABLE 2: status should be one of /);
  expect(changed('"unrated":0', '"unrated":-1')).toBe(
    'RESULTS-UNREADABLE 2: unrated should be a whole number from 0 on',
  );
});
