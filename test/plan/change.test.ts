/** Known changes of the portfolio, each with the edits a person would name. */

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { applyEdits } from '../../src/plan/change/apply.ts';
import type { Edit, Step } from '../../src/plan/change/edit.ts';
import { findEdits } from '../../src/plan/change/find.ts';
import { parseDocuments } from '../../src/plan/parse/parse-documents.ts';
import type { Node } from '../../src/yaml/document.ts';
import { changedBy, FILES, parsed } from './portfolio.ts';

const BASE = parsed(FILES);

const textOf = (node: Node | undefined): string => {
  if (!node) return '';
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'list') return `[${node.items.map(textOf).join(', ')}]`;
  return `{${node.entries.map(({ key, value }) => `${key}: ${textOf(value)}`).join(', ')}}`;
};

const pathText = (path: readonly Step[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : typeof step === 'string' ? `.${step}` : `[${step.id}]`))
    .join('')
    .replace(/^\./, '');

/** `changed plan smart-m 2026-04-01 > usage[data-overage].rate: a -> b`. */
const told = ({ kind, document, versionBefore, path, before, after }: Edit): string => {
  const of = [document.kind, document.id, document.version, versionBefore && `after ${versionBefore}`];
  return `${kind} ${of.filter(Boolean).join(' ')} > ${pathText(path)}: ${textOf(before)} -> ${textOf(after)}`;
};

const between = (base: ReadonlyMap<string, string>, head: ReadonlyMap<string, string>): string[] =>
  findEdits(parsed(base), parsed(head)).map(told);

const after = (...change: Parameters<typeof changedBy>): string[] => between(FILES, changedBy(...change));

const V2 = 'smart-m 2026-04-01';

test('a price, a tier edge, an allowance, a rounding', () => {
  expect(after('smart-m.yaml', 'amount: 21.99', 'amount: 22.99')).toEqual([
    `changed plan ${V2} > recurring[monthly-fee].amount: 21.99 -> 22.99`,
  ]);
  expect(after('smart-m.yaml', 'to: 5 GB, rate: 3.50 / GB', 'to: 6 GB, rate: 3.50 / GB')).toEqual([
    `changed plan ${V2} > usage[data-overage].tiers.steps[0].to: 5 GB -> 6 GB`,
  ]);
  expect(after('smart-m.yaml', 'amount: 12 GB', 'amount: 11 GB')).toEqual([
    `changed plan ${V2} > allowances[data-bundle].amount: 12 GB -> 11 GB`,
  ]);
  expect(after('us-talk.yaml', 'line: half-up 0.01, tax', 'line: half-even 0.01, tax')).toEqual([
    'changed plan us-talk 2025-01-01 > rounding.line: half-up 0.01 -> half-even 0.01',
  ]);
});

test('a tier is inserted: one edit, not all behind it; one of the same price only cuts the one that was', () => {
  const rest = '{ to: 20 GB, rate: 3.00 / GB }, { rate: 2.00 / GB }';
  expect(after('smart-m.yaml', `3.50 / GB }, ${rest}`, `3.50 / GB }, { to: 9 GB, rate: 3.25 / GB }, ${rest}`)).toEqual([
    `added plan ${V2} > usage[data-overage].tiers.steps[1]:  -> {to: 9 GB, rate: 3.25 / GB}`,
  ]);
  expect(after('smart-m.yaml', `3.50 / GB }, ${rest}`, `3.50 / GB }, { to: 9 GB, rate: 3.00 / GB }, ${rest}`)).toEqual([
    `split plan ${V2} > usage[data-overage].tiers.steps[1]: {to: 20 GB, rate: 3.00 / GB} -> [{to: 9 GB, rate: 3.00 / GB}, {to: 20 GB, rate: 3.00 / GB}]`,
  ]);
});

test('a charge under another id, also when its name and a price go with it', () => {
  const fee = 'id: monthly-fee, name: Monthly fee, amount: 21.99';
  const on = 'on: [monthly-fee], for: { cycles: 3, starting: activation } }\n\nmust_hold:\n  - zero-usage-costs: 21.99';
  expect(after('smart-m.yaml', fee, fee.replace('monthly-fee', 'base-fee'))).toEqual([
    `renamed plan ${V2} > recurring[base-fee]: monthly-fee -> base-fee`,
  ]);
  expect(after('smart-m.yaml', fee, 'id: base-fee, name: Monthly fee, amount: 23.99')).toEqual([
    `renamed plan ${V2} > recurring[base-fee]: monthly-fee -> base-fee`,
    `changed plan ${V2} > recurring[base-fee].amount: 21.99 -> 23.99`,
  ]);
  expect(after('smart-m.yaml', on, on.replace('monthly-fee', 'base-fee'))).toEqual([
    `changed plan ${V2} > discounts[welcome].on: [monthly-fee] -> [base-fee]`,
  ]);
});

