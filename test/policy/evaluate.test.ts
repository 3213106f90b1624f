/** Policies against small runs built by hand; the numbers are worked out in the comments. */

import { describe, expect, test } from 'vitest';
import { customer, diff, held, PLANS, plansOf } from './run.ts';

const short = (outcome: ReturnType<typeof held>[number] | undefined) => {
  const { outcome: came, measured, breaches, breached } = outcome!;
  return { came, measured, breaches, breached };
};

/** 10 + 20 -> 10.50 + 20; 30 -> 29.90. In all 60.00 -> 60.40: +0.40, 0.6667 %. */
const TWO = [
  customer('a', ['10.00', '20.00'], ['10.50', '20.00'], { segment: 'consumer' }),
  customer('b', ['30.00'], ['29.90']),
];

describe('total-change', () => {
  test.each([
    ['at_most: 1 %', 'pass'],
    ['at_most: 0.6666 %', 'block'],
    ['at_most: 0.40 EUR', 'pass'],
    ['at_most: 0.39 EUR', 'block'],
    ['at_most: 0.39 EUR, then: warn', 'warn'],
    ['at_least: -1 %', 'pass'],
    ['at_least: 0.41 EUR', 'block'],
    ['at_least: 0.40 EUR', 'pass'],
    // a alone: 30.00 -> 30.50, 1.6667 %
    ['at_most: 1 %, segment: consumer', 'block'],
  ])('%s: %s', (limit, came) => {
    expect(held(`policy: total-change, ${limit}`, { diff: diff(TWO) })[0]!.outcome).toBe(came);
  });

  test('is told with what was measured, by currency', () => {
    const british = customer('c', ['5.00'], ['4.00'], { plan: 'old-w' });
    const [outcome] = held('policy: total-change, at_most: 0.5 %, at_least: -10 %, source: board', {
      diff: diff([...TWO, british]),
    });
    expect(outcome).toMatchObject({
      words: 'Bills in all rise by at most 0.5 % and fall by at most 10 %',
      limit: 'at least -10 %, at most 0.5 %',
      measured: '+0.40 EUR (+0.67 %), -1.00 GBP (-20 %)',
      // GBP is 10 points over its limit, EUR 0.17.
      breaches: ['bills in all: -1.00 GBP (-20 %)', 'bills in all: +0.40 EUR (+0.67 %)'],
      ...{ breached: 2, outcome: 'block', source: 'board' },
    });
  });

  test('a share that would look like its limit is shown with more decimals', () => {
    // 100000.00 -> 102000.01: 2.00001 %
    const [outcome] = held('policy: total-change, at_most: 2 %', {
      diff: diff([customer('a', ['100000.00'], ['102000.01'])]),
    });
    expect(short(outcome)).toMatchObject({ came: 'block', measured: '+2000.01 EUR (+2.00001 %)' });
  });

  test('from nothing every rise is more than a share', () => {
    const outcomes = held(['policy: total-change, at_most: 99999 %', 'policy: total-change, at_least: -5 %'], {
      diff: diff([customer('a', ['0.00'], ['0.01'])]),
    });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['block', 'pass']);
  });
});

describe('worse-off', () => {
  test('counts customers whose bills rise together', () => {
    // a rises; b falls; c rises once and falls more: better off; d is the same. 1 of 4.
    const results = [
      ...TWO,
      customer('c', ['10.00', '10.00'], ['11.00', '8.00']),
      customer('d', ['1.00'], undefined, { status: 'passed' }),
    ];
    const outcomes = held(['policy: worse-off, at_most: 25 %', 'policy: worse-off, at_most: 24.9 %'], {
      diff: diff(results),
    });
    expect(outcomes.map(short)).toEqual([
      { came: 'pass', measured: '25 % (1 of 4 customers)', breaches: [], breached: 0 },
      {
        came: 'block',
        measured: '25 % (1 of 4 customers)',
        breaches: ['25 % (1 of 4 customers) pay more'],
        breached: 1,
      },
    ]);
    expect(outcomes[1]!.words).toBe('At most 24.9 % of customers pay more');
  });

  test('leaves out who has bills on one side only', () => {
    const results = [
      customer('new', undefined, ['9.00'], { status: 'new' }),
      customer('gone', ['9.00'], undefined, { status: 'obsolete' }),
    ];
    const [outcome] = held('policy: worse-off, at_most: 100 %', { diff: diff(results) });
    expect(short(outcome)).toMatchObject({ came: 'block', measured: 'held against nothing: no customer was compared' });
  });
});

