/** `rateproof accept`: what it writes, what it refuses with which words, and the dialogue with a person. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { type AcceptCommand, accept } from '../../src/cli/accept.ts';
import { type Approvals, readApprovals } from '../../src/run/diff/approvals.ts';
import { prefixOf } from '../../src/run/diff/version-control.ts';
import { gitIsThere } from '../needs-git.ts';
import { BASELINE, DATA, type Diffed, diffed, HEAD_PLAN, VOICE, type Words } from '../run/diffed.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const FOLDER = '.rateproof/approvals';
const REASON = ['--reason', 'price board of 12 May', '--by', 'Jane Doe <jane@example.com>'];

interface Own extends Diffed {
  accept(...args: string[]): { code: number | null; out: string; err: string };
  git(...args: string[]): string;
  approvals(): Approvals;
  env: NodeJS.ProcessEnv;
}

async function folder(words?: Words): Promise<Own> {
  const own = await diffed(words);
  const env: NodeJS.ProcessEnv = {
    ...{ ...process.env, NO_COLOR: '1', XDG_CACHE_HOME: join(own.root, 'home'), GIT_CONFIG_GLOBAL: '/dev/null' },
    GIT_CONFIG_NOSYSTEM: '1',
  };
  delete env.CI;
  return {
    ...own,
    env,
    accept: (...args) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'accept', ...args], {
        ...{ cwd: own.root, encoding: 'utf8', env },
      });
      return { code: status, out: stdout, err: stderr };
    },
    git: (...args) => execFileSync('git', args, { cwd: own.root, encoding: 'utf8', env, stdio: 'pipe' }),
    approvals: () => readApprovals(own.root, FOLDER).value!,
  };
}

/** As git has it in a fresh repository, everything committed. */
function repository(own: Own): void {
  own.write('.gitignore', 'reports/\n.rateproof/cache/\nhome/\n');
  own.git('init', '-q', '-b', 'main');
  own.git('config', 'user.name', 'Jane Doe');
  own.git('config', 'user.email', 'jane@example.com');
  own.git('add', '-A');
  own.git('commit', '-qm', 'plans');
}

type Stream = PassThrough & { readonly isTTY?: boolean };

/** The command in this process: quicker, and on streams of our own. */
async function inProcess(own: Own, command: Partial<AcceptCommand>, [input, output]: readonly [Stream, Stream]) {
  let [shown, err] = ['', ''];
  output.on('data', (text) => (shown += text));
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
  const home = process.cwd();
  process.chdir(own.root);
  try {
    const code = await accept(
      {
        ...{ updateMethod: 'write', approvals: FOLDER, plans: 'plans', scenarios: 'scenarios' },
        ...{ out: 'reports/latest', by: 'Jane Doe <jane@example.com>', ...command },
      },
      { today: '2026-05-12', ci: false, input, output },
    );
    return { code, err, shown: shown.replaceAll(CURSOR, '') };
  } finally {
    process.chdir(home);
    stderr.mockRestore();
  }
}

/** How a line editor moves about. */
const CURSOR = /\u001b\[\d*[A-Z]/g;

const today = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\d(?= by Jane)/g, 'TODAY');

