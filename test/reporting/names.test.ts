import { expect, test } from 'vitest';
import { lineName, namesOfRun, placeOfLine, quantityText } from '../../src/reporting/names.ts';

const place = (line: number): string => `plans/a.yaml:${line}`;
const NAMES = namesOfRun({
  ...{ rateproof: '0.1.0', timeZoneData: '2026f', recipes: [], scenarios: 1, inputs: '' },
  plans: [
    { id: 'a', currency: 'EUR', versions: 1, name: 'A', charges: { fee: { name: 'Monthly fee', place: place(3) } } },
    {
      ...{ id: 'b', currency: 'EUR', versions: 1, name: 'B' },
      charges: {
        fee: { name: 'Fee of B', place: 'plans/b.yaml:3' },
        data: { name: 'Data', dimension: 'data', place: 'plans/b.yaml:7' },
      },
    },
  ],
});

test('a line of a second version, as the engine numbers it', () => {
  expect(lineName(NAMES.get('a'), 'fee 2')).toEqual({ name: 'Monthly fee', detail: 'no. 2' });
  expect(lineName(NAMES.get('b'), 'data zone=eu tier=2 2')).toEqual({ name: 'Data', detail: 'zone eu, tier 2, no. 2' });
  expect(lineName(NAMES.get('a'), 'tax standard')).toEqual({ name: 'Tax', detail: 'standard' });
});

test('on the invoice of a change of plan the other plan gives the names that are missing', () => {
  expect(lineName(NAMES.get('a'), 'fee').name).toBe('Monthly fee');
  expect(lineName(NAMES.get('a'), 'data').name).toBe('Data');
  expect(placeOfLine(NAMES.get('a'), 'data')).toBe('plans/b.yaml:7');
  expect(quantityText(NAMES.get('a'), 'data', '5500000000')).toBe('5.5 GB');
  expect(lineName(NAMES.get('a'), 'nobody').name).toBe('nobody');
});

test('quantities that are compared are in one unit', () => {
  // 18,650 MB is 18.65 GB; 18,621.2 MB would need four decimals.
  expect(quantityText(NAMES.get('b'), 'data', '18650000000')).toBe('18.65 GB');
  expect(quantityText(NAMES.get('b'), 'data', '18650000000', ['18621200000'])).toBe('18,650 MB');
  expect(quantityText(NAMES.get('b'), 'data', '18621200000', ['18650000000'])).toBe('18,621.2 MB');
  expect(quantityText(NAMES.get('b'), 'data', '0', ['5000000000'])).toBe('0 GB');
});
