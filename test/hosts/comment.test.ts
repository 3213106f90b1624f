/** `rateproof comment` against the hosts as they are documented, served by this machine. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { comment } from '../../src/cli/comment.ts';
import { nextLink } from '../../src/hosts/link-header.ts';
import { hasTag, TAG } from '../../src/hosts/tag.ts';
import {
  type Fake,
  type Kept,
  ME,
  start,
  startAzure,
  startBitbucket,
  startBitbucketServer,
  startGithub,
  startGitlab,
  TOKEN,
} from './fakes.ts';

interface Setup {
  readonly name: string;
  readonly host: string;
  readonly start: () => Promise<Fake>;
  readonly env: (url: string) => Readonly<Record<string, string>>;
  readonly options?: (url: string) => Readonly<Record<string, string>>;
  readonly tag: string;
  readonly what: string;
}

const HTML_TAG = '<!-- rateproof:check -->\n';
const REFERENCE = '[//]: # (rateproof:check)\n\n';

const GITHUB: Setup = {
  ...{
    name: 'github',
    host: 'github',
    start: () => startGithub(),
    tag: HTML_TAG,
    what: 'pull request 7 of acme/plans',
  },
  env: (url) => ({
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: 'acme/plans',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_TOKEN: TOKEN,
  }),
};
const SETUPS: readonly Setup[] = [
  GITHUB,
  { ...GITHUB, name: 'github, a token of a person', start: () => startGithub('person') },
  {
    ...{ name: 'gitlab', host: 'gitlab', start: startGitlab, tag: HTML_TAG, what: 'merge request 7 of acme/plans' },
    env: (url) => ({
      ...{ CI_API_V4_URL: `${url}/api/v4`, CI_PROJECT_ID: '42', CI_PROJECT_PATH: 'acme/plans' },
      ...{ CI_MERGE_REQUEST_IID: '7', GITLAB_TOKEN: TOKEN },
    }),
  },
  {
    ...{
      name: 'azure',
      host: 'azure',
      start: () => startAzure(),
      tag: HTML_TAG,
      what: 'pull request 7 of Rate plans/plans',
    },
    env: (url) => ({
      ...{ SYSTEM_COLLECTIONURI: `${url}/acme/`, SYSTEM_TEAMPROJECT: 'Rate plans', BUILD_REPOSITORY_ID: 'r-1' },
      ...{ BUILD_REPOSITORY_NAME: 'plans', SYSTEM_PULLREQUEST_PULLREQUESTID: '7', SYSTEM_ACCESSTOKEN: TOKEN },
    }),
  },
  {
    ...{
      name: 'bitbucket',
      host: 'bitbucket',
      start: startBitbucket,
      tag: REFERENCE,
      what: 'pull request 7 of acme/plans',
    },
    env: () => ({
      BITBUCKET_WORKSPACE: 'acme',
      BITBUCKET_REPO_SLUG: 'plans',
      BITBUCKET_PR_ID: '7',
      BITBUCKET_TOKEN: TOKEN,
    }),
    options: (url) => ({ serverUrl: `${url}/2.0` }),
  },
  {
    ...{ name: 'bitbucket data center', host: 'bitbucket', start: startBitbucketServer, tag: REFERENCE },
    what: 'pull request 7 of ACME/plans',
    env: () => ({ BITBUCKET_PR_ID: '7', BITBUCKET_TOKEN: TOKEN }),
    options: (url) => ({ serverUrl: `${url}/bitbucket`, repo: 'ACME/plans' }),
  },
];

const TEXT = '## Bills rise by 12.50 EUR\n\n| plan | change |\n| --- | --: |\n| `smart-m` | +12.50 |\n';
let folder = '';
let file = '';
let out = '';
let err = '';
let fakes: Fake[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rateproof-comment-'));
  file = join(folder, 'comment.md');
  writeFileSync(file, TEXT);
  [out, err, fakes] = ['', '', []];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(fakes.map((fake) => fake.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function begin(setup: Setup, comments: readonly Partial<Kept>[] = []): Promise<Fake> {
  const fake = await setup.start();
  fakes.push(fake);
  comments.forEach((one, at) => {
    fake.comments.push({ id: 11 + at, body: `comment ${at}`, author: '77', version: 0, ...one });
  });
  return fake;
}

interface Ran {
  readonly code: number;
  /** Milliseconds that were waited, one after the other. */
  readonly waits: readonly number[];
}

