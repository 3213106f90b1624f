/** Approvals as text: whatever strangers wrote reads back, and what nobody wrote here is refused with its place. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Approval } from '../../src/baseline/approval.ts';
import { approvalChange, approvalText, MOST, readApproval, writeApproval } from '../../src/baseline/approval-text.ts';
import { renderProblems } from '../../src/problems/render.ts';

const FINGERPRINT = '3f2a9c41b07d5e88';
const FILE = `.rateproof/approvals/${FINGERPRINT}.yaml`;

const APPROVAL: Approval = {
  fingerprint: FINGERPRINT,
  decision: 'approved',
  change: ['plan smart-m from 2026-04-01: data-overage, tier 2 (5 to 20 GB): 3.00 -> 3.50 per GB'],
  effect: '124 customers; EUR +310.50 of the change, +300.00 by itself',
  by: 'Jane Doe <jane@example.com>',
  on: '2026-05-12',
  why: 'price board of 12 May',
  until: '2026-09-30',
  file: FILE,
};

const TEXT = `# A decision about a change of plans, written by \`rateproof accept\`. Review it, then commit it with the plans.
fingerprint: "3f2a9c41b07d5e88"
decision: approved
change:
  - "plan smart-m from 2026-04-01: data-overage, tier 2 (5 to 20 GB): 3.00 -> 3.50 per GB"
effect: "124 customers; EUR +310.50 of the change, +300.00 by itself"
by: Jane Doe <jane@example.com>
on: 2026-05-12
why: price board of 12 May
until: 2026-09-30
`;

/** What is in a text of anybody, and what is meant to break out of YAML, a terminal or a line. */
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(...'\n\r\t "\'\\:#-{}[]&*!|>%@`,?~<=\u001b\u0000\u0085\u2028\u202e\ufeff\ufffe\ud800a'),
    maxLength: 40,
  }),
  fc.constantFrom(
    'no',
    'null',
    '~',
    'true',
    '12',
    '1e9',
    '2026-01-01',
    '- a',
    'a: b',
    'a #b',
    '<<<<<<< ours',
    '"',
    "'",
    '\\',
  ),
);
const said = anything.filter((text) => approvalText(text, MOST.by) !== '');
const day = fc.constantFrom('2026-01-01', '2026-02-28', '2199-12-31');
const approvals: fc.Arbitrary<Approval> = fc
  .record(
    {
      change: fc.array(said, { minLength: 1, maxLength: 4 }),
      ...{ by: said, why: said, effect: said, on: fc.constant('2026-01-01'), until: day },
      decision: fc.constant('approved' as const),
      ...{ fingerprint: fc.constant(FINGERPRINT), file: fc.constant(FILE) },
    },
    { requiredKeys: ['change', 'by', 'why', 'on', 'decision', 'fingerprint', 'file'] },
  )
  .map((approval) => approval as Approval);

/** The texts as they are held: on one line, visible. */
function held(approval: Approval): Approval {
  const { change, by, why, effect } = approval;
  return {
    ...approval,
    ...{ change: approvalChange(change), by: approvalText(by, MOST.by), why: approvalText(why, MOST.why) },
    ...(effect !== undefined && { effect: approvalText(effect, MOST.effect) }),
  };
}

describe('what is written', () => {
  test('is what a person would write', () => {
    expect(writeApproval(APPROVAL)).toBe(TEXT);
    expect(readApproval(TEXT, FILE)).toEqual({ value: APPROVAL, problems: [] });
  });

  test('reads back, whatever the texts are', () => {
    fc.assert(
      fc.property(approvals, (approval) => {
        expect(readApproval(writeApproval(approval), FILE)).toEqual({ value: held(approval), problems: [] });
      }),
      { numRuns: 2000 },
    );
  });

  test('is the same to another reader of YAML', () => {
    fc.assert(
      fc.property(approvals, (approval) => {
        const { file: _, ...fields } = held(approval);
        expect(parse(writeApproval(approval), { schema: 'failsafe' })).toEqual(fields);
        // With numbers, dates and booleans told apart, texts are texts all the same.
        expect(parse(writeApproval(approval))).toEqual(fields);
      }),
      { numRuns: 500 },
    );
  });

  test('is read as well with the line ends of another system', () => {
    expect(readApproval(TEXT.replaceAll('\n', '\r\n'), FILE).value).toEqual(APPROVAL);
    expect(readApproval(`\ufeff${TEXT}`, FILE).value).toEqual(APPROVAL);
  });
});

