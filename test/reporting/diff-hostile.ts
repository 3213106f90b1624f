/** A check whose every text was written by somebody who means harm. */

import type { ToldEdit } from '../../src/plan/change/edit.ts';
import type { CheckRun } from '../../src/run/check-result.ts';
import type { DiffCause, DiffResult, Effect } from '../../src/run/diff/result.ts';
import { allowanceCut, blockedCheck, cause, checkOf, edit, lintCheck } from './diff-fixtures.ts';

/** Of every text an edit and a cause, a customer with bills, a plan, a segment, a policy with an exception, a recipe. */
export function hostileCheck(texts: readonly string[], most = texts.length): CheckRun {
  const [first = ''] = texts;
  const at = (index: number): string => texts[index % texts.length] ?? '';
  const all = allowanceCut.summary.effects.EUR!.all;
  const named = (): [string, Effect][] => texts.slice(0, most).map((text) => [text, all]);
  const edits = texts.map(
    (text, index): ToldEdit =>
      edit(`${index}`.padStart(16, '0'), text, {
        ...{ document: text, part: text, plans: [text], place: { file: text, line: index + 1 } },
      }),
  );
  const causes = edits.map(
    ({ fingerprint, words }, index): DiffCause =>
      cause(fingerprint, [edits[index]!], {
        plans: [words],
        customers: index % 3,
        ...(index % 2 === 0 && {
          approval: { by: words, on: '2026-03-01', why: words, until: words, file: words, state: 'expired' },
        }),
      }),
  );
  const [example] = allowanceCut.results;
  const results = texts.map((text): DiffResult => {
    const line = { key: text, kind: 'usage', amount: '1.00', quantity: '5' } as const;
    const bill = (total: string) => ({
      ...example!.invoices!.before[0]!,
      ...{ account: text, plan: text, lines: [line], total },
    });
    return {
      ...example!,
      ...{ id: text, file: text, plan: text, segment: text, title: text, reason: text, again: text, causes: [text] },
      invoices: { before: [bill('26.00')], after: [bill('32.00')] },
      differences: example!.differences.map((one) => (one.line ? { ...one, line: text, cause: text } : one)),
    };
  });
  const { header } = allowanceCut;
  const diff = {
    ...allowanceCut,
    header: {
      ...header,
      base: { ...header.base, name: first },
      head: { ...header.head, name: at(1) },
      filters: { [first]: at(1) },
      plans: texts.map((text) => {
        return { id: text, currency: 'EUR', versions: 1, name: text, tax: text, charges: { [text]: { name: text } } };
      }),
      recipes: texts.map((text) => ({ id: text, seed: 7, count: 1 })),
    },
    results,
    summary: {
      ...allowanceCut.summary,
      ...{ edits, causes, newPlans: texts, withdrawnPlans: texts },
      samples: { typical: first, gain: at(1), loss: at(2) },
      effects: {
        EUR: { all, plans: Object.fromEntries(named()), segments: Object.fromEntries(named()) },
      },
    },
  };
  const policies = texts.slice(0, most).map((text) => ({
    ...blockedCheck.policies[1]!,
    ...{ words: text, scope: text, measured: text, limit: text, source: text, breaches: [text, text], breached: 2 },
    outcome: 'block' as const,
    exceptions: [{ owner: text, reason: text, until: text, expired: false, used: 1 }],
    place: { file: text, line: 1, column: 1 },
  }));
  const lint = texts.map((text) => {
    const place = { file: text, line: 1, column: 1 };
    return { ...lintCheck.lint[0]!, severity: 'warning' as const, message: text, fix: text, place };
  });
  return checkOf(diff, 1, { policies, lint, fingerprint: first });
}
