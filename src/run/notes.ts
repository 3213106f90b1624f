/** A recorder that writes down, for every line of one bill, the steps that led to it. */

import { formatRational, multiply, type Rational, rational } from '../exact/rational.ts';
import type { BoundPlan } from '../rating/bind.ts';
import type { Recorder } from '../rating/recorder.ts';
import { grouped } from '../reporting/amounts.ts';
import { type Dimension, showQuantity } from '../units/quantity.ts';
import type { AccountUsage } from '../usage/batch.ts';

export interface LineSteps {
  readonly charge: number;
  /** Sum of everything put on the line, in units of the charge's lines. */
  readonly sum: bigint;
  /** Bands and tiers that something of the line was priced in: `band peak`, `tier 2`. */
  readonly parts: readonly string[];
  /** Steps of the cycle's close; empty for charges priced record by record. */
  readonly closing: readonly string[];
  readonly records: readonly { readonly record: number; readonly steps: readonly string[] }[];
}

interface LineNotes {
  sum: bigint;
  parts: Set<string>;
  closing: string[];
  records: Map<number, string[]>;
}

/** What one allowance was good for in the cycle, in base units; an increment that it covered whole counts whole. */
export interface AllowanceUse {
  readonly id: string;
  readonly covered: Rational;
  readonly dimension: Dimension;
}

export class Notes implements Recorder {
  private readonly bound: BoundPlan | undefined;
  private readonly usage: AccountUsage;
  private readonly byLine = new Map<number, LineNotes>();
  private readonly byAllowance = new Map<number, bigint>();
  /** Steps of the record (or of the close, -1) that is being rated, before it is known on which lines it ends. */
  private current: string[] = [];
  private charge = 0;
  /** Records that only add to a total: told on the lines of the close. */
  private readonly summed = new Map<number, { record: number; steps: string[] }[]>();

  constructor(bound: BoundPlan | undefined, usage: AccountUsage) {
    this.bound = bound;
    this.usage = usage;
  }

  /** By index among the plan's lines. */
  lines(): ReadonlyMap<number, LineSteps> {
    const { plan } = this.bound!;
    return new Map(
      [...this.byLine].map(([line, { sum, parts, closing, records }]) => {
        const { charge } = plan.lines[line]!;
        const own = [...records].map(([record, steps]) => ({ record, steps }));
        const told = closing.length > 0 ? (this.summed.get(charge) ?? []) : own;
        return [line, { charge, sum, parts: [...parts], closing, records: told }];
      }),
    );
  }

  allowances(): AllowanceUse[] {
    const { plan, quantum } = this.bound!;
    return plan.allowances.map(({ id, dimension }, index) => ({
      id,
      dimension,
      covered: multiply(rational(this.byAllowance.get(index) ?? 0n), quantum.get(dimension) ?? rational(1n)),
    }));
  }

  unrated(): void {
    this.current = [];
  }

  quantity(record: number, charge: number, used: bigint, charged: bigint): void {
    this.charge = charge;
    const kind = this.usage.coding.kinds[this.usage.kind[record]!]!;
    const seen = [kind.service, kind.direction, kind.to && `to ${kind.to}`, kind.in && `in ${kind.in}`];
    this.current = [`match: ${seen.filter(Boolean).join(', ')} is priced by ${this.chargeOf(charge).id}`];
    const became = used === charged ? '' : `, charged as ${this.show(charged)}`;
    this.current.push(`quantity: ${this.show(used)} used${became}`);
    const steps = this.summed.get(charge) ?? [];
    steps.push({ record, steps: this.current });
    this.summed.set(charge, steps);
  }

  covered(_record: number, allowance: number, quantity: bigint): void {
    if (quantity === 0n) return;
    this.byAllowance.set(allowance, (this.byAllowance.get(allowance) ?? 0n) + quantity);
    this.current.push(`allowance: ${this.bound!.plan.allowances[allowance]!.id} covers ${this.show(quantity)}`);
  }

  piece(record: number, line: number, band: number, tier: number, quantity: bigint, rate: bigint): void {
    const { bands, bandCount, tierCount } = this.chargeOf(this.charge);
    const where = [
      bands && bandCount > 1 ? `band ${this.bound!.plan.calendars[bands.calendar]!.bands[band]}` : '',
      tierCount > 1 ? `tier ${tier + 1}` : '',
    ].filter(Boolean);
    const place = where.length > 0 ? ` in ${where.join(', ')}` : '';
    const amount = formatRational(this.money(quantity * rate));
    this.put(record, line, quantity * rate, `price: ${this.show(quantity)}${place} costs ${amount}`);
    for (const part of where) this.byLine.get(line)!.parts.add(part);
  }

  setup(record: number, line: number, amount: bigint): void {
    this.put(record, line, amount, `setup: ${formatRational(this.money(amount))}`);
  }

  rounded(record: number, line: number, point: 0 | 1, delta: bigint): void {
    if (delta === 0n) return;
    this.put(
      record,
      line,
      delta,
      `rounding of the ${point === 0 ? 'segment' : 'record'}: ${formatRational(this.money(delta))}`,
    );
  }

  done(): void {
    this.current = [];
  }

  closing(charge: number): void {
    this.charge = charge;
    this.current = [];
  }

  closed(_charge: number, total: bigint, rounded: bigint, priced: bigint): void {
    const covered = this.current;
    this.current = [`total of the cycle: ${this.show(total)}`];
    if (rounded !== total) this.current.push(`counter rounding before allowances: ${this.show(rounded)}`);
    this.current.push(...covered, `priced at the close of the cycle: ${this.show(priced)}`);
  }

  blocks(line: number, quantity: bigint, blocks: bigint, price: bigint): void {
    const each = formatRational(this.money(price));
    this.put(-1, line, blocks * price, `price: ${this.show(quantity)} are ${blocks} blocks of ${each}`);
  }

  fee(line: number, tier: number, amount: bigint): void {
    this.put(-1, line, amount, `fee of tier ${tier + 1}: ${formatRational(this.money(amount))}`);
    this.byLine.get(line)!.parts.add(`tier ${tier + 1}`);
  }

  private put(record: number, line: number, amount: bigint, step: string): void {
    const notes: LineNotes = this.byLine.get(line) ?? { sum: 0n, parts: new Set(), closing: [], records: new Map() };
    this.byLine.set(line, notes);
    notes.sum += amount;
    if (record < 0) {
      if (notes.closing.length === 0) notes.closing.push(...this.current);
      notes.closing.push(step);
      return;
    }
    const steps = notes.records.get(record) ?? [...this.current];
    steps.push(step);
    notes.records.set(record, steps);
  }

  private chargeOf(index: number) {
    return this.bound!.plan.charges[index]!;
  }

  private money(units: bigint): Rational {
    return rational(units, 10n ** BigInt(this.bound!.scale) * this.bound!.denominators[this.charge]!);
  }

  private show(quanta: bigint): string {
    const { dimension } = this.chargeOf(this.charge);
    const value = multiply(rational(quanta), this.bound!.quantum.get(dimension) ?? rational(1n));
    return grouped(showQuantity(value, dimension));
  }
}
