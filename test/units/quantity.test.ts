import { describe, expect, test } from 'vitest';
import { decimal, rational } from '../../src/exact/rational.ts';
import {
  type Dimension,
  parseQuantity,
  parseRate,
  SERVICES,
  STANDARD_UNITS,
  showQuantity,
  unitsOf,
  withUnits,
} from '../../src/units/quantity.ts';

describe('quantities', () => {
  test.each([
    ['10 GB', 'data', '10000000000'],
    ['10GB', 'data', '10000000000'],
    ['1.5 min', 'time', '90'],
    ['250 ms', 'time', '0.25'],
    ['2 h', 'time', '7200'],
    ['1 KiB', 'data', '1024'],
    ['2 MiB', 'data', '2097152'],
    ['1 GiB', 'data', '1073741824'],
    ['1 TiB', 'data', '1099511627776'],
    ['1 TB', 'data', '1000000000000'],
    ['3 msg', 'message', '3'],
    ['0 unit', 'unit', '0'],
    ['1h 3m 30s', 'time', '3810'],
    ['3m 30s', 'time', '210'],
    ['3m', 'time', '180'],
    ['1h', 'time', '3600'],
    ['1h30s', 'time', '3630'],
  ] as const)('%s', (text, dimension, value) => {
    expect(parseQuantity(text)).toEqual({ dimension, value: decimal(value) });
  });

  test.each([
    '',
    ' ',
    '10',
    'GB',
    '-5 s',
    '+5 s',
    '5 gb',
    '5 m',
    '1,5 s',
    '1e3 s',
    '5 s 3 m',
    '30s 3m',
    '1.5m 3s',
    '5 XB',
  ])('%j is no quantity', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  test('units given another size, also by means of each other', () => {
    const megabyte = { dimension: 'data', value: rational(1_024_000n) } as const;
    const first = withUnits(new Map([['MB', megabyte]]));
    expect(parseQuantity('2 MB', first)).toEqual({ dimension: 'data', value: rational(2_048_000n) });
    expect(parseQuantity('1 GB', first)).toEqual({ dimension: 'data', value: rational(10n ** 9n) });
    const gigabyte = parseQuantity('1024 MB', first)!;
    const both = withUnits(
      new Map([
        ['MB', megabyte],
        ['GB', gigabyte],
      ]),
    );
    expect(parseQuantity('1 GB', both)!.value).toEqual(rational(1_048_576_000n));
    expect(parseQuantity('1 GB', STANDARD_UNITS)!.value).toEqual(rational(10n ** 9n));
  });

  test('every service is measured in a unit of its dimension', () => {
    const base: Record<Dimension, string> = { time: 's', data: 'B', message: 'msg', unit: 'unit' };
    expect(Object.entries(SERVICES).map(([service, dimension]) => `${service} ${base[dimension]}`)).toEqual([
      ...['voice s', 'video s', 'sms msg', 'mms msg', 'data B', 'event unit'],
    ]);
  });
});

describe('rates', () => {
  test.each([
    // 0.09 / 60 s = 9 / 6000
    ['0.09 / min', 'time', 3n, 2000n],
    ['0.09/min', 'time', 3n, 2000n],
    ['5 / 100 MB', 'data', 1n, 20_000_000n],
    ['0.10 / min', 'time', 1n, 600n],
    ['7.2 / h', 'time', 1n, 500n],
    ['0.002 / ms', 'time', 2n, 1n],
    ['1 / 1.5 min', 'time', 1n, 90n],
    ['3 / KiB', 'data', 3n, 1024n],
    ['0 / msg', 'message', 0n, 1n],
  ] as const)('%s', (text, dimension, n, d) => {
    expect(parseRate(text)).toEqual({ dimension, perBase: { n, d }, text });
  });

  test.each(['', '5', '5 / ', '/ min', '-1 / min', '1 / 0 min', '1 / min / s', '1 / XB', '1 / 1h 3m', 'x / min'])(
    '%j is no rate',
    (text) => {
      expect(parseRate(text)).toBeUndefined();
    },
  );
});

describe('for people', () => {
  test.each([
    ['5500000000', 'data', '5.5 GB'],
    ['1000', 'data', '1 kB'],
    ['1024', 'data', '1.024 kB'],
    ['1000001', 'data', '1000.001 kB'],
    ['1234567', 'data', '1234.567 kB'],
    ['123456789', 'data', '123456.789 kB'],
    ['999', 'data', '999 B'],
    ['0', 'data', '0 B'],
    ['90', 'time', '1.5 min'],
    ['100', 'time', '100 s'],
    ['5400', 'time', '1.5 h'],
    ['0.25', 'time', '0.25 s'],
    ['3', 'message', '3 msg'],
    ['1', 'unit', '1 unit'],
  ] as const)('%s of %s: %s', (value, dimension, text) => {
    expect(showQuantity(decimal(value), dimension)).toBe(text);
  });

  test('a value without an end is a fraction', () => {
    expect(showQuantity(rational(1n, 3n), 'time')).toBe('1/3 s');
  });

  test('units by size, largest first', () => {
    expect(unitsOf('time').map(([name]) => name)).toEqual(['h', 'min', 's', 'ms']);
    expect(unitsOf('data').map(([name]) => name)).toEqual(['TiB', 'TB', 'GiB', 'GB', 'MiB', 'MB', 'KiB', 'kB', 'B']);
  });
});
