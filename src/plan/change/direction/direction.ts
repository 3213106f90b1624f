/**
 * What an edit does to what a customer pays, over the whole time of their service.
 *
 * `worse` says that no usage makes any customer pay less than before, `better` that none makes anybody pay more; whoever is
 * not touched pays the same. It holds of amounts before they are rounded: a line more or less, or a discount spread over
 * others, can turn single steps of rounding the other way. Of an edit of rounding it holds of what is rounded. `mixed`: the
 * plan shows that both can be. `none`: nothing to pay changes. `unknown`: it depends on usage or on other edits in a way
 * that the edit alone does not tell. What these rules say is held against the engine in test/plan/change.
 */

import { compare, negate, type Rational, rational, ZERO } from '../../../exact/rational.ts';
import type { Node } from '../../../yaml/document.ts';
import type {
  Discount,
  OneTimeCharge,
  PerUnit,
  Proration,
  RatePlan,
  RecurringCharge,
  UsageCharge,
} from '../../model.ts';
import { overlaps, reachOf } from '../../validate/checks/reach.ts';
import type { Direction } from '../edit.ts';
import { passed } from '../overlap.ts';
import { type Located, partOf, plansWithTable } from '../side.ts';
import { keyAt } from '../words/language.ts';
import { scalarText } from '../words/values.ts';
import { hoursEffect } from './bands.ts';
import { allowanceSafety, cheaperTiers, dearerTiers, quantitySafety, type Safety, sharing, tiersOf } from './flow.ts';
import { incrementEffect } from './increment.ts';
import { roundingEffect } from './rounding.ts';
import { bySign, directionOf, type Effect, opposite, together } from './sign.ts';

export function direction(located: Located): Direction {
  const { edit } = located;
  if (edit.kind === 'renamed' || edit.kind === 'split') return 'none';
  if (edit.path.length === 0) {
    // A new plan moves no bill of today; nor does a version that says what the one before it says, nor a shared document.
    if (edit.versionBefore !== undefined || edit.document.kind !== 'plan') return 'none';
    return edit.kind === 'added' && !located.base.side.plans.has(edit.document.id) ? 'none' : 'unknown';
  }
  const known = keyAt(edit.document.kind, edit.path);
  if (!known) return 'unknown';
  const { pattern } = known;
  if (pattern.startsWith('.must_hold')) return 'none';
  if (edit.document.kind === 'calendar') return directionOf[hoursEffect(located)];
  if (edit.document.kind === 'rates') return directionOf[ofTable(located, pattern)];
  const { plan: before } = located.base;
  const { plan: after } = located.head;
  if (!before || !after) return 'unknown';
  return directionOf[ofPlan({ located, pattern, before, after })];
}

/** An edit of a version, with the version as it was and as it is. */
interface Change {
  readonly located: Located;
  readonly pattern: string;
  readonly before: RatePlan;
  readonly after: RatePlan;
}

const find = <T extends { readonly id: string }>(list: readonly T[], id: string | undefined): T | undefined =>
  list.find((one) => one.id === id);

/** A part on both sides; of one that is on one side only, that one twice. */
function bothOf<T extends { readonly id: string }>(
  { located, before, after }: Change,
  list: (plan: RatePlan) => readonly T[],
): readonly [T, T] | undefined {
  const [old, now] = [find(list(before), located.was), find(list(after), partOf(located.edit.path))];
  const one = old ?? now;
  return one && [old ?? one, now ?? one];
}

const credits = ({ recurring, oneTime }: RatePlan): boolean =>
  [...recurring, ...oneTime].some(({ amount }) => amount.n < 0n);

/** Invoices or lines below zero: what comes back of a fee in advance, or a credit. */
const belowZero = (plan: RatePlan): boolean =>
  credits(plan) || plan.recurring.some(({ charged, prorate }) => charged === 'in-advance' && prorate.termination);

const unlessNegative = (plans: readonly RatePlan[], effect: Effect): Effect =>
  effect === 'same' || !plans.some(belowZero) ? effect : 'either';

