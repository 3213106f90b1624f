/**
 * A comparison of two sets of plans against the oracle: every total of both sides, every sum, band, reach and share is
 * found a second time, without the product. RATEPROOF_DIFFS says how many changes, RATEPROOF_SEED which.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { findEdits } from '../../src/plan/change/find.ts';
import { parseDocuments } from '../../src/plan/parse/parse-documents.ts';
import { validatePlans } from '../../src/plan/validate/validate-plans.ts';
import { changeTools } from '../../src/run/diff/change-tools.ts';
import { readDiff } from '../../src/run/diff/read-diff.ts';
import { type DiffRun, diffExitCode, type Effect } from '../../src/run/diff/result.ts';
import { runDiff } from '../../src/run/diff/run-diff.ts';
import { type ChangeCase, type Customer, changeCase, type Swap, scenarioOf } from './arbitrary-change.ts';
import { Fraction, ZERO } from './fraction.ts';
import type { OracleResult } from './oracle.ts';
import {
  type Counted,
  type EffectCount,
  effectOf,
  rate,
  reachOf,
  saidOf,
  sharesByOrders,
  sumOf,
  totalsOf,
} from './recount.ts';
import type { PlainDocument } from './text.ts';
import { toYaml } from './yaml.ts';

const CHANGES = Number(process.env.RATEPROOF_DIFFS ?? 50);
const SEED = Number(process.env.RATEPROOF_SEED ?? 20_261_121);

const root = mkdtempSync(join(tmpdir(), 'rateproof-oracle-diff-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const isValid = (documents: readonly PlainDocument[]): boolean => {
  const { value, problems } = validatePlans([{ file: 'p.yaml', text: toYaml(documents) }]);
  return value !== undefined && problems.every(({ severity }) => severity !== 'error');
};

const applied = (documents: readonly PlainDocument[], swaps: readonly Swap[]): readonly PlainDocument[] =>
  swaps.reduce((all, { apply }) => apply(all), documents);

const amount = (text: string): string => Fraction.of(text).toString();

function counted({ bands, largestIncrease, largestDecrease, ...sums }: Effect, like: EffectCount): EffectCount {
  // Of several invoices that rise alike one is told.
  const told = (
    one: Effect['largestIncrease'],
    other: EffectCount['increase'],
  ): readonly [string, readonly string[]] | undefined => {
    if (!one) return undefined;
    const of = `${one.scenario} ${one.invoice}`;
    return [amount(one.change), other?.[1].includes(of) ? other[1] : [of]];
  };
  return {
    ...sums,
    ...{ before: amount(sums.before), after: amount(sums.after), change: amount(sums.change) },
    bands: Object.fromEntries(
      Object.entries(bands).map(([name, { customers, change }]) => [name, [customers, amount(change)]]),
    ),
    increase: told(largestIncrease, like.increase),
    decrease: told(largestDecrease, like.decrease),
  };
}

function statusOf(was: OracleResult | undefined, is: OracleResult | undefined): string {
  if (!is) return was ? 'obsolete' : 'error';
  if (is.unrated.length > 0 || is.screened.length > 0) return 'unrated';
  if (!was) return 'new';
  const same = saidOf(was) === saidOf(is) && was.unrated.length === 0 && was.screened.length === 0;
  return same ? 'passed' : 'changed';
}

/** Which parts of the change each cause is made of; undefined where a cause is less than a part. */
function partsOfCauses(given: ChangeCase, head: readonly PlainDocument[], run: DiffRun): number[][] | undefined {
  const parsed = (documents: readonly PlainDocument[]) =>
    parseDocuments([{ file: 'p.yaml', text: toYaml(documents) }]).value!;
  const base = parsed(given.base);
  const whole = new Set(findEdits(base, parsed(head)).map(({ fingerprint }) => fingerprint));
  const prints = given.swaps.map((swap) => {
    const own = findEdits(base, parsed(applied(given.base, [swap])));
    return own.map(({ fingerprint }) => fingerprint);
  });
  if (prints.flat().some((print) => !whole.has(print)) || prints.flat().length !== whole.size) return undefined;
  const causes = run.summary.causes.map(({ edits }) => {
    const own = new Set(edits);
    const parts = prints.flatMap((all, part) => (all.length > 0 && all.every((print) => own.has(print)) ? [part] : []));
    return parts.flatMap((part) => prints[part]!).length === own.size ? parts : undefined;
  });
  return causes.some((one) => one === undefined) ? undefined : (causes as number[][]);
}

const met = { changes: 0, shares: 0, several: 0, interaction: 0, statuses: new Map<string, number>() };
const reaches = new Map<string, number>();

