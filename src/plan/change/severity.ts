/**
 * How much an edit deserves a second look.
 *
 * - low: no bill of today moves: text, promises, another name, a new plan, what changes nothing to pay.
 * - high: existing customers can pay more or lose something: they feel it, and it is not only better. A plan withdrawn.
 * - medium: bills move otherwise: for new customers only, to the better, the tax inside a price, and the lines of an invoice,
 *   which move a bill by no more than rounding.
 */

import type { Audience, Direction, Severity } from './edit.ts';
import type { Located } from './side.ts';

export function severity({ edit }: Located, audience: Audience, direction: Direction): Severity {
  if (audience === 'nobody') return 'low';
  const [list, last] = [edit.path[0], edit.path.at(-1)];
  const plan = edit.document.kind === 'plan';
  if (edit.path.length === 0 && edit.kind === 'added' && audience === 'new customers') return 'low';
  if (plan && direction === 'none') return list === 'tax' || last === 'tax' || list === 'rounding' ? 'medium' : 'low';
  if (direction === 'none') return 'low';
  if (last === 'line_by' || direction === 'better') return 'medium';
  return audience === 'new customers' ? 'medium' : 'high';
}
