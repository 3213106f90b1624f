/**
 * Requests to one server with a token. They are tried again when the server is busy or out of reach, with fixed delays
 * (one job posts one comment: there is no crowd to spread out), and never for longer than a job should wait. The token
 * goes to this server only: a redirect to another one is refused, and no message holds the token.
 */

import { visible } from '../problems/visible.ts';

/** Before the second, third … attempt, in milliseconds. */
const DELAYS = [1_000, 2_000, 4_000, 8_000];
/** What a server may ask us to wait (Retry-After); one that asks for more is not worth the job's time. */
const LONGEST_WAIT = 60_000;
const ONE_REQUEST = 30_000;
const ALTOGETHER = 180_000;
/** A page of 100 comments of the longest kind is less. */
const LARGEST_ANSWER = 64 * 1024 * 1024;
const MOST_REDIRECTS = 3;
/** A hundred comments a page: nobody has so many. */
const MOST_PAGES = 100;

export interface HttpOptions {
  readonly base: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Never shown: the token in every form in which it travels. */
  readonly secrets: readonly string[];
  /** Milliseconds that only ever grow, and waiting for some; for tests. */
  readonly now?: () => number;
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** Told when something is tried again. */
  readonly onAgain?: (sentence: string) => void;
}

export interface Answer {
  readonly json: unknown;
  readonly header: (name: string) => string | undefined;
}

/**
 * missing: there is no such thing, or we may not see it. conflict: somebody else was faster. unsure: it may have been
 * done, or not. refused: asking again changes nothing.
 */
export type Failure = 'refused' | 'missing' | 'conflict' | 'unsure';

export class HostError extends Error {
  readonly kind: Failure;
  readonly status: number | undefined;

  constructor(kind: Failure, message: string, status?: number) {
    super(message);
    this.kind = kind;
    this.status = status;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export class Http {
  readonly #options: HttpOptions;
  readonly #now: () => number;
  readonly #wait: (milliseconds: number) => Promise<void>;
  readonly #deadline: number;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#wait = options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    this.#deadline = this.#now() + ALTOGETHER;
  }

  /** A path is resolved against the server's address. */
  get(path: string): Promise<Answer> {
    return this.#ask('GET', path, undefined, true);
  }

  /** Changes that come to the same when they are done twice. */
  change(method: 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
    return this.#ask(method, path, body, true);
  }

  /** What would be there twice if it were sent twice: not repeated here unless it surely was not done. */
  post(path: string, body: unknown): Promise<Answer> {
    return this.#ask('POST', path, body, false);
  }

  /** Answers page by page to the last; `next` says where the next one is. */
  async pages(first: string, next: (answer: Answer) => string | undefined): Promise<readonly unknown[]> {
    const pages: unknown[] = [];
    for (let path: string | undefined = first; path !== undefined; ) {
      if (pages.length === MOST_PAGES)
        throw new HostError('refused', `there are more than ${MOST_PAGES} pages of comments`);
      const answer = await this.get(path);
      pages.push(answer.json);
      path = next(answer);
    }
    return pages;
  }

  /** Waits before attempt number `attempt` (from 1) of something that may have been done; false: no more attempts. */
  async again(attempt: number): Promise<boolean> {
    const delay = DELAYS[attempt - 1];
    if (delay === undefined || this.#now() + delay > this.#deadline) return false;
    await this.#wait(delay);
    return true;
  }

  /** Text of the server or about it, as it may be shown. */
  shown(text: string): string {
    let safe = text;
    for (const secret of this.#options.secrets) safe = safe.replaceAll(secret, '***');
    const line = safe.replaceAll(/\s+/g, ' ').trim();
    return visible(line.length > 300 ? `${line.slice(0, 299)}…` : line);
  }

  async #ask(method: Method, path: string, body: unknown, repeatable: boolean): Promise<Answer> {
    const url = this.#inside(path);
    for (let attempt = 0; ; attempt += 1) {
      let sent: Sent | undefined;
      let reason: string;
      try {
        sent = await this.#send(method, url, body);
        reason = `it answered ${sent.status}`;
      } catch (error) {
        if (error instanceof HostError) throw error;
        reason = causeOf(error);
      }
      if (sent && sent.status < 300) return this.#answer(sent);
      const busy = sent !== undefined && isBusy(sent);
      // Without an answer, or with an error of the server, what was sent may have been done.
      const unsure = sent === undefined ? !NOT_SENT.includes(reason) : sent.status >= 500;
      if (sent && !busy && sent.status < 500) throw this.#refused(method, sent);
      const delay = delayOf(sent, attempt);
      const late = delay !== undefined && this.#now() + delay > this.#deadline;
      if (unsure && !repeatable) throw new HostError('unsure', this.shown(reason), sent?.status);
      if (delay === undefined || delay > LONGEST_WAIT || late) {
        const asked =
          delay !== undefined && delay > LONGEST_WAIT ? `, and asks to wait ${Math.ceil(delay / 1000)} s` : '';
        const tries = attempt === 0 ? 'once' : `${attempt + 1} times`;
        const said = sent ? messageOf(sent) : '';
        throw new HostError(
          'refused',
          this.shown(`${this.#options.base.host} was tried ${tries}: ${reason}${asked}${said && `: ${said}`}`),
          sent?.status,
        );
      }
      this.#options.onAgain?.(this.shown(`${this.#options.base.host}: ${reason}; trying again in ${delay / 1000} s`));
      await this.#wait(delay);
    }
  }

  async #send(method: Method, first: URL, body: unknown): Promise<Sent> {
    let url = first;
    for (let hops = 0; ; hops += 1) {
      const left = Math.max(1, Math.min(ONE_REQUEST, this.#deadline - this.#now()));
      const response = await fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          'user-agent': 'rateproof',
          ...this.#options.headers,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(left),
      });
      const text = await readText(response);
      const to = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || to === null)
        return { status: response.status, headers: response.headers, text };
      // A repository that was renamed answers so.
      if (hops === MOST_REDIRECTS) throw new HostError('refused', 'it leads from one address to the next without end');
      url = this.#inside(to, url);
    }
  }

