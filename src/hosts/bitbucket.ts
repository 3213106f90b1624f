/** Bitbucket: the cloud's API; with an address of a server, that of Data Center (formerly Server). */

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

const CLOUD = 'https://api.bitbucket.org';

export function bitbucket(asked: Asked, env: Environment): Found {
  const server = asked.serverUrl ?? CLOUD;
  const base = readServer(server);
  if (typeof base === 'string') return { missing: `${server} cannot be asked: ${base}` };
  const names = asked.repo === undefined ? namesOfJob(env) : twoNames(asked.repo);
  if (!names) {
    return {
      missing: asked.serverUrl
        ? 'name the repository with --repo <project key>/<name>'
        : 'name the repository with --repo <workspace>/<name>, or set BITBUCKET_WORKSPACE and BITBUCKET_REPO_SLUG',
    };
  }
  const number = readNumber(asked.pullRequest ?? env('BITBUCKET_PR_ID'));
  if (number === undefined) return { missing: noPullRequest('pull request', 'BITBUCKET_PR_ID') };
  const shared: Shared = {
    ...{ what: `pull request ${number} of ${names.join('/')}`, base, form: 'reference', tokens: ['BITBUCKET_TOKEN'] },
    headers: (token: string) => ({ authorization: authorization(token) }),
  };
  // An address that speaks the cloud's API says so in its path: a proxy in front of it, or a test.
  const cloud = base.origin === CLOUD || base.pathname.endsWith('/2.0/');
  return { api: cloud ? ofCloud(shared, names, number) : ofServer(shared, names, number) };
}

type Shared = Pick<CommentApi, 'what' | 'base' | 'form' | 'tokens' | 'headers'>;

function ofCloud(shared: Shared, names: readonly string[], number: number): CommentApi {
  const version = shared.base.pathname.endsWith('/2.0/') ? '' : '2.0/';
  const list = `${version}repositories/${names.map(encodeURIComponent).join('/')}/pullrequests/${number}/comments`;
  const one = (id: number | string): string => `${list}/${id}`;
  const { base } = shared;
  const commentOf = (value: unknown): Comment => ({
    id: numberOf(field(value, 'id')),
    body: textOf(field(value, 'content', 'raw')) ?? '',
    author: idOf(field(value, 'user', 'uuid')),
    url: textOf(field(value, 'links', 'html', 'href')),
  });
  return {
    ...shared,
    calls: { list: `GET ${base}${list}`, create: `POST ${base}${list}`, update: `PUT ${base}${one('<id>')}` },
    isOurs: async (http) => {
      const me = await whoAmI(http, `${version}user`, 'uuid');
      return ({ author }) => me === undefined || author === me;
    },
    list: async (http) => {
      const pages = await http.pages(`${list}?pagelen=100`, ({ json }) => textOf(field(json, 'next')));
      return pages
        .flatMap((page) => listOf(field(page, 'values')))
        .filter((comment) => field(comment, 'deleted') !== true)
        .map(commentOf);
    },
    create: async (http, body) => commentOf((await http.post(list, { content: { raw: body } })).json),
    update: async (http, { id }, body) =>
      commentOf((await http.change('PUT', one(id), { content: { raw: body } })).json),
    remove: async (http, { id }) => void (await http.change('DELETE', one(id))),
  };
}

function ofServer(shared: Shared, [project, name]: readonly [string, string], number: number): CommentApi {
  const { base } = shared;
  const root = `rest/api/1.0/projects/${encodeURIComponent(project)}/repos/${encodeURIComponent(name)}/pull-requests/${number}`;
  const list = `${root}/comments`;
  const page = (start: number): string => `${root}/activities?limit=100&start=${start}`;
  const commentOf = (value: unknown): Comment => ({
    id: numberOf(field(value, 'id')),
    body: textOf(field(value, 'text')) ?? '',
    author: idOf(field(value, 'author', 'name')),
    mark: numberOf(field(value, 'version')),
  });
  return {
    ...shared,
    calls: { list: `GET ${base}${page(0)}`, create: `POST ${base}${list}`, update: `PUT ${base}${list}/<id>` },
    isOurs: async (http) => {
      // Every answer names whom it was given to, by the name that people sign in with.
      const me = (await http.get(page(0))).header('x-ausername');
      return ({ author }) => me === undefined || author === decoded(me);
    },
    list: async (http) => {
      const pages = await http.pages(page(0), ({ json }) => {
        const start = field(json, 'nextPageStart');
        return field(json, 'isLastPage') === false && typeof start === 'number' ? page(start) : undefined;
      });
      const comments = pages
        .flatMap((one) => listOf(field(one, 'values')))
        .filter(
          (activity) => field(activity, 'action') === 'COMMENTED' && field(activity, 'commentAction') !== 'DELETED',
        )
        .map((activity) => commentOf(field(activity, 'comment')));
      // A comment stands with each activity on it.
      return [...new Map(comments.map((comment) => [comment.id, comment])).values()];
    },
    create: async (http, body) => commentOf((await http.post(list, { text: body })).json),
    update: async (http, { id, mark }, body) =>
      commentOf((await http.change('PUT', `${list}/${id}`, { text: body, version: mark })).json),
    remove: async (http, { id, mark }) => void (await http.change('DELETE', `${list}/${id}?version=${mark}`)),
  };
}

/** An access token goes as it is; `name:password` goes as a name and a password. */
const authorization = (token: string): string =>
  token.includes(':') ? `Basic ${Buffer.from(token).toString('base64')}` : `Bearer ${token}`;

function namesOfJob(env: Environment): readonly [string, string] | undefined {
  const workspace = env('BITBUCKET_WORKSPACE');
  const name = env('BITBUCKET_REPO_SLUG');
  return workspace === undefined || name === undefined ? undefined : twoNames(`${workspace}/${name}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Tokens of a repository or without the right to read accounts may not ask this. */
async function whoAmI(http: Http, path: string, key: string): Promise<string | undefined> {
  try {
    return idOf(field((await http.get(path)).json, key));
  } catch (error) {
    if (error instanceof HostError && (error.status === 401 || error.status === 403 || error.status === 404))
      return undefined;
    throw error;
  }
}
