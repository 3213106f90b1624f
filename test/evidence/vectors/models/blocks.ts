/** Kill Bill's tiers: so many blocks of a size each, a started block charged whole. */

import type { PlainMap } from '../../../oracle/oracle.ts';
import { plus, sum, times } from '../../numbers.ts';
import { run, type Used } from '../../run.ts';
import { type Case, type PeerRounding, roundingText } from '../case.ts';
import type { Outcome } from '../outcome.ts';

interface Tier {
  readonly blockSize: string;
  readonly maxBlocks: number | 'unlimited';
  readonly pricePerBlock: string;
}

type Policy = 'all_tiers' | 'top_tier';

/** Widths become edges; beyond the last tier its price goes on. */
function chargeOf(id: string, tiers: readonly Tier[], policy: Policy, to?: string): PlainMap {
  let edge = '0';
  const steps = tiers.map(({ blockSize, maxBlocks, pricePerBlock }, index) => {
    edge = maxBlocks === 'unlimited' ? edge : plus(edge, times(blockSize, String(maxBlocks)));
    const last = index === tiers.length - 1;
    return { ...(!last && { to: `${edge} unit` }), rate: `${pricePerBlock} / ${blockSize} unit` };
  });
  const size = tiers[0]!.blockSize;
  const whole = size === '1' ? {} : { rounding: { counter: { to: `up ${size} unit`, stage: 'before-allowance' } } };
  const model = policy === 'all_tiers' ? 'graduated' : 'volume';
  const match = { service: 'event', ...(to !== undefined && { to }) };
  return steps.length === 1
    ? { id, match, rate: steps[0]!.rate, ...whole }
    : { id, match, tiers: { model, steps }, ...whole };
}

const amountOf = (usage: readonly PlainMap[], records: readonly Used[], rounding: PeerRounding): string =>
  run({ plan: { rounding: { line: roundingText(rounding) }, usage }, records }).total();

export function blocks(one: Case): Outcome {
  const { tiers, tierPolicy, rounding } = one.params as unknown as {
    tiers: Tier[];
    tierPolicy: Policy;
    rounding: PeerRounding;
  };
  const { units, records } = one.inputs as { units?: string; records?: readonly { units: string }[] };
  const used = records?.map((record) => record.units) ?? [units!];
  // Blocks of one size can be made of the total; within the first tier there is only one size.
  const first = times(tiers[0]!.blockSize, String(tiers[0]!.maxBlocks));
  const sizes = new Set(tiers.map(({ blockSize }) => blockSize));
  if (sizes.size > 1 && Number(sum(used)) > Number(first)) return { needs: 'blocks of another size in each tier' };
  const quantities = used.map((quantity) => ({ quantity: `${quantity} unit` }));
  return { ours: { amount: amountOf([chargeOf('usage', tiers, tierPolicy)], quantities, rounding) } };
}

/** Two units metered side by side: a charge for each. */
export function severalUnits(one: Case): Outcome {
  const { units, tierPolicy, rounding } = one.params as unknown as {
    units: Record<string, Tier[]>;
    tierPolicy: Policy;
    rounding: PeerRounding;
  };
  const usage = Object.entries(units).map(([name, tiers]) => chargeOf(name.toLowerCase(), tiers, tierPolicy, name));
  const records = Object.entries(one.inputs as Record<string, string>).map(([to, used]) => ({
    to,
    quantity: `${used} unit`,
  }));
  return { ours: { amount: amountOf(usage, records, rounding) } };
}
