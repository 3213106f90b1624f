/** Edits of whole parts, documents and versions: renamed, split, added, withdrawn; who feels them. */

import { expect, test } from 'vitest';
import type { Edit } from '../../../src/plan/change/edit.ts';
import { type ChangeSide, tellEdits } from '../../../src/plan/change/tell.ts';
import type { Node } from '../../../src/yaml/document.ts';
import { editAt, sideOf } from './edits.ts';

const plan = (id: string, more = '', fee = '9.99', effective = ''): string => `
plan: ${id}
name: Smart ${id}
currency: EUR
timezone: UTC
prices: gross
${effective}
recurring: [{ id: fee, amount: ${fee} }]
allowances: [{ id: bundle, covers: [{ service: data, in: home }], amount: 5 GB }]
usage:
  - { id: data, match: { service: data, in: [home, eu] }, rate: 3.00 / GB }
${more}`;

const LATER = 'effective: { new: 2026-04-01, existing: never }';
const MOVING = 'effective: { new: 2026-04-01 }';
const side = (...texts: readonly string[]): ChangeSide => sideOf(texts.join('\n---\n'));
const told = (base: ChangeSide, head: ChangeSide, edit: Edit) => {
  const { words, audience, direction, severity, textOnly } = tellEdits([edit], base, head)[0]!;
  return [words, audience, direction, severity, ...(textOnly ? ['text only'] : [])];
};
const version = (id: string, date = '') => ({ kind: 'plan', id, version: date }) as const;
const scalar = (text: string): Node => ({
  kind: 'scalar',
  place: { file: 'f', line: 3, column: 1 },
  text,
  quoted: false,
});

test('a plan that comes, and one that goes', () => {
  const [one, two] = [side(plan('s')), side(plan('s'), plan('xl', '', '29.99'))];
  const added = editAt(one, two, { document: version('xl'), path: '' });
  expect(told(one, two, added)).toEqual([
    'plan xl added: Smart xl, 29.99 EUR a month, 5 GB of data in home',
    ...['new customers', 'none', 'low'],
  ]);
  const gone = editAt(two, one, { document: version('xl'), path: '' });
  expect(told(two, one, gone)).toEqual(['plan xl withdrawn', 'existing customers', 'unknown', 'high']);
});

test('a new version reaches new customers only, or everyone', () => {
  const base = side(plan('s'));
  for (const [effective, audience, severity] of [
    [LATER, 'new customers', 'medium'],
    [MOVING, 'everyone', 'high'],
  ] as const) {
    const head = side(plan('s'), plan('s', '', '11.99', effective));
    const wanted = { document: version('s', '2026-04-01'), versionBefore: '', path: 'recurring/fee/amount' };
    const edit = editAt(base, head, wanted);
    expect(told(base, head, edit)).toEqual(['fee: 9.99 -> 11.99 EUR', audience, 'worse', severity]);
  }
});

test('a version that says what the one before it says moves nothing', () => {
  const [base, head] = [side(plan('s')), side(plan('s'), plan('s', '', '9.99', LATER))];
  const found = editAt(base, head, {
    document: version('s', '2026-04-01'),
    versionBefore: '',
    path: '',
    kind: 'added',
  });
  expect(told(base, head, found)).toEqual([
    'version from 2026-04-01 added: it says what the first version says',
    ...['new customers', 'none', 'low'],
  ]);
});

test('another id of a charge is text, and what else changes in it is still found on the base', () => {
  const base = side(plan('s'));
  const head = side(plan('s').replace('id: data,', 'id: data-beyond,').replace('3.00 / GB', '3.50 / GB'));
  const path = ['usage', { id: 'data-beyond' }] as const;
  const common = { fingerprint: '', document: version('s') } as const;
  const renamed: Edit = { ...common, kind: 'renamed', path, before: scalar('data'), after: scalar('data-beyond') };
  const rate: Edit = {
    ...{ ...common, kind: 'changed', path: [...path, 'rate'] },
    ...{ before: scalar('3.00 / GB'), after: scalar('3.50 / GB') },
  };
  const [one, two] = tellEdits([renamed, rate], base, head);
  expect([one!.words, one!.audience, one!.severity, one!.textOnly]).toEqual([
    'charge renamed: data -> data-beyond',
    ...['nobody', 'low', true],
  ]);
  expect([two!.words, two!.direction]).toEqual(['data-beyond: 3.00 -> 3.50 per GB', 'worse']);
  const plans = tellEdits(
    [{ ...common, document: version('m'), kind: 'renamed', path: ['plan'], before: scalar('s'), after: scalar('m') }],
    ...[base, side(plan('m'))],
  );
  expect([plans[0]!.words, plans[0]!.plans]).toEqual(['plan renamed: s -> m', ['m', 's']]);
});

test('a charge that became two', () => {
  const base = side(plan('s'));
  const head = side(
    plan('s', '  - { id: data-eu, match: { service: data, in: eu }, rate: 3.00 / GB }').replace(
      '[home, eu] }',
      'home }',
    ),
  );
  const list = head.documents[0]!.node.entries.find(({ key }) => key === 'usage')!.value;
  const one = editAt(base, head, { document: version('s'), path: 'usage/data' });
  expect(told(base, head, { ...one, kind: 'split', after: list })).toEqual([
    'charge data split into data and data-eu',
    ...['everyone', 'none', 'low'],
  ]);
});

test('usage that no other charge prices is dearer with a charge, and cheaper without it', () => {
  const sms = '  - { id: sms, match: { service: sms, to: premium }, rate: 0.29 / msg }';
  const [without, with_] = [side(plan('s')), side(plan('s', sms))];
  const wanted = { document: version('s'), path: 'usage/sms' };
  expect(told(without, with_, editAt(without, with_, wanted))).toEqual([
    'charge sms added: 0.29 per msg for sms to premium',
    ...['everyone', 'worse', 'high'],
  ]);
  expect(told(with_, without, editAt(with_, without, wanted))).toEqual([
    'charge sms removed: it was 0.29 per msg for sms to premium; no charge prices this usage now',
    ...['everyone', 'better', 'medium'],
  ]);
});
