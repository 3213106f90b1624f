/**
 * What holds for a bill apart from its usage: fixed amounts, which discounts run, how much each allowance grants. Many
 * bills share the same terms; they are worked out once, in exact fractions.
 */

import type { Period } from '../calendar/cycle.ts';
import { prorationShare } from '../calendar/proration.ts';
import { compare, divide, multiply, ONE, type Rational, rational, subtract, ZERO } from '../exact/rational.ts';
import { round } from '../money/rounding.ts';
import type { Allowance, Discount, Proration } from '../plan/model.ts';
import type { BoundPlan } from '../rating/bind.ts';
import type { Account } from './account.ts';
import type { FixedLine, Layout } from './layout.ts';
import type { Bill, CustomerCycle } from './schedule.ts';

export interface Terms {
  /** By fixed line of the layout, in invoice units. */
  readonly fixed: readonly bigint[];
  /** By discount of the layout: whether it runs on the closing side, then on the opening side. */
  readonly active: readonly boolean[];
  /** By allowance of the closing version, in quanta; 0 where unlimited. */
  readonly grants: readonly bigint[];
}

interface Prorations {
  readonly activation: Proration | undefined;
  readonly termination: Proration | undefined;
}

/** Terms depend on no more than this text, the layout and the closing cycle's dates. */
export function termsKey(account: Account, bill: Bill): string {
  const { closing, opening } = bill;
  const cycle = (closing ?? opening)!.period;
  const activated = account.activated >= cycle.from ? account.activated : 0;
  const ends = closing && account.terminated !== undefined && account.terminated <= cycle.before;
  const ordinals = `${closing?.ordinal ?? ''}/${opening?.ordinal ?? ''}/${bill.wholeFirst}`;
  return `${activated}/${ends ? account.terminated : ''}/${ordinals}`;
}

export function termsOf(account: Account, bill: Bill, layout: Layout, closing: BoundPlan | undefined): Terms {
  return {
    fixed: layout.fixed.map((line) => fixedAmount(line, account, bill, layout.scale)),
    active: layout.discounts.flatMap((step) => [
      step.closing !== undefined && runs(step.closing.discount, bill, bill.closing),
      step.opening !== undefined && runs(step.opening.discount, bill, bill.opening),
    ]),
    grants: (closing?.plan.allowances ?? []).map((allowance) => grant(allowance, account, bill.closing, closing!)),
  };
}

function runs({ cycles }: Discount, bill: Bill, cycle: CustomerCycle | undefined): boolean {
  if (!cycle) return false;
  if (!cycles) return true;
  const first = cycles.starting === 'first-full-cycle' && !bill.wholeFirst ? 2 : 1;
  return cycle.ordinal >= first && cycle.ordinal < first + cycles.count;
}

function fixedAmount(line: FixedLine, account: Account, bill: Bill, scale: number): bigint {
  const { charge, credit } = line;
  const amount = round(multiply(charge.amount, shareOf(line, account, bill)), charge.lineRounding);
  const units = multiply(amount, rational(10n ** BigInt(scale)));
  if (units.d !== 1n) throw new RangeError(`${charge.id} has no exact amount`);
  return credit ? -units.n : units.n;
}

/** How much of the charge's amount is owed on a bill, or comes back with a credit: 0 to 1. */
export function shareOf({ charge, credit, side }: FixedLine, account: Account, bill: Bill): Rational {
  const cycle = bill[side];
  if (!cycle) return ZERO;
  if ('on' in charge) {
    const due = charge.on === 'activation' ? cycle.ordinal === 1 : endsIn(account, cycle.period);
    return due ? ONE : ZERO;
  }
  const { activation, termination } = charge.prorate;
  // A fee in advance is charged before a termination is known; what it charged too much comes back as a credit.
  const inAdvance = usedShare({ activation, termination: undefined }, account, cycle);
  if (side === 'opening') return inAdvance;
  const used = usedShare({ activation, termination }, account, cycle);
  if (!credit) return used;
  const unused = subtract(inAdvance, used);
  return unused.n > 0n ? unused : ZERO;
}

/** Whether the customer's service ends in a cycle, its end included: this is then the last cycle. */
function endsIn({ terminated }: Account, cycle: Period): boolean {
  return terminated !== undefined && terminated > cycle.from && terminated <= cycle.before;
}

/** The share of a cycle that is paid for, by the days of service in it. */
function usedShare({ activation, termination }: Prorations, account: Account, { period }: CustomerCycle): Rational {
  const { activated, terminated } = account;
  const begins = activation && activated >= period.from;
  const ends = termination && terminated !== undefined && terminated < period.before;
  const from = begins ? activated + (activation.edgeDay === 'free' ? 1 : 0) : period.from;
  const before = ends ? terminated + (termination.edgeDay === 'used' ? 1 : 0) : period.before;
  if (begins && ends && activation.basis !== termination.basis) {
    const first = prorationShare(activation.basis, from, period.before, period);
    return multiply(first, prorationShare(termination.basis, period.from, before, period));
  }
  const basis = begins ? activation.basis : ends ? termination.basis : undefined;
  return basis ? prorationShare(basis, from, before, period) : ONE;
}

/** Quanta that an allowance grants in a cycle. */
function grant(allowance: Allowance, account: Account, cycle: CustomerCycle | undefined, bound: BoundPlan): bigint {
  const { amount, prorate, dimension } = allowance;
  if (!amount || !cycle) return 0n;
  const share = prorate ? usedShare(prorate, account, cycle) : ONE;
  const granted = compare(share, ONE) === 0 ? amount : round(multiply(amount, share), prorate!.rounding);
  return divide(granted, bound.quantum.get(dimension) ?? ONE).n;
}
