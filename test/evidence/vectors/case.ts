/** The peers' cases as they stand in the shared folder. */

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { times } from '../numbers.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const VECTORS = resolve(ROOT, process.env.RATEPROOF_SHARED ?? '../shared', 'vectors');

export const SOURCES = ['lago', 'killbill', 'cgrates', 'openmeter', 'meteroid', 'flexprice'] as const;
export type Source = (typeof SOURCES)[number];

/** What a case says by name; the mappings know the names of their model. */
export type Facts = Readonly<Record<string, unknown>>;

export interface Case {
  readonly id: string;
  readonly model: string;
  readonly params: Facts;
  readonly inputs: Facts;
  readonly expected: Facts;
}

export const sharedIsThere = existsSync(resolve(VECTORS, 'lago.json'));

export function casesOf(source: Source): Case[] {
  return JSON.parse(readFileSync(resolve(VECTORS, `${source}.json`), 'utf8')) as Case[];
}

export interface PeerRounding {
  readonly mode: 'none' | 'half_up' | 'ceil' | 'floor';
  readonly decimals?: number | null;
}

const MODES = { half_up: 'half-up', ceil: 'up', floor: 'down' } as const;

/** A peer's rounding in the plan's words: `half-up 0.01`; decimals below zero round left of the point. */
export function roundingText(rounding: PeerRounding | undefined, unit = '', factor = '1'): string {
  if (!rounding) return 'half-up 0.01';
  if (rounding.mode === 'none') return 'none';
  const decimals = rounding.decimals ?? 0;
  const step = decimals > 0 ? `0.${'0'.repeat(decimals - 1)}1` : `1${'0'.repeat(-decimals)}`;
  return `${MODES[rounding.mode]} ${times(step, factor)}${unit}`;
}
