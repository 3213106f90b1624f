/**
 * A project whose plan was changed, with the comparison of both sides made by hand: calls 0.10 -> 0.12 a minute, data
 * 1.00 -> 1.10 a GB, and a name. Who is moved by what is read off the baselines of the two plans.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readBaseline } from '../../src/baseline/baseline.ts';
import { readLine } from '../../src/baseline/read-line.ts';
import type { Invoice } from '../../src/invoicing/invoice.ts';
import type { ToldEdit } from '../../src/plan/change/edit.ts';
import type { DiffCause, DiffResult, DiffRun, DiffStatus } from '../../src/run/diff/result.ts';
import { DIFF_STATUSES } from '../../src/run/diff/result.ts';
import { digestWithin } from '../../src/run/diff/sides.ts';
import { readYamlFiles } from '../../src/run/files.ts';
import { PLAN, type Project, project, RECIPE, WRITTEN } from './project.ts';

export const VOICE = 'aaaa000000000001';
export const DATA = 'aaaa000000000002';
export const NAME = 'cccc000000000003';

export const HEAD_PLAN = PLAN.replace('0.10 / min', '0.12 / min')
  .replace('1.00 / GB', '1.10 / GB')
  .replace('name: Simple', 'name: Simpler');

export const BASELINE = 'scenarios/b.people.baseline.txt';

export interface Diffed extends Project {
  readonly diff: DiffRun;
  /** The baselines' lines, by number of the customer: as accepted, and as the head bills. */
  readonly before: ReadonlyMap<number, string>;
  readonly after: ReadonlyMap<number, string>;
  writeDiff(run: DiffRun): void;
}

export interface Words {
  readonly voice?: string;
  readonly recipe?: string;
}

const told = (fingerprint: string, words: string, textOnly = false): ToldEdit => ({
  ...{ fingerprint, kind: 'changed', document: 'plan simple from 2025-01-01', plans: ['simple'], words, textOnly },
  ...{ audience: textOnly ? 'nobody' : 'everyone', direction: textOnly ? 'none' : 'worse', severity: 'high' },
  place: { file: 'plans/simple.yaml', line: 3 },
});

const cause = (fingerprint: string, customers: number, share: string, matters = true): DiffCause => ({
  ...{ fingerprint, edits: [fingerprint], plans: ['simple'], customers, matters },
  money: matters ? { EUR: { alone: share, share } } : {},
});

