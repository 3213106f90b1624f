/** What a line of an invoice is called: the names that the plan gives, for keys that are made for comparison. */

import type { Cell } from '../comparison/difference.ts';
import type { PlanHistory } from '../plan/model.ts';
import type { RunHeader } from '../run/result.ts';
import { type Dimension, showQuantity } from '../units/quantity.ts';
import { exact, grouped } from './amounts.ts';

/** By id of the plan. */
export type Names = ReadonlyMap<string, PlanNames>;

export interface PlanNames {
  readonly name: string;
  readonly tax: string | undefined;
  /** Charges, discounts and allowances, by id. */
  readonly charges: ReadonlyMap<string, ChargeNames>;
  /** Of all plans together: the invoice on which a customer changes the plan has lines of two. */
  readonly others?: ReadonlyMap<string, ChargeNames>;
}

interface ChargeNames {
  readonly name: string;
  readonly dimension: Dimension | undefined;
  /** Where the plan says it: `plans/smart-m.yaml:34`; where several versions do, `plans/smart-m.yaml:34, 112`. */
  readonly place?: string | undefined;
}

/** Of several versions the latest gives the name. */
export function namesOf(histories: Iterable<PlanHistory>): Names {
  const names = new Map<string, PlanNames>();
  for (const { id, versions } of histories) {
    const charges = new Map<string, ChargeNames>();
    const places = new Map<string, Place[]>();
    const set = ({ id: charge, name, place }: Named, dimension: Dimension | undefined): void => {
      places.set(charge, [...(places.get(charge) ?? []), place]);
      charges.set(charge, { name, dimension, place: placesText(places.get(charge)!) });
    };
    for (const { recurring, oneTime, usage, discounts } of versions) {
      for (const fixed of [...recurring, ...oneTime, ...discounts]) set(fixed, undefined);
      for (const charge of usage) set(charge, charge.dimension);
    }
    const latest = versions.at(-1);
    for (const { id: allowance, name, dimension } of versions.flatMap(({ allowances }) => allowances)) {
      if (!places.has(allowance)) charges.set(allowance, { name, dimension });
    }
    names.set(id, { name: latest?.name ?? id, tax: latest?.tax?.name, charges });
  }
  return withOthers(names);
}

/** The names that a run was made with: its results need no plan beside them to be read. */
export function namesOfRun({ plans }: Pick<RunHeader, 'plans'>): Names {
  const named = plans.flatMap(({ id, name, tax, charges = {} }) => {
    if (name === undefined) return [];
    const own = Object.entries(charges).map(([charge, { name: called, dimension, place }]) => {
      return [charge, { name: called, dimension, place }] as const;
    });
    return [[id, { name, tax, charges: new Map(own) }] as const];
  });
  return withOthers(new Map(named));
}

/** A name from another plan stands in where there is none; its place only where no two plans have the charge. */
function withOthers(names: Names): Names {
  const others = new Map<string, ChargeNames>();
  for (const { charges } of names.values()) {
    for (const [id, charge] of charges) {
      const known = others.get(id);
      others.set(id, known ? { ...known, place: undefined } : charge);
    }
  }
  return new Map([...names].map(([id, own]) => [id, { ...own, others }]));
}

/** What the plan calls a charge, or another plan of the run does. */
export const chargeNames = (names: PlanNames | undefined, charge: string): ChargeNames | undefined =>
  names?.charges.get(charge) ?? names?.others?.get(charge);

interface Place {
  readonly file: string;
  readonly line: number;
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
}

/** `plans/smart-m.yaml:34, 112`. */
function placesText(places: readonly Place[]): string {
  const files = [...new Set(places.map(({ file }) => file))];
  const lines = (file: string): string =>
    [...new Set(places.flatMap((place) => (place.file === file ? place.line : [])))].join(', ');
  return files.map((file) => `${file}:${lines(file)}`).join('; ');
}

export interface LineName {
  readonly name: string;
  /** What tells the line from others of the charge: `zone eu, tier 2`; empty when nothing does. */
  readonly detail: string;
}

const KEY = /^(.+?)(\/credit)?((?: (?:zone|band|tier)=\S+)*)( #?\d+)?$/;

/** What the key of a line is made of: the charge, and what tells its lines apart. */
export interface KeyParts {
  readonly id: string;
  readonly zone?: string;
  readonly band?: string;
  readonly tier?: string;
}

export function keyParts(key: string): KeyParts {
  const [, id = key, , qualifiers = ''] = KEY.exec(key) ?? [];
  const parts = qualifiers.split(' ').filter(Boolean);
  return { id, ...Object.fromEntries(parts.map((part) => part.split('=') as [string, string])) };
}

/** The name of a line, from its key; without names the id of the charge stands for it. */
export function lineName(names: PlanNames | undefined, key: string): LineName {
  const [, id = key, credit, qualifiers = '', number = ''] = KEY.exec(key) ?? [];
  if (id === 'total-rounding') return { name: 'Rounding of the total', detail: '' };
  if (id.startsWith('tax ')) return { name: names?.tax ?? 'Tax', detail: id.slice('tax '.length) + number };
  const parts = qualifiers.split(' ').filter(Boolean);
  const again = number === '' ? '' : `no. ${number.replace(/^ #?/, '')}`;
  const detail = [...(credit ? ['credit'] : []), ...parts.map((part) => part.replace('=', ' ')), again];
  return { name: chargeNames(names, id)?.name ?? id, detail: detail.filter(Boolean).join(', ') };
}

/** Whether the values of a cell are quantities, which are no money. */
export const isQuantity = (cell: Cell): boolean => cell === 'quantity' || cell === 'allowance';

/** Where the plan says what a line is priced by; empty for what no charge made. */
export const placeOfLine = (names: PlanNames | undefined, key: string): string =>
  chargeNames(names, keyParts(key).id)?.place ?? '';

/**
 * A quantity in the unit of its charge (`5.5 GB`, `at least 5.5 GB`); the bare number when the unit is not known. With
 * others beside it, it is in a unit that suits them all.
 */
export function quantityText(
  names: PlanNames | undefined,
  key: string,
  quantity: string,
  beside: readonly string[] = [],
): string {
  const dimension = chargeNames(names, keyParts(key).id)?.dimension;
  if (!dimension) return grouped(quantity);
  const others = beside.flatMap((text) => (text.match(NUMBERS) ?? []).flatMap((number) => exact(number) ?? []));
  return grouped(
    quantity.replace(NUMBERS, (number) => {
      const value = exact(number);
      return value ? showQuantity(value, dimension, others) : number;
    }),
  );
}

const NUMBERS = /\d+(?:[./]\d+)?/g;
