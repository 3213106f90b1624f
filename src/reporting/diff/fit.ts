/**
 * Sections within the room there is: what matters most comes first to the room, each with a part of it that is its own,
 * and takes what others leave. Only whole rows and whole sections are left out; how many, and of what, is told.
 */

export interface Section {
  /** What its rows are: `plans`; of a section without rows what it is. */
  readonly what: string;
  /** 1 comes first to the room. In the text sections keep their order. */
  readonly rank: number;
  /** Of all the room, what it may take before the others had theirs; 0 to 1. */
  readonly share: number;
  readonly head: string;
  readonly rows: readonly string[];
  /** Rows that there are beyond these, left out however much room there is. */
  readonly beyond?: number;
  /** Stands behind the rows when some are left out. */
  readonly more: (left: number) => string;
  readonly tail: string;
}

export interface Fitted {
  readonly text: string;
  /** Rows left out, or a whole section (`left` is all of them; 0 of one without rows). */
  readonly cut: readonly { readonly what: string; readonly left: number; readonly of: number }[];
}

export type Measure = (text: string) => number;

export function fitted(sections: readonly Section[], room: number, measure: Measure): Fitted {
  const order = [...sections.keys()].sort((a, b) => sections[a]!.rank - sections[b]!.rank);
  const sizes = sections.map(({ rows }) => rows.map(measure));
  // How many rows of each are in; -1: the section is not.
  const taken = sections.map(() => -1);
  const used = sections.map(() => 0);
  let left = room;
  const grow = (at: number, most: number): void => {
    const { rows, size } = widest(sections[at]!, sizes[at]!, Math.min(most, left + used[at]!), measure);
    if (rows < taken[at]! || rows < 0) return;
    left += used[at]! - size;
    taken[at] = rows;
    used[at] = size;
  };
  for (const at of order) grow(at, Math.floor(room * sections[at]!.share));
  for (const at of order) grow(at, Number.POSITIVE_INFINITY);
  const text = sections.map((section, at) => (taken[at]! < 0 ? '' : write(section, taken[at]!))).join('');
  const cut = sections.flatMap(({ what, rows, beyond = 0 }, at) => {
    const of = rows.length + beyond;
    const missing = of - Math.max(0, taken[at]!);
    return taken[at]! >= 0 && missing === 0 ? [] : [{ what, left: missing, of }];
  });
  return { text, cut };
}

/** As many rows from the first on as fit; -1 where not even the section's frame with one row does. */
function widest(
  section: Section,
  sizes: readonly number[],
  room: number,
  measure: Measure,
): { readonly rows: number; readonly size: number } {
  const all = sizes.length + (section.beyond ?? 0);
  const frame = measure(section.head) + measure(section.tail);
  if (all === 0) return frame <= room ? { rows: 0, size: frame } : { rows: -1, size: 0 };
  // The number in it is shorter the fewer are left out, so that this is the most it takes.
  const more = measure(section.more(all));
  let best = { rows: -1, size: 0 };
  let sum = frame;
  for (let rows = 1; rows <= sizes.length; rows += 1) {
    sum += sizes[rows - 1]!;
    const size = sum + (rows < all ? more : 0);
    if (size <= room) best = { rows, size };
    else if (sum > room) break;
  }
  return best;
}

function write({ head, rows, beyond = 0, more, tail }: Section, taken: number): string {
  const left = rows.length + beyond - taken;
  return `${head}${rows.slice(0, taken).join('')}${left > 0 ? more(left) : ''}${tail}`;
}