function ofPlan(change: Change): Effect {
  const { pattern, located, before, after } = change;
  const [, list = ''] = /^\.(\w+)/.exec(pattern) ?? [];
  switch (list) {
    case 'name':
    case 'description':
      return 'same';
    case 'prices':
      if (before.prices === after.prices) return 'same';
      if (!(before.tax ?? after.tax)) return 'same';
      if ([before, after].some(credits)) return 'unknown';
      return after.prices === 'net' ? 'more' : 'less';
    case 'tax':
      return ofTax(change);
    case 'rounding':
      return ofPlanRounding(change);
    case 'line_by':
      return 'either';
    case 'recurring':
    case 'one_time':
      return ofFee(change);
    case 'allowances':
      return ofAllowance(change);
    case 'usage':
      return located.edit.kind === 'moved' ? ofMove(located) : ofUsage(change);
    case 'discounts':
      return ofDiscount(change);
    default:
      return 'unknown';
  }
}

/** Rates of tax of a plan by category. */
const taxes = ({ tax }: RatePlan): ReadonlyMap<string, Rational> =>
  new Map(tax?.rates.map(({ category, percent }) => [category, percent]));

/** Tax inside a price moves nothing that is paid. On top of it, each rate is paid. */
function ofTax({ before, after, pattern, located: { edit } }: Change): Effect {
  if (pattern === '.tax.name') return 'same';
  if (before.prices === 'gross' && after.prices === 'gross') return 'same';
  // Another first category is another rate for all charges that name none.
  if (edit.kind === 'moved' || before.tax?.rates[0]?.category !== after.tax?.rates[0]?.category) {
    if (before.tax && after.tax) return 'unknown';
  }
  if ([before, after].some(credits)) return 'unknown';
  const [old, now] = [taxes(before), taxes(after)];
  const category = pattern === '.tax.rates{}' ? String(edit.path[2]) : undefined;
  const names = category === undefined ? [...new Set([...old.keys(), ...now.keys()])] : [category];
  return together(names.map((name) => bySign(compare(now.get(name) ?? ZERO, old.get(name) ?? ZERO))));
}

function ofPlanRounding({ pattern, before, after }: Change): Effect {
  const plans = [before, after];
  const [old, now] = [before.rounding, after.rounding];
  const effect = (name: keyof RatePlan['rounding']) => roundingEffect(old[name], now[name]);
  const line = unlessNegative(plans, effect('line'));
  const discount = plans.some(({ discounts }) => discounts.length > 1)
    ? effect('discount') === 'same'
      ? 'same'
      : 'unknown'
    : unlessNegative(plans, opposite(effect('discount')));
  // Tax inside a price is told, not added.
  const tax = before.prices === 'gross' ? 'same' : unlessNegative(plans, effect('tax'));
  const total = unlessNegative(plans, effect('total'));
  switch (pattern) {
    case '.rounding.line':
      return line;
    case '.rounding.discount':
      return discount;
    case '.rounding.tax':
      return tax;
    case '.rounding.total':
      return total;
    default:
      return together([line, discount, tax, total]);
  }
}

function ofFee(change: Change): Effect {
  const { pattern, located, before, after } = change;
  const { edit } = located;
  const once = pattern.startsWith('.one_time');
  const found = bothOf<RecurringCharge | OneTimeCharge>(change, (plan) => (once ? plan.oneTime : plan.recurring));
  if (!found) return 'unknown';
  const [old, now] = found;
  const sign = bySign(Math.sign(compare(now.amount, ZERO)));
  switch (pattern.replace(/^\.\w+\[\]/, '')) {
    case '':
      // A charge more is taken whole, a charge less is not; where it stands among others moves nothing.
      return edit.kind === 'added' ? sign : edit.kind === 'removed' ? opposite(sign) : 'same';
    case '.amount':
      return bySign(compare(now.amount, old.amount));
    case '.name':
      return 'same';
    case '.charged':
    case '.on':
      // The same money at another time: one invoice is larger, another smaller.
      return 'either';
    case '.only_if':
      return scalarText(edit.after) === 'used' ? opposite(sign) : sign;
    case '.tax':
      return ofCategory(change, old.taxIndex, now.taxIndex);
    case '.rounding':
    case '.rounding.line':
      return unlessNegative([before, after], roundingEffect(old.lineRounding, now.lineRounding));
    default: {
      if (!('prorate' in old) || !('prorate' in now)) return 'unknown';
      const { prorate: a } = old;
      const { prorate: b } = now;
      const effect = proration(pattern, a, b);
      return sign === 'less' ? opposite(effect) : sign === 'same' ? 'same' : effect;
    }
  }
}

