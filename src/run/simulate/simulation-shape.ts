/**
 * What simulation.json must look like. One description serves three times: what is read is held against it, what is written has its order
 * of keys, and the JSON Schema that is published is held against it by a test.
 */

import { type Impact, type Simulation, STEP_GROUPS } from '../../simulation/result.ts';
import { Misshapen } from '../check-shape.ts';
import { REACHES } from '../diff/result.ts';

export type Shape =
  | { readonly kind: 'text' }
  /** Decimal text: no exponent, no separators. */
  | { readonly kind: 'amount' }
  | { readonly kind: 'count' }
  | { readonly kind: 'whole' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'null-or'; readonly of: Shape }
  | { readonly kind: 'list'; readonly of: Shape; readonly length?: number }
  /** `name`: under which the schema has it once. */
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, Field>>; readonly name?: string };

interface Field {
  readonly shape: Shape;
  readonly isOptional: boolean;
}

const text: Shape = { kind: 'text' };
const amount: Shape = { kind: 'amount' };
const count: Shape = { kind: 'count' };
const whole: Shape = { kind: 'whole' };
const flag: Shape = { kind: 'flag' };
const oneOf = (...words: readonly string[]): Shape => ({ kind: 'words', words });
const orNull = (of: Shape): Shape => ({ kind: 'null-or', of });
const list = (of: Shape, length?: number): Shape => ({ kind: 'list', of, ...(length !== undefined && { length }) });
const maybe = (shape: Shape): Field => ({ shape, isOptional: true });

/** Every field of the type, and no other. */
function object<T>(fields: { readonly [Key in keyof T]-?: Shape | Field }, name?: string): Shape {
  const entries = Object.entries<Shape | Field>(fields);
  return {
    kind: 'object',
    ...(name !== undefined && { name }),
    fields: Object.fromEntries(
      entries.map(([key, one]) => [key, 'kind' in one ? { shape: one, isOptional: false } : one]),
    ),
  };
}

type Item<List> = List extends readonly (infer One)[] ? One : never;
type Behavioural = NonNullable<Simulation['behaviour']>;
type Certain = Simulation['certainty'];
type MonteCarlo = NonNullable<Certain['monteCarlo']>;
type Calibration = NonNullable<Simulation['controls']['calibration']>;
type Backtest = NonNullable<Simulation['backtest']>;
type Better = NonNullable<Impact['betterOff']>;

const interval = object<MonteCarlo['interval']>({ low: amount, high: amount, confidence: amount }, 'interval');
const change = object<Impact['revenue']>(
  {
    ...{ before: amount, after: amount, change: amount, percent: orNull(amount) },
    ...{ interval: maybe(interval), percentInterval: maybe(interval) },
  },
  'change',
);
const mark = maybe(oneOf('suppressed', 'few'));
const BANDS = ['much-better', 'better', 'same', 'worse', 'much-worse'] as const;

const group = object<Item<Impact['plans']>>(
  {
    ...{ name: text, sampled: count, mark, customers: maybe(change), revenue: maybe(change), billed: maybe(change) },
    ...{ margin: maybe(change), arpu: maybe(change), less: maybe(amount), same: maybe(amount), more: maybe(amount) },
  },
  'group',
);

const betterOff = object<Better>(
  {
    ...{ sampled: count, customers: amount, saving: amount },
    moves: list(
      object<Item<Better['moves']>>({
        ...{ from: text, to: text, sampled: count, mark, customers: maybe(amount), saving: maybe(amount) },
      }),
    ),
  },
  'betterOff',
);

