/** Runs and plans for policies, built by hand. */

import type { PlanHistory } from '../../src/plan/model.ts';
import type { Facts } from '../../src/policy/evaluate.ts';
import { evaluatePolicies } from '../../src/policy/evaluate.ts';
import type { PolicyOutcome } from '../../src/policy/policy.ts';
import { readPolicies } from '../../src/policy/read.ts';
import type { PolicyContext } from '../../src/policy/reading.ts';
import { renderProblems } from '../../src/problems/render.ts';
import type { DiffResult, DiffRun, DiffStatus, Effect, UsageSum } from '../../src/run/diff/result.ts';
import { DIFF_STATUSES } from '../../src/run/diff/result.ts';
import type { PlanDistribution } from '../../src/run/distribution.ts';
import { preparePlans } from '../../src/run/prepare-plan.ts';
import { readYaml } from '../../src/yaml/read.ts';

/** 119 gross are 100 net. A GB of shop-w is 1000 MB, one of old-w 1024. */
export const PLANS = `
plan: smart-m
name: Smart M
currency: EUR
timezone: Europe/Berlin
prices: gross
effective: { new: 2025-01-01 }
bill_cycle: { anchor: 1 }
tax: { name: VAT, rates: { standard: 19 % } }
recurring:
  - { id: fee, amount: 11.90, charged: in-arrears }
usage:
  - { id: voice-eu, match: { service: voice, direction: out, to: eu }, increment: 60 s, rate: 0.238 / min }
  - { id: voice-rest, match: { service: voice, direction: out }, increment: 60 s, rate: 1.19 / min }
  - id: data-abroad
    match: { service: data }
    rates: abroad
  - id: data
    match: { service: data }
    tiers: { model: graduated, steps: [{ to: 5 GB, rate: 2.38 / GB }, { rate: 1.19 / GB }] }
---
plan: old-w
name: Old W
currency: GBP
timezone: Europe/London
prices: net
effective: { new: 2025-01-01 }
bill_cycle: { anchor: 1 }
tax: { name: VAT, rates: { standard: 20 % } }
units: { MB: 1024 kB, GB: 1024 MB }
usage:
  - { id: data, match: { service: data }, rate: 1.10 / GB }
  - { id: text, match: { service: sms }, package: { size: 100 msg, price: 4.00 } }
---
rates: abroad
by: in
unit: GB
rows: { eu: 1.19, world: 5.95 }
`;

export function plansOf(text: string): ReadonlyMap<string, PlanHistory> {
  const { value, problems } = preparePlans([{ file: 'plans/test.yaml', text }]);
  if (!value) throw new Error(renderProblems(problems, { sources: new Map([['plans/test.yaml', text]]) }));
  return value.histories;
}

const CONTEXT: PolicyContext = { plans: plansOf(PLANS), segments: ['consumer', 'business'] };
const FILE = 'rateproof.config.yaml';

/** What is read of the file, or what is said of it. */
export function read(text: string, context: PolicyContext = CONTEXT) {
  const document = readYaml(text, FILE);
  const { value, problems } = readPolicies(document.value?.[0], context);
  return { value, told: renderProblems([...document.problems, ...problems], { sources: new Map([[FILE, text]]) }) };
}

/** A customer of smart-m: bills before and after by date, from 2026-04-01 on. */
export function customer(
  id: string,
  before: readonly (string | null)[] | undefined,
  after: readonly (string | null)[] | undefined,
  more: Partial<DiffResult> = {},
): DiffResult {
  const dates = (after ?? before ?? []).map((_, index) => `2026-0${4 + index}-01`);
  return {
    ...{ id, file: 'scenarios/a.yaml', line: 1, plan: 'smart-m', status: 'changed', reach: 'repriced', dates },
    ...(before && { before }),
    ...(after && { after }),
    ...{ differences: [], causes: [], unrated: 0, screened: 0 },
    ...more,
  };
}

const NO_EFFECT: Effect = {
  ...{ customers: 0, changed: 0, invoices: 0, changedInvoices: 0, before: '0', after: '0', change: '0' },
  bands: {
    'much-better': { customers: 0, change: '0' },
    better: { customers: 0, change: '0' },
    same: { customers: 0, change: '0' },
    worse: { customers: 0, change: '0' },
    'much-worse': { customers: 0, change: '0' },
  },
};

export function diff(
  results: readonly DiffResult[],
  more: { readonly after?: readonly PlanDistribution[]; readonly usage?: readonly UsageSum[] } = {},
): DiffRun {
  const side = { name: 'main', plans: '0'.repeat(64) };
  const count = (status: DiffStatus): number => results.filter((one) => one.status === status).length;
  const scenarios = Object.fromEntries(DIFF_STATUSES.map((status) => [status, count(status)]));
  return {
    header: {
      ...{ rateproof: '0.1.0', timeZoneData: '2026a', base: side, head: side, recipes: [], asOf: '2026-06-01' },
      scenarios: results.length,
      plans: [
        { id: 'smart-m', currency: 'EUR', versions: 1 },
        { id: 'old-w', currency: 'GBP', versions: 1 },
      ],
    },
    results,
    summary: {
      scenarios: scenarios as Record<DiffStatus, number>,
      ...{ compared: results.length, edits: [], causes: [], newPlans: [], withdrawnPlans: [], samples: {} },
      attribution: { method: 'single', most: 0, interaction: {}, total: {} },
      effects: { EUR: { all: NO_EFFECT, plans: {}, segments: {} } },
      reach: { repriced: results.length, keeps: 0, 'new-only': 0, untouched: 0 },
      distributions: { before: [], after: more.after ?? [] },
      usage: more.usage ?? [],
      nullCheck: { scenarios: 1, differing: 0 },
      records: { all: 0, rated: 0 },
      interrupted: false,
    },
  };
}

/** Policies as YAML, each on its line without the dash, held against a run. */
export function held(
  lines: string | readonly string[],
  facts: Partial<Facts>,
  exceptions: readonly string[] = [],
): readonly PolicyOutcome[] {
  const item = (line: string): string => `  - { ${line} }\n`;
  const asked = [lines].flat().map(item).join('');
  const excused = exceptions.length > 0 ? `exceptions:\n${exceptions.map(item).join('')}` : '';
  const context = { ...CONTEXT, plans: facts.plans ?? CONTEXT.plans };
  const { value, told } = read(`policies:\n${asked}${excused}`, context);
  if (!value) throw new Error(told);
  const all: Facts = { diff: undefined, test: undefined, plans: CONTEXT.plans, ...facts };
  return evaluatePolicies(value.policies, value.exceptions, all, '2026-06-01');
}
