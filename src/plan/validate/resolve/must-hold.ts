/** What a plan promises about its invoices. Other plans it names are looked up when all plans are known. */

import { ZERO } from '../../../exact/rational.ts';
import type { MapNode } from '../../../yaml/document.ts';
import type { StatedLaw, UsageCharge } from '../../model.ts';
import type { Report } from './context.ts';
import { has, mapField, placeOf, scalarField, wordNodes } from './fields.ts';
import { unknownName } from './plan-context.ts';
import { money } from './values.ts';

/** Stands for all charges with that model of tiers. */
const VOLUME = 'volume';

export function resolveMustHold(report: Report, node: MapNode, usage: readonly UsageCharge[]): StatedLaw[] {
  const stated: StatedLaw[] = [];
  const total = scalarField(node, 'zero-usage-costs');
  if (total) stated.push({ law: 'zero-usage-costs', place: placeOf(node, 'zero-usage-costs'), total: money(total) });
  if (has(node, 'more-usage-never-costs-less')) {
    const except = resolveExcept(report, mapField(node, 'more-usage-never-costs-less'), usage);
    const place = placeOf(node, 'more-usage-never-costs-less');
    stated.push({ law: 'more-usage-never-costs-less', place, except });
  }
  const other = mapField(node, 'never-more-than');
  if (other) {
    const by = scalarField(other, 'by');
    stated.push({
      law: 'never-more-than',
      place: placeOf(other, 'plan'),
      plan: scalarField(other, 'plan')!.text,
      by: by ? money(by) : ZERO,
    });
  }
  return stated;
}

function resolveExcept(report: Report, node: MapNode | undefined, usage: readonly UsageCharge[]): string[] {
  if (!node) return [];
  const ids = usage.map(({ id }) => id);
  const volume = usage.filter(({ price }) => price.model === 'volume').map(({ id }) => id);
  return wordNodes(node, 'except').flatMap((named) => {
    if (ids.includes(named.text)) return [named.text];
    if (named.text !== VOLUME) {
      unknownName(report, 'PLAN-UNKNOWN-CHARGE', 'charge', named, [...ids, VOLUME]);
    } else if (volume.length === 0) {
      const message = `\`${VOLUME}\` has no effect: no charge of the plan has that model of tiers`;
      report.add('PLAN-NO-EFFECT', message, named.place);
    }
    return volume;
  });
}