async function run(setup: Setup, fake: Fake, options: Readonly<Record<string, unknown>> = {}): Promise<Ran> {
  const waits: number[] = [];
  let now = 0;
  const wait = async (ms: number): Promise<void> => {
    waits.push(ms);
    now += ms;
  };
  const command = { file, tag: 'check', behavior: 'update', ...setup.options?.(fake.url), ...options };
  const code = await comment(setup.host, command, setup.env(fake.url), { now: () => now, wait });
  // Whatever happened: the token is nowhere.
  for (const secret of [TOKEN, Buffer.from(`:${TOKEN}`).toString('base64')]) expect(out + err).not.toContain(secret);
  return { code, waits };
}

const bodies = ({ comments }: Fake): string[] => comments.filter(({ deleted }) => !deleted).map(({ body }) => body);
const methods = ({ seen }: Fake): string => seen.map(({ method }) => method).join(' ');

describe.each(SETUPS)('$name', (setup) => {
  test('without an earlier comment a new one is made, with the tag in front', async () => {
    const fake = await begin(setup);
    expect((await run(setup, fake)).code).toBe(0);
    expect(bodies(fake)).toEqual([setup.tag + TEXT]);
    expect(out).toMatch(new RegExp(`^commented on ${setup.what}(: https://\\S+)?\n$`));
  });

  test('a second run writes over it; the same text again is not sent', async () => {
    const fake = await begin(setup, [{}, {}]);
    await run(setup, fake);
    writeFileSync(file, 'other');
    expect((await run(setup, fake)).code).toBe(0);
    expect(bodies(fake)).toEqual(['comment 0', 'comment 1', `${setup.tag}other`]);
    expect(out).toContain(`updated the comment on ${setup.what}`);
    const before = fake.seen.length;
    await run(setup, fake);
    expect(fake.seen.slice(before).every(({ method }) => method === 'GET')).toBe(true);
    expect(out).toContain(`the comment on ${setup.what} says so already`);
  });

  test('it is found on the last page, the newest of several; quotes and other tags are left alone', async () => {
    const mine = { body: `${setup.tag}older`, author: ME };
    const quote = `> ${setup.tag.trim()}\n> older\n\nwhat does this mean? ${setup.tag}`;
    const other = setup.tag.replace('check', 'check-2');
    const fake = await begin(setup, [mine, {}, { body: quote }, { body: `${other}x`, author: ME }, {}, {}, mine, {}]);
    expect((await run(setup, fake)).code).toBe(0);
    const expected = [
      mine.body,
      'comment 1',
      quote,
      `${other}x`,
      'comment 4',
      'comment 5',
      setup.tag + TEXT,
      'comment 7',
    ];
    expect(bodies(fake)).toEqual(expected);
  });

  test('new leaves the earlier one; delete-and-new takes all of ours away, after the new one stands', async () => {
    const mine = { body: `${setup.tag}older`, author: ME };
    const fake = await begin(setup, [mine, {}, mine]);
    await run(setup, fake, { behavior: 'new' });
    expect(bodies(fake)).toEqual([mine.body, 'comment 1', mine.body, setup.tag + TEXT]);
    writeFileSync(file, 'again');
    await run(setup, fake, { behavior: 'delete-and-new' });
    expect(bodies(fake)).toEqual(['comment 1', `${setup.tag}again`]);
    expect(out).toContain('; removed 3 earlier ones');
    expect(methods(fake)).toMatch(/GET POST DELETE DELETE DELETE$/);
  });

  test('500 twice and then well: tried again with growing delays, posted once', async () => {
    const fake = await begin(setup);
    fake.faults.push({ status: 500 }, { status: 502, body: '<html>bad gateway</html>' });
    expect(await run(setup, fake)).toEqual({ code: 0, waits: [1000, 2000] });
    expect(bodies(fake)).toEqual([setup.tag + TEXT]);
  });

  test('an answer that is lost on the way back is no second comment', async () => {
    const fake = await begin(setup, [{ body: `${setup.tag}older`, author: ME }]);
    fake.faults.push({ method: 'POST', hangUp: true, kept: true });
    expect((await run(setup, fake, { behavior: 'delete-and-new' })).code).toBe(0);
    expect(bodies(fake)).toEqual([setup.tag + TEXT]);
  });

  test('429 with Retry-After is waited for, in seconds; more than a minute is not', async () => {
    const fake = await begin(setup);
    fake.faults.push({ status: 429, headers: { 'retry-after': '7' } }, { method: 'POST', status: 429 });
    expect(await run(setup, fake)).toEqual({ code: 0, waits: [7000, 1000] });
    fake.faults.push({ status: 429, headers: { 'retry-after': '90' } });
    expect(await run(setup, fake)).toEqual({ code: 5, waits: [] });
    expect(err).toContain('was tried once: it answered 429, and asks to wait 90 s');
  });

  test('a server that stays down: 5 after five attempts, and what to do', async () => {
    const fake = await begin(setup);
    for (let at = 0; at < 20; at += 1) fake.faults.push({ status: 503 });
    expect(await run(setup, fake)).toEqual({ code: 5, waits: [1000, 2000, 4000, 8000] });
    expect(fake.seen).toHaveLength(5);
    const at = new URL(fake.url).host;
    expect(err).toContain(
      `error COMMENT-NOT-POSTED  the comment on ${setup.what} could not be posted: ${at} was tried 5 times: it answered 503`,
    );
  });

  test('a comment that is never answered for is tried five times and is there at most once', async () => {
    const fake = await begin(setup);
    for (let at = 0; at < 20; at += 1) fake.faults.push({ method: 'POST', status: 500 });
    expect(await run(setup, fake)).toEqual({ code: 5, waits: [1000, 2000, 4000, 8000] });
    expect(fake.seen.filter(({ method }) => method === 'POST')).toHaveLength(5);
    expect(bodies(fake)).toEqual([]);
  });

  test('a wrong token, or one without the right: 5, once, with what to do; a server that repeats the token gets it struck out', async () => {
    const fake = await begin(setup);
    fake.faults.push({ method: 'POST', status: 404, body: JSON.stringify({ message: `no ${TOKEN} here` }) });
    expect(await run(setup, fake)).toEqual({ code: 5, waits: [] });
    expect(err).toMatch(/answered 404 to POST: no \*\*\* here\n {2}fix: /);
    const env = (url: string): Readonly<Record<string, string>> =>
      Object.fromEntries(
        Object.entries(setup.env(url)).map(([name, value]) => [name, value === TOKEN ? 'wrong' : value]),
      );
    expect((await run({ ...setup, env }, fake)).code).toBe(5);
    expect(err).toMatch(/answered (401 to GET|203 with a page and no data)/);
  });

  test('an address of another server is not followed with the token', async () => {
    const other = await start(() => ({ status: 200, json: [] }));
    fakes.push(other);
    const fake = await begin(setup);
    fake.faults.push({ status: 302, headers: { location: `${other.url}/login` } });
    expect((await run(setup, fake)).code).toBe(5);
    expect(err).toContain(`leads to ${new URL(other.url).host}: the token is not sent there`);
    expect(other.seen).toEqual([]);
  });

  test('a dry run tells what and where, without a token and without asking anybody', async () => {
    const fake = await begin(setup);
    const env = (url: string): Readonly<Record<string, string>> =>
      Object.fromEntries(Object.entries(setup.env(url)).filter(([, value]) => value !== TOKEN));
    expect((await run({ ...setup, env }, fake, { dryRun: true })).code).toBe(0);
    expect(fake.seen).toEqual([]);
    expect(out).toContain(`would do on ${setup.what}, with the token in `);
    expect(out).toMatch(
      / {2}GET http:\S+ {3}to find the earlier comment\n {2}(PATCH|PUT) http:\S+ {3}when there is one\n {2}POST http:\S+ {3}otherwise\n/,
    );
    expect(out).toContain(`${(setup.tag + TEXT).length} characters of at most `);
    expect(out.endsWith(setup.tag + TEXT)).toBe(true);
    expect((await run({ ...setup, env }, fake)).code).toBe(2);
    expect(err).toMatch(/^there is no token: set \w+/);
  });

  test('no pull request in the environment: 2, with what to do', async () => {
    const fake = await begin(setup);
    const env = (url: string): Readonly<Record<string, string>> =>
      Object.fromEntries(Object.entries(setup.env(url)).filter(([name]) => !/REF|IID|PULLREQUESTID|PR_ID/.test(name)));
    expect((await run({ ...setup, env }, fake)).code).toBe(2);
    expect(err).toMatch(/^there is no (pull|merge) request to comment on: .* name one with --pull-request <number>\n$/);
    expect(fake.seen).toEqual([]);
    expect((await run({ ...setup, env }, fake, { pullRequest: '7' })).code).toBe(0);
  });
});

