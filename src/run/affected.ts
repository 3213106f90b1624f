/**
 * Which scenarios changed files affect. A plan is affected when a document of its own or one that it names is changed; a
 * scenario when its file is, or when it names an affected plan or template. To name is to hold the id anywhere in its
 * text: that is sometimes too much, and never too little.
 */

import { baselineFile } from '../baseline/baseline.ts';
import type { Node } from '../yaml/document.ts';
import { readYaml } from '../yaml/read.ts';
import { CONFIG_FILE } from './config.ts';
import type { InputFile } from './files.ts';

export interface ChangedFile {
  /** Path from the project's folder, with forward slashes; also of a folder of which nothing more is known. */
  readonly file: string;
  /** What stood there before; undefined: nothing, or it is not known. */
  readonly before?: string | undefined;
}

export interface ProjectText {
  readonly planFolder: string;
  readonly scenarioFolder: string;
  readonly planFiles: readonly InputFile[];
  /** Documents of the scenario files. */
  readonly documents: readonly Node[];
}

/** Ids of scenarios, tables and recipes; undefined: all may be. */
export function affectedBy(
  changed: readonly ChangedFile[],
  { planFolder, scenarioFolder, planFiles, documents }: ProjectText,
): ReadonlySet<string> | undefined {
  const own = documents.map(about);
  const affected = new Set<string>();
  const isChanged = (file: string): boolean =>
    changed.some((one) => one.file === file || file.startsWith(`${one.file.replace(/\/$/, '')}/`));

  // Plans, and what they share: those of changed files as they are, and as they were.
  const before = changed.filter(({ file }) => isYaml(file) && isIn(file, planFolder));
  const were: About[] = [];
  for (const { file, before: text = '' } of before) {
    const { value } = readYaml(text, file);
    // What it held cannot be told: then it may have been anything.
    if (!value) return undefined;
    were.push(...value.map(about));
  }
  const plans = planFiles.flatMap(({ file, text }) => (readYaml(text, file).value ?? []).map(about));
  const ids = new Set([...were, ...plans.filter(({ file }) => isChanged(file))].map(({ id }) => id));
  spread(ids, plans);

  for (const { file } of changed) {
    if (file === CONFIG_FILE) return undefined;
    if (isYaml(file) || file.endsWith('.md') || !(isIn(file, planFolder) || isIn(file, scenarioFolder))) continue;
    if (planFiles.some((one) => isChanged(one.file)) && file.endsWith('/')) continue;
    const owners = own.filter((one) => belongs(file, one));
    // A file that nobody is known to read may be read by anybody.
    if (owners.length === 0 && !file.endsWith('/')) return undefined;
    for (const { id } of owners) affected.add(id);
  }
  // Templates are named by scenarios as plans are.
  const templates = own.filter(({ kind }) => kind !== 'scenario' && kind !== 'recipe');
  for (const { id, file } of templates) if (isChanged(file)) ids.add(id);
  spread(ids, templates);
  for (const one of own) if (isChanged(one.file) || names(one, ids)) affected.add(one.id);
  return affected;
}

interface About {
  readonly file: string;
  readonly kind: string;
  readonly id: string;
  readonly words: ReadonlySet<string>;
}

function about(node: Node): About {
  const words = new Set<string>();
  const visit = (inner: Node): void => {
    if (inner.kind === 'scalar') for (const word of wordsOf(inner.text)) words.add(word);
    else if (inner.kind === 'list') inner.items.forEach(visit);
    else {
      for (const { key, value } of inner.entries) {
        words.add(key);
        visit(value);
      }
    }
  };
  visit(node);
  const first = node.kind === 'map' ? node.entries[0] : undefined;
  const id = first?.value.kind === 'scalar' ? first.value.text : '';
  return { file: node.place.file, kind: first?.key ?? '', id, words };
}

/** The text, and every name in it. */
const wordsOf = (text: string): string[] => [text, ...(text.match(/[\p{L}\p{N}_.-]+/gu) ?? [])];

const names = ({ words }: About, ids: ReadonlySet<string>): boolean => [...ids].some((id) => words.has(id));

/** Adds all that name one of the ids, and what names those. */
function spread(ids: Set<string>, all: readonly About[]): void {
  for (let size = -1; size !== ids.size; ) {
    size = ids.size;
    for (const one of all) if (names(one, ids)) ids.add(one.id);
  }
}

/** A file beside a recipe that begins like its own: its baseline. Or one that it names. */
function belongs(file: string, one: About): boolean {
  const base = file.split('/').at(-1)!;
  if (one.words.has(base) || one.words.has(file)) return true;
  return one.kind === 'recipe' && file.startsWith(baselineFile(one.file, one.id).replace(/\.baseline\..*$/, ''));
}

const isYaml = (file: string): boolean => /\.ya?ml$/.test(file);

const isIn = (file: string, folder: string): boolean => {
  const path = folder.replace(/^\.\//, '').replace(/\/$/, '');
  return path === '.' || path === '' || file.startsWith(`${path}/`);
};
