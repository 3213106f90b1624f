/** Random valid plans: small, with every feature of the language, shrinking to something tiny. */

import fc from 'fast-check';
import { type RawAllowance, rawAllowance, rawProrate, writeAllowance, writeProrate } from './arbitrary-allowances.ts';
import {
  type Context,
  holds,
  meet,
  money,
  moneyRounding,
  pick,
  type RawUsage,
  rarely,
  rawUsage,
  some,
  taken,
  type Written,
  writeUsage,
} from './arbitrary-charges.ts';
import { dayOf, isoDay } from './civil.ts';
import { list, map, type Plain, type PlainDocument, type PlainMap } from './text.ts';

const rawFee = fc.record({
  amount: fc.oneof(fc.nat({ max: 3000 }), fc.integer({ min: -500, max: 0 })),
  advance: fc.option(fc.boolean(), { nil: undefined }),
  used: fc.boolean(),
  prorate: rawProrate,
  tax: fc.boolean(),
  line: rarely(fc.nat({ max: 11 })),
  /** Undefined: recurring. */
  on: fc.constantFrom(undefined, undefined, 'activation', 'termination'),
});
type RawFee = typeof rawFee extends fc.Arbitrary<infer T> ? T : never;

const rawDiscount = fc.record({
  percent: fc.constantFrom('10', '50', '33.3', '100', '12.5 %', undefined, undefined),
  amount: fc.integer({ min: 1, max: 1500 }),
  group: fc.constantFrom('@all', '@usage', '@recurring', '@one-time', undefined, undefined),
  on: fc.uniqueArray(fc.nat({ max: 7 }), { minLength: 1, maxLength: 3 }),
  cycles: rarely(fc.integer({ min: 1, max: 3 })),
  starting: fc.constantFrom(undefined, 'activation', 'first-full-cycle'),
});
type RawDiscount = typeof rawDiscount extends fc.Arbitrary<infer T> ? T : never;

const rawBody = fc.record({
  fees: fc.array(rawFee, { maxLength: 3 }),
  usage: fc.array(rawUsage, { minLength: 1, maxLength: 4 }),
  allowances: fc.array(rawAllowance, { maxLength: 3 }),
  discounts: fc.array(rawDiscount, { maxLength: 3 }),
  tax: fc.constantFrom(undefined, ['19 %'], ['19', '7'], ['8.875 %', '0'], ['20']),
  lineBy: fc.subarray(['zone', 'band', 'tier']),
});
type RawBody = typeof rawBody extends fc.Arbitrary<infer T> ? T : never;

const rawFrame = fc.record({
  currency: fc.constantFrom('EUR', 'EUR', 'JPY', 'KWD'),
  timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
  gross: fc.boolean(),
  anchor: fc.constantFrom('1', '15', '31', 'activation', undefined),
  line: rarely(fc.nat({ max: 15 })),
  discount: rarely(fc.nat({ max: 11 })),
  tax: rarely(fc.nat({ max: 11 })),
  total: rarely(fc.nat({ max: 11 })),
  units: rarely(fc.constant({ MB: '1024 kB' })),
  activated: fc.constantFrom(
    '2026-03-01',
    '2026-01-31',
    '2026-02-15',
    '2026-03-08',
    '2026-09-30',
    '2026-10-04',
    '2027-12-31',
    '2028-02-29',
  ),
});
type RawFrame = typeof rawFrame extends fc.Arbitrary<infer T> ? T : never;

/** Another plan of the same currency, zone and kind of prices, to which a customer may change. */
const rawOther = fc.record({
  body: rawBody,
  keeps: fc.subarray(['fees', 'usage', 'allowances', 'discounts', 'tax', 'lineBy'] as const),
  anchor: fc.constantFrom('1', '15', '31', 'activation', undefined),
  line: rarely(fc.nat({ max: 15 })),
  discount: fc.nat({ max: 3 }),
  tax: rarely(fc.nat({ max: 11 })),
  total: rarely(fc.nat({ max: 11 })),
  later: fc.option(
    fc.record({ body: rawBody, after: fc.integer({ min: 1, max: 90 }), existing: fc.constantFrom(undefined, 'never') }),
    { nil: undefined },
  ),
});
type RawOther = typeof rawOther extends fc.Arbitrary<infer T> ? T : never;