describe('bill-increase', () => {
  const results = [
    customer('small', ['1.00'], ['1.50']), // +0.50, 50 %
    customer('large', ['100.00', '100.00'], ['103.00', '101.00']), // +3.00, 3 %; +1.00, 1 %
    customer('begun', [null], ['0.20'], { segment: 'consumer' }), // nothing before: no share bounds it
  ];

  test('as an amount', () => {
    const [outcome] = held('policy: bill-increase, at_most: 0.99 EUR', { diff: diff(results) });
    expect(short(outcome)).toEqual({
      came: 'block',
      measured: 'large, 2026-04-01: 100.00 EUR -> 103.00 EUR, +3.00 EUR (+3 %)',
      breaches: [
        'large, 2026-04-01: 100.00 EUR -> 103.00 EUR, +3.00 EUR (+3 %)',
        'large, 2026-05-01: 100.00 EUR -> 101.00 EUR, +1.00 EUR (+1 %)',
      ],
      breached: 2,
    });
    expect(held('policy: bill-increase, at_most: 3.00 EUR', { diff: diff(results) })[0]!.outcome).toBe('pass');
  });

  test('in percent', () => {
    const [outcome] = held('policy: bill-increase, at_most: 49.99 %', { diff: diff(results) });
    expect(outcome!.breaches).toEqual([
      'begun, 2026-04-01: 0.00 EUR -> 0.20 EUR, +0.20 EUR',
      'small, 2026-04-01: 1.00 EUR -> 1.50 EUR, +0.50 EUR (+50 %)',
    ]);
    const without = diff(results.slice(0, 2));
    expect(held('policy: bill-increase, at_most: 50 %', { diff: without })[0]!.outcome).toBe('pass');
  });

  test('many breaches are counted, and the worst told', () => {
    // +0.01 to +0.50
    const many = Array.from({ length: 50 }, (_, index) =>
      customer(`c${index}`, ['1.00'], [`1.${String(index + 1).padStart(2, '0')}`]),
    );
    const [outcome] = held('policy: bill-increase, at_most: 0.00 EUR', { diff: diff(many) });
    expect(outcome).toMatchObject({ words: 'No bill rises', breached: 50 });
    expect(outcome!.breaches).toHaveLength(20);
    expect(outcome!.breaches[0]).toBe('c49, 2026-04-01: 1.00 EUR -> 1.50 EUR, +0.50 EUR (+50 %)');
  });
});

describe('bill-cap', () => {
  const results = [
    customer('high', ['150.00'], ['201.00']),
    customer('edge', ['200.00'], undefined, { status: 'passed' }),
    customer('gone', ['999.00'], undefined, { status: 'obsolete' }),
    customer('new', undefined, ['200.01'], { status: 'new' }),
    customer('pounds', ['900.00'], ['900.00'], { plan: 'old-w' }),
  ];

  test('holds bills of the head, in its currency', () => {
    const [outcome] = held('policy: bill-cap, at_most: 200.00 EUR', { diff: diff(results) });
    expect(short(outcome)).toEqual({
      came: 'block',
      measured: 'the highest is high, 2026-04-01: 201.00 EUR',
      breaches: ['high, 2026-04-01: 201.00 EUR', 'new, 2026-04-01: 200.01 EUR'],
      breached: 2,
    });
    expect(held('policy: bill-cap, at_most: 201.00 EUR', { diff: diff(results) })[0]!.outcome).toBe('pass');
    expect(held('policy: bill-cap, plan: old-w, at_most: 899.99 GBP', { diff: diff(results) })[0]).toMatchObject({
      ...{ outcome: 'block', scope: 'plan old-w', words: 'No bill is above 899.99 GBP' },
    });
  });
});

