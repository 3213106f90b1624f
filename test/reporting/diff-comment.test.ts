import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderComment } from '../../src/reporting/diff/comment.ts';
import { COMMENT_LIMITS, type CommentLimit, JOB_SUMMARY_LIMIT } from '../../src/reporting/limits.ts';
import type { CheckRun } from '../../src/run/check-result.ts';
import {
  allowanceCut,
  approvedCheck,
  blockedCheck,
  CHECKS,
  cause,
  checkOf,
  diffOf,
  edit,
  incomparableCheck,
  interactingCheck,
  interruptedCheck,
  lintCheck,
  newPlanCheck,
  noChangeCheck,
  nothingCompared,
  priceUp,
  priceUpCheck,
  textOnlyCheck,
  unexercisedCheck,
  withdrawnCheck,
} from './diff-fixtures.ts';
import { hostileCheck } from './diff-hostile.ts';
import { expectHarmless, hostileText, readOf, sizeOf } from './harmless-markdown.ts';
import { NASTY } from './hostile.ts';

const { github, bitbucket } = COMMENT_LIMITS;
const comment = (check: CheckRun, limit: CommentLimit = github): string => renderComment(check, limit);
const first = (check: CheckRun): string => comment(check).split('\n')[0]!;

describe('the first sentence', () => {
  test.each([
    ['a price that rises', priceUpCheck, '## ✋ 2 changes need approval'],
    ['everything approved', approvedCheck, '## ✅ All 2 changes that can move bills are approved'],
    ['blocked', blockedCheck, '## ❌ Blocked by a policy; 1 change needs approval'],
    ['a new plan', newPlanCheck, '## ✅ A plan is new; no bill of today changes'],
    ['a plan withdrawn', withdrawnCheck, '## ✋ 1 change needs approval'],
    ['text only', textOnlyCheck, '## ✅ Only text changed'],
    ['no change', noChangeCheck, '## ✅ No plan changed'],
    ['interrupted', interruptedCheck, '## ❌ Interrupted after 12 of 14 test customers: what follows is not the whole'],
    [
      'errors of lint',
      lintCheck,
      '## ❌ 2 errors in the plans or scenarios: nothing else was run, and nothing is known about bills',
    ],
    [
      'a base that does not load',
      incomparableCheck,
      '## ❌ The change could not be compared with its base: nothing is known about what it does to bills',
    ],
    [
      'nobody to compare',
      checkOf(nothingCompared, 5),
      '## ❌ Nothing was compared: no test customer has bills on both sides',
    ],
    ['nothing at all', checkOf(diffOf([]), 5), '## ❌ Nothing was compared: there is no test customer'],
    [
      'a base that differs from itself',
      checkOf({ ...priceUp, summary: { ...priceUp.summary, nullCheck: { scenarios: 8580, differing: 3 } } }, 5),
      '## ❌ The comparison cannot be trusted: held against itself, the base differs for 3 of 8,580 test customers',
    ],
    [
      'an exit code that nothing else tells',
      { ...noChangeCheck, exitCode: 5 as const },
      '## ❌ No plan changed. The check still ended with exit code 5',
    ],
  ])('%s', (_, check, sentence) => {
    expect(first(check)).toBe(sentence);
  });

  test('no green tick without a comparison, whatever the exit code says', () => {
    const nothing = checkOf(diffOf([]), 0);
    const missing: CheckRun = { ...noChangeCheck, diff: undefined, test: undefined };
    for (const check of [nothing, missing, checkOf(nothingCompared, 0), { ...lintCheck, exitCode: 0 as const }]) {
      expect(comment(check)).not.toContain('✅');
    }
  });

  test('the money stands before who is reached, and both before everything else', () => {
    // 1301 of 8580 is 15.163 %, 111 of 8580 is 1.294 %; 3,992 + 120 + 148 + 4,320 = 8,580.
    expect(comment(priceUpCheck).split('\n').slice(2, 5)).toEqual([
      '**Bills rise by 159.43 EUR in all (+0.02 %): of 8,580 test customers, 1,301 (15.16 %) pay more, at most 2.50 EUR on a ' +
        'bill; 111 (1.29 %) pay less, at most 0.67 EUR on a bill.**',
      '',
      'Who is reached: 3,992 existing customers are repriced, 120 keep their version, 148 are new; 4,320 have a plan that ' +
        'does not change.',
    ]);
    expect(comment(withdrawnCheck).split('\n').slice(2, 5)).toEqual([
      '**2 test customers lose their plan and have no bill any more; no bill of the 12 others changes: 240.00 EUR before ' +
        'and after.**',
      '',
      'Who is reached: no existing customer is repriced, none is new, 2 have a plan that is withdrawn; 12 have a plan that ' +
        'does not change.',
    ]);
    expect(comment(textOnlyCheck).split('\n').slice(2, 5)).toEqual([
      '**No bill of the 12 test customers changes: 240.00 EUR before and after.**',
      '',
      'Who is reached: nobody.',
    ]);
  });

  test('what a run has not seen to its end is no promise', () => {
    expect(comment(interruptedCheck)).toContain('**So far, no bill of the 12 test customers changes: 240.00 EUR');
  });
});

