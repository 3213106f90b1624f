/** Damaged scenarios and recipes: problems with codes and places, or invoices that the oracle comes to as well. */

import { expect, test } from 'vitest';
import { formatDay } from '../../src/calendar/day.ts';
import { formatRational } from '../../src/exact/rational.ts';
import { Batches } from '../../src/run/batches.ts';
import { casesOf } from '../../src/run/cases.ts';
import { collect } from '../../src/run/collect.ts';
import { preparePlans } from '../../src/run/prepare-plan.ts';
import { rateAccounts } from '../../src/run/rate-accounts.ts';
import { batchRunner } from '../../src/run/run-scenario.ts';
import { columnsOf } from '../../src/scenario/columns.ts';
import { type Entry, readScenarios } from '../../src/scenario/read.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { SERVICES } from '../../src/units/quantity.ts';
import { MAX_FILE_BYTES, readYamlBytes } from '../../src/yaml/read.ts';
import { resultOf } from '../oracle/engine.ts';
import type { Account, PlainRecord } from '../oracle/oracle.ts';
import { agree, BASE_UNITS, plainDocuments } from './agree.ts';
import { type Attempt, attack, type Verdict } from './attack.ts';
import { damage } from './damage.ts';
import type { Dice } from './dice.ts';
import { codesOf } from './law.ts';
import { read, yamlFiles } from './plan-specimens.ts';

const CASES = 1500;
const FILE = 'scenarios/damaged.yaml';

const planTexts = yamlFiles('plans').map((file) => ({ file, text: read(file) }));
const { compiled, facts } = preparePlans(planTexts).value!;
const documents = plainDocuments(planTexts.map(({ text }) => text));

test('damaged scenarios', { timeout: 600_000 }, async () => {
  const recipes = yamlFiles('scenarios/recipes').map(read);
  const written = yamlFiles('scenarios/written').flatMap((file) => read(file).split(/^---$/m));
  const counts = await attack('scenarios', CASES, (dice) => attempt(dice, dice.once(6) ? recipes : written));
  if (process.env.RATEPROOF_CASE) return;
  expect(counts.compared).toBeGreaterThan(CASES / 5);
  expect(counts.refused).toBeGreaterThan(CASES / 3);
  expect(counts.codes.size).toBeGreaterThan(15);
});

function attempt(dice: Dice, specimens: readonly string[]): Attempt {
  const text = dice.once(10) ? [dice.pick(specimens), dice.pick(specimens)].join('\n---\n') : dice.pick(specimens);
  const { bytes, what } = damage(text, dice, { gentle: 50 });
  return { what, run: () => judge(bytes), shown: () => bytes.subarray(0, 6000).toString() };
}

async function judge(bytes: Buffer): Promise<Verdict> {
  const texts = new Map([[FILE, bytes.subarray(0, MAX_FILE_BYTES).toString()]]);
  const yaml = readYamlBytes(bytes, FILE);
  if (!yaml.value) return { refused: codesOf(yaml.problems, texts) };
  const scenarios = readScenarios(yaml.value, { plans: facts });
  const codes = codesOf([...yaml.problems, ...scenarios.problems], texts);
  if (!scenarios.value) return { refused: codes };
  await runAll(scenarios.value.map(fewer));
  const written = scenarios.value.flatMap((entry) => ('scenario' in entry ? [entry.scenario] : []));
  const verdicts = written.map(compareScenario);
  const other = verdicts.find((verdict) => !('compared' in verdict));
  return other ?? verdicts[0] ?? { notCompared: codes.length > 0 ? 'without content' : 'of recipes' };
}

/** The first customers are the same for any count; a few do. */
const fewer = (entry: Entry): Entry =>
  'recipe' in entry ? { recipe: { ...entry.recipe, count: Math.min(entry.recipe.count, 3) } } : entry;

