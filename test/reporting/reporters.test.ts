/** Markdown, JUnit, JSON and CSV, each from the run built by hand and from one whose texts mean harm. */

import { parseXml, type XmlElement } from '@rgrove/parse-xml';
import { describe, expect, test } from 'vitest';
import { renderCsv } from '../../src/reporting/csv.ts';
import { csvCell } from '../../src/reporting/csv-cell.ts';
import { renderJson } from '../../src/reporting/json.ts';
import { renderJunit } from '../../src/reporting/junit.ts';
import { MARKDOWN_CHARACTERS } from '../../src/reporting/limits.ts';
import { renderMarkdown } from '../../src/reporting/markdown.ts';
import { type ReportContext, readReporters } from '../../src/reporting/reporters.ts';
import type { TestRun } from '../../src/run/result.ts';
import { NAMES, RESULTS, runOf } from './hand-built.ts';
import { hostileRun, NASTY } from './hostile.ts';

const text = (
  reporter: (run: TestRun, context: ReportContext) => Iterable<string>,
  run: TestRun,
  context: ReportContext = { names: NAMES },
): string => [...reporter(run, context)].join('');

describe('Markdown', () => {
  const page = text(renderMarkdown, runOf(RESULTS));

  test('the verdict, the money, plans and causes, in this order', () => {
    expect(page.slice(0, page.indexOf('<details>'))).toBe(
      `## ❌ 2 of 7 scenarios came out as expected: 1 could not be rated, 1 has usage that was not rated, 2 changed, 1 is new.

Invoice totals that changed: 2 lower (-5.00 EUR).

4 scenarios compared, 6 invoices made, 12,343 of 12,345 records rated; invoiced EUR 1,234.50.

| Plan | Scenarios | passed | changed | new | unrated | error | Invoiced |
| --- | --: | --: | --: | --: | --: | --: | --: |
| \`smart-m\` Smart M | 6 | 2 | 2 | – | 1 | 1 | EUR 1,000.00 |
| \`smart-s\` | 1 | – | – | 1 | – | – | EUR 234.50 |

### Differences by cause

| Scenarios | Plan | Cause | Status | What it does |
| --: | --- | --- | --- | --- |
| 1 | \`smart-m\` | could not be rated: a record of 2026-02-30 has no cycle | error |  |
| 1 | \`smart-m\` | usage that no charge matches | unrated | +2 records |
| 2 | \`smart-m\` | Data beyond the bundle \`data-overage\` | changed | -2.50 EUR each |
| 1 | \`smart-m\` | voice-roaming | changed | -2.99 EUR |

`,
    );
  });

  test('an example of each cause, folded, with why and the command; the others are counted', () => {
    expect(page).toContain(`<details><summary>changed: <code>data-tier-edge</code> (<code>smart-m</code>)</summary>

\`scenarios/written/data.yaml:12\`

\`\`\`diff
- 2026-03-01 data-overage: 20.00
+ 2026-03-01 data-overage: 17.50
- 2026-03-01 total: 39.99
+ 2026-03-01 total: 37.49
\`\`\`

Because 15 - 10 = 5 GB x 4.00 = 20.00, the first tier to its last byte

\`\`\`sh
rateproof test --grep "^data-tier-edge$"
\`\`\`

</details>
`);
    expect(page).toContain('1 more scenario is in the report.');
    expect(page).not.toContain('base/2');
  });

  test('strangers format nothing, link nowhere and call nobody', () => {
    const hostile = text(renderMarkdown, hostileRun());
    // What is left beside blocks of code and code in a line is read as Markdown.
    const read = hostile
      .replace(/^(`{3,})\w+\n[\s\S]*?\n\1$/gm, '')
      .replace(/(?<!\\)(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, '');
    const tags = new Set([...read.matchAll(/<[^>]*>/g)].map(([tag]) => tag));
    expect([...tags].sort()).toEqual(['</code>', '</details>', '</summary>', '<code>', '<details>', '<summary>']);
    // Entities stand for letters; what is in an element of code mentions nobody.
    expect(read.replace(/<code>(?:[^<`@]|&#\d+;)*<\/code>/g, '').replaceAll('&#8203;', '·')).not.toMatch(
      /@\w|#\d|GH-\d|:\/\/|www\./,
    );
    expect(read).not.toMatch(/(?<!\\)[*[\]]/);
    expect(read.match(/^#+ .*$/gm)).toEqual([
      expect.stringContaining('## ❌'),
      '### Differences by cause',
      '### How to see it again',
    ]);
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2066\u200b]/);
  });

  test('rows keep their cells whatever stands in them', () => {
    const rows = text(renderMarkdown, hostileRun()).match(/^\|.*\|$/gm)!;
    // 7 columns of plans (scenarios, four statuses, money), 5 of causes; escaped bars are none.
    const widths = rows.map((row) => row.split(/(?<!\\)\|/).length - 2);
    expect(new Set(widths)).toEqual(new Set([7, 5]));
  });

  test('never longer than its limit, and says what had no room', () => {
    const long = Array.from({ length: 200 }, (_, at) => `${at} ${'@|`<'.repeat(400)}`);
    const page = text(renderMarkdown, hostileRun(long));
    expect(page.length).toBeLessThanOrEqual(MARKDOWN_CHARACTERS);
    expect(page).toMatch(/Left out, since this page has no room for more: .*\d examples?\./);
    expect(page.match(/<details>/g)?.length).toBe(page.match(/<\/details>/g)?.length);
    expect(page).toContain('### How to see it again');
  });
});

