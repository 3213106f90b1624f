/**
 * Runs again what saved files affect. Threads, files that are as they were and drawn customers are kept, so that a run
 * of what changed is all there is to wait for. The watcher is that of Node, whose recursion works on every platform.
 */

import { type FSWatcher, watch } from 'node:fs';
import { resolve } from 'node:path';
import type { Outcome } from '../problems/problem.ts';
import { affectedBy } from './affected.ts';
import { type InputFile, readYamlFiles } from './files.ts';
import { load } from './load.ts';
import type { TestRun } from './result.ts';
import { runTests, type TestHooks, type TestOptions } from './run-tests.ts';
import { Session } from './session.ts';

export interface WatchOptions extends Omit<TestOptions, 'plansFolder' | 'scenariosFolder'> {
  readonly plansFolder: string;
  readonly scenariosFolder: string;
}

export interface WatchHooks extends Omit<TestHooks, 'signal'> {
  /** After every run: its outcome, and the files whose change began it; none the first time. */
  readonly onRun: (outcome: Outcome<TestRun>, changed: readonly string[]) => void | Promise<void>;
  /** Something was saved. */
  readonly onChange: () => void;
  /** A saved file affects nothing. */
  readonly onNothing: (changed: readonly string[]) => void;
  /** Ends watching. */
  readonly signal: AbortSignal;
}

/** An editor saves in several steps; what follows within this belongs together. */
const TOGETHER_MS = 40;

/** Runs everything, then what changes affect, until the signal. */
export async function watchTests(options: WatchOptions, hooks: WatchHooks): Promise<void> {
  const session = new Session();
  const { root, plansFolder, scenariosFolder } = options;
  const { signal } = hooks;
  const bell = new Bell();
  signal.addEventListener('abort', () => bell.ring());
  const watchers = [plansFolder, scenariosFolder].map((folder) => ring(resolve(root, folder), bell));
  try {
    let known = textsOf(options);
    // What changed since a run that came to its end: a file with a mistake is still to be run when it is mended.
    let since = known;
    await hooks.onRun(await runTests(options, hooks, session), []);
    while (!signal.aborted) {
      await bell.rung();
      await pause(TOGETHER_MS);
      const texts = textsOf(options);
      if (signal.aborted || changedBetween(known, texts).length === 0) continue;
      known = texts;
      hooks.onChange();
      const changed = changedBetween(since, texts);
      const files = changed.map(({ file }) => file);
      const loaded = load({ root, plans: plansFolder, scenarios: scenariosFolder }, options.seed, { session });
      const documents = loaded.value && {
        ids: affectedBy(changed, {
          ...{ planFolder: plansFolder, scenarioFolder: scenariosFolder },
          ...{ planFiles: loaded.value.planFiles, documents: loaded.value.documents() },
        }),
      };
      if (documents?.ids?.size === 0) {
        since = texts;
        hooks.onNothing(files);
        continue;
      }
      const outcome = await runTests({ ...options, documents: documents?.ids }, hooks, session);
      await hooks.onRun(outcome, files);
      if (outcome.value) since = texts;
    }
  } finally {
    for (const watcher of watchers) watcher?.close();
    await session.close();
  }
}

type Texts = ReadonlyMap<string, string>;

function textsOf({ root, plansFolder, scenariosFolder }: WatchOptions): Texts {
  const files = [plansFolder, scenariosFolder].flatMap(
    (folder): readonly InputFile[] => readYamlFiles(root, folder).value ?? [],
  );
  return new Map(files.map(({ file, text }) => [file, text]));
}

function changedBetween(before: Texts, after: Texts): { readonly file: string; readonly before: string | undefined }[] {
  const files = new Set([...before.keys(), ...after.keys()]);
  return [...files]
    .filter((file) => before.get(file) !== after.get(file))
    .map((file) => ({ file, before: before.get(file) }));
}

function ring(folder: string, bell: Bell): FSWatcher | undefined {
  try {
    return watch(folder, { recursive: true }, () => bell.ring()).on('error', () => bell.ring());
  } catch {
    // The first run says that there is no such folder.
    return undefined;
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => void setTimeout(done, ms));

/** Rung at any time, heard once. */
class Bell {
  #rang = false;
  #heard: (() => void) | undefined;

  ring(): void {
    this.#rang = true;
    this.#heard?.();
  }

  async rung(): Promise<void> {
    if (!this.#rang) await new Promise<void>((heard) => (this.#heard = heard));
    this.#rang = false;
  }
}
