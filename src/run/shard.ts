/** Cuts a run into parts of neighbours that take about as long each; every machine cuts alike. */

import { createHash } from 'node:crypto';
import type { CostModel } from './batches.ts';
import type { Case } from './cases.ts';
import type { Shard } from './result.ts';

/** The cases of part `index` of `of`, from 1; undefined when there are fewer cases than parts. */
export function cutShard(
  cases: readonly Case[],
  { index, of }: { readonly index: number; readonly of: number },
  costs: CostModel,
): { readonly cases: readonly Case[]; readonly shard: Omit<Shard, 'baselines'> } | undefined {
  if (cases.length < of) return undefined;
  const cuts = cutsOf(cases.map(costs), of);
  const [first, before] = [cuts[index - 1]!, cuts[index]!];
  const partition = createHash('sha256')
    .update(JSON.stringify([cases.map(({ id }) => id), cuts]))
    .digest('hex');
  return { cases: cases.slice(first, before), shard: { index, of, first, all: cases.length, partition } };
}

/** Where each part begins, and the end: rising, no part empty. A part ends where its share of the sum is passed or met. */
function cutsOf(costs: readonly number[], of: number): number[] {
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const cuts = [0];
  let [sum, at] = [0, 0];
  for (let part = 1; part < of; part += 1) {
    const most = costs.length - (of - part);
    do {
      sum += costs[at]!;
      at += 1;
    } while (at < most && sum + costs[at]! / 2 <= (total * part) / of);
    cuts.push(at);
  }
  return [...cuts, costs.length];
}