const impact = object<Impact>(
  {
    ...{ sampled: count, customers: change, revenue: change, tax: change, billed: change },
    ...{ cost: maybe(change), margin: maybe(change), arpu: change },
    waterfall: list(
      object<Item<Impact['waterfall']>>({
        group: oneOf(...STEP_GROUPS),
        ...{ component: text, before: amount, after: amount, change: amount },
      }),
    ),
    ...{ plans: list(group), segments: list(group) },
    months: list(
      object<Item<Impact['months']>>({
        ...{ month: text, customers: change, revenue: change, billed: change, margin: maybe(change) },
      }),
    ),
    bands: list(
      object<Item<Impact['bands']>>({
        ...{ band: oneOf(...BANDS), sampled: count, mark, customers: maybe(amount), change: maybe(amount) },
      }),
    ),
    deciles: list(
      object<Item<Impact['deciles']>>({
        ...{ decile: count, sampled: count, mark, customers: maybe(amount), from: maybe(amount), to: maybe(amount) },
        billed: maybe(change),
        bands: maybe(
          object<Record<(typeof BANDS)[number], string>>({
            ...{ 'much-better': amount, better: amount, same: amount, worse: amount, 'much-worse': amount },
          }),
        ),
      }),
    ),
    unpaid: maybe(
      object<NonNullable<Impact['unpaid']>>({
        ...{ sampled: count, mark, negative: maybe(count), customers: maybe(amount), billed: maybe(change) },
      }),
    ),
    shock: object<Impact['shock']>({
      ...{ percent: amount, amount, sampled: count, bills: amount, customers: amount },
    }),
    histogram: object<Impact['histogram']>({
      width: amount,
      bins: list(object<Item<Impact['histogram']['bins']>>({ from: amount, customers: amount })),
    }),
    betterOff: maybe(betterOff),
    movers: list(
      object<Item<Impact['movers']>>({
        ...{ customer: text, plan: text, segment: text, before: amount, after: amount, change: amount },
        ...{ weight: amount, why: text },
      }),
    ),
  },
  'impact',
);

const behaviour = object<Behavioural>({
  impact,
  responses: list(
    object<Item<Behavioural['responses']>>({
      response: oneOf('growth', 'elasticity', 'churn', 'migration', 'take-up', 'new-customers', 'phase-in'),
      ...{ revenue: amount, change: amount, customers: amount },
    }),
  ),
  usage: list(
    object<Item<Behavioural['usage']>>({
      ...{ service: text, segment: text, plan: text },
      ...{ price: orNull(amount), elasticity: amount, asked: amount, reached: orNull(amount) },
    }),
  ),
  churn: maybe(object<NonNullable<Behavioural['churn']>>({ customers: amount, revenue: amount })),
  migration: maybe(betterOff),
  takeUp: list(
    object<Item<Behavioural['takeUp']>>({
      ...{ plan: text, fromOurs: amount, newCustomers: amount, revenue: amount, cannibalised: amount },
    }),
  ),
});

const end = object<Item<Certain['tornado']>['low']>({ at: text, change: amount });

const certainty = object<Certain>({
  ...{ method: oneOf('none', 'bootstrap'), confidence: amount, resamples: count, seed: whole, library: text },
  sets: maybe(
    list(
      object<Item<NonNullable<Certain['sets']>>>({
        ...{ set: oneOf('low', 'central', 'high'), revenue: change, margin: maybe(change) },
      }),
    ),
  ),
  tornado: list(object<Item<Certain['tornado']>>({ what: text, low: end, high: end })),
  breakEven: list(
    object<Item<Certain['breakEven']>>({
      ...{ what: text, between: list(amount, 2), per: text, ends: list(amount, 2), price: orNull(amount), why: text },
    }),
  ),
  monteCarlo: maybe(
    object<MonteCarlo>({
      ...{ draws: count, seed: whole, mean: amount, interval, falls: amount },
      histogram: object<MonteCarlo['histogram']>({
        width: amount,
        bins: list(object<Item<MonteCarlo['histogram']['bins']>>({ from: amount, draws: count })),
      }),
    }),
  ),
});

const calibration = object<Calibration>({
  ...{ method: text, rounds: count, converged: flag },
  controls: list(
    object<Item<Calibration['controls']>>({ what: text, asked: amount, before: amount, after: amount, source: text }),
  ),
  moved: list(amount, 3),
  effective: object<Calibration['effective']>({ before: amount, after: amount }),
});

