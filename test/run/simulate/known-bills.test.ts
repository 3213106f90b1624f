/**
 * Bills that are not rated twice: whatever a rater has been asked before, and whatever an earlier run has kept, it says what one
 * says that knows nothing. Nothing here is expected by what was kept: always by a rater of its own.
 */

import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CompiledPlans } from '../../../src/plan/compile/compiled.ts';
import { load } from '../../../src/run/load.ts';
import { preparePlans } from '../../../src/run/prepare-plan.ts';
import { type PopulationRating, populationRater } from '../../../src/run/simulate/rate-population.ts';
import { drawCustomers } from '../../../src/scenario/draw.ts';
import { expander } from '../../../src/scenario/expand.ts';
import type { Measure, RatedPopulation, RatingAsked, SideAsked } from '../../../src/simulation/bills.ts';
import type { AccountUsage } from '../../../src/usage/batch.ts';
import { columnsOf, populationOf } from './columns.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const loaded = load({ root: ROOT, plans: 'plans', scenarios: 'scenarios' }, undefined);
if (!loaded.value) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
const { planFiles, entries, plans } = loaded.value;

/** The plans of this repository with a text otherwise; it must stand there. */
function plansWith(file: string, from: string, to: string): CompiledPlans {
  const files = planFiles.map((one) =>
    one.file.endsWith(file) ? { file: one.file, text: one.text.replace(from, to) } : one,
  );
  expect(files.some(({ text }, index) => text !== planFiles[index]!.text)).toBe(true);
  const { value, problems } = preparePlans(files);
  if (!value) throw new Error(problems.map(({ message }) => message).join('\n'));
  return value.compiled;
}

/** Each is another in something that a bill depends on, for some customers. */
const SIDES: readonly CompiledPlans[] = [
  plans.compiled,
  plansWith('smart-m.yaml', 'amount: 21.99', 'amount: 22.99'),
  plansWith('smart-m.yaml', 'amount: 12 GB', 'amount: 11 GB'),
  plansWith('smart-s.yaml', 'amount: 9.99', 'amount: 9.49'),
  plansWith('smart-l.yaml', '2.00 / GB', '2.50 / GB'),
];

const recipeOf = (id: string, count: number) => {
  const found = entries.flatMap((entry) => ('recipe' in entry && entry.recipe.id === id ? [entry.recipe] : []))[0];
  if (!found) throw new Error(`no recipe ${id}`);
  return { ...found, count };
};
const PEOPLE = recipeOf('consumer-base', 40);
const draws = drawCustomers(PEOPLE);
const made = expander(PEOPLE)(draws);
/** Nobody changes plans in a file of usage. */
const accounts = made.accounts.map(({ changes, ...account }) => account);
const files = columnsOf(accounts, made.usage as AccountUsage, 7);

const measure = (service: string): Measure => ({
  id: service,
  match: { services: [service], directions: undefined, to: undefined, in: undefined },
  group: service,
});

const SOURCES = {
  recipes: { source: { recipes: [{ recipe: PEOPLE, draws }] }, population: populationOf(made.accounts) },
  files: { source: { usage: files }, population: populationOf(accounts) },
} as const;

const [base, head, other] = SIDES as readonly [CompiledPlans, CompiledPlans, CompiledPlans];
const { source: FILES, population } = SOURCES.files;

const bytesOf = ({ rows, sides, reach, coverage, records, notBilled }: RatedPopulation): string =>
  JSON.stringify([
    ...[rows.months, [...rows.customer], [...rows.month], [...rows.first], reach && [...reach]],
    ...[coverage, records, notBilled],
    sides.map(({ amounts, net, total, invoices, used, ...rest }) => [
      rest,
      [...amounts, net, total, invoices, ...used].map((column) => [...column]),
    ]),
  ]);

const ratingOf = (of: keyof typeof SOURCES): PopulationRating => ({
  population: SOURCES[of].population,
  invoices: PEOPLE.invoices,
  pool: undefined,
});

const onPlan = 'smart-m';

/** Responses leave some plans and segments alone. */
const side = (of: keyof typeof SOURCES): fc.Arbitrary<SideAsked> => {
  const { plans: there, segments } = SOURCES[of].population;
  const factor = fc.constantFrom(1_000_000, 1_000_000, 800_000);
  const usage = fc.record({
    seed: fc.constantFrom(1, 2),
    services: fc.constantFrom(
      [{ service: 'voice', by: 'length' as const }],
      [{ service: 'data', by: 'records' as const }],
    ),
    factors: fc.array(fc.tuple(factor), {
      minLength: there.length * segments.length,
      maxLength: there.length * segments.length,
    }),
  });
  return fc
    .record({
      plans: fc.constantFrom(...SIDES),
      takes: fc.boolean(),
      usage: fc.option(usage, { nil: undefined, freq: 2 }),
    })
    .map(({ plans: of2, takes, usage: changed }) => ({
      plans: of2,
      ...(takes && { onPlan }),
      ...(changed && { usage: changed }),
    }));
};

