/** What can be wrong with assumptions only once the population is known: nobody whom they are about, usage that is not billed. */

import { formatDay } from '../calendar/day.ts';
import type { Place, Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import type { Assumptions, Whom } from './assumptions.ts';
import type { Population } from './population.ts';
import { nobody } from './weights/population-of.ts';

interface Known {
  readonly segments: readonly string[];
  readonly plans: readonly string[];
  /** Plans that customers may come to. */
  readonly reachable: readonly string[];
}

/**
 * Assumptions about nobody. `services` are those that the population has records of; undefined: not known, and not
 * asked. Controls are held against the population by calibrate.
 */
export function checkPopulation(
  assumptions: Assumptions,
  population: Population,
  services: readonly string[] | undefined,
): Problem[] {
  const { behaviour, costs, place, places, path } = assumptions;
  const used = (names: readonly string[], of: Uint16Array): string[] =>
    [...new Set(of)].map((index) => names[index]!).sort();
  const plans = used(population.plans, population.plan);
  const known: Known = {
    segments: used(population.segments, population.segment),
    plans,
    reachable: behaviour.migration ? [] : [...plans, ...behaviour.takeUp.map(({ plan }) => plan)],
  };
  const about: { readonly whom: Whom; readonly place: Place; readonly comes?: boolean }[] = [
    ...[...behaviour.elasticity, ...behaviour.churn].map((one) => ({ whom: one, place: one.place })),
    ...behaviour.takeUp.map((one) => ({ whom: one.of, place: one.place })),
    ...[...costs.commission, ...costs.subsidy].map((one) => ({ whom: one, place: one.place, comes: true })),
  ];
  const problems = about.flatMap((one) => ofNobody(one.whom, one.place, known, one.comes ?? false));
  if (services === undefined) return problems;
  const uses = [
    ...behaviour.elasticity.map((one) => ({ service: one.service, at: one.place })),
    ...[...(path?.usage.keys() ?? [])].map((service) => ({ service, at: places?.get(`path.growth.${service}`) })),
    ...[...(path?.seasonality.keys() ?? [])].map((service) => ({
      ...{ service, at: places?.get(`path.seasonality.${service}`) },
    })),
  ];
  for (const { service, at } of uses) {
    if (services.includes(service)) continue;
    const message = `nobody in the population uses ${shownText(service)}`;
    problems.push({ code: 'SIM-NOBODY', severity: 'error', message, place: at ?? place, fix: 'take it out' });
  }
  return problems;
}

/** Costs may be of plans that nobody has yet. */
function ofNobody({ segment, plan }: Whom, place: Place, known: Known, comes: boolean): Problem[] {
  const problems: Problem[] = [];
  if (segment !== undefined && !known.segments.includes(segment)) {
    problems.push(nobody(`in segment \`${shownText(segment)}\``, place, segment, known.segments));
  }
  const fits = (name: string): boolean =>
    known.plans.includes(name) || (comes && (known.reachable.length === 0 || known.reachable.includes(name)));
  if (plan !== undefined && !fits(plan)) {
    problems.push(nobody(`on plan \`${shownText(plan)}\``, place, plan, known.plans));
  }
  return problems;
}

/** A cycle is at most so many days long: usage of more days before an invoice is on an earlier one. */
const LONGEST_CYCLE = 31;

/**
 * Usage that no invoice of the period can bill. `days`: first and last day that has usage, in epoch days. Usage wholly
 * outside is an error; some of it outside is a warning, for what is left out has to be seen.
 */
export function checkUsagePeriod(
  { invoices, places, population }: Pick<Assumptions, 'invoices' | 'places' | 'population'>,
  days: { readonly first: number; readonly last: number },
): Problem[] {
  if (!invoices) return [];
  const place = places?.get('invoices') ?? population.place;
  const first = invoices.from - LONGEST_CYCLE;
  const last = invoices.before - 1;
  if (days.first >= first && days.last <= last) return [];
  const asked = `invoices from ${formatDay(invoices.from)} to ${formatDay(last)}`;
  const usage = `usage is from ${formatDay(days.first)} to ${formatDay(days.last)}`;
  const outside = days.last < first || days.first > last;
  const fix = 'ask for the invoices that bill it: those with dates from its first month on to the month after its last';
  const message = outside ? `${usage}: none of it is on ${asked}` : `${usage}: some of it is not on ${asked}`;
  return [{ code: 'SIM-PERIOD', severity: outside ? 'error' : 'warning', message, place, fix }];
}
