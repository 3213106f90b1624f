/** Runs many damaged cases, holds each to the law, and counts what became of them. */

import { writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'vitest';
import { Dice } from './dice.ts';
import { watchdog } from './watchdog.ts';

/** RATEPROOF_DAMAGES multiplies the cases, RATEPROOF_SEED chooses others, RATEPROOF_CASE runs one of them alone. */
const TIMES = Number(process.env.RATEPROOF_DAMAGES ?? 1);
const SEED = Number(process.env.RATEPROOF_SEED ?? 20_260_101);
const ONLY = process.env.RATEPROOF_CASE === undefined ? undefined : Number(process.env.RATEPROOF_CASE);

const HANG_SECONDS = 60;
const MOST_MEMORY_MB = 1024;

/** What became of a case: the codes that refused it, or whether the oracle came to the same invoices. */
export type Verdict =
  | { readonly refused: readonly string[] }
  | { readonly compared: true }
  | { readonly notCompared: string };

export interface Counts {
  readonly refused: number;
  readonly compared: number;
  /** Valid results that the oracle was not asked about, by reason. */
  readonly notCompared: Readonly<Record<string, number>>;
  /** Cases by code. */
  readonly codes: ReadonlyMap<string, number>;
}

export interface Attempt {
  readonly what: string;
  /** Ends with a verdict; whatever it throws is a failure. */
  readonly run: () => Verdict | Promise<Verdict>;
  /** The case as text, for a failure. */
  readonly shown: () => string;
}

export async function attack(
  name: string,
  cases: number,
  make: (dice: Dice, number: number) => Attempt,
): Promise<Counts> {
  const dog = watchdog(name, HANG_SECONDS);
  const failures: string[] = [];
  const tally = {
    refused: 0,
    compared: 0,
    notCompared: {} as Record<string, number>,
    codes: new Map<string, number>(),
  };
  let slowest = { ms: 0, which: '' };
  const began = performance.now();
  for (let number = ONLY ?? 0; number < (ONLY === undefined ? cases * TIMES : ONLY + 1); number += 1) {
    dog.next(number);
    const attempt = make(new Dice(SEED + number * 7919), number);
    if (ONLY !== undefined) writeSync(2, `${attempt.what}\n${attempt.shown()}\n`);
    const from = performance.now();
    try {
      count(tally, await attempt.run());
    } catch (error) {
      failures.push(`case ${number} (${attempt.what}): ${told(error)}\n${attempt.shown().slice(0, 3000)}`);
      if (failures.length === 10) break;
    }
    const ms = performance.now() - from;
    if (ms > slowest.ms) slowest = { ms, which: `case ${number} (${attempt.what})` };
    if (number % 20 === 0) await setImmediate();
  }
  await dog.stop();
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `${name}, seed ${SEED}: ${summary(tally)}; ${seconds} s, at most ${megabytes} MB, slowest ${slowest.ms.toFixed(0)} ms, ${slowest.which}`,
  );
  expect(failures.join('\n\n')).toBe('');
  expect(megabytes).toBeLessThan(MOST_MEMORY_MB);
  return tally;
}

function count(
  tally: { refused: number; compared: number; notCompared: Record<string, number>; codes: Map<string, number> },
  verdict: Verdict,
): void {
  if ('refused' in verdict) {
    tally.refused += 1;
    for (const code of new Set(verdict.refused)) tally.codes.set(code, (tally.codes.get(code) ?? 0) + 1);
  } else if ('compared' in verdict) tally.compared += 1;
  else tally.notCompared[verdict.notCompared] = (tally.notCompared[verdict.notCompared] ?? 0) + 1;
}

function summary({ refused, compared, notCompared, codes }: Counts): string {
  const reasons = Object.entries(notCompared).map(([reason, times]) => `${times} ${reason}`);
  return [`${refused} refused with ${codes.size} codes`, `${compared} as the oracle`, ...reasons].join(', ');
}

const told = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
