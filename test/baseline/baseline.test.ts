/** Baselines: what is told can be read, and what was not written by us is refused with its place. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptedOf, baselineFile, readBaseline, tellsOf, writeBaseline } from '../../src/baseline/baseline.ts';
import { readQuantity, writeQuantity } from '../../src/baseline/quantity.ts';
import { readLine, totalsIn } from '../../src/baseline/read-line.ts';
import { teller } from '../../src/baseline/tell.ts';
import { formatUnits } from '../../src/exact/rational.ts';
import { renderProblems } from '../../src/problems/render.ts';
import type { Dimension } from '../../src/units/quantity.ts';

const DIMENSIONS: Readonly<Record<string, Dimension>> = {
  voice: 'time',
  'voice-world': 'time',
  data: 'data',
  sms: 'message',
};
const tell = teller((_, charge) => DIMENSIONS[charge]);

const INVOICE = {
  date: '2026-04-01',
  currency: 'EUR',
  total: '29.99',
  net: '25.20',
  tax: '4.79',
  lines: [
    { key: 'monthly-fee', amount: '19.99' },
    { key: 'voice', amount: '0.00', quantity: '14776' },
    { key: 'voice-world zone=eu band=peak tier=2', amount: '10.00', quantity: '420' },
    { key: 'voice-world zone=eu band=off-peak tier=1', amount: '1.00', quantity: '61' },
    { key: 'data', amount: '0.01', quantity: '450900000' },
    { key: 'sms zone=eu', amount: '0.10', quantity: '3' },
    { key: 'sms zone=world', amount: '0.00', quantity: '1' },
    { key: 'welcome', amount: '-1.00' },
    { key: 'tax standard', amount: '4.79' },
  ],
};

const TOLD =
  'smart-m EUR 29.99: monthly-fee 19.99; voice 4h6m16s; voice-world@eu~peak#2 10.00 7m, @eu~off-peak#1 1.00 1m1s; ' +
  'data 0.01 450.9MB; sms@eu 0.10 x3, @world x1; welcome -1.00; tax 4.79';

describe('a line', () => {
  test('tells a customer: what is usual is not said, a charge is named once, nothing is lost', () => {
    const usual = ['2026-04-01', '2026-05-01'];
    expect(tell('smart-m', [INVOICE], usual)).toBe(TOLD);
    expect(readLine(TOLD, usual)).toEqual({ plan: 'smart-m', invoices: [INVOICE] });
  });

  test('says what is not usual: the date, a second currency, taxes by category and what is no sum of them', () => {
    const yen = { date: '2026-05-01', currency: 'JPY', total: '1200', net: '1100', tax: '100', lines: [] };
    const two = {
      ...{ date: '2026-05-17', currency: 'EUR', total: '10.00', net: '9.00', tax: '1.00' },
      lines: [
        { key: 'tax standard', amount: '0.75' },
        { key: 'tax reduced', amount: '0.25' },
      ],
    };
    const text = 'p 2026-05-17 EUR 10.00: tax standard 0.75, reduced 0.25 | JPY 1200: tax in all 100';
    expect(tell('p', [two, yen], ['2026-04-01', '2026-05-01'])).toBe(text);
    expect(readLine(text, ['2026-04-01', '2026-05-01'])).toEqual({ plan: 'p', invoices: [two, yen] });
    expect(tell('smart-m', [])).toBe('smart-m no invoice');
    expect(readLine('smart-m no invoice')).toEqual({ plan: 'smart-m', invoices: [] });
  });

  test.each([
    ['time', '0', '0s'],
    ['time', '60', '1m'],
    ['time', '7201', '2h1s'],
    ['time', '63.5', '63.5s'],
    ['data', '999', '999B'],
    ['data', '1000', '1kB'],
    ['data', '104101755', '104.101755MB'],
    ['data', '2500000000', '2.5GB'],
    ['data', '1/3', '1/3B'],
    ['message', '57', 'x57'],
  ] as const)('quantities of %s: %s is %s', (dimension, base, text) => {
    expect(writeQuantity(base, dimension)).toBe(text);
    expect(readQuantity(text)).toBe(base);
  });

  test('quantities edited by hand are read as they are meant', () => {
    // 1.5 kB are 1500 bytes, however many zeros are behind them; 90 minutes are 5400 seconds.
    expect(['1.500kB', '0.0005MB', '90m', '1.23456kB'].map(readQuantity)).toEqual(['1500', '500', '5400', '1234.56']);
    expect(['', 'MB', '5 GB', '1h 3m', '1e3', '1/0', '5x', '5'].map(readQuantity)).toEqual(
      new Array(8).fill(undefined),
    );
  });

  test('can be read again without loss, whatever the invoices are', () => {
    const decimals = fc.constantFrom(0, 2, 3);
    const money = (places: number) => fc.bigInt(-(10n ** 20n), 10n ** 20n).map((units) => formatUnits(units, places));
    const attribute = fc.constantFrom('eu', 'peak', 'off-peak', '1', '2', '@eu-plus', 'a b');
    const key = fc
      .tuple(
        fc.constantFrom(
          'fee',
          'fee/credit',
          'voice',
          'data',
          'sms',
          'tax',
          'no',
          'fee 2',
          'tax standard',
          'tax zero',
          'total-rounding',
        ),
        fc.option(attribute),
        fc.option(attribute),
        fc.option(attribute),
      )
      .map(([charge, zone, band, tier]) =>
        [charge, zone && `zone=${zone}`, band && `band=${band}`, tier && `tier=${tier}`].filter(Boolean).join(' '),
      );
    const quantity = fc.oneof(
      fc.constantFrom('0', '7', '1/3', '0.5', '12345678901234567890'),
      fc.nat({ max: Number.MAX_SAFE_INTEGER }).map(String),
    );
    const invoice = decimals.chain((places) =>
      fc
        .record({
          date: fc.constantFrom('2026-04-01', '2026-05-01', '2025-12-17'),
          currency: fc.constantFrom('EUR', 'JPY'),
          units: fc.tuple(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.bigInt(0n, 10n ** 12n)),
          lines: fc.array(
            fc.oneof(
              fc.record({ key, amount: fc.oneof(money(places), fc.constant(formatUnits(0n, places))), quantity }),
              fc.record({ key, amount: money(places) }),
            ),
          ),
        })
        .map(({ date, currency, units: [net, tax], lines }) => ({
          ...{ date, currency, lines },
          ...{ net: formatUnits(net, places), tax: formatUnits(tax, places), total: formatUnits(net + tax, places) },
        })),
    );
    fc.assert(
      fc.property(fc.array(invoice, { maxLength: 4 }), fc.subarray(['2026-04-01', '2026-05-01']), (invoices, usual) => {
        expect(readLine(tell('p', invoices, usual), usual)).toEqual({ plan: 'p', invoices });
      }),
      { numRuns: 300 },
    );
  });

  test('that was damaged is never taken apart into something else without an end', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: TOLD.length - 1 }),
        fc.constantFrom('', ';', ' ', '(', ')', '|', '<', '1', ':'),
        (at, put) => {
          const told = readLine(TOLD.slice(0, at) + put + TOLD.slice(at + 1), ['2026-04-01']);
          if ('message' in told) expect(told.column).toBeLessThanOrEqual(TOLD.length + 1);
        },
      ),
      { numRuns: 300 },
    );
    const long = `p EUR 1.00: ${'a 1.00 5s('.repeat(100_000)}`;
    expect(readLine(long, ['2026-04-01'])).toMatchObject({ column: 13, length: 1_000_000 });
  });
});

const STORY = { seed: -7, fingerprint: '0af1', dates: ['2026-04-01'] };
const BASELINE = {
  ...{ ...STORY, file: 'b.txt', recipe: 'consumer' },
  lines: new Map([
    [10, TOLD],
    [2, TOLD],
  ]),
};
const TEXT = [...writeBaseline(BASELINE)].join('');

describe('a file', () => {
  test('is written in the order of the customers, and read again', () => {
    expect(TEXT).toBe(
      [
        '# Accepted invoices, a customer a line: number, plan, total: lines, each with amount and quantity; tax.',
        '# @zone ~band #tier; amounts of zero are left out. Written by `rateproof test --update`; review the change, then commit it.',
        '# recipe consumer seed -7 fingerprint 0af1 invoices 2026-04-01',
        `2 ${TOLD}`,
        `10 ${TOLD}`,
        '',
      ].join('\n'),
    );
    expect(readBaseline(TEXT, 'b.txt').value).toEqual(BASELINE);
  });

  test.each([
    ['Windows line ends', TEXT.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${TEXT}`],
    ['no newline at its end', TEXT.trimEnd()],
  ])('may have %s', (_, text) => {
    const { value } = readBaseline(text, 'b.txt');
    expect(value).toEqual(BASELINE);
    expect(acceptedOf(value!, 10)?.value?.invoices).toEqual([INVOICE]);
  });

  test('is of one seed, one wording and one list of dates', () => {
    expect(tellsOf(BASELINE, STORY)).toBe(true);
    expect(tellsOf(BASELINE, { ...STORY, seed: 7 })).toBe(false);
    expect(tellsOf(BASELINE, { ...STORY, fingerprint: '0af2' })).toBe(false);
    expect(tellsOf(BASELINE, { ...STORY, dates: [] })).toBe(false);
    expect(tellsOf(undefined, STORY)).toBe(false);
  });

  test('stands beside its recipe', () => {
    expect(baselineFile('scenarios/base.yaml', 'consumer')).toBe('scenarios/base.consumer.baseline.txt');
  });

  /** As the command line prints it: file, line, column, the line, and what to do. */
  const refusal = (text: string): string => {
    const { value, problems } = readBaseline(text, 'b.txt');
    const found =
      problems.length > 0 ? problems : [...value!.lines.keys()].flatMap((n) => acceptedOf(value!, n)!.problems);
    return renderProblems(found, { sources: new Map([['b.txt', text]]) });
  };

  test('that cannot be read says where and what to do', () => {
    const row = (text: string): string => `${TEXT}${text}\n`;
    expect(refusal(`${TEXT.replace('10 smart', '<<<<<<< HEAD\n10 smart')}`)).toMatchInlineSnapshot(`
      "b.txt:5:1  error BASELINE-UNREADABLE  two versions of this baseline were merged and the conflict was not resolved
        5 | <<<<<<< HEAD
          | ^
        fix: resolve the conflict: keep the lines of one of the two, then run \`rateproof test\`

      1 error
      "
    `);
    expect(refusal(row(`2 ${TOLD}`))).toMatchInlineSnapshot(`
      "b.txt:6:1  error BASELINE-UNREADABLE  consumer/2 stands twice in the baseline
        6 | 2 smart-m EUR 29.99: monthly-fee 19.99; voice 4h6m16s; voice-world@eu~pea…
          | ^
        fix: keep one of the two lines, or take the file from version control

      1 error
      "
    `);
    expect(refusal(row(''))).toMatchInlineSnapshot(`
      "b.txt:6:1  error BASELINE-UNREADABLE  a line begins with the number of a customer
        6 | 
          | ^
        fix: take the file from version control; or delete the file and run \`rateproof test --update new\`

      1 error
      "
    `);
    expect(refusal(`2 ${TOLD}\n`)).toMatchInlineSnapshot(`
      "b.txt:3:1  error BASELINE-UNREADABLE  line 3 does not name the recipe, its seed, its fingerprint and its dates
        fix: take the file from version control; or delete the file and run \`rateproof test --update new\`

      1 error
      "
    `);
    expect(
      refusal('# Accepted\n# recipe consumer seed 7 fingerprint 0af1\n1 smart-m 2026-04-01 29.99 EUR tax 4.79\n'),
    ).toMatchInlineSnapshot(`
      "b.txt:1:1  error BASELINE-UNREADABLE  this baseline is in the form of an earlier version
        1 | # Accepted
          | ^
        fix: with plans that were not changed, delete b.txt and run \`rateproof test --update new\`

      1 error
      "
    `);
    expect(
      refusal(TEXT.replaceAll('monthly-fee 19.99', 'monthly-fee 19,99').replace(/10 .*\n/, '')),
    ).toMatchInlineSnapshot(`
      "b.txt:4:22  error BASELINE-UNREADABLE  a line is a name, an amount such as 4.79, and a quantity such as 2.5GB, 1h3m or x3, if it has one
        4 | 2 smart-m EUR 29.99: monthly-fee 19,99; voice 4h6m16s; voice-world@eu~pea…
          |                      ^^^^^^^^^^^^^^^^^
        fix: take the line from version control; or delete the line and run \`rateproof test --update new\`

      1 error
      "
    `);
    expect(refusal(row('11 smart-m EUR 29.99: monthly-fee 19.99; data 1.00 2.5 GB; tax 4.79'))).toMatchInlineSnapshot(`
      "b.txt:6:42  error BASELINE-UNREADABLE  a line is a name, an amount such as 4.79, and a quantity such as 2.5GB, 1h3m or x3, if it has one
        6 | 11 smart-m EUR 29.99: monthly-fee 19.99; data 1.00 2.5 GB; tax 4.79
          |                                          ^^^^^^^^^^^^^^^^
        fix: take the line from version control; or delete the line and run \`rateproof test --update new\`

      1 error
      "
    `);
    expect(refusal(row('11 smart-m EUR 29.9'.slice(0, 12)))).toMatchInlineSnapshot(`
      "b.txt:6:12  error BASELINE-UNREADABLE  an invoice begins with its total, such as \`EUR 29.99:\`
        6 | 11 smart-m E
          |            ^
        fix: take the line from version control; or delete the line and run \`rateproof test --update new\`

      1 error
      "
    `);
    expect(refusal(row('11 smart-m EUR 29.99: monthly-fee 19.99; welc'))).toMatchInlineSnapshot(`
      "b.txt:6:42  error BASELINE-UNREADABLE  a line is a name, an amount such as 4.79, and a quantity such as 2.5GB, 1h3m or x3, if it has one
        6 | 11 smart-m EUR 29.99: monthly-fee 19.99; welc
          |                                          ^^^^
        fix: take the line from version control; or delete the line and run \`rateproof test --update new\`

      1 error
      "
    `);
    expect(refusal(row('11 smart-m EUR 9.99 | EUR 9.99'))).toMatchInlineSnapshot(`
      "b.txt:6:23  error BASELINE-UNREADABLE  this invoice has no date, and the head of the file names none for it
        6 | 11 smart-m EUR 9.99 | EUR 9.99
          |                       ^^^^^^^^
        fix: take the line from version control; or delete the line and run \`rateproof test --update new\`

      1 error
      "
    `);
    expect(refusal(row(`11 ${TOLD.replace('data 0.01', `data ${'0'.repeat(100_000)}`)}`))).toMatchInlineSnapshot(`
      "b.txt:6:115  error BASELINE-UNREADABLE  a line is a name, an amount such as 4.79, and a quantity such as 2.5GB, 1h3m or x3, if it has one
        6 | …10.00 7m, @eu~off-peak#1 1.00 1m1s; data 0000000000000000000000000000000…
          |                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        fix: take the line from version control; or delete the line and run \`rateproof test --update new\`

      1 error
      "
    `);
  });
});

test('the totals of a line, without taking it apart', () => {
  expect(totalsIn('smart-m EUR 29.99: monthly-fee 19.99; sms 0.27 x3 | 2026-04-01 5.00 | -1.50: credit -1.50')).toEqual(
    ['29.99', '5.00', '-1.50'],
  );
  expect(totalsIn('jp 2026-04-01 JPY 3417: fee 3417')).toEqual(['3417']);
  expect(totalsIn('smart-m no invoice')).toEqual([]);
});
