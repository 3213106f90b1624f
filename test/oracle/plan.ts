/** One version of a plan with its words read, its tables looked up and its defaults filled in; the rest as written. */

import { dayOf, wallClock, weekday } from './civil.ts';
import { Fraction, type Rounding } from './fraction.ts';
import type { Increment, Plain, PlainDocument, PlainMap, Units } from './text.ts';
import * as read from './text.ts';

export interface Edge {
  readonly basis: string;
  readonly counts: boolean;
}
export interface Proration {
  readonly activation: Edge | undefined;
  readonly termination: Edge | undefined;
}
export interface Charge {
  readonly id: string;
  readonly category: string | undefined;
  readonly lineRounding: Rounding;
}
export interface Fee extends Charge {
  readonly amount: Fraction;
  readonly advance: boolean;
  readonly onlyIfUsed: boolean;
  readonly prorate: Proration;
  /** Undefined for a recurring fee. */
  readonly on: string | undefined;
}
interface Allowance {
  readonly id: string;
  readonly covers: readonly PlainMap[];
  /** Undefined: unlimited. */
  readonly amount: Fraction | undefined;
  readonly priority: number;
  readonly remainder: string;
  readonly prorate: (Proration & { readonly rounding: Rounding }) | undefined;
}
export interface UsageCharge extends Charge {
  readonly match: PlainMap;
  readonly increment: Increment | undefined;
  readonly minimum: Fraction | undefined;
  readonly setup: { readonly amount: Fraction; readonly always: boolean } | undefined;
  readonly bands: { readonly crossing: string; readonly bandAt: (instant: number) => string } | undefined;
  readonly zone: { readonly by: string; readonly rows: readonly string[] } | undefined;
  /** Price of a base unit. */
  readonly rate: (zone: string | undefined, band: string | undefined, tier: number) => Fraction;
  readonly tiers: Tiers | undefined;
  readonly package: { readonly size: Fraction; readonly price: Fraction; readonly down: boolean } | undefined;
  readonly segment: Rounding;
  readonly record: Rounding;
  readonly counter: { readonly rounding: Rounding; readonly stage: string } | undefined;
  readonly lineBy: readonly string[];
  /** Priced once, at the end of the cycle. */
  readonly oncePerPeriod: boolean;
}
export interface Tiers {
  readonly volume: boolean;
  readonly counter: string;
  readonly countAll: boolean;
  readonly above: boolean;
  readonly firstFee: boolean;
  readonly edges: readonly Fraction[];
  readonly fees: readonly Fraction[];
}
export interface Discount {
  readonly id: string;
  readonly percent: Fraction | undefined;
  readonly amount: Fraction;
  readonly on: readonly string[];
  readonly cycles: number | undefined;
  readonly starting: string;
}
export interface Version {
  readonly currency: string;
  readonly timezone: string;
  readonly gross: boolean;
  readonly newFrom: number;
  readonly existingFrom: number;
  readonly anchor: string;
  readonly units: Units;
  readonly taxes: ReadonlyMap<string, Fraction>;
  readonly rounding: { readonly discount: Rounding; readonly tax: Rounding; readonly total: Rounding };
  readonly fees: readonly Fee[];
  readonly allowances: readonly Allowance[];
  readonly usage: readonly UsageCharge[];
  readonly discounts: readonly Discount[];
}

function edge(value: Plain | undefined, key: string): Edge | undefined {
  if (value === undefined || value === 'none') return undefined;
  if (typeof value === 'string') return { basis: value, counts: key === 'first_day' };
  const written = read.map(value);
  // The first day is paid for unless it says `free`; the last is not unless it says `used`.
  const day = read.text(written?.[key]) ?? (key === 'first_day' ? 'used' : 'free');
  return { basis: read.need(written?.basis), counts: day === 'used' };
}

const proration = (value: PlainMap | undefined): Proration => ({
  activation: edge(value?.activation, 'first_day'),
  termination: edge(value?.termination, 'last_day'),
});

const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const minuteOf = (clock: string): number => Number(clock.slice(0, -3)) * 60 + Number(clock.slice(-2));

