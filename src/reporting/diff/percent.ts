/** Percents for people, from exact amounts. */

import { divide, multiply, rational } from '../../exact/rational.ts';
import { exact, grouped } from '../amounts.ts';

/** `+0.02 %`, half away from zero; more decimals where two would call it nothing. Empty where there is no whole. */
export function percentOf(part: string, whole: string): string {
  const [value, all] = [exact(part), exact(whole)];
  if (!value || !all || all.n === 0n) return '';
  const percent = divide(multiply(value, rational(100n)), all.n < 0n ? rational(-all.n, all.d) : all);
  if (percent.n === 0n) return '0.00 %';
  const sign = percent.n < 0n ? '-' : '+';
  const size = percent.n < 0n ? -percent.n : percent.n;
  for (let decimals = 2, scale = 100n; decimals <= 6; decimals += 1, scale *= 10n) {
    const rounded = (2n * size * scale + percent.d) / (2n * percent.d);
    if (rounded === 0n) continue;
    const digits = `${rounded}`.padStart(decimals + 1, '0');
    return `${sign}${grouped(digits.slice(0, -decimals))}.${digits.slice(-decimals)} %`;
  }
  return `${sign}0.000001 % or less`;
}
