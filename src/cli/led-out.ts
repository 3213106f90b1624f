/** Links in a project may be a stranger's: what is written into the project must not land outside it. */

import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { visible } from '../problems/visible.ts';
import { CUSTOMER_INVOICES } from '../reporting/invoice-files.ts';

/**
 * What is said of a folder of reports that lies in the project by its name and out of it by a link; undefined when it is
 * as it looks. Who names a folder outside the project means it.
 */
export const ledOut = (out: string): string | undefined =>
  leadsOut(out, '--out') ?? leadsOut(join(out, CUSTOMER_INVOICES), '--out');

/** As `ledOut`, of any folder that is written to. */
export function leadsOut(folder: string, option: string): string | undefined {
  const root = process.cwd();
  const target = resolve(root, folder);
  if (!isInside(root, target) || isInside(realpathSync(root), realOf(target))) return undefined;
  return `${visible(folder)} leads out of the project by a link: name another folder with ${option}`;
}

/** Where a path leads; of what is not there yet, where the folder leads in which it would be. */
function realOf(path: string): string {
  let there = path;
  while (!existsSync(there)) there = dirname(there);
  return realpathSync(there);
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