/** Elements of a document by name, however deep. */
function elements(element: XmlElement, name: string): XmlElement[] {
  const inner = element.children.flatMap((child) =>
    child.type === 'element' ? elements(child as XmlElement, name) : [],
  );
  return element.name === name ? [element, ...inner] : inner;
}

describe('JUnit', () => {
  const xml = text(renderJunit, runOf(RESULTS));
  const root = parseXml(xml).root!;

  test('a suite a plan, a case for each check that has something that agreed, and for each cause', () => {
    const cases = elements(root, 'testcase').map(({ attributes, children }) => {
      const [outcome] = children as XmlElement[];
      return `${attributes.classname} | ${attributes.name} | ${outcome!.name} ${outcome!.attributes.message ?? ''}`.trim();
    });
    expect(cases).toEqual([
      'rateproof | run | system-out',
      'smart-m | rated | system-out',
      'smart-m | rated: a record of 2026-02-30 has no cycle | error 1 scenario: could not be rated: a record of 2026-02-30 has no cycle',
      'smart-m | rated: usage that no charge matches | failure 1 scenario: usage that no charge matches, +2 records',
      'smart-m | expectation | system-out',
      'smart-m | expectation: data-overage | failure 1 scenario: Data beyond the bundle (data-overage), -2.50 EUR',
      'smart-m | expectation: voice-roaming | failure 1 scenario: voice-roaming, -2.99 EUR',
      'smart-m | baseline | system-out',
      'smart-m | baseline: data-overage | failure 1 scenario: Data beyond the bundle (data-overage), -2.50 EUR',
      'smart-s | rated | system-out',
      'smart-s | baseline: new | failure 1 scenario: nothing was accepted yet',
    ]);
  });

  test('a failure tells the cells, why, and the command', () => {
    const [failure] = elements(root, 'failure').filter(({ text }) => text.includes('data-tier-edge'));
    expect(failure!.text).toBe(`1 scenario: Data beyond the bundle (data-overage), -2.50 EUR

data-tier-edge (scenarios/written/data.yaml:12)
  2026-03-01 data-overage: expected 20.00, actual 17.50 (-2.50)
  2026-03-01 total: expected 39.99, actual 37.49 (-2.50)
  because: 15 - 10 = 5 GB x 4.00 = 20.00, the first tier to its last byte
  rateproof test --grep "^data-tier-edge$"`);
  });

  test.each([
    ['by hand', runOf(RESULTS)],
    ['hostile', hostileRun()],
    ['empty', runOf([])],
  ])('the counts are those of its elements, and it is XML: %s', (_, run) => {
    const document = parseXml(text(renderJunit, run)).root!;
    expect(document.name).toBe('testsuites');
    for (const counted of [document, ...elements(document, 'testsuite')]) {
      const of = (name: string): string => `${elements(counted, name).length}`;
      const { tests, failures, errors, skipped } = counted.attributes;
      const counts = [of('testcase'), of('failure'), of('error'), of('skipped')];
      expect([tests, failures, errors, skipped]).toEqual(counts);
    }
  });

  test('a run that compared nothing, or did not end, is no success', () => {
    const types = (run: TestRun): unknown[] =>
      elements(parseXml(text(renderJunit, run)).root!, 'error').map(({ attributes }) => attributes.type);
    expect(types(runOf([]))).toEqual(['nothing compared']);
    expect(types(runOf([RESULTS[0]!], { interrupted: true }))).toEqual(['interrupted']);
    expect(types(runOf([RESULTS[0]!]))).toEqual([]);
  });

  test('what was accepted in this run does not fail', () => {
    const accepted = RESULTS.filter(({ status }) => status === 'changed' || status === 'new');
    const run = runOf(accepted.map((result) => ({ ...result, accepted: true })));
    const { failures, skipped } = parseXml(text(renderJunit, run)).root!.attributes;
    // Changed: one of an expectation and one of a baseline; new: one.
    expect([failures, skipped]).toEqual(['0', '3']);
  });

  test('a hundred reasons are no hundred cases', () => {
    const results = Array.from({ length: 100 }, (_, at) => ({ ...RESULTS[3]!, id: `e${at}`, reason: `reason ${at}` }));
    const cases = elements(parseXml(text(renderJunit, runOf(results))).root!, 'testcase');
    // The run, 50 causes, and the rest in one.
    expect(cases).toHaveLength(52);
    expect(cases.at(-1)!.text).toContain('50 scenarios: 50 causes');
  });
});

