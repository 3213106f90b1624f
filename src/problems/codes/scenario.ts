/** Codes of scenarios, recipes and baselines. */
export const SCENARIO_CODES = {
  'SCENARIO-UNKNOWN-DOCUMENT': {
    title: 'Neither a scenario nor a recipe nor a template',
    why: 'The first key of every document under scenarios/ says what it is. Anything else would be left untested.',
    remedy: 'Begin the document with `scenario: <id>`, `recipe: <id>` or `template: <id>`.',
  },
  'SCENARIO-UNKNOWN-KEY': {
    title: 'A key that is not known here',
    why: 'Nothing in a scenario is ignored. A key that is not known is misspelt or belongs somewhere else.',
    remedy: 'Write the key that was meant, or take it out.',
  },
  'SCENARIO-MISSING-KEY': {
    title: 'A key that is needed is missing',
    why: 'Without it the scenario does not say enough to be rated and compared.',
    remedy: 'Add the key.',
  },
  'SCENARIO-BAD-VALUE': {
    title: 'A value that cannot be read',
    why: 'Every value has one form, so that nobody has to guess what was meant.',
    remedy:
      'Write dates as 2026-03-31, months as 2026-03, times as 2026-03-02T19:58:30, amounts as 19.90, quantities as 5.5 GB.',
  },
  'SCENARIO-NO-EFFECT': {
    title: 'A key without effect',
    why: 'Where it stands the key changes nothing, so something else was probably meant.',
    remedy: 'Take it out, or say what was meant in another way.',
  },
  'SCENARIO-DUPLICATE-ID': {
    title: 'The same name twice',
    why: 'Results and baselines are found by the id of the scenario or recipe, over all files; an invoice by its date.',
    remedy: 'Give one of the two another id.',
  },
  'SCENARIO-UNKNOWN-PLAN': {
    title: 'A plan that does not exist',
    why: 'A scenario is rated by the plan it names, and none of the plans has that id.',
    remedy: 'Write the id of a plan as it stands after `plan:`.',
  },
  'SCENARIO-BEFORE-PLAN': {
    title: 'Activated before the plan is sold',
    why: 'A customer starts on a version of the plan that holds on the day of activation. Without one nothing is invoiced.',
    remedy: 'Let the customer be activated on or after the first `effective: { new: … }` of the plan.',
  },
  'SCENARIO-UNKNOWN-LINE': {
    title: 'An invoice line that the plan cannot have',
    why: 'A line is named by its charge or discount. A misspelt line that must be `absent` would always be absent.',
    remedy: 'Begin the line with the id of a charge or discount of the plan.',
  },
  'SCENARIO-UNKNOWN-ALLOWANCE': {
    title: 'An allowance that the plan does not have',
    why: 'What is left is told of an allowance by its id. A misspelt one that must be `absent` would always be absent.',
    remedy: 'Write the id of an allowance of the plan, or of a plan the customer changes to.',
  },
  'SCENARIO-UNKNOWN-ORDER': {
    title: 'An order that is not known',
    why: 'Nothing that happens to a customer is ignored: it would be rated as if it had not happened.',
    remedy: 'Write `activate`, `change-plan` or `terminate`.',
  },
  'SCENARIO-NOT-RATED-YET': {
    title: 'Something that happens to customers but is not rated yet',
    why: 'The order is one that the trade knows. The engine does not rate it yet, and an order that is ignored gives a wrong bill that looks right.',
    remedy: 'Leave the case out, or tell it without the order. A plan is changed on the first day of a cycle.',
  },
  'SCENARIO-TIMELINE': {
    title: 'Orders that cannot follow each other',
    why: 'A customer comes once, changes plans while there is service, and leaves once, each on a day of its own.',
    remedy: 'Write the orders by date: activation, changes of plan, termination.',
  },
  'SCENARIO-CHANGE': {
    title: 'A change between plans that do not fit',
    why: 'A customer has one kind of money, one clock, and prices with tax or without. A change to a plan that differs in one of them would be a new customer.',
    remedy: 'Change to a plan with the same currency, time zone and prices, or write two scenarios.',
  },
  'SCENARIO-UNKNOWN-TEMPLATE': {
    title: 'A template that does not exist',
    why: 'A scenario with `like:` takes what it does not say from a document that begins with `template: <id>`.',
    remedy: 'Write the id of a template of these files, or write the scenario out.',
  },
  'SCENARIO-UNKNOWN-COLUMN': {
    title: 'A place that no column of the table fills',
    why: 'A value such as `$total` takes its value from the column `total` of `cases:`, row by row.',
    remedy: 'Give the table a column of that name. Text that begins with a dollar sign stands in quotes.',
  },
  'SCENARIO-UNKNOWN-LAW': {
    title: 'A law that the plan does not have',
    why: 'A law holds of every plan, or is stated by the plan under `must_hold`. One that is neither cannot be replayed.',
    remedy:
      'Write the name of a law as `rateproof laws` lists it, or take the file out when the plan no longer states it.',
  },
  'SCENARIO-CLOCK': {
    title: 'A time that the clock skips or shows twice',
    why: 'When clocks are put forward or back, an hour is missing or comes twice, and the time alone does not say when it is.',
    remedy: 'Write the offset from UTC behind the time: 2026-10-25T02:30:00+01:00.',
  },
  'SCENARIO-OUTSIDE': {
    title: 'Usage outside the months told',
    why: 'A scenario with `periods` has all its usage in those months; another month is most likely a slip.',
    remedy: 'Correct the date, or widen `periods`.',
  },
  'SCENARIO-TOO-LARGE': {
    title: 'More than a scenario can hold',
    why: 'A written scenario has at most 100,000 records and all together 2,000,000, a table 10,000 cases, a customer of a recipe 60,000: more is a slip or fills the memory. A record lasts at most 9,007,199,254 s and carries 9,007 GB, counted in microseconds and thousandths of a byte; invoices are of at most ten years.',
    remedy: 'Split it in several, or correct the quantity or the year.',
  },
  'SCENARIO-NONE': {
    title: 'Nothing to test',
    why: 'A run that tests nothing proves nothing and must not look like a success.',
    remedy: 'Look at the folder of the scenarios and at the filters.',
  },
  'BASELINE-UNREADABLE': {
    title: 'A baseline that cannot be read',
    why: 'A line of the file is not as the program wrote it, so it is not known what was accepted.',
    remedy: 'Take the file from version control, or write it anew with `rateproof test --update all`.',
  },
} as const;

export type ScenarioCode = keyof typeof SCENARIO_CODES;
