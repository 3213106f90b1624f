/** Charges that can never match, because earlier ones together take everything they could. */

import type { Match, UsageCharge } from '../../model.ts';
import type { Report } from '../resolve/context.ts';
import type { Draft } from '../resolve/plan.ts';
import { reachOf } from './reach.ts';

/** Combinations looked at for one charge; a charge with more is not looked at. */
const MOST = 20_000;
/** Stands for every word that no charge names, and for records without the attribute. */
const OTHER = '';

export function checkShadowed(report: Report, { plan }: Draft): void {
  const reaches = plan.usage.map(reachOf);
  plan.usage.forEach((charge, index) => {
    const takers = takersOf(reaches[index]!, reaches.slice(0, index));
    // None takes it where it reaches nothing by itself: none of its zones has a row, which is told by the check of zones.
    if (!takers || takers.size === 0) return;
    const taking = [...takers].map((taker) => plan.usage[taker]!);
    const [first] = taking as [UsageCharge];
    const who = taking.length === 1 ? `\`${first.id}\` before it takes` : `${taking.length} charges before it take`;
    report.add('PLAN-SHADOWED', `\`${charge.id}\` never matches: ${who} all it could`, charge.place, {
      related: taking.slice(0, 3).map(({ id, place }) => ({ message: `\`${id}\` is here`, place })),
      fix: `move \`${charge.id}\` above \`${first.id}\``,
      severity: 'warning',
    });
  });
}

/** Which earlier reaches take a reach away between them; undefined when something of it is left. */
function takersOf(reach: Match, earlier: readonly Match[]): Set<number> | undefined {
  const known = (read: (match: Match) => readonly string[] | undefined) => {
    const written = read(reach);
    return written ?? [...new Set(earlier.flatMap((match) => read(match) ?? [])), OTHER];
  };
  const axes = [known(servicesOf), known(directionsOf), known(toOf), known(inOf)] as const;
  if (axes.reduce((product, words) => product * words.length, 1) * earlier.length > MOST) return undefined;
  const takers = new Set<number>();
  for (const service of axes[0]) {
    for (const direction of axes[1]) {
      for (const to of axes[2]) {
        for (const network of axes[3]) {
          const taker = earlier.findIndex(
            (match) =>
              takes(match.services, service) &&
              takes(match.directions, direction) &&
              takes(match.to, to) &&
              takes(match.in, network),
          );
          if (taker < 0) return undefined;
          takers.add(taker);
        }
      }
    }
  }
  return takers;
}

const servicesOf = (match: Match) => match.services;
const directionsOf = (match: Match) => match.directions;
const toOf = (match: Match) => match.to;
const inOf = (match: Match) => match.in;

const takes = (words: readonly string[] | undefined, word: string): boolean => !words || words.includes(word);
