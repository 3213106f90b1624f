/** Calendar documents: from rules for bands to a week without gap or overlap. */

import type { Place } from '../../../problems/problem.ts';
import type { MapNode, ScalarNode } from '../../../yaml/document.ts';
import type { Calendar, EpochDay } from '../../model.ts';
import type { Report } from './context.ts';
import { field, has, listField, mapField, placeOf, scalarField, textField, wordNodes } from './fields.ts';
import { date } from './values.ts';
import { clock, DAY_MINUTES, Faults, fillDay, type Rule } from './week.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'holiday'] as const;
const HOLIDAY = 7;

/** The calendar, or undefined after its problems were told. */
export function resolveCalendar(report: Report, node: MapNode): Calendar | undefined {
  const already = report.problems.length;
  const bandNodes = mapField(node, 'bands')!.entries;
  const bands = bandNodes.map(({ key }) => key);
  const others = bandNodes.filter(({ value }) => value.kind === 'scalar');
  for (const { key, keyPlace } of others.slice(1)) {
    report.add(
      'PLAN-BAND-OVERLAP',
      `\`${key}\` is \`otherwise\` too; only one band can have the time that is left`,
      keyPlace,
      {
        related: [{ message: 'the first one is here', place: others[0]!.keyPlace }],
      },
    );
  }
  const otherwise = others[0] ? bands.indexOf(others[0].key) : undefined;

  const rules = bandNodes.flatMap(({ value }, band) =>
    value.kind === 'list' ? value.items.flatMap((rule) => rulesOf(report, band, rule as MapNode)) : [],
  );
  const holidays = resolveHolidays(report, node);
  const holidayRule = rules.find(({ day }) => day === HOLIDAY);
  // With `otherwise` a holiday that no rule names belongs to it whole.
  if (has(node, 'holidays') && !holidayRule && otherwise === undefined) {
    const fix = 'name `holiday` among the days of a rule, or leave `holidays` out';
    report.add('PLAN-NO-EFFECT', '`holidays` has no effect: no rule names `holiday`', placeOf(node, 'holidays'), {
      fix,
    });
  }
  if (holidayRule && !has(node, 'holidays')) {
    const fix = 'list the days under `holidays`, or leave `holiday` out';
    report.add('PLAN-NO-EFFECT', '`holiday` has no effect: the calendar lists no `holidays`', holidayRule.place, {
      fix,
    });
  }
  if (report.problems.length > already) return undefined;

  const kinds = DAYS.slice(0, has(node, 'holidays') ? DAYS.length : HOLIDAY);
  const faults = new Faults(report, bands, placeOf(node, 'bands'));
  const days = kinds.map((name, day) => {
    const here = rules.filter((rule) => rule.day === day).sort((a, b) => a.from - b.from);
    return fillDay(here, name, otherwise, faults);
  });
  faults.tell();
  const left = otherwise === undefined || days.some((spans) => spans.some(({ band }) => band === otherwise));
  if (!left) {
    const message = `\`${bands[otherwise]}\` has no effect: the other bands leave no time to it`;
    report.add('PLAN-NO-EFFECT', message, others[0]!.keyPlace);
  }
  if (report.problems.length > already) return undefined;
  // Without holidays nothing reads the last row; it is there so that every kind of day has one.
  if (days.length === HOLIDAY) days.push(days[6]!);
  return { id: textField(node, 'calendar')!, bands, days, holidays };
}

function rulesOf(report: Report, band: number, rule: MapNode): Rule[] {
  const from = minuteOf(scalarField(rule, 'from'), 0);
  const before = minuteOf(scalarField(rule, 'before'), DAY_MINUTES);
  const days = wordNodes(rule, 'days');
  days.forEach((day, index) => {
    const first = days.find((other) => other.text === day.text)!;
    if (days.indexOf(first) === index) return;
    report.add('PLAN-LISTED-TWICE', `\`${day.text}\` is listed twice`, day.place, {
      related: [{ message: 'the first one is here', place: first.place }],
    });
  });
  if (from >= before) {
    const place = field(rule, 'before')?.place ?? field(rule, 'from')!.place;
    const message = `a rule from ${clock(from)} before ${clock(before)} has no time in it`;
    const fix = `for a night write two rules: from "${clock(from)}", and before "${clock(before)}"`;
    report.add('PLAN-BAND-HOURS', message, place, { fix: from > before && from < DAY_MINUTES ? fix : undefined });
    return [];
  }
  return days.map((day) => ({
    band,
    day: DAYS.indexOf(day.text as (typeof DAYS)[number]),
    from,
    before,
    place: day.place,
  }));
}

function minuteOf(node: ScalarNode | undefined, otherwise: number): number {
  if (!node) return otherwise;
  return Number(node.text.slice(0, 2)) * 60 + Number(node.text.slice(3));
}

function resolveHolidays(report: Report, node: MapNode): EpochDay[] {
  const first = new Map<EpochDay, Place>();
  for (const item of (listField(node, 'holidays')?.items ?? []) as readonly ScalarNode[]) {
    const day = date(report, item);
    if (day === undefined) continue;
    const place = first.get(day);
    if (!place) first.set(day, item.place);
    else {
      const related = [{ message: 'the first one is here', place }];
      report.add('PLAN-LISTED-TWICE', `\`${item.text}\` is listed twice`, item.place, { related });
    }
  }
  return [...first.keys()].sort((a, b) => a - b);
}
