/**
 * check.json: what a check adds to its results. Together with results.ndjson and diff.ndjson it is the whole check, so that
 * every report can be made again. It names the results it belongs to by their hashes: beside others it is refused.
 */

import type { PolicyOutcome } from '../policy/policy.ts';
import { CODES } from '../problems/codes.ts';
import type { Outcome, Problem } from '../problems/problem.ts';
import { type CheckRun, GATE_KINDS, type GateChanges } from './check-result.ts';
import { type Check, count, flag, listOf, Misshapen, mapOf, maybe, oneOf, shape, text, whole } from './check-shape.ts';
import { readInputFile } from './files.ts';

export const CHECK_FILE = 'check.json';

export interface CheckFile {
  /** Version of rateproof. */
  readonly rateproof: string;
  readonly exitCode: CheckRun['exitCode'];
  /** The day that exceptions were held against; absent where there were none. */
  readonly asOf?: string;
  /** The files of results that it is about, beside it: SHA-256 by name. */
  readonly results: Readonly<Record<string, string>>;
  readonly lint: readonly Problem[];
  /** Why there is no comparison. */
  readonly incomparable?: readonly Problem[];
  readonly policies: readonly PolicyOutcome[];
  /** What the change alters of its own judge. */
  readonly gate?: GateChanges;
}

/** The same bytes for the same check on any machine. */
export function checkText(
  { lint, incomparable, policies, gate, exitCode, asOf }: CheckRun,
  { rateproof, results }: Pick<CheckFile, 'rateproof' | 'results'>,
): string {
  const file: CheckFile = {
    ...{ rateproof, exitCode },
    ...(asOf !== undefined && { asOf }),
    ...{ results, lint },
    ...(incomparable && { incomparable }),
    policies,
    ...(gate && { gate }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

const EXIT_CODES: readonly CheckRun['exitCode'][] = [0, 1, 2, 3, 4, 5, 130];
const exitCode: Check = (value, field) => {
  if (!EXIT_CODES.some((code) => code === value))
    throw new Misshapen(`${field} should be one of ${EXIT_CODES.join(', ')}`);
};

const sha256: Check = (value, field) => {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) throw new Misshapen(`${field} should be a SHA-256`);
};

const PLACE = shape({ file: text, line: whole, column: whole, length: maybe(count) });

const PROBLEMS = listOf(
  shape({
    ...{ code: oneOf(...Object.keys(CODES)), severity: oneOf('error', 'warning'), message: text },
    ...{ place: maybe(PLACE), related: maybe(listOf(shape({ message: text, place: PLACE }))), fix: maybe(text) },
  }),
);

const OUTCOMES = listOf(
  shape({
    ...{ policy: text, words: text, scope: maybe(text), outcome: oneOf('pass', 'warn', 'block') },
    ...{ measured: text, limit: text, source: maybe(text), breaches: listOf(text), breached: count },
    exceptions: listOf(shape({ owner: text, reason: text, until: text, expired: flag, used: count })),
    place: PLACE,
  }),
);

const CHECK = shape({
  ...{ rateproof: text, exitCode, asOf: maybe(text), results: mapOf(sha256) },
  ...{ lint: PROBLEMS, incomparable: maybe(PROBLEMS) },
  policies: OUTCOMES,
  gate: maybe(
    shape({
      changes: listOf(shape({ kind: oneOf(...GATE_KINDS), warns: flag, words: text })),
      heldByBase: OUTCOMES,
    }),
  ),
});

/** As large as a line of results may be: a check of ten thousand problems has its place. */
const MOST_BYTES = 32 * 1024 * 1024;

/** `file`: from the folder `root`, and how it is called in problems. Undefined where there is none. */
export function readCheckFile(root: string, file: string): Outcome<{ readonly check: CheckFile | undefined }> {
  const refuse = (message: string): { readonly problems: readonly Problem[] } => ({
    problems: [
      {
        ...{ code: 'CHECK-UNREADABLE', severity: 'error', message, place: { file, line: 1, column: 1 } },
        fix: 'run `rateproof check` again',
      },
    ],
  });
  const { value, problems } = readInputFile(root, file, MOST_BYTES);
  if (!value) return refuse(problems[0]?.message ?? 'the file cannot be read');
  const [found] = value;
  if (!found) return { value: { check: undefined }, problems: [] };
  try {
    const parsed: unknown = JSON.parse(found.text);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return refuse('this is no object');
    CHECK(parsed, '');
    return { value: { check: parsed as CheckFile }, problems: [] };
  } catch (error) {
    if (error instanceof Misshapen) return refuse(error.message);
    if (error instanceof SyntaxError) return refuse('this is no JSON');
    // Nested deeper than the stack is.
    if (error instanceof RangeError) return refuse('it is nested too deeply');
    throw error;
  }
}
