/** Codes of rateproof.config.yaml and of the environment. */
export const CONFIG_CODES = {
  'CONFIG-UNKNOWN-KEY': {
    title: 'A setting that is not known',
    why: 'A setting that is misspelt would be ignored, and the run would not be the one that was asked for.',
    remedy: 'Write the setting that was meant, or take it out.',
  },
  'CONFIG-BAD-VALUE': {
    title: 'A setting that cannot be so',
    why: 'Every setting has one form. Folders are inside the project, so that a project cannot reach for other files.',
    remedy: 'Write folders as `plans` or `tests/scenarios`, numbers whole, and several words as a list.',
  },
} as const;
