/** Where a project is: its folder in the repository, and what the CI system says of the repository. */

import { prefixOf } from '../run/diff/version-control.ts';

export interface CiContext {
  /** Of the project inside the repository, as `tariffs/`; empty at the top of it. */
  readonly folder: string;
  /** By https, without a name or password in it. */
  readonly repository?: string;
  readonly branch?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Paths in annotations and lists of findings are from the top of the repository, wherever the command runs in it. */
export function ciContext(root: string, environment: Environment): CiContext {
  const prefix = prefixOf(root);
  const repository = address(repositoryOf(environment));
  const branch = branchOf(environment)?.replace(/^refs\/heads\//, '');
  return {
    folder: prefix.length <= MOST && !UNSEEN.test(prefix) ? prefix : '',
    ...(repository !== undefined && { repository }),
    ...(branch !== undefined && branch.length <= MOST && !UNSEEN.test(branch) && { branch }),
  };
}

const MOST = 1_000;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What a CI system leaves empty is not there. */
const first = (...values: readonly (string | undefined)[]): string | undefined => values.find((value) => value);

function repositoryOf(environment: Environment): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = environment;
  const { CI_PROJECT_URL, BUILD_REPOSITORY_URI, BITBUCKET_GIT_HTTP_ORIGIN } = environment;
  return first(
    server && name ? `${server}/${name}` : undefined,
    ...[CI_PROJECT_URL, BUILD_REPOSITORY_URI, BITBUCKET_GIT_HTTP_ORIGIN],
  );
}

/** Of the pull request, where there is one: its merge has a name of its own that nobody knows. */
const branchOf = (environment: Environment): string | undefined =>
  first(
    ...[environment.GITHUB_HEAD_REF, environment.GITHUB_REF_NAME],
    ...[environment.CI_MERGE_REQUEST_SOURCE_BRANCH_NAME, environment.CI_COMMIT_REF_NAME],
    ...[environment.SYSTEM_PULLREQUEST_SOURCEBRANCH, environment.BUILD_SOURCEBRANCH, environment.BITBUCKET_BRANCH],
  );

/** A name or password in it is nobody's business: Azure has one there. */
function address(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MOST || !URL.canParse(text)) return undefined;
  const { protocol, host, pathname } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? `${protocol}//${host}${pathname}` : undefined;
}
