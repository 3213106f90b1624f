/** Files as they stand in a commit, read without a checkout. Links and other repositories in it are not followed. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import type { Outcome, Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import { MAX_FILE_BYTES, readText, tooLarge } from '../yaml/read.ts';
import { type InputFile, listFiles } from './files.ts';
import { MOST_BYTES, run } from './git.ts';

interface Blob {
  readonly id: string;
  readonly bytes: number;
  readonly file: string;
}

/** Git does not know how large it is where the content is not in this clone. */
const ENTRY = /^100\d{3} blob ([0-9a-f]{40,64}) +(\d+|BAD|-)\t(.+)$/s;

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

  // One that is not here must not look as if it had never been: its plan would be new.
  const away = blobs.find(({ bytes }) => Number.isNaN(bytes));
  if (away) return { problems: [notHere(away.file)] };
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
 * Files under a folder of a project that are wanted and are not the same as in a commit, changed, new or gone; by name from
 * the project. Git is not asked about the working tree: it would start what its settings name as filters.
 */
export function differingFrom(
  root: string,
  commit: string,
  folder: string,
  wanted: (file: string) => boolean,
): readonly string[] {
  const listed = run(root, ['ls-tree', '-r', '-z', '--end-of-options', commit, '--', folder]).toString('utf8');
  const before = new Map<string, string>();
  for (const entry of listed.split('\0')) {
    const [, id, file] = /^\d+ blob ([0-9a-f]{40,64})\t(.+)$/s.exec(entry) ?? [];
    if (id !== undefined && wanted(file!)) before.set(file!, id);
  }
  const now = listFiles(root, folder, wanted);
  const names = [...new Set([...before.keys(), ...now])].sort();
  const here = new Set(now);
  return names.filter((file) => {
    const id = before.get(file);
    return id === undefined || !here.has(file) || !hasId(readFileSync(resolve(root, file)), id);
  });
}

/** As git names a content; also of one whose line ends it changed when it wrote the file. */
function hasId(content: Buffer, id: string): boolean {
  const nameOf = (bytes: Buffer): string =>
    createHash(id.length === 40 ? 'sha1' : 'sha256')
      .update(`blob ${bytes.length}\0`)
      .update(bytes)
      .digest('hex');
  return (
    nameOf(content) === id || nameOf(Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')) === id
  );
}

const notHere = (file: string): Problem => ({
  ...{ code: 'GIT-UNAVAILABLE', severity: 'error', message: `${shownText(file)} is not in this partial clone` },
  fix: 'clone without `--filter`, or run `git fetch --refetch --no-filter` first',
});

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