describe('text of strangers', () => {
  test('has no line of its own, nothing that acts on a terminal, and an end', () => {
    expect(approvalText('a\n  b\r\n\tc', 100)).toBe('a b c');
    expect(approvalText('\u001b[31mred\u001b[0m\u202eabc', 100)).toBe('␛[31mred␛[0m\\u202eabc');
    expect(approvalText('x'.repeat(5 * 1024 * 1024), 10)).toBe('xxxxxxxxx…');
    expect(approvalText(' '.repeat(5 * 1024 * 1024), 10)).toBe('…');
    expect(approvalText('😀'.repeat(10), 10)).toBe('😀'.repeat(10));
    expect(approvalText('😀'.repeat(11), 10)).toBe(`${'😀'.repeat(9)}…`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 2, max: 40 }), (text, most) => {
        const once = approvalText(text, most);
        expect([...once].length).toBeLessThanOrEqual(most);
        expect(approvalText(once, most)).toBe(once);
      }),
    );
  });

  test('makes no approval that is too large to be read', () => {
    const huge = '😀"\\\n'.repeat(300_000);
    const approval = {
      ...APPROVAL,
      change: Array.from({ length: 5000 }, () => huge),
      by: huge,
      why: huge,
      effect: huge,
    };
    const text = writeApproval(approval);
    const { value } = readApproval(text, FILE);
    expect(value!.change).toHaveLength(MOST.changes);
    // 59 are shown, 5,000 - 59 = 4,941 are not.
    expect(value!.change.at(-1)).toBe('and 4941 more edits');
    expect([...value!.why]).toHaveLength(MOST.why);
  });
});

const REFUSED: Readonly<Record<string, string | [text: string, file: string]>> = {
  'a key that is misspelt': TEXT.replace('until:', 'untill:'),
  'a key that is like none': `${TEXT}colour: red\n`,
  'a key that is missing': TEXT.replace('by: Jane Doe <jane@example.com>\n', '').replace(/why: .*\n/, ''),
  'a key that stands twice': `${TEXT}decision: rejected\n`,
  'a decision that is none': TEXT.replace('approved', 'aproved'),
  'days that are none': TEXT.replace('2026-05-12', '12.05.2026').replace('2026-09-30', '2026-09-31'),
  'an end before the beginning': TEXT.replace('2026-09-30', '2026-05-11'),
  'a rejection with an end': TEXT.replace('decision: approved', 'decision: rejected'),
  'another fingerprint than the name': TEXT.replace('3f2a', '3f2b'),
  'no fingerprint': TEXT.replace('"3f2a9c41b07d5e88"', 'tier-2'),
  'another name': [TEXT, '.rateproof/approvals/tier-2.yaml'],
  'no change': TEXT.replace(/change:\n.*\n/, 'change: []\n'),
  'a change that is no text': TEXT.replace(/ {2}- .*/, '  - { words: 3.50 }'),
  'no reason': TEXT.replace('price board of 12 May', '" "'),
  'a reason without end': TEXT.replace('price board of 12 May', 'because '.repeat(200)),
  'a conflict': TEXT.replace(/(decision: )approved/, '<<<<<<< HEAD\n$1approved\n=======\n$1rejected\n>>>>>>> w'),
  'a list': '- fingerprint\n- decision\n',
  'two documents': `${TEXT}---\n${TEXT}`,
  'no content': '# nothing\n',
  'no YAML': TEXT.replace('by: Jane', 'by: "Jane'),
  'an anchor': TEXT.replace('why: ', 'why: &reason '),
  'a control character': TEXT.replace('price board', '"price \\e[31m board"').replace('" of 12 May', ' of 12 May"'),
  'too large a file': `${TEXT}#${' '.repeat(256 * 1024)}\n`,
};

test.each(Object.entries(REFUSED))('refused: %s', (_, refused) => {
  const [text, file] = typeof refused === 'string' ? [refused, FILE] : refused;
  const { value, problems } = readApproval(text, file);
  expect(value).toBeUndefined();
  expect(renderProblems(problems, { sources: new Map([[file, text]]) })).toMatchSnapshot();
});

test('any bytes are an approval or problems, never an exception', () => {
  const near = fc
    .tuple(fc.nat(TEXT.length), fc.nat(30), anything)
    .map(([at, length, text]) => TEXT.slice(0, at) + text + TEXT.slice(at + length));
  fc.assert(
    fc.property(near, (text) => {
      const { value, problems } = readApproval(text, FILE);
      expect(value === undefined ? problems.length > 0 : problems.length === 0).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
