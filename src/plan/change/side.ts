/** The two sides of a change, and what stands in them where an edit is. */

import { formatDay } from '../../calendar/day.ts';
import { STANDARD_UNITS, type UnitTable } from '../../units/quantity.ts';
import type { MapNode, Node } from '../../yaml/document.ts';
import { entry } from '../../yaml/document.ts';
import type { PlanHistory, RatePlan, UsageCharge } from '../model.ts';
import type { PlanDocument } from '../parse/parse-documents.ts';
import { mapField, mapsOf, textField } from '../validate/resolve/fields.ts';
import type { Edit, Step } from './edit.ts';

/** One side of a change: its documents, and the plans they mean. */
export interface ChangeSide {
  readonly documents: readonly PlanDocument[];
  readonly plans: ReadonlyMap<string, PlanHistory>;
}

/** What an edit stands in, on one side. */
export interface Standing {
  readonly side: ChangeSide;
  readonly document: PlanDocument | undefined;
  /** The version it is in; undefined for shared documents. */
  readonly plan: RatePlan | undefined;
}

/** An edit with the documents it is in. */
export interface Located {
  readonly edit: Edit;
  readonly base: Standing;
  readonly head: Standing;
  /** Id of its part on the base, where the part has another one now. */
  readonly was: string | undefined;
  /** Ids of the plans it can move, in their order. */
  readonly users: readonly string[];
  /** Ids of the parts of its list that stand elsewhere now, in the head's words. */
  readonly moving: ReadonlySet<string>;
}

export function versionOf({ node }: PlanDocument): string {
  const effective = mapField(node, 'effective');
  return (effective && textField(effective, 'new')) ?? '';
}

/** The edit's own version, or of a side without it the one it is told against. */
function standing(side: ChangeSide, { document, versionBefore }: Edit, id: string): Standing {
  const key = { ...document, id };
  const alike = side.documents.filter((one) => one.kind === key.kind && one.id === key.id);
  const of = (version: string | undefined) => alike.find((one) => versionOf(one) === version);
  const found = key.kind === 'plan' ? (of(key.version) ?? of(versionBefore)) : alike[0];
  if (key.kind !== 'plan' || !found) return { side, document: found, plan: undefined };
  return { side, document: found, plan: versionAt(side, key.id, versionOf(found)) };
}

/** A version by its date; empty for the one from the beginning. */
function versionAt(side: ChangeSide, id: string, date: string): RatePlan | undefined {
  return side.plans
    .get(id)
    ?.versions.find(({ effective: { newFrom } }) => (newFrom === undefined ? '' : formatDay(newFrom)) === date);
}

/** Edits with what they stand in. Who uses a shared document is looked up once for all of them. */
export function locate(edits: readonly Edit[], base: ChangeSide, head: ChangeSide): Located[] {
  const users = new Map<string, Set<string>>();
  for (const { documents } of [head, base]) {
    for (const document of documents) {
      if (document.kind !== 'plan') continue;
      for (const named of namedBy(document.node)) {
        if (!users.has(named)) users.set(named, new Set());
        users.get(named)!.add(document.id);
      }
    }
  }
  const old = oldNames(edits);
  const moving = movedParts(edits);
  return edits.map((edit) => {
    const { kind, id } = edit.document;
    const before = old.get(nameOf(edit, [])) ?? id;
    const named = new Set([...(users.get(`${kind} ${id}`) ?? []), ...(users.get(`${kind} ${before}`) ?? [])]);
    const using = kind === 'plan' ? [...new Set([id, before])] : [...named].sort();
    const standings = { base: standing(base, edit, before), head: standing(head, edit, id) };
    const was = old.get(nameOf(edit, edit.path)) ?? partOf(edit.path);
    return { edit, ...standings, was, users: using, moving: moving.get(listOf(edit)) ?? new Set() };
  });
}

