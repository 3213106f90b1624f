/** What the money of a plan is made of: fees, usage, tax; discounts go the other way. */

import { add, compare, divide, formatRational, multiply, type Rational, rational, ZERO } from '../../exact/rational.ts';
import type { LineKind } from '../../invoicing/invoice.ts';
import type { PartSum, PlanDistribution } from '../../run/distribution.ts';
import { count, exact, grouped, sumOf } from '../amounts.ts';
import { lineName, type PlanNames } from '../names.ts';

export interface Composition {
  readonly bars: readonly { readonly kind: LineKind; readonly x: string; readonly width: string }[];
  /** Where nothing is: what takes away stands left of it. */
  readonly zero: string;
  readonly kinds: readonly KindView[];
  readonly charges: readonly ChargeView[];
  readonly label: string;
}

interface KindView {
  readonly kind: LineKind;
  readonly name: string;
  readonly amount: string;
  /** Of the total: `61.3 %`. */
  readonly share: string;
}

interface ChargeView {
  readonly name: string;
  readonly detail: string;
  readonly lines: string;
  readonly amount: string;
}

const KINDS: Readonly<Record<LineKind, string>> = {
  recurring: 'Recurring fees',
  'one-time': 'One-time fees',
  usage: 'Usage',
  discount: 'Discounts',
  tax: 'Tax',
  rounding: 'Rounding of totals',
};
const ORDER = Object.keys(KINDS) as LineKind[];

/** Undefined where there is nothing to divide: no invoice, or all of them nothing. */
export function compositionOf({ parts, sum, currency }: PlanDistribution, names?: PlanNames): Composition | undefined {
  const total = value(sum);
  const sums = ORDER.flatMap((kind) => {
    const own = parts.filter((part) => part.kind === kind);
    const text = sumOf(own.map((part) => part.sum)) ?? '0';
    return own.length === 0 || value(text).n === 0n ? [] : { kind, text, value: value(text) };
  });
  // With gross prices tax is inside the charges: it is told, but not stacked a second time.
  const charges = sums.filter(({ kind }) => kind !== 'tax').reduce((all, one) => add(all, one.value), ZERO);
  const inside = compare(charges, total) === 0;
  const stacked = sums.filter(({ kind }) => !(inside && kind === 'tax'));
  // From here on only lengths for the eye: every amount that is written is exact.
  const side = (sign: 1 | -1): number =>
    stacked.reduce((all, one) => all + Math.max(0, sign * Number(formatRational(one.value))), 0);
  const [up, down] = [side(1), side(-1)];
  const span = up + down;
  if (!(span > 0)) return undefined;
  const zero = (100 * down) / span;
  let [left, right] = [zero, zero];
  const bars = stacked.map((one) => {
    const width = (100 * Math.abs(Number(formatRational(one.value)))) / span;
    const x = one.value.n > 0n ? right : left - width;
    if (one.value.n > 0n) right += width;
    else left -= width;
    return { kind: one.kind, x: x.toFixed(2), width: width.toFixed(2) };
  });
  const kinds = sums.map((one): KindView => {
    const name = KINDS[one.kind];
    return {
      ...{ kind: one.kind, name: inside && one.kind === 'tax' ? `${name}, inside the prices` : name },
      amount: grouped(one.text),
      share: total.n === 0n ? '' : `${percentOf(one.value, total)} %`,
    };
  });
  return {
    ...{ bars, zero: zero.toFixed(2), kinds },
    charges: parts.map((part) => viewPart(part, names)),
    label: `Of ${grouped(sum)} ${currency}: ${kinds.map(({ name, amount }) => `${name} ${amount}`).join(', ')}`,
  };
}

function viewPart({ charge, lines, sum }: PartSum, names: PlanNames | undefined): ChargeView {
  return { ...lineName(names, charge), lines: count(lines), amount: grouped(sum) };
}

const value = (text: string): Rational => exact(text) ?? ZERO;

/** With one decimal, half away from zero. */
function percentOf(part: Rational, whole: Rational): string {
  const { n, d } = divide(multiply(part, rational(1000n, 1n)), whole);
  const size = n < 0n ? -n : n;
  const tenths = (2n * size + d) / (2n * d);
  return `${n < 0n && tenths > 0n ? '-' : ''}${tenths / 10n}.${tenths % 10n}`;
}