test('a comment of a stranger that begins with our tag is not ours to write over', async () => {
  for (const setup of SETUPS.filter(({ name }) => name !== 'bitbucket')) {
    const fake = await begin(setup, [{ body: `${setup.tag}all is well`, author: '77' }]);
    expect((await run(setup, fake)).code).toBe(0);
    expect(bodies(fake)).toEqual([`${setup.tag}all is well`, setup.tag + TEXT]);
  }
});

test('Bitbucket Data Center: a comment that changed since it was read is read again', async () => {
  const setup = SETUPS.at(-1)!;
  const fake = await begin(setup, [{ body: `${setup.tag}older`, author: ME }]);
  let times = 0;
  fake.meanwhile = ({ method }) => {
    if (method === 'PUT' && times++ < 2) fake.comments[0]!.version += 1;
  };
  expect((await run(setup, fake)).code).toBe(0);
  expect(bodies(fake)).toEqual([setup.tag + TEXT]);
  expect(methods(fake)).toBe('GET GET PUT GET GET PUT GET GET PUT');
});

test('a comment that was taken away meanwhile is made anew', async () => {
  const fake = await begin(GITHUB, [{ body: `${HTML_TAG}older`, author: ME }]);
  fake.meanwhile = ({ method }) => {
    if (method === 'PATCH') fake.comments.length = 0;
  };
  expect((await run(GITHUB, fake)).code).toBe(0);
  expect(bodies(fake)).toEqual([HTML_TAG + TEXT]);
});

