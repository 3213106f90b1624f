/**
 * How long it takes to rate a population with two sides at once, beside one side, from blocks of columns in memory to columns of bills:
 * node test/bench/simulate-rating.mjs [--records 20000000] [--repeats 3]. Needs the build. The bills of the first block are
 * held against those of rateAccounts, to the last unit, before anything is timed.
 */

import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { compilePlans } from '../../dist/plan/compile/compile.js';
import { validatePlans } from '../../dist/plan/validate/validate-plans.js';
import { WorkerPool } from '../../dist/run/pool.js';
import { rateAccounts } from '../../dist/run/rate-accounts.js';
import { populationRater } from '../../dist/run/simulate/rate-population.js';
import { NEVER } from '../../dist/usage/columns.js';
import { blockLayout, readBlock } from '../../dist/usage/read-block.js';
import { SERVICES, ZONES } from './tariff.mjs';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '20000000' },
    repeats: { type: 'string', default: '3' },
    response: { type: 'boolean', default: false },
  },
});
const records = Number(values.records);
const EACH = 200;
const accounts = Math.ceil(records / EACH);
const BLOCK = 5000;
const day = (text) => Date.parse(text) / 86_400_000;
const say = (text) => process.stdout.write(`${text}\n`);

const text = readFileSync(new URL('./bench-plan.yaml', import.meta.url), 'utf8');
const plansOf = (yaml) => {
  const { value, problems } = validatePlans([{ file: 'bench-plan.yaml', text: yaml }]);
  if (!value) throw new Error(problems.map(({ message }) => message).join('\n'));
  return compilePlans(value.plans.values());
};
const base = plansOf(text);
const head = plansOf(text.replace('amount: 19.99', 'amount: 21.99').replaceAll('0.0029 / MiB', '0.0031 / MiB'));

const coding = {
  kinds: SERVICES.flatMap((service) => ZONES.map((to) => ({ service, direction: '', to, in: '' }))),
  quanta: new Map([
    ['voice', { n: 1n, d: 1n }],
    ['sms', { n: 1n, d: 1n }],
    ['data', { n: 1024n, d: 1n }],
  ]),
};
say(
  `${records.toLocaleString('en')} records of ${accounts.toLocaleString('en')} accounts, load ${loadavg()[0].toFixed(2)}`,
);
const blocks = makeBlocks();
const customers = {
  size: accounts,
  nameOf: String,
  plans: ['bench'],
  segments: [''],
  plan: new Uint16Array(accounts),
  segment: new Uint16Array(accounts),
  activated: Int32Array.from({ length: accounts }, (_, account) => day('2025-01-01') + (account % 59)),
  terminated: new Int32Array(accounts).fill(NEVER),
  weight: undefined,
};
const usage = {
  name: 'bench',
  customers,
  coding,
  local: true,
  blocks: () => blocks.values(),
  report: () => undefined,
  close() {},
};
const population = {
  kind: 'full',
  size: accounts,
  nameOf: String,
  plans: ['bench'],
  segments: [''],
  plan: customers.plan,
  segment: customers.segment,
  weight: new Float64Array(accounts).fill(1e6),
  stratum: new Uint32Array(accounts),
  strata: [{ name: '', whole: accounts, sampled: accounts }],
};
const invoices = { from: day('2025-04-01'), before: day('2025-04-02') };
const factors = [[950_000, 900_000]];
const less = {
  seed: 1,
  services: [
    { service: 'voice', by: 'length' },
    { service: 'data', by: 'records' },
  ],
  factors,
};

