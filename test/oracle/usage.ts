/** Rates the usage of one cycle: record by record, increment by increment, each asked where it belongs. */

import { type Cycle, usedShare } from './customer.ts';
import { Fraction, larger, ONE, rounded, smaller, ZERO } from './fraction.ts';
import { addTo, type Bucket, type Gathered, matches } from './gather.ts';
import { periodLines } from './period.ts';
import type { Tiers, UsageCharge } from './plan.ts';

/** A record that passed the screen. */
export interface Usage {
  readonly id: string;
  readonly at: number;
  readonly service: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly quantity: Fraction;
}

export interface RatedCycle {
  readonly lines: ReadonlyMap<string, Gathered>;
  readonly unrated: readonly string[];
  readonly used: boolean;
  readonly allowances: readonly { readonly id: string; readonly granted: string; readonly left: string }[];
}

/** Tier from 1 in which the next unit after a position stands. */
function tierAt(tiers: Tiers | undefined, position: Fraction): number {
  const above = tiers?.edges.findIndex((edge) => position.compare(edge) < 0) ?? 0;
  return above < 0 ? (tiers?.edges.length ?? 0) + 1 : above + 1;
}

/** The lengths of the increments of a record, one after the other; without increments the record is one piece. */
function incrementsOf(charge: UsageCharge, used: Fraction): Fraction[] {
  const quantity = charge.oncePerPeriod || !charge.minimum ? used : larger(used, charge.minimum);
  if (!charge.increment) return [quantity];
  const { first, following, down } = charge.increment;
  const lengths: Fraction[] = [];
  let counted = ZERO;
  for (;;) {
    const next = lengths.length === 0 ? first : following;
    const enough = down ? counted.plus(next).compare(quantity) > 0 : counted.compare(quantity) >= 0;
    if (enough) return lengths;
    lengths.push(next);
    counted = counted.plus(next);
  }
}

/** How far from the front of a record allowances cover it. */
function coveredFront(charge: UsageCharge, increments: readonly Fraction[], buckets: readonly Bucket[]): Fraction {
  let covered = ZERO;
  for (const bucket of buckets) {
    // Where nothing is counted in increments, there is no whole to leave or to cover.
    const remainder = charge.increment ? bucket.remainder : 'split';
    let end = ZERO;
    for (const length of increments) {
      end = end.plus(length);
      if (end.compare(covered) <= 0) continue;
      const open = end.minus(covered);
      if (!bucket.left || bucket.left.compare(open) >= 0) {
        bucket.left = bucket.left?.minus(open);
        covered = end;
        continue;
      }
      // This increment is more than the allowance has.
      if (remainder === 'leave' || bucket.left.isZero()) break;
      covered = remainder === 'cover' ? end : covered.plus(bucket.left);
      bucket.left = ZERO;
      break;
    }
  }
  return covered;
}

/** An atom is the smallest thing looked at: an increment, or a second of one where bands cut by the second. */
interface Atom {
  readonly from: Fraction;
  readonly to: Fraction;
  readonly band: string | undefined;
}

/** The instant that lies so many seconds after another, in whole milliseconds: bands begin at whole minutes. */
const after = (start: number, seconds: Fraction): number => start + Number(seconds.times(new Fraction(1000n)).floor());

function atomsOf(charge: UsageCharge, start: number, increments: readonly Fraction[]): Atom[] {
  const bandAt = (offset: Fraction): string | undefined =>
    charge.bands?.bandAt(charge.bands.crossing === 'by-start' ? start : after(start, offset));
  const atoms: Atom[] = [];
  let from = ZERO;
  for (const length of increments) {
    const end = from.plus(length);
    while (from.compare(end) < 0) {
      const nextSecond = new Fraction(from.floor() + 1n);
      const to = charge.bands?.crossing === 'round-then-split' ? smaller(end, nextSecond) : end;
      // A second belongs to the band in which it begins, even where an increment cuts it.
      const asked = charge.bands?.crossing === 'round-then-split' ? new Fraction(from.floor()) : from;
      atoms.push({ from, to, band: bandAt(asked) });
      from = to;
    }
  }
  return atoms;
}

