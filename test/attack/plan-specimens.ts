/** Plans to be damaged, each with a customer and usage that its charges price. */

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { pair } from '../oracle/arbitrary-usage.ts';
import type { Account, PlainRecord } from '../oracle/oracle.ts';
import { quantity, unitsOf } from '../oracle/text.ts';
import { toYaml } from '../oracle/yaml.ts';

export interface PlanSpecimen {
  readonly name: string;
  /** By file. */
  readonly texts: ReadonlyMap<string, string>;
  readonly account: Account;
  readonly records: readonly PlainRecord[];
}

const ROOT = new URL('../../', import.meta.url);
export const read = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');
export const yamlFiles = (folder: string): string[] =>
  readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name}`)
    .sort();

const AT = [
  '2026-04-01T05:59:30Z',
  '2026-04-03T10:00:00Z',
  '2026-04-13T17:59:15.500Z',
  '2026-05-02T00:00:00Z',
  '2026-05-31T22:30:00Z',
];
const SIZES: Readonly<Record<string, readonly string[]>> = {
  voice: ['61 s', '1199 s', '0 s', '12.5 s'],
  sms: ['1 msg', '60 msg'],
  data: ['6000000 B', '250000000 B', '1 B'],
  mms: ['1 msg'],
  event: ['3 unit'],
};
const WAYS = [
  { direction: 'out', to: 'home', in: 'home' },
  { direction: 'in', in: 'eu' },
  { direction: 'out', to: 'eu', in: 'world' },
];

/** Something of every service, near the edges of bands and cycles. */
const USAGE: readonly PlainRecord[] = Object.entries(SIZES).flatMap(([service, sizes], place) =>
  sizes.flatMap((size, number) =>
    WAYS.map((way, index): PlainRecord => {
      const at = AT[(place + number + index) % AT.length]!;
      return { id: `${service}${number}${index}`, at, service, ...way, quantity: size };
    }),
  ),
);

/** The plans of the repository, each with the documents that plans share. */
export function ownPlans(): PlanSpecimen[] {
  const files = yamlFiles('plans');
  const shared = files.filter((file) => file.includes('/shared/'));
  return files
    .filter((file) => !shared.includes(file))
    .map((file) => ({
      name: file,
      texts: new Map([file, ...shared].map((one) => [one, read(one)])),
      account: {
        id: 'a',
        plan: /^plan: (\S+)/m.exec(read(file))![1]!,
        activated: '2026-03-30',
        terminated: '2026-07-05',
        invoices: { from: '2026-01-01', before: '2026-09-01' },
      },
      records: USAGE,
    }));
}

/** Random valid plans of the oracle's tests, as one file. */
export function drawnPlans(seed: number, count: number): PlanSpecimen[] {
  return fc.sample(pair, { seed, numRuns: count }).map(({ documents, account, records }, number) => ({
    name: `drawn ${number}`,
    texts: new Map([['plans/p.yaml', toYaml(documents)]]),
    account,
    // In base units, whatever becomes of the plan's own.
    records: records.map((record) => ({ ...record, quantity: inBaseUnits(record.quantity) })),
  }));
}

const BASE: Readonly<Record<string, string>> = { time: 's', data: 'B', message: 'msg', unit: 'unit' };

function inBaseUnits(written: string): string {
  const { measure, value } = quantity(written, unitsOf(undefined));
  return `${value.toString()} ${BASE[measure]}`;
}