  /** An address of this server; another server's would be given the token. */
  #inside(path: string, from: URL = this.#options.base): URL {
    const url = URL.canParse(path, from.href) ? new URL(path, from.href) : undefined;
    if (url?.origin === this.#options.base.origin) return url;
    const other = url ? url.host : 'something that is no address';
    const sentence = `${this.#options.base.host} leads to ${other}: the token is not sent there`;
    throw new HostError('refused', this.shown(sentence));
  }

  #answer({ status, headers, text }: Sent): Answer {
    const header = (name: string): string | undefined => headers.get(name) || undefined;
    if (status === 204 || text.trim() === '') return { json: undefined, header };
    // Azure answers 203 and a page to sign in with where a token is wrong; so do proxies in between.
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw new HostError(
        'refused',
        `${this.#options.base.host} answered ${status} with a page and no data: the token is wrong, or something stands in between`,
        status,
      );
    }
    return { json, header };
  }

  #refused(method: Method, sent: Sent): HostError {
    const { status } = sent;
    const kind = status === 404 || status === 410 ? 'missing' : status === 409 ? 'conflict' : 'refused';
    const said = messageOf(sent);
    return new HostError(
      kind,
      this.shown(`${this.#options.base.host} answered ${status} to ${method}${said && `: ${said}`}`),
      status,
    );
  }
}

/** Too many requests: surely not done, and asked to come back. GitHub says 403 where it means that. */
function isBusy({ status, headers }: Sent): boolean {
  if (status === 429) return true;
  return status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0');
}

/** What the server asks for, otherwise ours; undefined after the last attempt. */
function delayOf(sent: Sent | undefined, attempt: number): number | undefined {
  const ours = DELAYS[attempt];
  if (ours === undefined) return undefined;
  const asked = sent?.headers.get('retry-after') ?? '';
  if (/^\d{1,6}$/.test(asked)) return Math.max(ours, Number(asked) * 1000);
  const until = Date.parse(asked);
  if (!Number.isNaN(until)) return Math.max(ours, until - Date.now());
  const reset = sent?.headers.get('x-ratelimit-remaining') === '0' ? sent.headers.get('x-ratelimit-reset') : null;
  if (reset !== null && reset !== undefined && /^\d{1,12}$/.test(reset))
    return Math.max(ours, Number(reset) * 1000 - Date.now());
  return ours;
}

/** The connection was never made, so nothing was done. */
const NOT_SENT = ['it refuses connections', 'its name is not known'];

const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refuses connections',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name is not known',
  ECONNRESET: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
};

function causeOf(error: unknown): string {
  const { name, message, cause } = error as { name?: unknown; message?: unknown; cause?: { code?: unknown } };
  if (name === 'TimeoutError') return 'it does not answer';
  const code = typeof cause?.code === 'string' ? cause.code : '';
  return WHY[code] ?? (code === '' ? String(message) : code);
}

/** What the server says about it: each host has a place of its own for that. */
function messageOf({ text }: Sent): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return '';
  }
  const { message, error, errors } = (json ?? {}) as Readonly<Record<string, unknown>>;
  const first = Array.isArray(errors) ? (errors[0] as { message?: unknown } | undefined)?.message : undefined;
  const inner = typeof error === 'object' ? (error as { message?: unknown } | null)?.message : error;
  const said = [message, inner, first].filter((part) => part !== undefined && part !== null);
  return said.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(': ');
}

async function readText(response: Response): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) throw new HostError('refused', 'its answer is larger than 64 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
