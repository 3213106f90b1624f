/** Charges that only have another name: the base's lines are told by the head's, so that no money seems to move. */

import { formatDay } from '../../calendar/day.ts';
import type { Edit } from '../../plan/change/edit.ts';
import type { CompiledPlan, CompiledPlans } from '../../plan/compile/compiled.ts';

/**
 * Plans with the ids of parts and plans that edits tell as renamed; the others are the very same values. Of a version that
 * only the head has, the names are its own: the version before it, which both sides have, keeps its names.
 */
export function withRenames(plans: CompiledPlans, edits: readonly Edit[]): CompiledPlans {
  const ofParts = new Map<string, Map<string, string>>();
  const ofPlans = new Map<string, string>();
  for (const { kind, document, versionBefore, path, before, after } of edits) {
    const [from, to] = [idOf(before), idOf(after)];
    if (kind !== 'renamed' || document.kind !== 'plan' || versionBefore !== undefined) continue;
    if (from === undefined || to === undefined) continue;
    if (path.length === 1 && path[0] === 'plan') ofPlans.set(from, to);
    else if (typeof path.at(-1) === 'object' || path.at(-1) === 'id') {
      const key = `${document.id} ${document.version}`;
      ofParts.set(key, (ofParts.get(key) ?? new Map<string, string>()).set(from, to));
    }
  }
  if (ofParts.size === 0 && ofPlans.size === 0) return plans;
  return new Map(
    [...plans].map(([before, versions]) => {
      const other = ofPlans.get(before);
      const id = other === undefined || plans.has(other) ? before : other;
      const renamed = versions.map((version) => {
        const { newFrom } = version.effective;
        const ids = ofParts.get(`${id} ${newFrom === undefined ? '' : formatDay(newFrom)}`);
        const own = ids && isFree(version, ids) ? renamedVersion(version, ids) : version;
        return id === before ? own : { ...own, id };
      });
      return [id, renamed.some((version, index) => version !== versions[index]) ? renamed : versions] as const;
    }),
  );
}

/** The id of a part, or the id itself. */
function idOf(node: Edit['before']): string | undefined {
  if (node?.kind === 'scalar') return node.text;
  if (node?.kind !== 'map') return undefined;
  const value = node.entries.find(({ key }) => key === 'id')?.value;
  return value?.kind === 'scalar' ? value.text : undefined;
}

/** Whether no other part has one of the names. */
function isFree(
  { recurring, oneTime, charges, allowances, discounts }: CompiledPlan,
  ids: ReadonlyMap<string, string>,
) {
  const parts = [...recurring, ...oneTime, ...charges, ...allowances, ...discounts].map(({ id }) => id);
  return new Set(parts.map((id) => ids.get(id) ?? id)).size === new Set(parts).size;
}

function renamedVersion(plan: CompiledPlan, ids: ReadonlyMap<string, string>): CompiledPlan {
  const own = <T extends { readonly id: string }>(part: T): T => {
    const id = ids.get(part.id);
    return id === undefined ? part : { ...part, id };
  };
  const { charges } = plan;
  return {
    ...plan,
    recurring: plan.recurring.map(own),
    oneTime: plan.oneTime.map(own),
    allowances: plan.allowances.map(own),
    charges: charges.map(own),
    discounts: plan.discounts.map((discount) => ({ ...own(discount), on: discount.on.map((id) => ids.get(id) ?? id) })),
    lines: plan.lines.map((line) => {
      const { id } = charges[line.charge]!;
      const to = ids.get(id);
      return to === undefined ? line : { ...line, key: to + line.key.slice(id.length) };
    }),
  };
}