describe('by name', () => {
  test('one cause: a file for it, and the customers whom nothing else moves', async () => {
    const own = await folder();
    const { code, out, err } = own.accept('--cause', DATA, ...REASON, '--until', '2199-12-31');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatchInlineSnapshot(`
      "approved   aaaa000000000002 plan simple from 2025-01-01: data: 1.00 -> 1.10 per
                 GB
      baseline   4 customers: scenarios/b.people.baseline.txt
      open       1 cause: rateproof accept --list
      written    .rateproof/approvals/aaaa000000000002.yaml,
                 scenarios/b.people.baseline.txt; review and commit
      "
    `);
    expect(readdirSync(join(own.root, FOLDER))).toEqual([`${DATA}.yaml`]);
    expect(own.approvals().get(DATA)).toMatchObject({
      ...{ decision: 'approved', by: 'Jane Doe <jane@example.com>', why: 'price board of 12 May', until: '2199-12-31' },
      change: ['plan simple from 2025-01-01: data: 1.00 -> 1.10 per GB'],
    });
    expect(own.accept('--list').out.replaceAll(/\d{4}-\d\d-\d\d$/gm, 'TODAY')).toMatchInlineSnapshot(`
      "aaaa000000000001 open
        plan simple from 2025-01-01: voice: 0.10 -> 0.12 per min
        37 customers; EUR +1.54 of the change, +1.54 by itself
      aaaa000000000002 approved by Jane Doe <jane@example.com> on TODAY
        plan simple from 2025-01-01: data: 1.00 -> 1.10 per GB
        41 customers; EUR +2.25 of the change, +2.25 by itself

      2 causes, 1 open; 1 change more that no bill moves by
      "
    `);
  });

  test('all that nobody has decided about; what was rejected stays rejected until it is named', async () => {
    const own = await folder();
    expect(own.accept('--cause', VOICE, '--reject', ...REASON).out).toMatchInlineSnapshot(`
      "rejected   aaaa000000000001 plan simple from 2025-01-01: voice: 0.10 -> 0.12 per
                 min
      blocked    1 rejected cause: change the plan, or approve by name with --cause
      open       1 cause: rateproof accept --list
      written    .rateproof/approvals/aaaa000000000001.yaml; review and commit
      "
    `);
    expect(own.accept('--all', ...REASON).code).toBe(0);
    const decisions = () => [...own.approvals()].map(([fingerprint, { decision }]) => [fingerprint, decision]);
    expect(decisions()).toEqual([
      [VOICE, 'rejected'],
      [DATA, 'approved'],
    ]);
    // One decision suffices: the tests agree but for what people wrote.
    const { out } = own.accept('--cause', VOICE.toUpperCase(), ...REASON);
    expect(out).toContain('1 written scenario expects other amounts: scenarios/a.yaml:2');
    expect((await own.run()).statuses).toEqual({ passed: 40, changed: 1 });
    const again = own.accept('--all', ...REASON);
    expect([again.code, again.out.split('\n').at(-2)]).toEqual([
      0,
      '2 causes, 0 open; 1 change more that no bill moves by',
    ]);
  });

  test.skipIf(!gitIsThere)(
    '--dry-run touches nothing; --update-method patch writes one patch that git applies',
    async () => {
      const own = await folder();
      repository(own);
      const dry = own.accept('--all', '--reason', 'agreed', '--dry-run');
      expect(dry.out).toContain('nothing was written');
      expect(own.git('status', '--porcelain')).toBe('');
      own.write('rateproof.config.yaml', 'update_method: patch\n');
      const { code, out } = own.accept('--all', '--reason', 'agreed');
      expect([code, out.split('\n').at(-2)]).toEqual([
        0,
        'patch      reports/latest/accept.patch: git apply reports/latest/accept.patch',
      ]);
      expect(own.git('status', '--porcelain')).toBe('?? rateproof.config.yaml\n');
      own.git('apply', 'reports/latest/accept.patch');
      expect([...own.approvals().keys()]).toEqual([VOICE, DATA]);
      expect(own.approvals().get(DATA)!.by).toBe('Jane Doe <jane@example.com>');
      expect((await own.run()).statuses).toEqual({ passed: 40, changed: 1 });
      // Written again, the files are the same; and the patch of before is gone.
      own.env.RATEPROOF_UPDATE_METHOD = 'write';
      const [patched, baseline] = [own.git('diff', '--stat'), own.read(BASELINE)];
      expect(own.accept('--all', '--reason', 'agreed').code).toBe(0);
      expect(own.accept('--cause', DATA, VOICE, '--reason', 'agreed').code).toBe(0);
      expect([own.git('diff', '--stat'), own.read(BASELINE)]).toEqual([patched, baseline]);
      expect(existsSync(join(own.root, 'reports/latest/accept.patch'))).toBe(false);
    },
  );

  test.skipIf(!gitIsThere)(
    'what git ignores is said; a patch names files as the top of the repository sees them',
    async () => {
      const own = await folder();
      own.write('.gitignore', '.rateproof/\n');
      own.git('init', '-q');
      const { out } = own.accept('--all', ...REASON, '--dry-run');
      expect(out.replaceAll(/\s+/g, ' ')).toContain(
        'git ignores the approvals: in .gitignore, write .rateproof/cache/ in place of .rateproof/',
      );
      expect([prefixOf(own.root), prefixOf(join(own.root, 'plans'))]).toEqual(['', 'plans/']);
    },
  );
});

