/**
 * Who feels an edit.
 *
 * - Text, another name of the same part, and promises: nobody.
 * - A shared document: everyone, when any plan uses it. One that comes or goes: nobody; the charges that name it change too.
 * - A version that both sides have, edited in place: everyone who is billed by it, now or later. A date on which existing
 *   customers move: existing customers.
 * - A version that only the head has: who moves to it. `existing: never` moves nobody, so new customers; else everyone.
 * - A version that only the base has: everyone, since who was on it is on another one now.
 * - A new plan: new customers. A plan withdrawn: existing customers.
 * - What is paid at the activation, or for a part of its month: new customers, wherever it stands.
 */

import type { Audience } from './edit.ts';
import { type Located, versionOf } from './side.ts';

export function audience(located: Located, movesNothing: boolean): Audience {
  const { edit, base, head, users } = located;
  if (movesNothing || edit.path[0] === 'must_hold') return 'nobody';
  // A shared document that comes or goes moves nothing by itself: what names it changes too, and is an edit of its own.
  if (edit.document.kind !== 'plan') return users.length > 0 && edit.path.length > 0 ? 'everyone' : 'nobody';
  if (edit.path.length === 0 && !edit.before && !base.side.plans.has(edit.document.id)) return 'new customers';
  if (edit.path.length === 0 && !edit.after && !head.side.plans.has(edit.document.id)) return 'existing customers';
  const newOnly = head.plan?.effective.existingFrom === 'never';
  if (!has(located, 'base')) return newOnly ? 'new customers' : 'everyone';
  if (!has(located, 'head')) return 'everyone';
  if (ofActivation(located)) return 'new customers';
  if (edit.path[0] === 'effective') {
    if (edit.path[1] === 'existing') return 'existing customers';
    const stays = newOnly && base.plan?.effective.existingFrom === 'never';
    return stays ? 'new customers' : 'everyone';
  }
  return 'everyone';
}

/** Whether a side has the edit's own version, not only the one it is told against. */
function has({ edit, ...sides }: Located, which: 'base' | 'head'): boolean {
  const { document } = sides[which];
  return document !== undefined && versionOf(document) === edit.document.version;
}

function ofActivation({ edit, base, head }: Located): boolean {
  const [list, part, key, inner] = edit.path;
  if (key === 'prorate' && inner === 'activation') return true;
  if (list !== 'one_time' || typeof part !== 'object') return false;
  return [base, head].every(({ plan }) => {
    const charge = plan?.oneTime.find(({ id }) => id === part.id);
    return !charge || charge.on === 'activation';
  });
}
