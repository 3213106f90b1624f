/**
 * Behaviour the slow way: every customer and month by itself, in fractions, from the README of the behaviour room. No code is
 * shared with it. Bills are given: what a customer is billed on a side with its usage times a factor.
 */

import { Fraction, ONE, rounded, smaller, sum, ZERO } from './fraction.ts';

export interface OracleCustomer {
  readonly name: string;
  readonly plan: string;
  readonly segment: string;
  /** Customers. */
  readonly weight: Fraction;
  /** In each measured month. */
  readonly hasBill: readonly boolean[];
}

interface Whom {
  readonly segment?: string | undefined;
  readonly plan?: string | undefined;
}

/** Percents as percents. One service. */
export interface OracleAssumptions {
  readonly path?: { readonly months: number; readonly customers: Fraction; readonly usage: Fraction } | undefined;
  readonly elasticity: readonly (Whom & { readonly value: Fraction })[];
  readonly churn: readonly (Whom & {
    readonly points: readonly { readonly bill: Fraction; readonly leave: Fraction }[];
    readonly scale: Fraction;
  })[];
  readonly migration?:
    | {
        readonly who: 'affected' | 'everybody';
        readonly inertia: Fraction;
        readonly atLeast: Fraction;
        readonly to: readonly string[];
        /** Of those, which the base has. */
        readonly known: readonly string[];
      }
    | undefined;
  readonly takeUp: readonly {
    readonly plan: string;
    readonly of: Whom;
    readonly share: Fraction;
    readonly newCustomers: Fraction;
  }[];
  readonly phaseIn?: readonly Fraction[] | undefined;
}

interface Bill {
  readonly net: Fraction;
  readonly total: Fraction;
  /** Of the usage charge alone. */
  readonly charge: Fraction;
}

/** The bill of a customer (by place) in a measured month; the factor is of usage. */
export type BillOf = (
  side: 'base' | 'candidate',
  customer: number,
  month: number,
  onPlan: string | undefined,
  factor: Fraction,
) => Bill;

export const ORACLE_RESPONSES = [
  'growth',
  'elasticity',
  'churn',
  'migration',
  'take-up',
  'new-customers',
  'phase-in',
] as const;

export interface OracleWorld {
  readonly revenue: Fraction;
  /** `month role plan` -> by customer. Without a path and a phase-in the months are alike. */
  readonly weights: ReadonlyMap<string, readonly Fraction[]>;
}

const HUNDRED = new Fraction(100n);
const MICRO = { mode: 'half-even', step: new Fraction(1n, 1_000_000n) };
const micro = (value: Fraction): Fraction => rounded(value, MICRO);
const isAbout = (whom: Whom, { plan, segment }: OracleCustomer): boolean =>
  (whom.plan ?? plan) === plan && (whom.segment ?? segment) === segment;

/** price ^ value in millionths, to the nearest: the largest whole x with x <= 10^6 price^value + 1/2, by bisection of powers. */
export function oracleFactor(price: Fraction, value: Fraction): Fraction {
  // value = -top / bottom: x / 10^6 <= price^(-top/bottom) just when (x / 10^6)^bottom * price^top <= 1.
  const [top, bottom] = [-value.top, value.bottom];
  let [low, high] = [0n, 10_000_001n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    const left = (2n * middle - 1n) ** bottom * price.top ** top;
    if (left <= 2_000_000n ** bottom * price.bottom ** top) low = middle;
    else high = middle;
  }
  return new Fraction(low < 10_000_000n ? low : 10_000_000n, 1_000_000n);
}

