/** Usage that must show in lines of its own: by group, by part of the cycle, by tier, by event. */

import type { PlainMap } from '../../../oracle/oracle.ts';
import { times } from '../../numbers.ts';
import { type Bills, run } from '../../run.ts';
import { type Case, type PeerRounding, roundingText } from '../case.ts';
import type { Outcome } from '../outcome.ts';
import { type Priced, pricedOf, priceOf, usagePlan } from './usage.ts';

/** A charge by zone with the same rates in each, and a line for each; the counter and the allowances are shared. */
function byZone(params: Priced, units: Readonly<Record<string, string>>, price: PlainMap = {}): Bills {
  const tiers = (params.tiers ?? []).map(({ unitPrice, upTo }) => ({ unitPrice: unitPrice!, upTo }));
  const steps = tiers.map(({ upTo }) => (upTo ? { to: `${upTo} unit` } : {}));
  const rate = params.ratePercent ? times(params.ratePercent, '0.01') : (params.unitPrice ?? '1');
  const rows = Object.keys(units).map((zone) => [zone, steps.length > 0 ? tiers.map((t) => t.unitPrice) : rate]);
  const graduated = steps.length > 0 ? { tiers: { model: 'graduated', steps } } : {};
  const rates = { by: 'to', unit: 'unit', rows: Object.fromEntries(rows) };
  const plan = usagePlan(params, { rates, ...graduated, ...price }, { line_by: ['zone'] });
  // One after the other, each a minute later than the one before.
  const records = Object.entries(units).map(([to, quantity], index) => ({
    ...{ to, quantity: `${quantity} unit` },
    at: `2024-01-10T12:${String(index).padStart(2, '0')}:00Z`,
  }));
  return run({ plan, records });
}

export function grouped(one: Case): Outcome {
  const { unitsByGroup } = one.inputs as { unitsByGroup: Record<string, string> };
  const bills = byZone(pricedOf(one), unitsByGroup);
  const groups = Object.keys(unitsByGroup).map((group) => [group, bills.amount(`usage zone=${group}`)]);
  return { ours: { amountByGroup: Object.fromEntries(groups), total: bills.total() } };
}

/** A price of its own where an attribute has a value, else the default price. */
export function filtered(one: Case): Outcome {
  const { filters, defaultUnitPrice } = one.params as { filters: Record<string, string>; defaultUnitPrice: string };
  const { eventUnits, eventAttributes } = one.inputs as { eventUnits: string; eventAttributes: { region: string } };
  const usage = Object.entries(filters).map(([filter, price], index) => ({
    id: `filter-${index}`,
    match: { service: 'event', to: filter.split('=')[1]! },
    rate: `${price} / unit`,
  }));
  const rest = { id: 'default', match: { service: 'event' }, rate: `${defaultUnitPrice} / unit` };
  const records = [{ quantity: `${eventUnits} unit`, to: eventAttributes.region }];
  return { ours: { amount: run({ plan: { usage: [...usage, rest] }, records }).total() } };
}

/** The amount of each event, where peers bill it as it comes. */
export function eachEvent(one: Case): Outcome {
  const { events } = one.inputs as { events: readonly string[] };
  const units = Object.fromEntries(events.map((event, index) => [`event-${index}`, event]));
  const bills = byZone(pricedOf(one), units);
  return { ours: { amounts: Object.keys(units).map((zone) => bills.amount(`usage zone=${zone}`)) } };
}

interface Parts {
  readonly unitsBefore: string;
  readonly units: string;
}

/** The amount of the later part of a cycle. */
export function laterAmount(one: Case): Outcome {
  const { unitsBefore, units } = one.inputs as unknown as Parts;
  const bills = byZone(pricedOf(one), { before: unitsBefore, now: units });
  return { ours: { amount: bills.amount('usage zone=now') } };
}

/** What free units leave to pay for of the earlier and the later part of a cycle. */
export function paidUnits(one: Case): Outcome {
  const { unitsBefore, units } = one.inputs as unknown as Parts;
  const bills = byZone(pricedOf(one), { before: unitsBefore, now: units });
  const [before, now] = [bills.quantity('usage zone=before'), bills.quantity('usage zone=now')];
  return { ours: 'billedUnits' in one.expected ? { billedUnits: now } : { units: now, unitsBefore: before } };
}

interface Range {
  readonly after: string;
  readonly upTo: string;
  readonly unitPrice?: string;
  readonly ratePercent?: string;
  readonly flatFee: string;
}

/** One tier of several: the line of that tier. */
export function oneTier(one: Case): Outcome {
  const params = one.params as { range: Range; rounding: PeerRounding };
  const { after, ...range } = params.range;
  const tiers = [{ upTo: after, unitPrice: '0' }, range, { unitPrice: '0' }];
  const plan = usagePlan({ ...params, tiers }, priceOf({ tiers }, {}), { line_by: ['tier'] });
  const { totalUnits } = one.inputs as { totalUnits: string };
  const bills = run({ plan, records: [{ quantity: `${totalUnits} unit` }] });
  return { ours: { units: bills.quantity('usage tier=2'), totalWithFlat: bills.amount('usage tier=2') } };
}

/** The total of a cycle, rounded before it is priced. */
export function roundedUnits(one: Case): Outcome {
  const { rounding } = one.params as { rounding: PeerRounding };
  const { units } = one.inputs as { units: string };
  const counter = { to: roundingText(rounding, ' unit'), stage: 'before-allowance' };
  const plan = usagePlan({}, { rate: '1 / unit', rounding: { counter } });
  return { ours: { roundedUnits: run({ plan, records: [{ quantity: `${units} unit` }] }).quantity('usage') } };
}

interface Conversion {
  readonly operation: 'divide' | 'multiply';
  readonly factor: string;
  readonly rounding: PeerRounding;
}

/** Units billed in another unit: so many of the metered ones, rounded in whole ones of the other. */
export function converted(one: Case): Outcome {
  const { unitConversion, ...params } = { ...pricedOf(one), ...(one.params as { unitConversion?: Conversion }) };
  const { operation, factor, rounding } = unitConversion ?? (one.params as unknown as Conversion);
  const { units } = one.inputs as { units: string };
  const price = params.unitPrice ?? '1';
  const large = operation === 'divide' ? ` / ${factor} unit` : ' / unit';
  const rate = (unit: string): string => (operation === 'divide' ? unit : times(unit, factor)) + large;
  const to = roundingText(rounding, ' unit', factor);
  const counter = to === 'none' ? {} : { rounding: { counter: { to, stage: 'before-allowance' } } };
  const steps = params.tiers?.map(({ upTo, unitPrice }) => ({
    ...(upTo && { to: `${times(upTo, factor)} unit` }),
    rate: rate(unitPrice!),
  }));
  const charge: PlainMap = steps ? { tiers: { model: 'graduated', steps } } : { rate: rate(price) };
  const line = unitConversion ? params.rounding : ({ mode: 'none' } as const);
  const billed = (unit: PlainMap, lineRounding: PeerRounding | undefined): string => {
    const plan = usagePlan({ ...(lineRounding && { rounding: lineRounding }) }, { ...unit, ...counter });
    return run({ plan, records: [{ quantity: `${units} unit` }] }).total();
  };
  const billedUnits = billed({ rate: rate('1') }, { mode: 'none' });
  return { ours: { billedUnits, ...('amount' in one.expected && { amount: billed(charge, line) }) } };
}
