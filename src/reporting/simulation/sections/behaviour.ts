/** What was assumed of customers and what came of it: usage, churn, take-up. */

import type { Simulation } from '../../../simulation/result.ts';
import { counted } from '../../amounts.ts';
import { SIMULATION_ROWS } from '../../limits.ts';
import { assumedMonths, periodOf } from '../periods.ts';
import { customersText, rounded } from '../shown.ts';
import { type Block, type Section, section, tableOf } from '../view.ts';

const isStill = (percent: string | null): boolean => percent === null || Number(percent) === 100;

export function behaviourSection(simulation: Simulation): Section | undefined {
  const { behaviour, header } = simulation;
  if (!behaviour) return undefined;
  const { decimals, currency } = header;
  const { usage, churn, takeUp } = behaviour;
  const blocks: (Partial<Block> & Pick<Block, 'table'>)[] = [];
  /** None: there is no price to compare, and no response. */
  const percent = (text: string | null) => ({ text: text === null ? '–' : `${rounded(text, 2)} %`, estimated: true });
  // Where no price changes nothing follows: those rows would hide the others.
  const moving = usage.filter(({ price, asked, reached }) => ![price, asked, reached].every(isStill));
  const shown = moving.slice(0, SIMULATION_ROWS.usage);
  const left = usage.length - shown.length;
  if (usage.length > 0) {
    const table = tableOf({
      caption: 'Usage after the change in percent of before: what the elasticity asks, and what whole records reach',
      columns: [
        { title: 'Service' },
        { title: 'Price', small: 'of before', roomy: true },
        { title: 'Elasticity' },
        { title: 'Asked' },
        { title: 'Reached' },
      ],
      rows: shown.map(({ service, segment, plan, price, elasticity, asked, reached }) => ({
        cells: [
          { text: service, small: [segment, plan].filter(Boolean).join(', ') },
          price === null ? '–' : percent(price),
          elasticity,
          percent(asked),
          reached === null ? '–' : percent(reached),
        ],
      })),
      more:
        left === 0
          ? ''
          : `and ${counted(left, 'row')}${shown.length === moving.length ? ' whose usage stays as it is' : ''}, in the workbook`,
    });
    blocks.push({ title: 'Usage follows prices', table });
  }
  if (takeUp.length > 0) {
    const money = (text: string) => ({ text: rounded(text, decimals), estimated: true });
    const months = assumedMonths(simulation).length === 0 ? '' : ` ${periodOf(assumedMonths(simulation))}`;
    const people = (text: string) => ({ text: customersText(text), estimated: true });
    const table = tableOf({
      caption: `Customers of plans that are taken up, and their net revenue${months}, ${currency}`,
      columns: [
        { title: 'Plan' },
        { title: 'From our plans' },
        { title: 'New' },
        { title: 'Revenue', roomy: true },
        { title: 'They paid before', small: 'cannibalised' },
      ],
      rows: takeUp.slice(0, SIMULATION_ROWS.plans).map(({ plan, fromOurs, newCustomers, revenue, cannibalised }) => ({
        cells: [plan, people(fromOurs), people(newCustomers), money(revenue), money(cannibalised)],
      })),
    });
    blocks.push({ title: 'Take-up', table });
  }
  const text = churn
    ? [
        `${customersText(churn.customers)} customers leave ${periodOf(assumedMonths(simulation))} (estimated), and ${rounded(churn.revenue, decimals)} ${currency} of net revenue with them (estimated).`,
      ]
    : [];
  if (blocks.length === 0 && text.length === 0) return undefined;
  return section('behaviour', 'What customers are assumed to do', blocks, { text });
}
