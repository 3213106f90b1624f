import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMENT_LIMITS, type CommentLimit, JOB_SUMMARY_LIMIT } from '../../../src/reporting/limits.ts';
import { renderSimulationMarkdown } from '../../../src/reporting/simulation/markdown.ts';
import { renderSimulation } from '../../../src/reporting/simulation/terminal.ts';
import { widthOf } from '../../../src/reporting/text-layout.ts';
import type { Change, Simulation } from '../../../src/simulation/result.ts';
import { expectHarmless, hostileText } from '../harmless-markdown.ts';
import { NASTY } from '../hostile.ts';
import { full, hostile, minimal, nullChange } from './fixture.ts';

const terminal = (simulation: Simulation, columns = 80): string =>
  renderSimulation(simulation, {
    ...{ columns, colour: false, fingerprint: 'c0ffee', reports: ['reports/simulation/simulation.html'] },
  });
const comment = (simulation: Simulation, limit: CommentLimit = COMMENT_LIMITS.github): string =>
  renderSimulationMarkdown(simulation, { limit, fingerprint: 'c0ffee' });

describe('on a terminal', () => {
  test('a sample with responses, in full', () => {
    expect(terminal(full)).toBe(`24,800 of 40,000 customers are repriced. With customers as they are, net revenue
rises by 214,949.38 EUR over 12 months (+2.27 %; 95 % interval +196,310.40 to
+233,790.10, estimated). With what is assumed, it rises by 95,360.00 EUR over 12
months (+1.01 %; 95 % interval +70,100.00 to +121,000.00, estimated).
  Customers as they are: +214,949.38 EUR over 12 months (+2.27 %); 95 % interval
    +196,310.40 to +233,790.10 (+2.06 % to +2.48 %), estimated; +17,912.45 EUR a
    month on average; margin +214,949.38 EUR (+4.00 %), 95 % interval
    +196,310.40 to +233,790.10 (+3.64 % to +4.36 %)
  With what is assumed: +95,360.00 EUR over 12 months (+1.01 %); 95 % interval
    +70,100.00 to +121,000.00 (+0.73 % to +1.29 %), estimated; +7,946.67 EUR a
    month on average; -31,200.00 with all assumptions low, +188,450.50 with all
    high; margin +131,210.00 EUR (+2.44 %), 95 % interval +101,000.00 to
    +160,000.00 (+1.87 % to +2.98 %)
  Who gains, who loses: 19,700 customers pay more, 8,500 less, 11,800 the same,
    estimated, with customers as they are; 1,844 bills of 1,560 customers rise
    by more than 20 % and 10.00 EUR; with what is assumed, 1,400 bills of 1,200
    customers do over 12 months (estimated); 6,200 customers would pay less on
    another plan of ours after the change
  What is assumed: 3 assumptions, each with its source; it depends most on usage
    of data: -14,000.00 at -10 %, +201,000.00 at +10 %
  Can it be trusted: 3 of 3 control totals agree; 1,204,100 usage records are
    billed, 0 could not be; 451 of 1,204,551 are on no bill asked for or were
    screened out; a change of the past: predicted 8,920,000.00, it was
    8,928,410.55 EUR (-0.09 %)
  note: 51 usage records were left out: their price is not known; the report of
    usage lists them.

Who is reached
  Repriced            24,800  62.00 %
  Keep their version   2,400   6.00 %
  New only               601   1.50 %
  Not touched         12,199  30.50 %

Customers as they are, 12 months, July 2026 to June 2027, EUR, estimated
                          before         after       change
  net revenue       9,480,000.00  9,694,949.38  +214,949.38  +2.27 %
  margin            5,380,000.00  5,594,949.38  +214,949.38  +4.00 %
  ARPU                     19.75         20.20        +0.45  +2.27 %
  customers billed        40,000        40,000            0   0.00 %

With what is assumed, 12 months, July 2026 to June 2027, EUR, estimated
                          before         after       change
  net revenue       9,480,000.00  9,575,360.00   +95,360.00  +1.01 %
  margin            5,380,000.00  5,511,210.00  +131,210.00  +2.44 %
  ARPU                     19.75         20.26        +0.51  +2.58 %
  customers billed        40,000        39,380         -620  -1.55 %

Where the change of net revenue comes from over 12 months, EUR, estimated
  smart-m-monthly  +312,000.00  ████████████████████
  allowances       -182,300.50  ████████████
  data-overage      +96,400.13  ██████
  loyalty           -41,250.25  ███
  activation        +24,100.00  ██
  minimum-spend      +6,000.00  ▏
  rounding                0.00  ▏
  net revenue      +214,949.38

Customers by the change of all their bills over 12 months, estimated
  Pay less, by more than 5 %   2,600   -61,200.12 EUR  ████
  Pay less, by up to 5 %       5,901   -32,100.25 EUR  ████████
  Pay the same                11,800         0.00 EUR  █████████████████
  Pay more, by up to 5 %      13,999  +141,090.00 EUR  ████████████████████
  Pay more, by more than 5 %   5,700  +208,000.13 EUR  ████████

base        main (1a2b3c4d5e)
candidate   the plans as they are
population  usage megaline, 2,000 customers rated
controls    3 of 3 agree
run         c0ffee
reports     reports/simulation/simulation.html
`);
  });

  test('a null change', () => {
    expect(terminal(nullChange)).toBe(`No customer of today is repriced. With customers as they are, net revenue stays
9,480,000.00 EUR over 12 months (everybody was rated: no sampling error). With
what is assumed, it stays what it was.
  Customers as they are: 0.00 EUR over 12 months (0.00 %); everybody was rated:
    no sampling error
  With what is assumed: 0.00 EUR over 12 months (0.00 %); estimated
  Who gains, who loses: 0 customers pay more, 0 less, 40,000 the same, with
    customers as they are; no bill rises by more than 20 % and 10.00 EUR
  What is assumed: 3 assumptions, each with its source
  Can it be trusted: 3 of 3 control totals agree; 1,204,100 usage records are
    billed, 0 could not be; 451 of 1,204,551 are on no bill asked for or were
    screened out

Who is reached
  Repriced                 0    0.00 %
  Keep their version       0    0.00 %
  New only                 0    0.00 %
  Not touched         40,000  100.00 %

Customers as they are, 12 months, July 2026 to June 2027, EUR
                          before         after  change
  net revenue       9,480,000.00  9,480,000.00    0.00  0.00 %
  ARPU                     19.75         19.75    0.00  0.00 %
  customers billed        40,000        40,000       0  0.00 %

With what is assumed, 12 months, July 2026 to June 2027, EUR, estimated
                          before         after  change
  net revenue       9,480,000.00  9,480,000.00    0.00  0.00 %
  ARPU                     19.75         19.75    0.00  0.00 %
  customers billed        40,000        40,000       0  0.00 %

Where the change of net revenue comes from over 12 months, EUR
  no component changes

Customers by the change of all their bills over 12 months
  Pay less, by more than 5 %       0  0.00 EUR
  Pay less, by up to 5 %           0  0.00 EUR
  Pay the same                40,000  0.00 EUR  ████████████████████
  Pay more, by up to 5 %           0  0.00 EUR
  Pay more, by more than 5 %       0  0.00 EUR

base        main (1a2b3c4d5e)
candidate   main (1a2b3c4d5e)
population  usage megaline, 40,000 customers rated
controls    3 of 3 agree
run         c0ffee
reports     reports/simulation/simulation.html
`);
  });

  test('everybody, nothing assumed, a currency without decimals', () => {
    expect(terminal(minimal)).toBe(`3 of 3 customers are repriced. Net revenue falls by 300 JPY in March 2026
(-3.33 %; everybody was rated: no sampling error).
  Customers as they are: -300 JPY in March 2026 (-3.33 %); everybody was rated:
    no sampling error
  With what is assumed: no response of customers is assumed; nobody uses more or
    less, leaves or changes plan
  Who gains, who loses: 0 customers pay more, 3 less, 0 the same; no bill rises
    by more than 20 % and 10 JPY
  What is assumed: nothing
  Can it be trusted: 1 of 1 control totals agree; 12 usage records are billed, 0
    could not be

Who is reached
  Repriced            3  100.00 %
  Keep their version  0    0.00 %
  New only            0    0.00 %
  Not touched         0    0.00 %

Before and after in March 2026, JPY
                    before  after  change
  net revenue        9,000  8,700    -300  -3.33 %
  ARPU               3,000  2,900    -100  -3.33 %
  customers billed       3      3       0   0.00 %

Where the change of net revenue comes from in March 2026, JPY
  fee          -300  ████████████████████
  net revenue  -300

Customers by the change of all their bills in March 2026
  Pay less, by more than 5 %  0     0 JPY
  Pay less, by up to 5 %      3  -300 JPY  ████████████████████
  Pay the same                0     0 JPY
  Pay more, by up to 5 %      0     0 JPY
  Pay more, by more than 5 %  0     0 JPY

base        main (1a2b3c4d5e)
candidate   folder e/
population  usage megaline, 3 customers rated
controls    1 of 1 agree
run         c0ffee
reports     reports/simulation/simulation.html
`);
  });

  test.each([80, 120])(
    'no line is wider than %s columns, whatever strangers wrote; no control reaches it',
    (columns) => {
      for (const simulation of [
        full,
        nullChange,
        minimal,
        hostile(NASTY),
        hostile(['漢'.repeat(200), 'x'.repeat(500)]),
      ]) {
        const text = terminal(simulation, columns);
        for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/.exec(text)).toBeNull();
      }
    },
  );

  test('colour is for the sentence and titles, and only where it is asked for', () => {
    const text = renderSimulation(full, { columns: 80, colour: true });
    expect(text).toContain('\u001b[1mWho is reached\u001b[0m');
    expect(text.replace(/\u001b\[[\d;]*m/g, '')).toBe(renderSimulation(full, { columns: 80, colour: false }));
  });

  test('amounts of twelve digits have their place in 80 columns', () => {
    const by = (text: string): string =>
      `${text.startsWith('-') ? '-' : ''}1${text.replace(/^-/, '').replace(/^0\./, '1.').padStart(14, '0')}`;
    const change = (one: Change): Change => ({
      ...one,
      before: by(one.before),
      after: by(one.after),
      change: by(one.change),
    });
    const { revenue, arpu, margin } = full.static;
    const large = { revenue: change(revenue), arpu: change(arpu), margin: change(margin!) };
    const told = terminal({ ...full, static: { ...full.static, ...large } });
    expect(told).toContain('100,009,480,000.00');
    expect(Math.max(...told.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
  });

  test('nothing was rated: the sentence alone, and no zeros that look like a result', () => {
    const text = terminal({ ...minimal, static: { ...minimal.static, sampled: 0 } });
    expect(text.split('\n')[0]).toBe('Nothing was rated: no customer has a bill, and nothing is known about revenue.');
    expect(text).not.toContain('JPY');
  });
});

describe('as a comment', () => {
  test('a sample with responses, in full', () => {
    expect(
      comment(full),
    ).toBe(`## 📊 24,800 of 40,000 customers are repriced. With customers as they are, net revenue rises by 214,949.38 EUR over 12 months (+2.27 %; 95 % interval +196,310.40 to +233,790.10, estimated)

**With what is assumed, it rises by 95,360.00 EUR over 12 months (+1.01 %; 95 % interval +70,100.00 to +121,000.00, estimated).**

Simulation: Smart M from July: fee up, 8 GB for 10 GB

- Customers as they are: **+214,949.38 EUR over 12 months (+2.27 %)** (95 % interval +196,310.40 to +233,790.10 (+2.06 % to +2.48 %), estimated; +17,912.45 EUR a month on average; margin +214,949.38 EUR (+4.00 %), 95 % interval +196,310.40 to +233,790.10 (+3.64 % to +4.36 %))
- With what is assumed: **+95,360.00 EUR over 12 months (+1.01 %)** (95 % interval +70,100.00 to +121,000.00 (+0.73 % to +1.29 %), estimated; +7,946.67 EUR a month on average; -31,200.00 with all assumptions low, +188,450.50 with all high; margin +131,210.00 EUR (+2.44 %), 95 % interval +101,000.00 to +160,000.00 (+1.87 % to +2.98 %))
- Who gains, who loses: **19,700 customers pay more, 8,500 less, 11,800 the same, estimated, with customers as they are** (1,844 bills of 1,560 customers rise by more than 20 % and 10.00 EUR; with what is assumed, 1,400 bills of 1,200 customers do over 12 months (estimated); 6,200 customers would pay less on another plan of ours after the change)
- What is assumed: **3 assumptions, each with its source** (it depends most on usage of data: -14,000.00 at -10 %, +201,000.00 at +10 %)
- Can it be trusted: **3 of 3 control totals agree** (1,204,100 usage records are billed, 0 could not be; 451 of 1,204,551 are on no bill asked for or were screened out; a change of the past: predicted 8,920,000.00, it was 8,928,410.55 EUR (-0.09 %))

⚠️ 51 usage records were left out: their price is not known; the report of usage lists them.

### Net revenue by plan, 12 months, July 2026 to June 2027, EUR

| Plan | Before *(est.)* | After *(est.)* | Change | Percent | With what is assumed |
| --- | ---: | ---: | ---: | ---: | ---: |
| smart-m | 6,480,000.13 | 6,719,400.51 | +239,400.38 *est.* | +3.69 % | +31,000.13 *est.* |
| smart-s | 2,640,000.13 | 2,581,248.88 | -58,751.25 *est.* | -2.23 % | +31,000.13 *est.* |
| family-xl *(few: 64 customers rated)* | 300,000.12 | 325,200.37 | +25,200.25 *est.* | +8.40 % | +31,000.12 *est.* |
| senior *(not shown: 12 customers rated)* | – | – | – |  | – |
| **All** | **9,480,000.00** | **9,694,949.38** | **+214,949.38** *est.* | **+2.27 %** | **+95,360.00** *est.* |

### Net revenue by segment, 12 months, July 2026 to June 2027, EUR

| Segment | Before *(est.)* | After *(est.)* | Change | Percent | With what is assumed |
| --- | ---: | ---: | ---: | ---: | ---: |
| consumer | 6,900,000.00 | 7,055,000.13 | +155,000.13 *est.* | +2.25 % | +31,786.67 *est.* |
| business | 2,500,000.38 | 2,559,949.63 | +59,949.25 *est.* | +2.40 % | +31,786.67 *est.* |
| roamer *(few: 74 customers rated)* | 79,999.62 | 79,999.62 | 0.00 *est.* | 0.00 % | +31,786.66 *est.* |
| **All** | **9,480,000.00** | **9,694,949.38** | **+214,949.38** *est.* | **+2.27 %** | **+95,360.00** *est.* |

### Where the change comes from, 12 months, July 2026 to June 2027, EUR

| Component | Before *(est.)* | After *(est.)* | Change |
| --- | ---: | ---: | ---: |
| smart-m-monthly *(recurring fees)* | 5,200,000.00 | 5,512,000.00 | +312,000.00 *est.* |
| activation *(one-time fees)* | 60,000.00 | 84,100.00 | +24,100.00 *est.* |
| allowances | 0.00 | -182,300.50 | -182,300.50 *est.* |
| data-overage *(usage)* | 2,400,000.13 | 2,496,400.26 | +96,400.13 *est.* |
| loyalty *(discounts)* | -240,000.13 | -281,250.38 | -41,250.25 *est.* |
| minimum-spend *(commitments)* | 60,000.00 | 66,000.00 | +6,000.00 *est.* |
| rounding | 0.00 | 0.00 | 0.00 *est.* |
| *2 components without a change* |  |  | 0 |
| **Net revenue** |  |  | **+214,949.38** *est.* |
| **Tax** |  |  | **+40,840.38** *est.* |
| **What customers pay** |  |  | **+255,789.76** *est.* |

### Who pays more, who pays less, 12 months, July 2026 to June 2027

| Customers who | Number | Change, EUR |
| --- | ---: | ---: |
| Pay less, by more than 5 % | 2,600 *est.* | -61,200.12 *est.* |
| Pay less, by up to 5 % | 5,901 *est.* | -32,100.25 *est.* |
| Pay the same | 11,800 *est.* | 0.00 *est.* |
| Pay more, by up to 5 % | 13,999 *est.* | +141,090.00 *est.* |
| Pay more, by more than 5 % | 5,700 *est.* | +208,000.13 *est.* |

<details><summary>3 assumptions</summary>

| Assumption | Value | Source | Where |
| --- | --- | --- | --- |
| elasticity of data, consumer | -0.6 (-0.9 to -0.3) | price test of spring 2024, market research | \`simulations/smart-m-2026.yaml:24\` |
| elasticity of data, business | -0.2 | judgement of J. Ortiz, pricing | \`simulations/smart-m-2026.yaml:29\` |
| churn by change of the bill | 0 % at 0 %, 2 % at +10 %, 6 % at +30 % (0.5 to 1.5 times) | change of January 2025 | \`simulations/smart-m-2026.yaml:33\` |

</details>

<details><summary>Control totals: 3 of 3 agree</summary>

Usage records: 1,204,551, of them 1,204,100 rated, 51 screened out, 0 that could not be rated, 400 on no bill.

| Total | One way | The other way | Agree |
| --- | ---: | ---: | --- |
| net revenue before, by plan and by month | 9,480,000.00 | 9,480,000.00 | yes |
| net revenue after, by plan and by month | 9,694,949.38 | 9,694,949.38 | yes |
| customers, by segment and by band | 40,000.00 | 40,000.00 | yes |

</details>

base \`main (1a2b3c4d5e)\`, candidate \`the plans as they are\` · usage megaline, 2,000 customers rated · seed 7 · rateproof 0.1.0 · fingerprint \`c0ffee\`
`);
  });

  test('a null change has no number but zero in its changes', () => {
    const changes = [...comment(nullChange).matchAll(/[+-][\d,]+\.\d\d/g)].map(([text]) => text);
    expect(changes).toEqual([]);
    expect(comment(nullChange)).toContain('| smart-m | 6,480,000.13 | 6,480,000.13 | 0.00 | 0.00 % | 0.00 *est.* |');
  });

  const LIMITS = Object.entries({ ...COMMENT_LIMITS, summary: JOB_SUMMARY_LIMIT }) as [string, CommentLimit][];

  test.each(LIMITS)('%s: strangers format nothing, link nowhere and call nobody', (_, limit) => {
    expectHarmless(comment(hostile(NASTY), limit), limit);
  });

  test('and so it is of any text, for every host', () => {
    fc.assert(
      fc.property(
        fc.array(hostileText, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...LIMITS),
        (texts, [, limit]) => {
          expectHarmless(comment(hostile(texts), limit), limit);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('rows keep their cells whatever stands in them', () => {
    const rows = comment(hostile(NASTY)).match(/^\|.*\|$/gm)!;
    // 6 of plans and segments, 4 of components, assumptions and totals, 3 of bands, 1 of what is left out.
    for (const row of rows) expect([6, 4, 3, 1]).toContain(row.split(/(?<!\\)\|/).length - 2);
  });

  test.each(LIMITS)('%s: what has no room is counted, with where the whole is', (_, limit) => {
    const many = hostile(Array.from({ length: 1500 }, (_, at) => `${at} ${'@|`<'.repeat(100)}`));
    const page = comment(many, limit);
    expectHarmless(page, limit);
    expect(page).toMatch(/\*\*Left out here:\*\* .*[\d,]+ of 1,500 assumptions/);
  });

  test('nothing is left out where everything fits', () => {
    for (const simulation of [full, nullChange, minimal]) expect(comment(simulation)).not.toContain('Left out');
  });
});
