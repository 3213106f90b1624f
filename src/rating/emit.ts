/**
 * Shape -> the source of its kernel. The order of evaluation of plan/README.md, as code that is generated once a shape.
 *
 * The text that comes out is made of the fragments below and of small whole numbers: a plan's names, prices and texts
 * cannot reach it (test/rating/emit.test.ts holds it to a list of tokens). Switches: the number system, whether line quantities are
 * summed, whether a recorder is told every step. All give the same sums.
 */

import { type Dialect, quotient, roundingPrelude } from '../money/dialect.ts';
import type { RoundingMode } from '../money/rounding.ts';
import { type Closing, CODE, type Drain, type MoneyRounding, type Operation, type Shape, type Walk } from './shape.ts';

export interface EmitOptions {
  readonly dialect: Dialect;
  /** Adds up the priced quantity of every line. */
  readonly quantities: boolean;
  /** Calls `rec` at every step. */
  readonly recorded: boolean;
  /** Writes what is left of every allowance at the end of the bill. */
  readonly left: boolean;
}

/** Parameters of the generated function, in order; see kernel.ts for what they hold. */
export const KERNEL_PARAMETERS = [
  ...['N', 'R', 'codes', 'first', 'endOf', 'offset', 'quantity', 'kind', 'tables'],
  ...['grants', 'grantOf', 'from', 'to', 'L', 'W', 'unrated', 'inexact', 'left', 'limit', 'queues', 'queued', 'rec'],
] as const;

/** Records that a queue holds; a bill with more is rated in parts. */
export const QUEUE = 1024;

/** Source of the body of a kernel. */
export function emitKernel(shape: Shape, options: EmitOptions): string {
  return new Emitter(shape, options).kernel();
}

class Emitter {
  private readonly shape: Shape;
  private readonly options: EmitOptions;
  private readonly d: Dialect;
  private readonly zero: string;

  constructor(shape: Shape, options: EmitOptions) {
    this.shape = shape;
    this.options = options;
    this.d = options.dialect;
    this.zero = options.dialect.int(0);
  }

  kernel(): string {
    const { shape, zero } = this;
    const allowances = range(shape.allowances);
    const counters = range(shape.counters);
    const totals = range(shape.closings.length);
    const tables = [...new Set(shape.operations.flatMap((operation) => operation.walk?.bands?.table ?? []))];
    const state = [...counters.map((c) => `c${c}`), ...totals.map((s) => `s${s}`)];
    return [
      roundingPrelude(this.d),
      ...range(shape.numbers).map((n) => `const n${n} = N[${n}];`),
      ...tables.map(
        (t) => `const slot${t} = tables[${t}].slotMs, band${t} = tables[${t}].band, next${t} = tables[${t}].next;`,
      ),
      'for (let b = from; b < to; b++) {',
      `const row = (b - from) * ${shape.lines};`,
      ...(allowances.length > 0 ? [`const g = grantOf[b] * ${shape.allowances};`] : []),
      ...allowances.map((a) => `let a${a} = grants[g + ${a}];`),
      ...state.map((name) => `let ${name} = ${zero};`),
      'let missed = 0;',
      ...(shape.lanes.length > 1 ? this.lanes() : this.mixed()),
      ...shape.closings.map((closing, index) => this.closing(closing, index)),
      'unrated[b - from] = missed;',
      ...(this.options.left ? allowances.map((a) => `left[(b - from) * ${shape.allowances} + ${a}] = a${a};`) : []),
      `inexact[b - from] = ${state.map((name) => `${name} > limit`).join(' || ') || 'false'} ? 1 : 0;`,
      '}',
    ].join('\n');
  }

  /** All records in one loop, by operation. */
  private mixed(): string[] {
    return [
      'for (let i = first[b], end = endOf[b]; i < end; i++) {',
      'const code = codes[kind[i]];',
      this.choice(range(this.shape.operations.length), `default: missed++;${this.record('unrated(i)')}`),
      '}',
    ];
  }

