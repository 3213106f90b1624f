/** Amounts and quantities as the engine writes them, as values. */

import { decimal, type Rational } from '../exact/rational.ts';

/** The value of what the engine wrote: a decimal, or a fraction where no decimal ends. */
export function value(text: string): Rational {
  const [n = '', d] = text.split('/');
  if (d === undefined) return decimal(n);
  return { n: BigInt(n), d: BigInt(d) };
}

export const decimalsIn = (text: string): number => text.split('.')[1]?.length ?? 0;