function ofCategory({ before, after }: Change, old: number, now: number): Effect {
  if (before.prices === 'gross') return 'same';
  if ([before, after].some(credits)) return 'unknown';
  const rate = (plan: RatePlan, index: number): Rational => plan.tax?.rates[index]?.percent ?? ZERO;
  return bySign(compare(rate(after, now), rate(before, old)));
}

interface Prorated {
  readonly activation: Proration | undefined;
  readonly termination: Proration | undefined;
}

/** What becomes of the share of a month that counts: a part is at most the whole, and a day more is not less. */
function proration(pattern: string, old: Prorated, now: Prorated): Effect {
  const one = (a: Proration | undefined, b: Proration | undefined): Effect => {
    if (!a || !b) return a === b ? 'same' : b ? 'less' : 'more';
    if (a.basis !== b.basis) return 'either';
    return a.edgeDay === b.edgeDay ? 'same' : b.edgeDay === 'free' ? 'less' : 'more';
  };
  const effects = {
    activation: one(old.activation, now.activation),
    termination: one(old.termination, now.termination),
  };
  // Who comes and goes in one month is counted by both together, in a way that depends on whether their bases agree.
  const bases = [old, now].map(({ activation: a, termination: b }) => a && b && a.basis !== b.basis);
  if (bases.some(Boolean)) return 'unknown';
  if (pattern.includes('.activation')) return effects.activation;
  if (pattern.includes('.termination')) return effects.termination;
  return together([effects.activation, effects.termination]);
}

const bySafety = (safeties: readonly Safety[], effect: Effect): Effect => {
  if (effect === 'same' || effect === 'unknown') return effect;
  if (safeties.includes('unknown')) return 'unknown';
  return safeties.includes('either') ? 'either' : effect;
};

function ofAllowance(change: Change): Effect {
  const { pattern, located, before, after } = change;
  const { edit } = located;
  const found = bothOf(change, (plan) => plan.allowances);
  if (!found) return 'unknown';
  const [old, now] = found;
  const safe = (effect: Effect): Effect => {
    const present = [before, after].flatMap((plan) => {
      const here = find(plan.allowances, old.id);
      return here ? [allowanceSafety(plan, here)] : [];
    });
    return bySafety(present, effect);
  };
  switch (pattern.replace(/^\.allowances\[\]/, '')) {
    case '':
      if (edit.kind === 'moved') return sameOrder(before, after) ? 'same' : 'unknown';
      return safe(edit.kind === 'added' ? 'less' : 'more');
    case '.name':
      return 'same';
    case '.amount': {
      if (!old.amount || !now.amount) return safe(old.amount ? 'less' : now.amount ? 'more' : 'same');
      return safe(bySign(compare(old.amount, now.amount)));
    }
    case '.priority':
      return sameOrder(before, after) ? 'same' : 'unknown';
    case '.remainder': {
      const ranks = { leave: 0, split: 1, cover: 2 } as const;
      return safe(bySign(ranks[old.remainder] - ranks[now.remainder]));
    }
    case '.prorate':
    case '.prorate.activation':
    case '.prorate.termination':
    case '.prorate.activation.first_day':
    case '.prorate.termination.last_day':
    case '.prorate.activation.basis':
    case '.prorate.termination.basis': {
      const none: Prorated = { activation: undefined, termination: undefined };
      const { rounding = undefined } = now.prorate ?? old.prorate ?? {};
      // Rounded up, a part can be more than the whole.
      if (rounding?.mode !== 'down') return 'unknown';
      return safe(opposite(proration(pattern, old.prorate ?? none, now.prorate ?? none)));
    }
    case '.prorate.round':
      if (!old.prorate || !now.prorate) return 'unknown';
      return safe(opposite(roundingEffect(old.prorate.rounding, now.prorate.rounding)));
    default:
      // More covered usage takes what dearer usage would have had, unless there is no end to it.
      if (old.amount || now.amount || !isEntry(located)) return 'unknown';
      return safe(edit.kind === 'added' ? 'less' : 'more');
  }
}

