/** Numbers of one assembled bill -> the invoice that people, comparisons and files see. */

import { formatDay } from '../calendar/day.ts';
import { formatRational, formatUnits, multiply, type Rational, rational } from '../exact/rational.ts';
import type { BoundPlan } from '../rating/bind.ts';
import type { AllowanceLeft, Invoice, InvoiceLine } from './invoice.ts';
import type { Layout } from './layout.ts';
import type { Bill } from './schedule.ts';

/** One bill in whole numbers: lines and columns in invoice units, quantities in quanta. */
export interface BillNumbers {
  readonly lines: readonly (number | bigint)[];
  readonly quantities: readonly (number | bigint)[];
  readonly columns: readonly (number | bigint)[];
  /** By allowance of the closing version, in quanta; undefined: not asked for. */
  readonly allowances?: readonly { readonly granted: number | bigint; readonly left: number | bigint }[] | undefined;
}

/** Which part of the layout a line comes from: its index among the fixed lines, the plan's lines, discounts or taxes. */
export interface LineSource {
  readonly part: 'fixed' | 'usage' | 'discount' | 'tax' | 'rounding';
  readonly index: number;
}

/**
 * The invoice, or undefined when it has no line. Throws when its lines do not add up: that is never a user's mistake.
 * `sources` is filled with where each line comes from: a key alone does not tell, since two plans may have one id.
 */
export function buildInvoice(
  account: string,
  bill: Bill,
  layout: Layout,
  closing: BoundPlan | undefined,
  policies: BoundPlan,
  numbers: BillNumbers,
  sources?: LineSource[],
): Invoice | undefined {
  const { plan } = policies;
  const write = (units: bigint): string => formatAmount(units, layout.scale, plan.currency.decimals);
  const columns = numbers.columns.map(BigInt);
  const lines: InvoiceLine[] = [];
  let sum = 0n;
  const put = (
    part: LineSource['part'],
    index: number,
    key: string,
    kind: InvoiceLine['kind'],
    units: bigint,
    quantity?: string,
  ): void => {
    if (units === 0n && quantity === undefined) return;
    sources?.push({ part, index });
    const known = lines.some((line) => line.key === key);
    lines.push({
      key: known ? `${key} 2` : key,
      kind,
      amount: write(units),
      ...(quantity === undefined ? {} : { quantity }),
    });
    if (kind !== 'tax' || !layout.gross) sum += units;
  };
  for (const kind of ['recurring', 'one-time'] as const) {
    layout.fixed.forEach((line, index) => {
      if (line.kind === kind) put('fixed', index, line.key, kind, columns[index]!);
    });
  }
  closing?.plan.lines.forEach(({ key, charge }, index) => {
    const quanta = BigInt(numbers.quantities[index]!);
    const amount = BigInt(numbers.lines[index]!);
    if (quanta === 0n && amount === 0n) return;
    const quantity = writeQuantity(quanta, closing.quantum.get(closing.plan.charges[charge]!.dimension));
    put('usage', index, key, 'usage', amount, quantity);
  });
  const discountAt = layout.fixed.length;
  layout.discounts.forEach(({ key }, index) => {
    put('discount', index, key, 'discount', columns[discountAt + index]!);
  });
  const taxAt = discountAt + layout.discounts.length;
  layout.taxes.forEach(({ key }, index) => {
    put('tax', index, key, 'tax', columns[taxAt + index]!);
  });
  const [rounding, net, tax, total] = columns.slice(-4) as [bigint, bigint, bigint, bigint];
  put('rounding', 0, 'total-rounding', 'rounding', rounding);
  if (lines.length === 0) return undefined;
  if (sum !== total || net + tax !== total) {
    throw new Error(`the lines of ${account} ${formatDay(bill.date)} add up to ${sum}, not to ${total}`);
  }
  return {
    account,
    plan: plan.id,
    date: formatDay(bill.date),
    ...(bill.closing
      ? { period: { from: formatDay(bill.closing.period.from), before: formatDay(bill.closing.period.before) } }
      : {}),
    currency: plan.currency.code,
    lines,
    net: write(net),
    tax: write(tax),
    total: write(total),
    ...(closing && numbers.allowances && numbers.allowances.length > 0
      ? { allowances: writeAllowances(closing, numbers.allowances) }
      : {}),
  };
}

function writeAllowances(
  { plan, quantum }: BoundPlan,
  numbers: NonNullable<BillNumbers['allowances']>,
): AllowanceLeft[] {
  return plan.allowances.map(({ id, amount, dimension }, index) => {
    if (!amount) return { id, granted: 'unlimited', left: 'unlimited' };
    const { granted, left } = numbers[index]!;
    const write = (quanta: number | bigint): string => writeQuantity(BigInt(quanta), quantum.get(dimension));
    return { id, granted: write(granted), left: write(left) };
  });
}

/** Decimal text of invoice units: the currency's decimals, more only where digits are there. */
function formatAmount(units: bigint, scale: number, decimals: number): string {
  const text = formatUnits(units, scale);
  if (scale === decimals) return text;
  const keep = text.length - (scale - decimals);
  let end = text.length;
  while (end > keep && text[end - 1] === '0') end -= 1;
  return text.slice(0, decimals === 0 && end === keep ? end - 1 : end);
}

function writeQuantity(quanta: bigint, quantum: Rational | undefined): string {
  return quantum && quantum.d === 1n
    ? String(quanta * quantum.n)
    : formatRational(multiply(rational(quanta), quantum ?? rational(1n)));
}
