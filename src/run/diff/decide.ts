/** Deciding about the causes of a change: which are open, which are named, and what an approval of one says. */

import type { Approval } from '../../baseline/approval.ts';
import { approvalChange, approvalFile, approvalText, MOST, writeApproval } from '../../baseline/approval-text.ts';
import type { ToldEdit } from '../../plan/change/edit.ts';
import { counted, signed } from '../../reporting/amounts.ts';
import type { Approvals } from './approvals.ts';
import type { FileChange } from './file-changes.ts';
import type { DiffCause, DiffRun } from './result.ts';

export interface Decision {
  readonly cause: DiffCause;
  readonly decision: Approval['decision'];
  readonly why: string;
}

/** Who decides, and when (ISO date); where decisions stand. */
export interface Deciding {
  readonly by: string;
  readonly on: string;
  readonly until?: string | undefined;
  readonly folder: string;
}

/** Nobody has decided about it, or the approval is over. What matters only: text needs no approval. */
export const isOpen = ({ matters, approval }: DiffCause): boolean =>
  matters && (approval === undefined || approval.state === 'expired');

/**
 * The change of a cause in words, a line an edit: which document, then what. Each line is bounded before anything is made
 * of it: thousands of causes may share an edit of megabytes.
 */
export function changeInWords({ summary }: DiffRun, cause: DiffCause): readonly string[] {
  const told = toldOf(summary.edits);
  if (cause.edits.length === 0) return ['the plans as a whole'];
  return cause.edits.map((fingerprint) => told.get(fingerprint) ?? `an edit ${fingerprint}`);
}

const toldOfEdits = new WeakMap<readonly ToldEdit[], ReadonlyMap<string, string>>();

function toldOf(edits: readonly ToldEdit[]): ReadonlyMap<string, string> {
  const known = toldOfEdits.get(edits);
  if (known) return known;
  const told = new Map(
    edits.map(({ fingerprint, document, words }) => {
      const [where, what] = [document, words].map((text) => approvalText(text, MOST.words));
      return [fingerprint, approvalText(`${where}: ${what}`, MOST.words)] as const;
    }),
  );
  toldOfEdits.set(edits, told);
  return told;
}

/** `124 customers; EUR +310.50 of the change, +300.00 by itself`. */
export function effectInWords({ customers, money }: DiffCause): string {
  const amounts = Object.entries(money).map(
    ([currency, { share, alone }]) => `${currency} ${signed(share)} of the change, ${signed(alone)} by itself`,
  );
  return [counted(customers, 'customer'), ...amounts].join('; ');
}

export function approvalOf(run: DiffRun, { cause, decision, why }: Decision, deciding: Deciding): Approval {
  const { by, on, until, folder } = deciding;
  return {
    fingerprint: cause.fingerprint,
    decision,
    change: approvalChange(changeInWords(run, cause)),
    effect: approvalText(effectInWords(cause), MOST.effect),
    by: approvalText(by, MOST.by),
    on,
    why: approvalText(why, MOST.why),
    // A rejection holds until somebody approves.
    ...(until !== undefined && decision === 'approved' && { until }),
    file: `${folder}/${approvalFile(cause.fingerprint)}`,
  };
}

/** The file of an approval as it is to be; the one that stands there now is replaced as a whole. */
export function changeOf(approval: Approval, before: string | undefined): FileChange {
  return { file: approval.file, before, after: writeApproval(approval) };
}

/** The approvals of a project with new ones among them. */
export const withNew = (approvals: Approvals, added: readonly Approval[]): Approvals =>
  new Map([...approvals, ...added.map((approval) => [approval.fingerprint, approval] as const)]);

/** Letters of a fingerprint that are enough to name it, if no other begins with them. */
const LEAST_PREFIX = 4;

export type Named =
  | { readonly causes: readonly DiffCause[] }
  /** What was written, and the causes that it could mean: none, or several. */
  | { readonly notOne: string; readonly could: readonly DiffCause[] };

/** The causes that people named by their fingerprints or how these begin, each once. */
export function causesNamed(causes: readonly DiffCause[], names: readonly string[]): Named {
  const found = new Set<DiffCause>();
  for (const name of names) {
    const long = name.length >= LEAST_PREFIX;
    const could = long ? causes.filter(({ fingerprint }) => fingerprint.startsWith(name.toLowerCase())) : [];
    if (could.length !== 1) return { notOne: name, could };
    found.add(could[0]!);
  }
  return { causes: [...found] };
}
