/** Invoices as JSON: one list, or (NDJSON) one invoice a line. Amounts are text: a JSON number would be a binary double. */

import type { Invoice } from '../../invoicing/invoice.ts';

export async function* jsonText(invoices: AsyncIterable<readonly Invoice[]>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const some of invoices) {
    let text = '';
    for (const invoice of some) {
      text += before + JSON.stringify(plain(invoice));
      before = ',\n';
    }
    yield text;
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

export async function* ndjsonText(invoices: AsyncIterable<readonly Invoice[]>): AsyncGenerator<string> {
  for await (const some of invoices) {
    yield some.map((invoice) => `${JSON.stringify(plain(invoice))}\n`).join('');
  }
}

/** The same keys in the same order, whoever made the invoice. */
function plain({ account, plan, date, period, currency, lines, net, tax, total }: Invoice): Invoice {
  return {
    account,
    plan,
    date,
    ...(period && { period: { from: period.from, before: period.before } }),
    currency,
    lines: lines.map(({ key, kind, amount, quantity }) => ({
      key,
      kind,
      amount,
      ...(quantity !== undefined && { quantity }),
    })),
    net,
    tax,
    total,
  };
}
