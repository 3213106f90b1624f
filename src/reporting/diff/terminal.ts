/** A change on a terminal: how it stands first, what to do next last; the whole is in the page and the comment. */

import type { PolicyOutcome } from '../../policy/policy.ts';
import { visible } from '../../problems/visible.ts';
import type { CheckRun } from '../../run/check-result.ts';
import type { BandName, DiffRun, Effect } from '../../run/diff/result.ts';
import { count, counted, grouped, signed } from '../amounts.ts';
import { TERMINAL_ROWS } from '../limits.ts';
import { type Paint, painter, type Tone } from '../paint.ts';
import { shortened } from '../shortened.ts';
import { columns, shorten, wrap } from '../text-layout.ts';
import { verdictOf } from '../verdict.ts';
import { BANDS, effectsOf } from './bands.ts';
import {
  aboutEdit,
  causesOf,
  doesInWords,
  interactionOf,
  loneEdits,
  methodInWords,
  stateInWords,
  type ToldCause,
} from './causes.ts';
import { testSentences } from './failed-tests.ts';
import { gateChangesOf, gateNotes } from './gate.ts';
import { headlineOf, moneySentences, notesOf, reachOf, sidesOf } from './headline.ts';
import { nextSteps } from './next-steps.ts';
import { percentOf } from './percent.ts';
import { type Subject, subjectOf } from './subject.ts';

export interface ChangeOptions {
  readonly columns: number;
  /** The caller decides, by the terminal and NO_COLOR. */
  readonly colour: boolean;
  /** Where reports were written. */
  readonly reports?: readonly string[];
}

/** A narrower terminal breaks lines by itself. */
const NARROWEST = 60;

interface Room {
  readonly width: number;
  readonly paint: Paint;
}