/** Most customers have no record that the head does not rate: what is unrated ends every other comparison of them. */
function tidied({ customers, ...given }: ChangeCase, head: readonly PlainDocument[]): ChangeCase {
  const tidy = (one: Customer): Customer => {
    const is = rate(head, one.account, one.records) ?? rate(given.base, one.account, one.records);
    const out = new Set([...(is?.unrated ?? []), ...(is?.screened ?? [])]);
    return { ...one, records: one.records.filter(({ id }) => !out.has(id)) };
  };
  return { ...given, customers: customers.map((one, at) => (at === 3 ? one : tidy(one))) };
}

async function check(drawn: ChangeCase): Promise<void> {
  const head = applied(drawn.base, drawn.swaps);
  if (!isValid(head) || !isValid(drawn.base)) return;
  const given = tidied(drawn, head);
  const has = (documents: readonly PlainDocument[], { account }: Customer): boolean =>
    rate(documents, account, []) !== undefined;
  // A scenario of the head must have a plan of the head.
  const ofHead = given.customers.filter((one) => has(head, one));
  const ofBase = given.customers.filter((one) => has(given.base, one));
  if (ofHead.length === 0) return;
  for (const [folder, documents, customers] of [
    ['old', given.base, ofBase],
    ['.', head, ofHead],
  ] as const) {
    write(`${folder}/plans/p.yaml`, toYaml(documents));
    write(`${folder}/scenarios/s.yaml`, toYaml(customers.map(scenarioOf)));
  }
  const asked = { root, base: './old', workers: 1, asOf: '2026-05-01' };
  const { value: run, problems } = await runDiff(asked, { change: changeTools('approvals') });
  expect(problems.flatMap(({ severity, code, message }) => (severity === 'error' ? `${code} ${message}` : []))).toEqual(
    [],
  );
  met.changes += 1;
  const read = readDiff(join(root, 'reports/latest/diff.ndjson'), 'diff.ndjson');
  expect(read.value).toEqual(run);

  // One by one.
  const rated = new Map(
    given.customers.map((one) => {
      const [was, is] = [given.base, head].map((side) => rate(side, one.account, one.records));
      return [one.account.id, { one, was, is }];
    }),
  );
  const withdrawn = ofBase.filter((one) => !ofHead.includes(one)).map(({ account: { id } }) => id);
  expect(run!.results.map(({ id }) => id)).toEqual([...ofHead.map(({ account: { id } }) => id), ...withdrawn]);
  const all: Counted[] = [];
  for (const { id, status, reach, dates, before = [], after = before, change } of run!.results) {
    const { one, was, is } = rated.get(id)!;
    const told = (side: readonly (string | null)[]) =>
      Object.fromEntries(dates.flatMap((date, at) => (side[at] == null ? [] : [[date, amount(side[at])]])));
    const expected = (result: OracleResult | undefined) =>
      Object.fromEntries(
        [...totalsOf(result ?? { invoices: [], screened: [], unrated: [] })].map(([date, total]) => [date, `${total}`]),
      );
    expect([id, told(before), told(after)]).toEqual([id, expected(was), expected(is)]);
    expect([id, status]).toEqual([id, statusOf(was, is)]);
    met.statuses.set(status, (met.statuses.get(status) ?? 0) + 1);
    const wanted = reachOf(given.base, head, one.account);
    if (wanted !== undefined) expect([id, reach]).toEqual([id, wanted]);
    reaches.set(reach, (reaches.get(reach) ?? 0) + 1);
    if (!was || !is) {
      expect(change).toBeUndefined();
      continue;
    }
    const [a, b] = [totalsOf(was), totalsOf(is)];
    expect(amount(change!)).toBe(sumOf(b).minus(sumOf(a)).toString());
    const { plan } = one.account;
    all.push({ id, plan, segment: one.segment, currency: String(given.base[0]!.currency), before: a, after: b });
  }

  // Together, by plan and by segment.
  const { summary } = run!;
  const currency = String(given.base[0]!.currency);
  expect(summary.compared).toBe(all.length);
  expect(summary.nullCheck.differing).toBe(0);
  expect(Object.keys(summary.effects)).toEqual(all.length > 0 ? [currency] : []);
  const effects = summary.effects[currency];
  if (effects) {
    const own = effectOf(all);
    expect(counted(effects.all, own)).toEqual(own);
    const groups = [
      [effects.plans, (one: Counted) => one.plan],
      [effects.segments, (one: Counted) => one.segment],
    ] as const;
    for (const [told, nameOf] of groups) {
      const names = [...new Set(all.flatMap((one) => nameOf(one) ?? []))].sort();
      expect(Object.keys(told)).toEqual(names);
      for (const name of names) {
        const one = effectOf(all.filter((customer) => nameOf(customer) === name));
        expect(counted(told[name]!, one)).toEqual(one);
      }
    }
  }
  const exit = diffExitCode(run!);
  if (summary.scenarios.unrated > 0 || all.length === 0) expect(exit).toBe(5);
  else if (summary.scenarios.changed > 0) expect(exit).toBe(1);

  checkShares(given, head, run!, all, currency);
}

