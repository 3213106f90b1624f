/** Reading YAML: what is kept, what is refused, and that no text can make it throw or take its time. */

import { expect, test } from 'vitest';
import { renderProblems } from '../../src/problems/render.ts';
import type { Node } from '../../src/yaml/document.ts';
import { MAX_FILE_BYTES, MAX_PROBLEMS_PER_FILE, readText, readYaml, readYamlBytes } from '../../src/yaml/read.ts';

const FILE = 'plans/a.yaml';
const codes = (text: string) => readYaml(text, FILE).problems.map(({ code }) => code);

/** A document without its places. */
function plain(node: Node): unknown {
  if (node.kind === 'scalar') return node.quoted ? { quoted: node.text } : node.text;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
}

test('scalars keep the text they were written with', () => {
  const text =
    'a: 19.90\nb: "19.90"\nc: 0x1F\nd: yes\ne:\nf: 2026-01-01\ng: |\n  two\n  lines\nh: [1e3, ~, null, 007]\n';
  const { value, problems } = readYaml(text, FILE);
  expect(problems).toEqual([]);
  expect(value!.map(plain)).toEqual([
    {
      a: '19.90',
      b: { quoted: '19.90' },
      c: '0x1F',
      d: 'yes',
      e: '',
      f: '2026-01-01',
      g: { quoted: 'two\nlines\n' },
      h: ['1e3', '~', 'null', '007'],
    },
  ]);
});

test('places count lines and characters, behind a byte order mark and over CRLF', () => {
  const { value } = readYaml('\ufeffname: 😀😀 x\r\nlist: [ "é", {k: v} ]\r\n', FILE);
  const [document] = value!;
  const [name, list] = document!.kind === 'map' ? document!.entries : [];
  expect(name!.keyPlace).toEqual({ file: FILE, line: 1, column: 1, length: 4 });
  expect(name!.value.place).toEqual({ file: FILE, line: 1, column: 7, length: 4 });
  expect(list!.value.kind === 'list' && list!.value.items.map(({ place }) => place)).toEqual([
    { file: FILE, line: 2, column: 9, length: 3 },
    { file: FILE, line: 2, column: 14 },
  ]);
});

test('several documents, and empty ones left out', () => {
  const { value, problems } = readYaml('---\na: 1\n---\n# nothing\n---\nb: 2\n---\n', FILE);
  expect(problems).toEqual([]);
  expect(value!.map(plain)).toEqual([{ a: '1' }, { b: '2' }]);
});

test('keys of JavaScript are keys like any other', () => {
  const { value } = readYaml('{ __proto__: 1, constructor: 2, toString: 3 }', FILE);
  expect(value![0]!.kind === 'map' && value![0]!.entries.map(({ key }) => key)).toEqual([
    '__proto__',
    'constructor',
    'toString',
  ]);
});

test('an anchor in a comment or a text is no anchor', () => {
  expect(codes('a: x & y # &b *c !d\nb: "&e *f !g %h"\nc: 5 * 3\n')).toEqual([]);
});

test('all that is refused is told, with or without other mistakes', () => {
  expect(codes('a: &x 1\nb: *x\nc: !!int 5\n<<: 1\n')).toEqual([
    'YAML-ANCHOR',
    'YAML-ANCHOR',
    'YAML-TAG',
    'YAML-MERGE',
  ]);
  expect(codes('a: 1\na: 2\n---\nb: "\\q"\n')).toEqual(['YAML-SYNTAX', 'YAML-DUPLICATE-KEY']);
  expect(codes('"<<": 1')).toEqual([]);
});

test.each([
  ['NUL', 'a: \0'],
  ['C1', 'a: \u0085b'],
  ['half a pair', 'a: \ud800'],
  ['half a pair by escape', 'a: "\\uD800"'],
  ['NUL by escape', 'a: "\\0"'],
  ['NUL in a key by escape', '"a\\0": b'],
])('refuses %s', (_, text) => {
  expect(codes(text)).toEqual(['YAML-CONTROL']);
});

