/** Common slips in the form of a value, and what to write instead. */

const CURRENCY_SIGN = /^\p{Sc}\s*|\s*\p{Sc}$/gu;

/** The fix for a text that is not of the form; undefined when nothing is known of it. */
export function formFix(text: string, form: string): string | undefined {
  const fixed = slip(text, form);
  return fixed === undefined ? undefined : `write \`${fixed}\``;
}

function slip(text: string, form: string): string | undefined {
  const plain = text.replaceAll(CURRENCY_SIGN, '').trim();
  if (form.startsWith('an amount') || form.startsWith('a rate such as 0')) {
    if (/^\d{1,18},\d{1,2}$/.test(plain)) return plain.replace(',', '.');
    if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) return plain.replaceAll(',', '');
    if (/^\d{1,18}(\.\d{1,12})?$/.test(plain)) return plain;
    if (/^\.\d{1,12}$/.test(plain)) return `0${plain}`;
  }
  if (form.startsWith('a rate such as `')) {
    if (/^\d{1,18},\d{1,12}\s*\/\s*[\w. ]+$/.test(plain)) return plain.replace(',', '.');
    if (/^\d{1,18}(\.\d{1,12})?$/.test(plain)) return `${plain} / min`;
    const per = /^(\d{1,18}(?:\.\d{1,12})?)\s+per\s+([\w ]+)$/.exec(plain);
    if (per) return `${per[1]} / ${per[2]}`;
  }
  if (form.startsWith('an id')) {
    const id = text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '');
    if (id !== '' && id.length <= 64) return id;
  }
  if (form.startsWith('a currency') && /^[a-z]{3}$/.test(text)) return text.toUpperCase();
  const date = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (form.startsWith('a date') && date) return `${date[3]}-${date[2]!.padStart(2, '0')}-${date[1]!.padStart(2, '0')}`;
  if (form.startsWith('a time of day') && /^\d:[0-5]\d$/.test(text)) return `0${text}`;
  return undefined;
}
