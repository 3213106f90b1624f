/** Whom a simulation is about: recipes or usage, a sample of them, what they stand for, and totals they must have. */

import { compare, formatRational, type Rational, rational, subtract } from '../../exact/rational.ts';
import { shownText } from '../../problems/shown.ts';
import { parseQuantity, REDEFINABLE_UNITS, SERVICES, STANDARD_UNITS, type UnitTable } from '../../units/quantity.ts';
import type { MapNode, Node } from '../../yaml/document.ts';
import { type Fields, MEASURED_IN } from '../../yaml/field-reader.ts';
import type { Control, PopulationAsked, Sample } from '../assumptions.ts';
import { HUNDRED, type Reading, sumOf, whomKey } from './reading.ts';

export const POPULATION_KEYS = ['recipes', 'usage', 'data', 'stands_for', 'segments', 'sample', 'calibrate'];
export const SAMPLE_KEYS = ['customers', 'by', 'seed'];
export const CONTROL_KEYS = ['customers', 'revenue', 'usage', 'service', 'segment', 'plan', 'source'];
const STRATA = ['plan', 'segment'] as const;
const MEASURES = ['customers', 'revenue', 'usage'] as const;
const MOST_CUSTOMERS = 1_000_000_000;
const MOST_SAMPLED = 10_000_000;
export const MOST_SEED = 0x7fff_ffff;

export function readPopulation(
  node: Node | undefined,
  reading: Reading,
): Omit<PopulationAsked, 'currency'> | undefined {
  const map = reading.map(node, '`population`', '`{ recipes: all }`');
  if (!map) return undefined;
  const before = reading.problems.length;
  const fields = reading.fields(map, '`population`', POPULATION_KEYS, []);
  const from = readFrom(map, fields, reading);
  const standsFor = reading.whole(fields.get('stands_for'), '`stands_for`', 1, MOST_CUSTOMERS);
  reading.at('population.stands_for', fields.get('stands_for'));
  const segments = readSegments(fields.get('segments'), reading);
  const sample = readSample(fields.get('sample'), reading);
  const calibrate = readControls(fields.get('calibrate'), reading);
  if (!from || reading.problems.length > before) return undefined;
  return { from, sample, standsFor, segments, calibrate, place: map.place };
}

function readFrom(map: MapNode, fields: Fields, reading: Reading): PopulationAsked['from'] | undefined {
  const [recipes, usage, data] = ['recipes', 'usage', 'data'].map((key) => fields.get(key));
  if (recipes && (usage ?? data)) {
    const message = 'a population is of recipes or of usage, not of both';
    return reading.error('SIM-TWICE', (usage ?? data)!.place, message, 'keep one of them');
  }
  if (recipes) return readRecipes(recipes, reading);
  if (!usage && !data) {
    const fix = 'add `recipes: all`, or `usage:` with a mapping and `data:` with its folder';
    return reading.error('SIM-MISSING-KEY', map.place, '`population` does not say who they are', fix);
  }
  if (!usage || !data) {
    const [has, needs] = usage ? ['usage', 'data'] : ['data', 'usage'];
    const fix = `add \`${needs}:\` with ${usage ? 'the folder of the files' : 'the mapping of the files'}`;
    return reading.error('SIM-MISSING-KEY', map.place, `\`${has}\` of \`population\` needs \`${needs}\``, fix);
  }
  const mapping = reading.path(usage, '`usage`');
  const folder = reading.path(data, '`data`');
  reading.at('population.usage', usage);
  reading.at('population.data', data);
  return mapping === undefined || folder === undefined ? undefined : { usage: mapping, data: folder };
}