describe('what it says', () => {
  test('the plans: all of them together first, with better, same, worse and the worst bill', () => {
    expect(comment(priceUpCheck)).toContain(
      '| `smart-m` | 1,412 of 4,260 | 395,754.00 | 395,913.43 | **+159.43 EUR** (+0.04 %) | 111 / 2,848 / 1,301 | +2.50 (30.97 to 33.47) |\n',
    );
  });

  test('policies: what blocks in full, what passed counted, exceptions always, expired ones as such', () => {
    const page = comment(blockedCheck);
    expect(page).toContain('### Policies: 1 blocked, 2 passed\n');
    expect(page).toContain(
      '- ⛔ **Blocked**: Bills in all rise by at most 2 %: found +5.45 %, allowed at most 2 %; source: price committee, 2026-02 `rateproof.config.yaml:8`\n  - all bills: 418.00 -&gt; 440.80 EUR\n',
    );
    expect(page).toContain(
      '- ✅ Passed by an exception: No bill rises by more than 5.00 EUR (plan smart-m): found +6.00 EUR',
    );
    expect(page).toContain(
      '  - exception of Pricing: heavy users are offered Smart L (until 2026-06-30, excuses 3 here)\n' +
        '  - exception of Sales: spring campaign (expired on 2026-03-01, does not count)\n',
    );
    expect(page).not.toContain('Nothing is unrated');
  });

  test('a cause: what it does, by itself and of the whole, how it stands, what to approve it with', () => {
    const page = comment(interactingCheck);
    expect(
      page,
    ).toContain(`- **data-10gb: 10 GB -&gt; 8 GB a month** (plan smart-m from 2026-01-01): existing and new customers can pay more or get less; high risk \`plans/smart-m.yaml:27\`
  - +35.00 EUR on the bills of 6 customers (+30.00 EUR by itself)
  - ✋ not approved, fingerprint \`ee00000000000005\`
`);
    expect(page).toContain('- Only together: **+10.00 EUR**, beyond what each change does by itself (interaction).');
    expect(page).toContain('the mean over all orders in which they can come (Shapley values)');
    expect(page).toContain(`| data-10gb: 10 GB -&gt; 8 GB a month | \`ee00000000000005\` | 6 | +30.00 EUR | +35.00 EUR |
| data-overage: 3.00 -&gt; 4.00 per GB | \`dd00000000000004\` | 6 | +8.00 EUR | +13.00 EUR |
| Only together (interaction) |  |  | +10.00 EUR | in the shares |
| **All** |  |  | **+48.00 EUR** | **+48.00 EUR** |
`);
    expect(page).toContain('rateproof accept --cause ee00000000000005 --reason "…"\n');
  });

  test('three bills, of each what differs and the total', () => {
    expect(comment(priceUpCheck)).toContain(`| Data beyond the bundle, 5 GB | 15.00 | 17.50 | **+2.50** |
| **Total** | **30.97** | **33.47** | **+2.50** |

One more line is the same.
`);
    expect(comment(priceUpCheck)).not.toContain('| Monthly fee');
    expect(comment(priceUpCheck).match(/<details><summary>(?:A typical|The customer)/g)).toHaveLength(3);
  });

  test('a change that nobody of the test feels is said to be unknown, not harmless', () => {
    const page = comment(unexercisedCheck);
    expect(page).toContain(
      '⚠️ 1 change that can move bills is felt by no test customer: what it does to real ones is not known',
    );
    expect(page).toContain('Changes that no test customer feels: 1');
  });

  test('approvals with who, when, why', () => {
    expect(comment(approvedCheck)).toContain('✅ approved by Ann Example on 2026-03-18: decided on 2026-03-17');
    expect(comment(approvedCheck)).not.toContain('### How to approve');
  });

  test('what it was made from stands at the end', () => {
    expect(comment(priceUpCheck).trimEnd().split('\n').at(-1)).toBe(
      `run \`${'c0ffee'.repeat(10)}\` · base \`main (1a2b3c4d5e)\`, head \`the working tree\` · 8,580 test customers, 8,580 compared · ` +
        'the base against itself: no difference for 8,580 · recipes and their seeds: `base` 7 · approvals and exceptions as of 2026-03-20 · ' +
        'rateproof 0.1.0, time-zone data 2026f',
    );
  });
});

