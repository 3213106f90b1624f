/** What can be wrong with a simulation, a case each: the document, and the files that are other than they should be. */

import { CUSTOMERS, DATA, type Files, MAPPING, PLANS, SHARED, SIMULATION } from './project.ts';

interface Case {
  readonly name: string;
  /** Undefined: among the files, or not there. */
  readonly simulation?: string;
  readonly files?: Files;
  readonly args?: readonly string[];
}

const PRICES = `candidate: { prices: [{ plan: small, charge: data, tier: 1, to: 2.50 }] }
`;
const USAGE = `population: { usage: ../../usage/mapping.yaml, data: ../../usage }
invoices: { from: 2026-05-01, before: 2026-05-02 }
`;
const RECIPES = 'population: { recipes: people }\n';

/** A simulation of the customers in the usage files, with more in it. */
const ofUsage = (more: string): string => `simulation: test\n${PRICES}${USAGE}${more}`;
const ofRecipes = (more: string): string => `simulation: test\n${PRICES}${RECIPES}${more}`;
const candidate = (text: string): string => `simulation: test\ncandidate:\n${text}${USAGE}`;
/** With these keys in the population. */
const population = (more: string): string => ofUsage('').replace('data: ../../usage }', `data: ../../usage, ${more} }`);

export const CASES: readonly Case[] = [
  // What customers do.
  {
    name: 'elasticity-of-the-wrong-sign',
    simulation: ofUsage(`behaviour:
  elasticity:
    - { service: data, segment: consumer, value: 0.4, source: price change of 2024 }
    - { service: voice, value: { low: -0.2, central: 0.1, high: 0.3 }, source: price change of 2024 }
`),
  },
  {
    name: 'churn-that-falls',
    simulation: ofUsage(`behaviour:
  churn: { points: [{ bill: 0 %, leave: 2 % }, { bill: 10 %, leave: 1 % }], source: study }
`),
  },
  {
    name: 'range-out-of-order',
    simulation: ofUsage(`path:
  months: 12
  from: 2026-07
  growth: { customers: { low: 3 %, central: 2 %, high: 1 % }, data: { low: 1 %, central: 4 %, high: 3 % } }
  source: budget
`),
  },
  {
    name: 'no-source',
    simulation: ofUsage('behaviour:\n  migration: { inertia: 90 %, at_least: 2.00, to: all }\n'),
  },
  {
    name: 'more-than-all',
    simulation: ofUsage(`behaviour:
  phase_in: { months: [50 %, 120 %], source: plan }
  migration: { inertia: 190 %, at_least: 2.00, source: study }
  take_up: { plan: large, of: { plan: small }, share: 101 %, source: study }
  churn: { points: [{ bill: 0 %, leave: 60 % }], scale: 2, source: study }
costs:
  commission: { share: 130 %, source: contract }
`),
  },
  {
    name: 'phase-in-that-falls',
    simulation: ofUsage('behaviour:\n  phase_in: { months: [50 %, 25 %], source: plan }\n'),
  },
  {
    name: 'seasonality-of-eleven-months',
    simulation: ofUsage(`path:
  months: 12
  from: 2026-07
  seasonality: { data: [1, 1, 1, 1, 1, 1.1, 1.2, 1.2, 1, 1, 1] }
  source: budget
`),
  },
  { name: 'path-of-no-months', simulation: ofUsage('path: { months: 0, from: 2026-07, source: budget }\n') },
  {
    name: 'path-of-ten-thousand-months',
    simulation: ofUsage('path: { months: 10000, from: 2026-07, source: budget }\n'),
  },
  // Whom they are about.
  {
    name: 'segment-that-nobody-is-in',
    simulation: ofUsage(`behaviour:
  elasticity:
    - { service: data, segment: consumers, value: -0.4, source: study }
    - { service: sms, value: -0.1, source: study }
costs:
  commission: { share: 3 %, segment: government, source: contract }
`),
  },
  {
    name: 'plan-that-nobody-has',
    simulation: ofUsage('behaviour:\n  churn: { plan: tiny, points: [{ bill: 0 %, leave: 1 % }], source: study }\n'),
    files: { 'plans/tiny.yaml': PLANS.small.replaceAll('small', 'tiny') },
  },
  {
    name: 'population-of-nobody',
    simulation: ofUsage(''),
    files: { 'usage/customers.csv': CUSTOMERS.split('\n')[0]! },
  },
  { name: 'no-population', simulation: `simulation: test\n${PRICES}` },
  { name: 'population-of-nothing', simulation: `simulation: test\n${PRICES}population: {}\n` },
  { name: 'recipe-that-is-not-there', simulation: ofRecipes('').replace('people', 'peple') },
  {
    name: 'all-recipes-of-none',
    simulation: `simulation: test\n${PRICES}population:\n  stands_for: 1000\n  recipes: all\nfewest: 0\n`,
    files: { 'scenarios/people.yaml': null },
  },
  { name: 'no-recipes-in-the-project', simulation: ofRecipes(''), files: { 'scenarios/people.yaml': null } },
  // Weights.
  { name: 'weights-of-a-file-that-do-not-add-up', simulation: population('stands_for: 100000') },
  { name: 'segments-that-do-not-add-up', simulation: population('segments: { consumer: 80 %, business: 15 % }') },
  { name: 'segment-without-a-share', simulation: population('segments: { consumer: 100 % }') },
  {
    name: 'share-of-a-segment-of-nobody',
    simulation: population('segments: { consumer: 80 %, business: 10 %, public: 10 % }'),
  },
  {
    name: 'sample-that-is-too-small',
    simulation: population('sample: { customers: 3, by: [plan, segment], seed: 1 }'),
  },
  { name: 'sample-of-a-billion', simulation: population('sample: { customers: 1000000000, seed: 1 }') },
  {
    name: 'weight-that-is-no-number',
    simulation: ofUsage(''),
    files: { 'usage/customers.csv': CUSTOMERS.replace('20.5', 'many').replace(',9.5', ',-1') },
  },
  {
    // A quoted cell of two lines, an account told twice, a German date, an end before the beginning, one value too few.
    name: 'customers-that-cannot-be-read',
    simulation: ofUsage(''),
    files: {
      'usage/mapping.yaml': MAPPING.replace('since,', 'since, terminated: until,'),
      'usage/customers.csv': `id,note,plan,since,until,segment,weight
anna,"of the ""old""
town",small,2025-06-01,,consumer,30
bert,,small,01.06.2025,,consumer,20.5

anna,,large,2025-06-01,,consumer,20
dora,,large,2025-06-01,2024-06-01,business,20
emil,é,,2025-06-01,,business,9.5
`,
    },
  },
  {
    name: 'customers-of-a-row-that-is-too-short',
    simulation: ofUsage(''),
    files: { 'usage/customers.csv': CUSTOMERS.replace('carl,large,', 'carl,') },
  },
  {
    name: 'customers-with-another-separator',
    simulation: ofUsage(''),
    files: { 'usage/customers.csv': CUSTOMERS.replaceAll(',', ';') },
  },
  {
    name: 'controls-that-contradict',
    simulation: population(
      'calibrate: [{ customers: 10, source: CRM }, { customers: 8, segment: consumer, source: CRM }, { customers: 8, segment: business, source: CRM }]',
    ),
  },
  { name: 'control-of-nobody', simulation: population('calibrate: { customers: 10, segment: public, source: CRM }') },
  {
    name: 'control-that-cannot-be-met',
    simulation: population('calibrate: [{ customers: 10, source: CRM }, { revenue: 100000, source: ledger }]'),
  },
  // Usage and its dates.
  {
    name: 'usage-before-the-invoices',
    simulation: ofUsage('').replace('from: 2026-05-01, before: 2026-05-02', 'from: 2026-11-01, before: 2026-12-01'),
  },
  {
    name: 'usage-partly-outside',
    simulation: ofUsage(''),
    files: { 'usage/data.csv': `${DATA}emil,2026-06-15T12:00:00,1,home\n` },
  },
  {
    // 1,201 records, of which 1,200 are of a month later.
    name: 'usage-mostly-outside',
    simulation: ofUsage(''),
    files: {
      'usage/calls.csv': 'id,at,minutes\nanna,2026-04-03T09:00:00,10\n',
      'usage/data.csv': `id,at,gb,zone\n${'anna,2026-06-15T12:00:00,1,home\n'.repeat(1200)}`,
    },
  },
  { name: 'no-invoices', simulation: ofUsage('').replace(/invoices.*\n/, '') },
  {
    name: 'invoices-that-end-before-they-begin',
    simulation: ofUsage('').replace('before: 2026-05-02', 'before: 2026-04-02'),
  },
  { name: 'mapping-that-is-not-there', simulation: ofUsage(''), files: { 'usage/mapping.yaml': null } },
  {
    name: 'folder-of-data-that-is-not-there',
    simulation: ofUsage('').replace('data: ../../usage', 'data: ../../usgae'),
  },
  { name: 'file-of-data-that-is-not-there', simulation: ofUsage(''), files: { 'usage/data.csv': null } },
  {
    name: 'mapping-with-a-wrong-column',
    simulation: ofUsage(''),
    files: { 'usage/mapping.yaml': MAPPING.replace('quantity: gb', 'quantity: gigabytes') },
  },
  {
    name: 'usage-that-cannot-be-read',
    simulation: ofUsage(''),
    files: { 'usage/data.csv': DATA.replace(',7,', ',seven,').replace('2026-04-04T23', '04/04/26') },
  },
  // The candidate.
  {
    name: 'names-of-prices-that-are-not-there',
    simulation: candidate(`  prices:
    - { plan: smal, charge: data, to: 2.50 }
    - { plan: small, charge: date, to: 2.50 }
    - { plan: small, charge: data, tier: 3, to: 2.50 }
    - { plan: small, charge: voice, band: nite, to: 0.15 }
    - { plan: small, charge: abroad, zone: moon, to: 2.50 }
    - { plan: small, charge: monthly-fee, zone: eu, to: 2.50 }
`),
  },
  {
    name: 'prices-that-cannot-be',
    simulation: candidate(`  prices:
    - { plan: small, charge: monthly-fee, to: -1.00 }
    - { plan: small, charge: voice, to: cheap }
    - { plan: small, charge: abroad, to: 0.10 / min }
    - { plan: small, charge: data, by: -150 % }
    - { plan: large, charge: data, to: 1.00, by: 5 % }
    - { plan: large, charge: monthly-fee, by: 0 % }
    - { plan: large, charge: voice }
`),
  },
  { name: 'price-as-it-is', simulation: candidate('  prices: { plan: small, charge: monthly-fee, to: 9.99 }\n') },
  {
    name: 'price-told-twice',
    simulation: candidate(
      '  prices: [{ plan: small, charge: data, to: 2.50 }, { plan: small, charge: data, tier: 2, to: 1.50 }]\n',
    ),
  },
  { name: 'candidate-that-is-not-there', simulation: candidate('  plans: ../../candidates\n') },
  {
    name: 'candidate-of-no-plans',
    simulation: candidate('  plans: ../../candidate\n'),
    files: { 'candidate/small.yaml': null, 'candidate/notes.txt': 'none' },
  },
  { name: 'candidate-that-is-a-file', simulation: candidate('  plans: ../../candidate/small.yaml\n') },
  {
    name: 'candidate-that-is-broken',
    simulation: candidate('  plans: ../../candidate\n'),
    files: { 'candidate/small.yaml': PLANS.small.replace('amount: 9.99', 'amount: 9,99') },
  },
  {
    name: 'plan-that-is-broken',
    simulation: ofUsage(''),
    files: { 'plans/small.yaml': PLANS.small.replace('9.99', '9,99') },
  },
  { name: 'no-candidate-and-no-commit', simulation: `simulation: test\n${USAGE}` },
  { name: 'base-that-is-an-option', simulation: `simulation: test\n${USAGE}`, args: ['--base=--upload-pack=id'] },
  {
    name: 'customers-on-a-plan-that-is-not-there',
    simulation: ofUsage(''),
    files: { 'usage/customers.csv': CUSTOMERS.replace('carl,large', 'carl,huge') },
  },
  {
    name: 'customers-on-a-plan-of-one-side',
    simulation: `simulation: test\n${USAGE}`,
    files: { 'after/small.yaml': PLANS.small, 'after/shared.yaml': SHARED },
    args: ['--base', './plans', '--head', './after'],
  },
  {
    name: 'customer-before-the-plan',
    simulation: ofUsage(''),
    files: { 'usage/customers.csv': CUSTOMERS.replace('carl,large,2025-06-01', 'carl,large,2024-06-01') },
  },
  {
    name: 'several-currencies',
    simulation: ofUsage(''),
    files: {
      'plans/dollars.yaml': PLANS.dollars,
      'usage/customers.csv': CUSTOMERS.replace('carl,large', 'carl,dollars'),
    },
  },
  {
    name: 'amounts-in-another-currency',
    simulation: ofUsage(
      'bill_shock: { by: 20 %, and: 10.00 USD }\ncosts:\n  subsidy: { amount: 50 GBP, source: budget }\n',
    ),
    files: { 'plans/dollars.yaml': PLANS.dollars },
  },
  // Costs.
  {
    name: 'costs-in-wrong-units',
    simulation: ofUsage(`costs:
  usage:
    - { id: roaming, match: { service: data, in: eu }, cost: 1.10 / min, source: agreement }
    - { id: transit, match: { service: voice }, cost: 0.012, source: regulator }
    - { id: lunar, match: { service: data }, cost: 1.10 / crate, source: agreement }
`),
  },
  {
    name: 'costs-below-zero',
    simulation: ofUsage(`costs:
  usage: { id: roaming, match: { service: data }, cost: -1.10 / GB, source: agreement }
  subsidy: { amount: -50, source: budget }
  commission: { share: -3 %, source: contract }
`),
  },
  {
    name: 'costs-that-match-nothing',
    simulation: ofUsage(
      'costs:\n  usage: { id: roaming, match: { service: data, in: mars }, cost: 1.10 / GB, source: agreement }\n',
    ),
  },
  // Questions.
  {
    name: 'break-even-of-nothing',
    simulation: ofUsage(`break_even:
  - { plan: small, charge: data, tier: 1, between: [6.00, 2.00] }
  - { plan: small, charge: dta, between: [2.00, 6.00] }
  - { plan: small, charge: voice, between: [2.00] }
  - { plan: small, charge: abroad, zone: eu, between: [2.00, 2.00] }
`),
  },
  {
    name: 'break-even-in-two-units',
    simulation: ofUsage('break_even: { plan: small, charge: voice, between: [0.05, 0.50] }\n'),
    files: { 'plans/small.yaml': PLANS.small.replace('night: 0.10 / min', 'night: 6.00 / h') },
  },
  {
    name: 'draws-that-cannot-be',
    simulation: ofUsage(
      'monte_carlo: { draws: 0, seed: 1 }\ncertainty: { resamples: 1000000000, confidence: 100 % }\n',
    ),
  },
  { name: 'a-billion-draws', simulation: ofUsage('monte_carlo: { draws: 1000000000, seed: 99999999999 }\n') },
  { name: 'draws-of-nothing', simulation: ofUsage('monte_carlo: { draws: 100, seed: 1 }\n') },
  { name: 'tornado-of-nothing', simulation: ofUsage('tornado: {}\n') },
  {
    name: 'tornado-over-everything',
    simulation: ofUsage('tornado: { prices: 100 %, usage: 0 %, behaviour: perhaps }\n'),
  },
  {
    name: 'certainty-of-everybody',
    simulation: ofUsage('certainty: { resamples: 500, seed: 3 }\n'),
    files: { 'usage/mapping.yaml': MAPPING.replace(', weight: weight', '') },
  },
  { name: 'backtest-without-what-it-needs', simulation: ofUsage('backtest: { usage: ../../usage/mapping.yaml }\n') },
  {
    name: 'backtest-that-is-not-there',
    simulation: ofUsage(
      'backtest: { usage: ../../after/mapping.yaml, data: ../../after, invoices: { from: 2026-06-01, before: 2026-07-01 }, source: the change of May }\n',
    ),
  },
  {
    name: 'backtest-without-usage-of-its-time',
    simulation: ofUsage(
      'backtest: { usage: ../../usage/mapping.yaml, data: ../../usage, invoices: { from: 2026-11-01, before: 2026-12-01 }, source: the change of May }\n',
    ),
  },
  {
    name: 'path-without-a-full-month',
    simulation: ofUsage('path: { months: 12, from: 2026-07, source: budget }\n'),
    files: { 'usage/customers.csv': CUSTOMERS.replaceAll('2025-06-01', '2026-04-02') },
  },
  {
    name: 'backtest-of-usage-that-matches-no-charge',
    simulation: ofUsage(
      'backtest: { usage: ../../after/mapping.yaml, data: ../../after, invoices: { from: 2026-05-01, before: 2026-05-02 }, source: the change of May }\n',
    ),
    files: {
      'after/mapping.yaml': `${MAPPING}  - { file: calls.csv, columns: { account: id, at: at }, service: sms, quantity: 1 msg }\n`,
      'after/customers.csv': CUSTOMERS,
      'after/calls.csv': 'id,at,minutes\nanna,2026-04-03T09:00:00,10\n',
      'after/data.csv': DATA,
    },
  },
  {
    name: 'backtest-of-a-plan-that-the-candidate-does-not-have',
    simulation: ofUsage(
      'backtest: { usage: ../../after/mapping.yaml, data: ../../after, invoices: { from: 2026-05-01, before: 2026-05-02 }, source: the change of May }\n',
    ),
    files: {
      'after/mapping.yaml': MAPPING,
      'after/customers.csv': CUSTOMERS.replace('anna,small', 'anna,gone'),
      'after/calls.csv': 'id,at,minutes\nanna,2026-04-03T09:00:00,10\n',
      'after/data.csv': DATA,
    },
  },
  // The document.
  { name: 'document-that-is-not-there' },
  { name: 'document-that-is-none', simulation: 'plan: small\n' },
  { name: 'document-that-is-empty', simulation: '' },
  { name: 'document-that-is-no-yaml', simulation: `${ofUsage('')}  tornado: [\n` },
  { name: 'two-documents', simulation: `${ofUsage('')}---\n${ofUsage('')}` },
  { name: 'same-key-twice', simulation: ofUsage('fewest: 5\nfewest: 20\n') },
  {
    name: 'keys-that-are-not-there',
    simulation: ofUsage('tornadoes: { prices: 10 % }\nbehaviour: { elasticities: [] }\n'),
  },
  {
    name: 'values-of-the-wrong-kind',
    simulation: ofUsage('title: [a]\nfewest: few\nother_plans: [small, small]\nbill_shock: { by: 20, and: ten }\n'),
  },
  {
    // As it is written in spreadsheets and letters: signs of currencies (one of another currency), commas, days, shares of one.
    name: 'values-as-they-are-written-elsewhere',
    simulation: `simulation: My new fee
candidate:
  prices:
    - plan: small
      charge: monthly-fee
      to: 3,50
    - plan: large
      charge: monthly-fee
      to: €12.99
    - plan: large
      charge: data
      to: 2,50€/GB
    - plan: small
      charge: data
      to: 12.99 $
population: { usage: ../../usage/mapping.yaml, data: ../../usage, stands_for: 100.000 }
invoices: { from: 1.5.2026, before: 31.06.2026 }
behaviour:
  migration:
    inertia: 0.9
    at_least: 1.234,50
    source: study
bill_shock: { by: 0.25, and: 5 £ }
`,
  },
  {
    name: 'commas-between-braces',
    simulation: `simulation: test
candidate: { prices: [{ plan: small, charge: data, to: 3,50 }, { plan: large, charge: data, to: 3,50 / GB }] }
population: { recipes: people, stands_for: 100,000 }
`,
  },
  { name: 'first-key-is-another', simulation: `title: A test\n${ofUsage('')}` },
  { name: 'first-key-in-capitals', simulation: ofUsage('').replace('simulation', 'Simulation') },
  {
    name: 'paths-out-of-the-project',
    simulation: ofUsage(
      'backtest: { usage: ../../../x.yaml, data: /etc, invoices: { from: 2026-06-01, before: 2026-07-01 }, source: x }\n',
    )
      .replace('../../usage/mapping.yaml', '../../../../etc/passwd')
      .replace('data: ../../usage ', 'data: C:/data '),
  },
  { name: 'candidate-out-of-the-project', simulation: candidate('  plans: ../../..\n') },
  {
    name: 'candidate-by-a-link',
    simulation: candidate('  plans: ../../linked\n'),
    files: { linked: { link: '/usr' } },
  },
  {
    name: 'usage-by-a-link',
    simulation: ofUsage('').replaceAll('../../usage', '../../linked'),
    files: { linked: { link: '/usr' } },
  },
  { name: 'mapping-by-a-link', simulation: ofUsage(''), files: { 'usage/mapping.yaml': { link: '/etc/passwd' } } },
  { name: 'document-by-a-link', files: { [SIMULATION]: { link: '/etc/passwd' } } },
];