/** A later version: what it changes of the one before, and from when. */
const rawChange = fc.record({
  body: rawBody,
  keeps: fc.subarray(['fees', 'usage', 'allowances', 'discounts', 'tax', 'lineBy'] as const),
  after: fc.integer({ min: -20, max: 60 }),
  existing: fc.constantFrom(undefined, 'next-cycle', 'never', 10, 40),
});

const DECIMALS: Readonly<Record<string, number>> = { EUR: 2, JPY: 0, KWD: 3 };

function writeFee(raw: RawFee, id: string, { decimals, category, unrounded }: Context, wholeFirst: boolean): PlainMap {
  const prorate = unrounded ? {} : writeProrate(raw.prorate, wholeFirst);
  const advance = raw.advance !== false;
  return some({
    id,
    amount: money(raw.amount, decimals),
    on: raw.on,
    charged: raw.on === 'termination' || raw.advance === undefined ? undefined : advance ? 'in-advance' : 'in-arrears',
    only_if: raw.on === undefined && !advance && raw.used ? 'used' : undefined,
    prorate: raw.on !== undefined || Object.keys(prorate).length === 0 ? undefined : prorate,
    tax: raw.tax ? category : undefined,
    rounding: raw.line === undefined ? undefined : { line: moneyRounding(raw.line, decimals) },
  });
}

/** Is the rounding's step made of whole steps of the other? `4 decimals` is finer than any minor unit. */
const coarse = (rounding: string | undefined): boolean => !rounding?.includes('decimals') && rounding !== 'none';

function writeDiscount(
  raw: RawDiscount,
  id: string,
  decimals: number,
  sides: ReadonlyMap<string, boolean>,
  groups: Readonly<Record<string, readonly string[]>>,
  wholeCents: boolean,
): PlainMap | undefined {
  const ids = [...sides.keys()];
  if (ids.length === 0) return undefined;
  const group = raw.group !== undefined && (groups[raw.group]?.length ?? 0) > 0 ? raw.group : undefined;
  const on = group ? [group] : [...new Set(raw.on.map((one) => pick(ids, one)))];
  const meant = (group && groups[group]) || on;
  const oneSided = new Set(meant.map((one) => sides.get(one))).size === 1;
  // An amount stands once on an invoice, so its charges are all in advance or all not.
  const amount = raw.percent === undefined && oneSided && wholeCents;
  return some({
    id,
    percent: amount ? undefined : (raw.percent ?? '25'),
    amount: amount ? money(raw.amount, decimals) : undefined,
    on,
    for: raw.cycles === undefined ? undefined : some({ cycles: String(raw.cycles), starting: raw.starting }),
  });
}

/** No charge that an earlier one leaves nothing to. */
function reachable(usage: readonly Written[]): Written[] {
  return usage.filter((late, at) => !usage.slice(0, at).some((early) => holds(taken(early), taken(late))));
}

function countingAll(written: Written, allowances: readonly PlainMap[]): PlainMap {
  const tiers = map(written.charge.tiers);
  const covered = allowances.some(({ covers }) => list(covers).some((one) => meet(map(one) ?? {}, taken(written))));
  return tiers && written.wantsAll && covered
    ? { ...written.charge, tiers: { ...tiers, count: 'all' } }
    : written.charge;
}

