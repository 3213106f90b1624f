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
const REF = /^(?!-)(?!.*\.\.)[\p{L}\p{N}_./@{}^~+#=-]{1,250}$/u;

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
  const git = (...args: string[]): string => run(root, args);
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
    const { code, stderr } = error as { code?: unknown; stderr?: unknown };
    const said = code === 'ENOENT' ? 'git is not installed' : String(stderr ?? '').split('\n')[0]!;
    return refuse(
      'GIT-UNAVAILABLE',
      `git cannot say what changed: ${shownText(said) || 'it failed'}`,
      'run without --only-changed, or in a repository',
    );
  }
}

type Git = (...args: string[]) => string;

const commitOf = (git: Git, ref: string): string | undefined =>
  quietly(() => git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).trim());

/** Where this branch left the default branch. */
function beginning(git: Git): { readonly id: string | undefined; readonly name: string } {
  const head = commitOf(git, 'HEAD');
  const remote = quietly(() => git('symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD').trim());
  for (const name of [
    remote,
    'refs/remotes/origin/main',
    'refs/remotes/origin/master',
    'refs/heads/main',
    'refs/heads/master',
  ]) {
    const other = name === undefined || head === undefined ? undefined : commitOf(git, name);
    const base = other && quietly(() => git('merge-base', head!, other).trim());
    if (base) return { id: base, name: base === head ? 'HEAD' : name!.replace(/^refs\/(heads|remotes)\//, '') };
  }
  return { id: head, name: 'HEAD' };
}

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

export function run(cwd: string, args: readonly string[]): string {
  return execFileSync('git', ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false', ...args], {
    ...{ cwd, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_PAGER: 'cat' },
  });
}
