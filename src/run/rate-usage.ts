/** `rateproof rate`: usage files through the engine, chunk by chunk, so that files larger than memory pass. */

import { formatDay } from '../calendar/day.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import { wordList } from '../problems/nearest.ts';
import type { Outcome, Problem } from '../problems/problem.ts';
import type { UsageSource } from '../usage/open-usage.ts';
import { balanceOf, balances, type UsageBalance } from '../usage/report.ts';
import { shown } from '../usage/shown.ts';
import { accountsOf } from './accounts.ts';
import { rateAccounts } from './rate-accounts.ts';

/** Records that were read but not rated, shown by file and row; their count is in the balance. */
export interface RowProblem {
  readonly file: string;
  readonly row: number;
  readonly what: 'outside the service of its customer' | 'no charge matches it';
}

export interface RatedUsage {
  readonly balance: UsageBalance;
  readonly balanced: boolean;
  /** The first of each kind. */
  readonly rows: readonly RowProblem[];
  readonly invoices: number;
}

const SHOWN_ROWS = 20;

/** Invoices of all customers dated in `[from, before)` (epoch days), handed on as they are made. */
export class UsageRating {
  private readonly plans: CompiledPlans;
  private readonly source: UsageSource;
  private readonly dates: { readonly from: number; readonly before: number };
  private readonly totals = { rated: 0, screened: 0, unrated: 0, notBilled: 0 };
  private readonly rows: RowProblem[] = [];
  private invoiceCount = 0;

  constructor(plans: CompiledPlans, source: UsageSource, dates: { readonly from: number; readonly before: number }) {
    this.plans = plans;
    this.source = source;
    this.dates = dates;
  }

  /** All customers are on plans that are there, and on sale when they were activated. */
  check(): Outcome<true> {
    const problems: Problem[] = [];
    const missing = new Map<string, string>();
    for (const { account, plan, activated } of this.source.customers) {
      const versions = this.plans.get(plan);
      const starts = versions?.[0]?.effective.newFrom;
      if (!versions) missing.set(plan, account);
      else if (starts !== undefined && starts > activated) {
        const message = `account ${shown(account)} was activated on ${formatDay(activated)}, before plan ${plan} was sold`;
        problems.push({ code: 'USAGE-CUSTOMER', severity: 'error', message });
      }
    }
    for (const [plan, account] of missing) {
      const message = `there is no plan ${shown(plan)} (account ${shown(account)} is on it)`;
      const fix = `the plans are ${wordList([...this.plans.keys()])}`;
      problems.push({ code: 'USAGE-CUSTOMER', severity: 'error', message, fix });
    }
    return problems.length > 0 ? { problems } : { value: true, problems };
  }

  async *invoices(chunkSize?: number): AsyncGenerator<readonly Invoice[]> {
    const accounts = accountsOf(this.source.customers, this.dates);
    for await (const usage of this.source.chunks(chunkSize)) {
      const result = rateAccounts(
        this.plans,
        usage.accounts.map((id) => accounts.get(id)!),
        usage,
      );
      this.totals.rated += result.rated;
      this.totals.screened += result.screened.length;
      this.totals.unrated += result.unrated.length;
      this.totals.notBilled += result.notBilled;
      this.note(usage.row, result.screened, 'outside the service of its customer');
      this.note(usage.row, result.unrated, 'no charge matches it');
      for (const invoices of result.invoices) this.invoiceCount += invoices.length;
      yield result.invoices.flat();
    }
  }

  /** What became of every record, once all invoices were taken. */
  result(): RatedUsage {
    const balance = balanceOf(this.source.report(), this.totals);
    return { balance, balanced: balances(balance), rows: this.rows, invoices: this.invoiceCount };
  }

  private note(row: Float64Array, records: readonly number[], what: RowProblem['what']): void {
    const room = SHOWN_ROWS - this.rows.filter((known) => known.what === what).length;
    for (const record of records.slice(0, room)) this.rows.push({ ...this.source.locate(row[record]!), what });
  }
}
