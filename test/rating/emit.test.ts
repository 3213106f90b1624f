/** Generated code is made of numbers, operators and a closed list of words; no text of a plan ever reaches it. */

import { compileFunction } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { multiply, type Rational, rational } from '../../src/exact/rational.ts';
import { ASSEMBLY_PARAMETERS, emitAssembly } from '../../src/invoicing/emit.ts';
import { layoutOf } from '../../src/invoicing/layout.ts';
import { BIGINT, FLOAT } from '../../src/money/dialect.ts';
import type { CompiledPlan } from '../../src/plan/compile/compiled.ts';
import { validatePlans } from '../../src/plan/validate/validate-plans.ts';
import { bindPlans } from '../../src/rating/bind.ts';
import { emitKernel, KERNEL_PARAMETERS } from '../../src/rating/emit.ts';
import type { UsageCoding } from '../../src/usage/batch.ts';
import { type Pair, pair } from '../oracle/arbitrary-usage.ts';
import { plansOf } from '../oracle/engine.ts';
import { inputsOf } from './drawn.ts';

const SEED = 20_260_101;

const KEYWORDS = 'break case const default else false for function if let return switch true while'.split(' ');
const GLOBALS = ['Math', 'floor', 'ceil', 'BigInt', 'Number'];
const RECORDER = 'unrated quantity covered piece setup rounded done closing closed blocks fee'.split(' ');
const PROPERTIES = ['slotMs', 'band', 'next', 'fill'];
const ROUNDINGS = ['round_up', 'round_down', 'round_half_up', 'round_half_even'];
const LOCALS = (
  'active amount at bad base before blocks code delta e end f first g home i j l lane last m missed n o p parts q r raw ' +
  'row s start stop sum t tax total u used v was w x y z b'
).split(' ');
/** Words with a small whole number behind them. */
const NUMBERED = /^(a|band|c|cr|k|n|next|s|slot)\d{0,4}$/;

const WORDS = new Set([
  ...[...KEYWORDS, ...GLOBALS, ...RECORDER, ...PROPERTIES, ...ROUNDINGS, ...LOCALS],
  ...[...KERNEL_PARAMETERS, ...ASSEMBLY_PARAMETERS],
]);
const TOKEN = /\s+|\d+n?(?![\w.])|[A-Za-z_]\w*|[=!]==|[<>]=?|&&|\|\||\+\+|[-+]=|[-+*/%&?:;,.=(){}[\]]/y;

/** The first thing in a source that is none of these. */
function stranger(source: string): string | undefined {
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < source.length; ) {
    const at = TOKEN.lastIndex;
    const [token] = TOKEN.exec(source) ?? [];
    if (token === undefined) return source.slice(at, at + 40);
    if (/^[A-Za-z_]/.test(token) && !WORDS.has(token) && !NUMBERED.test(token)) return token;
  }
  return undefined;
}

interface Sources {
  readonly kernels: readonly string[];
  readonly assemblies: readonly string[];
}

/** Everything that is generated for the versions of a plan. */
function sourcesOf(versions: readonly CompiledPlan[], coding: UsageCoding): Sources {
  const bound = bindPlans(versions, coding);
  const options = [FLOAT, BIGINT].flatMap((dialect) => [
    { dialect, quantities: false, recorded: false, left: false },
    { dialect, quantities: true, recorded: false, left: true },
    { dialect, quantities: true, recorded: true, left: true },
  ]);
  return {
    kernels: bound.flatMap(({ shape }) => options.map((one) => emitKernel(shape, one))),
    assemblies: bound.flatMap((one, index) =>
      [layoutOf(one, bound[index + 1] ?? one), layoutOf(one, undefined), layoutOf(undefined, one)].flatMap((layout) =>
        [FLOAT, BIGINT].map((dialect) => emitAssembly(layout, one.shape.lines, dialect)),
      ),
    ),
  };
}

function drawnSources(drawn: Pair, change = <T>(value: T): T => value): Sources {
  const { plans, usage } = inputsOf([drawn]);
  return sourcesOf(change(plans.get('p')!), change(usage.coding));
}

const EVIL = `"];process.exit()//\`\${x}'\\\n`;
const TEXTS = new Set(['id', 'name', 'key', 'text', 'code', 'timezone', 'file', 'category', 'to', 'in']);
const LISTS = new Set(['names', 'bands', 'on', 'to', 'in']);

/** The same with something evil behind every word that its author chose, even where the language refuses that. */
function deface<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (value !== '' && TEXTS.has(key) ? value + EVIL : value) as T;
  if (Array.isArray(value)) return value.map((one) => deface(one, LISTS.has(key) ? 'name' : '')) as T;
  if (value === null || typeof value !== 'object' || value instanceof Map) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, deface(part, name)])) as T;
}

const THREE = rational(3n);
const thrice = (amount: Rational): Rational => multiply(amount, THREE);

