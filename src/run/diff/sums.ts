/** What scenarios are invoiced in all, with any number of sides: what the shares of causes are made of. */

import { add, decimal, formatRational, ZERO } from '../../exact/rational.ts';
import type { Invoice } from '../../invoicing/invoice.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import type { Recipe } from '../../scenario/recipe.ts';
import { type Batch, batchExpander, byAccount, type Engine, eachAlone, partOf } from '../run-scenario.ts';
import type { Work } from '../work.ts';
import type { RatedSum } from './change.ts';

export interface SumsGiven {
  readonly sides: readonly CompiledPlans[];
  readonly recipes: readonly Recipe[];
}

export interface SumsResult {
  /** [side][scenario]; null of what a side cannot rate. */
  readonly sums: readonly (readonly (RatedSum | null)[])[];
  readonly size: number;
}

/** Expanded once, rated with every side. */
function sumsRunner({ sides, recipes }: SumsGiven, engine: Engine): (batch: Batch) => SumsResult {
  const expand = batchExpander(recipes);
  return eachAlone((batch) => {
    const { accounts, usage } = expand(batch);
    const rate = (plans: CompiledPlans): (RatedSum | null)[] => {
      const { invoices, unrated } = engine(plans, accounts, usage, { allowances: false });
      const counts = byAccount(unrated, usage.first);
      return invoices.map((own, index) => ({ sum: sumOf(own), unrated: counts[index]! }));
    };
    const sums = sides.map((plans) => {
      try {
        return rate(plans);
      } catch (error) {
        // Of several it is found by rating each alone which one the side cannot rate.
        if (batch.size > 1) throw error;
        return [null];
      }
    });
    return { sums, size: batch.size };
  }, SUMS);
}

const sumOf = (invoices: readonly Invoice[]): string =>
  invoices.length === 1
    ? invoices[0]!.total
    : formatRational(invoices.reduce((sum, { total }) => add(sum, decimal(total)), ZERO));

export const SUMS: Work<SumsGiven, SumsResult> = {
  name: 'sums',
  begin: sumsRunner,
  part: partOf,
  failed: (size) => ({ sums: [], size }),
  joined: (parts) => {
    const sides = Math.max(...parts.map(({ sums }) => sums.length));
    const sums = Array.from({ length: sides }, (_, side) =>
      parts.flatMap((part) => part.sums[side] ?? Array.from({ length: part.size }, () => null)),
    );
    return { sums, size: parts.reduce((all, { size }) => all + size, 0) };
  },
  pack: (result) => JSON.stringify(result),
  unpack: (sent) => JSON.parse(sent as string) as SumsResult,
};