function bandFinder(calendar: PlainMap, timezone: string): (instant: number) => string {
  const bands = Object.entries(read.map(calendar.bands) ?? {});
  const holidays = new Set(read.list(calendar.holidays).map((day) => dayOf(read.need(day))));
  return (instant) => {
    const { day, minute } = wallClock(timezone, instant);
    const kind = holidays.has(day) ? 'holiday' : WEEK[weekday(day)];
    let otherwise: string | undefined;
    for (const [name, rules] of bands) {
      if (rules === 'otherwise') otherwise = name;
      else
        for (const rule of read.list(rules).map(read.map)) {
          const from = minuteOf(read.text(rule?.from) ?? '00:00');
          const before = minuteOf(read.text(rule?.before) ?? '24:00');
          if (read.list(rule?.days).some((one) => one === kind) && minute >= from && minute < before) return name;
        }
    }
    if (otherwise === undefined) throw new RangeError('the calendar has a gap');
    return otherwise;
  };
}

/** The cell of a price: a single one, or by band, or by tier (a list), or both. */
function cell(value: Plain | undefined, band: string | undefined, tier: number): string {
  if (Array.isArray(value)) return cell(value[tier - 1], band, tier);
  if (typeof value === 'string') return value;
  return cell(read.map(value)?.[band ?? ''], band, tier);
}

function usageCharge(
  written: PlainMap,
  plan: PlainMap,
  common: (written: PlainMap) => Charge,
  units: Units,
  documents: readonly PlainDocument[],
): UsageCharge {
  const money = read.map(written.rounding);
  const tiers = read.map(written.tiers);
  const steps = read.list(tiers?.steps).map((step) => read.map(step) ?? {});
  const size = (value: Plain | undefined): Fraction => read.quantity(read.need(value), units).value;
  const named =
    typeof written.rates === 'string' ? documents.find((one) => one.rates === written.rates) : written.rates;
  const table = read.map(named);
  const setup = read.map(written.setup);
  const bands = read.map(written.bands);
  const calendar = documents.find((one) => one.calendar !== undefined && one.calendar === bands?.calendar);
  const pack = read.map(written.package);
  const counter = read.map(money?.counter);
  const price = (zone: string | undefined, band: string | undefined, tier: number): Fraction => {
    if (!table) return read.rate(cell(steps[tier - 1]?.rate ?? written.rate, band, tier), units);
    const row = cell(read.map(table.rows)?.[zone ?? ''], band, tier);
    return read.rate(`${row} / ${read.need(table.unit)}`, units);
  };
  const known = new Map<string, Fraction>();
  return {
    ...common(written),
    match: read.map(written.match) ?? {},
    increment: written.increment === undefined ? undefined : read.increment(read.need(written.increment), units),
    minimum: written.minimum_quantity === undefined ? undefined : size(written.minimum_quantity),
    setup: setup && { amount: Fraction.of(read.need(setup.amount)), always: setup.when === 'always' },
    bands:
      bands && calendar
        ? { crossing: read.need(bands.crossing), bandAt: bandFinder(calendar, read.need(plan.timezone)) }
        : undefined,
    zone: table && { by: read.need(table.by), rows: Object.keys(read.map(table.rows) ?? {}) },
    // Remembered, since reading the same words for every increment takes long.
    rate: (zone, band, tier) => {
      const key = `${zone}|${band}|${tier}`;
      const found = known.get(key) ?? price(zone, band, tier);
      known.set(key, found);
      return found;
    },
    tiers: tiers && {
      volume: tiers.model === 'volume',
      counter: read.text(tiers.counter) ?? read.need(written.id),
      countAll: tiers.count === 'all',
      above: tiers.edge === 'above',
      firstFee: tiers.zero_usage === 'first-fee',
      edges: steps.slice(0, -1).map((step) => size(step.to)),
      fees: steps.map((step) => read.amount(read.text(step.fee))),
    },
    package: pack && {
      size: size(pack.size),
      price: Fraction.of(read.need(pack.price)),
      down: pack.partial === 'down',
    },
    segment: read.rounding(read.text(money?.segment), undefined),
    record: read.rounding(read.text(money?.record), undefined),
    counter: counter && {
      rounding: read.rounding(read.text(counter.to), undefined, units),
      stage: read.need(counter.stage),
    },
    lineBy: read.list(written.line_by ?? plan.line_by).map(read.need),
    oncePerPeriod:
      tiers?.model === 'volume' ||
      pack !== undefined ||
      counter !== undefined ||
      steps.some((step) => step.fee !== undefined),
  };
}

