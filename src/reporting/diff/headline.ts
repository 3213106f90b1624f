/**
 * A change of plans in a few sentences that anybody understands: how it stands, whom it reaches, what it does to bills.
 *
 * A good tone means that bills were compared and that nobody has to do anything; every other ending has its own words.
 */

import type { DiffRun, DiffSummary, Effect } from '../../run/diff/result.ts';
import { count, counted, exact, grouped } from '../amounts.ts';
import { verdictOf } from '../verdict.ts';
import { approvalOf } from './causes.ts';
import { failedTests } from './failed-tests.ts';
import { percentOf } from './percent.ts';
import type { Subject } from './subject.ts';

export interface Headline {
  /** open: only a decision is missing. */
  readonly tone: 'good' | 'open' | 'wrong';
  readonly sentence: string;
}

const customers = (number: number): string => counted(number, 'test customer');
const are = (number: number): string => (number === 1 ? 'is' : 'are');
const have = (number: number): string => (number === 1 ? 'has' : 'have');

export function headlineOf(subject: Subject): Headline {
  const { lint, diff, incomparable, test, exitCode } = subject;
  const errors = lint.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) {
    const sentence = `${counted(errors, 'error')} in the plans or scenarios: nothing else was run, and nothing is known about bills.`;
    return { tone: 'wrong', sentence };
  }
  if (incomparable) {
    const sentence = 'The change could not be compared with its base: nothing is known about what it does to bills.';
    return { tone: 'wrong', sentence };
  }
  if (!diff) {
    if (!test) return { tone: 'wrong', sentence: 'Nothing was compared.' };
    const own = verdictOf(test);
    const tone = exitCode !== undefined && exitCode !== 0 ? 'wrong' : own.tone;
    return { tone, sentence: `Not compared with a base. ${own.sentence}` };
  }
  const broken = brokenOf(diff);
  if (broken) return { tone: 'wrong', sentence: broken };
  return decided(subject, diff);
}

/** Why what follows is not to be trusted, or not the whole. */
function brokenOf({ header, summary }: DiffRun): string | undefined {
  const { nullCheck, interrupted, scenarios, compared, leftOut, edits } = summary;
  if (nullCheck.differing > 0) {
    return `The comparison cannot be trusted: held against itself, the base differs for ${count(nullCheck.differing)} of ${customers(nullCheck.scenarios)}.`;
  }
  if (interrupted) {
    const done = header.scenarios - scenarios.skipped;
    return `Interrupted after ${count(done)} of ${customers(header.scenarios)}: what follows is not the whole.`;
  }
  const undone = [
    scenarios.error === 0 ? '' : `${customers(scenarios.error)} could not be rated`,
    scenarios.unrated === 0
      ? ''
      : `${customers(scenarios.unrated)} ${have(scenarios.unrated)} usage that no charge matches`,
  ].filter(Boolean);
  if (undone.length > 0) return `What the change does is not known in full: ${undone.join(', ')}.`;
  if (compared > 0 || leftOut !== undefined) return undefined;
  if (edits.length > 0) return 'Nothing was compared: no test customer has bills on both sides.';
  return scenarios.new + scenarios.obsolete === 0 ? 'Nothing was compared: there is no test customer.' : undefined;
}

