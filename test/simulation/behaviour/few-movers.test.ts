/** Moves of few customers: what is not told is not found from what is told beside it either. */

import { expect, test } from 'vitest';
import { decimal } from '../../../src/exact/rational.ts';
import { assume, live, one, sourced, type Town } from './town.ts';

test('a move that is suppressed alone would be the total less the others: the next smallest goes with it', () => {
  const prices = { big: { fee: 3000, price: 0 }, light: { fee: 500, price: 10 } };
  const customer = (name: string, plan: string, used: number) => ({
    ...{ name, plan, segment: 'home', weight: 1_000_000, used: [used] },
  });
  const town: Town = {
    ...{ months: ['2026-01'], base: prices, candidate: prices, segments: ['home'] },
    // Ann saves 15.00 on light, with tax 18.00; three others 25.00 on big, with tax 30.00.
    customers: [customer('ann', 'big', 100), ...['eve', 'joe', 'sue'].map((name) => customer(name, 'light', 500))],
  };
  const migration = {
    ...{ ...sourced, who: 'everybody' as const, inertia: one('0'), atLeast: decimal('0'), to: 'all' as const },
  };
  const told = (fewest: number) => live(town, { ...assume({ migration }), fewest }).told().migration;
  expect(told(1)).toMatchObject({
    ...{ sampled: 4, customers: '4', saving: '108' },
    moves: [
      { from: 'big', to: 'light', sampled: 1, mark: 'few', customers: '1', saving: '18' },
      { from: 'light', to: 'big', sampled: 3, customers: '3', saving: '90' },
    ],
  });
  expect(told(2)!.moves).toEqual([
    { from: 'big', to: 'light', sampled: 1, mark: 'suppressed' },
    { from: 'light', to: 'big', sampled: 3, mark: 'suppressed' },
  ]);
});
