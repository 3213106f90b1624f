/** The version of rateproof that runs. */

import { readFileSync } from 'node:fs';

export function rateproofVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
