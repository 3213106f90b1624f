/**
 * What a change does to bills, counted a second time: from invoices of the oracle, with its fractions, as the words of
 * src/run/diff/result.ts say it and without any of its code.
 */

import { dayOf } from './civil.ts';
import { cyclesOf } from './customer.ts';
import { Fraction, ZERO } from './fraction.ts';
import { type Account, type OracleResult, oracleInvoices, type PlainRecord } from './oracle.ts';
import { readVersion, type Version } from './plan.ts';
import { list, map, type PlainDocument } from './text.ts';

export interface Counted {
  readonly id: string;
  readonly plan: string;
  readonly segment: string | undefined;
  readonly currency: string;
  /** Totals by date. */
  readonly before: ReadonlyMap<string, Fraction>;
  readonly after: ReadonlyMap<string, Fraction>;
}

export const totalsOf = ({ invoices }: OracleResult): Map<string, Fraction> =>
  new Map(invoices.map(({ date, total }) => [date, Fraction.of(total)]));

export const sumOf = (totals: ReadonlyMap<string, Fraction>): Fraction =>
  [...totals.values()].reduce((sum, one) => sum.plus(one), ZERO);

/** Everything that is said on invoices, but periods and allowances; the order of lines means nothing. */
export const saidOf = ({ invoices }: OracleResult): string =>
  JSON.stringify(
    invoices.map(({ date, lines, net, tax, total }) => [
      ...[date, net, tax, total],
      lines.map(({ key, amount, quantity }) => [key, amount, quantity ?? ''].join(' ')).sort(),
    ]),
  );

/** In the words of an Effect; amounts as fractions in text, so that `10.00` is `10`. */
export interface EffectCount {
  readonly customers: number;
  readonly changed: number;
  readonly invoices: number;
  readonly changedInvoices: number;
  readonly before: string;
  readonly after: string;
  readonly change: string;
  readonly bands: Readonly<Record<string, readonly [customers: number, change: string]>>;
  /** The change of the invoice that rises most, that falls most; and all invoices of which that is so. */
  readonly increase: readonly [change: string, of: readonly string[]] | undefined;
  readonly decrease: readonly [change: string, of: readonly string[]] | undefined;
}

export function effectOf(customers: readonly Counted[]): EffectCount {
  const bands: Record<string, [number, Fraction]> = {};
  for (const name of ['much-better', 'better', 'same', 'worse', 'much-worse']) bands[name] = [0, ZERO];
  const bills = customers.flatMap(({ id, before, after }) =>
    [...new Set([...before.keys(), ...after.keys()])].map((date) => {
      const [was, is] = [before.get(date), after.get(date)];
      const change = (is ?? ZERO).minus(was ?? ZERO);
      // An invoice of nothing that was not there before is another invoice.
      return { id, date, change, changed: !change.isZero() || (was === undefined) !== (is === undefined) };
    }),
  );
  for (const { before, after } of customers) {
    const change = sumOf(after).minus(sumOf(before));
    const [size, sign] = [change.sign() < 0 ? change.negated() : change, change.sign()];
    // |change| is at most a twentieth of what was paid.
    const little = sumOf(before).sign() > 0 && size.times(new Fraction(20n)).compare(sumOf(before)) <= 0;
    const name = sign === 0 ? 'same' : `${little ? '' : 'much-'}${sign < 0 ? 'better' : 'worse'}`;
    const band = bands[name]!;
    bands[name] = [band[0] + 1, band[1].plus(change)];
  }
  const extreme = (sign: 1 | -1): EffectCount['increase'] => {
    const own = bills.filter(({ change }) => change.sign() === sign);
    const most = own.reduce<Fraction | undefined>(
      (best, { change }) => (best && change.minus(best).sign() * sign <= 0 ? best : change),
      undefined,
    );
    if (!most) return undefined;
    return [most.toString(), own.filter(({ change }) => change.equals(most)).map(({ id, date }) => `${id} ${date}`)];
  };
  const total = (side: 'before' | 'after'): Fraction =>
    customers.reduce((sum, one) => sum.plus(sumOf(one[side])), ZERO);
  return {
    customers: customers.length,
    changed: new Set(bills.filter(({ changed }) => changed).map(({ id }) => id)).size,
    invoices: bills.length,
    changedInvoices: bills.filter(({ changed }) => changed).length,
    before: total('before').toString(),
    after: total('after').toString(),
    change: total('after').minus(total('before')).toString(),
    bands: Object.fromEntries(
      Object.entries(bands).map(([name, [count, change]]) => [name, [count, change.toString()]]),
    ),
    increase: extreme(1),
    decrease: extreme(-1),
  };
}

/** What makes a version's prices: itself without its names and days, and the tables and calendars that it uses. */
function contentOf(document: PlainDocument, documents: readonly PlainDocument[]): string {
  const { name: _, effective: __, ...rest } = document;
  const used = list(document.usage).map(map);
  const tables = documents.filter(
    ({ rates, calendar }) =>
      (rates !== undefined && used.some((charge) => charge?.rates === rates)) ||
      (calendar !== undefined && used.some((charge) => map(charge?.bands)?.calendar === calendar)),
  );
  return JSON.stringify([rest, ...tables]);
}

