/** What git says of changed files. Nothing that a person wrote is ever an option of git, and no shell reads it. */

import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { Outcome, Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import type { ChangedFile } from './affected.ts';

export interface Changes {
  readonly files: readonly ChangedFile[];
  /** What they were compared with, in words. */
  readonly since: string;
}

/** Names as git allows them, less what begins an option or means more than one commit. */
export const REF = /^(?!-)(?!.*\.\.)[\p{L}\p{N}_./@{}^~+#=-]{1,250}$/u;

/**
 * Files that differ from a commit, changed or new, committed or not. Without a ref: from where the branch left the
 * default branch, or on that one from the last commit. `folders` are looked through for files that git does not know.
 */
export function changedSince(root: string, ref: string | undefined, folders: readonly string[]): Outcome<Changes> {
  const refuse = (code: Problem['code'], message: string, fix: string): { problems: Problem[] } => ({
    problems: [{ code, severity: 'error', message, fix }],
  });
  if (ref !== undefined && !REF.test(ref)) {
    return refuse('GIT-UNKNOWN-REF', `\`${shownText(ref)}\` is no name of a commit`, 'name a branch, tag or commit');
  }
  const git = gitIn(root);
  try {
    const top = git('rev-parse', '--show-toplevel').trimEnd();
    const commit = ref === undefined ? beginning(git) : { id: commitOf(git, ref), name: ref };
    if (commit.id === undefined) {
      const what = ref === undefined ? 'there is no commit yet' : `git knows no commit \`${shownText(commit.name)}\``;
      return refuse('GIT-UNKNOWN-REF', what, 'name one that is there; in CI, fetch it first');
    }
    const id = commit.id;
    const different = git('diff', '--name-only', '--no-renames', '--no-ext-diff', '-z', id, '--').split('\0');
    const unknown = git('--literal-pathspecs', 'ls-files', '--others', '--full-name', '-z', '--', ...folders).split(
      '\0',
    );
    const home = realpathSync(root);
    const files = [...new Set([...different, ...unknown])].filter(Boolean).map((path) => {
      const slash = path.endsWith('/') ? '/' : '';
      const file = relative(home, resolve(top, path)).split(sep).join('/') + slash;
      return { file, before: /\.ya?ml$/.test(path) ? textAt(git, id, path) : undefined };
    });
    return { value: { files, since: `${shownText(commit.name)} (${id.slice(0, 10)})` }, problems: [] };
  } catch (error) {
    return refuse(
      'GIT-UNAVAILABLE',
      `git cannot say what changed: ${saidByGit(error)}`,
      'run without --only-changed, or in a repository',
    );
  }
}

export type Git = (...args: string[]) => string;

/** Undefined when git knows no such commit. */
export const commitOf = (git: Git, ref: string): string | undefined =>
  quietly(() => git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).trim());

/** Where this branch left the default branch; where none is known, its last commit. */
function beginning(git: Git): { readonly id: string | undefined; readonly name: string } {
  const head = commitOf(git, 'HEAD');
  const { left } = defaultBranch(git, head);
  return left ? { id: left.id, name: left.id === head ? 'HEAD' : left.name } : { id: head, name: 'HEAD' };
}

/** The default branch, as far as it is known here; `left`: where a commit's history left it. */
export function defaultBranch(
  git: Git,
  head: string | undefined,
): { readonly name?: string; readonly left?: { readonly id: string; readonly name: string } } {
  const remote = quietly(() => git('symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD').trim());
  let known: string | undefined;
  for (const ref of [
    remote,
    'refs/remotes/origin/main',
    'refs/remotes/origin/master',
    'refs/heads/main',
    'refs/heads/master',
  ]) {
    const other = ref === undefined || head === undefined ? undefined : commitOf(git, ref);
    if (!other) continue;
    const name = ref!.replace(/^refs\/(heads|remotes)\//, '');
    known ??= name;
    const id = mergeBase(git, head!, other);
    if (id) return { name, left: { id, name } };
  }
  return known === undefined ? {} : { name: known };
}

/** The last commit that two have in common; undefined when there is none, or it is not here. */
export const mergeBase = (git: Git, one: string, other: string): string | undefined =>
  quietly(() => git('merge-base', one, other).trim());

/** Undefined when it was not there. */
const textAt = (git: Git, commit: string, path: string): string | undefined =>
  quietly(() => git('show', '--no-textconv', '--end-of-options', `${commit}:${path}`));

function quietly<T>(work: () => T): T | undefined {
  try {
    return work() || undefined;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') throw error;
    return undefined;
  }
}

/** Git in a folder. */
export const gitIn =
  (root: string): Git =>
  (...args) =>
    run(root, args).toString('utf8');

/** Never fetches what is not here, follows no replacement of a commit, and starts no other program. */
export function run(cwd: string, args: readonly string[], input?: string): Buffer {
  const settings = ['core.fsmonitor=false', 'core.quotePath=false', 'protocol.allow=never'];
  return execFileSync('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], {
    ...{ cwd, maxBuffer: MOST_BYTES, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] },
    ...(input !== undefined && { input }),
    env: {
      ...process.env,
      ...{ GIT_OPTIONAL_LOCKS: '0', GIT_PAGER: 'cat', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
      ...{ GIT_NO_LAZY_FETCH: '1', GIT_NO_REPLACE_OBJECTS: '1' },
    },
  });
}

/** Of what git says to one question. */
export const MOST_BYTES = 256 * 1024 * 1024;

/** What git said of its own failure, on one line; that it is not installed. */
export function saidByGit(error: unknown): string {
  const { code, stderr } = error as { readonly code?: unknown; readonly stderr?: unknown };
  const said = code === 'ENOENT' ? 'git is not installed' : String(stderr ?? '').split('\n')[0]!;
  return shownText(said) || 'it failed';
}
