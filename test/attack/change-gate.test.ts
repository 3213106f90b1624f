/** Changes that bring their own judge: none of it may stay unseen. */

import { expect, test } from 'vitest';
import { renderComment } from '../../src/reporting/diff/comment.ts';
import { COMMENT_LIMITS } from '../../src/reporting/limits.ts';
import { runCheck } from '../../src/run/check.ts';
import type { GateChange } from '../../src/run/check-result.ts';
import { PLAN, type Repository, repository, SCENARIOS } from '../run/repository.ts';

const CONFIG = `policies:
  - { policy: total-change, at_most: 1 % }
  - { policy: bill-cap, at_most: 50 EUR, then: warn }
  - { policy: scenario-count, at_least: 3 }
exceptions:
  - { policy: bill-cap, owner: Ana, reason: launch, until: 2026-12-31 }
`;
/** A GB is 2.00 more: the one who uses 2 GB pays 14.00 for 12.00, of 32.20 in all. */
const DEARER = PLAN.replace('rate: 1.00 / GB', 'rate: 2.00 / GB');
const EXPECTED = SCENARIOS.replace('total: 12.00', 'total: 14.00');
const NO = `fingerprint: 0123456789abcdef
decision: rejected
change: ["data: 1.00 -> 2.00 per GB"]
by: Ana
on: 2026-03-01
why: too dear
`;

function project(more: Readonly<Record<string, string>> = {}): Repository {
  const files = { 'plans/simple.yaml': PLAN, 'scenarios/a.yaml': SCENARIOS, 'rateproof.config.yaml': CONFIG, ...more };
  const made = repository(files);
  made.commit();
  made.git('branch', '-M', 'main');
  made.git('checkout', '-q', '-b', 'pr');
  return made;
}

async function judged({ root }: Repository, more: Partial<Parameters<typeof runCheck>[0]> = {}) {
  const { check } = await runCheck({
    ...{ root, base: 'main', approvals: '.rateproof/approvals', workers: 1, tries: 0, ci: false, asOf: '2026-06-01' },
    ...more,
  });
  const comment = renderComment(check, COMMENT_LIMITS.github);
  const told = (kind: GateChange['kind']): string[] =>
    (check.gate?.changes ?? [])
      .filter((one) => one.kind === kind)
      .map(({ words, warns }) => `${warns ? '! ' : ''}${words}`);
  return { check, comment, told, held: check.gate?.heldByBase.map(({ words }) => words) };
}

test('a change of plans alone alters nothing of its gate', async () => {
  const made = project();
  made.write('plans/simple.yaml', DEARER);
  const { check, held, comment } = await judged(made);
  expect(check.gate).toEqual({ changes: [], heldByBase: [] });
  expect(held).toEqual([]);
  expect(comment).not.toContain('its own gate');
});

test('a policy that is loosened or taken away is told, and what the old one says of the change', async () => {
  const made = project();
  made.write('plans/simple.yaml', DEARER);
  made.write('scenarios/a.yaml', EXPECTED);
  made.write(
    'rateproof.config.yaml',
    CONFIG.replace('at_most: 1 %', 'at_most: 90 %')
      .replace(/.*scenario-count.*\n/, '')
      .replace('2026-12-31', '9999-12-31'),
  );
  const { told, held, comment } = await judged(made);
  expect(told('policies')).toEqual([
    '! policy changed: Bills in all rise by at most 1 %, or it blocks -> Bills in all rise by at most 90 %, or it blocks',
    '! policy taken away: At least 3 scenarios are rated, or it blocks',
  ]);
  expect(told('exceptions')).toEqual([
    '! exception added: bill-cap, until 9999-12-31, of Ana: launch',
    'exception taken away: bill-cap, until 2026-12-31, of Ana: launch',
  ]);
  expect(held).toEqual(['Bills in all rise by at most 1 %']);
  // 2.00 of 32.20 is 6.21 %.
  expect(comment).toContain('By the policies of the base it would be blocked, and by its own it is not');
  expect(comment).toContain('6.21 %');
  expect(comment).toContain('⚠️ This change also alters what it is judged by: policies and exceptions.');
  // Above what may be cut.
  expect(comment.indexOf('By the policies of the base')).toBeLessThan(comment.indexOf('| Plan |'));
});

test('without the file of settings the policies of the base are still told', async () => {
  const made = project();
  made.write('plans/simple.yaml', DEARER);
  made.remove('rateproof.config.yaml');
  const { told, held } = await judged(made);
  expect(told('policies')).toHaveLength(3);
  expect(told('policies')[0]).toMatch(/^! policy taken away: /);
  expect(held).toEqual(['Bills in all rise by at most 1 %']);
});

