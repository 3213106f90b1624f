/** What can be wrong with assumptions only once the population is known: nobody whom they are about, usage that is not billed. */

import { formatDay } from '../calendar/day.ts';
import { wordList } from '../problems/nearest.ts';
import type { Place, Problem } from '../problems/problem.ts';
import { shownCount, shownText } from '../problems/shown.ts';
import type { Assumptions, Whom } from './assumptions.ts';
import { partPlace } from './part-place.ts';
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
  population: Pick<Population, 'plans' | 'plan' | 'segments' | 'segment'>,
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
  const about: Told[] = [
    ...[...behaviour.elasticity, ...behaviour.churn].map((one) => ({ whom: one, place: one.place })),
    ...behaviour.takeUp.map((one) => ({ whom: one.of, place: one.place, within: 'of.' })),
    ...[...costs.commission, ...costs.subsidy].map((one) => ({ whom: one, place: one.place, comes: true })),
  ];
  const problems = about.flatMap((one) => ofNobody(one, places, known));
  if (services === undefined) return problems;
  const uses = [
    ...behaviour.elasticity.map((one) => ({ service: one.service, at: partPlace(places, one.place, 'service') })),
    ...[...(path?.usage.keys() ?? [])].map((service) => ({ service, at: places?.get(`path.growth.${service}`) })),
    ...[...(path?.seasonality.keys() ?? [])].map((service) => ({
      ...{ service, at: places?.get(`path.seasonality.${service}`) },
    })),
  ];
  for (const { service, at } of uses) {
    if (services.includes(service)) continue;
    const message = `nobody in the population uses ${shownText(service)}`;
    const known = [...new Set(services)].sort();
    const fix = known.length > 0 ? `write ${wordList(known)}, or take it out` : 'take it out';
    problems.push({ code: 'SIM-NOBODY', severity: 'error', message, place: at ?? place, fix });
  }
  return problems;
}

/** Whom an assumption is about, and where it says so. */
interface Told {
  readonly whom: Whom;
  readonly place: Place;
  /** The key before those of `whom`. */
  readonly within?: string;
  /** Costs may be of plans that nobody has yet. */
  readonly comes?: boolean;
}

function ofNobody(
  { whom, place, within = '', comes = false }: Told,
  places: Assumptions['places'],
  known: Known,
): Problem[] {
  const { segment, plan } = whom;
  const at = (part: 'segment' | 'plan'): Place => partPlace(places, place, `${within}${part}`);
  const problems: Problem[] = [];
  if (segment !== undefined && !known.segments.includes(segment)) {
    problems.push(nobody(`in segment \`${shownText(segment)}\``, at('segment'), segment, known.segments));
  }
  const fits = (name: string): boolean =>
    known.plans.includes(name) || (comes && (known.reachable.length === 0 || known.reachable.includes(name)));
  if (plan !== undefined && !fits(plan)) {
    problems.push(nobody(`on plan \`${shownText(plan)}\``, at('plan'), plan, known.plans));
  }
  return problems;
}

interface UsagePeriod {
  /** The mapping of the usage files, from the project's folder. */
  readonly mapping: string;
  /** Records to be rated, and those of them that are on none of the invoices. */
  readonly records: number;
  readonly notBilled: number;
  /** First and last day that has usage, in epoch days, where they are known. */
  readonly days: { readonly first: number; readonly last: number } | undefined;
  /** Months of invoices before or after all usage, as `2026-05`. */
  readonly idle: readonly string[];
}

const MOST_MONTHS = 6;

/**
 * Usage that no invoice bills, and invoices that bill no usage. `invoices` are their dates in epoch days, at `place`. Where no usage is billed
 * at all it is an error; otherwise a warning, for what is left out has to be seen.
 */
export function checkUsagePeriod(
  { invoices, place }: { readonly invoices: NonNullable<Assumptions['invoices']>; readonly place: Place },
  { mapping, records, notBilled, days, idle }: UsagePeriod,
): Problem[] {
  const told = (severity: Problem['severity'], message: string, fix: string): Problem => ({
    ...{ code: 'SIM-PERIOD', severity, message, place, fix },
  });
  const [from, to] = [formatDay(invoices.from), formatDay(invoices.before - 1)];
  const asked = from === to ? `invoices of ${from}` : `invoices from ${from} to ${to}`;
  const of = shownText(mapping);
  const span = days ? ` is from ${formatDay(days.first)} to ${formatDay(days.last)}` : '';
  const problems: Problem[] = [];
  if (notBilled > 0) {
    const all = notBilled === records;
    const some = `${shownCount(notBilled)} of its ${shownCount(records)} records ${notBilled === 1 ? 'is' : 'are'} on none of the ${asked}`;
    const none =
      records === 1
        ? `its one record is on none of the ${asked}`
        : `none of its ${shownCount(records)} records is on the ${asked}`;
    const message = `usage of ${of}${span}: ${all ? none : some}`;
    const fix =
      'ask for the invoices that bill it: those with dates from its first month on to the month after its last';
    problems.push(told(all ? 'error' : 'warning', message, fix));
  }
  if (idle.length > 0) {
    const more = idle.length - MOST_MONTHS;
    const months = `${idle.slice(0, MOST_MONTHS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    const message = `no usage of ${of} is on the invoices of ${months}: only what does not depend on usage is billed there`;
    problems.push(
      told('warning', message, 'ask for the invoices of months with usage, or add the usage files of these'),
    );
  }
  return problems;
}
