import { describe, expect, test } from 'vitest';
import { Progress } from '../../src/reporting/progress.ts';
import { renderSummary } from '../../src/reporting/terminal.ts';
import { NAMES, RESULTS, runOf } from './hand-built.ts';

const PLAIN = { columns: 80, colour: false, wallMs: 1234 };
const ESCAPE = '\u001b';

describe('the summary', () => {
  test('verdict, plans, causes, differences with their command, and what was done', () => {
    const reports = ['reports/latest/index.html', 'reports/latest/results.ndjson'];
    expect(renderSummary(runOf(RESULTS), { ...PLAIN, names: NAMES, reports })).toBe(
      `2 of 7 scenarios came out as expected: 1 could not be rated, 1 has usage that
was not rated, 2 changed, 1 is new.
Invoice totals that changed: 2 lower (-5.00 EUR).

plan     scenarios  passed  changed  new  unrated  error
smart-m          6       2        2    -        1      1
smart-s          1       -        -    1        -      -

By cause
  1 scenario: smart-m could not be rated: a record of 2026-02-30 has no cycle
  1 scenario: smart-m usage that no charge matches, +2 records
  2 scenarios: smart-m data-overage, -2.50 EUR each
  1 scenario: smart-m voice-roaming, -2.99 EUR

error: no-such-zone (smart-m, scenarios/written/data.yaml:12)
  a record of 2026-02-30 has no cycle
  rateproof test --grep "^no-such-zone$"

unrated: calls-abroad (smart-m, scenarios/written/data.yaml:12)
    records that no charge matches  0 → 2  +2
  invoice 2026-03-01
    voice-roaming zone=world (missing line)  2.99 → none
  rateproof test --grep "^calls-abroad$"

changed: data-tier-edge (smart-m, scenarios/written/data.yaml:12)
  invoice 2026-03-01
    data-overage  20.00 → 17.50  -2.50
    total         39.99 → 37.49  -2.50
    because: 15 - 10 = 5 GB x 4.00 = 20.00, the first tier to its last byte
  rateproof test --grep "^data-tier-edge$"

and 1 more scenario: see the report

compared  4 scenarios, of 6 invoices made
records   12,343 of 12,345 rated, 2 that no charge matches
invoiced  EUR 1,234.50
time      1.2 s
reports   reports/latest/index.html
          reports/latest/results.ndjson
`,
    );
  });

  test.each([
    ['all passed', [RESULTS[0]!, RESULTS[4]!], 'All 2 scenarios came out as expected.'],
    ['one passed', [RESULTS[0]!], 'The one scenario came out as expected.'],
    ['all new', [RESULTS[6]!], 'The one scenario is new: nothing was accepted yet to hold against it.'],
    [
      'new and accepted',
      [RESULTS[0]!, { ...RESULTS[6]!, accepted: true as const }],
      '1 of 2 scenarios came out as expected: 1 is new and now accepted.',
    ],
    ['nothing', [], 'Nothing was compared.'],
  ])('the verdict when %s', (_, results, sentence) => {
    expect(renderSummary(runOf(results), PLAIN).split('\n')[0]).toBe(sentence);
  });

  test('an interrupted run says how far it came', () => {
    const skipped = { ...RESULTS[4]!, status: 'skipped' as const, reason: 'interrupted' };
    const text = renderSummary(runOf([RESULTS[0]!, skipped], { interrupted: true }), PLAIN);
    expect(text.split('\n')[0]).toBe('Interrupted after 1 of 2 scenarios. The one scenario came out as expected.');
  });

  test('colour only when asked', () => {
    expect(renderSummary(runOf(RESULTS), PLAIN)).not.toContain(ESCAPE);
    expect(renderSummary(runOf(RESULTS), { ...PLAIN, colour: true })).toContain(`${ESCAPE}[1;31m2 of 7 scenarios`);
  });

  test('text of plans and scenarios moves no cursor and fits, commands excepted', () => {
    const evil = `${ESCAPE}[2J${ESCAPE}]0;x\u0007 \u202e @everyone </script> ${'long-'.repeat(40)}`;
    const results = RESULTS.map((result) => ({
      ...result,
      ...{ id: evil, plan: evil, file: evil, reason: evil },
      differences: result.differences.map((one) => ({ ...one, line: evil, cause: evil, because: evil })),
    }));
    for (const columns of [60, 80, 200]) {
      const text = renderSummary(runOf(results), { ...PLAIN, columns, reports: [evil] });
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      const wide = text.split('\n').filter((line) => line.length > columns && !line.includes('--grep'));
      expect(wide).toEqual([]);
    }
  });
});