test('a policy that only warns now, or of another source, is not the same policy', async () => {
  const made = project();
  made.write('rateproof.config.yaml', CONFIG.replace('at_most: 1 %', 'at_most: 1 %, then: warn, source: me'));
  const { told } = await judged(made);
  expect(told('policies')).toEqual([
    '! policy changed: Bills in all rise by at most 1 %, or it blocks -> Bills in all rise by at most 1 %, or it warns',
  ]);
});

test('settings of the base that cannot be read are told, not passed over', async () => {
  const made = project({ 'rateproof.config.yaml': 'policies: [[[' });
  made.write('rateproof.config.yaml', CONFIG);
  const { told } = await judged(made);
  expect(told('settings')).toEqual([
    '! rateproof.config.yaml of the base cannot be read: what changed there is not known',
    '! policies of the base cannot be read: what changed there is not known',
  ]);
});

test('test customers that are taken away, and recipes that draw others', async () => {
  const recipe = `recipe: people
plan: simple
count: 40
seed: 7
customers: { activated: { from: 2025-06-01, before: 2026-03-20 } }
periods: 2026-03
usage:
  - { service: data, records: 2, quantity: { from: 1 MB, to: 90 MB } }
`;
  const made = project({ 'scenarios/r.yaml': recipe });
  made.write('scenarios/r.yaml', recipe.replace('count: 40', 'count: 10').replace('seed: 7', 'seed: 8'));
  made.write('scenarios/a.yaml', SCENARIOS.slice(0, SCENARIOS.indexOf('---\nscenario: surfer')));
  const { told, comment } = await judged(made);
  // 40 and three; 10 and two.
  expect(told('scenarios')).toEqual([
    '! test customers: 43 -> 12, 31 fewer',
    '! taken away: scenario surfer',
    '! recipe people: seed 7 -> 8, so that other customers are drawn',
    '! recipe people: 40 -> 10 customers',
    'files with other scenarios or expectations than the base: scenarios/a.yaml, scenarios/r.yaml',
  ]);
  expect(comment).toContain('test customers: 43 -&gt; 12, 31 fewer');
});

test('a rejection that is taken away, a decision that is added, and one that is turned round', async () => {
  const file = '.rateproof/approvals/0123456789abcdef.yaml';
  const gone = project({ [file]: NO });
  gone.remove(file);
  expect((await judged(gone)).told('approvals')).toEqual([
    '! decision taken away: rejected 0123456789abcdef by Ana, 2026-03-01: too dear',
  ]);
  const turned = project({ [file]: NO });
  turned.write(file, NO.replace('rejected', 'approved'));
  expect((await judged(turned)).told('approvals')).toEqual([
    '! decision changed: approved 0123456789abcdef by Ana, 2026-03-01: too dear',
  ]);
  const added = project();
  added.write(file, NO.replace('rejected', 'approved'));
  const { told, comment } = await judged(added);
  expect(told('approvals')).toEqual(['decision added: approved 0123456789abcdef by Ana, 2026-03-01: too dear']);
  expect(comment).toContain('decision added: approved 0123456789abcdef by Ana');
});

test('scenarios in another folder are held against those of the base where it had them', async () => {
  const made = project();
  made.write('elsewhere/a.yaml', SCENARIOS.slice(0, SCENARIOS.indexOf('---\nscenario: surfer')));
  made.write('rateproof.config.yaml', `scenarios: elsewhere\n${CONFIG}`);
  const { told } = await judged(made, { scenariosFolder: 'elsewhere' });
  expect(told('settings')).toEqual(['! setting scenarios: not set -> elsewhere']);
  expect(told('scenarios').slice(0, 2)).toEqual(['! test customers: 3 -> 2, 1 fewer', '! taken away: scenario surfer']);
});

test('accepted results that were changed by hand are named', async () => {
  const made = project({
    'scenarios/gone.people.baseline.txt': '# a\r\n',
    'scenarios/same.people.baseline.txt': 'x\n',
  });
  made.remove('scenarios/gone.people.baseline.txt');
  // The same for git, which may write other line ends.
  made.write('scenarios/same.people.baseline.txt', 'x\r\n');
  made.write('scenarios/new.people.baseline.txt', '# b\n');
  const { told } = await judged(made);
  expect(told('baselines')).toEqual([
    'accepted results changed: scenarios/gone.people.baseline.txt, scenarios/new.people.baseline.txt',
  ]);
});

test('texts of a stranger in what is told of the gate stay texts', async () => {
  const made = project();
  const evil = '<!-- x --> @octocat [a](http://e.example) | `b` </details>';
  made.write('rateproof.config.yaml', CONFIG.replace('reason: launch', `reason: ${JSON.stringify(evil)}`));
  const { comment } = await judged(made);
  const [line] = comment.split('\n').filter((one) => one.includes('exception added'));
  expect(line).toContain(
    '&lt;!-- x --&gt; @&#8203;octocat \\[a\\](http:&#8203;//e.example) \\| \\`b\\` &lt;/details&gt;',
  );
});
