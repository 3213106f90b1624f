/**
 * Edits that only go together. A calendar that is removed with the charge that used it is one thing: neither side of it can
 * be taken alone. Edits begin as bundles of one; a choice of bundles that attribution would rate and that is no valid set
 * of plans merges the smallest number of bundles found that mends it, until all choices are valid.
 *
 * What edits of one plan do depends only on the edits that touch this plan, so choices are tried plan by plan, all plans
 * at once. Text is never toggled: it is as in the base in all that is rated, unless something else does not go without it.
 */

import { createHash } from 'node:crypto';
import { subsetsToRate } from '../../comparison/shares.ts';
import type { Edit, ToldEdit } from '../../plan/change/edit.ts';
import type { Node } from '../../yaml/document.ts';
import { sidesFor } from './needed-sides.ts';

export interface Bundle {
  /** Of one edit its own; of several the first 16 hexadecimal digits of the SHA-256 of theirs, sorted, a line each. */
  readonly fingerprint: string;
  /** In the order in which edits were found. */
  readonly edits: readonly Edit[];
  /** Ids of the plans whose bills it can move; of text the plans that it stands in. Sorted. */
  readonly plans: readonly string[];
  /** No bill can move by it. */
  readonly quiet: boolean;
}

/**
 * Bundles that touch one plan. Beyond, edits of one charge, allowance or discount go together; if that is not enough, those
 * of a document; then all that touch the plan. With this many, no customer is rated more often than with five (30 times).
 */
export const MOST_ON_A_PLAN = 16;

/** How often plans are validated, by the number of edits: plans of many edits are large. Beyond, a plan's edits go together. */
const checksFor = (edits: number): number => Math.min(400, Math.max(60, Math.floor(20_000 / edits)));

/**
 * The finest bundles found, in the order of their first edits. `told[i]` tells of `edits[i]`. `valid` says whether the base
 * with the chosen edits (and no others) is a valid set of plans; none and all of them must be.
 */
export function bundlesOf(
  edits: readonly Edit[],
  told: readonly ToldEdit[],
  valid: (chosen: ReadonlySet<Edit>) => boolean,
): readonly Bundle[] {
  const groups = new Groups(edits, told);
  groups.coarsen();
  const most = checksFor(edits.length);
  const known = new Map<string, boolean>();
  const spent = (): boolean => known.size >= most;
  const isValid = (chosen: readonly number[]): boolean => {
    const on = chosen.flatMap((group) => groups.editsOf(group)).sort((a, b) => a - b);
    if (on.length === 0 || on.length === edits.length) return true;
    const key = on.join();
    const answer = known.get(key) ?? valid(new Set(on.map((edit) => edits[edit]!)));
    known.set(key, answer);
    return answer;
  };

  for (;;) {
    const broken = groups.sides().find((side) => spent() || !isValid(side));
    if (!broken) return groups.bundles();
    const together = spent() ? [] : mending(broken, groups, isValid, spent);
    // A search that had to stop has found too much.
    if (spent()) groups.mergePlans();
    else groups.merge(together);
  }
}

/** The bundles to merge so that this choice cannot come up again: one of those that clash, and all it does not go without. */
function mending(
  broken: readonly number[],
  groups: Groups,
  isValid: (chosen: readonly number[]) => boolean,
  spent: () => boolean,
): readonly number[] {
  const clash = minimal(broken, (chosen) => !isValid(chosen), spent);
  const inClash = new Set(clash);
  const others = groups.closest(
    clash,
    groups.all().filter((group) => !inClash.has(group)),
  );
  const mends = (added: readonly number[]): boolean => isValid([...clash, ...added]);
  const single = others.slice(0, NEAR).find((group) => !spent() && mends([group]));
  const missing = single === undefined ? minimal(others, mends, spent) : [single];
  return [groups.closest(missing, clash)[0]!, ...missing];
}

/** How many others are tried one by one, before a search by halves. */
const NEAR = 12;

/**
 * A smallest part of the items for which `holds` is still true, in the sense that none of it can be left out (delta
 * debugging: A. Zeller, R. Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002). It is true of all.
 * Told to stop, it gives what it has come to.
 */