  /**
   * Records are first put into queues, one a lane, without a branch that depends on the record; then each lane is rated
   * in a loop of its own. A processor guesses a mixed sequence of services wrong every other time, and pays for it.
   */
  private lanes(): string[] {
    const { lanes } = this.shape;
    return [
      `for (let start = first[b], end = endOf[b]; start < end; start += ${QUEUE}) {`,
      `const stop = start + ${QUEUE} < end ? start + ${QUEUE} : end;`,
      'queued.fill(0);',
      'for (let i = start; i < stop; i++) {',
      `const lane = codes[kind[i]] & ${2 ** CODE.laneBits - 1};`,
      'const at = queued[lane];',
      `queues[lane * ${QUEUE} + at] = i;`,
      'queued[lane] = at + 1;',
      '}',
      'missed += queued[0];',
      ...(this.options.recorded ? ['for (let x = 0; x < queued[0]; x++) rec.unrated(queues[x]);'] : []),
      ...lanes.flatMap((members, index) => [
        `for (let x = ${(index + 1) * QUEUE}, last = x + queued[${index + 1}]; x < last; x++) {`,
        'const i = queues[x];',
        ...(members.length > 1 || this.isZoned(members[0]!) ? ['const code = codes[kind[i]];'] : []),
        members.length === 1 ? this.operation(this.shape.operations[members[0]!]!) : this.choice(members, ''),
        '}',
      ]),
      '}',
    ];
  }

  private isZoned(operation: number): boolean {
    return this.shape.operations[operation]!.walk?.zoned ?? false;
  }

  private choice(members: readonly number[], otherwise: string): string {
    const cases = members.map(
      (index) => `case ${index + 1}: {\n${this.operation(this.shape.operations[index]!)}\nbreak;\n}`,
    );
    return [`switch (code >> ${CODE.laneBits + CODE.zoneBits}) {`, ...cases, otherwise, '}'].join('\n');
  }

  private record(call: string): string {
    return this.options.recorded ? ` rec.${call};` : '';
  }

  /** One record of a charge: steps 3 to 9. */
  private operation(operation: Operation): string {
    const { d, zero } = this;
    const raw = d.fromNumber('quantity[i]');
    const scaled = operation.scaleN === undefined ? raw : `${raw} * n${operation.scaleN}`;
    const { minimumN, increment, closing, walk } = operation;
    return [
      `let u = ${scaled};`,
      ...(this.options.recorded ? ['const q = u;'] : []),
      ...(minimumN === undefined ? [] : [`if (u !== ${zero} && u < n${minimumN}) u = n${minimumN};`]),
      ...(increment ? [this.increment(increment)] : []),
      this.record(`quantity(i, ${operation.charge}, q, u)`),
      ...(closing === undefined ? [] : [`s${closing} += u;`]),
      ...(walk ? [this.walk(walk, scaled)] : []),
    ].join('\n');
  }

  private increment({ firstN, followingN, even, down }: NonNullable<Operation['increment']>): string {
    const { d, zero } = this;
    if (even) return `u = ${down ? d.floor('u', `n${firstN}`) : d.ceil('u', `n${firstN}`)} * n${firstN};`;
    if (down)
      return `u = u < n${firstN} ? ${zero} : n${firstN} + ${d.floor(`u - n${firstN}`, `n${followingN}`)} * n${followingN};`;
    return `if (u !== ${zero}) u = u <= n${firstN} ? n${firstN} : n${firstN} + ${d.ceil(`u - n${firstN}`, `n${followingN}`)} * n${followingN};`;
  }

  private walk(walk: Walk, raw: string): string {
    const { zero } = this;
    const { drains, setup, bands, segment, record, counter, countAll } = walk;
    const whole = segment || record || this.options.recorded;
    const pricedName = setup && !setup.always ? 'p < u' : 'true';
    const body = [
      ...(counter === 'record' ? [`let cr = ${zero};`] : []),
      ...(walk.zoned ? [`const z = (code >> ${CODE.laneBits}) & ${2 ** CODE.zoneBits - 1};`] : []),
      ...(bands ? [`const o = offset[i];`] : []),
      ...(setup ? [this.setupLine(walk)] : []),
      ...this.covered(drains, walk),
      ...(counter !== undefined && countAll ? [`${this.counter(walk)} += p;`] : []),
      ...(whole ? [`let amount = ${zero}, last = -1;`] : []),
      this.pieces(walk),
      ...(setup ? [`if (${pricedName}) {`, this.setup(walk), '}'] : []),
      ...(record ? [this.recordRounding(record)] : []),
      this.record('done(i, amount)'),
    ];
    const guard = setup?.always ? `(${raw}) !== ${zero}` : `u !== ${zero}`;
    return [`if (${guard}) {`, ...body, '}'].filter((line) => line !== '').join('\n');
  }

  private counter({ counter }: Walk): string {
    return counter === 'record' ? 'cr' : `c${counter}`;
  }

