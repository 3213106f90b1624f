/** What CI systems are told of a check: annotations, SARIF, Code Quality, JUnit. */

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { parseXml, type XmlElement } from '@rgrove/parse-xml';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { CI_FILES, CI_REPORTERS, type CiReporter, renderCi } from '../../src/reporting/ci.ts';
import { findingsOf } from '../../src/reporting/findings.ts';
import type { CheckRun } from '../../src/run/check-result.ts';
import { CAUSES, checkOf, DIFF, diffOf, EDITS, hostileCheck, LINT, manyCauses } from './check-by-hand.ts';
import { RESULTS, runOf } from './hand-built.ts';
import { hostileRun } from './hostile.ts';

const context = { version: '0.1.0' };
const text = async (name: CiReporter, check: CheckRun, more = {}): Promise<string> =>
  [...(await renderCi(name, check, { ...context, ...more }))].join('');

const QUIET: CheckRun = {
  ...{ lint: [], test: runOf(RESULTS.slice(0, 1)), incomparable: undefined, policies: [], exitCode: 0 },
  diff: diffOf([CAUSES[1]!, CAUSES[2]!], EDITS, DIFF.results.slice(0, 2)),
};
const CHECKS: readonly (readonly [string, CheckRun])[] = [
  ['by hand', checkOf()],
  ['hostile', { ...hostileCheck(), test: hostileRun() }],
  ['nothing found', QUIET],
  ['only lint', { lint: LINT, test: undefined, diff: undefined, incomparable: undefined, policies: [], exitCode: 3 }],
  [
    'incomparable',
    checkOf({
      diff: undefined,
      incomparable: [{ code: 'GIT-UNKNOWN-REF', severity: 'error', message: 'git knows no commit `x`' }],
    }),
  ],
  ['5,000 causes', manyCauses(5_000)],
];