function rateRecord(
  charge: UsageCharge,
  record: Usage,
  buckets: readonly Bucket[],
  counters: Map<string, Fraction>,
  lines: Map<string, Gathered>,
): void {
  if (record.quantity.isZero()) return;
  const zone = charge.zone && record.attributes[charge.zone.by];
  const tiers = charge.tiers;
  const before = tiers && tiers.counter !== 'record' ? (counters.get(tiers.counter) ?? ZERO) : ZERO;
  const line = (band: string | undefined, position: Fraction, quantity: Fraction, amount: Fraction): string =>
    addTo(lines, charge, { zone, band, tier: tiers && String(tierAt(tiers, position)) }, quantity, amount);

  const increments = incrementsOf(charge, record.quantity);
  const atoms = atomsOf(charge, record.at, increments);
  const covered = coveredFront(charge, increments, buckets);
  let position = tiers?.countAll ? before.plus(covered) : before;
  let recordAmount = ZERO;
  let segmentAmount = ZERO;
  let segmentBand: string | undefined;
  let lastLine: string | undefined;

  const closeSegment = (): void => {
    const change = rounded(segmentAmount, charge.segment).minus(segmentAmount);
    const owner = lastLine === undefined ? undefined : lines.get(lastLine);
    if (owner) owner.amount = owner.amount.plus(change);
    recordAmount = recordAmount.plus(segmentAmount).plus(change);
    segmentAmount = ZERO;
  };
  for (const atom of atoms) {
    let from = larger(atom.from, covered);
    if (from.compare(atom.to) < 0 && lastLine !== undefined && atom.band !== segmentBand) closeSegment();
    while (from.compare(atom.to) < 0) {
      segmentBand = atom.band;
      const tier = tierAt(tiers, position);
      const edge = tiers?.edges[tier - 1];
      const length = edge ? smaller(atom.to.minus(from), edge.minus(position)) : atom.to.minus(from);
      const amount = length.times(charge.rate(zone, atom.band, tier));
      lastLine = line(atom.band, position, length, amount);
      segmentAmount = segmentAmount.plus(amount);
      position = position.plus(length);
      from = from.plus(length);
    }
  }
  closeSegment();

  if (charge.setup && (charge.setup.always || lastLine !== undefined)) {
    const home = line(charge.bands?.bandAt(record.at), before, ZERO, charge.setup.amount);
    lastLine ??= home;
    recordAmount = recordAmount.plus(charge.setup.amount);
  }
  const owner = lastLine === undefined ? undefined : lines.get(lastLine);
  if (owner) owner.amount = owner.amount.plus(rounded(recordAmount, charge.record).minus(recordAmount));
  if (tiers && tiers.counter !== 'record') counters.set(tiers.counter, position);
}

export function rateCycle(cycle: Cycle, records: readonly Usage[]): RatedCycle {
  const { version } = cycle;
  const lines = new Map<string, Gathered>();
  const unrated: string[] = [];
  const counters = new Map<string, Fraction>();
  const totals = new Map<UsageCharge, Fraction>();
  const buckets = version.allowances.map((allowance): Bucket => {
    const share = allowance.prorate ? usedShare(cycle, allowance.prorate) : ONE;
    // Only a part is rounded: who has the whole cycle has the amount as it is written.
    const rounding = share.equals(ONE) ? undefined : allowance.prorate?.rounding;
    const granted = allowance.amount && rounded(allowance.amount.times(share), rounding);
    const { id, covers, remainder } = allowance;
    return { id, covers, remainder, granted, left: granted };
  });
  for (const record of records) {
    const charge = version.usage.find(
      ({ match, zone }) =>
        matches(match, record.attributes) && (!zone || zone.rows.includes(record.attributes[zone.by] ?? '')),
    );
    if (!charge) unrated.push(record.id);
    else if (charge.oncePerPeriod) {
      const counted = record.quantity.isZero() ? [] : incrementsOf(charge, record.quantity);
      totals.set(
        charge,
        counted.reduce((a, b) => a.plus(b), totals.get(charge) ?? ZERO),
      );
    } else {
      const covering = buckets.filter(({ covers }) => covers.some((match) => matches(match, record.attributes)));
      rateRecord(charge, record, covering, counters, lines);
    }
  }
  for (const charge of version.usage)
    if (charge.oncePerPeriod) periodLines(charge, totals.get(charge) ?? ZERO, buckets, lines);
  const allowances = buckets.map(({ id, granted, left }) => ({
    id,
    granted: granted ? granted.toString() : 'unlimited',
    left: left ? left.toString() : 'unlimited',
  }));
  return { lines, unrated, used: unrated.length < records.length, allowances };
}
