/** What the parts of a plan need to know of the plan and of the documents beside it. */

import type { Rounding } from '../../../money/rounding.ts';
import type { Code } from '../../../problems/codes.ts';
import { nearest, wordList } from '../../../problems/nearest.ts';
import type { Place } from '../../../problems/problem.ts';
import type { MapNode, ScalarNode } from '../../../yaml/document.ts';
import type { Calendar } from '../../model.ts';
import type { Context, ProblemDetails, Report } from './context.ts';
import { mapField, scalarField, textField } from './fields.ts';
import { moneyRounding } from './values.ts';

/** Calendars and rate tables of all files, by id. */
export interface SharedDocuments {
  /** Undefined: there is one of this name, whose problems were told. */
  readonly calendars: ReadonlyMap<string, { readonly value: Calendar; readonly node: MapNode } | undefined>;
  readonly tables: ReadonlyMap<string, MapNode>;
  /** Calendars and tables that some plan has asked for. */
  readonly used: Set<MapNode>;
  /** How many rates the tables of all charges may still come to. */
  ratesLeft: number;
}

/** Rates by zone, band and tier of all plans: a small file can ask for many millions. */
export const MAX_RATES = 500_000;

export interface PlanContext extends Context {
  readonly shared: SharedDocuments;
  readonly taxCategories: readonly string[];
  readonly lineRounding: Rounding | undefined;
}

/** What every charge has. */
export interface ChargeBase {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
  readonly taxIndex: number;
  readonly lineRounding: Rounding | undefined;
}

/** Id, name and place of a part; the name is the id unless given. */
export function resolveNamed(node: MapNode): { id: string; name: string; place: Place } {
  const { text: id, place } = scalarField(node, 'id')!;
  return { id, name: textField(node, 'name') ?? id, place };
}

export function resolveBase(context: PlanContext, node: MapNode): ChargeBase {
  return {
    ...resolveNamed(node),
    taxIndex: taxIndex(context, scalarField(node, 'tax')),
    lineRounding: roundingField(context.report, mapField(node, 'rounding'), 'line', context.lineRounding),
  };
}

/** A money rounding by key; what holds otherwise when it is not there or wrong. */
export function roundingField(
  report: Report,
  node: MapNode | undefined,
  key: string,
  otherwise: Rounding | undefined,
): Rounding | undefined {
  const written = node && scalarField(node, key);
  if (!written) return otherwise;
  const rounding = moneyRounding(report, written);
  return rounding === 'wrong' ? otherwise : rounding;
}

function taxIndex({ report, taxCategories }: PlanContext, node: ScalarNode | undefined): number {
  if (!node) return 0;
  const index = taxCategories.indexOf(node.text);
  if (index < 0) {
    if (taxCategories.length > 0) unknownName(report, 'PLAN-UNKNOWN-TAX', 'tax category', node, taxCategories);
    else report.add('PLAN-UNKNOWN-TAX', `the tax category \`${node.text}\`: the plan has no \`tax\``, node.place);
  }
  return Math.max(index, 0);
}

/** Tells of a name that nothing has, with the nearest that something has. */
export function unknownName(
  report: Report,
  code: Code,
  what: string,
  { text, place }: { readonly text: string; readonly place: Place },
  known: readonly string[],
  related?: ProblemDetails['related'],
): undefined {
  const near = nearest(text, known);
  const fix = near ? `did you mean \`${near}\`?` : known.length > 0 ? `known: ${wordList(known)}` : undefined;
  const none = known.length > 0 ? '' : `: there is no ${what} at all`;
  return report.add(code, `unknown ${what} \`${text}\`${none}`, place, { fix, related });
}