  /** Declares p, how much of u allowances cover from its front. */
  private covered(drains: readonly Drain[], walk: Walk): string[] {
    const [only] = drains;
    if (!only || drains.length > 1 || only.unlimited || (walk.increment && only.remainder !== 'split')) {
      return [`let p = ${this.zero};`, ...drains.map((drain) => this.drain(drain, walk))];
    }
    // The common case in its shortest form.
    const a = `a${only.allowance}`;
    return [`const p = u < ${a} ? u : ${a};`, `${a} -= p;${this.record(`covered(i, ${only.allowance}, p)`)}`];
  }

  /** Moves p by one allowance. */
  private drain({ allowance, remainder, unlimited }: Drain, { increment }: Walk): string {
    const { zero } = this;
    const a = `a${allowance}`;
    const told = this.record(`covered(i, ${allowance}, p - was)`);
    const open = told ? '{ const was = p;' : '{';
    if (unlimited) return `if (p < u) ${open} p = u;${told} }`;
    if (remainder === 'split' || !increment) {
      return `if (p < u && ${a} > ${zero}) ${open} let f = u - p; if (f > ${a}) f = ${a}; ${a} -= f; p += f;${told} }`;
    }
    const edge = this.slotEdge(remainder === 'leave' ? 'floor' : 'ceil', 't', increment);
    const partly =
      remainder === 'leave' ? `t = ${edge}; if (t > p) { ${a} -= t - p; p = t; }` : `p = ${edge}; ${a} = ${zero};`;
    return (
      `if (p < u && ${a} > ${zero}) ${open} let t = p + ${a}; ` +
      `if (t >= u) { ${a} = t - u; p = u; } else { ${partly} }${told} }`
    );
  }

  /** The edge of an increment at or before (at or after) position x of a record. */
  private slotEdge(
    way: 'floor' | 'ceil',
    x: string,
    slot: { readonly firstN: number; readonly followingN: number },
  ): string {
    const [first, following] = [`n${slot.firstN}`, `n${slot.followingN}`];
    const steps = `${first} + ${this.d[way](`${x} - ${first}`, following)} * ${following}`;
    return way === 'floor' ? `(${x} < ${first} ? ${this.zero} : ${steps})` : `(${x} <= ${first} ? ${first} : ${steps})`;
  }

  /** Cuts what remains, u - p, by band and prices each piece. */
  private pieces(walk: Walk): string {
    const { bands } = walk;
    if (!bands) return `if (p < u) {\nconst n = u - p;\n${this.price(walk, '0')}\n}`;
    const { d } = this;
    const t = bands.table;
    const at = `Math.floor(o / slot${t})`;
    if (bands.crossing === 'by-start') {
      return `if (p < u) {\nconst n = u - p, w = band${t}[${at}];\n${this.price(walk, 'w')}\n}`;
    }
    const [first, following, perSecond] = [bands.firstN, bands.followingN, bands.perSecondN].map((n) =>
      d.toNumber(`n${n}`),
    );
    // Times are compared in thousandths of a quantum, so that nothing is divided that need not be.
    return [
      'if (p < u) {',
      `const j = ${at};`,
      `if (${d.toNumber('u')} * 1000 <= (next${t}[j] - o) * ${perSecond}) {`,
      `const n = u - p, w = band${t}[j];`,
      this.price(walk, 'w'),
      '} else {',
      `let e = ${d.toNumber('p')};`,
      `const stop = ${d.toNumber('u')};`,
      'while (e < stop) {',
      `const s = e < ${first} ? 0 : ${first} + Math.floor((e - ${first}) / ${following}) * ${following};`,
      `const j = Math.floor((o * ${perSecond} + s * 1000) / (slot${t} * ${perSecond}));`,
      `const x = (next${t}[j] - o) * ${perSecond};`,
      `let f = x <= ${first} * 1000 ? ${first} : ${first} + Math.ceil((x - ${first} * 1000) / (${following} * 1000)) * ${following};`,
      'if (f > stop) f = stop;',
      `const n = ${d.fromNumber('f - e')}, w = band${t}[j];`,
      'e = f;',
      this.price(walk, 'w'),
      '}',
      '}',
      '}',
    ].join('\n');
  }

  private rateIndex(walk: Walk, band: string): string {
    const zone = walk.zoned ? ` + z * ${walk.bandCount * walk.tierCount}` : '';
    return `${walk.rateStart}${zone}${walk.bandCount > 1 ? ` + ${band} * ${walk.tierCount}` : ''}`;
  }

