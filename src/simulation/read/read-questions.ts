/** What is asked beside the totals: how certain they are, what moves them, which price keeps revenue, how a past change went. */

import { compare, formatRational, type Rational, rational, subtract } from '../../exact/rational.ts';
import type { MapNode, Node } from '../../yaml/document.ts';
import {
  type Assumptions,
  type Backtest,
  type Behaviour,
  type BreakEven,
  type Certainty,
  LEAST_DRAWS,
  type Path,
  type Range,
  type Tornado,
} from '../assumptions.ts';
import { MOST_SEED } from './read-population.ts';
import { LEVER_KEYS, readBetween, readLever } from './read-price.ts';
import { HUNDRED, isWide, type Reading } from './reading.ts';

export const CERTAINTY_KEYS = ['confidence', 'resamples', 'seed'];
export const TORNADO_KEYS = ['prices', 'usage', 'behaviour'];
export const BREAK_EVEN_KEYS = [...LEVER_KEYS, 'between'];
export const MONTE_CARLO_KEYS = ['draws', 'seed'];
export const BACKTEST_KEYS = ['usage', 'data', 'invoices', 'source'];
export const SHOCK_KEYS = ['by', 'and'];

const LEAST_CONFIDENCE = rational(50n);
const LEAST_RESAMPLES = 100;
const MOST_RESAMPLES = 100_000;
const MOST_DRAWS = 10_000;

const USUAL: Certainty = { confidence: rational(95n), resamples: 2000, seed: 1 };
const USUAL_SHOCK: Assumptions['shock'] = { percent: rational(20n), amount: rational(10n) };

export function readCertainty(node: Node | undefined, reading: Reading): Certainty {
  const map = reading.map(node, '`certainty`', '`{ confidence: 95 %, resamples: 2000, seed: 1 }`');
  if (!map) return USUAL;
  const fields = reading.fields(map, '`certainty`', CERTAINTY_KEYS, []);
  const confidence = readConfidence(fields.get('confidence'), reading) ?? USUAL.confidence;
  const resamples = reading.whole(fields.get('resamples'), '`resamples`', LEAST_RESAMPLES, MOST_RESAMPLES);
  const seed = reading.whole(fields.get('seed'), '`seed` of `certainty`', 0, MOST_SEED);
  const read = { confidence, resamples: resamples ?? USUAL.resamples, seed: seed ?? USUAL.seed };
  if (resamples !== undefined || !fields.get('resamples'))
    checkTails(read, fields.get('resamples') ?? fields.get('confidence'), reading);
  return read;
}

/** An end is at least the outermost draw: of n, that is the share 1 / (n + 1). Fewer have a lower confidence than is told. */
function checkTails({ confidence, resamples }: Certainty, node: Node | undefined, reading: Reading): void {
  const beyond = subtract(HUNDRED, confidence);
  // n + 1 >= 200 / (100 - confidence), which is n >= that less 1, rounded up.
  const needed = (200n * beyond.d + beyond.n - 1n) / beyond.n - 1n;
  if (!node || BigInt(resamples) >= needed) return;
  const told = formatRational(confidence);
  const message = `${resamples} resamples are too few for a confidence of ${told} %: its ends lie beyond the outermost of them`;
  const fix =
    needed > BigInt(MOST_RESAMPLES)
      ? `write a lower confidence: ${MOST_RESAMPLES} resamples, the most there can be, are too few as well`
      : `write \`resamples: ${needed}\` or more, or a lower confidence`;
  reading.error('SIM-BAD-VALUE', node.place, message, fix);
}

function readConfidence(node: Node | undefined, reading: Reading): Rational | undefined {
  const value = reading.percent(node, '`confidence`');
  if (!value || (compare(value, LEAST_CONFIDENCE) >= 0 && compare(value, HUNDRED) < 0)) return value;
  return reading.wrong(node!, '`confidence`', 'a share from 50 % to below 100 %: 95 %');
}

export function readTornado(node: Node | undefined, behaviour: Behaviour, reading: Reading): Tornado | undefined {
  const map = reading.map(node, '`tornado`', '`{ prices: 10 %, usage: 10 %, behaviour: true }`');
  if (!map) return undefined;
  const fields = reading.fields(map, '`tornado`', TORNADO_KEYS, []);
  const prices = readSwing(fields.get('prices'), '`prices` of `tornado`', reading);
  const usage = readSwing(fields.get('usage'), '`usage` of `tornado`', reading);
  const told = reading.oneOf(fields.get('behaviour'), '`behaviour` of `tornado`', ['true', 'false'] as const);
  if (told === 'true' && reading.problems.length === 0 && !rangesOf(behaviour, undefined).some(isWide)) {
    const message = '`behaviour` of `tornado` has no effect: no response has a range';
    reading.error('SIM-NO-EFFECT', fields.get('behaviour')!.place, message, 'tell `low`, `central` and `high` of one');
  }
  if (fields.size === 0 || (fields.size === 1 && told === 'false')) {
    reading.error('SIM-NO-EFFECT', map.place, '`tornado` has nothing to move', 'add `prices: 10 %`');
  }
  return { prices, usage, behaviour: told === 'true' };
}

