/**
 * The data set for machines without a C compiler: the distributions of the C generator from a PRNG of its own, so the
 * records differ but the work per record does not.
 */

const CYCLE_MS = 743 * 3_600_000;

/** sfc32: four 32-bit words of state, integers only, so every machine draws the same. */
function generator(seed) {
  let a = seed | 0;
  let b = 0x9e3779b9 | 0;
  let c = 0xd1b54a32 | 0;
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 20; i++) next(); // the first draws still show the seed
  return () => (next() + 0.5) / 2 ** 32;
}

/**
 * @param {number} events @param {number} accounts
 * @returns {Record<'start' | 'off' | 'qty' | 'svc' | 'zone', Uint32Array | Uint8Array>}
 */
export function generate(events, accounts, seed = 2025) {
  const uniform = generator(seed);
  const exponential = () => -Math.log(uniform());
  const normal = () => Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * uniform());

  const start = activity(events, accounts, normal);
  const off = new Uint32Array(events);
  const qty = new Uint32Array(events);
  const svc = new Uint8Array(events);
  const zone = new Uint8Array(events);
  for (let account = 0; account < accounts; account++) {
    const from = start[account];
    const before = start[account + 1];
    const times = Float64Array.from({ length: before - from }, () => uniform() * (CYCLE_MS - 2_000_000)).sort();
    const talks = Math.exp(0.5 * normal());
    const surfs = Math.exp(0.9 * normal());
    let previous = -1;
    for (let i = from; i < before; i++) {
      previous = Math.max(Math.floor(times[i - from]), previous + 1); // starts are unique within an account
      off[i] = previous;
      const service = uniform();
      const place = uniform();
      svc[i] = service < 0.35 ? 0 : service < 0.5 ? 1 : 2;
      zone[i] = place < 0.7 ? 0 : place < 0.85 ? 1 : 2 + Math.floor(((place - 0.85) / 0.15) * 9.9999);
      if (svc[i] === 0) qty[i] = Math.min(10_800, exponential() * 150 * talks * (uniform() < 0.02 ? 8 : 1));
      else if (svc[i] === 1) qty[i] = 1 + exponential() * 0.6;
      else qty[i] = Math.min(2_147_483_000, Math.exp(1.6 * normal()) * 4e6 * surfs);
    }
  }
  return { start, off, qty, svc, zone };
}

/** Index of each account's first record: log-normal activity that adds up to exactly `events`. */
function activity(events, accounts, normal) {
  const weights = Float64Array.from({ length: accounts }, () => Math.exp(0.8 * normal()));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const start = new Uint32Array(accounts + 1);
  let running = 0;
  for (let account = 0; account < accounts; account++) {
    running += weights[account];
    start[account + 1] = Math.round((running / total) * events);
  }
  start[accounts] = events;
  return start;
}
