/** From customers to a population: who is in it, and how many customers each of them stands for. */

import { formatUnits, type Rational } from '../../exact/rational.ts';
import { nearest, wordList } from '../../problems/nearest.ts';
import type { Outcome, Place, Problem } from '../../problems/problem.ts';
import { shownCount, shownText } from '../../problems/shown.ts';
import type { CustomerColumns } from '../../usage/columns.ts';
import type { Assumptions } from '../assumptions.ts';
import { MILLION, type Population } from '../population.ts';
import { allocate, draw } from './draw-sample.ts';
import { type Groups, groupsOf, type Labelled } from './groups.ts';
import { shareOut } from './share-out.ts';

/** Customers that a recipe has made, as they were drawn. */
export interface RecipeCustomers {
  readonly id: string;
  /** How many real customers they stand for; undefined: as many as there are. */
  readonly standsFor: number | undefined;
  readonly plans: readonly string[];
  readonly segments: readonly string[];
  /** By customer: index into plans and segments. */
  readonly draws: readonly { readonly number: number; readonly plan: number; readonly segment: number }[];
}

export interface Chosen {
  readonly population: Population;
  /** Of the customers given (recipes one after the other), those in the population, rising; undefined: all. */
  readonly customers: Uint32Array | undefined;
}

type Asked = Pick<Assumptions, 'population' | 'places'>;

/** Customers of a usage file. */
export function populationOfColumns(columns: CustomerColumns, asked: Asked): Outcome<Chosen> {
  const { standsFor } = asked.population;
  const base = columns.weight ?? new Float64Array(columns.size).fill(MILLION);
  if (columns.weight !== undefined && standsFor !== undefined) {
    const sum = total(columns.weight);
    if (sum !== BigInt(standsFor) * BigInt(MILLION)) {
      const message = `the weights of the customers add up to ${shownCustomers(sum)}, not to ${shownCount(standsFor)}`;
      const fix =
        sum % BigInt(MILLION) === 0n
          ? `write \`stands_for: ${inCustomers(sum)}\`, or correct the weights`
          : 'correct the weights in the file of customers';
      return { problems: [problem('SIM-WEIGHTS', placeOf(asked, 'stands_for'), message, fix)] };
    }
  }
  const weighted = columns.weight !== undefined || standsFor !== undefined || asked.population.segments !== undefined;
  const whole = standsFor === undefined ? total(base) : BigInt(standsFor) * BigInt(MILLION);
  return finish(columns, {
    ...{ asked, base, whole, nameOf: columns.nameOf },
    // Everybody, each for one customer, is no sample of anything; customers with weights are one of something unknown.
    kind: weighted ? 'sample' : 'full',
    countable: !weighted,
    strata: undefined,
  });
}

/** Customers of recipes, one recipe after the other. A recipe is a stratum: each is drawn by itself. */
export function populationOfRecipes(recipes: readonly RecipeCustomers[], asked: Asked): Outcome<Chosen> {
  const plans = [...new Set(recipes.flatMap((recipe) => recipe.plans))];
  const segments = [...new Set(recipes.flatMap((recipe) => recipe.segments))];
  const size = recipes.reduce((sum, { draws }) => sum + draws.length, 0);
  const customers = { size, plans, segments, plan: new Uint16Array(size), segment: new Uint16Array(size) };
  const base = new Float64Array(size);
  const of = new Uint32Array(size);
  const starts: number[] = [];
  let customer = 0;
  recipes.forEach((recipe, index) => {
    starts.push(customer);
    const planAt = recipe.plans.map((name) => plans.indexOf(name));
    const segmentAt = recipe.segments.map((name) => segments.indexOf(name));
    const count = recipe.draws.length;
    const own = shareOut(BigInt(recipe.standsFor ?? count) * BigInt(MILLION), new Uint8Array(count).fill(1));
    recipe.draws.forEach(({ plan, segment }, n) => {
      customers.plan[customer] = planAt[plan]!;
      customers.segment[customer] = segmentAt[segment]!;
      base[customer] = own[n]!;
      of[customer] = index;
      customer += 1;
    });
  });
  const nameOf = (number: number): string => {
    let index = of[number]!;
    if (number >= size) index = recipes.length - 1;
    const recipe = recipes[index]!;
    return `${recipe.id}/${recipe.draws[number - starts[index]!]!.number}`;
  };
  const { standsFor } = asked.population;
  const members = recipes.map(({ draws }, index) => Uint32Array.from(draws, (_, n) => starts[index]! + n));
  return finish(customers, {
    ...{ asked, base, nameOf, kind: 'model', countable: false },
    whole: standsFor === undefined ? total(base) : BigInt(standsFor) * BigInt(MILLION),
    strata: { of, names: recipes.map(({ id }) => id), members },
  });
}

