/** The components of the bills of a side, and where the numbers of a bill go among them. */

import type { LineKind } from '../../invoicing/invoice.ts';
import type { Layout } from '../../invoicing/layout.ts';
import type { CompiledPlan } from '../../plan/compile/compiled.ts';
import type { BoundPlan } from '../../rating/bind.ts';
import type { Component } from '../../simulation/bills.ts';

const ORDER: readonly LineKind[] = ['recurring', 'one-time', 'usage', 'discount', 'tax', 'rounding'];

/** Of all versions of some plans: by kind, and within it in the order of the plans. One of each id and kind. */
export function componentsOf(plans: readonly CompiledPlan[]): Component[] {
  const found = new Map<string, Component & { readonly services: string[] }>();
  const put = (kind: LineKind, id: string, services: readonly string[] = []): void => {
    const key = `${kind} ${id}`;
    const known = found.get(key) ?? { id, kind, services: [] };
    found.set(key, { ...known, services: [...new Set([...known.services, ...services])].sort() });
  };
  for (const { recurring, oneTime, charges, discounts, tax, rounding } of plans) {
    for (const { id } of recurring) put('recurring', id);
    for (const { id } of oneTime) put('one-time', id);
    for (const { id, match } of charges) put('usage', id, match.services);
    for (const { id } of discounts) put('discount', id);
    for (const { category } of tax?.rates ?? []) put('tax', `tax ${category}`);
    if (rounding.total) put('rounding', 'total-rounding');
  }
  return [...found.values()].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

/** Where the numbers of the bills of a layout go. */
export interface ComponentMap {
  /** Component of each line of the closing version. */
  readonly line: Uint16Array;
  /** Of the columns of a bill before net, tax and total: fixed lines, discounts, taxes, total rounding. */
  readonly column: Uint16Array;
  /** One unit of the layout in units of the run. */
  readonly up: number;
}

/** Layouts of a side as they come; a total that is not rounded has its (empty) column with the first component. */
export function componentMapper(components: readonly Component[], scale: number) {
  const place = new Map(components.map(({ kind, id }, index) => [`${kind} ${id}`, index]));
  const known = new WeakMap<Layout, ComponentMap>();
  const at = (kind: LineKind, id: string): number => {
    const index = place.get(`${kind} ${id}`);
    if (index === undefined) throw new Error(`${kind} ${id} is not among the components`);
    return index;
  };
  return (layout: Layout, closing: BoundPlan | undefined): ComponentMap => {
    const found = known.get(layout);
    if (found) return found;
    const { plan } = closing ?? {};
    const made: ComponentMap = {
      line: Uint16Array.from(plan?.lines ?? [], ({ charge }) => at('usage', plan!.charges[charge]!.id)),
      column: Uint16Array.from([
        ...layout.fixed.map(({ kind, charge }) => at(kind, charge.id)),
        ...layout.discounts.map(({ key }) => at('discount', key)),
        ...layout.taxes.map(({ key }) => at('tax', key)),
        layout.total ? at('rounding', 'total-rounding') : 0,
      ]),
      up: Number(10n ** BigInt(scale - layout.scale)),
    };
    known.set(layout, made);
    return made;
  };
}
