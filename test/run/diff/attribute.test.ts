/** What of a change comes from which edit: on plans of the portfolio and its customers, with the real engine. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { roundShares } from '../../../src/comparison/shares.ts';
import { add, decimal, multiply, type Rational, rational, subtract, ZERO } from '../../../src/exact/rational.ts';
import type { Edit } from '../../../src/plan/change/edit.ts';
import type { CompiledPlan, CompiledPlans } from '../../../src/plan/compile/compiled.ts';
import { type AttributedScenario, attribute } from '../../../src/run/diff/attribute.ts';
import type { Bundle } from '../../../src/run/diff/bundles.ts';
import type { Expanded } from '../../../src/scenario/expand.ts';
import { attributeSwaps, compileSwaps, customers, editOf, type Swap, sumsOf } from './real-change.ts';

const ALL = ['smart-s', 'smart-m', 'smart-l'];
const swap = (file: string, plans: readonly string[], from: string, to: string): Swap => ({ file, plans, from, to });

/** Edits that go with each other in any choice. */
const POOL: readonly Swap[] = [
  swap('smart-m.yaml', ['smart-m'], 'rate: 3.50 / GB', 'rate: 4.25 / GB'),
  swap('smart-m.yaml', ['smart-m'], '    amount: 12 GB', '    amount: 6 GB'),
  swap(
    'smart-m.yaml',
    ['smart-m'],
    'rate: { peak: 0.14 / min, off-peak: 0.06 / min }\n  - id: voice-roaming-eu',
    'rate: { peak: 0.15 / min, off-peak: 0.05 / min }\n  - id: voice-roaming-eu',
  ),
  swap(
    'smart-m.yaml',
    ['smart-m'],
    'setup: { amount: 0.05, when: charged }\n    bands',
    'setup: { amount: 0.03, when: charged }\n    bands',
  ),
  swap('smart-s.yaml', ['smart-s'], 'amount: 100 min', 'amount: 60 min'),
  swap(
    'smart-s.yaml',
    ['smart-s'],
    'increment: 60 s                        # 60/60',
    'increment: 60 s / 1 s                  # 60/60',
  ),
  swap(
    'smart-s.yaml',
    ['smart-s'],
    'rate: { peak: 0.15 / min, off-peak: 0.09 / min }',
    'rate: { peak: 0.19 / min, off-peak: 0.08 / min }',
  ),
  swap(
    'smart-l.yaml',
    ['smart-l'],
    'amount: 4.99, charged: in-advance, tax: reduced',
    'amount: 5.49, charged: in-advance, tax: reduced',
  ),
  swap(
    'smart-l.yaml',
    ['smart-l'],
    'name: 30 GB, covers: [{ service: data, in: [home, eu] }], amount: 30 GB',
    'name: 30 GB, covers: [{ service: data, in: [home, eu] }], amount: 25 GB',
  ),
  swap('smart-l.yaml', ['smart-l'], '{ to: 50 GB, rate: 2.00 / GB }', '{ to: 40 GB, rate: 2.00 / GB }'),
  swap('rates-de.yaml', ALL, '  home: 0.09', '  home: 0.11'),
  swap('rates-de.yaml', ALL, '  eu: 0.22', '  eu: 0.15'),
  swap('calendars.yaml', ALL, '  - 2026-04-03 # Good Friday\n', ''),
];

const sumOf = (amounts: readonly string[]): Rational => amounts.reduce((sum, one) => add(sum, decimal(one)), ZERO);

/** Shapley values by walking through every order, all customers in one game, each choice the whole change on or off. */
function bruteForce(swaps: readonly Swap[], people: Expanded): Rational[] {
  const value = (chosen: readonly number[]): Rational =>
    sumOf(sumsOf(compileSwaps([...chosen].sort((a, b) => a - b).map((at) => swaps[at]!))!, people).map((one) => one!));
  const values = new Map<string, Rational>();
  const known = (chosen: readonly number[]): Rational => {
    const key = [...chosen].sort().join();
    const found = values.get(key) ?? value(chosen);
    values.set(key, found);
    return found;
  };
  const orders = (items: readonly number[]): number[][] =>
    items.length === 0
      ? [[]]
      : items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
  const all = orders(swaps.map((_, index) => index));
  const sums = swaps.map(() => ZERO);
  for (const order of all) {
    order.forEach((at, index) => {
      sums[at] = add(sums[at]!, subtract(known(order.slice(0, index + 1)), known(order.slice(0, index))));
    });
  }
  return sums.map((sum) => multiply(sum, rational(1n, BigInt(all.length))));
}

