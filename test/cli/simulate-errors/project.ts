/** A small project with everything that a simulation can be about, in a folder of its own, and the real command over it. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ran } from '../in-process.ts';

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
export const SIMULATION = 'scenarios/simulations/test.yaml';

/** A text, bytes, a link to somewhere, or null: the file is not there. */
export type Content = string | Uint8Array | { readonly link: string } | null;
export type Files = Readonly<Record<string, Content>>;

const plan = (id: string, fee: string, currency = 'EUR'): string => `plan: ${id}
name: ${id}
currency: ${currency}
timezone: Europe/Berlin
prices: net
effective: { new: 2025-01-01 }
bill_cycle: { anchor: 1 }
recurring:
  - { id: monthly-fee, amount: ${fee}, charged: in-arrears }
usage:
  - { id: voice, match: { service: voice }, bands: { calendar: day-night, crossing: by-start }, rate: { day: 0.20 / min, night: 0.10 / min } }
  - { id: abroad, match: { service: data, in: [eu, world] }, rates: abroad }
  - { id: data, match: { service: data }, tiers: { model: graduated, steps: [{ to: 5 GB, rate: 3.00 / GB }, { rate: 2.00 / GB }] } }
`;

export const SHARED = `calendar: day-night
bands: { day: [{ days: [mon, tue, wed, thu, fri], from: "08:00", before: "20:00" }], night: otherwise }
---
rates: abroad
by: in
unit: GB
rows: { eu: 1.19, world: 5.95 }
`;

export const MAPPING = `usage: small
customers: { file: customers.csv, columns: { account: id, plan: plan, activated: since, segment: segment, weight: weight } }
files:
  - { file: calls.csv, columns: { account: id, at: at, quantity: minutes }, service: voice, direction: out, to: home, in: home, unit: min }
  - { file: data.csv, columns: { account: id, at: at, quantity: gb, in: zone }, service: data, unit: GB }
`;

export const CUSTOMERS = `id,plan,since,segment,weight
anna,small,2025-06-01,consumer,30
bert,small,2025-06-01,consumer,20.5
carl,large,2025-06-01,consumer,20
dora,large,2025-06-01,business,20
emil,small,2025-06-01,business,9.5
`;

const CALLS = `id,at,minutes
anna,2026-04-03T09:00:00,10
bert,2026-04-04T23:00:00,20
dora,2026-04-05T12:00:00,30
emil,2026-04-06T12:00:00,5
`;

export const DATA = `id,at,gb,zone
anna,2026-04-03T09:00:00,7,home
bert,2026-04-04T23:00:00,2,eu
carl,2026-04-05T12:00:00,1,home
dora,2026-04-06T12:00:00,9,home
`;

const RECIPE = `recipe: people
plan: small
count: 20
seed: 7
customers: { activated: { from: 2025-06-01, before: 2025-12-01 } }
periods: 2026-04
usage:
  - { service: data, records: 5, quantity: { from: 1 MB, to: 900 MB }, in: home }
`;

export const PLANS = {
  small: plan('small', '9.99'),
  large: plan('large', '19.99'),
  dollars: plan('dollars', '5.00', 'USD'),
};

const PROJECT: Files = {
  'plans/small.yaml': PLANS.small,
  'plans/large.yaml': PLANS.large,
  'plans/shared.yaml': SHARED,
  'candidate/small.yaml': plan('small', '10.99'),
  'scenarios/people.yaml': RECIPE,
  'usage/mapping.yaml': MAPPING,
  'usage/customers.csv': CUSTOMERS,
  'usage/calls.csv': CALLS,
  'usage/data.csv': DATA,
};

/** The folder with these files in it, a null among them taking one away. */
export function written(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'rateproof-simulate-'));
  for (const [file, content] of Object.entries({ ...PROJECT, ...files })) {
    if (content === null) continue;
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(path, content);
    else symlinkSync(content.link, path);
  }
  return root;
}

/** The command in a process of its own. */
export function command(args: readonly string[], cwd: string): Ran {
  const env = { ...process.env, NO_COLOR: '1', CI: '', RATEPROOF_DEBUG: '', XDG_CACHE_HOME: join(cwd, 'home') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd, env, encoding: 'utf8' });
  return { code: status ?? -1, out: stdout, err: stderr };
}

export const removed = (root: string): void => rmSync(root, { recursive: true, force: true });
