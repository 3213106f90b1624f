/**
 * A check as SARIF 2.1.0 (OASIS), which code scanning of GitHub, Azure DevOps and editors read: a rule a code with its
 * help, a result a finding. Paths are relative to the root of the repository (`uriBaseId` SRCROOT), so that the file says
 * nothing of the machine that made it.
 */

import { CODES } from '../problems/codes.ts';
import { visibleJson } from '../problems/visible.ts';
import type { CheckRun } from '../run/check-result.ts';
import { count } from './amounts.ts';
import { type Finding, findingsOf, type Spot } from './findings.ts';
import { SARIF_RESULTS } from './limits.ts';

export interface SarifContext {
  /** Of rateproof. */
  readonly version: string;
  /** Of the project inside the repository, as `tariffs/`. */
  readonly folder?: string;
  /** Where the repository is, without a name or password in it; with it the commit of the head is told. */
  readonly repository?: string;
  readonly branch?: string;
}

export function* renderSarif(check: CheckRun, context: SarifContext): Generator<string> {
  const { version, folder = '', repository, branch } = context;
  const findings = findingsOf(check);
  const shown = findings.slice(0, SARIF_RESULTS);
  const codes = [...new Set(shown.map(({ code }) => code))].sort();
  const more = findings.length - shown.length;
  const commit = check.diff?.header.head.commit;
  const run = {
    tool: {
      driver: {
        ...{ name: 'rateproof', version, semanticVersion: version },
        rules: codes.map(rule),
      },
    },
    automationDetails: { id: 'rateproof/check/' },
    originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
    ...(repository !== undefined && {
      versionControlProvenance: [
        {
          repositoryUri: repository,
          ...(commit !== undefined && { revisionId: commit }),
          ...(branch !== undefined && { branch }),
          mappedTo: { uriBaseId: 'SRCROOT' },
        },
      ],
    }),
    invocations: [
      {
        executionSuccessful: check.exitCode < 2 || check.exitCode === 4,
        exitCode: check.exitCode,
        ...(more > 0 && {
          toolExecutionNotifications: [
            { level: 'warning', message: { text: `${count(more)} more results are left out; the reports have all.` } },
          ],
        }),
      },
    ],
    columnKind: 'unicodeCodePoints',
    ...(check.fingerprint !== undefined && { properties: { fingerprint: check.fingerprint } }),
  };
  const head = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0' };
  yield `${visibleJson(head, 0).slice(0, -1)},"runs":[${visibleJson(run, 0).slice(0, -1)},"results":[`;
  let separator = '\n';
  for (const finding of shown) {
    yield `${separator}${visibleJson(result(finding, codes, folder), 0)}`;
    separator = ',\n';
  }
  yield '\n]}]}\n';
}

function rule(code: Finding['code']): object {
  const { title, why, remedy } = CODES[code];
  return {
    id: code,
    name: code
      .split('-')
      .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
      .join(''),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: `${why} ${remedy}`, markdown: `${why}\n\n**What to do:** ${remedy}` },
    defaultConfiguration: { level: code === 'CHECK-POLICY-WARNS' ? 'warning' : 'error' },
  };
}

function result(
  { code, level, message, spot, related, fingerprint }: Finding,
  codes: readonly string[],
  folder: string,
): object {
  return {
    ...{ ruleId: code, ruleIndex: codes.indexOf(code), level },
    message: { text: plainText(message) },
    // GitHub takes no result without a place.
    locations: [location(spot ?? { file: 'rateproof.config.yaml', line: 1 }, folder)],
    ...(related.length > 0 && {
      relatedLocations: related.map(({ message: text, spot: other }, id) => ({
        ...{ id, ...location(other, folder) },
        message: { text: plainText(text) },
      })),
    }),
    partialFingerprints: { 'rateproof/v1': fingerprint },
  };
}

const location = ({ file, line, column }: Spot, folder: string): object => ({
  physicalLocation: {
    artifactLocation: { uri: uriOf(folder + file), uriBaseId: 'SRCROOT' },
    region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
  },
});

/** In plain text of SARIF `[text](target)` is a link and `{0}` a placeholder: a stranger's text has none. */
const plainText = (text: string): string =>
  text
    .replace(/[\\[\]]/g, '\\$&')
    .replaceAll('{', '{{')
    .replaceAll('}', '}}');

/** A relative reference: a name with a colon in it would be taken for a scheme. */
const uriOf = (path: string): string =>
  path
    .split('/')
    .map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd')))
    .join('/');
