/**
 * A town of 180 customers on three plans, drawn once from a generator of its own: usage files, recipes and candidates for laws that hold for any
 * population. Plans have what makes sums hard: prices with tax inside, minutes begun, tiers, an allowance, a discount, thirds of a cent.
 */

interface TownPrices {
  readonly fee: string;
  readonly minute: string;
  readonly gigabyte: string;
  readonly bundle: string;
}

const planOf = (id: string, { fee, minute, gigabyte, bundle }: TownPrices): string => `
plan: ${id}
currency: EUR
timezone: Europe/Berlin
prices: gross
effective: { new: 2025-01-01 }
bill_cycle: { anchor: 1 }
tax: { name: VAT, rates: { standard: 19 % } }
recurring:
  - { id: monthly-fee, amount: ${fee}, charged: in-arrears }
allowances:
  - { id: data-bundle, covers: [{ service: data }], amount: ${bundle} }
usage:
  - { id: voice, match: { service: voice }, increment: 60 s, rate: ${minute} / min }
  - id: data
    match: { service: data }
    rounding: { line: none }
    tiers: { model: graduated, counter: data-all, steps: [{ to: 3 GB, rate: ${gigabyte} / GB }, { rate: 1.01 / GB }] }
discounts:
  - { id: loyal, percent: 7, on: [monthly-fee], for: { cycles: 30, starting: activation } }
`;

export type Side = 'a' | 'b' | 'c';

const SIDES: Readonly<Record<Side, Readonly<Record<string, TownPrices>>>> = {
  a: {
    small: { fee: '7.99', minute: '0.09', gigabyte: '3.33', bundle: '1 GB' },
    middle: { fee: '14.99', minute: '0.05', gigabyte: '2.50', bundle: '4 GB' },
    large: { fee: '29.99', minute: '0.01', gigabyte: '2.00', bundle: '12 GB' },
  },
  b: {
    small: { fee: '8.49', minute: '0.08', gigabyte: '3.07', bundle: '1 GB' },
    middle: { fee: '14.99', minute: '0.07', gigabyte: '2.50', bundle: '5 GB' },
    large: { fee: '27.77', minute: '0.01', gigabyte: '1.90', bundle: '12 GB' },
  },
  c: {
    small: { fee: '6.99', minute: '0.11', gigabyte: '3.99', bundle: '2 GB' },
    middle: { fee: '16.01', minute: '0.05', gigabyte: '2.01', bundle: '4 GB' },
    large: { fee: '29.99', minute: '0.02', gigabyte: '2.22', bundle: '9 GB' },
  },
};

/** Plan files of a side under a folder. */
export const plansOf = (side: Side, folder: string): Record<string, string> =>
  Object.fromEntries(Object.entries(SIDES[side]).map(([id, prices]) => [`${folder}/${id}.yaml`, planOf(id, prices)]));

/** Numbers of a seed, 0 <= number < 1: Lehmer's generator, by Park and Miller's constants. */
export function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export interface TownCustomer {
  readonly id: string;
  readonly plan: string;
  readonly segment: string;
  /** Lines of calls.csv and data.csv. */
  readonly calls: readonly string[];
  readonly data: readonly string[];
}

/** Usage of March and April 2026; heavy users are few, and some have nothing at all. */
export function town(size: number, seed = 20_260_301): TownCustomer[] {
  const random = lehmer(seed);
  const whole = (below: number): number => Math.floor(random() * below);
  const two = (number: number): string => `${number}`.padStart(2, '0');
  return Array.from({ length: size }, (_, index) => {
    const id = `t${1000 + index}`;
    const heavy = random() < 0.2;
    const at = (): string =>
      `2026-0${3 + whole(2)}-${two(1 + whole(30))}T${two(whole(24))}:${two(whole(60))}:${two(whole(60))}`;
    const idle = random() < 0.05;
    const calls = Array.from({ length: idle ? 0 : whole(heavy ? 20 : 8) }, () => `${id},${at()},${whole(900)}`);
    const data = Array.from(
      { length: idle ? 0 : whole(heavy ? 14 : 6) },
      () => `${id},${at()},${whole(heavy ? 2500 : 900)}.${whole(10)}`,
    );
    const plan = ['small', 'middle', 'large'][whole(3)]!;
    return { id, plan, segment: random() < 0.3 ? 'business' : 'consumer', calls, data };
  });
}

