/** What became of all cases, as the tables of the evidence page. */

import { table } from '../page.ts';
import { SOURCES, type Source } from './case.ts';
import { NEEDS, POLICIES, type Policy, type Verdict } from './outcome.ts';

export interface Judged {
  readonly source: Source;
  readonly id: string;
  readonly verdict: Verdict;
}

const PEERS: Readonly<Record<Source, string>> = {
  lago: 'Lago',
  killbill: 'Kill Bill',
  cgrates: 'CGRateS',
  openmeter: 'OpenMeter',
  meteroid: 'Meteroid',
  flexprice: 'Flexprice',
};

const count = (all: readonly Judged[], kind: Verdict['kind']): number =>
  all.filter(({ verdict }) => verdict.kind === kind).length;

/** `Lago 3, Kill Bill 2` */
function bySource(some: readonly Judged[]): string {
  const of = (source: Source): number => some.filter((one) => one.source === source).length;
  return SOURCES.filter((source) => of(source) > 0)
    .map((source) => `${PEERS[source]} ${of(source)}`)
    .join(', ');
}

export function casesTable(all: readonly Judged[]): string {
  const row = (name: string, some: readonly Judged[]) => [
    ...[name, some.length, count(some, 'passes'), count(some, 'differs'), count(some, 'not in this core')],
  ];
  const sources = SOURCES.map((source) =>
    row(
      PEERS[source],
      all.filter((one) => one.source === source),
    ),
  );
  return table(['source', 'cases', 'pass', 'differ by policy', 'not in this core'], [...sources, row('all', all)]);
}

export function policiesTable(all: readonly Judged[]): string {
  const rows = (Object.keys(POLICIES) as Policy[]).map((policy) => {
    const some = all.filter(({ verdict }) => verdict.kind === 'differs' && verdict.policy === policy);
    return [policy, bySource(some), POLICIES[policy]];
  });
  return table(['policy', 'cases', 'what is otherwise'], rows);
}

export function differencesTable(all: readonly Judged[]): string {
  const rows = all.flatMap(({ id, verdict }) =>
    verdict.kind === 'differs' ? [[id, verdict.expected, verdict.ours, verdict.policy]] : [],
  );
  return table(['case', 'the peer', 'here', 'policy'], rows);
}

export function needsTable(all: readonly Judged[]): string {
  const rows = NEEDS.map((need) => {
    const some = all.filter(({ verdict }) => verdict.kind === 'not in this core' && verdict.needs === need);
    return [need, some.length, bySource(some)] as const;
  });
  return table(
    ['needs', 'cases', 'by source'],
    [...rows].sort((a, b) => b[1] - a[1]),
  );
}
