/** Price caps: every price that usage can have in the plans themselves, whatever the scenarios use. */

import { formatDay, parseDay } from '../calendar/day.ts';
import { add, compare, divide, multiply, type Rational, rational, ZERO } from '../exact/rational.ts';
import type { Match, PlanHistory, RatePlan, UsageCharge } from '../plan/model.ts';
import { parseRate } from '../units/quantity.ts';
import { type Breach, type Held, nothing, whom } from './facts.ts';
import type { PolicyOf } from './model.ts';
import { showMatch, showMoney } from './text.ts';

type PriceCap = PolicyOf<'price-cap'>;

/** A cycle at most: so long after the day of `existing` the last customer has moved to the later version. */
const LONGEST_CYCLE = 31;

/** asOf: ISO date. Versions that nobody has any more and nobody can get are left out; those of the future are held. */
export function holdPriceCap(policy: PriceCap, plans: ReadonlyMap<string, PlanHistory>, asOf: string): Held {
  const { about, match, atMost } = policy;
  const ids = [...plans.keys()].sort().filter((id) => about.plan === undefined || id === about.plan);
  const today = parseDay(asOf)!;
  const prices = ids.flatMap((id) =>
    inForce(plans.get(id)!, today)
      .filter(({ currency }) => currency.code === atMost.currency)
      .flatMap((version) => pricesIn(version, policy)),
  );
  if (prices.length === 0) {
    return nothing(
      `${whom('plan', about)} in ${atMost.currency} has a price for ${showMatch(match)}`.replace(
        'no plan of plan',
        'no price of plan',
      ),
    );
  }
  const highest = prices.reduce((best, price) => (moreUrgent(price, best) < 0 ? price : best));
  const breaches = prices.flatMap((price): Breach[] => {
    if (price.each && compare(price.each, atMost.amount) <= 0) return [];
    const urgency = price.each ?? ENDLESS;
    return [{ words: () => wordsOf(price, policy), urgency, key: price.where, plan: price.plan }];
  });
  return { measured: `the highest is ${wordsOf(highest, policy)}`, breaches };
}

/** More than any price: a fee beside the price of a quantity that can be as small as one likes. */
const ENDLESS = rational(10n ** 40n);

interface FoundPrice {
  readonly plan: string;
  /** `data-overage of smart-m from 2026-04-01, zone eu, tier 2`. */
  readonly where: string;
  /** For the unit of the cap, on its basis; undefined: a fee comes beside it, and no price per unit can bound it. */
  readonly each: Rational | undefined;
  /** What of it is a fee. */
  readonly fee: string | undefined;
}

function moreUrgent(a: FoundPrice, b: FoundPrice): number {
  return compare(b.each ?? ENDLESS, a.each ?? ENDLESS) || (a.where < b.where ? -1 : a.where > b.where ? 1 : 0);
}

function wordsOf({ where, each, fee }: FoundPrice, { atMost }: PriceCap): string {
  const price = each ? `${showMoney(each, atMost.currency)} / ${atMost.per}` : `${fee}, however little is used`;
  return `${where}: ${price}${each && fee ? ` with ${fee}` : ''}`;
}

/** On sale, held by somebody, or to be sold. */
function inForce({ versions }: PlanHistory, today: number): readonly RatePlan[] {
  return versions.filter((_, index) => {
    const later = versions.slice(index + 1);
    const onSale = !later.some(({ effective }) => (effective.newFrom ?? today) <= today);
    const left = later.some(
      ({ effective }) => effective.existingFrom !== 'never' && effective.existingFrom + LONGEST_CYCLE <= today,
    );
    return onSale || !left;
  });
}

function pricesIn(plan: RatePlan, { match, atMost, basis }: PriceCap): FoundPrice[] {
  // What a GB is, the plan says.
  const unit = parseRate(`1 / ${atMost.per}`, plan.units);
  if (!unit) return [];
  return plan.usage.flatMap((charge, index) => {
    const kinds = meeting(match, charge, plan.usage.slice(0, index));
    if (kinds.length === 0 || charge.dimension !== unit.dimension) return [];
    const from = plan.effective.newFrom === undefined ? '' : ` from ${formatDay(plan.effective.newFrom)}`;
    const name = `${charge.id} of ${plan.id}${from}`;
    const taxed = taxFactor(plan, charge, basis);
    const inUnits = (perBase: Rational): Rational => multiply(divide(perBase, unit.perBase), taxed);
    return ratesOf(charge, kinds).map(({ where, perBase, fee }) => {
      const { amount, smallest } = fee ?? { amount: ZERO, smallest: undefined };
      const shown = amount.n > 0n ? `a fee of ${showMoney(multiply(amount, taxed), plan.currency.code)}` : undefined;
      const whole = amount.n === 0n ? perBase : smallest && add(perBase, divide(amount, smallest));
      return { plan: plan.id, where: [name, ...where].join(', '), each: whole && inUnits(whole), fee: shown };
    });
  });
}

