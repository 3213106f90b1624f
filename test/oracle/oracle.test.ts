/** The oracle itself, held against bills that were published or worked by hand; the arithmetic stands beside each. */

import { describe, expect, test } from 'vitest';
import { closedForm } from './closed-form.ts';
import { Fraction } from './fraction.ts';
import { type OracleResult, oracleInvoices, type PlainDocument, type PlainMap, type PlainRecord } from './oracle.ts';
import { toYaml } from './yaml.ts';

const plan = (rest: PlainMap): PlainDocument => ({
  plan: 'p',
  currency: 'EUR',
  timezone: 'UTC',
  prices: 'gross',
  bill_cycle: { anchor: '1' },
  ...rest,
});

/** Active from 1 January 2026; invoices of the year. */
const WHOLE_YEAR = {
  id: 'a',
  plan: 'p',
  activated: '2026-01-01',
  invoices: { from: '2026-01-01', before: '2027-01-01' },
};

let count = 0;
const usage = (at: string, service: string, quantity: string, rest: Partial<PlainRecord> = {}): PlainRecord => {
  count += 1;
  return { id: `r${String(count).padStart(4, '0')}`, at, service, quantity, ...rest };
};
const call = (quantity: string, rest: Partial<PlainRecord> = {}): PlainRecord =>
  usage('2026-01-20T10:00:00.000Z', 'voice', quantity, rest);

/** Lines of the invoice of one date, as `key amount`. */
const lines = (result: OracleResult, date = '2026-02-01'): string[] =>
  (result.invoices.find((invoice) => invoice.date === date)?.lines ?? []).map(({ key, amount }) => `${key} ${amount}`);

/** The total of the invoice for January. */
function january(charges: PlainMap, ...records: PlainRecord[]): string | undefined {
  const account = { ...WHOLE_YEAR, terminated: '2026-02-01' };
  const { invoices } = oracleInvoices([plan(charges)], account, records);
  return invoices.find((invoice) => invoice.date === '2026-02-01')?.total;
}

const voice = (rest: PlainMap): PlainMap => ({ usage: [{ id: 'v', match: { service: 'voice' }, ...rest }] });
const data = (rest: PlainMap): PlainMap => ({ usage: [{ id: 'd', match: { service: 'data' }, ...rest }] });
const mobile = (at: string, quantity: string): PlainRecord => usage(at, 'data', quantity);
const DAY = '2026-01-05T00:00:00.000Z';

