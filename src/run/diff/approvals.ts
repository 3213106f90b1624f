/** Approvals of a project: a folder with a file a decision; and what they say of the causes of a change. */

import { type Dirent, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Approval } from '../../baseline/approval.ts';
import { approvalTooLarge, fingerprintOfFile, MAX_APPROVAL_BYTES, readApproval } from '../../baseline/approval-text.ts';
import { hasErrors, type Outcome, type Problem } from '../../problems/problem.ts';
import { readInputFile } from '../files.ts';
import type { ChangeTools } from './change.ts';
import type { AppliedApproval, DiffCause, DiffHeader, DiffResult, DiffRun } from './result.ts';

/** By fingerprint of the cause. */
export type Approvals = ReadonlyMap<string, Approval>;

/** Where decisions stand unless rateproof.config.yaml says otherwise. */
export const APPROVALS_FOLDER = '.rateproof/approvals';

/** Of all files together; more is no record of decisions. */
const MOST_FILES = 20_000;
const MOST_CHARACTERS = 64 * 1024 * 1024;

/**
 * All approvals of a folder; none where there is no such folder. Whatever ends in `.yaml` or `.yml` there has to be one:
 * any that cannot be read is an error, for a decision that is passed over might be a rejection.
 */
export function readApprovals(root: string, folder: string): Outcome<Approvals> {
  const problems: Problem[] = [];
  const approvals = new Map<string, Approval>();
  const entries = yamlEntries(root, folder);
  if (!entries.value) return entries;
  if (entries.value.length > MOST_FILES) return { problems: [tooMany(folder, `more than ${MOST_FILES} files`)] };
  let characters = 0;
  for (const { file, entry } of entries.value) {
    const named = fingerprintOfFile(file);
    const direct = file === `${slashes(folder)}/${entry.name}`;
    if (named.value === undefined || !direct || !entry.isFile()) {
      problems.push(...(named.value === undefined ? named.problems : [elsewhere(file, direct, folder)]));
      continue;
    }
    const found = readInputFile(root, file, MAX_APPROVAL_BYTES);
    problems.push(...found.problems.map((one) => (one.code === 'YAML-TOO-LARGE' ? approvalTooLarge(file) : one)));
    for (const { text } of found.value ?? []) {
      characters += text.length;
      const read = readApproval(text, file);
      problems.push(...read.problems);
      if (read.value) approvals.set(read.value.fingerprint, read.value);
    }
    if (characters > MOST_CHARACTERS) return { problems: [tooMany(folder, 'more than 64 MiB')] };
  }
  return hasErrors(problems) ? { problems } : { value: approvals, problems };
}

interface Found {
  /** From the project's folder, with forward slashes. */
  readonly file: string;
  readonly entry: Dirent;
}

/** Also links and what stands in folders inside: they are refused, not overlooked. */
function yamlEntries(root: string, folder: string): Outcome<readonly Found[]> {
  const found: Found[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(resolve(root, path), { withFileTypes: true })) {
      const file = `${path}/${entry.name}`;
      if (entry.isDirectory()) visit(file);
      else if (/\.ya?ml$/i.test(entry.name)) found.push({ file, entry });
    }
  };
  try {
    visit(slashes(folder));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && found.length === 0) return { value: [], problems: [] };
    const message = `${slashes(folder)} cannot be read (${code})`;
    return { problems: [{ code: 'INPUT-MISSING', severity: 'error', message }] };
  }
  return { value: found.sort((a, b) => (a.file < b.file ? -1 : 1)), problems: [] };
}

const slashes = (path: string): string => path.replaceAll('\\', '/').replace(/\/+$/, '');

const elsewhere = (file: string, direct: boolean, folder: string): Problem => ({
  ...{ code: 'APPROVAL-NAME', severity: 'error', place: { file, line: 1, column: 1 } },
  message: direct
    ? 'this is no file of its own but a link'
    : `approvals stand in ${slashes(folder)}, not in folders of it`,
  fix: direct ? 'put the file itself here' : `move it to ${slashes(folder)}`,
});

const tooMany = (folder: string, what: string): Problem => ({
  ...{ code: 'APPROVAL-TOO-LARGE', severity: 'error' },
  message: `${slashes(folder)} holds ${what}`,
  fix: 'delete approvals of changes that are long past',
});

/**
 * The run with what is decided about it: each cause with its approval and whether that counts on the day `asOf` (an ISO
 * date; `until` is the last day that counts), and results whose every cause that matters is approved as
 * `changed-approved`. A changed result without any cause that matters stays `changed`: nobody has approved it.
 * Whatever was decided before is forgotten: the same run can be held against other approvals.
 */
export function applyApprovals(run: DiffRun, approvals: Approvals, asOf: string): DiffRun {
  const causes = decidedCauses(run.summary.causes, approvals, asOf);
  const known = new Map(causes.map((cause) => [cause.fingerprint, cause]));
  const scenarios = { ...run.summary.scenarios };
  const results = run.results.map((result) => {
    if (result.status !== 'changed' && result.status !== 'changed-approved') return result;
    const status = isApproved(result, known) ? 'changed-approved' : 'changed';
    if (status === result.status) return result;
    scenarios[result.status] -= 1;
    scenarios[status] += 1;
    return { ...result, status } as const;
  });
  return { header: withDay(run.header, causes, asOf), results, summary: { ...run.summary, scenarios, causes } };
}

/** The header tells the day only where an approval has a last one: otherwise no day decided anything. */
export function withDay(header: DiffHeader, causes: readonly DiffCause[], asOf: string): DiffHeader {
  const { asOf: _, ...bare } = header;
  return causes.some(({ approval }) => approval?.until !== undefined) ? { ...bare, asOf } : bare;
}

function decidedCauses(causes: readonly DiffCause[], approvals: Approvals, asOf: string): readonly DiffCause[] {
  return causes.map((cause): DiffCause => {
    const { approval: _, ...bare } = cause;
    const approval = approvals.get(cause.fingerprint);
    return approval ? { ...bare, approval: applied(approval, asOf) } : bare;
  });
}

/** As a comparison asks for it: the approvals of a folder, held against a day. */
export function approveWith(folder: string): ChangeTools['approve'] {
  return (causes, { root, asOf }) => {
    const { value, problems } = readApprovals(root, folder);
    return value ? { value: decidedCauses(causes, value, asOf), problems } : { problems };
  };
}

/** A cause that the run does not tell of matters and is not approved. */
function isApproved({ causes }: DiffResult, known: ReadonlyMap<string, DiffCause>): boolean {
  const all = causes.map((fingerprint) => known.get(fingerprint));
  const mattering = all.filter((cause) => cause?.matters !== false);
  return mattering.length > 0 && mattering.every((cause) => cause?.approval?.state === 'approved');
}

function applied({ decision, by, on, why, until, file }: Approval, asOf: string): AppliedApproval {
  // ISO dates stand in the order of time.
  const over = until !== undefined && until < asOf;
  const state = decision === 'rejected' ? 'rejected' : over ? 'expired' : 'approved';
  return { by, on, why, ...(until !== undefined && { until }), file, state };
}
