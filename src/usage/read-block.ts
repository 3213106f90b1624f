/** A block's columns as the rating wants them. Workers import this: no database, nothing but files. */

import { closeSync, openSync, readSync } from 'node:fs';
import type { UsageBlock } from './columns.ts';

/** Columns of one block. They lie over its bytes: nothing is copied, and nobody may write to them. */
export interface BlockColumns {
  /** Records of account a of the block: first[a] up to, not including, first[a + 1]. */
  readonly first: Uint32Array;
  /** A record starts `base + unit * start` ms since 1970 (of the wall clock, where the usage is local). */
  readonly base: number;
  readonly unit: number;
  /** By account, then start, then id, file and row. Float64Array where the starts of the block lie too far apart. */
  readonly start: Uint32Array | Float64Array;
  /** Whole numbers of the service's quantum, below 2^53. */
  readonly quantity: Uint32Array | Float64Array;
  readonly kind: Uint8Array | Uint16Array;
}

/** Bytes before the columns: base, unit, and how wide start, quantity and kind are; the rest is kept free. */
export const HEAD_BYTES = 64;

/** Columns begin where any number may. */
const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

export interface BlockWidths {
  readonly start: 4 | 8;
  readonly quantity: 4 | 8;
  readonly kind: 1 | 2;
}

/** Where the columns of a block begin, and its bytes in all. */
export function blockLayout(size: number, records: number, widths: BlockWidths) {
  const first = HEAD_BYTES;
  const start = first + aligned((size + 1) * 4);
  const quantity = start + aligned(records * widths.start);
  const kind = quantity + aligned(records * widths.quantity);
  return { first, start, quantity, kind, bytes: kind + aligned(records * widths.kind) };
}

/** The columns of a block, read from its memory or its file. */
export function readBlock(block: UsageBlock): BlockColumns {
  const { size, records } = block;
  // Views do not ask what memory they lie over.
  const buffer = (block.memory ?? readBytes(block)) as ArrayBuffer;
  const head = new Float64Array(buffer, 0, HEAD_BYTES / 8);
  const widths = { start: head[2], quantity: head[3], kind: head[4] } as BlockWidths;
  const at = blockLayout(size, records, widths);
  return {
    first: new Uint32Array(buffer, at.first, size + 1),
    base: head[0]!,
    unit: head[1]!,
    start: new (widths.start === 4 ? Uint32Array : Float64Array)(buffer, at.start, records),
    quantity: new (widths.quantity === 4 ? Uint32Array : Float64Array)(buffer, at.quantity, records),
    kind: new (widths.kind === 1 ? Uint8Array : Uint16Array)(buffer, at.kind, records),
  };
}

function readBytes({ file, bytes }: UsageBlock): ArrayBuffer {
  if (!file) throw new RangeError('a block is in memory or in a file');
  const buffer = new ArrayBuffer(bytes);
  const handle = file.handle ?? openSync(file.path, 'r');
  try {
    const target = new Uint8Array(buffer);
    for (let done = 0; done < bytes; ) {
      const read = readSync(handle, target, done, bytes - done, file.offset + done);
      if (read === 0) throw new Error(`${file.path} ends within a block`);
      done += read;
    }
  } finally {
    if (file.handle === undefined) closeSync(handle);
  }
  return buffer;
}
