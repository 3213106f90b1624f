/** Simulations of small projects in folders of their own: inside this process, and as the command that people type. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { type FinishedSimulation, runSimulation } from '../../src/run/simulate/run-simulation.ts';
import type { CustomerRow } from '../../src/simulation/impact/customers.ts';
import type { Simulation } from '../../src/simulation/result.ts';
import { Fraction } from '../oracle/fraction.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files; it goes when the tests of the file have ended. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'rateproof-simulate-')));
  folders.push(root);
  addTo(root, files);
  return root;
}

function addTo(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

export interface Simulated {
  readonly simulation: Simulation;
  readonly customers: readonly CustomerRow[];
}

/** By the functions of the product, in this thread unless more workers are asked for. A problem is an error. */
export async function simulated(root: string, file: string, workers = 1): Promise<Simulated> {
  const { value, problems } = await runSimulation({ root, file, workers, cache: false });
  if (!value) throw new Error(problems.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return { simulation: value.simulation, customers: rowsOf(value) };
}

const rowsOf = ({ customers }: FinishedSimulation): CustomerRow[] => [...customers()];

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** `rateproof <arguments>` in a folder; anything but the exit code 0 is an error. What it printed. */
export const rateproof = (root: string, ...words: readonly string[]): string =>
  execFileSync(process.execPath, [MAIN, ...words], {
    ...{ cwd: root, encoding: 'utf8', timeout: 300_000, maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, NO_COLOR: '1' },
  });

/** Reads a file of `simulate`, from the folder of its reports. */
export const reportOf = (root: string, name: string, out = 'reports/latest/simulation'): Buffer =>
  readFileSync(join(root, out, name));

/** Rows of a CSV file without line breaks in cells. */
export function csvRows(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.trimEnd().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)!.map((cell) => cell.replace(/,$/, ''));
    return Object.fromEntries(
      names.map((name, at) => [name, cells[at]!.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"')]),
    );
  });
}

/** The exact sum of decimal texts, as decimal text without trailing zeros; by arithmetic that is not the product's. */
export const sumText = (texts: Iterable<string>): string => `${sum(texts)}`;
const sum = (texts: Iterable<string>): Fraction =>
  [...texts].reduce((all, text) => all.plus(Fraction.of(text)), new Fraction(0n));
/** The same number without trailing zeros. */
export const plain = (text: string): string => `${Fraction.of(text)}`;
export const difference = (one: string, other: string): string => `${Fraction.of(one).minus(Fraction.of(other))}`;
export const product = (one: string, other: string): string => `${Fraction.of(one).times(Fraction.of(other))}`;

const ALWAYS_COMPUTE = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`;

/** A CSV file in UTF-8 and American English, its formulas computed. */
const AS_TEXT = '--infilter=CSV:44,34,76,1,,1033,false,true,false,false,false,-1,true';

/** LibreOffice, where it is installed. */
export const soffice = [
  '/usr/bin/soffice',
  '/usr/local/bin/soffice',
  '/Applications/LibreOffice.app/Contents/MacOS/soffice',
].find(existsSync);

/**
 * A workbook or a CSV file opened by LibreOffice without a screen, every formula computed anew, and written as CSV, in full precision:
 * the text of a sheet each, cells by line and column.
 */
export function openedByLibreOffice(
  bytes: Uint8Array,
  name: string,
  sheets: readonly string[],
): Map<string, string[][]> {
  const folder = folderOf({ 'profile/user/registrymodifications.xcu': ALWAYS_COMPUTE });
  writeFileSync(join(folder, name), bytes);
  const isText = name.endsWith('.csv');
  // Comma, quotes, UTF-8; values as they are, not as they are shown; every sheet to a file of its own.
  const every = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';
  execFileSync(
    soffice!,
    [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      ...(isText ? [AS_TEXT] : []),
      ...['--convert-to', every, '--outdir', join(folder, 'out'), name],
    ],
    { cwd: folder, stdio: 'ignore', timeout: 100_000 },
  );
  const base = name.replace(/\.[a-z]+$/, '');
  return new Map(
    sheets.map((sheet) => {
      const lines = readFileSync(join(folder, 'out', `${base}-${sheet}.csv`), 'utf8').split('\n');
      const cells = lines.map((line) =>
        line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)!.map((cell) =>
          cell
            .replace(/,$/, '')
            .replace(/^"(.*)"$/s, '$1')
            .replaceAll('""', '"'),
        ),
      );
      return [sheet, cells];
    }),
  );
}
