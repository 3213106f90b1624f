/** Names of customers, segments, sources and titles that mean harm, through the real command, into every file it writes. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACTS, FRAME } from '../attack/law.ts';
import { readXlsx } from '../reporting/simulation/read-xlsx.ts';
import { command, MAPPING, removed, SIMULATION, written } from './simulate-errors/project.ts';

const NAMES = [
  '</details><script>alert(1)</script>',
  '``` | `x` **b** [l](https://evil.example) @everyone #1',
  '=HYPERLINK("https://evil.example";"x")',
  "+cmd|'/c calc'!A0",
  '-2+3',
  '@SUM(A1)',
  '\u202edesrever\u2066 \u200bhidden',
  '__proto__',
  'constructor',
  'x\u001b[2J\u009b31m',
];
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const rows = (head: string, cells: (name: string) => string): string => `${[head, ...NAMES.map(cells)].join('\n')}\n`;
/** Sources and titles cannot have what is not printable: YAML refuses it. */
const TEXTS = NAMES.filter((name) => !/[\u0000-\u001f\u007f-\u009f]/.test(name)).map((name) => JSON.stringify(name));

const DOCUMENT = `simulation: test
title: ${TEXTS[0]}
candidate: { prices: [{ plan: small, charge: data, tier: 1, to: 2.50 }] }
population: { usage: ../../usage/mapping.yaml, data: ../../usage }
invoices: { from: 2026-05-01, before: 2026-05-02 }
fewest: 1
path: { months: 2, from: 2026-07, source: ${TEXTS[2]} }
behaviour:
  elasticity:
${TEXTS.map((text) => `    - { service: data, segment: ${text}, value: -0.5, source: ${text} }`).join('\n')}
`;

let root: string;
let out: string;
beforeAll(async () => {
  root = written({
    [SIMULATION]: DOCUMENT,
    'usage/mapping.yaml': MAPPING.replace(/ {2}- \{ file: calls.*\n/, ''),
    'usage/customers.csv': rows(
      'id,plan,since,segment,weight',
      (name) => `${quoted(name)},small,2025-06-01,${quoted(name)},10`,
    ),
    'usage/data.csv': rows('id,at,gb,zone', (name) => `${quoted(name)},2026-04-03T09:00:00,7,home`),
  });
  const ran = await command(['simulate', SIMULATION, '--workers', '1'], root);
  expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
  out = ran.out + ran.err;
}, 120_000);
afterAll(() => removed(root));

const report = (name: string): string => readFileSync(join(root, 'reports/latest/simulation', name), 'utf8');

test('the terminal is shown nothing that acts on it', () => {
  expect(out).not.toMatch(ACTS);
  expect(out).not.toMatch(FRAME);
});

test('the page and the Markdown have no markup of theirs', () => {
  const html = report('simulation.html');
  expect(html).toContain('&lt;script&gt;alert(1)');
  expect(html).not.toContain('<script>alert');
  expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u001b\u009b]/);
  const markdown = report('simulation.md');
  expect(markdown).not.toMatch(/<script|\]\(https:\/\/evil|@everyone|[\u202a-\u202e\u2066-\u2069\u001b\u009b]/);
});

test('no cell of the CSV begins a formula', () => {
  const lines = report('customers.csv').split('\n').slice(1, -1);
  expect(lines).toHaveLength(NAMES.length);
  for (const line of lines) expect(line).not.toMatch(/^"?[=+\-@]|small,"?[=+\-@]/);
});

test('no text of the workbook is a formula, or markup of it', () => {
  const bytes = readFileSync(join(root, 'reports/latest/simulation/simulation.xlsx'));
  const cells = [...readXlsx(bytes).cells.values()].flatMap((sheet) => [...sheet.values()]);
  const texts = cells.filter(({ value }) => typeof value === 'string').map(({ value }) => String(value));
  expect(texts.filter((text) => /^[=+@]|[\u202e\u001b\u009b]/.test(text))).toEqual([]);
  const formulas = cells.flatMap(({ formula }) => formula ?? []);
  expect(formulas.length).toBeGreaterThan(0);
  expect(formulas.filter((formula) => /HYPERLINK|cmd|evil/.test(formula))).toEqual([]);
});
