import { describe, expect, test } from 'vitest';
import { DIFF_REPORT_FILES, renderDiff } from '../../src/reporting/diff/reporters.ts';
import { renderChange } from '../../src/reporting/diff/terminal.ts';
import { REPORT_FILES } from '../../src/reporting/reporters.ts';
import type { CheckRun } from '../../src/run/check-result.ts';
import type { DiffRun } from '../../src/run/diff/result.ts';
import {
  allowanceCut,
  approvedUp,
  blockedCheck,
  CHECKS,
  incomparableCheck,
  interacting,
  interactingCheck,
  noChange,
  priceUp,
  priceUpCheck,
  withdrawnCheck,
} from './diff-fixtures.ts';
import { hostileCheck } from './diff-hostile.ts';
import { NASTY } from './hostile.ts';
import { listOf } from './page-list.ts';

const cents = (text: string): bigint => BigInt(text.replace('.', ''));
const sum = (texts: readonly string[]): bigint => texts.reduce((all, text) => all + cents(text), 0n);

describe.each([
  ['price up', priceUp],
  ['approved', approvedUp],
  ['allowance cut', allowanceCut],
  ['interacting', interacting],
  ['no change', noChange],
] as [string, DiffRun][])('the numbers of the fixture add up: %s', (_, { results, summary }) => {
  const { all, plans, segments } = summary.effects.EUR!;

  test('customers, plans, segments, bands and shares come to the same change', () => {
    expect(sum(results.map(({ change = '0.00' }) => change))).toBe(cents(all.change));
    expect(cents(all.after) - cents(all.before)).toBe(cents(all.change));
    expect(results.filter(({ change }) => change !== '0.00').length).toBe(all.changed);
    for (const parts of [plans, segments]) {
      expect(sum(Object.values(parts).map(({ before }) => before))).toBe(cents(all.before));
      expect(sum(Object.values(parts).map(({ change }) => change))).toBe(cents(all.change));
    }
    for (const { bands, customers, change } of [all, ...Object.values(plans), ...Object.values(segments)]) {
      expect(Object.values(bands).reduce((number, band) => number + band.customers, 0)).toBe(customers);
      expect(sum(Object.values(bands).map((band) => band.change))).toBe(cents(change));
    }
    const money = summary.causes.map((cause) => cause.money.EUR!);
    expect(sum(money.map(({ share }) => share))).toBe(cents(summary.attribution.total.EUR!));
    expect(sum(money.map(({ alone }) => alone)) + cents(summary.attribution.interaction.EUR!)).toBe(cents(all.change));
  });

  test('whole bills are their lines, and differ by what is told', () => {
    for (const { invoices, differences } of results) {
      if (!invoices) continue;
      for (const bill of [...invoices.before, ...invoices.after]) {
        expect(sum(bill.lines.filter(({ kind }) => kind !== 'tax').map(({ amount }) => amount))).toBe(
          cents(bill.total),
        );
        expect(cents(bill.net) + cents(bill.tax)).toBe(cents(bill.total));
      }
      const total = differences.find(({ cell }) => cell === 'total');
      expect(cents(invoices.after[0]!.total) - cents(invoices.before[0]!.total)).toBe(cents(total!.by!));
    }
  });
});

const plain = { columns: 80, colour: false } as const;

