/**
 * One invoice, line by line: the records, the steps in the published order, the policies and the place in the YAML.
 *
 * The same kernel rates again with a recorder; what it tells must give the same invoice as the run without it, and each
 * line's pieces must add up to the line. Both are checked here, every time.
 */

import { decimal, equal, formatRational, multiply, rational } from '../exact/rational.ts';
import type { Account } from '../invoicing/account.ts';
import type { AllowanceLeft, Invoice, InvoiceLine } from '../invoicing/invoice.ts';
import { round } from '../money/rounding.ts';
import type { CompiledCharge, CompiledPlan, CompiledPlans } from '../plan/compile/compiled.ts';
import type { AccountUsage } from '../usage/batch.ts';
import { bindAll } from './bound-plans.ts';
import { explainFixed, writeRounding } from './explain-fixed.ts';
import { type BillGroup, groupBills } from './group-bills.ts';
import { invoiceExactly, invoiceGroup, prepareGroup } from './invoice-group.ts';
import { type AllowanceUse, type LineSteps, Notes } from './notes.ts';
import { withoutOverlong } from './overlong.ts';

export interface LineExplanation {
  readonly line: InvoiceLine;
  /** Id of the plan that the line is of: on the invoice of a change of plan there are two. */
  readonly plan: string;
  /** Where the plan says it; absent for what every plan has (the total). */
  readonly place: { readonly file: string; readonly line: number } | undefined;
  /** Bands and tiers that something of it was priced in: `band peak`, `tier 2`. */
  readonly parts: readonly string[];
  /** The cycle that a fee is for, `[from, before)`, ISO dates. */
  readonly period?: { readonly from: string; readonly before: string };
  /** In order, one sentence each. */
  readonly steps: readonly string[];
  /** Records that have a part in it: index into the usage's columns, then its steps in order. */
  readonly records: readonly { readonly record: number; readonly steps: readonly string[] }[];
}

export interface Explanation {
  readonly invoice: Invoice;
  readonly lines: readonly LineExplanation[];
  /** What each allowance covered in the cycle that the invoice closes, and what it left unused. */
  readonly allowances: readonly (AllowanceUse & AllowanceLeft)[];
}

/**
 * Explains the invoice of one account dated on a day (epoch day); undefined when there is none. On the invoice of a change
 * of plan, what it closes is told by the plan before and what it opens by the plan after.
 */
export function explainInvoice(
  plans: CompiledPlans,
  account: Account,
  given: AccountUsage,
  date: number,
): Explanation | undefined {
  const { usage, original } = withoutOverlong(given);
  const accounts = [{ ...account, invoices: { from: date, before: date + 1 } }];
  const bound = bindAll(plans, accounts, usage.coding);
  const group = groupBills(bound, accounts, usage).groups[0];
  if (!group) return undefined;
  const notes = new Notes(group.closing, usage);
  const prepared = prepareGroup(group, usage);
  const { invoice, sources } = invoiceExactly(prepared, 0, { recorder: notes, allowances: true });
  const plain = invoiceGroup(group, usage, { allowances: true }).invoices[0];
  if (JSON.stringify(invoice) !== JSON.stringify(plain)) {
    throw new Error(`the explained invoice of ${account.id} differs from the rated one`);
  }
  if (!invoice) return undefined;
  const told = group.closing ? notes.lines() : new Map<number, LineSteps>();
  const lines = invoice.lines.map((line, index): LineExplanation => {
    const source = sources[index]!;
    if (source.part === 'usage') return explainUsage(line, told.get(source.index)!, group, original);
    return { line, ...explainFixed(line, source, invoice, { prepared, group, sources }), parts: [], records: [] };
  });
  const left = invoice.allowances ?? [];
  const used = group.closing ? notes.allowances() : [];
  return { invoice, lines, allowances: used.map((use, index) => ({ ...use, ...left[index]! })) };
}

function explainUsage(
  line: InvoiceLine,
  told: LineSteps,
  { closing }: BillGroup,
  original: (record: number) => number,
): LineExplanation {
  const { plan } = closing!;
  const charge = plan.charges[told.charge]!;
  const unit = rational(1n, 10n ** BigInt(closing!.scale) * closing!.denominators[told.charge]!);
  const exact = multiply(rational(told.sum), unit);
  // What the recorder was told, rounded as the line is, must be the line.
  if (!equal(round(exact, charge.lineRounding), decimal(line.amount))) {
    throw new Error(`the pieces of ${line.key} add up to ${formatRational(exact)}, the line is ${line.amount}`);
  }
  const steps = [
    ...told.closing,
    ...policiesOf(charge, plan),
    `sum of the line: ${formatRational(exact)}`,
    `line rounding ${writeRounding(charge.lineRounding)}: ${line.amount}`,
  ];
  const records = told.records.map(({ record, steps: own }) => ({ record: original(record), steps: own }));
  return { line, plan: plan.id, place: charge.place, parts: told.parts, steps, records };
}

function policiesOf(charge: CompiledCharge, plan: CompiledPlan): string[] {
  const policies: string[] = [];
  if (charge.bands)
    policies.push(`bands of ${plan.calendars[charge.bands.calendar]!.id}, crossing ${charge.bands.crossing}`);
  if (charge.tiers) {
    const { counter, countAll } = charge.tiers;
    const name = typeof counter === 'number' ? plan.counters[counter]!.name : counter === 'own' ? charge.id : counter;
    policies.push(`tiers by the counter ${name}, which counts ${countAll ? 'all' : 'charged'} usage`);
  }
  return policies.map((text) => `policy: ${text}`);
}
