/** Azure DevOps, in the cloud and on premises: a comment stands in a thread of its own. All threads are one answer. */

import {
  type Asked,
  type Comment,
  type Environment,
  type Found,
  field,
  idOf,
  isName,
  listOf,
  noPullRequest,
  numberOf,
  readNumber,
  readServer,
  textOf,
  twoNames,
} from './api.ts';
import { HostError, type Http } from './http.ts';

const VERSION = 'api-version=6.0';

export function azure(asked: Asked, env: Environment): Found {
  const server = asked.serverUrl ?? env('SYSTEM_COLLECTIONURI');
  if (server === undefined)
    return {
      missing: 'name the organisation with --server-url https://dev.azure.com/<name>, or set SYSTEM_COLLECTIONURI',
    };
  const base = readServer(server);
  if (typeof base === 'string') return { missing: `${server} cannot be asked: ${base}` };
  const names = asked.repo === undefined ? namesOfJob(env) : twoNames(asked.repo);
  if (!names)
    return {
      missing:
        'name the repository with --repo <project>/<repository>, or set SYSTEM_TEAMPROJECT and BUILD_REPOSITORY_ID',
    };
  const number = readNumber(asked.pullRequest ?? env('SYSTEM_PULLREQUEST_PULLREQUESTID'));
  if (number === undefined) return { missing: noPullRequest('pull request', 'SYSTEM_PULLREQUEST_PULLREQUESTID') };
  const [project, repository] = names;
  const threads = `${encodeURIComponent(project)}/_apis/git/repositories/${encodeURIComponent(repository)}/pullRequests/${number}/threads`;
  const one = (thread: number | string, id: number | string): string =>
    `${threads}/${thread}/comments/${id}?${VERSION}`;
  return {
    api: {
      what: `pull request ${number} of ${project}/${env('BUILD_REPOSITORY_NAME') ?? repository}`,
      base,
      form: 'comment',
      tokens: ['SYSTEM_ACCESSTOKEN', 'AZURE_DEVOPS_TOKEN'],
      headers: (token) => ({ authorization: authorization(token) }),
      calls: {
        list: `GET ${base}${threads}?${VERSION}`,
        create: `POST ${base}${threads}?${VERSION}`,
        update: `PATCH ${base}${one('<thread>', '<id>')}`,
      },
      isOurs: async (http) => {
        const me = await whoAmI(http);
        return ({ author }) => me === undefined || author === me;
      },
      list: async (http) => {
        const { json } = await http.get(`${threads}?${VERSION}`);
        return listOf(field(json, 'value')).flatMap((thread) => {
          const [first] = listOf(field(thread, 'comments'));
          const gone = field(thread, 'isDeleted') === true || field(first, 'isDeleted') === true;
          return gone || first === undefined ? [] : commentOf(thread, first);
        });
      },
      create: async (http, body) => {
        // A thread that is not closed can keep a pull request from being completed.
        const thread = { comments: [{ parentCommentId: 0, commentType: 'text', content: body }], status: 'closed' };
        const { json } = await http.post(`${threads}?${VERSION}`, thread);
        return commentOf(json, listOf(field(json, 'comments'))[0]);
      },
      update: async (http, comment, body) => {
        await http.change('PATCH', one(comment.mark!, firstOf(comment)), { content: body });
        return { ...comment, body };
      },
      remove: async (http, comment) => void (await http.change('DELETE', one(comment.mark!, firstOf(comment)))),
    },
  };
}

/** Comments count from 1 in each thread; over all of them, the thread tells which is newer. */
const COMMENTS_OF_A_THREAD = 10_000;
const firstOf = ({ id }: Comment): number => id % COMMENTS_OF_A_THREAD;

function commentOf(thread: unknown, comment: unknown): Comment {
  const mark = numberOf(field(thread, 'id'));
  return {
    id: mark * COMMENTS_OF_A_THREAD + numberOf(field(comment, 'id')),
    body: textOf(field(comment, 'content')) ?? '',
    author: idOf(field(comment, 'author', 'id')),
    mark,
  };
}

/** The token of a job is a JWT and goes as it is; one of a person goes as a password without a name. */
const authorization = (token: string): string =>
  token.split('.').length === 3 ? `Bearer ${token}` : `Basic ${Buffer.from(`:${token}`).toString('base64')}`;

function namesOfJob(env: Environment): readonly [string, string] | undefined {
  const project = env('SYSTEM_TEAMPROJECT');
  const repository = env('BUILD_REPOSITORY_ID');
  if (project === undefined || repository === undefined) return undefined;
  return isName(project) && isName(repository) ? [project, repository] : undefined;
}

async function whoAmI(http: Http): Promise<string | undefined> {
  try {
    return idOf(field((await http.get('_apis/connectionData')).json, 'authenticatedUser', 'id'));
  } catch (error) {
    if (error instanceof HostError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}
