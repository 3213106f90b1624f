/** Files as they stand in a commit, read without a checkout. Links and other repositories in it are not followed. */

import { posix } from 'node:path';
import type { Outcome, Problem } from '../problems/problem.ts';
import { MAX_FILE_BYTES, readText, tooLarge } from '../yaml/read.ts';
import type { InputFile } from './files.ts';
import { MOST_BYTES, run } from './git.ts';

interface Blob {
  readonly id: string;
  readonly bytes: number;
  readonly file: string;
}

const ENTRY = /^100(?:644|755) blob ([0-9a-f]{40,64}) +(\d+)\t(.+)$/s;

/**
 * All YAML files under a folder of a project as a commit has them, by name, as readYamlFiles reads those that lie there;
 * none when the commit has no such folder. `root` lies in the repository, `commit` is a whole id. Throws what git says
 * when it cannot be asked.
 */
export function yamlFilesAt(root: string, commit: string, folder: string): Outcome<readonly InputFile[]> {
  const under = posix.normalize(folder.replaceAll('\\', '/')).replace(/\/+$/, '');
  const path = under === '.' || under === '' ? [] : ['--', under];
  const listed = run(root, ['ls-tree', '-r', '-z', '-l', '--end-of-options', commit, ...path]).toString('utf8');
  const found = listed.split('\0').flatMap((entry): Blob[] => {
    const [, id, bytes, file] = ENTRY.exec(entry) ?? [];
    return file !== undefined && /\.ya?ml$/.test(file) ? [{ id: id!, bytes: Number(bytes), file }] : [];
  });
  const byName = new Map(found.map((blob) => [blob.file, blob]));
  const blobs = [...byName.keys()].sort().map((file) => byName.get(file)!);

  const problems: Problem[] = blobs
    .filter(({ bytes }) => bytes > MAX_FILE_BYTES)
    .map(({ file }) => tooLarge(file, MAX_FILE_BYTES));
  const all = blobs.reduce((sum, { bytes }) => sum + bytes, 0);
  if (problems.length === 0 && all > MOST_BYTES / 2) problems.push(tooLarge(folder, MOST_BYTES / 2));
  if (problems.length > 0) return { problems };

  const files: InputFile[] = [];
  for (const [index, bytes] of readBlobs(root, blobs).entries()) {
    const { file } = blobs[index]!;
    const { value, problems: unread } = readText(bytes, file);
    problems.push(...unread);
    if (value !== undefined) files.push({ file, text: value });
  }
  return problems.length > 0 ? { problems } : { value: files, problems };
}

/**
 * Files under a folder of a project that are not the same in the working tree as in a commit, changed, new to git, or gone;
 * by name from the project. Throws what git says when it cannot be asked.
 */
export function differingFrom(root: string, commit: string, folder: string): readonly string[] {
  const asked = ['--name-only', '--no-renames', '--no-ext-diff', '--no-textconv', '--relative', '-z'];
  const said = run(root, ['--literal-pathspecs', 'diff', ...asked, commit, '--', folder]).toString('utf8');
  return said.split('\0').filter(Boolean).sort();
}

/** In one process, however many there are. */
function readBlobs(root: string, blobs: readonly Blob[]): Buffer[] {
  if (blobs.length === 0) return [];
  const said = run(root, ['cat-file', '--batch'], blobs.map(({ id }) => `${id}\n`).join(''));
  let at = 0;
  return blobs.map(({ id, bytes }) => {
    const end = said.indexOf('\n', at);
    if (end < 0 || said.toString('utf8', at, end) !== `${id} blob ${bytes}`) {
      throw new Error(`git cannot show ${id}: ${said.toString('utf8', at, end < 0 ? at + 80 : end)}`);
    }
    const content = said.subarray(end + 1, end + 1 + bytes);
    at = end + 1 + bytes + 1;
    return content;
  });
}
