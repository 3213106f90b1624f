/**
 * `rateproof/vitest`: scenario files as test files of a project that uses vitest. A file becomes a module that tells its
 * scenarios to vitest and imports the plans, so that a saved plan runs again what depends on it.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configDefaults, type Plugin } from 'vitest/config';
import type { Project } from './scenario-tests.ts';

export interface RateproofOptions {
  /** Folders from the project's root; as in rateproof.config.yaml. Default: `plans` and `scenarios`. */
  readonly plans?: string;
  readonly scenarios?: string;
}

const PLAN = '?rateproof-plan';
const slashes = (path: string): string => path.split(sep).join('/');

/** The plugin, for `plugins` of vitest.config. */
export function rateproof({ plans = 'plans', scenarios = 'scenarios' }: RateproofOptions = {}): Plugin {
  let root = process.cwd();
  return {
    name: 'rateproof',
    enforce: 'pre',
    config: ({ root: folder = process.cwd(), test }) => ({
      test: {
        include: [...(test?.include ? [] : configDefaults.include), `${scenarios}/**/*.{yaml,yml}`],
        exclude: [...(test?.exclude ? [] : configDefaults.exclude), ...simulationsIn(resolve(folder), scenarios)],
      },
    }),
    configResolved: (config) => {
      root = config.root;
    },
    // A plan has nothing to run: it is imported only to be watched.
    load: (id) => (id.endsWith(PLAN) ? 'export {};' : undefined),
    transform(_, id) {
      const path = id.split('?')[0]!;
      const inside = relative(resolve(root, scenarios), path);
      if (id.endsWith(PLAN) || inside.startsWith('..') || !/\.ya?ml$/.test(path)) return undefined;
      const project: Project = { root, plans, scenarios };
      const tests = slashes(fileURLToPath(new URL('./scenario-tests.js', import.meta.url)));
      const code = [
        `import { scenarioTests } from ${JSON.stringify(tests)};`,
        ...yamlFiles(resolve(root, plans)).map((file) => `import ${JSON.stringify(slashes(file) + PLAN)};`),
        `await scenarioTests(${JSON.stringify(project)}, ${JSON.stringify(slashes(relative(root, path)))});`,
      ];
      return { code: `${code.join('\n')}\n`, map: null };
    },
  };
}

/** Simulations stand among the scenarios, and have nothing that is expected of them. From the root, for an `exclude`. */
function simulationsIn(root: string, scenarios: string): string[] {
  const folder = resolve(root, scenarios);
  if (!existsSync(folder)) return [];
  return yamlFiles(folder)
    .filter((file) => /^simulation:/m.test(readFileSync(file, 'utf8')))
    .map((file) => slashes(relative(root, file)).replaceAll(/[\\*?[\]{}()!+@]/g, '\\$&'));
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