test('GitHub: a repository that was renamed is followed on the same server; 403 with a limit is waited for', async () => {
  const fake = await begin(GITHUB);
  fake.faults.push({ status: 301, headers: { location: '/repos/acme/plans/issues/7/comments' } });
  fake.faults.push({ method: 'POST', status: 403, headers: { 'x-ratelimit-remaining': '0', 'retry-after': '3' } });
  expect(await run(GITHUB, fake)).toEqual({ code: 0, waits: [3000] });
  expect(bodies(fake)).toEqual([HTML_TAG + TEXT]);
});

test('GitHub: too long in its own view is told in its own words', async () => {
  const fake = await begin(GITHUB);
  const body = JSON.stringify({ message: 'Validation Failed', errors: [{ message: 'Body is too long' }] });
  fake.faults.push({ method: 'POST', status: 422, body });
  expect((await run(GITHUB, fake)).code).toBe(5);
  expect(err).toContain('answered 422 to POST: Validation Failed: Body is too long');
});

test('GitHub: the number comes from the event before the ref', async () => {
  const event = join(folder, 'event.json');
  for (const told of [
    { pull_request: { number: 7 } },
    { issue: { number: 7, pull_request: {} } },
    { workflow_run: { pull_requests: [{ number: 7 }] } },
  ]) {
    writeFileSync(event, JSON.stringify(told));
    const env = (url: string): Readonly<Record<string, string>> => ({
      ...GITHUB.env(url),
      ...{ GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_PATH: event },
    });
    const fake = await begin(GITHUB);
    expect((await run({ ...GITHUB, env }, fake)).code).toBe(0);
    expect(bodies(fake)).toHaveLength(1);
  }
  writeFileSync(event, JSON.stringify({ issue: { number: 7 } }));
  const env = (url: string): Readonly<Record<string, string>> => ({
    ...GITHUB.env(url),
    GITHUB_REF: '',
    GITHUB_EVENT_PATH: event,
  });
  expect((await run({ ...GITHUB, env }, await begin(GITHUB))).code).toBe(2);
});

