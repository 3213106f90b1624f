/** What `rateproof accept` shows: causes one by one and as a list, and what was decided. */

import type { Approval } from '../baseline/approval.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import { visible } from '../problems/visible.ts';
import { counted, grouped, signed, sumOf } from '../reporting/amounts.ts';
import { columns, padEnd, shorten, wrap } from '../reporting/text-layout.ts';
import type { AcceptedBaselines } from '../run/diff/accept-baselines.ts';
import { changeInWords, effectInWords, isOpen } from '../run/diff/decide.ts';
import type { FileChange } from '../run/diff/file-changes.ts';
import type { DiffCause, DiffResult, DiffRun } from '../run/diff/result.ts';

const WIDTH = 80;
/** Of a cause; the rest is counted. */
const MOST_EDITS = 12;
const MOST_LINES = 12;
/** Of a list. */
const MOST_CAUSES = 200;
const MOST_FILES = 8;
const MOST_TOLD = 20;

const paragraph = (text: string, first: string, rest = ' '.repeat(first.length)): string[] =>
  wrap(visible(text), WIDTH, { first, rest });

/** A cause in words and money, with a bill that it moves before and after. */
export function causeText(run: DiffRun, cause: DiffCause, place: string): string {
  const words = changeInWords(run, cause);
  const more = words.length - MOST_EDITS;
  const lines = [
    `${place}  ${cause.fingerprint}`,
    ...words.slice(0, MOST_EDITS).flatMap((text) => paragraph(text, '  ', '    ')),
    ...(more > 0 ? [`  and ${counted(more, 'more edit')}`] : []),
    ...paragraph(effectInWords(cause), '  '),
    ...decidedBefore(cause),
    ...billText(run, cause),
  ];
  return `${lines.join('\n')}\n`;
}

function decidedBefore({ approval }: DiffCause): string[] {
  if (!approval) return [];
  const { state, by, on, until, why } = approval;
  const what = { approved: 'approved', rejected: 'rejected', expired: `approved until ${until}, which is over,` }[
    state
  ];
  return paragraph(`${what} on ${on} by ${by}: ${why}`, '  before: ', '    ');
}

/** The typical bill where the cause moves it; otherwise one that it moves, by itself if there is such. */
function billText(run: DiffRun, { fingerprint }: DiffCause): string[] {
  const { typical } = run.summary.samples;
  const shown = run.results.filter(({ causes, invoices }) => invoices !== undefined && causes.includes(fingerprint));
  const result = shown.find(({ id }) => id === typical) ?? shown.find(({ causes }) => causes.length === 1) ?? shown[0];
  if (!result) return [];
  const [before, after] = invoicesOf(result);
  if (!before && !after) return [];
  const { date = '', currency = '' } = after ?? before ?? {};
  const alone = result.causes.length === 1 ? '' : ` (moved by ${counted(result.causes.length, 'cause')} together)`;
  return [
    '',
    ...paragraph(
      `${result.id === typical ? 'a typical bill' : 'a bill that it moves'}: ${result.id}, ${date}, ${currency}${alone}`,
      '  ',
    ),
    ...billRows(before, after).map((row) => `    ${row}`),
  ];
}

/** Of both sides, the first invoice with another total; the first there is, where all totals are the same. */
function invoicesOf({ invoices }: DiffResult): readonly [Invoice | undefined, Invoice | undefined] {
  const { before = [], after = [] } = invoices ?? {};
  const dates = [...new Set([...before, ...after].map(({ date }) => date))];
  const pairs = dates.map((date) => [before, after].map((side) => side.find((one) => one.date === date)));
  const pair = pairs.find(([old, now]) => old?.total !== now?.total) ?? pairs[0] ?? [];
  return [pair[0], pair[1]];
}

/** Lines that differ, then the total. */
function billRows(before: Invoice | undefined, after: Invoice | undefined): string[] {
  const sides = [before, after].map((invoice) => amountsOf(invoice));
  const keys = [...new Set(sides.flatMap((side) => [...side.keys()]))];
  const changed = keys.filter((key) => sides[0]!.get(key) !== sides[1]!.get(key));
  const row = (name: string, old: string | undefined, now: string | undefined): string[] => {
    const by = sumOf([now ?? '0', negative(old ?? '0')]);
    const amounts = [old, now].map((text) => (text === undefined ? '-' : grouped(text)));
    return [shorten(visible(name), 36), ...amounts, by === undefined || old === now ? '' : signed(by)].map(visible);
  };
  const rows = changed.slice(0, MOST_LINES).map((key) => row(key, sides[0]!.get(key), sides[1]!.get(key)));
  const more = changed.length - rows.length;
  const table = columns(
    [['', 'before', 'after', ''], ...rows, row('total', before?.total, after?.total)],
    (column) => column > 0,
  );
  return more > 0 ? [...table, `and ${counted(more, 'more line')}`] : table;
}

function amountsOf(invoice: Invoice | undefined): ReadonlyMap<string, string> {
  const amounts = new Map<string, string>();
  for (const { key, amount } of invoice?.lines ?? []) {
    amounts.set(key, sumOf([amounts.get(key) ?? '0', amount]) ?? amount);
  }
  return amounts;
}

