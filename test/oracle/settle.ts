/** From charges to one invoice: discounts, tax, rounding of the total. */

import type { Cycle } from './customer.ts';
import { Fraction, rounded, smaller, sum, ZERO } from './fraction.ts';
import type { Charge, Discount, Version } from './plan.ts';

interface OracleLine {
  readonly key: string;
  readonly kind: 'recurring' | 'one-time' | 'usage' | 'discount' | 'tax' | 'rounding';
  readonly amount: string;
  readonly quantity?: string;
}

export interface OracleInvoice {
  readonly date: string;
  readonly period?: { readonly from: string; readonly before: string };
  readonly lines: readonly OracleLine[];
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  /** What the closing cycle's allowances were and what is left of them; the lowest priority first, as they are used. */
  readonly allowances?: readonly { readonly id: string; readonly granted: string; readonly left: string }[];
}

/** A rounded line of a charge, with the cycle to which it belongs. */
export interface ChargeLine {
  readonly key: string;
  readonly kind: OracleLine['kind'];
  readonly charge: Charge;
  readonly cycle: Cycle;
  readonly amount: Fraction;
  readonly quantity?: Fraction;
}

/** Does the discount run in the cycle? */
function runs(discount: Discount, cycle: Cycle, firstFull: number): boolean {
  if (discount.cycles === undefined) return true;
  const first = discount.starting === 'first-full-cycle' ? firstFull : 0;
  return cycle.index >= first && cycle.index < first + discount.cycles;
}

/** The same id and the same value. */
const alike = (a: Discount, b: Discount): boolean =>
  a.id === b.id && String(a.percent) === String(b.percent) && String(a.amount) === String(b.amount);

/** One discount of the invoice: that of one version, or of both where they have it alike. */
interface Offer {
  readonly discount: Discount;
  /** Each version with its own: `@all` are other charges in another version. */
  readonly sides: readonly { readonly version: Version; readonly discount: Discount }[];
}

/** The discounts of all versions on the invoice, in the order written; what two have alike is there once. */
function offersOf([closing, opening]: readonly Version[]): Offer[] {
  const rest = [...(opening?.discounts ?? [])];
  const offers: Offer[] = [];
  const alone = (version: Version | undefined, discount: Discount): void => {
    if (version) offers.push({ discount, sides: [{ version, discount }] });
  };
  for (const discount of closing?.discounts ?? []) {
    const at = rest.findIndex((one) => alike(one, discount));
    const before = at < 0 ? [] : rest.splice(0, at);
    for (const one of before) alone(opening, one);
    const twin = at < 0 ? undefined : rest.shift();
    if (!closing || !opening || !twin) alone(closing, discount);
    else
      offers.push({
        discount,
        sides: [
          { version: closing, discount },
          { version: opening, discount: twin },
        ],
      });
  }
  for (const discount of rest) alone(opening, discount);
  return offers;
}

/** Lines that discounts treat alike: of one cycle, with the same tax and the same discounts written on them. */
interface Group {
  readonly cycle: Cycle;
  readonly tax: string;
  readonly offers: readonly Offer[];
  left: Fraction;
}

/** What tells taxes apart: two versions may have another rate for the same category. */
const taxKey = (line: ChargeLine): string => {
  const category = line.charge.category ?? '';
  return `${category}|${line.cycle.version.taxes.get(category)?.toString() ?? ''}`;
};

/** The closing side first, then by tax in the order of the plan, then by discounts in their order. */
function groupsOf(lines: readonly ChargeLine[], offers: readonly Offer[], taxes: readonly string[]): Group[] {
  const groups: Group[] = [];
  for (const line of lines) {
    const { cycle } = line;
    const mine = offers.filter(({ sides }) =>
      sides.some(({ version, discount }) => cycle.version === version && discount.on.includes(line.charge.id)),
    );
    const tax = taxKey(line);
    const found = groups.find(
      (one) =>
        one.cycle === cycle &&
        one.tax === tax &&
        one.offers.length === mine.length &&
        mine.every((offer) => one.offers.includes(offer)),
    );
    if (found) found.left = found.left.plus(line.amount);
    else groups.push({ cycle, tax, offers: mine, left: line.amount });
  }
  const byOffers = ({ offers: mine }: Group): string =>
    offers.map((offer) => (mine.includes(offer) ? '0' : '1')).join('');
  return groups.sort(
    (a, b) =>
      a.cycle.index - b.cycle.index ||
      taxes.indexOf(a.tax) - taxes.indexOf(b.tax) ||
      (byOffers(a) < byOffers(b) ? -1 : 1),
  );
}

