/**
 * Approvals as text: a small YAML file each, for people to review and version control to keep. What strangers wrote is
 * held short, on one line and visible; what is not as it was written here is refused with its place, never half believed.
 */

import { parseDay } from '../calendar/day.ts';
import type { Code } from '../problems/codes.ts';
import { nearest, wordList } from '../problems/nearest.ts';
import type { Outcome, Place, Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import { visible } from '../problems/visible.ts';
import type { MapNode, Node } from '../yaml/document.ts';
import { readYaml } from '../yaml/read.ts';
import type { Approval } from './approval.ts';

/** Bytes that a file may have: what is written here is never as much. */
export const MAX_APPROVAL_BYTES = 256 * 1024;

/** Of the edits together, as src/plan/change/edit.ts has it of one. */
const FINGERPRINT = /^[0-9a-f]{16}$/;
const DECISIONS = ['approved', 'rejected'] as const;

/** Characters; and lines of `change`, the last of which counts the rest. */
export const MOST = { why: 1_000, by: 200, words: 300, effect: 300, changes: 60 } as const;

const ABOUT =
  '# A decision about a change of plans, written by `rateproof accept`. Review it, then commit it with the plans.';

const FILE = /^([0-9a-f]{16})\.yaml$/;

/** The name of the file that an approval stands in. */
export const approvalFile = (fingerprint: string): string => `${fingerprint}.yaml`;

/**
 * Text of anybody as an approval holds it: on one line, nothing in it that cannot be seen, at most so many characters
 * with `…` for what was cut.
 */
export function approvalText(text: string, most: number): string {
  // Of megabytes only what can be kept is looked at; a character takes at most two code units.
  const line = text
    .slice(0, 4 * most)
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = [...visible(line).replaceAll(/[\ufffe\uffff]/g, NOT_A_CHARACTER)];
  if (characters.length <= most && text.length <= 4 * most) return characters.join('');
  return `${characters
    .slice(0, most - 1)
    .join('')
    .trimEnd()}…`;
}

const NOT_A_CHARACTER = (character: string): string => `\\u${character.charCodeAt(0).toString(16)}`;

/** The change of an approval, a line an edit; of thousands the first ones, and how many more there are. */
export function approvalChange(words: readonly string[]): readonly string[] {
  const lines = words.map((text) => approvalText(text, MOST.words)).filter((text) => text !== '');
  if (lines.length <= MOST.changes) return lines;
  const shown = lines.slice(0, MOST.changes - 1);
  return [...shown, `and ${lines.length - shown.length} more edits`];
}

/** The text of the file; whatever the texts hold, it reads back as the same approval, bounded and made visible. */
export function writeApproval(approval: Approval): string {
  const { fingerprint, decision, change, by, on, why, until, effect } = approval;
  const rows = [
    ABOUT,
    `fingerprint: "${fingerprint}"`,
    `decision: ${decision}`,
    'change:',
    ...approvalChange(change).map((words) => `  - ${scalar(words)}`),
    ...(effect === undefined ? [] : [`effect: ${scalar(approvalText(effect, MOST.effect))}`]),
    `by: ${scalar(approvalText(by, MOST.by))}`,
    `on: ${on}`,
    `why: ${scalar(approvalText(why, MOST.why))}`,
    ...(until === undefined ? [] : [`until: ${until}`]),
  ];
  return `${rows.join('\n')}\n`;
}

/** Words that stand for themselves in every reader of YAML; anything else goes into quotes. */
const PLAIN = /^[A-Za-z][A-Za-z0-9 ,.()<>@/_%+-]*$/;
const OTHER_MEANING = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

function scalar(text: string): string {
  const plain = PLAIN.test(text) && !OTHER_MEANING.test(text) && !text.endsWith(' ');
  return plain ? text : `"${text.replaceAll(/["\\]/g, (sign) => `\\${sign}`)}"`;
}

/** Which decision a file is about, by its name; a problem for any other name. */
export function fingerprintOfFile(file: string): Outcome<string> {
  const [, fingerprint] = FILE.exec(file.slice(file.lastIndexOf('/') + 1)) ?? [];
  if (fingerprint !== undefined) return { value: fingerprint, problems: [] };
  const message = `\`${shownText(file)}\` is no name of an approval`;
  const fix = 'name it by the fingerprint of its change, 16 hexadecimal digits: 1a2b3c4d5e6f7890.yaml';
  return { problems: [{ code: 'APPROVAL-NAME', severity: 'error', message, place: start(file), fix }] };
}

/** Of a file that has more bytes than an approval can have. */
export const approvalTooLarge = (file: string): Problem => ({
  ...{ code: 'APPROVAL-TOO-LARGE', severity: 'error', place: start(file) },
  message: `an approval has at most ${MAX_APPROVAL_BYTES / 1024} KiB, this file has more`,
  fix: RESTORE,
});

const start = (file: string): Place => ({ file, line: 1, column: 1 });

/**
 * The approval in a file. Refuses what is no plain YAML, an unresolved conflict of a merge, unknown and missing keys, and
 * values that are not of their form: all problems at once.
 */
export function readApproval(text: string, file: string): Outcome<Approval> {
  const named = fingerprintOfFile(file);
  if (named.value === undefined) return { problems: named.problems };
  if (text.length > MAX_APPROVAL_BYTES) return { problems: [approvalTooLarge(file)] };
  const conflict = text.split('\n').findIndex((row) => CONFLICT.test(row));
  if (conflict >= 0) return { problems: [unmerged({ file, line: conflict + 1, column: 1, length: 7 })] };
  const { value: documents, problems } = readYaml(text, file);
  if (!documents) return { problems };
  const [document, more] = documents;
  if (document?.kind !== 'map' || more) {
    const message = 'an approval is one map of keys and values';
    const place = more?.place ?? document?.place ?? start(file);
    return { problems: [{ code: 'APPROVAL-BAD-VALUE', severity: 'error', message, place, fix: RESTORE }] };
  }
  return new ApprovalReader(document, file).read(named.value);
}

const CONFLICT = /^(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)/;
const RESTORE = 'take the file from version control; or delete it and decide again with `rateproof accept`';

const unmerged = (place: Place): Problem => ({
  ...{ code: 'APPROVAL-CONFLICT', severity: 'error', place },
  message: 'two decisions about this change were merged and the conflict was not resolved',
  fix: 'keep one of the two decisions whole, and take the marks out',
});

const NEEDED = ['fingerprint', 'decision', 'change', 'by', 'on', 'why'] as const;
const KEYS = [...NEEDED, 'until', 'effect'] as const;
type Key = (typeof KEYS)[number];

class ApprovalReader {
  readonly #problems: Problem[] = [];
  readonly #map: MapNode;
  readonly #file: string;

  constructor(map: MapNode, file: string) {
    this.#map = map;
    this.#file = file;
  }

  read(named: string): Outcome<Approval> {
    const fields = this.#fields();
    const fingerprint = this.#fingerprint(fields.get('fingerprint'), named);
    const decision = this.#decision(fields.get('decision'));
    const change = this.#change(fields.get('change'));
    const by = this.#text('by', fields.get('by'), MOST.by);
    const on = this.#date('on', fields.get('on'));
    const why = this.#text('why', fields.get('why'), MOST.why);
    const until = this.#date('until', fields.get('until'));
    const effect = this.#text('effect', fields.get('effect'), MOST.effect);
    if (until !== undefined && on !== undefined && until < on) {
      const place = fields.get('until')!.place;
      this.#error(
        'APPROVAL-BAD-VALUE',
        place,
        `it ends on ${until}, before it begins on ${on}`,
        'write a later `until:`',
      );
    }
    if (until !== undefined && decision === 'rejected') {
      const place = fields.get('until')!.place;
      this.#error('APPROVAL-BAD-VALUE', place, 'what was rejected has no last day', 'take `until:` out');
    }
    const whole = fingerprint && decision && change && by && on && why;
    if (this.#problems.length > 0 || !whole) return { problems: this.#problems };
    const ends = { ...(until !== undefined && { until }), ...(effect !== undefined && { effect }) };
    return { value: { fingerprint, decision, change, by, on, why, ...ends, file: this.#file }, problems: [] };
  }

  #error(code: Code, place: Place, message: string, fix: string): undefined {
    this.#problems.push({ code, severity: 'error', message, place, fix });
    return undefined;
  }

  #wrong(key: Key, node: Node, form: string): undefined {
    const written = node.kind === 'scalar' ? `\`${shownText(node.text)}\`` : `a ${node.kind}`;
    return this.#error('APPROVAL-BAD-VALUE', node.place, `\`${key}\` cannot be ${written}`, `write ${form}`);
  }

  #fields(): ReadonlyMap<Key, Node> {
    const fields = new Map<Key, Node>();
    for (const { key, keyPlace, value } of this.#map.entries) {
      const known = KEYS.find((one) => one === key);
      if (known) {
        fields.set(known, value);
        continue;
      }
      const near = nearest(key, KEYS);
      const fix = near ? `write \`${near}\`` : `use ${wordList(KEYS)}`;
      this.#error('APPROVAL-UNKNOWN-KEY', keyPlace, `an approval has no key \`${shownText(key)}\``, fix);
    }
    for (const key of NEEDED) {
      if (fields.has(key)) continue;
      this.#error('APPROVAL-MISSING-KEY', this.#map.place, `an approval needs \`${key}\``, FORMS[key]);
    }
    return fields;
  }

  #fingerprint(node: Node | undefined, named: string): string | undefined {
    if (!node) return undefined;
    if (node.kind !== 'scalar' || !FINGERPRINT.test(node.text)) {
      return this.#wrong('fingerprint', node, '16 hexadecimal digits, the name of the file');
    }
    if (node.text === named) return node.text;
    const message = `the file is named after ${named}, and decides about ${node.text}`;
    const fix = `delete this file, and decide again with \`rateproof accept --cause ${node.text}\``;
    return this.#error('APPROVAL-NAME', node.place, message, fix);
  }

  #decision(node: Node | undefined): Approval['decision'] | undefined {
    if (!node) return undefined;
    const known = node.kind === 'scalar' ? DECISIONS.find((one) => one === node.text) : undefined;
    return known ?? this.#wrong('decision', node, '`approved` or `rejected`');
  }

  #change(node: Node | undefined): readonly string[] | undefined {
    if (!node) return undefined;
    const form = 'the change in words, a list with a line an edit';
    if (node.kind !== 'list') return this.#wrong('change', node, form);
    if (node.items.length === 0)
      return this.#error('APPROVAL-BAD-VALUE', node.place, '`change` is empty', `write ${form}`);
    if (node.items.length > MOST.changes) {
      const message = `\`change\` has at most ${MOST.changes} lines, this one has ${node.items.length}`;
      return this.#error('APPROVAL-BAD-VALUE', node.place, message, RESTORE);
    }
    const lines = node.items.map((item) => this.#text('change', item, MOST.words));
    return lines.every((line) => line !== undefined) ? lines : undefined;
  }

  #text(key: Key, node: Node | undefined, most: number): string | undefined {
    if (!node) return undefined;
    if (node.kind !== 'scalar') return this.#wrong(key, node, FORM_OF_TEXT);
    if (node.text.trim() === '')
      return this.#error('APPROVAL-BAD-VALUE', node.place, `\`${key}\` is empty`, `write ${FORM_OF_TEXT}`);
    const length = [...node.text].length;
    if (length <= most) return node.text;
    const message = `\`${key}\` has at most ${most} characters, this one has ${length}`;
    return this.#error('APPROVAL-BAD-VALUE', node.place, message, 'write it shorter');
  }

  #date(key: 'on' | 'until', node: Node | undefined): string | undefined {
    if (!node) return undefined;
    if (node.kind === 'scalar' && parseDay(node.text) !== undefined) return node.text;
    return this.#wrong(key, node, 'a day: 2026-03-31');
  }
}

const FORM_OF_TEXT = 'text on one line';
const FORMS: Readonly<Record<(typeof NEEDED)[number], string>> = {
  fingerprint: 'add `fingerprint:`, the name of the file without `.yaml`',
  decision: 'add `decision: approved` or `decision: rejected`',
  change: 'add `change:`, the change in words, a list with a line an edit',
  by: 'add `by:`, who decided: Jane Doe <jane@example.com>',
  on: 'add `on:`, the day of the decision: 2026-03-31',
  why: 'add `why:`, the reason for the decision',
};
