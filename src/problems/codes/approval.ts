/** Codes of approvals, and of deciding about the causes of a change. */
export const APPROVAL_CODES = {
  'APPROVAL-NAME': {
    title: 'An approval has a name that is not its own',
    why: 'A file decides about the change it is named after; under another name one change could be decided twice.',
    remedy: 'Let `rateproof accept` write the files; a file that was renamed gets its name back.',
  },
  'APPROVAL-UNKNOWN-KEY': {
    title: 'An approval has a key that is not known',
    why: 'A key that is misspelt would be ignored, and with it perhaps the day on which the approval ends.',
    remedy: 'Write the key that was meant, or take it out.',
  },
  'APPROVAL-MISSING-KEY': {
    title: 'An approval does not say all that it must',
    why: 'Who decided about which change, when and why is what an approval is for.',
    remedy: 'Take the file from version control; or delete it and decide again with `rateproof accept`.',
  },
  'APPROVAL-BAD-VALUE': {
    title: 'An approval says something that cannot be',
    why: 'An approval that is not understood must not count, and must not be passed over either.',
    remedy: 'Write the value in the form shown; or delete the file and decide again with `rateproof accept`.',
  },
  'APPROVAL-CONFLICT': {
    title: 'Two decisions about one change were merged',
    why: 'Two people decided about the same change on two branches, and nobody has said which of the two holds.',
    remedy: 'Keep one of the two decisions whole, take the marks of the conflict out, and commit the file.',
  },
  'APPROVAL-TOO-LARGE': {
    title: 'An approval, or all of them together, is too large',
    why: 'An approval is a few lines; files beyond that are a mistake or an attack, and reading them would take long.',
    remedy: 'Take the file from version control; delete approvals of changes that are long past.',
  },
  'ACCEPT-OTHER-PLANS': {
    title: 'The comparison is not of the plans as they are now',
    why: 'Who approves must see what the plans do now; since the comparison was made they were changed.',
    remedy: 'Run `rateproof diff` again, look at it, and then decide.',
  },
  'ACCEPT-UNFINISHED': {
    title: 'The comparison cannot be decided on',
    why: 'A comparison that was interrupted, or that found its own base different from itself, tells only a part of the truth.',
    remedy: 'Run `rateproof diff` again and let it finish.',
  },
} as const;
