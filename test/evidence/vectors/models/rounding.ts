/** A number rounded: as the line of a fee of that amount. */

import { run } from '../../run.ts';
import { type Case, type PeerRounding, roundingText } from '../case.ts';
import type { Outcome } from '../outcome.ts';

export function rounded(one: Case): Outcome {
  const { currency = 'USD', rounding } = one.params as { currency?: string; rounding: PeerRounding };
  const { value } = one.inputs as { value: string };
  // With a currency, its minor unit is the default and must be what the case says.
  const line = one.params.currency ? {} : { rounding: { line: roundingText(rounding) } };
  const plan = { currency, ...line, recurring: [{ id: 'fee', amount: value }] };
  return { ours: { rounded: run({ plan, before: '2024-01-02' }).total() } };
}