function minimal(
  items: readonly number[],
  holds: (part: readonly number[]) => boolean,
  stop: () => boolean,
): readonly number[] {
  let rest = items;
  let count = 2;
  while (rest.length > 1) {
    const size = Math.ceil(rest.length / count);
    const found = reduced(rest, size, holds, stop);
    if (stop() || (!found && size === 1)) break;
    count = !found ? Math.min(count * 2, rest.length) : found.of === 'one' ? 2 : Math.max(count - 1, 2);
    rest = found?.rest ?? rest;
  }
  return rest;
}

/** One of its pieces, or all but one, for which it still holds. */
function reduced(
  items: readonly number[],
  size: number,
  holds: (part: readonly number[]) => boolean,
  stop: () => boolean,
): { readonly rest: readonly number[]; readonly of: 'one' | 'others' } | undefined {
  for (let at = 0; at < items.length && !stop(); at += size) {
    const one = items.slice(at, at + size);
    if (holds(one)) return { rest: one, of: 'one' };
  }
  // Of two pieces, the others are one.
  for (let at = 0; at < items.length && 2 * size < items.length && !stop(); at += size) {
    const others = [...items.slice(0, at), ...items.slice(at + size)];
    if (holds(others)) return { rest: others, of: 'others' };
  }
  return undefined;
}

/** Numbers of edits in groups; a group goes by the number of its first edit. */
class Groups {
  private readonly members: Map<number, readonly number[]>;
  private readonly groupOf: number[];

  private readonly edits: readonly Edit[];
  private readonly told: readonly ToldEdit[];

  constructor(edits: readonly Edit[], told: readonly ToldEdit[]) {
    this.edits = edits;
    this.told = told;
    this.members = new Map(edits.map((_, index) => [index, [index]]));
    this.groupOf = edits.map((_, index) => index);
  }

  all(): readonly number[] {
    return [...this.members.keys()].sort((a, b) => a - b);
  }

  editsOf(group: number): readonly number[] {
    return this.members.get(group)!;
  }

  /** A group may go by a number that it had before it was merged. */
  merge(groups: readonly number[]): void {
    const all = this.now(groups);
    if (all.length < 2) return;
    const edits = all.flatMap((group) => this.editsOf(group)).sort((a, b) => a - b);
    for (const group of all) this.members.delete(group);
    this.members.set(edits[0]!, edits);
    for (const edit of edits) this.groupOf[edit] = edits[0]!;
  }

  private now(groups: readonly number[]): readonly number[] {
    return [...new Set(groups.map((group) => this.groupOf[group]!))];
  }

  /** Groups that meet on a plan, by plan; each set once. */
  private meetings(): readonly (readonly number[])[] {
    const byPlan = new Map<string, number[]>();
    for (const group of this.all()) {
      for (const plan of this.plansOf(group)) {
        const known = byPlan.get(plan);
        if (known) known.push(group);
        else byPlan.set(plan, [group]);
      }
    }
    return [...new Map([...byPlan.values()].map((groups) => [groups.join(), groups])).values()];
  }

  /** Every choice that is rated when each plan's bills are divided among the groups that touch it. */
  sides(): readonly (readonly number[])[] {
    const needs = this.meetings().flatMap((causes) =>
      subsetsToRate(causes.length).map((subset) => ({ causes, on: subset.map((at) => causes[at]!) })),
    );
    return sidesFor(needs).sides;
  }

  coarsen(): void {
    const keys = [
      ({ document: { kind, id, version }, path }: Edit) => JSON.stringify([kind, id, version, partOf(path)]),
      ({ document: { kind, id, version } }: Edit) => JSON.stringify([kind, id, version]),
      () => '',
    ];
    for (const keyOf of keys) {
      for (const meeting of this.meetings()) {
        const left = this.now(meeting);
        if (left.length <= MOST_ON_A_PLAN) continue;
        const together = new Map<string, number[]>();
        for (const group of left) {
          const key = keyOf(this.edits[group]!);
          together.set(key, [...(together.get(key) ?? []), group]);
        }
        for (const groups of together.values()) this.merge(groups);
      }
    }
  }

