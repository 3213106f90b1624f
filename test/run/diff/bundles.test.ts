/** Edits that only go together, on toy plans: an edit is a number, and what is valid is told by what it needs. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { subsetsToRate } from '../../../src/comparison/shares.ts';
import type { Edit } from '../../../src/plan/change/edit.ts';
import { type Bundle, bundlesOf, joinBundles, MOST_ON_A_PLAN } from '../../../src/run/diff/bundles.ts';
import { sidesFor } from '../../../src/run/diff/needed-sides.ts';
import { nowhere, toldOf } from './real-change.ts';

interface Toy {
  readonly plans: readonly string[];
  readonly quiet?: boolean;
  readonly path?: Edit['path'];
  readonly document?: string;
  /** What it says. */
  readonly text?: string;
}

function bundle(toys: readonly Toy[], valid: (on: ReadonlySet<number>) => boolean = () => true) {
  const edits = toys.map(
    ({ plans, document = plans[0] ?? 'shared', path = [], text }, index): Edit => ({
      ...{ fingerprint: `f${index}`, kind: 'changed', path, before: undefined },
      after: text === undefined ? undefined : { kind: 'scalar', place: nowhere, text, quoted: false },
      document: { kind: 'plan', id: document, version: '' },
    }),
  );
  const numbers = new Map(edits.map((edit, index) => [edit, index]));
  let checks = 0;
  const told = edits.map((edit, index) => toldOf(edit, toys[index]!.plans, toys[index]!.quiet));
  const bundles = bundlesOf(edits, told, (chosen) => {
    checks += 1;
    return valid(new Set([...chosen].map((edit) => numbers.get(edit)!)));
  });
  const numbersOf = ({ edits: own }: Bundle): number[] => own.map((edit) => numbers.get(edit)!);
  return { bundles, numbers: bundles.map(numbersOf), checks };
}

const onP = (count: number): Toy[] => Array.from({ length: count }, () => ({ plans: ['p'] }));

/** `needs[i]`: edits without which edit i is not valid. */
const needing =
  (needs: Readonly<Record<number, readonly number[]>>) =>
  (on: ReadonlySet<number>): boolean =>
    [...on].every((edit) => (needs[edit] ?? []).every((other) => on.has(other)));

describe('by hand', () => {
  test('edits that go alone stay alone, each with its own fingerprint', () => {
    const { bundles, numbers } = bundle(onP(3));
    expect(numbers).toEqual([[0], [1], [2]]);
    expect(bundles.map(({ fingerprint }) => fingerprint)).toEqual(['f0', 'f1', 'f2']);
  });

  test('a removed calendar (0) and the charge that used it (2): one bundle; between them another edit', () => {
    // sha256sum of `f0`, a new line, `f2`: printf 'f0\nf2' | sha256sum | cut -c1-16
    const { bundles, numbers } = bundle(onP(3), needing({ 0: [2] }));
    expect(numbers).toEqual([[0, 2], [1]]);
    expect(bundles[0]).toMatchObject({ fingerprint: 'f4f2e7263699da08', plans: ['p'], quiet: false });
  });

  test('of what is needed in a row, all', () => {
    expect(bundle(onP(5), needing({ 4: [2], 2: [1] })).numbers).toEqual([[0], [1, 2, 4], [3]]);
  });

  test('two together need a third: the third comes with one of them', () => {
    const { numbers } = bundle(onP(3), (on) => !(on.has(0) && on.has(1)) || on.has(2));
    expect(numbers).toEqual([[0, 2], [1]]);
  });

  test('either of two will do: one is enough', () => {
    const { numbers } = bundle(onP(4), (on) => !on.has(0) || on.has(2) || on.has(3));
    expect(numbers).toEqual([[0, 2], [1], [3]]);
  });

  test('what it needs is looked for first where it is named', () => {
    // Either of two will do, and the second names the charge.
    const toys: Toy[] = [
      { plans: ['p'], path: ['usage', { id: 'sms' }] },
      ...onP(2),
      { plans: ['p'], path: ['discounts', 0, 'on'], text: 'sms' },
    ];
    expect(bundle(toys, (on) => !on.has(0) || on.has(2) || on.has(3)).numbers).toEqual([[0, 3], [1], [2]]);
  });

  test('text is not tried, unless something does not go without it', () => {
    const toys: Toy[] = [
      { plans: ['p'] },
      { plans: ['p'], quiet: true },
      { plans: ['p'] },
      { plans: ['q'], quiet: true },
    ];
    const { numbers, bundles } = bundle(toys, needing({ 1: [0], 2: [3] }));
    expect(numbers).toEqual([[0], [1], [2, 3]]);
    expect(bundles.map(({ quiet, plans }) => [quiet, plans])).toEqual([
      [false, ['p']],
      [true, ['p']],
      [false, ['p']],
    ]);
  });

  test('one edit a plan: nothing has to be tried', () => {
    const { numbers, checks } = bundle([{ plans: ['p'] }, { plans: ['q'] }], () => false);
    expect(numbers).toEqual([[0], [1]]);
    expect(checks).toBe(0);
  });

  test('nothing but all of it is valid: one bundle', () => {
    expect(bundle(onP(4), (on) => on.size === 4).numbers).toEqual([[0, 1, 2, 3]]);
    expect(bundle(onP(9), (on) => on.size === 9).numbers).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8]]);
  });
});

