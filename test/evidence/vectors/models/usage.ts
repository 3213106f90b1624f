/** Prices of the total of a cycle, as every peer has them: a price a unit, graduated, volume, packages. */

import type { PlainMap } from '../../../oracle/oracle.ts';
import { isZero, minus, times } from '../../numbers.ts';
import { type Bills, run, type Used } from '../../run.ts';
import { type Case, type PeerRounding, roundingText } from '../case.ts';
import type { Outcome } from '../outcome.ts';

interface Tier {
  /** Last unit of the tier, or its first: peers write the one or the other. */
  readonly upTo?: string | null;
  readonly fromUnit?: string;
  readonly unitPrice?: string;
  readonly ratePercent?: string;
  readonly flatFee?: string;
}

export interface Priced {
  readonly currency?: string;
  readonly rounding?: PeerRounding;
  readonly unitPrice?: string;
  readonly multiplier?: string;
  readonly ratePercent?: string;
  readonly fixedFeePerEvent?: string;
  readonly tiers?: readonly Tier[];
  readonly packagePrice?: string;
  readonly packageSize?: string;
  readonly packageRounding?: 'ceil' | 'floor';
  readonly freeUnits?: string;
  readonly taxPercent?: string;
}

export const pricedOf = (one: Case): Priced => one.params as Priced;

export interface Convention {
  readonly model?: 'graduated' | 'volume';
  /** Whether a cycle without usage owes the first tier's fee. */
  readonly firstFeeAtZero?: boolean;
  readonly counter?: 'record';
}

/** A share in percent of a unit of money, as the price of that unit. */
const rateOf = ({ unitPrice, ratePercent }: Tier): string => `${unitPrice ?? times(ratePercent!, '0.01')} / unit`;

function stepsOf(tiers: readonly Tier[]): PlainMap[] {
  return tiers.map((tier, index) => {
    const to = tier.upTo ?? tiers[index + 1]?.fromUnit;
    const fee = tier.flatFee && !isZero(tier.flatFee) ? { fee: tier.flatFee } : {};
    return { ...(to && { to: `${to} unit` }), rate: rateOf(tier), ...fee };
  });
}

/** The price part of a charge, from what the case says. */
export function priceOf(params: Priced, { model = 'graduated', firstFeeAtZero, counter }: Convention): PlainMap {
  const { unitPrice, ratePercent, multiplier, tiers, packagePrice, packageSize, packageRounding } = params;
  if (packageSize) {
    const partial = packageRounding === 'floor' ? 'down' : 'up';
    return { package: { size: `${packageSize} unit`, price: packagePrice ?? '1', partial } };
  }
  if (!tiers) return { rate: `${unitPrice ?? multiplier ?? (ratePercent ? times(ratePercent, '0.01') : '1')} / unit` };
  const steps = stepsOf(tiers);
  if (steps.length === 1 && !steps[0]!.fee) return { rate: steps[0]!.rate };
  const first = firstFeeAtZero && steps[0]!.fee ? { zero_usage: 'first-fee' } : {};
  const edge = model === 'volume' && tiers[0]!.fromUnit !== undefined ? { edge: 'above' } : {};
  return { tiers: { model, ...(counter && { counter }), ...edge, ...first, steps } };
}

/** A plan of one usage charge, `usage`, with what is free before it. */
export function usagePlan(params: Priced, price: PlainMap, charge: PlainMap = {}): PlainMap {
  const { freeUnits, taxPercent, fixedFeePerEvent } = params;
  const covers = [{ service: 'event' }];
  const setup = fixedFeePerEvent && !isZero(fixedFeePerEvent) ? { setup: { amount: fixedFeePerEvent } } : {};
  return {
    currency: params.currency ?? 'USD',
    rounding: { line: roundingText(params.rounding) },
    ...(taxPercent && { tax: { name: 'tax', rates: { standard: taxPercent } } }),
    ...(freeUnits && !isZero(freeUnits) && { allowances: [{ id: 'free', covers, amount: `${freeUnits} unit` }] }),
    usage: [{ id: 'usage', match: { service: 'event' }, ...setup, ...price, ...charge }],
  };
}

export const ofUnits = (units: readonly string[]): Used[] => units.map((unit) => ({ quantity: `${unit} unit` }));

function priceUnits(params: Priced, convention: Convention, units: readonly string[]): Bills {
  return run({ plan: usagePlan(params, priceOf(params, convention)), records: ofUnits(units) });
}

/** The total of a cycle, in one record. */
export const total =
  (convention: Convention = {}) =>
  (one: Case): Outcome => {
    const { units, meteredAmount } = one.inputs as { units?: string; meteredAmount?: string };
    const amount = priceUnits(pricedOf(one), convention, [units ?? meteredAmount!]).total();
    return { ours: 'packages' in one.expected ? { packages: amount } : { amount } };
  };

/** A cycle that is priced again and again while it grows: each time the price of it all less what was billed before. */
export const snapshots =
  (convention: Convention = {}) =>
  (one: Case): Outcome => {
    const { cumulativeUnits } = one.inputs as { cumulativeUnits: readonly string[] };
    const prices = cumulativeUnits.map((units) => priceUnits(pricedOf(one), convention, [units]).total());
    return { ours: { billedEachTime: prices.map((price, index) => minus(price, prices[index - 1] ?? '0')) } };
  };

/** Units that stand over cycles: where every change counts for the whole cycle, they are the units of the cycle. */
export function standing(one: Case): Outcome {
  const { changes, proratedChanges } = one.inputs as {
    changes: readonly string[];
    proratedChanges?: readonly string[];
  };
  if (String(changes) !== String(proratedChanges ?? '?')) {
    return { needs: 'usage that stands over cycles: recurring units, time-weighted or highest level' };
  }
  return { ours: { amount: priceUnits(pricedOf(one), { firstFeeAtZero: true }, changes).total() } };
}

/** What the later part of a cycle adds to the price of the cycle. */
export const laterPart =
  (convention: Convention = {}) =>
  (one: Case): Outcome => {
    const { units, unitsBefore } = one.inputs as { units: string; unitsBefore: string };
    const price = (records: readonly string[]): string => priceUnits(pricedOf(one), convention, records).total();
    return { ours: { amount: minus(price([unitsBefore, units]), price([unitsBefore])) } };
  };

/** Each time bucket is a record, priced by itself. */
export function buckets(one: Case): Outcome {
  const params = pricedOf(one);
  const { bucketValues } = one.inputs as { bucketValues: readonly string[] };
  const { packageSize, packagePrice } = params;
  // Started blocks of a record are an increment of that size.
  const price: PlainMap = packageSize
    ? { increment: `${packageSize} unit`, rate: `${packagePrice} / ${packageSize} unit` }
    : priceOf(params, { counter: 'record' });
  return { ours: { amount: run({ plan: usagePlan(params, price), records: ofUnits(bucketValues) }).total() } };
}
