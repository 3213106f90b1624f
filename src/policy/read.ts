/** Reads `policies:` and `exceptions:` of rateproof.config.yaml; what is not as it can be is a problem, never a policy less. */

import { compare } from '../exact/rational.ts';
import type { Outcome } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import { entry, type MapNode, type Node } from '../yaml/document.ts';
import type { Fields } from '../yaml/field-reader.ts';
import {
  type Exception,
  OF_PLANS,
  type Policies,
  type Policy,
  type PolicyLimits,
  type PolicyName,
  speaksOf,
  WHOLE,
} from './model.ts';
import { type PolicyContext, Reading } from './reading.ts';

/** The keys of the file that are read here, beside its settings. */
export const POLICY_KEYS = ['policies', 'exceptions'] as const;

const COMMON = ['policy', 'plan', 'segment', 'then', 'source'];
/** Known by plan only: a price, and what usage costs. */
const WITHOUT_SEGMENT = COMMON.filter((key) => key !== 'segment');

/** What each policy may have, and what it needs. */
export const POLICY_FORMS: Readonly<
  Record<PolicyName, { readonly keys: readonly string[]; readonly needed: readonly string[] }>
> = {
  'total-change': { keys: [...COMMON, 'at_most', 'at_least'], needed: [] },
  'worse-off': { keys: [...COMMON, 'at_most'], needed: ['at_most'] },
  'bill-increase': { keys: [...COMMON, 'at_most'], needed: ['at_most'] },
  'bill-cap': { keys: [...COMMON, 'at_most'], needed: ['at_most'] },
  'no-negative-line': { keys: COMMON, needed: [] },
  'price-cap': { keys: [...WITHOUT_SEGMENT, 'match', 'at_most', 'basis'], needed: ['match', 'at_most'] },
  margin: { keys: [...WITHOUT_SEGMENT, 'at_least', 'costs'], needed: ['at_least', 'costs'] },
  'scenario-count': { keys: [...COMMON, 'at_least'], needed: ['at_least'] },
  'nothing-unrated': { keys: COMMON, needed: [] },
};

export const EXCEPTION_KEYS = ['policy', 'plan', 'segment', 'scenario', 'owner', 'reason', 'until'];
export const COST_KEYS = ['match', 'cost'];
const NAMES = Object.keys(POLICY_FORMS) as PolicyName[];
/** More than anybody reads. */
const MOST = 500;

/**
 * The policies of a project; none where `document` (the file's, undefined without one) has none. Any problem is an
 * error and leaves no policies at all: what cannot be read must not look as if nothing was asked for.
 */
export function readPolicies(document: Node | undefined, context: PolicyContext): Outcome<Policies> {
  const reading = new Reading(context);
  const policies = itemsOf(document, 'policies', reading).flatMap((item) => readPolicy(item, reading) ?? []);
  const whole = reading.problems.length === 0;
  const exceptions = itemsOf(document, 'exceptions', reading).flatMap(
    (item) => readException(item, reading, whole ? policies : undefined) ?? [],
  );
  const { problems } = reading;
  return problems.length > 0 ? { problems } : { value: { policies, exceptions }, problems };
}

function itemsOf(document: Node | undefined, key: (typeof POLICY_KEYS)[number], reading: Reading): readonly MapNode[] {
  const node = document?.kind === 'map' ? entry(document, key)?.value : undefined;
  if (node === undefined) return [];
  const form =
    key === 'policies' ? '`- policy: no-negative-line`' : '`- { policy: bill-cap, owner: …, reason: …, until: … }`';
  if (node.kind !== 'list') {
    reading.wrong(node, `\`${key}\``, `a list: ${form}`);
    return [];
  }
  if (node.items.length > MOST) {
    const message = `there are ${node.items.length} ${key}; at most ${MOST} can be held`;
    reading.error('POLICY-BAD-VALUE', node.place, message, 'write fewer');
    return [];
  }
  return node.items.flatMap((item) =>
    item.kind === 'map' ? item : (reading.wrong(item, `one of \`${key}\``, form) ?? []),
  );
}

