/** A population with the totals it must have: its weights moved as little as can be, and a report of how far that was. */

import {
  compare,
  decimal,
  decimalsOf,
  divide,
  formatRational,
  formatUnits,
  multiply,
  type Rational,
  rational,
  ZERO,
} from '../../exact/rational.ts';
import type { Outcome, Problem } from '../../problems/problem.ts';
import { shownCount, shownText } from '../../problems/shown.ts';
import { parseQuantity, STANDARD_UNITS, type UnitTable } from '../../units/quantity.ts';
import type { Assumptions, Control, Whom } from '../assumptions.ts';
import { partPlace } from '../part-place.ts';
import { MILLION, type Population } from '../population.ts';
import type { CalibrationReport } from '../result.ts';
import { inCustomers, nobody, total } from './population-of.ts';
import { rake } from './rake.ts';
import { shareOut } from './share-out.ts';
import { solveWhole } from './solve.ts';

/** What each customer has of a measure, for one of it: whole numbers, below 2^53. */
export interface ControlColumn {
  readonly values: Float64Array;
  /** What 1 is worth: of revenue in the currency, of usage in base units. */
  readonly unit: Rational;
}

export interface Calibrating {
  readonly population: Population;
  readonly controls: readonly Control[];
  /** Net revenue of the base by customer, where a control is of revenue. */
  readonly revenue: ControlColumn | undefined;
  /** Usage by customer, by service, where a control is of usage. */
  readonly usage: ReadonlyMap<string, ControlColumn>;
  readonly currency: string;
  /** What the units of the controls are. */
  readonly units?: UnitTable;
  /** Where parts of the controls stand. */
  readonly places?: Assumptions['places'];
}

export interface Calibrated {
  /** The population with other weights. */
  readonly population: Population;
  readonly report: CalibrationReport;
}

const METHOD = 'raking (Deville and Särndal 1992, exponential distance)';
/** Decimals of shares, and of totals that have no end as a decimal. */
const SHOWN = 4;
const MOST_DECIMALS = 6;

/** One control, with what is counted for it. */
interface Counted {
  readonly control: Control;
  readonly values: Float64Array | undefined;
  readonly unit: Rational;
  /** By cell, whether its customers count. */
  readonly holds: readonly boolean[];
  /** In whole numbers of `unit`. */
  readonly target: Rational;
}

/**
 * Weights such that every control total is what it must be. Totals of customers are exact to the millionth wherever
 * that is possible at once; others are within what millionths of a customer make of them. A control that nobody is in,
 * or that no weights reach, is a problem at its line.
 */
export function calibrate(asked: Calibrating): Outcome<Calibrated> {
  const { population, controls } = asked;
  const cells = cellsOf(population);
  const counted = controls.map((control) => count(control, cells, asked));
  const problems = counted.flatMap((one) => impossible(one, counted, asked, cells) ?? []);
  if (problems.length > 0) return { problems };
  // A total of 0 that nobody adds to is so already.
  const open = counted.filter((one) => !isEmpty(one, population, cells));
  const { weight, rounds, converged, missing } = rake({
    weight: population.weight,
    cell: cells.of,
    totalsOf: cells.names.map((_, cell) => open.flatMap(({ holds }, index) => (holds[cell] ? index : []))),
    values: open.map(({ values }) => values),
    // Weights are millionths, and so are what they add up to.
    targets: open.map(({ target }) => Number(formatDouble(target)) * MILLION),
  });
  if (!converged) {
    const worst = missing.reduce((most, gap, index) => (size(gap) > size(missing[most]!) ? index : most), 0);
    return { problems: [notReached(open[worst]!, totalOf(open[worst]!, rounded(weight), cells), asked)] };
  }
  const after = wholeWeights(weight, open, cells);
  const before = population.weight;
  const report: CalibrationReport = {
    ...{ method: METHOD, rounds, converged },
    controls: counted.map((one) => ({
      what: [controlText(one.control), ...unitOf(one.control, asked)].join(', '),
      asked: numberText(one.control.total, one.control, asked),
      before: numberText(multiply(totalOf(one, before, cells), one.unit), one.control, asked),
      after: numberText(multiply(totalOf(one, after, cells), one.unit), one.control, asked),
      source: one.control.source,
    })),
    moved: moved(before, after),
    effective: { before: effective(before), after: effective(after) },
  };
  return { value: { population: withWeights(population, after), report }, problems: [] };
}