/** From the plan's basis to the one asked for. */
function taxFactor({ prices, tax }: RatePlan, { taxIndex }: UsageCharge, basis: 'gross' | 'net'): Rational {
  const percent = tax?.rates[taxIndex]?.percent ?? ZERO;
  if (prices === basis) return rational(1n);
  const gross = divide(add(rational(100n), percent), rational(100n));
  return basis === 'gross' ? gross : divide(rational(1n), gross);
}

interface FoundRate {
  readonly where: readonly string[];
  readonly perBase: Rational;
  /** A fixed amount that is owed beside, and the least quantity it is owed for, if there is one. */
  readonly fee?: { readonly amount: Rational; readonly smallest: Rational | undefined };
}

/** Every price of a charge that the kinds can have. */
function ratesOf(charge: UsageCharge, kinds: readonly Kind[]): FoundRate[] {
  const { price, setup, increment, minimumQuantity, bands } = charge;
  if (price.model === 'package') return [{ where: [], perBase: divide(price.price, price.size) }];
  if (price.model === 'volume') return price.rates.map(({ perBase }, tier) => tierRate([], perBase, tier, price.tiers));
  const zone = price.zone;
  const attribute = zone && new Set(kinds.map((kind) => kind[zone.attribute]));
  const rows = price.rates.map((row, index) => ({ row, name: zone?.names[index] }));
  const met = rows.filter(({ name }) => !attribute || attribute.has(name));
  const rates = met.flatMap(({ row, name }) =>
    row.flatMap((tiers, band) =>
      tiers.map(({ perBase }, tier) => {
        const where = [
          ...(name === undefined ? [] : [`zone ${name}`]),
          ...(bands ? [`band ${bands.calendar.bands[band]}`] : []),
        ];
        return price.tiers ? tierRate(where, perBase, tier, price.tiers) : { where, perBase };
      }),
    ),
  );
  if (!setup || setup.amount.n === 0n) return rates;
  const first = increment && increment.partial === 'up' ? increment.first : ZERO;
  const least = minimumQuantity && compare(minimumQuantity, first) > 0 ? minimumQuantity : first;
  const smallest = least.n > 0n ? least : undefined;
  return rates.map((rate) => (rate.fee ? rate : { ...rate, fee: { amount: setup.amount, smallest } }));
}

function tierRate(
  where: readonly string[],
  perBase: Rational,
  tier: number,
  { edges, fees }: { readonly edges: readonly Rational[]; readonly fees: readonly Rational[] },
): FoundRate {
  const fee = fees[tier] ?? ZERO;
  return {
    where: edges.length === 0 ? where : [...where, `tier ${tier + 1}`],
    perBase,
    ...(fee.n > 0n && { fee: { amount: fee, smallest: undefined } }),
  };
}

/** Usage of one kind; undefined: of any. */
interface Kind {
  readonly service: string;
  readonly direction: string | undefined;
  readonly to: string | undefined;
  readonly in: string | undefined;
}

/** What of a match a charge prices: what it can meet, less what one of the charges before it takes whole. */
function meeting(match: Match, charge: UsageCharge, before: readonly UsageCharge[]): Kind[] {
  const zone = zoneOf(charge);
  const both = (a: readonly string[] | undefined, b: readonly string[] | undefined): readonly (string | undefined)[] =>
    a && b ? a.filter((word) => b.includes(word)) : (a ?? b ?? [undefined]);
  const place = (key: 'to' | 'in'): readonly (string | undefined)[] => {
    const found = both(match[key], charge.match[key]);
    if (zone?.attribute !== key) return found;
    return found.includes(undefined) ? zone.names : found.filter((word) => zone.names.includes(word!));
  };
  const kinds = both(match.services, charge.match.services).flatMap((service) =>
    both(match.directions, charge.match.directions).flatMap((direction) =>
      place('to').flatMap((to) => place('in').map((inside) => ({ service: service!, direction, to, in: inside }))),
    ),
  );
  return kinds.filter((kind) => !before.some((earlier) => takes(earlier, kind)));
}

function takes(charge: UsageCharge, kind: Kind): boolean {
  const { services, directions, to, in: inside } = charge.match;
  const zone = zoneOf(charge);
  const within = (words: readonly string[] | undefined, word: string | undefined): boolean =>
    words === undefined || (word !== undefined && words.includes(word));
  return (
    services.includes(kind.service) &&
    within(directions, kind.direction) &&
    within(to, kind.to) &&
    within(inside, kind.in) &&
    (!zone || within(zone.names, kind[zone.attribute]))
  );
}

const zoneOf = ({ price }: UsageCharge) => (price.model === 'per-unit' ? price.zone : undefined);
