/** How customers respond: elasticity, churn, migration, take-up, and how the candidate comes month by month. */

import { compare, multiply, type Rational, rational } from '../../exact/rational.ts';
import { shownText } from '../../problems/shown.ts';
import { SERVICES } from '../../units/quantity.ts';
import type { MapNode, Node } from '../../yaml/document.ts';
import type { Fields } from '../../yaml/field-reader.ts';
import type { Behaviour, Churn, Elasticity, Migration, Range, TakeUp } from '../assumptions.ts';
import { partKey } from '../part-place.ts';
import { HUNDRED, NONE, type Reading, UNCHANGED, whomKey } from './reading.ts';

export const BEHAVIOUR_KEYS = ['elasticity', 'churn', 'migration', 'take_up', 'phase_in'];
export const ELASTICITY_KEYS = ['service', 'segment', 'plan', 'value', 'by', 'source'];
export const CHURN_KEYS = ['segment', 'plan', 'points', 'scale', 'source'];
export const POINT_KEYS = ['bill', 'leave'];
export const MIGRATION_KEYS = ['who', 'inertia', 'at_least', 'to', 'source'];
export const TAKE_UP_KEYS = ['plan', 'of', 'share', 'new_customers', 'source'];
export const WHOM_KEYS = ['segment', 'plan'];
export const PHASE_IN_KEYS = ['months', 'source'];
const LEAST_ELASTICITY = rational(-10n);
const MOST_SCALE = rational(100n);
const MOST_NEW = 1_000_000_000;
const MOST_POINTS = 50;
const MOST_PHASES = 60;

const NO_BEHAVIOUR: Behaviour = {
  ...{ elasticity: [], churn: [], migration: undefined, takeUp: [], phaseIn: undefined },
};

export function readBehaviour(node: Node | undefined, reading: Reading): Behaviour {
  const map = reading.map(node, '`behaviour`', '`{ elasticity: [ … ], churn: [ … ] }`');
  if (!map) return NO_BEHAVIOUR;
  const fields = reading.fields(map, '`behaviour`', BEHAVIOUR_KEYS, []);
  const list = <T>(key: string, form: string, read: (entry: MapNode, reading: Reading) => T | undefined): T[] =>
    reading.entries(fields.get(key), `\`${key}\``, form).flatMap((entry) => read(entry, reading) ?? []);
  const elasticity = list('elasticity', '`- { service: data, value: -0.4, source: … }`', readElasticity);
  const churn = list('churn', '`- { points: [ { bill: 0 %, leave: 1 % }, … ], source: … }`', readChurn);
  const takeUp = list('take_up', '`- { plan: smart-x, share: 2 %, source: … }`', readTakeUp);
  const place = (one: { readonly place: Elasticity['place'] }) => one.place;
  reading.once(
    elasticity,
    (one) => `${one.service} ${whomKey(one)}`,
    place,
    'elasticities of one service for the same customers',
  );
  reading.once(churn, whomKey, place, 'tables of churn for the same customers');
  reading.reached(elasticity, (a, b) => a.service === b.service, 'elasticity');
  reading.reached(churn, () => true, 'table of churn');
  reading.once(takeUp, (one) => `${one.plan} ${whomKey(one.of)}`, place, 'shares of the same customers for one plan');
  return {
    ...{ elasticity, churn, takeUp },
    migration: readMigration(fields.get('migration'), reading),
    phaseIn: readPhaseIn(fields.get('phase_in'), reading),
  };
}

function readElasticity(map: MapNode, reading: Reading): Elasticity | undefined {
  const before = reading.problems.length;
  const fields = reading.fields(map, 'an elasticity', ELASTICITY_KEYS, ['service', 'value']);
  const sourced = reading.sourced(map, fields, 'an elasticity');
  const service = reading.service(fields.get('service'));
  const whom = reading.whom(fields);
  const value = reading.range(fields.get('value'), '`value`', (node, what) => readValue(node, what, reading));
  const by = reading.oneOf(fields.get('by'), '`by`', ['records', 'length'] as const) ?? 'records';
  if (by === 'length' && service !== undefined && ['message', 'unit'].includes(SERVICES[service]!)) {
    const message = `\`by: length\` has no effect: a record of ${service} is one, and is not shorter or longer`;
    reading.error('SIM-NO-EFFECT', fields.get('by')!.place, message, 'write `by: records`');
  }
  if (!sourced || !whom || service === undefined || !value || reading.problems.length > before) return undefined;
  return { service, value, by, ...whom, ...sourced };
}

