/**
 * The command line inside this process: starting one for each of a hundred commands takes minutes. One command at a time: a process has
 * one working folder and one standard output.
 */

import { vi } from 'vitest';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `rateproof <words>` in a folder, as `main` runs it. */
export async function rateproofHere(
  root: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const main = await loaded();
  const told = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      told[stream] += text;
      return true;
    }),
  );
  const [home, before] = [process.cwd(), process.exitCode];
  for (const [name, value] of Object.entries({ NO_COLOR: '1', CI: '', ...env })) vi.stubEnv(name, value);
  process.chdir(root);
  process.exitCode = undefined;
  try {
    await main(['node', 'rateproof', ...words]);
    return { code: Number(process.exitCode ?? 0), out: told.stdout, err: told.stderr };
  } finally {
    process.exitCode = before;
    process.chdir(home);
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}

let main: typeof import('../../src/cli/main.ts').main | undefined;

/** Loading it runs the words of this process; these do nothing. */
async function loaded(): Promise<NonNullable<typeof main>> {
  if (main) return main;
  const { argv, exitCode } = process;
  process.argv = ['node', 'rateproof', '--version'];
  const silent = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  try {
    ({ main } = await import('../../src/cli/main.ts'));
    return main;
  } finally {
    silent.mockRestore();
    process.argv = argv;
    process.exitCode = exitCode;
  }
}
