/** Links in a project may be a stranger's: what is written into the project must not land outside it. */

import { join } from 'node:path';
import { visible } from '../problems/visible.ts';
import { CUSTOMER_INVOICES } from '../reporting/invoice-files.ts';
import { isLedOut } from '../run/led-out.ts';

/**
 * What is said of a folder of reports that lies in the project by its name and out of it by a link; undefined when it is
 * as it looks. Who names a folder outside the project means it.
 */
export const ledOut = (out: string): string | undefined =>
  leadsOut(out, '--out') ?? leadsOut(join(out, CUSTOMER_INVOICES), '--out');

/** As `ledOut`, of any folder that is written to. */
export function leadsOut(folder: string, option: string): string | undefined {
  if (!isLedOut(process.cwd(), folder)) return undefined;
  return `${visible(folder)} leads out of the project by a link: name another folder with ${option}`;
}
