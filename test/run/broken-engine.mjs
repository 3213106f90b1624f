// An engine for tests of the pool: its invoices are of nothing, and some accounts are more than it can bear.

const attempts = new Int32Array(1);

export function rateAccounts(_plans, accounts, usage) {
  for (const { id } of accounts) {
    if (id.endsWith('/throws')) throw new Error(`no invoice for ${id}`);
    if (id.endsWith('/exits')) process.exit(7);
    if (id.endsWith('/eats')) for (const eaten = []; ; ) eaten.push(Array.from({ length: 10_000 }, String));
    if (id.endsWith('/hangs')) for (;;) attempts[0] += 1;
  }
  const invoices = accounts.map(({ id, plan }) => [
    { account: id, plan, date: '2026-04-01', currency: 'EUR', lines: [], net: '1.00', tax: '0.00', total: '1.00' },
  ]);
  return { invoices, records: usage.start.length, rated: 0, screened: [], unrated: [], notBilled: 0 };
}
