/**
 * Where the money of a change comes from, as a drawing that adds up: each share begins where the one before it ends, and
 * the last bar is the whole. Lengths are for the eye; every amount that is written is exact.
 */

import { formatRational, ZERO } from '../../exact/rational.ts';
import type { DiffSummary } from '../../run/diff/result.ts';
import { count, counted, exact, signed, sumOf } from '../amounts.ts';
import { PAGE_ROWS } from '../limits.ts';
import type { ToldCause } from './causes.ts';

export interface SharesView {
  readonly currency: string;
  readonly rows: readonly ShareRow[];
  /** Where nothing is. */
  readonly zero: string;
  readonly interaction: string;
  readonly total: string;
}

export interface ShareRow {
  readonly name: string;
  /** Leads to where it is told; empty for what is no cause of its own. */
  readonly key: string;
  readonly customers: string;
  readonly alone: string;
  readonly share: string;
  readonly bar: Bar;
  readonly whole: boolean;
}

interface Bar {
  readonly x: string;
  readonly width: string;
  readonly kind: 'rise' | 'fall' | 'whole';
}

/** The smallest bar that can be seen. */
const LEAST = 0.6;

const forTheEye = (text: string): number => Number(formatRational(exact(text) ?? ZERO));

/** A drawing a currency in which something moves. */
export function sharesViews({ attribution }: DiffSummary, causes: readonly ToldCause[]): SharesView[] {
  return Object.entries(attribution.total).flatMap(([currency, total]) => {
    const own = causes
      .flatMap(({ cause, edits }) => {
        const money = Object.hasOwn(cause.money, currency) ? cause.money[currency] : undefined;
        if (!money || (exact(money.share)?.n === 0n && exact(money.alone)?.n === 0n)) return [];
        const name = edits.length === 1 ? edits[0]!.words : `${counted(edits.length, 'edit')} that only go together`;
        return [{ name, key: cause.fingerprint, customers: count(cause.customers), ...money }];
      })
      .sort((a, b) => Math.abs(forTheEye(b.share)) - Math.abs(forTheEye(a.share)));
    if (own.length === 0) return [];
    const drawn = own.slice(0, PAGE_ROWS.drawn);
    const rest = own.slice(PAGE_ROWS.drawn);
    const others = {
      ...{ name: counted(rest.length, 'more change'), key: '', customers: '' },
      alone: sumOf(rest.map(({ alone }) => alone)) ?? '',
      share: sumOf(rest.map(({ share }) => share)) ?? '',
    };
    const parts = rest.length > 0 ? [...drawn, others] : drawn;
    return [
      {
        currency,
        ...draw(parts, total),
        interaction: signed(attribution.interaction[currency] ?? '0.00'),
        total: signed(total),
      },
    ];
  });
}

interface Part {
  readonly name: string;
  readonly key: string;
  readonly customers: string;
  readonly alone: string;
  readonly share: string;
}

function draw(parts: readonly Part[], total: string): Pick<SharesView, 'rows' | 'zero'> {
  let at = 0;
  const spans = parts.map(({ share }) => {
    const from = at;
    at += forTheEye(share);
    return { from, to: at };
  });
  const ends = [0, ...spans.map(({ to }) => to), forTheEye(total)];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const scale = 100 / (high - low || 1);
  const bar = (from: number, to: number, whole: boolean): Bar => ({
    x: (Math.min(Math.min(from, to) - low, high - low - LEAST / scale) * scale).toFixed(2),
    width: Math.max(LEAST, Math.abs(to - from) * scale).toFixed(2),
    kind: whole ? 'whole' : to < from ? 'fall' : 'rise',
  });
  const rows = parts.map((part, index): ShareRow => {
    const { from, to } = spans[index]!;
    return { ...part, alone: signed(part.alone), share: signed(part.share), bar: bar(from, to, false), whole: false };
  });
  const all = { name: 'All together', key: '', customers: '', alone: signed(total), share: signed(total) };
  return {
    rows: [...rows, { ...all, bar: bar(0, forTheEye(total), true), whole: true }],
    zero: (-low * scale).toFixed(2),
  };
}
