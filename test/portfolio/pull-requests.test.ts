/**
 * Ten pull requests on the portfolio in a git repository, from the files to the comment: exit code, first sentence, edits in
 * words, shares that add up, and the amounts of single customers as they are worked by hand.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { causesOf } from '../../src/reporting/diff/causes.ts';
import { renderComment } from '../../src/reporting/diff/comment.ts';
import { headlineOf, reachOf } from '../../src/reporting/diff/headline.ts';
import { nextSteps } from '../../src/reporting/diff/next-steps.ts';
import { subjectOf } from '../../src/reporting/diff/subject.ts';
import { COMMENT_LIMITS } from '../../src/reporting/limits.ts';
import { type CheckOptions, runCheck } from '../../src/run/check.ts';
import type { CheckRun } from '../../src/run/check-result.ts';
import type { Repository } from '../run/repository.ts';
import { open, type PullRequest, smallPortfolio } from './pull-requests.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const AS_OF = '2026-05-12';

let folder = '';
let own: Repository;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rateproof-pull-requests-'));
  own = await smallPortfolio(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function check(options: Partial<CheckOptions> = {}): Promise<CheckRun> {
  const given = { root: own.root, base: 'main', asOf: AS_OF, approvals: '.rateproof/approvals', ci: false };
  return (await runCheck({ ...given, ...options })).check;
}

/** What no two runs of the test have in common: ids of commits, and with them the fingerprint of the manifest. */
const lasting = (comment: string): string =>
  comment
    .replace(/run `[0-9a-f]{16}`/, 'run `…`')
    .replace(/\(([0-9a-f]{10})\)/g, '(…)')
    .replace(/rateproof \S+, time-zone data \S+/, 'rateproof …, time-zone data …');

const places = (text: string): number => text.split('.')[1]?.length ?? 0;
/** Amounts of one currency have as many decimals as each other. */
function cents(text: string, decimals: number): bigint {
  expect(places(text)).toBeLessThanOrEqual(decimals);
  return BigInt(text.replace('.', '') + '0'.repeat(decimals - places(text)));
}

interface Expected {
  readonly pr: PullRequest;
  readonly exit: number;
  readonly sentence: string;
  readonly words: readonly string[];
  /** Written customers: total before and after of one bill. */
  readonly bills?: Readonly<Record<string, readonly [invoice: string, before: string, after: string]>>;
}

