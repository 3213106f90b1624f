/** Decisions about causes: what they say of a comparison, what they do to baselines, and as a patch that git applies. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Approval } from '../../src/baseline/approval.ts';
import { readApproval, writeApproval } from '../../src/baseline/approval-text.ts';
import { renderProblems } from '../../src/problems/render.ts';
import { acceptBaselines } from '../../src/run/diff/accept-baselines.ts';
import { APPROVALS_FOLDER, applyApprovals, readApprovals } from '../../src/run/diff/approvals.ts';
import { approvalOf } from '../../src/run/diff/decide.ts';
import { type FileChange, patchOf, writeChanges } from '../../src/run/diff/file-changes.ts';
import { type DiffResult, type DiffRun, diffExitCode } from '../../src/run/diff/result.ts';
import { needsGit } from '../needs-git.ts';
import { BASELINE, DATA, diffed, NAME, VOICE } from './diffed.ts';
import { project } from './project.ts';

function approval(fingerprint: string, more: Partial<Approval> = {}): Approval {
  const file = `${APPROVALS_FOLDER}/${fingerprint}.yaml`;
  const about = { fingerprint, decision: 'approved', change: ['a change'], by: 'Jane', why: 'agreed' } as const;
  return { ...about, on: '2026-05-12', file, ...more };
}

const approvals = (...all: readonly Approval[]) => new Map(all.map((one) => [one.fingerprint, one]));
const statusesOf = ({ summary }: DiffRun) => [summary.scenarios.changed, summary.scenarios['changed-approved']];

describe('what approvals say of a comparison', () => {
  test('a result is approved when every cause of it that matters is', async () => {
    const { diff } = await diffed();
    const of = (fingerprints: readonly string[]) =>
      diff.results.filter(({ causes }) => causes.length > 0 && causes.every((cause) => fingerprints.includes(cause)))
        .length;
    const changed = of([VOICE, DATA]);
    expect(changed).toBeGreaterThan(of([DATA]));
    expect(of([DATA])).toBeGreaterThan(0);

    const none = applyApprovals(diff, approvals(), '2026-05-13');
    expect([statusesOf(none), diffExitCode(none), none.header.asOf]).toEqual([[changed, 0], 1, undefined]);
    const one = applyApprovals(diff, approvals(approval(DATA)), '2026-05-13');
    expect([statusesOf(one), diffExitCode(one)]).toEqual([[changed - of([DATA]), of([DATA])], 1]);
    // The name needs no approval.
    const both = applyApprovals(diff, approvals(approval(DATA), approval(VOICE)), '2026-05-13');
    expect([statusesOf(both), diffExitCode(both)]).toEqual([[0, changed], 0]);
    // Held against others later, the same run says what they say.
    expect(applyApprovals(both, approvals(), '2026-05-13')).toEqual(none);
    expect(both.summary.causes.map(({ approval: own }) => own?.state)).toEqual(['approved', 'approved', undefined]);
  });

  test('until is the last day that counts; a rejection counts for nothing; another change is not meant', async () => {
    const { diff } = await diffed();
    const state = (more: Partial<Approval>, asOf: string) => {
      const run = applyApprovals(diff, approvals(approval(VOICE, more), approval(DATA)), asOf);
      return [run.summary.causes[0]!.approval?.state, diffExitCode(run)];
    };
    expect(state({ until: '2026-09-30' }, '2026-09-30')).toEqual(['approved', 0]);
    expect(state({ until: '2026-09-30' }, '2026-10-01')).toEqual(['expired', 1]);
    expect(state({ decision: 'rejected' }, '2026-05-13')).toEqual(['rejected', 1]);
    const other = applyApprovals(diff, approvals(approval('aaaa00000000000f'), approval(DATA)), '2026-05-13');
    expect([other.summary.causes[0]!.approval, diffExitCode(other)]).toEqual([undefined, 1]);
  });

  test('what has no cause that matters, or one that is not told, was approved by nobody', async () => {
    const { diff } = await diffed();
    const status = (causes: readonly string[]): DiffResult['status'] => {
      const results = [{ ...diff.results[0]!, causes }];
      return applyApprovals({ ...diff, results }, approvals(approval(VOICE), approval(DATA)), '2026-05-13').results[0]!
        .status;
    };
    expect(status([VOICE, NAME])).toBe('changed-approved');
    for (const causes of [[], [NAME], [VOICE, 'aaaa00000000000f']])
      expect([causes, status(causes)]).toEqual([causes, 'changed']);
  });
});

test('a cause without edits of its own makes an approval that can be read', async () => {
  const { diff } = await diffed();
  const cause = { ...diff.summary.causes[0]!, edits: [] };
  const deciding = { by: 'Jane', on: '2026-05-12', folder: APPROVALS_FOLDER };
  const made = approvalOf(diff, { cause, decision: 'approved', why: 'agreed' }, deciding);
  expect(readApproval(writeApproval(made), made.file)).toEqual({ value: made, problems: [] });
});

describe('the folder', () => {
  const FILE = `${APPROVALS_FOLDER}/${VOICE}.yaml`;
  const read = (files: Readonly<Record<string, string>>) => {
    const own = project(files);
    return { own, ...readApprovals(own.root, APPROVALS_FOLDER) };
  };

  test('no folder is no decision; what is no YAML beside them is nobody’s concern', () => {
    expect(read({}).value!.size).toBe(0);
    const { value } = read({ [FILE]: writeApproval(approval(VOICE)), [`${APPROVALS_FOLDER}/README.md`]: 'hello' });
    expect([...value!]).toEqual([[VOICE, approval(VOICE)]]);
  });

  test('whatever looks like an approval and is none is an error, with its place', () => {
    const text = writeApproval(approval(VOICE));
    const files = {
      [FILE]: text.replace('approved', 'maybe'),
      [`${APPROVALS_FOLDER}/${DATA}.yml`]: text,
      [`${APPROVALS_FOLDER}/old/${DATA}.yaml`]: text,
      [`${APPROVALS_FOLDER}/${NAME}.yaml`]: `#${' '.repeat(300_000)}`,
    };
    const { own } = read(files);
    symlinkSync(join(own.root, FILE), join(own.root, APPROVALS_FOLDER, 'dddd000000000004.yaml'));
    const { value, problems } = readApprovals(own.root, APPROVALS_FOLDER);
    expect(value).toBeUndefined();
    const sources = new Map([[FILE, files[FILE]!]]);
    expect(renderProblems(problems, { sources })).toMatchInlineSnapshot(`
      ".rateproof/approvals/aaaa000000000001.yaml:3:11  error APPROVAL-BAD-VALUE  \`decision\` cannot be \`maybe\`
        3 | decision: maybe
          |           ^^^^^
        fix: write \`approved\` or \`rejected\`

      .rateproof/approvals/aaaa000000000002.yml:1:1  error APPROVAL-NAME  \`.rateproof/approvals/aaaa000000000002.yml\` is no name of an approval
        fix: name it by the fingerprint of its change, 16 hexadecimal digits: 1a2b3c4d5e6f7890.yaml

      .rateproof/approvals/cccc000000000003.yaml:1:1  error APPROVAL-TOO-LARGE  an approval has at most 256 KiB, this file has more
        fix: take the file from version control; or delete it and decide again with \`rateproof accept\`

      .rateproof/approvals/dddd000000000004.yaml:1:1  error APPROVAL-NAME  this is no file of its own but a link
        fix: put the file itself here

      .rateproof/approvals/old/aaaa000000000002.yaml:1:1  error APPROVAL-NAME  approvals stand in .rateproof/approvals, not in folders of it
        fix: move it to .rateproof/approvals

      5 errors
      "
    `);
  });
});

describe('baselines', () => {
  const accept = async (run: DiffRun, root: string) => {
    const { value, problems } = await acceptBaselines(run, { root, workers: 1 });
    expect(problems).toEqual([]);
    return value!;
  };
  const lines = (text: string) => new Map(text.split('\n').map((line) => [Number(line.split(' ')[0]), line]));

  test('customers whose causes are all approved are accepted, and no others; nothing is written', async () => {
    const { diff, root, read, before, after } = await diffed();
    const text = read(BASELINE);
    const run = applyApprovals(diff, approvals(approval(DATA)), '2026-05-13');
    const { changes, customers, leftAlone, byHand } = await accept(run, root);
    expect([read(BASELINE), leftAlone, byHand]).toEqual([text, [], []]);
    expect(changes.map(({ file }) => file)).toEqual([BASELINE]);
    expect(changes[0]!.before).toBe(text);
    const now = lines(changes[0]!.after);
    let taken = 0;
    for (const { id, status } of run.results.slice(1)) {
      const number = Number(id.split('/')[1]);
      if (status === 'changed-approved') taken += 1;
      expect(now.get(number)).toBe(`${number} ${(status === 'changed-approved' ? after : before).get(number)}`);
    }
    expect(taken).toBeGreaterThan(0);
    expect([...customers]).toEqual([[BASELINE, taken]]);
  });

  test('when all is approved, the tests agree but for what people wrote, which is named', async () => {
    const own = await diffed();
    const run = applyApprovals(own.diff, approvals(approval(DATA), approval(VOICE)), '2026-05-13');
    const { changes, byHand } = await accept(run, own.root);
    expect(byHand).toMatchObject([{ id: 'a-call-and-data', file: 'scenarios/a.yaml', line: 2 }]);
    writeChanges(own.root, changes);
    expect((await own.run()).statuses).toEqual({ passed: 40, changed: 1 });
    // Once more there is nothing to accept.
    expect((await accept(run, own.root)).changes).toEqual([]);
  });

  test('a customer whose baseline was not what the base bills is left alone', async () => {
    const { diff, root, read, write } = await diffed();
    const text = read(BASELINE);
    const number = Number(
      diff.results.find(({ id, causes }) => id !== 'a-call-and-data' && causes.length > 0)!.id.split('/')[1],
    );
    const [line] = text.split('\n').filter((row) => row.startsWith(`${number} `));
    // One cent that nobody has approved; another customer has no line at all.
    const other = line!.replace(
      /EUR (\d+)\.(\d)/,
      (_, whole, digit) => `EUR ${whole}.${digit === '9' ? 8 : Number(digit) + 1}`,
    );
    expect(other).not.toBe(line);
    const rows = text.replace(line!, other).split('\n');
    const gone = rows.findIndex((row) => /^(?:39|40) /.test(row));
    const missing = rows.splice(gone, 1)[0]!.split(' ')[0]!;
    write(BASELINE, rows.join('\n'));
    const run = applyApprovals(diff, approvals(approval(DATA), approval(VOICE)), '2026-05-13');
    const { changes, leftAlone } = await accept(run, root);
    expect(leftAlone).toEqual([`people/${number}`, `people/${missing}`]);
    const now = lines(changes[0]!.after);
    expect([now.get(number), now.has(Number(missing))]).toEqual([other, false]);
  });

  test('a baseline of another seed, or none, is a matter of the tests', async () => {
    const { diff, root, write } = await diffed();
    const run = applyApprovals(diff, approvals(approval(DATA), approval(VOICE)), '2026-05-13');
    rmSync(join(root, BASELINE));
    const { changes, leftAlone } = await accept(run, root);
    expect([changes, leftAlone.length]).toEqual([
      [],
      run.results.filter(({ status }) => status !== 'passed').length - 1,
    ]);
    write('scenarios/b.yaml', 'recipe: people\n');
    expect((await acceptBaselines(run, { root, workers: 1 })).value).toBeUndefined();
  });
});

describe('a patch', () => {
  needsGit();

  const git = (cwd: string, ...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], { cwd, encoding: 'utf8' });

  /** The files before in a repository, the patch applied by git: the files as they are then. */
  function applied(changes: readonly FileChange[], folder = ''): Readonly<Record<string, string>> {
    const top = mkdtempSync(join(tmpdir(), 'rateproof-patch-'));
    onTestFinished(() => rmSync(top, { recursive: true, force: true }));
    git(top, 'init', '-q');
    git(top, 'config', 'core.autocrlf', 'false');
    for (const { file, before } of changes) {
      if (before === undefined) continue;
      mkdirSync(dirname(join(top, folder, file)), { recursive: true });
      writeFileSync(join(top, folder, file), before);
    }
    mkdirSync(join(top, folder), { recursive: true });
    const patch = join(top, 'p.patch');
    writeFileSync(patch, [...patchOf(changes, folder)].join(''));
    git(join(top, folder), 'apply', '--whitespace=nowarn', patch);
    return Object.fromEntries(changes.map(({ file }) => [file, readFileSync(join(top, folder, file), 'utf8')]));
  }
  const wanted = (changes: readonly FileChange[]) =>
    Object.fromEntries(changes.map(({ file, after }) => [file, after]));

  test('is applied by git: new files, names with spaces and letters of any kind, no line end at the end', () => {
    const changes: FileChange[] = [
      { file: 'new folder/tür "1".yaml', before: undefined, after: 'a: 1\nb: 2\n' },
      { file: 'no end.txt', before: 'one\ntwo', after: 'one\nthree\n' },
      { file: 'loses-its-end.txt', before: 'one\ntwo\n', after: 'one\ntwo' },
      { file: 'returns.txt', before: 'one\r\ntwo\r\n', after: 'one\ntwo\n' },
      { file: 'longer.txt', before: 'a\nb\nc\n', after: 'a\nx\ny\nc\n' },
      { file: 'empty.txt', before: '', after: 'now\n' },
      { file: 'emptied.txt', before: 'then\n', after: '' },
    ];
    expect(applied(changes)).toEqual(wanted(changes));
    expect(applied(changes, 'sub folder/')).toEqual(wanted(changes));
  });

  test('is small where little changed, and says where', () => {
    const rows = Array.from({ length: 1000 }, (_, at) => `${at + 1} smart-m`);
    const text = (changed: readonly number[]): string =>
      rows.map((row, at) => `${row} ${changed.includes(at + 1) ? 'new' : 'old'}\n`).join('');
    const change = { file: 'b.txt', before: text([]), after: text([10, 14, 900]) };
    const patch = [...patchOf([change], '')].join('');
    // 10 and 14 share a piece of 7 to 17, eleven lines; 900 has 897 to 903, seven.
    expect(patch.match(/^@@.*$/gm)).toEqual(['@@ -7,11 +7,11 @@', '@@ -897,7 +897,7 @@']);
    expect(patch.split('\n').slice(0, 3)).toEqual(['diff --git a/b.txt b/b.txt', '--- a/b.txt', '+++ b/b.txt']);
    expect(applied([change])).toEqual(wanted([change]));
    expect([...patchOf([{ ...change, after: change.before }], '')]).toEqual([]);
  });

  test('of any two texts turns one into the other', () => {
    const line = fc.constantFrom('a', 'b', '', '+c', '-d', ' e', '\\ No newline', '@@ -1 +1 @@', 'é😀', 'r\r');
    const text = fc
      .tuple(fc.array(line, { maxLength: 14 }), fc.boolean())
      .map(([lines, end]) => lines.join('\n') + (end ? '\n' : ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 12 }), (pairs) => {
        const changes = pairs.map(([before, then], at) => ({ file: `f ${at}`, before, after: then }));
        fc.pre(changes.some(({ before, after: now }) => before !== now));
        expect(applied(changes)).toEqual(wanted(changes));
      }),
      { numRuns: 40 },
    );
  });
});
