/** A run whose texts were written by somebody who means harm. */

import type { ScenarioResult, TestRun } from '../../src/run/result.ts';
import { runOf } from './hand-built.ts';

/** Every text that breaks out of something: HTML, XML, Markdown, a mention, a formula, a terminal, a quote. */
export const NASTY = [
  '</details></code><script>alert(1)</script><img src=x onerror=alert(1)>',
  ']]></failure></testcase><!-- "\' & \u0000\u0001\u001b[2J\u009b1m\ufffe\ufffd\ud800',
  '``` ~~~ | `x` **bold** [link](https://evil.example) ![](//evil.example/x.png) www.evil.example <https://evil.example>',
  '@everyone see #1 and GH-2 | \\| \\',
  '# heading\r\n- list\n1. one\n===\n@team',
  '=HYPERLINK("https://evil.example";"x")',
  "+cmd|'/c calc'!A0",
  'a;=1+1\t@SUM(A1)\n-2+3',
  '\u202edesrever\u2066 \u200bhidden',
  '__proto__',
  'constructor',
] as const;

/** A plan, an id, a title, a reason, a segment, a cause and a because for each. */
export function hostileRun(texts: readonly string[] = NASTY): TestRun {
  const results = texts.flatMap((text): ScenarioResult[] => {
    const about = { id: text, file: text, line: 1, plan: text, segment: text, title: text, again: text };
    return [
      {
        ...{ ...about, check: 'expectation', status: 'changed', unrated: 0, screened: 0 },
        differences: [
          {
            invoice: '2026-03-01',
            line: text,
            cell: 'amount',
            expected: '1.00',
            actual: '-2.00',
            by: '-3.00',
            cause: text,
            because: text,
          },
          { invoice: '2026-03-01', cell: 'total', expected: '1.00', actual: '-2.00', by: '-3.00', cause: 'total' },
        ],
      },
      { ...about, check: 'baseline', status: 'error', unrated: 0, screened: 0, differences: [], reason: text },
    ];
  });
  return runOf(results);
}
