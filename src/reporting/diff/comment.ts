/**
 * A check as the comment under a pull request: how it stands, whom it reaches and what it costs first, then plans,
 * policies, the change in words, three bills, tests, and what most readers do not need, folded.
 *
 * It is never longer than its host takes. What had no room is told at the end, with where the whole is.
 */

import type { PolicyOutcome } from '../../policy/policy.ts';
import type { Problem } from '../../problems/problem.ts';
import type { CheckRun } from '../../run/check-result.ts';
import type { Attribution, BandName, DiffRun } from '../../run/diff/result.ts';
import type { Status, TestRun } from '../../run/result.ts';
import { count, counted, grouped, signed } from '../amounts.ts';
import { COMMENT_BREACHES, COMMENT_EDITS, COMMENT_EXCEPTIONS, COMMENT_ROWS, type CommentLimit } from '../limits.ts';
import { block, code, htmlCode, paragraph, prose, row } from '../markdown-text.ts';
import { type Names, namesOfRun } from '../names.ts';
import { shortened } from '../shortened.ts';
import { ORDER } from '../statuses.ts';
import { verdictOf } from '../verdict.ts';
import { BANDS, type EffectRow, effectsOf } from './bands.ts';
import { type SampleBill, sampleBills } from './bills.ts';
import {
  aboutEdit,
  causesOf,
  doesInWords,
  interactionOf,
  loneEdits,
  methodInWords,
  movedIn,
  sharesOf,
  stateInWords,
  type ToldCause,
} from './causes.ts';
import { testSentences } from './failed-tests.ts';
import { fitted, type Measure, type Section } from './fit.ts';
import { gateChangesOf, gateNotes } from './gate.ts';
import { type Headline, headlineOf, isZero, moneySentences, notesOf, reachOf, sidesOf } from './headline.ts';
import { acceptCommand } from './next-steps.ts';
import { percentOf } from './percent.ts';
import { type Subject, subjectOf } from './subject.ts';

export interface CommentOptions {
  /** Where the whole is: an address, or words (`diff.html among the files of this job`). */
  readonly whole?: string;
}

/** Kept for what is told of what was left out. */
const CUT_CHARACTERS = 900;

export function renderComment(check: CheckRun | DiffRun, limit: CommentLimit, options: CommentOptions = {}): string {
  const subject = subjectOf(check);
  const measure: Measure = limit.unit === 'bytes' ? (text) => Buffer.byteLength(text) : (text) => text.length;
  const causes = subject.diff ? causesOf(subject.diff.summary) : [];
  const top = topOf(subject, causes);
  const foot = footOf(subject, causes);
  const room = limit.most - measure(top) - measure(foot) - CUT_CHARACTERS;
  const fold: Fold = limit.folds
    ? { open: (title) => `<details><summary>${title}</summary>\n\n`, close: '\n</details>\n\n', name: htmlCode }
    : { open: (title) => `#### ${title}\n\n`, close: '\n', name: (text) => code(text) };
  const { text, cut } = fitted(sectionsOf(subject, causes, fold), room, measure);
  const left = cut.map(({ what, left: some, of }) => (some === 0 ? what : `${count(some)} of ${count(of)} ${what}`));
  const { whole = 'the report of this run (diff.html, diff.json)' } = options;
  const said = left.length === 0 ? '' : `**Left out here:** ${left.join(', ')}. The whole is in ${prose(whole)}.\n\n`;
  return `${top}${text}${said}${foot}`;
}

/** How parts are folded that most readers do not need; where nothing folds they have a heading. */
interface Fold {
  /** The title is ours, with names by `name`. */
  readonly open: (title: string) => string;
  readonly close: string;
  readonly name: (text: string) => string;
}

const SIGNS: Readonly<Record<Headline['tone'], string>> = { good: '✅', open: '✋', wrong: '❌' };