const LIMITS = Object.entries({ ...COMMENT_LIMITS, summary: JOB_SUMMARY_LIMIT }) as [string, CommentLimit][];
describe('room', () => {
  const long = Array.from({ length: 5000 }, (_, at) => `${at} ${'@|`<'.repeat(400)}`);
  const many = hostileCheck(long, 200);
  const huge = hostileCheck(['ä'.repeat(5_000_000), ...NASTY]);

  test.each(LIMITS)('%s: 5,000 causes and edits, 200 plans, a text of 5 MB', (_, limit) => {
    for (const check of [many, huge]) {
      const page = renderComment(check, limit, { whole: 'https://ci.example/1' });
      expect(sizeOf(page, limit)).toBeLessThanOrEqual(limit.most);
      const read = readOf(page);
      expect(read.match(/<details>/g)?.length).toBe(read.match(/<\/details>/g)?.length);
      expect(page).toContain('### How to approve');
    }
  });

  test('what had no room is counted, with where the whole is', () => {
    const page = renderComment(many, github, { whole: 'diff.html' });
    const [, said = ''] = /\*\*Left out here:\*\* (.*)\. The whole is in diff.html\./.exec(page) ?? [];
    expect(said).toMatch(/\d+ of 201 plans/);
    const told = /([\d,]+) of 5,000 changes/.exec(said)![1]!;
    const shown = page.match(/^ {2}- ✋ .*fingerprint `\d{16}`$/gm)!.length;
    expect(5000 - shown).toBe(Number(told.replace(',', '')));
    expect(page).toContain(`- and ${told} more changes\n`);
  });

  test('nothing is left out where everything fits, and nothing is said of it', () => {
    for (const check of Object.values(CHECKS)) expect(comment(check)).not.toContain('Left out');
  });

  test('a cause of thousands of edits tells some and counts the others', () => {
    const edits = Array.from({ length: 5000 }, (_, at) => edit(`${at}`.padStart(16, '0'), `edit ${at}`));
    const check = checkOf(
      { ...allowanceCut, summary: { ...allowanceCut.summary, edits, causes: [cause('ff', edits)] } },
      1,
    );
    expect(comment(check)).toContain('- **5,000 edits that only go together:**\n  - **edit 0**');
    expect(comment(check)).toContain('  - and 4,992 more edits\n');
  });
});

describe('strangers format nothing, link nowhere and call nobody', () => {
  const check = hostileCheck(NASTY);
  test.each(LIMITS)('%s: every text that is known to break out of something', (_, limit) => {
    expectHarmless(renderComment(check, limit), limit);
  });

  test('rows keep their cells whatever stands in them', () => {
    const rows = comment(check).match(/^\|.*\|$/gm)!;
    const widths = rows.map((row) => row.split(/(?<!\\)\|/).length - 2);
    // 7 of plans and segments, 5 of shares, 4 of bills, 3 of bands, 1 of what is left out.
    for (const width of widths) expect([7, 5, 4, 3, 1]).toContain(width);
  });

  test('a bar after a backslash ends no cell', () => {
    expect(comment(hostileCheck(['a\\|@b', 'c', 'd']))).toContain('\n| a\\\\\\|@&#8203;b | 6 of 20 |');
  });

  test('and so it is of any text, for every host', () => {
    fc.assert(
      fc.property(
        fc.array(hostileText, { minLength: 3, maxLength: 5 }),
        fc.constantFrom(github, bitbucket),
        (texts, limit) => {
          expectHarmless(renderComment(hostileCheck(texts), limit), limit);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('a host that folds nothing gets no HTML', () => {
  for (const check of Object.values(CHECKS)) {
    expect(comment(check, bitbucket)).not.toMatch(/<\w|&#\d+;.*<|<\/\w/);
  }
  expect(comment(priceUpCheck, bitbucket)).toContain(
    '#### The customer who loses most: +2.50 EUR, `base/1301` of `smart-m`, `consumer`\n',
  );
});
