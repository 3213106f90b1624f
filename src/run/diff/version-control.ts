/** What git knows of who works here, and of where files of the project are. Without git: nothing. */

import { run } from '../git.ts';

/** `Jane Doe <jane@example.com>`, as commits have it; undefined where a name or an address is not set. */
export function personOf(root: string): string | undefined {
  const name = ask(root, 'config', '--get', 'user.name');
  const address = ask(root, 'config', '--get', 'user.email');
  return name && address ? `${name} <${address}>` : undefined;
}

/** The project's folder inside its repository: `sub/`, or empty at the top of it and outside of any. */
export const prefixOf = (root: string): string => ask(root, 'rev-parse', '--show-prefix') ?? '';

/** Whether a file would never be committed: a rule of .gitignore is about it, and it is not known yet. */
export function isIgnored(root: string, file: string): boolean {
  return ask(root, 'check-ignore', '--', file) !== undefined;
}

function ask(root: string, ...args: string[]): string | undefined {
  try {
    return (
      run(root, args)
        .toString('utf8')
        .replace(/\r?\n$/, '') || undefined
    );
  } catch {
    return undefined;
  }
}
