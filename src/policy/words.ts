/** What a policy says, in one sentence; and its limit by itself. */

import { formatRational } from '../exact/rational.ts';
import type { Limit, Policy } from './model.ts';
import { limitValue, showCount, showLimit, showMatch, showPrice } from './text.ts';

export function policyInWords(policy: Policy): string {
  switch (policy.policy) {
    case 'total-change': {
      const { atMost, atLeast } = policy;
      const sides = [...(atMost ? [mayRise(atMost)] : []), ...(atLeast ? [mayFall(atLeast)] : [])];
      return `Bills in all ${sides.join(' and ')}`;
    }
    case 'worse-off':
      if (policy.atMost.n === 0n) return 'No customer pays more';
      return `At most ${formatRational(policy.atMost)} % of customers pay more`;
    case 'bill-increase':
      if (limitValue(policy.atMost).n <= 0n) return 'No bill rises';
      return `No bill rises by more than ${showLimit(policy.atMost)}`;
    case 'bill-cap':
      return `No bill is above ${showLimit(policy.atMost)}`;
    case 'no-negative-line':
      return 'No line of a bill is below zero, but discounts and credits';
    case 'price-cap': {
      const basis = policy.basis === 'net' ? 'without tax' : 'with tax';
      return `Usage (${showMatch(policy.match)}) costs at most ${showPrice(policy.atMost)} ${basis}`;
    }
    case 'margin':
      return `Of what a plan earns without tax, at least ${formatRational(policy.atLeast)} % is left after what its usage costs`;
    case 'scenario-count':
      return `At least ${showCount(policy.atLeast)} scenarios are rated`;
    case 'nothing-unrated':
      return 'All usage has a price';
  }
}

function mayRise(limit: Limit): string {
  const { n } = limitValue(limit);
  return n === 0n
    ? 'do not rise'
    : n > 0n
      ? `rise by at most ${showLimit(limit)}`
      : `fall by at least ${showLimit(limit)}`;
}

function mayFall(limit: Limit): string {
  const { n } = limitValue(limit);
  return n === 0n
    ? 'do not fall'
    : n < 0n
      ? `fall by at most ${showLimit(limit)}`
      : `rise by at least ${showLimit(limit)}`;
}

export function limitInWords(policy: Policy): string {
  switch (policy.policy) {
    case 'total-change': {
      const { atMost, atLeast } = policy;
      const sides = [
        ...(atLeast ? [`at least ${withSign(atLeast)}`] : []),
        ...(atMost ? [`at most ${withSign(atMost)}`] : []),
      ];
      return sides.join(', ');
    }
    case 'worse-off':
      return `at most ${formatRational(policy.atMost)} %`;
    case 'bill-increase':
    case 'bill-cap':
      return `at most ${withSign(policy.atMost)}`;
    case 'price-cap':
      return `at most ${showPrice(policy.atMost)}`;
    case 'margin':
      return `at least ${formatRational(policy.atLeast)} %`;
    case 'scenario-count':
      return `at least ${showCount(policy.atLeast)}`;
    case 'no-negative-line':
    case 'nothing-unrated':
      return 'none';
  }
}

const withSign = (limit: Limit): string => `${limitValue(limit).n < 0n ? '-' : ''}${showLimit(limit)}`;
