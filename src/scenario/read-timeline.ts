/**
 * Reads `customer:` and `timeline:`: when the customer comes, changes plans and leaves.
 *
 * Orders that the trade knows and the engine does not rate yet are refused one by one. None is ever ignored.
 */

import { cycleOf } from '../calendar/cycle.ts';
import { civilDate, formatDay } from '../calendar/day.ts';
import type { EpochDay } from '../plan/model.ts';
import { nearest, wordList } from '../problems/nearest.ts';
import { shownText } from '../problems/shown.ts';
import type { MapNode, Node } from '../yaml/document.ts';
import { checkFit, checkSold, readPlan } from './read-plan.ts';
import { type Fields, type Reading, valueIn } from './reading.ts';
import type { PlanChange, PlanFacts, Scenario } from './scenario.ts';

export const CUSTOMER_KEYS = ['activated', 'terminated', 'segment'] as const;
export const ORDER_KEYS = ['on', 'order', 'plan'] as const;
export const ORDERS = ['activate', 'change-plan', 'terminate'] as const;
/** What happens to customers, and to no bill of ours yet. */
const NOT_RATED_YET = ['add-on', 'suspend', 'resume', 'port-out', 'top-up', 'payment'] as const;

type OrderName = (typeof ORDERS)[number];

/** The customer's time with us. */
export type Customer = Pick<Scenario, 'activated' | 'terminated' | 'segment' | 'changes'>;

interface Order {
  readonly map: MapNode;
  readonly name: OrderName;
  readonly on: EpochDay;
  readonly onNode: Node;
  readonly planNode: Node | undefined;
}

/** A day on which service begins or ends, and where it is told: under `customer`, or in the timeline. */
interface Told {
  readonly day: EpochDay;
  readonly node: Node;
}

/** The customer; undefined when it is not known when it is activated. `plan` is the first plan. */
export function readCustomer(
  scenario: { readonly map: MapNode; readonly fields: Fields },
  reading: Reading,
  plan: PlanFacts | undefined,
  plans: ReadonlyMap<string, PlanFacts>,
): Customer | undefined {
  const node = scenario.fields.get('customer');
  const map = node && reading.map(node, 'a customer', '{ activated: 2026-01-01 }');
  if (node && !map) return undefined;
  const fields = map && reading.fields(map, 'a customer', CUSTOMER_KEYS);
  const segment = fields?.get('segment') && reading.word(fields.get('segment')!, 'a segment');
  const orders = readOrders(scenario.fields.get('timeline'), reading);
  const activated = readEdge(fields?.get('activated'), 'the activation', 'activate', orders, reading);
  const terminated = readEdge(fields?.get('terminated'), 'the termination', 'terminate', orders, reading);
  if (!activated) {
    const told = fields?.has('activated') || entriesOf(scenario.fields.get('timeline'), 'activate');
    const fix = map ? 'add `activated:`' : 'add `customer: { activated: 2026-01-01 }`';
    if (!told) {
      reading.error('SCENARIO-MISSING-KEY', (map ?? scenario.map).place, 'a customer needs `activated`', fix);
    }
    return undefined;
  }
  if (plan) checkSold(activated.node, activated.day, [plan], reading);
  if (terminated && terminated.day <= activated.day) {
    reading.error(
      'SCENARIO-BAD-VALUE',
      terminated.node.place,
      `the termination ${formatDay(terminated.day)} is not after the activation ${formatDay(activated.day)}`,
      'write the first day without service',
    );
  }
  const changes = readChanges(orders, { activated, terminated, plan }, reading, plans);
  return { activated: activated.day, terminated: terminated?.day, segment, changes };
}

/** Whether an order of this name is written at all, however wrong the rest of it. */
const entriesOf = (node: Node | undefined, name: string): boolean =>
  node?.kind === 'list' &&
  node.items.some((item) => {
    const order = item.kind === 'map' ? valueIn(item, 'order') : undefined;
    return order?.kind === 'scalar' && order.text === name;
  });

function readOrders(node: Node | undefined, reading: Reading): Order[] {
  if (!node) return [];
  const orders = reading
    .list(node, '`timeline`', 'a list of orders: - { on: 2026-04-01, order: change-plan, plan: smart-l }')
    .flatMap((item) => readOrder(item, reading) ?? []);
  let last: Order | undefined;
  for (const order of orders) {
    if (last && order.on <= last.on) {
      const message = `orders stand by date: ${formatDay(order.on)} is not after ${formatDay(last.on)}`;
      reading.error('SCENARIO-TIMELINE', order.onNode.place, message, 'one order a day, earlier ones first');
    }
    last = order;
  }
  return orders;
}