describe('refused', () => {
  test('misuse, in words', async () => {
    const own = await folder();
    vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
    vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
    const why = { reason: 'price board of 12 May' };
    const said: string[] = [];
    for (const command of [
      { cause: ['aaaa'], ...why },
      { cause: ['beef'], ...why },
      { cause: ['aaa'], ...why },
      { cause: ['\u001b[31m*'.repeat(1000)], ...why },
      { cause: [VOICE] },
      { cause: [VOICE], reason: ' \n ' },
      { cause: [VOICE], all: true, ...why },
      { cause: [VOICE], ...why, until: '31.12.2026' },
      { cause: [VOICE], ...why, until: '2026-05-11' },
      { cause: [VOICE], ...why, until: '2199-01-01', reject: true },
      { reject: true, ...why },
      { list: true, all: true },
      { updateMethod: 'mail', all: true, ...why },
      { updateMethod: 'patch', approvals: '/tmp/approvals', all: true, ...why },
      { all: true, ...why, by: '  ' },
      {},
    ]) {
      const { code, shown, err } = await inProcess(own, command, [new PassThrough(), new PassThrough()]);
      expect([command, code, shown]).toEqual([command, 2, '']);
      said.push(err);
    }
    expect(said.join('\n')).toMatchSnapshot();
    expect(existsSync(join(own.root, FOLDER))).toBe(false);
    // From outside it is the same: nobody is named, and there is nobody to ask.
    expect(own.accept('--all', '--reason', 'agreed')).toEqual({ code: 2, out: '', err: said.at(-2) });
    vi.unstubAllEnvs();
  });

  test('in CI, whoever says to be deciding', async () => {
    const own = await folder();
    own.env.CI = 'true';
    const { code, err } = own.accept('--all', ...REASON);
    expect([code, err]).toMatchInlineSnapshot(`
      [
        2,
        "accept is refused in CI, where nothing is approved unseen: run it on your machine and commit the approvals
      ",
      ]
    `);
    expect(own.accept('--list').code).toBe(0);
    expect(own.accept('--all', ...REASON, '--dry-run').code).toBe(0);
    expect(existsSync(join(own.root, FOLDER))).toBe(false);
  });

  test.each<[string, (own: Own) => void]>([
    ['no comparison', (own) => execFileSync('rm', ['-r', join(own.root, 'reports')])],
    ['the plans are others by now', (own) => own.write('plans/simple.yaml', HEAD_PLAN.replace('1.10', '1.20'))],
    [
      'a comparison that was interrupted',
      (own) => own.writeDiff({ ...own.diff, summary: { ...own.diff.summary, interrupted: true } }),
    ],
    [
      'a base that is not itself',
      (own) =>
        own.writeDiff({ ...own.diff, summary: { ...own.diff.summary, nullCheck: { scenarios: 41, differing: 1 } } }),
    ],
    ['an approval that cannot be read', (own) => own.write(`${FOLDER}/${VOICE}.yaml`, 'decision: approved\n')],
    ['plans that make no sense', (own) => writeFileSync(join(own.root, 'scenarios/a.yaml'), 'scenario: [\n')],
  ])('%s', async (_, spoil) => {
    const own = await folder();
    spoil(own);
    const before = own.read(BASELINE);
    const { code, out, err } = own.accept('--all', ...REASON);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatchSnapshot();
    expect(own.read(BASELINE)).toBe(before);
    expect(existsSync(join(own.root, FOLDER, `${DATA}.yaml`))).toBe(false);
  });
});