/** One match more or less among those covered, or one word of a match. */
function isEntry({ edit }: Located): boolean {
  const last = edit.path.at(-1);
  return typeof last === 'number' && (edit.kind === 'added' || edit.kind === 'removed');
}

const sameOrder = (before: RatePlan, after: RatePlan): boolean => {
  const [old, now] = [before, after].map(({ allowances }) => allowances.map(({ id }) => id));
  return old!.length === now!.length && old!.every((id, index) => id === now![index]);
};

/** Charges that match nothing in common do not mind their order. */
function ofMove(located: Located): Effect {
  const { gains, loses } = passed(located);
  return gains.length + loses.length === 0 ? 'same' : 'unknown';
}

function ofUsage(change: Change): Effect {
  const { pattern, located, before, after } = change;
  const { edit } = located;
  const found = bothOf(change, (plan) => plan.usage);
  if (!found) return 'unknown';
  const [old, now] = found;
  const quantity = (effect: Effect): Effect =>
    bySafety([quantitySafety(before, old), quantitySafety(after, now)], effect);
  switch (pattern.replace(/^\.usage\[\]/, '')) {
    case '':
      return edit.kind === 'added'
        ? alone(after, now)
        : edit.kind === 'removed'
          ? opposite(alone(before, old))
          : 'unknown';
    case '.name':
      return 'same';
    case '.tax':
      return ofCategory(change, old.taxIndex, now.taxIndex);
    case '.minimum_quantity':
      return quantity(bySign(compare(now.minimumQuantity ?? ZERO, old.minimumQuantity ?? ZERO)));
    case '.increment': {
      // An increment that begins in a cheap band carries its rest there.
      const cut = [old, now].some(({ bands }) => bands?.crossing === 'split-by-increment');
      const effect = incrementEffect(old.increment, now.increment);
      return quantity(cut && effect !== 'same' ? 'either' : effect);
    }
    case '.setup':
    case '.setup.amount':
      return bySign(compare(now.setup?.amount ?? ZERO, old.setup?.amount ?? ZERO));
    case '.setup.when':
      return now.setup?.amount.n === 0n ? 'same' : scalarText(edit.after) === 'always' ? 'more' : 'less';
    case '.rate':
    case '.rates':
    case '.rates.unit':
    case '.rates.rows{}':
    case '.tiers.steps[].rate':
      return ofCells(old, now, edit.before, edit.after);
    case '.tiers.count':
    case '.tiers.edge':
      return ofPlaceInTiers(pattern, change, old, now);
    case '.tiers.zero_usage':
      return scalarText(edit.after) === 'first-fee' ? 'more' : 'less';
    case '.tiers.steps[].to':
      return ofEdge(located, old, now);
    case '.tiers.steps[].fee':
      // The first fee of a charge changes how the whole of it is priced.
      if (!edit.before || !edit.after) return 'unknown';
      return bySign(compareTexts(edit.after, edit.before));
    case '.package.size':
      return ofBlocks(old, now);
    case '.package.price':
      if (old.price.model !== 'package' || now.price.model !== 'package') return 'unknown';
      return bySign(compare(now.price.price, old.price.price));
    case '.package.partial':
      return scalarText(edit.after) === 'down' ? 'less' : 'more';
    case '.rounding.segment':
      return roundingEffect(old.rounding.segment, now.rounding.segment);
    case '.rounding.record':
      return roundingEffect(old.rounding.record, now.rounding.record);
    case '.rounding.line':
      return roundingEffect(old.lineRounding, now.lineRounding);
    case '.rounding.counter.to': {
      const [a, b] = [old.rounding.counter, now.rounding.counter];
      return a && b ? quantity(roundingEffect(a.rounding, b.rounding)) : 'unknown';
    }
    case '.line_by':
      return 'either';
    default:
      return 'unknown';
  }
}

