/** Text of strangers for a report: on one line, nothing in it that cannot be seen, and not too long. */

import { visible } from '../problems/visible.ts';
import { TEXT_CHARACTERS } from './limits.ts';

/** What most texts are: letters that are seen, on one line. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

export function shortened(text: string, most = TEXT_CHARACTERS): string {
  if (text.length <= most && PLAIN.test(text)) return text;
  // Whatever is longer is cut before it is looked at: a reason may be a megabyte.
  const line = text
    .slice(0, most * 4)
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  const cut = characters.length > most || text.length > most * 4;
  return visible(cut ? `${characters.slice(0, most - 1).join('')}…` : line);
}
