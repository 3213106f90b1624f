/** Damaged simulations: problems with codes and places, or a result whose tables add up. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from '../../src/run/session.ts';
import { runSimulation } from '../../src/run/simulate/run-simulation.ts';
import { simulationText } from '../../src/run/simulate/simulation-file.ts';
import { readSimulation } from '../../src/simulation/read/read.ts';
import { tellAssumptions } from '../../src/simulation/tell-assumptions.ts';
import { MAX_FILE_BYTES, readText } from '../../src/yaml/read.ts';
import { removed, SIMULATION, written } from '../cli/simulate-errors/project.ts';
import { FACTS } from '../simulation/read/read.ts';
import { type Attempt, attack, type Verdict } from './attack.ts';
import { damage } from './damage.ts';
import type { Dice } from './dice.ts';
import { codesOf } from './law.ts';
import { NASTY_VALUES } from './nasty.ts';

const READ_CASES = 800;
const RUN_CASES = 60;
const FILE = 'scenarios/simulations/test.yaml';

const readme = readFileSync(new URL('../../src/simulation/README.md', import.meta.url), 'utf8');
/** The short example of the README, and the long one. */
const EXAMPLES = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, example = '']) => example);

/** Everything that can be asked, of the small project. */
const WHOLE = (population: string): string => `simulation: test
title: All of it
candidate:
  prices: [{ plan: small, charge: data, tier: 1, to: 2.50 }, { plan: small, charge: monthly-fee, by: +5 % }]
${population}
invoices: { from: 2026-05-01, before: 2026-05-02 }
path: { months: 3, from: 2026-07, growth: { data: { low: 0 %, central: 1 %, high: 2 % } }, source: budget }
behaviour:
  elasticity: [{ service: data, value: { low: -0.6, central: -0.4, high: -0.2 }, source: study }]
  churn: [{ plan: small, points: [{ bill: 0 %, leave: 1 % }, { bill: 10 %, leave: 3 % }], source: study }]
  migration: { inertia: 90 %, at_least: 2.00, to: all, source: study }
  take_up: [{ plan: large, of: { plan: small }, share: 2 %, new_customers: 5, source: launch }]
  phase_in: { months: [25 %, 100 %], source: letters }
costs:
  usage: [{ id: transit, match: { service: data }, cost: 0.10 EUR / GB, source: agreement }]
  commission: { share: 3 %, source: contract }
  subsidy: { amount: 5.00, plan: small, source: budget }
certainty: { confidence: 90 %, resamples: 100, seed: 1 }
tornado: { prices: 10 %, usage: 10 %, behaviour: true }
break_even: [{ plan: small, charge: data, tier: 1, between: [1.00, 6.00] }]
monte_carlo: { draws: 10, seed: 11 }
bill_shock: { by: 20 %, and: 10.00 }
fewest: 2
other_plans: all
`;
const POPULATIONS = [
  'population: { recipes: [people], stands_for: 1000 }',
  'population: { usage: ../../usage/mapping.yaml, data: ../../usage, segments: { consumer: 60 %, business: 40 % } }',
];

test('damaged documents, read', { timeout: 300_000 }, async () => {
  const counts = await attack('simulations', READ_CASES, (dice) => {
    const { bytes, what } = damage(dice.pick([...EXAMPLES, ...POPULATIONS.map(WHOLE)]), dice, { gentle: 60 });
    return { what, run: () => judgeRead(bytes), shown: () => bytes.subarray(0, 6000).toString() };
  });
  if (process.env.RATEPROOF_CASE) return;
  expect(counts.refused).toBeGreaterThan(READ_CASES / 3);
  expect(counts.codes.size).toBeGreaterThan(15);
});

/** Any keys with any values, at any place of the document. */
test('documents of any shape are read or refused', () => {
  const leaf = fc.oneof(
    fc.constantFrom(...NASTY_VALUES),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('10 %', '-0.4', '2026-07', 'all', 'small'),
  );
  const words = fc.constantFrom(...new Set(WHOLE('').match(/[a-z_]+(?=:)/g)), '__proto__', 'constructor', 'population');
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      leaf,
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(words, tie('node'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(words, node, { maxKeys: 8 }), (document) => {
      judgeRead(
        Buffer.from(
          `simulation: test\n${Object.entries(document)
            .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
            .join('')}`,
        ),
      );
    }),
    { numRuns: 1000 },
  );
});

function judgeRead(bytes: Buffer): Verdict {
  const text = readText(bytes, FILE);
  const texts = new Map([[FILE, text.value ?? bytes.subarray(0, MAX_FILE_BYTES).toString()]]);
  if (text.value === undefined) return { refused: codesOf(text.problems, texts) };
  const { value, problems } = readSimulation(text.value, FILE, FACTS);
  const codes = codesOf(problems, texts);
  if (!value) {
    if (codes.length === 0) throw new Error('refused without a word');
    return { refused: codes };
  }
  tellAssumptions(value, FILE);
  return { notCompared: 'read' };
}

let root: string;
let session: Session;
beforeAll(() => {
  root = written({ [SIMULATION]: '' });
  session = new Session();
});
afterAll(async () => {
  await session.close();
  removed(root);
});

test('damaged documents, simulated', { timeout: 600_000 }, async () => {
  const counts = await attack('simulated', RUN_CASES, attempt);
  if (process.env.RATEPROOF_CASE) return;
  expect(counts.notCompared.simulated).toBeGreaterThan(RUN_CASES / 10);
  expect(counts.refused).toBeGreaterThan(RUN_CASES / 4);
});

function attempt(dice: Dice, number: number): Attempt {
  const whole = WHOLE(POPULATIONS[number % 2]!);
  const { bytes, what } =
    number < 2 ? { bytes: Buffer.from(whole), what: 'as it is' } : damage(whole, dice, { gentle: 8 });
  return { what, run: () => judgeRun(bytes, number < 2), shown: () => bytes.subarray(0, 6000).toString() };
}

async function judgeRun(bytes: Buffer, right: boolean): Promise<Verdict> {
  writeFileSync(join(root, SIMULATION), bytes);
  const texts = new Map([[SIMULATION, readText(bytes, SIMULATION).value ?? bytes.toString()]]);
  for (const file of ['usage/mapping.yaml']) texts.set(file, readFileSync(join(root, file), 'utf8'));
  const { value, problems } = await runSimulation({ root, file: SIMULATION, workers: 1 }, {}, session);
  const codes = codesOf(problems, texts, { placed: false });
  if (!value) {
    if (right) throw new Error(JSON.stringify(problems));
    if (codes.length === 0) throw new Error('refused without a word');
    return { refused: codes };
  }
  const { simulation } = value;
  const broken = simulation.controls.checks.filter(({ same }) => !same);
  if (broken.length > 0) throw new Error(JSON.stringify(broken));
  if (/\bNaN\b|undefined|Infinity/.test(simulationText(simulation))) throw new Error('a number that is none');
  return { notCompared: 'simulated' };
}
