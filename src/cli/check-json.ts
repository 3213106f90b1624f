/** `--json` of a comparison and of a check: one document of one shape, as `rateproof schema check` tells it. */

import { visibleJson } from '../problems/visible.ts';
import type { CheckRun } from '../run/check-result.ts';

/** Whatever came of it: what there is not, is null. */
export function printCheck({
  exitCode,
  fingerprint,
  asOf,
  lint,
  incomparable,
  policies,
  gate,
  test,
  diff,
}: CheckRun): void {
  const told = {
    ...{ exitCode, fingerprint: fingerprint ?? null, asOf: asOf ?? diff?.header.asOf ?? null },
    ...{ lint, incomparable: incomparable ?? null, policies },
    ...(gate && { gate }),
    ...{ test: test?.summary ?? null, diff: diff?.summary ?? null },
  };
  process.stdout.write(`${visibleJson(told)}\n`);
}
