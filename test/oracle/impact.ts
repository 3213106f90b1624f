/**
 * What a change does to customers, the slow obvious way: every number a fraction, every table a loop over all bills. Shares
 * no code with the product.
 */

import type { Part, World } from '../../src/simulation/bills.ts';
import type { Population } from '../../src/simulation/population.ts';
import { Fraction, rounded, sum, ZERO } from './fraction.ts';

const MILLION = 1_000_000;
const HUNDRED = new Fraction(100);

/** A bill of one customer in one month, as a part has it. */
interface Bill {
  readonly part: Part;
  readonly customer: number;
  readonly month: string;
  /** Month of the result. */
  readonly at: number;
  readonly weight: Fraction;
  readonly invoices: number;
  readonly net: Fraction;
  readonly total: Fraction;
  readonly row: number;
}

const money = (units: number, scale: number): Fraction => new Fraction(BigInt(units), 10n ** BigInt(scale));

function billsOf(world: World): Bill[] {
  return world.parts.flatMap((part) => {
    const { bills, rows } = part;
    return [...rows.customer].flatMap((customer, row): Bill[] => {
      if (part.month !== undefined && rows.month[row] !== part.month) return [];
      const month = rows.months[rows.month[row]!]!;
      const at = part.at ?? world.months.indexOf(month);
      const weight = new Fraction(BigInt(part.weight[customer]!), BigInt(MILLION));
      if (weight.isZero()) return [];
      const [net, total] = [money(bills.net[row]!, bills.scale), money(bills.total[row]!, bills.scale)];
      return [{ part, customer, month, at, weight, invoices: bills.invoices[row]!, net, total, row }];
    });
  });
}

export interface Two {
  readonly before: Fraction;
  readonly after: Fraction;
}

export interface OracleGroup {
  readonly sampled: number;
  readonly customers: Two;
  readonly net: Two;
  readonly total: Two;
  readonly less: Fraction;
  readonly same: Fraction;
  readonly more: Fraction;
}

interface Own {
  readonly customer: number;
  readonly bill: Fraction;
  readonly change: Fraction;
  readonly count: Fraction;
  readonly band: string;
  decile: number;
}