/** The same plan at three times its prices, and with three times as much in its allowances. */
const dearer = (plan: CompiledPlan): CompiledPlan => ({
  ...plan,
  recurring: plan.recurring.map((charge) => ({ ...charge, amount: thrice(charge.amount) })),
  oneTime: plan.oneTime.map((charge) => ({ ...charge, amount: thrice(charge.amount) })),
  allowances: plan.allowances.map(({ amount, ...rest }) => ({ ...rest, amount: amount && thrice(amount) })),
  charges: plan.charges.map(({ setup, tiers, ...charge }) => ({
    ...charge,
    rates: charge.rates.map(thrice),
    setup: setup && { ...setup, amount: thrice(setup.amount) },
    tiers: tiers && { ...tiers, fees: tiers.fees.map(thrice) },
  })),
});

describe('random plans', () => {
  test('generate nothing but the tokens on the list, and use all of them', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(pair, (drawn) => {
        const { kernels, assemblies } = drawnSources(drawn);
        for (const source of [...kernels, ...assemblies]) {
          expect(stranger(source)).toBeUndefined();
          for (const [word] of source.matchAll(/[A-Za-z_]\w*/g)) seen.add(word);
        }
        for (const source of kernels) compileFunction(source, [...KERNEL_PARAMETERS]);
        for (const source of assemblies) compileFunction(source, [...ASSEMBLY_PARAMETERS]);
      }),
      { numRuns: 120, seed: SEED },
    );
    expect([...WORDS].filter((word) => !seen.has(word))).toEqual([]);
  });

  test('with hostile words generate what they do with plain ones', () => {
    fc.assert(
      fc.property(pair, (drawn) => {
        expect(drawnSources(drawn, deface)).toEqual(drawnSources(drawn));
      }),
      { numRuns: 40, seed: SEED },
    );
  });

  test('at other prices share their kernels', () => {
    fc.assert(
      fc.property(pair, (drawn) => {
        const { plans, usage } = inputsOf([drawn]);
        const versions = plans.get('p')!;
        expect(sourcesOf(versions.map(dearer), usage.coding).kernels).toEqual(
          sourcesOf(versions, usage.coding).kernels,
        );
      }),
      { numRuns: 40, seed: SEED },
    );
  });
});

describe('by hand', () => {
  const text = (name: string, price: string, steps: string): string => `
plan: p
name: ${JSON.stringify(name)}
description: ${JSON.stringify(name)}
currency: EUR
timezone: UTC
prices: gross
tax: { name: ${JSON.stringify(name)}, rates: { standard: 19 } }
recurring: [ { id: fee, name: ${JSON.stringify(name)}, amount: ${price} } ]
usage:
  - { id: d, name: ${JSON.stringify(name)}, match: { service: data }, tiers: { model: graduated, steps: [ ${steps} ] } }
discounts: [ { id: less, name: ${JSON.stringify(name)}, percent: 10, on: [fee] } ]
`;
  const coding = {
    kinds: [{ service: 'data', direction: '', to: '', in: '' }],
    quanta: new Map([['data', rational(1n)]]),
  };
  const sources = (yaml: string): Sources => sourcesOf(plansOf(yaml).get('p')!, coding);
  const two = '{ to: 1 GB, rate: 2 / GB }, { rate: 1 / GB }';

  test('a hostile name is a name', () => {
    const evil = EVIL.replace('\n', ' ');
    expect(sources(text(evil, '9.99', two))).toEqual(sources(text('Plain', '9.99', two)));
  });

  test('where an id stands, it is refused', () => {
    const { value, problems } = validatePlans([
      { file: 'p.yaml', text: text('x', '1', two).replace('id: fee', `id: ${JSON.stringify('"];process.exit()//')}`) },
    ]);
    expect(value).toBeUndefined();
    expect(problems.map(({ code }) => code)).toContain('PLAN-BAD-VALUE');
  });

  test('prices and edges leave the kernel as it is, another tier does not', () => {
    const { kernels } = sources(text('x', '9.99', two));
    expect(sources(text('x', '19.49', '{ to: 7 GB, rate: 0.5 / MB }, { rate: 3 / TB }')).kernels).toEqual(kernels);
    const third = sources(text('x', '9.99', `{ to: 10 MB, rate: 9 / GB }, ${two}`)).kernels;
    for (const [index, kernel] of kernels.entries()) expect(third[index]).not.toBe(kernel);
  });

  test.each([
    ['const x = "a";', '"a";'],
    ['process.exit()', 'process'],
    ['n1 = 1.5', '1.5'],
    ['x = y // z', undefined],
    ['`', '`'],
    ['require', 'require'],
    ['n12345', 'n12345'],
    ['let x = 1 ? 2 : 3;', undefined],
  ])('the list knows %j from code of ours', (source, found) => {
    expect(stranger(source)).toBe(found);
  });
});
