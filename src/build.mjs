// Builds dist/: TypeScript to JavaScript, and the files that are not code beside it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
// Templates and schemas are read at run time, from beside the code that reads them.
for (const folder of [
  'reporting/templates',
  'run/scaffold/project',
  'plan/schema',
  'scenario/schema',
  'usage/schema',
]) {
  const from = join(root, 'src', folder);
  if (!existsSync(from)) continue;
  cpSync(from, join(dist, folder), { recursive: true, filter: (file) => !/\.(ts|mjs)$/.test(file) });
}
