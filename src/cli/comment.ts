/** `rateproof comment`: a report as a comment of a pull request. 5 when it could not be posted. */

import { type Asked, type CommentApi, type Environment, HOSTS, type Host } from '../hosts/api.ts';
import { HostError } from '../hosts/http.ts';
import { BEHAVIORS, type Behavior, bodyOf, findPullRequest, isToken, type Posted, post } from '../hosts/post.ts';
import { TAG } from '../hosts/tag.ts';
import type { Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import { visible } from '../problems/visible.ts';
import { COMMENT_REFUSED_OVER } from '../reporting/limits.ts';
import { readInputFile } from '../run/files.ts';
import { writeCommands } from './log-commands.ts';
import { misused, refused } from './misuse.ts';

interface CommentCommand extends Asked {
  readonly file: string;
  readonly tag: string;
  readonly behavior: string;
  readonly dryRun?: boolean;
}

/** `more` is for tests: a clock and a way to wait. */
export async function comment(
  host: string,
  command: CommentCommand,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  more: NonNullable<Parameters<typeof post>[3]> = {},
): Promise<number> {
  const { tag, behavior, file } = command;
  if (!isOneOf(HOSTS, host)) return misused(`comment knows ${HOSTS.join(', ')}, not ${visible(shownText(host))}`);
  if (!isOneOf(BEHAVIORS, behavior)) return misused(`--behavior is one of ${BEHAVIORS.join(', ')}`);
  if (!TAG.test(tag)) return misused('--tag is a word of letters and digits, with single . _ or - between them');
  const env: Environment = (name) => environment[name] || undefined;
  const { api, missing } = findPullRequest(host, command, env);
  if (!api) return misused(visible(missing));

  const text = readComment(file);
  if (typeof text !== 'string') return refused(text);
  const body = bodyOf(api, text, tag);
  const most = COMMENT_REFUSED_OVER[host];
  if (body.length > most) return refused([tooLong(host, file, body.length, most)]);
  if (command.dryRun) {
    process.stdout.write(rehearsal(host, api, behavior, body));
    return 0;
  }
  const token = api.tokens
    .map(env)
    .find((value) => value !== undefined)
    ?.trim();
  if (token === undefined || token === '') {
    if (api.onlyReads !== undefined) return notCommented(api.onlyReads, env);
    return misused(`there is no token: set ${api.tokens.join(' or ')} to one that may comment, or try --dry-run`);
  }
  // Told here and without it: fetch would show it in its own message.
  if (!isToken(token)) return misused('the token has blanks or other characters in it that no token has');
  const onAgain = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  try {
    process.stdout.write(`${tell(await post(api, token, { body, tag, behavior }, { onAgain, ...more }), api)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    if (api.onlyReads !== undefined && error.status === 403) return notCommented(api.onlyReads, env);
    refused([notPosted(host, api, error)]);
    return 5;
  }
}

/** What the host does not let a job do is not the fault of the change: told, and no failure. */
function notCommented(whose: string, env: Environment): number {
  const sentence = `${whose} gets no token that may comment: nothing is commented; the page of the job and the reports have all of it`;
  if (env('GITHUB_ACTIONS')) writeCommands(process.stdout, `::notice title=rateproof::${sentence}\n`);
  else process.stdout.write(`${sentence}\n`);
  return 0;
}

const isOneOf = <T extends string>(words: readonly T[], word: string): word is T =>
  words.some((known) => known === word);

/** Twice what the host with most room takes, as every character may have up to four bytes. */
const LARGEST_FILE = 8 * 1024 * 1024;

function readComment(file: string): string | readonly Problem[] {
  const { value, problems } = readInputFile(process.cwd(), file, LARGEST_FILE);
  if (!value) return problems;
  const [found] = value;
  const problem = (message: string, fix: string): readonly Problem[] => [
    { code: 'INPUT-MISSING', severity: 'error', message, fix },
  ];
  if (!found)
    return problem(`there is no file ${shownText(file)}`, 'run `rateproof check` first, or name a file with --file');
  return found.text.trim() === ''
    ? problem(`${shownText(file)} is empty`, 'name a file that says something')
    : found.text;
}

const tooLong = (host: Host, file: string, length: number, most: number): Problem => ({
  code: 'COMMENT-TOO-LONG',
  severity: 'error',
  message: `${shownText(file)} makes a comment of ${length} characters; ${host} takes at most ${most}`,
  fix: 'make the comment again for this host',
});

const tell = ({ did, removed, url }: Posted, { what }: CommentApi): string => {
  const said = {
    created: `commented on ${what}`,
    updated: `updated the comment on ${what}`,
    unchanged: `the comment on ${what} says so already`,
  }[did];
  const also = removed === 0 ? '' : `; removed ${removed === 1 ? 'the earlier one' : `${removed} earlier ones`}`;
  return visible(`${said}${also}${url === undefined ? '' : `: ${url}`}`);
};

function rehearsal(host: Host, { what, calls, tokens }: CommentApi, behavior: Behavior, body: string): string {
  const steps = {
    update: [
      `${calls.list}   to find the earlier comment`,
      `${calls.update}   when there is one`,
      `${calls.create}   otherwise`,
    ],
    new: [calls.create],
    'delete-and-new': [
      `${calls.list}   to find the earlier comments`,
      calls.create,
      `${calls.update.replace(/^\w+/, 'DELETE')}   for each of them`,
    ],
  }[behavior];
  const lines = [
    `nothing is sent: this is what \`comment ${host}\` would do on ${what}, with the token in ${tokens.join(' or ')}`,
    ...steps.map((step) => `  ${step}`),
    `${body.length} characters of at most ${COMMENT_REFUSED_OVER[host]}:`,
    '',
    ...body.trimEnd().split(/\r?\n/),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}

const RIGHTS: Readonly<Record<Host, string>> = {
  github: 'give the job `permissions: pull-requests: write`; a pull request from a fork gets a token that only reads',
  gitlab:
    'use an access token of the project with the scope api and the role Reporter or higher; CI_JOB_TOKEN may not comment',
  azure:
    'let the build service "Contribute to pull requests" in the settings of the repository, and map SYSTEM_ACCESSTOKEN into the step',
  bitbucket: 'use an access token with the right to write pull requests',
};

function notPosted(host: Host, { what }: CommentApi, { message, status }: HostError): Problem {
  const rights = status !== undefined && [401, 403, 404, 203].includes(status);
  return {
    code: 'COMMENT-NOT-POSTED',
    severity: 'error',
    message: `the comment on ${what} could not be posted: ${message}`,
    fix: rights ? RIGHTS[host] : 'run the job again',
  };
}
