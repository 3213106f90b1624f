/** Where paths lead in the end: links in a project may be a stranger's. */

import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

/** Whether a path is in the project by its name, and out of it by a link. */
export function isLedOut(root: string, path: string): boolean {
  const target = resolve(root, path);
  return isInside(root, target) && !isInside(realpathSync(root), realOf(target));
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
