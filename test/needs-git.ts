/** Git is no part of what the tests install: where a machine has none, what is about git is skipped, and counted as such. */

import { spawnSync } from 'node:child_process';
import { beforeEach } from 'vitest';

export const gitIsThere = spawnSync('git', ['--version']).status === 0;

/** For the tests of the file, or of the `describe`, that it is called in. */
export function needsGit(): void {
  beforeEach(({ skip }) => skip(!gitIsThere, 'git is not installed'));
}
