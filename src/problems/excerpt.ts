/** The part of a source line that shows what is meant, with where the caret belongs. */

import { cell } from './visible.ts';

export interface Excerpt {
  readonly text: string;
  /** Columns before the caret, and under how many of them it stands. */
  readonly before: number;
  readonly under: number;
}

const CUT = '…';

/** As much of a line around `length` characters from `column` on as fits into `width` columns. */
export function excerpt(line: string, column: number, length: number, width: number): Excerpt {
  const middle = indexOfColumn(line, column);
  // A line may have millions of characters: only those that can be shown are looked at. Twice, for halves of pairs.
  const left = [...line.slice(Math.max(0, middle - 2 * width), middle)].map(cell);
  const right = [...line.slice(middle, middle + 2 * width)].map(cell);
  const all = measure(left) + measure(right);
  const complete = middle <= 2 * width && line.length - middle <= 2 * width && all <= width;

  const room = complete ? width : Math.max(Math.floor(width / 2), width - measure(right) - 1);
  const shownLeft = complete ? left : takeWhileFits(left.reverse(), room - 1).reverse();
  const cutLeft = !complete && (shownLeft.length < left.length || middle > 2 * width);
  const before = measure(shownLeft) + (cutLeft ? 1 : 0);
  const fits = measure(right) <= width - before && line.length - middle <= 2 * width;
  const shownRight = fits ? right : takeWhileFits(right, width - before - 1);
  const under = measure(shownRight.slice(0, Math.max(1, length)));
  const text = `${cutLeft ? CUT : ''}${join(shownLeft)}${join(shownRight)}${fits ? '' : CUT}`;
  return { text, before, under: Math.max(1, under) };
}

type Cell = ReturnType<typeof cell>;

const measure = (cells: readonly Cell[]): number => cells.reduce((sum, { width }) => sum + width, 0);
const join = (cells: readonly Cell[]): string => cells.map(({ text }) => text).join('');

function takeWhileFits(cells: readonly Cell[], width: number): Cell[] {
  let used = 0;
  const rest = cells.findIndex((next) => {
    used += next.width;
    return used > width;
  });
  return cells.slice(0, rest < 0 ? cells.length : rest);
}

/** Offset of the character in a column; columns count characters, of which some are two code units. */
function indexOfColumn(line: string, column: number): number {
  let index = 0;
  for (let at = 1; at < column && index < line.length; at += 1) {
    const unit = line.charCodeAt(index);
    index += unit >= 0xd800 && unit < 0xdc00 ? 2 : 1;
  }
  return Math.min(index, line.length);
}
