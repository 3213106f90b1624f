/** What the page of a change shows, in the words it shows it with. */

import type { PolicyOutcome } from '../../policy/policy.ts';
import type { BandName, DiffResult, DiffRun, DiffStatus, Effect } from '../../run/diff/result.ts';
import { count, counted, grouped, signed } from '../amounts.ts';
import { fragment } from '../html/fragment.ts';
import { HEIGHT, type Histogram, histogramOf, scaleOf, WIDTH } from '../html/histogram.ts';
import { PAGE_ROWS } from '../limits.ts';
import { type Names, namesOfRun } from '../names.ts';
import { shortened } from '../shortened.ts';
import { verdictOf } from '../verdict.ts';
import { BANDS, type EffectRow, effectsOf } from './bands.ts';
import { type SampleBill, sampleBills } from './bills.ts';
import { aboutEdit, causesOf, decisionOf, doesInWords, loneEdits, methodInWords, type ToldCause } from './causes.ts';
import { testSentences } from './failed-tests.ts';
import { gateChangesOf, gateNotes } from './gate.ts';
import { headlineOf, moneySentences, type Note, notesOf, reachOf, sidesOf } from './headline.ts';
import { acceptCommand, type NextStep, nextSteps } from './next-steps.ts';
import { percentOf } from './percent.ts';
import { type SharesView, sharesViews } from './shares-view.ts';
import type { Subject } from './subject.ts';

export interface ChangePage {
  readonly command: string;
  readonly tone: string;
  readonly sentence: string;
  readonly reach: string;
  readonly money: readonly string[];
  readonly notes: readonly Note[];
  /** What it changes of its own gate. */
  readonly gate: readonly Note[];
  readonly moreGate: string;
  readonly tests: string;
  readonly figures: readonly { readonly label: string; readonly value: string }[];
  readonly next: readonly NextStep[];
  readonly problems: readonly ProblemView[];
  readonly moreProblems: string;
  /** `2 edits`; empty where there is none. */
  readonly edits: string;
  readonly shares: readonly SharesView[];
  readonly method: string;
  readonly causes: readonly CauseView[];
  readonly moreCauses: string;
  /** Edits that need nobody's decision: text only, or under no cause. */
  readonly others: readonly EditView[];
  readonly moreOthers: string;
  readonly bands: readonly { readonly currency: string; readonly rows: readonly BandView[] }[];
  readonly effects: readonly EffectsView[];
  readonly spreads: readonly SpreadView[];
  readonly bills: readonly BillView[];
  readonly policies: readonly PolicyView[];
  readonly passed: string;
  readonly morePolicies: string;
  readonly list: {
    readonly number: string;
    readonly left: string;
    readonly statuses: readonly DiffStatus[];
    readonly plans: readonly { readonly id: string; readonly name: string; readonly currency: string }[];
    readonly causes: readonly { readonly key: string; readonly name: string }[];
  };
  readonly about: readonly { readonly label: string; readonly value: string }[];
}

interface ProblemView {
  readonly severity: string;
  readonly message: string;
  readonly place: string;
  readonly fix: string;
}

interface EditView {
  readonly words: string;
  readonly document: string;
  readonly about: string;
  readonly place: string;
}

interface CauseView {
  readonly key: string;
  /** The words of its edit, or how many go together. */
  readonly name: string;
  readonly single: boolean;
  readonly warns: boolean;
  /** Who said so and why; empty where nobody did. */
  readonly decision: string;
  /** One word for its mark. */
  readonly mark: string;
  readonly tone: string;
  readonly does: string;
  readonly edits: readonly EditView[];
  readonly more: string;
  readonly matters: boolean;
  /** Approves it; empty where nobody has to. */
  readonly command: string;
  /** Whose bills it moves stand in the list. */
  readonly listed: boolean;
}

interface BandView {
  readonly kind: 'fall' | 'rise' | 'same';
  readonly name: string;
  readonly customers: string;
  readonly change: string;
  readonly width: string;
}

interface EffectsView {
  readonly title: string;
  readonly first: string;
  readonly rows: readonly EffectRowView[];
  readonly more: string;
  /** `No bill changes in 8 other plans`; empty where there is none. Folded, with their rows. */
  readonly unchanged: string;
  readonly same: readonly {
    readonly name: string;
    readonly id: string;
    readonly customers: string;
    readonly before: string;
    readonly currency: string;
  }[];
  readonly moreSame: string;
}

