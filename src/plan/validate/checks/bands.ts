/** Bands, increments and segments that belong together. */

import { compare, type Rational, rational } from '../../../exact/rational.ts';
import type { MapNode, Node } from '../../../yaml/document.ts';
import type { Report } from '../resolve/context.ts';
import { field, has, mapField, mapsOf, placeOf } from '../resolve/fields.ts';
import type { Draft } from '../resolve/plan.ts';

/** The last increment of the longest call, one of 30 days, still begins and ends where bands are known. */
const LONGEST_INCREMENT = rational(86_400n);
const LONGEST_MINIMUM = rational(30n * 86_400n);

export function checkBands(report: Report, { plan, nodes }: Draft): void {
  for (const charge of plan.usage) {
    const node = nodes.get(charge)!;
    const { bands, increment, minimumQuantity, lineBy, rounding } = charge;
    if (bands?.crossing === 'split-by-increment' && !increment) {
      const message = '`crossing: split-by-increment` needs an `increment` to split by';
      const fix = 'write `increment`, such as `60 s / 1 s`, or another `crossing`';
      report.add('PLAN-NEEDS-INCREMENT', message, placeOf(node, 'bands', 'crossing'), { fix });
    }
    if (bands && bands.crossing !== 'by-start') {
      for (const size of increment ? [increment.first, increment.following] : [])
        checkLength(report, node, 'increment', size, LONGEST_INCREMENT, '24 h');
      checkLength(report, node, 'minimum_quantity', minimumQuantity, LONGEST_MINIMUM, '720 h');
    }
    const table = charge.price.model === 'per-unit' && charge.price.zone !== undefined;
    // A named table belongs to other charges too: only rates written here can be seen to leave the bands out.
    const alike = !ratesByBandIn(node) && !(table && !mapField(node, 'rates'));
    if (bands && alike && !rounding.segment && !lineBy.includes('band')) {
      const message = '`bands` has no effect: every band has the same rate';
      const fix = 'write a rate for each band, or leave `bands` out';
      report.add('PLAN-NO-EFFECT', message, placeOf(node, 'bands'), { fix });
    }
    const own = mapField(node, 'rounding');
    if (!bands && own && has(own, 'segment')) {
      const message = '`rounding.segment` has no effect: the charge has no `bands`';
      report.add('PLAN-NO-EFFECT', message, placeOf(own, 'segment'), { fix: 'write `record` to round each record' });
    }
    if (minimumQuantity && increment?.partial === 'up' && compare(minimumQuantity, increment.first) <= 0) {
      const message = '`minimum_quantity` has no effect: the first increment is as large';
      const related = [{ message: 'the increment is here', place: placeOf(node, 'increment') }];
      report.add('PLAN-NO-EFFECT', message, placeOf(node, 'minimum_quantity'), { related });
    }
  }
}

function checkLength(
  report: Report,
  node: MapNode,
  key: string,
  size: Rational | undefined,
  longest: Rational,
  written: string,
): void {
  if (!size || compare(size, longest) <= 0) return;
  const message = `\`${key}\` is more than ${written}, which bands cannot cut`;
  report.add('PLAN-TOO-LARGE', message, placeOf(node, key), { fix: 'write less, or `crossing: by-start`' });
}

function ratesByBandIn(node: MapNode): boolean {
  const tiers = mapField(node, 'tiers');
  const table = mapField(node, 'rates');
  const written: (Node | undefined)[] = [
    field(node, 'rate'),
    ...(tiers ? mapsOf(tiers, 'steps').map((step) => field(step, 'rate')) : []),
    ...((table && mapField(table, 'rows')?.entries.map(({ value }) => value)) ?? []),
  ];
  return written.some((rate) => rate?.kind === 'map');
}
