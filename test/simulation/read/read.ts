/** Simulations read for tests, against a few plans. */

import type { PlanHistory } from '../../../src/plan/model.ts';
import { renderProblems } from '../../../src/problems/render.ts';
import { preparePlans } from '../../../src/run/prepare-plan.ts';
import { readSimulation } from '../../../src/simulation/read/read.ts';
import type { SimulationFacts } from '../../../src/simulation/read/reading.ts';

const plan = (id: string, more: string): string => `
plan: ${id}
name: ${id}
currency: EUR
timezone: Europe/Berlin
prices: gross
effective: { new: 2025-01-01 }
bill_cycle: { anchor: 1 }
tax: { name: VAT, rates: { standard: 19 % } }
recurring:
  - { id: monthly-fee, amount: 9.99, charged: in-arrears }
${more}`;

const SMART_M = `usage:
  - id: voice
    match: { service: voice }
    bands: { calendar: day-night, crossing: by-start }
    rate: { day: 0.20 / min, night: 0.10 / min }
  - { id: abroad, match: { service: data, in: [eu, world] }, rates: abroad }
  - id: data-overage
    match: { service: data }
    tiers: { model: graduated, steps: [{ to: 5 GB, rate: 3.00 / GB }, { rate: 2.00 / GB }] }
`;

const OTHERS = `
---
calendar: day-night
bands: { day: [{ days: [mon, tue, wed, thu, fri], from: "08:00", before: "20:00" }], night: otherwise }
---
rates: abroad
by: in
unit: GB
rows: { eu: 1.19, world: 5.95 }
`;

/** Where a GB is 1024 MB, and money is pounds. */
const OLD_W = `
---
plan: old-w
name: Old W
currency: GBP
timezone: Europe/London
prices: net
effective: { new: 2025-01-01 }
bill_cycle: { anchor: 1 }
units: { MB: 1024 kB, GB: 1024 MB }
usage:
  - { id: data, match: { service: data }, rate: 1.10 / GB }
`;

const PLANS = [plan('smart-m', SMART_M), plan('smart-s', ''), plan('smart-l', '')].join('---') + OTHERS;
export const FILE = 'scenarios/simulations/test.yaml';

function plansOf(text: string): ReadonlyMap<string, PlanHistory> {
  const { value, problems } = preparePlans([{ file: 'plans/test.yaml', text }]);
  if (!value) throw new Error(renderProblems(problems, { sources: new Map([['plans/test.yaml', text]]) }));
  return value.histories;
}

const ours = plansOf(PLANS);
export const FACTS: SimulationFacts = { base: ours, candidate: () => ours, recipes: ['consumer-base', 'travellers'] };
export const withOldW = (): SimulationFacts => {
  const plans = plansOf(PLANS + OLD_W);
  return { ...FACTS, base: plans, candidate: () => plans };
};

/** What is read of the file, or what is said of it. */
export function read(text: string, facts: SimulationFacts = FACTS) {
  const { value, problems } = readSimulation(text, FILE, facts);
  return { value, told: renderProblems(problems, { sources: new Map([[FILE, text]]) }) };
}

/** A simulation with these lines beside what every one needs. */
export const simulation = (lines: string): string => `simulation: test\npopulation: { recipes: all }\n${lines}\n`;