/** The name under `policy`; undefined after a problem. */
function nameOf(map: MapNode, what: string, reading: Reading): PolicyName | undefined {
  const node = entry(map, 'policy')?.value;
  if (!node) return reading.error('POLICY-MISSING-KEY', map.place, `${what} needs \`policy\``, 'add `policy:`');
  const name = node.kind === 'scalar' ? NAMES.find((known) => known === node.text) : undefined;
  if (name !== undefined) return name;
  const written = node.kind === 'scalar' ? node.text : '';
  const message = `there is no policy \`${shownText(written)}\``;
  return reading.unknown('POLICY-UNKNOWN', node.place, message, written, NAMES);
}

function readPolicy(map: MapNode, reading: Reading): Policy | undefined {
  const policy = nameOf(map, 'a policy', reading);
  if (policy === undefined) return undefined;
  const before = reading.problems.length;
  const { keys, needed } = POLICY_FORMS[policy];
  const fields = reading.fields(map, `\`${policy}\``, keys, needed);
  const plan = reading.plan(fields.get('plan'));
  const segment = reading.segment(fields.get('segment'));
  const onBreach = reading.oneOf(fields.get('then'), '`then`', ['warn', 'block'] as const) ?? 'block';
  const source = reading.text(fields.get('source'), '`source`');
  const limits = readLimits(policy, fields, { map, reading, plan });
  if (!limits || reading.problems.length > before) return undefined;
  return { ...limits, about: { plan, segment }, onBreach, source, place: map.place };
}

interface Around {
  readonly map: MapNode;
  readonly reading: Reading;
  readonly plan: string | undefined;
}

function readLimits(policy: PolicyName, fields: Fields, around: Around): PolicyLimits | undefined {
  const { reading, plan } = around;
  const most = fields.get('at_most');
  const least = fields.get('at_least');
  switch (policy) {
    case 'total-change':
      return readTotalChange(fields, around);
    case 'worse-off': {
      const atMost = reading.percent(most, '`at_most`');
      return atMost && { policy, atMost };
    }
    case 'bill-increase': {
      const atMost = reading.limit(most, '`at_most`', plan);
      return atMost && { policy, atMost };
    }
    case 'bill-cap': {
      const atMost = reading.amount(most, '`at_most` of bill-cap', plan);
      return atMost && { policy, atMost };
    }
    case 'price-cap': {
      const match = reading.match(fields.get('match'));
      const atMost = reading.price(most, '`at_most`', plan, match?.dimension);
      const basis = reading.oneOf(fields.get('basis'), '`basis`', ['gross', 'net'] as const) ?? 'gross';
      return match && atMost && { policy, match: match.match, atMost, basis };
    }
    case 'margin': {
      const atLeast = reading.percent(least, '`at_least`', 'any');
      const costs = readCosts(fields.get('costs'), around);
      return atLeast && costs && { policy, atLeast, costs };
    }
    case 'scenario-count': {
      const atLeast = reading.whole(least, '`at_least`');
      return atLeast === undefined ? undefined : { policy, atLeast };
    }
    case 'no-negative-line':
    case 'nothing-unrated':
      return { policy };
  }
}

function readTotalChange(fields: Fields, { map, reading, plan }: Around): PolicyLimits | undefined {
  const before = reading.problems.length;
  const atMost = reading.limit(fields.get('at_most'), '`at_most`', plan);
  const atLeast = reading.limit(fields.get('at_least'), '`at_least`', plan);
  if (reading.problems.length > before) return undefined;
  if (!atMost && !atLeast) {
    const message = '`total-change` needs `at_most`, `at_least` or both';
    return reading.error('POLICY-MISSING-KEY', map.place, message, 'add `at_most: 2 %`');
  }
  if (atMost && atLeast) {
    const place = fields.get('at_least')!.place;
    if ('amount' in atMost && 'amount' in atLeast && atMost.currency !== atLeast.currency) {
      const message = `the limits are in ${atLeast.currency} and in ${atMost.currency}`;
      return reading.error('POLICY-CURRENCY', place, message, 'write a policy for each');
    }
    const [upper, lower] =
      'percent' in atMost && 'percent' in atLeast
        ? [atMost.percent, atLeast.percent]
        : 'amount' in atMost && 'amount' in atLeast
          ? [atMost.amount, atLeast.amount]
          : [undefined, undefined];
    if (upper && lower && compare(lower, upper) > 0) {
      return reading.error('POLICY-NEVER-HOLDS', place, '`at_least` is more than `at_most`', 'change the two');
    }
  }
  return { policy: 'total-change', atMost, atLeast };
}

