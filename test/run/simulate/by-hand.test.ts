/** Two customers and two months from files to a finished simulation, worked by hand; and usage that responds, over many seeds. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runSimulation } from '../../../src/run/simulate/run-simulation.ts';
import type { Simulation } from '../../../src/simulation/result.ts';

const root = mkdtempSync(join(tmpdir(), 'rateproof-by-hand-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

write(
  'plans/p.yaml',
  `plan: p
currency: EUR
timezone: UTC
prices: net
tax: { name: VAT, rates: { standard: 20 % } }
rounding: { line: half-up 0.01, tax: half-up 0.01 }
recurring: [{ id: fee, amount: 10.00, charged: in-arrears }]
usage: [{ id: calls, match: { service: voice }, increment: 1 s, rate: 0.10 / min }]
`,
);
write('data/customers.csv', 'id,weight\nann,3\nbob,0.5\n');
/** Calls of a minute: Ann 100 in March and 50 in April, Bob 40 and 80; billed on the first of the month after. */
const CALLS = { ann: [100, 50], bob: [40, 80] };
write(
  'data/calls.csv',
  [
    'account,at,seconds',
    ...Object.entries(CALLS).flatMap(([name, months]) =>
      months.flatMap((count, month) =>
        Array.from({ length: count }, (_, call) => {
          const [day, minute] = [1 + (call % 28), call % 60];
          const two = (number: number): string => String(number).padStart(2, '0');
          return `${name},2026-0${3 + month}-${two(day)}T12:${two(minute)}:00Z,60`;
        }),
      ),
    ),
  ].join('\n'),
);
write(
  'usage.yaml',
  `usage: two
customers:
  file: customers.csv
  columns: { account: id, weight: weight }
  plan: p
  activated: 2026-01-01
files:
  - file: calls.csv
    columns: { account: account, at: at, quantity: seconds }
    service: voice
    unit: s
`,
);

const COSTS = `costs:
  usage: [{ id: interconnect, match: { service: voice }, cost: 0.03 / min, source: regulator }]
  commission: { share: 10 %, source: shops }
`;
let written = 0;

async function simulated(rest: string, seed?: number): Promise<Simulation> {
  written += 1;
  const file = `simulations/s${written}.yaml`;
  write(
    file,
    `simulation: s${written}
candidate: { prices: [{ plan: p, charge: calls, by: +20 % }] }
population: { usage: ../usage.yaml, data: ../data }
invoices: { from: 2026-04-01, before: 2026-05-02 }
fewest: 1
${seed === undefined ? '' : `certainty: { seed: ${seed} }\n`}${rest}`,
  );
  const { value, problems } = await runSimulation({ root, file, workers: 1 });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(value!.simulation.controls.checks.filter(({ same }) => !same)).toEqual([]);
  return value!.simulation;
}

test('static: a price from 0.10 to 0.12 a minute', async () => {
  const { static: found } = await simulated(COSTS);
  // Before: Ann 2 x 10.00 + 150 x 0.10 = 35.00, Bob 20.00 + 120 x 0.10 = 32.00: 3 x 35 + 0.5 x 32 = 121.00.
  // After: Ann 20 + 150 x 0.12 = 38.00, Bob 20 + 14.40 = 34.40: 114 + 17.20 = 131.20. 10.20 / 121 = 8.42975 %.
  expect(found.revenue).toEqual({ before: '121.00', after: '131.20', change: '10.20', percent: '8.4298' });
  // A fifth on top, every bill a multiple of five cents: 145.20 and 157.44.
  expect(found.billed).toEqual({ before: '145.20', after: '157.44', change: '12.24', percent: '8.4298' });
  // Calls: 3 x 150 + 0.5 x 120 = 510 minutes at 0.03 = 15.30; a tenth of revenue: 12.10, 13.12.
  expect(found.cost).toMatchObject({ before: '27.40', after: '28.42', change: '1.02' });
  expect(found.margin).toMatchObject({ before: '93.60', after: '102.78', change: '9.18' });
  // 3.5 customers in two months: 121 / 7 = 17.285714, 131.2 / 7 = 18.742857.
  expect(found.arpu).toMatchObject({ before: '17.2857', after: '18.7429', change: '1.4572', percent: '8.4298' });
  expect(found.customers).toMatchObject({ before: '3.5', after: '3.5' });
});

