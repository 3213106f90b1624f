/** `rateproof test --update`: when it is refused, and what is said about what it did. */

import { UPDATES, type Update } from '../baseline/baseline.ts';
import { visible } from '../problems/visible.ts';
import { counted } from '../reporting/amounts.ts';
import { wrap } from '../reporting/text-layout.ts';
import type { Accepted } from '../run/accept.ts';
import type { TestRun } from '../run/result.ts';

/** What to accept, or why that is refused. In CI nobody looks before it is accepted; another seed is another story. */
export function updateOf(
  text: string,
  { ci, seed }: { readonly ci: boolean; readonly seed: boolean },
): { readonly update: Update } | { readonly refused: string } {
  const update = UPDATES.find((known) => known === text);
  if (!update) return { refused: `--update is one of ${UPDATES.join(', ')}` };
  if (update !== 'none' && ci) {
    return {
      refused: `--update ${update} is refused in CI, where nothing is accepted unseen: run it on your machine and commit the baselines`,
    };
  }
  if (update !== 'none' && seed) {
    return {
      refused: `--update ${update} is refused with --seed: a baseline holds for the seed that its recipe names`,
    };
  }
  return { update };
}

/** Where lines were written, and what no update ever rewrites; empty when nothing was to be accepted. */
export function updateText({ results }: TestRun, update: Update, accepted: Accepted | undefined): string {
  if (update === 'none') return '';
  const rows: string[] = [];
  for (const [recipe, { file }] of accepted?.baselines ?? []) {
    const own = results.filter((result) => result.accepted && result.id.startsWith(`${recipe.id}/`));
    const taken = own.filter(({ status }) => status === 'obsolete').length;
    const parts = [
      own.length > taken ? `${counted(own.length - taken, 'customer')} accepted` : '',
      taken > 0 ? `${counted(taken, 'line')} taken out` : '',
    ];
    rows.push(`${parts.filter(Boolean).join(', ')}: ${file}`);
  }
  for (const file of accepted?.removed ?? []) rows.push(`no recipe: ${file} was removed`);
  if (rows.length === 0) rows.push('nothing was accepted');
  const written = results.filter(({ status, check }) => status === 'changed' && check === 'expectation');
  if (written.length > 0) {
    const [{ file, line }] = written as [TestRun['results'][number]];
    rows.push(
      `${counted(written.length, 'written scenario')} ${written.length === 1 ? 'is' : 'are'} not as expected: what people wrote is never rewritten; change it by hand, beginning with ${file}:${line}`,
    );
  }
  const lines = rows.flatMap((row, at) =>
    wrap(visible(row), 80, { first: at === 0 ? 'update    ' : ' '.repeat(10), rest: ' '.repeat(12) }),
  );
  return `${lines.join('\n')}\n`;
}
