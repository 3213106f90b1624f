/** Codes of what can be wrong in scenarios, recipes and baselines: title, why it matters, what to do. */

export const SCENARIO_CODES = {
  'scenario-unknown-document': {
    title: 'Not a scenario and not a recipe',
    help: 'The first key of every document under scenarios/ says what it is: `scenario: <id>` or `recipe: <id>`.',
  },
  'scenario-unknown-key': {
    title: 'A key that scenarios do not have',
    help: 'Nothing in a scenario is ignored: a key that is not known is either misspelt or belongs to another version.',
  },
  'scenario-missing-key': {
    title: 'A key that is needed is not there',
    help: 'Add the key; the reference of scenarios tells what it means.',
  },
  'scenario-wrong-value': {
    title: 'A value that cannot be read',
    help: 'Dates are written 2026-03-31, months 2026-03, times 2026-03-02T19:58:30, amounts 19.90, quantities 5.5 GB.',
  },
  'scenario-no-effect': {
    title: 'A key that has no effect where it stands',
    help: 'Either something else was meant, or the key can go.',
  },
  'scenario-duplicate-id': {
    title: 'The same id twice',
    help: 'Ids of scenarios and recipes are unique over all files: results and baselines are found by them.',
  },
  'scenario-unknown-plan': {
    title: 'A plan that does not exist',
    help: 'A scenario names the id of a plan under plans/.',
  },
  'scenario-unknown-line': {
    title: 'An invoice line that the plan cannot have',
    help: 'A line key begins with the id of a charge or discount of the plan. Otherwise `absent` would always be true.',
  },
  'scenario-clock': {
    title: 'A time that the clock skips or shows twice',
    help: 'When clocks change, an hour is skipped or repeated. Write the offset: 2026-10-25T02:30+01:00.',
  },
  'scenario-outside': {
    title: 'Usage outside the months told',
    help: 'Every record of a scenario with `periods` starts in one of its months.',
  },
  'scenario-too-large': {
    title: 'More than a scenario can hold',
    help: 'Split it; a scenario holds at most 100,000 records, a recipe at most 1,000,000 customers.',
  },
  'scenario-none': {
    title: 'Nothing to test',
    help: 'A run that tests nothing is not a success. Look at the folder of scenarios and at the filters.',
  },
  'baseline-unreadable': {
    title: 'A baseline that cannot be read',
    help: 'Baselines are written by `rateproof test --update`; take the file from version control or write it anew.',
  },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly help: string }>>;

export type ScenarioCode = keyof typeof SCENARIO_CODES;