interface EffectRowView {
  readonly name: string;
  /** Where the name does not say it already. */
  readonly id: string;
  readonly all: boolean;
  readonly changed: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
  readonly percent: string;
  readonly better: string;
  readonly same: string;
  readonly worse: string;
  readonly worst: string;
  readonly worstOf: string;
}

interface SpreadView {
  readonly name: string;
  readonly id: string;
  readonly currency: string;
  readonly viewBox: string;
  readonly sides: readonly { readonly label: string; readonly sum: string; readonly histogram: Histogram }[];
}

interface BillView extends Pick<SampleBill, 'label' | 'meaning' | 'date' | 'currency' | 'change' | 'more'> {
  readonly id: string;
  readonly fragment: string;
  readonly plan: string;
  readonly rows: readonly (SampleBill['rows'][number] & { readonly turn: string; readonly once: string })[];
  /** `The other 12 lines are the same`; empty where there is none. */
  readonly unchanged: string;
  readonly same: SampleBill['same'];
}

interface PolicyView {
  readonly outcome: string;
  readonly mark: string;
  readonly words: string;
  readonly scope: string;
  readonly measured: string;
  readonly limit: string;
  readonly source: string;
  readonly place: string;
  readonly breaches: readonly string[];
  readonly more: string;
  readonly exceptions: readonly string[];
}

export interface ChangePageAndCauses {
  readonly page: ChangePage;
  /** Which of the page's causes move a customer's bills. */
  readonly causesOf: (result: DiffResult) => readonly number[];
  readonly names: Names;
  /** Customers in the list, what needs a look first. */
  readonly results: readonly DiffResult[];
}

const TONES: Readonly<Record<ToldCause['state'], string>> = {
  needed: 'changed',
  expired: 'changed',
  rejected: 'changed',
  approved: 'passed',
  idle: 'skipped',
};

const MARKS: Readonly<Record<ToldCause['state'], string>> = {
  needed: 'not approved',
  expired: 'expired',
  rejected: 'rejected',
  approved: 'approved',
  idle: 'needs no approval',
};

/** What needs a look first. */
const ORDER: readonly DiffStatus[] = [
  'error',
  'unrated',
  'changed',
  'obsolete',
  'new',
  'changed-approved',
  'skipped',
  'passed',
];

/** Breaches and exceptions of one policy. */
const PER_POLICY = 20;

export function changePage(subject: Subject): ChangePageAndCauses {
  const { diff, test, command } = subject;
  const causes = diff ? causesOf(diff.summary) : [];
  const names: Names = diff ? namesOfRun(diff.header) : new Map();
  const told = causes.filter(({ edits }) => edits.some(({ textOnly }) => !textOnly));
  const shown = told.slice(0, PAGE_ROWS.causes);
  const numbers = new Map(shown.map(({ cause }, at) => [cause.fingerprint, at]));
  const results = (diff?.results ?? [])
    .filter(({ status }) => status !== 'passed')
    .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  const headline = headlineOf(subject);
  const others = diff ? othersOf(diff, causes) : [];
  const all = [...(subject.incomparable ?? []), ...subject.lint];
  const passed = subject.policies.filter(({ outcome }) => outcome === 'pass').length;
  const gate = gateChangesOf(subject.gate);
  const page: ChangePage = {
    ...headline,
    command,
    reach: diff ? reachOf(diff) : '',
    money: diff ? moneySentences(diff) : [],
    notes: diff
      ? [...gateNotes(subject.gate), ...notesOf(diff, causes.filter(({ unexercised }) => unexercised).length)]
      : [],
    gate: gate.slice(0, PAGE_ROWS.gate).map(({ warns, words }) => ({ warns, text: shortened(words) })),
    moreGate: more(gate.length - PAGE_ROWS.gate, 'more').replace(/s$/, ''),
    tests: test && diff ? ['Tests:', verdictOf(test).sentence, ...testSentences({ test, diff })].join(' ') : '',
    figures: diff ? figuresOf(diff) : [],
    next: nextSteps(subject, causes),
    problems: all.slice(0, PAGE_ROWS.policies).map(({ severity, message, place, fix = '' }) => {
      return {
        severity,
        message: shortened(message),
        place: place ? `${place.file}:${place.line}` : '',
        fix: shortened(fix),
      };
    }),
    moreProblems: more(all.length - PAGE_ROWS.policies, 'more problem'),
    edits: diff && diff.summary.edits.length > 0 ? counted(diff.summary.edits.length, 'edit') : '',
    shares: diff ? sharesViews(diff.summary, told) : [],
    method: diff ? methodInWords(diff.summary.attribution) : '',
    causes: shown.map(viewCause),
    moreCauses: more(told.length - shown.length, 'more change'),
    others: others.slice(0, PAGE_ROWS.edits).map((edit) => viewEdit(edit)),
    moreOthers: more(others.length - PAGE_ROWS.edits, 'more edit'),
    bands: diff ? bandsOf(diff) : [],
    effects: diff
      ? [viewEffects(diff, 'plans', names), viewEffects(diff, 'segments', new Map())].filter(
          ({ rows, same }) => rows.length + same.length > 0,
        )
      : [],
    spreads: diff ? spreadsOf(diff, names) : [],
    bills: diff ? sampleBills(diff, names).map((bill) => viewBill(bill, names)) : [],
    policies: [...subject.policies].sort(byOutcome).slice(0, PAGE_ROWS.policies).map(viewPolicy),
    passed:
      subject.policies.length === 0
        ? ''
        : `${count(passed)} of ${counted(subject.policies.length, 'policy').replace(/policys$/, 'policies')} passed`,
    morePolicies: more(subject.policies.length - PAGE_ROWS.policies, 'more').replace(/s$/, ''),
    list: {
      number: counted(results.length, 'customer'),
      left: diff ? leftText(diff, results.length) : '',
      statuses: ORDER.filter((status) => results.some((result) => result.status === status)),
      plans: (diff?.header.plans ?? []).map(({ id, currency }) => ({ id, currency, name: names.get(id)?.name ?? id })),
      causes: shown.map(({ cause, edits }) => ({ key: cause.fingerprint, name: nameOf(edits) })),
    },
    about: aboutOf(subject),
  };
  const indexes = (result: DiffResult): number[] => result.causes.flatMap((cause) => numbers.get(cause) ?? []);
  return { page, causesOf: indexes, names, results };
}