describe('increments', () => {
  // P1: 3:05 is 4 started minutes, 4 × 0.09 = 0.36.
  test('60/60', () => expect(january(voice({ increment: '60 s', rate: '0.09 / min' }), call('3m 5s'))).toBe('0.36'));
  // P2: 61 s at 0.16/60 = 0.162666…; half-up to cents 0.16. Exact to four decimals: 0.1627.
  test('60/1', () =>
    expect(january(voice({ increment: '60 s / 1 s', rate: '0.16 / min' }), call('61 s'))).toBe('0.16'));
  test('60/1 to four decimals', () =>
    expect(
      january(
        voice({ increment: '60 s / 1 s', rate: '0.16 / min', rounding: { line: 'half-up 4 decimals' } }),
        call('61 s'),
      ),
    ).toBe('0.1627'));
  test('60/60 against it: 2 × 0.14', () =>
    expect(january(voice({ increment: '60 s / 60 s', rate: '0.14 / min' }), call('61 s'))).toBe('0.28'));
  // P2: 367 s at 0.16/min is 0.97866…, below 7 × 0.14 = 0.98; 368 s is 0.98133….
  test.each([
    ['367 s', '0.9787'],
    ['368 s', '0.9813'],
  ])('60/1 crosses 60/60: %s', (quantity, amount) =>
    expect(
      january(
        voice({ increment: '60 s / 1 s', rate: '0.16 / min', rounding: { line: 'half-up 0.0001' } }),
        call(quantity),
      ),
    ).toBe(amount),
  );
  // P3: 0.20 a minute, 15 s. 1/1: 15/60 × 0.20 = 0.05; 10/10: 20 s = 0.0667; 30/30: 0.10; 60/x: 0.20.
  test.each([
    ['1 s', '0.05'],
    ['10 s', '0.067'],
    ['30 s', '0.1'],
    ['60 s / 1 s', '0.2'],
  ])('15 s in %s', (increment, amount) =>
    expect(january(voice({ increment, rate: '0.20 / min', rounding: { line: 'half-up 0.001' } }), call('15 s'))).toBe(
      amount,
    ),
  );
  // P3: 175 kB at 0.49/MB of 1024 kB. 1 kB: 175 × 0.49/1024 = 0.08374; 10 kB: 180 → 0.08613; 50 and 100 kB: 200 → 0.0957.
  test.each([
    ['1 kB', '0.084'],
    ['10 kB', '0.086'],
    ['50 kB', '0.096'],
    ['100 kB', '0.096'],
  ])('175 kB in blocks of %s', (increment, amount) => {
    const units = { MB: '1024 kB' };
    const charges = data({ increment, rate: '0.49 / MB', rounding: { line: 'half-up 0.001' } });
    expect(january({ units, ...charges }, mobile(DAY, '175 kB'))).toBe(amount);
  });
  // Completed minutes only: 119 s is one minute.
  test('60 s down', () =>
    expect(january(voice({ increment: '60 s down', rate: '0.10 / min' }), call('119 s'))).toBe('0.1'));
  // The floor is 60 s, then increments of 7 s: 63 s at 0.60/min = 0.63.
  test('minimum before increments', () =>
    expect(january(voice({ minimum_quantity: '60 s', increment: '7 s', rate: '0.60 / min' }), call('5 s'))).toBe(
      '0.63',
    ));
  test('zero bills nothing, not even the setup', () =>
    expect(
      january(
        voice({ minimum_quantity: '60 s', setup: { amount: '1', when: 'always' }, rate: '1 / min' }),
        call('0 s'),
      ),
    ).toBe(undefined));
});