describe('on a terminal', () => {
  test('a check, in full', () => {
    expect(renderChange(interactingCheck, { ...plain, reports: ['reports/diff.html'] })).toBe(`2 changes need approval.
Bills rise by 48.00 EUR in all (+21.43 %): of 10 test customers, 6 (60.00 %) pay
more, at most 10.00 EUR on a bill; nobody pays less.
Who is reached: 10 existing customers are repriced, none is new.

plan     changed       bills            less/same/more   worst
smart-m  6 of 10  +48.00 EUR  +21.43 %           0/4/6  +10.00

What changes: 2 edits
  data-10gb: 10 GB -> 8 GB a month
    plan smart-m from 2026-01-01; existing and new customers can pay more or get
    less; high risk; plans/smart-m.yaml:27
    +35.00 EUR on the bills of 6 customers (+30.00 EUR by itself)
    ee00000000000005: not approved
  data-overage: 3.00 -> 4.00 per GB
    plan smart-m from 2026-01-01; existing and new customers can pay more or get
    less; high risk; plans/smart-m.yaml:34
    +13.00 EUR on the bills of 6 customers (+8.00 EUR by itself)
    dd00000000000004: not approved
  Only together (interaction): +10.00 EUR, inside the amounts above.
  What changes do only together is divided fairly among them: each gets the mean
  over all orders in which they can come (Shapley values).

Customers by the change of all their bills
  Pay less, by more than 5 %  0    0.00 EUR
  Pay less, by up to 5 %      0    0.00 EUR
  Pay the same                4    0.00 EUR  ████████████████
  Pay more, by up to 5 %      0    0.00 EUR
  Pay more, by more than 5 %  6  +48.00 EUR  ████████████████████████

Tests: All 2 scenarios came out as expected.

base      main (1a2b3c4d5e)
head      the working tree
compared  10 of 10 customers
worst     base/1, bill of 2026-03-01: 26.00 -> 36.00 EUR
run       c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffee
reports   reports/diff.html

What to do next
  Approve each change that is wanted:
    rateproof accept --cause ee00000000000005 --reason "…"
    rateproof accept --cause dd00000000000004 --reason "…"
`);
  });

  test('a plan withdrawn: who loses it comes first', () => {
    expect(renderChange(withdrawnCheck, { ...plain, reports: ['reports/diff.html'] })).toBe(`1 change needs approval.
2 test customers lose their plan and have no bill any more; no bill of the 12
others changes: 240.00 EUR before and after.
Who is reached: no existing customer is repriced, none is new, 2 have a plan
that is withdrawn; 12 have a plan that does not change.
Withdrawn: plan smart-s.

What changes: 1 edit
  plan smart-s: withdrawn
    plan smart-s from 2025-01-01; existing customers lose their plan; high risk;
    plans/smart-s.yaml:1
    takes a plan away: its customers can no longer be billed
    0b00000000000007: not approved

Tests: All 2 scenarios came out as expected.

base      main (1a2b3c4d5e)
head      the working tree
compared  12 of 14 customers
run       c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffee
reports   reports/diff.html

What to do next
  If the change is wanted, approve it:
    rateproof accept --cause 0b00000000000007 --reason "…"
`);
  });

  test('a policy that blocks, and one that passes by an exception', () => {
    expect(
      renderChange(blockedCheck, { ...plain, reports: ['reports/diff.html'] }),
    ).toBe(`Blocked by a policy; 1 change needs approval.
Bills rise by 22.80 EUR in all (+5.45 %): of 20 test customers, 6 (30.00 %) pay
more, at most 6.00 EUR on a bill; nobody pays less.
Who is reached: 20 existing customers are repriced, none is new.

plan     changed       bills           less/same/more  worst
smart-m  6 of 20  +22.80 EUR  +5.45 %          0/14/6  +6.00

What changes: 1 edit
  data-10gb: 10 GB -> 8 GB a month
    plan smart-m from 2026-01-01; existing and new customers can pay more or get
    less; high risk; plans/smart-m.yaml:27
    +22.80 EUR on the bills of 6 customers
    cc00000000000003: not approved

Customers by the change of all their bills
  Pay less, by more than 5 %   0    0.00 EUR
  Pay less, by up to 5 %       0    0.00 EUR
  Pay the same                14    0.00 EUR  ████████████████████████
  Pay more, by up to 5 %       2   +1.80 EUR  ███
  Pay more, by more than 5 %   4  +21.00 EUR  ███████

Policies: 2 of 3 passed
  blocked: Bills in all rise by at most 2 %: found +5.45 %, allowed at most 2 %
    all bills: 418.00 -> 440.80 EUR
  passed by an exception: No bill rises by more than 5.00 EUR (plan smart-m):
    found +6.00 EUR, allowed at most 5.00 EUR
    exception of Pricing: heavy users are offered Smart L (until 2026-06-30,
    excuses 3)
    exception of Sales: spring campaign (expired on 2026-03-01, does not count)

Tests: All 2 scenarios came out as expected.

base      main (1a2b3c4d5e)
head      the working tree
compared  20 of 20 customers
worst     base/1, bill of 2026-03-01: 26.00 -> 32.00 EUR
run       c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ffee
reports   reports/diff.html

What to do next
  A policy blocks: change the plan, or agree on an exception with owner, reason
    and date in rateproof.config.yaml.
  If the change is wanted, approve it:
    rateproof accept --cause cc00000000000003 --reason "…"
`);
  });

  test('a comparison alone has no policies and no tests; colours only where they are asked for', () => {
    const text = renderChange(interacting, plain);
    expect(text).not.toMatch(/Policies|Tests:|\u001b/);
    expect(renderChange(interacting, { columns: 80, colour: true })).toContain('\u001b[1;36m2 changes need approval.');
  });

  test('never wider than the terminal but for commands, and nothing of a stranger acts on it', () => {
    for (const check of [...Object.values(CHECKS), hostileCheck(NASTY)]) {
      const text = renderChange(check, plain);
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066\u200b]/);
      for (const line of text.split('\n'))
        if (!/rateproof accept|^plan |\d of \d/.test(line)) expect([...line].length).toBeLessThanOrEqual(80);
    }
    expect(renderChange(blockedCheck, plain)).toContain(
      'exception of Sales: spring campaign (expired on 2026-03-01, does not count)',
    );
  });
});

async function text(reporter: 'html' | 'json' | 'csv' | 'markdown', run: DiffRun | CheckRun): Promise<string> {
  return [...(await renderDiff(reporter, run))].join('');
}

