/** What each customer of the base has of what a calibration is held to: revenue, and usage by service. */

import { type Rational, rational } from '../../exact/rational.ts';
import { BeyondExact } from '../../simulation/beyond-exact.ts';
import type { BillRows, BillTable, Measure, RatedPopulation } from '../../simulation/bills.ts';
import type { ControlColumn } from '../../simulation/weights/calibrate.ts';
import { serviceMeasure } from './model.ts';

export function revenueColumn({ rows, sides }: RatedPopulation): ControlColumn {
  const { net, scale } = sides[0]!;
  return { values: byCustomer(rows, net), unit: rational(1n, 10n ** BigInt(scale)) };
}

export function usageColumns(
  { rows, sides }: RatedPopulation,
  measures: readonly Measure[],
  services: readonly string[],
): ReadonlyMap<string, ControlColumn> {
  const { used, perBase } = sides[0]!;
  return new Map(
    services.flatMap((service) => {
      const index = measures.findIndex(({ id }) => id === serviceMeasure(service));
      if (index < 0) return [];
      const unit: Rational = rational(1n, BigInt(perBase[index]!));
      return [[service, { values: byCustomer(rows, used[index]!), unit }] as const];
    }),
  );
}

function byCustomer({ customer, first }: BillRows, values: BillTable['net']): Float64Array {
  const sums = new Float64Array(first.length - 1);
  for (let row = 0; row < values.length; row += 1) sums[customer[row]!]! += values[row]!;
  const unsafe = sums.findIndex((sum) => !Number.isSafeInteger(sum));
  if (unsafe >= 0) throw new BeyondExact('what a customer has is beyond what can be added exactly');
  return sums;
}
