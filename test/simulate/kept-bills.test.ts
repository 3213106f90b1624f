/** Runs of the command that find what an earlier one has kept: every file of theirs is the one of a run that keeps nothing. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { folderOf, rateproof, reportOf } from './simulated.ts';
import { BEHAVIOUR, mappingOf, plansOf, town, USAGE_POPULATION, usageOf } from './town.ts';

const FILES = ['simulation.json', 'customers.csv', 'simulation.html', 'simulation.md'] as const;

/** Runs twice, with what is kept and without; whether bills were kept before and after. */
function sameAsWithout(root: string): void {
  rateproof(root, 'simulate', 'scenarios/sim.yaml', '--workers', '2');
  rateproof(root, 'simulate', 'scenarios/sim.yaml', '--workers', '2', '--no-cache', '--out', 'without');
  for (const name of FILES) {
    expect(reportOf(root, name).equals(reportOf(root, name, 'without')), name).toBe(true);
  }
}

const netAfter = (root: string): string =>
  JSON.parse(reportOf(root, 'simulation.json').toString()).static.revenue.after;

test('another price, another assumption, and other usage over what was kept', async () => {
  const people = town(60);
  const simulation = (more: string) => `simulation: kept\ncandidate: { plans: ../b }\n${USAGE_POPULATION}\n${more}`;
  const root = folderOf({
    ...plansOf('a', 'plans'),
    ...plansOf('b', 'b'),
    ...usageOf(people, 'data'),
    'usage.yaml': mappingOf(),
    'scenarios/sim.yaml': simulation(''),
  });
  const kept = join(root, '.rateproof/cache/bills');
  // Nothing is kept of files that were written just now.
  await setTimeout(2100);
  sameAsWithout(root);
  const first = readdirSync(kept).length;
  // Two sides of three plans, and everybody on each of the three.
  expect(first).toBeGreaterThanOrEqual(6);
  const before = netAfter(root);

  writeFileSync(join(root, 'b/small.yaml'), plansOf('c', 'b')['b/small.yaml']!);
  writeFileSync(join(root, 'scenarios/sim.yaml'), simulation(`${BEHAVIOUR}monte_carlo: { draws: 10, seed: 11 }\n`));
  sameAsWithout(root);
  expect(netAfter(root)).not.toBe(before);
  // Its bills, with all usage and with everybody on it, and whom it reaches.
  expect(readdirSync(kept).length).toBeGreaterThan(first);

  // Customers less: what was kept is of other files.
  const all = netAfter(root);
  writeFileSync(join(root, 'scenarios/sim.yaml'), simulation(''));
  for (const [name, text] of Object.entries(usageOf(people.slice(5), 'data'))) writeFileSync(join(root, name), text);
  sameAsWithout(root);
  expect(netAfter(root)).not.toBe(all);

  // What was kept is not what was written: it is made anew.
  await setTimeout(2100);
  rateproof(root, 'simulate', 'scenarios/sim.yaml');
  for (const name of readdirSync(kept)) {
    const bytes = readFileSync(join(kept, name));
    bytes[bytes.length - 20]! ^= 1;
    writeFileSync(join(kept, name), bytes);
  }
  sameAsWithout(root);
});