function readOrder(node: Node, reading: Reading): Order | undefined {
  const map = reading.map(node, 'an order', '{ on: 2026-04-01, order: change-plan, plan: smart-l }');
  if (!map) return undefined;
  const named = valueIn(map, 'order');
  const name = named && readName(named, reading);
  // What else an order may say that is not known is not known either.
  if (named && !name) return undefined;
  const fields = reading.fields(map, 'an order', ORDER_KEYS, name === 'change-plan' ? ORDER_KEYS : ['on', 'order']);
  const onNode = fields.get('on');
  const on = onNode && reading.date(onNode, 'the day of an order');
  const planNode = fields.get('plan');
  if (planNode && name && name !== 'change-plan') {
    const message = `\`plan\` has no effect on the order \`${name}\``;
    reading.error('SCENARIO-NO-EFFECT', planNode.place, message, 'leave it out');
  }
  return name && onNode && on !== undefined ? { map, name, on, onNode, planNode } : undefined;
}

function readName(node: Node, reading: Reading): OrderName | undefined {
  const text = reading.text(node, 'an order');
  if (text === undefined) return undefined;
  const known = ORDERS.find((name) => name === text);
  if (known) return known;
  const later = NOT_RATED_YET.find((name) => name === text);
  if (later) {
    const message = `the order \`${later}\` is not rated yet`;
    const fix = `leave the case out until it is; what is rated is ${wordList(ORDERS)}`;
    return reading.error('SCENARIO-NOT-RATED-YET', node.place, message, fix);
  }
  const near = nearest(text, [...ORDERS, ...NOT_RATED_YET]);
  const fix = near ? `write \`${near}\`` : `use ${wordList(ORDERS)}`;
  return reading.error('SCENARIO-UNKNOWN-ORDER', node.place, `there is no order \`${shownText(text)}\``, fix);
}

/** The first or last day told under `customer`, or by an order. Twice is once too often. */
function readEdge(
  node: Node | undefined,
  what: string,
  name: OrderName,
  orders: readonly Order[],
  reading: Reading,
): Told | undefined {
  const [order, second] = orders.filter((one) => one.name === name);
  const day = node && reading.date(node, what);
  const twice = second ?? (node && order);
  if (twice) {
    const message = node ? `${what} is told under \`customer\` too` : `${what} is told twice`;
    reading.error('SCENARIO-TIMELINE', twice.map.place, message, 'say it in one place');
  }
  if (node) return day === undefined ? undefined : { day, node };
  return order && { day: order.on, node: order.onNode };
}

interface Service {
  readonly activated: Told;
  readonly terminated: Told | undefined;
  readonly plan: PlanFacts | undefined;
}

function readChanges(
  orders: readonly Order[],
  service: Service,
  reading: Reading,
  plans: ReadonlyMap<string, PlanFacts>,
): PlanChange[] {
  const { activated, terminated } = service;
  const changes: PlanChange[] = [];
  let before = service.plan;
  for (const { name, on, onNode, planNode } of orders) {
    if (name !== 'change-plan') {
      if (name === 'activate' && changes.length > 0) {
        reading.error('SCENARIO-TIMELINE', onNode.place, 'the plan is changed before the activation', 'activate first');
      }
      continue;
    }
    const plan = readPlan(planNode, reading, plans);
    const wrong = outside(on, activated, terminated);
    if (wrong) reading.error('SCENARIO-TIMELINE', onNode.place, `the plan is changed ${wrong}`, 'correct the date');
    else if (service.plan) checkCycle(onNode, on, service.plan, activated.day, reading);
    if (plan && before) checkFit(planNode!, before, plan, reading);
    if (plan) checkSold(onNode, on, [plan], reading, 'change');
    if (plan) changes.push({ on, plan: plan.id });
    before = plan;
  }
  return changes;
}

function outside(on: EpochDay, activated: Told, terminated: Told | undefined): string | undefined {
  if (on <= activated.day) return `on ${formatDay(on)}, not after the activation ${formatDay(activated.day)}`;
  if (!terminated || on < terminated.day) return undefined;
  return `on ${formatDay(on)}, when service has ended on ${formatDay(terminated.day)}`;
}

/**
 * A plan is left at the end of a cycle; the nearest two such days are offered. Cycles are the customer's: they begin as
 * those of the first plan do, whatever plans come after it.
 */
function checkCycle(node: Node, on: EpochDay, first: PlanFacts, activated: EpochDay, reading: Reading): void {
  const anchor = first.anchor === 'activation' ? civilDate(activated).day : first.anchor;
  const { from, before } = cycleOf(on, anchor);
  if (on === from) return;
  const message = `${formatDay(on)} is in the middle of a cycle of the customer: such a change is not rated yet`;
  const days = from > activated ? `${formatDay(from)} or ${formatDay(before)}` : formatDay(before);
  reading.error('SCENARIO-NOT-RATED-YET', node.place, message, `change on the first day of a cycle: ${days}`);
}