function readSwing(node: Node | undefined, what: string, reading: Reading): Rational | undefined {
  const value = reading.percent(node, what);
  if (!value || (value.n > 0n && compare(value, HUNDRED) < 0)) return value;
  return reading.wrong(node!, what, 'a share above 0 % and below 100 %: 10 %');
}

export function readBreakEven(node: Node | undefined, reading: Reading): readonly BreakEven[] {
  const form = '`- { plan: smart-m, charge: data-overage, between: [2.00, 6.00] }`';
  const read = (map: MapNode): BreakEven | undefined => {
    const before = reading.problems.length;
    const fields = reading.fields(map, '`break_even`', BREAK_EVEN_KEYS, ['plan', 'charge', 'between']);
    const lever = readLever(map, fields, reading);
    const between = readBetween(fields.get('between'), reading);
    return lever && between && reading.problems.length === before ? { lever, between } : undefined;
  };
  const asked = reading.entries(node, '`break_even`', form).flatMap((map) => read(map) ?? []);
  const keyOf = ({ lever: { plan, charge, zone, band, tier } }: BreakEven): string =>
    JSON.stringify([plan, charge, zone ?? null, band ?? null, tier ?? null]);
  reading.once(asked, keyOf, ({ lever }) => lever.place, 'questions about the same price');
  return asked;
}

export function readMonteCarlo(
  node: Node | undefined,
  behaviour: Behaviour,
  path: Path | undefined,
  reading: Reading,
): Assumptions['monteCarlo'] {
  const map = reading.map(node, '`monte_carlo`', '`{ draws: 500, seed: 11 }`');
  if (!map) return undefined;
  const fields = reading.fields(map, '`monte_carlo`', MONTE_CARLO_KEYS, ['draws', 'seed']);
  const draws = reading.whole(fields.get('draws'), '`draws`', LEAST_DRAWS, MOST_DRAWS);
  const seed = reading.whole(fields.get('seed'), '`seed` of `monte_carlo`', 0, MOST_SEED);
  // What cannot be read may have had one.
  if (reading.problems.length === 0 && !rangesOf(behaviour, path).some(isWide)) {
    const message = '`monte_carlo` has no effect: no assumption has a range to draw from';
    reading.error('SIM-NO-EFFECT', map.place, message, 'tell `low`, `central` and `high` of one');
  }
  return draws === undefined || seed === undefined ? undefined : { draws, seed };
}

/** Every range that is assumed. */
const rangesOf = ({ elasticity, churn, migration, takeUp }: Behaviour, path: Path | undefined): Range[] => [
  ...elasticity.map(({ value }) => value),
  ...churn.map(({ scale }) => scale),
  ...(migration ? [migration.inertia] : []),
  ...takeUp.flatMap(({ share, newCustomers }) => [share, newCustomers]),
  ...(path ? [path.customers, ...path.usage.values()] : []),
];

export function readBacktest(node: Node | undefined, reading: Reading): Backtest | undefined {
  const map = reading.map(node, '`backtest`', '`{ usage: after/usage.yaml, data: after, invoices: …, source: … }`');
  if (!map) return undefined;
  const fields = reading.fields(map, '`backtest`', BACKTEST_KEYS, ['usage', 'data', 'invoices']);
  const sourced = reading.sourced(map, fields, '`backtest`');
  const usage = reading.path(fields.get('usage'), '`usage` of `backtest`');
  const data = reading.path(fields.get('data'), '`data` of `backtest`');
  const invoices = reading.days(fields.get('invoices'), '`invoices` of `backtest`');
  for (const key of ['usage', 'data', 'invoices']) reading.at(`backtest.${key}`, fields.get(key));
  if (!sourced || usage === undefined || data === undefined || !invoices) return undefined;
  return { usage, data, invoices, ...sourced };
}

export function readShock(node: Node | undefined, reading: Reading): Assumptions['shock'] {
  const map = reading.map(node, '`bill_shock`', '`{ by: 20 %, and: 10.00 }`');
  if (!map) return USUAL_SHOCK;
  const fields = reading.fields(map, '`bill_shock`', SHOCK_KEYS, []);
  const percent = reading.percent(fields.get('by'), '`by` of `bill_shock`');
  const amount = reading.money(fields.get('and'), '`and` of `bill_shock`');
  return { percent: percent ?? USUAL_SHOCK.percent, amount: amount ?? USUAL_SHOCK.amount };
}
