/** Ten pull requests on the portfolio, each a change of files on a branch of its own. */

import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '../../src/run/run-tests.ts';
import { at, type Repository } from '../run/repository.ts';

const portfolio = fileURLToPath(new URL('../../', import.meta.url));

/** The portfolio with fewer customers, and baselines of these, committed on main. */
export async function smallPortfolio(root: string): Promise<Repository> {
  for (const name of ['plans', 'scenarios']) cpSync(join(portfolio, name), join(root, name), { recursive: true });
  const recipes = join(root, 'scenarios/recipes');
  for (const name of readdirSync(recipes).filter((file) => file.endsWith('.yaml'))) {
    const text = readFileSync(join(recipes, name), 'utf8');
    const count = name === 'consumer-base.yaml' ? 40 : 10;
    writeFileSync(join(recipes, name), text.replace(/^count: \d+$/m, `count: ${count}`));
  }
  writeFileSync(join(root, '.gitignore'), 'reports/\n.rateproof/cache/\n');
  const { value } = await runTests({ root, update: 'all' });
  if (!value) throw new Error('the portfolio cannot be run');
  const own = at(root);
  own.git('init', '--quiet', '--initial-branch=main', '.');
  own.git('config', 'user.name', 'Ann');
  own.git('config', 'user.email', 'ann@example.org');
  own.commit();
  return own;
}

type Change = (own: Repository) => void;

/** `which`: -1 takes the last of several places. Throws where there is none, or no single one. */
function replace(own: Repository, file: string, from: string, to: string, which?: -1): void {
  const text = own.read(file);
  const places = text.split(from).length - 1;
  if (places === 0 || (places > 1 && which === undefined)) throw new Error(`${file}: ${places} times ${from}`);
  const start = text.lastIndexOf(from);
  own.write(file, text.slice(0, start) + to + text.slice(start + from.length));
}

/** Takes out the documents of a file that match. */
function without(own: Repository, file: string, gone: RegExp): void {
  const kept = own
    .read(file)
    .split(/^---\n/m)
    .filter((document) => !gone.test(document));
  if (kept.length === 0) own.remove(file);
  else own.write(file, kept.join('---\n'));
}

const written = (own: Repository): string[] =>
  readdirSync(join(own.root, 'scenarios/written')).map((name) => `scenarios/written/${name}`);

const SMART_M = 'plans/smart-m.yaml';
const SMART_S = 'plans/smart-s.yaml';

export const PULL_REQUESTS = {
  'price-up': (own) => replace(own, SMART_M, '{ to: 20 GB, rate: 3.00 / GB }', '{ to: 20 GB, rate: 3.50 / GB }', -1),
  'allowance-cut': (own) => {
    replace(own, SMART_M, 'amount: 12 GB', 'amount: 11 GB');
    replace(own, SMART_M, 'name: 12 GB\n', 'name: 11 GB\n');
  },
  'tier-edge': (own) => replace(own, SMART_M, '{ to: 5 GB, rate: 3.50 / GB }', '{ to: 6 GB, rate: 3.50 / GB }'),
  rounding: (own) =>
    replace(own, 'plans/iot-fleet.yaml', 'rounding: { line: half-even 0.01 }', 'rounding: { line: up 0.01 }'),
  rename: (own) => {
    replace(own, 'plans/payg-gb.yaml', '- id: voice-uk', '- id: voice-national');
    for (const file of written(own)) own.write(file, own.read(file).replaceAll('voice-uk', 'voice-national'));
  },
  'new-plan': (own) => {
    const plan = own
      .read('plans/us-surf.yaml')
      .replace('plan: us-surf', 'plan: us-surf-plus')
      .replace(/^name: .*/m, 'name: Surf Plus')
      .replace('amount: 20.00', 'amount: 25.00');
    own.write('plans/us-surf-plus.yaml', plan);
    own.write(
      'scenarios/written/us-surf-plus.yaml',
      `scenario: surf-plus-one-message
plan: us-surf-plus
customer: { activated: 2018-01-01 }
usage:
  - { at: 2018-02-05T10:00:00, service: sms }
expect:
  - { invoice: 2018-03-01, total: 25.00 }
`,
    );
  },
  withdrawn: (own) => {
    own.remove('plans/gulf-kw.yaml');
    without(own, 'plans/shared/calendars.yaml', /^calendar: kw-week/m);
    for (const name of ['gulf-kuwait.yaml', 'gulf-kuwait.gulf-kuwait.baseline.txt'])
      own.remove(`scenarios/recipes/${name}`);
    for (const file of written(own)) without(own, file, /^plan: gulf-kw/m);
  },
  tax: (own) => replace(own, 'plans/business-jp.yaml', 'standard: 10 %', 'standard: 12 %'),
  text: (own) =>
    own.write('plans/us-talk.yaml', own.read('plans/us-talk.yaml').replace(/^name: .*/m, 'name: Talk and more')),
  interact: (own) => {
    replace(own, SMART_S, 'rate: 5.00 / GB', 'rate: 6.00 / GB', -1);
    replace(own, SMART_S, 'amount: 3 GB', 'amount: 2 GB', -1);
    replace(own, SMART_S, 'name: 3 GB,', 'name: 2 GB,', -1);
  },
} as const satisfies Readonly<Record<string, Change>>;

export type PullRequest = keyof typeof PULL_REQUESTS;

/** A branch of main with the change as its one commit; it is checked out. */
export function open(own: Repository, name: PullRequest): void {
  own.git('checkout', '--quiet', '-B', `pr-${name}`, 'main');
  PULL_REQUESTS[name](own);
  own.commit();
}
