/** Versions of one plan: on different days, alike in what cannot change, and each of use to somebody. */

import { equal, formatRational } from '../../../exact/rational.ts';
import { REDEFINABLE_UNITS, STANDARD_UNITS } from '../../../units/quantity.ts';
import type { MapNode, Node } from '../../../yaml/document.ts';
import type { RatePlan } from '../../model.ts';
import type { Report } from '../resolve/context.ts';
import { mapField, placeOf, scalarField, textField } from '../resolve/fields.ts';
import type { Draft } from '../resolve/plan.ts';

/** Checks the versions of one plan, earliest first. */
export function checkVersions(report: Report, versions: readonly Draft[]): void {
  const [first, ...later] = versions;
  for (const version of later) agree(report, first!, version);
  versions.forEach((version, index) => {
    const next = versions[index + 1];
    if (next && next.plan.effective.newFrom === version.plan.effective.newFrom) sameDate(report, version, next);
    moves(report, version, versions.slice(index + 1));
  });
}

const SHARED: readonly (readonly [string, (plan: RatePlan) => unknown])[] = [
  ['currency', (plan) => plan.currency.code],
  ['timezone', (plan) => plan.timezone],
  ['units', (plan) => unitsText(plan)],
  ['prices', (plan) => plan.prices],
  ['bill_cycle', (plan) => plan.anchor],
];

/** In bytes, so that 1,000 kB and 1 MB are the same. A quantity in a scenario means one thing over all versions. */
function unitsText({ units }: RatePlan): string {
  const own = REDEFINABLE_UNITS.filter((name) => !equal(units.get(name)!.size, STANDARD_UNITS.get(name)!.size));
  return own.map((name) => `${name}: ${formatRational(units.get(name)!.size)} B`).join(', ') || 'as usual';
}

function agree(report: Report, first: Draft, version: Draft): void {
  for (const [key, read] of SHARED) {
    if (read(first.plan) === read(version.plan)) continue;
    const message = `\`${key}\` is \`${read(version.plan)}\` here and \`${read(first.plan)}\` in another version of \`${first.plan.id}\``;
    const related = [{ message: 'the other version is here', place: placeOf(first.node, key) }];
    const fix = `make them alike, or make this a plan of its own`;
    report.add('PLAN-VERSIONS-DISAGREE', message, placeOf(version.node, key), { related, fix });
  }
}

function sameDate(report: Report, first: Draft, second: Draft): void {
  const since = effectiveNode(second.node, 'new');
  const day = since?.kind === 'scalar' ? `on \`${since.text}\`` : 'without `effective.new`';
  const message = `two versions of \`${first.plan.id}\` ${day}`;
  const place = since?.place ?? scalarField(second.node, 'plan')!.place;
  const other = effectiveNode(first.node, 'new')?.place ?? scalarField(first.node, 'plan')!.place;
  const related = [{ message: 'the other one is here', place: other }];
  report.add('PLAN-SAME-DATE', message, place, { related, fix: 'give each version a day of its own' });
}

function effectiveNode(node: MapNode, key: string): Node | undefined {
  const effective = mapField(node, 'effective');
  return effective && scalarField(effective, key);
}

/** Days on which customers move: odd ones are most likely slips, but none is wrong in itself. */
function moves(report: Report, version: Draft, later: readonly Draft[]): void {
  const { newFrom, existingFrom } = version.plan.effective;
  const place = placeOf(version.node, 'effective', 'existing');
  if (existingFrom === 'never' || newFrom === undefined) return;
  const effective = mapField(version.node, 'effective')!;
  if (existingFrom < newFrom) {
    const message = `existing customers move on ${textField(effective, 'existing')}, before the version is open to new ones`;
    const related = [{ message: 'new customers start here', place: placeOf(version.node, 'effective', 'new') }];
    report.add('PLAN-MOVE-DATE', message, place, { related, severity: 'warning' });
  }
  const overtaking = later.find(
    ({ plan }) => plan.effective.existingFrom !== 'never' && plan.effective.existingFrom <= existingFrom,
  );
  if (!overtaking) return;
  const message = 'no existing customer ever moves to this version: a later one takes them at the same time or before';
  const related = [{ message: 'the later one is here', place: placeOf(overtaking.node, 'effective', 'existing') }];
  report.add('PLAN-MOVE-DATE', message, place, { related, severity: 'warning', fix: 'write `existing: never`' });
}