/** The baseline is accepted with the plan before; then the plan is changed and compared. */
export async function diffed({ voice = 'voice: 0.10 -> 0.12 per min', recipe = RECIPE }: Words = {}): Promise<Diffed> {
  const files = { 'scenarios/a.yaml': WRITTEN, 'scenarios/b.yaml': recipe };
  const own = project(files);
  const head = project({ ...files, 'plans/simple.yaml': HEAD_PLAN });
  for (const side of [own, head]) await side.run({ update: 'new' });
  own.write('plans/simple.yaml', HEAD_PLAN);
  const [before, after] = [own, head].map((side) => readBaseline(side.read(BASELINE), BASELINE).value!);
  const results = [
    // By hand: two minutes are 0.24 and 2.5 GB are 2.75; with the fee 14.89, before it was 14.60.
    resultOf(
      'a-call-and-data',
      'scenarios/a.yaml',
      [invoice('14.60', '0.20', '2.50'), invoice('14.89', '0.24', '2.75')],
      [VOICE, DATA],
    ),
    ...[...before!.lines].map(([number, line]) => {
      const [old, now] = [line, after!.lines.get(number)!].map((text) => {
        const read = readLine(text, before!.dates);
        if (!('invoices' in read)) throw new Error(read.message);
        return read.invoices;
      });
      const amounts = (key: string) =>
        [old!, now!].map((all) =>
          all.map(({ lines }) => lines.filter((one) => one.key === key).map((one) => one.amount)),
        );
      const moved = (key: string): boolean => {
        const [a, b] = amounts(key);
        return JSON.stringify(a) !== JSON.stringify(b);
      };
      const causes = [...(moved('voice') ? [VOICE] : []), ...(moved('data') ? [DATA] : [])];
      return {
        ...{ id: `people/${number}`, file: 'scenarios/b.yaml', line: 2, plan: 'simple', reach: 'repriced' as const },
        status: (causes.length > 0 ? 'changed' : 'passed') as DiffStatus,
        dates: old!.map(({ date }) => date),
        before: old!.map(({ total }) => total),
        ...(causes.length > 0 && { after: now!.map(({ total }) => total), change: '0.00' }),
        ...{ differences: [], causes, unrated: 0, screened: 0 },
      };
    }),
  ] as const satisfies readonly DiffResult[];
  const having = (fingerprint: string): number =>
    results.filter(({ causes }) => (causes as readonly string[]).includes(fingerprint)).length;
  const statuses = DIFF_STATUSES.map((status) => [status, results.filter((one) => one.status === status).length]);
  const plans = digestWithin(readYamlFiles(own.root, 'plans').value!, 'plans');
  const diff: DiffRun = {
    header: {
      ...{ rateproof: '0.1.0', timeZoneData: '2026a', plans: [], recipes: [], scenarios: results.length },
      base: { name: 'main (1a2b3c4d5e)', plans: 'other' },
      head: { name: 'the working tree', plans },
      asOf: '2026-05-12',
    },
    results,
    summary: {
      scenarios: Object.fromEntries(statuses) as Record<DiffStatus, number>,
      compared: results.length,
      edits: [told(VOICE, voice), told(DATA, 'data: 1.00 -> 1.10 per GB'), told(NAME, 'name: Simple -> Simpler', true)],
      causes: [cause(VOICE, having(VOICE), '1.54'), cause(DATA, having(DATA), '2.25'), cause(NAME, 0, '0.00', false)],
      attribution: { method: 'shapley', most: 8, interaction: { EUR: '0.00' }, total: { EUR: '3.79' } },
      ...{ effects: {}, newPlans: [], withdrawnPlans: [], distributions: { before: [], after: [] }, usage: [] },
      reach: { repriced: results.length, keeps: 0, 'new-only': 0, untouched: 0 },
      samples: { typical: 'a-call-and-data' },
      nullCheck: { scenarios: results.length, differing: 0 },
      ...{ records: { all: 0, rated: 0 }, interrupted: false },
    },
  };
  const writeDiff = (run: DiffRun): void => {
    const path = join(own.root, 'reports/latest/diff.ndjson');
    mkdirSync(dirname(path), { recursive: true });
    const rows = [
      { kind: 'header', ...run.header },
      ...run.results.map((result) => ({ kind: 'scenario', ...result })),
      { kind: 'summary', ...run.summary },
    ];
    writeFileSync(
      path,
      rows
        .map(
          (row) => `${JSON.stringify(row)}
`,
        )
        .join(''),
    );
  };
  writeDiff(diff);
  return { ...own, diff, before: before!.lines, after: after!.lines, writeDiff };
}

function invoice(total: string, voice: string, data: string): Invoice {
  return {
    ...{ account: 'a', plan: 'simple', date: '2026-04-01', currency: 'EUR', net: '12.27', tax: '2.33', total },
    lines: [
      { key: 'monthly-fee', kind: 'recurring', amount: '11.90' },
      { key: 'voice', kind: 'usage', amount: voice, quantity: '120' },
      { key: 'data', kind: 'usage', amount: data, quantity: '2500000000' },
    ],
  };
}

function resultOf(
  id: string,
  file: string,
  [before, after]: [Invoice, Invoice],
  causes: readonly string[],
): DiffResult {
  return {
    ...{ id, file, line: 2, plan: 'simple', status: 'changed', reach: 'repriced', dates: ['2026-04-01'] },
    ...{ before: [before.total], after: [after.total], change: '0.29', differences: [], causes },
    ...{ unrated: 0, screened: 0, invoices: { before: [before], after: [after] } },
  };
}