const compareTexts = (a: Node, b: Node): number => {
  const value = (node: Node): Rational => {
    const [whole = '0', part = ''] = scalarText(node).split('.');
    return rational(BigInt(whole + part), 10n ** BigInt(part.length));
  };
  return compare(value(a), value(b));
};

/** Larger blocks are fewer. */
const ofBlocks = (old: UsageCharge, now: UsageCharge): Effect =>
  old.price.model === 'package' && now.price.model === 'package'
    ? bySign(compare(old.price.size, now.price.size))
    : 'unknown';

/** Usage that no other charge prices is paid for by this charge or not at all. */
function alone(plan: RatePlan, charge: UsageCharge): Effect {
  const others = plan.usage.filter((other) => other.id !== charge.id);
  if (others.some((other) => overlaps(reachOf(other), reachOf(charge)))) return 'unknown';
  if (credits(plan)) return 'unknown';
  return bySafety([sharing(plan, charge).length > 1 ? 'unknown' : quantitySafety(plan, charge)], 'more');
}

/** Every rate of a charge beside the one it was: the same zones, bands and tiers. */
function ofCells(old: UsageCharge, now: UsageCharge, before: Node | undefined, after: Node | undefined): Effect {
  // A rate where there was none is another way to price, or a zone more to match.
  if (!before || !after) return 'unknown';
  const [a, b] = [old.price, now.price];
  if (a.model === 'package' || b.model === 'package' || a.model !== b.model) return 'unknown';
  if (a.model === 'per-unit' && b.model === 'per-unit' && !sameZones(a, b)) return 'unknown';
  const [was, is] = [a, b].map((price) => (price.model === 'volume' ? [[price.rates]] : price.rates));
  return together(
    is!.flatMap((zone, row) =>
      zone.flatMap((band, column) =>
        band.map((rate, tier): Effect => {
          const other = was![row]?.[column]?.[tier];
          return other ? bySign(compare(rate.perBase, other.perBase)) : 'unknown';
        }),
      ),
    ),
  );
}

const sameZones = (a: PerUnit, b: PerUnit): boolean =>
  a.zone?.attribute === b.zone?.attribute && String(a.zone?.names) === String(b.zone?.names);

/** What a counter counts, or on which side of an edge a quantity stands: all of it in a later tier, or an earlier. */
function ofPlaceInTiers(
  pattern: string,
  { before, after, located: { edit } }: Change,
  old: UsageCharge,
  now: UsageCharge,
): Effect {
  const plans = [
    [before, old],
    [after, now],
  ] as const;
  const charges = plans.flatMap(([plan, charge]) => sharing(plan, charge));
  if (charges.some((charge) => tiersOf(charge)?.fees.some(({ n }) => n !== 0n))) return 'unknown';
  const later = scalarText(edit.after) === (pattern.endsWith('.count') ? 'all' : 'above');
  const effect: Effect = charges.every(cheaperTiers) ? 'less' : charges.every(dearerTiers) ? 'more' : 'either';
  return later ? effect : opposite(effect);
}

/** Units between the old edge and the new go from one tier to the one beside it. */
function ofEdge({ edit }: Located, old: UsageCharge, now: UsageCharge): Effect {
  const tier = edit.path[edit.path.indexOf('steps') + 1];
  const [a, b] = [tiersOf(old), tiersOf(now)];
  if (typeof tier !== 'number' || !a || !b || a.edges.length !== b.edges.length || !edit.before || !edit.after) {
    return 'unknown';
  }
  const [from, to] = [a.edges[tier], b.edges[tier]];
  if (!from || !to) return 'unknown';
  const higher = compare(to, from);
  if (higher === 0) return 'same';
  const effects = [old, now].flatMap((charge): Effect[] => {
    const { price } = charge;
    if (price.model === 'package') return ['unknown'];
    const rows = price.model === 'volume' ? [price.rates] : price.rates.flat();
    const fees = tiersOf(charge)!.fees;
    // Raised: what stood in the next tier stands in this one. A graduated fee of the next one is then owed later.
    const fee = price.model === 'volume' ? compare(fees[tier]!, fees[tier + 1]!) : compare(ZERO, fees[tier + 1]!);
    return [...rows.map((row) => bySign(compare(row[tier]!.perBase, row[tier + 1]!.perBase))), bySign(fee)];
  });
  const raised = together(effects);
  return higher > 0 ? raised : opposite(raised);
}

