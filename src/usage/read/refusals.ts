/** What is said of a file, or of a column of it, that cannot be read. */

import type { Outcome, Problem } from '../../problems/problem.ts';
import type { DataFile } from '../mapping/mapping.ts';
import { shown } from '../shown.ts';
import type { WantedColumn } from './text-table.ts';

/** What the database says when a file is to blame; anything else is a fault of the program. */
const BLAMES_FILE = /^(Invalid Input|IO|Conversion|Invalid|Serialization|Permission) Error: /;

/** The database's own words, without its hints on its own options and without the folders of this machine. */
export function unreadableFile(data: DataFile, cause: unknown): Problem {
  if (cause instanceof Error && !BLAMES_FILE.test(cause.message)) throw cause;
  const words = cause instanceof Error ? cause.message : String(cause);
  const [first = ''] = words.replace(/^[A-Za-z ]*Error: /, '').split('\n');
  const reason = first.replaceAll(data.path, data.name).replace(/\.$/, '');
  const message = `${shown(data.name, 200)} cannot be read as ${data.format}: ${shown(reason, 300).slice(1, -1)}`;
  return { code: 'USAGE-FILE', severity: 'error', message, place: data.place };
}

/** Positions of the wanted columns among the names of a file. */
export function columnIndexes(
  data: DataFile,
  names: readonly string[],
  wanted: readonly WantedColumn[],
): Outcome<readonly number[]> {
  const separated = otherSeparator(data, names, wanted);
  if (separated) return { problems: [separated] };
  const problems: Problem[] = [];
  const indexes = wanted.map(({ field }) => {
    const index = names.indexOf(field.column);
    if (index < 0) problems.push(unknownColumn(data, field, names));
    else if (names.indexOf(field.column, index + 1) >= 0) {
      const message = `${shown(data.name, 200)} has two columns ${shown(field.column)}`;
      problems.push({ code: 'USAGE-COLUMN', severity: 'error', message, place: field.place });
    }
    return index;
  });
  return problems.length > 0 ? { problems } : { value: indexes, problems };
}

const SHOWN_NAMES = 30;

function unknownColumn(data: DataFile, { column, place }: WantedColumn['field'], names: readonly string[]): Problem {
  const listed = names.slice(0, SHOWN_NAMES).map((name) => shown(name).slice(1, -1));
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
  const message = `${shown(data.name, 200)} has no column ${shown(column)}`;
  const fix = `use one of: ${listed.join(', ')}${more}`;
  return { code: 'USAGE-COLUMN', severity: 'error', message, place, fix };
}

const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const;

/** All names of the first line in one: the file has another separator than the mapping says, as spreadsheets of many countries write it. */
function otherSeparator(
  { name, format, delimiter, place }: DataFile,
  names: readonly string[],
  wanted: readonly WantedColumn[],
): Problem | undefined {
  const [only = ''] = names;
  if (format !== 'csv' || names.length !== 1 || wanted.some(({ field }) => field.column === only)) return undefined;
  const parts = (mark: string): readonly string[] => only.split(mark).map((part) => part.replaceAll('"', ''));
  const found = Object.entries(SEPARATORS).find(([, mark]) =>
    wanted.some(({ field }) => parts(mark).includes(field.column)),
  );
  if (!found) return undefined;
  const now = Object.entries(SEPARATORS).find(([, mark]) => mark === delimiter)![0];
  const message = `${shown(name, 200)} has a ${found[0]} between its columns, not a ${now}`;
  const fix = `add \`delimiter: ${found[0]}\` to the file`;
  return { code: 'USAGE-COLUMN', severity: 'error', message, place, fix };
}
