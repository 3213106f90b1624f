/** CGRateS: calls, data and messages rated by a tariff of timings, rate groups, connect fees and roundings. */

import type { PlainMap } from '../../../oracle/oracle.ts';
import { dayAfter, isZero } from '../../numbers.ts';
import { type Bills, run, type Used } from '../../run.ts';
import { type Case, type PeerRounding, roundingText } from '../case.ts';
import type { Outcome } from '../outcome.ts';
import { calendarOf, datesOf, hourOf, type Timing } from './timing.ts';

interface RateGroup {
  readonly fromSecond: number;
  readonly price: string;
  readonly perUnits: number;
  readonly chargedInIncrementsOf: number;
}

interface Tariff {
  readonly when: 'always' | Timing;
  readonly weight: number;
  readonly connectFee: string;
  readonly rates: readonly RateGroup[];
  readonly rounding: PeerRounding;
  readonly maxCost?: string;
}

const UNITS: Readonly<Record<string, readonly [service: string, unit: string]>> = {
  'rated data': ['data', 'B'],
  'rated message': ['sms', 'msg'],
};

const rateOf = ({ price, perUnits }: RateGroup, unit: string): string => `${price} / ${perUnits} ${unit}`;

/** `60 s / 1 s` of the rate groups of a tariff: none when a group has increments that end inside the next one. */
function incrementOf(rates: readonly RateGroup[], unit: string): string | undefined {
  const [first, second] = rates;
  if (rates.length > 2 || (second && first!.chargedInIncrementsOf !== second.fromSecond)) return undefined;
  return `${first!.chargedInIncrementsOf} ${unit} / ${(second ?? first)!.chargedInIncrementsOf} ${unit}`;
}

/** The price of one tariff, or of several that hold at other times of the week. */
function priceOf(tariffs: readonly Tariff[], unit: string): PlainMap {
  const { rates } = tariffs[0]!;
  if (tariffs.length > 1) {
    const rate = Object.fromEntries(tariffs.map((tariff, index) => [`band-${index}`, rateOf(tariff.rates[0]!, unit)]));
    return { bands: { calendar: 'week', crossing: 'split-by-increment' }, rate };
  }
  if (rates.length === 1) return { rate: rateOf(rates[0]!, unit) };
  const steps = rates.map((group, index) => {
    const next = rates[index + 1];
    return { ...(next && { to: `${next.fromSecond} ${unit}` }), rate: rateOf(group, unit) };
  });
  return { tiers: { model: 'graduated', counter: 'record', steps } };
}

/** The bands of the week: of the tariffs of a day, the one that began last. */
function weekOf(tariffs: readonly Tariff[], year: string): PlainMap {
  const timings = tariffs.map(({ when }) => (when === 'always' ? {} : when));
  const bands = timings.map((timing, index): [string, PlainMap[]] => {
    const days = timing.weekdays;
    const begins = (other: Timing): boolean =>
      other !== timing && hourOf(other.from) > hourOf(timing.from) && String(other.weekdays) === String(days);
    const next = timings.filter(begins).map(({ from }) => hourOf(from));
    return [`band-${index}`, calendarOf({ ...timing, ...(next.length > 0 && { to: `${next.sort()[0]}:00` }) })];
  });
  const holidays = timings.flatMap((timing) => datesOf(timing, year) ?? []);
  return { calendar: 'week', bands: Object.fromEntries(bands), ...(holidays.length > 0 && { holidays }) };
}

const same = (values: readonly unknown[]): boolean => new Set(values.map((value) => JSON.stringify(value))).size === 1;

/** The calls through the engine, or what the core has not. */
function rate(one: Case, calls: readonly Used[]): Bills | Outcome {
  const { tariff } = one.params as { tariff: readonly Tariff[] };
  const [service, unit] = UNITS[one.model] ?? ['voice', 's'];
  if (tariff.some(({ maxCost }) => maxCost)) return { needs: 'maximum spend, a cap on an amount' };
  const increments = tariff.map(({ rates }) => incrementOf(rates, unit));
  const increment = increments[0];
  if (!increment || !same(increments)) return { needs: 'increments of their own for each tier, band or allowance' };
  const { connectFee, rounding } = tariff[0]!;
  const by = tariff.length > 1 ? ['band'] : tariff[0]!.rates.length > 1 ? ['tier'] : [];
  const charge: PlainMap = {
    ...{ id: 'call', match: { service }, increment },
    ...(!isZero(connectFee) && { setup: { amount: connectFee } }),
    ...priceOf(tariff, unit),
    rounding: { record: roundingText(rounding) },
    ...(by.length > 0 && { line_by: by }),
  };
  const month = `${calls[0]!.at!.slice(0, 7)}-01`;
  const records = calls.map((call) => ({ ...call, service, quantity: `${call.quantity} ${unit}` }));
  const plan = { rounding: { line: 'none' }, usage: [charge] };
  const beside = tariff.length > 1 ? [weekOf(tariff, month.slice(0, 4))] : [];
  return run({ plan, beside, activated: month, before: dayAfter(month, 40), records });
}