  private lineIndex(walk: Walk, band: string): string {
    const zone = walk.zoned && walk.zoneStride > 0 ? ` + z * ${walk.zoneStride}` : '';
    return `row + ${walk.lineStart}${zone}${walk.bandStride > 0 ? ` + ${band} * ${walk.bandStride}` : ''}`;
  }

  /** Prices n quanta of one band at the counter's position, and moves the counter on. */
  private price(walk: Walk, band: string): string {
    const { tierCount, tierStride, edgeN, counter, segment } = walk;
    const line = (tier: number): string => (tierStride > 0 && tier > 0 ? `l + ${tier * tierStride}` : 'l');
    const rate = (tier: number): string => (tier > 0 ? `R[r + ${tier}]` : 'R[r]');
    const add = (n: string, tier: number): string => this.add(n, tier, line(tier), rate(tier), band, walk);
    const head = [`const r = ${this.rateIndex(walk, band)}, l = ${this.lineIndex(walk, band)};`];
    if (segment) head.push('const before = amount;');
    const tail = segment ? [this.segmentRounding(segment)] : [];
    if (tierCount === 1) {
      const moved = counter === undefined ? [] : [`${this.counter(walk)} += n;`];
      return [...head, add('n', 0), ...tail, ...moved].join('\n');
    }
    const c = this.counter(walk);
    const top = tierCount - 1;
    const steps = range(top).map((tier) => {
      const room = `n${edgeN + tier} - at`;
      return `if (m > ${this.zero} && at < n${edgeN + tier}) { const x = m < ${room} ? m : ${room}; ${add('x', tier)} at += x; m -= x; }`;
    });
    return [
      ...head,
      // Most records lie whole in the last tier or in the first: those pay for one comparison.
      `if (${c} >= n${edgeN + top - 1}) { ${add('n', top)} }`,
      `else if (${c} + n <= n${edgeN}) { ${add('n', 0)} }`,
      `else { let m = n, at = ${c};`,
      ...steps,
      `if (m > ${this.zero}) { ${add('m', top)} }`,
      '}',
      ...tail,
      `${c} += n;`,
    ].join('\n');
  }

  private add(n: string, tier: number, line: string, rate: string, band: string, walk: Walk): string {
    const quantity = this.options.quantities ? ` W[${line}] += ${n};` : '';
    const told = this.record(`piece(i, ${line} - row, ${band}, ${tier}, ${n}, ${rate})`);
    if (!(walk.segment || walk.record || this.options.recorded)) return `L[${line}] += ${n} * ${rate};${quantity}`;
    return `{ const v = ${n} * ${rate}; L[${line}] += v; amount += v; last = ${line};${quantity}${told} }`;
  }

  private segmentRounding({ mode, stepN }: MoneyRounding): string {
    const told = this.record('rounded(i, last - row, 0, delta)');
    return (
      `{ const v = amount - before; const delta = ${roundTo(mode, 'v', `n${stepN}`)} - v; ` +
      `L[last] += delta; amount += delta;${told} }`
    );
  }

  private recordRounding({ mode, stepN }: MoneyRounding): string {
    const told = this.record('rounded(i, last - row, 1, delta)');
    return (
      `if (last >= 0) { const delta = ${roundTo(mode, 'amount', `n${stepN}`)} - amount; ` +
      `L[last] += delta; amount += delta;${told} }`
    );
  }

  /** Where a setup goes: the zone, the band and the tier in which the record starts, before it moved anything. */
  private setupLine(walk: Walk): string {
    const { bands, bandStride, tierStride, tierCount, edgeN } = walk;
    const band = bands && bandStride > 0 ? `band${bands.table}[Math.floor(o / slot${bands.table})]` : '0';
    const c = walk.counter === undefined ? undefined : this.counter(walk);
    const tiers =
      tierStride > 0 && c
        ? range(tierCount - 1).map((tier) => ` + (${c} >= n${edgeN + tier} ? ${tierStride} : 0)`)
        : [];
    return `const home = ${this.lineIndex(walk, band)}${tiers.join('')};`;
  }

  private setup(walk: Walk): string {
    const amount = `n${walk.setup!.amountN}`;
    const told = this.record(`setup(i, home - row, ${amount})`);
    const whole = walk.segment || walk.record || this.options.recorded;
    return `L[home] += ${amount};${whole ? ` amount += ${amount}; if (last < 0) last = home;` : ''}${told}`;
  }