describe('JSON', () => {
  test('what is not passed, and with all of them everything', () => {
    const read = JSON.parse(text(renderJson, runOf(RESULTS)));
    expect(Object.keys(read)).toEqual(['verdict', 'header', 'summary', 'causes', 'results']);
    expect(read.results).toEqual(RESULTS.filter(({ status }) => status !== 'passed'));
    expect(read.summary).toEqual(runOf(RESULTS).summary);
    expect(read.causes[2]).toEqual({
      ...{ plan: 'smart-m', cause: 'data-overage', status: 'changed', change: '-2.50 EUR each', scenarios: 2 },
      examples: ['data-tier-edge', 'base/2'],
    });
    expect(JSON.parse(text(renderJson, runOf(RESULTS), { names: NAMES, all: true })).results).toEqual(RESULTS);
    expect(JSON.parse(text(renderJson, runOf([]))).results).toEqual([]);
  });
});

describe('CSV', () => {
  const HEAD =
    'id,title,plan,plan_name,segment,check,status,accepted,currency,expected,actual,difference,invoiced,cause,reason,unrated_records,screened_records,file,line,again';

  test('a row a scenario', () => {
    expect(text(renderCsv, runOf(RESULTS.slice(0, 4)))).toBe(
      `${HEAD}
data-inside,,smart-m,Smart M,,expectation,passed,,EUR,,,,19.99,,,0,0,scenarios/written/data.yaml,12,
data-tier-edge,,smart-m,Smart M,,expectation,changed,,EUR,39.99,37.49,-2.50,37.49,data-overage,,0,0,scenarios/written/data.yaml,12,"rateproof test --grep ""^data-tier-edge$"""
calls-abroad,,smart-m,Smart M,,expectation,unrated,,EUR,,,,19.99,unrated; voice-roaming,,2,0,scenarios/written/data.yaml,12,"rateproof test --grep ""^calls-abroad$"""
no-such-zone,,smart-m,Smart M,,expectation,error,,EUR,,,,,,a record of 2026-02-30 has no cycle,0,0,scenarios/written/data.yaml,12,"rateproof test --grep ""^no-such-zone$"""
`,
    );
  });

  test('formulas are disarmed, numbers stay numbers', () => {
    expect(
      ['-2.50', '+491701234567', '-1e5', '=1+1', '-2+3', '@SUM(A1)', '＝1', 'a;=1', 'a,b', 'a"b'].map(csvCell),
    ).toEqual([
      ...['-2.50', '+491701234567', "'-1e5", "'=1+1", "'-2+3", "'@SUM(A1)", "'＝1", "a;'=1", '"a,b"', '"a""b"'],
    ]);
  });

  test('one line a scenario whatever its texts are, and no cell that a spreadsheet would run', () => {
    const lines = text(renderCsv, hostileRun()).trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 2 * NASTY.length);
    for (const line of lines) {
      const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, plain]) => quoted ?? plain!,
      );
      expect(cells).toHaveLength(HEAD.split(',').length);
      for (const cell of cells.flatMap((own) => own.split(';'))) expect(cell).toMatch(/^(?![=+\-@\t])|^-\d+\.\d+$/);
    }
  });
});

test('names of reporters', () => {
  expect(readReporters('junit, html,junit')).toEqual(['html', 'junit']);
  expect([readReporters('junit,xml'), readReporters(''), readReporters('html,')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