const PARTS = (usage: string) => `plan: p
currency: EUR
timezone: UTC
prices: net
usage:
${usage}`;
const one = (usage: string) => new Map([['p.yaml', PARTS(usage)]]);
const charge = (id: string, match: string) => `  - { id: ${id}, match: { service: ${match} }, rate: 1 / min }\n`;

test('the fewest charges move', () => {
  const [a, b, c] = [charge('a', 'voice, to: x'), charge('b', 'voice, to: y'), charge('c', 'voice')];
  expect(between(one(a + b + c), one(c + a + b)).map((text) => text.replace(/:.*/, ''))).toEqual([
    'moved plan p > usage[c]',
  ]);
  expect(between(one(a + b + c), one(c + b + a))).toHaveLength(2);
});

test('charges that come and move stand in the order of the head, whatever else is chosen in their list', () => {
  const [a, b, c, d] = ['w', 'x', 'y', 'z'].map((zone, at) => charge('abcd'[at]!, `voice, to: ${zone}`));
  const [n, m] = [charge('n', 'sms'), charge('m', 'mms')].map((text) => text.replace('min', 'msg'));
  const [base, head] = [parsed(one(a! + b! + c! + d!)), parsed(one(n! + d! + m! + a!.replace('1 /', '2 /') + b! + c!))];
  const all = findEdits(base, head);
  expect(all.map(({ kind, path }) => `${kind} ${pathText(path)}`).sort()).toEqual([
    'added usage[m]',
    'added usage[n]',
    'changed usage[a].rate',
    'moved usage[d]',
  ]);
  const order = (...left: string[]) => {
    const chosen = new Set(all.filter(({ kind, path }) => !left.includes(`${kind} ${pathText(path)}`)));
    const usage = applyEdits(base, head, all, chosen)[0]!.node.entries.find(({ key }) => key === 'usage')!.value;
    return usage.kind === 'list'
      ? usage.items.map((item) => (item.kind === 'map' ? textOf(item.entries[0]!.value) : '')).join('')
      : '';
  };
  expect(order('changed usage[a].rate')).toBe('ndmabc');
  expect(order('changed usage[a].rate', 'added usage[n]')).toBe('dmabc');
  expect(order('changed usage[a].rate', 'added usage[m]')).toBe('ndabc');
  // m stands behind what it stands behind in the head, of what is where the head has it.
  expect(order('moved usage[d]')).toBe('nmabcd');
  expect(order('moved usage[d]', 'added usage[n]')).toBe('mabcd');
});

test('an allowance of another priority stands where the head has it as soon as that priority is chosen', () => {
  const bundle = (id: string, zone: string, amount: string, priority = '') =>
    `  - { id: ${id}, covers: [{ service: voice, to: ${zone} }], amount: ${amount}${priority} }\n`;
  const plan = (allowances: string) =>
    new Map([['p.yaml', `${PARTS(charge('a', 'voice'))}allowances:\n${allowances}`]]);
  const [base, head] = [
    parsed(plan(bundle('x', 'x', '1 min') + bundle('y', 'y', '1 min', ', priority: 20'))),
    parsed(plan(bundle('y', 'y', '2 min') + bundle('x', 'x', '1 min'))),
  ];
  const all = findEdits(base, head);
  expect(all.map(({ kind, path }) => `${kind} ${pathText(path)}`).sort()).toEqual([
    'changed allowances[y].amount',
    'removed allowances[y].priority',
  ]);
  const order = (kind: Edit['kind']) => {
    const chosen = new Set(all.filter((edit) => edit.kind === kind));
    const list = applyEdits(base, head, all, chosen)[0]!.node.entries.find(({ key }) => key === 'allowances')!.value;
    return list.kind === 'list' ? list.items.map((item) => textOf(item)) : [];
  };
  const covers = (zone: string) => `covers: [{service: voice, to: ${zone}}]`;
  expect(order('removed')).toEqual([
    `{id: y, ${covers('y')}, amount: 1 min}`,
    `{id: x, ${covers('x')}, amount: 1 min}`,
  ]);
  expect(order('changed')).toEqual([
    `{id: x, ${covers('x')}, amount: 1 min}`,
    `{id: y, ${covers('y')}, amount: 2 min, priority: 20}`,
  ]);
});