function discount(written: PlainMap, groups: Readonly<Record<string, readonly string[]>>): Discount {
  const when = read.map(written.for);
  return {
    id: read.need(written.id),
    percent: written.percent === undefined ? undefined : read.percent(read.need(written.percent)),
    amount: read.amount(read.text(written.amount)),
    on: read.list(written.on).flatMap((name) => groups[read.need(name)] ?? [read.need(name)]),
    cycles: when && Number(read.need(when.cycles)),
    starting: read.text(when?.starting) ?? 'activation',
  };
}

export function readVersion(plan: PlainMap, documents: readonly PlainDocument[]): Version {
  const units = read.unitsOf(read.map(plan.units));
  const money = read.map(plan.rounding);
  const cents: Rounding = { mode: 'half-up', step: read.minorUnit(read.need(plan.currency)) };
  const lines = read.rounding(read.text(money?.line), cents);
  const taxes = Object.entries(read.map(read.map(plan.tax)?.rates) ?? {});
  const maps = (value: Plain | undefined): PlainMap[] => read.list(value).map((one) => read.map(one) ?? {});
  const common = (written: PlainMap): Charge => ({
    id: read.need(written.id),
    category: read.text(written.tax) ?? taxes[0]?.[0],
    lineRounding: read.rounding(read.text(read.map(written.rounding)?.line), lines),
  });
  const fee = (written: PlainMap): Fee => ({
    ...common(written),
    amount: Fraction.of(read.need(written.amount)),
    advance: written.charged !== 'in-arrears' && written.on !== 'termination',
    onlyIfUsed: written.only_if === 'used',
    prorate: proration(read.map(written.prorate)),
    on: read.text(written.on),
  });
  const allowance = (written: PlainMap): Allowance => {
    const prorate = read.map(written.prorate);
    return {
      id: read.need(written.id),
      covers: maps(written.covers),
      amount: written.amount === 'unlimited' ? undefined : read.quantity(read.need(written.amount), units).value,
      priority: Number(read.text(written.priority) ?? '100'),
      remainder: read.text(written.remainder) ?? 'split',
      prorate: prorate && {
        ...proration(prorate),
        rounding: read.rounding(read.need(prorate.round), undefined, units),
      },
    };
  };
  const fees = [...maps(plan.recurring), ...maps(plan.one_time)].map(fee);
  const usage = maps(plan.usage).map((written) => usageCharge(written, plan, common, units, documents));
  const ids = (charges: readonly Charge[]): string[] => charges.map((charge) => charge.id);
  const groups = {
    '@recurring': ids(fees.filter((one) => one.on === undefined)),
    '@one-time': ids(fees.filter((one) => one.on !== undefined)),
    '@usage': ids(usage),
    '@all': ids([...fees, ...usage]),
  };
  const effective = read.map(plan.effective);
  const newFrom = effective?.new === undefined ? Number.NEGATIVE_INFINITY : dayOf(read.need(effective.new));
  const existing = read.text(effective?.existing) ?? 'next-cycle';
  return {
    currency: read.need(plan.currency),
    timezone: read.need(plan.timezone),
    gross: plan.prices === 'gross',
    newFrom,
    existingFrom:
      existing === 'never' ? Number.POSITIVE_INFINITY : existing === 'next-cycle' ? newFrom : dayOf(existing),
    anchor: read.need(read.map(plan.bill_cycle)?.anchor ?? '1'),
    units,
    taxes: new Map(taxes.map(([name, value]) => [name, read.percent(read.need(value))])),
    rounding: {
      discount: read.rounding(read.text(money?.discount), cents),
      tax: read.rounding(read.text(money?.tax), cents),
      total: read.rounding(read.text(money?.total), undefined),
    },
    fees,
    // A stable sort: ties stay in the order of the file.
    allowances: maps(plan.allowances)
      .map(allowance)
      .sort((a, b) => a.priority - b.priority),
    usage,
    discounts: maps(plan.discounts).map((written) => discount(written, groups)),
  };
}
