/** Customers whose bills move most, with why. */

import type { Simulation } from '../../../simulation/result.ts';
import { counted } from '../../amounts.ts';
import { SIMULATION_ROWS } from '../../limits.ts';
import { periodOf, staticMonths } from '../periods.ts';
import { changeShown, rounded } from '../shown.ts';
import { type Section, section, tableOf } from '../view.ts';
import { AS_THEY_ARE } from '../words.ts';

export function moversSection(simulation: Simulation): Section | undefined {
  const {
    header,
    static: { movers },
  } = simulation;
  if (movers.length === 0) return undefined;
  const { decimals, currency } = header;
  const shown = movers.slice(0, SIMULATION_ROWS.movers);
  const weighted = movers.some(({ weight }) => !/^1(?:\.0+)?$/.test(weight));
  const table = tableOf({
    caption: `What a customer pays ${periodOf(staticMonths(simulation))}, with tax, ${currency}`,
    columns: [
      { title: 'Customer' },
      { title: 'Before', roomy: true },
      { title: 'After', roomy: true },
      { title: 'Change' },
      ...(weighted ? [{ title: 'Stands for', roomy: true }] : []),
      { title: 'Why', words: true },
    ],
    rows: shown.map(({ customer, plan, segment, before, after, change, weight, why }) => {
      const own = changeShown({ before, after, change, percent: null }, decimals);
      return {
        cells: [
          { text: customer, small: [plan, segment].filter(Boolean).join(', ') },
          own.before,
          own.after,
          { text: own.change, small: own.percent },
          ...(weighted ? [rounded(weight, 1).replace(/\.0$/, '')] : []),
          why,
        ],
      };
    }),
    more: movers.length > shown.length ? `and ${counted(movers.length - shown.length, 'more customer')}` : '',
  });
  return section('movers', 'Whose bills move most', [{ table }], {
    aside: counted(movers.length, 'customer'),
    text: [
      `One customer a row, with ${AS_THEY_ARE}. “Why” tells which lines of the bill changed, those that changed most first.`,
    ],
  });
}