describe('an approval in git', () => {
  test.skipIf(!gitIsThere)('survives a rebase and an unrelated commit; ends when the change changes', async () => {
    const own = await folder();
    own.write('plans/simple.yaml', HEAD_PLAN);
    repository(own);
    own.git('checkout', '-qb', 'price');
    expect(own.accept('--all', '--reason', 'agreed').code).toBe(0);
    own.git('add', '-A');
    own.git('commit', '-qm', 'approved');
    own.git('checkout', '-q', 'main');
    own.write('docs.md', 'unrelated');
    own.git('add', '-A');
    own.git('commit', '-qm', 'unrelated');
    // Somebody else approved another change: no conflict.
    own.write(
      `${FOLDER}/bbbb000000000009.yaml`,
      execFileSync('git', ['show', `price:${FOLDER}/${DATA}.yaml`], { cwd: own.root, encoding: 'utf8' }).replaceAll(
        DATA,
        'bbbb000000000009',
      ),
    );
    own.git('add', '-A');
    own.git('commit', '-qm', 'another approval');
    own.git('checkout', '-q', 'price');
    own.git('rebase', '-q', 'main');
    expect(own.accept('--list').out).toContain('2 causes, 0 open');
    // The price is another: so is the fingerprint, and it is open again.
    const changed = { ...own.diff.summary.causes[1]!, fingerprint: 'aaaa00000000000f' };
    const [voice, , name] = own.diff.summary.causes;
    own.writeDiff({ ...own.diff, summary: { ...own.diff.summary, causes: [voice!, changed, name!] } });
    expect(own.accept('--list').out).toContain('2 causes, 1 open');
  });
});

describe('text of strangers', () => {
  const HOSTILE = 'x: "y"\n- {a: &b *c}\n\u001b[2J\u202e<script>@all'.repeat(3);

  test('in the words of the change, the reason and the name stays text', async () => {
    const own = await folder({ voice: HOSTILE });
    const { code, out } = own.accept('--all', '--reason', HOSTILE, '--by', HOSTILE);
    expect(code).toBe(0);
    expect([out, own.accept('--list').out].join('')).not.toMatch(/[\u001b\u202e]/);
    const { why, by, change } = own.approvals().get(VOICE)!;
    expect(why).toBe('x: "y" - {a: &b *c} ␛[2J\\u202e<script>@all'.repeat(3));
    expect([by, change[0]]).toEqual([why, `plan simple from 2025-01-01: ${why}`]);
  });

  test('of five megabytes, and of thousands of causes, has an end', async () => {
    const own = await folder({ voice: 'x '.repeat(2_500_000) });
    const { summary } = own.diff;
    const many = Array.from({ length: 5000 }, (_, at) => ({
      ...summary.causes[0]!,
      fingerprint: `ffff${String(at).padStart(12, '0')}`,
    }));
    own.writeDiff({ ...own.diff, summary: { ...summary, causes: [...summary.causes, ...many] } });
    const ambiguous = own.accept('--cause', 'ffff', ...REASON);
    expect([ambiguous.code, ambiguous.err.split('\n').length]).toEqual([2, 13]);
    expect(ambiguous.err).toContain('could be 5000 causes');
    const { code, out } = own.accept('--all', ...REASON);
    expect(code).toBe(0);
    expect(out.length).toBeLessThan(20_000);
    expect(own.approvals().size).toBe(5002);
    expect(own.read(`${FOLDER}/${VOICE}.yaml`).length).toBeLessThan(1000);
    expect(own.accept('--list').out.length).toBeLessThan(200_000);
  });
});

