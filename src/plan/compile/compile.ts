/** RatePlan -> CompiledPlan. Cannot fail on a valid plan. The same value of a plan gives the same value. */

import { formatRational, type Rational } from '../../exact/rational.ts';
import type { Calendar, PlanHistory, RatePlan, UsageCharge } from '../model.ts';
import { isPeriodPriced } from '../period-priced.ts';
import type { CompiledCharge, CompiledLine, CompiledPlan, CompiledPlans, CompiledTiers } from './compiled.ts';

export function compilePlans(histories: Iterable<PlanHistory>): CompiledPlans {
  return new Map([...histories].map((history) => [history.id, history.versions.map(compiledOnce)]));
}

/** Sets of plans that share most of them are compiled when a change is divided among its causes. */
const compiled = new WeakMap<RatePlan, CompiledPlan>();

function compiledOnce(plan: RatePlan): CompiledPlan {
  const made = compiled.get(plan) ?? compilePlan(plan);
  compiled.set(plan, made);
  return made;
}

function compilePlan(plan: RatePlan): CompiledPlan {
  const calendars: Calendar[] = [];
  for (const charge of plan.usage) {
    const calendar = charge.bands?.calendar;
    if (calendar && !calendars.some((known) => known.id === calendar.id)) calendars.push(calendar);
  }
  const uses = counterUses(plan);
  const counters = [...uses.values()]
    .filter((charges) => charges.some((charge) => !isPeriodPriced(charge)))
    .map((charges) => ({ name: counterName(charges[0]!)!, dimension: charges[0]!.dimension }));
  const lines: CompiledLine[] = [];
  const charges = plan.usage.map((charge, index) => {
    const shared = (uses.get(counterName(charge) ?? '')?.length ?? 0) > 1;
    const counter = counters.findIndex(({ name }) => name === counterName(charge));
    const compiled = compileCharge(charge, index, calendars, counter, shared, lines.length);
    for (const line of linesOf(charge, compiled)) lines.push(line);
    return compiled;
  });
  const { id, name, currency, timezone, units, prices, effective, anchor, tax, rounding, recurring, oneTime } = plan;
  const { allowances, discounts } = plan;
  return {
    ...{ id, name, currency, timezone, units, prices, effective, anchor, tax, rounding, recurring, oneTime },
    ...{ allowances, discounts, calendars, counters, charges, lines },
    place: { file: plan.place.file, line: plan.place.line },
  };
}

/** Name of the counter that lives for a cycle; a charge without a name of its own has one under its id. */
function counterName(charge: UsageCharge): string | undefined {
  const { price } = charge;
  if (price.model === 'package' || !price.tiers || price.tiers.counter === 'record') return undefined;
  return price.tiers.counter;
}

function counterUses(plan: RatePlan): Map<string, UsageCharge[]> {
  const uses = new Map<string, UsageCharge[]>();
  for (const charge of plan.usage) {
    const name = counterName(charge);
    if (name !== undefined) uses.set(name, [...(uses.get(name) ?? []), charge]);
  }
  return uses;
}

function compileCharge(
  charge: UsageCharge,
  index: number,
  calendars: readonly Calendar[],
  counter: number,
  shared: boolean,
  lineStart: number,
): CompiledCharge {
  const { price, bands, rounding } = charge;
  const zone = price.model === 'per-unit' ? price.zone : undefined;
  const rates = chargeRates(charge);
  const bandCount = price.model === 'per-unit' ? price.rates[0]!.length : 1;
  const tierCount = price.model === 'package' ? 1 : rates.length / (bandCount * (zone?.names.length ?? 1));
  const tiers = price.model === 'package' || !price.tiers ? undefined : price.tiers;
  const period = isPeriodPriced(charge);
  const orderMatters =
    bands || zone || shared || tiers?.counter === 'record' || charge.setup || rounding.segment || rounding.record;
  const size = {
    zone: charge.lineBy.includes('zone') ? (zone?.names.length ?? 1) : 1,
    band: charge.lineBy.includes('band') ? bandCount : 1,
    tier: charge.lineBy.includes('tier') ? tierCount : 1,
  };
  return {
    id: charge.id,
    index,
    match: charge.match,
    dimension: charge.dimension,
    rated: period ? 'period' : orderMatters ? 'walk' : 'sum',
    increment: charge.increment && {
      first: charge.increment.first,
      following: charge.increment.following,
      down: charge.increment.partial === 'down',
    },
    minimumQuantity: charge.minimumQuantity,
    setup: charge.setup && { amount: charge.setup.amount, always: charge.setup.when === 'always' },
    bands: bands && {
      calendar: calendars.findIndex((calendar) => calendar.id === bands.calendar.id),
      count: bandCount,
      crossing: bands.crossing,
    },
    model: price.model,
    zone,
    bandCount,
    tierCount,
    rates,
    written: writtenPrices(charge),
    packageSize: price.model === 'package' ? { size: price.size, down: price.partial === 'down' } : undefined,
    tiers: tiers && compileTiers(tiers, period ? 'own' : tiers.counter === 'record' ? 'record' : counter),
    segmentRounding: rounding.segment,
    recordRounding: rounding.record,
    counterRounding: rounding.counter && {
      rounding: rounding.counter.rounding,
      before: rounding.counter.stage === 'before-allowance',
    },
    lineRounding: charge.lineRounding,
    taxIndex: charge.taxIndex,
    lineStart,
    lineCount: size.zone * size.band * size.tier,
    zoneStride: size.zone > 1 ? size.band * size.tier : 0,
    bandStride: size.band > 1 ? size.tier : 0,
    tierStride: size.tier > 1 ? 1 : 0,
    place: { file: charge.place.file, line: charge.place.line },
  };
}

function chargeRates({ price }: UsageCharge): Rational[] {
  switch (price.model) {
    case 'per-unit':
      return price.rates.flat(2).map((rate) => rate.perBase);
    case 'volume':
      return price.rates.map((rate) => rate.perBase);
    case 'package':
      return [price.price];
  }
}

function writtenPrices({ price }: UsageCharge): string[] {
  switch (price.model) {
    case 'per-unit':
      return price.rates.flat(2).map((rate) => rate.text);
    case 'volume':
      return price.rates.map((rate) => rate.text);
    case 'package':
      return [formatRational(price.price)];
  }
}

function compileTiers(
  tiers: NonNullable<Extract<UsageCharge['price'], { model: 'per-unit' }>['tiers']>,
  counter: CompiledTiers['counter'],
): CompiledTiers {
  return {
    counter,
    countAll: tiers.count === 'all',
    edgeAbove: tiers.edge === 'above',
    firstFeeAtZero: tiers.zeroUsage === 'first-fee',
    edges: tiers.edges,
    fees: tiers.fees,
  };
}

/** The invoice lines of a charge in the order of its strides: zone outermost, tier innermost. */
function linesOf(charge: UsageCharge, compiled: CompiledCharge): CompiledLine[] {
  const by = (name: 'zone' | 'band' | 'tier', values: readonly string[] | undefined): string[] =>
    charge.lineBy.includes(name) && values ? values.map((value) => ` ${name}=${value}`) : [''];
  const zones = by('zone', compiled.zone?.names);
  const bands = by('band', charge.bands?.calendar.bands.slice(0, compiled.bandCount));
  const tiers = by('tier', compiled.tiers && Array.from({ length: compiled.tierCount }, (_, tier) => String(tier + 1)));
  return zones.flatMap((zone) =>
    bands.flatMap((band) => tiers.map((tier) => ({ key: charge.id + zone + band + tier, charge: compiled.index }))),
  );
}