const more = (left: number, noun: string): string => (left > 0 ? `and ${counted(left, noun)}` : '');

const nameOf = (edits: ToldCause['edits']): string =>
  `${shortened(edits[0]?.words ?? '', 100)}${edits.length > 1 ? ` and ${counted(edits.length - 1, 'more edit')}` : ''}`;

function othersOf(diff: DiffRun, causes: readonly ToldCause[]): ToldCause['edits'] {
  const texts = causes.flatMap(({ edits }) => (edits.every(({ textOnly }) => textOnly) ? edits : []));
  return [...texts, ...loneEdits(diff.summary)];
}

const viewEdit = (edit: ToldCause['edits'][number], goes = false): EditView => ({
  ...{ words: shortened(edit.words), document: shortened(edit.document), about: aboutEdit(edit, goes) },
  place: `${edit.place.file}:${edit.place.line}`,
});

function viewCause(told: ToldCause): CauseView {
  const { cause, edits, state } = told;
  const open = state === 'needed' || state === 'expired';
  return {
    ...{
      key: cause.fingerprint,
      decision: shortened(decisionOf(cause)),
      mark: MARKS[state],
      tone: TONES[state],
      does: doesInWords(told),
    },
    ...{ single: edits.length === 1, warns: told.unexercised || told.withdraws },
    name: edits.length === 1 ? shortened(edits[0]!.words) : `${counted(edits.length, 'edit')} that only go together`,
    edits: edits.slice(0, PAGE_ROWS.edits).map((edit) => viewEdit(edit, told.withdraws)),
    more: more(edits.length - PAGE_ROWS.edits, 'more edit'),
    matters: cause.matters,
    command: open ? acceptCommand(cause.fingerprint) : '',
    listed: cause.customers > 0,
  };
}

function figuresOf({ header, summary }: DiffRun): ChangePage['figures'] {
  const { reach, scenarios } = summary;
  const currencies = Object.keys(summary.effects).length;
  const effects = Object.entries(summary.effects).filter(([, { all }]) => all.changed > 0 || currencies === 1);
  const rows = [
    { label: 'Test customers', value: count(header.scenarios) },
    { label: 'Repriced', value: count(reach.repriced) },
    { label: 'Keep their version', value: count(reach.keeps) },
    { label: 'New', value: count(reach['new-only']) },
    ...effects.flatMap(([currency, { all }]) => {
      const { more: worse, less } = sidesOf(all);
      const of = currencies > 1 ? `, ${currency}` : '';
      return [
        { label: `Bills change by${of}`, value: `${signed(all.change)}${currencies > 1 ? '' : ` ${currency}`}` },
        { label: `Pay more${of}`, value: count(worse) },
        { label: `Pay less${of}`, value: count(less) },
      ];
    }),
    {
      label: 'Could not be rated',
      value: scenarios.error + scenarios.unrated === 0 ? '' : count(scenarios.error + scenarios.unrated),
    },
  ];
  return rows.filter(({ value }) => value !== '');
}