describe('with a person', () => {
  /** With a keyboard that types the next line whenever it is asked, and then ends. */
  function talk(own: Own, typed: readonly string[], command: Partial<AcceptCommand> = {}) {
    const terminal = () => Object.assign(new PassThrough(), { isTTY: true });
    const [input, output] = [terminal(), terminal()];
    let shown = '';
    const left = [...typed];
    output.on('data', (text) => {
      shown += text;
      if (!/(?:\? |note: )$/.test(shown.replaceAll(CURSOR, ''))) return;
      const line = left.shift();
      // What a terminal shows of it comes back from the one who reads it.
      if (line === undefined) input.end();
      else input.write(`${line}\n`);
    });
    return inProcess(own, command, [input, output]);
  }

  test('shows cause after cause, and takes what is said', async () => {
    const own = await folder();
    const { code, shown } = await talk(own, ['what?', 'note', 'marketing wants it', 'a', 'reject', '', 'too dear']);
    expect(code).toBe(0);
    expect(today(shown)).toMatchInlineSnapshot(`
      "1 of 2  aaaa000000000001
        plan simple from 2025-01-01: voice: 0.10 -> 0.12 per min
        37 customers; EUR +1.54 of the change, +1.54 by itself

        a typical bill: a-call-and-data, 2026-04-01, EUR (moved by 2 causes together)
                 before  after
          voice    0.20   0.24  +0.04
          data     2.50   2.75  +0.25
          total   14.60  14.89  +0.29

      accept, reject, note, skip or quit? what?
      write \`accept\`, \`reject\`, \`note\`, \`skip\` or \`quit\`, or its first letter
      accept, reject, note, skip or quit? note
      note: marketing wants it
      kept as the reason of what you decide here
      accept, reject, note, skip or quit? a

      2 of 2  aaaa000000000002
        plan simple from 2025-01-01: data: 1.00 -> 1.10 per GB
        41 customers; EUR +2.25 of the change, +2.25 by itself

        a typical bill: a-call-and-data, 2026-04-01, EUR (moved by 2 causes together)
                 before  after
          voice    0.20   0.24  +0.04
          data     2.50   2.75  +0.25
          total   14.60  14.89  +0.29

      accept, reject, note, skip or quit? reject
      why? 
      why? too dear

      approved   aaaa000000000001 plan simple from 2025-01-01: voice: 0.10 -> 0.12 per
                 min
      rejected   aaaa000000000002 plan simple from 2025-01-01: data: 1.00 -> 1.10 per
                 GB
      blocked    1 rejected cause: change the plan, or approve by name with --cause
      written    .rateproof/approvals/aaaa000000000001.yaml,
                 .rateproof/approvals/aaaa000000000002.yaml; review and commit
      "
    `);
    expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect([...own.approvals().values()].map(({ decision, why, on }) => [decision, why, on])).toEqual([
      ['approved', 'marketing wants it', '2026-05-12'],
      ['rejected', 'too dear', '2026-05-12'],
    ]);
  });

  test.each<[string, string[], number]>([
    ['quit keeps what was decided', ['a', 'why not', 'q'], 1],
    ['so does the end of what is typed', ['a', 'why not'], 1],
    ['skip decides nothing', ['s', 's'], 0],
    ['an end in the middle of a question decides nothing', ['a'], 0],
  ])('%s', async (_, typed, decided) => {
    const own = await folder();
    const { code, shown } = await talk(own, typed);
    expect([code, own.approvals().size]).toEqual([0, decided]);
    if (decided === 0) expect(shown).toContain('nothing was decided');
  });

  test('a reason given beforehand is not asked for; when nothing is open, nothing is asked', async () => {
    const own = await folder();
    expect((await talk(own, ['accept', 'accept'], { reason: 'agreed', until: '2026-06-30' })).code).toBe(0);
    expect([...own.approvals().values()].map(({ why, until }) => [why, until])).toEqual([
      ['agreed', '2026-06-30'],
      ['agreed', '2026-06-30'],
    ]);
    expect((await talk(own, [])).shown).toContain('2 causes, 0 open');
  });
});