test('a section of which nothing is left is left out, as the schema wants it', () => {
  const fee = (text: string) => new Map([['p.yaml', `${PARTS(charge('a', 'voice'))}recurring:\n  - ${text}\n`]]);
  const [base, head] = [
    parsed(fee('{ id: x, amount: 1, tax: a }')),
    parsed(fee('{ id: y, amount: 2, charged: in-arrears }')),
  ];
  const all = findEdits(base, head);
  expect(all.map(({ kind, path }) => `${kind} ${pathText(path)}`).sort()).toEqual([
    'added recurring[y]',
    'removed recurring[x]',
  ]);
  const [result] = applyEdits(base, head, all, new Set(all.filter(({ kind }) => kind === 'removed')));
  expect(result!.node.entries.map(({ key }) => key)).toEqual(['plan', 'currency', 'timezone', 'prices', 'usage']);
});

test('a charge that becomes several which together say the same, and back', () => {
  const whole = charge('roaming', 'voice, in: [eu, efta]');
  const [eu, efta] = [charge('roaming-eu', 'voice, in: eu'), charge('roaming-efta', 'voice, in: [efta]')];
  const other = charge('other', 'voice, in: home');
  const split = between(one(other + whole), one(other + eu + efta));
  expect(split).toHaveLength(1);
  expect(split[0]).toMatch(
    /^split plan p > usage\[roaming-eu\]: \{id: roaming, .* -> \[\{id: roaming-eu.*id: roaming-efta/,
  );
  expect(between(one(other + eu + efta), one(other + whole))).toHaveLength(1);
  // One of them may keep the id.
  const kept = between(one(other + whole), one(other + charge('roaming', 'voice, in: eu') + efta));
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatch(/^split plan p > usage\[roaming\]/);
  // Together they say less: no split.
  const less = charge('roaming', 'voice, in: [eu, efta, world]');
  expect(between(one(less), one(eu + efta)).every((text) => !text.startsWith('split'))).toBe(true);
});

test('a fee that becomes two that add up to it', () => {
  const fees = (text: string) => new Map([['p.yaml', `${PARTS(charge('a', 'voice'))}recurring:\n${text}`]]);
  const fee = (id: string, amount: string) => `  - { id: ${id}, amount: ${amount} }\n`;
  const edits = between(fees(fee('fee', '19.99')), fees(fee('line', '14.99') + fee('service', '5')));
  expect(edits).toHaveLength(1);
  expect(edits[0]).toMatch(/^split/);
  const cheaper = between(fees(fee('fee', '19.99')), fees(fee('line', '14.98') + fee('service', '5')));
  expect(cheaper.map((text) => text.replace(/ .*/, '')).sort()).toEqual(['added', 'added', 'removed']);
});

test('words of a match are a set; its last one is never taken alone', () => {
  const match = 'match: { service: voice, in: [efta, north-america, world] }';
  const [, second] = FILES.get('smart-m.yaml')!.split('\n---');
  expect(second).toContain(match);
  const head = new Map(FILES).set(
    'smart-m.yaml',
    FILES.get('smart-m.yaml')!.replace(second!, second!.replace(match, match.replace('efta, ', ''))),
  );
  expect(between(FILES, head)).toEqual([`removed plan ${V2} > usage[voice-roaming].match.in[0]: efta -> `]);
  expect(between(one(charge('a', 'voice, to: [x, y]')), one(charge('a', 'voice, to: [y, x]')))).toEqual([]);
  expect(between(one(charge('a', 'voice, to: x')), one(charge('a', 'voice, to: [x]')))).toEqual([]);
  expect(between(one(charge('a', 'voice, to: x')), one(charge('a', 'voice, to: [y, z]')))).toEqual([
    'changed plan p > usage[a].match.to: x -> [y, z]',
  ]);
});

test('a new version that changes a price is a price, for whoever it reaches', () => {
  const text = FILES.get('us-surf.yaml')!;
  const version = (existing: string) =>
    new Map(FILES).set(
      'us-surf.yaml',
      `${text}\n---\n${text
        .replace('effective: { new: 2018-01-01 }', `effective: { new: 2026-01-01, existing: ${existing} }`)
        .replace('amount: 20.00', 'amount: 22.00')}`,
    );
  const [never, next] = [version('never'), version('next-cycle')];
  const edit = 'changed plan us-surf 2026-01-01 after 2018-01-01 > recurring[monthly-fee].amount: 20.00 -> 22.00';
  expect(between(FILES, never)).toEqual([edit]);
  expect(between(FILES, next)).toEqual([edit]);
  // Who approved a price for new customers has not approved it for all.
  const fingerprint = (head: ReadonlyMap<string, string>) => findEdits(BASE, parsed(head))[0]!.fingerprint;
  expect(fingerprint(never)).not.toBe(fingerprint(next));
  const inPlace = changedBy('us-surf.yaml', 'amount: 20.00', 'amount: 22.00');
  expect(fingerprint(inPlace)).not.toBe(fingerprint(never));
  // Read backwards it is a version withdrawn.
  expect(between(never, FILES)).toEqual([
    'changed plan us-surf 2026-01-01 after 2018-01-01 > recurring[monthly-fee].amount: 22.00 -> 20.00',
  ]);
});

test('a new version that says nothing new; another date', () => {
  const text = FILES.get('us-surf.yaml')!;
  const dated = text.replace('2018-01-01 }', '2026-01-01, existing: never }');
  expect(dated).not.toBe(text);
  const edits = findEdits(BASE, parsed(new Map(FILES).set('us-surf.yaml', `${text}\n---\n${dated}`)));
  expect(edits.map(({ kind, path, versionBefore }) => [kind, path, versionBefore])).toEqual([
    ['added', [], '2018-01-01'],
  ]);
  expect(after('us-surf.yaml', 'new: 2018-01-01', 'new: 2018-02-01')).toEqual([
    'changed plan us-surf 2018-02-01 > effective.new: 2018-01-01 -> 2018-02-01',
  ]);
});

test('plans that come, go and get another id', () => {
  const payg = FILES.get('payg-gb.yaml')!;
  const without = new Map([...FILES].filter(([file]) => file !== 'payg-gb.yaml'));
  const kinds = (base: ReadonlyMap<string, string>, head: ReadonlyMap<string, string>) =>
    findEdits(parsed(base), parsed(head)).map(({ kind, document, path }) => [kind, document.id, path]);
  expect(kinds(FILES, without)).toEqual([['removed', 'payg-gb', []]]);
  expect(kinds(without, FILES)).toEqual([['added', 'payg-gb', []]]);
  const renamed = new Map(without).set('payg-uk.yaml', payg.replace('plan: payg-gb', 'plan: payg-uk'));
  expect(kinds(FILES, renamed)).toEqual([['renamed', 'payg-uk', ['plan']]]);
  // Two versions, one plan, one edit.
  expect(after('smart-s.yaml', 'plan: smart-s\n', 'plan: smart-xs\n', 2)).toEqual([
    'renamed plan smart-xs 2025-01-01 > plan: smart-s -> smart-xs',
  ]);
});

test('a cell of a rates table, a rule of a calendar, a holiday, a tax rate, a description', () => {
  expect(after('shared/rates-de.yaml', 'efta: [9.00, 6.00]', 'efta: [9.00, 6.50]')).toEqual([
    'changed rates de-roaming-data > rows.efta[1]: 6.00 -> 6.50',
  ]);
  expect(after('shared/rates-us.yaml', 'nights: [0.08, 0.05]', 'nights: [0.09, 0.05]')).toEqual([
    'changed rates us-international-voice > rows.canada.nights[0]: 0.08 -> 0.09',
  ]);
  expect(after('shared/calendars.yaml', 'before: "02:30"', 'before: "03:00"')).toEqual([
    'changed calendar us-nights > bands.late[0].before: 02:30 -> 03:00',
  ]);
  expect(after('shared/calendars.yaml', '  - 2026-12-25 #', '  - 2026-12-24\n  - 2026-12-25 #')).toEqual([
    'added calendar de-business > holidays[9]:  -> 2026-12-24',
  ]);
  expect(after('us-talk.yaml', 'sales: 8.875 %', 'sales: 9 %')).toEqual([
    'changed plan us-talk 2025-01-01 > tax.rates.sales: 8.875 % -> 9 %',
  ]);
  expect(after('us-surf.yaml', 'name: Surf\n', 'name: Surf\ndescription: As published\n')).toEqual([
    'added plan us-surf 2018-01-01 > description:  -> As published',
  ]);
});

test('the first tax category is what charges have unless they say: its order is an edit', () => {
  const head = changedBy('us-talk.yaml', 'sales: 8.875 %, exempt: 0 %', 'exempt: 0 %, sales: 8.875 %');
  const edits = findEdits(BASE, parsed(head));
  expect(edits.map(({ kind, path }) => [kind, pathText(path)])).toEqual([['moved', 'tax.rates.sales']]);
});

test('another spelling of a number is an edit, of YAML none', () => {
  expect(after('smart-m.yaml', 'amount: 21.99', 'amount: 21.990')).toHaveLength(1);
  expect(after('smart-m.yaml', 'amount: 21.99', '"amount": "21.99"')).toEqual([]);
});

test('only the chosen edit is applied, and its text stays where it was written', () => {
  const head = parsed(
    new Map(FILES).set(
      'smart-m.yaml',
      `\n${FILES.get('smart-m.yaml')!.replace('amount: 21.99', 'amount: 22.99').replace('amount: 12 GB', 'amount: 11 GB')}`,
    ),
  );
  const all = findEdits(BASE, head);
  expect(all.map(({ path }) => pathText(path))).toEqual([
    'recurring[monthly-fee].amount',
    'allowances[data-bundle].amount',
  ]);
  const result = applyEdits(BASE, head, all, new Set([all[1]!]));
  expect(findEdits(BASE, result).map(told)).toEqual([told(all[1]!)]);
  const [edit] = findEdits(BASE, result);
  expect(edit!.after!.place).toEqual(all[1]!.after!.place);
  // What no edit touches is the very document of the base.
  expect(result.filter((document) => !BASE.includes(document))).toHaveLength(1);
});

test('an edit is known again beside others, in another file and at another place', () => {
  const price = 'amount: 21.99';
  const head = changedBy('smart-m.yaml', price, 'amount: 22.99');
  const [edit] = findEdits(BASE, parsed(head));
  const moved = new Map(head).set('renamed.yaml', head.get('smart-m.yaml')!.replace('amount: 12 GB', 'amount: 11 GB'));
  moved.delete('smart-m.yaml');
  const others = findEdits(BASE, parsed(new Map([...moved].reverse())));
  expect(others).toHaveLength(2);
  expect(others.map(({ fingerprint }) => fingerprint)).toContain(edit!.fingerprint);
  // The content itself counts.
  const [dearer] = findEdits(BASE, parsed(changedBy('smart-m.yaml', price, 'amount: 23.99')));
  expect(dearer!.fingerprint).not.toBe(edit!.fingerprint);
  // Approvals in git name it: another version of the program finds the same.
  const content = [
    'changed',
    ['plan', 'smart-m', '2026-04-01', 'recurring', 'monthly-fee', 'amount'],
    ['"21.99"', '"22.99"'],
  ];
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  expect(edit!.fingerprint).toBe(hash.slice(0, 16));
});

test('a tier before it does not make the change of a later one another', () => {
  const [from, to] = ['rate: 2.00 / GB }] }', 'rate: 2.10 / GB }] }'];
  const base = one(
    '  - { id: d, match: { service: data }, tiers: { model: graduated, steps: [{ to: 5 GB, rate: 4 / GB }, { rate: 2.00 / GB }] } }\n',
  );
  const head = base.get('p.yaml')!.replace(from, to);
  expect(head).not.toBe(base.get('p.yaml'));
  const more = head.replace('steps: [', 'steps: [{ to: 1 GB, rate: 5 / GB }, ');
  const prints = (text: string) =>
    findEdits(parsed(base), parsed(new Map([['p.yaml', text]]))).map((edit) => edit.fingerprint);
  expect(prints(head)).toHaveLength(1);
  expect(prints(more)).toHaveLength(2);
  expect(prints(more)).toContain(prints(head)[0]);
});

test('thousands of entries end soon', () => {
  const days = Array.from(
    { length: 5000 },
    (_, n) =>
      `2${String(100 + Math.floor(n / 28 / 12))}-${String(1 + (Math.floor(n / 28) % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`,
  );
  const calendar = (list: readonly string[]) =>
    parseDocuments([
      {
        file: 'c.yaml',
        text: `calendar: c\nbands: { a: [{ days: [holiday] }], b: otherwise }\nholidays:\n${list.map((day) => `  - ${day}\n`).join('')}`,
      },
    ]).value!;
  const [base, head] = [calendar(days), calendar([...days.slice(1, 2500), '1999-01-01'])];
  const all = findEdits(base, head);
  expect(all).toHaveLength(1 + 2500 + 1);
  const half = new Set(all.filter((_, index) => index % 2 === 0));
  expect(findEdits(base, applyEdits(base, head, all, half))).toHaveLength(half.size);
  expect(findEdits(applyEdits(base, head, all, half), head)).toHaveLength(all.length - half.size);
});