const TEN: readonly Expected[] = [
  {
    pr: 'price-up',
    exit: 1,
    sentence: '1 change needs approval and 2 tests wait for it; 1 written scenario expects what was before the change.',
    words: ['data-overage, tier 2 (5 to 20 GB): 3.00 -> 3.50 per GB'],
    // 22 GB beyond the bundle and 1.2 GB of it abroad on the same counter: 15 of them are in tier 2. 15 x 0.50 = 7.50.
    bills: { 'smart-m-new-prices': ['2026-07-01', '99.55', '107.05'] },
  },
  {
    pr: 'allowance-cut',
    exit: 1,
    sentence: '1 change needs approval and 5 tests wait for it; 3 written scenarios expect what was before the change.',
    words: ['data-bundle, name: "12 GB" -> "11 GB"', 'data-bundle: 12 GB -> 11 GB'],
    // One more gigabyte beyond the bundle, in the third tier: 3.2 GB x 2.00 becomes 4.2 GB x 2.00.
    bills: { 'smart-m-new-prices': ['2026-07-01', '99.55', '101.55'] },
  },
  {
    pr: 'tier-edge',
    exit: 1,
    sentence: '1 change needs approval and 2 tests wait for it; 1 written scenario expects what was before the change.',
    words: ['data-overage, edge between tier 1 and 2: 5 GB -> 6 GB'],
    // 3.8 x 3.50 + 15 x 3.00 becomes 4.8 x 3.50 + 14 x 3.00: one gigabyte at 3.50 in place of 3.00.
    bills: { 'smart-m-new-prices': ['2026-07-01', '99.55', '100.05'] },
  },
  {
    // 45.00 x 12 / 365 x 11 = 16.2740, and 15.00 + 2 x 0.0025 = 15.005: a cent more each, as whatever is beyond a cent is one.
    bills: {
      'published-acn-eleven-days': ['2026-02-17', '16.27', '16.28'],
      'commands.half-to-even': ['2026-02-28', '61.50', '61.51'],
    },
    pr: 'rounding',
    exit: 1,
    sentence: '1 change needs approval; 2 written scenarios expect what was before the change.',
    words: ['rounding of lines: half-even 0.01 -> up 0.01'],
  },
  {
    pr: 'rename',
    exit: 1,
    sentence: 'Only text changed; 7 baselines still have the old names.',
    words: ['charge renamed: voice-uk -> voice-national'],
  },
  {
    pr: 'new-plan',
    exit: 0,
    sentence: 'A plan is new; no bill of today changes.',
    words: [
      'plan us-surf-plus from 2018-01-01 added: Surf Plus, 25.00 USD a month, in arrears, if something was used, 500 min of voice, 50 msg of sms and 1 more',
    ],
  },
  {
    pr: 'withdrawn',
    exit: 1,
    sentence: '1 change needs approval.',
    words: ['plan gulf-kw withdrawn', 'calendar kw-week removed'],
  },
  {
    pr: 'tax',
    exit: 1,
    sentence:
      '1 change needs approval and 10 tests wait for it; 11 written scenarios expect what was before the change.',
    words: ['tax standard: 10 % -> 12 %'],
    // The fee of 2,980: x 10 % = 298, x 12 % = 357.6, and what is less than a yen is dropped.
    bills: { 'amount-off-fee-and-contract': ['2026-03-01', '3278', '3337'] },
  },
  { pr: 'text', exit: 0, sentence: 'Only text changed.', words: ['name on the invoice: "US Talk" -> "Talk and more"'] },
  {
    pr: 'interact',
    exit: 1,
    sentence: '2 changes need approval and 4 tests wait for it; 1 written scenario expects what was before the change.',
    words: ['data-bundle, name: "3 GB" -> "2 GB"', 'data-bundle: 3 GB -> 2 GB', 'data-overage: 5.00 -> 6.00 per GB'],
    // 1 GB beyond the bundle at 5.00 becomes 2 GB at 6.00: 12.00 - 5.00 = 7.00.
    bills: { 'smart-s-new-prices': ['2026-07-01', '31.68', '38.68'] },
  },
];

describe.each(TEN)('$pr', ({ pr, exit, sentence, words, bills = {} }) => {
  let found: CheckRun;
  beforeAll(async () => {
    open(own, pr);
    found = await check();
  });

  test('exit code, first sentence, edits in words', () => {
    expect(headlineOf(subjectOf(found)).sentence).toBe(sentence);
    expect(found.exitCode).toBe(exit);
    expect(found.diff!.summary.edits.map((edit) => edit.words)).toEqual(words);
    expect(found.diff!.summary.nullCheck).toEqual({ scenarios: expect.any(Number), differing: 0 });
  });

  test('shares are the total, and so are the changes of all customers, to the cent', () => {
    const { header, results, summary } = found.diff!;
    const currencies = new Map(header.plans.map(({ id, currency }) => [id, currency]));
    const { attribution, causes } = summary;
    for (const [currency, total] of Object.entries(attribution.total)) {
      const decimals = places(total);
      const sum = (amounts: readonly string[]): bigint =>
        amounts.reduce((all, amount) => all + cents(amount, decimals), 0n);
      const ofResults = results.filter(({ plan, change }) => currencies.get(plan) === currency && change !== undefined);
      expect(sum(ofResults.map(({ change }) => change!))).toBe(cents(total, decimals));
      const money = causes.flatMap((cause) => cause.money[currency] ?? []);
      expect(sum(money.map(({ share }) => share))).toBe(cents(total, decimals));
      const alone = sum(money.map((one) => one.alone));
      expect(alone + cents(attribution.interaction[currency]!, decimals)).toBe(cents(total, decimals));
      const before = ofResults.flatMap((one) => one.before ?? []).flatMap((amount) => amount ?? []);
      const after = ofResults.flatMap((one) => one.after ?? one.before ?? []).flatMap((amount) => amount ?? []);
      expect(sum(after) - sum(before)).toBe(cents(total, decimals));
    }
  });

  test('the comment', async () => {
    const comment = lasting(renderComment(found, COMMENT_LIMITS.github));
    await expect(comment).toMatchFileSnapshot(`pull-requests/${pr}.md`);
  });

  test.each(Object.entries(bills))('by hand: %s', (id, [invoice, before, after]) => {
    const result = found.diff!.results.find((one) => one.id === id)!;
    const place = result.dates.indexOf(invoice);
    expect([result.before![place], result.after![place]]).toEqual([before, after]);
  });
});