/** As `rateproof test` does it: no scenario may end in an error. */
async function runAll(entries: readonly Entry[]): Promise<void> {
  const cases = await casesOf(entries, {});
  const recipes = entries.flatMap((entry) => ('recipe' in entry ? [entry.recipe] : []));
  const batches = new Batches(cases, recipes);
  const run = batchRunner(rateAccounts, compiled, recipes);
  for (let batch = batches.next(); batch; batch = batches.next()) {
    for (const { result } of collect(cases, batch, run(batch), new Map(), new Map())) {
      if (result.status === 'error') throw new Error(`${result.id}: ${result.reason}`);
      if (/NaN|Infinity/.test(JSON.stringify(result))) throw new Error(JSON.stringify(result));
    }
  }
}

function compareScenario(scenario: Scenario): Verdict {
  const { activated, terminated, changes, plan, invoices } = scenario;
  const account: Account = {
    id: 'a',
    plan,
    activated: formatDay(activated),
    ...(terminated !== undefined && { terminated: formatDay(terminated) }),
    changes: changes.map((change) => ({ ...change, on: formatDay(change.on) })),
    invoices: { from: formatDay(invoices.from), before: formatDay(invoices.before) },
  };
  const idOf = (record: number): string => String(record).padStart(6, '0');
  const records = scenario.records.map(({ kind, start, quantity }, record): PlainRecord => {
    const { service, ...ways } = kind;
    const at = new Date(start).toISOString();
    return {
      id: idOf(record),
      at,
      service,
      ...present(ways),
      quantity: `${formatRational(quantity)} ${BASE_UNITS[SERVICES[service]!]}`,
    };
  });
  const { accounts, usage } = columnsOf([scenario]);
  return agree(
    () => resultOf(rateAccounts(compiled, accounts, usage, { allowances: true }), 0, idOf),
    documents,
    account,
    records,
  );
}

const present = (ways: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(ways).filter(([, value]) => value !== ''));

const CASE = `scenario: a
plan: smart-m
customer: { activated: 2025-11-01 }
usage: [{ service: data, in: home, total: $d, spread: daily, from: 2026-03-01, before: 2026-04-01 }]
`;
const cases = (count: number): string =>
  `cases:\n${Array.from({ length: count }, (_, at) => `  - { case: c${at}, d: ${at + 1} MB }\n`).join('')}`;
const expecting = (more: string): string => `expect: [{ invoice: 2026-04-01, ${more} }]\n`;
const many = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join(', ');

/** Each is some hundred kilobytes at most, and asks for gigabytes. */
const BOMBS: readonly (readonly [string, string])[] = [
  ['a long reason for every case', CASE + expecting(`total: 1, because: ${'x'.repeat(100_000)}`) + cases(5000)],
  [
    'a long title for every case',
    CASE.replace('plan:', `title: ${'x'.repeat(100_000)}\nplan:`) + expecting('total: 1') + cases(5000),
  ],
  [
    'lines without end',
    CASE.replace('$d', '1 GB') + expecting(`lines: { ${many(20_000, (at) => `data-overage tier=${at}: 1`)} }`),
  ],
  [
    'tags for every case',
    CASE.replace('plan:', `tags: [${many(20_000, (at) => `t${at}`)}]\nplan:`) + expecting('total: 1') + cases(2000),
  ],
  [
    'messages without end',
    `${CASE.replace('service: data, in: home, total: $d', 'service: sms, in: home, count: 999999999')}${expecting('total: 1')}`,
  ],
];

test.each(BOMBS)('%s: refused', (_, text) => {
  const documents = readYamlBytes(Buffer.from(text), FILE).value!;
  const { value, problems } = readScenarios(documents, { plans: facts });
  expect(value).toBeUndefined();
  expect(codesOf(problems, new Map([[FILE, text]]))).toContain(
    text.includes('999999999') ? 'SCENARIO-BAD-VALUE' : 'SCENARIO-TOO-LARGE',
  );
});
