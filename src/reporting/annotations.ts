/**
 * A check as workflow commands of GitHub: what is printed so stands beside the lines of the files in a pull request. A
 * step shows ten errors and ten warnings and drops the rest without a word, so the rest is told in one notice.
 */

import type { CheckRun } from '../run/check-result.ts';
import { count } from './amounts.ts';
import { type Finding, findingsOf } from './findings.ts';
import { ANNOTATION_CHARACTERS, ANNOTATIONS } from './limits.ts';
import { shortened } from './shortened.ts';

/** Empty text where nothing was found. `folder`: of the project inside the repository, as `tariffs/`. */
export function* renderAnnotations(
  check: CheckRun,
  { folder = '' }: { readonly folder?: string } = {},
): Generator<string> {
  const findings = findingsOf(check);
  const of = (level: Finding['level']): Finding[] => findings.filter((finding) => finding.level === level);
  for (const level of ['error', 'warning'] as const) {
    for (const { spot, title, message } of of(level).slice(0, ANNOTATIONS)) {
      const where = spot
        ? { file: folder + spot.file, line: `${spot.line}`, ...(spot.column && { col: `${spot.column}` }) }
        : {};
      yield command(level, { ...where, title: `rateproof: ${title}` }, message);
    }
  }
  const rest = (['error', 'warning'] as const).flatMap((level) => {
    const more = of(level).length - ANNOTATIONS;
    return more > 0 ? `${count(more)} more ${level}${more === 1 ? '' : 's'}` : [];
  });
  if (rest.length > 0) yield command('notice', { title: 'rateproof' }, `And ${rest.join(' and ')}: see the reports.`);
}

function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const told = Object.entries(properties).map(([key, value]) => `${key}=${property(shortened(value))}`);
  return `::${name} ${told.join(',')}::${data(shortened(message, ANNOTATION_CHARACTERS))}\n`;
}

/** As the runner reads them back; a percent sign first, or the others would be escaped twice. */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