function topOf(subject: Subject, causes: readonly ToldCause[]): string {
  const { tone, sentence } = headlineOf(subject);
  const lines = [`## ${SIGNS[tone]} ${prose(sentence.replace(/\.$/, ''))}`];
  const { diff } = subject;
  if (diff && subject.lint.every(({ severity }) => severity !== 'error')) {
    lines.push(`**${moneySentences(diff).map(prose).join(' ')}**`);
    const reach = reachOf(diff);
    if (reach) lines.push(prose(reach));
    const unexercised = causes.filter((told) => told.unexercised).length;
    const notes = [...gateNotes(subject.gate), ...notesOf(diff, unexercised)];
    lines.push(...notes.map(({ text, warns }) => `${warns ? '⚠️' : 'ℹ️'} ${prose(text)}`));
  }
  return `${lines.join('\n\n')}\n\n`;
}

function sectionsOf(subject: Subject, causes: readonly ToldCause[], fold: Fold): Section[] {
  const { diff } = subject;
  const names: Names = diff ? namesOfRun(diff.header) : new Map();
  return [
    ...problemSections(subject),
    ...(diff ? planSections(diff) : []),
    ...gateSections(subject),
    ...policySections(subject.policies),
    ...(diff ? changeSections(diff, causes) : []),
    ...(diff ? sampleBills(diff, names).map((bill) => billSection(bill, fold)) : []),
    ...(subject.test ? [testSection(subject.test, testSentences(subject))] : []),
    ...(diff ? detailSections(diff, causes, fold) : []),
  ];
}

/** The last row of a table. */
const moreRow = (noun: string) => (left: number) => `| *and ${counted(left, noun)}* |\n`;
const whole = (what: string, rank: number, share: number, text: string): Section => ({
  ...{ what, rank, share, head: text, rows: [], more: () => '', tail: '' },
});

function cutTo<T>(all: readonly T[], most: number): { readonly shown: readonly T[]; readonly beyond: number } {
  return { shown: all.slice(0, most), beyond: Math.max(0, all.length - most) };
}

function problemSections({ lint, incomparable }: Subject): Section[] {
  return [
    { title: 'Why it could not be compared', problems: incomparable ?? [] },
    { title: 'What lint says', problems: lint },
  ].flatMap(({ title, problems }) => {
    if (problems.length === 0) return [];
    const sorted = [...problems].sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
    const { shown, beyond } = cutTo(sorted, COMMENT_ROWS.problems);
    return {
      ...{ what: 'problems', rank: 1, share: 0.4, head: `### ${title}\n\n`, rows: shown.map(problemRow), beyond },
      ...{ more: (left) => `- and ${counted(left, 'more problem')}\n`, tail: '\n' },
    };
  });
}

function problemRow({ severity, code: id, message, place, fix }: Problem): string {
  const at = place ? ` ${code(`${place.file}:${place.line}`)}` : '';
  return `- **${severity}**${at} ${prose(message)}${/[.!?]$/.test(message) ? '' : '.'}${fix ? ` *Fix:* ${prose(fix)}.` : ''} ${code(id)}\n`;
}

function planSections({ summary }: DiffRun): Section[] {
  const { changed, same } = effectsOf(summary, 'plans');
  if (changed.length === 0) return [];
  const { shown, beyond } = cutTo(changed.map(effectRow), COMMENT_ROWS.plans);
  return [
    {
      ...{ what: 'plans', rank: 2, share: 0.15, head: effectHead('Plan'), rows: shown, beyond },
      ...{ more: moreRow('more plan'), tail: sameText(same.length, 'plan') },
    },
  ];
}

const sameText = (number: number, noun: string): string =>
  number === 0 ? '\n' : `\nNo bill changes in ${counted(number, `other ${noun}`)}.\n\n`;

const effectHead = (first: string): string =>
  [
    row([first, 'Customers with other bills', 'Before', 'After', 'Change', 'Pay less / the same / more', 'Worst bill']),
    row(['---', '--:', '--:', '--:', '--:', '--:', '---']),
    '',
  ].join('\n');

function effectRow({ name, all, effect, currency }: EffectRow): string {
  const called = all ? `**${prose(name)}**` : code(name, 'table');
  const { customers, changed, before, after, change, bands, largestIncrease } = effect;
  const { more, less } = sidesOf(effect);
  const worst = largestIncrease
    ? `${signed(largestIncrease.change)} (${grouped(largestIncrease.before)} to ${grouped(largestIncrease.after)})`
    : '–';
  const percent = percentOf(change, before);
  return `${row([
    ...[called, `${count(changed)} of ${count(customers)}`, grouped(before), grouped(after)],
    `**${prose(`${signed(change)} ${currency}`)}**${percent === '' ? '' : ` (${percent})`}`,
    ...[`${count(less)} / ${count(bands.same.customers)} / ${count(more)}`, worst],
  ])}\n`;
}