describe('what is found', () => {
  test('errors first, each with its code, place and words', () => {
    const told = findingsOf(checkOf()).map(({ code, level, spot }) => {
      return `${level} ${code} ${spot ? `${spot.file}:${spot.line}` : '-'}`;
    });
    expect(told).toEqual([
      'error CHECK-ERROR scenarios/written/data.yaml:40',
      'error CHECK-UNAPPROVED plans/smart-m.yaml:34',
      'error CHECK-APPROVAL-ENDED plans/smart-m.yaml:50',
      'error CHECK-POLICY-BLOCKS rateproof.config.yaml:12',
      'error CHECK-ERROR scenarios/written/data.yaml:12',
      'error CHECK-UNRATED scenarios/written/data.yaml:12',
      'error CHECK-CHANGED scenarios/written/data.yaml:12',
      'error CHECK-CHANGED scenarios/written/data.yaml:12',
      'error CHECK-NEW scenarios/recipes/base.yaml:12',
      'warning CHECK-POLICY-WARNS rateproof.config.yaml:20',
      'warning PLAN-UNKNOWN-KEY plans/smart-m.yaml:9',
    ]);
  });

  test('a change of bills is told with its edits, its money and how to approve it', () => {
    const found = findingsOf(checkOf());
    const [open] = found.filter(({ code }) => code === 'CHECK-UNAPPROVED');
    expect(open!.message).toBe(
      'Plan smart-m from 2026-04-01: data-overage, tier 2 (5 to 20 GB): 3.00 -> 3.50 per GB; data-overage, tier 1: 0 to 5 GB -> 0 to 4 GB. ' +
        '3 customers, bills change by +12.50 EUR in all. Nobody has approved it. ' +
        'Approve: rateproof accept --cause 1111aaaa1111aaaa.',
    );
    expect(open!.related).toEqual([
      { message: 'another edit of the same cause', spot: { file: 'plans/smart-m.yaml', line: 31 } },
    ]);
    const [policy] = found.filter(({ code }) => code === 'CHECK-POLICY-BLOCKS');
    expect(policy!.message).toBe(
      'No bill is above 100.00 EUR. Found 120.00 EUR, allowed 100.00 EUR (segment consumer). ' +
        '7 beyond it, first data-tier-edge, 2026-03-01: 120.00 EUR. 1 exception expired.',
    );
  });

  test('a failed scenario points to the charge where its place is known, and to the scenario beside it', () => {
    const run = runOf(RESULTS);
    const charges = { 'data-overage': { name: 'Data beyond the bundle', place: 'plans/smart-m.yaml:34, 112' } };
    const plans = run.header.plans.map((plan) =>
      plan.id === 'smart-m' ? { ...plan, name: 'Smart M', charges } : plan,
    );
    const check = checkOf({ test: { ...run, header: { ...run.header, plans } } });
    const found = findingsOf(check).find(({ message }) => message.includes('Data beyond the bundle (data-overage)'));
    expect(found!.spot).toEqual({ file: 'plans/smart-m.yaml', line: 34 });
    expect(found!.related.map(({ spot }) => spot)).toEqual([{ file: 'scenarios/written/data.yaml', line: 12 }]);
  });

  test('nothing is found of what is approved, of text, and of what passed', () => {
    expect(findingsOf(QUIET)).toEqual([]);
  });

  test('what stood in the way is found: interrupted, nothing compared, a base that differs from itself', () => {
    const broken = { ...DIFF, summary: { ...DIFF.summary, compared: 0, nullCheck: { scenarios: 5, differing: 2 } } };
    const found = findingsOf(checkOf({ test: runOf([]), diff: broken }));
    expect(found.filter(({ code }) => code === 'CHECK-INCOMPLETE').map(({ message }) => message)).toEqual([
      'The base differs from itself in 2 scenarios: a mistake of rateproof.',
      'Plans changed and no scenario was rated on both sides.',
      'Nothing was compared, of 0 scenarios.',
    ]);
    const stopped = findingsOf(checkOf({ test: runOf(RESULTS, { interrupted: true }), diff: undefined }));
    expect(stopped[0]).toMatchObject({ code: 'CHECK-POLICY-BLOCKS' });
    expect(stopped[1]).toMatchObject({ message: 'The run of the scenarios was interrupted.' });
  });

  test.each(CHECKS)('fingerprints are the same again, each once: %s', (_, check) => {
    const prints = findingsOf(check).map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
    expect(findingsOf(check).map(({ fingerprint }) => fingerprint)).toEqual(prints);
    expect(prints.every((print) => /^[0-9a-f]{32}$/.test(print))).toBe(true);
  });

  test('a fingerprint holds through a line that moves, and not through another change', () => {
    const moved = LINT.map((problem) => ({ ...problem, place: { ...problem.place!, line: 99 } }));
    const print = (lint: CheckRun['lint']): string => findingsOf({ ...QUIET, lint })[0]!.fingerprint;
    expect(print(moved)).toBe(print(LINT));
    const twice = findingsOf({ ...QUIET, lint: [...LINT, ...moved] }).map(({ fingerprint }) => fingerprint);
    expect(new Set(twice).size).toBe(2);
    expect(print([{ ...LINT[0]!, message: 'there is no key `prise`' }])).not.toBe(print(LINT));
  });
});

