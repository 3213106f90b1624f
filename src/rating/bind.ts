/**
 * CompiledPlan + the coding of a batch -> a shape and its numbers: quantities as whole numbers of one quantum a
 * dimension, money as whole numbers over a denominator a charge.
 */

import { commonMeasure, decimalsOf, divide, lcm, multiply, type Rational, rational, ZERO } from '../exact/rational.ts';
import type { Rounding } from '../money/rounding.ts';
import type { CompiledCharge, CompiledPlan } from '../plan/compile/compiled.ts';
import type { Match } from '../plan/model.ts';
import { type Dimension, SERVICES } from '../units/quantity.ts';
import type { RecordKind, UsageCoding } from '../usage/batch.ts';
import {
  type Closing,
  codeOf,
  type Drain,
  MOST_LANES,
  type MoneyRounding,
  type Operation,
  type Shape,
  type Walk,
} from './shape.ts';

/**
 * Sums are certified up to here at the end of every bill: far enough below 2^53 that no sum, product or rounding on the
 * way was inexact. What fails is rated again in whole numbers without a bound.
 */
export const EXACT_LIMIT = 2 ** 51;

export interface BoundPlan {
  readonly plan: CompiledPlan;
  readonly shape: Shape;
  /** Quantities and amounts of the shape's operations. */
  readonly numbers: readonly bigint[];
  /** Money per quantum of every charge, one after the other, over the charge's denominator. */
  readonly rates: readonly bigint[];
  /** By kind: lane, zone and operation (see CODE); 0: no charge matches. */
  readonly codes: Int32Array;
  /** Decimals of the unit in which this plan's invoices count: at least the currency's. */
  readonly scale: number;
  /** By charge: how many of a line's unit make one invoice unit. */
  readonly denominators: readonly bigint[];
  /** Base units in one quantum, by dimension. */
  readonly quantum: ReadonlyMap<Dimension, Rational>;
  /** By allowance: quanta a cycle; undefined: unlimited. */
  readonly allowances: readonly (bigint | undefined)[];
  /** Whether some number is too large for the fast path altogether. */
  readonly exactOnly: boolean;
}

const covers = (list: readonly string[] | undefined, value: string): boolean => !list || list.includes(value);

/** Whether records of a kind are among those that are told. */
export const matches = (match: Match, kind: RecordKind): boolean =>
  match.services.includes(kind.service) &&
  covers(match.directions, kind.direction) &&
  covers(match.to, kind.to) &&
  covers(match.in, kind.in);

const isWithin = (inner: readonly string[] | undefined, outer: readonly string[] | undefined): boolean =>
  !outer || (inner?.every((value) => outer.includes(value)) ?? false);

/** Whether everything that `inner` matches is matched by `outer` too. */
const includesMatch = (outer: Match, inner: Match): boolean =>
  isWithin(inner.services, outer.services) &&
  isWithin(inner.directions, outer.directions) &&
  isWithin(inner.to, outer.to) &&
  isWithin(inner.in, outer.in);

/** The charge of a kind and the row of its rate table; undefined: unrated. */
export function chargeOf(plan: CompiledPlan, kind: RecordKind): { charge: CompiledCharge; zone: number } | undefined {
  for (const charge of plan.charges) {
    if (!matches(charge.match, kind)) continue;
    const zone = charge.zone ? charge.zone.names.indexOf(kind[charge.zone.attribute]) : 0;
    if (zone >= 0) return { charge, zone };
  }
  return undefined;
}

/**
 * Binds all versions of a plan. They share a scale: an invoice may carry two versions, and its lines must add up.
 */
export function bindPlans(versions: readonly CompiledPlan[], coding: UsageCoding): BoundPlan[] {
  const quanta = versions.map((plan) => quantaOf(plan, coding));
  const scale = Math.max(...versions.map((plan, index) => scaleOf(plan, quanta[index]!)));
  return versions.map((plan, index) => new Builder(plan, coding, quanta[index]!, scale).build());
}

/** One quantum a dimension: the common measure of the input's and of everything the plan says in it. */
function quantaOf(plan: CompiledPlan, coding: UsageCoding): Map<Dimension, Rational> {
  const quantum = new Map<Dimension, Rational>();
  const measure = (dimension: Dimension, value: Rational | undefined): void => {
    if (!value || value.n === 0n) return;
    const known = quantum.get(dimension);
    quantum.set(dimension, known ? commonMeasure(known, value) : value);
  };
  for (const [service, size] of coding.quanta) measure(SERVICES[service]!, size);
  for (const charge of plan.charges) {
    const { dimension, increment, minimumQuantity, tiers, packageSize, counterRounding, bands } = charge;
    const values = [increment?.first, increment?.following, minimumQuantity, packageSize?.size];
    for (const value of [...values, ...(tiers?.edges ?? [])]) measure(dimension, value);
    measure(dimension, counterRounding?.rounding.step);
    if (bands) measure(dimension, rational(1n));
  }
  for (const allowance of plan.allowances) {
    measure(allowance.dimension, allowance.amount);
    measure(allowance.dimension, allowance.prorate?.rounding.step);
  }
  return quantum;
}

