/** What a page is made of: sections of paragraphs, tables and charts. The template knows these and nothing of simulations. */

import type { Drawing } from './charts.ts';
import { ESTIMATED } from './words.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  /** Behind the title, quiet. */
  readonly aside: string;
  readonly text: readonly string[];
  readonly blocks: readonly Block[];
}

export interface Block {
  /** Empty: the section's own. */
  readonly title: string;
  readonly chart: ChartBlock | undefined;
  readonly table: Table;
  /** The table is folded: it holds no more than its chart shows. */
  readonly folded: boolean;
  readonly after: readonly string[];
}

export interface ChartBlock {
  readonly id: string;
  readonly title: string;
  /** What it shows, for who does not see it. */
  readonly description: string;
  readonly legend: readonly { readonly ink: string; readonly name: string }[];
  readonly drawing: Drawing;
}

export interface Table {
  readonly caption: string;
  readonly head: readonly Column[];
  readonly rows: readonly { readonly kind: string; readonly first: Cell; readonly cells: readonly Cell[] }[];
  readonly more: string;
}

interface Column {
  readonly title: string;
  readonly small: string;
  readonly kind: string;
  /** Says so of every number under it. */
  readonly mark: string;
}

export interface Cell {
  readonly text: string;
  /** Lines under it. */
  readonly small: readonly string[];
  readonly mark: string;
  readonly kind: string;
}

/** A text, or one with what stands under it and whether it is an estimate. */
export type CellAsked =
  | string
  | {
      readonly text: string;
      readonly small?: string | readonly (string | undefined)[] | undefined;
      readonly estimated?: boolean;
    };

export interface TableAsked {
  readonly caption: string;
  readonly columns: readonly {
    readonly title: string;
    readonly small?: string;
    /** Aligned to the right; the first column is not, others are unless they say so. */
    readonly words?: boolean;
    /** Left out where there is little room. */
    readonly roomy?: boolean;
  }[];
  readonly rows: readonly {
    /** A total. */
    readonly whole?: boolean;
    readonly cells: readonly CellAsked[];
  }[];
  readonly more?: string;
}

export function tableOf({ caption, columns, rows, more = '' }: TableAsked): Table {
  const kinds = columns.map(({ words = false, roomy = false }, at) =>
    [at === 0 || words ? 'words' : 'number', roomy ? 'roomy' : ''].filter(Boolean).join(' '),
  );
  const cell = (asked: CellAsked, at: number): Cell => {
    const { text, small = '', estimated = false } = typeof asked === 'string' ? { text: asked } : asked;
    return {
      text,
      small: (typeof small === 'string' ? [small] : (small ?? [])).flatMap((line) => line || []),
      mark: estimated && text !== '' && text !== '–' ? ESTIMATED : '',
      kind: kinds[at] ?? '',
    };
  };
  // A column of estimates says so once, over it.
  const isBlank = (asked: CellAsked): boolean => ['', '–'].includes(typeof asked === 'string' ? asked : asked.text);
  const all = columns.map((_, at) => {
    const own = rows.flatMap(({ cells }) => cells[at] ?? []).filter((asked) => !isBlank(asked));
    return own.length > 0 && own.every((asked) => typeof asked !== 'string' && asked.estimated === true);
  });
  return {
    caption,
    more,
    head: columns.map(({ title, small = '' }, at) => ({
      ...{ title, small, kind: kinds[at]! },
      mark: all[at] === true ? ESTIMATED : '',
    })),
    rows: rows.map(({ whole = false, cells }) => {
      const [first, ...others] = cells.map((asked, at) => ({ ...cell(asked, at), ...(all[at] && { mark: '' }) }));
      // Nothing is left of a row where the columns that hold something are left out.
      const isRoomy = cells.some((asked, at) => at > 0 && !isBlank(asked) && columns[at]?.roomy === true);
      const isEmpty = cells.every((asked, at) => at === 0 || isBlank(asked) || columns[at]?.roomy === true);
      return { kind: whole ? 'whole' : isRoomy && isEmpty ? 'roomy' : '', first: first!, cells: others };
    }),
  };
}

export function section(
  id: string,
  title: string,
  blocks: readonly (Partial<Block> & Pick<Block, 'table'>)[],
  { aside = '', text = [] }: { readonly aside?: string; readonly text?: readonly string[] } = {},
): Section {
  const filled = blocks.map((block) => ({ title: '', chart: undefined, folded: false, after: [], ...block }));
  return { id, title, aside, text: text.filter(Boolean), blocks: filled };
}