describe('what is plainly wrong', () => {
  test('lines below zero', () => {
    const results = [
      customer('a', ['1.00'], ['1.00'], { negativeLines: 1 }),
      customer('b', ['1.00'], ['1.00'], { negativeLines: 3 }),
    ];
    const [outcome] = held('policy: no-negative-line', { diff: diff(results) });
    expect(short(outcome)).toEqual({
      ...{ came: 'block', measured: '2 scenarios', breached: 2 },
      breaches: ['b: 3 lines below zero', 'a: 1 line below zero'],
    });
    expect(held('policy: no-negative-line', { diff: diff(TWO) })[0]).toMatchObject({
      outcome: 'pass',
      measured: 'none',
    });
  });

  test('usage without a price', () => {
    const results = [customer('a', ['1.00'], ['1.00'], { unrated: 2, status: 'unrated' }), ...TWO.slice(1)];
    const [outcome] = held('policy: nothing-unrated', { diff: diff(results) });
    expect(short(outcome)).toMatchObject({ came: 'block', breaches: ['a: 2 records without a price'], breached: 1 });
    expect(held('policy: nothing-unrated', { diff: diff(TWO) })[0]!.outcome).toBe('pass');
  });

  test('too few scenarios', () => {
    const outcomes = held(['policy: scenario-count, at_least: 1000', 'policy: scenario-count, at_least: 2'], {
      diff: diff([...TWO, customer('x', undefined, undefined, { status: 'skipped' })]),
    });
    expect(outcomes.map(short)).toEqual([
      { came: 'block', measured: '2', breaches: ['2 scenarios, 998 too few'], breached: 1 },
      { came: 'pass', measured: '2', breaches: [], breached: 0 },
    ]);
  });
});

describe('price-cap', () => {
  const cap = (limit: string, more: { readonly plans?: ReturnType<typeof plansOf> } = {}) =>
    held(`policy: price-cap, ${limit}`, more)[0]!;

  test('a row of a table, without tax: 1.19 gross are 1.00 net', () => {
    const at = (most: string) => cap(`match: { service: data, in: eu }, at_most: ${most} EUR / GB, basis: net`);
    // The charge behind the table never prices data in eu: the table takes all of it.
    expect(short(at('1.00'))).toEqual({
      ...{ came: 'pass', breaches: [], breached: 0 },
      measured: 'the highest is data-abroad of smart-m from 2025-01-01, zone eu: 1.00 EUR / GB',
    });
    expect(short(at('0.99'))).toMatchObject({
      ...{ came: 'block', breached: 1 },
      breaches: ['data-abroad of smart-m from 2025-01-01, zone eu: 1.00 EUR / GB'],
    });
    expect(at('1.00').words).toBe('Usage (data in eu) costs at most 1.00 EUR / GB without tax');
  });

  test('tiers and rows of everything, with tax, the dearest first', () => {
    expect(cap('match: { service: data }, at_most: 1.19 EUR / GB').breaches).toEqual([
      'data-abroad of smart-m from 2025-01-01, zone world: 5.95 EUR / GB',
      'data of smart-m from 2025-01-01, tier 1: 2.38 EUR / GB',
    ]);
  });

  test('what an earlier charge takes is none of a later one', () => {
    expect(cap('match: { service: voice, direction: out, to: eu }, at_most: 0.238 EUR / min').outcome).toBe('pass');
    // To eu or to us: the rest prices us.
    expect(cap('match: { service: voice, direction: out, to: [eu, us] }, at_most: 0.238 EUR / min').breaches).toEqual([
      'voice-rest of smart-m from 2025-01-01: 1.19 EUR / min',
    ]);
  });

  test('what a GB is, the plan says; packages by the unit', () => {
    expect(cap('match: { service: data }, at_most: 1.10 GBP / GB, basis: net').outcome).toBe('pass');
    // 1.10 net and 20 % are 1.32.
    expect(cap('match: { service: data }, at_most: 1.31 GBP / GB').breaches).toEqual([
      'data of old-w from 2025-01-01: 1.32 GBP / GB',
    ]);
    // 4.00 for 100 messages, and 20 %: 0.048
    expect(cap('match: { service: sms }, at_most: 0.047 GBP / msg').breaches).toEqual([
      'text of old-w from 2025-01-01: 0.048 GBP / msg',
    ]);
  });

  test('a setup fee is part of the price of the first increment; without one no price bounds it', () => {
    const fee = (increment: string) =>
      plansOf(
        PLANS.replace('to: eu }, increment: 60 s,', `to: eu }, ${increment} setup: { amount: 0.10, when: charged },`),
      );
    const limit = 'match: { service: voice, direction: out, to: eu }, at_most: 0.30 EUR / min';
    // 0.238 for the minute and 0.10
    expect(cap(limit, { plans: fee('increment: 60 s,') }).breaches).toEqual([
      'voice-eu of smart-m from 2025-01-01: 0.338 EUR / min with a fee of 0.10 EUR',
    ]);
    expect(cap(limit, { plans: fee('') }).breaches).toEqual([
      'voice-eu of smart-m from 2025-01-01: a fee of 0.10 EUR, however little is used',
    ]);
  });

  test('versions that nobody has any more are left out, those that will be sold are not', () => {
    const [first = '', ...rest] = PLANS.split('---');
    const version = (effective: string, price: string) =>
      first.replace('{ new: 2025-01-01 }', effective).replace('rates: abroad', `rate: ${price} / GB`);
    const at = (existing: string) =>
      plansOf(
        [
          version('{ new: 2025-01-01 }', '2.00'),
          version(`{ new: 2026-03-01, existing: ${existing} }`, '1.19'),
          version('{ new: 2027-01-01, existing: never }', '1.50'),
          ...rest,
        ].join('---'),
      );
    const limit = 'match: { service: data, in: eu }, at_most: 1.19 EUR / GB';
    // Today is 2026-06-01: all moved by 2026-04-01, or nobody did.
    expect(cap(limit, { plans: at('next-cycle') }).breaches).toEqual([
      'data-abroad of smart-m from 2027-01-01: 1.50 EUR / GB',
    ]);
    expect(cap(limit, { plans: at('never') }).breaches).toEqual([
      'data-abroad of smart-m from 2025-01-01: 2.00 EUR / GB',
      'data-abroad of smart-m from 2027-01-01: 1.50 EUR / GB',
    ]);
  });

  test('no such price', () => {
    expect(short(cap('match: { service: video }, at_most: 1.00 EUR / min'))).toMatchObject({
      ...{ came: 'block', breached: 0 },
      measured: 'held against nothing: no plan in EUR has a price for video',
    });
  });
});

