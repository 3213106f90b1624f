/**
 * Tables of cases: a document with `cases:` is as many documents as the table has rows. Where it says `$data`, each of
 * them says what stands in the column `data` of its row. There is nothing else to it: no expressions, no parts of texts.
 */

import { nearest, wordList } from '../problems/nearest.ts';
import type { Place, Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import type { ListNode, MapNode, Node } from '../yaml/document.ts';
import { readTags } from './read-scenario.ts';
import { nameOfPlaceholder, type Reading } from './reading.ts';

/** One case, for the places of its document. */
export interface Row {
  /** Unique in its table. */
  readonly name: string;
  readonly place: Place;
  readonly title: string | undefined;
  readonly tags: readonly string[];
  readonly because: string | undefined;
  readonly cells: ReadonlyMap<string, Node>;
}

/** Columns that every table may have. They say what the case is, without a place in the document. */
export const CASE_COLUMNS = ['case', 'title', 'tags', 'because'] as const;
const OWN: readonly string[] = CASE_COLUMNS;

const MOST_CASES = 10_000;

/** The rows of a table; none when anything is wrong with the table or with the places it fills. */
export function readTable(table: Node, document: MapNode, reading: Reading): Row[] {
  const before = reading.problems.length;
  const items = reading.list(table, '`cases`', 'a list: - { case: inside, data: 10 GB, total: 19.99 }');
  const count = items.length - (items[0]?.kind === 'list' ? 1 : 0);
  if (count > MOST_CASES) {
    const message = `a table has at most ${MOST_CASES} cases, this one has ${count}`;
    return reading.error('SCENARIO-TOO-LARGE', table.place, message, 'split it, or use a recipe') ?? [];
  }
  const maps = items[0]?.kind === 'list' ? underHeads(items[0], items.slice(1), reading) : inMaps(items, reading);
  if (reading.problems.length > before) return [];
  checkColumns(maps, placesIn(document), reading);
  const rows = maps.flatMap((map) => readRow(map, reading) ?? []);
  checkNames(rows, reading);
  return reading.problems.length > before ? [] : rows;
}

const inMaps = (items: readonly Node[], reading: Reading): MapNode[] =>
  items.flatMap((item) => reading.map(item, 'a case', '{ case: inside, data: 10 GB, total: 19.99 }') ?? []);

/** Rows as lists, under one with the names of the columns. */
function underHeads(heads: ListNode, rows: readonly Node[], reading: Reading): MapNode[] {
  const names = new Set<string>();
  for (const head of heads.items) {
    const name = reading.word(head, 'the name of a column');
    if (name !== undefined && names.has(name)) {
      reading.error('SCENARIO-BAD-VALUE', head.place, `two columns are called \`${name}\``, 'rename one of them');
    }
    names.add(name ?? '');
  }
  if (rows.length === 0) {
    reading.error(
      'SCENARIO-BAD-VALUE',
      heads.place,
      'the table has no cases',
      'write one below the names of the columns',
    );
  }
  return rows.flatMap((row): MapNode[] => {
    if (row.kind !== 'list') {
      const form = 'a list as long as the first one, which names the columns';
      return reading.error('SCENARIO-BAD-VALUE', row.place, 'this case is no list', `write ${form}`) ?? [];
    }
    if (row.items.length !== heads.items.length) {
      const counts = `${row.items.length} ${row.items.length === 1 ? 'cell' : 'cells'} for ${heads.items.length} columns`;
      const fix = 'write a cell for every column; text with a comma stands in quotes';
      return reading.error('SCENARIO-BAD-VALUE', row.place, `this case has ${counts}`, fix) ?? [];
    }
    const entries = heads.items.map((head, index) => {
      const key = head.kind === 'scalar' ? head.text : '';
      return { key, keyPlace: head.place, value: row.items[index]! };
    });
    return [{ kind: 'map', place: row.place, entries }];
  });
}

/** The places of a document that are to be filled, by name; the first of each. */
function placesIn(node: Node, places = new Map<string, Place>()): Map<string, Place> {
  const name = nameOfPlaceholder(node);
  if (name !== undefined && !places.has(name)) places.set(name, node.place);
  if (node.kind === 'list') for (const item of node.items) placesIn(item, places);
  if (node.kind === 'map') for (const { value } of node.entries) placesIn(value, places);
  return places;
}

/** Every place has a column, every column a place, and every row all of them. */
function checkColumns(rows: readonly MapNode[], places: ReadonlyMap<string, Place>, reading: Reading): void {
  const columns = new Map<string, Place>();
  for (const { entries } of rows)
    for (const { key, keyPlace } of entries) if (!columns.has(key)) columns.set(key, keyPlace);
  const free = [...columns.keys()].filter((name) => !OWN.includes(name));
  const meant = new Set<string>();
  for (const [name, place] of places) {
    if (columns.has(name)) continue;
    const near = nearest(name, free);
    if (near) meant.add(near);
    const fix = near
      ? `write \`$${near}\``
      : `give \`cases:\` a column \`${shownText(name)}\`, or put the text in quotes`;
    reading.error('SCENARIO-UNKNOWN-COLUMN', place, `no column of the table fills \`$${shownText(name)}\``, fix);
  }
  for (const name of free) {
    if (places.has(name) || meant.has(name)) continue;
    const near = nearest(name, OWN);
    const fix = near ? `write \`${near}\`` : `write \`$${shownText(name)}\` where its values belong, or leave it out`;
    const message = `the column \`${shownText(name)}\` has no effect: nothing says \`$${shownText(name)}\``;
    reading.error('SCENARIO-NO-EFFECT', columns.get(name)!, message, fix);
  }
  const needed = ['case', ...[...places.keys()].filter((name) => columns.has(name))];
  for (const { place, entries } of rows) {
    const missing = needed.filter((name) => !entries.some(({ key }) => key === name));
    if (missing.length === 0) continue;
    reading.error(
      'SCENARIO-MISSING-KEY',
      place,
      `this case does not say ${wordList(missing)}`,
      `add \`${missing[0]}:\``,
    );
  }
}

function readRow(map: MapNode, reading: Reading): Row | undefined {
  const cells = new Map(map.entries.map(({ key, value }) => [key, value]));
  const name = cells.get('case');
  const id = name && reading.id(name, 'the name of a case');
  // In a row below column names there is no other way to leave one out.
  const text = (key: string): string | undefined => {
    const cell = cells.get(key);
    return cell && !isEmpty(cell) ? reading.text(cell, `\`${key}\``) : undefined;
  };
  const tags = cells.get('tags');
  const said = { title: text('title'), because: text('because') };
  const own = { ...said, tags: tags && !isEmpty(tags) ? readTags(tags, reading) : [] };
  return id === undefined ? undefined : { name: id, place: map.place, ...own, cells };
}

const isEmpty = (node: Node): boolean => node.kind === 'scalar' && node.text === '';

function checkNames(rows: readonly Row[], reading: Reading): void {
  const first = new Map<string, Row>();
  for (const row of rows) {
    const earlier = first.get(row.name);
    first.set(row.name, earlier ?? row);
    if (!earlier) continue;
    reading.problems.push({
      code: 'SCENARIO-DUPLICATE-ID',
      severity: 'error',
      message: `two cases are called \`${shownText(row.name)}\``,
      place: row.cells.get('case')!.place,
      related: [{ message: 'the first one is here', place: earlier.place }],
      fix: 'give one of them another name',
    });
  }
}

/** The document of a case: its places filled. What has none is shared by all cases. */
export function fill<T extends Node>(node: T, cells: ReadonlyMap<string, Node>): T;
export function fill(node: Node, cells: ReadonlyMap<string, Node>): Node {
  switch (node.kind) {
    case 'scalar': {
      const name = nameOfPlaceholder(node);
      return (name !== undefined && cells.get(name)) || node;
    }
    case 'list': {
      const items = node.items.map((item) => fill(item, cells));
      return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node;
    }
    case 'map': {
      const entries = node.entries.map((entry) => {
        const value = fill(entry.value, cells);
        return value === entry.value ? entry : { ...entry, value };
      });
      return entries.some((entry, index) => entry !== node.entries[index]) ? { ...node, entries } : node;
    }
  }
}

/** How many values a document has. */
export function sizeOf(node: Node): number {
  if (node.kind === 'list') return node.items.reduce((sum, item) => sum + sizeOf(item), 1);
  if (node.kind === 'map') return node.entries.reduce((sum, { value }) => sum + sizeOf(value), 1);
  return 1;
}

/**
 * Problems of the cases of one table, each told once. One that is not in the row itself and that other cases do not have
 * names the first case it was found in.
 */
export function problemsOfCases(
  found: readonly { readonly row: Row; readonly problems: readonly Problem[] }[],
): Problem[] {
  const byProblem = new Map<string, { problem: Problem; row: Row; count: number }>();
  for (const { row, problems } of found) {
    for (const problem of problems) {
      const { file, line, column } = problem.place ?? row.place;
      const key = `${file}:${line}:${column} ${problem.code} ${problem.message}`;
      const known = byProblem.get(key);
      if (known) known.count += 1;
      else byProblem.set(key, { problem, row, count: 1 });
    }
  }
  return [...byProblem.values()].map(({ problem, row, count }) => {
    if (count >= found.length || isOf(row, problem.place)) return problem;
    const related = [...(problem.related ?? []), { message: 'in this case', place: row.place }];
    return { ...problem, related };
  });
}

const isOf = (row: Row, place: Place | undefined): boolean =>
  place !== undefined && [...row.cells.values()].some((cell) => holds(cell, place));

/** Places are kept as they are: one that was told of a cell is the cell's own. */
const holds = (node: Node, place: Place): boolean =>
  node.place === place ||
  (node.kind === 'list' && node.items.some((item) => holds(item, place))) ||
  (node.kind === 'map' && node.entries.some(({ keyPlace, value }) => keyPlace === place || holds(value, place)));