function gateSections({ gate }: Subject): Section[] {
  const all = gateChangesOf(gate);
  if (all.length === 0) return [];
  const { shown, beyond } = cutTo(all, COMMENT_ROWS.gate);
  return [
    {
      ...{ what: 'changes of the gate itself', rank: 3, share: 0.1, head: '### What it changes of its own gate\n\n' },
      ...{ rows: shown.map(({ warns, words }) => `- ${warns ? '⚠️ ' : ''}${paragraph(words)}\n`), beyond },
      ...{ more: (left) => `- and ${count(left)} more\n`, tail: '\n' },
    },
  ];
}

function policySections(policies: readonly PolicyOutcome[]): Section[] {
  if (policies.length === 0) return [];
  const of = (outcome: PolicyOutcome['outcome']): PolicyOutcome[] => policies.filter((one) => one.outcome === outcome);
  const [blocked, warned, passed] = [of('block'), of('warn'), of('pass')];
  // What an exception excuses is told however it came out.
  const excused = passed.filter(({ exceptions }) => exceptions.length > 0);
  const told = [...blocked, ...warned, ...excused];
  const { shown, beyond } = cutTo(told, COMMENT_ROWS.policies);
  const counts = [
    blocked.length === 0 ? '' : `${count(blocked.length)} blocked`,
    warned.length === 0 ? '' : `${count(warned.length)} warned`,
    passed.length === 0 ? '' : `${count(passed.length)} passed`,
  ].filter(Boolean);
  return [
    {
      ...{ what: 'policies', rank: 3, share: 0.2, head: `### Policies: ${counts.join(', ')}\n\n` },
      ...{
        rows: shown.map(policyRow),
        beyond,
        more: (left) => `- and ${count(left)} more\n`,
        tail: told.length > 0 ? '\n' : '',
      },
    },
  ];
}

const OUTCOMES: Readonly<Record<PolicyOutcome['outcome'], string>> = {
  block: '⛔ **Blocked**',
  warn: '⚠️ **Warning**',
  pass: '✅ Passed',
};

function policyRow(policy: PolicyOutcome): string {
  const { words, scope, outcome, measured, limit, source, breaches, breached, exceptions, place } = policy;
  const about = scope ? ` (${prose(scope)})` : '';
  const by = exceptions.some(({ expired, used }) => !expired && used > 0);
  const excused = outcome === 'pass' && by ? ' by an exception' : '';
  const held = `found ${prose(measured)}, allowed ${prose(limit)}`;
  const from = source ? `; source: ${prose(source)}` : '';
  const lines = [
    `- ${OUTCOMES[outcome]}${excused}: ${prose(words)}${about}: ${held}${from} ${code(`${place.file}:${place.line}`)}`,
  ];
  if (outcome !== 'pass') {
    const shown = breaches.slice(0, COMMENT_BREACHES);
    lines.push(...shown.map((breach) => `  - ${paragraph(breach)}`));
    if (breached > shown.length && breached > 1) lines.push(`  - and ${count(breached - shown.length)} more`);
  }
  for (const { owner, reason, until, expired, used } of exceptions.slice(0, COMMENT_EXCEPTIONS)) {
    const state = expired ? `expired on ${prose(until)}, does not count` : `until ${prose(until)}`;
    const does = expired ? '' : `, excuses ${count(used)} here`;
    lines.push(`  - exception of ${prose(owner)}: ${prose(reason)} (${state}${does})`);
  }
  const more = exceptions.length - COMMENT_EXCEPTIONS;
  if (more > 0) lines.push(`  - and ${counted(more, 'more exception')}`);
  return `${lines.join('\n')}\n`;
}