const negative = (text: string): string => (text.startsWith('-') ? text.slice(1) : `-${text}`);

/** All causes with what stands about them: what is open comes first. */
export function listText(run: DiffRun): string {
  const { causes } = run.summary;
  const mattering = causes.filter(({ matters }) => matters);
  const rest = causes.length - mattering.length;
  if (mattering.length === 0) {
    const why = rest > 0 ? `: ${counted(rest, 'change')} that no bill moves by` : '';
    return `nothing has to be approved${why}\n`;
  }
  const sorted = [...mattering.filter(isOpen), ...mattering.filter((cause) => !isOpen(cause))];
  const lines = sorted.slice(0, MOST_CAUSES).flatMap((cause) => {
    const { fingerprint, approval } = cause;
    const state = approval ? `${approval.state} by ${approval.by} on ${approval.on}` : 'open';
    return [
      ...paragraph(`${fingerprint}  ${state}`, ''),
      ...changeInWords(run, cause)
        .slice(0, MOST_EDITS)
        .flatMap((text) => paragraph(text, '  ', '    ')),
      ...paragraph(effectInWords(cause), '  '),
    ];
  });
  const cut = sorted.length - MOST_CAUSES;
  if (cut > 0) lines.push(`and ${counted(cut, 'more cause')}`);
  const open = mattering.filter(isOpen).length;
  lines.push(
    '',
    `${counted(mattering.length, 'cause')}, ${open} open${rest > 0 ? `; ${counted(rest, 'change')} more that no bill moves by` : ''}`,
  );
  return `${lines.join('\n')}\n`;
}

export interface Done {
  readonly run: DiffRun;
  readonly approvals: readonly Approval[];
  readonly baselines: AcceptedBaselines;
  readonly changes: readonly FileChange[];
  /** Where the patch is; absent where files of the project were written. */
  readonly patch?: string | undefined;
  readonly dryRun: boolean;
  /** Git ignores the folder of the approvals. */
  readonly ignored: boolean;
  /** Why baselines were not looked at. */
  readonly withoutBaselines?: string | undefined;
}

/** What was decided, what it changed in which files, and what is left for people. */
export function doneText({ run, approvals, baselines, changes, patch, dryRun, ...rest }: Done): string {
  const told: string[] = [];
  const tell = (label: string, text: string): number =>
    told.push(...paragraph(text, padEnd(label, 11), ' '.repeat(11)));
  for (const { decision, fingerprint, change } of approvals.slice(0, MOST_TOLD)) {
    const more = change.length > 1 ? `, and ${counted(change.length - 1, 'more edit')}` : '';
    tell(decision, `${fingerprint}  ${change[0]}${more}`);
  }
  if (approvals.length > MOST_TOLD) tell('', `and ${counted(approvals.length - MOST_TOLD, 'more cause')}`);
  for (const [file, customers] of baselines.customers) tell('baseline', `${counted(customers, 'customer')}: ${file}`);
  if (rest.withoutBaselines !== undefined) tell('baseline', rest.withoutBaselines);
  if (baselines.leftAlone.length > 0) {
    const first = baselines.leftAlone[0]!;
    tell(
      'left alone',
      `${counted(baselines.leftAlone.length, 'customer')} whose baseline is not what the base bills, beginning with ${first}: see \`rateproof test --grep "^${first}$"\``,
    );
  }
  if (baselines.byHand.length > 0) {
    const scenarios = counted(baselines.byHand.length, 'written scenario');
    const places = baselines.byHand.slice(0, MOST_FILES).map(({ file, line }) => `${file}:${line}`);
    const more = baselines.byHand.length - places.length;
    const verb = baselines.byHand.length === 1 ? 'expects' : 'expect';
    tell('by hand', `${scenarios} ${verb} other amounts: ${places.join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
  }
  const open = run.summary.causes.filter(isOpen).length;
  const rejected = run.summary.causes.filter(
    ({ matters, approval }) => matters && approval?.state === 'rejected',
  ).length;
  if (rejected > 0)
    tell('blocked', `${counted(rejected, 'rejected cause')}: change the plan, or approve by name with --cause`);
  if (open > 0) tell('open', `${counted(open, 'cause')}: rateproof accept --list`);
  if (rest.ignored) {
    tell('ignored', 'git ignores the approvals: in .gitignore, write .rateproof/cache/ in place of .rateproof/');
  }
  const files = changes.map(({ file }) => file);
  if (dryRun) tell('dry run', `nothing was written; it would be ${listed(files)}`);
  else if (patch !== undefined) tell('patch', `${patch}: git apply ${patch}`);
  else tell('written', `${listed(files)}; review and commit`);
  return `${told.join('\n')}\n`;
}

function listed(files: readonly string[]): string {
  const more = files.length - MOST_FILES;
  return `${files.slice(0, MOST_FILES).join(', ')}${more > 0 ? ` and ${counted(more, 'more file')}` : ''}`;
}
