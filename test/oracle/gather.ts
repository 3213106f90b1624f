/** What rating fills: invoice lines before they are rounded; and what it empties: allowances. */

import { type Fraction, ZERO } from './fraction.ts';
import type { UsageCharge } from './plan.ts';
import { list, type PlainMap } from './text.ts';

/** What a line has gathered so far, exactly. */
export interface Gathered {
  readonly charge: UsageCharge;
  quantity: Fraction;
  amount: Fraction;
}

/** What is left of an allowance; undefined: unlimited. */
export interface Bucket {
  readonly id: string;
  readonly granted: Fraction | undefined;
  readonly covers: readonly PlainMap[];
  readonly remainder: string;
  left: Fraction | undefined;
}

export function matches(match: PlainMap, attributes: Readonly<Record<string, string | undefined>>): boolean {
  return Object.entries(match).every(([key, wanted]) => list(wanted).some((one) => one === attributes[key]));
}

export function addTo(
  lines: Map<string, Gathered>,
  charge: UsageCharge,
  dimensions: Readonly<Record<string, string | undefined>>,
  quantity: Fraction,
  amount: Fraction,
): string {
  const shown = ['zone', 'band', 'tier'].filter(
    (name) => charge.lineBy.includes(name) && dimensions[name] !== undefined,
  );
  const key = [charge.id, ...shown.map((name) => `${name}=${dimensions[name]}`)].join(' ');
  const line = lines.get(key) ?? { charge, quantity: ZERO, amount: ZERO };
  lines.set(key, line);
  line.quantity = line.quantity.plus(quantity);
  line.amount = line.amount.plus(amount);
  return key;
}
