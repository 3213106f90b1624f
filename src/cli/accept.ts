/** `rateproof accept`: people decide about the causes of a change; the decisions and the baselines follow. */

import { rmSync } from 'node:fs';
import { isAbsolute, join, normalize, relative, resolve } from 'node:path';
import { approvalText, MOST } from '../baseline/approval-text.ts';
import { parseDay } from '../calendar/day.ts';
import type { Outcome } from '../problems/problem.ts';
import { renderProblems } from '../problems/render.ts';
import { visible } from '../problems/visible.ts';
import { Progress } from '../reporting/progress.ts';
import { type AcceptedBaselines, acceptBaselines } from '../run/diff/accept-baselines.ts';
import { type Approvals, applyApprovals, readApprovals } from '../run/diff/approvals.ts';
import {
  approvalOf,
  causesNamed,
  changeInWords,
  changeOf,
  type Decision,
  isOpen,
  withNew,
} from '../run/diff/decide.ts';
import {
  type FileChange,
  PATCH_FILE,
  patchOf,
  UPDATE_METHODS,
  type UpdateMethod,
  writeChanges,
} from '../run/diff/file-changes.ts';
import { decidable, lastDiff } from '../run/diff/last-diff.ts';
import type { DiffCause, DiffRun } from '../run/diff/result.ts';
import { isIgnored, personOf, prefixOf } from '../run/diff/version-control.ts';
import { readInputFile } from '../run/files.ts';
import { writeWhole } from '../run/write-file.ts';
import { askAbout } from './accept-dialog.ts';
import { doneText, listText } from './accept-text.ts';
import { sourcesFor } from './inputs.ts';
import { onInterrupt } from './interrupt.ts';
import { leadsOut, ledOut } from './led-out.ts';
import { misused, refused } from './misuse.ts';

export interface AcceptCommand {
  readonly cause?: readonly string[];
  readonly all?: boolean;
  readonly reason?: string;
  readonly by?: string;
  readonly until?: string;
  readonly reject?: boolean;
  readonly list?: boolean;
  readonly dryRun?: boolean;
  readonly updateMethod: string;
  readonly approvals: string;
  readonly plans: string;
  readonly scenarios: string;
  readonly out: string;
}

