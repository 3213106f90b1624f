/** Reports of a change of plans as files of one folder, and what a CI system prints of it. */

import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { appendJobSummary } from '../hosts/job-summary.ts';
import { CI_FILES, CI_REPORTERS, type CiReporter, renderCi } from '../reporting/ci.ts';
import { DIFF_REPORT_FILES, type DiffFileReporter, renderDiff } from '../reporting/diff/reporters.ts';
import { COMMENT_LIMITS, JOB_SUMMARY_BYTES, JOB_SUMMARY_LIMIT } from '../reporting/limits.ts';
import type { CheckRun } from '../run/check-result.ts';
import { rateproofVersion } from '../run/version.ts';
import { writeWhole } from '../run/write-file.ts';
import type { CiContext } from './ci-context.ts';
import { writeCommands } from './log-commands.ts';

/** Those of a run of tests, and those of CI systems; `junit` is one of both. */
export const CHANGE_REPORTERS = ['terminal', 'html', 'markdown', 'json', 'csv', ...CI_REPORTERS] as const;
export type ChangeReporter = (typeof CHANGE_REPORTERS)[number];

export const WHAT_CHANGE_REPORTERS = `--reporter is one or more of ${CHANGE_REPORTERS.join(', ')}, with commas between them`;

/** `html,junit`; undefined when one of them is no reporter. In the order of the list, each once. */
export function readChangeReporters(text: string): readonly ChangeReporter[] | undefined {
  const words = text.split(',').map((word) => word.trim());
  const chosen = CHANGE_REPORTERS.filter((name) => words.includes(name));
  return words.every((word) => CHANGE_REPORTERS.some((name) => name === word)) ? chosen : undefined;
}

export type Host = keyof typeof COMMENT_LIMITS;

const HOSTS = Object.keys(COMMENT_LIMITS) as readonly Host[];

export const WHAT_HOSTS = `--for is one of ${HOSTS.join(', ')}`;

/** Whose limits a comment keeps: of who was named, otherwise of the host that runs this. Undefined when it is none. */
export function readHost(text: string | undefined): Host | undefined {
  return text === undefined ? hostOf(process.env) : HOSTS.find((host) => host === text);
}

/** The host whose pull requests are commented: RATEPROOF_HOST, or by the variables of its CI system; GitHub's limits otherwise. */
function hostOf(environment: Readonly<Record<string, string | undefined>>): Host {
  const named = environment.RATEPROOF_HOST;
  if (named && Object.hasOwn(COMMENT_LIMITS, named)) return named as Host;
  if (environment.GITLAB_CI) return 'gitlab';
  if (environment.TF_BUILD) return 'azure';
  return environment.BITBUCKET_BUILD_NUMBER ? 'bitbucket' : 'github';
}

interface ChangeReportOptions {
  /** Folder, from where the command runs. */
  readonly out: string;
  readonly host: Host;
  /** JSON: customers with the same bills as well. */
  readonly all?: boolean;
  readonly context: CiContext;
}

/** Writes those that are files, each whole or not at all; their paths as they are to be told. */
export async function writeChange(
  check: CheckRun,
  reporters: readonly ChangeReporter[],
  { out, host, all = false, context }: ChangeReportOptions,
): Promise<string[]> {
  const written: string[] = [];
  const write = (file: string, pieces: Iterable<string>): void => {
    const path = join(out, file);
    writeWhole(resolve(path), pieces);
    written.push(path);
  };
  for (const reporter of reporters) {
    if (reporter === 'terminal' || reporter === 'annotations') continue;
    if (isCi(reporter)) write(CI_FILES[reporter as keyof typeof CI_FILES], await ciReport(reporter, check, context));
    // Nothing was compared: an empty table would look like "no change".
    else if (reporter !== 'csv' || check.diff)
      write(DIFF_REPORT_FILES[reporter], await renderDiff(reporter, check, { all, limit: COMMENT_LIMITS[host] }));
  }
  return written;
}

interface TellOptions {
  readonly context: CiContext;
  /** Whether the page of the job is written. */
  readonly page: boolean;
  /** Where annotations are printed: GitHub reads both streams. */
  readonly to: NodeJS.WritableStream;
}

/** Prints annotations, and appends the page of the job, where there are such things. */
export async function tellCi(
  check: CheckRun,
  reporters: readonly ChangeReporter[],
  { context, page: isToldThere, to }: TellOptions,
): Promise<void> {
  if (reporters.includes('annotations')) {
    for (const piece of await ciReport('annotations', check, context)) writeCommands(to, piece);
  }
  const page = isToldThere ? process.env.GITHUB_STEP_SUMMARY : undefined;
  if (page && reporters.includes('markdown')) {
    const pieces = await renderDiff('markdown', check, { limit: JOB_SUMMARY_LIMIT });
    appendJobSummary(page, [...pieces].join(''), JOB_SUMMARY_BYTES);
  }
}

/** Takes away what an earlier run left and this one does not write: a page of another change must not look like this one's. */
export function removeStaleChange(written: readonly string[], out: string): void {
  for (const file of [...Object.values(DIFF_REPORT_FILES), ...Object.values(CI_FILES)]) {
    if (!written.includes(join(out, file))) rmSync(resolve(out, file), { force: true });
  }
}

const isCi = (reporter: DiffFileReporter | CiReporter): reporter is CiReporter =>
  CI_REPORTERS.some((name) => name === reporter);

const ciReport = (name: CiReporter, check: CheckRun, context: CiContext): Promise<Iterable<string>> =>
  renderCi(name, check, { version: rateproofVersion(), ...context });