interface Schedule {
  /** By date and part of the bill: the version's content, the cycle's number and days, where it is new and from when. */
  readonly parts: ReadonlyMap<string, { readonly said: string; readonly start: number; readonly version: string }>;
  /** The customer's plans: whatever would make them another plan. */
  readonly plans: string;
  /** Names and days of versions: `q 2026-03-01`. */
  readonly versions: ReadonlySet<string>;
}

function scheduleOf(documents: readonly PlainDocument[], account: Account): Schedule | undefined {
  const names = [...new Set([account.plan, ...(account.changes ?? []).map(({ plan }) => plan)])];
  if (names.some((name) => documents.every(({ plan }) => plan !== name))) return undefined;
  const documentOf = new Map<Version, PlainDocument>();
  const plans = new Map(
    names.map((name) => {
      const own = documents.filter(({ plan }) => plan === name);
      const versions = own.map((one) => {
        const version = readVersion(one, documents);
        documentOf.set(version, one);
        return version;
      });
      return [name, versions.sort((a, b) => (a.newFrom === b.newFrom ? 0 : a.newFrom < b.newFrom ? -1 : 1))];
    }),
  );
  const nameOf = (document: PlainDocument): string => `${document.plan} ${map(document.effective)?.new ?? ''}`;
  const [from, before] = [dayOf(account.invoices.from), dayOf(account.invoices.before)];
  const cycles = cyclesOf(account, plans, before);
  const parts = new Map<string, { said: string; start: number; version: string }>();
  const note = (date: number, part: string, at: number): void => {
    const cycle = cycles[at];
    if (!cycle || date < from || date >= before) return;
    const document = documentOf.get(cycle.version)!;
    parts.set(`${date} ${part}`, {
      said: JSON.stringify([contentOf(document, documents), cycle.index, cycle.start, cycle.end]),
      start: cycle.start,
      version: nameOf(document),
    });
  };
  if (cycles.length > 0) note(dayOf(account.activated), 'opening', 0);
  cycles.forEach(({ end }, at) => {
    note(end, 'closing', at);
    note(end, 'opening', at + 1);
  });
  const told = names.flatMap((name) =>
    plans.get(name)!.map((version) => {
      const document = documentOf.get(version)!;
      return [contentOf(document, documents), version.newFrom, version.existingFrom].join();
    }),
  );
  return { parts, plans: told.join('\n'), versions: new Set([...documentOf.values()].map(nameOf)) };
}

/** Whom a change reaches; undefined of a customer whose plans the head does not have. */
export function reachOf(
  base: readonly PlainDocument[],
  head: readonly PlainDocument[],
  account: Account,
): string | undefined {
  const [was, is] = [scheduleOf(base, account), scheduleOf(head, account)];
  if (!is) return undefined;
  if (!was) return 'new-only';
  if (was.plans === is.plans) return 'untouched';
  const moved = [...new Set([...was.parts.keys(), ...is.parts.keys()])].filter(
    (part) => was.parts.get(part)?.said !== is.parts.get(part)?.said,
  );
  if (moved.length === 0) return 'keeps';
  const isNew = (part: string): boolean => {
    const cycle = is.parts.get(part);
    if (!cycle || was.versions.has(cycle.version)) return false;
    const from = cycle.version.split(' ')[1] ?? '';
    const taken = [account.activated, ...(account.changes ?? []).map(({ on }) => on)]
      .filter((day, at) => at === 0 || dayOf(day) <= cycle.start)
      .at(-1)!;
    return from !== '' && dayOf(taken) >= dayOf(from);
  };
  return moved.every(isNew) ? 'new-only' : 'repriced';
}

/** Each cause's share: what it adds when it comes, over all orders one by one. `worth` is told which causes came. */
export function sharesByOrders(causes: number, worth: (came: readonly number[]) => Fraction): Fraction[] {
  const shares = Array.from({ length: causes }, () => ZERO);
  const orders: number[][] = [];
  const visit = (order: number[]): void => {
    if (order.length === causes) orders.push(order);
    for (let cause = 0; cause < causes; cause += 1) if (!order.includes(cause)) visit([...order, cause]);
  };
  visit([]);
  const known = new Map<string, Fraction>();
  const value = (came: readonly number[]): Fraction => {
    const sorted = [...came].sort((a, b) => a - b);
    const found = known.get(sorted.join()) ?? worth(sorted);
    known.set(sorted.join(), found);
    return found;
  };
  for (const order of orders) {
    order.forEach((cause, at) => {
      const added = value(order.slice(0, at + 1)).minus(value(order.slice(0, at)));
      shares[cause] = shares[cause]!.plus(added.over(new Fraction(BigInt(orders.length))));
    });
  }
  return shares;
}

export const rate = (
  documents: readonly PlainDocument[],
  account: Account,
  records: readonly PlainRecord[],
): OracleResult | undefined => {
  const names = [account.plan, ...(account.changes ?? []).map(({ plan }) => plan)];
  if (names.some((name) => documents.every(({ plan }) => plan !== name))) return undefined;
  return oracleInvoices(documents, account, records);
};
