/** `rateproof init`: a small project in an empty folder, tried at once. */

import { relative, resolve } from 'node:path';
import { baselineFile } from '../baseline/baseline.ts';
import { visible } from '../problems/visible.ts';
import { exitCode } from '../run/result.ts';
import { runTests } from '../run/run-tests.ts';
import { scaffold } from '../run/scaffold/scaffold.ts';
import { rateproofVersion } from '../run/version.ts';

export async function init(folder: string): Promise<number> {
  const root = resolve(process.cwd(), folder);
  const made = scaffold(root, rateproofVersion());
  if ('inTheWay' in made) {
    process.stderr.write(
      `Nothing was written: ${made.inTheWay.map(visible).join(', ')} ${made.inTheWay.length === 1 ? 'is' : 'are'} there already.\n` +
        'rateproof init begins a project in an empty folder: rateproof init my-plans\n',
    );
    return 2;
  }
  // The bills of the generated customers become the first baseline, the way every baseline begins: accepted by a run.
  const outcome = await runTests({ root, update: 'new' });
  if (!outcome.value) throw new Error('the project that was written cannot be read');
  const { scenarios } = outcome.value.summary;
  const here = relative(process.cwd(), root);
  const lines = [
    ...[...made.written, baselineFile('scenarios/everyday.yaml', 'everyday')].map((path) => `  ${path}`),
    '',
    `${scenarios.passed} scenarios worked by hand agree; the bills of ${scenarios.new} generated customers are the first baseline.`,
    '',
    'Next',
    ...(here ? [`  cd ${visible(here)}`] : []),
    '  rateproof test        holds every bill against what is expected, and writes reports/latest/index.html',
    '  plans/basic.yaml      change a price, test again, and read whose bill moved',
    '  rateproof simulate    what a dearer fee would do to revenue, as reports/latest/simulation/simulation.html',
    '  git init              then `git add -A` and `git commit -m plans`: from then on',
    '  rateproof check       says what a change does to every bill, as the workflow does under pull requests',
  ];
  process.stdout.write(`Written${here ? ` to ${visible(here)}` : ''}\n${lines.join('\n')}\n`);
  return exitCode(outcome.value, { ci: false });
}
