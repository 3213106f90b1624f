/** Rate tables have a row for every zone that their charge names, and no row that it keeps out. */

import type { Report } from '../resolve/context.ts';
import { has, mapField, placeOf, textField, wordNodes } from '../resolve/fields.ts';
import type { Draft } from '../resolve/plan.ts';

export function checkZones(report: Report, { plan, nodes, shared }: Draft): void {
  for (const charge of plan.usage) {
    const zone = charge.price.model === 'per-unit' ? charge.price.zone : undefined;
    const node = nodes.get(charge)!;
    const match = mapField(node, 'match')!;
    if (!zone || !has(match, zone.attribute)) continue;
    const named = wordNodes(match, zone.attribute);
    const table = shared.tables.get(textField(node, 'rates') ?? '');
    const rows = table ? placeOf(table, 'rows') : placeOf(node, 'rates', 'rows');
    for (const { text, place } of named.filter((word) => !zone.names.includes(word.text))) {
      const related = [{ message: 'the rows of the table are here', place: rows }];
      const message = `the rate table of \`${charge.id}\` has no row for \`${text}\``;
      report.add('PLAN-ZONE-RATE', message, place, { related, fix: `add a row for \`${text}\`` });
    }
    const inline = mapField(node, 'rates');
    for (const { key, keyPlace } of (inline && mapField(inline, 'rows')?.entries) ?? []) {
      if (named.some(({ text }) => text === key)) continue;
      const related = [{ message: 'the zones of the charge are here', place: placeOf(match, zone.attribute) }];
      report.add('PLAN-NO-EFFECT', `the row \`${key}\` has no effect: \`match\` keeps the zone out`, keyPlace, {
        related,
      });
    }
  }
}