export function oracleWorld(
  customers: readonly OracleCustomer[],
  assumptions: OracleAssumptions,
  months: number,
  billOf: BillOf,
  on: ReadonlySet<string>,
): { readonly before: Fraction; readonly after: OracleWorld } {
  const { path, migration, takeUp, phaseIn } = assumptions;
  const length = path ? path.months : months;
  const power = (percent: Fraction, times: number): Fraction => {
    let value = ONE;
    for (let time = 0; time < times; time += 1) value = value.times(ONE.plus(percent.over(HUNDRED)));
    return value;
  };
  // Measured months have labels of one year that no month of the path has: they are taken in turn.
  const measured = (month: number): number => month % months;
  const growth = (month: number): Fraction => (path ? power(path.customers, month) : ONE);
  const steady = (month: number): Fraction => (path ? micro(power(path.usage, month)) : ONE);

  const charge = (side: 'base' | 'candidate', cell: OracleCustomer): Fraction =>
    sum(
      customers.flatMap((one, customer) =>
        one.plan === cell.plan && one.segment === cell.segment
          ? one.hasBill.flatMap((has, month) =>
              has ? [billOf(side, customer, month, undefined, ONE).charge.times(one.weight)] : [],
            )
          : [],
      ),
    );
  const responds = customers.map((one) => {
    const elasticity = on.has('elasticity') ? assumptions.elasticity.find((entry) => isAbout(entry, one)) : undefined;
    if (!elasticity) return ONE;
    const [was, is] = [charge('base', one), charge('candidate', one)];
    return was.sign() > 0 && is.sign() > 0 ? oracleFactor(is.over(was), elasticity.value) : ONE;
  });
  const factor = (customer: number, month: number): Fraction =>
    path ? micro(power(path.usage, month).times(responds[customer]!)) : responds[customer]!;

  const none: Bill = { net: ZERO, total: ZERO, charge: ZERO };
  const base = (customer: number, month: number, onPlan?: string): Bill =>
    customers[customer]!.hasBill[measured(month)]
      ? billOf('base', customer, measured(month), onPlan, steady(month))
      : none;
  const candidate = (customer: number, month: number, onPlan?: string): Bill =>
    customers[customer]!.hasBill[measured(month)]
      ? billOf('candidate', customer, measured(month), onPlan, factor(customer, month))
      : none;
  const all = Array.from({ length }, (_, month) => month);

  const leaveShare = (customer: number, over: readonly number[]): Fraction => {
    const table = assumptions.churn.find((entry) => isAbout(entry, customers[customer]!));
    if (!on.has('churn') || !table) return ZERO;
    const before = sum(over.map((month) => base(customer, month).total));
    const after = sum(over.map((month) => candidate(customer, month).total));
    const at = (bill: Fraction): Fraction => {
      const { points } = table;
      if (bill.compare(points[0]!.bill) <= 0) return points[0]!.leave;
      for (let next = 1; next < points.length; next += 1) {
        const [from, to] = [points[next - 1]!, points[next]!];
        if (bill.compare(to.bill) > 0) continue;
        const along = bill.minus(from.bill).over(to.bill.minus(from.bill));
        return from.leave.plus(to.leave.minus(from.leave).times(along));
      }
      return points.at(-1)!.leave;
    };
    if (after.equals(before)) return ZERO;
    const bill = before.isZero() ? new Fraction(10n ** 30n) : after.minus(before).over(before).times(HUNDRED);
    const share = at(bill).minus(at(ZERO)).times(table.scale).over(HUNDRED);
    return share.sign() <= 0 ? ZERO : micro(smaller(share, ONE));
  };

  const destination = customers.map((one, customer): string | undefined => {
    if (!on.has('migration') || !migration) return undefined;
    const pays = (onPlan?: string): Fraction => sum(all.map((month) => candidate(customer, month, onPlan).total));
    const mine = pays();
    const options = [...migration.to].sort().filter((plan) => plan !== one.plan);
    const best = options.reduce<string | undefined>(
      (cheapest, plan) => (pays(plan).compare(cheapest === undefined ? mine : pays(cheapest)) < 0 ? plan : cheapest),
      undefined,
    );
    if (best === undefined) return undefined;
    const billed = all.filter((month) => one.hasBill[measured(month)]).length;
    const enough = migration.atLeast.times(new Fraction(billed));
    const isEnough = (saving: Fraction): boolean => saving.sign() > 0 && saving.compare(enough) >= 0;
    if (!isEnough(mine.minus(pays(best)))) return undefined;
    if (migration.who === 'everybody') return best;
    const paid = (onPlan?: string): Fraction => sum(all.map((month) => base(customer, month, onPlan).total));
    if (mine.compare(paid()) > 0) return best;
    const cheapest = options.filter((plan) => pays(plan).equals(pays(best)));
    const reasons = cheapest.filter((plan) => migration.known.includes(plan) && isEnough(paid().minus(paid(plan))));
    return reasons.length > 0 ? undefined : best;
  });

  const weights = new Map<string, Fraction[]>();
  let revenue = ZERO;
  const take = (customer: number, month: number, role: string, plan: string, weight: Fraction, bill: Bill): void => {
    if (weight.isZero()) return;
    const key = `${month} ${role} ${plan}`;
    const list = weights.get(key) ?? customers.map(() => ZERO);
    weights.set(key, list);
    list[customer] = list[customer]!.plus(weight);
    revenue = revenue.plus(weight.times(bill.net));
  };
  const phase = (month: number): Fraction =>
    on.has('phase-in') && phaseIn ? (phaseIn[month] ?? phaseIn.at(-1)!).over(HUNDRED) : ONE;

  for (const [customer, one] of customers.entries()) {
    let joined = ZERO;
    let alive = ZERO;
    for (const month of all) {
      const has = micro(one.weight.times(phase(month)));
      alive = alive.plus(has.minus(joined));
      joined = has;
      const staying = path ? alive : alive.minus(micro(alive.times(leaveShare(customer, all))));
      let rest = micro(staying.times(growth(month)));
      const having = micro(joined.times(growth(month)));
      take(customer, month, 'not-yet', '', micro(one.weight.times(growth(month))).minus(having), base(customer, month));
      take(customer, month, 'left', '', having.minus(rest), none);
      const to = destination[customer];
      if (to !== undefined) {
        const moved = micro(rest.times(HUNDRED.minus(migration!.inertia).over(HUNDRED)));
        take(customer, month, 'moved', to, moved, candidate(customer, month, to));
        rest = rest.minus(moved);
      }
      const stayed = rest;
      for (const { plan, of, share } of on.has('take-up') ? takeUp : []) {
        if (!isAbout(of, one) || plan === one.plan) continue;
        const part = smaller(rest, micro(stayed.times(share.over(HUNDRED))));
        take(customer, month, 'taken-up', plan, part, candidate(customer, month, plan));
        rest = rest.minus(part);
      }
      take(customer, month, 'stay', '', rest, candidate(customer, month));
      if (path) alive = alive.minus(micro(alive.times(leaveShare(customer, [month]))));
    }
  }
  for (const { plan, of, newCustomers } of on.has('new-customers') ? takeUp : []) {
    const donors = customers.map((one) => (isAbout(of, one) && one.hasBill.includes(true) ? one.weight : ZERO));
    const whole = sum(donors);
    if (whole.isZero()) continue;
    for (const month of all) {
      const total = micro(newCustomers.times(phase(month)));
      const exact = donors.map((donor) => total.times(donor).over(whole).over(MICRO.step));
      const cut = exact.map((value) => value.floor());
      let over = total.over(MICRO.step).floor() - cut.reduce((a, b) => a + b, 0n);
      const order = [...customers.keys()].sort((a, b) => {
        const [left, right] = [exact[a]!.minus(new Fraction(cut[a]!)), exact[b]!.minus(new Fraction(cut[b]!))];
        return right.compare(left) || (customers[a]!.name < customers[b]!.name ? -1 : 1);
      });
      for (const customer of order) {
        if (over === 0n) break;
        cut[customer]! += 1n;
        over -= 1n;
      }
      for (const [customer, units] of cut.entries()) {
        const weight = new Fraction(units).times(MICRO.step);
        take(customer, month, 'new', plan, weight, candidate(customer, month, plan));
      }
    }
  }
  const before = sum(
    customers.flatMap((one, customer) =>
      all.map((month) => micro(one.weight.times(growth(month))).times(base(customer, month).net)),
    ),
  );
  return { before, after: { revenue, weights } };
}
