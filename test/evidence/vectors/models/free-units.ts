/** CGRateS: balances of free units as allowances. What is left shows by asking for more than there can be. */

import type { PlainMap } from '../../../oracle/oracle.ts';
import { minus } from '../../numbers.ts';
import { run } from '../../run.ts';
import type { Case } from '../case.ts';
import type { Outcome } from '../outcome.ts';

/** A use of an allowance, and afterwards one by another charge, in single units, of more than the allowance can have. */
function left(amount: string, used: string, increment: string, [service, probe, unit]: readonly string[]) {
  const more = '1000000';
  const plan: PlainMap = {
    allowances: [
      { id: 'free', covers: [{ service: [service!, probe!] }], amount: `${amount} ${unit}`, remainder: 'leave' },
    ],
    usage: [
      { id: 'use', match: { service: service! }, increment: `${increment} ${unit}`, rate: `1 / ${unit}` },
      { id: 'probe', match: { service: probe! }, increment: `1 ${unit}`, rate: `1 / ${unit}` },
    ],
  };
  const records = [
    { service: service!, quantity: `${used} ${unit}`, at: '2024-01-10T12:00:00Z' },
    { service: probe!, quantity: `${more} ${unit}`, at: '2024-01-11T12:00:00Z' },
  ];
  const bills = run({ plan, records });
  return { left: minus(more, bills.quantity('probe')), covered: bills.quantity('use') === '0' };
}

export function seconds(one: Case): Outcome {
  const { balances } = one.params as { balances: readonly { seconds: string; increment: number }[] };
  const [only, other] = balances;
  if (other) return { needs: 'increments of their own for each tier, band or allowance' };
  const { seconds: used } = one.inputs as { seconds: string };
  const found = left(only!.seconds, used, String(only!.increment), ['voice', 'video', 's']);
  return { ours: { secondsLeft: [found.left], covered: found.covered } };
}

export function volume(one: Case): Outcome {
  const { chargedInIncrementsOf = '1' } = one.params as { chargedInIncrementsOf?: string };
  const { units, usage, messages } = one.inputs as Record<string, string>;
  return messages
    ? { ours: { unitsLeft: left(units!, messages, '1', ['sms', 'mms', 'msg']).left } }
    : { ours: { unitsLeft: bytesLeft(units!, usage!, String(chargedInIncrementsOf)) } };
}

/** Data is one service: the same charge, asked again. */
function bytesLeft(units: string, used: string, increment: string): string {
  const more = '1000000000000';
  const plan: PlainMap = {
    allowances: [{ id: 'free', covers: [{ service: 'data' }], amount: `${units} B` }],
    usage: [{ id: 'use', match: { service: 'data' }, increment: `${increment} B`, rate: '1 / B' }],
  };
  const records = [used, more].map((bytes, index) => ({
    ...{ service: 'data', quantity: `${bytes} B` },
    at: `2024-01-1${index}T12:00:00Z`,
  }));
  return minus(more, run({ plan, records }).quantity('use'));
}
