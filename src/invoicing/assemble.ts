/** Compiles the assembly of a layout, once, and runs it over blocks of rated bills. */

import { compileFunction } from 'node:vm';
import { BIGINT, FLOAT } from '../money/dialect.ts';
import { allocate } from '../money/rounding.ts';
import { ASSEMBLY_PARAMETERS, emitAssembly } from './emit.ts';
import type { Layout } from './layout.ts';
import type { Terms } from './terms.ts';

type Numbers<T> = { [index: number]: T };

/** Terms of many bills as tables: a row for each distinct terms, and the row of each bill. */
export interface TermsTable<T extends number | bigint> {
  readonly fixed: Numbers<T>;
  /** 1 or 0, two for each discount: closing side, opening side. */
  readonly active: Uint8Array;
  readonly grants: Numbers<T>;
  readonly rowOf: Uint32Array;
}

export interface Assembler<T extends number | bigint> {
  /**
   * Makes invoices of the bills `[from, to)`: rounds the block's lines in place to invoice units and writes the bill's
   * columns (see Layout.columns). `inexact` of a bill becomes 1 when a sum left the range of exact floats, 2 when an
   * amount that may not be rounded is not whole.
   */
  assemble(
    lines: Numbers<T>,
    terms: TermsTable<T>,
    used: { readonly [bill: number]: number },
    from: number,
    to: number,
    out: Numbers<T>,
    inexact: Uint8Array,
  ): void;
}

type Assembly = (...parameters: unknown[]) => void;

const compiled = new Map<string, Assembly>();
const assemblers = new WeakMap<Layout, Assembler<number>>();

export function floatAssembler(layout: Layout, lines: number, limit: number): Assembler<number> {
  const known = assemblers.get(layout);
  if (known) return known;
  const assembly = compile(emitAssembly(layout, lines, FLOAT));
  const spread = (total: number, step: number, cells: number[]): number[] =>
    spreadOver(BigInt(total), BigInt(step), cells.map(BigInt)).map(Number);
  const assembler = runner(assembly, limit, spread);
  assemblers.set(layout, assembler);
  return assembler;
}

export function exactAssembler(layout: Layout, lines: number): Assembler<bigint> {
  return runner(compile(emitAssembly(layout, lines, BIGINT)), Number.POSITIVE_INFINITY, spreadOver);
}

function compile(source: string): Assembly {
  let assembly = compiled.get(source);
  if (!assembly) {
    assembly = compileFunction(source, [...ASSEMBLY_PARAMETERS]) as Assembly;
    compiled.set(source, assembly);
  }
  return assembly;
}

function runner<T extends number | bigint>(
  assembly: Assembly,
  limit: number,
  spread: (total: T, step: T, cells: T[]) => T[],
): Assembler<T> {
  return {
    assemble: (lines, { fixed, active, rowOf }, used, from, to, out, inexact) =>
      assembly(lines, fixed, active, rowOf, used, from, to, out, inexact, limit, spread),
  };
}

/**
 * A discount over what it was taken off, in whole steps by largest remainder; cells of the other sign take no part. An
 * amount that is not a whole number of steps (a base finer than the step) is spread unit by unit.
 */
function spreadOver(total: bigint, step: bigint, cells: readonly bigint[]): bigint[] {
  const base = cells.reduce((a, b) => a + b, 0n);
  const weights = cells.map((cell) => (cell < 0n === base < 0n ? (cell < 0n ? -cell : cell) : 0n));
  const unit = total % step === 0n ? step : 1n;
  return allocate(total / unit, weights).map((part) => part * unit);
}

/** Tables of terms for the fast path or the exact one. */
export function termsTable(terms: readonly Terms[], rowOf: Uint32Array): TermsTable<bigint> {
  const active = Uint8Array.from(terms.flatMap((row) => row.active.map(Number)));
  return { fixed: terms.flatMap((row) => row.fixed), active, grants: terms.flatMap((row) => row.grants), rowOf };
}

/** As termsTable, in floats; undefined when a number of it does not fit. */
export function floatTable(table: TermsTable<bigint>, limit: number): TermsTable<number> | undefined {
  const all = [...(table.fixed as bigint[]), ...(table.grants as bigint[])];
  if (all.some((value) => value > limit || value < -limit)) return undefined;
  const fixed = Float64Array.from(table.fixed as bigint[], Number);
  return { ...table, fixed, grants: Float64Array.from(table.grants as bigint[], Number) };
}
