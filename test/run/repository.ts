/** A small project in a git repository of its own. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { renderProblems } from '../../src/problems/render.ts';
import { type DiffResult, type DiffRun, diffExitCode } from '../../src/run/diff/result.ts';
import { type DiffHooks, type DiffOptions, runDiff } from '../../src/run/diff/run-diff.ts';
import type { Session } from '../../src/run/session.ts';

export const PLAN = `
plan: simple
name: Simple
currency: EUR
timezone: Europe/Berlin
prices: gross
effective: { new: 2025-01-01 }
bill_cycle: { anchor: 1 }
tax: { name: VAT, rates: { standard: 19 % } }
recurring:
  - { id: monthly-fee, amount: 10.00, charged: in-arrears }
usage:
  - { id: voice, match: { service: voice, direction: out, to: home }, increment: 60 s, rate: 0.10 / min }
  - { id: data, match: { service: data }, increment: 100 kB, rate: 1.00 / GB }
`;

/** One call of 61 s is two minutes, 0.20; 2 GB of data are 2.00. Invoices: 10.00, 10.20 and 12.00. */
export const SCENARIOS = `
scenario: idle
plan: simple
customer: { activated: 2026-01-01, segment: quiet }
usage: []
expect: [{ invoice: 2026-04-01, total: 10.00 }]
---
scenario: caller
plan: simple
customer: { activated: 2026-01-01 }
usage: [{ at: 2026-03-02T12:00, service: voice, direction: out, to: home, duration: 61 s }]
expect: [{ invoice: 2026-04-01, total: 10.20 }]
---
scenario: surfer
plan: simple
customer: { activated: 2026-01-01 }
usage: [{ at: 2026-03-02T12:00, service: data, quantity: 2 GB }]
expect: [{ invoice: 2026-04-01, total: 12.00 }]
`;

export interface Repository {
  readonly root: string;
  write(file: string, text: string): void;
  remove(file: string): void;
  read(file: string): string;
  git(...args: string[]): string;
  /** Everything that lies there; the id of the commit. */
  commit(): string;
  diff(options?: Partial<DiffOptions>, hooks?: DiffHooks, session?: Session): Promise<Compared>;
}

interface Compared {
  readonly value: DiffRun | undefined;
  /** As they would be shown, and the exit code that goes with them. */
  readonly problems: string;
  readonly exit: number;
  /** Statuses that came up, with how often. */
  readonly statuses: Readonly<Record<string, number>>;
  of(id: string): DiffResult;
}

/** With a first commit on the branch main. */
export function repository(files: Readonly<Record<string, string>> = {}): Repository {
  const root = mkdtempSync(join(tmpdir(), 'rateproof-diff-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return at(root, { 'plans/simple.yaml': PLAN, 'scenarios/a.yaml': SCENARIOS, ...files });
}

/** In a folder that is there; without files, nothing is made or committed. */
export function at(root: string, files?: Readonly<Record<string, string>>): Repository {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const git = (...args: string[]): string => {
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', '-c', 'protocol.file.allow=always'];
    return execFileSync('git', [...who, ...args], { cwd: root, env, encoding: 'utf8', stdio: 'pipe' });
  };
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const commit = (): string => {
    git('add', '-A');
    git('commit', '--quiet', '--allow-empty', '--message', 'a change');
    return git('rev-parse', 'HEAD').trim();
  };
  if (files) {
    git('init', '--quiet', '--initial-branch=main', '.');
    for (const [file, text] of Object.entries(files)) write(file, text);
    write('.gitignore', 'reports\n');
    commit();
  }
  return {
    ...{ root, write, git, commit },
    remove: (file) => rmSync(join(root, file), { recursive: true }),
    read: (file) => readFileSync(join(root, file), 'utf8'),
    diff: async (options = {}, hooks = {}, session = undefined) => {
      const run = await runDiff({ root, workers: 1, asOf: '2026-05-01', ...options }, hooks, session);
      const { value, problems, sources = new Map() } = run;
      const statuses = Object.entries(value?.summary.scenarios ?? {}).filter(([, count]) => count > 0);
      return {
        value,
        problems: renderProblems(problems, { sources }),
        exit: value ? diffExitCode(value) : problems.some(({ code }) => code === 'DIFF-INCOMPARABLE') ? 5 : 3,
        statuses: Object.fromEntries(statuses),
        of: (id) => value!.results.find((result) => result.id === id)!,
      };
    },
  };
}
