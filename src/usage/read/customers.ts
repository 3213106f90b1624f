/** Reads the customers. All must be readable: a customer left out would be fees left out. */

import { parseDay } from '../../calendar/day.ts';
import type { Database } from '../../database/database.ts';
import type { Outcome, Problem } from '../../problems/problem.ts';
import { CUSTOMER_ROLES, type CustomersMapping, type DataFile } from '../mapping/mapping.ts';
import { shown } from '../shown.ts';
import { PlacesInText } from './place-in-text.ts';
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

type Role = (typeof CUSTOMER_ROLES)[number];

/** What is wrong with a row. */
interface Refused {
  readonly what: string;
  /** Whose value it is; undefined: the row as a whole. */
  readonly role?: Role;
  /** The value, as it stands in the file. */
  readonly written?: string;
  /** The row that has the same account. */
  readonly earlier?: number;
  readonly fix: string;
}

const unreadable = (text: string | null | undefined, { format }: DataFile): Refused => ({
  ...{ what: `${shown(text ?? '')} cannot be read`, written: text ?? '' },
  fix:
    format === 'csv'
      ? 'give the row as many values as the first line has names; a value with a separator in it stands in quotes'
      : 'write one JSON object on the line',
});

const WEIGHT_FIX =
  'write how many customers the row stands for: 1, or 1000.5 (decimals after a dot, no mark between thousands); leave out a row that stands for nobody';

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
  const places = new PlacesInText(data);
  const columnOf = (role: Role): string | undefined => {
    const field = fields[role];
    return field && 'column' in field ? field.column : undefined;
  };
  const refuse = (row: number, { what, role, written = '', fix, earlier }: Refused): void => {
    if (problems.length >= MAX_PROBLEMS) return;
    const field = role && fields[role];
    // A value for all customers stands in the mapping.
    const constant = field && 'constant' in field ? field.place : undefined;
    const place = constant ?? places.of(row, role && columnOf(role), written);
    const before = earlier === undefined ? undefined : places.of(earlier, columnOf('account'), written);
    const placed = before ? `two rows have the account ${shown(written)}` : what;
    const message = place ? placed : `${data.name}, row ${row}: ${what}`;
    problems.push({
      ...{ code: 'USAGE-CUSTOMER', severity: 'error', message, place: place ?? data.place, fix },
      ...(before && { related: [{ message: 'the other row', place: before }] }),
    });
  };
  try {
    await database.run(`CREATE TABLE customer_rows AS ${table.value.sql}`);
    const { rejects } = table.value;
    if (rejects) {
      const rejected = await database.rows(
        `SELECT line - ${rejects.headerLines}, min(csv_line) FROM ${rejects.table} GROUP BY line ORDER BY line LIMIT ${MAX_PROBLEMS}`,
      );
      for (const [row, text] of rejected) refuse(Number(row), unreadable(text, data));
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
          refuse(row, unreadable(flaw, data));
          continue;
        }
        const account = text(2)!;
        const earlier = rowOfAccount.get(account);
        rowOfAccount.set(account, row);
        const refuseRow = (refused: Refused): void => refuse(row, refused);
        const customer = readCustomer(
          [account, text(3), text(4) ?? ''],
          [text(5)!, text(6)!, text(7)!],
          [text(8), text(9), text(10)],
          { dayOf, weightOf },
          refuseRow,
        );
        if (earlier !== undefined) {
          const what = `the account ${shown(account)} is also in row ${earlier}`;
          refuse(row, { what, role: 'account', written: account, earlier, fix: 'keep one row for each account' });
        } else if (customer) customers.push(customer);
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

const noDate = (role: 'activated' | 'terminated' | 'last_day', written: string): Refused => ({
  ...{ what: `"${role}" ${shown(written)} is not a date`, role, written },
  fix: 'write year, month and day: 2026-03-31',
});
const untranslated = (role: 'plan' | 'segment', written: string): Refused => ({
  ...{ what: `the mapping does not translate the ${role} ${shown(written)}`, role, written },
  fix: `add it to the \`values\` of the column in the mapping, with the ${role} that it stands for`,
});

function readCustomer(
  [account, plan, planRaw]: readonly [string, string | null, string],
  [activatedText, terminatedText, lastDayText]: readonly [string, string, string],
  [segment, segmentRaw, weightText]: readonly [string | null, string | null, string | null],
  { dayOf, weightOf }: Readonly<Record<'dayOf' | 'weightOf', (text: string) => number | undefined>>,
  refuse: (refused: Refused) => void,
): Customer | undefined {
  const weight = weightText === null ? undefined : weightOf(weightText);
  const activated = dayOf(activatedText);
  const lastDay = dayOf(lastDayText);
  const terminated = lastDayText === '' ? dayOf(terminatedText) : lastDay === undefined ? undefined : lastDay + 1;
  if (account === '')
    refuse({ what: 'the account is empty', role: 'account', fix: 'write the account of the customer' });
  else if (plan === null) refuse(untranslated('plan', planRaw));
  else if (plan === '') refuse({ what: 'the plan is empty', role: 'plan', fix: 'write the plan of the customer' });
  else if (activated === undefined) refuse(noDate('activated', activatedText));
  else if (terminatedText !== '' && terminated === undefined) refuse(noDate('terminated', terminatedText));
  else if (lastDayText !== '' && lastDay === undefined) refuse(noDate('last_day', lastDayText));
  else if (terminated !== undefined && terminated < activated) {
    const [role, written] =
      lastDayText === '' ? (['terminated', terminatedText] as const) : (['last_day', lastDayText] as const);
    refuse({ what: `"${role}" is before "activated"`, role, written, fix: 'correct one of the two dates' });
  } else if (segment === null && segmentRaw !== null) refuse(untranslated('segment', segmentRaw));
  else if (weightText !== null && weight === undefined) {
    refuse({
      ...{ what: `"weight" ${shown(weightText)} is not a number above 0 with at most six decimals` },
      ...{ role: 'weight', written: weightText, fix: WEIGHT_FIX },
    });
  } else {
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