/**
 * Customers with other weights than they had. Everybody, no longer each for one, are a sample of those whom the totals count; and
 * where the weights come to another number of customers, nobody knows what part of them was drawn.
 */
function withWeights(population: Population, weight: Float64Array): Population {
  if (weight.every((own, customer) => own === population.weight[customer])) return population;
  const countable = population.kind === 'sample' && total(weight) === total(population.weight);
  return {
    ...population,
    kind: population.kind === 'full' ? 'sample' : population.kind,
    weight,
    strata: countable ? population.strata : population.strata.map((stratum) => ({ ...stratum, whole: undefined })),
  };
}

const size = (gap: number): number => (gap < 0 ? -gap : gap);
const formatDouble = ({ n, d }: Rational): string => formatUnits((n * 10n ** 12n) / d, 12);
const rounded = (weight: Float64Array): Float64Array =>
  weight.map((one) => (Number.isFinite(one) && one < Number.MAX_SAFE_INTEGER ? Math.round(one) : 0));

/** Customers of one plan and segment count in the same controls. */
interface Cells {
  readonly of: Uint32Array;
  readonly names: readonly Whom[];
}

function cellsOf({ plans, segments, plan, segment, size: customers }: Population): Cells {
  const names = plans.flatMap((onPlan) => segments.map((inSegment): Whom => ({ plan: onPlan, segment: inSegment })));
  const of = new Uint32Array(customers);
  for (let customer = 0; customer < customers; customer += 1) {
    of[customer] = plan[customer]! * segments.length + segment[customer]!;
  }
  return { of, names };
}

function count(control: Control, { names }: Cells, { revenue, usage }: Calibrating): Counted {
  const holds = names.map(
    ({ plan, segment }) =>
      (control.plan === undefined || control.plan === plan) &&
      (control.segment === undefined || control.segment === segment),
  );
  const column =
    control.of.measure === 'revenue'
      ? revenue
      : control.of.measure === 'usage'
        ? usage.get(control.of.service)
        : undefined;
  if (control.of.measure !== 'customers' && !column) throw new Error(`no column for ${controlText(control)}`);
  const unit = column?.unit ?? rational(1n);
  return { control, values: column?.values, unit, holds, target: divide(control.total, unit) };
}

/** Whether nobody who weighs something adds to it. */
function isEmpty({ holds, values }: Counted, { weight, size: customers }: Population, { of }: Cells): boolean {
  for (let customer = 0; customer < customers; customer += 1) {
    if (holds[of[customer]!] && weight[customer]! > 0 && (values?.[customer] ?? 1) !== 0) return false;
  }
  return true;
}