/** `weight`: of each customer in the file; without one they have none. */
export function usageOf(
  customers: readonly TownCustomer[],
  folder: string,
  weight?: (index: number) => string,
): Record<string, string> {
  const heads = weight ? 'account,plan,activated,segment,weight' : 'account,plan,activated,segment';
  const rows = customers.map(({ id, plan, segment }, index) =>
    [id, plan, '2025-06-01', segment, ...(weight ? [weight(index)] : [])].join(','),
  );
  return {
    [`${folder}/customers.csv`]: `${heads}\n${rows.join('\n')}\n`,
    [`${folder}/calls.csv`]: `account,at,s\n${customers.flatMap(({ calls }) => calls).join('\n')}\n`,
    [`${folder}/data.csv`]: `account,at,mb\n${customers.flatMap(({ data }) => data).join('\n')}\n`,
  };
}

export const mappingOf = (weighted = false): string => `
usage: town
customers:
  file: customers.csv
  columns: { account: account, plan: plan, activated: activated, segment: segment${weighted ? ', weight: weight' : ''} }
files:
  - { file: calls.csv, columns: { account: account, at: at, quantity: s }, service: voice, unit: s }
  - { file: data.csv, columns: { account: account, at: at, quantity: mb }, service: data, unit: MB }
`;

/** Two segments on two of the plans. */
export const RECIPE = `
recipe: people
plan: { small: 60 %, middle: 40 % }
count: 150
stands_for: 45000
seed: 5
customers: { activated: { from: 2025-06-01, before: 2026-02-01 }, segments: { consumer: 70 %, business: 30 % } }
periods: { from: 2026-03, before: 2026-05 }
usage:
  - { service: voice, records: { from: 0, to: 6 }, quantity: { from: 1 s, to: 9 min } }
  - { service: data, records: { from: 1, to: 5 }, quantity: { from: 1 MB, to: 1900 MB } }
`;

export const USAGE_POPULATION =
  'population: { usage: ../usage.yaml, data: ../data }\ninvoices: { from: 2026-04-01, before: 2026-05-02 }';

/** Everything there is to be assumed of customers, for the plans of the town. */
export const BEHAVIOUR = `
behaviour:
  elasticity:
    - { service: data, segment: business, value: { low: -0.6, central: -0.4, high: -0.1 }, by: records, source: study }
    - { service: voice, value: { low: -0.5, central: -0.3, high: -0.2 }, by: length, source: study }
  churn:
    - points: [{ bill: 0 %, leave: 0.4 % }, { bill: 10 %, leave: 2 % }, { bill: 40 %, leave: 6 % }]
      scale: { low: 0.5, central: 1, high: 2 }
      source: last year
  migration: { inertia: { low: 70 %, central: 80 %, high: 90 % }, at_least: 0.50, to: all, source: plan changes }
  take_up:
    - { plan: large, of: { plan: small }, share: { low: 1 %, central: 2 %, high: 4 % }, new_customers: 40, source: launch }
  phase_in: { months: [30 %, 60 %, 100 %], source: letters }
costs:
  usage:
    - { id: voice-cost, match: { service: voice }, cost: 0.012 EUR / min, source: wholesale }
    - { id: data-cost, match: { service: data }, cost: 0.31 EUR / GB, source: network }
  commission: { share: 3 %, source: shops }
  subsidy: { amount: 20.00, plan: large, source: handsets }
path:
  months: 4
  from: 2026-07
  growth: { customers: { low: 0 %, central: 0.5 %, high: 1 % } }
  source: budget
`;

export const QUESTIONS = `
monte_carlo: { draws: 10, seed: 11 }
`;
