/** Paths that a simulation names. */

import { posix } from 'node:path';

const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * The path from the project's folder of a path that stands in `file` (itself from the project's folder). Undefined: it
 * is absolute, or leads out of the project. Links are not followed here: whoever opens it sees to them.
 */
export function inProject(file: string, path: string): string | undefined {
  if (CONTROL.test(path) || path.includes('\\') || path.startsWith('/') || /^[A-Za-z]:/.test(path)) return undefined;
  const found = posix.join(posix.dirname(file.replaceAll('\\', '/')), path);
  if (found === '..' || found.startsWith('../') || found.startsWith('/')) return undefined;
  return found.length > 1 ? found.replace(/\/$/, '') : found;
}