describe('margin', () => {
  /** 119.00 gross of which 19.00 are tax: 100.00. */
  const after = [
    {
      ...{ plan: 'smart-m', currency: 'EUR', invoices: 10, sum: '119.00', least: '11.90', most: '11.90', width: '1' },
      bins: [],
      parts: [
        { charge: 'fee', kind: 'recurring' as const, lines: 10, sum: '119.00' },
        { charge: 'tax standard', kind: 'tax' as const, lines: 10, sum: '19.00' },
      ],
    },
  ];
  const kind = { plan: 'smart-m', service: 'voice', direction: 'out', to: 'eu', in: '', records: 5 };
  // 60,000 s are 1,000 min at 0.05: 50.00; to us 6,000 s are 100 min at 0.30: 30.00. 20.00 of 100.00 are left.
  const usage = [
    { ...kind, quantity: '60000' },
    { ...kind, to: 'us', quantity: '6000' },
    { ...kind, service: 'sms', direction: '', to: '', records: 1200, quantity: '1200' },
  ];
  const costs =
    'costs: [ { match: { service: voice, to: eu }, cost: 0.05 EUR / min }, { match: { service: voice }, cost: 0.30 EUR / min } ]';

  test('is what is left of what is earned without tax', () => {
    const facts = { diff: diff(TWO, { after, usage }) };
    const measured =
      'the lowest is of plan smart-m: 20 % (100.00 EUR earned, 80.00 EUR spent); 1,200 records without a cost';
    expect(short(held(`policy: margin, at_least: 20 %, ${costs}`, facts)[0])).toEqual({
      ...{ came: 'pass', breaches: [], breached: 0, measured },
    });
    expect(short(held(`policy: margin, at_least: 20.1 %, ${costs}`, facts)[0])).toMatchObject({
      came: 'block',
      breaches: ['plan smart-m: 20 % (100.00 EUR earned, 80.00 EUR spent)'],
    });
  });

  test('nothing earned, and costs without usage', () => {
    const facts = { diff: diff(TWO, { usage: usage.slice(0, 1) }) };
    const [outcome] = held(`policy: margin, at_least: -1000 %, ${costs}`, facts);
    expect(short(outcome)).toMatchObject({
      came: 'block',
      measured:
        'the lowest is of plan smart-m: nothing is earned (0.00 EUR earned, 50.00 EUR spent); no usage of voice',
    });
  });
});

