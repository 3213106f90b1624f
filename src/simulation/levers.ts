/**
 * Prices of compiled plans: what one is, plans with another, and which ones differ between two sides. Exact; plans are never
 * written to, and versions without the price stay the very same values.
 *
 * A price is what a unit costs (each rate of a usage charge, the price of a package) or the amount of a recurring or one-time
 * charge. Set-up amounts, fees of tiers, discounts and taxes are no prices here.
 */

import {
  compare,
  decimalsOf,
  divide,
  equal,
  formatRational,
  multiply,
  parseDecimal,
  type Rational,
  rational,
} from '../exact/rational.ts';
import type { CompiledCharge, CompiledPlan, CompiledPlans } from '../plan/compile/compiled.ts';
import { nearest, wordList } from '../problems/nearest.ts';
import type { Outcome, Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import { parseQuantity, parseRate, unitsOf } from '../units/quantity.ts';
import type { Candidate, NewPrice, PriceLever } from './assumptions.ts';

/** Prices of one charge: by version of its plan (index), which of its rates; a recurring or one-time amount is rate 0. */
export interface PriceCells {
  readonly plan: string;
  readonly charge: string;
  readonly cells: ReadonlyMap<number, readonly number[]>;
}

/** Some prices at another value. `percent`: of what they are. */
export type PriceSetting =
  | { readonly lever: PriceLever; readonly price: NewPrice }
  | { readonly prices: PriceCells; readonly percent: Rational };

/** What a lever moves, as it is now. */
export interface PriceNow {
  /** In the unit in which it is written; where it has several prices, the lowest and the highest. */
  readonly least: Rational;
  readonly most: Rational;
  /** `min`, `100 MB`; undefined: an amount of money for nothing that is counted. */
  readonly per: string | undefined;
  /** Decimals in which it is written, the most of them. */
  readonly decimals: number;
}

/** A charge of which some price differs between two sides. */
export interface ChangedPrices {
  /** `data-overage of smart-m`; `roaming of smart-m, zone eu`; `roaming of smart-m, 3 of its 12 prices`. */
  readonly words: string;
  /** In the versions of the candidate. */
  readonly prices: PriceCells;
}

/** Plans of more digits than this are refused: percents of percents of a price are no price. */
const MOST_DECIMALS = 15;

/** The plans with the lever's price at another value, in all versions of the plan that have it. */
export function withPrice(plans: CompiledPlans, lever: PriceLever, price: NewPrice): Outcome<CompiledPlans> {
  const found = findCells(plans, lever);
  if (!found.value) return found;
  const change = (written: Written): Rational | Problem => {
    if ('percent' in price) return multiply(written.amount, divide(price.percent, rational(100n)));
    return price.per === undefined ? price.amount : inUnitOf(price.amount, price.per, written, lever);
  };
  return changed(plans, found.value, change, lever);
}

/** As withPrice, several times; each sees what those before it made. */
export function withPrices(plans: CompiledPlans, settings: readonly PriceSetting[]): Outcome<CompiledPlans> {
  let value = plans;
  for (const setting of settings) {
    const made =
      'lever' in setting
        ? withPrice(value, setting.lever, setting.price)
        : changed(value, setting.prices, ({ amount }) => multiply(amount, divide(setting.percent, rational(100n))));
    if (!made.value) return made;
    value = made.value;
  }
  return { value, problems: [] };
}

/** New prices that are what the prices are already: they look as if they counted, and do not. */
export function unchangedPrices(plans: CompiledPlans, settings: Candidate['prices']): Problem[] {
  return settings.flatMap(({ lever, price }): Problem[] => {
    const made = withPrice(plans, lever, price).value;
    if (!made || changedPrices(plans, made).length > 0) return [];
    const message = `the price of ${nameOf(lever)} is that already`;
    const fix = 'write another price, or take it out';
    return [{ code: 'SIM-NO-EFFECT', severity: 'warning', message, place: lever.place, fix }];
  });
}

/** What the lever's price is, in all versions that have it. Refuses prices in several units: no amount could stand for them. */
export function priceAt(plans: CompiledPlans, lever: PriceLever): Outcome<PriceNow> {
  const found = findCells(plans, lever);
  if (!found.value) return found;
  const versions = plans.get(lever.plan)!;
  const all = [...found.value.cells].flatMap(([version, cells]) =>
    cells.map((cell) => writtenOf(versions[version]!, lever.charge, cell)),
  );
  const [first] = all;
  const other = all.find(({ per }) => per !== first!.per);
  if (other) {
    const message = `${nameOf(lever)} is written per ${first!.per} and per ${other.per}: no single amount can stand for both`;
    return refused(lever, 'SIM-BAD-VALUE', message, 'name a zone, band or tier, or write a change in percent');
  }
  const amounts = all.map(({ amount }) => amount).sort(compare);
  const decimals = Math.max(...all.map((one) => one.decimals));
  return { value: { least: amounts[0]!, most: amounts.at(-1)!, per: first!.per, decimals }, problems: [] };
}

/**
 * Charges of the candidate of which a price is another than on the base's side. A version is held against the one of the
 * base with the same date, else against the latest one before it. What the base does not have at all is a new price, not a
 * changed one.
 */
export function changedPrices(base: CompiledPlans, candidate: CompiledPlans): ChangedPrices[] {
  const found: ChangedPrices[] = [];
  for (const [plan, versions] of candidate) {
    const before = base.get(plan);
    if (!before) continue;
    const byCharge = new Map<string, Map<number, number[]>>();
    versions.forEach((version, index) => {
      const old = counterpart(before, version);
      if (!old || old === version) return;
      for (const id of idsOf(version)) {
        const cells = changedCells(old, version, id);
        if (cells.length === 0) continue;
        if (!byCharge.has(id)) byCharge.set(id, new Map());
        byCharge.get(id)!.set(index, cells);
      }
    });
    for (const [charge, cells] of byCharge) {
      const prices = { plan, charge, cells };
      found.push({ words: wordsOf(versions, prices), prices });
    }
  }
  return found.sort((a, b) => (a.words < b.words ? -1 : a.words > b.words ? 1 : 0));
}

/** `data-overage of smart-m, zone eu, tier 2`. */
export function nameOf({ plan, charge, zone, band, tier }: PriceLever): string {
  const parts = [
    ...(zone === undefined ? [] : [`zone ${zone}`]),
    ...(band === undefined ? [] : [`band ${band}`]),
    ...(tier === undefined ? [] : [`tier ${tier}`]),
  ];
  return [`${charge} of ${plan}`, ...parts].join(', ');
}

/** The same text for the same setting. */
export function settingKey(setting: PriceSetting): string {
  if ('prices' in setting) {
    const { plan, charge, cells } = setting.prices;
    return JSON.stringify([plan, charge, [...cells], formatRational(setting.percent)]);
  }
  const { lever, price } = setting;
  const to =
    'percent' in price ? ['%', formatRational(price.percent)] : [formatRational(price.amount), price.per ?? ''];
  return JSON.stringify([nameOf(lever), to]);
}

/** A price as the plan says it: `0.09 / min` is 0.09 per min. */
interface Written {
  readonly amount: Rational;
  readonly per: string | undefined;
  readonly decimals: number;
  /** Base units in `per`. */
  readonly size: Rational;
  readonly version: CompiledPlan;
}

const ONE_PIECE = rational(1n);

function writtenOf(version: CompiledPlan, id: string, cell: number): Written {
  const charge = chargeOf(version, id);
  const flat = (amount: Rational): Written => ({
    ...{ amount, per: undefined, size: ONE_PIECE, version },
    decimals: decimalsOf(amount) ?? MOST_DECIMALS,
  });
  if (!charge) return flat([...version.recurring, ...version.oneTime].find((part) => part.id === id)!.amount);
  if (charge.packageSize) {
    const { size } = charge.packageSize;
    return { ...flat(charge.rates[0]!), size, per: quantityText(size, charge, version) };
  }
  const [text, per] = charge.written[cell]!.split(/\s*\/\s*/) as [string, string];
  const { perBase } = parseRate(`1 / ${per}`, version.units)!;
  const decimals = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  return { amount: parseDecimal(text)!, per, decimals, size: divide(ONE_PIECE, perBase), version };
}

/** In the largest unit of the plan of which it is a decimal number, at least one: `100 MB`. */
function quantityText(size: Rational, { dimension }: CompiledCharge, { units }: CompiledPlan): string {
  const all = unitsOf(dimension, units).filter(([name]) => !name.endsWith('iB') && name !== 'ms');
  const [name, unit] =
    all.find(([, one]) => compare(size, one) >= 0 && decimalsOf(divide(size, one)) !== undefined) ?? all.at(-1)!;
  return `${formatRational(divide(size, unit))} ${name}`;
}

/** An amount a `per`, in the unit in which the price is written. */
function inUnitOf(
  amount: Rational,
  per: string,
  { size, per: own, version }: Written,
  lever: PriceLever,
): Rational | Problem {
  const problem = (message: string, fix: string): Problem =>
    refused(lever, 'SIM-WRONG-DIMENSION', message, fix).problems[0]!;
  if (own === undefined) {
    return problem(`${nameOf(lever)} is an amount of money, not a price per ${shownText(per)}`, 'leave the unit out');
  }
  if (per === own) return amount;
  const unit = (text: string) => parseQuantity(/^[\d.]/.test(text) ? text : `1 ${text}`, version.units);
  const [given, now] = [unit(per), unit(own)];
  if (!given || !now || given.dimension !== now.dimension || given.value.n === 0n) {
    return problem(
      `${nameOf(lever)} is written per ${own}, which is no price per ${shownText(per)}`,
      `write it per ${own}`,
    );
  }
  return divide(multiply(amount, size), given.value);
}

function findCells(plans: CompiledPlans, lever: PriceLever): Outcome<PriceCells> {
  const versions = plans.get(lever.plan);
  if (!versions) return unknown(lever, 'plan', lever.plan, [...plans.keys()], '');
  const cells = new Map<number, readonly number[]>();
  let missing: Outcome<never> | undefined;
  versions.forEach((version, index) => {
    const found = cellsIn(version, lever);
    if (found.value) cells.set(index, found.value);
    // The version that came nearest to what is asked for says it best.
    else missing = found;
  });
  return cells.size > 0 ? { value: { plan: lever.plan, charge: lever.charge, cells }, problems: [] } : missing!;
}

function cellsIn(version: CompiledPlan, lever: PriceLever): Outcome<readonly number[]> {
  const charge = chargeOf(version, lever.charge);
  const narrowed = lever.zone !== undefined || lever.band !== undefined || lever.tier !== undefined;
  if (!charge) {
    const known = idsOf(version);
    if (!known.includes(lever.charge))
      return unknown(lever, 'charge', lever.charge, known, ` of ${shownText(lever.plan)}`);
    if (!narrowed) return { value: [0], problems: [] };
    const message = `${lever.charge} of ${lever.plan} is one amount: it has no zones, bands or tiers`;
    return refused(lever, 'SIM-UNKNOWN-NAME', message, 'leave them out');
  }
  const about = ` of ${shownText(lever.charge)} of ${shownText(lever.plan)}`;
  const bands = charge.bands ? version.calendars[charge.bands.calendar]!.bands.slice(0, charge.bandCount) : [];
  const tiers = Array.from({ length: charge.tierCount }, (_, index) => String(index + 1));
  const zones = pick(charge.zone?.names ?? [], lever.zone);
  if (!zones) return unknown(lever, 'zone', lever.zone!, charge.zone?.names ?? [], about);
  const chosenBands = pick(bands, lever.band);
  if (!chosenBands) return unknown(lever, 'band', lever.band!, bands, about);
  const chosenTiers = pick(tiers, lever.tier === undefined ? undefined : String(lever.tier));
  if (!chosenTiers) return unknown(lever, 'tier', String(lever.tier), tiers, about);
  const value = zones.flatMap((zone) =>
    chosenBands.flatMap((band) =>
      chosenTiers.map((tier) => (zone * charge.bandCount + band) * charge.tierCount + tier),
    ),
  );
  return { value, problems: [] };
}

/** Indexes: of the one that is named, of all where none is. One where there are no names at all; undefined: not there. */
function pick(names: readonly string[], name: string | undefined): number[] | undefined {
  if (name === undefined) return names.length === 0 ? [0] : names.map((_, index) => index);
  const index = names.indexOf(name);
  return index < 0 ? undefined : [index];
}

function unknown(
  lever: PriceLever,
  what: string,
  name: string,
  known: readonly string[],
  about: string,
): { readonly problems: readonly Problem[] } {
  const near = nearest(name, known);
  const fix =
    near !== undefined
      ? `write \`${shownText(near)}\``
      : known.length > 0
        ? `write ${wordList(known)}`
        : `leave \`${what}\` out`;
  return refused(lever, 'SIM-UNKNOWN-NAME', `there is no ${what} ${shownText(name)}${about}`, fix);
}

function refused(
  { place }: PriceLever,
  code: 'SIM-UNKNOWN-NAME' | 'SIM-BAD-VALUE' | 'SIM-WRONG-DIMENSION',
  message: string,
  fix: string,
): { readonly problems: readonly Problem[] } {
  return { problems: [{ code, severity: 'error', message, place, fix }] };
}

/** The plans with these prices changed; `lever` is whom a problem is about. */
function changed(
  plans: CompiledPlans,
  { plan, charge, cells }: PriceCells,
  change: (written: Written) => Rational | Problem,
  lever?: PriceLever,
): Outcome<CompiledPlans> {
  const problems: Problem[] = [];
  const next = (version: CompiledPlan, cell: number): Rational | undefined => {
    const made = change(writtenOf(version, charge, cell));
    if ('code' in made) problems.push(made);
    else if (made.n < 0n || (decimalsOf(made) ?? MOST_DECIMALS + 1) > MOST_DECIMALS) {
      const what = made.n < 0n ? 'less than nothing' : `no decimal number of at most ${MOST_DECIMALS} decimals`;
      const message = `the new price of ${charge} of ${plan} is ${what}`;
      if (!lever) throw new RangeError(message);
      problems.push(...refused(lever, 'SIM-BAD-VALUE', message, 'write another price').problems);
    } else return made;
    return undefined;
  };
  const versions = plans.get(plan)!.map((version, index) => {
    const own = cells.get(index);
    return own ? withCells(version, charge, new Map(own.map((cell) => [cell, next(version, cell)]))) : version;
  });
  if (problems.length > 0) return { problems: [problems[0]!] };
  return { value: new Map([...plans].map(([id, all]) => [id, id === plan ? versions : all])), problems: [] };
}

function withCells(
  version: CompiledPlan,
  id: string,
  amounts: ReadonlyMap<number, Rational | undefined>,
): CompiledPlan {
  const flat = <T extends { readonly id: string; readonly amount: Rational }>(parts: readonly T[]): readonly T[] =>
    parts.map((part) => (part.id === id ? { ...part, amount: amounts.get(0) ?? part.amount } : part));
  if (!chargeOf(version, id)) {
    return { ...version, recurring: flat(version.recurring), oneTime: flat(version.oneTime) };
  }
  const charges = version.charges.map((charge) => {
    if (charge.id !== id) return charge;
    const rates = [...charge.rates];
    const written = [...charge.written];
    for (const [cell, amount] of amounts) {
      if (!amount) continue;
      const { per, size } = writtenOf(version, id, cell);
      rates[cell] = charge.packageSize ? amount : divide(amount, size);
      written[cell] = charge.packageSize ? formatRational(amount) : `${formatRational(amount)} / ${per}`;
    }
    return { ...charge, rates, written };
  });
  return { ...version, charges };
}

const chargeOf = ({ charges }: CompiledPlan, id: string): CompiledCharge | undefined =>
  charges.find((charge) => charge.id === id);

const idsOf = ({ recurring, oneTime, charges }: CompiledPlan): string[] =>
  [...recurring, ...oneTime, ...charges].map(({ id }) => id);

/** The version of the base that this one of the candidate stands in the place of. */
function counterpart(base: readonly CompiledPlan[], { effective }: CompiledPlan): CompiledPlan | undefined {
  const day = effective.newFrom ?? Number.NEGATIVE_INFINITY;
  return base.findLast((version) => (version.effective.newFrom ?? Number.NEGATIVE_INFINITY) <= day) ?? base[0];
}

/** Rates of the new version whose zone, band and tier the old one has at another price. */
function changedCells(old: CompiledPlan, version: CompiledPlan, id: string): number[] {
  const [before, after] = [chargeOf(old, id), chargeOf(version, id)];
  if (!after) {
    const amount = (plan: CompiledPlan) => [...plan.recurring, ...plan.oneTime].find((part) => part.id === id)?.amount;
    const [was, is] = [amount(old), amount(version)];
    return was && is && !equal(was, is) ? [0] : [];
  }
  if (!before) return [];
  const places = new Map(placesOf(old, before).map((key, cell) => [key, before.rates[cell]!]));
  return placesOf(version, after).flatMap((key, cell) => {
    const was = places.get(key);
    return was && !equal(was, after.rates[cell]!) ? [cell] : [];
  });
}

/** By rate: zone, band and tier in words, `zone eu, tier 2`. */
function placesOf(version: CompiledPlan, { zone, bands, bandCount, tierCount, rates }: CompiledCharge): string[] {
  const names = bands ? version.calendars[bands.calendar]!.bands : [];
  return rates.map((_, cell) => {
    const tier = cell % tierCount;
    const band = Math.floor(cell / tierCount) % bandCount;
    const row = Math.floor(cell / (tierCount * bandCount));
    return [
      ...(zone ? [`zone ${zone.names[row]}`] : []),
      ...(names.length > 0 ? [`band ${names[band]}`] : []),
      ...(tierCount > 1 ? [`tier ${tier + 1}`] : []),
    ].join(', ');
  });
}

function wordsOf(versions: readonly CompiledPlan[], { plan, charge, cells }: PriceCells): string {
  const name = `${charge} of ${plan}`;
  const [[index, own]] = [...cells] as [[number, readonly number[]]];
  const version = versions[index]!;
  const full = chargeOf(version, charge);
  if (!full || own.length === full.rates.length) return name;
  const places = placesOf(version, full);
  return own.length === 1 ? `${name}, ${places[own[0]!]}` : `${name}, ${own.length} of its ${full.rates.length} prices`;
}