export function oracleImpact(before: World, after: World, population: Population, shock: Two) {
  const [was, is] = [billsOf(before), billsOf(after)];
  const scale = Math.max(0, ...[...before.parts, ...after.parts].map(({ bills }) => bills.scale));
  const step = new Fraction(1n, 10n ** BigInt(scale));
  const weighted = (bills: readonly Bill[], of: 'net' | 'total'): Fraction =>
    sum(bills.map((bill) => bill[of].times(bill.weight)));
  const two = (keep: (bill: Bill) => boolean, of: 'net' | 'total'): Two => ({
    before: weighted(was.filter(keep), of),
    after: weighted(is.filter(keep), of),
  });
  const planOf = ({ part, customer }: Bill): string => part.onPlan ?? population.plans[population.plan[customer]!]!;
  const segmentOf = ({ customer }: Bill): string => population.segments[population.segment[customer]!]!;

  /** Customers with an invoice: of a path, those of its last month. */
  const customersOf = (world: World, bills: readonly Bill[], keep: (bill: Bill) => boolean): Fraction =>
    sum(
      world.parts
        .filter(({ at }) => at === undefined || at === world.months.length - 1)
        .flatMap((part) => {
          const own = bills.filter((bill) => bill.part === part && bill.invoices > 0 && keep(bill));
          return [...new Map(own.map((bill) => [bill.customer, bill.weight])).values()];
        }),
    );
  const everyone = [...new Set([...was, ...is].filter(({ invoices }) => invoices > 0).map(({ customer }) => customer))];

  const own: Own[] = everyone.map((customer) => {
    const mine = (bills: readonly Bill[]): Bill[] => bills.filter((bill) => bill.customer === customer);
    const bill = sum(mine(was).map(({ total }) => total));
    const steps = [...new Set(after.parts.map(({ at }) => at))].map((at) => {
      const reference = before.parts.find((part) => part.at === at);
      const differences = after.parts
        .filter((part) => part.at === at && part.role !== 'new' && part.weight[customer]! > 0)
        .map((part) => {
          const old = mine(was).filter((one) => one.part === reference);
          const now = mine(is).filter((one) => one.part === part);
          const months = new Set(now.map(({ month }) => month));
          const held =
            part.month === undefined ? old.filter(({ month }) => months.has(month)) : now.length > 0 ? old : [];
          const difference = sum(now.map(({ total }) => total)).minus(sum(held.map(({ total }) => total)));
          return { difference, weight: new Fraction(BigInt(part.weight[customer]!)) };
        });
      if (differences.length === 0) return ZERO;
      const all = sum(differences.map(({ weight }) => weight));
      const mean = sum(differences.map(({ difference, weight }) => difference.times(weight))).over(all);
      return rounded(mean, { mode: 'half-up', step });
    });
    const change = sum(steps);
    const counts = [before, after].map((world, side) =>
      customersOf(world, side === 0 ? was : is, (one) => one.customer === customer),
    );
    const most = [...before.parts, ...after.parts].map(({ weight }) => weight[customer]!);
    const count = counts.find((one) => !one.isZero()) ?? new Fraction(BigInt(Math.max(...most)), BigInt(MILLION));
    return { customer, bill, change, count, band: bandOf(bill, change), decile: 0 };
  });
  fillDeciles(own);

  const group = (keep: (bill: Bill) => boolean, keepOwn: (one: Own) => boolean): OracleGroup => {
    const those = own.filter(keepOwn);
    const count = (test: (sign: number) => boolean): Fraction =>
      sum(those.filter(({ change }) => test(change.sign())).map(({ count }) => count));
    return {
      sampled: new Set(
        [...was, ...is].filter((bill) => bill.invoices > 0 && keep(bill)).map(({ customer }) => customer),
      ).size,
      customers: { before: customersOf(before, was, keep), after: customersOf(after, is, keep) },
      net: two(keep, 'net'),
      total: two(keep, 'total'),
      less: count((sign) => sign < 0),
      same: count((sign) => sign === 0),
      more: count((sign) => sign > 0),
    };
  };
  const part = (those: readonly Own[]) => {
    const ids = new Set(those.map(({ customer }) => customer));
    return {
      sampled: those.length,
      count: sum(those.map(({ count }) => count)),
      total: two(({ customer }) => ids.has(customer), 'total'),
    };
  };
  const names = [
    ...new Set([...population.plans, ...[...before.parts, ...after.parts].flatMap(({ onPlan }) => onPlan ?? [])]),
  ];
  return {
    all: group(
      () => true,
      () => true,
    ),
    plans: new Map(
      names.map((name) => [
        name,
        group(
          (bill) => planOf(bill) === name,
          ({ customer }) => population.plans[population.plan[customer]!] === name,
        ),
      ]),
    ),
    segments: new Map(
      population.segments.map((name, index) => [
        name,
        group(
          (bill) => segmentOf(bill) === name,
          ({ customer }) => population.segment[customer] === index,
        ),
      ]),
    ),
    months: before.months.map((_, at) => {
      const keep = (bill: Bill): boolean => bill.at === at;
      const months = (bills: readonly Bill[]): Fraction =>
        sum(bills.filter((bill) => keep(bill) && bill.invoices > 0).map(({ weight }) => weight));
      return {
        customers: { before: months(was), after: months(is) },
        net: two(keep, 'net'),
        total: two(keep, 'total'),
      };
    }),
    components: (world: World, kind: string, id: string): Fraction =>
      sum(
        billsOf(world).flatMap((bill) =>
          bill.part.bills.components.flatMap((component, index) =>
            component.kind === kind && component.id === id
              ? [money(bill.part.bills.amounts[index]![bill.row]!, bill.part.bills.scale).times(bill.weight)]
              : [],
          ),
        ),
      ),
    bands: (band: string) => part(own.filter((one) => one.band === band)),
    deciles: (decile: number) => ({
      ...part(own.filter((one) => one.decile === decile)),
      bills: own.filter((one) => one.decile === decile).map(({ bill }) => bill),
    }),
    own,
    shocks: shocksOf(was, is, shock),
  };
}

/** From the customer's side; 5 % belongs to the middle. */
function bandOf(bill: Fraction, change: Fraction): string {
  const sign = change.sign();
  if (sign === 0) return 'same';
  const percent = bill.sign() > 0 ? change.over(bill).times(HUNDRED) : undefined;
  const size = percent && (percent.sign() < 0 ? percent.negated() : percent);
  const small = size !== undefined && size.compare(new Fraction(5)) <= 0;
  return sign < 0 ? (small ? 'better' : 'much-better') : small ? 'worse' : 'much-worse';
}

/** A customer stands where the middle of all who pay the same stands. */
function fillDeciles(own: readonly Own[]): void {
  const paying = own.filter(({ bill, count }) => bill.sign() > 0 && count.sign() > 0);
  const all = sum(paying.map(({ count }) => count));
  for (const one of paying) {
    const below = sum(paying.filter(({ bill }) => bill.compare(one.bill) < 0).map(({ count }) => count));
    const equal = sum(paying.filter(({ bill }) => bill.equals(one.bill)).map(({ count }) => count));
    const middle = below.plus(equal.over(new Fraction(2))).over(all);
    one.decile = Number(middle.times(new Fraction(10)).floor()) + 1;
  }
}

/** Of worlds whose parts have all months: bills that rise by more than both. */
function shocksOf(was: readonly Bill[], is: readonly Bill[], shock: Two): { bills: Fraction; customers: Fraction } {
  const shocked = is.filter((bill) => {
    if (bill.part.role === 'new') return false;
    const old = was.find(({ customer, month }) => customer === bill.customer && month === bill.month);
    if (!old || old.invoices === 0 || bill.invoices === 0) return false;
    const rise = bill.total.minus(old.total);
    const [percent, amount] = [shock.before, shock.after];
    return rise.compare(amount) > 0 && rise.times(HUNDRED).compare(old.total.times(percent)) > 0;
  });
  const customers = new Map(shocked.map(({ customer, weight }) => [customer, weight]));
  return { bills: sum(shocked.map(({ weight }) => weight)), customers: sum([...customers.values()]) };
}
