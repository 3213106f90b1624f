/**
 * All tables of an impact from invoices, a second time: by the definitions of src/simulation/result.ts and
 * src/simulation/impact/README.md, with fractions and loops, sharing no code with src/. What it gives is written as a result is
 * written, so that the two can be compared as they stand.
 */

import { Fraction, rounded, sum, ZERO } from './fraction.ts';

export interface TableLine {
  readonly kind: string;
  /** Of the component: `fee`, of `fee/credit` and `fee 2`; `tax standard`. */
  readonly component: string;
  readonly amount: Fraction;
}

/** One invoice. */
export interface TableInvoice {
  readonly month: string;
  readonly lines: readonly TableLine[];
  readonly net: Fraction;
  readonly total: Fraction;
}

export type Side = ReadonlyMap<string, readonly TableInvoice[]>;

export interface TableCustomer {
  readonly name: string;
  readonly plan: string;
  readonly segment: string;
  readonly weight: Fraction;
}

export interface TablesAsked {
  /** In the order of the population, as are plans and segments. */
  readonly customers: readonly TableCustomer[];
  readonly plans: readonly string[];
  readonly segments: readonly string[];
  readonly months: readonly string[];
  /** Invoices by customer; one who has none is not there. */
  readonly before: Side;
  readonly after: Side;
  /** With the allowances of after at the prices of before. */
  readonly allowances: Side | undefined;
  readonly others: readonly { readonly plan: string; readonly side: Side }[];
  /** Decimals of the currency, and those to which costs are rounded. */
  readonly decimals: number;
  readonly costDecimals: number;
  readonly shock: { readonly percent: Fraction; readonly amount: Fraction };
  readonly fewest: number;
  /** Percent of net revenue by segment; undefined: no costs are given. */
  readonly commission: ReadonlyMap<string, Fraction> | undefined;
}

const HUNDRED = new Fraction(100);

/** All digits, at least so many. */
function digits(value: Fraction, least: number): string {
  const [whole = '0', rest = ''] = value.toString().split('.');
  const shown = rest.padEnd(least, '0');
  return shown === '' ? whole : `${whole}.${shown}`;
}

const cut = (value: Fraction, places: number): string =>
  digits(rounded(value, { mode: 'half-even', step: new Fraction(1n, 10n ** BigInt(places)) }), places);

const share = (part: Fraction, whole: Fraction): string | null =>
  whole.sign() <= 0 ? null : cut(part.over(whole).times(HUNDRED), 4);

const mark = (sampled: number, fewest: number) =>
  sampled === 0 ? undefined : sampled < fewest ? 'suppressed' : sampled < 3 * fewest ? 'few' : undefined;

/** By cell: what is hidden is joined by the smallest cell that is not, until `fewest` are hidden; the earlier of equal ones. */
function marks(sizes: readonly number[], fewest: number): (string | undefined)[] {
  const found: (string | undefined)[] = sizes.map((size) => mark(size, fewest));
  for (;;) {
    const hidden = sizes.filter((_, at) => found[at] === 'suppressed').reduce((a, b) => a + b, 0);
    if (hidden === 0 || hidden >= fewest) return found;
    const open = sizes.filter((size, at) => size > 0 && found[at] !== 'suppressed');
    if (open.length === 0) return found;
    found[sizes.findIndex((size, at) => found[at] !== 'suppressed' && size === Math.min(...open))] = 'suppressed';
  }
}

const BANDS = ['much-better', 'better', 'same', 'worse', 'much-worse'];

