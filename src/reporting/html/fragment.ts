/** Addresses within the page that last: `#s=base/2` is a scenario, `#c=…` a cause by its fingerprint, `#p=…` a plan. */

import { visible } from '../../problems/visible.ts';

/** Text as it may stand in a fragment; the slash of numbered customers stays readable. */
export const fragment = (text: string): string => encodeURIComponent(visible(text)).replaceAll('%2F', '/');
