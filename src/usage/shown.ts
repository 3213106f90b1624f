/** Text of a stranger's file as it may be shown: in quotes, cut short, with nothing in it that acts on a terminal. */

// Controls, separators, and the marks that turn the direction of writing around.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\ufffe\uffff"\\]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

export function shown(text: string, most = 60): string {
  const characters = [...text];
  const cut = characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
  return `"${cut.replace(UNSAFE, (found) => NAMED[found] ?? `\\u{${found.codePointAt(0)!.toString(16)}}`)}"`;
}