function writeVersion(
  frame: RawFrame,
  body: RawBody,
  version: number,
  effective: PlainMap | undefined,
  id = 'p',
): PlainDocument[] {
  const decimals = DECIMALS[frame.currency] ?? 2;
  const tables: PlainMap[] = [];
  const category = body.tax && body.tax.length > 1 ? 'reduced' : undefined;
  // Unrounded lines are refused where a price has no end as a decimal: 17 of 31 days, a rate a minute.
  const unrounded = (frame.line ?? 0) > 11;
  const context = { decimals, category, tables, version, unrounded };
  const wholeFirst = frame.anchor === 'activation';
  const drawn = body.usage.map((raw: RawUsage, at) => writeUsage(raw, `usage-${at}`, context));
  const usage = reachable(drawn);
  const allowances = body.allowances
    .map((raw: RawAllowance, at) => writeAllowance(raw, `allowance-${at}`, usage, wholeFirst))
    .filter((one) => one !== undefined);
  const fees = body.fees.map((raw) => {
    const kind = raw.on === undefined ? 'fee' : 'once';
    return { raw, id: `${kind}-${body.fees.indexOf(raw)}` };
  });
  const recurring = fees.filter(({ raw }) => raw.on === undefined);
  const once = fees.filter(({ raw }) => raw.on !== undefined);
  const advance = ({ raw }: { raw: RawFee }): boolean => raw.advance !== false && raw.on !== 'termination';
  const sides = new Map<string, boolean>([
    ...recurring.map((fee): [string, boolean] => [fee.id, advance(fee)]),
    ...once.map((fee): [string, boolean] => [fee.id, advance(fee)]),
    ...usage.map(({ id }): [string, boolean] => [id, false]),
  ]);
  const groups = {
    '@recurring': recurring.map(({ id }) => id),
    '@one-time': once.map(({ id }) => id),
    '@usage': usage.map(({ id }) => id),
    '@all': [...sides.keys()],
  };
  const write = ({ raw, id }: { raw: RawFee; id: string }): PlainMap => writeFee(raw, id, context, wholeFirst);
  const rounding = (choice: number | undefined): string | undefined =>
    choice === undefined ? undefined : moneyRounding(choice % 8, decimals);
  const line = unrounded ? 'none' : frame.line === undefined ? undefined : moneyRounding(frame.line, decimals);
  const charges = [...recurring.map(write), ...once.map(write), ...usage.map((one) => countingAll(one, allowances))];
  const ownLines = charges.map((one) => map(one.rounding)?.line as string | undefined);
  const wholeCents = [line, ...ownLines].every(coarse) && (frame.discount === undefined || frame.discount % 8 < 4);
  const discounts = body.discounts
    .map((raw, at) => writeDiscount(raw, `discount-${at}`, decimals, sides, groups, wholeCents))
    .filter((one) => one !== undefined);
  const reduced = charges.some((one) => one.tax !== undefined);
  const present = body.lineBy.filter((name) =>
    usage.some((one) => one.charge.line_by === undefined && one.dimensions.includes(name)),
  );
  const many = (what: readonly PlainMap[]): Plain | undefined => (what.length > 0 ? what : undefined);
  const money = some({
    line,
    discount: rounding(frame.discount),
    tax: rounding(frame.tax),
    total: rounding(frame.total),
  });
  const plan = some({
    plan: id,
    currency: frame.currency,
    timezone: frame.timezone,
    prices: frame.gross ? 'gross' : 'net',
    effective,
    bill_cycle: frame.anchor === undefined ? undefined : { anchor: frame.anchor },
    units: frame.units && usage.some(({ match }) => match.service === 'data') ? frame.units : undefined,
    tax: body.tax && {
      name: 'VAT',
      rates: some({ standard: body.tax[0], reduced: reduced ? body.tax[1] : undefined }),
    },
    rounding: Object.keys(money).length > 0 ? money : undefined,
    line_by: present.length > 0 ? present : undefined,
    recurring: many(recurring.map(write)),
    one_time: many(once.map(write)),
    allowances: many(allowances),
    usage: many(usage.map((one) => countingAll(one, allowances))),
    discounts: many(discounts),
  });
  return [plan, ...tables.filter(({ rates }) => usage.some(({ charge }) => charge.rates === rates))];
}

export interface PlanCase {
  readonly documents: readonly PlainDocument[];
  readonly timezone: string;
  readonly activated: string;
  /** Ids of the plans; customers start on the first. */
  readonly plans: readonly string[];
}