function readValue(node: Node | undefined, what: string, reading: Reading): Rational | undefined {
  const value = reading.number(node, what, 'a number from -10 to 0: -0.4');
  if (!value || !node) return undefined;
  if (value.n > 0n) {
    const text = node.kind === 'scalar' ? node.text.replace('+', '') : '';
    const message = `an elasticity of ${text} says that people use more of what costs more`;
    return reading.error('SIM-SIGN', node.place, message, `write -${text}`);
  }
  return compare(value, LEAST_ELASTICITY) >= 0 ? value : reading.wrong(node, what, 'a number from -10 to 0: -0.4');
}

function readChurn(map: MapNode, reading: Reading): Churn | undefined {
  const before = reading.problems.length;
  const fields = reading.fields(map, 'churn', CHURN_KEYS, ['points']);
  const sourced = reading.sourced(map, fields, 'churn');
  const whom = reading.whom(fields);
  const points = readPoints(fields.get('points'), reading);
  const scale =
    reading.range(fields.get('scale'), '`scale`', (node, what) => readScale(node, what, reading)) ?? UNCHANGED;
  if (!sourced || !whom || !points || reading.problems.length > before) return undefined;
  const most = points.at(-1)!.leave;
  if (compare(multiply(most, scale.high), HUNDRED) <= 0) return { points, scale, ...whom, ...sourced };
  const message = 'with the high end of `scale` more than 100 % of the customers leave';
  return reading.error('SIM-BAD-VALUE', fields.get('scale')!.place, message, 'write a lower `scale`, or lower shares');
}

function readScale(node: Node | undefined, what: string, reading: Reading): Rational | undefined {
  const form = 'a factor from 0 to 100: 1.2';
  const value = reading.number(node, what, form);
  if (!value || (value.n >= 0n && compare(value, MOST_SCALE) <= 0)) return value;
  return reading.wrong(node!, what, form);
}

function readPoints(node: Node | undefined, reading: Reading): Churn['points'] | undefined {
  const before = reading.problems.length;
  const maps = reading.entries(node, '`points`', '`- { bill: 10 %, leave: 1.5 % }`');
  if (node && maps.length > MOST_POINTS) {
    const message = `\`points\` has ${maps.length} entries; at most ${MOST_POINTS} can be read`;
    return reading.error('SIM-TOO-LARGE', node.place, message, 'write fewer');
  }
  const points = maps.flatMap((map) => {
    const fields = reading.fields(map, 'a point', POINT_KEYS, POINT_KEYS);
    const bill = reading.percent(fields.get('bill'), '`bill`', 'any');
    const leave = reading.share(fields.get('leave'), '`leave`');
    return bill && leave ? { bill, leave, place: map.place } : [];
  });
  if (!node || reading.problems.length > before || points.length === 0) return undefined;
  points.forEach((point, index) => {
    const earlier = points[index - 1];
    if (earlier && compare(point.bill, earlier.bill) <= 0) {
      reading.error(
        'SIM-ORDER',
        point.place,
        'this `bill` is not above the one before',
        'put the points in rising order',
      );
    } else if (earlier && compare(point.leave, earlier.leave) < 0) {
      const message = 'fewer customers leave here although the bill rises by more';
      reading.error('SIM-SIGN', point.place, message, 'let `leave` rise with `bill`');
    }
  });
  return reading.problems.length > before ? undefined : points.map(({ bill, leave }) => ({ bill, leave }));
}

const shareRange = (node: Node | undefined, what: string, reading: Reading): Range | undefined =>
  reading.range(node, what, (one, name) => reading.share(one, name));

function readMigration(node: Node | undefined, reading: Reading): Migration | undefined {
  const map = reading.map(node, '`migration`', '`{ inertia: 90 %, at_least: 2.00, to: all, source: … }`');
  if (!map) return undefined;
  const before = reading.problems.length;
  const fields = reading.fields(map, '`migration`', MIGRATION_KEYS, ['inertia', 'at_least']);
  const sourced = reading.sourced(map, fields, '`migration`');
  const inertia = shareRange(fields.get('inertia'), '`inertia`', reading);
  const atLeast = reading.money(fields.get('at_least'), '`at_least`');
  const who = reading.oneOf(fields.get('who'), '`who`', ['affected', 'everybody'] as const) ?? 'affected';
  const to = readTo(fields.get('to'), reading);
  if (!sourced || !inertia || !atLeast || reading.problems.length > before) return undefined;
  return { who, inertia, atLeast, to, ...sourced };
}

