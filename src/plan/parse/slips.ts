/** Common slips in the form of a value, and what to write instead. */

import { plainAmount, plainDay, plainId, plainRate } from '../../yaml/slips.ts';

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
    return plainRate(text);
  }
  if (form.startsWith('an id')) {
    const id = plainId(text);
    return id.length <= 64 && id !== '' ? id : undefined;
  }
  if (form.startsWith('a currency') && /^[A-Za-z]{3}$/.test(text)) return text.toUpperCase();
  if (form.startsWith('a date')) return plainDay(text);
  return form.startsWith('a time of day') && /^\d:[0-5]\d$/.test(text) ? `0${text}` : undefined;
}
