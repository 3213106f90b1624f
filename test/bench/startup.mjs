/** Cold start: what the command costs before it does anything, over a bare node. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { median } from './report.mjs';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** In ms, medians of alternating runs; undefined when the command is not built. */
export function coldStart(repeats = 15) {
  if (!existsSync(MAIN)) return undefined;
  const bare = [];
  const help = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    bare.push(elapsed(['-e', '0']));
    help.push(elapsed([MAIN, '--help']));
  }
  return { bare: median(bare), help: median(help), repeats };
}

function elapsed(args) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}