for (const threads of [1, 2]) {
  const pool = new WorkerPool(threads);
  const rate = populationRater({ usage }, { population, invoices, pool });
  check(await rate({ sides: [{ plans: base }, { plans: head }], measures: [] }));
  const asked = {
    'one side': [{ plans: base }],
    'two sides': [{ plans: base }, { plans: head }],
    'two sides, the second uses less': [{ plans: base }, { plans: head, usage: less }],
  };
  const seconds = Object.fromEntries(Object.keys(asked).map((name) => [name, []]));
  // On a machine that is busy with other work, what processors spent on this is the better figure.
  const processors = Object.fromEntries(Object.keys(asked).map((name) => [name, []]));
  for (let repeat = 0; repeat < Number(values.repeats); repeat += 1) {
    for (const [name, sides] of Object.entries(asked)) {
      const [started, before] = [performance.now(), process.cpuUsage()];
      await rate({ sides, measures: [] });
      const { user, system } = process.cpuUsage(before);
      seconds[name].push((performance.now() - started) / 1000);
      processors[name].push((user + system) / 1e6);
    }
  }
  for (const [name, all] of Object.entries(seconds)) {
    const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
    const rate = (records / median(all) / 1e6).toFixed(1);
    say(
      `${threads} threads, ${name}: ${median(all).toFixed(2)} s, ${rate} M records/s (best ${Math.min(...all).toFixed(2)} s); ` +
        `processors ${median(processors[name]).toFixed(2)} s`,
    );
  }
  await pool.destroy();
}
say(
  `load ${loadavg()[0].toFixed(2)}, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB with all blocks in memory`,
);

/** Every account has as many records, spread over March 2025: calls, messages and data. */
function makeBlocks() {
  const made = [];
  let state = 12_345;
  const random = (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const zone = () => (random(10) < 7 ? 0 : random(ZONES.length));
  for (let from = 0; from < accounts; from += BLOCK) {
    const size = Math.min(BLOCK, accounts - from);
    const count = size * EACH;
    const layout = blockLayout(size, count, { start: 4, quantity: 4, kind: 1 });
    const memory = new SharedArrayBuffer(layout.bytes);
    const origin = Date.parse('2025-03-01');
    new Float64Array(memory, 0, 5).set([origin, 1000, 4, 4, 1]);
    const first = new Uint32Array(memory, layout.first, size + 1);
    const start = new Uint32Array(memory, layout.start, count);
    const quantity = new Uint32Array(memory, layout.quantity, count);
    const kind = new Uint8Array(memory, layout.kind, count);
    for (let account = 0; account < size; account += 1) {
      first[account + 1] = (account + 1) * EACH;
      for (let n = 0; n < EACH; n += 1) {
        const at = account * EACH + n;
        const service = random(3);
        start[at] = Math.floor((31 * 86_400 * n) / EACH) + random(86_400 / 10);
        quantity[at] = service === 0 ? 1 + random(600) : service === 1 ? 1 : 1 + random(60_000);
        kind[at] = service * ZONES.length + zone();
      }
      start.subarray(account * EACH, (account + 1) * EACH).sort();
    }
    made.push({ first: from, size, records: count, bytes: layout.bytes, memory });
  }
  return made;
}

/** Totals of the first block by rateAccounts. */
function check(rated) {
  const [block] = blocks;
  const { first, base: origin, unit, start, quantity, kind } = readBlock(block);
  const own = Array.from({ length: block.size }, (_, account) => ({
    id: String(account),
    plan: 'bench',
    activated: customers.activated[account],
    terminated: undefined,
    invoices,
  }));
  const given = {
    coding,
    accounts: own.map(({ id }) => id),
    first: Uint32Array.from(first),
    start: Float64Array.from(start, (at) => origin + unit * at),
    local: true,
    quantity: Float64Array.from(quantity),
    kind: Uint16Array.from(kind),
    row: new Float64Array(block.records),
  };
  for (const [side, plans] of [base, head].entries()) {
    const { total, scale } = rated.sides[side];
    rateAccounts(plans, own, given).invoices.forEach(([invoice], account) => {
      const units = BigInt(invoice.total.replace('.', '')) * 10n ** BigInt(scale - 2);
      if (units !== BigInt(total[account])) throw new Error(`account ${account}: ${units}, not ${total[account]}`);
    });
  }
}