function readRecipes(node: Node, reading: Reading): PopulationAsked['from'] | undefined {
  reading.at('population.recipes', node);
  if (reading.facts.recipes.length === 0) {
    const message = 'the project has no recipes: there are no customers to simulate';
    const fix =
      'write one, a file in the folder of scenarios that begins with `recipe: <id>`; or take the customers from usage files: `usage:` with a mapping and `data:` with its folder';
    return reading.error('SIM-NOBODY', node.place, message, fix);
  }
  if (node.kind === 'scalar' && node.text === 'all') return { recipes: 'all' };
  const items = node.kind === 'list' ? node.items : [node];
  if (items.length === 0) return reading.wrong(node, '`recipes`', '`all`, or a list of recipes');
  const before = reading.problems.length;
  const ids = items.flatMap((item) => {
    const id = reading.text(item, 'a recipe');
    if (id === undefined || reading.facts.recipes.includes(id)) return id === undefined ? [] : { id, item };
    const message = `there is no recipe \`${shownText(id)}\``;
    return reading.unknown('SIM-UNKNOWN-NAME', item.place, message, id, reading.facts.recipes) ?? [];
  });
  reading.once(
    ids,
    ({ id }) => id,
    ({ item }) => item.place,
    'entries of the same recipe',
  );
  return reading.problems.length > before ? undefined : { recipes: ids.map(({ id }) => id) };
}

function readSegments(node: Node | undefined, reading: Reading): ReadonlyMap<string, Rational> | undefined {
  const map = reading.map(node, '`segments`', '`{ consumer: 80 %, business: 20 % }`');
  if (!map) return undefined;
  reading.at('population.segments', map);
  const before = reading.problems.length;
  const shares = new Map<string, Rational>();
  for (const { key, keyPlace, value } of map.entries) {
    reading.places.set(`population.segments.${key}`, keyPlace);
    const share = reading.share(value, `the share of ${shownText(key)}`);
    if (share) shares.set(key, share);
  }
  if (reading.problems.length > before) return undefined;
  const sum = sumOf(shares.values());
  const missing = subtract(HUNDRED, sum);
  if (missing.n === 0n) return shares;
  const message = `the shares of the segments add up to ${formatRational(sum)} %, not to 100 %`;
  const amount = formatRational(missing.n < 0n ? { n: -missing.n, d: missing.d } : missing);
  const fix = missing.n > 0n ? `add ${amount} % to one of them` : `take ${amount} % off one of them`;
  return reading.error('SIM-SHARES', map.place, message, fix);
}

function readSample(node: Node | undefined, reading: Reading): Sample | undefined {
  const map = reading.map(node, '`sample`', '`{ customers: 2000, by: [plan, segment], seed: 7 }`');
  if (!map) return undefined;
  const fields = reading.fields(map, '`sample`', SAMPLE_KEYS, ['customers', 'seed']);
  const customers = reading.whole(fields.get('customers'), '`customers` of `sample`', 2, MOST_SAMPLED);
  const seed = reading.whole(fields.get('seed'), '`seed` of `sample`', 0, MOST_SEED);
  const by = fields.get('by');
  const items = by === undefined ? [] : by.kind === 'list' ? by.items : [by];
  const strata = items.flatMap((item) => {
    const name = reading.oneOf(item, '`by` of `sample`', STRATA);
    return name === undefined ? [] : { name, place: item.place };
  });
  reading.once(
    strata,
    ({ name }) => name,
    ({ place }) => place,
    'entries of the same',
  );
  if (customers === undefined || seed === undefined) return undefined;
  return { customers, strata: strata.map(({ name }) => name), seed, place: map.place };
}

function readControls(node: Node | undefined, reading: Reading): readonly Control[] {
  const form = '`- { customers: 41000, segment: consumer, source: CRM }`';
  const controls = reading.entries(node, '`calibrate`', form).flatMap((map) => readControl(map, reading) ?? []);
  const keyOf = ({ of, ...whom }: Control): string =>
    `${of.measure} ${of.measure === 'usage' ? of.service : ''} ${whomKey(whom)}`;
  reading.once(controls, keyOf, ({ place }) => place, 'controls of the same total');
  return controls;
}

