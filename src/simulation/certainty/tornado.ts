/**
 * One thing at a time, everything else as it is assumed: how much the change of revenue moves. Prices: those of the candidate
 * that differ from the base's, all changed prices of one charge together, at 90 % and 110 % of what the candidate says
 * where 10 is asked for; the base keeps its own. Usage: of one service, of both sides. Behaviour: from the low to the high end
 * of each range.
 */

import {
  absolute,
  add,
  compare,
  decimal,
  formatRational,
  negate,
  type Rational,
  rational,
  subtract,
} from '../../exact/rational.ts';
import type { Tornado } from '../assumptions.ts';
import type { AssumedNumber } from '../behaviour/values.ts';
import type { ChangedPrices } from '../levers.ts';
import type { TornadoBar } from '../result.ts';
import { type Asked, CENTRAL, changeOf, type Evaluate, rangedOf } from './evaluate.ts';

/** Of prices; the widest are shown. */
const MOST_SHOWN = 12;
/** Each takes two ratings of everybody. */
const MOST_EVALUATED = 40;

export interface TornadoAsked {
  readonly tornado: Tornado;
  readonly changed: readonly ChangedPrices[];
  /** Those that the population uses. */
  readonly services: readonly string[];
  readonly numbers: readonly AssumedNumber[];
}

export interface TornadoMade {
  /** Widest first; ties by name. */
  readonly bars: readonly TornadoBar[];
  readonly notes: readonly string[];
}

interface Held {
  readonly what: string;
  readonly kind: 'price' | 'usage' | 'behaviour';
  readonly low: { readonly at: string; readonly asked: Asked };
  readonly high: { readonly at: string; readonly asked: Asked };
}

export async function evaluateTornado(asked: TornadoAsked, evaluate: Evaluate): Promise<TornadoMade> {
  const notes: string[] = [];
  const made: { readonly bar: TornadoBar; readonly width: Rational; readonly kind: Held['kind'] }[] = [];
  for (const { what, kind, low, high } of heldOf(asked, notes)) {
    const [atLow, atHigh] = [await changeAt(low.asked, evaluate), await changeAt(high.asked, evaluate)];
    const bar = { what, low: { at: low.at, change: atLow }, high: { at: high.at, change: atHigh } };
    made.push({ bar, kind, width: absolute(subtract(decimal(atHigh), decimal(atLow))) });
  }
  made.sort((a, b) => compare(b.width, a.width) || (a.bar.what < b.bar.what ? -1 : 1));
  const left = new Set(made.filter(({ kind }) => kind === 'price').slice(MOST_SHOWN));
  if (left.size > 0) {
    notes.push(`The tornado shows the ${MOST_SHOWN} prices with the largest effect; ${left.size} move revenue less.`);
  }
  return { bars: made.filter((one) => !left.has(one)).map(({ bar }) => bar), notes };
}

/** How many bars it looks at; each takes two ratings. */
export const tornadoBars = (asked: TornadoAsked): number => heldOf(asked, []).length;

const changeAt = async (asked: Asked, evaluate: Evaluate): Promise<string> =>
  formatRational(changeOf((await evaluate(asked)).revenue));

function heldOf({ tornado, changed, services, numbers }: TornadoAsked, notes: string[]): Held[] {
  const { prices, usage, behaviour } = tornado;
  const held: Held[] = [];
  if (prices) {
    if (changed.length === 0)
      notes.push('The tornado has no prices: no price of a charge that both sides have is another.');
    if (changed.length > MOST_EVALUATED) {
      notes.push(
        `The tornado looks at the first ${MOST_EVALUATED} of ${changed.length} charges with another price, in the order of their names.`,
      );
    }
    for (const { words, prices: cells } of changed.slice(0, MOST_EVALUATED)) {
      const ask = (percent: Rational): Asked => ({ ...CENTRAL, prices: [{ prices: cells, percent }] });
      held.push({ what: `price of ${words}`, kind: 'price', ...ends(prices, ask) });
    }
  }
  if (usage) {
    for (const service of services) {
      const ask = (percent: Rational): Asked => ({ ...CENTRAL, usage: new Map([[service, percent]]) });
      held.push({ what: `usage of ${service}`, kind: 'usage', ...ends(usage, ask) });
    }
  }
  if (behaviour) {
    const ranged = rangedOf(numbers);
    if (ranged.length === 0) notes.push('The tornado has no behaviour: no assumption has a range.');
    for (const { name, words, range } of ranged) {
      const end = (value: Rational) => ({
        at: formatRational(value),
        asked: { ...CENTRAL, values: new Map([[name, value]]) },
      });
      held.push({ what: words, kind: 'behaviour', low: end(range.low), high: end(range.high) });
    }
  }
  return held;
}

const HUNDRED = rational(100n);

/** At so many percent less and more. */
function ends(by: Rational, ask: (percent: Rational) => Asked): Pick<Held, 'low' | 'high'> {
  return {
    low: { at: `-${formatRational(by)} %`, asked: ask(add(HUNDRED, negate(by))) },
    high: { at: `+${formatRational(by)} %`, asked: ask(add(HUNDRED, by)) },
  };
}
