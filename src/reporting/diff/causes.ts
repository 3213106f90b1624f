/** Causes of a change for people: their edits, money and approvals, what somebody has to decide first. */

import { absolute, compare, type Rational, ZERO } from '../../exact/rational.ts';
import type { Audience, Direction, ToldEdit } from '../../plan/change/edit.ts';
import type { Attribution, DiffCause, DiffSummary } from '../../run/diff/result.ts';
import { counted, exact, signed } from '../amounts.ts';

/** idle: no bill can move by it, so that nobody has to decide. */
export type ApprovalState = 'needed' | 'approved' | 'expired' | 'rejected' | 'idle';

export interface ToldCause {
  readonly cause: DiffCause;
  readonly edits: readonly ToldEdit[];
  readonly state: ApprovalState;
  /** It can move bills, and moves none of a test customer: nobody knows what it does. */
  readonly unexercised: boolean;
  /** It takes a plan away. */
  readonly withdraws: boolean;
}

/** Expired and rejected approvals count no more, whether the cause can move bills or not. */
export function approvalOf({ matters, approval }: DiffCause): ApprovalState {
  return matters ? (approval?.state ?? 'needed') : 'idle';
}

const URGENCY: Readonly<Record<ApprovalState, number>> = { rejected: 1, needed: 2, expired: 2, approved: 3, idle: 4 };

/** What needs a decision first, then what moves most; otherwise in the order of the run. */
export function causesOf({ causes, edits, withdrawnPlans }: DiffSummary): ToldCause[] {
  const byFingerprint = new Map(edits.map((edit) => [edit.fingerprint, edit]));
  const gone = new Set(withdrawnPlans);
  return causes
    .map((cause) => {
      const own = cause.edits.flatMap((fingerprint) => byFingerprint.get(fingerprint) ?? []);
      const withdraws = cause.matters && cause.customers === 0 && cause.plans.some((plan) => gone.has(plan));
      const unexercised = cause.matters && cause.customers === 0 && !withdraws;
      const told: ToldCause = { cause, edits: own, state: approvalOf(cause), unexercised, withdraws };
      return { told, weight: weightOf(cause) };
    })
    .sort((a, b) => URGENCY[a.told.state] - URGENCY[b.told.state] || compare(b.weight, a.weight))
    .map(({ told }) => told);
}

/** The largest share of a currency: for the order only. */
function weightOf({ money }: DiffCause): Rational {
  return Object.values(money).reduce((most, { share }) => {
    const size = absolute(exact(share) ?? ZERO);
    return compare(size, most) > 0 ? size : most;
  }, ZERO);
}

/** Edits that stand under no cause. */
export function loneEdits({ causes, edits }: DiffSummary): ToldEdit[] {
  const known = new Set(causes.flatMap((cause) => cause.edits));
  return edits.filter(({ fingerprint }) => !known.has(fingerprint));
}

/** `+13.00 EUR`, in every currency in which it moves something; `nothing` otherwise. */
export function sharesOf({ money }: DiffCause, of: 'alone' | 'share'): string {
  return movedIn(Object.fromEntries(Object.entries(money).map(([currency, own]) => [currency, own[of]])));
}

/** `+13.00 EUR on the bills of 6 customers (+8.00 EUR by itself)`. */
export function doesInWords({ cause, unexercised, withdraws }: ToldCause): string {
  if (withdraws) return 'takes a plan away: its customers can no longer be billed';
  if (unexercised) return 'no test customer is touched by it: what it does to bills is not known';
  if (!cause.matters) return 'moves no bill of today';
  const [share, alone] = [sharesOf(cause, 'share'), sharesOf(cause, 'alone')];
  const whose = `on the bills of ${counted(cause.customers, 'customer')}`;
  if (share === alone) return `${share === 'nothing' ? 'nothing in all' : share} ${whose}`;
  return `${share} ${whose} (${alone} by itself)`;
}

const WHO: Readonly<Record<Audience, string>> = {
  everyone: 'existing and new customers',
  'existing customers': 'existing customers',
  'new customers': 'new customers only',
  nobody: 'nobody',
};

const FEELS: Readonly<Record<Direction, string>> = {
  better: 'can pay less or get more',
  worse: 'can pay more or get less',
  mixed: 'some can pay more, others less',
  none: 'no price is higher or lower',
  unknown: 'can pay more or less, depending on what they use',
};

/**
 * Who feels an edit, how, and what is at stake: `existing and new customers can pay more or get less; high risk`. `goes`:
 * it belongs to a plan that is taken away.
 */
export function aboutEdit({ kind, document, audience, direction, severity, textOnly }: ToldEdit, goes = false): string {
  if (textOnly) return 'text only';
  if (goes && kind === 'removed') {
    return `${document.startsWith('plan ') ? 'existing customers lose their plan' : 'goes with the plan'}; ${severity} risk`;
  }
  if (audience === 'nobody' && direction === 'none') return `moves no bill; ${severity} risk`;
  if (kind === 'added' && audience === 'new customers' && direction === 'none') {
    return `only for customers who take it; ${severity} risk`;
  }
  const apart = direction === 'none' || direction === 'mixed' ? ':' : '';
  return `${WHO[audience]}${apart} ${FEELS[direction]}; ${severity} risk`;
}

/** `by Ann Example on 2026-03-18: decided by the committee`; empty where nobody said anything. */
export function decisionOf({ approval }: DiffCause): string {
  if (!approval) return '';
  const { by, on, why, until } = approval;
  return `by ${by} on ${on}${until === undefined ? '' : `, until ${until}`}: ${why}`;
}

/** How it stands with the approval, in words. */
export function stateInWords({ cause, state }: ToldCause): string {
  const told = decisionOf(cause);
  switch (state) {
    case 'idle':
      return 'needs no approval';
    case 'needed':
      return 'not approved';
    case 'approved':
      return `approved ${told}`;
    case 'expired':
      return `approval expired; it was given ${told}`;
    case 'rejected':
      return `rejected ${told}`;
  }
}

/** How the shares were found. */
export function methodInWords({ method, most }: Attribution): string {
  switch (method) {
    case 'single':
      return 'No two changes meet on a plan: nothing had to be divided.';
    case 'shapley':
      return 'What changes do only together is divided fairly among them: each gets the mean over all orders in which they can come (Shapley values).';
    case 'in-order':
      return `With more than ${most} changes on a plan, shares are taken one after another, in the order of the files: later changes carry what they do only together with earlier ones.`;
  }
}

/** `+10.00 EUR`, in every currency in which there is any; `nothing` otherwise. */
export const interactionOf = ({ interaction }: Attribution): string => movedIn(interaction);

/** The sums that are not zero; `nothing` where all are. */
export function movedIn(sums: Readonly<Record<string, string>>): string {
  const told = Object.entries(sums).filter(([, sum]) => exact(sum)?.n !== 0n);
  return told.length === 0 ? 'nothing' : told.map(([currency, sum]) => `${signed(sum)} ${currency}`).join(', ');
}
