/** Effects in rows, and what the five bands are called. */

import { absolute, compare, ZERO } from '../../exact/rational.ts';
import type { BandName, DiffSummary, Effect } from '../../run/diff/result.ts';
import { exact } from '../amounts.ts';

/** From the customer's side; in the order in which they stand. */
export const BANDS: Readonly<Record<BandName, string>> = {
  'much-better': 'Pay less, by more than 5 %',
  better: 'Pay less, by up to 5 %',
  same: 'Pay the same',
  worse: 'Pay more, by up to 5 %',
  'much-worse': 'Pay more, by more than 5 %',
};

export interface EffectRow {
  /** Of the plan or segment; `All`, `All in EUR`. */
  readonly name: string;
  readonly all: boolean;
  readonly currency: string;
  readonly effect: Effect;
}

export interface EffectRows {
  /** Those with another bill: by currency all of it first where more than one part of it changes, then what changes most. */
  readonly changed: readonly EffectRow[];
  /** The others, as the run has them. */
  readonly same: readonly EffectRow[];
}

export function effectsOf({ effects }: DiffSummary, by: 'plans' | 'segments'): EffectRows {
  const currencies = Object.entries(effects);
  const each = currencies.map(([currency, own]) => {
    const rows = Object.entries(own[by]).map(
      ([name, effect]): EffectRow => ({ name: name || '(none)', all: false, currency, effect }),
    );
    const changed = rows.filter(({ effect }) => effect.changed > 0).sort((a, b) => compare(sizeOf(b), sizeOf(a)));
    const name = currencies.length > 1 ? `All in ${currency}` : 'All';
    const all = by === 'plans' && changed.length > 1 ? [{ name, all: true, currency, effect: own.all }] : [];
    return { changed: [...all, ...changed], same: rows.filter(({ effect }) => effect.changed === 0) };
  });
  return { changed: each.flatMap(({ changed }) => changed), same: each.flatMap(({ same }) => same) };
}

const sizeOf = ({ effect }: EffectRow) => absolute(exact(effect.change) ?? ZERO);