test('Azure: the token of a job goes as it is', async () => {
  const jwt = 'eyJ0.eyJz.c2ln';
  const setup = SETUPS.find(({ name }) => name === 'azure')!;
  const env = (url: string): Readonly<Record<string, string>> => ({ ...setup.env(url), SYSTEM_ACCESSTOKEN: jwt });
  const fake = await begin({ ...setup, start: () => startAzure(`Bearer ${jwt}`) });
  expect((await run({ ...setup, env }, fake)).code).toBe(0);
});

test.each([
  ['github', 65_536],
  ['gitlab', 1_000_000],
  ['azure', 150_000],
  ['bitbucket', 32_767],
])('%s takes %i characters with the tag, and not one more', async (host, most) => {
  const setup = SETUPS.find(({ name }) => name === host)!;
  const fake = await begin(setup);
  writeFileSync(file, 'x'.repeat(most - setup.tag.length));
  expect((await run(setup, fake)).code).toBe(0);
  expect(bodies(fake)[0]).toHaveLength(most);
  writeFileSync(file, 'x'.repeat(most - setup.tag.length + 1));
  expect((await run(setup, fake)).code).toBe(3);
  expect(err).toContain(`makes a comment of ${most + 1} characters; ${host} takes at most ${most}`);
});

test.each([
  [{ behavior: 'hide' }, 2, '--behavior is one of update, new, delete-and-new\n'],
  [{ tag: 'a --> b' }, 2, '--tag is a word of letters and digits, with single . _ or - between them\n'],
  [{ repo: '../plans' }, 2, 'name the repository with --repo <owner>/<name>, or set GITHUB_REPOSITORY\n'],
  [{ repo: 'a/b/c' }, 2, 'name the repository with --repo <owner>/<name>, or set GITHUB_REPOSITORY\n'],
  [{ pullRequest: '7/../8' }, 2, 'there is no pull request to comment on'],
  [
    { serverUrl: 'http://git.example.com' },
    2,
    'http://git.example.com cannot be asked: it must begin with https://, or the token could be read on its way\n',
  ],
  [{ serverUrl: 'https://u:p@git.example.com' }, 2, 'it has a name or password in it'],
  [{ file: 'no-such.md' }, 3, 'error INPUT-MISSING  there is no file no-such.md\n  fix: run `rateproof check` first'],
])('%j is refused', async (options, code, said) => {
  const fake = await begin(GITHUB);
  expect((await run(GITHUB, fake, options)).code).toBe(code);
  expect(err).toContain(said);
  expect(fake.seen).toEqual([]);
});

test('a token that no header takes is not shown; an empty comment is none; an unknown host is none', async () => {
  const fake = await begin(GITHUB);
  const env = (url: string): Readonly<Record<string, string>> => ({ ...GITHUB.env(url), GITHUB_TOKEN: 'se\ncret' });
  expect((await run({ ...GITHUB, env }, fake)).code).toBe(2);
  expect(err).not.toContain('cret ');
  expect(err).toContain('the token has blanks or other characters in it that no token has');
  writeFileSync(file, ' \n');
  expect((await run(GITHUB, fake)).code).toBe(3);
  expect((await run({ ...GITHUB, host: 'sourceforge' }, fake)).code).toBe(2);
  expect(err).toContain('comment knows github, gitlab, azure, bitbucket, not sourceforge');
});

