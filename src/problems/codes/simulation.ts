/** Codes of simulations: what is asked, and what the population makes of it. */
export const SIMULATION_CODES = {
  'SIM-DOCUMENT': {
    title: 'A file that is not one simulation',
    why: 'A simulation is one document whose first key is `simulation`. Finance signs what it says: it must be clear which one is meant.',
    remedy: 'Begin the document with `simulation: <id>`, and keep one simulation in a file.',
  },
  'SIM-UNKNOWN-KEY': {
    title: 'A key that a simulation does not have',
    why: 'A key that is misspelt would be ignored, and the simulation would not be the one that was meant.',
    remedy: 'Write the key that was meant, or take it out; src/simulation/README.md tells them all.',
  },
  'SIM-MISSING-KEY': {
    title: 'Something of the simulation is not told',
    why: 'What is not told would have to be guessed, and the result would rest on the guess.',
    remedy: 'Add the key.',
  },
  'SIM-BAD-VALUE': {
    title: 'A value of a simulation that cannot be so',
    why: 'Every value has one form: shares in percent, days as 2026-04-01, months as 2026-07, prices as numbers.',
    remedy: 'Write it in the form that is shown.',
  },
  'SIM-WRONG-DIMENSION': {
    title: 'A unit that does not measure this usage',
    why: 'Calls are measured in time, data in bytes, messages one by one: a price per GB says nothing of calls.',
    remedy: 'Use a unit in which the service is measured.',
  },
  'SIM-NO-SOURCE': {
    title: 'An assumption that does not say where it is from',
    why: 'Whoever signs the result must see who says so: a study, a past change, the judgement of a person.',
    remedy: 'Add `source:` in a few words.',
  },
  'SIM-SIGN': {
    title: 'A response in the wrong direction',
    why: 'An elasticity is negative or zero: people use less of what costs more. Fewer customers leave when bills fall, not more.',
    remedy: 'Turn the sign round, or the order of the shares.',
  },
  'SIM-ORDER': {
    title: 'Values that do not rise',
    why: 'The low end of a range is below the high end and the central value between them; a bill, a phase-in and an interval rise as well.',
    remedy: 'Put the values in rising order.',
  },
  'SIM-SHARES': {
    title: 'Shares of segments that do not add up to 100 %',
    why: 'The segments are the whole population: what is missing or too much would be customers that nobody has.',
    remedy: 'Make the shares add up to 100 %, with every segment of the population among them.',
  },
  'SIM-UNKNOWN-NAME': {
    title: 'A name that is not there',
    why: 'A plan, charge, zone, band, tier, service or recipe that does not exist would change nothing, and nobody would notice.',
    remedy: 'Write the name that was meant.',
  },
  'SIM-NOBODY': {
    title: 'An assumption about nobody',
    why: 'No customer of the population is in the segment or on the plan, or none uses the service: the assumption would do nothing.',
    remedy: 'Name a segment, plan or service of the population, or take the assumption out.',
  },
  'SIM-NO-EFFECT': {
    title: 'Something that would have no effect',
    why: 'It looks as if it counted, and it does not: a range of behaviour without behaviour, a zone of a charge without zones.',
    remedy: 'Take it out, or tell what it needs.',
  },
  'SIM-TWICE': {
    title: 'The same thing told twice',
    why: 'Two values for the same customers and the same thing: only one of them could count.',
    remedy: 'Keep one of them.',
  },
  'SIM-TOO-LARGE': {
    title: 'More than a simulation can take',
    why: 'Draws, resamples, months and lists have an end, so that a few lines cannot ask for the work of days.',
    remedy: 'Write fewer.',
  },
  'SIM-PATH': {
    title: 'A path that leads out of the project',
    why: 'A simulation reads files of its project only: then it is the same on every machine, and a stranger’s change cannot read other files.',
    remedy: 'Write a path from the file of the simulation to a place inside the project.',
  },
  'SIM-PATH-MONTHS': {
    title: 'No month was measured in full',
    why: 'Months ahead are made of measured ones. A month in which customers only begin, or of which some invoices are missing, would make every month ahead too low.',
    remedy: 'Ask for the invoices of a whole month in which most customers had service from the first day to the last.',
  },
  'SIM-CURRENCY': {
    title: 'Money in another currency',
    why: 'A simulation is of one currency: amounts of two cannot be added up.',
    remedy: 'Write `currency:` with the one that is meant, and every amount in it.',
  },
  'SIM-WEIGHTS': {
    title: 'Weights that do not add up',
    why: 'Weights say how many customers each one stands for. Together they must be the customers that are asked for.',
    remedy: 'Correct `stands_for`, or the weights in the file of customers.',
  },
  'SIM-PERIOD': {
    title: 'Usage outside the period',
    why: 'Only usage in the weeks before the dates of the invoices can be on them; bills without their usage are too low.',
    remedy: 'Ask for the invoices that bill the usage there is.',
  },
  'SIM-SAMPLE': {
    title: 'A sample that cannot be drawn',
    why: 'Each stratum needs two customers: from one nobody can tell how much customers differ.',
    remedy: 'Draw more customers, or stratify by less.',
  },
  'SIM-CONTROL': {
    title: 'A control total that cannot be reached',
    why: 'Weights are never negative: no weights of these customers give this total together with the others.',
    remedy: 'Correct the total, or take the control out that contradicts it.',
  },
  'SIM-CANDIDATE': {
    title: 'The candidate has no plans',
    why: 'The folder that the simulation names for its candidate holds no plan file: nothing would be another than it is.',
    remedy:
      'Copy the plan that changes into that folder and change it there; plans that are not in it stay as they are.',
  },
  'SIM-UNRATABLE': {
    title: 'A customer cannot be rated',
    why: 'Both sides are rated over the same customers, in full. Leaving one out would leave its revenue out.',
    remedy:
      'Mend what the message tells of the customer: its plan, its dates, or an amount beyond what can be added exactly.',
  },
} as const;
