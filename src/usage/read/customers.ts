/** Reads the customers. All must be readable: a customer left out would be fees left out. */

import { parseDay } from '../../calendar/day.ts';
import type { Database } from '../../database/database.ts';
import type { Outcome, Problem } from '../../problems/problem.ts';
import { CUSTOMER_ROLES, type CustomersMapping } from '../mapping/mapping.ts';
import { shown } from '../shown.ts';
import { unreadableFile } from './refusals.ts';
import { textTable } from './text-table.ts';

/** A customer as the file has it. Days since 1970-01-01 by the clock of the plan. */
export interface Customer {
  readonly account: string;
  readonly plan: string;
  readonly activated: number;
  /** First day without service; undefined: none in sight. */
  readonly terminated: number | undefined;
  /** Label of the group the customer belongs to; undefined: the mapping names none. */
  readonly segment?: string;
  /** How many customers this one stands for, in whole millionths; undefined: the mapping does not say. */
  readonly weight?: number;
}

/** Problems reported of the customers file; mending the first ones mostly mends the rest. */
const MAX_PROBLEMS = 20;

/** The customers in the order of their file, and the table `customers` (number from 0, account) beside them. */
export async function readCustomers(
  database: Database,
  mapping: CustomersMapping,
): Promise<Outcome<readonly Customer[]>> {
  const { data, fields } = mapping;
  const table = await textTable(database, data, fields, CUSTOMER_ROLES, undefined, 0);
  if (!table.value) return table;
  const customers: Customer[] = [];
  const rowOfAccount = new Map<string, number>();
  const problems: Problem[] = [];
  const refuse = (row: number, what: string): void => {
    const message = `${data.name}, row ${row}: ${what}`;
    problems.push({ code: 'USAGE-CUSTOMER', severity: 'error', message, place: data.place });
  };
  try {
    await database.run(`CREATE TABLE customer_rows AS ${table.value.sql}`);
    const { rejects } = table.value;
    if (rejects) {
      const rejected = await database.rows(
        `SELECT line - ${rejects.headerLines}, min(csv_line) FROM ${rejects.table} GROUP BY line ORDER BY line LIMIT ${MAX_PROBLEMS}`,
      );
      for (const [row, text] of rejected) refuse(Number(row), `${shown(text ?? '')} cannot be read`);
      if (problems.length > 0) return { problems };
    }
    const dayOf = remembered(readDay);
    const weightOf = remembered(readWeight);
    for await (const chunk of database.stream(
      `SELECT "row"::INTEGER, flaw_text, account, plan, CASE WHEN plan IS NULL THEN plan_raw END, activated,
         coalesce(terminated, ''), coalesce(last_day, ''), segment, CASE WHEN segment IS NULL THEN segment_raw END, weight
       FROM customer_rows ORDER BY "row"`,
    )) {
      const columns = Array.from({ length: 11 }, (_, column) => chunk.getColumnVector(column).toArray());
      for (let index = 0; index < chunk.rowCount; index += 1) {
        const text = (column: number) => columns[column]![index] as string | null;
        const row = columns[0]![index] as number;
        const flaw = text(1);
        if (flaw !== null) {
          refuse(row, `${shown(flaw)} cannot be read`);
          continue;
        }
        const account = text(2)!;
        const earlier = rowOfAccount.get(account);
        rowOfAccount.set(account, row);
        const refuseRow = (what: string): void => refuse(row, what);
        const customer = readCustomer(
          [account, text(3), text(4) ?? ''],
          [text(5)!, text(6)!, text(7)!],
          [text(8), text(9), text(10)],
          { dayOf, weightOf },
          refuseRow,
        );
        if (earlier !== undefined) refuse(row, `the account ${shown(account)} is also in row ${earlier}`);
        else if (customer) customers.push(customer);
      }
      if (problems.length >= MAX_PROBLEMS) break;
    }
    await database.run(`CREATE TABLE customers AS
      SELECT (row_number() OVER (ORDER BY "row") - 1)::INTEGER AS number, account FROM customer_rows;
      DROP TABLE customer_rows`);
  } catch (error) {
    return { problems: [unreadableFile(data, error)] };
  }
  if (problems.length > 0) return { problems: problems.slice(0, MAX_PROBLEMS) };
  if (customers.length > 0) return { value: customers, problems: table.problems };
  const message = `"${data.name}" has no customers`;
  const fix = 'put a row for each customer under the line of column names';
  return { problems: [{ code: 'USAGE-NO-CUSTOMERS', severity: 'error', message, place: data.place, fix }] };
}

function readCustomer(
  [account, plan, planRaw]: readonly [string, string | null, string],
  [activatedText, terminatedText, lastDayText]: readonly [string, string, string],
  [segment, segmentRaw, weightText]: readonly [string | null, string | null, string | null],
  { dayOf, weightOf }: Readonly<Record<'dayOf' | 'weightOf', (text: string) => number | undefined>>,
  refuse: (what: string) => void,
): Customer | undefined {
  const weight = weightText === null ? undefined : weightOf(weightText);
  const activated = dayOf(activatedText);
  const lastDay = dayOf(lastDayText);
  const terminated = lastDayText === '' ? dayOf(terminatedText) : lastDay === undefined ? undefined : lastDay + 1;
  if (account === '') refuse('the account is empty');
  else if (plan === null) refuse(`the mapping does not translate the plan ${shown(planRaw)}`);
  else if (plan === '') refuse('the plan is empty');
  else if (activated === undefined) refuse(`"activated" ${shown(activatedText)} is not a date`);
  else if (terminatedText !== '' && terminated === undefined)
    refuse(`"terminated" ${shown(terminatedText)} is not a date`);
  else if (lastDayText !== '' && lastDay === undefined) refuse(`"last_day" ${shown(lastDayText)} is not a date`);
  else if (terminated !== undefined && terminated < activated) refuse('"terminated" is before "activated"');
  else if (segment === null && segmentRaw !== null)
    refuse(`the mapping does not translate the segment ${shown(segmentRaw)}`);
  else if (weightText !== null && weight === undefined)
    refuse(`"weight" ${shown(weightText)} is not a number above 0 with at most six decimals`);
  else {
    return {
      account,
      plan,
      activated,
      terminated,
      ...(segment !== null && { segment }),
      ...(weight !== undefined && { weight }),
    };
  }
  return undefined;
}

/** Whole millionths of `1`, `2.5` or `0.000001`. Below 10^9, so that they stay below 2^53. */
function readWeight(text: string): number | undefined {
  const [, whole, part = ''] = /^([0-9]{1,9})(?:[.]([0-9]{1,6})0*)?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const millionths = Number(whole + part.padEnd(6, '0'));
  return millionths > 0 ? millionths : undefined;
}

/** The day of `2026-03-31` or `2026-03-31 10:00:00`. With an offset it would be a day of another zone: no day. */
function readDay(text: string): number | undefined {
  const [, date] = /^(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/.exec(text) ?? [];
  return date === undefined ? undefined : parseDay(date);
}

const MOST_REMEMBERED = 10_000;

/** Dates and weights of many customers are few. */
function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = read(text);
    if (known.size < MOST_REMEMBERED) known.set(text, value);
    return value;
  };
}