const asked = (of: keyof typeof SOURCES): fc.Arbitrary<RatingAsked> =>
  fc
    .record({
      sides: fc.array(side(of), { minLength: 1, maxLength: 3 }),
      measures: fc.constantFrom([], [measure('data')], [measure('data'), measure('voice')]),
      isQuestion: fc.boolean(),
    })
    .map(({ sides, measures, isQuestion }) => ({ sides, measures, ...(isQuestion && { isQuestion: true as const }) }));

for (const of of ['recipes', 'files'] as const) {
  test(`${of}: a rater that was asked before says what one says that was not`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked(of), { minLength: 2, maxLength: 3 }), async (questions) => {
        const { source } = SOURCES[of];
        const experienced = populationRater(source, ratingOf(of));
        for (const question of questions) {
          const fresh = await populationRater(source, ratingOf(of))(question);
          expect(bytesOf(await experienced(question)) === bytesOf(fresh)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
}

test('whether customers of a plan that a side lacks may take another one is told by the plan of another side', async () => {
  const without = new Map(base);
  without.delete('smart-l');
  const net = base.get('smart-l')!.map((version) => ({ ...version, prices: 'net' as const }));
  const otherwise = new Map([...base, ['smart-l', net]]);
  const experienced = populationRater(FILES, ratingOf('files'));
  for (const told of [base, otherwise]) {
    const question: RatingAsked = { sides: [{ plans: without, onPlan }, { plans: told }], measures: [] };
    const fresh = await populationRater(FILES, ratingOf('files'))(question);
    expect(bytesOf(await experienced(question)) === bytesOf(fresh)).toBe(true);
  }
});

/** What runs keep between them, and how often they found something. */
class Kept {
  readonly #kept = new Map<string, { readonly inputs: string; readonly value: unknown }>();
  found = 0;

  find(name: string, inputs: string): unknown {
    const known = this.#kept.get(name);
    if (known?.inputs !== inputs) return undefined;
    this.found += 1;
    return known.value;
  }

  keep(name: string, inputs: string, value: unknown): void {
    this.#kept.set(name, { inputs, value });
  }

  keepUsed(folder: string, used: readonly string[]): void {
    for (const name of used) expect([folder, this.#kept.has(name)]).toEqual([name.split('/')[0], true]);
  }
}

const HELD = population.plans.length;
const first: RatingAsked = { sides: [{ plans: base }, { plans: head }], measures: [measure('data')] };

async function run(cache: Kept, question: RatingAsked, rating: Partial<PopulationRating> = {}, usage = 'files of May') {
  cache.found = 0;
  const all = { ...ratingOf('files'), ...rating };
  const result = await populationRater(FILES, { ...all, kept: { cache, usage } })(question);
  const fresh = await populationRater(FILES, all)(question);
  expect(bytesOf(result) === bytesOf(fresh)).toBe(true);
  return cache.found;
}

test('what an earlier run kept is taken where nothing that it depends on is another', async () => {
  const cache = new Kept();
  expect(HELD).toBeGreaterThan(2);
  expect(await run(cache, first)).toBe(0);
  // Plans that are the same on both sides are looked for once; and of each, whom the change reaches.
  expect(await run(cache, first)).toBe(HELD + 1 + HELD);
  // Another price for smart-m: everything else is kept.
  expect(await run(cache, { ...first, sides: [{ plans: base }, { plans: other }] })).toBe(HELD + HELD - 1);
  // Back to the price before.
  expect(await run(cache, first)).toBe(HELD + 1 + HELD);
});

test('nothing is taken where the files, the invoices or what is measured are others, and nothing of questions', async () => {
  const fresh = async (question: RatingAsked, rating?: Partial<PopulationRating>, usage?: string) => {
    const cache = new Kept();
    await run(cache, first);
    return run(cache, question, rating, usage);
  };
  expect(await fresh(first, {}, 'files of June')).toBe(0);
  const { from, before } = PEOPLE.invoices;
  expect(await fresh(first, { invoices: { from, before: before - 20 } })).toBe(0);
  // Whom a change reaches does not depend on what is measured.
  expect(await fresh({ ...first, measures: [] })).toBe(HELD);
  const cache = new Kept();
  await run(cache, { ...first, isQuestion: true });
  expect(await run(cache, first)).toBe(0);
});

test('of a sample, what is kept is of these customers', async () => {
  const cache = new Kept();
  const rate = async (chosen: readonly number[]) => {
    cache.found = 0;
    const some = chosen.map((place) => accounts[place]!);
    const source = { usage: files, chosen: Uint32Array.from(chosen) };
    const rating = { ...ratingOf('files'), population: populationOf(some) };
    const kept = await populationRater(source, { ...rating, kept: { cache, usage: 'files' } })(first);
    const fresh = await populationRater(source, rating)(first);
    expect(bytesOf(kept) === bytesOf(fresh)).toBe(true);
    return cache.found;
  };
  expect(await rate([0, 1, 2, 3, 4, 5])).toBe(0);
  expect(await rate([0, 1, 2, 3, 4, 6])).toBe(0);
  expect(await rate([0, 1, 2, 3, 4, 6])).toBeGreaterThan(0);
});
