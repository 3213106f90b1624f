/** Real customers on two conventions at once: the columns are the invoices that `rate` gives, at eleven decimals too. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseDay } from '../../../src/calendar/day.ts';
import { accountsOf } from '../../../src/run/accounts.ts';
import { preparePlans } from '../../../src/run/prepare-plan.ts';
import { rateAccounts } from '../../../src/run/rate-accounts.ts';
import { populationRater } from '../../../src/run/simulate/rate-population.ts';
import type { AccountUsage } from '../../../src/usage/batch.ts';
import { openUsage } from '../../../src/usage/open-usage.ts';
import { realDataIsThere, SHARED } from '../../evidence/real/real-data.ts';
import { columnsOf, populationOf, sumsOfInvoices, sumsOfTable } from './columns.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../evidence/real/megaline/${name}`, import.meta.url), 'utf8');

const plansOf = (file: string) => {
  const { value, problems } = preparePlans([{ file, text: read(file) }]);
  if (!value) throw new Error(problems.map(({ message }) => message).join('\n'));
  return value.compiled;
};

test.skipIf(!realDataIsThere)(
  '500 customers from one convention to another, of each pair of them',
  async () => {
    const source = await openUsage(read('usage.yaml'), 'usage.yaml', `${SHARED}/data/megaline`);
    if (!source.value) throw new Error(source.problems.map(({ message }) => message).join('\n'));
    const invoices = { from: parseDay('2018-01-01')!, before: parseDay('2019-02-01')! };
    const byId = accountsOf(source.value.customers, invoices);
    const chunks: AccountUsage[] = [];
    for await (const chunk of source.value.chunks()) chunks.push(chunk);
    source.value.close();
    expect(chunks).toHaveLength(1);
    const [usage] = chunks;
    const accounts = usage!.accounts.map((id) => byId.get(id)!);
    const rate = populationRater(
      { usage: columnsOf(accounts, usage!, 77) },
      { population: populationOf(accounts), invoices, pool: undefined },
    );
    const sides = ['a.yaml', 'e.yaml', 'b-exact.yaml'].map((file) => ({ plans: plansOf(file) }));
    const result = await rate({ sides, measures: [] });
    for (const [side, { plans }] of sides.entries()) {
      const rated = rateAccounts(plans, accounts, usage!);
      expect(rated.invoices.flat().length).toBeGreaterThan(2000);
      expect(sumsOfTable(result, result.sides[side]!)).toEqual(sumsOfInvoices(rated.invoices));
      expect(result.sides[side]!.screened).toBe(rated.screened.length);
    }
    expect(result.sides[0]!.scale).toBeGreaterThanOrEqual(11);
  },
  60_000,
);