function readCosts(node: Node | undefined, { reading, plan }: Around) {
  if (node === undefined) return undefined;
  const form = '`- { match: { service: voice }, cost: 0.02 EUR / min }`';
  if (node.kind !== 'list' || node.items.length === 0) return reading.wrong(node, '`costs`', `a list: ${form}`);
  const before = reading.problems.length;
  const costs = node.items.flatMap((item) => {
    if (item.kind !== 'map') return reading.wrong(item, 'a cost', form) ?? [];
    const fields = reading.fields(item, 'a cost', COST_KEYS, COST_KEYS);
    const match = reading.match(fields.get('match'));
    const cost = reading.price(fields.get('cost'), '`cost`', plan, match?.dimension);
    return match && cost ? { match: match.match, cost, place: fields.get('cost')!.place } : [];
  });
  if (reading.problems.length > before) return undefined;
  const currency = costs[0]!.cost.currency;
  const other = costs.find(({ cost }) => cost.currency !== currency);
  if (!other) return costs.map(({ match, cost }) => ({ match, cost }));
  const message = `this cost is in ${other.cost.currency}, the first one in ${currency}`;
  return reading.error('POLICY-CURRENCY', other.place, message, 'write a policy for each currency');
}

/** Without policies (they have problems of their own) it is not asked whether there is one for the exception. */
function readException(map: MapNode, reading: Reading, policies: readonly Policy[] | undefined): Exception | undefined {
  const policy = nameOf(map, 'an exception', reading);
  if (policy === undefined) return undefined;
  const before = reading.problems.length;
  const fields = reading.fields(map, 'an exception', EXCEPTION_KEYS, ['owner', 'reason', 'until']);
  const plan = reading.plan(fields.get('plan'));
  const segment = reading.segment(fields.get('segment'));
  const scenario = reading.text(fields.get('scenario'), '`scenario`');
  const owner = reading.text(fields.get('owner'), '`owner`');
  const reason = reading.text(fields.get('reason'), '`reason`');
  const until = reading.date(fields.get('until'), '`until`');
  const byScenario = !WHOLE.includes(policy) && !OF_PLANS.includes(policy);
  if (scenario !== undefined && !byScenario) {
    const message = `\`${policy}\` is not about single scenarios`;
    reading.error('POLICY-EXCEPTION', fields.get('scenario')!.place, message, 'take `scenario` out');
  }
  if (reading.problems.length > before || owner === undefined || reason === undefined || until === undefined) {
    return undefined;
  }
  const exception = { policy, about: { plan, segment, scenario }, owner, reason, until, place: map.place };
  if (policies === undefined || policies.some((one) => speaksOf(exception, one))) return exception;
  const named = policies.filter((one) => one.policy === policy);
  const place = entry(map, 'policy')!.value.place;
  if (named.length === 0) {
    const declared = [...new Set(policies.map((one) => one.policy))].sort();
    return reading.unknown('POLICY-EXCEPTION', place, `no policy \`${policy}\` is declared`, policy, declared);
  }
  const whole = WHOLE.includes(policy);
  const message = whole
    ? `\`${policy}\` is one number of all that it is about; no such policy is about just these`
    : `no policy \`${policy}\` is about the same customers`;
  return reading.error('POLICY-EXCEPTION', place, message, 'give both the same `plan` and `segment`');
}
