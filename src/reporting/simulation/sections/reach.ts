/** Who is reached, before any money. */

import type { Reach } from '../../../run/diff/result.ts';
import type { Simulation } from '../../../simulation/result.ts';
import { count, grouped } from '../../amounts.ts';
import { percentOf } from '../../diff/percent.ts';
import { customersText, together } from '../shown.ts';
import { type Section, section, tableOf } from '../view.ts';
import { REACH_NAMES } from '../words.ts';

export function reachSection({ reach, header }: Simulation): Section {
  const kinds = Object.keys(REACH_NAMES) as Reach[];
  const all = header.population.customers;
  const customers = together(
    kinds.map((kind) => reach[kind].customers),
    0,
    all,
  );
  const rows = kinds.map((kind, at) => ({
    cells: [
      { text: REACH_NAMES[kind].name, small: REACH_NAMES[kind].meaning },
      count(reach[kind].sampled),
      grouped(customers[at]!),
      percentOf(reach[kind].customers, all).replace(/^\+/, ''),
    ],
  }));
  const table = tableOf({
    caption: 'Customers by what the change means for them',
    columns: [{ title: 'Customers' }, { title: 'Rated', roomy: true }, { title: 'Stand for' }, { title: 'Share' }],
    rows: [
      ...rows,
      {
        whole: true,
        cells: ['All', count(header.population.sampled), customersText(all), percentOf(all, all).replace(/^\+/, '')],
      },
    ],
  });
  return section('reach', 'Who is reached', [{ table }]);
}
