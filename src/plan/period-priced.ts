/** Which resolved charges are priced once a period. */

import type { UsageCharge } from './model.ts';

export function isPeriodPriced({ price, rounding }: UsageCharge): boolean {
  if (price.model !== 'per-unit' || rounding.counter) return true;
  return price.tiers?.fees.some((fee) => fee.n > 0n) ?? false;
}
