/** Compiles the kernels of a shape, once a shape, and runs them over blocks of bills. */

import { compileFunction } from 'node:vm';
import type { BandTable } from '../calendar/band-table.ts';
import { BIGINT, FLOAT } from '../money/dialect.ts';
import type { UsageBatch } from '../usage/batch.ts';
import { type BoundPlan, EXACT_LIMIT } from './bind.ts';
import { type EmitOptions, emitKernel, KERNEL_PARAMETERS, QUEUE } from './emit.ts';
import type { Recorder } from './recorder.ts';
import { MOST_LANES, type Shape } from './shape.ts';

/** Where a block's charges go: row-major, a row a bill, a column a line; numerators over the charge's denominator. */
export interface ChargeBlock<T extends number | bigint = number> {
  readonly lines: { [index: number]: T; fill(value: T, from?: number, to?: number): unknown };
  /** Priced quantity of each line, in quanta; empty unless asked for. */
  readonly quantities: { [index: number]: T; fill(value: T, from?: number, to?: number): unknown };
  /** Records of each bill that no charge matches. */
  readonly unrated: Uint32Array;
  /** 1 for a bill whose quantities left the range of exact floats. */
  readonly inexact: Uint8Array;
  /** What is left of each allowance, in quanta, a row a bill; only from a rater that was asked for it. */
  readonly left?: { [index: number]: T };
}

/** Allowances of a cycle by terms: row-major, in quanta. */
export type Grants<T extends number | bigint> = { readonly [index: number]: T };

/** Scratch of all kernels of this thread: indexes of records by lane. */
const queues = new Int32Array((MOST_LANES + 1) * QUEUE);
const queued = new Int32Array(MOST_LANES + 1);

type Kernel = (...parameters: unknown[]) => void;

/** By source: plans of one shape share their code. */
const compiled = new Map<string, Kernel>();
const raters = new WeakMap<BoundPlan, Map<number, Rater<number>>>();

function kernelOf(shape: Shape, options: EmitOptions): Kernel {
  const source = emitKernel(shape, options);
  let kernel = compiled.get(source);
  if (!kernel) {
    kernel = compileFunction(source, [...KERNEL_PARAMETERS]) as Kernel;
    compiled.set(source, kernel);
  }
  return kernel;
}

/** A plan bound to a coding, ready to run in one number system. */
export interface Rater<T extends number | bigint> {
  readonly bound: BoundPlan;
  /** Rates bills `[from, to)` into a block whose lines are zero. */
  rate(
    batch: UsageBatch,
    tables: readonly BandTable[],
    terms: BillTerms<T>,
    from: number,
    to: number,
    block: ChargeBlock<T>,
  ): void;
}

/** What bills are entitled to: the row of grants of each. */
export interface BillTerms<T extends number | bigint> {
  readonly grants: Grants<T>;
  readonly grantOf: { readonly [bill: number]: number };
}

/** Floats that hold whole numbers. Refuses a plan whose numbers do not fit; results are certified per bill. */
export function floatRater(bound: BoundPlan, quantities: boolean, left = false): Rater<number> {
  if (bound.exactOnly) throw new RangeError('the plan needs the exact rater');
  const made = raters.get(bound) ?? new Map<number, Rater<number>>();
  raters.set(bound, made);
  const switches = Number(quantities) + 2 * Number(left);
  const known = made.get(switches);
  if (known) return known;
  const kernel = kernelOf(bound.shape, { dialect: FLOAT, quantities, recorded: false, left });
  const numbers = Float64Array.from(bound.numbers, Number);
  const rates = Float64Array.from(bound.rates, Number);
  const rater = { bound, rate: runner<number>(kernel, bound, numbers, rates, EXACT_LIMIT, undefined) };
  made.set(switches, rater);
  return rater;
}

/** Whole numbers without a bound; with a recorder, every step is told. */
export function exactRater(bound: BoundPlan, recorder?: Recorder, left = false): Rater<bigint> {
  const kernel = kernelOf(bound.shape, { dialect: BIGINT, quantities: true, recorded: recorder !== undefined, left });
  return { bound, rate: runner(kernel, bound, bound.numbers, bound.rates, Number.POSITIVE_INFINITY, recorder) };
}

function runner<T extends number | bigint>(
  kernel: Kernel,
  bound: BoundPlan,
  numbers: unknown,
  rates: unknown,
  limit: number,
  recorder: Recorder | undefined,
): Rater<T>['rate'] {
  return (batch, tables, terms, from, to, block) => {
    kernel(
      ...[numbers, rates, bound.codes, batch.first, batch.end, batch.offset, batch.quantity, batch.kind, tables],
      ...[
        terms.grants,
        terms.grantOf,
        from,
        to,
        block.lines,
        block.quantities,
        block.unrated,
        block.inexact,
        block.left,
        limit,
        queues,
        queued,
        recorder,
      ],
    );
  };
}
