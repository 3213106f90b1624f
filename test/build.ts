/** Worker threads run built JavaScript: the tests build dist/ once, before the first of them. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export function setup(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../src/build.mjs', import.meta.url))], { stdio: 'inherit' });
}
