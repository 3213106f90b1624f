/**
 * The short way to read YAML, held against the library's: whatever it reads it reads alike, place by place, and it reads
 * the files that people write.
 */

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readYaml } from '../../src/yaml/read.ts';
import { readSimple } from '../../src/yaml/simple.ts';

const ROOT = new URL('../../', import.meta.url);
const FILES = ['plans', 'scenarios', 'test', 'src/run/scaffold'].flatMap((folder) =>
  readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(new URL(`${folder}/${name}`, ROOT), 'utf8') })),
);

/** A comment with a space of its own kind says nothing, and is not simple. */
const byLibrary = (text: string) => readYaml(`${text}\n#\u00a0\n`, 'a.yaml');

/** Whether it was simple; then it must be as the library reads it. */
function agrees(text: string): boolean {
  const simple = readSimple(text, 'a.yaml');
  if (simple === undefined) return false;
  expect({ value: simple, problems: [] }, text).toEqual(byLibrary(text));
  return true;
}

test('files of the project are read alike, and nearly all of its plans and scenarios the short way', () => {
  const own = FILES.filter(({ text }) => agrees(text)).map(({ name }) => name);
  const shipped = FILES.filter(({ name }) => /^(plans|scenarios|src)\/(?!.*\.github)/.test(name));
  const long = shipped.filter(({ name }) => !own.includes(name)).map(({ name }) => name);
  expect(long).toEqual([]);
});

/** Parted by a sign that is in none of them. */
const parts = (text: string) => fc.constantFrom(...text.split('\u00a6'));
const PIECES = parts(
  '\n¦ ¦  ¦-¦- ¦:¦: ¦#¦ #¦,¦[¦]¦{¦}¦"¦\'¦---¦---\n¦...¦\t¦|¦>¦>-\n¦|\n¦ |-\n  a\n¦\n\n¦&a¦*a¦!t¦? ¦%¦@¦`¦\\¦<<¦a: b¦\n  ¦\n- ¦key¦0¦~¦é¦😀',
);
const SIGNS = parts('a¦b¦a: ¦b: ¦- ¦ ¦  ¦\n¦\n  ¦[¦]¦{¦}¦, ¦"¦\'¦#¦ # ¦:¦---¦|\n¦>-\n¦>\n¦\n    ');
const runs = (usual: number) => ({ numRuns: Number(process.env.RATEPROOF_TEXTS ?? usual) });

test('files in which something was changed are read alike or left to the library', () => {
  const edit = fc.tuple(fc.nat({ max: 2_000 }), fc.nat({ max: 3 }), PIECES);
  const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
  let simple = 0;
  fc.assert(
    fc.property(fc.constantFrom(...FILES), fc.nat(), edits, (file, from, changes) => {
      // A stretch of the file from the begin of a line, short enough that an edit often matters.
      const lines = file.text.split('\n');
      const start = from % lines.length;
      let text = lines.slice(start, start + 12).join('\n');
      for (const [at, gone, put] of changes) {
        const place = at % (text.length + 1);
        text = text.slice(0, place) + put + text.slice(place + gone);
      }
      simple += Number(agrees(text));
    }),
    runs(4000),
  );
  expect(simple).toBeGreaterThan(100);
});

test('small texts of all the signs of YAML are read alike or left to the library', () => {
  const text = fc.array(SIGNS, { maxLength: 14 }).map((signs) => signs.join(''));
  fc.assert(
    fc.property(text, (one) => void agrees(one)),
    runs(8000),
  );
});
