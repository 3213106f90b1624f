/** Hours that go to another band are dearer or cheaper by the rates of both, for every charge that has the bands. */

import { compare } from '../../../exact/rational.ts';
import type { UsageCharge } from '../../model.ts';
import type { Located } from '../side.ts';
import { movedHours, plansWith } from '../week.ts';
import { bySign, type Effect, together } from './sign.ts';

/** Of an edit of a calendar's bands. Holidays, and bands that only one side has, are not known. */
export function hoursEffect(located: Located): Effect {
  const { edit, base, head } = located;
  if (edit.path[0] !== 'bands') return 'unknown';
  const moved = movedHours(located);
  const plans = [base.side, head.side].flatMap((side) => plansWith(side, edit.document.id));
  const charges = plans.flatMap(({ usage }) => usage.filter(({ bands }) => bands?.calendar.id === edit.document.id));
  if (charges.length === 0) return 'unknown';
  const pairs = new Map(moved.map(({ was, is }) => [`${was} ${is}`, [was, is] as const]));
  return together(charges.flatMap((charge) => [...pairs.values()].map(([was, is]) => between(charge, was, is))));
}

function between({ bands, price }: UsageCharge, was: string, is: string): Effect {
  const names = bands?.calendar.bands ?? [];
  const [a, b] = [names.indexOf(was), names.indexOf(is)];
  if (a < 0 || b < 0 || price.model !== 'per-unit') return 'unknown';
  return together(
    price.rates.flatMap((zone) => zone[b]!.map((rate, tier) => bySign(compare(rate.perBase, zone[a]![tier]!.perBase)))),
  );
}
