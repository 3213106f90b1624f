/**
 * The plug: rateproof's own engine as one more contestant, on the plan of bench-plan.yaml. This is the only file of the
 * bench that imports the built product.
 */

import { existsSync } from 'node:fs';

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
 * @param {import('./data.mjs').Data} _data columns in account and time order, in shared memory
 * @returns {Promise<Subject | { absent: string }>} or why there is none
 */
export async function subject(_data) {
  const built = existsSync(new URL('../../dist/', import.meta.url));
  return { absent: built ? 'the engine is not connected to the bench yet' : 'engine not built (npm run build)' };
}
