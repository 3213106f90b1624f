/** GitHub and GitHub Enterprise: comments of a pull request are those of the issue with its number. */

import { readFileSync, statSync } from 'node:fs';
import {
  type Asked,
  type Comment,
  type CommentApi,
  type Environment,
  type Found,
  field,
  idOf,
  listOf,
  noPullRequest,
  numberOf,
  readNumber,
  readServer,
  textOf,
  twoNames,
} from './api.ts';
import { HostError, type Http } from './http.ts';
import { nextLink } from './link-header.ts';

export function github(asked: Asked, env: Environment): Found {
  const server = asked.serverUrl ?? env('GITHUB_API_URL') ?? 'https://api.github.com';
  const base = readServer(server);
  if (typeof base === 'string') return { missing: `${server} cannot be asked: ${base}` };
  const repo = asked.repo ?? env('GITHUB_REPOSITORY');
  const names = repo === undefined ? undefined : twoNames(repo);
  if (!names) return { missing: 'name the repository with --repo <owner>/<name>, or set GITHUB_REPOSITORY' };
  const event = readEvent(env('GITHUB_EVENT_PATH'));
  const number = asked.pullRequest === undefined ? numberOfJob(event, env) : readNumber(asked.pullRequest);
  if (number === undefined) return { missing: noPullRequest('pull request', 'GITHUB_EVENT_PATH and GITHUB_REF') };
  const root = `repos/${names.map(encodeURIComponent).join('/')}/issues`;
  const list = `${root}/${number}/comments`;
  const one = (id: number | string): string => `${root}/comments/${id}`;
  return {
    api: {
      what: `pull request ${number} of ${names.join('/')}`,
      base,
      form: 'comment',
      ...onlyReads(event, env),
      tokens: ['GITHUB_TOKEN', 'GH_TOKEN'],
      headers: (token) => ({
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
      }),
      calls: { list: `GET ${base}${list}`, create: `POST ${base}${list}`, update: `PATCH ${base}${one('<id>')}` },
      isOurs: async (http) => {
        const me = await whoAmI(http);
        // A job's own token belongs to an app, which may not ask who it is; its comments are those of a bot.
        return ({ author }) =>
          me === undefined ? author?.startsWith('Bot ') === true : author?.endsWith(` ${me}`) === true;
      },
      list: async (http) => {
        const pages = await http.pages(`${list}?per_page=100`, ({ header }) => nextLink(header('link')));
        return pages.flatMap(listOf).map(commentOf);
      },
      create: async (http, body) => commentOf((await http.post(list, { body })).json),
      update: async (http, { id }, body) => commentOf((await http.change('PATCH', one(id), { body })).json),
      remove: async (http, { id }) => void (await http.change('DELETE', one(id))),
    },
  };
}

const commentOf = (value: unknown): Comment => ({
  id: numberOf(field(value, 'id')),
  body: textOf(field(value, 'body')) ?? '',
  author: `${textOf(field(value, 'user', 'type')) ?? ''} ${idOf(field(value, 'user', 'id')) ?? ''}`,
  url: textOf(field(value, 'html_url')),
});

async function whoAmI(http: Http): Promise<string | undefined> {
  try {
    return idOf(field((await http.get('user')).json, 'id'));
  } catch (error) {
    if (error instanceof HostError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}

/** The event that started the job tells it; otherwise `refs/pull/12/merge` does. */
function numberOfJob(event: unknown, env: Environment): number | undefined {
  const issue = field(event, 'issue', 'pull_request') === undefined ? undefined : field(event, 'issue', 'number');
  const started = field(listOf(field(event, 'workflow_run', 'pull_requests'))[0], 'number');
  const told = idOf(field(event, 'pull_request', 'number') ?? issue ?? started);
  return readNumber(told) ?? readNumber(/^refs\/pull\/(\d+)\/(?:merge|head)$/.exec(env('GITHUB_REF') ?? '')?.[1]);
}

/** A job for a stranger's code must not be able to write; `pull_request_target` runs the base's own. */
function onlyReads(event: unknown, env: Environment): Pick<CommentApi, 'onlyReads'> {
  if (env('GITHUB_EVENT_NAME') !== 'pull_request') return {};
  const repositoryOf = (side: 'head' | 'base'): string | undefined =>
    idOf(field(event, 'pull_request', side, 'repo', 'id'));
  const base = repositoryOf('base');
  // The repository of a fork may be gone: then the head has none.
  if (base !== undefined && repositoryOf('head') !== base) return { onlyReads: 'a pull request from a fork' };
  return env('GITHUB_ACTOR') === 'dependabot[bot]' ? { onlyReads: 'a pull request of Dependabot' } : {};
}

const LARGEST_EVENT = 32 * 1024 * 1024;

/** Nothing where it cannot be read: the ref may still tell. */
function readEvent(path: string | undefined): unknown {
  if (path === undefined) return undefined;
  try {
    return statSync(path).size > LARGEST_EVENT ? undefined : JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
