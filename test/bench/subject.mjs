/**
 * The plug: rateproof's own engine as one more contestant, on the plan of bench-plan.yaml, from the YAML to the cent. This
 * file and subject-worker.mjs are the only ones of the bench that import the built product.
 */

import { existsSync, readFileSync } from 'node:fs';
import { COLUMNS } from './tariff.mjs';
import { onThreads } from './threads.mjs';

/**
 * What every rival offers, ours included. The harness calls `prepare` once, then `run` many times in turn with the
 * others, then `close`.
 *
 * @typedef {object} Subject
 * @property {string} name as the table shows it, at most 35 characters
 * @property {() => Promise<number>} prepare
 *   Everything that is done once: compile, start workers, copy data to where it is needed. Resolves to the seconds spent
 *   on changing the layout of the columns alone, 0 when they are rated as they are; the table states them. A service
 *   partition, a kind column, a widened quantity: all of that is layout.
 * @property {(threads: 1 | 2) => Promise<Rated>} run
 *   One whole pass: every record rated, every account's lines rounded, discounted and taxed. Nothing may be kept from an
 *   earlier pass.
 * @property {() => Promise<void>} close ends its threads
 *
 * @typedef {object} Rated
 * @property {number} seconds wall time of the pass, workers' wake-up included
 * @property {() => Promise<Int32Array>} cents
 *   The pass's results for the equality check: COLUMNS.length (tariff.mjs) runs of one amount an account, in cents. Only
 *   a change of form may happen here, since it is not timed. `discount` is what is taken off, so not negative.
 */

/**
 * The layout change (service and zone into one column of kinds) is part of every timed pass.
 *
 * @param {import('./data.mjs').Data} data columns in account and time order, in shared memory
 * @returns {Promise<Subject | { absent: string }>} or why there is none
 */
export async function subject(data) {
  if (!existsSync(new URL('../../dist/', import.meta.url))) return { absent: 'engine not built (npm run build)' };
  const { validatePlans } = await import('../../dist/plan/validate/validate-plans.js');
  const { compilePlans } = await import('../../dist/plan/compile/compile.js');
  const file = 'test/bench/bench-plan.yaml';
  const { value, problems } = validatePlans([
    { file, text: readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8') },
  ]);
  if (!value) throw new Error(problems.map(({ message }) => message).join('\n'));
  const plans = compilePlans(value.plans.values());
  const out = new Int32Array(new SharedArrayBuffer(COLUMNS.length * data.accounts * 4));
  const kind = new Uint8Array(new SharedArrayBuffer(data.records));
  const { accounts, start, off, qty, svc, zone } = data;
  const given = () => ({ plans, data: { accounts, start, off, qty, svc, zone, kind }, out });
  return onThreads('rateproof, compiled from YAML', data, new URL('./subject-worker.mjs', import.meta.url), given, out);
}