/** What no weights can give, found before any are looked for. */
function impossible(one: Counted, all: readonly Counted[], asked: Calibrating, cells: Cells): Problem | undefined {
  const { population, places } = asked;
  const { control, holds, values, target } = one;
  const present = new Set(cells.of);
  if (!holds.some((held, cell) => held && present.has(cell))) {
    const known = (key: 'plan' | 'segment'): string[] =>
      [...new Set([...present].map((cell) => cells.names[cell]![key]!))].sort();
    for (const key of ['segment', 'plan'] as const) {
      const written = control[key];
      if (written !== undefined && !known(key).includes(written)) {
        return nobody(
          `${key === 'segment' ? 'in' : 'on'} ${key} \`${shownText(written)}\``,
          partPlace(places, control.place, key),
          written,
          known(key),
        );
      }
    }
    const fix = 'take the control out';
    return unreachable(control, `nobody in the population is ${whomText(control)}`, fix, places);
  }
  const range = rangeOf(one, population, cells);
  if (isEmpty(one, population, cells)) {
    if (target.n === 0n) return undefined;
    return unreachable(
      control,
      `no customer here has any ${controlText(control)}`,
      'correct the total, or take the control out',
      places,
    );
  }
  const sign = compare(target, ZERO);
  if ((sign <= 0 && range.low >= 0) || (sign >= 0 && range.high <= 0)) {
    const message = `${controlText(control)} cannot be ${amountText(control.total, control, asked)}: every customer weighs more than nothing`;
    return unreachable(control, message, 'correct the total, or leave these customers out of the population', places);
  }
  const customers =
    values &&
    all.find(
      ({ control: other }) =>
        other.of.measure === 'customers' && other.plan === control.plan && other.segment === control.segment,
    );
  if (!customers || customers.target.n === 0n) return undefined;
  const each = divide(target, customers.target);
  if (compare(each, rational(BigInt(range.low))) >= 0 && compare(each, rational(BigInt(range.high))) <= 0)
    return undefined;
  const text = (units: Rational): string => amountText(multiply(units, one.unit), control, asked);
  const message =
    `${controlText(control)} would be ${text(each)} for each of the ${amountText(customers.target, customers.control, asked)} customers; ` +
    `those here have from ${text(rational(BigInt(range.low)))} to ${text(rational(BigInt(range.high)))}`;
  return {
    ...unreachable(control, message, 'correct one of the two totals', places),
    related: [
      { message: 'the customers are told here', place: partPlace(places, customers.control.place, 'customers') },
    ],
  };
}