test('elasticity -1: the price rises by a fifth, a sixth of the calls is not made, and revenue is what it was', async () => {
  const { behaviour } = await simulated(
    `${COSTS}behaviour: { elasticity: [{ service: voice, value: -1, source: textbook }] }\n`,
  );
  // 1 / 1.2 = 83.3333 %. Of Ann's 150 calls, all of one size, 124.99995 are left: 124 or 125, 125 in all but one of 20,000
  // seeds; of Bob's 120, 100. (Were calls shorter and not fewer, it would be as many minutes.) Net: Ann 20 + 125 x 0.12 = 35.00, Bob 20 + 12 = 32.00, whichever months they are of.
  expect(behaviour!.impact.revenue).toEqual({ before: '121.00', after: '121.00', change: '0.00', percent: '0.0000' });
  // Calls: 3 x 125 + 0.5 x 100 = 425 minutes at 0.03 = 12.75; commission 12.10. 121 - 24.85.
  expect(behaviour!.impact.margin).toMatchObject({ before: '93.60', after: '96.15', change: '2.55' });
  expect(behaviour!.usage).toEqual([
    {
      ...{ service: 'voice', segment: '', plan: 'p', price: '120.0000', elasticity: '-1' },
      asked: '83.3333',
      reached: '83.3333',
    },
  ]);
  expect(behaviour!.responses).toEqual([{ response: 'elasticity', revenue: '121', change: '-10.2', customers: '3.5' }]);
});

test('churn: along a line, twice what it says, of customers in millionths', async () => {
  const { behaviour } = await simulated(
    'behaviour: { churn: [{ points: [{ bill: 0 %, leave: 1 % }, { bill: 10 %, leave: 6 % }], scale: 2, source: last year }] }\n',
  );
  // Ann pays 42.00 and then 45.60 with tax, 8.571428 % more: 5 x 0.8571428 = 4.285714 % leave because of it, twice that is
  // 85714 millionths: 257142 of her 3000000. Bob 38.40 and 41.28, 7.5 % more: 3.75 %, twice 7.5 %: 37500 of 500000.
  // Left: 2.742858 x 38.00 + 0.4625 x 34.40 = 104.228604 + 15.91 = 120.138604.
  const { impact, churn } = behaviour!;
  expect(impact.customers).toMatchObject({ before: '3.5', after: '3.205358', change: '-0.294642' });
  expect(impact.revenue).toMatchObject({ before: '121.00', after: '120.138604', change: '-0.861396' });
  // 0.257142 x 38.00 + 0.0375 x 34.40.
  expect(churn).toEqual({ customers: '0.294642', revenue: '11.061396' });
});

test('phase-in: half of them in the first month, all in the second', async () => {
  const { behaviour } = await simulated('behaviour: { phase_in: { months: [50 %, 100 %], source: letters } }\n');
  // March: Ann 20.00 and 22.00, on average 21.00; Bob 14.00 and 14.80: 14.40. April: 16.00 and 19.60. 3 x 37 + 0.5 x 34.
  expect(behaviour!.impact.revenue).toMatchObject({ after: '128.00', change: '7.00' });
  expect(behaviour!.impact.months.map(({ revenue }) => revenue.change)).toEqual([
    '3.20', // 3 x 1.00 + 0.5 x 0.40
    '3.80', // 3 x 1.00 + 0.5 x 1.60
  ]);
});

test('a path: growth of customers and of usage, each from the second month on', async () => {
  const { behaviour } = await simulated(
    'path: { months: 3, from: 2026-07, growth: { customers: 10 % }, source: budget }\n',
  );
  // Measured in turn: April's invoices, May's, April's. Before: April's 3 x 20.00 + 0.5 x 14.00 = 67.00, May's 54.00; after 73.40
  // and 57.80. Customers 3.5, 3.85, 4.235: 67 + 1.1 x 54 + 1.21 x 67 = 207.47; 73.40 + 63.58 + 88.814 = 225.794.
  expect(behaviour!.impact.revenue).toMatchObject({ before: '207.47', after: '225.794', change: '18.324' });
  expect(behaviour!.impact.customers).toMatchObject({ before: '4.235', after: '4.235' });
});