test('bytes that are no UTF-8 are refused where they stand', () => {
  const bytes = Buffer.concat([Buffer.from('plan: p\nname: Gr'), Buffer.from([0xfc]), Buffer.from('n\n')]);
  const { value, problems } = readYamlBytes(bytes, FILE);
  expect(value).toBeUndefined();
  expect(renderProblems(problems, { sources: new Map([[FILE, bytes.toString('latin1')]]) })).toBe(
    `${FILE}:2:9  error YAML-ENCODING  the file is not UTF-8 text from here on
  2 | name: Grün
    |         ^
  fix: save it as UTF-8

1 error
`,
  );
  expect(readText(Buffer.from('plan: Grün'), FILE).value).toBe('plan: Grün');
});

test('a file has a size limit', () => {
  const text = `a: ${'x'.repeat(MAX_FILE_BYTES)}`;
  const told = `${FILE}:1:1  error YAML-TOO-LARGE  the file is larger than 4 MiB\n\n1 error\n`;
  expect(renderProblems(readYaml(text, FILE).problems)).toBe(told);
  expect(renderProblems(readYamlBytes(Buffer.from(text), FILE).problems)).toBe(told);
  expect(codes('ü'.repeat(MAX_FILE_BYTES / 2 + 1))).toEqual(['YAML-TOO-LARGE']);
});

test('a file has a limit of values', () => {
  expect(codes(`[${'1,'.repeat(250_001)}]`)).toEqual(['YAML-TOO-LARGE']);
});

test('40,000 keys, and the second of two among them', () => {
  const keys = Array.from({ length: 40_000 }, (_, index) => `k${index}: ${index}`);
  const text = [...keys, 'k39999: again'].join('\n');
  const { problems } = readYaml(text, FILE);
  expect(problems.map(({ place, related }) => [place!.line, related![0]!.place.line])).toEqual([[40_001, 40_000]]);
});

// With a stack trace, a search for its line or a comparison with all others for each mistake, these would not end
// within the time of a test; the number of problems shows that all were seen and few were told.
test.each([
  ['bad escapes', `a: "${'\\q'.repeat(100_000)}"`, 1],
  ['bad escapes on lines', `a: "${'\\q\n '.repeat(20_000)}"`, MAX_PROBLEMS_PER_FILE],
  ['control characters', '\u0001'.repeat(200_000), MAX_PROBLEMS_PER_FILE],
  ['anchors', '- &a x\n'.repeat(20_000), MAX_PROBLEMS_PER_FILE],
  ['closing brackets', ']\n'.repeat(20_000), MAX_PROBLEMS_PER_FILE],
  ['tabs', '\ta: b\n'.repeat(10_000), MAX_PROBLEMS_PER_FILE],
  ['keys written twice', 'a: 1\n'.repeat(20_000), MAX_PROBLEMS_PER_FILE],
  ['values on one line', `[${'ü, '.repeat(20_000)}x: &a ]`, 1],
  ['opening brackets', '['.repeat(50_000), 1],
  ['opening mappings', '{a: '.repeat(20_000), 1],
  ['lists in lists', '- '.repeat(50_000), 1],
  ['explicit keys', '? '.repeat(20_000), 1],
  ['more lists than calls can nest', '- '.repeat(500_000), 1],
  ['more anchors than a call has arguments', '&a\n'.repeat(200_000), MAX_PROBLEMS_PER_FILE],
  ['more signs than there is room for', '['.concat(','.repeat(4_000_000)), 1],
])('%s: told up to a limit', (_, text, told) => {
  expect(codes(text)).toHaveLength(told);
});

test('whatever is cut off or repeated, reading gives a value or problems', () => {
  const text =
    'plan: p\ntax: { rates: { "a": 19 %, b: [1, 2] } }\ntext: |\n  x\n? [k]\n: &a !t *b\n%D\n--- >-\n y\n...\n';
  for (let from = 0; from < text.length; from += 1) {
    for (const part of [text.slice(from), text.slice(0, from), text.slice(from) + text.slice(0, from)]) {
      const { value, problems } = readYaml(part, FILE);
      expect(value !== undefined || problems.length > 0).toBe(true);
      for (const { place } of problems) expect(place!.line).toBeLessThanOrEqual(part.split('\n').length);
    }
  }
});
