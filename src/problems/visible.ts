/** Text from files, made safe and measurable for a terminal. */

/** What cannot be seen, moves the cursor, or reorders the text around it. */
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Surrogate}]/gu;

/** The text with control characters as pictures (␛) or codes (\x9b, \u202e), so that none reaches the terminal. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (character) => {
    const code = character.codePointAt(0)!;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return '␡';
    return code < 0x100 ? `\\x${code.toString(16)}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** JSON on several lines (`indent` 0: on one) that keeps every text as it is and shows none of it raw: what cannot be seen is escaped. */
export function visibleJson(value: unknown, indent = 2): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  // Line ends in JSON.stringify's own text are its layout; those of texts are escaped already.
  return JSON.stringify(value, writeBigInt, indent).replaceAll(UNSEEN, (character) =>
    character === '\n' ? character : escaped(character),
  );
}

const writeBigInt = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

const WIDE = new RegExp(
  '^[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe6f' +
    '\\uff00-\\uff60\\uffe0-\\uffe6\\u{1f300}-\\u{1f64f}\\u{1f680}-\\u{1f6ff}\\u{1f900}-\\u{1faff}\\u{20000}-\\u{3fffd}]$',
  'u',
);
const ADDED = /^[\p{Mn}\p{Me}]$/u;

/** One character as shown, and how many columns of a terminal it takes. */
export function cell(character: string): { readonly text: string; readonly width: number } {
  if (character === '\t') return { text: '    ', width: 4 };
  const text = visible(character);
  if (text !== character) return { text, width: text.length };
  return { text, width: ADDED.test(character) ? 0 : WIDE.test(character) ? 2 : 1 };
}
