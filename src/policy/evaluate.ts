/** Holds policies against a finished run. No clock: the day on which exceptions must still count is given. */

import { compare } from '../exact/rational.ts';
import { holdBillCap, holdBillIncrease, holdTotalChange, holdWorseOff } from './bills.ts';
import { holdNegativeLine, holdNothingUnrated, holdScenarioCount } from './counts.ts';
import { type Breach, type Facts, type Held, Ledger } from './facts.ts';
import { holdMargin } from './margin.ts';
import { type Exception, type Policy, type PolicyName, speaksOf } from './model.ts';
import type { PolicyException, PolicyOutcome } from './policy.ts';
import { holdPriceCap } from './prices.ts';
import { limitInWords, policyInWords } from './words.ts';

export type { Facts } from './facts.ts';

const OF_BILLS: readonly PolicyName[] = ['total-change', 'worse-off', 'bill-increase', 'bill-cap'];

/** Breaches told of a policy; the rest is counted. */
const MOST_BREACHES = 20;

/**
 * In the order of the policies. `asOf` is an ISO date. A policy that could not be held, or only against nothing, is no
 * pass: it comes out as it would for a breach, and no exception excuses it.
 */
export function evaluatePolicies(
  policies: readonly Policy[],
  exceptions: readonly Exception[],
  facts: Facts,
  asOf: string,
): readonly PolicyOutcome[] {
  const { diff } = facts;
  const ledger = diff && policies.some(({ policy }) => OF_BILLS.includes(policy)) ? new Ledger(diff, facts) : undefined;
  return policies.map((policy) => {
    const held = hold(policy, ledger, facts, asOf);
    const own = exceptions.filter((exception) => speaksOf(exception, policy));
    return outcomeOf(policy, held, own, asOf);
  });
}

function hold(policy: Policy, ledger: Ledger | undefined, facts: Facts, asOf: string): Held {
  switch (policy.policy) {
    case 'total-change':
      return holdTotalChange(policy, ledger);
    case 'worse-off':
      return holdWorseOff(policy, ledger);
    case 'bill-increase':
      return holdBillIncrease(policy, ledger);
    case 'bill-cap':
      return holdBillCap(policy, ledger, facts);
    case 'no-negative-line':
      return holdNegativeLine(policy, facts);
    case 'price-cap':
      return holdPriceCap(policy, facts.plans, asOf);
    case 'margin':
      return holdMargin(policy, facts.diff, facts.plans);
    case 'scenario-count':
      return holdScenarioCount(policy, facts);
    case 'nothing-unrated':
      return holdNothingUnrated(policy, facts);
  }
}

function outcomeOf(policy: Policy, held: Held, exceptions: readonly Exception[], asOf: string): PolicyOutcome {
  const breaches = 'breaches' in held ? held.breaches : [];
  const active = exceptions.filter(({ until }) => until >= asOf);
  const excuseOf = (breach: Breach): Exception | undefined => active.find((exception) => excuses(exception, breach));
  const left = active.length === 0 ? breaches : breaches.filter((breach) => !excuseOf(breach));
  const excused = active.length === 0 ? [] : breaches.filter(excuseOf);
  // What nobody has excused comes first.
  const told = [...mostUrgent(left), ...mostUrgent(excused)].slice(0, MOST_BREACHES).map((breach) => {
    const exception = excuseOf(breach);
    return `${breach.words()}${exception ? `; excused by ${exception.owner} until ${exception.until}` : ''}`;
  });
  const scope = scopeOf(policy);
  return {
    policy: policy.policy,
    words: policyInWords(policy),
    ...(scope !== undefined && { scope }),
    outcome: 'notHeld' in held || left.length > 0 ? policy.onBreach : 'pass',
    measured: 'notHeld' in held ? held.notHeld : held.measured,
    limit: limitInWords(policy),
    ...(policy.source !== undefined && { source: policy.source }),
    breaches: told,
    breached: breaches.length,
    exceptions: exceptions.map((exception): PolicyException => {
      const { owner, reason, until } = exception;
      const expired = until < asOf;
      const used = expired ? 0 : breaches.filter((breach) => excuses(exception, breach)).length;
      return { owner, reason, until, expired, used };
    }),
    place: policy.place,
  };
}

/** The first of them in order; there may be a hundred thousand, which need not all be put in order. */
function mostUrgent(breaches: readonly Breach[]): readonly Breach[] {
  const first: Breach[] = [];
  for (const breach of breaches) {
    if (first.length === MOST_BREACHES && byUrgency(breach, first.at(-1)!) >= 0) continue;
    const place = first.findIndex((other) => byUrgency(breach, other) < 0);
    first.splice(place < 0 ? first.length : place, 0, breach);
    first.length = Math.min(first.length, MOST_BREACHES);
  }
  return first;
}

/** Ties by what they are of, so that the order in which results came does not matter. */
const byUrgency = (a: Breach, b: Breach): number =>
  compare(b.urgency, a.urgency) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

function excuses({ about }: Exception, breach: Breach): boolean {
  return (['plan', 'segment', 'scenario'] as const).every(
    (key) => about[key] === undefined || about[key] === breach[key],
  );
}

function scopeOf({ about: { plan, segment } }: Policy): string | undefined {
  const parts = [
    ...(plan === undefined ? [] : [`plan ${plan}`]),
    ...(segment === undefined ? [] : [`segment ${segment}`]),
  ];
  return parts.length > 0 ? parts.join(', ') : undefined;
}
