/** Codes of the policies and exceptions in rateproof.config.yaml. */
export const POLICY_CODES = {
  'POLICY-UNKNOWN': {
    title: 'A policy that is not known',
    why: 'A policy that is misspelt would guard nothing, and nobody would notice.',
    remedy: 'Write the policy that was meant; src/policy/README.md tells them all.',
  },
  'POLICY-UNKNOWN-KEY': {
    title: 'A key that the policy does not have',
    why: 'A key that is misspelt would be ignored, and the policy would not be the one that was meant.',
    remedy: 'Write the key that was meant, or take it out.',
  },
  'POLICY-MISSING-KEY': {
    title: 'A policy or an exception is not complete',
    why: 'A policy needs its limit. An exception needs somebody who answers for it, a reason and a last day.',
    remedy: 'Add the key.',
  },
  'POLICY-BAD-VALUE': {
    title: 'A value of a policy that cannot be so',
    why: 'Every limit has one form: shares in percent, money with its currency, dates as 2027-01-31.',
    remedy: 'Write it in the form that is shown.',
  },
  'POLICY-CURRENCY': {
    title: 'Money without its currency, or in one that no plan has',
    why: 'An amount limits bills of its own currency only. One without a currency could be any, and one in a currency of no plan would limit nothing.',
    remedy: 'Write the amount with the currency of the plans that it is for: `200.00 EUR`.',
  },
  'POLICY-WRONG-DIMENSION': {
    title: 'A price for something else than the usage',
    why: 'Calls are measured in time, data in bytes, messages one by one: a price per GB says nothing of calls.',
    remedy: 'Write the price for a unit that the service is measured in.',
  },
  'POLICY-UNKNOWN-PLAN': {
    title: 'A policy of a plan that does not exist',
    why: 'It would be held against nothing. The plan may be misspelt, renamed or withdrawn.',
    remedy: 'Write the id of a plan of the project; of a plan that is withdrawn, take the policy out.',
  },
  'POLICY-UNKNOWN-SEGMENT': {
    title: 'A policy of a segment that no scenario has',
    why: 'It would be held against nothing. The segment may be misspelt.',
    remedy: 'Write a segment that scenarios or recipes have.',
  },
  'POLICY-NEVER-HOLDS': {
    title: 'Limits that exclude each other',
    why: 'What must be at least more than it may be at most is never so.',
    remedy: 'Write the lower limit under `at_least` and the upper one under `at_most`.',
  },
  'POLICY-EXCEPTION': {
    title: 'An exception of no policy',
    why: 'It could not excuse anything: no policy of this name is declared, or none that is about the same customers.',
    remedy: 'Name a policy that is declared under `policies:`, with the same plan and segment.',
  },
} as const;