test('random needs: all that is rated is valid, and nothing is joined without need', () => {
  const some = fc.integer({ min: 1, max: 12 }).chain((count) =>
    fc.record({
      toys: fc.array(
        fc.record({
          plans: fc.subarray(['p', 'q', 'r'], { minLength: 1 }),
          quiet: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
        }),
        { minLength: count, maxLength: count },
      ),
      arrows: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 5 }),
    }),
  );
  fc.assert(
    fc.property(some, ({ toys, arrows: all }) => {
      // What a plan is like depends on nothing but the edits that touch it, and on what is shared.
      const near = (a: number, b: number): boolean =>
        toys[b]!.quiet || toys[a]!.plans.every((plan) => toys[b]!.plans.includes(plan));
      // Needs in a circle, of something else, may come along: leaving one of them out alone is never valid.
      const arrows = all
        .map(([a, b]) => [Math.max(a, b), Math.min(a, b)] as const)
        .filter(([a, b]) => a !== b && near(a, b));
      const needed = toys.map((_, edit) => arrows.filter(([from]) => from === edit).map(([, to]) => to));
      const valid = needing(Object.fromEntries(needed.entries()));
      const { numbers, bundles } = bundle(toys, valid);
      expect(numbers.flat().sort((a, b) => a - b)).toEqual(toys.map((_, edit) => edit));
      // A choice among the bundles of one plan is rated with whatever choice of the others makes it valid: there is one.
      const editsOf = (own: Iterable<number>) => new Set([...own].flatMap((at) => numbers[at]!));
      for (const plan of ['p', 'q', 'r']) {
        const causes = numbers.flatMap((_, at) =>
          !bundles[at]!.quiet && bundles[at]!.plans.includes(plan) ? [at] : [],
        );
        for (const subset of causes.length > 1 ? subsetsToRate(causes.length) : []) {
          const own = subset.map((at) => causes[at]!);
          const along = new Set([...own, ...numbers.keys()].filter((at) => own.includes(at) || !causes.includes(at)));
          for (let size = -1; size !== along.size; ) {
            size = along.size;
            const on = editsOf(along);
            for (const at of along) {
              const unmet = numbers[at]!.some((edit) => needed[edit]!.some((other) => !on.has(other)));
              if (unmet && !own.includes(at)) along.delete(at);
            }
          }
          expect([own, valid(editsOf(along))]).toEqual([own, true]);
        }
      }
      // Coarser than what hangs together by arrows it never is.
      const part = toys.map((_, edit) => edit);
      for (let round = 0; round < toys.length; round += 1) {
        for (const [a, b] of arrows) part[a] = part[b] = Math.min(part[a]!, part[b]!);
      }
      for (const own of numbers) expect(new Set(own.map((edit) => part[edit])).size).toBe(1);
      expect(bundle(toys, valid).numbers).toEqual(numbers);
    }),
    { numRuns: 300 },
  );
});

