/**
 * The differential law: whatever the plan and the usage, the engine's invoices are the oracle's. What disagrees is
 * shrunk to the smallest plan and usage that still do.
 *
 * RATEPROOF_PAIRS says how many pairs (9,000 unless told), RATEPROOF_SEED which.
 */

import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answer } from './answer.ts';
import { large } from './arbitrary-large.ts';
import { type Pair, pairs } from './arbitrary-usage.ts';
import { closedForm } from './closed-form.ts';
import { prepareDocuments, rateDocuments } from './engine.ts';
import { oracleInvoices } from './oracle.ts';
import { toYaml } from './yaml.ts';

const PAIRS = Number(process.env.RATEPROOF_PAIRS ?? 9_000);
const SEED = Number(process.env.RATEPROOF_SEED ?? 20_260_101);
/** Accounts with usage that a plan is tried with. */
const USAGES = 5;
/** Between batches the runner hears that the test is alive. */
const BATCH = 250;

const oracleSays = ({ documents, account, records }: Pair): string =>
  answer(() => oracleInvoices(documents, account, records));
const engineSays = ({ documents, account, records }: Pair): string =>
  answer(() => rateDocuments(toYaml(documents), account, records));

/** The first of the pairs, all of one plan, on which the two disagree. */
function firstDisagreement(tried: readonly Pair[]): Pair | undefined {
  let rate: ReturnType<typeof prepareDocuments>;
  try {
    rate = prepareDocuments(toYaml(tried[0]!.documents));
  } catch {
    return tried[0];
  }
  return tried.find((one) => oracleSays(one) !== answer(() => rate(one.account, one.records)));
}

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
        fc.property(pairs(USAGES), (tried) => firstDisagreement(tried) === undefined),
        {
          seed,
          numRuns: Math.ceil(Math.min(BATCH, PAIRS - done) / USAGES),
          reporter: ({ failed, counterexample, counterexamplePath }) => {
            if (!failed) return;
            const where = `seed ${seed}, path ${counterexamplePath}`;
            const found = counterexample && firstDisagreement(counterexample[0]);
            throw new Error(found ? `${where}\n${disagreement(found)}` : where);
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