describe('bands', () => {
  const calendar = {
    calendar: 'day-night',
    bands: { day: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '07:00', before: '19:00' }], night: 'otherwise' },
  };
  const banded = (crossing: string, timezone: string, at: string, quantity: string, rest: PlainMap = {}): string[] => {
    const charges = voice({
      bands: { calendar: 'day-night', crossing },
      increment: '60 s',
      rate: { day: '0.10 / min', night: '0.04 / min' },
      line_by: ['band'],
      ...rest,
    });
    return lines(
      oracleInvoices([plan({ timezone, ...charges }), calendar], WHOLE_YEAR, [usage(at, 'voice', quantity)]),
    );
  };
  // P4: set-up 9.9 p and 60 × 5.9 p = 363.9 p for an hour at 18:00; evening inclusive at 19:00.
  test.each([
    ['2026-01-20T18:00:00.000Z', '3.64'],
    ['2026-01-20T19:00:00.000Z', undefined],
  ])('set-up and daytime: %s', (at, total) => {
    const allowance = {
      id: 'evening',
      match: { service: 'voice' },
      bands: { calendar: 'day-night', crossing: 'by-start' },
    };
    const charge = { ...allowance, id: 'v', rate: { day: '0.059 / min', night: '0 / min' } };
    const setup = at.includes('T18') ? { setup: { amount: '0.099', when: 'charged' } } : {};
    const { invoices } = oracleInvoices(
      [plan({ currency: 'GBP', usage: [{ ...charge, ...setup }] }), calendar],
      WHOLE_YEAR,
      [usage(at, 'voice', '60 min')],
    );
    expect(invoices[0]?.total).toBe(total ?? '0');
  });
  // Tuesday 18:58:30, 3 min: increments begin 18:58:30 and 18:59:30 (day) and 19:00:30 (night): 0.20 and 0.04.
  test('split by increment', () =>
    expect(banded('split-by-increment', 'UTC', '2026-01-20T18:58:30.000Z', '2m 5s')).toEqual([
      'v band=day 0.2',
      'v band=night 0.04',
    ]));
  // The same, 180 s cut at the edge: 90 s of day = 0.15, 90 s of night = 0.06.
  test('round, then split', () =>
    expect(banded('round-then-split', 'UTC', '2026-01-20T18:58:30.000Z', '2m 5s')).toEqual([
      'v band=day 0.15',
      'v band=night 0.06',
    ]));
  test('by start', () =>
    expect(banded('by-start', 'UTC', '2026-01-20T18:58:30.000Z', '2m 5s')).toEqual(['v band=day 0.3']));
  // P9: 20:50 to 21:10 with nights from 21:00 are 10 peak minutes; here 18:50 to 19:10: 10 × 0.10 and 10 × 0.04.
  test('20 minutes across the edge', () =>
    expect(banded('split-by-increment', 'UTC', '2026-01-20T18:50:00.000Z', '20 min')).toEqual([
      'v band=day 1',
      'v band=night 0.4',
    ]));
  // Berlin, Monday 30 March 2026, the day after the clocks went forward: 07:00 is 05:00Z. From 04:59Z: 1 night, 1 day.
  test('summer time', () =>
    expect(banded('split-by-increment', 'Europe/Berlin', '2026-03-30T04:59:00.000Z', '2 min').length).toBe(0));
  test('summer time, on the invoice of April', () => {
    const charges = voice({
      bands: { calendar: 'day-night', crossing: 'split-by-increment' },
      increment: '60 s',
      rate: { day: '0.10 / min', night: '0.04 / min' },
      line_by: ['band'],
    });
    const result = oracleInvoices([plan({ timezone: 'Europe/Berlin', ...charges }), calendar], WHOLE_YEAR, [
      usage('2026-03-30T04:59:00.000Z', 'voice', '2 min'),
    ]);
    expect(lines(result, '2026-04-01')).toEqual(['v band=night 0.04', 'v band=day 0.1']);
  });
  // 150 s of day at 0.10/min = 0.25 → up 0.10 = 0.30; the rest, 30 s of night, 0.02 → 0.10.
  test('segments', () =>
    expect(
      banded('round-then-split', 'UTC', '2026-01-20T18:57:30.000Z', '3 min', { rounding: { segment: 'up 0.1' } }),
    ).toEqual(['v band=day 0.3', 'v band=night 0.1']));
  // 0.25 + 0.02 + 0.05 = 0.32 → up 0.10 = 0.40; the setup stands where the record starts, the 0.08 where it ends.
  test('record rounding', () =>
    expect(
      banded('round-then-split', 'UTC', '2026-01-20T18:57:30.000Z', '3 min', {
        rounding: { record: 'up 0.1' },
        setup: { amount: '0.05', when: 'charged' },
      }),
    ).toEqual(['v band=day 0.3', 'v band=night 0.1']));
});

