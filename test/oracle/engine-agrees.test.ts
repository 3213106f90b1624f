/**
 * The differential law: whatever the plan and the usage, the engine's invoices are the oracle's. What disagrees is
 * shrunk to the smallest plan and usage that still do.
 *
 * RATEPROOF_PAIRS says how many pairs (20,000 unless told), RATEPROOF_SEED which.
 */

import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { large } from './arbitrary-large.ts';
import { type Pair, pair } from './arbitrary-usage.ts';
import { closedForm } from './closed-form.ts';
import { rateDocuments } from './engine.ts';
import { type OracleResult, oracleInvoices } from './oracle.ts';
import { toYaml } from './yaml.ts';

const PAIRS = Number(process.env.RATEPROOF_PAIRS ?? 20_000);
const SEED = Number(process.env.RATEPROOF_SEED ?? 20_260_101);
/** Between batches the runner hears that the test is alive. */
const BATCH = 250;

/** The same whatever the order in which lines stand on an invoice. */
function comparable({ invoices, screened, unrated }: OracleResult): OracleResult {
  const order = (line: object): string => JSON.stringify(line);
  return {
    invoices: invoices.map((invoice) => ({
      date: invoice.date,
      ...(invoice.period && { period: { from: invoice.period.from, before: invoice.period.before } }),
      lines: invoice.lines
        .map(({ key, kind, amount, quantity }) => ({ key, kind, amount, ...(quantity !== undefined && { quantity }) }))
        .sort((a, b) => (order(a) < order(b) ? -1 : 1)),
      net: invoice.net,
      tax: invoice.tax,
      total: invoice.total,
    })),
    screened: [...screened].sort(),
    unrated: [...unrated].sort(),
  };
}

/** What one side says, or how it failed. */
function answer(ask: () => OracleResult): string {
  try {
    const { invoices, screened, unrated } = comparable(ask());
    const one = (value: object): string => JSON.stringify(value);
    return [
      ...invoices.flatMap(({ lines, ...head }) => [one(head), ...lines.map((line) => `  ${one(line)}`)]),
      `screened ${one(screened)}, unrated ${one(unrated)}`,
    ].join('\n');
  } catch (error) {
    return `failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const oracleSays = ({ documents, account, records }: Pair): string =>
  answer(() => oracleInvoices(documents, account, records));
const engineSays = ({ documents, account, records }: Pair): string =>
  answer(() => rateDocuments(toYaml(documents), account, records));

function disagreement(found: Pair): string {
  return [
    toYaml(found.documents),
    `account ${JSON.stringify(found.account)}`,
    ...found.records.map((record) => `record ${JSON.stringify(record)}`),
    '',
    '--- oracle',
    oracleSays(found),
    '--- engine',
    engineSays(found),
  ].join('\n');
}

test(
  `engine and oracle agree on ${PAIRS} pairs of plan and usage, seed ${SEED}`,
  async () => {
    for (let done = 0; done < PAIRS; done += BATCH) {
      const seed = SEED + done;
      fc.assert(
        fc.property(pair, (one) => oracleSays(one) === engineSays(one)),
        {
          seed,
          numRuns: Math.min(BATCH, PAIRS - done),
          reporter: ({ failed, counterexample, counterexamplePath }) => {
            if (!failed) return;
            const where = `seed ${seed}, path ${counterexamplePath}`;
            throw new Error(counterexample ? `${where}\n${disagreement(counterexample[0])}` : where);
          },
        },
      );
      await setImmediate();
    }
  },
  15 * 60_000,
);

test('engine and closed form agree up to 10^15 bytes at twelve decimals', () => {
  fc.assert(
    fc.property(large, ({ documents, account, records, shape }) => {
      const expected = closedForm(shape);
      const { invoices } = rateDocuments(toYaml(documents), account, records);
      const line = invoices.flatMap(({ lines }) => lines).find(({ key }) => key === 'd');
      const nothing = { amount: '0', quantity: '0' };
      expect({ amount: line?.amount ?? nothing.amount, quantity: line?.quantity ?? nothing.quantity }).toEqual({
        amount: expected.rounded.toString(),
        quantity: expected.quantity.toString(),
      });
    }),
    { seed: SEED, numRuns: Math.min(PAIRS, 2000) },
  );
}, 120_000);
