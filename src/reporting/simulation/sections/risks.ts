/** Bills that shock, and customers who would be better off on another plan of ours. */

import type { BetterOff, Simulation } from '../../../simulation/result.ts';
import { count, counted, grouped } from '../../amounts.ts';
import { SIMULATION_ROWS } from '../../limits.ts';
import { assumedMonths, periodOf, staticMonths } from '../periods.ts';
import { customersText, isEstimated, isZero, rounded, together } from '../shown.ts';
import { type Block, type Section, section, tableOf } from '../view.ts';
import { AS_THEY_ARE, MOVERS, markText, namesOf, titled } from '../words.ts';

export function shockSection(simulation: Simulation): Section {
  const {
    header,
    static: { shock },
    behaviour,
  } = simulation;
  const { decimals, currency } = header;
  const estimated = isEstimated(simulation);
  const rule = `A bill shocks when it rises by more than ${shock.percent} % and by more than ${rounded(shock.amount, decimals)} ${currency}, both, against the same bill before.`;
  const row = (name: string, { bills, customers, sampled }: typeof shock, est: boolean) => ({
    cells: [
      name,
      { text: customersText(bills), estimated: est },
      { text: customersText(customers), estimated: est },
      count(sampled),
    ],
  });
  const table = tableOf({
    caption: 'Bills that shock, and customers who get one',
    columns: [{ title: 'Result' }, { title: 'Bills' }, { title: 'Customers' }, { title: 'Rated', roomy: true }],
    rows: [
      row(titled(namesOf(simulation).now), shock, estimated),
      ...(behaviour ? [row(titled(namesOf(simulation).later), behaviour.impact.shock, true)] : []),
    ],
  });
  const none = isZero(shock.bills) ? `No bill does, with ${AS_THEY_ARE}.` : '';
  return section('shock', 'Bill shock', [{ table }], { text: [rule, none] });
}

export function betterOffSection(simulation: Simulation): Section | undefined {
  const {
    static: { betterOff },
    behaviour,
    header,
  } = simulation;
  const migration = behaviour?.migration;
  if (!betterOff && !migration) return undefined;
  const blocks = [
    ...(betterOff
      ? [moves(betterOff, header, 'Who would pay less elsewhere', staticMonths(simulation), isEstimated(simulation))]
      : []),
    ...(migration ? [moves(migration, header, 'Who moves, as assumed', assumedMonths(simulation), true)] : []),
  ];
  const text = betterOff
    ? [
        isZero(betterOff.customers)
          ? 'Nobody would pay less on another plan of ours.'
          : `${customersText(betterOff.customers)} customers would pay less on another plan of ours after the change, with ${AS_THEY_ARE}. If all of them moved, ${rounded(betterOff.saving, header.decimals)} ${header.currency} of what they pay ${periodOf(staticMonths(simulation))} would be gone. Some could have saved before the change too: this is not what the change costs.`,
        migration ? MOVERS : '',
      ]
    : [];
  return section('better-off', 'Better off on another plan', blocks, { text });
}

function moves(
  { moves: all, customers, saving, sampled }: BetterOff,
  { decimals, currency }: Simulation['header'],
  title: string,
  months: readonly string[],
  estimated: boolean,
): Partial<Block> & Pick<Block, 'table'> {
  const there = all.filter(({ mark }) => mark !== 'suppressed');
  const people = together(
    there.map((row) => row.customers ?? '0'),
    0,
    customers,
  );
  const money = together(
    there.map((row) => row.saving ?? '0'),
    decimals,
    saving,
  );
  const shown = all.slice(0, SIMULATION_ROWS.moves);
  const table = tableOf({
    caption: `Customers, and what they save${months.length === 0 ? '' : ` ${periodOf(months)}`}, with tax, ${currency}`,
    columns: [{ title: 'From' }, { title: 'To', words: true }, { title: 'Customers' }, { title: 'They save' }],
    rows: [
      ...shown.map((row) => {
        const at = there.indexOf(row);
        return {
          cells: [
            { text: row.from, small: markText(row.mark, row.sampled) },
            row.to,
            { text: at < 0 ? '–' : grouped(people[at]!), estimated },
            { text: at < 0 ? '–' : grouped(money[at]!), estimated },
          ],
        };
      }),
      {
        whole: true,
        cells: [
          { text: 'All', small: `${count(sampled)} rated` },
          '',
          { text: customersText(customers), estimated },
          { text: rounded(saving, decimals), estimated },
        ],
      },
    ],
    more: all.length > shown.length ? `and ${counted(all.length - shown.length, 'more move')}` : '',
  });
  return { title, table };
}