describe('allowances and tiers', () => {
  // P6: (60 + 125)/60 × 1.50 = 4.625; 61 s off-net at 3.50/min = 3.558333….
  test('first minute full, two networks', () => {
    const rates = { by: 'to', unit: 'min', rows: { 'on-net': '1.50', 'off-net': '3.50' } };
    const charges = voice({ increment: '60 s / 1 s', rates, line_by: ['zone'], rounding: { line: 'half-up 0.0001' } });
    const records = [call('45 s', { to: 'on-net' }), call('125 s', { to: 'on-net' }), call('61 s', { to: 'off-net' })];
    expect(lines(oracleInvoices([plan({ currency: 'CZK', ...charges })], WHOLE_YEAR, records))).toEqual([
      'v zone=on-net 4.625',
      'v zone=off-net 3.5583',
    ]);
  });
  const three = (increment: string, remainder: string): PlainMap => ({
    allowances: [{ id: 'rest', covers: [{ service: 'voice' }], amount: '3 min', remainder }],
    ...voice({ increment, rate: '0.03 / min' }),
  });
  // P8: 17 × 0.03 + 12 × 0.02 + 240 × 0.01 = 3.15.
  test('pay as you go', () => {
    const usageCharges = [
      { id: 'v', match: { service: 'voice' }, rate: '0.03 / min' },
      { id: 's', match: { service: 'sms' }, rate: '0.02 / msg' },
      { id: 'd', match: { service: 'data' }, rate: '0.01 / MB' },
    ];
    const records = [call('17 min'), usage(DAY, 'sms', '12 msg'), usage(DAY, 'data', '240 MB')];
    expect(january({ currency: 'GBP', usage: usageCharges }, ...records)).toBe('3.15');
  });
  // P8: 3 min left and a call of 5:30: 3 minutes of 60/60 remain = 0.09; 2.5 by the second = 0.075, half-up 0.08.
  test('60/60', () => expect(january(three('60 s', 'split'), call('5m 30s'))).toBe('0.09'));
  test('1/1', () => expect(january(three('1 s', 'split'), call('5m 30s'))).toBe('0.08'));
  // Increments of 120 s: 360 s, of which the allowance holds 180: split leaves 180 s = 0.09, leave 240 s = 0.12, cover 120 s = 0.06.
  test.each([
    ['split', '0.09'],
    ['leave', '0.12'],
    ['cover', '0.06'],
  ])('%s', (remainder, amount) => expect(january(three('120 s', remainder), call('5m 30s'))).toBe(amount));
  // P12: 7 per started 100 MB: 650 MB is 7 blocks = 49, 701 MB 8 = 56.
  test.each([
    ['650 MB', '49'],
    ['701 MB', '56'],
  ])('started blocks: %s', (quantity, amount) =>
    expect(january(data({ package: { size: '100 MB', price: '7' } }), mobile(DAY, quantity))).toBe(amount),
  );
  // 15.5 GB less 10: 5 × 4.00 + 0.5 × 3.00 = 21.50.
  const overage = (rest: PlainMap): PlainMap => ({
    allowances: [{ id: 'ten', covers: [{ service: 'data' }], amount: '10 GB' }],
    ...data({
      tiers: { model: 'graduated', steps: [{ to: '5 GB', rate: '4.00 / GB' }, { rate: '3.00 / GB' }], ...rest },
    }),
  });
  test('graduated', () => expect(january(overage({}), mobile(DAY, '15.5 GB'))).toBe('21.5'));
  // What is covered counts too: the 5.5 GB lie from 10 GB on, all in the second tier: 16.50.
  test('graduated, all counted', () => expect(january(overage({ count: 'all' }), mobile(DAY, '15.5 GB'))).toBe('16.5'));
  test('graduated, all counted, in pieces', () =>
    expect(january(overage({ count: 'all' }), mobile(DAY, '9 GB'), mobile(DAY, '6.5 GB'))).toBe('16.5'));
  // Exactly 10 messages: below is tier 1, 10 × 0.05; above is tier 2, 10 × 0.02.
  test.each([
    ['below', '0.5'],
    ['above', '0.2'],
  ])('volume, edge %s', (edge, amount) => {
    const tiers = { model: 'volume', edge, steps: [{ to: '10 msg', rate: '0.05 / msg' }, { rate: '0.02 / msg' }] };
    expect(january({ usage: [{ id: 's', match: { service: 'sms' }, tiers }] }, usage(DAY, 'sms', '10 msg'))).toBe(
      amount,
    );
  });
  // Fees 1 and 2, 12 messages: 10 × 0.05 + 1 and 2 × 0.02 + 2 = 3.54; without any, the first fee.
  test.each([
    ['12 msg', '3.54'],
    ['0 msg', '1'],
  ])('fees: %s', (quantity, amount) => {
    const steps = [
      { to: '10 msg', rate: '0.05 / msg', fee: '1' },
      { rate: '0.02 / msg', fee: '2' },
    ];
    const tiers = { model: 'graduated', zero_usage: 'first-fee', steps };
    expect(january({ usage: [{ id: 's', match: { service: 'sms' }, tiers }] }, usage(DAY, 'sms', quantity))).toBe(
      amount,
    );
  });
  // 393 of 500 minutes: 0. 53 messages less 50: 3 × 0.03 = 0.09. 22330.49 MB is 22 started GB of 1024 MB, less 15: 70.
  // With the fee of 20: 90.09, as published.
  test('Megaline, user 1001, October 2018', () => {
    const cover = (id: string, service: string, amount: string): PlainMap => ({ id, covers: [{ service }], amount });
    const surf = plan({
      currency: 'USD',
      prices: 'net',
      units: { GB: '1024 MB' },
      recurring: [{ id: 'fee', amount: '20', charged: 'in-arrears' }],
      allowances: [cover('m', 'voice', '500 min'), cover('s', 'sms', '50 msg'), cover('g', 'data', '15 GB')],
      usage: [
        { id: 'calls', match: { service: 'voice' }, increment: '60 s', rate: '0.03 / min' },
        { id: 'sms', match: { service: 'sms' }, rate: '0.03 / msg' },
        {
          id: 'data',
          match: { service: 'data' },
          rate: '10 / GB',
          rounding: { counter: { to: 'up 1 GB', stage: 'before-allowance' } },
        },
      ],
    });
    const at = '2018-10-15T12:00:00.000Z';
    const account = { ...WHOLE_YEAR, activated: '2018-08-13', invoices: { from: '2018-11-01', before: '2018-11-02' } };
    const records = [usage(at, 'voice', '393 min'), usage(at, 'sms', '53 msg'), usage(at, 'data', '22330.49 MB')];
    const { invoices } = oracleInvoices([surf], account, records);
    expect(invoices.map(({ total }) => total)).toEqual(['90.09']);
  });
});