test('nothing listens: 5 after five attempts, told each time', async () => {
  const fake = await begin(GITHUB);
  await fake.close();
  expect(await run(GITHUB, fake)).toEqual({ code: 5, waits: [1000, 2000, 4000, 8000] });
  expect(err).toContain('it refuses connections; trying again in 8 s\n');
  expect(err).toContain('was tried 5 times: it refuses connections');
});

test('tags and links of pages', () => {
  expect(['check', 'a.b-c_d', 'A1'].every((tag) => TAG.test(tag))).toBe(true);
  expect(['', 'a--b', '-a', 'a-', 'a b', 'a>', 'x'.repeat(65), 'a\n'].some((tag) => TAG.test(tag))).toBe(false);
  expect(hasTag('<!-- rateproof:check -->  \r\ntext', 'check', 'comment')).toBe(true);
  expect(hasTag('<!-- rateproof:check -->', 'check', 'reference')).toBe(false);
  expect(hasTag('> <!-- rateproof:check -->\n> text', 'check', 'comment')).toBe(false);
  expect(hasTag('see:\n<!-- rateproof:check -->', 'check', 'comment')).toBe(false);
  expect(nextLink('<https://x/?page=1>; rel="prev", <https://x/?page=3&a=b>; rel="next"')).toBe(
    'https://x/?page=3&a=b',
  );
  expect(nextLink('<https://x/?page=3>; title="a, <b>; rel=x"; rel=next')).toBe('https://x/?page=3');
  expect(nextLink('<https://x/?page=1>; rel="prev"')).toBeUndefined();
  expect(nextLink(undefined)).toBeUndefined();
  expect(readFileSync(file, 'utf8')).toBe(TEXT);
});

describe('a pull request from a fork', () => {
  const forked = (head: unknown): Setup => {
    const event = join(folder, 'event.json');
    writeFileSync(
      event,
      JSON.stringify({ pull_request: { number: 7, head: { repo: head }, base: { repo: { id: 1 } } } }),
    );
    const told = { GITHUB_EVENT_PATH: event, GITHUB_EVENT_NAME: 'pull_request', GITHUB_ACTIONS: 'true' };
    return { ...GITHUB, env: (url) => ({ ...GITHUB.env(url), ...told }) };
  };
  const refusing = { method: 'POST', status: 403, body: '{"message":"Resource not accessible by integration"}' };

  test.each([[{ id: 2 }], [null]])('whose token only reads: told as a notice, and no failure (%j)', async (head) => {
    const setup = forked(head);
    const fake = await begin(setup);
    fake.faults.push(refusing);
    expect((await run(setup, fake)).code).toBe(0);
    expect(out).toBe(
      '::notice title=rateproof::a pull request from a fork gets no token that may comment: nothing is commented; the page of the job and the reports have all of it\n',
    );
    const { GITHUB_TOKEN: _, ...none } = setup.env(fake.url);
    expect((await run({ ...setup, env: () => none }, fake)).code).toBe(0);
    expect(bodies(fake)).toEqual([]);
  });

  test('whose token may comment all the same is commented', async () => {
    const setup = forked({ id: 2 });
    const fake = await begin(setup);
    expect((await run(setup, fake)).code).toBe(0);
    expect(bodies(fake)).toEqual([setup.tag + TEXT]);
  });

  test('from the repository itself a token that may not comment is a failure', async () => {
    const setup = forked({ id: 1 });
    const fake = await begin(setup);
    fake.faults.push(refusing);
    expect((await run(setup, fake)).code).toBe(5);
    expect(err).toContain('pull-requests: write');
    const dependabot = { ...setup, env: (url: string) => ({ ...setup.env(url), GITHUB_ACTOR: 'dependabot[bot]' }) };
    fake.faults.push(refusing);
    expect((await run(dependabot, fake)).code).toBe(0);
  });
});
