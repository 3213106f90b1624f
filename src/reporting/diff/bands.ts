/** Effects in rows, and what the five bands are called. */

import type { BandName, DiffSummary, Effect } from '../../run/diff/result.ts';

/** From the customer's side; in the order in which they stand. */
export const BANDS: Readonly<Record<BandName, string>> = {
  'much-better': 'Pays less, by more than 5 %',
  better: 'Pays less, by up to 5 %',
  same: 'Pays the same',
  worse: 'Pays more, by up to 5 %',
  'much-worse': 'Pays more, by more than 5 %',
};

export interface EffectRow {
  /** Of the plan or segment; `All`, `All in EUR`. */
  readonly name: string;
  readonly all: boolean;
  readonly currency: string;
  readonly effect: Effect;
}

/** By currency: all of it first where it has more than one part, then each plan or segment. */
export function effectsOf({ effects }: DiffSummary, by: 'plans' | 'segments', first: 'all' | 'none'): EffectRow[] {
  const currencies = Object.entries(effects);
  return currencies.flatMap(([currency, own]) => {
    const each = Object.entries(own[by]).map(([name, effect]) => ({
      name: name || '(none)',
      all: false,
      currency,
      effect,
    }));
    const name = currencies.length > 1 ? `All in ${currency}` : 'All';
    const all = { name, all: true, currency, effect: own.all };
    return first === 'none' || each.length === 1 ? each : [all, ...each];
  });
}
