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
