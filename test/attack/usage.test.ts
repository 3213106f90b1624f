/** Damaged mappings and usage files: problems with codes, or invoices that the oracle makes of the same records. */

import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatDay, parseDay } from '../../src/calendar/day.ts';
import { instantOf, zoneOf } from '../../src/calendar/zone.ts';
import { formatRational, multiply, rational } from '../../src/exact/rational.ts';
import type { Problem } from '../../src/problems/problem.ts';
import { accountsOf } from '../../src/run/accounts.ts';
import { preparePlans } from '../../src/run/prepare-plan.ts';
import { rateAccounts } from '../../src/run/rate-accounts.ts';
import { UsageRating } from '../../src/run/rate-usage.ts';
import { SERVICES } from '../../src/units/quantity.ts';
import type { AccountUsage } from '../../src/usage/batch.ts';
import { openUsage, type UsageSource } from '../../src/usage/open-usage.ts';
import { MAX_FILE_BYTES, readText } from '../../src/yaml/read.ts';
import { resultOf } from '../oracle/engine.ts';
import type { Account, OracleResult, PlainRecord } from '../oracle/oracle.ts';
import { agree, BASE_UNITS, plainDocuments } from './agree.ts';
import { type Attempt, attack, type Verdict } from './attack.ts';
import { type Damaged, damage, damageBytes } from './damage.ts';
import type { Dice } from './dice.ts';
import { codesOf } from './law.ts';
import { NASTY_VALUES } from './nasty.ts';
import { read, yamlFiles } from './plan-specimens.ts';
import { mappingOf, RECORD_FILES, type UsageSpecimen, usageSpecimen } from './usage-specimen.ts';

const CASES = 350;
const MAPPING_FILE = 'usage.yaml';
const DATES = { from: parseDay('2026-03-01')!, before: parseDay('2026-05-02')! };

const planTexts = yamlFiles('plans').map((file) => ({ file, text: read(file) }));
const { compiled } = preparePlans(planTexts).value!;
const documents = plainDocuments(planTexts.map(({ text }) => text));

let specimen: UsageSpecimen;
beforeAll(async () => {
  specimen = await usageSpecimen();
});
afterAll(() => specimen.remove());

test('damaged usage', { timeout: 600_000 }, async () => {
  const counts = await attack('usage', CASES, attempt);
  if (process.env.RATEPROOF_CASE) return;
  expect(counts.compared).toBeGreaterThan(CASES / 5);
  expect(counts.refused).toBeGreaterThan(CASES / 3);
  expect(counts.codes.size).toBeGreaterThan(12);
});

function attempt(dice: Dice): Attempt {
  const hit = dice.once(2) ? MAPPING_FILE : dice.pick([...specimen.files.keys()]);
  // One or two files of records: each takes the database its time.
  const named = RECORD_FILES.filter((file) => file === hit || (hit === MAPPING_FILE && dice.once(3)));
  const mapping = Buffer.from(mappingOf(named.length > 0 ? named : [dice.pick(RECORD_FILES)]));
  const { bytes, what } = harm(hit, specimen.files.get(hit) ?? mapping, dice);
  return {
    what: `${hit}: ${what}`,
    run: () =>
      hit === MAPPING_FILE ? judge(bytes, specimen.files) : judge(mapping, new Map(specimen.files).set(hit, bytes)),
    shown: () => bytes.subarray(0, 6000).toString('latin1'),
  };
}

