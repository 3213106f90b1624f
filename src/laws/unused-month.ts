/**
 * A month without usage costs exactly its fees: each recurring charge once, whole, and no usage line. It holds of every
 * plan on an invoice between two whole cycles of one version; only a fee of a first tier that is owed without usage
 * (`zero_usage: first-fee`) makes a usage line.
 */

import { formatDay, parseDay } from '../calendar/day.ts';
import { decimal, ZERO } from '../exact/rational.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import { round } from '../money/rounding.ts';
import type { RatePlan } from '../plan/model.ts';
import { cellBreach, ownerOf } from './amounts.ts';
import { alone, type Breach, EVERYWHERE, type Law, type LawContext } from './law.ts';
import { steadyVersion } from './versions.ts';

export function unusedMonth({ history }: LawContext): Law {
  return {
    name: 'unused-month-costs-its-fees',
    plan: history.id,
    says: 'a month without usage costs its recurring fees and nothing for usage',
    ...{ not: undefined, except: EVERYWHERE, beside: alone },
    aims: [
      {
        needs: 'an invoice between two whole cycles of one version',
        fits: (activated, invoice) => steadyVersion(history, activated, invoice) !== undefined,
      },
    ],
    speaksOf: ({ activated, invoices, records }) =>
      records.length === 0 && steadyVersion(history, activated, invoices.before - 1) !== undefined,
    about: (bill) => ({ ...bill, records: [] }),
    judge: ({ activated, records, invoices }, [rated = []]) => {
      if (records.length > 0) return undefined;
      const last = formatDay(invoices.before - 1);
      const plan = steadyVersion(history, activated, invoices.before - 1);
      if (plan) {
        const breach = judgeLines(plan, last, rated.find(({ date }) => date === last)?.lines ?? []);
        if (breach) return breach;
      }
      for (const { date, lines } of rated) {
        const version = steadyVersion(history, activated, parseDay(date)!);
        const breach = version && judgeLines(version, date, lines);
        if (breach) return breach;
      }
      return undefined;
    },
  };
}

function judgeLines({ recurring, usage }: RatePlan, date: string, lines: Invoice['lines']): Breach | undefined {
  for (const { id, amount, onlyIf, lineRounding } of recurring) {
    const expected = onlyIf === 'used' ? ZERO : round(amount, lineRounding);
    const line = lines.find(({ key }) => key === id);
    const where = { invoice: date, line: id, cell: 'amount' as const };
    const breach = cellBreach(where, expected, line ? decimal(line.amount) : ZERO, 'the fee of a whole month');
    if (breach) return breach;
  }
  for (const line of lines) {
    if (line.kind !== 'usage') continue;
    const charge = usage.find(({ id }) => id === ownerOf(line));
    const owes = charge && 'tiers' in charge.price && charge.price.tiers?.zeroUsage === 'first-fee';
    const where = { invoice: date, line: line.key, cell: 'amount' as const };
    const breach = owes ? undefined : cellBreach(where, ZERO, decimal(line.amount), 'nothing was used');
    if (breach) return breach;
  }
  return undefined;
}