function readControl(map: MapNode, reading: Reading): Control | undefined {
  const before = reading.problems.length;
  const fields = reading.fields(map, 'a control', CONTROL_KEYS, []);
  const sourced = reading.sourced(map, fields, 'a control');
  const told = MEASURES.filter((key) => fields.has(key));
  const [measure] = told;
  if (measure === undefined || told.length > 1) {
    const message = measure
      ? `a control is of one total, this one is of ${told.join(' and ')}`
      : 'a control needs a total';
    const fix = measure ? 'write a control for each' : 'add `customers:`, `revenue:` or `usage:`';
    return reading.error(measure ? 'SIM-TWICE' : 'SIM-MISSING-KEY', map.place, message, fix);
  }
  const service = reading.service(fields.get('service'));
  if (measure !== 'usage' && fields.has('service')) {
    const message = `\`service\` has no effect on a control of ${measure}`;
    reading.error('SIM-NO-EFFECT', fields.get('service')!.place, message, 'take it out');
  }
  const whom = reading.whom(fields);
  const total = readTotal(measure, map, fields, service, reading);
  if (!total || !whom || !sourced || reading.problems.length > before) return undefined;
  return { ...total, ...whom, ...sourced };
}

function readTotal(
  measure: (typeof MEASURES)[number],
  map: MapNode,
  fields: Fields,
  service: string | undefined,
  reading: Reading,
): Pick<Control, 'of' | 'total'> | undefined {
  const node = fields.get(measure)!;
  switch (measure) {
    case 'customers': {
      const customers = reading.whole(node, '`customers` of a control', 0, MOST_CUSTOMERS);
      return customers === undefined ? undefined : { of: { measure }, total: rational(BigInt(customers)) };
    }
    case 'revenue': {
      const total = reading.money(node, '`revenue` of a control');
      return total && { of: { measure }, total };
    }
    case 'usage': {
      if (!fields.has('service')) {
        return reading.error('SIM-MISSING-KEY', map.place, 'a control of usage needs `service`', 'add `service: data`');
      }
      return service === undefined ? undefined : readUsage(node, service, reading);
    }
  }
}

const QUANTITY = /^\d{1,15}(?:\.\d{1,12})? ?([A-Za-z]+)$/;

function readUsage(node: Node, service: string, reading: Reading): Pick<Control, 'of' | 'total'> | undefined {
  const text = node.kind === 'scalar' ? node.text : '';
  const unit = QUANTITY.exec(text)?.[1];
  const quantity = unit === undefined ? undefined : parseQuantity(text, unitsOfPlans(reading));
  if (unit === undefined || !quantity) {
    return reading.wrong(node, '`usage` of a control', 'a quantity with its unit: 310000 GB');
  }
  const dimension = SERVICES[service]!;
  if (quantity.dimension !== dimension) {
    const message = `\`${text}\` is not a quantity of ${service}, which is measured in ${MEASURED_IN[dimension]}`;
    return reading.error('SIM-WRONG-DIMENSION', node.place, message, 'use a unit in which it is measured');
  }
  const other = differing(unit, reading);
  if (other === undefined) return { of: { measure: 'usage', service, unit }, total: quantity.value };
  const message = `\`${unit}\` is not the same in all plans: ${other}`;
  return reading.error('SIM-BAD-VALUE', node.place, message, `write it in GiB (1024 MiB) or in B`);
}

/** Units are those of the plans. Where plans differ, the unit cannot be used. */
function unitsOfPlans(reading: Reading): UnitTable {
  return tablesOf(reading)[0]?.units ?? STANDARD_UNITS;
}

const tablesOf = ({ facts }: Reading): { readonly id: string; readonly units: UnitTable }[] =>
  [...facts.base.values()].map(({ id, versions }) => ({ id, units: versions[0]!.units }));

/** What is said of a unit that plans have of several sizes; undefined where they agree. */
export function differing(unit: string, reading: Reading): string | undefined {
  if (!REDEFINABLE_UNITS.some((name) => name === unit)) return undefined;
  const sizes = tablesOf(reading).map(({ id, units }) => ({ id, size: units.get(unit)!.size }));
  const [first] = sizes;
  const other = first && sizes.find(({ size }) => compare(size, first.size) !== 0);
  if (!first || !other) return undefined;
  return `${formatRational(first.size)} bytes in ${first.id}, ${formatRational(other.size)} in ${other.id}`;
}
