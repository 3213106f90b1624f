/**
 * Where the two sides of a comparison come from: a commit, a folder, the working tree. What is asked of git was checked
 * before, and nothing in a repository is run or fetched.
 *
 * A folder is written as a path (`./old`, `../before`, `old/`): a plain word is a branch, tag or commit and nothing else,
 * so that a folder of a branch's name, which a stranger's change may bring, is never taken for the branch.
 */

import { existsSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Outcome, Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown.ts';
import { type InputFile, readInputFile, readYamlFiles } from '../files.ts';
import { commitOf, defaultBranch, type Git, gitIn, mergeBase, REF, saidByGit } from '../git.ts';
import { differingFrom, yamlFilesAt } from '../git-files.ts';
import { digestOf } from '../load.ts';
import type { DiffSide } from './result.ts';

export interface SideFiles {
  readonly side: DiffSide;
  readonly plans: readonly InputFile[];
  /** Read when they are asked for. */
  readonly scenarios: () => Outcome<readonly InputFile[]>;
  /** YAML files of another folder of the project as this side has it, or one file; absent where it has only plans. */
  readonly other?: (path: string) => Outcome<readonly InputFile[]>;
  /** Files under a folder that are wanted and not the same in the working tree; absent where git is not asked. */
  readonly differing?: (folder: string, wanted: (file: string) => boolean) => readonly string[];
  /** How a file of it is called in problems: `plans/a.yaml at 1a2b3c4d5e`. */
  readonly called: (file: string) => string;
  /** A folder of plans without the rest of a project: it has no scenarios to offer. */
  readonly plansAlone?: boolean;
  /** Of a side that is a folder of the project: that folder, from the project's. */
  readonly folder?: string;
}

/** What a side was, and how the results call it. */
export interface RecordedSide {
  readonly name: string;
  /** The word or path by which it was asked for. */
  readonly asked?: string | undefined;
  /** The whole id; absent of a folder. */
  readonly commit?: string | undefined;
}

export interface RecordedSides {
  readonly base: RecordedSide;
  readonly head?: RecordedSide | undefined;
}

export interface SidesAsked {
  readonly root: string;
  /** Relative to the root. */
  readonly plans: string;
  readonly scenarios: string;
  /** A commit, branch or tag, or a folder written as a path. Default: where the branch left the default branch. */
  readonly base: string | undefined;
  /** Default: the working tree. */
  readonly head: string | undefined;
  /** Whether folders may lie outside the project: only where the person at the keyboard named them. */
  readonly mayLeadOut: boolean;
  /** In the place of what the names mean by now. */
  readonly recorded?: RecordedSides | undefined;
}

/** Thrown and caught in this file: why a side is not there. */
class NoSide extends Error {
  readonly fix: string;
  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

/** Problems of the base are those of what is incomparable; of the head, of an input that cannot be read. */
export function readBase(asked: SidesAsked): Outcome<SideFiles> {
  return orWhy('DIFF-INCOMPARABLE', () => {
    const { root, base, head, recorded } = asked;
    if (recorded?.base.commit !== undefined) return commitSide(asked, recorded.base.commit, recorded.base.name);
    if (base !== undefined && isPath(base)) return folderSide(asked, base, 'base');
    const git = gitIn(root);
    if (base !== undefined) checkRef(base, root);
    inRepository(git, root);
    if (head !== undefined && !isPath(head)) checkRef(head, root);
    const onHead = head === undefined || !isPath(head);
    const tip = onHead ? commitOf(git, head ?? 'HEAD') : base === undefined ? commitOf(git, 'HEAD') : undefined;
    if (onHead && tip === undefined) {
      throw new NoSide(
        head === undefined
          ? 'there is no commit yet: there is nothing to compare the plans with'
          : `git knows no commit \`${shownText(head)}\``,
        head === undefined
          ? 'commit the plans as they are: `git add -A` and `git commit -m plans`; or compare with a folder: `--base ./old`'
          : 'name one that is there; in CI, fetch it first',
      );
    }
    const { id, name } = base === undefined ? ofDefaultBranch(git, tip) : ofRef(git, base, { tip, root });
    return commitSide(asked, id, name);
  });
}

/** As readBase; the head of a comparison. */
export function readHead(asked: SidesAsked): Outcome<SideFiles> {
  const { root, head, plans, scenarios, recorded } = asked;
  const { commit, name } = recorded?.head ?? {};
  if (commit !== undefined && name !== undefined)
    return orWhy('GIT-UNKNOWN-REF', () => commitSide(asked, commit, name));
  if (head === undefined) {
    const files = readYamlFiles(root, plans);
    if (!files.value) return files;
    const side = { name: 'the working tree', plans: digestWithin(files.value, plans) };
    const value = {
      ...{ side, plans: files.value },
      scenarios: () => readYamlFiles(root, scenarios),
      called: (file: string) => file,
    };
    return { value, problems: [] };
  }
  return orWhy(isPath(head) ? 'INPUT-MISSING' : 'GIT-UNKNOWN-REF', () => {
    if (isPath(head)) return folderSide(asked, head, 'head');
    checkRef(head, root);
    const git = gitIn(root);
    inRepository(git, root);
    const id = commitOf(git, head);
    if (id === undefined) throw unknownRef(git, head, root);
    return commitSide(asked, id, named(head, id));
  });
}

function orWhy(code: Problem['code'], read: () => Outcome<SideFiles>): Outcome<SideFiles> {
  try {
    return read();
  } catch (error) {
    if (error instanceof NoSide) {
      return { problems: [{ code, severity: 'error', message: error.message, fix: error.fix }] };
    }
    if (!isOfGit(error)) throw error;
    const message = `git cannot show the plans: ${saidByGit(error)}`;
    const fix = 'compare in a git repository with git installed, or with a folder: `--base ./old`';
    return { problems: [{ code, severity: 'error', message, fix }] };
  }
}

/** It could not be started, or ended with a complaint. */
const isOfGit = (error: unknown): boolean =>
  (error as { code?: unknown }).code === 'ENOENT' || (error as { stderr?: unknown }).stderr !== undefined;

/** `.`, `./old`, `../old`, `/old`, `old/`, `C:\old`. */
const isPath = (text: string): boolean =>
  text === '.' || text === '..' || /^(?:\.{1,2}[/\\]|[/\\]|[A-Za-z]:[/\\])/.test(text) || /[/\\]$/.test(text);

const asPath = (folder: string): string => `a folder is written as a path: \`./${shownText(folder)}\``;

function checkRef(ref: string, root: string): void {
  if (REF.test(ref)) return;
  const message = `\`${shownText(ref)}\` is no name of a commit`;
  throw new NoSide(message, isFolder(resolve(root, ref)) ? asPath(ref) : 'name a branch, tag or commit');
}

function inRepository(git: Git, root: string): void {
  try {
    git('rev-parse', '--git-dir');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT' && existsSync(root)) throw error;
    const said = saidByGit(error);
    if (/^fatal: not a git repository/.test(said)) {
      throw new NoSide(
        'this folder is in no git repository: there is nothing to compare the plans with',
        'keep the plans in git: `git init`, then `git add -A` and `git commit -m plans`; or compare with a folder: `--base ./old`',
      );
    }
    throw new NoSide(
      `git cannot read this repository: ${said}`,
      /dubious ownership/.test(said)
        ? 'say that this folder is trusted: `git config --global --add safe.directory "$PWD"`'
        : 'mend what git says, or compare with a folder: `--base ./old`',
    );
  }
}

interface Found {
  readonly id: string;
  readonly name: string;
}

const named = (ref: string, id: string): string => `${shownText(ref)} (${id.slice(0, 10)})`;

function ofRef(
  git: Git,
  ref: string,
  { tip, root }: { readonly tip: string | undefined; readonly root: string },
): Found {
  const id = commitOf(git, ref);
  if (id === undefined) throw unknownRef(git, ref, root);
  if (tip === undefined) return { id, name: named(ref, id) };
  const base = mergeBase(git, tip, id);
  if (base === undefined) throw withoutMergeBase(git, ref);
  return { id: base, name: base === id ? named(ref, id) : `where ${shownText(ref)} was left (${base.slice(0, 10)})` };
}

function ofDefaultBranch(git: Git, tip: string | undefined): Found {
  const { name, left } = defaultBranch(git, tip);
  if (left) {
    const { id } = left;
    if (id === tip) return { id, name: named('HEAD', id) };
    return { id, name: `where ${shownText(left.name)} was left (${id.slice(0, 10)})` };
  }
  if (name !== undefined) throw withoutMergeBase(git, name);
  if (isShallow(git)) throw shallow('the default branch');
  throw new NoSide(
    'there is no branch main or master to compare with, here or at origin',
    'name the branch, tag or commit: `--base trunk`',
  );
}

function unknownRef(git: Git, ref: string, root: string): NoSide {
  const message = `git knows no commit \`${shownText(ref)}\``;
  if (isFolder(resolve(root, ref))) return new NoSide(message, asPath(ref));
  if (isShallow(git)) return new NoSide(`${message} in this shallow clone`, DEEPEN);
  return new NoSide(message, 'name one that is there; in CI, fetch it first: `git fetch origin <branch>`');
}

function withoutMergeBase(git: Git, name: string): NoSide {
  if (isShallow(git)) return shallow(shownText(name));
  return new NoSide(
    `this branch and ${shownText(name)} have no commit in common`,
    'name the commit that the plans come from: `--base <commit>`',
  );
}

const DEEPEN = 'run `git fetch --unshallow` first; with actions/checkout, set `fetch-depth: 0`';
const shallow = (name: string): NoSide =>
  new NoSide(`this clone is shallow: where the branch left ${name} is not in it`, DEEPEN);

const isShallow = (git: Git): boolean => git('rev-parse', '--is-shallow-repository').trim() === 'true';

function commitSide({ root, plans, scenarios }: SidesAsked, id: string, name: string): Outcome<SideFiles> {
  const short = id.slice(0, 10);
  const called = (file: string): string => `${file} at ${short}`;
  const files = yamlFilesAt(root, id, plans);
  if (!files.value) return { problems: renamed(files.problems, called) };
  const value: SideFiles = {
    side: { name, commit: id, plans: digestWithin(files.value, plans) },
    plans: files.value,
    scenarios: () => yamlFilesAt(root, id, scenarios),
    other: (path) => yamlFilesAt(root, id, path),
    differing: (folder, wanted) => differingFrom(root, id, folder, wanted),
    called,
  };
  return { value, problems: [] };
}

function folderSide(
  { root, plans, scenarios, mayLeadOut, recorded }: SidesAsked,
  path: string,
  which: 'base' | 'head',
): Outcome<SideFiles> {
  const shown = shownText(path);
  const whole = resolve(root, path);
  if (!isFolder(whole)) throw new NoSide(`there is no folder ${shown}`, 'mind the spelling');
  // Who names a folder outside the project means it; a link that leads there is nobody's word.
  const namedOutside = !isInside(resolve(root), whole);
  if (namedOutside ? !mayLeadOut : !isInside(realpathSync(root), realpathSync(whole))) {
    throw new NoSide(
      `${shown} leads out of the project`,
      namedOutside
        ? `write it on the command line: \`--${which} ${shown}\``
        : 'name the folder itself, not a link to it',
    );
  }
  // A copy of the whole project, or of its plans alone.
  const isProject = isFolder(join(whole, plans));
  // However it was written: files of the project are called as they are from its folder.
  const way = namedOutside ? path : relative(resolve(root), whole) || '.';
  const inside = isProject ? join(way, plans) : way;
  if (isProject && !namedOutside && !isInside(realpathSync(root), realpathSync(resolve(root, inside)))) {
    throw new NoSide(`${shownText(inside)} leads out of the project`, 'name the folder itself, not a link to it');
  }
  const files = readYamlFiles(root, inside);
  if (!files.value) return files;
  const value: SideFiles = {
    side: { name: recorded?.[which]?.name ?? `folder ${shown}`, plans: digestWithin(files.value, inside) },
    plans: files.value,
    scenarios: () => (isProject ? readYamlFiles(root, join(way, scenarios)) : { value: [], problems: [] }),
    ...(isProject ? { other: (file: string) => yamlFilesIn(root, way, file) } : { plansAlone: true }),
    called: (file) => file,
    ...(!namedOutside && { folder: way.split(sep).join('/') }),
  };
  return { value, problems: [] };
}

/** Named from the copy of the project, as a commit's are from its top. */
function yamlFilesIn(root: string, copy: string, path: string): Outcome<readonly InputFile[]> {
  const whole = resolve(root, copy);
  return isFolder(join(whole, path)) ? readYamlFiles(whole, path) : readInputFile(whole, path);
}

/** The same for the same plans, wherever their folder is. */
export const digestWithin = (files: readonly InputFile[], folder: string): string => {
  const prefix = `${join(folder, '.').split(sep).join('/')}/`;
  return digestOf(
    files.map(({ file, text }) => ({ file: file.startsWith(prefix) ? file.slice(prefix.length) : file, text })),
  );
};

/** Problems of a side, their files as that side calls them. */
export function renamed(problems: readonly Problem[], called: (file: string) => string): Problem[] {
  return problems.map((problem) => ({
    ...problem,
    ...(problem.place && { place: { ...problem.place, file: called(problem.place.file) } }),
    ...(problem.related && {
      related: problem.related.map((one) => ({ ...one, place: { ...one.place, file: called(one.place.file) } })),
    }),
  }));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
