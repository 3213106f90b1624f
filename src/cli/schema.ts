/** `rateproof schema`: the JSON Schemas that editors read, and those of results for scripts. */

import { readFileSync } from 'node:fs';

const FILES: Readonly<Record<string, string>> = {
  plan: '../plan/schema/plans.schema.json',
  scenario: '../scenario/schema/scenario.schema.json',
  usage: '../usage/schema/usage.schema.json',
  simulation: '../simulation/schema/simulation.schema.json',
  config: '../policy/schema/config.schema.json',
  approval: '../baseline/schema/approval.schema.json',
  results: '../run/schema/results.schema.json',
  diff: '../run/schema/diff.schema.json',
  check: '../run/schema/check.schema.json',
  'simulation-results': '../run/schema/simulation-results.schema.json',
  manifest: '../run/schema/manifest.schema.json',
};

export function schema(name: string): number {
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  if (!file) {
    process.stderr.write(`there is no schema of that name; there are ${Object.keys(FILES).join(', ')}\n`);
    return 2;
  }
  process.stdout.write(readFileSync(new URL(file, import.meta.url), 'utf8'));
  return 0;
}