const cents = (amount: string): bigint => BigInt(amount.replace('.', ''));

const aChange = (least: number, most: number) =>
  fc.record({
    swaps: fc.shuffledSubarray([...POOL], { minLength: least, maxLength: most }),
    recipe: fc.constantFrom('consumer-base', 'coming-and-going'),
    from: fc.nat(900),
  });

describe('random edits of real plans, random customers', () => {
  test('agrees with the definition on the whole game, adds up, and says who is moved', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(aChange(1, 5), async ({ swaps, recipe, from }) => {
        const people = customers(recipe, from, 15);
        const { causes, attribution, causesOf, scenarios } = await attributeSwaps(swaps, people);
        const change = subtract(
          sumOf(scenarios.map(({ after }) => after)),
          sumOf(scenarios.map(({ before }) => before)),
        );
        expect(decimal(attribution.total.EUR!)).toEqual(change);
        expect(causes.map(({ edits }) => edits)).toEqual(swaps.map((one) => [editOf(one).fingerprint]));

        const exact = bruteForce(swaps, people).map((share) => multiply(share, rational(100n)));
        const shown = roundShares(
          exact,
          causes.map(({ fingerprint }) => fingerprint),
        );
        const shares = causes.map(({ money }) => cents(money.EUR?.share ?? '0.00'));
        expect(shares).toEqual(shown);
        expect(sumOf(causes.map(({ money }) => money.EUR?.share ?? '0'))).toEqual(change);

        // Alone: the base with one edit.
        const before = sumOf(scenarios.map((one) => one.before));
        const alone = swaps.map((one) =>
          subtract(sumOf(sumsOf(compileSwaps([one])!, people).map((sum) => sum!)), before),
        );
        expect(causes.map(({ money }) => decimal(money.EUR?.alone ?? '0'))).toEqual(alone);
        expect(decimal(attribution.interaction.EUR!)).toEqual(subtract(change, alone.reduce(add, ZERO)));

        scenarios.forEach(({ changed, plans }, index) => {
          const own = causesOf[index]!;
          if (changed) expect(own.length).toBeGreaterThan(0);
          for (const one of own) {
            const cause = causes.find(({ fingerprint }) => fingerprint === one)!;
            expect(cause.plans.some((plan) => plans.includes(plan))).toBe(true);
          }
        });
        for (const { fingerprint, customers: count } of causes) {
          expect(count).toBe(causesOf.filter((own) => own.includes(fingerprint)).length);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('the order in which edits are found does not matter', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(aChange(2, 5), async ({ swaps, recipe, from }) => {
        const people = customers(recipe, from, 10);
        const [one, other] = [await attributeSwaps(swaps, people), await attributeSwaps([...swaps].reverse(), people)];
        expect([...other.causes].reverse()).toEqual(one.causes);
        expect(other.attribution).toEqual(one.attribution);
      }),
      { numRuns: 8 },
    );
  });

  test('beyond five on a plan, one after another: adds up, each as it comes', { timeout: 300_000 }, async () => {
    // Six of smart-m: three shared ones behind its own four, less one.
    const swaps = [...POOL.slice(0, 4), ...POOL.slice(10, 12)];
    const people = customers('consumer-base', 40, 25);
    const { causes, attribution, scenarios, calls } = await attributeSwaps(swaps, people);
    expect(attribution.method).toBe('in-order');
    const onM = people.accounts.filter(({ plan }) => plan === 'smart-m').length;
    // Twice for each cause but the first on smart-m; two causes meet on the others: twice.
    expect(calls).toContainEqual({ sides: 10, scenarios: onM });
    expect(calls).toContainEqual({ sides: 2, scenarios: 25 - onM });
    const own = scenarios
      .map(({ plans }, index) => ({ plans, index }))
      .filter(({ plans }) => plans.includes('smart-m'));
    const value = (count: number): Rational => {
      const sums = sumsOf(compileSwaps(swaps.slice(0, count))!, people);
      return sumOf(own.map(({ index }) => sums[index]!));
    };
    // Those that only smart-m has.
    for (const at of [0, 1, 2, 3]) {
      expect(decimal(causes[at]!.money.EUR!.share)).toEqual(subtract(value(at + 1), value(at)));
    }
    expect(sumOf(causes.map(({ money }) => money.EUR!.share))).toEqual(decimal(attribution.total.EUR!));
  });
});

describe('edits that only go together', () => {
  // The welcome discount is on the monthly fee: with another id of the fee, it is on nothing.
  const fee = swap(
    'smart-m.yaml',
    ['smart-m'],
    '{ id: monthly-fee, name: Monthly fee, amount: 21.99',
    '{ id: base-fee, name: Monthly fee, amount: 23.99',
  );
  const discount = swap('smart-m.yaml', ['smart-m'], 'percent: 50, on: [monthly-fee]', 'percent: 50, on: [base-fee]');
  const price = POOL[0]!;

  test('a fee with another id and the discount on it: one cause, and a price between them is another', async () => {
    const { causes, bundles } = await attributeSwaps([fee, price, discount], customers('consumer-base', 0, 30));
    expect(bundles.map(({ edits }) => edits)).toEqual([[editOf(fee), editOf(discount)], [editOf(price)]]);
    expect(causes.map(({ matters }) => matters)).toEqual([true, true]);
    expect(causes[0]!.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(causes[0]!.edits).not.toContain(causes[0]!.fingerprint);
  });

  // Off-net calls lose their charge, and another takes them over. The charge alone taken away leaves calls without a price.
  const gone = swap(
    'smart-m.yaml',
    ['smart-m'],
    '    rate: { peak: 0.14 / min, off-peak: 0.06 / min }\n  - id: voice-roaming\n',
    '    rate: { peak: 0.14 / min, off-peak: 0.06 / min }\n  - id: voice-away\n',
  );

  test('what leaves usage without a price is no choice', async () => {
    // No messages to the EU any more, and a new charge for them.
    const all = 'match: { service: sms, direction: out }\n';
    const only = swap(
      'smart-m.yaml',
      ['smart-m'],
      all,
      'match: { service: sms, direction: out, to: [home, efta, north-america, world] }\n',
    );
    const eu = swap(
      'smart-m.yaml',
      ['smart-m'],
      'discounts:\n',
      '  - { id: sms-eu, match: { service: sms, direction: out, to: eu }, rate: 0.05 / msg }\n\ndiscounts:\n',
    );
    const people = customers('consumer-base', 0, 40);
    expect(sumsOf(compileSwaps([only])!, people)).toContain(undefined);
    const { causes, attribution, bundles } = await attributeSwaps([only, eu], people);
    // As plans both are valid; what is shown is one cause.
    expect(bundles).toHaveLength(2);
    expect(causes.map(({ edits }) => edits)).toEqual([[editOf(only).fingerprint, editOf(eu).fingerprint]]);
    expect(causes[0]!.money.EUR!.share).toBe(attribution.total.EUR);
    expect(attribution.method).toBe('single');
  });

  test('a charge that only has another id moves lines and no money: it is the cause all the same', async () => {
    const { causes, causesOf, scenarios } = await attributeSwaps([gone], customers('travellers', 0, 200));
    const moved = scenarios.filter(({ changed }) => changed).length;
    expect(moved).toBeGreaterThan(0);
    expect(causes[0]).toMatchObject({ customers: moved, money: { EUR: { alone: '0.00', share: '0.00' } } });
    expect(causesOf.filter((own) => own.length === 1)).toHaveLength(moved);
  });
});

/** A change that is told by a table: causes a, b, … all on the plan of every scenario. */
interface Table {
  readonly bundles: readonly (Partial<Bundle> & { readonly name: string })[];
  readonly scenarios: readonly Partial<AttributedScenario>[];
  /** By names of the edits that are on, by scenario; undefined: no valid plans. */
  readonly sums?: (on: string, scenario: number) => string | undefined;
  readonly compile?: (on: string) => boolean;
  readonly newPlans?: readonly string[];
}

function run({ bundles, scenarios, sums = () => '0.00', compile = () => true, newPlans = [] }: Table) {
  const asked: string[][] = [];
  const edits = bundles.map(
    ({ name }): Edit => ({ ...editOf({ file: name, from: name, to: '', plans: [] }), fingerprint: name }),
  );
  const names = new Map<unknown, string>();
  const nameOf = (side: CompiledPlans): string => names.get(side.get('p'))!;
  const result = attribute({
    bundles: bundles.map(({ name, ...about }, index) => ({
      ...{ fingerprint: name, edits: [edits[index]!], plans: ['p'], quiet: false, ...about },
    })),
    newPlans: new Set(newPlans),
    scenarios: scenarios.map((one) => ({
      ...{ plans: ['p'], currency: 'EUR', before: '0.00', after: '0.00', changed: one.before !== one.after, ...one },
    })),
    compile: (chosen) => {
      const on = [...chosen]
        .map(({ fingerprint }) => fingerprint)
        .sort()
        .join('');
      if (!compile(on)) return undefined;
      const versions: CompiledPlan[] = [];
      names.set(versions, on);
      return new Map([['p', versions]]);
    },
    rateSums: async (sides, numbers) => {
      asked.push(sides.map(nameOf));
      return sides.map((side) => numbers.map((number) => sums(nameOf(side), number)));
    },
  });
  return { result, asked };
}

const named = (...names: string[]) => names.map((name) => ({ name }));

describe('by hand', () => {
  // As in test/comparison/shares.test.ts: 15 GB used, 4.00 -> 5.00 a GB and 10 -> 8 GB inside.
  test('a price and an allowance, of one customer: shares 6 and 9, alone 5 and 8, interaction 2', async () => {
    const { result, asked } = run({
      bundles: named('a', 'b'),
      scenarios: [{ before: '20.00', after: '35.00' }],
      sums: (on) => ({ a: '25.00', b: '28.00' })[on],
    });
    const { causes, attribution, causesOf } = await result;
    expect(causes).toEqual([
      {
        fingerprint: 'a',
        edits: ['a'],
        plans: ['p'],
        customers: 1,
        money: { EUR: { alone: '5.00', share: '6.00' } },
        matters: true,
      },
      {
        fingerprint: 'b',
        edits: ['b'],
        plans: ['p'],
        customers: 1,
        money: { EUR: { alone: '8.00', share: '9.00' } },
        matters: true,
      },
    ]);
    expect(attribution).toEqual({ method: 'shapley', most: 5, interaction: { EUR: '2.00' }, total: { EUR: '15.00' } });
    expect(causesOf).toEqual([['a', 'b']]);
    expect(asked).toEqual([['a', 'b']]);
  });

  test('half a cent each: the cent goes to one of them, always the same', async () => {
    const table = { scenarios: [{ before: '1.00', after: '1.01' }], sums: () => '1.00' };
    // Neither alone, both together: 0.01 between two.
    const one = await run({ bundles: named('a', 'b'), ...table }).result;
    expect(one.causes.map(({ money }) => money.EUR!.share)).toEqual(['0.01', '0.00']);
    const other = await run({ bundles: named('b', 'a'), ...table }).result;
    expect(other.causes.map(({ money }) => money.EUR!.share)).toEqual(['0.00', '0.01']);
    expect(other.causesOf).toEqual([['b', 'a']]);
  });

  test('the decimals of the finest amount, of each currency its own', async () => {
    const { causes, attribution } = await run({
      bundles: named('a', 'b'),
      scenarios: [
        { before: '1', after: '2.5', currency: 'JPY' },
        { before: '1.000', after: '1.001', currency: 'KWD' },
        { before: '-1.10', after: '-1.20' },
      ],
      // The first: 0.5 by a, 1 by b. The second: by b. The third: by a, with three decimals on the way.
      sums: (on, scenario) =>
        [
          { a: '1.5', b: '2' },
          { a: '1.000', b: '1.001' },
          { a: '-1.205', b: '-1.10' },
        ][scenario]![on as 'a'],
    }).result;
    // EUR: a alone -0.105, b alone 0. a: (-0.105 + -0.10) / 2 = -0.1025, b: (0 + 0.005) / 2 = 0.0025. In thousandths -102.5 and
    // 2.5: down to -103 and 2, one is missing, and goes to a.
    expect(causes[0]!.money).toEqual({
      EUR: { alone: '-0.105', share: '-0.102' },
      JPY: { alone: '0.5', share: '0.5' },
      KWD: { alone: '0.000', share: '0.000' },
    });
    expect(causes[1]!.money).toEqual({
      EUR: { alone: '0.000', share: '0.002' },
      JPY: { alone: '1.0', share: '1.0' },
      KWD: { alone: '0.001', share: '0.001' },
    });
    expect(attribution.total).toEqual({ EUR: '-0.100', JPY: '1.5', KWD: '0.001' });
    expect(attribution.interaction).toEqual({ EUR: '0.005', JPY: '0.0', KWD: '0.000' });
  });

  test('one cause a plan: nothing is rated again', async () => {
    const { result, asked } = run({
      bundles: [{ name: 'a' }, { name: 'b', plans: ['q'] }],
      scenarios: [
        { before: '1.00', after: '3.00' },
        { plans: ['q'], before: '1.00', after: '0.50' },
      ],
    });
    const { causes, attribution } = await result;
    expect(causes.map(({ money }) => money.EUR!.share)).toEqual(['2.00', '-0.50']);
    expect(attribution).toMatchObject({ method: 'single', total: { EUR: '1.50' }, interaction: { EUR: '0.00' } });
    expect(asked).toEqual([]);
  });

  test('a customer who changes plan brings the causes of both together', async () => {
    const { result, asked } = run({
      bundles: [{ name: 'a' }, { name: 'b', plans: ['q'] }],
      scenarios: [
        { before: '1.00', after: '3.00' },
        { plans: ['p', 'q'], before: '1.00', after: '4.00' },
      ],
      sums: (on) => ({ a: '2.00', b: '3.00' })[on],
    });
    const { causes, attribution } = await result;
    // The first: 2.00 by a. The second: 1.00 by a, 2.00 by b, as each does alone.
    expect(causes.map(({ money }) => money.EUR!.share)).toEqual(['3.00', '2.00']);
    expect(attribution.method).toBe('shapley');
    expect(asked).toEqual([['a', 'b']]);
  });

  test('what cancels out in the sum is put down to all that touches it', async () => {
    const { causesOf, causes } = await run({
      bundles: [{ name: 'a' }, { name: 'b' }, { name: 'text', quiet: true }],
      scenarios: [
        { before: '1.00', after: '1.00', changed: true },
        { before: '1.00', after: '1.00', changed: false },
      ],
      sums: () => '1.00',
    }).result;
    expect(causesOf).toEqual([['a', 'b'], []]);
    expect(causes.map(({ customers, matters }) => [customers, matters])).toEqual([
      [1, true],
      [1, true],
      [0, false],
    ]);
  });

  test('new plans and text do not matter; an edit that no scenario exercises does', async () => {
    const { causes, attribution } = await run({
      bundles: [
        { name: 'new', plans: ['n'] },
        { name: 'text', quiet: true, plans: [] },
        { name: 'idle', plans: ['q'] },
        { name: 'both', plans: ['n', 'q'] },
      ],
      scenarios: [],
      newPlans: ['n'],
    }).result;
    expect(causes.map(({ matters, money }) => [matters, money])).toEqual([
      [false, {}],
      [false, {}],
      [true, {}],
      [true, {}],
    ]);
    expect(attribution).toEqual({ method: 'single', most: 5, interaction: {}, total: {} });
  });
});

describe('what must not be believed', () => {
  test('a bill that moves where only text changed: the text is the cause, and matters', async () => {
    const { causes, causesOf } = await run({
      bundles: [
        { name: 'a', quiet: true },
        { name: 'b', quiet: true },
        { name: 'c', quiet: true, plans: ['q'] },
      ],
      scenarios: [{ before: '1.00', after: '2.00' }],
    }).result;
    expect(causes.map(({ edits, matters }) => [edits, matters])).toEqual([
      [['a', 'b'], true],
      [['c'], false],
    ]);
    expect(causesOf).toEqual([[causes[0]!.fingerprint]]);
    expect(causes[0]!.money).toEqual({ EUR: { alone: '1.00', share: '1.00' } });
  });

  test('a bill that moves and nothing changed', async () => {
    const { result } = run({ bundles: [], scenarios: [{ before: '1.00', after: '2.00' }] });
    await expect(result).rejects.toThrow('invoices on plan p changed, and no edit explains it');
  });

  test('scenarios that got lost', async () => {
    const none = attribute({
      bundles: named('a', 'b').map(({ name }) => ({ fingerprint: name, edits: [], plans: ['p'], quiet: false })),
      ...{ newPlans: new Set<string>(), compile: () => new Map(), rateSums: async () => [] },
      scenarios: [{ plans: ['p'], currency: 'EUR', before: '1.00', after: '2.00', changed: true }],
    });
    await expect(none).rejects.toThrow('not all scenarios came back');
  });
});

describe('choices that cannot be', () => {
  test('two of three go together: the third stays by itself, and no more is rated than before', async () => {
    const { result, asked } = run({
      bundles: named('a', 'b', 'c'),
      scenarios: [{ before: '1.00', after: '9.00' }],
      // Without b, a leaves usage without a price.
      sums: (on) =>
        on.includes('a') && !on.includes('b')
          ? undefined
          : ({ b: '1.00', c: '2.00', ab: '8.00', bc: '2.00' }[on] ?? '0.00'),
    });
    const { causes } = await result;
    expect(causes.map(({ edits }) => edits)).toEqual([['a', 'b'], ['c']]);
    expect(causes.map(({ money }) => money.EUR)).toEqual([
      { alone: '7.00', share: '7.00' },
      { alone: '1.00', share: '1.00' },
    ]);
    expect(asked).toEqual([['a', 'b', 'ab', 'c', 'ac', 'bc']]);
  });

  test('plans that are not valid count the same', async () => {
    const { causes } = await run({
      bundles: named('a', 'b', 'c'),
      scenarios: [{ before: '1.00', after: '9.00' }],
      compile: (on) => on.includes('a') === on.includes('c'),
      sums: (on) => ({ ac: '8.00', b: '2.00' })[on],
    }).result;
    expect(causes.map(({ edits }) => edits)).toEqual([['a', 'c'], ['b']]);
  });

  test('of many, neighbours are joined until all can be rated', async () => {
    const { result } = run({
      bundles: named('a', 'b', 'c', 'd', 'e', 'f', 'g'),
      scenarios: [{ before: '0.00', after: '7.00' }],
      sums: (on) => (on.includes('c') === on.includes('d') ? `${on.length}.00` : undefined),
    });
    const { causes, attribution } = await result;
    expect(causes.map(({ edits }) => edits.join(''))).toEqual(['a', 'b', 'cd', 'e', 'f', 'g']);
    expect(causes.map(({ money }) => money.EUR!.share)).toEqual(['1.00', '1.00', '2.00', '1.00', '1.00', '1.00']);
    expect(attribution).toMatchObject({ method: 'in-order', total: { EUR: '7.00' } });
  });

  test('nothing but all of it can be rated: one cause', async () => {
    for (const names of ['ab', 'abcde', 'abcdefgh']) {
      const { result } = run({
        bundles: named(...names),
        scenarios: [{ before: '0.00', after: '7.00' }],
        sums: () => undefined,
      });
      const { causes, attribution } = await result;
      expect(causes.map(({ money }) => money.EUR!.share)).toEqual(['7.00']);
      expect(attribution.method).toBe('single');
    }
  });

  test('choices of two plans that are not valid together are rated one by one', async () => {
    const { causes } = await run({
      bundles: [{ name: 'a' }, { name: 'b' }, { name: 'c', plans: ['q'] }, { name: 'd', plans: ['q'] }],
      scenarios: [{}, { plans: ['q'] }],
      compile: (on) => !(on.includes('a') && on.includes('c')),
    }).result;
    expect(causes.map(({ edits }) => edits)).toEqual([['a'], ['b'], ['c'], ['d']]);
  });
});

test('a plan that the same causes touch is one object on all sides', async () => {
  const sides: CompiledPlans[] = [];
  await attribute({
    bundles: ['p', 'p', 'q', 'q', 'q'].map((plan, at) => ({
      ...{ fingerprint: `${at}`, plans: [plan], quiet: false },
      edits: [editOf({ file: `${at}`, from: '', to: '', plans: [] })],
    })),
    newPlans: new Set(),
    scenarios: ['p', 'q'].map((plan) => ({ plans: [plan], currency: 'EUR', before: '0', after: '0', changed: false })),
    compile: () => new Map(['p', 'q', 'r'].map((plan) => [plan, []])),
    rateSums: async (given, numbers) => {
      sides.push(...given);
      return given.map(() => numbers.map(() => '0'));
    },
  });
  // Two sides for p, and six for q, among them those two. p is as in the base on four.
  const all = [...new Set(sides)];
  expect(all).toHaveLength(6);
  expect(['p', 'q', 'r'].map((plan) => new Set(all.map((side) => side.get(plan))).size)).toEqual([3, 6, 1]);
});
