/** Allowances cover usage that some charge prices, in one way of pricing, and say only what matters there. */

import type { Allowance, UsageCharge } from '../../model.ts';
import { isPeriodPriced } from '../../period-priced.ts';
import type { Report } from '../resolve/context.ts';
import { has, mapsOf, placeOf } from '../resolve/fields.ts';
import type { Draft } from '../resolve/plan.ts';
import { overlaps, reachOf } from './reach.ts';

/** The charges of which an allowance covers something. */
export function coveredBy(allowance: Allowance, usage: readonly UsageCharge[]): UsageCharge[] {
  return usage.filter((charge) => allowance.covers.some((match) => overlaps(match, reachOf(charge))));
}

export function checkAllowances(report: Report, { plan, nodes }: Draft): void {
  for (const allowance of plan.allowances) {
    const node = nodes.get(allowance)!;
    allowance.covers.forEach((match, index) => {
      if (plan.usage.some((charge) => overlaps(match, reachOf(charge)))) return;
      const message = `\`${allowance.id}\` covers nothing here: no usage charge prices such records`;
      const fix = 'add a usage charge for them, or leave the entry out';
      report.add('PLAN-COVERS-NOTHING', message, mapsOf(node, 'covers')[index]!.place, { fix });
    });
    const covered = coveredBy(allowance, plan.usage);
    const once = covered.find(isPeriodPriced);
    const each = covered.find((charge) => !isPeriodPriced(charge));
    if (once && each) {
      report.add('PLAN-SHARED-ALLOWANCE', `\`${allowance.id}\` covers charges of both kinds`, allowance.place, {
        related: [
          { message: `\`${once.id}\` is priced once a period`, place: once.place },
          { message: `\`${each.id}\` is priced record by record`, place: each.place },
        ],
        fix: 'make an allowance for each',
      });
    }
    checkRemainder(report, allowance, covered, placeOf(node, 'remainder'), has(node, 'remainder'));
  }
}

function checkRemainder(
  report: Report,
  allowance: Allowance,
  covered: readonly UsageCharge[],
  place: Allowance['place'],
  written: boolean,
): void {
  if (!written || covered.length === 0) return;
  const once = covered.find(isPeriodPriced);
  if (once && allowance.remainder !== 'split') {
    const message = `\`remainder: ${allowance.remainder}\` has no meaning here: \`${once.id}\` is priced once a period`;
    const related = [{ message: 'the charge is here', place: once.place }];
    report.add('PLAN-PERIOD-PRICED', message, place, { related });
  } else if (covered.every(({ increment }) => increment === undefined)) {
    const message = '`remainder` has no effect: no charge that it covers has an `increment`';
    const related = [{ message: 'a charge without one is here', place: covered[0]!.place }];
    report.add('PLAN-NO-EFFECT', message, place, { related });
  }
}