function readTo(node: Node | undefined, reading: Reading): Migration['to'] {
  if (node === undefined || (node.kind === 'scalar' && node.text === 'all')) return 'all';
  return readPlanList(node, '`to`', reading);
}

/** Plans of the candidate, one or several. */
export function readPlanList(node: Node, what: string, reading: Reading): readonly string[] {
  const items = node.kind === 'list' ? node.items : [node];
  if (items.length === 0) reading.wrong(node, what, '`all`, or a list of plans');
  const plans = items.flatMap((item) => {
    const id = reading.plan(item, 'candidate');
    return id === undefined ? [] : { id, place: item.place };
  });
  reading.once(
    plans,
    ({ id }) => id,
    ({ place }) => place,
    'entries of the same plan',
  );
  return plans.map(({ id }) => id);
}

function readTakeUp(map: MapNode, reading: Reading): TakeUp | undefined {
  const before = reading.problems.length;
  const fields = reading.fields(map, '`take_up`', TAKE_UP_KEYS, ['plan']);
  const sourced = reading.sourced(map, fields, '`take_up`');
  const plan = reading.plan(fields.get('plan'), 'candidate');
  const of = readOf(map, fields, reading);
  const share = shareRange(fields.get('share'), '`share`', reading);
  const newCustomers = reading.range(fields.get('new_customers'), '`new_customers`', (node, what) => {
    const count = reading.whole(node, what, 0, MOST_NEW);
    return count === undefined ? undefined : rational(BigInt(count));
  });
  if (!sourced || plan === undefined || reading.problems.length > before) return undefined;
  if (of.plan !== undefined && of.plan === plan) {
    const message = `customers of ${shownText(plan)} have the plan already`;
    return reading.error('SIM-NO-EFFECT', fields.get('of')!.place, message, 'name customers of another plan');
  }
  if (share || newCustomers) return { plan, of, share: share ?? NONE, newCustomers: newCustomers ?? NONE, ...sourced };
  const message = '`take_up` does not say how many take the plan';
  return reading.error('SIM-MISSING-KEY', map.place, message, 'add `share: 2 %` or `new_customers: 500`');
}

function readOf(entry: MapNode, fields: Fields, reading: Reading): TakeUp['of'] {
  const map = reading.map(fields.get('of'), '`of`', '`{ plan: smart-m, segment: consumer }`');
  if (!map) return {};
  const own = reading.fields(map, '`of`', WHOM_KEYS, []);
  for (const [key, value] of own) reading.at(partKey(entry.place, `of.${key}`), value);
  return reading.whom(own) ?? {};
}

function readPhaseIn(node: Node | undefined, reading: Reading): Behaviour['phaseIn'] {
  const map = reading.map(node, '`phase_in`', '`{ months: [25 %, 50 %, 100 %], source: … }`');
  if (!map) return undefined;
  const before = reading.problems.length;
  const fields = reading.fields(map, '`phase_in`', PHASE_IN_KEYS, ['months']);
  const sourced = reading.sourced(map, fields, '`phase_in`');
  const written = fields.get('months');
  if (!written) return undefined;
  if (written.kind !== 'list' || written.items.length === 0) {
    return reading.wrong(written, '`months` of `phase_in`', 'a share for each month: [25 %, 50 %, 100 %]');
  }
  if (written.items.length > MOST_PHASES) {
    const message = `\`months\` of \`phase_in\` has ${written.items.length} entries; at most ${MOST_PHASES} can be read`;
    return reading.error('SIM-TOO-LARGE', written.place, message, 'write fewer; the last share holds on');
  }
  const months = written.items.flatMap((item) => {
    const share = reading.share(item, 'a share of `months`');
    return share ? { share, place: item.place } : [];
  });
  months.forEach(({ share, place }, index) => {
    const earlier = months[index - 1];
    if (!earlier || compare(share, earlier.share) >= 0) return;
    const message = 'the phase-in falls: customers who have the candidate do not lose it';
    reading.error('SIM-ORDER', place, message, 'write a share that is not below the one before');
  });
  if (!sourced || reading.problems.length > before) return undefined;
  return { months: months.map(({ share }) => share), ...sourced };
}