/** Takes a discount off the groups, in proportion to what is left of them, by largest remainder. */
function spread(discount: Fraction, step: Fraction, groups: readonly Group[], base: Fraction): void {
  const sharing = groups.filter((group) => group.left.sign() === base.sign());
  const whole = sum(sharing.map((group) => group.left));
  const units = discount.over(step);
  const exact = sharing.map((group) => units.times(group.left).over(whole));
  const towardsZero = exact.map((one) => (one.sign() < 0 ? one.ceil() : one.floor()));
  const rests = exact.map((one, index) => {
    const rest = one.minus(new Fraction(towardsZero[index] ?? 0n));
    return { index, rest: rest.sign() < 0 ? rest.negated() : rest };
  });
  rests.sort((a, b) => b.rest.compare(a.rest) || a.index - b.index);
  let open = units.minus(sum(towardsZero.map((one) => new Fraction(one))));
  const one = new Fraction(open.sign());
  for (const { index } of rests) {
    if (open.isZero()) break;
    towardsZero[index] = (towardsZero[index] ?? 0n) + one.top;
    open = open.minus(one);
  }
  sharing.forEach((group, index) => {
    group.left = group.left.minus(new Fraction(towardsZero[index] ?? 0n).times(step));
  });
}

export interface Invoicing {
  readonly date: string;
  readonly period?: { readonly from: string; readonly before: string };
  /** The closing side's version first. */
  readonly versions: readonly Version[];
  readonly lines: readonly ChargeLine[];
  /** Index of the first cycle that the customer has from its first day. */
  readonly firstFull: number;
}

export function settle({ date, period, versions, lines: all, firstFull }: Invoicing): OracleInvoice | undefined {
  const lead = versions[0];
  if (!lead) throw new RangeError('an invoice without a version');
  const lines = all.filter((line) => !line.amount.isZero() || (line.quantity && !line.quantity.isZero()));
  if (lines.length === 0) return undefined;
  const shown: OracleLine[] = [];
  for (const { key, kind, amount, quantity } of lines) {
    // A charge that is in arrears in one version and in advance in the next can be there twice.
    const again = shown.some((line) => line.key === key);
    const words = { key: again ? `${key} 2` : key, kind, amount: amount.toString() };
    shown.push({ ...words, ...(quantity && { quantity: quantity.toString() }) });
  }

  const offers = offersOf(versions);
  const taxes = versions.flatMap((version) => [...version.taxes].map(([category, rate]) => `${category}|${rate}`));
  const groups = groupsOf(lines, offers, taxes);
  for (const offer of offers) {
    const mine = groups.filter(
      (group) =>
        group.offers.includes(offer) &&
        offer.sides.some(
          ({ version, discount }) => group.cycle.version === version && runs(discount, group.cycle, firstFull),
        ),
    );
    const base = sum(mine.map((group) => group.left));
    const { percent, amount, id } = offer.discount;
    const rounding = lead.rounding.discount;
    const wanted = percent
      ? base.times(percent).over(new Fraction(100n))
      : base.sign() > 0
        ? smaller(amount, base)
        : ZERO;
    const taken = rounded(wanted, rounding);
    if (taken.isZero()) continue;
    const again = shown.some((line) => line.key === id);
    shown.push({ key: again ? `${id} 2` : id, kind: 'discount', amount: taken.negated().toString() });
    if (rounding) spread(taken, rounding.step, mine, base);
  }

  const gross = lead.gross;
  const bases = new Map<string, Fraction>();
  for (const group of groups) bases.set(group.tax, (bases.get(group.tax) ?? ZERO).plus(group.left));
  let tax = ZERO;
  const seen = new Map<string, number>();
  for (const [key, base] of bases) {
    const [category = '', rate = ''] = key.split('|');
    if (rate === '') continue;
    const percent = Fraction.of(rate);
    const hundred = new Fraction(100n);
    const due = rounded(base.times(percent).over(gross ? hundred.plus(percent) : hundred), lead.rounding.tax);
    if (due.isZero()) continue;
    const count = (seen.get(category) ?? 0) + 1;
    seen.set(category, count);
    shown.push({ key: `tax ${category}${count > 1 ? ` ${count}` : ''}`, kind: 'tax', amount: due.toString() });
    tax = tax.plus(due);
  }

  const beforeRounding = sum(groups.map((group) => group.left)).plus(gross ? ZERO : tax);
  const total = rounded(beforeRounding, lead.rounding.total);
  const change = total.minus(beforeRounding);
  if (!change.isZero()) shown.push({ key: 'total-rounding', kind: 'rounding', amount: change.toString() });
  return {
    date,
    ...(period && { period }),
    lines: shown,
    net: total.minus(tax).toString(),
    tax: tax.toString(),
    total: total.toString(),
  };
}