describe('annotations', () => {
  /** As the runner reads a command. */
  const read = (line: string): { level: string; properties: Record<string, string>; message: string } => {
    const [, level, told, message] = /^::(error|warning|notice) (.*?)::(.*)$/.exec(line)!;
    const back = (escaped: string): string =>
      escaped
        .replaceAll('%0D', '\r')
        .replaceAll('%0A', '\n')
        .replaceAll('%3A', ':')
        .replaceAll('%2C', ',')
        .replaceAll('%25', '%');
    const properties = Object.fromEntries(
      told!.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), back(pair.slice(pair.indexOf('=') + 1))]),
    );
    return { level: level!, properties, message: back(message!) };
  };

  test('on the line of the change, escaped', async () => {
    const lines = (await text('annotations', checkOf())).trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[1]).toBe(
      '::error file=plans/smart-m.yaml,line=34,title=rateproof%3A data-overage%2C tier 2 (5 to 20 GB)%3A 3.00 -> 3.50 per GB::' +
        'Plan smart-m from 2026-04-01: data-overage, tier 2 (5 to 20 GB): 3.00 -> 3.50 per GB; data-overage, tier 1: 0 to 5 GB -> 0 to 4 GB. ' +
        '3 customers, bills change by +12.50 EUR in all. Nobody has approved it. ' +
        'Approve: rateproof accept --cause 1111aaaa1111aaaa.',
    );
    expect(lines.at(-1)).toBe(
      '::warning file=plans/smart-m.yaml,line=9,col=5,title=rateproof%3A PLAN-UNKNOWN-KEY::There is no key `pirce`. Fix: write `price`.',
    );
    const percent = { ...EDITS[0]!, words: 'tax: 19 % -> 20 %, from April' };
    const check = { ...QUIET, diff: diffOf([CAUSES[0]!], [percent], DIFF.results) };
    const tax = (await text('annotations', check)).split('\n').find((line) => line.includes('April'))!;
    expect(tax).toContain(
      'title=rateproof%3A tax%3A 19 %25 -> 20 %25%2C from April::Plan smart-m from 2026-04-01: tax: 19 %25 -> 20 %25, from April.',
    );
    expect(read(tax).properties.title).toBe('rateproof: tax: 19 % -> 20 %, from April');
  });

  test('a project in a folder of the repository', async () => {
    expect(await text('annotations', checkOf(), { folder: 'tariffs/' })).toContain(
      'file=tariffs/plans/smart-m.yaml,line=34',
    );
  });

  test('ten errors and ten warnings; the rest is told once', async () => {
    const lines = (await text('annotations', manyCauses(5_000))).trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('::notice title=rateproof::And 4,990 more errors: see the reports.');
  });

  test('nobody else gives the runner commands', async () => {
    const out = await text('annotations', { ...hostileCheck(), test: hostileRun() });
    for (const line of out.trimEnd().split('\n')) {
      const { properties } = read(line);
      expect(Object.keys(properties).every((key) => ['file', 'line', 'col', 'title'].includes(key))).toBe(true);
      expect(line).not.toMatch(/[\u0000-\u001f\u007f]/);
    }
    const inject = [{ ...LINT[0]!, message: 'x\n::set-output name=a::b\r\n::error::c %0A::stop' }];
    const [line, ...more] = (await text('annotations', { ...QUIET, lint: inject })).trimEnd().split('\n');
    expect(more).toEqual([]);
    expect(read(line!).message).toBe('X ::set-output name=a::b ::error::c %0A::stop. Fix: write `price`.');
  });

  test('nothing found is nothing said', async () => {
    expect(await text('annotations', QUIET)).toBe('');
  });
});