describe('many', () => {
  test('beyond sixteen on a plan: by charge, then by document, then all', () => {
    const charges = (count: number): Toy[] =>
      Array.from({ length: 40 }, (_, at) => ({ plans: ['p'], path: ['usage', { id: `c${at % count}` }, 'rate'] }));
    expect(bundle(onP(MOST_ON_A_PLAN)).numbers).toHaveLength(MOST_ON_A_PLAN);
    const byCharge = bundle(charges(4)).numbers;
    expect(byCharge.map((own) => own.slice(0, 3))).toEqual([
      [0, 4, 8],
      [1, 5, 9],
      [2, 6, 10],
      [3, 7, 11],
    ]);
    expect(bundle([...charges(20), { plans: ['p'], document: 'prices' }]).numbers.map(({ length }) => length)).toEqual([
      40, 1,
    ]);
    const documents = Array.from({ length: 20 }, (_, at): Toy => ({ plans: ['p', 'q'], document: `d${at}` }));
    expect(bundle([...documents, { plans: ['q'] }]).numbers.map(({ length }) => length)).toEqual([20, 1]);
  });

  test('five thousand edits of one plan are one, and nothing is tried', () => {
    const { numbers, checks } = bundle(Array.from({ length: 5000 }, (_, at) => ({ plans: ['p'], path: [at] })));
    expect([numbers.length, checks]).toEqual([1, 0]);
  });

  test('five thousand edits of a thousand plans: tried for all plans at once', () => {
    const toys = Array.from({ length: 5000 }, (_, at): Toy => ({ plans: [`p${at % 1000}`] }));
    const { numbers, checks } = bundle(toys);
    expect(numbers).toHaveLength(5000);
    expect(checks).toBe(30);
    // One that needs another: found among the thousand.
    const one = bundle(toys, needing({ 4321: [321] }));
    expect(one.numbers).toHaveLength(4999);
    expect(one.numbers[321]).toEqual([321, 4321]);
    expect(one.checks).toBeLessThanOrEqual(60);
  });

  test('where too much would have to be tried, what touches a plan goes together', () => {
    const toys = Array.from({ length: 5000 }, (_, at): Toy => ({ plans: [`p${at % 1000}`] }));
    const needs = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [at + 1000, [at]]));
    const { numbers, checks } = bundle(toys, needing(needs));
    expect(checks).toBeLessThanOrEqual(60);
    expect(numbers).toHaveLength(1000);
    expect(numbers[7]).toEqual([7, 1007, 2007, 3007, 4007]);
  });

  test('an edit of what all plans share does not multiply the sides', () => {
    const toys: Toy[] = Array.from({ length: 40 }, (_, at) => ({ plans: [`p${at}`] }));
    const { checks } = bundle([...toys, { plans: toys.map(({ plans }) => plans[0]!) }]);
    // Its own edits on and the shared one off; the other way round.
    expect(checks).toBe(2);
  });
});

test('sides: one choice serves every need that it does not contradict', () => {
  const { sides, of } = sidesFor([
    { causes: [0, 1], on: [0] },
    { causes: [0, 1], on: [1] },
    { causes: [1, 2], on: [2] },
    { causes: [1, 2], on: [1] },
    { causes: [3, 4], on: [3, 4] },
  ]);
  expect(sides).toEqual([[0, 2, 3, 4], [1]]);
  expect(of).toEqual([0, 1, 0, 1, 0]);
});

test('bundles that are joined later go by all their edits', () => {
  const { bundles } = bundle([{ plans: ['q'] }, { plans: ['p'], quiet: true }, { plans: ['p', 'q'] }]);
  const all = joinBundles(bundles);
  expect(all).toMatchObject({ plans: ['p', 'q'], quiet: false, edits: bundles.flatMap(({ edits }) => edits) });
  expect(joinBundles([...bundles].reverse()).fingerprint).toBe(all.fingerprint);
});
