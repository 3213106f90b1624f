/** Invoices against what a written scenario expects of them. What it does not mention is not compared. */

import { add, compare, equal, formatRational, type Rational, subtract } from '../exact/rational.ts';
import type { ExpectedAllowance, ExpectedInvoice, ExpectedLine, Matcher } from '../scenario/scenario.ts';
import { extraInvoice, extraLine, missingInvoice } from './compare.ts';
import { chargeOf, type Difference, type InvoiceCells, type LineCells, linesByKey } from './difference.ts';
import { decimalsIn, value } from './values.ts';

/** Every cell that is not as expected, in the order of the expectations, with the reason they give. */
export function checkExpectations(expected: readonly ExpectedInvoice[], actual: readonly InvoiceCells[]): Difference[] {
  return expected.flatMap((expectation) => {
    const { because } = expectation;
    const invoice = actual.find(({ date }) => date === expectation.date);
    const differences = checkInvoice(expectation, invoice);
    return because === undefined ? differences : differences.map((difference) => ({ ...difference, because }));
  });
}

function checkInvoice(expected: ExpectedInvoice, actual: InvoiceCells | undefined): Difference[] {
  const { date, absent } = expected;
  if (!actual) return absent ? [] : [missingInvoice(date, expected.total && exactText(expected.total))];
  if (absent) return [extraInvoice(date, actual.total)];

  const lines = linesByKey(actual.lines);
  const differences = expected.lines.flatMap((line) => {
    const found = lines.get(line.key);
    lines.delete(line.key);
    return checkLine(date, line, found);
  });
  if (expected.exactly) for (const [key, line] of lines) differences.push(extraLine(date, key, line));
  for (const cell of ['net', 'tax', 'total'] as const) {
    const miss = missOf(expected[cell], actual[cell]);
    if (miss) differences.push({ invoice: date, cell, ...miss, cause: cell });
  }
  for (const allowance of expected.allowances) {
    const found = actual.allowances?.find(({ id }) => id === allowance.id);
    differences.push(...checkAllowance(date, allowance, found?.left));
  }
  return differences;
}

/** An allowance that the invoice does not tell is not as expected, whatever is expected to be left. */
function checkAllowance(invoice: string, expected: ExpectedAllowance, left: string | undefined): Difference[] {
  const { id, absent, left: matcher } = expected;
  const where = { invoice, line: id, cell: 'allowance', cause: id } as const;
  if (absent) return left === undefined ? [] : [{ ...where, actual: left }];
  const told = matcher && (matcher === 'unlimited' ? matcher : textOf(matcher, 0));
  if (left === undefined) return [{ ...where, ...(told !== undefined && { expected: told }) }];
  if (matcher === 'unlimited' || left === 'unlimited') {
    const enough = typeof matcher === 'object' && 'atLeast' in matcher && !matcher.atMost;
    return matcher === left || enough
      ? []
      : [{ ...where, ...(told !== undefined && { expected: told }), actual: left }];
  }
  const missed = missOf(matcher, left);
  return missed ? [{ ...where, ...missed }] : [];
}

function checkLine(invoice: string, expected: ExpectedLine, actual: LineCells | undefined): Difference[] {
  const { key: line, amount, quantity } = expected;
  const cause = chargeOf(line);
  if (expected.absent) return actual ? [extraLine(invoice, line, actual)] : [];
  if (!actual) {
    const text = amount && textOf(amount, 2);
    return [{ invoice, line, cell: 'missing line', ...(text !== undefined && { expected: text }), cause }];
  }
  const differences: Difference[] = [];
  const missed = missOf(amount, actual.amount);
  if (missed) differences.push({ invoice, line, cell: 'amount', ...missed, cause });
  const off = missOf(quantity, actual.quantity ?? '0');
  if (off) differences.push({ invoice, line, cell: 'quantity', ...off, cause });
  return differences;
}

/** How a value misses what is expected of it; undefined when it does not, or when nothing is expected. */
function missOf(
  matcher: Matcher | undefined,
  text: string,
): Pick<Difference, 'expected' | 'actual' | 'by'> | undefined {
  if (!matcher) return undefined;
  const by = distance(matcher, value(text));
  if (by.n === 0n) return undefined;
  const least = decimalsIn(text);
  return { expected: textOf(matcher, least), actual: text, by: formatRational(by, least) };
}

/** Zero when the value is as it must be; otherwise how far it is off: from the value told, or beyond the bound. */
function distance(matcher: Matcher, actual: Rational): Rational {
  const none = subtract(actual, actual);
  if ('is' in matcher) return equal(matcher.is, actual) ? none : subtract(actual, matcher.is);
  if ('of' in matcher) {
    const { of, within } = matcher;
    const near = compare(actual, subtract(of, within)) >= 0 && compare(actual, add(of, within)) <= 0;
    return near ? none : subtract(actual, of);
  }
  const { atLeast, atMost } = matcher;
  if (atLeast && compare(actual, atLeast) < 0) return subtract(actual, atLeast);
  return atMost && compare(actual, atMost) > 0 ? subtract(actual, atMost) : none;
}

function textOf(matcher: Matcher, least: number): string {
  const text = (amount: Rational): string => formatRational(amount, least);
  if ('is' in matcher) return text(matcher.is);
  if ('of' in matcher) return `${text(matcher.of)} ± ${formatRational(matcher.within)}`;
  const { atLeast, atMost } = matcher;
  return [atLeast && `at least ${text(atLeast)}`, atMost && `at most ${text(atMost)}`].filter(Boolean).join(', ');
}

const exactText = (matcher: Matcher): string | undefined =>
  'is' in matcher ? formatRational(matcher.is, 2) : undefined;