export function tables(asked: TablesAsked) {
  const { customers, before, after, decimals, fewest, commission } = asked;
  const money = (value: Fraction): string => digits(value, decimals);
  const people = (value: Fraction): string => digits(value, 0);
  const change = (was: Fraction, is: Fraction, text: (value: Fraction) => string) => ({
    before: text(was),
    after: text(is),
    change: text(is.minus(was)),
    percent: share(is.minus(was), was),
  });
  const of = (side: Side, { name }: TableCustomer): readonly TableInvoice[] => side.get(name) ?? [];
  type Amount = (invoice: TableInvoice) => Fraction;
  const total: Amount = (invoice) => invoice.total;
  const net: Amount = (invoice) => invoice.net;
  const bill = (side: Side, customer: TableCustomer, amount: Amount = total): Fraction =>
    sum(of(side, customer).map(amount));
  const weighted = (side: Side, who: readonly TableCustomer[], amount: Amount, month?: string): Fraction =>
    sum(
      who.flatMap((customer) =>
        of(side, customer)
          .filter((invoice) => month === undefined || invoice.month === month)
          .map((invoice) => amount(invoice).times(customer.weight)),
      ),
    );
  const monthsOf = (side: Side, customer: TableCustomer): string[] => [
    ...new Set(of(side, customer).map(({ month }) => month)),
  ];
  const customerMonths = (side: Side, who: readonly TableCustomer[]): Fraction =>
    sum(who.map((customer) => customer.weight.times(new Fraction(monthsOf(side, customer).length))));
  const weights = (who: readonly TableCustomer[]): Fraction => sum(who.map(({ weight }) => weight));
  const billedIn = (side: Side, who: readonly TableCustomer[], month?: string): readonly TableCustomer[] =>
    who.filter((customer) => of(side, customer).some((invoice) => month === undefined || invoice.month === month));
  /** Rounded once a customer and month. */
  const cost = (side: Side, who: readonly TableCustomer[], month?: string): Fraction =>
    sum(
      who.flatMap((customer) =>
        monthsOf(side, customer)
          .filter((one) => month === undefined || one === month)
          .map((one) => {
            const revenue = sum(
              of(side, customer)
                .filter((invoice) => invoice.month === one)
                .map(net),
            );
            const part = revenue.times(commission?.get(customer.segment) ?? ZERO).over(HUNDRED);
            const step = new Fraction(1n, 10n ** BigInt(asked.costDecimals));
            return rounded(part, { mode: 'half-even', step }).times(customer.weight);
          }),
      ),
    );
  const both = (who: readonly TableCustomer[], amount: Amount, month?: string) =>
    change(weighted(before, who, amount, month), weighted(after, who, amount, month), money);
  const margin = (who: readonly TableCustomer[], month?: string) => {
    const side = (one: Side): Fraction => weighted(one, who, net, month).minus(cost(one, who, month));
    return commission && change(side(before), side(after), money);
  };
  const arpu = (who: readonly TableCustomer[]) => {
    const [was, is] = [before, after].map((side) => ({
      sum: weighted(side, who, net),
      months: customerMonths(side, who),
    }));
    const mean = (one: typeof was): Fraction => (one!.months.isZero() ? ZERO : one!.sum.over(one!.months));
    const [told, next] = [mean(was), mean(is)].map((value) => cut(value, decimals + 2)) as [string, string];
    // Nobody afterwards is no mean to compare with, though the rows say 0.
    const percent = is!.months.isZero() || was!.months.isZero() ? null : share(mean(is).minus(mean(was)), mean(was));
    return {
      before: told,
      after: next,
      change: digits(Fraction.of(next).minus(Fraction.of(told)), decimals + 2),
      percent,
    };
  };

  const seen = customers.filter((customer) => of(before, customer).length + of(after, customer).length > 0);
  const moved = (customer: TableCustomer): Fraction => bill(after, customer).minus(bill(before, customer));
  const bandOf = (customer: TableCustomer): string => {
    const [was, by] = [bill(before, customer), moved(customer)];
    if (by.isZero()) return 'same';
    const size = by.sign() < 0 ? by.negated() : by;
    const little = was.sign() > 0 && size.times(new Fraction(20)).compare(was) <= 0;
    return `${little ? '' : 'much-'}${by.sign() < 0 ? 'better' : 'worse'}`;
  };
  /** 0: pays nothing before. Where the middle of those stands who pay the same, among all who pay. */
  const paying = seen.filter((customer) => bill(before, customer).sign() > 0);
  const decileOf = (customer: TableCustomer): number => {
    const own = bill(before, customer);
    if (own.sign() <= 0) return 0;
    const less = weights(paying.filter((other) => bill(before, other).compare(own) < 0));
    const alike = weights(paying.filter((other) => bill(before, other).equals(own)));
    return (
      Number(
        less
          .plus(alike.over(new Fraction(2)))
          .over(weights(paying))
          .times(new Fraction(10))
          .floor(),
      ) + 1
    );
  };
  const inBands = (who: readonly TableCustomer[]) =>
    BANDS.map((band) => who.filter((customer) => bandOf(customer) === band));

  const groups = (names: readonly string[], nameOf: (customer: TableCustomer) => string) => {
    const members = names.map((name) => seen.filter((customer) => nameOf(customer) === name));
    const marked = marks(
      members.map(({ length }) => length),
      fewest,
    );
    return members.flatMap((who, at) => {
      if (who.length === 0) return [];
      const head = { name: names[at]!, sampled: who.length, mark: marked[at] };
      if (head.mark === 'suppressed') return [head];
      const count = (sign: number): string =>
        people(weights(who.filter((customer) => moved(customer).sign() === sign)));
      const own = margin(who);
      return [
        {
          ...head,
          customers: change(weights(billedIn(before, who)), weights(billedIn(after, who)), people),
          revenue: both(who, net),
          billed: both(who, total),
          ...(own && { margin: own }),
          arpu: arpu(who),
          less: count(-1),
          same: count(0),
          more: count(1),
        },
      ];
    });
  };

  const deciles = Array.from({ length: 11 }, (_, decile) => seen.filter((customer) => decileOf(customer) === decile));
  const decileMarks = marks(
    deciles.map(({ length }) => length),
    fewest,
  );
  const bands = inBands(seen);
  const bandMarks = marks(
    bands.map(({ length }) => length),
    fewest,
  );

  /** Bills of a month that rise by more than both; there is one before. */
  const shocked = seen.flatMap((customer) =>
    monthsOf(after, customer).flatMap((month) => {
      const [was, is] = [before, after].map((side) => of(side, customer).filter((invoice) => invoice.month === month));
      if (was!.length === 0) return [];
      const old = sum(was!.map(total));
      const rise = sum(is!.map(total)).minus(old);
      const { percent, amount } = asked.shock;
      return rise.compare(amount) > 0 && rise.times(HUNDRED).compare(old.times(percent)) > 0 ? [customer] : [];
    }),
  );

  const byRise = (sign: number): TableCustomer[] =>
    seen
      .filter((customer) => moved(customer).sign() === sign)
      .sort((a, b) => sign * moved(b).compare(moved(a)) || (a.name < b.name ? -1 : 1))
      .slice(0, 10);

  return {
    sampled: seen.length,
    customers: change(weights(billedIn(before, customers)), weights(billedIn(after, customers)), people),
    revenue: both(customers, net),
    tax: both(customers, (invoice) => invoice.total.minus(invoice.net)),
    billed: both(customers, total),
    cost: commission && change(cost(before, customers), cost(after, customers), money),
    margin: margin(customers),
    arpu: arpu(customers),
    waterfall: waterfall(asked, money),
    plans: groups(asked.plans, ({ plan }) => plan),
    segments: groups(asked.segments, ({ segment }) => segment),
    months: asked.months.map((month) => ({
      month,
      customers: change(
        weights(billedIn(before, customers, month)),
        weights(billedIn(after, customers, month)),
        people,
      ),
      revenue: both(customers, net, month),
      billed: both(customers, total, month),
      margin: margin(customers, month),
    })),
    bands: bands.map((who, at) => ({
      band: BANDS[at]!,
      sampled: who.length,
      mark: bandMarks[at],
      ...(bandMarks[at] !== 'suppressed' && { customers: people(weights(who)), change: both(who, total).change }),
    })),
    deciles: deciles.slice(1).map((who, at) => {
      const head = { decile: at + 1, sampled: who.length, mark: decileMarks[at + 1] };
      if (who.length === 0 || head.mark === 'suppressed') return head;
      const bills = who.map((customer) => bill(before, customer)).sort((a, b) => a.compare(b));
      return {
        ...head,
        customers: people(weights(who)),
        from: money(bills[0]!),
        to: money(bills.at(-1)!),
        billed: both(who, total),
        bands: Object.fromEntries(inBands(who).map((own, band) => [BANDS[band]!, people(weights(own))])),
      };
    }),
    unpaid: {
      sampled: deciles[0]!.length,
      mark: decileMarks[0],
      ...(decileMarks[0] !== 'suppressed' && {
        negative: deciles[0]!.filter((customer) => bill(before, customer).sign() < 0).length,
        customers: people(weights(deciles[0]!)),
        billed: both(deciles[0]!, total),
      }),
    },
    shock: {
      percent: digits(asked.shock.percent, 0),
      amount: money(asked.shock.amount),
      sampled: new Set(shocked).size,
      bills: people(weights(shocked)),
      customers: people(weights([...new Set(shocked)])),
    },
    betterOff: asked.others.length === 0 ? undefined : betterOff(asked, { bill, money, people }),
    movers: [...byRise(1), ...byRise(-1)].map((customer) => ({
      customer: customer.name,
      plan: customer.plan,
      segment: customer.segment,
      before: money(bill(before, customer)),
      after: money(bill(after, customer)),
      change: money(moved(customer)),
      weight: people(customer.weight),
      why: '',
    })),
    /** Customers whose change is in [from, from + width). */
    inBin: (from: string, width: string): string => {
      const low = Fraction.of(from);
      const high = low.plus(Fraction.of(width));
      return people(weights(seen.filter((one) => moved(one).compare(low) >= 0 && moved(one).compare(high) < 0)));
    },
  };
}

