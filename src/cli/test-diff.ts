/** `rateproof test --diff`: invoices that differ, as text, line by line: what was expected, and what was rated. */

import { asExpected } from '../comparison/expected.ts';
import { diffInvoices } from '../comparison/text.ts';
import { visible } from '../problems/visible.ts';
import type { ScenarioResult } from '../run/result.ts';

/** The rest is counted. */
const MOST_SCENARIOS = 20;

/** Empty where nothing differs. */
export function diffText(results: readonly ScenarioResult[]): string {
  const changed = results.filter(({ differences, invoices }) => differences.length > 0 && invoices);
  const blocks = changed.slice(0, MOST_SCENARIOS).map(scenarioText);
  if (changed.length > MOST_SCENARIOS)
    blocks.push(`and ${changed.length - MOST_SCENARIOS} more scenarios that differ\n`);
  return blocks.join('\n');
}

function scenarioText({ id, file, line, differences, invoices = [], baseline }: ScenarioResult): string {
  const dates = new Set(differences.map(({ invoice }) => invoice));
  const texts = invoices
    .filter(({ date }) => dates.has(date))
    .flatMap((actual) => {
      const expected = baseline?.find(({ date }) => date === actual.date) ?? asExpected(actual, differences);
      return diffInvoices(expected, actual).map(({ sign, text }) => `${sign} ${visible(text)}`);
    });
  return `${[`${visible(id)}  (${visible(file)}:${line})`, ...texts].join('\n')}\n`;
}