describe('SARIF', () => {
  const {
    $schema: _,
    id: __,
    ...schema
  } = JSON.parse(readFileSync(new URL('./sarif-schema/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8'));
  // Draft 4 in the words that later drafts share; formats are looked at below.
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true, unicodeRegExp: false }).compile(
    schema,
  );

  test('the schema refuses what is no SARIF', () => {
    expect(validate({ version: '2.1.0' })).toBe(false);
    expect(
      validate({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{ message: {} }] }] }),
    ).toBe(false);
    expect(validate({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x', nmae: 'y' } } }] })).toBe(false);
  });

  test.each(CHECKS)('is valid by the schema of OASIS, and within the limits of GitHub: %s', async (_, check) => {
    const repository = 'https://github.example/acme/plans';
    const written = await text('sarif', check, { repository, branch: 'feature', folder: 'tariffs/' });
    const log = JSON.parse(written);
    validate(log);
    expect(validate.errors).toBeNull();
    expect(gzipSync(written).length).toBeLessThan(10 * 1024 * 1024);
    const [run] = log.runs;
    expect(run.results.length).toBeLessThanOrEqual(5_000);
    for (const { ruleId, ruleIndex, locations } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
      const { uri, uriBaseId } = locations[0].physicalLocation.artifactLocation;
      expect(uriBaseId).toBe('SRCROOT');
      // Relative, by RFC 3986: no scheme, nothing that would have to be escaped.
      expect(uri).toMatch(/^[A-Za-z0-9\-._~!$&'()*+,;=%/]*$/);
      expect(uri.startsWith('/')).toBe(false);
    }
  });

  test('results with rules, help, places, fingerprints and where they come from', async () => {
    const [run] = JSON.parse(await text('sarif', checkOf(), { repository: 'https://github.example/acme/plans' })).runs;
    expect(run.versionControlProvenance).toEqual([
      {
        repositoryUri: 'https://github.example/acme/plans',
        revisionId: DIFF.header.head.commit,
        mappedTo: { uriBaseId: 'SRCROOT' },
      },
    ]);
    const open = run.results.find(({ ruleId }: { ruleId: string }) => ruleId === 'CHECK-UNAPPROVED');
    expect(open.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'plans/smart-m.yaml', uriBaseId: 'SRCROOT' },
      region: { startLine: 34 },
    });
    expect(Object.keys(open.partialFingerprints)).toEqual(['rateproof/v1']);
    expect(run.tool.driver.rules[open.ruleIndex].help.text).toContain(
      'Customers will get other bills when this change goes live',
    );
    expect(run.invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: 5 });
    expect(JSON.parse(await text('sarif', QUIET)).runs[0]).toMatchObject({
      results: [],
      invocations: [{ executionSuccessful: true }],
    });
  });

  test('more than 5,000 results are counted; brackets and braces of a stranger are letters', async () => {
    const [run] = JSON.parse(await text('sarif', manyCauses(5_001))).runs;
    expect(run.results).toHaveLength(5_000);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toBe(
      '1 more results are left out; the reports have all.',
    );
    const lint = [{ ...LINT[0]!, message: '[link](https://evil.example) {0}' }];
    const [other] = JSON.parse(await text('sarif', { ...QUIET, lint })).runs;
    expect(other.results[0].message.text).toContain('\\[link\\](https://evil.example) {{0}}');
  });
});