/** Enough decimals for the currency, for every rounding step and for every amount that is not rounded. */
function scaleOf(plan: CompiledPlan, quantum: ReadonlyMap<Dimension, Rational>): number {
  let scale = plan.currency.decimals;
  const need = (value: Rational | undefined): void => {
    if (value) scale = Math.max(scale, decimalsOf(value) ?? 0);
  };
  const { line, discount, tax, total } = plan.rounding;
  for (const rounding of [line, discount, tax, total]) need(rounding?.step);
  for (const discountOf of plan.discounts) if ('amount' in discountOf.value) need(discountOf.value.amount);
  for (const charge of [...plan.recurring, ...plan.oneTime]) need(charge.lineRounding?.step ?? charge.amount);
  for (const charge of plan.charges) {
    need(charge.lineRounding?.step);
    if (charge.lineRounding) continue;
    const size = quantum.get(charge.dimension) ?? rational(1n);
    for (const rate of charge.rates) {
      const perQuantum = multiply(rate, size);
      // An increment makes whole units of a price that has no end as a decimal (0.10 / min in minutes).
      const whole = charge.increment && commonMeasure(charge.increment.first, charge.increment.following);
      need(decimalsOf(perQuantum) === undefined && whole ? multiply(rate, whole) : perQuantum);
    }
    need(charge.setup?.amount);
    for (const fee of charge.tiers?.fees ?? []) need(fee);
  }
  return scale;
}

class Builder {
  readonly numbers: bigint[] = [];
  readonly rates: bigint[] = [];
  readonly operations: Operation[] = [];
  readonly closings: Closing[] = [];
  readonly denominators: bigint[];
  private readonly plan: CompiledPlan;
  private readonly coding: UsageCoding;
  private readonly quantum: ReadonlyMap<Dimension, Rational>;
  private readonly scale: number;
  private readonly rateStarts: number[] = [];

  constructor(plan: CompiledPlan, coding: UsageCoding, quantum: ReadonlyMap<Dimension, Rational>, scale: number) {
    this.plan = plan;
    this.coding = coding;
    this.quantum = quantum;
    this.scale = scale;
    this.denominators = plan.charges.map((charge) => this.denominator(charge));
    for (const charge of plan.charges) {
      this.rateStarts.push(this.rates.length);
      const size = charge.model === 'package' ? rational(1n) : this.quantumOf(charge.dimension);
      for (const rate of charge.rates) this.rates.push(this.money(charge, multiply(rate, size)));
    }
  }