function decided({ policies, test, exitCode }: Subject, diff: DiffRun): Headline {
  const { summary } = diff;
  const blocking = policies.filter(({ outcome }) => outcome === 'block').length;
  const states = summary.causes.map(approvalOf);
  const number = (...of: string[]): number => states.filter((state) => of.includes(state)).length;
  const [needed, rejected] = [number('needed', 'expired'), number('rejected')];
  const tests = testsInWords({ test, diff, exitCode });
  const wrong = [
    blocking === 0 ? '' : `blocked by ${blocking === 1 ? 'a policy' : `${count(blocking)} policies`}`,
    ...tests.wrong,
    rejected === 0
      ? ''
      : `${counted(rejected, 'change')} ${rejected === 1 ? 'was' : 'were'} rejected${tests.rejected === 0 ? '' : ` and ${counted(tests.rejected, 'test')} ${tests.rejected === 1 ? 'fails' : 'fail'} by ${rejected === 1 ? 'it' : 'them'}`}`,
  ].filter(Boolean);
  const waits =
    tests.waiting === 0
      ? ''
      : ` and ${counted(tests.waiting, 'test')} ${tests.waiting === 1 ? 'waits' : 'wait'} for it`;
  const open = [
    needed === 0 ? '' : `${counted(needed, 'change')} ${needed === 1 ? 'needs' : 'need'} approval${waits}`,
    ...tests.open,
  ].filter(Boolean);
  if (wrong.length + tests.byHand.length > 0)
    return { tone: 'wrong', sentence: `${capital([...wrong, ...open, ...tests.byHand].join('; '))}.` };
  if (needed > 0) return { tone: 'open', sentence: `${capital(open.join('; '))}.` };
  const sentence = settled(diff, number('approved'));
  if (open.length > 0) return { tone: 'open', sentence: `${sentence.replace(/\.$/, '')}; ${open.join('; ')}.` };
  if (summary.edits.length === 0 && changedOf(summary) > 0) {
    return { tone: 'wrong', sentence: 'Bills differ although no change of a plan was found.' };
  }
  if (exitCode !== undefined && exitCode !== 0) {
    return { tone: 'wrong', sentence: `${sentence} The check still ended with exit code ${exitCode}.` };
  }
  return { tone: 'good', sentence };
}

/** Of the tests what a decision about the change does not mend: wrong needs a person who looks, open a command. */
function testsInWords({ test, diff, exitCode }: Pick<Subject, 'test' | 'diff' | 'exitCode'>): {
  readonly wrong: readonly string[];
  readonly open: readonly string[];
  /** Needs a person too; told last, as it comes after the decision. */
  readonly byHand: readonly string[];
  readonly waiting: number;
  readonly rejected: number;
} {
  const { waiting, rejected, approved, renamed, written, other, fresh, gone } = failedTests({ test, diff });
  const told = (number: number, one: string, many: string): string[] =>
    number === 0 ? [] : [`${count(number)} ${number === 1 ? one : many}`];
  const wrong = [
    ...told(
      other.length,
      'test is not as expected, and not by this change alone',
      'tests are not as expected, and not by this change alone',
    ),
  ];
  const byHand = told(
    written.length,
    'written scenario expects what was before the change',
    'written scenarios expect what was before the change',
  );
  const open = [
    ...told(
      approved.length,
      'baseline is still the one from before the approval',
      'baselines are still those from before the approval',
    ),
    ...told(renamed.length, 'baseline still has the old names', 'baselines still have the old names'),
    // Only a machine fails by these.
    ...(exitCode === 1 ? told(fresh, 'test is new and not accepted yet', 'tests are new and not accepted yet') : []),
    ...(exitCode === 1 ? told(gone, 'accepted test is no longer made', 'accepted tests are no longer made') : []),
  ];
  const failed = waiting.length + rejected.length + approved.length + renamed.length + written.length + other.length;
  const unknown = failed === 0 && test !== undefined && verdictOf(test).tone === 'wrong';
  if (unknown) wrong.push('tests are not as expected');
  return { wrong, open, byHand, waiting: waiting.length, rejected: rejected.length };
}