interface Making {
  readonly asked: Asked;
  /** Weights before anything is asked, in millionths. */
  readonly base: Float64Array;
  /** What all weights must add up to. */
  readonly whole: bigint;
  readonly nameOf: (customer: number) => string;
  readonly kind: Population['kind'];
  /** Whether the customers given are all there are. */
  readonly countable: boolean;
  /** Those that customers have of themselves. */
  readonly strata: Groups | undefined;
}

function finish(customers: Labelled, making: Making): Outcome<Chosen> {
  const { asked, base, whole, nameOf } = making;
  if (customers.size === 0) {
    const { place } = asked.population;
    return {
      problems: [
        problem('SIM-NOBODY', place, 'the population has no customers', 'name recipes or usage that have some'),
      ],
    };
  }
  const weights = asked.population.segments
    ? bySegment(customers, making)
    : { value: scaled(base, whole), problems: [] };
  if (!weights.value) return weights;
  const { sample } = asked.population;
  const groups = sample ? groupsOf(customers, sample.strata) : (making.strata ?? groupsOf(customers, []));
  const sizes = groups.members.map(({ length }) => length);
  const counts = sample ? allocate(sizes, sample.customers) : sizes;
  if (!counts) {
    const needed = sizes.reduce((sum, size) => sum + Math.min(2, size), 0);
    const message = `${shownCount(sample!.customers)} customers are too few for ${shownCount(sizes.length)} strata with two of each`;
    return {
      problems: [problem('SIM-SAMPLE', sample!.place, message, `draw at least ${needed}, or stratify by less`)],
    };
  }
  const everybody = counts.every((count, stratum) => count === sizes[stratum]);
  const chosen = everybody ? undefined : draw(groups, counts, sample!.seed);
  const population: Population = {
    kind: everybody || making.kind === 'model' ? making.kind : 'sample',
    size: chosen?.length ?? customers.size,
    nameOf: chosen ? (customer) => nameOf(chosen[customer]!) : nameOf,
    ...{ plans: customers.plans, segments: customers.segments },
    plan: picked(customers.plan, chosen),
    segment: picked(customers.segment, chosen),
    weight: chosen ? expanded(weights.value, groups, chosen) : weights.value,
    stratum: picked(groups.of, chosen),
    strata: groups.names.map((name, stratum) => ({
      name,
      whole: making.countable ? sizes[stratum]! : undefined,
      sampled: counts[stratum]!,
    })),
  };
  return { value: { population, customers: chosen }, problems: [] };
}

function picked<T extends Uint16Array | Uint32Array>(values: T, chosen: Uint32Array | undefined): T {
  if (!chosen) return values;
  const out = values.slice(0, chosen.length) as T;
  for (let index = 0; index < chosen.length; index += 1) out[index] = values[chosen[index]!]!;
  return out;
}

/** The weights of the drawn: those of each stratum add up to the weights of all in it, exactly. */
function expanded(weights: Float64Array, { of, members }: Groups, chosen: Uint32Array): Float64Array {
  const drawn = members.map((): number[] => []);
  chosen.forEach((customer, index) => {
    drawn[of[customer]!]!.push(index);
  });
  const given = new Float64Array(chosen.length);
  members.forEach((customers, stratum) => {
    let sum = 0n;
    for (const customer of customers) sum += BigInt(weights[customer]!);
    const own = drawn[stratum]!.map((index) => weights[chosen[index]!]!);
    // Drawn are only customers who weigh nothing: then all of the stratum are taken as alike.
    const parts = own.some((part) => part > 0) ? own : own.map(() => 1);
    shareOut(sum, parts).forEach((weight, n) => {
      given[drawn[stratum]![n]!] = weight;
    });
  });
  return given;
}