function harm(file: string, bytes: Buffer, dice: Dice): Damaged {
  if (file.endsWith('.parquet')) return damageBytes(bytes, dice);
  if (file.endsWith('.gz')) {
    if (dice.once(3)) return damageBytes(bytes, dice);
    const { bytes: text, what } = harm('data.csv', gunzipSync(bytes), dice);
    return { bytes: gzipSync(text), what };
  }
  const text = bytes.toString();
  if (file === MAPPING_FILE || dice.once(2)) return damage(text, dice, { gentle: 40 });
  // What stands between separators, replaced; the line may become long.
  const cells = [...text.matchAll(/[^,;\n":{}]+/g)];
  const { 0: cell, index } = dice.pick(cells);
  const value = dice.once(15) ? 'x'.repeat(3_000_000) : dice.pick([...NASTY_VALUES, ...cells.map(([one]) => one)]);
  return { bytes: Buffer.from(text.slice(0, index) + value + text.slice(index + cell.length)), what: `cell ${cell}` };
}

async function judge(mapping: Buffer, files: ReadonlyMap<string, Buffer>): Promise<Verdict> {
  const texts = new Map([[MAPPING_FILE, mapping.subarray(0, MAX_FILE_BYTES).toString()]]);
  const text = readText(mapping, MAPPING_FILE);
  if (text.value === undefined) return { refused: codesOf(text.problems, texts) };
  const folder = specimen.folder(files);
  const { value: source, problems } = await openUsage(text.value, MAPPING_FILE, folder, { memoryLimit: '200MB' });
  const codes = lawfulCodes(problems, texts, folder);
  if (!source) return { refused: codes };
  try {
    const rating = new UsageRating(compiled, source, DATES);
    const checked = rating.check();
    if (!checked.value) return { refused: lawfulCodes(checked.problems, texts, folder) };
    for await (const _ of rating.invoices());
    const { balance, balanced } = rating.result();
    if (!balanced) throw new Error(`records are lost: ${JSON.stringify(balance)}`);
    return await compareAll(source);
  } finally {
    source.close();
  }
}

/** Problems of rows have no place; no message gives the folders of the machine away. */
function lawfulCodes(problems: readonly Problem[], texts: ReadonlyMap<string, string>, folder: string): string[] {
  const told = problems.find(({ message }) => message.includes(folder));
  if (told) throw new Error(`a path in ${told.message}`);
  return codesOf(problems, texts, { placed: false });
}

/** All customers, each with the records that were delivered. */
async function compareAll(source: UsageSource): Promise<Verdict> {
  const accounts = accountsOf(source.customers, DATES);
  const verdicts: Verdict[] = [];
  for await (const usage of source.chunks()) {
    const own = usage.accounts.map((id) => accounts.get(id)!);
    const rated = rateAccounts(compiled, own, usage, { allowances: true });
    own.forEach(({ plan, activated, terminated }, index) => {
      const account: Account = {
        id: 'a',
        plan,
        activated: formatDay(activated),
        ...(terminated !== undefined && { terminated: formatDay(terminated) }),
        invoices: { from: formatDay(DATES.from), before: formatDay(DATES.before) },
      };
      const [first, end] = [usage.first[index]!, usage.first[index + 1]!];
      const isOwn = (id: string): boolean => Number(id) >= first && Number(id) < end;
      const records = recordsOf(usage, compiled.get(plan)![0]!.timezone).filter(({ id }) => isOwn(id));
      const result = (): OracleResult => {
        const all = resultOf(rated, index, idOf);
        return { ...all, screened: all.screened.filter(isOwn), unrated: all.unrated.filter(isOwn) };
      };
      verdicts.push(agree(result, documents, account, records));
    });
  }
  return verdicts.find((verdict) => !('compared' in verdict)) ?? verdicts[0] ?? { notCompared: 'without customers' };
}

const idOf = (record: number): string => String(record).padStart(6, '0');

function recordsOf({ start, local, kind, quantity, coding }: AccountUsage, timezone: string): PlainRecord[] {
  return Array.from(start, (at, record): PlainRecord => {
    const { service, ...ways } = coding.kinds[kind[record]!]!;
    const size = multiply(rational(BigInt(quantity[record]!)), coding.quanta.get(service)!);
    const instant = local ? instantOf(zoneOf(timezone), at) : at;
    return {
      id: idOf(record),
      at: new Date(instant).toISOString(),
      service,
      ...Object.fromEntries(Object.entries(ways).filter(([, value]) => value !== '')),
      quantity: `${formatRational(size)} ${BASE_UNITS[SERVICES[service]!]}`,
    };
  });
}
