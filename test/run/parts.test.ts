/** Runs in parts: joined they are the run in one piece, byte for byte; and what is not one run is refused. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mergeRuns, type Part } from '../../src/run/merge.ts';
import { readResults } from '../../src/run/read-results.ts';
import { resultLines } from '../../src/run/results-file.ts';
import { PLAN, type Project, project, RECIPE, WRITTEN } from './project.ts';

const SMALL = RECIPE.replace('recipe: people', 'recipe: few')
  .replace('count: 40', 'count: 9')
  .replace('seed: 7', 'seed: 8');
const FILES = { 'scenarios/a.yaml': WRITTEN, 'scenarios/b.yaml': RECIPE, 'scenarios/c.yaml': SMALL };

async function inParts(own: Project, of: number, options = {}): Promise<Part[]> {
  const parts: Part[] = [];
  for (let index = 1; index <= of; index += 1) {
    const out = `parts/${index}`;
    const { problems } = await own.run({ ...options, out, shard: { index, of } });
    expect(problems).toEqual([]);
    const file = `${out}/results.ndjson`;
    parts.push({ file, run: readResults(join(own.root, file), file).value! });
  }
  return parts;
}

const said = (parts: readonly Part[]): string[] =>
  mergeRuns(parts).problems.map(({ code, message }) => `${code}: ${message}`);

/** Which scenarios are explained as examples, each part decides by what it saw. */
const withoutExamples = (lines: string): string => lines.replace(/,"why":\{.*?\]\}(?=[,}])/g, '');

test.each([1, 2, 3, 7, 50])('%i parts joined are the run in one piece', async (of) => {
  const own = project(FILES);
  await own.run({ update: 'new', grep: /people/ });
  // Every bill with a call changes; two recipes have examples, and one an accepted line too many.
  own.write('plans/simple.yaml', PLAN.replace('0.10 / min', '0.11 / min'));
  own.write('scenarios/b.yaml', RECIPE.replace('count: 40', 'count: 38'));
  const whole = await own.run({ tags: ['population', 'smoke'] });
  expect(whole.statuses).toMatchObject({ new: 9, obsolete: 2 });
  const bytes = own.read('reports/latest/results.ndjson');

  const parts = await inParts(own, of === 50 ? 48 : of, { tags: ['population', 'smoke'] });
  const sizes = parts.map(({ run }) => run.header.scenarios);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(48);
  expect(Math.min(...sizes)).toBeGreaterThan(0);
  const merged = mergeRuns([...parts].reverse());
  expect(merged.problems).toEqual([]);
  expect(withoutExamples([...resultLines(merged.value!)].join(''))).toBe(withoutExamples(bytes));
});

test('a missing part, one that is there twice, and one that was interrupted', async () => {
  const [one, two, three] = await inParts(project(FILES), 3);
  expect(said([one!, three!])).toEqual(['MERGE-INCOMPLETE: part 2 of 3 is missing']);
  expect(said([three!])).toEqual(['MERGE-INCOMPLETE: parts 1, 2 of 3 are missing']);
  expect(said([one!, two!, three!, two!])).toEqual([
    'MERGE-INCOMPLETE: part 2 of 3 is there twice: parts/2/results.ndjson, parts/2/results.ndjson',
  ]);
  const stopped = { ...two!, run: { ...two!.run, summary: { ...two!.run.summary, interrupted: true } } };
  expect(said([one!, stopped, three!])).toEqual([
    'MERGE-INCOMPLETE: part 2 of 3 was interrupted: parts/2/results.ndjson',
  ]);
  expect(said([])).toEqual(['MERGE-INCOMPLETE: there are no parts']);
});

test.each([
  ['the plans and scenarios', { change: true }],
  ['the seed', { seed: 5 }],
  ['the filters', { grep: /./ }],
])(
  'parts that differ in %s',
  async (what, { change = false, ...options }: { change?: boolean; seed?: number; grep?: RegExp }) => {
    const own = project(FILES);
    const [one] = await inParts(own, 2);
    if (change) own.write('plans/simple.yaml', `${PLAN}\n# another text\n`);
    const [, two] = await inParts(own, 2, options);
    expect(said([one!, two!])).toEqual([
      `MERGE-DIFFERS: ${what}: parts/1/results.ndjson and parts/2/results.ndjson do not agree`,
    ]);
  },
);

test('parts of another cut, of another number, and what is no part', async () => {
  const own = project(FILES);
  const [one] = await inParts(own, 2);
  own.write(
    'durations.json',
    '{ "scenarios": { "a-call-and-data": 900 }, "recipes": { "people": { "customers": 40, "ms": 40 } } }',
  );
  const [heavy, light] = await inParts(own, 2, { durations: 'durations.json' });
  // The written scenario takes longer than all others together: it is a part by itself.
  expect(heavy!.run.header.scenarios).toBe(1);
  expect(said([one!, light!])).toEqual([expect.stringMatching(/^MERGE-DIFFERS: the cut .*do not agree$/)]);
  const [, , third] = await inParts(own, 3);
  expect(said([one!, third!])[0]).toMatch(/^MERGE-DIFFERS: the number of parts/);
  await own.run();
  const file = 'reports/latest/results.ndjson';
  expect(said([{ file, run: readResults(join(own.root, file), file).value! }])[0]).toBe(
    `MERGE-DIFFERS: ${file} is no part of a run: it was not made with --shard`,
  );
});

test('more parts than scenarios, and durations that cannot be read', async () => {
  const own = project({ 'scenarios/a.yaml': WRITTEN, 'broken.json': '{ "scenarios": 7 }' });
  expect(await own.run({ shard: { index: 1, of: 2 } })).toMatchObject({ problems: ['SHARD-EMPTY'], exit: 3 });
  for (const durations of ['broken.json', 'none.json']) {
    expect(await own.run({ shard: { index: 1, of: 1 }, durations })).toMatchObject({
      problems: ['DURATIONS-UNREADABLE'],
    });
  }
});

test('a run says how long its scenarios took, in a form that it reads', async () => {
  const own = project(FILES);
  await own.run();
  const told = JSON.parse(own.read('reports/latest/durations.json')) as {
    recipes: Record<string, { customers: number }>;
  };
  expect(told.recipes.people?.customers).toBe(40);
  expect(told.recipes.few?.customers).toBe(9);
  await inParts(own, 2, { durations: 'reports/latest/durations.json' });
});