const scaled = (base: Float64Array, whole: bigint): Float64Array =>
  total(base) === whole ? base : shareOut(whole, base);

/** Each segment has its share of the whole; within, customers weigh as they did. */
function bySegment(customers: Labelled, { asked, base, whole }: Making): Outcome<Float64Array> {
  const shares = asked.population.segments!;
  const groups = groupsOf(customers, ['segment']);
  const nameOf = (group: number): string => customers.segments[customers.segment[groups.members[group]![0]!]!]!;
  const names = groups.members.map((_, group) => nameOf(group));
  const problems = [...shares].flatMap(([name, share]): Problem[] => {
    if (names.includes(name) || share.n === 0n) return [];
    return [nobody(`in segment \`${shownText(name)}\``, placeOf(asked, `segments.${name}`), name, names)];
  });
  for (const name of names) {
    if (shares.has(name)) continue;
    const message = `the population has customers of ${name === '' ? 'no segment' : `segment ${shownText(name)}`}, without a share`;
    const fix = name === '' ? 'give every customer a segment' : `add \`${shownText(name)}: 0 %\` to leave them out`;
    problems.push(problem('SIM-SHARES', placeOf(asked, 'segments'), message, fix));
  }
  if (problems.length > 0) return { problems };
  const totals = wholeParts(
    whole,
    names.map((name) => shares.get(name)!),
  );
  const given = new Float64Array(customers.size);
  groups.members.forEach((members, group) => {
    const own = Array.from(members, (customer) => base[customer]!);
    const parts = own.some((part) => part > 0) ? own : own.map(() => 1);
    shareOut(totals[group]!, parts).forEach((weight, n) => {
      given[members[n]!] = weight;
    });
  });
  return { value: given, problems: [] };
}

/** Whole parts in proportion to shares that are any fractions. */
function wholeParts(whole: bigint, shares: readonly Rational[]): bigint[] {
  const denominator = shares.reduce((product, { d }) => product * d, 1n);
  const parts = shares.map(({ n, d }) => (n * denominator) / d);
  const sum = parts.reduce((all, part) => all + part, 0n);
  const given = parts.map((part) => (whole * part) / sum);
  let left = whole - given.reduce((all, part) => all + part, 0n);
  const order = parts
    .map((part, index) => ({ index, rest: (whole * part) % sum }))
    .sort((a, b) => (a.rest > b.rest ? -1 : a.rest < b.rest ? 1 : a.index - b.index));
  for (const { index } of order) {
    if (left === 0n) break;
    given[index]! += 1n;
    left -= 1n;
  }
  return given;
}

export function total(weights: Float64Array): bigint {
  // Sums of doubles are exact below 2^53: few of them are made into a big number.
  let sum = 0n;
  let part = 0;
  for (let index = 0; index < weights.length; index += 1) {
    const next = part + weights[index]!;
    if (next > Number.MAX_SAFE_INTEGER) {
      sum += BigInt(part);
      part = weights[index]!;
    } else part = next;
  }
  return sum + BigInt(part);
}

/** Customers of a weight in millionths, as short as it is. */
export function inCustomers(millionths: bigint): string {
  const text = formatUnits(millionths, 6);
  return text.replace(/\.?0+$/, '');
}

/** As inCustomers, for a message. */
const shownCustomers = (millionths: bigint): string => {
  const [whole = '', part] = inCustomers(millionths).split('.');
  return `${shownCount(BigInt(whole))}${part === undefined ? '' : `.${part}`}`;
};

const placeOf = ({ population, places }: Asked, key: string): Place =>
  places?.get(`population.${key}`) ?? population.place;

function problem(code: Problem['code'], place: Place, message: string, fix: string): Problem {
  return { code, severity: 'error', message, place, fix };
}

/** What is said of a name that nobody of the population has. */
export function nobody(what: string, place: Place, written: string, names: readonly string[]): Problem {
  const near = nearest(written, names);
  const known = names.filter((name) => name !== '').slice(0, 12);
  const none =
    'the customers have no segments: give them some (`segments` of a recipe, a column `segment` in the mapping of usage), or take it out';
  const others = known.length > 0 ? `write ${wordList(known)}, or take it out` : none;
  const fix = near ? `write \`${shownText(near)}\`` : others;
  return problem('SIM-NOBODY', place, `nobody in the population is ${what}`, fix);
}