function checkShares(
  given: ChangeCase,
  head: readonly PlainDocument[],
  run: DiffRun,
  all: readonly Counted[],
  currency: string,
): void {
  const { causes, attribution } = run.summary;
  const parts = partsOfCauses(given, head, run);
  if (!parts || all.length === 0 || attribution.method === 'in-order') return;
  met.shares += 1;
  if (causes.length > 1) met.several += 1;
  const shares = causes.map(() => ZERO);
  const alone = causes.map(() => ZERO);
  const customers = causes.map(() => 0);
  for (const { id, before, after } of all) {
    const { account, records } = given.customers.find((one) => one.account.id === id)!;
    const value = (came: readonly number[]): Fraction => {
      if (came.length === causes.length) return sumOf(after);
      const chosen = new Set(came.flatMap((cause) => parts[cause]!));
      const side = applied(
        given.base,
        given.swaps.filter((_, part) => chosen.has(part)),
      );
      return sumOf(totalsOf(rate(side, account, records)!));
    };
    const own = sharesByOrders(causes.length, value);
    own.forEach((share, cause) => {
      shares[cause] = shares[cause]!.plus(share);
      alone[cause] = alone[cause]!.plus(value([cause]).minus(sumOf(before)));
    });
    const moving = causes.flatMap(({ fingerprint }, cause) => (own[cause]!.isZero() ? [] : [fingerprint]));
    const told = run.results.find((result) => result.id === id)!;
    if (moving.length > 0) expect([id, [...told.causes].sort()]).toEqual([id, [...moving].sort()]);
    else expect([id, told.causes.length > 0]).toEqual([id, told.differences.length > 0 && told.status !== 'passed']);
    causes.forEach(({ fingerprint }, cause) => {
      if (told.causes.includes(fingerprint)) customers[cause]! += 1;
    });
  }
  // Shown in whole units of the finest amount: less than one of them from the exact share, exact where it is whole.
  const decimals = Math.max(
    ...causes.flatMap(({ money }) => (money[currency] ? [money[currency].share.split('.')[1]?.length ?? 0] : [])),
    0,
  );
  const unit = new Fraction(1n, 10n ** BigInt(decimals));
  let sum = ZERO;
  let alones = ZERO;
  causes.forEach(({ money, customers: many }, cause) => {
    expect(many).toBe(customers[cause]);
    const told = money[currency];
    if (!told) {
      expect([shares[cause]!.toString(), alone[cause]!.toString()]).toEqual(['0', '0']);
      return;
    }
    const share = Fraction.of(told.share);
    const off = share.minus(shares[cause]!);
    const size = off.sign() < 0 ? off.negated() : off;
    const exact = shares[cause]!.over(unit).bottom === 1n;
    expect([told.share, shares[cause]!.toString(), exact ? off.isZero() : size.compare(unit) < 0]).toEqual([
      ...[told.share, shares[cause]!.toString(), true],
    ]);
    expect(amount(told.alone)).toBe(alone[cause]!.toString());
    sum = sum.plus(share);
    alones = alones.plus(alone[cause]!);
  });
  const change = all.reduce((total, one) => total.plus(sumOf(one.after)).minus(sumOf(one.before)), ZERO);
  expect(amount(attribution.total[currency]!)).toBe(change.toString());
  if (causes.some(({ money }) => money[currency])) expect(sum.toString()).toBe(change.toString());
  else expect(change.toString()).toBe('0');
  expect(amount(attribution.interaction[currency]!)).toBe(change.minus(alones).toString());
  if (!change.minus(alones).isZero()) met.interaction += 1;
}

test(
  `every number of ${CHANGES} comparisons is the oracle's, seed ${SEED}`,
  async () => {
    for (let done = 0; done < CHANGES; done += 25) {
      await fc.assert(fc.asyncProperty(changeCase, check), {
        seed: SEED + done,
        numRuns: Math.min(25, CHANGES - done),
        endOnFailure: process.env.RATEPROOF_SHRINK === undefined,
        reporter: ({ failed, counterexample, counterexamplePath, errorInstance }) => {
          if (!failed) return;
          const [given] = counterexample!;
          throw new Error(
            [
              `seed ${SEED + done}, path ${counterexamplePath}`,
              String(errorInstance),
              toYaml(given.base),
              ...given.swaps.map(({ words }) => words),
              ...given.customers.map((one) => JSON.stringify(one)),
            ].join('\n'),
            { cause: errorInstance },
          );
        },
      });
    }
    // What was met: a generator that no longer makes anything must not look like agreement.
    if (process.env.RATEPROOF_TELL) console.log(met, reaches);
    expect(met.changes).toBeGreaterThan(CHANGES / 2);
    expect(met.shares).toBeGreaterThan(CHANGES / 4);
    expect(met.several).toBeGreaterThan(CHANGES / 10);
  },
  15 * 60_000,
);