describe('magnitudes', () => {
  const f = (text: string): Fraction => Fraction.of(text);
  // 10^15 B at 0.000000000001 a byte is 1000; half of it at half the price from 5 × 10^14 on: 500 + 250.
  test('flat', () =>
    expect(
      closedForm({
        quantity: f('1000000000000000'),
        price: { kind: 'flat', rate: f('0.000000000001') },
      }).exact.toString(),
    ).toBe('1000'));
  test('graduated', () =>
    expect(
      closedForm({
        quantity: f('1000000000000000'),
        price: { kind: 'graduated', edges: [f('500000000000000')], rates: [f('0.000000000001'), f('0.0000000000005')] },
      }).exact.toString(),
    ).toBe('750'));
  // The loop and the closed form agree where both can be asked.
  test.each(['1', '999', '1000', '1001', '2500', '4000', '4001'])('closed form against the loop: %s B', (bytes) => {
    const rates = ['0.0123', '0.0045', '0.0201'];
    const edges = ['1000', '4000'];
    const steps = rates.map((rate, tier) => ({
      rate: `${rate} / B`,
      ...(edges[tier] ? { to: `${edges[tier]} B` } : {}),
    }));
    for (const kind of ['graduated', 'volume'] as const) {
      const looped = january(
        {
          allowances: [{ id: 'a', covers: [{ service: 'data' }], amount: '300 B' }],
          ...data({ increment: '7 B', tiers: { model: kind, steps } }),
        },
        mobile(DAY, `${bytes} B`),
      );
      const price = { kind, edges: edges.map(f), rates: rates.map(f) };
      const closed = closedForm({ quantity: f(bytes), increment: f('7'), allowance: f('300'), price });
      expect(looped ?? '0').toBe(closed.rounded.toString());
    }
  });
});

test('what the YAML says survives', () => {
  expect(toYaml([{ plan: 'p', amount: '19.90', rate: '0.09 / min', on: ['@usage'] }])).toBe(
    'plan: p\namount: 19.90\nrate: 0.09 / min\non:\n  - "@usage"\n',
  );
});