test('two edits that meet: each by itself, both together, and who has what of that', async () => {
  open(own, 'interact');
  const { diff } = await check({ grep: /^smart-s-new-prices$/ });
  const { causes, attribution } = diff!.summary;
  // 1 GB beyond the bundle at 5.00. The price alone: 1 x 6.00, +1.00. The bundle alone: 2 x 5.00, +5.00. Both: 12.00, +7.00, of
  // which 1.00 comes only from both: half of it each.
  expect(causes.filter(({ matters }) => matters).map(({ money }) => money)).toEqual([
    { EUR: { alone: '5.00', share: '5.50' } },
    { EUR: { alone: '1.00', share: '1.50' } },
  ]);
  expect(attribution).toEqual({ method: 'shapley', most: 5, interaction: { EUR: '1.00' }, total: { EUR: '7.00' } });
});

test('a plan is withdrawn: who loses it is told by name', async () => {
  open(own, 'withdrawn');
  const { diff } = await check();
  const lost = diff!.results.filter(({ status }) => status === 'obsolete');
  expect(new Set(lost.map(({ plan }) => plan))).toEqual(new Set(['gulf-kw']));
  // All of the recipe, and those that people wrote.
  expect(lost.filter(({ id }) => id.startsWith('gulf-kuwait/')).length).toBe(10);
  expect(diff!.summary.withdrawnPlans).toEqual(['gulf-kw']);
  expect(reachOf(diff!)).toContain(
    `no existing customer is repriced, none is new, ${lost.length} have a plan that is withdrawn; `,
  );
});

test('the command: the same exit codes, and on a terminal what to do next', () => {
  const run = (...args: string[]) => {
    const env = { ...process.env, NO_COLOR: '1', CI: '' };
    return spawnSync(process.execPath, [MAIN, 'check', '--base', 'main', '--tries', '0', ...args], {
      ...{ cwd: own.root, encoding: 'utf8', env },
    });
  };
  open(own, 'rename');
  const renamed = run();
  expect(renamed.status).toBe(1);
  expect(renamed.stdout).toMatch(/^Only text changed; 7 baselines still have the old names\.\n/);
  expect(renamed.stdout).toMatch(
    /What to do next\n {2}Accept the new names in the baselines:\n {4}rateproof test --update changed\n$/,
  );
  open(own, 'new-plan');
  const added = run();
  expect([added.status, added.stderr]).toEqual([0, expect.any(String)]);
  expect(added.stdout).not.toContain('What to do next');
});

test('tests that fail for another reason are told as that, whatever else waits', async () => {
  open(own, 'price-up');
  const file = 'scenarios/written/proration.yaml';
  own.write(file, own.read(file).replace('total: 16.27\n', 'total: 16.37\n'));
  const baseline = 'scenarios/recipes/consumer-base.consumer-base.baseline.txt';
  // The customer whom the change moves, with another bill than main ever made.
  own.write(baseline, own.read(baseline).replace('191.28', '190.28'));
  const found = await check();
  own.git('checkout', '--quiet', '--', '.');
  const subject = subjectOf(found);
  expect(headlineOf(subject).sentence).toBe(
    '2 tests are not as expected, and not by this change alone; 1 change needs approval and 1 test waits for it; 1 written scenario expects what was before the change.',
  );
  expect(nextSteps(subject, causesOf(found.diff!.summary))[0]).toEqual({
    text: 'Tests fail for another reason than this change: mend the plan, or what they expect (scenarios/recipes/consumer-base.yaml:6, scenarios/written/proration.yaml:180):',
    commands: ['rateproof test'],
  });
});
