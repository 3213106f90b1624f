/** Single charges at magnitudes that only a closed form can check: petabytes, and prices of twelve decimals. */

import fc from 'fast-check';
import type { Shape } from './closed-form.ts';
import { Fraction } from './fraction.ts';
import type { Account, PlainDocument, PlainRecord } from './oracle.ts';
import type { PlainMap } from './text.ts';

const MOST = 10n ** 15n;
/** Any size is as likely as any other: 7 B as much as 700 TB. */
const bytes = fc
  .tuple(fc.nat({ max: 15 }), fc.bigInt({ min: 0n, max: MOST }), fc.constantFrom(-1n, 0n, 1n))
  .map(([zeros, digits, beside]) => {
    const size = zeros < 8 ? 10n ** BigInt(zeros * 2) + beside : digits / 10n ** BigInt(zeros - 8) + beside;
    return size < 0n ? 0n : size > MOST ? MOST : size;
  });
const price = fc
  .tuple(fc.nat({ max: 2 }), fc.bigInt({ min: 0n, max: 10n ** 13n }))
  .map(([zeros, units]) => new Fraction(units / 10n ** BigInt(zeros * 3), 10n ** 12n));

export interface Large {
  readonly documents: readonly PlainDocument[];
  readonly account: Account;
  readonly records: readonly PlainRecord[];
  readonly shape: Shape;
}

export const large: fc.Arbitrary<Large> = fc
  .record({
    used: bytes,
    increment: fc.option(bytes, { nil: undefined }),
    allowance: fc.option(bytes, { nil: undefined }),
    edges: fc.uniqueArray(bytes, { maxLength: 3 }),
    rates: fc.array(price, { minLength: 4, maxLength: 4 }),
    per: fc.constantFrom('B', 'kB', 'MB', 'GB'),
    kind: fc.constantFrom('flat', 'graduated', 'volume', 'package'),
    size: bytes,
  })
  .map(({ used, increment, allowance, edges, rates, per, kind, size }) => {
    const sorted = edges.filter((edge) => edge > 0n).sort((a, b) => (a < b ? -1 : 1));
    const fractions = sorted.map((edge) => new Fraction(edge));
    const scale = new Fraction(10n ** BigInt(['B', 'kB', 'MB', 'GB'].indexOf(per) * 3));
    const perByte = rates.map((rate) => rate.over(scale));
    const [rate = new Fraction(0)] = perByte;
    const block = new Fraction(size + 1n);
    const text = (index: number): string => `${rates[index]} / ${per}`;
    const tiers = {
      model: kind,
      steps: [...sorted, undefined].map((edge, at) => ({
        ...(edge !== undefined && { to: `${edge} B` }),
        rate: text(at),
      })),
    };
    const pricing: PlainMap =
      kind === 'flat'
        ? { rate: text(0) }
        : kind === 'package'
          ? { package: { size: `${block} B`, price: `${rates[0]}` } }
          : { tiers };
    const shaped: Shape['price'] =
      kind === 'flat'
        ? { kind, rate }
        : kind === 'package'
          ? { kind, size: block, price: rates[0] ?? rate }
          : { kind: kind === 'volume' ? 'volume' : 'graduated', edges: fractions, rates: perByte };
    const step = increment === undefined ? undefined : increment + 1n;
    const plan: PlainDocument = {
      plan: 'p',
      currency: 'EUR',
      timezone: 'UTC',
      prices: 'net',
      ...(allowance !== undefined && {
        allowances: [{ id: 'bundle', covers: [{ service: 'data' }], amount: `${allowance + 1n} B` }],
      }),
      usage: [{ id: 'd', match: { service: 'data' }, ...(step && { increment: `${step} B` }), ...pricing }],
    };
    return {
      documents: [plan],
      account: { id: 'a', plan: 'p', activated: '2026-01-01', invoices: { from: '2026-01-01', before: '2026-02-02' } },
      records: [{ id: 'r', at: '2026-01-10T12:00:00.000Z', service: 'data', quantity: `${used} B` }],
      shape: {
        quantity: new Fraction(used),
        ...(step && { increment: new Fraction(step) }),
        ...(allowance !== undefined && { allowance: new Fraction(allowance + 1n) }),
        price: shaped,
      },
    };
  });