const GROUPS = [
  'recurring',
  'one-time',
  'allowances',
  'usage',
  'discounts',
  'commitments',
  'rounding',
  'tax-in-prices',
  'tax',
];

/** Steps that are not nothing on both sides, in the order of the groups, and by name within one. */
function waterfall({ customers, before, after, allowances }: TablesAsked, money: (value: Fraction) => string) {
  const sums = (side: Side): Map<string, Fraction> => {
    const found = new Map<string, Fraction>();
    for (const { name, weight } of customers) {
      for (const { lines, total, net } of side.get(name) ?? []) {
        const put = (key: string, amount: Fraction): unknown =>
          found.set(key, (found.get(key) ?? ZERO).plus(amount.times(weight)));
        for (const { kind, component, amount } of lines)
          put(`${kind === 'discount' ? 'discounts' : kind} ${component}`, amount);
        // Lines of gross prices come to the total, not to the net: the tax in them is taken out.
        const charged = sum(lines.filter(({ kind }) => kind !== 'tax').map(({ amount }) => amount));
        if (!charged.equals(net)) put('tax-in-prices tax-in-prices', net.minus(total));
      }
    }
    return found;
  };
  const [was, is] = [sums(before), sums(after)];
  if (allowances) {
    const middle = sums(allowances);
    for (const key of new Set([...middle.keys(), ...was.keys()])) {
      if (!key.startsWith('usage ')) continue;
      const shift = (middle.get(key) ?? ZERO).minus(was.get(key) ?? ZERO);
      is.set(key, (is.get(key) ?? ZERO).minus(shift));
      is.set('allowances allowances', (is.get('allowances allowances') ?? ZERO).plus(shift));
    }
  }
  return GROUPS.flatMap((group) =>
    [...new Set([...was.keys(), ...is.keys()])]
      .filter((key) => key.startsWith(`${group} `))
      .map((key) => {
        const [first, last] = [was.get(key) ?? ZERO, is.get(key) ?? ZERO];
        const [one, other] = [money(first), money(last)];
        return {
          group,
          component: key.slice(group.length + 1),
          before: one,
          after: other,
          change: money(last.minus(first)),
        };
      })
      .filter((step) => !Fraction.of(step.before).isZero() || !Fraction.of(step.after).isZero())
      .sort((a, b) => (a.component < b.component ? -1 : 1)),
  );
}