/** Ids that plans, shared documents and their parts had on the base, of those that have another one now. */
function oldNames(edits: readonly Edit[]): ReadonlyMap<string, string> {
  return new Map(
    edits.flatMap((edit) =>
      edit.kind === 'renamed' && edit.before?.kind === 'scalar'
        ? [[nameOf(edit, edit.path), edit.before.text] as const]
        : [],
    ),
  );
}

/** By the list that they stand in. */
function movedParts(edits: readonly Edit[]): ReadonlyMap<string, ReadonlySet<string>> {
  const lists = new Map<string, Set<string>>();
  for (const edit of edits) {
    const part = partOf(edit.path);
    if (edit.kind !== 'moved' || part === undefined) continue;
    const list = listOf(edit);
    lists.set(list, (lists.get(list) ?? new Set<string>()).add(part));
  }
  return lists;
}

const listOf = ({ document: { kind, id, version }, path }: Edit): string => `${kind} ${id} ${version} ${path[0]}`;

/** The document, or the part of a version that a path is in. */
function nameOf({ document: { kind, id, version } }: Edit, path: readonly Step[]): string {
  const part = partOf(path);
  return part === undefined ? `${kind} ${id}` : `${kind} ${id} ${version} ${path[0]} ${part}`;
}

/** Calendars and tables that the charges of a version name. */
function namedBy(plan: MapNode): Set<string> {
  const named = new Set<string>();
  const usage = entry(plan, 'usage')?.value;
  for (const charge of usage?.kind === 'list' ? usage.items : []) {
    if (charge.kind !== 'map') continue;
    const rates = entry(charge, 'rates')?.value;
    if (rates?.kind === 'scalar') named.add(`rates ${rates.text}`);
    const bands = mapField(charge, 'bands');
    const calendar = bands && textField(bands, 'calendar');
    if (calendar !== undefined) named.add(`calendar ${calendar}`);
  }
  return named;
}

/** The value that a path leads to from a node. */
export function valueAt(root: Node | undefined, path: readonly Step[]): Node | undefined {
  let here = root;
  for (const step of path) {
    if (typeof step === 'string') here = here?.kind === 'map' ? entry(here, step)?.value : undefined;
    else if (here?.kind !== 'list') return undefined;
    else if (typeof step === 'number') here = here.items[step];
    else here = here.items.find((item) => item.kind === 'map' && textField(item, 'id') === step.id);
  }
  return here;
}

/** Id of the charge, allowance or discount that a path is in. */
export function partOf(path: readonly Step[]): string | undefined {
  const step = path.find((one) => typeof one === 'object');
  return typeof step === 'object' ? step.id : undefined;
}

/** The mapping of the part that an edit is in, on one side. */
export function partNode({ document }: Standing, path: readonly Step[]): MapNode | undefined {
  const at = path.findIndex((one) => typeof one === 'object');
  const node = at < 0 ? undefined : valueAt(document?.node, path.slice(0, at + 1));
  return node?.kind === 'map' ? node : undefined;
}

/** Units as the plan tells them; a shared document is read in the usual ones. */
export const unitsOf = ({ base, head }: Located): UnitTable => head.plan?.units ?? base.plan?.units ?? STANDARD_UNITS;

/** Charges that take their rates from a shared table, as they were and as they are: of versions that both sides have. */
export function plansWithTable(base: Standing, head: Standing, table: string): (readonly [UsageCharge, UsageCharge])[] {
  return base.side.documents.flatMap((document) => {
    if (document.kind !== 'plan') return [];
    const version = versionOf(document);
    const [old, now] = [base.side, head.side].map((side) => versionAt(side, document.id, version));
    return chargesWith(document.node, table).flatMap((id): (readonly [UsageCharge, UsageCharge])[] => {
      const [a, b] = [old, now].map((plan) => plan?.usage.find((charge) => charge.id === id));
      return a && b ? [[a, b]] : [];
    });
  });
}

function chargesWith(plan: MapNode, table: string): string[] {
  return mapsOf(plan, 'usage').flatMap((charge) =>
    textField(charge, 'rates') === table ? [textField(charge, 'id') ?? ''] : [],
  );
}