/** Why a difference is known: fees of their own in the bands, or a price that the peer rounds before it multiplies. */
function policyOf(one: Case) {
  const { tariff } = one.params as { tariff: readonly Tariff[] };
  const fees = same(tariff.map(({ connectFee }) => connectFee));
  return fees ? 'the price of an increment is not rounded' : 'one set-up fee for a charge';
}

export function rated(one: Case): Outcome {
  const { start, usage, loopIndex } = one.inputs as { start: string; usage: string; loopIndex?: number };
  if (loopIndex) return { needs: 'the part of a session that goes on' };
  const bills = rate(one, [{ at: start, quantity: usage }]);
  if (!('invoices' in bills)) return bills;
  const spans = 'spanSeconds' in one.expected ? { spanSeconds: spansOf(bills) } : {};
  return { ours: { cost: bills.total(), ...spans }, policy: policyOf(one) };
}

/** What was priced, line by line. */
const spansOf = (bills: Bills): string[] =>
  bills.invoices.flatMap(({ lines }) => lines.map(({ quantity }) => quantity!)).filter((seconds) => seconds !== '0');

/** Calls that are rated one by one and added. */
export function merged(one: Case): Outcome {
  const { chunks } = one.inputs as { chunks: readonly { start: string; seconds: string }[] };
  const bills = rate(
    one,
    chunks.map(({ start, seconds }) => ({ at: start, quantity: seconds })),
  );
  return 'invoices' in bills ? { ours: { cost: bills.total() }, policy: policyOf(one) } : bills;
}

/** Rate groups of a call by themselves. */
export function groups(one: Case): Outcome {
  const { rates } = one.params as { rates: readonly (Omit<RateGroup, 'perUnits'> & { perSeconds: number })[] };
  const { seconds } = one.inputs as { seconds: string };
  if (!same(rates.map((group) => group.chargedInIncrementsOf))) {
    return { needs: 'increments of their own for each tier, band or allowance' };
  }
  const all = rates.map(({ perSeconds, ...group }) => ({ ...group, perUnits: perSeconds }));
  const increment = `${rates[0]!.chargedInIncrementsOf} s`;
  const tariff = { rates: all } as unknown as Tariff;
  const line = rates.length > 1 ? { line_by: ['tier'] } : {};
  const charge = { id: 'call', match: { service: 'voice' }, increment, ...priceOf([tariff], 's'), ...line };
  const bills = run({ plan: { usage: [charge] }, records: [{ service: 'voice', quantity: `${seconds} s` }] });
  const spans = 'spanSeconds' in one.expected ? { spanSeconds: spansOf(bills) } : {};
  return { ours: { ...('cost' in one.expected && { cost: bills.total() }), ...spans } };
}

/** Usage told as `0.002 per 10 units`. */
export function data(one: Case): Outcome {
  if (one.params.tariff) return rated(one);
  const { price, chargedInIncrementsOf: size } = one.params as { price: string; chargedInIncrementsOf: string };
  const [amount, units] = price.split(/ per | units/);
  const charge = { id: 'data', match: { service: 'data' }, increment: `${size} B`, rate: `${amount} / ${units} B` };
  const { usage } = one.inputs as { usage: string };
  const records = [{ service: 'data', quantity: `${usage} B` }];
  return { ours: { cost: run({ plan: { rounding: { line: 'none' }, usage: [charge] }, records }).total() } };
}

/** Messages by the destination that was dialled: a zone is what a row is named after. */
export function message(one: Case): Outcome {
  const { destinationPrefixes, tariff } = one.params as {
    destinationPrefixes?: Record<string, string>;
    tariff: Tariff[];
  };
  if (!destinationPrefixes) return rated(one);
  const dialled = String(one.params.dialled);
  if (!(dialled in destinationPrefixes)) return { needs: 'zones by the longest prefix of a dialled number' };
  const rates = { by: 'to', unit: 'msg', rows: destinationPrefixes };
  const rounding = { record: roundingText(tariff[0]!.rounding) };
  const usage = [{ id: 'message', match: { service: 'sms' }, rates, rounding }];
  const records = [{ service: 'sms', to: dialled, quantity: '1 msg' }];
  return { ours: { cost: run({ plan: { rounding: { line: 'none' }, usage }, records }).total() } };
}

/** A destination without a row is not rated, never free. */
export function unrateable(one: Case): Outcome {
  const { destinationPrefixes } = one.params as { destinationPrefixes: readonly string[] };
  const rows = Object.fromEntries(destinationPrefixes.map((prefix) => [prefix, '1']));
  const usage = [{ id: 'call', match: { service: 'voice' }, rates: { by: 'to', unit: 's', rows } }];
  const records = [{ service: 'voice', to: String(one.inputs.dialled), quantity: '60 s' }];
  return { ours: { rateable: run({ plan: { usage }, records }).unrated === 0 } };
}

/** A quantity counted in whole increments. */
export function increments(one: Case): Outcome {
  const { increment, usage } = one.inputs as { increment: string; usage: string };
  const charge = { id: 'call', match: { service: 'voice' }, increment: `${increment} s`, rate: '1 / s' };
  const records = [{ service: 'voice', quantity: `${usage} s` }];
  return { ours: { rounded: run({ plan: { usage: [charge] }, records }).quantity('call') } };
}