interface Words {
  readonly bill: (side: Side, customer: TableCustomer) => Fraction;
  readonly money: (value: Fraction) => string;
  readonly people: (value: Fraction) => string;
}

/** Those with a bill with the candidate, for whom another plan comes to less; plans in the order asked for. */
function betterOff({ customers, plans, after, others, fewest }: TablesAsked, { bill, money, people }: Words) {
  const found = customers.flatMap((customer) => {
    if (!after.has(customer.name)) return [];
    const own = bill(after, customer);
    const cheaper = others
      .filter(({ plan, side }) => plan !== customer.plan && side.has(customer.name))
      .map(({ plan, side }) => ({ customer, plan, saving: own.minus(bill(side, customer)) }))
      .filter(({ saving }) => saving.sign() > 0);
    const best = cheaper.reduce<(typeof cheaper)[number] | undefined>(
      (most, one) => (most && most.saving.compare(one.saving) >= 0 ? most : one),
      undefined,
    );
    return best ? [best] : [];
  });
  const order = [...new Set([...plans, ...others.map(({ plan }) => plan)])];
  const moves = order.flatMap((from) =>
    order.flatMap((to) => {
      const own = found.filter(({ customer, plan }) => customer.plan === from && plan === to);
      return own.length === 0 ? [] : [{ from, to, own }];
    }),
  );
  const marked = marks(
    moves.map(({ own }) => own.length),
    fewest,
  );
  const count = (own: typeof found): string => people(sum(own.map(({ customer }) => customer.weight)));
  const saved = (own: typeof found): string =>
    money(sum(own.map(({ customer, saving }) => saving.times(customer.weight))));
  return {
    sampled: found.length,
    customers: count(found),
    saving: saved(found),
    moves: moves.map(({ from, to, own }, at) => ({
      ...{ from, to, sampled: own.length, mark: marked[at] },
      ...(marked[at] !== 'suppressed' && { customers: count(own), saving: saved(own) }),
    })),
  };
}
