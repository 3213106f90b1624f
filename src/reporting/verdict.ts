/** A run in one sentence that anybody understands, and what belongs beside it. */

import type { Status, TestRun } from '../run/result.ts';
import { count, counted, exact, grouped, signed, sumOf } from './amounts.ts';

export interface Verdict {
  /** wrong: something needs a person. open: it is only that something is new. */
  readonly tone: 'good' | 'open' | 'wrong';
  readonly sentence: string;
  /** Further sentences: money, what is no longer made, what was left out. */
  readonly notes: readonly string[];
}

export function verdictOf(run: TestRun): Verdict {
  return { tone: toneOf(run), sentence: sentenceOf(run), notes: notesOf(run) };
}

function toneOf({ results, summary }: TestRun): Verdict['tone'] {
  const { scenarios, compared, accepted, interrupted } = summary;
  const open = (status: Status): boolean => results.some((result) => result.status === status && !result.accepted);
  if (
    interrupted ||
    scenarios.error > 0 ||
    scenarios.unrated > 0 ||
    open('changed') ||
    (summary.laws?.broken ?? 0) + (summary.laws?.untried ?? 0) > 0
  )
    return 'wrong';
  if (open('new') || open('obsolete')) return 'open';
  return compared === 0 && accepted === 0 ? 'wrong' : 'good';
}

function sentenceOf({ header, results, summary }: TestRun): string {
  const { scenarios, interrupted } = summary;
  const all = header.scenarios;
  const undone = results.filter(({ status }) => status === 'skipped').length;
  const ended = interrupted ? 'Interrupted' : undone > 0 ? 'Stopped' : undefined;
  const start = ended ? `${ended} after ${count(all - undone)} of ${counted(all, 'scenario')}. ` : '';
  const done = all - undone;
  const { broken: laws = 0, untried = 0 } = summary.laws ?? {};
  const broken = [
    laws === 0 ? '' : ` ${count(laws)} ${laws === 1 ? 'law is' : 'laws are'} broken.`,
    untried === 0 ? '' : ` ${count(untried)} ${untried === 1 ? 'law was' : 'laws were'} promised and held of nothing.`,
  ].join('');
  if (done === 0)
    return `${start}${broken === '' && !summary.laws ? 'Nothing was compared.' : `No scenario was run.${broken}`}`;
  if (scenarios.passed === done) return `${start}${allOf(done)} came out as expected.${broken}`;
  if (scenarios.new === done && summary.accepted === 0) {
    const held = done === 1 ? 'it' : 'them';
    return `${start}${allOf(done)} ${done === 1 ? 'is' : 'are'} new: nothing was accepted yet to hold against ${held}.`;
  }
  const parts = (['error', 'unrated', 'changed', 'new'] as const).flatMap((status) => {
    const number = scenarios[status];
    const accepted = number > 0 && results.every((result) => result.status !== status || result.accepted);
    return number === 0 ? [] : `${count(number)} ${SAID[status](number)}${accepted ? ' and now accepted' : ''}`;
  });
  return `${start}${count(scenarios.passed)} of ${counted(done, 'scenario')} came out as expected: ${parts.join(', ')}.${broken}`;
}

const allOf = (number: number): string => (number === 1 ? 'The one scenario' : `All ${count(number)} scenarios`);

const SAID = {
  error: () => 'could not be rated',
  unrated: (number: number) => `${number === 1 ? 'has' : 'have'} usage that was not rated`,
  changed: () => 'changed',
  new: (number: number) => `${number === 1 ? 'is' : 'are'} new`,
} as const;

function notesOf(run: TestRun): string[] {
  const { results, summary } = run;
  const { scenarios, compared } = summary;
  const filtered = scenarios.skipped - results.filter(({ status }) => status === 'skipped').length;
  const notes = moneyNotes(run);
  if (summary.laws) {
    const { held, bills, broken, untried = 0 } = summary.laws;
    notes.push(
      `Laws of plans that hold: ${count(held)} of ${count(held + broken + untried)}, tried on ${counted(bills, 'bill')}.`,
    );
  }
  if (compared === 0 && scenarios.new === 0 && results.length > 0)
    notes.push('Nothing was held against an expectation or a baseline.');
  if (scenarios.obsolete > 0) {
    notes.push(
      `${counted(scenarios.obsolete, 'accepted scenario')} ${scenarios.obsolete === 1 ? 'is' : 'are'} no longer made.`,
    );
  }
  const { shard } = run.header;
  if (shard) {
    notes.push(
      `This is part ${shard.index} of ${shard.of}; all parts have ${counted(shard.all, 'scenario')} together.`,
    );
  }
  if (filtered > 0) notes.push(`Left out by the filters: ${count(filtered)}.`);
  return notes;
}

/** Whose bill changes and by how much, by currency: totals that differ from what was expected or accepted. */
function moneyNotes({ header, results }: TestRun): string[] {
  const currencies = new Map(header.plans.map(({ id, currency }) => [id, currency]));
  const changes = new Map<string, string[]>();
  for (const { plan, check, differences } of results) {
    // By a law a bill should be another one; no bill changed.
    if (check === 'law') continue;
    for (const { cell, by } of differences) {
      if (by === undefined || !(cell === 'total' || cell.endsWith(' invoice'))) continue;
      const currency = currencies.get(plan) ?? '';
      const known = changes.get(currency);
      if (known) known.push(by);
      else changes.set(currency, [by]);
    }
  }
  return [...changes].sort().flatMap(([currency, amounts]) => {
    const sides = [
      [1n, 'higher'],
      [-1n, 'lower'],
    ] as const;
    const parts = sides.flatMap(([sign, side]) => {
      const own = amounts.filter((text) => (exact(text)?.n ?? 0n) * sign > 0n);
      return own.length === 0 ? [] : `${count(own.length)} ${side} (${signed(sumOf(own) ?? '')} ${currency})`;
    });
    return parts.length === 0 ? [] : `Invoice totals that changed: ${parts.join(', ')}.`;
  });
}

/** Sums of all invoices by currency: `EUR 552,871.72`. */
export const moneyOf = ({ summary }: TestRun): string[] =>
  Object.entries(summary.money).map(([currency, sum]) => `${currency} ${grouped(sum)}`);

/** Customers of a recipe are numbered behind its id; written scenarios have no slash in theirs. */
export const isMade = ({ header }: TestRun, id: string): boolean =>
  id.includes('/') || header.recipes.some((recipe) => recipe.id === id);
