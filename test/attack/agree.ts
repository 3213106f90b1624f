/** Holds what the engine says of a plan against the oracle, where the oracle can be asked. */

import { parseAllDocuments } from 'yaml';
import { formatDay, parseDay } from '../../src/calendar/day.ts';
import type { CompiledPlans } from '../../src/plan/compile/compiled.ts';
import { STANDARD_UNITS } from '../../src/units/quantity.ts';
import { answer } from '../oracle/answer.ts';
import { rateWith } from '../oracle/engine.ts';
import {
  type Account,
  type OracleResult,
  oracleInvoices,
  type PlainDocument,
  type PlainRecord,
} from '../oracle/oracle.ts';
import type { Verdict } from './attack.ts';
import { whyNot } from './comparable.ts';

/** By dimension: what quantities are handed to both sides in. */
export const BASE_UNITS = { time: 's', data: 'B', message: 'msg', unit: 'unit' } as const;

/** The documents of YAML texts with every scalar as text. */
export function plainDocuments(texts: readonly string[]): readonly PlainDocument[] {
  const options = { schema: 'failsafe', logLevel: 'silent', uniqueKeys: false, prettyErrors: false } as const;
  return texts
    .flatMap((text) => [...parseAllDocuments(text.replace(/^\ufeff/, ''), options)])
    .map((document): unknown => document.toJS())
    .filter((plain): plain is PlainDocument => plain !== null && typeof plain === 'object');
}

/** Rates the records on both sides; throws what the two disagree on. Quantities are in base units. */
export function compare(
  plans: CompiledPlans,
  documents: readonly PlainDocument[],
  wished: Account,
  records: readonly PlainRecord[],
): Verdict {
  const account = onSale(plans, wished);
  return agree(() => rateWith(plans, STANDARD_UNITS)(account, records), documents, account, records);
}

/** Holds the engine's result against the oracle's. */
export function agree(
  rate: () => OracleResult,
  documents: readonly PlainDocument[],
  account: Account,
  records: readonly PlainRecord[],
): Verdict {
  const engine = answer(rate);
  if (/^failed: |NaN|Infinity|null|undefined/.test(engine)) throw new Error(`the engine says ${engine}`);
  const reason = whyNot(documents, plansOf(account), records);
  if (reason) return { notCompared: reason };
  const oracle = answer(() => oracleInvoices(documents, account, records));
  if (oracle === engine) return { compared: true };
  const given = [`account ${JSON.stringify(account)}`, ...records.map((record) => JSON.stringify(record))];
  throw new Error(['not as the oracle', ...given, '--- oracle', oracle, '--- engine', engine].join('\n'));
}

/** That of the activation, and those that it changes to. */
const plansOf = ({ plan, changes = [] }: Account): string[] => [plan, ...changes.map((change) => change.plan)];

/** Nobody is activated before the plan is sold. */
function onSale(plans: CompiledPlans, account: Account): Account {
  const { activated, terminated, invoices } = account;
  const late = (plans.get(account.plan)![0]!.effective.newFrom ?? 0) - parseDay(activated)!;
  if (late <= 0) return account;
  const moved = (day: string): string => formatDay(parseDay(day)! + late);
  return {
    ...account,
    activated: moved(activated),
    ...(terminated !== undefined && { terminated: moved(terminated) }),
    invoices: { from: moved(invoices.from), before: moved(invoices.before) },
  };
}