function changeSections({ summary }: DiffRun, causes: readonly ToldCause[]): Section[] {
  const { attribution, edits } = summary;
  if (edits.length === 0) return [];
  const told = causes.filter(({ edits: own }) => own.some(({ textOnly }) => !textOnly));
  const { shown, beyond } = cutTo(told, COMMENT_ROWS.causes);
  const texts = edits.filter(({ textOnly }) => textOnly);
  const lone = loneEdits(summary).filter(({ textOnly }) => !textOnly);
  const ends = [
    ...(causes.filter(({ cause }) => cause.matters).length > 1 ? [`- ${interactionText(attribution)}\n`] : []),
    ...(lone.length > 0 ? lone.slice(0, COMMENT_EDITS).map((edit) => `- ${editText(edit)}\n`) : []),
    ...(lone.length > COMMENT_EDITS ? [`- and ${counted(lone.length - COMMENT_EDITS, 'more edit')}\n`] : []),
    ...(texts.length > 0 ? [`- Text only, which moves no bill: ${counted(texts.length, 'edit')}\n`] : []),
    ...texts.slice(0, COMMENT_EDITS).map((edit) => `  - ${textEdit(edit)}\n`),
    ...(texts.length > COMMENT_EDITS ? [`  - and ${count(texts.length - COMMENT_EDITS)} more\n`] : []),
  ];
  return [
    {
      ...{ what: 'changes', rank: 4, share: 0.35, head: `### What changes: ${counted(edits.length, 'edit')}\n\n` },
      ...{ rows: shown.map(causeRow), beyond, more: (left) => `- and ${counted(left, 'more change')}\n` },
      tail: `${ends.join('')}\n`,
    },
  ];
}

function interactionText(attribution: Attribution): string {
  const method = methodInWords(attribution);
  // A fair division of nothing needs no words; an unfair one could be taken for a fair one.
  if (Object.values(attribution.interaction).every(isZero)) {
    return `Only together: **nothing**, each change does what it does by itself.${attribution.method === 'in-order' ? ` ${method}` : ''}`;
  }
  return `Only together: **${prose(interactionOf(attribution))}**, beyond what each change does by itself (interaction). It is inside the amounts above, which add up to the whole. ${method}`;
}

const STATES: Readonly<Record<ToldCause['state'], string>> = {
  needed: '✋ ',
  expired: '✋ ',
  rejected: '❌ ',
  approved: '✅ ',
  idle: '',
};

type ToldEdit = ToldCause['edits'][number];

const editText = (edit: ToldEdit, goes = false): string => {
  const { words, place, document } = edit;
  return `**${prose(words)}** (${prose(document)}): ${aboutEdit(edit, goes)} ${code(`${place.file}:${place.line}`)}`;
};

const textEdit = ({ words, document, place }: ToldEdit): string =>
  `${prose(words)} (${prose(document)}) ${code(`${place.file}:${place.line}`)}`;

function causeRow(told: ToldCause): string {
  const { cause, edits, state, unexercised, withdraws } = told;
  const shown = edits.slice(0, COMMENT_EDITS);
  const more = edits.length - shown.length;
  const single = shown.length === 1 && more === 0;
  const lines = single
    ? [`- ${editText(shown[0]!, withdraws)}`]
    : [
        `- **${counted(edits.length, 'edit')} that only go together:**`,
        ...shown.map((edit) => `  - ${editText(edit, withdraws)}`),
      ];
  if (more > 0) lines.push(`  - and ${counted(more, 'more edit')}`);
  const money = unexercised ? `⚠️ ${doesInWords(told)}` : prose(doesInWords(told));
  lines.push(`  - ${money}`);
  lines.push(
    `  - ${STATES[state]}${prose(stateInWords(told))}${cause.matters ? `, fingerprint ${code(cause.fingerprint)}` : ''}`,
  );
  return `${lines.join('\n')}\n`;
}