describe('what cannot be held is no pass', () => {
  test('without a comparison', () => {
    const outcomes = held(
      [
        'policy: total-change, at_most: 2 %',
        'policy: worse-off, at_most: 2 %, then: warn',
        'policy: bill-increase, at_most: 2 %',
        'policy: no-negative-line',
        'policy: scenario-count, at_least: 1',
        'policy: nothing-unrated',
      ],
      {},
    );
    expect(outcomes.map(({ outcome, measured }) => `${outcome}: ${measured.split(':')[0]}`)).toEqual([
      'block: no comparison',
      'warn: no comparison',
      'block: no comparison',
      'block: no comparison',
      'block: held against nothing',
      'block: held against nothing',
    ]);
  });

  test('without a customer that it is about; no exception excuses that', () => {
    const lines = [
      'policy: total-change, segment: business, at_most: 2 %',
      'policy: bill-increase, segment: business, at_most: 2 %',
      'policy: bill-cap, segment: business, at_most: 2.00 EUR',
      'policy: no-negative-line, segment: business',
      'policy: nothing-unrated, segment: business',
    ];
    const outcomes = held(lines, { diff: diff(TWO) }, [
      'policy: bill-cap, owner: ana, reason: agreed, until: 2027-01-31',
    ]);
    for (const { outcome, measured } of outcomes) {
      expect(outcome).toBe('block');
      expect(measured).toMatch(/^held against nothing: no \w+ of segment business /);
    }
  });
});

describe('exceptions', () => {
  const results = [customer('a', ['10.00'], ['17.00']), customer('b', ['10.00'], ['16.00'], { segment: 'business' })];
  const POLICY = 'policy: bill-increase, at_most: 5.00 EUR';
  const ask = (...exceptions: string[]) =>
    held(
      POLICY,
      { diff: diff(results) },
      exceptions.map((one) => `policy: bill-increase, ${one}`),
    )[0]!;
  const ANA = 'owner: ana@example.com, reason: agreed with finance';

  test('excuse what they are about, and are counted', () => {
    const outcome = ask(`segment: business, ${ANA}, until: 2026-06-01`);
    expect(outcome.exceptions).toEqual([
      { owner: 'ana@example.com', reason: 'agreed with finance', until: '2026-06-01', expired: false, used: 1 },
    ]);
    expect(short(outcome)).toMatchObject({
      came: 'block',
      breached: 2,
      breaches: [
        'a, 2026-04-01: 10.00 EUR -> 17.00 EUR, +7.00 EUR (+70 %)',
        'b, 2026-04-01: 10.00 EUR -> 16.00 EUR, +6.00 EUR (+60 %); excused by ana@example.com until 2026-06-01',
      ],
    });
  });

  test('that excuse all make a pass, still shown', () => {
    const outcome = ask(`plan: smart-m, ${ANA}, until: 2027-01-31`);
    expect(outcome).toMatchObject({ outcome: 'pass', breached: 2, exceptions: [{ used: 2, expired: false }] });
    expect(ask(`scenario: a, ${ANA}, until: 2027-01-31`, `scenario: b, ${ANA}, until: 2027-01-31`)).toMatchObject({
      outcome: 'pass',
      exceptions: [{ used: 1 }, { used: 1 }],
    });
  });

  test('do not count after their day, and are shown', () => {
    const outcome = ask(`${ANA}, until: 2026-05-31`);
    expect(outcome).toMatchObject({ outcome: 'block', exceptions: [{ expired: true, used: 0 }] });
  });

  test('that excuse nothing are shown', () => {
    expect(ask(`plan: old-w, ${ANA}, until: 2027-01-31`)).toMatchObject({
      outcome: 'block',
      exceptions: [{ expired: false, used: 0 }],
    });
  });

  test('of one number excuse it whole', () => {
    const outcomes = held(
      ['policy: total-change, at_most: 1 %, plan: smart-m', 'policy: total-change, at_most: 1 %'],
      { diff: diff(results) },
      ['policy: total-change, plan: smart-m, owner: ana, reason: agreed, until: 2027-01-31'],
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['pass', 'block']);
  });
});
