/** Scores of a past change, worked by hand. */

import { expect, test } from 'vitest';
import { backtestScores } from '../../src/simulation/backtest.ts';
import type { Change, GroupRow, Interval } from '../../src/simulation/result.ts';

const change = (before: string, after: string, by: string, interval?: Interval): Change => ({
  ...{ before, after, change: by, percent: null },
  ...(interval && { interval }),
});
const within = (low: string, high: string): Interval => ({ low, high, confidence: '95' });
const segment = (name: string, revenue?: Change): GroupRow => ({
  ...{ name, sampled: 30, mark: revenue ? undefined : 'suppressed' },
  ...(revenue && { revenue }),
});

test('errors are predicted less actual, in percent of the actual; intervals are of the change', () => {
  const scores = backtestScores({
    predicted: change('1000.00', '1100.00', '100.00', within('50', '150')),
    actual: '1150.005',
    segments: [
      segment('young', change('400.00', '440.00', '40.00', within('-10', '60'))), // actual 480: change 80, outside
      segment('old', change('600.00', '660.00', '60.00', within('40', '70'))), //    actual 670: change 70, the end is in
      segment('few'),
      segment('gone', change('10.00', '5.00', '-5.00')),
    ],
    actualOf: new Map([
      ['young', '480.00'],
      ['old', '670.00'],
    ]),
    decimals: 2,
  });
  // 1100 - 1150.005 = -50.005; / 1150.005 = -4.34824 %. The change was 150.005: above 150.
  expect(scores).toMatchObject({ actual: '1150.005', error: '-50.005', errorPercent: '-4.3482', covered: false });
  expect(scores.segments.map(({ name, errorPercent, covered }) => [name, errorPercent, covered])).toEqual([
    ['young', '-8.3333', false], // -40 / 480
    ['old', '-1.4925', true], //    -10 / 670 = -1.49254
    ['gone', null, undefined], //   nothing was billed: nothing to divide by
  ]);
  expect(scores.segments[2]!.actual).toBe('0.00');
  // (8.3333 + 1.4925) / 2 = 4.9129; one of two.
  expect(scores.meanAbsolutePercent).toBe('4.9129');
  expect(scores.coverage).toBe('50.0000');
});

test('without intervals and segments there is no coverage and no mean', () => {
  const scores = backtestScores({
    ...{ predicted: change('5.00', '6.00', '1.00'), actual: '6.00', segments: [], actualOf: new Map(), decimals: 2 },
  });
  expect(scores).toMatchObject({ error: '0.00', errorPercent: '0.0000', covered: undefined });
  expect([scores.meanAbsolutePercent, scores.coverage]).toEqual([null, null]);
});
