/** What is used, by the measures that are asked for: exact sums of quantities in whole parts of a base unit. */

import { lcm } from '../../exact/rational.ts';
import { matches } from '../../rating/bind.ts';
import type { Measure } from '../../simulation/bills.ts';
import type { UsageCoding } from '../../usage/batch.ts';

const quantumOf = ({ quanta }: UsageCoding, service: string) => quanta.get(service) ?? { n: 1n, d: 1n };

/** Of each measure: into how many parts the base unit is cut, such that all quantities are whole, however they are coded. */
export function perBaseOf(measures: readonly Measure[], codings: readonly UsageCoding[]): number[] {
  return measures.map(({ match }) =>
    Number(
      codings
        .flatMap((coding) => match.services.map((service) => quantumOf(coding, service).d))
        .reduce((all, one) => lcm(all, one), 1n),
    ),
  );
}

/** Kinds that go into the same measures in the same size, as one slot: a record is added up with one look. */
export interface Slots {
  readonly count: number;
  /** By kind; 0: into none. */
  readonly ofKind: Uint16Array;
  /** By slot, from 1: its measures, and of each how many of its parts a quantum is. */
  readonly into: readonly (readonly { readonly measure: number; readonly times: number }[])[];
}

export function slotsOf(measures: readonly Measure[], perBase: readonly number[], coding: UsageCoding): Slots {
  const into: { readonly measure: number; readonly times: number }[][] = [[]];
  const known = new Map<string, number>();
  const ofKind = Uint16Array.from(coding.kinds, (kind) => {
    const taken = new Set<string>();
    const own = measures.flatMap(({ match, group }, measure) => {
      if (taken.has(group) || !matches(match, kind)) return [];
      taken.add(group);
      const { n, d } = quantumOf(coding, kind.service);
      return [{ measure, times: Number((n * BigInt(perBase[measure]!)) / d) }];
    });
    if (own.length === 0) return 0;
    const key = JSON.stringify(own);
    const slot = known.get(key) ?? into.push(own) - 1;
    known.set(key, slot);
    return slot;
  });
  return { count: into.length, ofKind, into };
}
