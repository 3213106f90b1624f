/** The portfolio under plans/, whole or with one text in another's place. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type PlanDocument, parseDocuments } from '../../src/plan/parse/parse-documents.ts';

const ROOT = new URL('../../plans/', import.meta.url);

export const FILES: ReadonlyMap<string, string> = new Map(
  ['', 'shared/'].flatMap((folder) =>
    readdirSync(new URL(folder, ROOT))
      .filter((name) => name.endsWith('.yaml'))
      .map((name): [string, string] => [`${folder}${name}`, readFileSync(new URL(`${folder}${name}`, ROOT), 'utf8')]),
  ),
);

export function parsed(files: ReadonlyMap<string, string>): readonly PlanDocument[] {
  const { value, problems } = parseDocuments([...files].map(([file, text]) => ({ file, text })));
  expect(problems).toEqual([]);
  return value!;
}

/** The portfolio after a change of one file; `from` must stand in it (once, unless `every`). */
export function changedBy(file: string, from: string, to: string, times = 1): ReadonlyMap<string, string> {
  const parts = FILES.get(file)!.split(from);
  expect(parts.length - 1).toBe(times);
  return new Map(FILES).set(file, parts.join(to));
}