  /** All groups of a plan become one: then nothing needs to be toggled. */
  mergePlans(): void {
    for (const meeting of this.meetings()) this.merge(meeting);
  }

  /** The others, those first that name what these are about, or are named by it; then those of the same document. */
  closest(groups: readonly number[], others: readonly number[]): readonly number[] {
    const names = namesOf(groups.flatMap((group) => this.editsOf(group)).map((edit) => this.edits[edit]!));
    const near = new Map(
      others.map((group) => {
        const own = namesOf(this.editsOf(group).map((edit) => this.edits[edit]!));
        const mentions = common(own.subjects, names.words) + common(names.subjects, own.words);
        return [group, 2 * mentions + (common(own.documents, names.documents) > 0 ? 1 : 0)];
      }),
    );
    return [...others].sort((a, b) => near.get(b)! - near.get(a)! || a - b);
  }

  /** Of what moves bills in it. */
  private plansOf(group: number): readonly string[] {
    return [
      ...new Set(this.editsOf(group).flatMap((edit) => (isQuiet(this.told[edit]!) ? [] : this.told[edit]!.plans))),
    ];
  }

  bundles(): readonly Bundle[] {
    return this.all().map((group) => {
      const numbers = this.editsOf(group);
      const edits = numbers.map((edit) => this.edits[edit]!);
      const quiet = numbers.every((edit) => isQuiet(this.told[edit]!));
      const plans = quiet ? numbers.flatMap((edit) => this.told[edit]!.plans) : this.plansOf(group);
      return { fingerprint: fingerprintOf(edits), edits, plans: [...new Set(plans)].sort(), quiet };
    });
  }
}

const isQuiet = ({ textOnly, audience, plans }: ToldEdit): boolean =>
  textOnly || audience === 'nobody' || plans.length === 0;

/** Several bundles as one. */
export function joinBundles(bundles: readonly Bundle[]): Bundle {
  const edits = bundles.flatMap((bundle) => bundle.edits);
  const plans = [...new Set(bundles.flatMap((bundle) => bundle.plans))].sort();
  return { fingerprint: fingerprintOf(edits), edits, plans, quiet: bundles.every(({ quiet }) => quiet) };
}

function fingerprintOf(edits: readonly Edit[]): string {
  if (edits.length === 1) return edits[0]!.fingerprint;
  const all = edits.map(({ fingerprint }) => fingerprint).sort();
  return createHash('sha256').update(all.join('\n')).digest('hex').slice(0, 16);
}

/** A part by its id; of what has none, the first two steps. */
function partOf(path: Edit['path']): Edit['path'] {
  const at = path.findIndex((step) => typeof step === 'object');
  return path.slice(0, at < 0 ? 2 : at + 1);
}

interface Names {
  readonly documents: ReadonlySet<string>;
  /** What the edits are about: ids and keys. */
  readonly subjects: ReadonlySet<string>;
  /** Everything that they say. */
  readonly words: ReadonlySet<string>;
}

/** Words of one edit that are looked at: enough for any charge, and little of a price list of a thousand rows. */
const MOST_WORDS = 2_000;

function namesOf(edits: readonly Edit[]): Names {
  const documents = new Set(edits.map(({ document: { kind, id, version } }) => `${kind} ${id} ${version}`));
  const subjects = new Set<string>();
  const words = new Set<string>();
  for (const { document, path, before, after } of edits) {
    if (path.length === 0) subjects.add(document.id);
    for (const step of path.slice(-2)) {
      if (typeof step === 'object') subjects.add(step.id);
      else if (typeof step === 'string') subjects.add(step);
    }
    let left = MOST_WORDS;
    const visit = (node: Node | undefined): void => {
      if (!node || left <= 0) return;
      left -= 1;
      if (node.kind === 'scalar') words.add(node.text);
      else if (node.kind === 'list') node.items.forEach(visit);
      else {
        for (const { key, value } of node.entries) {
          if (key === 'id' && value.kind === 'scalar') subjects.add(value.text);
          words.add(key);
          visit(value);
        }
      }
    };
    visit(before);
    visit(after);
  }
  return { documents, subjects, words };
}

const common = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => [...a].filter((word) => b.has(word)).length;