describe('files', () => {
  test('their names stand beside those of a run of tests, and take the place of none', () => {
    const names: string[] = Object.values(DIFF_REPORT_FILES);
    expect(names).toEqual(['diff.html', 'comment.md', 'diff.json', 'diff.csv']);
    for (const name of Object.values(REPORT_FILES)) expect(names).not.toContain(name);
  });

  test('CSV: a row a customer; the column of changes adds up; formulas are closed', async () => {
    const [head, ...rows] = (await text('csv', priceUpCheck)).trimEnd().split('\n');
    expect(head).toMatch(/^id,title,plan,plan_name,segment,status,reach,currency,before,after,change,causes,/);
    expect(rows.length).toBe(8580);
    expect(rows[1300]).toMatch(/^base\/1301,,smart-m,Smart M,consumer,changed,repriced,EUR,92\.90,95\.40,2\.50,aa0/);
    expect(rows[8579]).toMatch(/^base\/8580,,smart-s,Smart S,consumer,passed,untouched,EUR,92\.90,92\.90,0\.00,,/);
    expect(sum(rows.map((row) => row.split(',')[10]!))).toBe(15_943n);
    expect(await text('csv', hostileCheck(NASTY))).not.toMatch(/(^|,)"?[=+@]/m);
    expect(await text('csv', incomparableCheck)).toBe('');
  });

  test('JSON: the words, the summary, customers with other bills; all of it harmless to print', async () => {
    const parsed = JSON.parse(await text('json', priceUpCheck)) as Record<string, never>;
    expect(parsed.verdict).toMatchObject({ tone: 'open', sentence: '2 changes need approval.' });
    expect(parsed.results).toHaveLength(1412);
    expect(parsed).toMatchObject({ exitCode: 1, summary: { compared: 8580 } });
    const hostile = await text('json', hostileCheck(NASTY));
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(() => JSON.parse(hostile) as unknown).not.toThrow();
    expect(JSON.parse(await text('json', incomparableCheck))).toMatchObject({
      summary: null,
      exitCode: 5,
      results: [],
    });
  });
});

describe('the page', () => {
  const seen = (html: string): string =>
    html
      .replace(/<(style|script)\b[^>]*>[\s\S]*?<\/\1>/g, '')
      .replace(/<[^>]+>/g, ' ')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replace(/\s+/g, ' ');

  test('verdict, reach and money first; shares that add up; interaction a row of its own', async () => {
    const page = await text('html', interactingCheck);
    expect(/<h1>(.*?)<\/h1>/.exec(page)?.[1]).toBe('2 changes need approval.');
    expect(seen(page)).toContain(
      'data-10gb: 10 GB -> 8 GB a month 6 +30.00 +35.00 data-overage: 3.00 -> 4.00 per GB 6 +8.00 +13.00',
    );
    expect(seen(page)).toContain('Only together (interaction) +10.00 in the shares All together +48.00 +48.00');
    // 35 of 48 is 72.92 %, 13 of 48 is 27.08 %: the second bar begins where the first ends.
    const bars = [...page.matchAll(/<rect class="(?:rise|whole)" x="([\d.]+)" y="0" width="([\d.]+)"/g)].slice(0, 3);
    expect(bars.map(([, x, width]) => [x, width])).toEqual([
      ['0.00', '72.92'],
      ['72.92', '27.08'],
      ['0.00', '100.00'],
    ]);
  });

  test('bills side by side, bands, plans, spread, policies with exceptions, commands', async () => {
    const page = seen(await text('html', priceUpCheck));
    expect(page).toContain(
      'The customer who loses most: +2.50 EUR base/1301 , Smart M, consumer; pays more by more than any other, all bills together Bill of',
    );
    expect(page).toContain(
      'Data beyond the bundle 5 GB plans/smart-m.yaml:34 15.00 17.50 +2.50 Total 30.97 33.47 +2.50 1 other line is the same',
    );
    expect(page).toContain('Pay more, by up to 5 % 1,301 +197.50');
    expect(page).toContain('Smart M smart-m 1,412 of 4,260 395,754.00 395,913.43 +159.43 EUR +0.04 % 111 2,848 1,301');
    expect(page).toContain('Before 12,780 bills, 395,754.00 EUR');
    expect(page).toContain('rateproof accept --cause aa00000000000001 --reason "…"');
    expect(seen(await text('html', blockedCheck))).toContain(
      'Exception of Sales: spring campaign (expired on 2026-03-01, does not count)',
    );
  });

  test('the list holds the customers whose bills are not the same, with what moves them', async () => {
    const list = listOf(await text('html', priceUpCheck));
    expect(list.length).toBe(1412);
    expect(list.find(({ id }) => id === 'base/1301')).toMatchObject({
      change: '+2.50 EUR',
      invoiced: '95.40',
      causes: ['aa00000000000001'],
    });
  });

  test('there is a page for every ending, and no text of a stranger becomes markup', async () => {
    for (const check of Object.values(CHECKS)) expect(await text('html', check)).toContain('<h1>');
    const page = await text('html', hostileCheck(NASTY));
    expect(page).not.toMatch(/<script>alert|<img|\u202e|\u001b/);
    expect(page.match(/<script/g)!.length).toBe(page.match(/<\/script>/g)!.length);
  });
});
