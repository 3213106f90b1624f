import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openUsage } from '../../src/usage/open-usage.ts';
import { chunks } from './usage-folder.ts';

const shared = process.env.RATEPROOF_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const present = existsSync(`${shared}/data/megaline/megaline_calls.csv`);
if (!present) console.warn('skipped: the real usage files are not at RATEPROOF_SHARED or ../shared');

describe.skipIf(!present)('real usage files', () => {
  const open = async (name: string) => {
    const mapping = readFileSync(new URL(`../evidence/real/${name}/usage.yaml`, import.meta.url), 'utf8');
    const { value, problems } = await openUsage(mapping, `${name}.usage.yaml`, `${shared}/data/${name}`);
    expect(problems).toEqual([]);
    return value!;
  };

  test('all records of Megaline are delivered, in hundredths of a minute and of a megabyte', async () => {
    const source = await open('megaline');
    const report = source.report();
    expect([report.records, report.delivered, report.refused]).toEqual([318_611, 318_611, []]);
    expect(report.services).toEqual(
      new Map([
        ['data', 104_825],
        ['sms', 76_051],
        ['voice', 137_735],
      ]),
    );
    expect(source.customers).toHaveLength(500);
    expect(source.customers.filter(({ terminated }) => terminated !== undefined)).toHaveLength(34);
    const [whole, second] = await chunks(source);
    expect(second).toBeUndefined();
    expect(whole!.coding.quanta.get('voice')).toEqual({ n: 3n, d: 5n });
    expect(whole!.coding.quanta.get('data')).toEqual({ n: 1024n ** 2n / 4n, d: 25n });

    const voice = whole!.coding.kinds.findIndex(({ service }) => service === 'voice');
    let hundredths = 0;
    for (const [index, kind] of whole!.kind.entries()) if (kind === voice) hundredths += whole!.quantity[index]!;
    expect(hundredths).toBe(sumOfHundredths(`${shared}/data/megaline/megaline_calls.csv`));

    const parts = await chunks(source, 20_000);
    expect(parts.length).toBeGreaterThan(10);
    for (const column of ['start', 'quantity', 'kind', 'row'] as const) {
      const joined = Buffer.concat(parts.map((part) => bytesOf(part[column])));
      expect(joined.equals(bytesOf(whole![column]))).toBe(true);
    }
    expect(parts.flatMap(({ accounts }) => accounts)).toEqual(whole!.accounts);
    source.close();
  });

  test('each of the 5,000 rows of churn is four records', async () => {
    const source = await open('churn');
    expect(source.report().delivered).toBe(20_000);
    const [whole] = await chunks(source);
    expect(whole!.coding.kinds.map(({ to }) => to)).toEqual(['day', 'eve', 'intl', 'night']);
    expect(whole!.coding.quanta.get('voice')).toEqual({ n: 6n, d: 1n });
    expect([...whole!.quantity.subarray(0, 4)]).toEqual([2651, 1974, 2447, 100]);
    source.close();
  });
});

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Uint16Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Whole hundredths in the last column, by cutting the point out of the text. */
function sumOfHundredths(path: string): number {
  let sum = 0;
  for (const line of readFileSync(path, 'utf8').trim().split('\n').slice(1)) {
    const [whole = '', part = ''] = line.slice(line.lastIndexOf(',') + 1).split('.');
    sum += Number(whole + part.padEnd(2, '0'));
  }
  return sum;
}
