/** Finds the files of a mapping, none outside the data folder. */

import { readdirSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { nearest } from '../../problems/nearest.ts';
import type { MapNode } from '../../yaml/document.ts';
import { shown } from '../shown.ts';
import type { DataFile } from './mapping.ts';
import type { MappingReader } from './mapping-reader.ts';

const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const;
const FORMATS = ['csv', 'ndjson', 'parquet'] as const;
const ENDINGS: readonly (readonly [RegExp, DataFile['format']])[] = [
  [/\.csv$/i, 'csv'],
  [/\.(ndjson|jsonl)$/i, 'ndjson'],
  [/\.parquet$/i, 'parquet'],
];

/** The file that `file:` names, with its format. Links are followed before the folder is checked. */
export function readDataFile(
  reader: MappingReader,
  map: MapNode,
  what: string,
  dataFolder: string,
): DataFile | undefined {
  const named = reader.text(reader.required(map, what, 'file'), `${what} "file"`);
  const chosen = reader.oneOf(map, what, 'format', FORMATS);
  const delimiter = reader.oneOf(map, what, 'delimiter', Object.keys(DELIMITERS) as (keyof typeof DELIMITERS)[]);
  if (!named) return undefined;
  const { text: name, place } = named;
  const refuse = (message: string, fix?: string) => reader.error('USAGE-FILE', place, message, fix);

  const gzip = /\.gz$/i.test(name);
  const plainName = gzip ? name.slice(0, -3) : name;
  const format = chosen ?? ENDINGS.find(([ending]) => ending.test(plainName))?.[1];
  if (!format)
    return refuse(`the name ${shown(name, 200)} does not tell its format`, 'add "format: csv", ndjson or parquet');
  if (gzip && format === 'parquet') return refuse(`${shown(name, 200)}: Parquet is compressed inside and never as .gz`);

  let path: string;
  try {
    const folder = realpathSync(dataFolder);
    path = realpathSync(resolve(folder, name));
    const inside = relative(folder, path);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      return refuse(`${shown(name, 200)} lies outside the data folder`, 'name a file inside it');
    }
    if (!statSync(path).isFile()) return refuse(`${shown(name, 200)} is not a file`);
  } catch {
    return refuse(`there is no file ${shown(name, 200)} in the data folder`, filesIn(dataFolder, plainName));
  }
  return { name, path, format, gzip, delimiter: DELIMITERS[delimiter ?? 'comma'], place };
}

/** What there is instead, so that a name that is misspelt, or a folder that is not the one, is seen. */
function filesIn(folder: string, name: string): string {
  let names: string[] = [];
  try {
    names = readdirSync(folder).filter((file) => ENDINGS.some(([ending]) => ending.test(file.replace(/\.gz$/i, ''))));
  } catch {
    return 'there is no such folder';
  }
  const near = nearest(name, names);
  if (near !== undefined) return `there is ${shown(near)}`;
  const more = names.length > 12 ? `, and ${names.length - 12} more` : '';
  return names.length === 0
    ? 'no data file is in it'
    : `there are ${names
        .sort()
        .slice(0, 12)
        .map((one) => shown(one))
        .join(', ')}${more}`;
}
