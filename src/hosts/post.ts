/** Posts a comment once, however often the job runs: finds the earlier one by its tag and writes over it. */

import type { Asked, Comment, CommentApi, Environment, Found, Host } from './api.ts';
import { azure } from './azure.ts';
import { bitbucket } from './bitbucket.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { HostError, Http, type HttpOptions } from './http.ts';
import { hasTag, sameText, tagged } from './tag.ts';

export const BEHAVIORS = ['update', 'new', 'delete-and-new'] as const;
/** update: over the newest earlier one, else a new one. new: another one. delete-and-new: a new one, then the others go. */
export type Behavior = (typeof BEHAVIORS)[number];

/** The comments of the pull request that the flags and the environment mean. */
export function findPullRequest(host: Host, asked: Asked, env: Environment): Found {
  switch (host) {
    case 'github':
      return github(asked, env);
    case 'gitlab':
      return gitlab(asked, env);
    case 'azure':
      return azure(asked, env);
    case 'bitbucket':
      return bitbucket(asked, env);
  }
}

export interface Post {
  readonly body: string;
  readonly tag: string;
  readonly behavior: Behavior;
}

/** What is sent: the text with its tag. */
export const bodyOf = ({ form }: CommentApi, text: string, tag: string): string => tagged(text, tag, form);

export interface Posted {
  readonly did: 'created' | 'updated' | 'unchanged';
  /** How many earlier ones were taken away. */
  readonly removed: number;
  readonly url: string | undefined;
}

/** Printable characters without a blank: anything else cannot stand in a header. */
export const isToken = (token: string): boolean => /^[\u0021-\u007e]{1,4096}$/.test(token);

/** Throws a HostError when it could not be posted, in words that hold no token. */
export async function post(
  api: CommentApi,
  token: string,
  { body, tag, behavior }: Post,
  more: Pick<HttpOptions, 'now' | 'wait' | 'onAgain'> = {},
): Promise<Posted> {
  const headers = api.headers(token);
  const http = new Http({ ...more, base: api.base, headers, secrets: secretsOf(token, headers) });
  if (behavior === 'new') {
    // What is there is only asked for when it is not sure whether a first attempt came through.
    return created((await create(http, api, body, tag, undefined)).url, 0);
  }
  const mine = await findOurs(http, api, tag);
  if (behavior === 'update') {
    const done = await updateNewest(http, api, body, tag, mine);
    return done ?? created((await create(http, api, body, tag, mine)).url, 0);
  }
  // Only when the new one stands do the others go: a failure in between leaves one too many, never none.
  const { url } = await create(http, api, body, tag, mine);
  for (const comment of mine) await removeQuietly(http, api, comment);
  return created(url, mine.length);
}

const created = (url: string | undefined, removed: number): Posted => ({ did: 'created', removed, url });

/** The newest first. */
async function findOurs(http: Http, api: CommentApi, tag: string): Promise<readonly Comment[]> {
  const comments = (await api.list(http)).filter(({ body }) => hasTag(body, tag, api.form));
  if (comments.length === 0) return [];
  const isOurs = await api.isOurs(http);
  return comments.filter(isOurs).sort((a, b) => b.id - a.id);
}

/** How often somebody else may be faster. */
const MOST_CONFLICTS = 3;

/** Undefined when there is none to write over any more. */
async function updateNewest(
  http: Http,
  api: CommentApi,
  body: string,
  tag: string,
  found: readonly Comment[],
): Promise<Posted | undefined> {
  let mine = found;
  for (let conflicts = 0; ; conflicts += 1) {
    const [newest] = mine;
    if (!newest) return undefined;
    if (sameText(newest.body, body)) return { did: 'unchanged', removed: 0, url: newest.url };
    try {
      const { url } = await api.update(http, newest, body);
      return { did: 'updated', removed: 0, url: url ?? newest.url };
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      const over = error.kind === 'conflict' || error.kind === 'missing';
      if (!over || conflicts === MOST_CONFLICTS) throw error;
      // Changed or taken away since it was read.
      mine = await findOurs(http, api, tag);
      if (error.kind === 'missing') mine = mine.filter(({ id }) => id !== newest.id);
    }
  }
}

/** Tried again only after a look whether the attempt before came through. */
async function create(
  http: Http,
  api: CommentApi,
  body: string,
  tag: string,
  before: readonly Comment[] | undefined,
): Promise<Comment> {
  let known = before;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await api.create(http, body);
    } catch (error) {
      if (!(error instanceof HostError) || error.kind !== 'unsure') throw error;
      if (!(await http.again(attempt))) {
        throw new HostError('refused', `${api.base.host} was tried ${attempt} times: ${error.message}`, error.status);
      }
      const now = await findOurs(http, api, tag);
      const arrived = now.find(
        (comment) => known?.every(({ id }) => id !== comment.id) ?? sameText(comment.body, body),
      );
      if (arrived) return arrived;
      known ??= now;
    }
  }
}

/** Somebody else may have taken it away: then it is as it should be. */
async function removeQuietly(http: Http, api: CommentApi, comment: Comment): Promise<void> {
  try {
    await api.remove(http, comment);
  } catch (error) {
    if (!(error instanceof HostError) || error.kind !== 'missing') throw error;
  }
}

/** The token, and the headers in which it travels in other letters; the longest first. */
function secretsOf(token: string, headers: Readonly<Record<string, string>>): string[] {
  const hidden = Object.entries(headers)
    .filter(([name]) => name === 'authorization' || name === 'private-token')
    .flatMap(([, value]) => value.split(' ').slice(-1));
  const password = token.includes(':') ? [token.slice(token.indexOf(':') + 1)] : [];
  return [...new Set([token, ...hidden, ...password])]
    .filter(({ length }) => length >= 4)
    .sort((a, b) => b.length - a.length);
}