function ofDiscount(change: Change): Effect {
  const { pattern, located, before, after } = change;
  const { edit } = located;
  const found = bothOf(change, (plan) => plan.discounts);
  if (!found) return 'unknown';
  const [old, now] = found;
  const negative = [before, after].some(credits);
  const unlessCredit = (effect: Effect): Effect => (negative && effect !== 'same' ? 'unknown' : effect);
  switch (pattern.replace(/^\.discounts\[\]/, '')) {
    case '':
      if (edit.kind === 'added') return unlessCredit('less');
      if (edit.kind === 'removed') return unlessCredit('more');
      // Shares of what is left are the same in any order; amounts are not.
      return [...before.discounts, ...after.discounts].every(({ value }) => 'percent' in value) ? 'same' : 'unknown';
    case '.name':
      return 'same';
    case '.percent':
    case '.amount':
      return unlessCredit(byValue(old, now));
    case '.for':
    case '.for.cycles':
      return unlessCredit(byCycles(old, now));
    case '.on':
      return unlessCredit(byBase(change, old, now));
    default:
      return 'unknown';
  }
}

function byValue({ value: old }: Discount, { value: now }: Discount): Effect {
  if ('percent' in old && 'percent' in now) return bySign(compare(negate(now.percent), negate(old.percent)));
  if ('amount' in old && 'amount' in now) return bySign(compare(negate(now.amount), negate(old.amount)));
  return 'unknown';
}

function byCycles({ cycles: old }: Discount, { cycles: now }: Discount): Effect {
  if (!old || !now) return old === now ? 'same' : now ? 'more' : 'less';
  return old.starting === now.starting ? bySign(old.count - now.count) : 'unknown';
}

/** More charges to take it off, where no other discount and no tax shares what it is spread over. */
function byBase({ before, after }: Change, old: Discount, now: Discount): Effect {
  const [wider, narrower] = [old.on.every((id) => now.on.includes(id)), now.on.every((id) => old.on.includes(id))];
  if (wider && narrower) return 'same';
  if ([before, after].some(({ discounts }) => discounts.length > 1)) return 'unknown';
  const taxed = [before, after].some(({ prices, tax }) => prices === 'net' && (tax?.rates.length ?? 0) > 1);
  if (taxed && 'amount' in now.value) return 'unknown';
  return wider ? 'less' : narrower ? 'more' : 'either';
}

/** A shared table: what it does to each charge that uses it. */
function ofTable(located: Located, pattern: string): Effect {
  const { edit, base, head } = located;
  if (pattern !== '.rows{}' && pattern !== '.unit') return 'unknown';
  if (!edit.before || !edit.after) return 'unknown';
  const uses = plansWithTable(base, head, edit.document.id);
  if (uses.length === 0) return 'unknown';
  const zone = pattern === '.rows{}' ? String(edit.path[1]) : undefined;
  return together(uses.map(([old, now]) => ofCells(onlyZone(old, zone), onlyZone(now, zone), edit.before, edit.after)));
}

/** A charge with the rates of one zone alone. */
function onlyZone(charge: UsageCharge, zone: string | undefined): UsageCharge {
  const { price } = charge;
  if (zone === undefined || price.model !== 'per-unit' || !price.zone) return charge;
  const row = price.zone.names.indexOf(zone);
  if (row < 0) return charge;
  return { ...charge, price: { ...price, zone: { ...price.zone, names: [zone] }, rates: [price.rates[row]!] } };
}