const KINDS: Readonly<Record<BandName, BandView['kind']>> = {
  'much-better': 'fall',
  better: 'fall',
  same: 'same',
  worse: 'rise',
  'much-worse': 'rise',
};

function bandsOf({ summary }: DiffRun): ChangePage['bands'] {
  return Object.entries(summary.effects).flatMap(([currency, { all }]) => {
    if (all.changed === 0) return [];
    const most = Math.max(...Object.values(all.bands).map(({ customers }) => customers));
    const rows = (Object.keys(BANDS) as BandName[]).map((name): BandView => {
      const { customers, change } = all.bands[name];
      const width = customers === 0 ? 0 : Math.max(0.6, (100 * customers) / most);
      return {
        kind: KINDS[name],
        name: BANDS[name],
        customers: count(customers),
        change: signed(change),
        width: width.toFixed(2),
      };
    });
    return [{ currency, rows }];
  });
}

function viewEffects({ summary }: DiffRun, by: 'plans' | 'segments', names: Names): EffectsView {
  const { changed, same } = effectsOf(summary, by);
  const most = PAGE_ROWS[by];
  const noun = by.slice(0, -1);
  const called = ({ name, all }: EffectRow) => {
    const own = all ? name : (names.get(name)?.name ?? name);
    return { name: own, id: own === name ? '' : name };
  };
  return {
    ...(by === 'plans' ? { title: 'By plan', first: 'Plan' } : { title: 'By segment', first: 'Segment' }),
    rows: changed.slice(0, most).map((one) => {
      return { ...called(one), all: one.all, ...cellsOf(one.effect, one.currency) };
    }),
    more: more(changed.length - most, `more ${noun}`),
    unchanged:
      same.length === 0
        ? ''
        : `No bill changes in ${counted(same.length, `${changed.length > 0 ? 'other ' : ''}${noun}`)}`,
    same: same.slice(0, most).map((one) => {
      const { customers, before } = one.effect;
      return { ...called(one), customers: count(customers), before: grouped(before), currency: one.currency };
    }),
    moreSame: more(same.length - most, `more ${noun}`),
  };
}

function cellsOf(effect: Effect, currency: string) {
  const { customers, changed, before, after, change, bands, largestIncrease } = effect;
  const sides = sidesOf(effect);
  return {
    ...{ changed: `${count(changed)} of ${count(customers)}`, before: grouped(before), after: grouped(after) },
    ...{ change: `${signed(change)} ${currency}`, percent: percentOf(change, before) },
    ...{ better: count(sides.less), same: count(bands.same.customers), worse: count(sides.more) },
    worst: largestIncrease ? signed(largestIncrease.change) : '–',
    worstOf: largestIncrease ? `${grouped(largestIncrease.before)} to ${grouped(largestIncrease.after)}` : '',
  };
}

/** Of plans whose bills are not spread as before; both sides on one scale. */
function spreadsOf({ summary }: DiffRun, names: Names): SpreadView[] {
  const { before, after } = summary.distributions;
  return before
    .flatMap((was): SpreadView[] => {
      const is = after.find(({ plan, currency }) => plan === was.plan && currency === was.currency);
      if (!is || was.invoices === 0 || is.invoices === 0 || was.sum === is.sum) return [];
      const scale = scaleOf([was, is]);
      const name = names.get(was.plan)?.name ?? was.plan;
      const sides = [
        { label: 'Before', of: was },
        { label: 'After', of: is },
      ];
      return [
        {
          ...{ name, id: name === was.plan ? '' : was.plan, currency: was.currency, viewBox: `0 0 ${WIDTH} ${HEIGHT}` },
          sides: sides.map(({ label, of }) => ({
            ...{ label, sum: `${counted(of.invoices, 'bill')}, ${grouped(of.sum)} ${of.currency}` },
            histogram: histogramOf(`${name}, ${label.toLowerCase()}`, of, scale),
          })),
        },
      ];
    })
    .slice(0, PAGE_ROWS.drawn);
}

