/** Addresses within the page that last: `#s=base/2` is a scenario, `#c=…` a cause, `#p=…` a plan. */

import { createHash } from 'node:crypto';
import { visible } from '../../problems/visible.ts';
import type { Cause } from '../causes.ts';

/** Text as it may stand in a fragment; the slash of numbered customers stays readable. */
export const fragment = (text: string): string => encodeURIComponent(visible(text)).replaceAll('%2F', '/');

/** The same for the same plan, cause and status in any run. */
export const causeId = ({ plan, cause, status }: Pick<Cause, 'plan' | 'cause' | 'status'>): string =>
  createHash('sha256')
    .update(JSON.stringify([plan, cause, status]))
    .digest('hex')
    .slice(0, 10);