  build(): BoundPlan {
    const { plan, coding, quantum, scale } = this;
    const codes = new Int32Array(coding.kinds.length);
    const found = coding.kinds.map((kind) => chargeOf(plan, kind));
    const summed = this.summedCharges(found.map((entry) => entry?.charge));
    const closingOf = new Map<number, number>();
    // Closings come first: a charge that prices its period does so in cycles without a record too.
    for (const charge of plan.charges) {
      if (charge.rated !== 'period' && !summed.has(charge.index)) continue;
      closingOf.set(charge.index, this.closings.length);
      this.closings.push(this.closing(charge, this.closingDrains(charge, found)));
    }
    const known = new Map<string, number>();
    coding.kinds.forEach((kind, index) => {
      const entry = found[index];
      if (!entry) return;
      const { charge } = entry;
      const drains = closingOf.has(charge.index) ? [] : this.drainsOf(charge, (covered) => matches(covered, kind));
      const scaleBy = divide(coding.quanta.get(kind.service) ?? rational(1n), this.quantumOf(charge.dimension)).n;
      const key = `${charge.index}/${scaleBy}/${drains.map((drain) => drain.allowance).join(',')}`;
      let operation = known.get(key);
      if (operation === undefined) {
        this.operations.push(this.operation(charge, scaleBy, drains, closingOf.get(charge.index)));
        operation = this.operations.length;
        known.set(key, operation);
      }
      codes[index] = operation;
    });
    const lanes = lanesOf(this.operations, this.closings);
    coding.kinds.forEach((_, index) => {
      const operation = codes[index]!;
      if (operation === 0) return;
      const lane = lanes.findIndex((members) => members.includes(operation - 1)) + 1;
      codes[index] = codeOf(lane, found[index]!.zone, operation);
    });
    const allowances = plan.allowances.map(
      (allowance) => allowance.amount && divide(allowance.amount, this.quantumOf(allowance.dimension)).n,
    );
    const limit = BigInt(EXACT_LIMIT);
    const shape: Shape = {
      allowances: plan.allowances.length,
      counters: plan.counters.length,
      lines: plan.lines.length,
      operations: this.operations,
      lanes,
      closings: this.closings,
      numbers: this.numbers.length,
    };
    return {
      ...{ plan, shape, numbers: this.numbers, rates: this.rates, codes, scale, quantum, allowances },
      denominators: this.denominators,
      exactOnly:
        [...this.numbers, ...this.rates, ...this.denominators].some((value) => value > limit) ||
        // A record may use up several: all that they cover is subtracted from it at once.
        allowances.reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n) > limit,
    };
  }

  /** Charges whose order-free total is enough: no allowance of theirs is shared, and all their kinds have the same. */
  private summedCharges(chargeOfKind: readonly (CompiledCharge | undefined)[]): Set<number> {
    const summed = new Set<number>();
    for (const charge of this.plan.charges) {
      if (charge.rated !== 'sum') continue;
      const fits = this.plan.allowances.every((allowance) => {
        const covered = this.coding.kinds.map((kind) => allowance.covers.some((match) => matches(match, kind)));
        const mine = covered.filter((_, index) => chargeOfKind[index] === charge);
        if (!mine.includes(true)) return true;
        const shared = covered.some((is, index) => is && chargeOfKind[index] && chargeOfKind[index] !== charge);
        return !shared && !mine.includes(false) && (allowance.remainder === 'split' || !charge.increment);
      });
      if (fits) summed.add(charge.index);
    }
    return summed;
  }

  private closingDrains(charge: CompiledCharge, found: readonly ({ charge: CompiledCharge } | undefined)[]): Drain[] {
    if (charge.rated === 'period') return this.drainsOf(charge, (covered) => includesMatch(covered, charge.match));
    const index = found.findIndex((entry) => entry?.charge === charge);
    if (index < 0) return [];
    return this.drainsOf(charge, (covered) => matches(covered, this.coding.kinds[index]!));
  }

  private drainsOf(charge: CompiledCharge, covered: (match: Match) => boolean): Drain[] {
    return this.plan.allowances.flatMap((allowance, index) =>
      allowance.covers.some(covered)
        ? [
            {
              allowance: index,
              remainder: charge.increment ? allowance.remainder : 'split',
              unlimited: allowance.amount === undefined,
            },
          ]
        : [],
    );
  }

  private operation(
    charge: CompiledCharge,
    scaleBy: bigint,
    drains: readonly Drain[],
    closing: number | undefined,
  ): Operation {
    const { increment, minimumQuantity } = charge;
    const one = this.quantumOf(charge.dimension);
    // An increment of one quantum rounds nothing and costs nothing.
    const rounds = increment && !(isSame(increment.first, one) && isSame(increment.following, one));
    return {
      charge: charge.index,
      scaleN: scaleBy === 1n ? undefined : this.number(scaleBy),
      minimumN: minimumQuantity && this.quantity(charge, minimumQuantity),
      increment: rounds
        ? {
            firstN: this.quantity(charge, increment.first),
            followingN: this.quantity(charge, increment.following),
            even: isSame(increment.first, increment.following),
            down: increment.down,
          }
        : undefined,
      closing,
      walk: closing === undefined ? this.walk(charge, drains) : undefined,
    };
  }

  private walk(charge: CompiledCharge, drains: readonly Drain[]): Walk {
    const { bands, tiers, setup } = charge;
    const second = rational(1n);
    const slots = bands?.crossing === 'split-by-increment' ? charge.increment! : { first: second, following: second };
    const whole = drains.some((drain) => drain.remainder !== 'split') ? charge.increment : undefined;
    return {
      drains,
      increment: whole && {
        firstN: this.quantity(charge, whole.first),
        followingN: this.quantity(charge, whole.following),
      },
      bands: bands && {
        table: bands.calendar,
        crossing: bands.crossing === 'by-start' ? 'by-start' : 'slots',
        firstN: this.quantity(charge, slots.first),
        followingN: this.quantity(charge, slots.following),
        perSecondN: this.quantity(charge, second),
      },
      zoned: charge.zone !== undefined && charge.zone.names.length > 1,
      bandCount: charge.bandCount,
      tierCount: charge.tierCount,
      rateStart: this.rateStarts[charge.index]!,
      edgeN: this.quantities(charge, tiers?.edges ?? []),
      counter: tiers?.counter === 'own' ? undefined : tiers?.counter,
      countAll: tiers?.countAll ?? false,
      setup: setup && { amountN: this.number(this.money(charge, setup.amount)), always: setup.always },
      segment: this.moneyRounding(charge, charge.segmentRounding),
      record: this.moneyRounding(charge, charge.recordRounding),
      lineStart: charge.lineStart,
      zoneStride: charge.zoneStride,
      bandStride: charge.bandStride,
      tierStride: charge.tierStride,
    };
  }

  private closing(charge: CompiledCharge, drains: readonly Drain[]): Closing {
    const { tiers, counterRounding: rounding, packageSize } = charge;
    const step = rounding && { mode: rounding.rounding.mode, stepN: this.quantity(charge, rounding.rounding.step) };
    const fees = tiers?.fees.some((fee) => fee.n !== 0n) ? tiers.fees : undefined;
    const feeN = fees && this.numbers.length;
    for (const fee of fees ?? []) this.number(this.money(charge, fee));
    return {
      charge: charge.index,
      before: rounding?.before ? step : undefined,
      after: rounding && !rounding.before ? step : undefined,
      drains,
      model: charge.model === 'per-unit' ? 'graduated' : charge.model,
      tierCount: charge.tierCount,
      rateStart: this.rateStarts[charge.index]!,
      edgeN: this.quantities(charge, tiers?.edges ?? []),
      feeN,
      countAll: tiers?.countAll ?? false,
      edgeAbove: tiers?.edgeAbove ?? false,
      firstFeeAtZero: tiers?.firstFeeAtZero ?? false,
      packageN: packageSize && this.quantity(charge, packageSize.size),
      packageDown: packageSize?.down ?? false,
      lineStart: charge.lineStart,
      tierStride: charge.tierStride,
    };
  }

  private number(value: bigint): number {
    return this.numbers.push(value) - 1;
  }

  private quantity(charge: CompiledCharge, value: Rational): number {
    return this.number(divide(value, this.quantumOf(charge.dimension)).n);
  }

  private quantities(charge: CompiledCharge, values: readonly Rational[]): number {
    const start = this.numbers.length;
    for (const value of values) this.quantity(charge, value);
    return start;
  }

  private quantumOf(dimension: Dimension): Rational {
    return this.quantum.get(dimension) ?? rational(1n);
  }

  /** An amount in units of the charge's lines: whole, by the choice of the denominator. */
  private money(charge: CompiledCharge, amount: Rational): bigint {
    const units = multiply(amount, rational(10n ** BigInt(this.scale) * this.denominators[charge.index]!));
    if (units.d !== 1n) throw new RangeError(`an amount of ${charge.id} is not whole at its denominator`);
    return units.n;
  }

  private denominator(charge: CompiledCharge): bigint {
    const unit = rational(10n ** BigInt(this.scale));
    const size = charge.model === 'package' ? rational(1n) : this.quantumOf(charge.dimension);
    const perQuantum = charge.rates.map((rate) => multiply(rate, size));
    const roundings = [charge.segmentRounding, charge.recordRounding].flatMap((rounding) => rounding?.step ?? []);
    const amounts = [...perQuantum, ...(charge.tiers?.fees ?? []), charge.setup?.amount ?? ZERO, ...roundings];
    return amounts.reduce((least, amount) => lcm(least, multiply(amount, unit).d), 1n);
  }

  private moneyRounding(charge: CompiledCharge, rounding: Rounding | undefined): MoneyRounding | undefined {
    return rounding && { mode: rounding.mode, stepN: this.number(this.money(charge, rounding.step)) };
  }
}

