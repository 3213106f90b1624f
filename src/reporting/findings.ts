/**
 * What a check has found, one after the other, as CI systems list it beside lines of files: problems of the files, causes
 * for which scenarios fail, changes of bills that nobody approved, policies. Thousands of scenarios are not thousands of
 * findings: those with one cause are one.
 */

import { createHash } from 'node:crypto';
import type { Code } from '../problems/codes.ts';
import type { Problem } from '../problems/problem.ts';
import type { CheckRun } from '../run/check-result.ts';
import type { DiffCause, DiffRun } from '../run/diff/result.ts';
import type { TestRun } from '../run/result.ts';
import { count, counted, signed } from './amounts.ts';
import { type Cause, causesOf, tellCause } from './causes.ts';
import { groupBy } from './group-by.ts';
import { FINDING_EDITS } from './limits.ts';
import { type Names, namesOfRun } from './names.ts';
import { shortened } from './shortened.ts';

export interface Spot {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

export interface Finding {
  /** What kind of thing it is, with a text for people under problems/codes. */
  readonly code: Code;
  readonly level: 'error' | 'warning';
  /** A few words; `message` says the rest in sentences, without line ends. */
  readonly title: string;
  readonly message: string;
  /** Absent for what is about the run as a whole. */
  readonly spot?: Spot;
  readonly related: readonly { readonly message: string; readonly spot: Spot }[];
  /** The same for the same thing in every run, and of no other finding of this one. Hexadecimal digits. */
  readonly fingerprint: string;
}

type Draft = Omit<Finding, 'fingerprint' | 'related'> & {
  readonly related?: Finding['related'];
  /** What makes it this one and no other: nothing of lines and counts is in it. */
  readonly key: readonly string[];
};

/** Errors first; within them: what stood in the way, bills that nobody approved, policies, scenarios, problems of files. */
export function findingsOf(check: CheckRun): readonly Finding[] {
  const drafts = [
    ...(check.incomparable ?? []).map(ofProblem),
    ...(check.diff ? ofDiff(check.diff) : []),
    ...check.policies.flatMap(ofPolicy),
    ...(check.test ? ofTest(check.test) : []),
    ...check.lint.map(ofProblem),
  ];
  const errors = drafts.filter(({ level }) => level === 'error');
  const seen = new Map<string, number>();
  return [...errors, ...drafts.filter(({ level }) => level === 'warning')].map(({ key, ...draft }) => {
    const text = JSON.stringify([draft.code, ...key]);
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    const fingerprint = createHash('sha256')
      .update(text)
      .update(before === 0 ? '' : ` ${before}`)
      .digest('hex')
      .slice(0, 32);
    return { related: [], ...draft, fingerprint };
  });
}

/** Names of charges, from whichever part of the check has them. */
export const namesOfCheck = ({ test, diff }: CheckRun): Names =>
  test ? namesOfRun(test.header) : diff ? namesOfRun(diff.header) : new Map();

function ofProblem({ code, severity, message, place, related = [], fix }: Problem): Draft {
  return {
    ...{ code, level: severity, title: code },
    message: sentences(message, fix === undefined ? '' : `Fix: ${fix}`),
    ...(place && { spot: { file: place.file, line: place.line, column: place.column } }),
    related: related.map(({ message: said, place: { file, line, column } }) => ({
      message: shortened(said),
      spot: { file, line, column },
    })),
    key: [place?.file ?? '', message],
  };
}

const WHAT_IT_IS = { error: 'CHECK-ERROR', unrated: 'CHECK-UNRATED', obsolete: 'CHECK-OBSOLETE' } as const;

const codeOf = ({ status, example }: Cause): Code => {
  if (example.check === 'law') return 'CHECK-LAW';
  return status === 'error' || status === 'unrated' || status === 'obsolete' ? WHAT_IT_IS[status] : 'CHECK-CHANGED';
};

function ofTest(run: TestRun): readonly Draft[] {
  const names = namesOfRun(run.header);
  const causes = causesOf({ ...run, results: run.results.filter(({ accepted }) => !accepted) });
  return [...ofWhole(run), ...causes.map((cause) => ofCause(cause, names)), ...ofNew(run)];
}

function ofCause(cause: Cause, names: Names): Draft {
  const { plan, scenarios, example, fingerprint } = cause;
  const { name, id, place, does } = tellCause(cause, names);
  const scenario = { file: example.file, line: example.line };
  const charge = readPlace(place);
  const about = `${plan}: ${id ? `${name} (${id})` : name}`;
  const said = [counted(scenarios.length, 'scenario'), does].filter(Boolean).join(', ');
  return {
    ...{ code: codeOf(cause), level: 'error', title: shortened(about) },
    // An id begins no sentence: with a capital it would be another.
    message: sentences(
      `Plan ${about}`,
      said,
      `For example ${example.id}`,
      example.again ? `See it again: ${example.again}` : '',
    ),
    spot: charge ?? scenario,
    ...(charge && { related: [{ message: `scenario ${shortened(example.id)}`, spot: scenario }] }),
    key: [fingerprint],
  };
}

/** Scenarios that nothing was accepted for, by the file that makes them. */
function ofNew(run: TestRun): Draft[] {
  const open = run.results.filter(({ status, accepted }) => status === 'new' && !accepted);
  return [...groupBy(open, ({ file }) => file)].map(([file, [first, ...more]]) => ({
    ...{ code: 'CHECK-NEW', level: 'error', title: 'new scenarios' },
    message: sentences(
      `${counted(more.length + 1, 'scenario')}: nothing was accepted yet to hold against`,
      `For example ${first.id}`,
      'Accept with `rateproof test --update new`',
    ),
    spot: { file, line: first.line },
    key: [file],
  }));
}

function ofWhole({ summary, header }: TestRun): Draft[] {
  const { interrupted, compared, accepted, laws } = summary;
  const untried = laws?.untried ?? 0;
  const held = compared + accepted + (laws?.held ?? 0) + (laws?.broken ?? 0);
  return [
    ...(interrupted ? [incomplete('the scenarios', 'The run of the scenarios was interrupted')] : []),
    ...(held === 0 && !interrupted
      ? [incomplete('the scenarios', `Nothing was compared, of ${counted(header.scenarios, 'scenario')}`)]
      : []),
    ...(untried > 0 ? [incomplete('laws', `${counted(untried, 'law')} promised and held of nothing`)] : []),
  ];
}

const incomplete = (what: string, message: string): Draft => ({
  ...{ code: 'CHECK-INCOMPLETE', level: 'error', title: `incomplete: ${what}`, message: sentences(message) },
  key: [what],
});

const BY_STATE = {
  none: 'CHECK-UNAPPROVED',
  expired: 'CHECK-APPROVAL-ENDED',
  rejected: 'CHECK-REJECTED',
} as const satisfies Readonly<Record<string, Code>>;

function ofDiff(run: DiffRun): readonly Draft[] {
  const { summary, results } = run;
  const open = summary.causes.filter(({ matters, approval }) => matters && approval?.state !== 'approved');
  const { interrupted, nullCheck, compared, edits } = summary;
  return [
    ...(interrupted ? [incomplete('the change', 'The comparison with the base was interrupted')] : []),
    ...(nullCheck.differing > 0
      ? [
          incomplete(
            'the null check',
            `The base differs from itself in ${counted(nullCheck.differing, 'scenario')}: a mistake of rateproof`,
          ),
        ]
      : []),
    ...(compared === 0 && edits.length > 0 && !summary.leftOut && !interrupted
      ? [incomplete('the change', 'Plans changed and no scenario was rated on both sides')]
      : []),
    ...ofReasons(results, 'error'),
    ...ofReasons(results, 'unrated'),
    ...open.map((cause) => ofDiffCause(cause, run)),
  ];
}

/** Those that could not be rated, by the reason they give. */
function ofReasons(results: DiffRun['results'], status: 'error' | 'unrated'): Draft[] {
  const own = results.filter((result) => result.status === status);
  return [...groupBy(own, ({ plan, reason = '' }) => JSON.stringify([plan, reason]))].map(([key, [first, ...more]]) => {
    const { plan, file, line, reason, id, again } = first;
    const why = reason ?? (status === 'unrated' ? 'usage that no charge matches' : 'no reason was given');
    return {
      ...{ code: WHAT_IT_IS[status], level: 'error', title: shortened(`${plan}: ${why}`) },
      message: sentences(
        `${plan}, compared with the base: ${why}`,
        counted(more.length + 1, 'scenario'),
        `For example ${id}`,
        again ? `See it again: ${again}` : '',
      ),
      spot: { file, line },
      key: ['diff', key],
    };
  });
}

function ofDiffCause(cause: DiffCause, run: DiffRun): Draft {
  const { fingerprint, approval } = cause;
  const { words, inFull, spots } = editsOf(cause, run);
  const [spot, ...others] = spots;
  const state = approval?.state === 'expired' || approval?.state === 'rejected' ? approval.state : 'none';
  const decided =
    state === 'expired'
      ? `The approval by ${approval!.by} ended on ${approval!.until ?? 'its last day'}`
      : state === 'rejected'
        ? `Rejected by ${approval!.by}: ${approval!.why}`
        : 'Nobody has approved it';
  return {
    ...{ code: BY_STATE[state], level: 'error', title: shortened(words[0]!) },
    message: sentences(inFull.join('; '), moneyOf(cause), decided, `Approve: rateproof accept --cause ${fingerprint}`),
    ...(spot && { spot }),
    related: others.map((other) => ({ message: 'another edit of the same cause', spot: other })),
    key: [fingerprint],
  };
}

/** The edits of a cause in words (`inFull`: with the document they are in), the first of them, and where they stand, each place once. */
export function editsOf(
  { edits, fingerprint }: DiffCause,
  { summary }: DiffRun,
): { readonly words: readonly string[]; readonly inFull: readonly string[]; readonly spots: readonly Spot[] } {
  const known = editsByFingerprint(summary.edits);
  const told = edits.flatMap((one) => known.get(one) ?? []);
  const words = told.slice(0, FINDING_EDITS).map((edit) => shortened(edit.words));
  const inFull = words.map((said, index) => {
    const { document } = told[index]!;
    // `plan smart-m withdrawn` says it already.
    const again = document === told[index - 1]?.document || said.startsWith(document.replace(/ from [\d-]+$/, ''));
    return again ? said : `${shortened(document)}: ${said}`;
  });
  if (told.length > words.length) {
    const more = `and ${counted(told.length - words.length, 'more edit')}`;
    for (const list of [words, inFull]) list.push(more);
  }
  const spots = new Map(told.map(({ place: { file, line } }) => [JSON.stringify([file, line]), { file, line }]));
  return {
    words: words.length > 0 ? words : [`cause ${fingerprint}`],
    inFull: inFull.length > 0 ? inFull : [`cause ${fingerprint}`],
    spots: [...spots.values()].slice(0, FINDING_EDITS),
  };
}

const indexes = new WeakMap<DiffRun['summary']['edits'], ReadonlyMap<string, DiffRun['summary']['edits']>>();

/** Made once a run: causes and edits are thousands each. The same edit in two places has one fingerprint. */
function editsByFingerprint(edits: DiffRun['summary']['edits']): ReadonlyMap<string, DiffRun['summary']['edits']> {
  const made = indexes.get(edits) ?? groupBy(edits, ({ fingerprint }) => fingerprint);
  indexes.set(edits, made);
  return made;
}

/** `12,000 customers; bills change by +1,234.50 EUR in all`. */
export function moneyOf({ customers, money }: DiffCause): string {
  const shares = Object.entries(money).map(([currency, { share }]) => `${signed(share)} ${currency}`);
  const change = shares.length === 0 ? '' : `, bills change by ${shares.join(' and ')} in all`;
  return `${counted(customers, 'customer')}${change}`;
}

function ofPolicy(outcome: CheckRun['policies'][number]): readonly Draft[] {
  if (outcome.outcome === 'pass') return [];
  const { policy, words, scope, measured, limit, breaches, breached, exceptions, place } = outcome;
  const expired = exceptions.filter((one) => one.expired).length;
  const blocks = outcome.outcome === 'block';
  return [
    {
      code: blocks ? 'CHECK-POLICY-BLOCKS' : 'CHECK-POLICY-WARNS',
      level: blocks ? 'error' : 'warning',
      title: shortened(`${policy}${scope === undefined ? '' : `, ${scope}`}`),
      message: sentences(
        words,
        `Found ${measured}, allowed ${limit}${scope === undefined ? '' : ` (${scope})`}`,
        breached === 0
          ? ''
          : `${count(breached)} beyond it${breaches[0] === undefined ? '' : `, first ${breaches[0]}`}`,
        expired === 0 ? '' : `${counted(expired, 'exception')} expired`,
      ),
      spot: { file: place.file, line: place.line, column: place.column },
      key: [policy, scope ?? '', words],
    },
  ];
}

/** `plans/smart-m.yaml:34, 112`: the first line of it; nothing where no place is told. */
function readPlace(place: string): Spot | undefined {
  const [, file, line] = /^(.+?):(\d+)(?:[,;].*)?$/.exec(place) ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}

/** On one line, each with its full stop; what cannot be seen is shown as codes, and nothing is too long. */
const sentences = (...parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .map((part) => shortened(part).replace(/[.\s]+$/, ''))
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}.`)
    .join(' ');