function viewBill(
  { label, meaning, result, date, currency, rows, same, change, more: others }: SampleBill,
  names: Names,
): BillView {
  const { id, plan, segment } = result;
  return {
    ...{ label, meaning, date, currency, change, more: others, id, fragment: fragment(id) },
    plan: [names.get(plan)?.name ?? plan, segment ?? ''].filter(Boolean).join(', '),
    rows: rows.map((one) => ({
      ...one,
      turn: one.said === '' ? '' : one.by.startsWith('-') ? 'falls' : 'rises',
      // A quantity that is the same stands once, with the name.
      once: one.expected.quantity === one.actual.quantity ? one.actual.quantity : '',
    })),
    ...{
      unchanged:
        same.length === 0 ? '' : `${counted(same.length, 'other line')} ${same.length === 1 ? 'is' : 'are'} the same`,
      same,
    },
  };
}

const OUTCOMES: Readonly<Record<PolicyOutcome['outcome'], string>> = {
  block: 'blocked',
  warn: 'warning',
  pass: 'passed',
};

const byOutcome = (a: PolicyOutcome, b: PolicyOutcome): number =>
  ['block', 'warn', 'pass'].indexOf(a.outcome) - ['block', 'warn', 'pass'].indexOf(b.outcome);

function viewPolicy(policy: PolicyOutcome): PolicyView {
  const { words, scope = '', outcome, measured, limit, source = '', breaches, breached, exceptions, place } = policy;
  const shown = outcome === 'pass' ? [] : breaches.slice(0, PER_POLICY);
  const told = exceptions.slice(0, PER_POLICY).map(({ owner, reason, until, expired, used }) => {
    const state = expired ? `expired on ${until}, does not count` : `until ${until}, excuses ${count(used)} here`;
    return `Exception of ${shortened(owner)}: ${shortened(reason)} (${state})`;
  });
  const left = exceptions.length - told.length;
  return {
    ...{
      outcome,
      mark: OUTCOMES[outcome],
      words: shortened(words),
      scope: shortened(scope),
      measured: shortened(measured),
    },
    ...{ limit: shortened(limit), source: shortened(source), place: `${place.file}:${place.line}` },
    breaches: shown.map((breach) => shortened(breach)),
    more:
      outcome !== 'pass' && breached > shown.length && breached > 1 ? `and ${count(breached - shown.length)} more` : '',
    exceptions: left > 0 ? [...told, `and ${counted(left, 'more exception')}`] : told,
  };
}

function leftText({ results }: DiffRun, shown: number): string {
  const same = results.length - shown;
  return same === 0
    ? ''
    : `The ${counted(same, 'customer')} whose bills are the same ${same === 1 ? 'is' : 'are'} not listed here; diff.csv has all of them.`;
}

function aboutOf({ diff, test, fingerprint, asOf }: Subject): ChangePage['about'] {
  const day = diff?.header.asOf ?? asOf;
  const header = diff?.header ?? test?.header;
  return [
    ...(fingerprint ? [{ label: 'Run', value: fingerprint }] : []),
    ...(diff
      ? [
          { label: 'Base', value: diff.header.base.name },
          { label: 'Plans of the base (SHA-256)', value: diff.header.base.plans },
          { label: 'Head', value: diff.header.head.name },
          { label: 'Plans of the head (SHA-256)', value: diff.header.head.plans },
          {
            label: 'Compared',
            value: `${count(diff.summary.compared)} of ${counted(diff.header.scenarios, 'customer')}`,
          },
          {
            label: 'Base against itself',
            value: `${diff.summary.nullCheck.differing === 0 ? 'no difference' : `${count(diff.summary.nullCheck.differing)} differ`} (${counted(diff.summary.nullCheck.scenarios, 'customer')})`,
          },
        ]
      : []),
    ...(day === undefined ? [] : [{ label: 'Approvals and exceptions as of', value: day }]),
    ...(header
      ? [
          { label: 'rateproof', value: header.rateproof },
          { label: 'Time-zone data', value: header.timeZoneData },
          ...header.recipes.map(({ id, seed, count: of }) => ({
            label: `Recipe ${id}`,
            value: `${counted(of, 'customer')}, seed ${seed}`,
          })),
        ]
      : []),
  ];
}
