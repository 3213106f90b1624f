/** Codes of what `rateproof check` finds, as CI systems list it, and of comments on pull requests. */
export const CHECK_CODES = {
  'CHECK-CHANGED': {
    title: 'A bill is not as expected or accepted',
    why: 'A scenario says what a bill must be, by hand or by an accepted baseline, and the plan makes another one.',
    remedy:
      'Mend the plan, or change what is expected and say why; baselines are accepted with `rateproof test --update`.',
  },
  'CHECK-NEW': {
    title: 'Scenarios that nobody has looked at yet',
    why: 'There is nothing to hold their bills against, so whatever they come to would pass.',
    remedy: 'Look at the bills, run `rateproof test --update new` on your machine and commit the baselines.',
  },
  'CHECK-OBSOLETE': {
    title: 'Accepted scenarios that are no longer made',
    why: 'A recipe that makes fewer customers tests less than before without anybody having said so.',
    remedy: 'Bring them back, or run `rateproof test --update all` on your machine and commit the baselines.',
  },
  'CHECK-UNRATED': {
    title: 'Usage that is not rated as it should be',
    why: 'Records that no charge matches would be free without anybody having decided so.',
    remedy: 'Add a charge that matches them, or say in the plan that they are outside of its service.',
  },
  'CHECK-ERROR': {
    title: 'Scenarios that could not be rated',
    why: 'Without a bill there is nothing to compare, and what is not compared counts as wrong.',
    remedy: 'Read the reason, mend the plan or the scenario, and run again.',
  },
  'CHECK-LAW': {
    title: 'A law of a plan is broken',
    why: 'Something that must hold of every bill does not hold of the one that is shown.',
    remedy: 'Mend the plan; or, where the law was promised under `must_hold:` and is not meant, take the promise back.',
  },
  'CHECK-INCOMPLETE': {
    title: 'The check did not end, or compared nothing',
    why: 'A run that compared nothing must not look like one that found nothing.',
    remedy: 'Read what is said beside it; then run the check again.',
  },
  'CHECK-UNAPPROVED': {
    title: 'A change of bills that nobody has approved',
    why: 'Customers will get other bills when this change goes live, and nobody has said that they should.',
    remedy:
      'Look at the report; then undo the change, or approve it with `rateproof accept` and commit what it writes.',
  },
  'CHECK-APPROVAL-ENDED': {
    title: 'The approval of a change is over',
    why: 'Whoever approved the change of bills set a last day, and that day has passed.',
    remedy: 'Approve it again with `rateproof accept`, or undo the change.',
  },
  'CHECK-REJECTED': {
    title: 'A change of bills that was rejected',
    why: 'Somebody looked at what the change does to bills and said no; the reason stands in the file of the decision.',
    remedy: 'Undo the change, or talk to who rejected it.',
  },
  'CHECK-POLICY-BLOCKS': {
    title: 'A policy does not allow the change',
    why: 'The project has limits for what a change of plans may do, and this one goes beyond one of them.',
    remedy: 'Change less; or ask the owner of the policy for an exception, with a reason and a last day.',
  },
  'CHECK-POLICY-WARNS': {
    title: 'A policy warns of the change',
    why: 'The change goes beyond a limit that the project wants to hear about.',
    remedy: 'Look whether it is meant.',
  },
  'CHECK-UNREADABLE': {
    title: 'The file of a check is not what `rateproof check` writes',
    why: 'A check.json that is cut short or was changed tells only a part of the truth, so nothing is made of it.',
    remedy: 'Run `rateproof check` again; mind that the file is copied whole when it travels between machines.',
  },
  'CHECK-OTHER-RESULTS': {
    title: 'The results are not those of the check beside them',
    why: 'What one check has judged says nothing of the results of another run, so they are never put into one report.',
    remedy: 'Run `rateproof check` again, or bring the whole folder from where the check was.',
  },
  'COMMENT-TOO-LONG': {
    title: 'The text is longer than a comment can be',
    why: 'The host would refuse it, and a text that is cut somewhere could say the opposite of what it says as a whole.',
    remedy: 'Make the report again for this host; the reports know the limits and tell what they leave out.',
  },
  'COMMENT-NOT-POSTED': {
    title: 'The comment could not be posted',
    why: 'The host did not answer, or does not let this token comment.',
    remedy: 'Read what the host says: mostly the token lacks the right to comment, or belongs to another project.',
  },
} as const;
