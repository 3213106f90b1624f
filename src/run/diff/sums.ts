/** What scenarios are invoiced in all, with any number of sides: what the shares of causes are made of. */

import { add, decimal, formatRational, ZERO } from '../../exact/rational.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import type { Recipe } from '../../scenario/recipe.ts';
import { type Batch, batchExpander, type Engine, eachAlone } from '../run-scenario.ts';
import type { Work } from '../work.ts';

export interface SumsGiven {
  readonly sides: readonly CompiledPlans[];
  readonly recipes: readonly Recipe[];
}

export interface SumsResult {
  /** [side][scenario]: exact sum of the totals of its invoices, decimal text; `0` of one without. */
  readonly sums: readonly (readonly string[])[];
  readonly errors: readonly { readonly index: number; readonly reason: string }[];
  readonly size: number;
}

/** Expanded once, rated with every side. */
function sumsRunner({ sides, recipes }: SumsGiven, engine: Engine): (batch: Batch) => SumsResult {
  const expand = batchExpander(recipes);
  return eachAlone((batch) => {
    const { accounts, usage } = expand(batch);
    const sums = sides.map((plans) =>
      engine(plans, accounts, usage, { allowances: false }).invoices.map((own) => {
        if (own.length === 1) return own[0]!.total;
        return formatRational(own.reduce((sum, { total }) => add(sum, decimal(total)), ZERO));
      }),
    );
    return { sums, errors: [], size: batch.size };
  }, SUMS);
}

export const SUMS: Work<SumsGiven, SumsResult> = {
  name: 'sums',
  begin: sumsRunner,
  failed: (size, reason) => ({
    sums: [],
    errors: Array.from({ length: size }, (_, index) => ({ index, reason })),
    size,
  }),
  joined: (parts) => {
    const sides = Math.max(...parts.map(({ sums }) => sums.length));
    let first = 0;
    const errors = parts.flatMap((part) => {
      const own = part.errors.map(({ index, reason }) => ({ index: first + index, reason }));
      first += part.size;
      return own;
    });
    const sums = Array.from({ length: sides }, (_, side) =>
      parts.flatMap((part) => part.sums[side] ?? Array.from({ length: part.size }, () => '0')),
    );
    return { sums, errors, size: first };
  },
  pack: (result) => JSON.stringify(result),
  unpack: (sent) => JSON.parse(sent as string) as SumsResult,
};
