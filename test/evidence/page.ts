/**
 * The evidence page, README.md: its tables stand between marks and are held against what the tests have just found.
 * With RATEPROOF_WRITE set they are written instead.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

const PAGE = new URL('README.md', import.meta.url);

export function expectOnPage(name: string, found: string): void {
  const begin = `<!-- ${name}: written by the tests -->`;
  const end = `<!-- ${name}: end -->`;
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest = ''] = page.split(begin);
  const [section, after] = rest.split(end);
  if (process.env.RATEPROOF_WRITE) writeFileSync(PAGE, `${before}${begin}\n\n${found}\n\n${end}${after}`);
  else expect(section?.trim(), `README.md of the evidence; RATEPROOF_WRITE=1 writes it`).toBe(found);
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const numbers = head.map((_, column) => (rows.every((row) => typeof row[column] === 'number') ? '---:' : '---'));
  return [line(head), line(numbers), ...rows.map(line)].join('\n');
}
