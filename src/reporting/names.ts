/** What a line of an invoice is called: the names that the plan gives, for keys that are made for comparison. */

import type { PlanHistory } from '../plan/model.ts';
import { type Dimension, showQuantity } from '../units/quantity.ts';
import { exact, grouped } from './amounts.ts';

/** By id of the plan. */
export type Names = ReadonlyMap<string, PlanNames>;

export interface PlanNames {
  readonly name: string;
  readonly tax: string | undefined;
  /** Charges and discounts, by id. */
  readonly charges: ReadonlyMap<string, ChargeNames>;
}

interface ChargeNames {
  readonly name: string;
  readonly dimension: Dimension | undefined;
  /** Where the plan says it: `plans/smart-m.yaml:34`. */
  readonly place?: string;
}

/** Of several versions the latest gives the name. */
export function namesOf(histories: Iterable<PlanHistory>): Names {
  const names = new Map<string, PlanNames>();
  for (const { id, versions } of histories) {
    const charges = new Map<string, ChargeNames>();
    for (const { recurring, oneTime, usage, discounts } of versions) {
      for (const fixed of [...recurring, ...oneTime, ...discounts]) {
        charges.set(fixed.id, { name: fixed.name, dimension: undefined, place: placeText(fixed.place) });
      }
      for (const { id: charge, name, dimension, place } of usage) {
        charges.set(charge, { name, dimension, place: placeText(place) });
      }
    }
    const latest = versions.at(-1);
    names.set(id, { name: latest?.name ?? id, tax: latest?.tax?.name, charges });
  }
  return names;
}

const placeText = ({ file, line }: { readonly file: string; readonly line: number }): string => `${file}:${line}`;

export interface LineName {
  readonly name: string;
  /** What tells the line from others of the charge: `zone eu, tier 2`; empty when nothing does. */
  readonly detail: string;
}

const KEY = /^(.+?)(\/credit)?((?: (?:zone|band|tier)=\S+)*)( #\d+)?$/;

/** The name of a line, from its key; without names the id of the charge stands for it. */
export function lineName(names: PlanNames | undefined, key: string): LineName {
  const [, id = key, credit, qualifiers = '', number = ''] = KEY.exec(key) ?? [];
  if (id === 'total-rounding') return { name: 'Rounding of the total', detail: '' };
  if (id.startsWith('tax ')) return { name: names?.tax ?? 'Tax', detail: id.slice('tax '.length) + number };
  const parts = qualifiers.split(' ').filter(Boolean);
  const detail = [...(credit ? ['credit'] : []), ...parts.map((part) => part.replace('=', ' ')), number.trim()];
  return { name: names?.charges.get(id)?.name ?? id, detail: detail.filter(Boolean).join(', ') };
}

/** Where the plan says what a line is priced by; empty for what no charge made. */
export const placeOfLine = (names: PlanNames | undefined, key: string): string =>
  names?.charges.get(KEY.exec(key)?.[1] ?? key)?.place ?? '';

/** A quantity in the unit of its charge (`5.5 GB`); the bare number when the unit is not known. */
export function quantityText(names: PlanNames | undefined, key: string, quantity: string): string {
  const dimension = names?.charges.get(KEY.exec(key)?.[1] ?? key)?.dimension;
  const value = exact(quantity);
  return grouped(dimension && value ? showQuantity(value, dimension) : quantity);
}
