/** Codes of results that an earlier run wrote. */
export const RESULTS_CODES = {
  'RESULTS-MISSING': {
    title: 'There are no results of an earlier run',
    why: 'Reports, merging and --last-failed begin with the results.ndjson that a run wrote.',
    remedy: 'Run `rateproof test` first, or name the folder that it wrote to.',
  },
  'RESULTS-UNREADABLE': {
    title: 'A file of results is not what a run writes',
    why: 'A results.ndjson that is cut short or was changed tells only a part of the truth, so nothing is made of it.',
    remedy: 'Run `rateproof test` again; mind that the file is copied whole when it travels between machines.',
  },
} as const;