test('questions: the price that keeps revenue flat, and bars, each as it is worked out directly', async () => {
  const { certainty } = await simulated(
    `tornado: { prices: 10 %, usage: 10 % }
break_even: [{ plan: p, charge: calls, between: [0.05, 0.30] }]
`,
  );
  expect(certainty.tornado).toEqual([
    // 0.108 and 0.132 in the place of 0.12: Ann 150 x 0.008 = 1.20 and Bob 120 x 0.008 = 0.96: 3.60 + 0.48; with 0.032 four times that.
    {
      what: expect.stringMatching(/^price of calls/),
      low: { at: '-10 %', change: '4.08' },
      high: { at: '+10 %', change: '16.32' },
    },
    // Ann 135 and 165 minutes, Bob 108 and 132, on both sides, at 0.02 more: 8.10 + 1.08, 9.90 + 1.32.
    { what: 'usage of voice', low: { at: '-10 %', change: '9.18' }, high: { at: '+10 %', change: '11.22' } },
  ]);
  const [flat] = certainty.breakEven;
  const other = await simulated('break_even: [{ plan: p, charge: calls, between: [0.11, 0.30] }]\n');
  const [none] = other.certainty.breakEven;
  // 3 x 150 + 0.5 x 120 = 510 minutes: 51 at 0.10. At 0.05 half of it, at 0.30 three times; 0.11 is a tenth more.
  expect(flat).toMatchObject({ price: '0.1000', ends: ['-25.5', '102'] });
  expect(none).toMatchObject({ price: null, ends: ['5.1', '102'] });
});

test('sets and draws over how many leave: ends of the range, and what lies between', async () => {
  const { certainty } = await simulated(
    `behaviour:
  churn:
    - { points: [{ bill: 0 %, leave: 1 % }, { bill: 10 %, leave: 6 % }], scale: { low: 1, central: 2, high: 3 }, source: last year }
tornado: { behaviour: true }
monte_carlo: { draws: 200, seed: 5 }
`,
  );
  // As above at twice: -0.861396. Once: 42857 millionths of Ann, 37500 of Bob: 2.871429 x 38.00 + 0.48125 x 34.40 = 125.669302.
  // Three times: 128571 and 112500: 2.614287 x 38.00 + 0.44375 x 34.40 = 114.607906. Less 121.
  expect(certainty.sets!.map(({ set, revenue }) => [set, revenue.change, revenue.percent])).toEqual([
    ['low', '4.669302', '3.8589'],
    ['central', '-0.861396', '-0.7119'],
    ['high', '-6.392094', '-5.2827'],
  ]);
  expect(certainty.tornado).toMatchObject([
    { low: { at: '1', change: '4.669302' }, high: { at: '3', change: '-6.392094' } },
  ]);
  // Nearly a line, 5.530698 a step; of the triangle from 1 to 3 the deviation is sqrt(1/6): 2.258 of revenue, of the mean of 200
  // draws 0.16: four of them. It falls where the scale is above 1.8442: 1 - 0.8442^2 / 2 = 64.4 % of draws, sd 3.4 points.
  const { mean, falls, interval } = certainty.monteCarlo!;
  expect(Math.abs(Number(mean) + 0.8614)).toBeLessThan(0.64);
  expect(Math.abs(Number(falls) - 64.4)).toBeLessThan(13.6);
  // 2.5 % of the triangle lie below 1 + sqrt(2 x 0.025) = 1.2236 and above 2.7764: 3.43 and -5.16.
  expect(Math.abs(Number(interval.high) - 3.43)).toBeLessThan(1);
  expect(Math.abs(Number(interval.low) + 5.16)).toBeLessThan(1);
});
