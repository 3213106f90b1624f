/**
 * A second invoice calculator that exists to disagree with the engine: written from src/plan/README.md alone, sharing
 * no code with src/, obvious rather than fast. It takes for granted that the plan is valid.
 */

import { dayOf, isoDay, wallClock } from './civil.ts';
import { type Account, activationShare, type Cycle, cyclesOf, usedShare } from './customer.ts';
import { Fraction, rounded } from './fraction.ts';
import { type Charge, type Fee, readVersion, type Version } from './plan.ts';
import { type ChargeLine, type OracleInvoice, settle } from './settle.ts';
import { MEASURE, type PlainDocument, quantity } from './text.ts';
import { type RatedCycle, rateCycle, type Usage } from './usage.ts';

export type { Account } from './customer.ts';
export type { OracleInvoice } from './settle.ts';
export type { PlainDocument, PlainMap } from './text.ts';

export interface PlainRecord {
  readonly id: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly service: string;
  readonly direction?: string;
  readonly to?: string;
  readonly in?: string;
  readonly quantity: string;
}

export interface OracleResult {
  readonly invoices: readonly OracleInvoice[];
  readonly screened: readonly string[];
  readonly unrated: readonly string[];
}

const THIRTY_DAYS = new Fraction(30 * 86_400);

/** The records worth rating, by start (ties: id), and the ids of the others. */
function screen(records: readonly PlainRecord[], account: Account, version: Version): [Usage[], string[]] {
  const screened: string[] = [];
  const passed: Usage[] = [];
  const seen = new Set<string>();
  const started = records.map((record) => ({ record, at: Date.parse(record.at) }));
  started.sort((a, b) => a.at - b.at || (a.record.id < b.record.id ? -1 : a.record.id > b.record.id ? 1 : 0));
  for (const { record, at } of started) {
    const { day } = wallClock(version.timezone, at);
    const outside = day < dayOf(account.activated) || (account.terminated && day >= dayOf(account.terminated));
    const used = quantity(record.quantity, version.units);
    const tooLong = used.measure === 'time' && used.value.compare(THIRTY_DAYS) > 0;
    const wrong = used.measure !== MEASURE[record.service] || used.value.sign() < 0 || tooLong;
    if (outside || wrong || seen.has(record.id)) screened.push(record.id);
    else {
      const { id, service, direction, to, in: network } = record;
      passed.push({ id, at, service, attributes: { service, direction, to, in: network }, quantity: used.value });
    }
    seen.add(record.id);
  }
  return [passed, screened];
}

const kindOf = (fee: Fee): ChargeLine['kind'] => (fee.on === undefined ? 'recurring' : 'one-time');

/** What is owed before a cycle begins. */
function openingLines(cycle: Cycle): ChargeLine[] {
  return cycle.version.fees
    .filter((fee) => fee.advance && (fee.on === undefined || cycle.index === 0))
    .map((fee) => {
      const share = activationShare(cycle, fee.prorate);
      const amount = rounded(fee.amount.times(share), fee.lineRounding);
      return { key: fee.id, kind: kindOf(fee), charge: fee, cycle, amount };
    });
}

/** What is owed, and comes back, when a cycle is over. */
function closingLines(cycle: Cycle, rated: RatedCycle): ChargeLine[] {
  const lines: ChargeLine[] = [];
  for (const fee of cycle.version.fees) {
    const line = { key: fee.id, kind: kindOf(fee), charge: fee, cycle };
    const used = fee.amount.times(usedShare(cycle, fee.prorate));
    if (fee.advance) {
      if (fee.on !== undefined) continue;
      const unused = fee.amount.times(activationShare(cycle, fee.prorate)).minus(used);
      const amount = rounded(unused.negated(), fee.lineRounding);
      lines.push({ ...line, key: `${fee.id}/credit`, amount });
    } else if (fee.on === 'activation' ? cycle.index === 0 : fee.on === undefined || cycle.terminated !== undefined) {
      if (fee.onlyIfUsed && !rated.used) continue;
      lines.push({ ...line, amount: rounded(used, fee.lineRounding) });
    }
  }
  for (const [key, { charge, quantity: priced, amount }] of rated.lines)
    lines.push({ key, kind: 'usage', charge, cycle, amount: rounded(amount, charge.lineRounding), quantity: priced });
  return lines;
}

/** In the order of charges, the closing version's first: it decides the ties of a spread discount. */
function inOrder(lines: readonly ChargeLine[], versions: readonly Version[]): ChargeLine[] {
  const order: Charge[] = versions.flatMap((version) => [...version.fees, ...version.usage]);
  return [...lines].sort((a, b) => order.indexOf(a.charge) - order.indexOf(b.charge));
}

export function oracleInvoices(
  documents: readonly PlainDocument[],
  account: Account,
  records: readonly PlainRecord[],
): OracleResult {
  const names = [account.plan, ...(account.changes ?? []).map(({ plan }) => plan)];
  const plans = new Map(
    [...new Set(names)].map((name) => {
      const versions = documents.filter((one) => one.plan === name).map((one) => readVersion(one, documents));
      return [name, versions.sort((a, b) => (a.newFrom === b.newFrom ? 0 : a.newFrom < b.newFrom ? -1 : 1))];
    }),
  );
  const from = dayOf(account.invoices.from);
  const before = dayOf(account.invoices.before);
  const cycles = cyclesOf(account, plans, before);
  const first = cycles[0];
  const anyVersion = plans.get(account.plan)?.[0];
  if (!anyVersion) throw new RangeError(`no plan ${account.plan}`);
  const [usage, screened] = screen(records, account, anyVersion);
  const unrated: string[] = [];
  const invoices: OracleInvoice[] = [];
  const firstFull = first && first.activated !== first.start ? 1 : 0;
  const add = (invoice: OracleInvoice | undefined, day: number): void => {
    if (invoice && day >= from && day < before) invoices.push(invoice);
  };
  if (first) {
    const day = dayOf(account.activated);
    const lines = openingLines(first);
    add(settle({ date: isoDay(day), versions: [first.version], lines, firstFull }), day);
  }
  cycles.forEach((cycle, index) => {
    if (cycle.end < from || cycle.end >= before) return;
    const next = cycles[index + 1];
    const mine = usage.filter(({ at }) => {
      const { day } = wallClock(cycle.version.timezone, at);
      return day >= cycle.start && day < cycle.end;
    });
    const rated = rateCycle(cycle, mine);
    unrated.push(...rated.unrated);
    const both = next && next.version !== cycle.version ? [cycle.version, next.version] : [cycle.version];
    const lines = inOrder([...closingLines(cycle, rated), ...(next ? openingLines(next) : [])], both);
    const period = { from: isoDay(cycle.start), before: isoDay(cycle.end) };
    const invoice = settle({ date: isoDay(cycle.end), period, versions: both, lines, firstFull });
    const { allowances } = rated;
    add(invoice && { ...invoice, ...(allowances.length > 0 && { allowances }) }, cycle.end);
  });
  return { invoices, screened, unrated };
}