/** Weekdays by day and night, and a calendar of three bands with holidays and a minute that is no full hour. */
function calendars(activated: string): Readonly<Record<string, PlainDocument>> {
  const start = dayOf(activated);
  const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'];
  return {
    week: {
      calendar: 'week',
      bands: { day: [{ days: weekdays, from: '07:00', before: '19:00' }], night: 'otherwise' },
    },
    split: {
      calendar: 'split',
      bands: {
        peak: [
          { days: [...weekdays, 'sat'], from: '08:00', before: '12:00' },
          { days: weekdays, from: '12:00', before: '20:01' },
        ],
        low: 'otherwise',
        feast: [{ days: ['sun', 'holiday'], from: '02:00' }],
      },
      holidays: [isoDay(start + 1), isoDay(start + 33)],
    },
  };
}

/** Names of tables end in the number of the version: those of the other plan begin here. */
const OTHER = 10;

function writeOther(frame: RawFrame, first: RawBody, raw: RawOther): PlainDocument[] {
  // An amount off is drawn for steps of one minor unit; on the invoice of a change the other plan's step holds.
  const coarser = frame.discount !== undefined && frame.discount % 8 >= 4;
  const discount = coarser ? frame.discount : raw.discount;
  const own = { ...frame, anchor: raw.anchor, line: raw.line, discount, tax: raw.tax, total: raw.total };
  const kept = Object.fromEntries(raw.keeps.map((part) => [part, first[part]]));
  const body = { ...raw.body, ...kept };
  const documents = writeVersion(own, body, OTHER, undefined, 'q');
  if (raw.later) {
    const { body: later, after, existing } = raw.later;
    const effective = some({ new: isoDay(dayOf(frame.activated) + after), existing });
    documents.push(...writeVersion(own, { ...later, ...kept }, OTHER + 1, effective, 'q'));
  }
  return documents;
}

/** Versions of a plan agree in their units, and a version without data has none to tell. */
function agreeing(documents: readonly PlainDocument[]): PlainDocument[] {
  const usual = new Set(documents.flatMap(({ plan, units }) => (plan !== undefined && !units ? [plan] : [])));
  return documents.map((document) => {
    const { units, ...rest } = document;
    return units !== undefined && usual.has(document.plan!) ? rest : document;
  });
}

export const planCase: fc.Arbitrary<PlanCase> = fc
  .record({
    frame: rawFrame,
    body: rawBody,
    changes: fc.array(rawChange, { maxLength: 2 }),
    other: fc.option(rawOther, { nil: undefined, freq: 2 }),
  })
  .map(({ frame, body, changes, other }) => {
    let documents: PlainDocument[] = writeVersion(frame, body, 0, undefined);
    let held = body;
    let newFrom = dayOf(frame.activated);
    let moved = Number.NEGATIVE_INFINITY;
    changes.forEach((change, at) => {
      const kept = Object.fromEntries(change.keeps.map((part) => [part, held[part]]));
      held = { ...change.body, ...kept };
      // Later versions have a later day, and a later day on which others move: else nobody would move to the earlier.
      newFrom += at === 0 ? change.after : Math.abs(change.after) + 1;
      const moves = newFrom + (typeof change.existing === 'number' ? change.existing : 0);
      const never = change.existing === 'never' || moves <= moved;
      if (!never) moved = moves;
      const existing = never ? 'never' : typeof change.existing === 'number' ? isoDay(moves) : change.existing;
      documents.push(...writeVersion(frame, held, at + 1, some({ new: isoDay(newFrom), existing })));
    });
    if (other) documents.push(...writeOther(frame, body, other));
    documents = agreeing(documents);
    const named = JSON.stringify(documents);
    for (const [name, calendar] of Object.entries(calendars(frame.activated)))
      if (named.includes(`"calendar":"${name}"`)) documents.push(calendar);
    const plans = other ? ['p', 'q'] : ['p'];
    return { documents, timezone: frame.timezone, activated: frame.activated, plans };
  });
