/** Values as people write them elsewhere, in the form in which they are read here. Undefined: nothing is known of such a text. */

const CURRENCY_SIGN = /^\p{Sc}\s*|\s*\p{Sc}$/gu;

/** An amount as it should be written: without currency sign, decimals behind a dot, no separators of thousands. */
export function plainAmount(text: string): string | undefined {
  const plain = text.replaceAll(CURRENCY_SIGN, '').trim();
  if (/^\d{1,18},\d{1,2}$/.test(plain)) return plain.replace(',', '.');
  if (/^\d{1,3}(,\d{3})+(\.\d{1,12})?$/.test(plain)) return plain.replaceAll(',', '');
  if (/^\.\d{1,12}$/.test(plain)) return `0${plain}`;
  return /^\d{1,18}(\.\d{1,12})?$/.test(plain) ? plain : undefined;
}

/** A price for so much: `2,50€/GB` is `2.50 / GB`. */
export function plainRate(text: string): string | undefined {
  const per = /^(.*[\d\p{Sc}])\s*(?:\/|\bper\b)\s*(\d*\s*[A-Za-z]{1,8})$/u.exec(text.replaceAll(CURRENCY_SIGN, ''));
  const amount = per ? plainAmount(per[1]!) : undefined;
  return amount === undefined ? undefined : `${amount} / ${per![2]}`;
}

/** A whole number whose thousands are set apart: `100.000`, `100,000`, `100 000`, `100_000`. */
export const plainWhole = (text: string): string | undefined =>
  /^[1-9]\d{0,2}([.,' _\u00a0\u202f]\d{3})+$/.test(text) ? text.replaceAll(/\D/g, '') : undefined;

/** `1.5.2026` is `2026-05-01`. */
export function plainDay(text: string): string | undefined {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  return year === undefined ? undefined : `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
}

/** `My plan!` is `my-plan`; empty where no letter or digit is in it. */
export const plainId = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
