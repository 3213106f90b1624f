/**
 * Every code a problem can have, with what is said about it by `rateproof explain CODE`. A closed list, one file a room
 * under codes/: a room that reports a new kind of mistake adds it there and a golden in its tests.
 */

import { APPROVAL_CODES } from './codes/approval.ts';
import { CHECK_CODES } from './codes/check.ts';
import { CONFIG_CODES } from './codes/config.ts';
import { INPUT_CODES } from './codes/input.ts';
import { INVOICE_CODES } from './codes/invoice.ts';
import { MANIFEST_CODES } from './codes/manifest.ts';
import { PLAN_CODES } from './codes/plan.ts';
import { POLICY_CODES } from './codes/policy.ts';
import { RUN_CODES } from './codes/run.ts';
import { SCENARIO_CODES } from './codes/scenario.ts';
import { SIMULATION_CODES } from './codes/simulation.ts';
import { USAGE_CODES } from './codes/usage.ts';
import { YAML_CODES } from './codes/yaml.ts';

/** Plain sentences, for somebody who does not program. */
export interface CodeText {
  /** What is wrong, as a heading. */
  readonly title: string;
  /** Why it is refused. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
}

export const CODES = {
  ...CONFIG_CODES,
  ...INPUT_CODES,
  ...YAML_CODES,
  ...USAGE_CODES,
  ...PLAN_CODES,
  ...SCENARIO_CODES,
  ...POLICY_CODES,
  ...MANIFEST_CODES,
  ...RUN_CODES,
  ...INVOICE_CODES,
  ...APPROVAL_CODES,
  ...CHECK_CODES,
  ...SIMULATION_CODES,
} as const satisfies Readonly<Record<string, CodeText>>;

export type Code = keyof typeof CODES;

/** What there is to say about a code, for `rateproof explain CODE`; undefined for text that is no code. */
export function explainCode(code: string): string | undefined {
  const known = Object.hasOwn(CODES, code) ? CODES[code as Code] : undefined;
  return known && `${code}: ${known.title}\n\n${known.why}\n\nWhat to do: ${known.remedy}\n`;
}
