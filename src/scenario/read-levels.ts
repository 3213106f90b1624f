/** Reads how the streams of one customer belong together: correlations between them, and from month to month. */

import type { Node } from '../yaml/document.ts';
import { sin, sqrt } from './distributions/arithmetic.ts';
import type { Reading } from './reading.ts';
import type { Levels } from './recipe.ts';

/** A pivot below it is none: the matrix is not positive definite, or so nearly that its factor is all rounding. */
const LEAST_PIVOT = 1e-9;

/** What is told of one stream. */
export interface Linked {
  readonly name: string;
  readonly segment: number | undefined;
  readonly correlate: Node | undefined;
}

/** The correlation of two normal numbers whose ranks have this one (Pearson 1907). */
const normalCorrelation = (ranks: number): number => 2 * sin((ranks * Math.PI) / 6);

/** A rank correlation of -1 to 1, or 0 to 1. */
export function readCorrelation(node: Node, reading: Reading, what: string, least: -1 | 0): number | undefined {
  const amount = reading.amount(node, what);
  if (!amount) return undefined;
  const value = Number(amount.n) / Number(amount.d);
  if (value >= least && value <= 1) return value;
  const message = `${what} is from ${least} to 1`;
  return reading.error('SCENARIO-BAD-VALUE', node.place, message, 'write a rank correlation: 0.3');
}

/**
 * Levels, and the row of each stream; undefined when nothing is told. Streams that no customer has both of may share a
 * name, and with it a row: calls of light and of heavy users.
 */
export function readLevels(
  streams: readonly Linked[],
  steady: number | undefined,
  reading: Reading,
): { readonly levels: Levels; readonly rows: readonly number[] } | undefined {
  if (steady === undefined && streams.every(({ correlate }) => correlate === undefined)) return undefined;
  const shared = (a: Linked, b: Linked): boolean =>
    a.segment === undefined || b.segment === undefined || a.segment === b.segment;
  const ambiguous = new Set(
    streams.filter((a) => streams.some((b) => b !== a && b.name === a.name && shared(a, b))).map(({ name }) => name),
  );
  const keys: string[] = [];
  const rows = streams.map(({ name }, index) => {
    const key = ambiguous.has(name) ? `${name} ${index}` : name;
    return keys.includes(key) ? keys.indexOf(key) : keys.push(key) - 1;
  });

  const told = new Map<string, number>();
  streams.forEach(({ correlate, name }, index) => {
    const map = correlate && reading.map(correlate, '`correlate`', '{ voice: 0.3 }');
    for (const { key, keyPlace, value } of map?.entries ?? []) {
      const ranks = readCorrelation(value, reading, 'a correlation', -1);
      const other = rowOf(key, keyPlace, rows[index]!);
      if (ranks === undefined || other === undefined) continue;
      const pair = [rows[index]!, other].sort((a, b) => a - b).join(' ');
      const known = told.get(pair);
      if (known !== undefined && known !== ranks) {
        const message = `the correlation of ${name} and ${key} is told twice, and not the same`;
        reading.error('SCENARIO-BAD-VALUE', keyPlace, message, 'say it once');
      }
      told.set(pair, ranks);
    }
  });

  function rowOf(name: string, place: Node['place'], own: number): number | undefined {
    const names = [...new Set(streams.map((stream) => stream.name))];
    if (!names.includes(name)) {
      return reading.unknown('SCENARIO-BAD-VALUE', { place }, 'there is no stream of this name', name, names);
    }
    if (ambiguous.has(name)) {
      const message = `a customer has several streams called \`${name}\``;
      return reading.error('SCENARIO-BAD-VALUE', place, message, 'give each a `name:` of its own');
    }
    const row = keys.indexOf(name);
    if (row !== own) return row;
    return reading.error('SCENARIO-NO-EFFECT', place, 'a stream and itself are always alike', 'take it out');
  }

  const factor = cholesky(keys.length, (a, b) => (a === b ? 1 : normalCorrelation(told.get(`${b} ${a}`) ?? 0)));
  if (!factor) {
    const first = streams.find(({ correlate }) => correlate)!;
    const message = 'these correlations cannot all hold at once: what belongs with one stream must suit the others';
    return reading.error(
      'SCENARIO-BAD-VALUE',
      first.correlate!.place,
      message,
      'bring them nearer to 0, or tell those left out (they are 0)',
    );
  }
  const own = Math.min(1, normalCorrelation(steady ?? 0));
  return { levels: { factor, own: sqrt(own), month: sqrt(1 - own) }, rows };
}

/** The lower triangle L with L L' = the matrix; `of(row, column)` is asked for column <= row. Undefined: there is none. */
function cholesky(size: number, of: (row: number, column: number) => number): number[][] | undefined {
  const factor: number[][] = [];
  for (let row = 0; row < size; row += 1) {
    const own: number[] = [];
    for (let column = 0; column <= row; column += 1) {
      const other = column === row ? own : factor[column]!;
      let rest = of(row, column);
      for (let k = 0; k < column; k += 1) rest -= own[k]! * other[k]!;
      if (column === row && rest < LEAST_PIVOT) return undefined;
      own.push(column === row ? sqrt(rest) : rest / other[column]!);
    }
    factor.push(own);
  }
  return factor;
}
