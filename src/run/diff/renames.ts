/** Charges that only have another name: the base's lines are told by the head's, so that no money seems to move. */

import { formatDay } from '../../calendar/day.ts';
import type { Edit } from '../../plan/change/edit.ts';
import type { CompiledPlan, CompiledPlans } from '../../plan/compile/compiled.ts';

/** Plans with the ids of parts that edits tell as renamed; the others are the very same values. */
export function withRenames(plans: CompiledPlans, edits: readonly Edit[]): CompiledPlans {
  const byVersion = new Map<string, Map<string, string>>();
  for (const { kind, document, versionBefore, path, before } of edits) {
    if (kind !== 'renamed' || document.kind !== 'plan') continue;
    const step = path.at(-1);
    const to = typeof step === 'object' ? step.id : undefined;
    const from = idOf(before);
    if (to === undefined || from === undefined) continue;
    const key = `${document.id} ${versionBefore ?? document.version}`;
    byVersion.set(key, (byVersion.get(key) ?? new Map()).set(from, to));
  }
  if (byVersion.size === 0) return plans;
  return new Map(
    [...plans].map(([id, versions]) => {
      const renamed = versions.map((version) => {
        const { newFrom } = version.effective;
        const ids = byVersion.get(`${id} ${newFrom === undefined ? '' : formatDay(newFrom)}`);
        return ids && isFree(version, ids) ? renamedVersion(version, ids) : version;
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
