/** `rateproof explain`: a problem code, or an invoice of a scenario or of an account, line by line. */

import { dirname } from 'node:path';
import { parseDay } from '../calendar/day.ts';
import type { Account } from '../invoicing/account.ts';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import { explainCode } from '../problems/codes.ts';
import { nearest } from '../problems/nearest.ts';
import { visible, visibleJson } from '../problems/visible.ts';
import { renderExplanation } from '../reporting/explanation.ts';
import { type Names, namesOf } from '../reporting/names.ts';
import { explainInvoice } from '../run/explain.ts';
import { findAccount } from '../run/find-account.ts';
import { caseNames, findCase } from '../run/find-case.ts';
import { load } from '../run/load.ts';
import { type PreparedPlans, preparePlans } from '../run/prepare-plan.ts';
import { rateAccounts } from '../run/rate-accounts.ts';
import type { AccountUsage } from '../usage/batch.ts';
import { readMappingFile, readPlanPaths } from './inputs.ts';
import { misused, refused } from './misuse.ts';

interface ExplainOptions {
  readonly invoice?: string;
  readonly line?: string;
  readonly plans: string;
  readonly scenarios: string;
  readonly usage?: string;
  readonly data?: string;
  readonly records: string;
  readonly json?: boolean;
}

interface Subject {
  readonly plans: CompiledPlans;
  readonly names: Names;
  readonly account: Account;
  readonly usage: AccountUsage;
}

export async function explain(what: string, options: ExplainOptions): Promise<number> {
  const about = explainCode(what);
  if (about) {
    process.stdout.write(about);
    return 0;
  }
  if (options.invoice !== undefined && parseDay(options.invoice) === undefined)
    return misused('--invoice is a date such as 2026-04-01');
  if (!/^\d{1,6}$/.test(options.records)) return misused('--records is a whole number');
  const found =
    options.usage === undefined ? await scenario(what, options) : await account(what, options.usage, options);
  if (typeof found === 'number') return found;
  const { plans, usage } = found;
  const invoices = rateAccounts(plans, [found.account], usage).invoices[0]!;
  const dates = invoices.map(({ date }) => date);
  const date = options.invoice ?? dates.at(-1);
  if (date === undefined || !dates.includes(date)) {
    return misused(`${visible(what)} has no invoice${date ? ` of ${date}` : ''}; it has ${dates.join(', ') || 'none'}`);
  }
  const explanation = explainInvoice(plans, found.account, usage, parseDay(date)!)!;
  const lines = explanation.lines.filter(({ line }) => options.line === undefined || line.key === options.line);
  if (lines.length === 0) {
    const keys = explanation.lines.map(({ line }) => line.key);
    return misused(`the invoice of ${date} has no line ${visible(options.line ?? '')}; it has ${keys.join(', ')}`);
  }
  // Usage that allowances cover makes no line: what became of it is told beside the whole invoice and lines of usage.
  const usageTold = options.line === undefined || lines.some(({ line }) => line.kind === 'usage');
  const told = { ...explanation, lines, allowances: usageTold ? explanation.allowances : [] };
  if (options.json) process.stdout.write(`${visibleJson(told)}\n`);
  else process.stdout.write(renderExplanation(told, { usage, names: found.names, records: Number(options.records) }));
  return 0;
}

const subjectPlans = ({ compiled, histories }: PreparedPlans) => ({
  plans: compiled,
  names: namesOf(histories.values()),
});

async function scenario(id: string, options: ExplainOptions): Promise<Subject | number> {
  const loaded = load({ root: process.cwd(), plans: options.plans, scenarios: options.scenarios }, undefined);
  if (!loaded.value) return refused(loaded.problems);
  const found = await findCase(loaded.value, id);
  if (found) return { ...found, ...subjectPlans(loaded.value.plans) };
  const near = nearest(id, caseNames(loaded.value));
  return misused(`there is no problem code and no scenario ${visible(id)}${near ? `; did you mean ${near}?` : ''}`);
}

async function account(id: string, mapping: string, options: ExplainOptions): Promise<Subject | number> {
  const files = readPlanPaths([options.plans]);
  if (!files.value) return refused(files.problems);
  const plans = preparePlans(files.value);
  if (!plans.value) return refused(plans.problems);
  const read = readMappingFile(mapping);
  if (!read.value) return refused(read.problems);
  const found = await findAccount(read.value.text, read.value.file, options.data ?? dirname(mapping), id);
  if (!found.value) return refused(found.problems);
  if (!plans.value.compiled.has(found.value.account.plan))
    return misused(`there is no plan ${visible(found.value.account.plan)}`);
  return { ...found.value, ...subjectPlans(plans.value) };
}
