/** What holds of every outcome, whatever the run. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { customer, diff, held } from './run.ts';

const cents = fc.integer({ min: -500, max: 20_000 }).map((units) => {
  const digits = String(Math.abs(units)).padStart(3, '0');
  return `${units < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
});
const bills = fc.array(fc.tuple(fc.option(cents), fc.option(cents)), { minLength: 1, maxLength: 3 });
const results = fc
  .array(
    fc.record({
      bills,
      status: fc.constantFrom('passed' as const, 'changed' as const, 'new' as const, 'obsolete' as const),
      segment: fc.constantFrom('consumer', 'business', undefined),
      plan: fc.constantFrom('smart-m', 'old-w'),
      negativeLines: fc.constantFrom(0, 0, 0, 2),
      unrated: fc.constantFrom(0, 0, 0, 1),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((customers) =>
    customers.map(({ bills: of, status, segment, plan, negativeLines, unrated }, index) => {
      const before = status === 'new' ? undefined : of.map(([one]) => one);
      const after = status === 'passed' || status === 'obsolete' ? undefined : of.map(([, one]) => one);
      const more = { status, plan, negativeLines, unrated, ...(segment !== undefined && { segment }) };
      return customer(`c${index}`, before, after, more);
    }),
  );

/** Policies with the limit left open, the looser one first. */
const LIMITED: readonly (readonly [(limit: number) => string, 'looser' | 'tighter'])[] = [
  [(limit) => `policy: total-change, at_most: ${limit} %`, 'looser'],
  [(limit) => `policy: total-change, at_most: ${limit}.00 EUR`, 'looser'],
  [(limit) => `policy: total-change, at_least: ${limit} %`, 'tighter'],
  [(limit) => `policy: worse-off, at_most: ${Math.abs(limit)} %`, 'looser'],
  [(limit) => `policy: bill-increase, at_most: ${limit} %`, 'looser'],
  [(limit) => `policy: bill-increase, at_most: ${limit}.00 EUR`, 'looser'],
  [(limit) => `policy: bill-increase, segment: consumer, at_most: ${limit}.00 GBP`, 'looser'],
  [(limit) => `policy: bill-cap, at_most: ${limit}.00 EUR`, 'looser'],
  [(limit) => `policy: scenario-count, at_least: ${Math.abs(limit) + 1}`, 'tighter'],
];
const PLAIN = ['policy: no-negative-line', 'policy: nothing-unrated'];
const EXCUSED = [
  'policy: bill-increase, segment: consumer, owner: ana, reason: agreed, until: 2026-12-31',
  'policy: bill-cap, scenario: c1, owner: ana, reason: agreed, until: 2026-12-31',
];

/** Those that a policy of this name can have. */
const excusedOf = (line: string): string[] => EXCUSED.filter((one) => one.split(',')[0] === line.split(',')[0]);

const limits = fc.integer({ min: -30, max: 120 });

test('the order of results and of policies makes no difference', () => {
  fc.assert(
    fc.property(results, limits, fc.infiniteStream(fc.nat()), (all, limit, dice) => {
      const shuffled = <T>(list: readonly T[]): T[] =>
        list
          .map((one) => ({ one, at: dice.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
      const lines = [...LIMITED.map(([line]) => line(limit)), ...PLAIN];
      const others = shuffled(lines);
      const first = held(lines, { diff: diff(all) }, EXCUSED);
      const second = held(others, { diff: diff(shuffled(all)) }, EXCUSED);
      const without = ({ place: _, ...outcome }: (typeof first)[number]) => outcome;
      expect(lines.map((line) => without(second[others.indexOf(line)]!))).toEqual(first.map(without));
    }),
    { numRuns: 300 },
  );
});

test('a tighter limit never makes a pass of a block', () => {
  let passed = 0;
  let blocked = 0;
  fc.assert(
    fc.property(results, limits, limits, (all, a, b) => {
      for (const [line, more] of LIMITED) {
        // The absolute value is the limit of some: the same order for all.
        const [low, high] = [Math.min(Math.abs(a), Math.abs(b)), Math.max(Math.abs(a), Math.abs(b))];
        const [loose, tight] = more === 'looser' ? [high, low] : [low, high];
        const [before, after] = held([line(loose), line(tight)], { diff: diff(all) }, excusedOf(line(0)));
        if (before!.outcome === 'block') expect(after!.outcome).toBe('block');
        expect(after!.breached).toBeGreaterThanOrEqual(before!.breached);
        if (before!.outcome === 'pass') passed += 1;
        if (after!.outcome === 'block') blocked += 1;
      }
    }),
    { numRuns: 300 },
  );
  expect(Math.min(passed, blocked)).toBeGreaterThan(300);
});

test('breaches are told only where there are some, and a pass has none that nobody excused', () => {
  fc.assert(
    fc.property(results, limits, (all, limit) => {
      const lines = [...LIMITED.map(([line]) => line(limit)), ...PLAIN];
      for (const { outcome, breaches, breached, exceptions, measured } of held(lines, { diff: diff(all) }, EXCUSED)) {
        expect(breaches).toHaveLength(Math.min(breached, 20));
        const excused = exceptions.reduce((sum, { used }) => sum + used, 0);
        if (outcome === 'pass') expect(excused).toBe(breached);
        else if (breached === 0) expect(measured).toMatch(/^held against nothing: /);
        else expect(excused).toBeLessThan(breached);
      }
    }),
    { numRuns: 300 },
  );
});
