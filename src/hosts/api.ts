/** What every host of pull requests is to us: a list of comments, and four things that can be done. */

import type { Http } from './http.ts';
import type { TagForm } from './tag.ts';

export const HOSTS = ['github', 'gitlab', 'azure', 'bitbucket'] as const;
export type Host = (typeof HOSTS)[number];

/** Where comments go, in the words of the user: flags. What is absent comes from the environment of the CI system. */
export interface Asked {
  readonly repo?: string | undefined;
  readonly pullRequest?: string | undefined;
  readonly serverUrl?: string | undefined;
}

/** Variables of the environment; an empty one counts as absent, as CI systems leave them. */
export type Environment = (name: string) => string | undefined;

/** The comments of one pull request, or a sentence about what is missing. */
export type Found =
  | { readonly api: CommentApi; readonly missing?: undefined }
  | { readonly api?: undefined; readonly missing: string };

export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Id of who wrote it, as `whoAmI` tells it. */
  readonly author: string | undefined;
  /** Whatever the host wants back to change it: a version, the thread it is in. */
  readonly mark?: number;
  /** Where people see it. */
  readonly url?: string | undefined;
}

export interface CommentApi {
  /** `pull request 12 of acme/plans`. */
  readonly what: string;
  /** Everything is asked of this server; the token goes nowhere else. */
  readonly base: URL;
  readonly form: TagForm;
  /** Variables that can hold the token; the first that is set is taken. */
  readonly tokens: readonly string[];
  /** Headers of every request. */
  readonly headers: (token: string) => Readonly<Record<string, string>>;
  /** Set where the host gives a job a token that only reads: why, in words. Then a comment that is refused is no failure. */
  readonly onlyReads?: string;
  /** For a dry run: how the comment is looked for, made and changed. */
  readonly calls: { readonly list: string; readonly create: string; readonly update: string };
  /**
   * Whether a comment was written with this token. A stranger can write a comment that begins with our tag: were it
   * taken for ours, what we say would stand under their name, and they could change it afterwards. Where the host does
   * not tell who we are, the tag alone decides.
   */
  readonly isOurs: (http: Http) => Promise<(comment: Comment) => boolean>;
  /** All comments that are left, in any order. */
  readonly list: (http: Http) => Promise<readonly Comment[]>;
  readonly create: (http: Http, body: string) => Promise<Comment>;
  readonly update: (http: Http, comment: Comment, body: string) => Promise<Comment>;
  readonly remove: (http: Http, comment: Comment) => Promise<void>;
}

/** A number of a pull request as hosts write them. */
export const readNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;

/** Two names with a slash between them, each as it may stand in a path; undefined for anything else. */
export function twoNames(text: string): readonly [string, string] | undefined {
  const [first, second, ...more] = text.split('/');
  return first && second && more.length === 0 && isName(first) && isName(second) ? [first, second] : undefined;
}

/** Dots alone would climb in the path of an address. */
export const isName = (text: string): boolean =>
  text !== '' && text.length <= 200 && !/^\.+$/.test(text) && !/[\u0000-\u001f\u007f/\\]/.test(text);

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The address of a server, ending in a slash. Only https, so that no token is readable on its way (plain http to the
 * machine itself), and without a name or password in it.
 */
export function readServer(text: string): URL | string {
  let url: URL;
  try {
    url = new URL(text.endsWith('/') ? text : `${text}/`);
  } catch {
    return 'it is no address: write it as https://git.example.com';
  }
  if (url.username !== '' || url.password !== '')
    return 'it has a name or password in it: put the token into a variable of the environment';
  if (url.search !== '' || url.hash !== '') return 'it has a ? or # in it: write only the server and its path';
  if (url.protocol === 'https:') return url;
  if (url.protocol === 'http:' && LOOPBACK.includes(url.hostname)) return url;
  return 'it must begin with https://, or the token could be read on its way';
}

/** What is said where the number is neither in a flag nor in the environment. */
export const noPullRequest = (noun: string, variables: string): string =>
  `there is no ${noun} to comment on: this job was not started for one (${variables} ${variables.includes(' and ') ? 'are' : 'is'} not set), ` +
  `so run it for ${noun}s only, or name one with --pull-request <number>`;

/** What a host's answer holds, as far as it holds it. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
/** Ids are numbers, or texts; undefined for anything else. */
export const idOf = (value: unknown): string | undefined =>
  typeof value === 'number' || typeof value === 'string' ? `${value}` : undefined;
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);