const backtest = object<Backtest>({
  unlike: maybe(list(text)),
  ...{ predicted: change, actual: amount, error: amount, errorPercent: orNull(amount), covered: maybe(flag) },
  segments: list(
    object<Item<Backtest['segments']>>({
      ...{ name: text, sampled: count, predicted: amount, actual: amount },
      ...{ errorPercent: orNull(amount), covered: maybe(flag) },
    }),
  ),
  ...{ meanAbsolutePercent: orNull(amount), coverage: orNull(amount) },
});

const reached = object<Simulation['reach']['keeps']>({ sampled: count, customers: amount });

export const SIMULATION: Shape = object<Simulation>({
  header: object<Simulation['header']>({
    ...{ rateproof: text, timeZoneData: text, id: text, title: maybe(text), file: text, base: text, candidate: text },
    ...{ currency: text, decimals: count },
    population: object<Simulation['header']['population']>({
      ...{ kind: oneOf('full', 'sample', 'model'), name: text, sampled: count, customers: amount, records: count },
    }),
    invoices: object<Simulation['header']['invoices']>({ from: text, before: text }),
    ...{ months: list(text), seed: whole },
  }),
  reach: object<Simulation['reach']>(
    Object.fromEntries(REACHES.map((name) => [name, reached])) as Record<(typeof REACHES)[number], Shape>,
  ),
  ...{ static: impact, behaviour: maybe(behaviour), certainty },
  controls: object<Simulation['controls']>({
    checks: list(
      object<Item<Simulation['controls']['checks']>>({ what: text, one: amount, other: amount, same: flag }),
    ),
    records: object<Simulation['controls']['records']>({
      ...{ all: count, rated: count, screened: count, unrated: count, notBilled: count },
    }),
    calibration: maybe(calibration),
  }),
  backtest: maybe(backtest),
  assumptions: list(
    object<Item<Simulation['assumptions']>>({
      ...{ what: text, value: text, range: maybe(text), source: text, file: text, line: count },
    }),
  ),
  ...{ notes: list(text), interrupted: flag },
});

export const AMOUNT = '^-?\\d{1,400}(\\.\\d{1,400})?$';
const AMOUNT_TEXT = new RegExp(AMOUNT);

/** The value with its keys in the order of the shape, and no others. Throws Misshapen with the field and what it should have been. */
export function shaped(value: unknown, shape: Shape, field: string): unknown {
  const wrong = (wanted: string): never => {
    throw new Misshapen(`${field === '' ? 'the file' : field} should be ${wanted}`);
  };
  switch (shape.kind) {
    case 'text':
      return typeof value === 'string' ? value : wrong('a text');
    case 'amount':
      return typeof value === 'string' && AMOUNT_TEXT.test(value) ? value : wrong('a decimal amount');
    case 'count':
      return Number.isSafeInteger(value) && (value as number) >= 0 ? value : wrong('a whole number from 0 on');
    case 'whole':
      return Number.isSafeInteger(value) ? value : wrong('a whole number');
    case 'flag':
      return typeof value === 'boolean' ? value : wrong('true or false');
    case 'words':
      return shape.words.includes(value as string) ? value : wrong(`one of ${shape.words.join(', ')}`);
    case 'null-or':
      return value === null ? null : shaped(value, shape.of, field);
    case 'list': {
      if (!Array.isArray(value)) return wrong('a list');
      if (shape.length !== undefined && value.length !== shape.length) return wrong(`a list of ${shape.length}`);
      return value.map((item: unknown, index) => shaped(item, shape.of, `${field}[${index}]`));
    }
    case 'object': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong('an object');
      const given = value as Readonly<Record<string, unknown>>;
      const unknown = Object.keys(given).find((key) => !Object.hasOwn(shape.fields, key));
      if (unknown !== undefined) return wrong(`without ${JSON.stringify(unknown.slice(0, 60))}`);
      const found: Record<string, unknown> = {};
      for (const [key, { shape: inner, isOptional }] of Object.entries(shape.fields)) {
        const one = given[key];
        if (one === undefined && isOptional) continue;
        found[key] = shaped(one, inner, field === '' ? key : `${field}.${key}`);
      }
      return found;
    }
  }
}
