/**
 * The four hosts as their documentation tells them, on this machine: how they page, what they want for a token, what they
 * answer when something is wrong. Each holds the comments of one pull request, number 7.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Kept {
  id: number;
  body: string;
  author: string;
  version: number;
  deleted?: boolean;
}

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Instead of an answer. `kept`: what was asked for is done all the same, and only the answer is lost. */
export interface Fault {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly hangUp?: true;
  readonly kept?: true;
  /** Only for this method. */
  readonly method?: string;
}

export interface Fake {
  readonly url: string;
  readonly comments: Kept[];
  readonly seen: Seen[];
  readonly faults: Fault[];
  /** Called before each answer: somebody else at work meanwhile. */
  meanwhile: (seen: Seen) => void;
  readonly close: () => Promise<void>;
}

export const TOKEN = 'tok-Secret.0123456789';
export const ME = '501';
const PER_PAGE = 3;

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
}

type Answering = (seen: Seen, fake: Fake) => Reply;

export async function start(answer: Answering): Promise<Fake> {
  const server = createServer((request, response) => void respond(request, response));
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const seen = { method: request.method!, url: request.url!, headers: request.headers, body };
    fake.seen.push(seen);
    fake.meanwhile(seen);
    const at = fake.faults.findIndex(({ method }) => method === undefined || method === seen.method);
    const [fault] = at < 0 ? [] : fake.faults.splice(at, 1);
    if (fault?.kept) answer(seen, fake);
    if (fault?.hangUp) return void request.socket.destroy();
    const reply: Reply = fault
      ? { status: fault.status!, headers: fault.headers ?? {}, text: fault.body ?? '' }
      : answer(seen, fake);
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json)));
  }
  const fake: Fake = {
    ...{ url: '', comments: [], seen: [], faults: [], meanwhile: () => {} },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(fake, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

const here = ({ headers }: Seen): string => `http://${headers.host}`;
const query = ({ url }: Seen): URLSearchParams => new URL(url, 'http://x').searchParams;
const path = ({ url }: Seen): string => new URL(url, 'http://x').pathname;
const json = ({ body }: Seen): Readonly<Record<string, never>> => JSON.parse(body);
const next = ({ comments }: Fake): number => Math.max(100, ...comments.map(({ id }) => id)) + 1;
const add = (fake: Fake, body: string): Kept => {
  const kept = { id: next(fake), body, author: ME, version: 0 };
  fake.comments.push(kept);
  return kept;
};

/** Oldest first, whatever is asked; pages by Link; 404 for a token without the right; the app's token may not ask who it is. */
export const startGithub = (user: 'app' | 'person' = 'app'): Promise<Fake> =>
  start((seen, fake) => {
    const list = '/repos/acme/plans/issues/7/comments';
    if (seen.headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, json: { message: 'Bad credentials' } };
    const shown = ({ id, body, author }: Kept): unknown => ({
      ...{ id, body, html_url: `https://github.example/acme/plans/pull/7#issuecomment-${id}` },
      user: { id: Number(author), type: user === 'app' && author === ME ? 'Bot' : 'User' },
    });
    if (path(seen) === '/user') {
      return user === 'app'
        ? { status: 403, json: { message: 'Resource not accessible by integration' } }
        : { status: 200, json: { id: Number(ME) } };
    }
    if (path(seen) === list && seen.method === 'GET') {
      const page = Number(query(seen).get('page') ?? '1');
      const last = Math.max(1, Math.ceil(fake.comments.length / PER_PAGE));
      const to = (number: number, rel: string): string =>
        `<${here(seen)}${list}?per_page=100&page=${number}>; rel="${rel}"`;
      const links =
        page < last ? [to(page + 1, 'next'), to(last, 'last')] : page > 1 ? [to(1, 'first'), to(page - 1, 'prev')] : [];
      return {
        status: 200,
        json: fake.comments.slice((page - 1) * PER_PAGE, page * PER_PAGE).map(shown),
        headers: links.length > 0 ? { link: links.join(', ') } : {},
      };
    }
    if (path(seen) === list && seen.method === 'POST') {
      const body: string = json(seen).body!;
      if (body.length > 65_536) {
        const message = 'Body is too long (maximum is 65536 characters)';
        return { status: 422, json: { message: 'Validation Failed', errors: [{ message }] } };
      }
      return { status: 201, json: shown(add(fake, body)) };
    }
    const [, id] = /^\/repos\/acme\/plans\/issues\/comments\/(\d+)$/.exec(path(seen)) ?? [];
    const kept = fake.comments.find((one) => `${one.id}` === id);
    if (!kept) return { status: 404, json: { message: 'Not Found' } };
    if (seen.method === 'PATCH') return { status: 200, json: shown(Object.assign(kept, { body: json(seen).body! })) };
    fake.comments.splice(fake.comments.indexOf(kept), 1);
    return { status: 204 };
  });

/** Newest first as asked; pages by x-next-page, which is empty on the last; system notes between the others. */
export const startGitlab = (): Promise<Fake> =>
  start((seen, fake) => {
    const list = '/api/v4/projects/42/merge_requests/7/notes';
    if (seen.headers['private-token'] !== TOKEN) return { status: 401, json: { message: '401 Unauthorized' } };
    const shown = ({ id, body, author }: Kept): unknown => ({
      id,
      body,
      system: false,
      author: { id: Number(author) },
    });
    if (path(seen) === '/api/v4/user') return { status: 200, json: { id: Number(ME) } };
    if (path(seen) === list && seen.method === 'GET') {
      const system = {
        id: 1,
        body: '<!-- rateproof:check -->\nchanged the title',
        system: true,
        author: { id: Number(ME) },
      };
      const all = [...fake.comments.map(shown), system];
      if (query(seen).get('sort') === 'desc') all.reverse();
      const page = Number(query(seen).get('page') ?? '1');
      const more = page * PER_PAGE < all.length;
      return {
        status: 200,
        json: all.slice((page - 1) * PER_PAGE, page * PER_PAGE),
        headers: { 'x-page': `${page}`, 'x-next-page': more ? `${page + 1}` : '' },
      };
    }
    if (path(seen) === list && seen.method === 'POST') return { status: 201, json: shown(add(fake, json(seen).body!)) };
    const kept = fake.comments.find(({ id }) => path(seen) === `${list}/${id}`);
    if (!kept) return { status: 404, json: { message: '404 Not found' } };
    if (seen.method === 'PUT') return { status: 200, json: shown(Object.assign(kept, { body: json(seen).body! })) };
    fake.comments.splice(fake.comments.indexOf(kept), 1);
    return { status: 204 };
  });

/** A thread a comment, all in one answer; a wrong token gets 203 and a page to sign in with. A deleted one stays, emptied. */
export const startAzure = (token = `Basic ${Buffer.from(`:${TOKEN}`).toString('base64')}`): Promise<Fake> =>
  start((seen, fake) => {
    const list = '/acme/Rate%20plans/_apis/git/repositories/r-1/pullRequests/7/threads';
    if (seen.headers.authorization !== token) return { status: 203, text: '<!DOCTYPE html><html>Sign In</html>' };
    if (query(seen).get('api-version') === null && !path(seen).endsWith('connectionData'))
      return { status: 400, json: { message: 'api-version is missing' } };
    const shown = ({ id, body, author, deleted }: Kept): unknown => ({
      ...{ id, status: 'closed', isDeleted: false },
      comments: [
        { id: 1, parentCommentId: 0, author: { id: author }, ...(deleted ? { isDeleted: true } : { content: body }) },
      ],
    });
    if (path(seen) === '/acme/_apis/connectionData') return { status: 200, json: { authenticatedUser: { id: ME } } };
    if (path(seen) === list && seen.method === 'GET')
      return { status: 200, json: { value: fake.comments.map(shown), count: fake.comments.length } };
    if (path(seen) === list && seen.method === 'POST') {
      const [first] = json(seen).comments as unknown as { content: string }[];
      return { status: 200, json: shown(add(fake, first!.content)) };
    }
    const kept = fake.comments.find(({ id, deleted }) => !deleted && path(seen) === `${list}/${id}/comments/1`);
    if (!kept) return { status: 404, json: { message: 'The comment does not exist.' } };
    if (seen.method === 'PATCH') {
      kept.body = json(seen).content!;
      return { status: 200, json: { id: 1, content: kept.body } };
    }
    kept.deleted = true;
    return { status: 200 };
  });

/** Pages by an address under `next`; deleted comments stay in the list; tokens of a repository may not ask who they are. */
export const startBitbucket = (): Promise<Fake> =>
  start((seen, fake) => {
    const list = '/2.0/repositories/acme/plans/pullrequests/7/comments';
    if (seen.headers.authorization !== `Bearer ${TOKEN}`) {
      return { status: 401, json: { type: 'error', error: { message: 'Token is invalid or not supported.' } } };
    }
    const shown = ({ id, body, author, deleted = false }: Kept): unknown => ({
      ...{ id, deleted, content: { raw: body }, user: { uuid: author } },
      links: { html: { href: `https://bitbucket.example/acme/plans/pull-requests/7#comment-${id}` } },
    });
    if (path(seen) === '/2.0/user') return { status: 403, json: { type: 'error', error: { message: 'no account' } } };
    if (path(seen) === list && seen.method === 'GET') {
      const page = Number(query(seen).get('page') ?? '1');
      const more = page * PER_PAGE < fake.comments.length;
      return {
        status: 200,
        json: {
          ...{ values: fake.comments.slice((page - 1) * PER_PAGE, page * PER_PAGE).map(shown), page },
          ...(more && { next: `${here(seen)}${list}?pagelen=100&page=${page + 1}` }),
        },
      };
    }
    if (path(seen) === list && seen.method === 'POST') {
      const { raw } = json(seen).content as unknown as { raw: string };
      return { status: 201, json: shown(add(fake, raw)) };
    }
    const kept = fake.comments.find(({ id, deleted }) => !deleted && path(seen) === `${list}/${id}`);
    if (!kept) return { status: 404, json: { type: 'error', error: { message: 'Comment not found' } } };
    if (seen.method === 'PUT') {
      kept.body = (json(seen).content as unknown as { raw: string }).raw;
      return { status: 200, json: shown(kept) };
    }
    kept.deleted = true;
    return { status: 204 };
  });

/** Activities, newest first, with isLastPage and nextPageStart; a comment is changed only with the version it has. */
export const startBitbucketServer = (): Promise<Fake> =>
  start((seen, fake) => {
    const root = '/bitbucket/rest/api/1.0/projects/ACME/repos/plans/pull-requests/7';
    if (seen.headers.authorization !== `Bearer ${TOKEN}`) {
      return { status: 401, json: { errors: [{ context: null, message: 'Authentication failed.' }] } };
    }
    const headers = { 'x-ausername': ME };
    const shown = ({ id, body, author, version }: Kept): unknown => ({
      id,
      version,
      text: body,
      author: { name: author },
    });
    if (path(seen) === `${root}/activities`) {
      const all = [
        { action: 'OPENED' },
        ...fake.comments.map((kept) => ({ action: 'COMMENTED', commentAction: 'ADDED', comment: shown(kept) })),
        { action: 'APPROVED' },
      ].reverse();
      const from = Number(query(seen).get('start'));
      const last = from + PER_PAGE >= all.length;
      return {
        ...{ status: 200, headers },
        json: {
          values: all.slice(from, from + PER_PAGE),
          isLastPage: last,
          nextPageStart: last ? null : from + PER_PAGE,
        },
      };
    }
    if (path(seen) === `${root}/comments` && seen.method === 'POST') {
      return { status: 201, headers, json: shown(add(fake, json(seen).text!)) };
    }
    const kept = fake.comments.find(({ id }) => path(seen) === `${root}/comments/${id}`);
    if (!kept) return { status: 404, headers, json: { errors: [{ message: 'No such comment' }] } };
    const version = seen.method === 'PUT' ? json(seen).version! : Number(query(seen).get('version'));
    if (version !== kept.version) {
      const message = `You are attempting to modify a comment based on out-of-date information.`;
      return { status: 409, headers, json: { errors: [{ message }] } };
    }
    if (seen.method === 'PUT') {
      Object.assign(kept, { body: json(seen).text!, version: kept.version + 1 });
      return { status: 200, headers, json: shown(kept) };
    }
    fake.comments.splice(fake.comments.indexOf(kept), 1);
    return { status: 204, headers };
  });
