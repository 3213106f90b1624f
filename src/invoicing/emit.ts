/**
 * Layout -> the source of the code that makes invoices of charges: lines are rounded, discounts taken off, taxed and
 * added up, in the order of plan/README.md. Numbers only; a plan's words do not reach it.
 */

import { type Dialect, quotient, roundingPrelude } from '../money/dialect.ts';
import {
  type DiscountStep,
  type Layout,
  percentFactor,
  type TaxStep,
  type UnitRounding,
  type UsageLines,
} from './layout.ts';

/** Parameters of the generated function, in order; see assemble.ts. */
export const ASSEMBLY_PARAMETERS = [
  ...['L', 'fixed', 'active', 'termsOf', 'used', 'from', 'to', 'out', 'inexact', 'limit', 'spread'],
] as const;

export function emitAssembly(layout: Layout, lines: number, dialect: Dialect): string {
  return new Emitter(layout, lines, dialect).source();
}

class Emitter {
  private readonly layout: Layout;
  private readonly lines: number;
  private readonly d: Dialect;
  private readonly zero: string;

  constructor(layout: Layout, lines: number, dialect: Dialect) {
    this.layout = layout;
    this.lines = lines;
    this.d = dialect;
    this.zero = dialect.int(0);
  }

  source(): string {
    const { layout, zero } = this;
    const fixed = layout.fixed.length;
    const cells = Array.from({ length: layout.cells }, (_, cell) => `k${cell}`);
    const discountAt = fixed;
    const taxAt = discountAt + layout.discounts.length;
    const sumAt = taxAt + layout.taxes.length;
    return [
      roundingPrelude(this.d),
      'for (let b = from; b < to; b++) {',
      `const row = (b - from) * ${this.lines}, at = b * ${layout.columns}, t = termsOf[b];`,
      'let bad = inexact[b - from];',
      ...cells.map((cell) => `let ${cell} = ${zero};`),
      ...layout.fixed.map((line, index) => {
        const amount = `fixed[t * ${fixed} + ${index}]`;
        const value = line.onlyIfUsed ? `used[b] > 0 ? ${amount} : ${zero}` : amount;
        return `{ const v = ${value}; out[at + ${index}] = v; k${line.cell} += v; }`;
      }),
      ...layout.usage.map((usage) => this.usage(usage)),
      ...layout.discounts.map((step, index) => this.discount(step, index, discountAt + index)),
      ...layout.taxes.map((step, index) => this.tax(step, taxAt + index)),
      `const sum = ${[...cells, ...(layout.gross ? [] : layout.taxes.map((_, index) => `out[at + ${taxAt + index}]`))].join(' + ') || zero};`,
      `const tax = ${layout.taxes.map((_, index) => `out[at + ${taxAt + index}]`).join(' + ') || zero};`,
      `const total = ${layout.total ? this.rounded('sum', layout.total.step, layout.total) : 'sum'};`,
      `out[at + ${sumAt}] = total - sum; out[at + ${sumAt + 1}] = total - tax; out[at + ${sumAt + 2}] = tax; out[at + ${sumAt + 3}] = total;`,
      'if (sum > limit || sum < -limit) bad = 1;',
      'inexact[b - from] = bad;',
      '}',
    ].join('\n');
  }

  /** x / divisor rounded, in whole steps; the divisor already holds the step. */
  private rounded(x: string, divisor: bigint, { mode, step }: UnitRounding): string {
    const steps = quotient(mode, x, this.d.int(divisor));
    return step > 1n ? `${steps} * ${this.d.int(step)}` : steps;
  }

  private usage({ lineStart, lineCount, denominator, rounding, cell }: UsageLines): string {
    const { zero } = this;
    const divisor = this.d.int(denominator);
    const value = rounding ? this.rounded('x', denominator * rounding.step, rounding) : `x / ${divisor}`;
    // Without a rounding the quotient must be whole: anything else is settled (and refused) in exact numbers.
    const check =
      rounding || denominator === 1n ? '' : ` if (v * ${divisor} !== x || v % ${this.d.int(1)} !== ${zero}) bad = 2;`;
    return (
      `for (let l = row + ${lineStart}, end = row + ${lineStart + lineCount}; l < end; l++) { const x = L[l]; ` +
      `if (x !== ${zero}) { if (x > limit || x < -limit) bad = 1; const v = ${value};${check} L[l] = v; k${cell} += v; } }`
    );
  }

  private discount(step: DiscountStep, index: number, column: number): string {
    const { zero } = this;
    const flags = this.layout.discounts.length * 2;
    const cells = [
      ...(step.closing?.cells ?? []).map((cell) => ({ cell, flag: index * 2 })),
      ...(step.opening?.cells ?? []).map((cell) => ({ cell, flag: index * 2 + 1 })),
    ];
    const active = cells.map(({ cell, flag }) => `(active[t * ${flags} + ${flag}] === 1 ? k${cell} : ${zero})`);
    const first = cells[0];
    const apply = !first
      ? ''
      : step.spread
        ? `const parts = spread(v, ${this.d.int(step.rounding.step)}, [${active.join(', ')}]); ${cells.map(({ cell }, part) => `k${cell} -= parts[${part}];`).join(' ')}`
        : `k${first.cell} -= v;`;
    return `{ const base = ${active.join(' + ') || zero};\n${this.discountValue(step)}\nout[at + ${column}] = ${zero} - v; ${apply} }`;
  }

  private discountValue({ value, rounding }: DiscountStep): string {
    const { zero } = this;
    if ('percent' in value) {
      const { n, d } = percentFactor(value.percent, rounding.step, false);
      return `const x = base * ${this.d.int(n)}; if (x > limit || x < -limit) bad = 1; const v = ${this.rounded('x', d, rounding)};`;
    }
    const amount = this.d.int((value.amount.n * 10n ** BigInt(this.layout.scale)) / value.amount.d);
    return `const v = base <= ${zero} ? ${zero} : base < ${amount} ? base : ${amount};`;
  }

  private tax({ percent, rounding, cells }: TaxStep, column: number): string {
    const base = cells.map((cell) => `k${cell}`).join(' + ') || this.zero;
    const { n, d } = percentFactor(percent, rounding.step, this.layout.gross);
    return (
      `{ const x = (${base}) * ${this.d.int(n)}; if (x > limit || x < -limit) bad = 1; ` +
      `out[at + ${column}] = ${this.rounded('x', d, rounding)}; }`
    );
  }
}