describe('progress', () => {
  function record(
    isTTY: boolean,
    { columns = 80, ci = false } = {},
  ): { written: string[]; progress: Progress; wait(ms: number): void } {
    let now = 0;
    const written: string[] = [];
    const progress = new Progress({ isTTY, columns, write: (text) => written.push(text) }, { now: () => now, ci });
    return {
      ...{ written, progress },
      wait: (ms) => {
        now += ms;
      },
    };
  }

  test('a line that is drawn over, at most ten times a second, and is gone at the end', () => {
    const { written, progress, wait } = record(true);
    for (const done of [1000, 1001, 2500, 5000]) {
      wait(done === 1001 ? 1 : 500);
      progress.show(done, 5000);
    }
    progress.end();
    expect(written).toEqual([
      '\r\u001b[2K[====>                   ]  20 %  1,000/5,000 scenarios',
      '\r\u001b[2K[============>           ]  50 %  2,500/5,000 scenarios  2,994/s  1 s left',
      '\r\u001b[2K[========================] 100 %  5,000/5,000 scenarios  3,996/s',
      '\r\u001b[2K',
    ]);
  });

  test('of a simulation: customers, then questions, each with a time of its own', () => {
    const { written, progress, wait } = record(true);
    wait(1000);
    progress.show(0, 6000, 'customers');
    wait(1000);
    progress.show(3000, 6000, 'customers');
    wait(1000);
    progress.show(1, 80, 'questions');
    wait(4000);
    progress.show(3, 80, 'questions');
    // 2 of them took 4 s: the other 77 take 154 s.
    expect(written.slice(1)).toEqual([
      '\r\u001b[2K[============>           ]  50 %  3,000/6,000 customers  3,000/s  1 s left',
      '\r\u001b[2K[>                       ]   1 %  1/80 questions',
      '\r\u001b[2K[>                       ]   3 %  3/80 questions  1/s  2 min 34 s left',
    ]);
  });

  test('fits a narrow terminal', () => {
    const { written, progress, wait } = record(true, { columns: 30 });
    progress.show(1, 5000);
    wait(2000);
    progress.dividing(1, 5000);
    expect(written).toHaveLength(2);
    for (const line of written) expect(line.replace('\r\u001b[2K', '').length).toBeLessThan(30);
  });

  test('the change is divided among its causes: said when it takes longer than a second', () => {
    const { written, progress, wait } = record(true);
    progress.dividing(10, 60_000);
    wait(1500);
    progress.dividing(1500, 60_000);
    progress.end();
    expect(written).toEqual(['\r\u001b[2Kdividing the change among its causes 1,500/60,000', '\r\u001b[2K']);
  });

  test.each([
    [false, false],
    [true, true],
  ])('a line in ten seconds, without control characters, where nobody watches: terminal %j, CI %j', (isTTY, ci) => {
    const { written, progress, wait } = record(isTTY, { ci });
    for (let done = 50; done <= 1000; done += 50) {
      wait(1000);
      progress.show(done, 1000);
    }
    progress.end();
    // From the first 50 on: 450 in 9 s, 950 in 19 s.
    expect(written).toEqual([' 50 %  500/1,000 scenarios  50/s  10 s left\n', '100 %  1,000/1,000 scenarios  50/s\n']);
  });
});
