/** Reads one `scenario:` document. */

import { formatDay, parseDay } from '../calendar/day.ts';
import type { EpochDay } from '../plan/model.ts';
import type { Place } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import type { MapNode, Node } from '../yaml/document.ts';
import { readMonths, readSpan } from './read-days.ts';
import { readExpectations } from './read-expectation.ts';
import { readUsage } from './read-usage.ts';
import type { Fields, Reading } from './reading.ts';
import type { Days, ExpectedInvoice, PlanFacts, Scenario } from './scenario.ts';

export const SCENARIO_KEYS = [
  'scenario',
  'title',
  'plan',
  'tags',
  'customer',
  'periods',
  'invoices',
  'usage',
  'expect',
  'unrated',
  'screened',
] as const;
export const CUSTOMER_KEYS = ['activated', 'terminated', 'segment'] as const;

/** The scenario, or undefined with all its problems noted. */
export function readScenario(
  document: MapNode,
  reading: Reading,
  plans: ReadonlyMap<string, PlanFacts>,
): Scenario | undefined {
  const before = reading.problems.length;
  const fields = reading.fields(document, 'a scenario', SCENARIO_KEYS, ['plan', 'customer', 'expect']);
  const id = reading.id(fields.get('scenario')!, 'the id of a scenario');
  const title = fields.get('title') && reading.text(fields.get('title')!, 'a title');
  const plan = readPlan(fields.get('plan'), reading, plans);
  const tags = readTags(fields.get('tags'), reading);
  const customer = readCustomer(fields.get('customer'), reading, plan);
  const expect = readExpectations(fields.get('expect'), reading, plan);
  const months = readMonths(fields.get('periods'), reading);
  const records = readUsage(fields.get('usage'), reading, { plan, months, customer });
  const invoices = readInvoices(fields, reading, expect);
  const unrated = readCount(fields.get('unrated'), reading, '`unrated`');
  const screened = readCount(fields.get('screened'), reading, '`screened`');
  if (reading.problems.length > before || !id || !plan || !customer || !invoices) return undefined;
  const about = { id, title, place: document.place, plan: plan.id, tags };
  return { ...about, ...customer, changes: [], invoices, records, expect, unrated, screened };
}

/** The plan that is named; a plan that does not exist is a problem with the nearest fix. */
export function readPlan(
  node: Node | undefined,
  reading: Reading,
  plans: ReadonlyMap<string, PlanFacts>,
): PlanFacts | undefined {
  const id = node && reading.text(node, 'a plan');
  if (!id) return undefined;
  const ids = [...plans.keys()];
  return (
    plans.get(id) ?? reading.unknown('SCENARIO-UNKNOWN-PLAN', node, `there is no plan \`${shownText(id)}\``, id, ids)
  );
}

export function readTags(node: Node | undefined, reading: Reading): string[] {
  return reading.items(node).flatMap((item) => reading.word(item, 'a tag') ?? []);
}

export type Customer = Pick<Scenario, 'activated' | 'terminated' | 'segment'>;

function readCustomer(node: Node | undefined, reading: Reading, plan: PlanFacts | undefined): Customer | undefined {
  const map = node && reading.map(node, 'a customer', '{ activated: 2026-01-01 }');
  if (!map) return undefined;
  const fields = reading.fields(map, 'a customer', CUSTOMER_KEYS, ['activated']);
  const segment = fields.get('segment') && reading.word(fields.get('segment')!, 'a segment');
  const activated = fields.get('activated') && reading.date(fields.get('activated')!, 'the activation');
  const end = fields.get('terminated');
  const terminated = end && reading.date(end, 'the termination');
  if (activated === undefined) return undefined;
  if (plan) checkSold(fields.get('activated')!, activated, [plan], reading);
  if (end && terminated !== undefined && terminated <= activated) {
    reading.error(
      'SCENARIO-BAD-VALUE',
      end.place,
      `the termination ${formatDay(terminated)} is not after the activation ${formatDay(activated)}`,
      'write the first day without service',
    );
  }
  return { activated, terminated, segment };
}

/** Customers cannot be activated before the first version of their plan. */
export function checkSold(node: Node, activated: EpochDay, plans: readonly PlanFacts[], reading: Reading): void {
  const early = plans.find(({ soldFrom }) => soldFrom !== undefined && activated < soldFrom);
  if (!early) return;
  const message = `${formatDay(activated)} is before plan ${early.id} is sold`;
  const fix = `activate from ${formatDay(early.soldFrom!)} on`;
  reading.error('SCENARIO-BEFORE-PLAN', node.place, message, fix);
}

function readCount(node: Node | undefined, reading: Reading, what: string): number {
  return (node && reading.whole(node, what, 0, 1_000_000)) ?? 0;
}

/** The invoices that are made: those of `invoices:`, or from the first to the last that something is expected of. */
function readInvoices(fields: Fields, reading: Reading, expect: readonly ExpectedInvoice[]): Days | undefined {
  const dates = expect.map((invoice) => invoice.date).sort();
  const span = fields.get('invoices');
  if (!span) {
    const last = expect.find(({ date }) => date === dates.at(-1));
    return last && atMostYears(spanOf(dates[0]!, last.date), last.place, reading);
  }
  const told = readSpan(span, reading, '`invoices`');
  const days = told && atMostYears(told, span.place, reading);
  for (const { date, place } of expect) {
    if (days && (date < formatDay(days.from) || date >= formatDay(days.before))) {
      reading.error(
        'SCENARIO-NO-EFFECT',
        place,
        `the invoice of ${date} is not among those that are made`,
        'widen `invoices` or leave it out: then all that is expected is made',
      );
    }
  }
  return days;
}

/** A slip in a year must not make the invoices of centuries. */
export function atMostYears(days: Days, place: Place, reading: Reading): Days | undefined {
  if (days.before - days.from <= MOST_DAYS) return days;
  const message = `from ${formatDay(days.from)} to ${formatDay(days.before)} are more than ten years of invoices`;
  return reading.error('SCENARIO-TOO-LARGE', place, message, 'look at the years');
}

const MOST_DAYS = 3660;

const spanOf = (first: string, last: string): Days => ({ from: dayOf(first), before: dayOf(last) + 1 });
const dayOf = (date: string): number => parseDay(date)!;
