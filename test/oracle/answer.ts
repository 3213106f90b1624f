/** What an invoice calculator says, as text that can be compared and read. */

import type { OracleResult } from './oracle.ts';

/** The same whatever the order in which lines stand on an invoice. */
function comparable({ invoices, screened, unrated }: OracleResult): OracleResult {
  const order = (line: object): string => JSON.stringify(line);
  return {
    invoices: invoices.map((invoice) => ({
      date: invoice.date,
      ...(invoice.period && { period: { from: invoice.period.from, before: invoice.period.before } }),
      lines: invoice.lines
        .map(({ key, kind, amount, quantity }) => ({ key, kind, amount, ...(quantity !== undefined && { quantity }) }))
        .sort((a, b) => (order(a) < order(b) ? -1 : 1)),
      net: invoice.net,
      tax: invoice.tax,
      total: invoice.total,
      ...(invoice.allowances && { allowances: invoice.allowances }),
    })),
    screened: [...screened].sort(),
    unrated: [...unrated].sort(),
  };
}

/** What one side says, or how it failed. */
export function answer(ask: () => OracleResult): string {
  try {
    const { invoices, screened, unrated } = comparable(ask());
    const one = (value: object): string => JSON.stringify(value);
    return [
      ...invoices.flatMap(({ lines, ...head }) => [one(head), ...lines.map((line) => `  ${one(line)}`)]),
      `screened ${one(screened)}, unrated ${one(unrated)}`,
    ].join('\n');
  } catch (error) {
    return `failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}