  /** A charge priced from its total: the five steps of the README. */
  private closing(closing: Closing, index: number): string {
    const { zero } = this;
    const { before, after, drains, charge } = closing;
    const total = `s${index}`;
    return [
      '{',
      ...(this.options.recorded ? [`const raw = ${total};`] : []),
      this.record(`closing(${charge})`),
      ...(before ? [`${total} = ${roundTo(before.mode, total, `n${before.stepN}`)};`] : []),
      `let n = ${total};`,
      ...drains.map(({ allowance, unlimited }) => {
        const a = `a${allowance}`;
        const told = this.record(`covered(-1, ${allowance}, f)`);
        if (unlimited) return `{ const f = n; n = ${zero};${told} }`;
        return `{ const f = n < ${a} ? n : ${a}; ${a} -= f; n -= f;${told} }`;
      }),
      ...(closing.countAll ? [`const start = ${total} - n;`] : []),
      ...(after ? [`n = ${roundTo(after.mode, 'n', `n${after.stepN}`)};`] : []),
      this.record(`closed(${charge}, raw, ${total}, n)`),
      `const l = row + ${closing.lineStart};`,
      this.closingPrice(closing),
      `if (n > limit) ${total} = n;`,
      '}',
    ]
      .filter((line) => line !== '')
      .join('\n');
  }

  private closingPrice(closing: Closing): string {
    const { d, zero } = this;
    const { model, tierCount, rateStart, edgeN, feeN, countAll, edgeAbove, tierStride } = closing;
    const line = (tier: number): string => (tierStride > 0 && tier > 0 ? `l + ${tier * tierStride}` : 'l');
    const add = (n: string, tier: number, value: string): string => {
      const quantity = this.options.quantities ? ` W[${line(tier)}] += ${n};` : '';
      const told = this.record(`piece(-1, ${line(tier)} - row, 0, ${tier}, ${n}, R[${rateStart + tier}])`);
      return `L[${line(tier)}] += ${value};${quantity}${told}`;
    };
    const fee = (tier: number): string => {
      if (feeN === undefined) return '';
      return `L[${line(tier)}] += n${feeN + tier};${this.record(`fee(${line(tier)} - row, ${tier}, n${feeN + tier})`)}`;
    };
    const atZero = closing.firstFeeAtZero ? ` else { ${fee(0)} }` : '';
    if (model === 'package') {
      const blocks = closing.packageDown ? d.floor('n', `n${closing.packageN}`) : d.ceil('n', `n${closing.packageN}`);
      const quantity = this.options.quantities ? ' W[l] += n;' : '';
      const told = this.record(`blocks(l - row, n, blocks, R[${rateStart}])`);
      return `if (n > ${zero}) { const blocks = ${blocks}; L[l] += blocks * R[${rateStart}];${quantity}${told} }`;
    }
    const end = countAll ? 'start + n' : 'n';
    const reached = edgeAbove ? '>=' : '>';
    if (model === 'volume') {
      const tiers = range(tierCount).reverse();
      const choose = tiers.map((tier) => {
        const body = `{ ${add('n', tier, `n * R[${rateStart + tier}]`)} ${fee(tier)} }`;
        return tier === 0 ? body : `if (end ${reached} n${edgeN + tier - 1}) ${body}`;
      });
      return `if (n > ${zero}) { const end = ${end}; ${choose.join(' else ')} }${atZero}`;
    }
    const start = countAll ? 'start' : zero;
    const parts = range(tierCount).map((tier) => {
      const low = tier === 0 ? start : `(${start} > n${edgeN + tier - 1} ? ${start} : n${edgeN + tier - 1})`;
      const high = tier === tierCount - 1 ? 'end' : `(end < n${edgeN + tier} ? end : n${edgeN + tier})`;
      const entered = tier === 0 ? '' : `if (end ${reached} n${edgeN + tier - 1}) `;
      const feeText = feeN === undefined ? '' : `${entered}{ ${fee(tier)} }`;
      return `{ const x = ${high} - ${low}; if (x > ${zero}) { ${add('x', tier, `x * R[${rateStart + tier}]`)} } } ${feeText}`;
    });
    return `if (n > ${zero}) { const end = ${end};\n${parts.join('\n')}\n}${atZero}`;
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

const roundTo = (mode: RoundingMode, x: string, step: string): string => `${quotient(mode, x, step)} * ${step}`;