function billSection(bill: SampleBill, fold: Fold): Section {
  const { label, meaning, result, date, currency, rows, same, change, more } = bill;
  const { id, plan, segment } = result;
  const of = [plan, segment ?? ''].filter(Boolean).map(fold.name).join(', ');
  const title = `${label}: ${change === '' ? '' : `${change}, `}${fold.name(id)} of ${of}`;
  const shown = cutTo(rows, COMMENT_ROWS.lines);
  const lines = shown.shown.map(({ name, detail, expected, actual, by, said, sum }) => {
    const mark = (text: string): string => (sum && text !== '' ? `**${text}**` : text);
    // A quantity that is the same stands once, with the name: on a phone every column counts.
    const once = expected.quantity === actual.quantity ? actual.quantity : '';
    const called = prose([name, detail, once].filter(Boolean).join(', '));
    const side = ({ amount, quantity }: typeof expected): string =>
      [amount || '–', quantity && once === '' ? `(${quantity})` : ''].filter(Boolean).map(prose).join(' ');
    const about = said === '' || said === 'follows' || said === 'changed' ? '' : ` (${said})`;
    return `${row([`${mark(called)}${about}`, mark(side(expected)), mark(side(actual)), by === '' ? '' : `**${by}**`])}\n`;
  });
  const rest =
    same.length === 0
      ? ''
      : `\n${same.length === 1 ? 'One more line is' : `The other ${count(same.length)} lines are`} the same.\n`;
  return {
    ...{ what: 'lines of a sample bill', rank: 5, share: 0.06 },
    head: [
      fold.open(title),
      `Bill of ${prose(date)}; this customer ${meaning}${more === '' ? '' : `; ${more}`}.\n\n`,
      `${row(['Line', 'Before', 'After', `Change, ${prose(currency)}`])}\n${row(['---', '--:', '--:', '--:'])}\n`,
    ].join(''),
    ...{ rows: lines, beyond: shown.beyond, more: moreRow('more line'), tail: `${rest}${fold.close}` },
  };
}

const SAID: Readonly<Record<Status, string>> = {
  passed: 'passed',
  changed: 'changed',
  new: 'new',
  unrated: 'with unrated usage',
  error: 'could not be rated',
  obsolete: 'obsolete',
  skipped: 'not run',
};

function testSection(test: TestRun, sentences: readonly string[]): Section {
  const { tone, sentence } = verdictOf(test);
  const numbers = ORDER.flatMap((status) => {
    const number = test.summary.scenarios[status];
    return number === 0 ? [] : `${count(number)} ${SAID[status]}`;
  });
  const sign = tone === 'good' ? '' : `${tone === 'open' ? '🆕' : '❌'} `;
  const why = sentences.length === 0 ? '' : `${sentences.map((text) => `- ${prose(text)}`).join('\n')}\n\n`;
  return whole(
    'the tests',
    6,
    0.05,
    `### Tests\n\n${sign}${prose(sentence.replace(/\.$/, ''))} (${numbers.join(', ') || 'none'}).\n\n${why}`,
  );
}

