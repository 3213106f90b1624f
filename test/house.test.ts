/** The house as src/README.md tells it, held against the imports of the code. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
/** Put stages side by side: they may import everything. */
const FREE = ['run', 'cli', 'vitest'];

interface Module {
  readonly file: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[];
}

function readModules(folder: string): Module[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return readModules(path);
    if (!path.endsWith('.ts')) return [];
    const text = readFileSync(path, 'utf8');
    const { module, errors } = parseSync(path, text);
    expect(errors).toEqual([]);
    const file = relative(SRC, path);
    const statics = module.staticImports.map(({ moduleRequest, entries }) => ({
      from: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    }));
    const again = module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest ? [{ from: moduleRequest.value, typeOnly: isType }] : [],
      ),
    );
    const later = module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const [, from] = /^'(.*)'$/.exec(text.slice(start, end)) ?? [];
      return from === undefined ? [] : [{ from, typeOnly: false }];
    });
    return [{ file, room: file.split('/')[0]!, text, imports: [...statics, ...again, ...later] }];
  });
}

const modules = readModules(SRC);
const target = (module: Module, from: string): string => relative(SRC, join(SRC, dirname(module.file), from));

/** `room` -> rooms it imports from: values or types, other rooms only. */
function edges(typeOnly: boolean): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const module of modules) {
    for (const { from, typeOnly: type } of module.imports) {
      if (!from.startsWith('.') || type !== typeOnly) continue;
      const room = target(module, from).split('/')[0]!;
      if (room !== module.room) found.set(module.room, (found.get(module.room) ?? new Set()).add(room));
    }
  }
  return found;
}

const table = readFileSync(join(SRC, 'README.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| `/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, room, , , values, types]) => ({ room: room!.replaceAll('`', ''), values: values!, types: types! }));

const words = (cell: string): string[] => cell.split(' ').filter(Boolean);

test('every room stands in the table, and enough modules were read to mean something', () => {
  expect(modules.length).toBeGreaterThan(150);
  const rooms = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(table.map(({ room }) => room).sort()).toEqual(rooms.map(({ name }) => name).sort());
});

test.each(table.filter(({ room }) => !FREE.includes(room)))(
  '$room imports what the table says',
  ({ room, values, types }) => {
    expect([...(edges(false).get(room) ?? [])].sort()).toEqual(words(values));
    expect([...(edges(true).get(room) ?? [])].sort()).toEqual(words(types));
  },
);

test('no foundation imports a stage, and no stage a function of another stage', () => {
  const foundations = ['exact', 'money', 'units', 'calendar', 'problems', 'yaml', 'database'];
  for (const [room, targets] of edges(false)) {
    if (!FREE.includes(room)) expect([...targets].filter((name) => !foundations.includes(name))).toEqual([]);
  }
  for (const room of foundations) {
    const seen = [...(edges(true).get(room) ?? []), ...(edges(false).get(room) ?? [])];
    expect(seen.filter((name) => !foundations.includes(name))).toEqual([]);
  }
});

test('the import graph of a worker holds no YAML, ajv, Handlebars, commander, fast-check or DuckDB', () => {
  const byFile = new Map(modules.map((module) => [module.file, module]));
  const packages = new Set<string>();
  const visited = new Set<string>();
  const visit = (file: string): void => {
    if (visited.has(file)) return;
    visited.add(file);
    const module = byFile.get(file)!;
    for (const { from, typeOnly } of module.imports) {
      if (typeOnly) continue;
      if (from.startsWith('.')) visit(target(module, from));
      else packages.add(from);
    }
  };
  visit('run/worker.ts');
  expect(visited.size).toBeGreaterThan(20);
  for (const closed of [/^yaml/, /^ajv/, /handlebars/, /commander/, /fast-check/, /duckdb/]) {
    expect([...packages].filter((name) => closed.test(name))).toEqual([]);
  }
});

test('the engine has no files, no clock and no dice', () => {
  const engine = modules.filter(({ room }) =>
    ['rating', 'invoicing', 'comparison', 'exact', 'money', 'units', 'calendar'].includes(room),
  );
  expect(engine.length).toBeGreaterThan(25);
  for (const { file, imports, text } of engine) {
    const packages = imports.map(({ from }) => from).filter((from) => !from.startsWith('.'));
    expect([file, packages.filter((name) => !['node:vm', 'moment-timezone', 'diff'].includes(name))]).toEqual([
      file,
      [],
    ]);
    expect([
      file,
      /Date\.now|new Date\(\)|Math\.random|performance\.|process\.|crypto|globalThis|localeCompare|Intl\./.exec(text),
    ]).toEqual([file, null]);
  }
});
