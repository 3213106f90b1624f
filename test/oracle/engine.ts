/** The engine behind the oracle's interface: the whole way from the text of a plan to invoices. */

import { parseAllDocuments } from 'yaml';
import { parseDay } from '../../src/calendar/day.ts';
import { commonMeasure, decimal, divide, formatRational, type Rational } from '../../src/exact/rational.ts';
import { compilePlans } from '../../src/plan/compile/compile.ts';
import type { CompiledPlans } from '../../src/plan/compile/compiled.ts';
import { validatePlans } from '../../src/plan/validate/validate-plans.ts';
import { type RatedAccounts, rateAccounts } from '../../src/run/rate-accounts.ts';
import {
  parseQuantity,
  type Quantity,
  SERVICES,
  STANDARD_UNITS,
  type UnitTable,
  withUnits,
} from '../../src/units/quantity.ts';
import type { AccountUsage, RecordKind } from '../../src/usage/batch.ts';
import type { Account, OracleResult, PlainRecord } from './oracle.ts';

/** Rates the records of one account. */
export type RateRecords = (account: Account, records: readonly PlainRecord[], exact?: boolean) => OracleResult;

/** Rates the records of one account with the plans of a YAML text; throws what is wrong with the text. */
export const rateDocuments = (
  text: string,
  account: Account,
  records: readonly PlainRecord[],
  exact = false,
): OracleResult => prepareDocuments(text)(account, records, exact);

/** The plans of a YAML text, ready to rate with any number of times. */
export const prepareDocuments = (text: string): RateRecords => rateWith(plansOf(text), unitsOf(text));

/** As prepareDocuments, with plans that are compiled and the units of the records. */
export function rateWith(plans: CompiledPlans, units: UnitTable): RateRecords {
  return (account, records, exact = false) => {
    const { usage, refused } = usageOf(units, account, records);
    const ids = usage.id!;
    const rated = rateAccounts(plans, [inDays(account)], usage, { exact, allowances: true });
    const { invoices, screened, unrated } = resultOf(rated, 0, (record) => ids[record]!);
    return { invoices, screened: [...refused, ...screened], unrated };
  };
}

/** The records of one account in columns, and those that a reader of usage files refuses. */
export function usageOf(
  units: UnitTable,
  account: Account,
  records: readonly PlainRecord[],
): { readonly usage: AccountUsage; readonly refused: readonly string[] } {
  const { passed, refused } = screen(records, units);
  return { usage: columns(passed, account.id), refused };
}

/** What the engine came to for one of the accounts, in the oracle's form: records of all accounts that were screened or unrated. */
export function resultOf(rated: RatedAccounts, account: number, idOf: (record: number) => string): OracleResult {
  return {
    invoices: rated.invoices[account]!.map((invoice) => ({
      date: invoice.date,
      ...(invoice.period ? { period: invoice.period } : {}),
      lines: invoice.lines.map((line) => ({ ...line, amount: plain(line.amount) })),
      net: plain(invoice.net),
      tax: plain(invoice.tax),
      total: plain(invoice.total),
      ...(invoice.allowances && { allowances: invoice.allowances }),
    })),
    screened: rated.screened.map(idOf),
    unrated: rated.unrated.map(idOf),
  };
}

export function plansOf(text: string): CompiledPlans {
  const { value, problems } = validatePlans([{ file: 'plan.yaml', text }]);
  if (!value) throw new Error(problems.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return compilePlans(value.plans.values());
}

/** `19.90` and `19.9` are one amount. */
const plain = (amount: string): string => formatRational(decimal(amount));

export const inDays = ({ id, plan, activated, terminated, changes, invoices }: Account) => ({
  id,
  plan,
  activated: parseDay(activated)!,
  terminated: terminated === undefined ? undefined : parseDay(terminated)!,
  ...(changes && { changes: changes.map((change) => ({ ...change, on: parseDay(change.on)! })) }),
  invoices: { from: parseDay(invoices.from)!, before: parseDay(invoices.before)! },
});

/** The units of the first plan that gives some another size. */
export function unitsOf(text: string): UnitTable {
  let table = STANDARD_UNITS;
  for (const document of parseAllDocuments(text)) {
    const units = (document.toJS() as { units?: Record<string, string> }).units;
    const changes = new Map<string, Quantity>();
    for (const [name, size] of Object.entries(units ?? {})) {
      changes.set(name, parseQuantity(String(size), table)!);
      table = withUnits(changes);
    }
    if (units) return table;
  }
  return table;
}

interface Measured extends PlainRecord {
  readonly start: number;
  readonly size: Rational;
}

/** What a reader of usage files does before the engine: by start, without doubles, negatives and wrong units. */
function screen(records: readonly PlainRecord[], units: UnitTable): { passed: Measured[]; refused: string[] } {
  const passed: Measured[] = [];
  const refused: string[] = [];
  const seen = new Set<string>();
  const byStart = records
    .map((record) => ({ ...record, start: Date.parse(record.at) }))
    .sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
  for (const record of byStart) {
    const size = parseQuantity(record.quantity, units);
    if (!size || size.dimension !== SERVICES[record.service] || seen.has(record.id)) refused.push(record.id);
    else passed.push({ ...record, size: size.value });
    seen.add(record.id);
  }
  return { passed, refused };
}

function columns(sorted: readonly Measured[], account: string): AccountUsage {
  const kinds: RecordKind[] = [];
  const quanta = new Map<string, Rational>();
  for (const { service, size } of sorted) {
    if (size.n !== 0n) quanta.set(service, commonMeasure(quanta.get(service) ?? size, size));
    else if (!quanta.has(service)) quanta.set(service, { n: 1n, d: 1n });
  }
  const kindOf = ({ service, direction = '', to = '', in: network = '' }: PlainRecord): number => {
    const kind = { service, direction, to, in: network };
    const known = kinds.findIndex((other) => JSON.stringify(other) === JSON.stringify(kind));
    return known >= 0 ? known : kinds.push(kind) - 1;
  };
  return {
    coding: { kinds, quanta },
    accounts: [account],
    first: Uint32Array.of(0, sorted.length),
    start: Float64Array.from(sorted, ({ start }) => start),
    local: false,
    quantity: Float64Array.from(sorted, ({ service, size }) => Number(divide(size, quanta.get(service)!).n)),
    kind: Uint16Array.from(sorted, kindOf),
    row: Float64Array.from(sorted, (_, index) => index + 1),
    id: sorted.map(({ id }) => id),
  };
}
