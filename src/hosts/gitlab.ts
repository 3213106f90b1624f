/** GitLab: comments of a merge request are its notes. A job's own token (CI_JOB_TOKEN) may not write them. */

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
} from './api.ts';
import { HostError, type Http } from './http.ts';
import { nextLink } from './link-header.ts';

export function gitlab(asked: Asked, env: Environment): Found {
  const server = asked.serverUrl ?? env('CI_API_V4_URL') ?? 'https://gitlab.com/api/v4';
  const base = readServer(server);
  if (typeof base === 'string') return { missing: `${server} cannot be asked: ${base}` };
  const project = asked.repo ?? env('CI_PROJECT_ID');
  if (project === undefined || !project.split('/').every(isName))
    return { missing: 'name the project with --repo <group>/<name> or its number, or set CI_PROJECT_ID' };
  const number = readNumber(asked.pullRequest ?? env('CI_MERGE_REQUEST_IID'));
  if (number === undefined) return { missing: noPullRequest('merge request', 'CI_MERGE_REQUEST_IID') };
  const list = `projects/${encodeURIComponent(project)}/merge_requests/${number}/notes`;
  const first = `${list}?per_page=100&sort=desc&order_by=created_at`;
  const one = (id: number | string): string => `${list}/${id}`;
  const next = (page: string): string => `${first}&page=${encodeURIComponent(page)}`;
  return {
    api: {
      what: `merge request ${number} of ${env('CI_PROJECT_PATH') ?? `project ${project}`}`,
      base,
      form: 'comment',
      tokens: ['GITLAB_TOKEN'],
      headers: (token) => ({ 'private-token': token }),
      calls: { list: `GET ${base}${list}`, create: `POST ${base}${list}`, update: `PUT ${base}${one('<id>')}` },
      isOurs: async (http) => {
        const me = await whoAmI(http);
        return ({ author }) => me === undefined || author === me;
      },
      list: async (http) => {
        const pages = await http.pages(first, ({ header }) => {
          const page = header('x-next-page');
          return page === undefined ? nextLink(header('link')) : next(page);
        });
        return pages
          .flatMap(listOf)
          .filter((note) => field(note, 'system') !== true)
          .map(commentOf);
      },
      create: async (http, body) => commentOf((await http.post(list, { body })).json),
      update: async (http, { id }, body) => commentOf((await http.change('PUT', one(id), { body })).json),
      remove: async (http, { id }) => void (await http.change('DELETE', one(id))),
    },
  };
}

const commentOf = (value: unknown): Comment => ({
  id: numberOf(field(value, 'id')),
  body: textOf(field(value, 'body')) ?? '',
  author: idOf(field(value, 'author', 'id')),
});

/** Tokens that may only write notes may not ask this. */
async function whoAmI(http: Http): Promise<string | undefined> {
  try {
    return idOf(field((await http.get('user')).json, 'id'));
  } catch (error) {
    if (error instanceof HostError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}
