/** Which charge prices which kind of usage, as the plan's README tells it. */

import type { Allowance, Match, PlanHistory, RatePlan, UsageCharge } from '../plan/model.ts';
import type { RecordKind } from '../usage/batch.ts';
import type { Law } from './law.ts';

const within = (values: readonly string[] | undefined, value: string): boolean => !values || values.includes(value);

const matches = (match: Match, kind: RecordKind): boolean =>
  match.services.includes(kind.service) &&
  within(match.directions, kind.direction) &&
  within(match.to, kind.to) &&
  within(match.in, kind.in);

/** The first charge that matches; one with a table of zones only what has a row. */
export const chargeFor = ({ usage }: RatePlan, kind: RecordKind): UsageCharge | undefined =>
  usage.find(({ match, price }) => {
    if (!matches(match, kind)) return false;
    return price.model !== 'per-unit' || !price.zone || price.zone.names.includes(kind[price.zone.attribute]);
  });

/** A kind of usage with the id of its charge in every version. */
export interface KnownKind {
  readonly kind: RecordKind;
  readonly charges: readonly string[];
}

/** Of a key that a match leaves open, so many values are tried; of kinds of one charge, so many are kept. */
const MOST_VALUES = 40;
const MOST_KINDS = 8;

/** Kinds of usage that every version has a price for: some of every charge, in the order of the plan. */
export function knownKinds(history: PlanHistory): readonly KnownKind[] {
  const before = known.get(history);
  const kinds = before ?? findKinds(history);
  known.set(history, kinds);
  return kinds;
}

const known = new WeakMap<PlanHistory, readonly KnownKind[]>();

function findKinds({ versions }: PlanHistory): KnownKind[] {
  const zones = { to: new Set(['']), in: new Set(['']) };
  for (const { match, price } of versions.flatMap(({ usage }) => usage)) {
    for (const zone of match.to ?? []) zones.to.add(zone);
    for (const zone of match.in ?? []) zones.in.add(zone);
    if (price.model === 'per-unit' && price.zone)
      for (const name of price.zone.names) zones[price.zone.attribute].add(name);
  }
  const found = new Map<string, KnownKind>();
  for (const plan of versions) for (const charge of plan.usage) addKinds(found, versions, plan, charge, zones);
  return [...found.values()];
}

function addKinds(
  found: Map<string, KnownKind>,
  versions: readonly RatePlan[],
  plan: RatePlan,
  charge: UsageCharge,
  zones: Readonly<Record<'to' | 'in', ReadonlySet<string>>>,
): void {
  const { match, price } = charge;
  const rows = price.model === 'per-unit' ? price.zone : undefined;
  const open = (key: 'to' | 'in'): readonly string[] =>
    (match[key] ?? (rows?.attribute === key ? rows.names : [...zones[key]])).slice(0, MOST_VALUES);
  let kept = 0;
  for (const service of match.services) {
    for (const direction of match.directions ?? ['', 'out', 'in']) {
      for (const to of open('to')) {
        for (const where of open('in')) {
          const kind = { service, direction, to, in: where };
          const charges = versions.map((version) => chargeFor(version, kind)?.id);
          if (kept === MOST_KINDS) return;
          if (chargeFor(plan, kind) !== charge || charges.includes(undefined)) continue;
          found.set(`${service} ${direction} ${to} ${where}`, { kind, charges: charges as string[] });
          kept += 1;
        }
      }
    }
  }
}

/** Kinds of usage that the law has something to say of. */
export const kindsFor = ({ except, against }: Law, history: PlanHistory): KnownKind[] =>
  knownKinds(history).filter(
    ({ kind, charges }) =>
      charges.every((id) => !except.has(id)) && (against?.versions ?? []).every((plan) => chargeFor(plan, kind)),
  );

/** The charges of a plan that an allowance can cover usage of. */
export function coveredBy(plan: RatePlan, allowance: Allowance): readonly UsageCharge[] {
  const before = covered.get(allowance);
  const charges = before ?? findCovered(plan, allowance);
  covered.set(allowance, charges);
  return charges;
}

const covered = new WeakMap<Allowance, readonly UsageCharge[]>();

function findCovered(plan: RatePlan, { covers }: Allowance): UsageCharge[] {
  const kinds = knownKinds({ id: plan.id, versions: [plan] }).filter(({ kind }) =>
    covers.some((match) => matches(match, kind)),
  );
  const ids = new Set(kinds.flatMap(({ charges }) => charges));
  // What the sample of kinds leaves out: a charge of the same service may be covered.
  const shared = ({ match }: UsageCharge): boolean =>
    covers.some(({ services }) => services.some((service) => match.services.includes(service)));
  return plan.usage.filter((charge) => ids.has(charge.id) || (shared(charge) && overlaps(charge.match, covers)));
}

function overlaps(match: Match, covers: readonly Match[]): boolean {
  const meet = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
    !a || !b || a.some((value) => b.includes(value));
  return covers.some(
    (cover) => meet(match.directions, cover.directions) && meet(match.to, cover.to) && meet(match.in, cover.in),
  );
}