describe('Code Quality', () => {
  test.each(CHECKS)('has what GitLab asks for, and no fingerprint twice: %s', async (_, check) => {
    const list = JSON.parse(await text('codequality', check));
    expect(list.length).toBeLessThanOrEqual(5_001);
    expect(list.length).toBe(Math.min(5_000, findingsOf(check).length));
    for (const entry of list) {
      expect(Object.keys(entry)).toEqual(['description', 'check_name', 'fingerprint', 'severity', 'location']);
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(entry.severity);
      expect(typeof entry.location.path).toBe('string');
      expect(entry.location.lines.begin).toBeGreaterThanOrEqual(1);
      expect(entry.description).not.toBe('');
    }
    expect(new Set(list.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(list.length);
  });

  test('by weight: what blocks, what nobody approved, what warns', async () => {
    const list = JSON.parse(await text('codequality', checkOf(), { folder: 'tariffs/' }));
    const of = (name: string): unknown => list.find(({ check_name }: { check_name: string }) => check_name === name);
    expect(of('CHECK-POLICY-BLOCKS')).toMatchObject({
      severity: 'blocker',
      location: { path: 'tariffs/rateproof.config.yaml', lines: { begin: 12 } },
    });
    expect(of('CHECK-UNAPPROVED')).toMatchObject({ severity: 'critical' });
    expect(of('PLAN-UNKNOWN-KEY')).toMatchObject({ severity: 'minor' });
    expect(JSON.parse(await text('codequality', QUIET))).toEqual([]);
    const many = JSON.parse(await text('codequality', manyCauses(5_002)));
    expect(many.at(-1)).toMatchObject({ severity: 'info', description: 'And 2 more findings: see the reports.' });
  });
});

describe('JUnit', () => {
  const elements = (element: XmlElement, name: string): XmlElement[] =>
    element.children.flatMap((child) =>
      child.type === 'element'
        ? [
            ...((child as XmlElement).name === name ? [child as XmlElement] : []),
            ...elements(child as XmlElement, name),
          ]
        : [],
    );
  const parsed = async (check: CheckRun): Promise<XmlElement> => parseXml(await text('junit', check)).root!;
  const told = (root: XmlElement, suite: string): string[] =>
    elements(root, 'testcase')
      .filter(({ attributes }) => attributes.classname === suite)
      .map(({ attributes, children }) => `${attributes.name} | ${(children[0] as XmlElement).name}`);

  test('scenarios, then the change (a case a cause), then policies', async () => {
    const root = await parsed(checkOf());
    const suites = elements(root, 'testsuite').map(({ attributes }) => attributes.name);
    expect(suites).toEqual(['lint', 'rateproof', 'smart-m', 'smart-s', 'change', 'change of smart-m', 'policies']);
    expect(told(root, 'change of smart-m')).toEqual([
      'same bills | system-out',
      'data-overage, tier 2 (5 to 20 GB): 3.00 -> 3.50 per GB (1111aaaa1111aaaa) | failure',
      'sms: 0.09 -> 0.08 (4444dddd4444dddd) | failure',
      'monthly-fee: 19.99 -> 20.99 (2222bbbb2222bbbb) | system-out',
      'name: Smart M -> Smart Medium (3333cccc3333cccc) | system-out',
      'error: a record of 2026-02-30 has no cycle | error',
    ]);
    expect(told(root, 'policies')).toEqual([
      'total-change | system-out',
      'bill-cap, segment consumer | failure',
      'scenario-count | system-out',
    ]);
    const [open] = elements(root, 'failure').filter(({ attributes }) => attributes.type === 'unapproved');
    expect(open!.attributes.message).toBe(
      'data-overage, tier 2 (5 to 20 GB): 3.00 -> 3.50 per GB: 3 customers, bills change by +12.50 EUR in all',
    );
    expect(open!.text).toContain(
      '  data-tier-edge (scenarios/written/data.yaml:12): 2.50\nrateproof accept --cause 1111aaaa1111aaaa',
    );
    expect(open!.parent).toMatchObject({ attributes: { file: 'plans/smart-m.yaml' } });
  });

  test.each(CHECKS)(
    'counts are those of its elements, no name is there twice, and GitLab takes it: %s',
    async (_, check) => {
      const root = await parsed(check);
      expect(root.name).toBe('testsuites');
      for (const counted of [root, ...elements(root, 'testsuite')]) {
        const of = (name: string): string => `${elements(counted, name).length}`;
        const { tests, failures, errors, skipped } = counted.attributes;
        expect([tests, failures, errors, skipped]).toEqual([of('testcase'), of('failure'), of('error'), of('skipped')]);
      }
      const names = elements(root, 'testcase').map(({ attributes }) =>
        JSON.stringify([attributes.classname, attributes.name]),
      );
      expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
      // 30 MB a file; far below 500,000 cases.
      expect((await text('junit', check)).length).toBeLessThan(30_000_000);
      expect(names.length).toBeLessThan(1_000);
    },
  );

  test('a comparison that held nothing, or a base that cannot be read, is an error', async () => {
    const root = await parsed(checkOf({ diff: { ...DIFF, summary: { ...DIFF.summary, compared: 0 } } }));
    expect(told(root, 'change')).toEqual(['run | error']);
    const incomparable = CHECKS.find(([name]) => name === 'incomparable')![1];
    expect(told(await parsed(incomparable), 'change')).toEqual(['GIT-UNKNOWN-REF | error']);
  });

  test('of 5,000 causes 50 are told and the rest is counted as a failure', async () => {
    const root = await parsed(manyCauses(5_000));
    const cases = elements(root, 'testcase').filter(({ attributes }) => attributes.classname === 'change of smart-m');
    expect(cases).toHaveLength(51);
    expect((cases.at(-1)!.children[0] as XmlElement).attributes.message).toBe(
      '4,950 more causes, 4950 of them not approved',
    );
  });
});

test('every form has a file, but for what is printed', () => {
  expect(Object.keys(CI_FILES)).toEqual(CI_REPORTERS.filter((name) => name !== 'annotations'));
});