/** Where it runs: what tests put in the place of. */
export interface Surroundings {
  /** ISO date. */
  readonly today: string;
  readonly ci: boolean;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** The day is that of Greenwich: the same for everybody, and for machines. */
const here = (): Surroundings => ({
  today: new Date().toISOString().slice(0, 10),
  ci: Boolean(process.env.CI),
  input: process.stdin,
  output: process.stdout,
});

export async function accept(command: AcceptCommand, surroundings: Surroundings = here()): Promise<number> {
  const { today, output } = surroundings;
  const root = process.cwd();
  const wrong = misuseOf(command, surroundings);
  if (wrong !== undefined) return misused(wrong);
  const folder = inProject(command.approvals);
  const outside = ledOut(command.out) ?? leadsOut(folder, '--approvals');
  if (outside !== undefined) return misused(outside);
  if (command.updateMethod === 'patch' && isAbsolute(folder))
    return misused('--update-method patch is for approvals inside the project: name another folder with --approvals');

  const diff = lastDiff(root, command.out);
  if (!diff.value) return refused(diff.problems);
  const approvals = readApprovals(root, folder);
  if (!approvals.value) return refused(approvals.problems);
  const run = applyApprovals(diff.value, approvals.value, today);
  if (command.list) {
    output.write(listText(run));
    return 0;
  }
  const problems = decidable(run, root, command.plans);
  if (problems.length > 0) return refused(problems);

  const by = approvalText(command.by ?? personOf(root) ?? '', MOST.by);
  if (by === '') return misused(NOBODY);
  const decided = await decisionsOf(run, command, surroundings);
  if (typeof decided === 'number') return decided;
  return carryOut(run, approvals.value, decided, { ...command, approvals: folder, by }, surroundings);
}

const NOBODY =
  'nobody is named: write --by "Jane Doe <jane@example.com>", or tell git who you are (git config user.name, user.email)';

/** A sentence on what makes no sense. */
function misuseOf(command: AcceptCommand, { today, ci, input, output }: Surroundings): string | undefined {
  const { cause, all, reason, until, reject, list, dryRun, updateMethod } = command;
  const named = cause !== undefined || all === true;
  if (!UPDATE_METHODS.some((method) => method === updateMethod))
    return `--update-method is one of ${UPDATE_METHODS.join(', ')}`;
  if (list) {
    const more = named || reason !== undefined || until !== undefined || reject || dryRun;
    return more ? '--list goes alone: it decides nothing' : undefined;
  }
  if (ci && !dryRun) {
    return 'accept is refused in CI, where nothing is approved unseen: run it on your machine and commit the approvals';
  }
  if (cause && all) return '--cause and --all: name causes, or take all of them';
  if (until !== undefined) {
    if (parseDay(until) === undefined) return '--until is a day, the last one on which it counts: 2026-12-31';
    if (until < today) return `--until ${until} is over already: today is ${today}`;
    if (reject) return '--until goes with approving: a rejection holds until somebody approves';
  }
  if (reason !== undefined && approvalText(reason, MOST.why) === '') return '--reason is empty: say why';
  if (named) return reason === undefined ? `--reason is missing: ${EXAMPLE}` : undefined;
  if (reject) return `--reject goes with --cause or --all: ${EXAMPLE}`;
  if (input.isTTY && output.isTTY) return undefined;
  return `this is no terminal to ask on: ${EXAMPLE}\nor \`rateproof accept --all --reason "..."\`; \`rateproof accept --list\` tells the causes`;
}

const EXAMPLE = 'write `rateproof accept --cause <fingerprint> --reason "why"`';

/** What is decided; an exit code where nothing is. */
async function decisionsOf(
  run: DiffRun,
  { cause, all, reason, reject }: AcceptCommand,
  { input, output }: Surroundings,
): Promise<readonly Decision[] | number> {
  const open = run.summary.causes.filter(isOpen);
  const decision = reject ? 'rejected' : 'approved';
  if (cause) {
    const named = causesNamed(run.summary.causes, cause);
    if ('notOne' in named) return misused(notOne(run, named.notOne, named.could));
    return named.causes.map((one) => ({ cause: one, decision, why: reason! }));
  }
  if (open.length === 0) {
    output.write(listText(run));
    return 0;
  }
  if (all) return open.map((one) => ({ cause: one, decision, why: reason! }));
  const decided = await askAbout(run, open, { input, output, reason });
  if (!decided) {
    process.stderr.write('\nstopped: nothing was decided and nothing was written\n');
    return 130;
  }
  output.write(decided.length === 0 ? '\nnothing was decided\n' : '\n');
  return decided.length === 0 ? 0 : decided;
}

const MOST_NAMED = 10;

function notOne(run: DiffRun, written: string, could: readonly DiffCause[]): string {
  const name = visible(approvalText(written, 40));
  const meant = could.length > 0 ? could : run.summary.causes;
  const rows = meant.slice(0, MOST_NAMED).map((cause) => {
    const [words = ''] = changeInWords(run, cause);
    return `  ${visible(cause.fingerprint)}  ${visible(approvalText(words, 58))}`;
  });
  const more = meant.length > rows.length ? [`  and ${meant.length - rows.length} more`] : [];
  if (could.length > 0)
    return [`--cause ${name} could be ${could.length} causes; write more of it:`, ...rows, ...more].join('\n');
  if (meant.length === 0) return `--cause ${name}: the comparison has no causes at all`;
  return [`--cause ${name} is the beginning of no fingerprint (at least 4 digits); there are:`, ...rows, ...more].join(
    '\n',
  );
}

/** Writes the decisions and what follows from them. */
async function carryOut(
  before: DiffRun,
  approvals: Approvals,
  decisions: readonly Decision[],
  command: AcceptCommand & { readonly by: string },
  { today, output }: Surroundings,
): Promise<number> {
  const root = process.cwd();
  const { by, until, approvals: folder, out, dryRun = false } = command;
  const made = decisions.map((one) => approvalOf(before, one, { by, on: today, until, folder }));
  const run = applyApprovals(before, withNew(approvals, made), today);
  const accepted = await baselinesOf(run, decisions, command, root);
  if (!accepted.value) return refused(accepted.problems);
  const { baselines, withoutBaselines } = accepted.value;
  if (accepted.problems.length > 0)
    process.stderr.write(renderProblems(accepted.problems, { sources: sourcesFor(accepted.problems) }));
  if (baselines.interrupted) {
    process.stderr.write('stopped: nothing was written\n');
    return 130;
  }

  const changes: FileChange[] = [
    ...made.map((approval) => changeOf(approval, readInputFile(root, approval.file).value?.[0]?.text)),
    ...baselines.changes,
  ];
  const method = command.updateMethod as UpdateMethod;
  const patch = join(out, PATCH_FILE);
  if (!dryRun) {
    // A patch of an earlier decision must not look like this one's.
    if (method === 'patch') writeWhole(resolve(root, patch), patchOf(changes, prefixOf(root)));
    else rmSync(resolve(root, patch), { force: true });
    if (method === 'write') writeChanges(root, changes);
  }
  const ignored = made.length > 0 && isIgnored(root, made[0]!.file);
  output.write(
    doneText({
      ...{ run, approvals: made, baselines, changes, dryRun, ignored, withoutBaselines },
      patch: method === 'patch' ? slashes(patch) : undefined,
    }),
  );
  return 0;
}

const slashes = (path: string): string => path.replaceAll('\\', '/').replace(/(?<=.)\/+$/, '');

/** As it is called from the project's folder; one outside of it keeps its whole name. */
function inProject(folder: string): string {
  const way = relative(process.cwd(), resolve(folder));
  return slashes(isOutside(way) ? resolve(folder) : normalize(way));
}

const isOutside = (way: string): boolean => way === '' || isAbsolute(way) || /^\.\.(?:[/\\]|$)/.test(way);

const NO_BASELINES: AcceptedBaselines = {
  ...{ changes: [], customers: new Map(), leftAlone: [], byHand: [] },
  interrupted: false,
};

async function baselinesOf(
  run: DiffRun,
  decisions: readonly Decision[],
  { plans, scenarios }: AcceptCommand,
  root: string,
): Promise<Outcome<{ readonly baselines: AcceptedBaselines; readonly withoutBaselines?: string }>> {
  const none = { baselines: NO_BASELINES };
  if (decisions.every(({ decision }) => decision === 'rejected')) return { value: none, problems: [] };
  if (run.header.seed !== undefined) {
    const withoutBaselines = `as they were: the comparison has seed ${run.header.seed}, baselines the seeds of their recipes`;
    return { value: { ...none, withoutBaselines }, problems: [] };
  }
  const progress = new Progress(process.stderr);
  const stop = new AbortController();
  const free = onInterrupt(() => stop.abort());
  const options = { root, plansFolder: plans, scenariosFolder: scenarios };
  const accepted = await acceptBaselines(run, options, {
    onProgress: (done, of) => progress.show(done, of),
    signal: stop.signal,
  });
  free();
  progress.end();
  return accepted.value ? { value: { baselines: accepted.value }, problems: accepted.problems } : accepted;
}
