/** How much a report shows, for reports that other programs show or that people page through. What is cut is counted. */

/** A summary has its place in a pull request's comment (65,536 characters on GitHub) or a job's page. */
export const MARKDOWN_CHARACTERS = 60_000;
export const MARKDOWN_PLANS = 40;
export const MARKDOWN_CAUSES = 30;
export const MARKDOWN_EXAMPLES = 10;
/** Causes of which it is told how they are priced now. */
export const MARKDOWN_WHYS = 5;
/** Cells of one scenario. */
export const MARKDOWN_CELLS = 20;

/** Failing cases of one plan and check: reasons may be as many as scenarios. */
export const JUNIT_CAUSES = 50;
/** Scenarios told under one cause, and cells of each. */
export const JUNIT_EXAMPLES = 5;
export const JUNIT_CELLS = 12;

/** Ids of scenarios that stand with a cause in results.json. */
export const JSON_EXAMPLES = 5;

/** Characters of one text that a stranger wrote: an id, a title, a reason. */
export const TEXT_CHARACTERS = 300;

/*
 * What hosts of pull requests and CI systems take.
 */

/**
 * The longest comment, in UTF-16 units (never more than the host's own count of characters): a longer one is refused by
 * the host. GitHub tells 65,536 in its answer; GitLab documents 1,000,000; Azure DevOps takes 150,000; Bitbucket asks for
 * "less than 32768 characters".
 */
export const COMMENT_REFUSED_OVER = { github: 65_536, gitlab: 1_000_000, azure: 150_000, bitbucket: 32_767 } as const;

/** The page of a job on GitHub, in bytes: of a step that wrote more, everything is dropped. */
export const JOB_SUMMARY_BYTES = 1_024 * 1024;

/** Annotations of one step that GitHub shows, of each level. */
export const ANNOTATIONS = 10;
/** Characters of one annotation: it stands between lines of code. */
export const ANNOTATION_CHARACTERS = 1_000;

/** GitHub takes 25,000 results a run, keeps the 5,000 that weigh most, and takes 10 MB of gzip. */
export const SARIF_RESULTS = 5_000;
/** GitLab loads the whole list for the page of a merge request. */
export const CODE_QUALITY_FINDINGS = 5_000;
/** Edits of one cause that are told in words. */
export const FINDING_EDITS = 5;
/** What a program that shows a pull request takes of one comment, with room left for what is put around it. */
export interface CommentLimit {
  readonly most: number;
  readonly unit: 'characters' | 'bytes';
  /** Whether it folds: `<details>`. Where it does not, it shows no HTML at all. */
  readonly folds: boolean;
}

/** GitHub takes 65,536 characters, GitLab 1,000,000, Azure DevOps 150,000, Bitbucket 32,768. */
export const COMMENT_LIMITS = {
  github: { most: 60_000, unit: 'characters', folds: true },
  gitlab: { most: 900_000, unit: 'characters', folds: true },
  azure: { most: 140_000, unit: 'characters', folds: true },
  bitbucket: { most: 32_000, unit: 'characters', folds: false },
} as const satisfies Readonly<Record<string, CommentLimit>>;

/** GitHub takes 1,024 kB a step of a job, in bytes, and shows nothing of what is longer. */
export const JOB_SUMMARY_LIMIT: CommentLimit = { most: 1_000_000, unit: 'bytes', folds: true };

/** Rows of a comment that somebody still reads, however much room there is. */
export const COMMENT_ROWS = {
  plans: 40,
  causes: 60,
  policies: 60,
  gate: 40,
  segments: 40,
  problems: 20,
  lines: 30,
} as const;
/** Edits told of one cause, breaches of one policy, exceptions of one policy. */
export const COMMENT_EDITS = 8;
export const COMMENT_BREACHES = 5;
export const COMMENT_EXCEPTIONS = 10;

/** Of a change on a terminal. */
export const TERMINAL_ROWS = { plans: 12, causes: 10, edits: 4, policies: 10, gate: 10, problems: 5 } as const;

/** Of the page of a change: causes that are drawn and told, plans and segments. */
export const PAGE_ROWS = {
  drawn: 12,
  causes: 200,
  edits: 20,
  plans: 200,
  segments: 100,
  policies: 200,
  gate: 100,
} as const;

/** Of the page of a simulation: components drawn and told, groups, largest movers, and the rest. What is left out is counted. */
export const SIMULATION_ROWS = {
  drawn: 14,
  steps: 100,
  plans: 100,
  segments: 100,
  moves: 50,
  movers: 50,
  bins: 60,
  bars: 40,
  usage: 100,
  months: 120,
  backtest: 100,
  assumptions: 300,
  controls: 200,
  notes: 50,
} as const;
/** Of its comment under a pull request, and on a terminal. */
export const SIMULATION_COMMENT_ROWS = {
  plans: 40,
  segments: 40,
  steps: 40,
  assumptions: 60,
  controls: 40,
  notes: 20,
} as const;
export const SIMULATION_TERMINAL_ROWS = { steps: 8, notes: 8 } as const;