function rangeOf({ holds, values }: Counted, { weight, size: customers }: Population, { of }: Cells) {
  let [low, high] = [Infinity, -Infinity];
  for (let customer = 0; customer < customers; customer += 1) {
    if (!holds[of[customer]!] || weight[customer] === 0) continue;
    const value = values?.[customer] ?? 1;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? { low: 0, high: 0 } : { low, high };
}

function unreachable(control: Control, message: string, fix: string, places: Calibrating['places']): Problem {
  const place = partPlace(places, control.place, control.of.measure);
  return { code: 'SIM-CONTROL', severity: 'error', message, place, fix };
}

function notReached({ control, unit }: Counted, near: Rational, asked: Calibrating): Problem {
  const found = amountText(decimal(fixed(multiply(near, unit), 2)), control, asked);
  const wanted = amountText(control.total, control, asked);
  const message = `${controlText(control)} cannot be ${wanted} together with the other controls; the nearest found is ${found}`;
  return unreachable(
    control,
    message,
    'look for the control that contradicts it, and correct one of the two',
    asked.places,
  );
}

/** Sum of weights times values, exactly, in whole numbers of the control's unit. */
function totalOf({ holds, values }: Counted, weight: Float64Array, { of }: Cells): Rational {
  let sum = 0n;
  for (let customer = 0; customer < weight.length; customer += 1) {
    if (!holds[of[customer]!]) continue;
    sum += values ? BigInt(weight[customer]!) * BigInt(values[customer]!) : BigInt(weight[customer]!);
  }
  return rational(sum, BigInt(MILLION));
}

/** Weights in whole millionths, with the totals of customers exact where whole numbers can be. */
function wholeWeights(weight: Float64Array, counted: readonly Counted[], { of, names }: Cells): Float64Array {
  const members = names.map((): number[] => []);
  for (let customer = 0; customer < weight.length; customer += 1) members[of[customer]!]!.push(customer);
  const parts = members.map((customers) => customers.map((customer) => Math.round(weight[customer]!)));
  const sums = parts.map((own) => own.reduce((sum, part) => sum + BigInt(part), 0n));
  const ofCustomers = counted.filter(({ control }) => control.of.measure === 'customers');
  // Cells with the most customers take what is left over: there it is least to each.
  const order = names.map((_, cell) => cell).filter((cell) => sums[cell]! > 0n);
  order.sort((a, b) => members[b]!.length - members[a]!.length || a - b);
  const left = ofCustomers.map(({ holds, target }) => {
    const there = sums.reduce((sum, one, cell) => (holds[cell] ? sum + one : sum), 0n);
    return (target.n * BigInt(MILLION)) / target.d - there;
  });
  const moves = solveWhole(
    ofCustomers.map(({ holds }) => order.map((cell) => holds[cell]!)),
    left,
  );
  const after = new Float64Array(weight.length);
  members.forEach((customers, cell) => {
    const sum = sums[cell]! + (moves?.[order.indexOf(cell)] ?? 0n);
    shareOut(sum < 0n ? 0n : sum, parts[cell]!).forEach((one, n) => {
      after[customers[n]!] = one;
    });
  });
  return after;
}

/** After / before: least, middle and most, of those who weighed something. */
function moved(before: Float64Array, after: Float64Array): [string, string, string] {
  const kept = [...before.keys()].filter((customer) => before[customer]! > 0);
  const ratios = Float64Array.from(kept, (customer) => after[customer]! / before[customer]!);
  const order = ratios.map((_, index) => index).sort((a, b) => ratios[a]! - ratios[b]! || a - b);
  const text = (at: number): string => {
    const customer = kept[order[at]!]!;
    return fixed(rational(BigInt(after[customer]!), BigInt(before[customer]!)), SHOWN);
  };
  return [text(0), text(Math.floor((order.length - 1) / 2)), text(order.length - 1)];
}

/** Kish: (sum w)^2 / sum w^2. */
function effective(weight: Float64Array): string {
  const sum = total(weight);
  let squares = 0n;
  for (const one of weight) squares += BigInt(one) * BigInt(one);
  return squares === 0n ? '0' : fixed(rational(sum * sum, squares), 1);
}

/** Rounded half up, for ratios that are shown. */
function fixed({ n, d }: Rational, decimals: number): string {
  const scaled = n * 10n ** BigInt(decimals) * 2n + d;
  const units = scaled / (2n * d) - (scaled % (2n * d) < 0n ? 1n : 0n);
  return formatUnits(units, decimals);
}

/** All digits where there are few; otherwise six. */
function shortText(value: Rational): string {
  const decimals = decimalsOf(value);
  if (decimals !== undefined && decimals <= MOST_DECIMALS) return formatRational(value);
  return fixed(value, MOST_DECIMALS).replace(/\.?0+$/, '');
}

/** For a message. */
function amountText(value: Rational, control: Control, asked: Calibrating): string {
  const number = numberText(value, control, asked).replace(/^-?\d+/, (whole) => shownCount(BigInt(whole)));
  return [number, ...unitOf(control, asked)].join(' ');
}

const unitOf = ({ of }: Control, { currency }: Calibrating): string[] => {
  switch (of.measure) {
    case 'customers':
      return [];
    case 'revenue':
      return [currency];
    case 'usage':
      return [of.unit];
  }
};

/** A number alone, in the unit of its control: reports hold numbers. */
function numberText(value: Rational, { of }: Control, { units = STANDARD_UNITS }: Calibrating): string {
  switch (of.measure) {
    case 'customers':
      return value.d === 1n ? value.n.toString() : inCustomers((value.n * BigInt(MILLION)) / value.d);
    case 'revenue':
      return formatRational(value, 2);
    case 'usage': {
      const one = parseQuantity(`1 ${of.unit}`, units)!.value;
      return shortText(divide(value, one));
    }
  }
}

/** `data in segment business`. */
export function controlText(control: Control): string {
  const { of } = control;
  const what = of.measure === 'usage' ? `use of ${of.service}` : of.measure;
  const whom = whomText(control);
  return whom === '' ? what : `${what} ${whom}`;
}

/** `in segment consumer, on plan smart-m`; empty: everybody. */
export function whomText({ segment, plan }: Whom): string {
  return [
    ...(segment === undefined ? [] : [`in segment ${segment}`]),
    ...(plan === undefined ? [] : [`on plan ${plan}`]),
  ].join(', ');
}