/** Connected by what they share; past the last lane there is room for, all that is left is one. */
function lanesOf(operations: readonly Operation[], closings: readonly Closing[]): number[][] {
  const shares = (operation: Operation): string[] => {
    const { walk, closing } = operation;
    // A closing drains after the records are all read; its allowances are its own.
    if (closing !== undefined) return [`closing ${closings[closing]!.charge}`];
    const counter = typeof walk!.counter === 'number' ? [`counter ${walk!.counter}`] : [];
    return [...walk!.drains.map((drain) => `allowance ${drain.allowance}`), ...counter];
  };
  const lanes: { members: number[]; shared: Set<string> }[] = [];
  operations.forEach((operation, index) => {
    const mine = shares(operation);
    const touching = lanes.filter(({ shared }) => mine.some((name) => shared.has(name)));
    const members = [...touching.flatMap((lane) => lane.members), index].sort((a, b) => a - b);
    const shared = new Set([...touching.flatMap((lane) => [...lane.shared]), ...mine]);
    for (const lane of touching) lanes.splice(lanes.indexOf(lane), 1);
    lanes.push({ members, shared });
  });
  const members = lanes.map((lane) => lane.members).sort((a, b) => a[0]! - b[0]!);
  if (members.length <= MOST_LANES) return members;
  return [...members.slice(0, MOST_LANES - 1), members.slice(MOST_LANES - 1).flat()];
}

const isSame = (value: Rational, quantum: Rational): boolean => value.n === quantum.n && value.d === quantum.d;
