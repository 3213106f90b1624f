/** Reads one `scenario:` document. */

import { formatDay, parseDay } from '../calendar/day.ts';
import type { Place } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import type { MapNode, Node } from '../yaml/document.ts';
import { readMonths, readSpan } from './read-days.ts';
import { readExpectations } from './read-expectation.ts';
import { readPlan } from './read-plan.ts';
import { readCustomer } from './read-timeline.ts';
import { readUsage } from './read-usage.ts';
import type { Fields, Reading } from './reading.ts';
import type { Days, ExpectedInvoice, PlanFacts, Scenario } from './scenario.ts';

export const SCENARIO_KEYS = [
  'scenario',
  'like',
  'title',
  'plan',
  'tags',
  'customer',
  'timeline',
  'periods',
  'invoices',
  'usage',
  'expect',
  'law',
  'unrated',
  'screened',
  'cases',
] as const;

/**
 * The scenario, or undefined with all its problems noted. What it is like, and the places that its cases fill, are
 * written out by now.
 */
export function readScenario(
  document: MapNode,
  reading: Reading,
  plans: ReadonlyMap<string, PlanFacts>,
): Scenario | undefined {
  const before = reading.problems.length;
  const fields = reading.fields(document, 'a scenario', SCENARIO_KEYS, ['plan']);
  const id = reading.id(fields.get('scenario')!, 'the id of a scenario');
  const title = fields.get('title') && reading.text(fields.get('title')!, 'a title');
  const plan = readPlan(fields.get('plan'), reading, plans);
  if (plan) reading.units = plan.units;
  const tags = readTags(fields.get('tags'), reading);
  const customer = readCustomer({ map: document, fields }, reading, plan, plans);
  const later = (customer?.changes ?? []).map((change) => plans.get(change.plan)!);
  const expect = readExpectations(fields.get('expect'), reading, plan ? [plan, ...later] : []);
  const months = readMonths(fields.get('periods'), reading);
  const records = readUsage(fields.get('usage'), reading, { plan, months, customer });
  const invoices = readInvoices(fields, reading, expect);
  const law = readLaw(document, fields, reading, plan);
  if (law && customer && customer.changes.length > 0) {
    const fix = 'write a customer of one plan';
    reading.error(
      'SCENARIO-NO-EFFECT',
      fields.get('law')!.place,
      'a law is of one plan: this customer changes it',
      fix,
    );
  }
  const unrated = readCount(fields.get('unrated'), reading, '`unrated`');
  const screened = readCount(fields.get('screened'), reading, '`screened`');
  if (reading.problems.length > before || !id || !plan || !customer || !invoices) return undefined;
  const about = { id, title, place: document.place, plan: plan.id, tags };
  return { ...about, ...customer, invoices, records, expect, law, unrated, screened };
}

/** What a scenario is held against: what is expected of it, or a law of its plan. */
function readLaw(document: MapNode, fields: Fields, reading: Reading, plan: PlanFacts | undefined): string | undefined {
  const node = fields.get('law');
  if (!node) {
    if (fields.has('expect')) return undefined;
    return reading.error('SCENARIO-MISSING-KEY', document.place, 'a scenario needs `expect`', 'add `expect:`');
  }
  const law = reading.text(node, 'a law');
  for (const key of ['expect', 'unrated', 'screened']) {
    const other = fields.get(key);
    const fix = 'a law is held of all that is rated: take one of the two out';
    if (other) reading.error('SCENARIO-NO-EFFECT', other.place, `\`${key}\` has no effect beside \`law\``, fix);
  }
  if (!fields.has('invoices')) {
    const message = 'a scenario with a law needs `invoices`';
    reading.error(
      'SCENARIO-MISSING-KEY',
      node.place,
      message,
      'add `invoices: { from: 2026-04-01, before: 2026-04-02 }`',
    );
  }
  if (law === undefined || !plan || plan.laws.includes(law)) return law;
  const message = `plan ${plan.id} has no law \`${shownText(law)}\``;
  return reading.unknown('SCENARIO-UNKNOWN-LAW', node, message, law, plan.laws);
}

export function readTags(node: Node | undefined, reading: Reading): string[] {
  return reading.items(node).flatMap((item) => reading.word(item, 'a tag') ?? []);
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
