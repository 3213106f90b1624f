/** What was assumed of customers and what came of it: usage, churn, take-up. */

import type { Simulation } from '../../../simulation/result.ts';
import { counted } from '../../amounts.ts';
import { SIMULATION_ROWS } from '../../limits.ts';
import { customersText, rounded } from '../shown.ts';
import { type Block, type Section, section, tableOf } from '../view.ts';

export function behaviourSection({ behaviour, header }: Simulation): Section | undefined {
  if (!behaviour) return undefined;
  const { decimals, currency } = header;
  const { usage, churn, takeUp } = behaviour;
  const blocks: (Partial<Block> & Pick<Block, 'table'>)[] = [];
  /** None: there is no price to compare, and no response. */
  const percent = (text: string | null) => ({ text: text === null ? '–' : `${rounded(text, 2)} %`, estimated: true });
  const shown = usage.slice(0, SIMULATION_ROWS.usage);
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
      more: usage.length > shown.length ? `and ${counted(usage.length - shown.length, 'more row')}` : '',
    });
    blocks.push({ title: 'Usage follows prices', table });
  }
  if (takeUp.length > 0) {
    const money = (text: string) => ({ text: rounded(text, decimals), estimated: true });
    const people = (text: string) => ({ text: customersText(text), estimated: true });
    const table = tableOf({
      caption: `Customers of plans that are taken up, and their net revenue, ${currency}`,
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
        `${customersText(churn.customers)} customers leave (estimated), and ${rounded(churn.revenue, decimals)} ${currency} of net revenue with them (estimated).`,
      ]
    : [];
  if (blocks.length === 0 && text.length === 0) return undefined;
  return section('behaviour', 'What customers are assumed to do', blocks, { text });
}
