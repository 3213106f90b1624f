/** Reads a workbook as any other program would: the zip by its directory, the sheets as XML. */

import { inflateRawSync } from 'node:zlib';
import { parseXml, type XmlElement } from '@rgrove/parse-xml';

export interface ReadCell {
  readonly kind: 'number' | 'text' | 'flag' | 'empty';
  /** As a reader shows it that does not compute. */
  readonly value: string | number | boolean | undefined;
  readonly formula: string | undefined;
  readonly style: number;
}

export interface Workbook {
  readonly names: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  /** By sheet, by address. */
  readonly cells: ReadonlyMap<string, ReadonlyMap<string, ReadCell>>;
}

export function unzipped(zip: Uint8Array): Map<string, string> {
  const bytes = Buffer.from(zip);
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const files = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, local] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 42),
    ];
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const body = bytes.subarray(from, from + size);
    files.set(name, (method === 8 ? inflateRawSync(body) : body).toString('utf8'));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

const children = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((one): one is XmlElement => one.type === 'element' && (one as XmlElement).name === name);

/** `_x0041_` is A, as spreadsheets read it. */
const decoded = (text: string): string =>
  text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

export function readXlsx(zip: Uint8Array): Workbook {
  const files = unzipped(zip);
  const root = (file: string): XmlElement => parseXml(files.get(file)!).root!;
  const strings = children(root('xl/sharedStrings.xml'), 'si').map(({ text }) => decoded(text));
  const names = children(children(root('xl/workbook.xml'), 'sheets')[0]!, 'sheet').map(
    ({ attributes }) => attributes.name!,
  );
  const cells = new Map<string, ReadonlyMap<string, ReadCell>>();
  for (const [index, name] of names.entries()) {
    const own = new Map<string, ReadCell>();
    const [data] = children(root(`xl/worksheets/sheet${index + 1}.xml`), 'sheetData');
    for (const row of children(data!, 'row')) {
      for (const cell of children(row, 'c')) own.set(cell.attributes.r!, readCell(cell, strings));
    }
    cells.set(name, own);
  }
  return { names, files, cells };
}

function readCell(cell: XmlElement, strings: readonly string[]): ReadCell {
  const formula = children(cell, 'f')[0]?.text;
  const style = Number(cell.attributes.s ?? 0);
  const text = children(cell, 'v')[0]?.text;
  const inline = children(cell, 'is')[0]?.text;
  switch (cell.attributes.t) {
    case 's':
      return { kind: 'text', value: strings[Number(text)], formula, style };
    case 'inlineStr':
      return { kind: 'text', value: inline, formula, style };
    case 'b':
      return { kind: 'flag', value: text === '1', formula, style };
    default:
      if (text === undefined) return { kind: 'empty', value: undefined, formula, style };
      return { kind: 'number', value: Number(text), formula, style };
  }
}

/** What a formula of the kinds that the workbook has comes to, from the values of the cells that it names. */
export function computed(book: Workbook, sheet: string, formula: string): number | boolean {
  const cellAt = (name: string, at: string): number | boolean => {
    const found = book.cells.get(name)!.get(at);
    if (found?.formula !== undefined) return computed(book, name, found.formula);
    if (found?.kind === 'number') return found.value as number;
    throw new Error(`${name}!${at} is no number`);
  };
  const number = (name: string, at: string): number => Number(cellAt(name, at));
  const column = (from: string, to: string, of: string): string[] =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${of}${Number(from) + index}`);
  const parts = (pattern: RegExp): readonly string[] | undefined => pattern.exec(formula)?.slice(1);
  const own = book.cells.get(sheet)!;
  const sum = parts(/^SUM\(([A-Z]+)(\d+):\1(\d+)\)$/);
  if (sum) {
    const numbers = column(sum[1]!, sum[2]!, sum[0]!).filter((at) => own.get(at)?.kind === 'number');
    return numbers.reduce((all, at) => all + number(sheet, at), 0);
  }
  if (/^[A-Z]+\d+(?:\+[A-Z]+\d+)+$/.test(formula))
    return formula.split('+').reduce((all, at) => all + number(sheet, at), 0);
  const difference = parts(/^ROUND\(([A-Z]+\d+)-([A-Z]+\d+),(\d+)\)$/);
  if (difference) {
    const rounded = (number(sheet, difference[0]!) - number(sheet, difference[1]!)).toFixed(Number(difference[2]));
    return Number(rounded) || 0;
  }
  const swing = parts(/^ABS\(([A-Z]+\d+)-([A-Z]+\d+)\)$/);
  if (swing) return Math.abs(number(sheet, swing[0]!) - number(sheet, swing[1]!));
  const zero = parts(/^([A-Z]+\d+)=0$/);
  if (zero) return number(sheet, zero[0]!) === 0;
  const all = parts(/^AND\(COUNTIF\(([A-Z]+)(\d+):\1(\d+),FALSE\)=0,(TRUE|FALSE)\)$/);
  if (all) {
    const flags = column(all[1]!, all[2]!, all[0]!).filter((at) => own.get(at)?.kind === 'flag');
    return flags.every((at) => cellAt(sheet, at) === true) && all[3] === 'TRUE';
  }
  const elsewhere = parts(/^([A-Z][a-z]+)!([A-Z]+\d+)$/);
  if (elsewhere) return cellAt(elsewhere[0]!, elsewhere[1]!);
  if (formula === '0') return 0;
  throw new Error(`a formula of another kind: ${formula}`);
}
