/**
 * The amount of one charge in closed form, for magnitudes where no loop would end: up to 10^15 bytes at rates of twelve
 * decimals. One cycle, one record or total, at most one allowance, exact until the line is rounded half-up.
 */

import { Fraction, larger, rounded, smaller, ZERO } from './fraction.ts';

export interface Shape {
  /** All in base units: bytes, seconds, messages. */
  readonly quantity: Fraction;
  readonly increment?: Fraction;
  readonly allowance?: Fraction;
  readonly price:
    | { readonly kind: 'flat'; readonly rate: Fraction }
    | {
        readonly kind: 'graduated' | 'volume';
        readonly edges: readonly Fraction[];
        readonly rates: readonly Fraction[];
      }
    | { readonly kind: 'package'; readonly size: Fraction; readonly price: Fraction };
}

export interface Amount {
  /** What was priced. */
  readonly quantity: Fraction;
  readonly exact: Fraction;
  readonly rounded: Fraction;
}

const steps = (quantity: Fraction, step: Fraction): Fraction => new Fraction(quantity.over(step).ceil()).times(step);

function price(quantity: Fraction, shape: Shape['price']): Fraction {
  switch (shape.kind) {
    case 'flat':
      return quantity.times(shape.rate);
    case 'package':
      return new Fraction(quantity.over(shape.size).ceil()).times(shape.price);
    case 'volume': {
      // A quantity equal to an edge belongs to the tier below it.
      const passed = shape.edges.filter((edge) => quantity.compare(edge) > 0).length;
      return quantity.times(shape.rates[passed] ?? ZERO);
    }
    case 'graduated': {
      // What lies above each edge costs the difference to the rate below it.
      const starts = [ZERO, ...shape.edges];
      return starts
        .map((start, tier) => {
          const step = (shape.rates[tier] ?? ZERO).minus(shape.rates[tier - 1] ?? ZERO);
          return larger(ZERO, quantity.minus(start)).times(step);
        })
        .reduce((a, b) => a.plus(b), ZERO);
    }
  }
}

export function closedForm(shape: Shape, cent = new Fraction(1n, 100n)): Amount {
  const counted = shape.increment ? steps(shape.quantity, shape.increment) : shape.quantity;
  const quantity = counted.minus(smaller(counted, shape.allowance ?? ZERO));
  const exact = price(quantity, shape.price);
  return { quantity, exact, rounded: rounded(exact, { mode: 'half-up', step: cent }) };
}
