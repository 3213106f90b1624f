/**
 * Settings of a project, from rateproof.config.yaml in its folder. A flag comes before an environment variable
 * (RATEPROOF_OUT for `--out`), that before the file, and the file before what a command does by itself.
 */

import { POLICY_KEYS } from '../policy/read.ts';
import type { Code } from '../problems/codes.ts';
import { nearest, wordList } from '../problems/nearest.ts';
import type { Outcome, Place, Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import type { Node } from '../yaml/document.ts';
import { readYaml } from '../yaml/read.ts';
import { readInputFile } from './files.ts';

export const CONFIG_FILE = 'rateproof.config.yaml';

/** What a setting is: a folder inside the project, a whole number from 0 on, words, or how files are changed. */
export const SETTINGS = {
  plans: 'folder',
  scenarios: 'folder',
  out: 'folder',
  workers: 'number',
  seed: 'number',
  timeout: 'number',
  tries: 'number',
  reporter: 'words',
  approvals: 'folder',
  update_method: 'method',
} as const satisfies Readonly<Record<string, 'folder' | 'number' | 'words' | 'method'>>;

export type Setting = keyof typeof SETTINGS;

/** As it would stand behind a flag: several words as a list. */
export type Config = ReadonlyMap<Setting, string | readonly string[]>;

/** Empty without a file. Policies are another matter, read when they are held: see policies.ts. */
export function readConfig(root: string): Outcome<Config> {
  const documents = configDocuments(root);
  return documents.value ? readSettings(documents.value) : documents;
}

/** None without a file. */
export function configDocuments(root: string): Outcome<readonly Node[]> {
  const files = readInputFile(root, CONFIG_FILE);
  if (!files.value) return files;
  const [file] = files.value;
  if (!file) return { value: [], problems: [] };
  const { value, problems } = readYaml(file.text, file.file);
  return value ? { value, problems: [] } : { problems };
}

/** Settings alone, of the documents of their file. */
export function readSettings(documents: readonly Node[]): Outcome<Config> {
  const problems: Problem[] = [];
  const error = (code: Code, place: Place, message: string, fix: string): void => {
    problems.push({ code, severity: 'error', message, place, fix });
  };
  const config = new Map<Setting, string | readonly string[]>();
  documents.forEach((document, index) => {
    if (document.kind !== 'map' || index > 0) {
      error('CONFIG-BAD-VALUE', document.place, 'settings are one map', 'write `plans: plans`');
      return;
    }
    for (const { key, keyPlace, value } of document.entries) {
      if (isPolicyKey(key)) continue;
      if (!isSetting(key)) {
        const names = [...Object.keys(SETTINGS), ...POLICY_KEYS];
        const near = nearest(key, names);
        const fix = near ? `write \`${near}\`` : `use ${wordList(names)}`;
        error('CONFIG-UNKNOWN-KEY', keyPlace, `there is no setting \`${shownText(key)}\``, fix);
        continue;
      }
      const read = READ[SETTINGS[key]](value);
      if (read.value !== undefined) config.set(key, read.value);
      else error('CONFIG-BAD-VALUE', value.place, `\`${key}\` cannot be this`, `write ${read.form}`);
    }
  });
  return problems.length > 0 ? { problems } : { value: config, problems };
}

const isSetting = (key: string): key is Setting => Object.hasOwn(SETTINGS, key);

const isPolicyKey = (key: string): boolean => POLICY_KEYS.some((known) => known === key);

interface Read {
  readonly value: string | readonly string[] | undefined;
  readonly form: string;
}

const READ: Readonly<Record<(typeof SETTINGS)[Setting], (node: Node) => Read>> = {
  folder: (node) => ({
    value: node.kind === 'scalar' && isInside(node.text) ? node.text : undefined,
    form: 'a folder inside the project: reports/latest',
  }),
  number: (node) => ({
    value: node.kind === 'scalar' && /^\d{1,9}$/.test(node.text) ? node.text : undefined,
    form: 'a whole number',
  }),
  words: (node) => {
    const items = node.kind === 'list' ? node.items : [node];
    const words = items.flatMap((item) => (item.kind === 'scalar' && WORD.test(item.text) ? [item.text] : []));
    return {
      value: words.length === items.length && words.length > 0 ? words : undefined,
      form: 'words: [terminal, html]',
    };
  },
  method: (node) => ({
    value: node.kind === 'scalar' && (node.text === 'write' || node.text === 'patch') ? node.text : undefined,
    form: '`write` or `patch`',
  }),
};

const WORD = /^[a-z][a-z0-9-]*$/;
const CONTROL = /[\u0000-\u001f\u007f]/;

/** A relative path that does not climb out of the folder it is relative to. */
function isInside(path: string): boolean {
  const parts = path.split(/[/\\]/);
  return path !== '' && !CONTROL.test(path) && !/^([/\\]|[A-Za-z]:)/.test(path) && !parts.includes('..');
}