function detailSections(diff: DiffRun, causes: readonly ToldCause[], fold: Fold): Section[] {
  const { summary } = diff;
  const folded = (
    what: string,
    title: string,
    rank: number,
    head: string,
    rows: readonly string[],
    most: number,
    end = '',
  ) => {
    const { shown, beyond } = cutTo(rows, most);
    return rows.length === 0
      ? []
      : [
          {
            ...{ what, rank, share: 0.05, head: `${fold.open(title)}${head}`, rows: shown, beyond },
            ...{ more: moreRow('more'), tail: `${end}${fold.close}` },
          },
        ];
  };
  const currencies = Object.entries(summary.effects).filter(([, { all }]) => all.changed > 0);
  const money = causes.filter(({ cause }) => cause.matters && cause.customers > 0);
  const total = movedIn(summary.attribution.total);
  const shares = money.map(({ cause, edits }) => {
    const called = edits.length === 1 ? prose(edits[0]!.words) : `${counted(edits.length, 'edit')} together`;
    return `${row([
      ...[called, code(cause.fingerprint, 'table'), count(cause.customers)],
      ...[prose(sharesOf(cause, 'alone')), prose(sharesOf(cause, 'share'))],
    ])}\n`;
  });
  const sums = [
    `${row(['Only together (interaction)', '', '', prose(interactionOf(summary.attribution)), 'in the shares'])}\n`,
    `${row(['**All**', '', '', `**${prose(total)}**`, `**${prose(total)}**`])}\n`,
  ];
  const segments = effectsOf(summary, 'segments');
  const idle = causes.filter(({ unexercised }) => unexercised);
  return [
    ...folded(
      'shares of causes',
      'Where the money comes from',
      8,
      `${row(['Change', 'Fingerprint', 'Customers', 'By itself', 'Share'])}\n${row(['---', '---', '--:', '--:', '--:'])}\n`,
      // Of a single cause everything is told above.
      shares.length > 1 ? shares : [],
      COMMENT_ROWS.causes,
      sums.join(''),
    ),
    ...folded(
      'bands',
      'Who wins and who loses',
      9,
      `By the change of all bills of a customer together.\n\n${row(['Customers who', 'Number', 'Change of their bills'])}\n${row(['---', '--:', '--:'])}\n`,
      currencies.flatMap(([currency, { all }]) =>
        (Object.keys(BANDS) as BandName[]).map((name) => {
          const { customers, change } = all.bands[name];
          return `${row([BANDS[name], count(customers), prose(`${signed(change)} ${currency}`)])}\n`;
        }),
      ),
      50,
    ),
    ...folded(
      'segments',
      'By segment',
      10,
      effectHead('Segment'),
      segments.changed.map(effectRow),
      COMMENT_ROWS.segments,
      sameText(segments.same.length, 'segment').replace(/\n$/, ''),
    ),
    ...folded(
      'changes that no test customer feels',
      `Changes that no test customer feels: ${count(idle.length)}`,
      7,
      'They can move bills, and no scenario uses what they change. Add a scenario that does.\n\n',
      idle.map(({ cause, edits }) => {
        const [first] = edits;
        const rest = edits.length > 1 ? ` and ${counted(edits.length - 1, 'more edit')}` : '';
        return `- ${first ? editText(first) : ''}${rest} ${code(cause.fingerprint)}\n`;
      }),
      COMMENT_ROWS.causes,
    ),
  ];
}

const APPROVE_MOST = 5;

function footOf(subject: Subject, causes: readonly ToldCause[]): string {
  const { diff, fingerprint, test } = subject;
  const header = diff?.header ?? test?.header;
  const asOf = diff?.header.asOf ?? subject.asOf;
  const open = causes.filter(({ state }) => state === 'needed' || state === 'expired');
  const how = open.slice(0, APPROVE_MOST).map(({ cause }) => acceptCommand(cause.fingerprint));
  if (open.length > APPROVE_MOST) how.push('rateproof accept --all --reason "…"');
  const approve =
    open.length === 0
      ? ''
      : `### How to approve\n\n${block(how, 'sh')}\n\nIt writes a file into the project; commit it with the plans.\n\n`;
  const facts = [
    ...(fingerprint ? [`run ${code(fingerprint.slice(0, 64))}`] : []),
    ...(diff ? [`base ${code(diff.header.base.name)}, head ${code(diff.header.head.name)}`] : []),
    ...(diff ? [`${counted(diff.header.scenarios, 'test customer')}, ${count(diff.summary.compared)} compared`] : []),
    ...(diff && diff.summary.nullCheck.differing === 0 && diff.summary.nullCheck.scenarios > 0
      ? [`the base against itself: no difference for ${count(diff.summary.nullCheck.scenarios)}`]
      : []),
    ...(header && header.recipes.length > 0 ? [seedsOf(header.recipes)] : []),
    ...(asOf === undefined ? [] : [`approvals and exceptions as of ${prose(asOf)}`]),
    ...(header?.seed === undefined ? [] : [`seed ${header.seed} in place of those of the recipes`]),
    ...(header ? [`rateproof ${prose(header.rateproof)}, time-zone data ${prose(header.timeZoneData)}`] : []),
  ];
  return `${approve}${facts.length === 0 ? '' : `---\n\n${facts.join(' · ')}\n`}`;
}

const SEEDS_MOST = 5;

function seedsOf(recipes: DiffRun['header']['recipes']): string {
  const told = recipes.slice(0, SEEDS_MOST).map(({ id, seed }) => `${code(shortened(id, 60))} ${seed}`);
  const left = recipes.length - told.length;
  return `recipes and their seeds: ${told.join(', ')}${left > 0 ? ` and ${count(left)} more` : ''}`;
}
