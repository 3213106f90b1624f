/** Where `none` leaves amounts without an end as a decimal, or where digits must be dropped whatever the plan says. */

import { commonMeasure, decimalsOf, multiply, type Rational, rational } from '../../../exact/rational.ts';
import type { RatePlan, RecurringCharge, UsageCharge } from '../../model.ts';
import type { Report } from '../resolve/context.ts';
import { mapField, placeOf, scalarField } from '../resolve/fields.ts';
import type { Draft } from '../resolve/plan.ts';
import { coveredBy } from './allowances.ts';

export function checkMustRound(report: Report, { plan, node }: Draft): void {
  const rounding = mapField(node, 'rounding');
  for (const key of ['discount', 'tax'] as const) {
    if (plan.rounding[key] || !rounding) continue;
    const message = `\`rounding.${key}\` cannot be \`none\`: a share of an amount has no end as a decimal`;
    const fix = 'write a mode and a step, such as `half-up 0.01`';
    report.add('PLAN-MUST-ROUND', message, scalarField(rounding, key)?.place ?? placeOf(rounding, key), { fix });
  }
}

export function checkEndless(report: Report, draft: Draft): void {
  const { plan, node, nodes } = draft;
  for (const charge of [...plan.recurring, ...plan.usage]) {
    if (charge.lineRounding) continue;
    const endless = 'price' in charge ? endlessUsage(plan, charge) : endlessShare(charge);
    if (!endless) continue;
    const own = nodes.get(charge)!;
    const rounding = [mapField(own, 'rounding'), mapField(node, 'rounding')].find(
      (map) => map && scalarField(map, 'line'),
    );
    report.add('PLAN-ENDLESS-PRICE', `\`${charge.id}\` cannot do without line rounding: ${endless}`, charge.place, {
      related: rounding && [{ message: '`line: none` is here', place: placeOf(rounding, 'line') }],
      fix: 'round its lines, such as `line: half-up 0.01`, or each record',
    });
  }
}

/** Denominators that a share of days can have: days of a month, 30, or 365. */
const DENOMINATORS: Readonly<Record<string, readonly bigint[]>> = {
  actual: [28n, 29n, 30n, 31n],
  'actual/30': [30n],
  'thirty-day': [30n],
  yearly: [365n],
};

function endlessShare({ amount, prorate }: RecurringCharge): string | undefined {
  const { activation, termination } = prorate;
  const first = activation ? DENOMINATORS[activation.basis]! : [1n];
  const second = termination && termination.basis !== activation?.basis ? DENOMINATORS[termination.basis]! : [1n];
  const shares = first.flatMap((a) => second.map((b) => rational(1n, a * b)));
  return shares.some((share) => decimalsOf(multiply(amount, share)) === undefined)
    ? 'a part of a cycle has no end as a decimal'
    : undefined;
}

function endlessUsage(plan: RatePlan, charge: UsageCharge): string | undefined {
  const { price, rounding } = charge;
  if (price.model === 'package' || rounding.record || (rounding.segment && charge.bands)) return undefined;
  const measure = measureOf(plan, charge);
  const rates = price.model === 'volume' ? price.rates : price.rates.flat(2);
  const endless = rates.find(({ perBase }) => decimalsOf(multiply(perBase, measure)) === undefined);
  return endless && `\`${endless.text}\` has no end as a decimal`;
}

const ANY_DECIMAL = rational(1n, 10n ** 15n);

/**
 * The quantity of which every priced piece is a whole multiple. Without increments records are decimal numbers of base
 * units; with them, whatever cuts an increment counts too: tiers, allowances that split it, bands by the second.
 */
function measureOf(plan: RatePlan, charge: UsageCharge): Rational {
  const { increment, minimumQuantity, price, bands, rounding } = charge;
  const after = rounding.counter?.stage === 'after-allowance' ? rounding.counter.rounding.step : undefined;
  if (!increment && !rounding.counter) return ANY_DECIMAL;
  const tiers = price.model === 'package' ? undefined : price.tiers;
  const cuts: Rational[] = [...(tiers?.edges ?? [])];
  if (bands?.crossing === 'round-then-split') cuts.push(rational(1n));
  if (after && tiers?.count === 'all') return ANY_DECIMAL;
  if (after) return [...cuts, after].reduce(commonMeasure);
  for (const allowance of plan.allowances) {
    if (allowance.remainder !== 'split' || !allowance.amount) continue;
    const covered = coveredBy(allowance, plan.usage);
    if (!covered.includes(charge)) continue;
    // What other charges have taken of it decides where it ends within this one.
    for (const other of covered)
      cuts.push(other.increment?.first ?? ANY_DECIMAL, other.increment?.following ?? ANY_DECIMAL);
    cuts.push(allowance.prorate ? commonMeasure(allowance.amount, allowance.prorate.rounding.step) : allowance.amount);
  }
  if (rounding.counter) return [...cuts, rounding.counter.rounding.step].reduce(commonMeasure);
  cuts.push(increment!.first, increment!.following);
  if (minimumQuantity && increment!.partial === 'down') cuts.push(minimumQuantity);
  // A shared counter puts the tiers' edges anywhere within an increment.
  const shared = tiers && tiers.counter !== 'record' && plan.usage.some((other) => sharesCounter(other, charge));
  return shared && tiers.edges.length > 0 ? ANY_DECIMAL : cuts.reduce(commonMeasure);
}

function sharesCounter(other: UsageCharge, charge: UsageCharge): boolean {
  if (other === charge || other.price.model === 'package' || charge.price.model === 'package') return false;
  return other.price.tiers !== undefined && other.price.tiers.counter === charge.price.tiers?.counter;
}