export function renderChange(run: DiffRun | CheckRun, options: ChangeOptions): string {
  const subject = subjectOf(run);
  const room = { width: Math.max(NARROWEST, options.columns), paint: painter(options.colour) };
  const { diff } = subject;
  const causes = diff ? causesOf(diff.summary) : [];
  const failed = subject.lint.some(({ severity }) => severity === 'error');
  const blocks = [
    top(subject, causes, room),
    problems(subject, room),
    ...(diff && !failed ? [plans(diff, room), changes(diff, causes, room), bands(diff, room)] : []),
    gate(subject, room),
    policies(subject.policies, room),
    tests(subject, room),
    foot(subject, causes, options, room),
  ].filter((lines) => lines.length > 0);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const TONES = { good: 'good', open: 'new', wrong: 'bad' } as const satisfies Record<string, Tone>;

/** Text of strangers, on as many lines as it takes. */
const lines = (text: string, { width }: Room, first = '', rest = first): string[] =>
  wrap(visible(text), width, { first, rest });

function top(subject: Subject, causes: readonly ToldCause[], room: Room): string[] {
  const { tone, sentence } = headlineOf(subject);
  const { diff } = subject;
  const out = wrap(sentence, room.width).map((line) => room.paint(TONES[tone], line));
  if (!diff || subject.lint.some(({ severity }) => severity === 'error')) return out;
  for (const money of moneySentences(diff))
    out.push(...wrap(money, room.width).map((line) => room.paint('strong', line)));
  const reach = reachOf(diff);
  if (reach) out.push(...lines(reach, room));
  const notes = notesOf(diff, causes.filter(({ unexercised }) => unexercised).length);
  for (const { text } of [...gateNotes(subject.gate), ...notes]) {
    out.push(...lines(text, room));
  }
  return out;
}

function problems({ lint, incomparable = [] }: Subject, room: Room): string[] {
  const all = [...incomparable, ...lint].filter(({ severity }, _, list) =>
    severity === 'error' ? true : list.every((one) => one.severity === 'warning'),
  );
  const shown = all.slice(0, TERMINAL_ROWS.problems);
  const out = shown.flatMap(({ place, message, fix }) => {
    const at = place ? `${place.file}:${place.line}  ` : '';
    return [
      ...lines(`${at}${shortened(message)}`, room, '  ', '    '),
      ...(fix ? lines(`fix: ${shortened(fix)}`, room, '    ', '    ') : []),
    ];
  });
  if (all.length > shown.length) out.push(`  and ${counted(all.length - shown.length, 'more problem')}`);
  return out;
}

function plans({ summary }: DiffRun, { width, paint }: Room): string[] {
  const { changed: rows, same } = effectsOf(summary, 'plans');
  if (rows.length === 0) return [];
  const shown = rows.slice(0, TERMINAL_ROWS.plans);
  const cells = (effect: Effect, currency: string): string[] => {
    const { more, less } = sidesOf(effect);
    return [
      `${count(effect.changed)} of ${count(effect.customers)}`,
      `${signed(effect.change)} ${currency}`,
      percentOf(effect.change, effect.before),
      `${count(less)}/${count(effect.bands.same.customers)}/${count(more)}`,
      effect.largestIncrease ? signed(effect.largestIncrease.change) : '-',
    ];
  };
  const numbers = [
    ['changed', 'bills', '', 'less/same/more', 'worst'],
    ...shown.map(({ effect, currency }) => cells(effect, currency)),
  ];
  const taken = numbers[0]!.reduce((sum, _, at) => sum + 2 + Math.max(...numbers.map((one) => one[at]!.length)), 0);
  const names = ['plan', ...shown.map(({ name }) => shorten(visible(name), Math.max(8, width - taken)))];
  const table = columns(
    names.map((name, at) => [name, ...numbers[at]!]),
    (column) => column > 0,
  );
  const out = table.map((line, at) => (at === 0 ? paint('quiet', line) : line));
  if (rows.length > shown.length) out.push(`and ${counted(rows.length - shown.length, 'more plan')}`);
  if (same.length > 0) out.push(paint('quiet', `and ${counted(same.length, 'plan')} without a change`));
  return out;
}

const STATES: Readonly<Record<ToldCause['state'], Tone | undefined>> = {
  needed: 'new',
  expired: 'new',
  rejected: 'bad',
  approved: 'good',
  idle: 'quiet',
};

function changes({ summary }: DiffRun, causes: readonly ToldCause[], room: Room): string[] {
  const { edits, attribution } = summary;
  if (edits.length === 0) return [];
  const { paint } = room;
  const told = causes.filter(({ edits: own }) => own.some(({ textOnly }) => !textOnly));
  const shown = told.slice(0, TERMINAL_ROWS.causes);
  const out = [paint('strong', `What changes: ${counted(edits.length, 'edit')}`)];
  for (const one of shown) {
    const { cause, edits: own, state, withdraws } = one;
    for (const edit of own.slice(0, TERMINAL_ROWS.edits)) {
      out.push(...lines(shortened(edit.words), room, '  ', '    '));
      const about = `${shortened(edit.document)}; ${aboutEdit(edit, withdraws)}; ${edit.place.file}:${edit.place.line}`;
      out.push(...lines(about, room, '    ', '    ').map((line) => paint('quiet', line)));
    }
    const more = own.length - TERMINAL_ROWS.edits;
    if (more > 0) out.push(`    and ${counted(more, 'more edit')} that only go together`);
    out.push(...lines(doesInWords(one), room, '    ', '    '));
    const fingerprint = cause.matters ? `${shortened(cause.fingerprint, 32)}: ` : '';
    const said = lines(`${fingerprint}${shortened(stateInWords(one))}`, room, '    ', '    ');
    out.push(...said.map((line) => paint(STATES[state], line)));
  }
  if (told.length > shown.length) out.push(`  and ${counted(told.length - shown.length, 'more change')}`);
  const lone = loneEdits(summary).filter(({ textOnly }) => !textOnly);
  for (const edit of lone.slice(0, TERMINAL_ROWS.edits)) out.push(...lines(shortened(edit.words), room, '  ', '    '));
  if (causes.filter(({ cause }) => cause.matters).length > 1) {
    out.push(
      ...lines(`Only together (interaction): ${interactionOf(attribution)}, inside the amounts above.`, room, '  '),
    );
    out.push(...lines(methodInWords(attribution), room, '  ').map((line) => paint('quiet', line)));
  }
  const texts = edits.filter(({ textOnly }) => textOnly);
  for (const { words, document } of texts.slice(0, TERMINAL_ROWS.edits)) {
    out.push(...lines(shortened(words), room, '  ', '    '));
    out.push(...lines(`${shortened(document)}; text only`, room, '    ', '    ').map((line) => paint('quiet', line)));
  }
  const moreTexts = texts.length - TERMINAL_ROWS.edits;
  if (moreTexts > 0) out.push(`  and ${counted(moreTexts, 'more edit')} of text only`);
  return out;
}

/** Widths are for the eye. */
const BAR = 24;

function bands({ summary }: DiffRun, { paint }: Room): string[] {
  const changed = Object.entries(summary.effects).filter(([, { all }]) => all.changed > 0);
  return changed.flatMap(([currency, { all }]) => {
    const most = Math.max(1, ...Object.values(all.bands).map(({ customers }) => customers));
    const rows = (Object.keys(BANDS) as BandName[]).map((name) => {
      const { customers, change } = all.bands[name];
      const bar = '█'.repeat(customers === 0 ? 0 : Math.max(1, Math.round((BAR * customers) / most)));
      return [BANDS[name], count(customers), `${signed(change)} ${currency}`, bar];
    });
    const table = columns(rows, (column) => column === 1 || column === 2);
    return [paint('strong', 'Customers by the change of all their bills'), ...table.map((line) => `  ${line}`)];
  });
}

const OUTCOMES: Readonly<Record<PolicyOutcome['outcome'], { readonly text: string; readonly tone: Tone }>> = {
  block: { text: 'blocked', tone: 'bad' },
  warn: { text: 'warning', tone: 'new' },
  pass: { text: 'passed', tone: 'good' },
};

function gate(subject: Subject, room: Room): string[] {
  const all = gateChangesOf(subject.gate);
  if (all.length === 0) return [];
  const shown = all.slice(0, TERMINAL_ROWS.gate);
  const out = [room.paint('strong', 'What it changes of its own gate')];
  for (const { warns, words } of shown) {
    out.push(...lines(shortened(words), room, '  ', '    ').map((line) => (warns ? room.paint('new', line) : line)));
  }
  if (all.length > shown.length) out.push(`  and ${count(all.length - shown.length)} more`);
  return out;
}

function policies(all: readonly PolicyOutcome[], room: Room): string[] {
  if (all.length === 0) return [];
  const { paint } = room;
  const told = (['block', 'warn', 'pass'] as const).flatMap((outcome) =>
    all.filter((one) => one.outcome === outcome && (outcome !== 'pass' || one.exceptions.length > 0)),
  );
  const shown = told.slice(0, TERMINAL_ROWS.policies);
  const passed = all.filter(({ outcome }) => outcome === 'pass').length;
  const out = [paint('strong', `Policies: ${count(passed)} of ${count(all.length)} passed`)];
  for (const { words, scope, outcome, measured, limit, breaches, breached, exceptions } of shown) {
    const { text, tone } = OUTCOMES[outcome];
    const about = scope ? ` (${shortened(scope)})` : '';
    const by = outcome === 'pass' && exceptions.some(({ expired, used }) => !expired && used > 0);
    const said = `${text}${by ? ' by an exception' : ''}: ${shortened(words)}${about}: found ${shortened(measured)}, allowed ${shortened(limit)}`;
    out.push(...lines(said, room, '  ', '    ').map((line) => paint(tone, line)));
    if (outcome !== 'pass' && breaches[0] !== undefined) {
      const more = breached > 1 ? ` and ${count(breached - 1)} more` : '';
      out.push(...lines(`${shortened(breaches[0])}${more}`, room, '    ', '    '));
    }
    for (const { owner, reason, until, expired, used } of exceptions.slice(0, TERMINAL_ROWS.edits)) {
      const state = expired ? `expired on ${until}, does not count` : `until ${until}, excuses ${count(used)}`;
      out.push(...lines(`exception of ${shortened(owner)}: ${shortened(reason)} (${state})`, room, '    ', '    '));
    }
    const more = exceptions.length - TERMINAL_ROWS.edits;
    if (more > 0) out.push(`    and ${counted(more, 'more exception')}`);
  }
  if (told.length > shown.length) out.push(`  and ${count(told.length - shown.length)} more`);
  return out;
}

function tests({ test, diff, incomparable }: Subject, room: Room): string[] {
  // Without a comparison the headline tells the tests.
  if (!test || (!diff && !incomparable)) return [];
  const { sentence, tone } = verdictOf(test);
  return [
    ...lines(`Tests: ${sentence}`, room).map((line) => (tone === 'wrong' ? room.paint('bad', line) : line)),
    ...(diff ? testSentences({ test, diff }) : []).flatMap((text) => lines(text, room, '  ', '    ')),
  ];
}

function foot(subject: Subject, causes: readonly ToldCause[], { reports = [] }: ChangeOptions, room: Room): string[] {
  const { diff, fingerprint } = subject;
  const rows: [string, string][] = [];
  if (diff) {
    const { header, summary } = diff;
    rows.push(['base', header.base.name], ['head', header.head.name]);
    rows.push(['compared', `${count(summary.compared)} of ${counted(header.scenarios, 'customer')}`]);
    for (const { largestIncrease, currency } of extremes(diff)) {
      const { scenario, invoice, before, after } = largestIncrease;
      rows.push(['worst', `${scenario}, bill of ${invoice}: ${grouped(before)} -> ${grouped(after)} ${currency}`]);
    }
  }
  if (fingerprint) rows.push(['run', fingerprint]);
  rows.push(...reports.map((path, at): [string, string] => [at === 0 ? 'reports' : '', path]));
  const facts = rows.flatMap(([label, text]) =>
    lines(shortened(text), room, label.padEnd(10), ' '.repeat(10)).map((line) => room.paint('quiet', line)),
  );
  const steps = nextSteps(subject, causes).flatMap(({ text, commands }) => [
    ...lines(text, room, '  ', '    '),
    // On a line of its own, however long: it is there to be copied.
    ...commands.map((command) => `    ${visible(command)}`),
  ]);
  return [...facts, ...(steps.length === 0 ? [] : ['', room.paint('strong', 'What to do next'), ...steps])];
}

function extremes({ summary }: DiffRun) {
  return Object.entries(summary.effects).flatMap(([currency, { all }]) =>
    all.largestIncrease ? [{ currency, largestIncrease: all.largestIncrease }] : [],
  );
}
