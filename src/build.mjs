// Builds dist/: TypeScript to JavaScript, and the files that are not code beside it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

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
  'policy/schema',
  'baseline/schema',
  'run/schema',
  'scenario/schema',
  'simulation/schema',
  'usage/schema',
]) {
  const from = join(root, 'src', folder);
  if (!existsSync(from)) continue;
  cpSync(from, join(dist, folder), { recursive: true, filter: (file) => !/\.(ts|mjs)$/.test(file) });
}
writeFileSync(join(dist, 'reporting/html/templates.js'), compiledTemplates());
// Tells builds apart: what one has kept of files that it read (src/run/cache.ts) is nothing to another.
const hash = createHash('sha256');
for (const name of readdirSync(dist, { recursive: true }).sort()) {
  if (/\.(js|json)$/.test(name)) hash.update(name).update(readFileSync(join(dist, name)));
}
writeFileSync(join(dist, 'build-id'), hash.digest('hex'));

/** Stands in the place of reporting/html/templates.ts and gives the same: templates that nothing need compile. */
function compiledTemplates() {
  const folder = join(root, 'src/reporting/templates');
  const compiled = (name) =>
    Handlebars.precompile(readFileSync(join(folder, `${name}.hbs`), 'utf8'), { strict: true, knownHelpersOnly: true });
  const partials = ['card', 'change', 'comparison', 'edit', 'invoice', 'money', 'plans', 'table'];
  return `import Handlebars from 'handlebars/runtime.js';
const handlebars = Handlebars.create();
${partials.map((name) => `handlebars.registerPartial('${name}', handlebars.template(${compiled(name)}));`).join('\n')}
export const writePage = handlebars.template(${compiled('page')});
export const writeChangePage = handlebars.template(${compiled('change-page')});
export const writeSimulationPage = handlebars.template(${compiled('simulation-page')});
export const escapeText = (text) => Handlebars.escapeExpression(text);
`;
}
