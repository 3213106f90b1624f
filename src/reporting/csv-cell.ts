/** One cell of a CSV file for a spreadsheet (RFC 4180 with line feeds). */

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
/** What most cells are. */
const HARMLESS = /^[\w.][\w./: -]*$/;
/** What a spreadsheet would run as a formula, full-width signs too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** The start of a cell for a spreadsheet whose separator is not the comma, as it is in half of Europe. */
const LATER_FORMULA = /([;\t])(?=[=+\-@＝＋－＠])/g;

/** What a spreadsheet would run as a formula gets an apostrophe in front; numbers, negative ones too, do not. */
export function noFormula(text: string): string {
  if (HARMLESS.test(text)) return text;
  return (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text).replaceAll(LATER_FORMULA, "$1'");
}

/** The text as one cell that is no formula, in quotes where it needs them. */
export function csvCell(text: string | undefined): string {
  if (text === undefined) return '';
  if (HARMLESS.test(text)) return text;
  const safe = noFormula(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
