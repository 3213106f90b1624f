/** Codes of a run: what it begins with, and the results of earlier ones. */
export const RUN_CODES = {
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
  'RUN-NOTHING-CHANGED': {
    title: 'The changes affect no scenario',
    why: 'With --only-changed a run is about what changed files affect, and here that is nothing; the exit code is 0.',
    remedy: 'Nothing. Run `rateproof test` without --only-changed to hold everything against what is expected.',
  },
  'RUN-NOTHING-FAILED': {
    title: 'There is no scenario that failed before',
    why: 'With --last-failed a run is about what did not pass the last time; a run that compares nothing is no success.',
    remedy: 'Run `rateproof test` without --last-failed.',
  },
  'GIT-UNKNOWN-REF': {
    title: 'There is no such commit',
    why: 'Without the commit nobody can say what changed since, and "nothing changed" would be a guess.',
    remedy: 'Name a branch, a tag or a commit that is there; in CI, fetch the branch that is compared with first.',
  },
  'GIT-UNAVAILABLE': {
    title: 'Git cannot say what changed',
    why: '--only-changed asks git which files differ; without its answer everything or nothing could have changed.',
    remedy: 'Run inside a git repository with git installed, or run without --only-changed.',
  },
  'DIFF-INCOMPARABLE': {
    title: 'There is nothing to compare the plans with',
    why: 'Without the plans as they were, "nothing changed" would be a guess, so the comparison ends with exit code 5.',
    remedy:
      'Name a commit, branch or folder whose plans can be read; in CI, fetch the whole history (actions/checkout with ' +
      '`fetch-depth: 0`, or `git fetch --unshallow`).',
  },
  'DIFF-UNREADABLE': {
    title: 'A file of a comparison is not what `rateproof diff` writes',
    why: 'A diff.ndjson that is cut short or was changed tells only a part of the truth, so nothing is made of it.',
    remedy: 'Run `rateproof diff` again; mind that the file is copied whole when it travels between machines.',
  },
  'DIFF-MISSING': {
    title: 'There are no results of an earlier comparison',
    why: 'Reports and approvals of a change begin with the diff.ndjson that `rateproof diff` wrote.',
    remedy: 'Run `rateproof diff` first, or name the folder that it wrote to.',
  },
  'SHARD-EMPTY': {
    title: 'There are more parts than scenarios',
    why: 'A part without scenarios would compare nothing.',
    remedy: 'Cut the run into fewer parts: a smaller n in `--shard i/n`.',
  },
  'DURATIONS-UNREADABLE': {
    title: 'The file of durations is not what a run writes',
    why: 'All parts of a run must cut alike; a file that only some can read would leave scenarios out.',
    remedy: 'Name the durations.json in the folder of an earlier run, the same file for all parts; or leave it out.',
  },
  'MERGE-INCOMPLETE': {
    title: 'A part of the run is missing, or there twice',
    why: 'Without all of its parts a run has not compared everything, whatever the parts say.',
    remedy: 'Bring the results of all parts together, each once; run the missing ones.',
  },
  'MERGE-DIFFERS': {
    title: 'The parts are not of one run',
    why: 'Parts that saw other plans, scenarios, seeds or filters do not add up to one result.',
    remedy: 'Run all parts again from the same commit, with the same options and the same version of rateproof.',
  },
} as const;
