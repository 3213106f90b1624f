/** The workbook of a simulation as the bytes of an .xlsx file. The same simulation gives the same bytes. */

import type { Blob } from 'node:buffer';
import type Stream from 'node:stream';
import writeExcelFile, { type CellObject, type Feature } from 'write-excel-file/node';
import type { Simulation } from '../../simulation/result.ts';
import { address, type Cell, type Look, type Sheet } from './cells.ts';
import { sheetsOf } from './sheets.ts';

const INK = '#1f2933';
const HEAD: Partial<CellObject> = {
  ...{ fontWeight: 'bold', wrap: true, alignVertical: 'center', height: 31 },
  ...{ backgroundColor: '#e4ecf4', bottomBorderStyle: 'thin', bottomBorderColor: '#9aa5b1' },
};
const LOOKS: Readonly<Record<Look, Partial<CellObject>>> = {
  title: { fontWeight: 'bold', fontSize: 15, textColor: INK },
  note: { textColor: '#52606d', fontStyle: 'italic' },
  heading: { fontWeight: 'bold', fontSize: 12, textColor: INK },
  head: HEAD,
  over: { ...HEAD, align: 'right' },
  'head-beside': { ...HEAD, align: 'left', indent: 1 },
  beside: { align: 'left', indent: 1 },
  body: { alignVertical: 'top' },
  total: { fontWeight: 'bold', topBorderStyle: 'thin', topBorderColor: '#9aa5b1' },
  muted: { textColor: '#7b8794', align: 'right' },
  good: { textColor: '#1a7f37', align: 'right' },
  bad: { textColor: '#c62828', fontWeight: 'bold', align: 'right' },
  alarm: { textColor: '#c62828', fontWeight: 'bold' },
};

export async function workbookOf(simulation: Simulation): Promise<Uint8Array> {
  const sheets = sheetsOf(simulation);
  const { toBuffer } = writeExcelFile(
    sheets.map(({ name, rows, widths, frozenRows, frozenColumns }) => ({
      ...{ sheet: name, data: rows.map((row) => written(row)), columns: widths.map((width) => ({ width })) },
      ...{
        stickyRowsCount: frozenRows,
        stickyColumnsCount: frozenColumns,
        orientation: 'landscape' as const,
        showGridLines: false,
      },
    })),
    { fontFamily: 'Calibri', fontSize: 11, features: [finished(sheets)] },
  );
  return timeless(await toBuffer());
}

/** A cell that spans is followed by empty ones: the library wants them. */
function written(row: readonly Cell[]): (CellObject | null)[] {
  return row.flatMap((cell) => {
    const own = object(cell);
    const span = cell?.kind === 'text' ? (cell.span ?? 1) : 1;
    return [own, ...Array.from({ length: span - 1 }, () => null)];
  });
}

function object(cell: Cell): CellObject | null {
  if (!cell) return null;
  const look = LOOKS[cell.look];
  switch (cell.kind) {
    case 'text': {
      const wrap = cell.wrap === true && { wrap: true, alignVertical: 'top' as const };
      const span =
        cell.lines !== undefined
          ? { height: LINE_HEIGHT * cell.lines }
          : cell.span !== undefined && cell.span > 1 && { columnSpan: cell.span, height: heightOf(cell.text) };
      // A property of every object is no key for the library: its text comes in later.
      if (cell.text in {}) return { ...look, ...wrap, value: 0, type: Number };
      return { ...look, ...wrap, ...span, value: cell.text, type: String };
    }
    case 'number':
      return { ...look, value: cell.value, type: Number, format: cell.format };
    case 'formula':
      return {
        ...look,
        value: cell.formula,
        type: 'Formula',
        ...(cell.format !== undefined && { format: cell.format }),
      };
  }
}

const LINE_HEIGHT = 15;
/** Cells that span grow by nobody's hand: by so many characters a line. */
const heightOf = (text: string): number => LINE_HEIGHT * Math.min(20, Math.ceil(text.length / 110) || 1);

/** What the library does not write: values beside formulas, how sheets are printed, texts that it cannot take. */
function finished(sheets: readonly Sheet[]): Feature<Stream | Buffer | Blob> {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transformElementAttributes: (tag, attributes) =>
            tag === 'pageSetup' ? { ...attributes, fitToWidth: 1, fitToHeight: 0 } : attributes,
          transform: (xml, _options, { sheetIndex }) => withValues(xml, sheets[sheetIndex]!),
        },
        'xl/workbook.xml': {
          transformElementAttributes: (tag, attributes) =>
            tag === 'calcPr' ? { ...attributes, fullCalcOnLoad: 1 } : attributes,
          transform: (xml) =>
            xml.replace('<definedNames/>', () => `<definedNames>${sheets.map(printTitles).join('')}</definedNames>`),
        },
      },
    },
  };
}

const printTitles = ({ name, frozenRows }: Sheet, index: number): string =>
  `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${name}!$1:$${frozenRows}</definedName>`;

const CELL = /<c r="([A-Z]+\d+)"( s="\d+")?>(<f>[^<]*<\/f>|<v>0<\/v>)<\/c>/g;

function withValues(xml: string, { rows }: Sheet): string {
  const cells = new Map<string, NonNullable<Cell>>();
  for (const [row, own] of rows.entries()) {
    let column = 0;
    for (const cell of own) {
      if (cell?.kind === 'formula' || (cell?.kind === 'text' && cell.text in {})) cells.set(address(row, column), cell);
      column += cell?.kind === 'text' ? (cell.span ?? 1) : 1;
    }
  }
  return xml
    .replaceAll(CELL, (whole, at: string, style = '', inner: string) => {
      const cell = cells.get(at);
      if (cell?.kind === 'formula') {
        const { value } = cell;
        if (typeof value === 'boolean') return `<c r="${at}"${style} t="b">${inner}<v>${value ? 1 : 0}</v></c>`;
        return `<c r="${at}"${style}>${inner}<v>${value}</v></c>`;
      }
      return cell?.kind === 'text' ? `<c r="${at}"${style} t="inlineStr"><is><t>${cell.text}</t></is></c>` : whole;
    })
    .replace(/(<worksheet[^>]*>)/, '$1<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>')
    .replace(
      /(<pageSetup[^>]*\/>)/,
      '$1<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>',
    );
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END_BYTES = 22;
/** 1980-01-01, the first day that a zip can tell. */
const DAY = 0x0021;

/** A zip without the time at which it was written. */
function timeless(zip: Buffer): Buffer {
  const end = zip.length - END_BYTES;
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== CENTRAL) throw new Error('the workbook is no zip');
    const local = zip.readUInt32LE(at + 42);
    if (zip.readUInt32LE(local) !== LOCAL) throw new Error('the workbook is no zip');
    zip.writeUInt16LE(0, at + 12);
    zip.writeUInt16LE(DAY, at + 14);
    zip.writeUInt16LE(0, local + 10);
    zip.writeUInt16LE(DAY, local + 12);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return zip;
}