function settled({ summary }: DiffRun, approved: number): string {
  const { edits, leftOut, compared, newPlans, withdrawnPlans } = summary;
  if (approved > 0) {
    return approved === 1
      ? 'The one change that can move bills is approved.'
      : `All ${count(approved)} changes that can move bills are approved.`;
  }
  if (leftOut && compared === 0) {
    const claim = leftOut.proved ? 'and a full run has shown it' : 'which no full run has shown';
    return `No ${leftOut.scenarios === 1 ? 'test customer' : `of ${customers(leftOut.scenarios)}`} is touched by the change, ${claim}.`;
  }
  if (edits.length === 0) return 'No plan changed.';
  if (edits.every(({ textOnly }) => textOnly)) return 'Only text changed.';
  if (newPlans.length > 0 && withdrawnPlans.length === 0) {
    return `${newPlans.length === 1 ? 'A plan is' : `${count(newPlans.length)} plans are`} new; no bill of today changes.`;
  }
  return 'No change that can move bills of today.';
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const changedOf = ({ effects }: DiffSummary): number =>
  Object.values(effects).reduce((sum, { all }) => sum + all.changed, 0);

/** Who has another bill to expect at all, whatever the money; empty where no plan changed. What is withdrawn is in no sum. */
export function reachOf({ header, summary }: DiffRun): string {
  const { reach, scenarios, edits } = summary;
  if (edits.length === 0 || header.scenarios === 0) return '';
  const { repriced, keeps, untouched, 'new-only': fresh } = reach;
  const withdrawn = scenarios.obsolete;
  if (repriced + keeps + fresh + withdrawn === 0) return 'Who is reached: nobody.';
  const parts = [
    repriced === 0
      ? 'no existing customer is repriced'
      : `${counted(repriced, 'existing customer')} ${are(repriced)} repriced`,
    keeps === 0 ? '' : `${count(keeps)} ${keeps === 1 ? 'keeps its' : 'keep their'} version`,
    fresh === 0 ? 'none is new' : `${count(fresh)} ${are(fresh)} new`,
    withdrawn === 0 ? '' : `${count(withdrawn)} ${have(withdrawn)} a plan that is withdrawn`,
  ].filter(Boolean);
  const rest = untouched === 0 ? '' : `; ${count(untouched)} ${have(untouched)} a plan that does not change`;
  return `Who is reached: ${parts.join(', ')}${rest}.`;
}

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;

/**
 * A sentence for each currency in which bills change, and one for all the others together. That customers are test
 * customers is said in the first.
 */
export function moneySentences({ summary }: DiffRun): string[] {
  const { effects, compared, scenarios, interrupted } = summary;
  const told = Object.entries(effects).filter(([, { all }]) => all.customers > 0);
  if (told.length === 0) return [compared === 0 ? 'No bill was compared.' : 'No bill changes.'];
  const moved = told.filter(([, { all }]) => all.changed > 0);
  const still = told.filter(([, { all }]) => all.changed === 0);
  const begun = (sentence: string): string =>
    interrupted ? `So far, ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}` : sentence;
  if (moved.length === 0) return [begun(unmoved(told, scenarios.obsolete))];
  const sentences = moved.map(([currency, { all }], at) =>
    begun(moneySentence(all, currency, at === 0 ? 'test customer' : 'customer', told.length > 1)),
  );
  if (still.length === 0) return sentences;
  const number = customersOf(still);
  const who = number === 1 ? 'the one customer' : `the ${counted(number, 'customer')}`;
  return [...sentences, `Nothing changes for ${who} billed in ${currenciesOf(still)}.`];
}

type Told = readonly (readonly [string, { readonly all: Effect }])[];

const customersOf = (told: Told): number => told.reduce((sum, [, { all }]) => sum + all.customers, 0);

/** More than so many are counted: nobody reads a list of them. */
const CURRENCIES_MOST = 8;
const currenciesOf = (told: Told): string =>
  told.length > CURRENCIES_MOST ? `${count(told.length)} currencies` : listed(told.map(([currency]) => currency));

/** That nothing changes is said of test customers alone: it is no promise for those that nobody wrote a scenario for. */
function unmoved(told: Told, gone: number): string {
  const number = customersOf(told);
  const [currency, { all }] = told[0]!;
  const sum = `${grouped(all.before)} ${currency} before and after`;
  const sums = told.length === 1 ? `: ${sum}` : `, in ${currenciesOf(told)}`;
  if (gone === 0) {
    return `No bill of the ${number === 1 ? 'one test customer' : customers(number)} changes${sums}.`;
  }
  const others = number === 1 ? 'the one other' : `the ${count(number)} others`;
  return `${customers(gone)} ${gone === 1 ? 'loses the plan and has' : 'lose their plan and have'} no bill any more; no bill of ${others} changes${sums}.`;
}

/** Direction and money first, then what part of the customers, and the worst of single bills. */
function moneySentence(effect: Effect, currency: string, noun: string, several: boolean): string {
  const { customers: all, changed, before, change, largestIncrease, largestDecrease } = effect;
  const { more, less } = sidesOf(effect);
  const same = changed - more - less;
  const size = (text: string): string => `${grouped(text.replace(/^-/, ''))} ${currency}`;
  const pay = (number: number): string => {
    const verb = number === 1 ? 'pays' : 'pay';
    if (all === 1) return verb;
    return number === all ? `all ${verb}` : `${count(number)} (${shareOf(number, all)}) ${verb}`;
  };
  const most = (largest: { readonly change: string } | undefined): string =>
    largest ? `, at most ${size(largest.change)} on a bill` : '';
  // Who pays less in all can still have one bill that is higher: nobody may read past it.
  const though = largestIncrease && more === 0 ? `a single bill still rises by ${size(largestIncrease.change)}` : '';
  const parts = [
    more === 0 ? '' : `${pay(more)} more${most(largestIncrease)}`,
    less === 0 ? '' : `${pay(less)} less${most(largestDecrease)}`,
    same <= 0 ? '' : `${pay(same)} the same in the end`,
    more === 0 && all > 1 ? 'nobody pays more' : '',
    less === 0 && all > 1 ? 'nobody pays less' : '',
    though,
  ].filter(Boolean);
  const percent = percentOf(change, before);
  const by = `${size(change)} in all${percent === '' ? '' : ` (${percent})`}`;
  const sum = isZero(change)
    ? `Bills change and still come to the same ${size(before)} in all`
    : `Bills ${change.startsWith('-') ? 'fall' : 'rise'} by ${by}`;
  const who = `${all === 1 ? 'the one' : `of ${count(all)}`} ${noun}${all === 1 ? '' : 's'}${several ? ` billed in ${currency}` : ''}`;
  return `${sum}: ${who}${all === 1 ? ' ' : ', '}${parts.join('; ')}.`;
}

/** `5.02 %`. */
const shareOf = (part: number, whole: number): string => percentOf(`${part}`, `${whole}`).replace(/^\+/, '');

/** Customers who pay more, who pay less, by all their bills together. */
export function sidesOf({ bands }: Effect): { readonly more: number; readonly less: number } {
  return {
    more: bands.worse.customers + bands['much-worse'].customers,
    less: bands.better.customers + bands['much-better'].customers,
  };
}

export interface Note {
  readonly text: string;
  /** Without it the rest would be taken for more than it is. */
  readonly warns: boolean;
}

/** What a reader must know before believing the rest; whole sentences. */
export function notesOf({ header, summary }: DiffRun, unexercised: number): Note[] {
  const { leftOut, newPlans, withdrawnPlans, compared } = summary;
  const filters = Object.entries(header.filters ?? {}).map(([name, value]) => `${name} ${value}`);
  const warn = [
    unexercised === 0
      ? ''
      : `${counted(unexercised, 'change')} that can move bills ${unexercised === 1 ? 'is' : 'are'} felt by no test customer: what ${unexercised === 1 ? 'it does' : 'they do'} to real ones is not known from this run.`,
    leftOut && compared > 0
      ? `${counted(leftOut.scenarios, 'customer')} that touch no changed part ${leftOut.scenarios === 1 ? 'was' : 'were'} left out${leftOut.proved ? '; a full run has shown that none of them changes' : '; no full run has checked that'}.`
      : '',
    filters.length === 0 ? '' : `Only a part was compared: ${filters.join(', ')}.`,
    withdrawnPlans.length === 0
      ? ''
      : `Withdrawn: ${plansText(withdrawnPlans)}${summary.scenarios.obsolete === 0 ? '; no test customer has it' : ''}.`,
  ].filter(Boolean);
  const told = newPlans.length === 0 ? [] : [`New: ${plansText(newPlans)}.`];
  return [...warn.map((text) => ({ text, warns: true })), ...told.map((text) => ({ text, warns: false }))];
}

const plansText = (plans: readonly string[]): string => {
  const more = plans.length - 5;
  return `plan ${plans.slice(0, 5).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
};

export const isZero = (text: string): boolean => exact(text)?.n === 0n;
