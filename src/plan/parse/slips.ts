/** Common slips in the form of a value, and what to write instead. */

const CURRENCY_SIGN = /^\p{Sc}\s*|\s*\p{Sc}$/gu;
const LIMITS = 'digits and a dot only, at most 18 before the dot and 12 behind it';

/** The fix for a text that is not of the form; undefined when nothing is known of it. */
export function formFix(text: string, form: string): string | undefined {
  const fixed = slip(text, form);
  if (fixed !== undefined) return `write \`${fixed}\``;
  if (isRate(form)) {
    const amount = plainAmount(text);
    if (amount !== undefined) return `say for how much: \`${amount} / min\`, \`${amount} / GB\`, \`${amount} / msg\``;
    if (/^-/.test(text)) return 'a rate is not negative: a discount takes something off';
  }
  if (form.startsWith('a quantity') && /^\d+(\.\d+)?$/.test(text))
    return `add the unit, such as \`${text} s\` or \`${text} GB\``;
  return form.startsWith('an amount') ? LIMITS : undefined;
}

const isRate = (form: string): boolean => form.startsWith('a rate such as `');

function slip(text: string, form: string): string | undefined {
  if (form.startsWith('an amount') || form.startsWith('a rate such as 0')) return plainAmount(text);
  if (isRate(form)) {
    const per = /^(.*\d)\s*(?:\/|\bper\b)\s*(\d*\s*[A-Za-z]{1,8})$/.exec(text.replaceAll(CURRENCY_SIGN, ''));
    const amount = per && plainAmount(per[1]!);
    return amount === undefined || amount === null ? undefined : `${amount} / ${per![2]}`;
  }
  if (form.startsWith('an id')) {
    const id = text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '');
    return id !== '' && id.length <= 64 ? id : undefined;
  }
  if (form.startsWith('a currency') && /^[A-Za-z]{3}$/.test(text)) return text.toUpperCase();
  const date = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (form.startsWith('a date') && date) return `${date[3]}-${date[2]!.padStart(2, '0')}-${date[1]!.padStart(2, '0')}`;
  return form.startsWith('a time of day') && /^\d:[0-5]\d$/.test(text) ? `0${text}` : undefined;
}

/** An amount as it should be written: without currency sign, decimals behind a dot, no separators of thousands. */
function plainAmount(text: string): string | undefined {
  const plain = text.replaceAll(CURRENCY_SIGN, '').trim();
  if (/^\d{1,18},\d{1,2}$/.test(plain)) return plain.replace(',', '.');
  if (/^\d{1,3}(,\d{3})+(\.\d{1,12})?$/.test(plain)) return plain.replaceAll(',', '');
  if (/^\.\d{1,12}$/.test(plain)) return `0${plain}`;
  return /^\d{1,18}(\.\d{1,12})?$/.test(plain) ? plain : undefined;
}
