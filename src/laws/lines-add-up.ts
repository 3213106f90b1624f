/**
 * An invoice is the sum of its lines. It holds of every plan, because every amount on an invoice is on a line; with
 * `prices: gross` tax lines say what is inside and are not added.
 */

import { add, decimal } from '../exact/rational.ts';
import { cellBreach, sumOf } from './amounts.ts';
import { alone, asItIs, EVERYWHERE, type Law, type LawContext, ofAny } from './law.ts';

export function linesAddUp({ history }: LawContext): Law {
  const gross = history.versions[0]!.prices === 'gross';
  return {
    name: 'lines-add-up',
    plan: history.id,
    says: 'the lines of an invoice add up to its total, its tax lines to its tax, net and tax to the total',
    ...{ not: undefined, except: EVERYWHERE, about: asItIs, beside: alone, speaksOf: ofAny },
    judge: (_, [invoices = []]) => {
      for (const { date, lines, net, tax, total } of invoices) {
        const where = { invoice: date };
        const added = lines.filter(({ kind }) => !(gross && kind === 'tax'));
        const taxes = lines.filter(({ kind }) => kind === 'tax');
        const breach =
          cellBreach(
            { ...where, cell: 'total' },
            sumOf(added.map(({ amount }) => amount)),
            decimal(total),
            'the sum of its lines',
          ) ??
          cellBreach(
            { ...where, cell: 'tax' },
            sumOf(taxes.map(({ amount }) => amount)),
            decimal(tax),
            'the sum of its tax lines',
          ) ??
          cellBreach({ ...where, cell: 'total' }, add(decimal(net), decimal(tax)), decimal(total), 'net and tax');
        if (breach) return breach;
      }
      return undefined;
    },
  };
}
