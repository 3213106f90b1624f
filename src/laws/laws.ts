/** All laws of a plan, with where each of them holds. */

import { allowanceWithin } from './allowance-within.ts';
import { duplicateCustomer } from './duplicate-customer.ts';
import { alone, asItIs, EVERYWHERE, type Law, type LawContext } from './law.ts';
import { linesAddUp } from './lines-add-up.ts';
import { knownKinds } from './matching.ts';
import { moreUsage } from './more-usage.ts';
import { periodInPieces } from './period-in-pieces.ts';
import { recordOrder } from './record-order.ts';
import { splitRecord } from './split-record.ts';
import { statedLaws } from './stated.ts';
import { taxAsItsRate } from './tax-as-its-rate.ts';
import { unusedMonth } from './unused-month.ts';

const DERIVED: ReadonlyMap<string, (context: LawContext) => Law> = new Map([
  ['lines-add-up', linesAddUp],
  ['tax-as-its-rate', taxAsItsRate],
  ['unused-month-costs-its-fees', unusedMonth],
  ['allowance-never-overdrawn', allowanceWithin],
  ['duplicate-customer-doubles', duplicateCustomer],
  ['period-in-pieces', periodInPieces],
  ['record-order-does-not-matter', recordOrder],
  ['split-record-costs-the-same', splitRecord],
  ['more-usage-never-costs-less', moreUsage],
]);

/** Laws of the field that plans have no words for yet: they are listed with the reason, and held of nothing. */
const NOT_YET: readonly (readonly [name: string, says: string, not: string])[] = [
  ['no-cap-exceeded', 'no cap of a plan is exceeded', 'plans have no caps yet'],
  ['unused-add-on-costs-its-fee', 'an add-on that is not used costs exactly its fee', 'plans have no add-ons yet'],
  [
    'cycle-in-pieces',
    'a cycle rated in pieces costs what it costs in one, with counters and allowances handed on',
    'a cycle is rated in one piece: no counter is handed on',
  ],
];

const notYet = ({ history }: LawContext): Law[] =>
  NOT_YET.map(([name, says, not]) => ({
    ...{ name, plan: history.id, says, not },
    ...{ except: EVERYWHERE, about: asItIs, beside: alone, speaksOf: () => false, judge: () => undefined },
  }));

/** Names of all laws that can be held of a plan's bills. */
export const lawNames = (context: LawContext): string[] => [
  ...DERIVED.keys(),
  ...statedLaws(context).map(({ name }) => name),
];

/** Laws that are about usage: of a plan that has none to price they say nothing. */
const OF_USAGE: readonly string[] = [
  'record-order-does-not-matter',
  'split-record-costs-the-same',
  'more-usage-never-costs-less',
];

/** The laws of a plan: those derived from it, those it states, those it has no words for. One that does not hold of it says why. */
export function lawsOf(context: LawContext): Law[] {
  const kinds = knownKinds(context.history);
  const derived = [...DERIVED.values()]
    .map((law) => law(context))
    .map((law): Law => {
      if (law.not !== undefined || !OF_USAGE.includes(law.name)) return law;
      const left = kinds.some(({ charges }) => charges.every((id) => !law.except.has(id)));
      if (left) return law;
      const reasons = [...law.except].map(([id, reason]) => `${id}: ${reason}`);
      return { ...law, not: reasons.length > 0 ? reasons.join('; ') : 'the plan prices no usage' };
    });
  return [...derived, ...statedLaws(context), ...notYet(context)];
}
