/** Scenarios per second of a whole command, process start to exit: what somebody who waits for the suite sees. */

import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { median } from './report.mjs';

/**
 * Runs the suite with one and with two workers in turn. The first round is told apart from the others: it may fill
 * caches that they find.
 *
 * @param {object} suite
 * @param {(workers: number) => string} suite.command a shell command that runs the suite with so many workers
 * @param {number} suite.scenarios how many it runs
 * @param {number} [suite.repeats] rounds after the first
 * @param {string} [suite.cwd] where it runs
 * @param {readonly number[]} [suite.accepts] exit codes that mean it ran; a gate that fails is 1 by convention
 */
export function scenarioRates({ command, scenarios, repeats = 5, cwd, accepts = [0, 1] }) {
  const rows = [1, 2].map((workers) => ({ workers, seconds: /** @type {number[]} */ ([]) }));
  for (let round = 0; round <= repeats; round++) {
    for (const { workers, seconds } of rows) {
      const line = command(workers);
      const started = performance.now();
      const { status, stderr } = spawnSync(line, {
        shell: true,
        cwd,
        stdio: ['ignore', 'ignore', 'pipe'],
        encoding: 'utf8',
      });
      if (status === null || !accepts.includes(status)) throw new Error(`${line} ended with ${status}: ${stderr}`);
      seconds.push((performance.now() - started) / 1000);
    }
  }
  return rows.map(({ workers, seconds: [first, ...rest] }) => ({
    workers,
    perSecond: scenarios / median(rest),
    firstPerSecond: scenarios / first,
    slowest: scenarios / Math.max(...rest),
    fastest: scenarios / Math.min(...rest),
  }));
}
