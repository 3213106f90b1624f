/** Sentences that a product manager reads, and that no key of the language is without one. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../../src/plan/change/edit.ts';
import { type ChangeSide, tellEdits } from '../../../src/plan/change/tell.ts';
import { keyAt } from '../../../src/plan/change/words/language.ts';
import type { DocumentKind } from '../../../src/plan/parse/shape.ts';
import { CASES } from './cases.ts';
import { editAt, sideOf, toldAt, type Wanted } from './edits.ts';

const SMART = ['smart-s', 'smart-m', 'smart-l'];
const SHARED = ['shared/calendars', 'shared/rates-de', 'shared/rates-us'];

const textOf = (file: string): string => readFileSync(`plans/${file}.yaml`, 'utf8');

/** Plans that are told of together: those that share tables and promises. */
function portfolio(file: string, text = textOf(file)): ChangeSide {
  const names = [...new Set(/^(smart|shared)/.test(file) ? SMART : [file]), ...SHARED];
  return sideOf(names.map((name) => (name === file ? text : textOf(name))).join('\n---\n'));
}

const sides = new Map<string, ChangeSide>();
function sideBefore(file: string): ChangeSide {
  const found = sides.get(file) ?? portfolio(file);
  sides.set(file, found);
  return found;
}

test('edits of the portfolio, as they are read aloud', async () => {
  const lines = CASES.map(
    ({ file, from, to, id, version = '2025-01-01', path, kind, document = 'plan', versionBefore }) => {
      const text = textOf(file);
      const steps = from.map((one, index) => [one, to[index]!] as const);
      const now = steps.reduce((all, [old, after]) => {
        if (!all.includes(old)) throw new Error(`not in ${file}: ${old}`);
        return all.replace(old, after);
      }, text);
      const wanted: Wanted = {
        document: { kind: document, id, version: document === 'plan' ? version : '' },
        path,
        ...(kind && { kind }),
        ...(versionBefore !== undefined && { versionBefore }),
      };
      const told = toldAt(sideBefore(file), portfolio(file, now), wanted);
      const facts = [told.audience, told.direction, told.severity, ...(told.textOnly ? ['text only'] : [])];
      return `${told.words}\n    ${told.document}: ${facts.join(', ')}`;
    },
  );
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../goldens/edits.txt');
});

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
}

const schema = JSON.parse(readFileSync('src/plan/schema/plans.schema.json', 'utf8')) as {
  readonly definitions: Readonly<Record<string, Schema>>;
};

const resolved = (one: Schema): Schema =>
  one.$ref === undefined ? one : { ...schema.definitions[one.$ref.split('/').at(-1)!]!, ...one };

const PARTS = new Set(['recurring', 'one_time', 'allowances', 'usage', 'discounts']);

/** Every path that a document can have: one key of the user's, one entry of a list, one part of each. */
function pathsOf(written: Schema, path: readonly Step[]): (readonly Step[])[] {
  const here = resolved(written);
  const inner: (readonly Step[])[] = [];
  for (const [name, value] of Object.entries(here.properties ?? {})) inner.push(...pathsOf(value, [...path, name]));
  if (typeof here.additionalProperties === 'object')
    inner.push(...pathsOf(here.additionalProperties, [...path, 'own']));
  if (here.items) {
    const step: Step = path.length === 1 && PARTS.has(String(path[0])) ? { id: 'part' } : 0;
    inner.push(...pathsOf(here.items, [...path, step]));
  }
  return [path, ...inner];
}

describe('every key of the language has words', () => {
  const kinds: readonly DocumentKind[] = ['plan', 'calendar', 'rates'];
  const all = kinds.flatMap((kind) => pathsOf(schema.definitions[kind]!, []).map((path) => ({ kind, path })));

  test('of every path of the schema, none is told as a path', () => {
    expect(all.length).toBeGreaterThan(150);
    const scalar = (text: string) =>
      ({ kind: 'scalar', place: { file: 'f', line: 1, column: 1 }, text, quoted: false }) as const;
    const side = { documents: [], plans: new Map() };
    const generic = all.filter(({ kind, path }) => {
      if (path.length === 0) return false;
      const document = { kind, id: 'some', version: '' };
      const [before, after] = [scalar('1 GB'), scalar('2 GB')];
      const pairs = [
        [before, after],
        [before, undefined],
        [undefined, after],
      ] as const;
      return pairs.some(([a, b]) => {
        const how = a ? (b ? 'changed' : 'removed') : 'added';
        const edit = { fingerprint: '', kind: how, document, path, before: a, after: b } as const;
        const { words } = tellEdits([edit], side, side)[0]!;
        expect(words).not.toContain('undefined');
        const asPath = path.map((step) => (typeof step === 'object' ? step.id : step)).join('.');
        return keyAt(kind, path) === undefined || (path.length > 1 && words.startsWith(asPath));
      });
    });
    expect(generic.map(({ kind, path }) => `${kind} ${JSON.stringify(path)}`)).toEqual([]);
  });

  test('a key that the language does not have is told by its path, and only such a one', () => {
    expect(keyAt('plan', ['usage', { id: 'data' }, 'colour'])).toBeUndefined();
    expect(keyAt('rates', ['colour'])).toBeUndefined();
  });
});

describe('texts of strangers are cut', () => {
  test('five megabytes of description give a short sentence', () => {
    const base = sideBefore('smart-m');
    const edit = editAt(base, base, { document: { kind: 'plan', id: 'smart-m', version: '2025-01-01' }, path: 'name' });
    const after = { ...edit.after!, kind: 'scalar', text: `A long\n${'x'.repeat(5_000_000)}`, quoted: true } as const;
    const long = { ...edit, path: ['description'], before: undefined, after, kind: 'added' } as const;
    const { words, textOnly, audience, direction, severity } = tellEdits([long], base, base)[0]!;
    expect(words).toBe(`description added (text only): "A long ${'x'.repeat(53)}…"`);
    expect({ textOnly, audience, direction, severity }).toEqual({
      ...{ textOnly: true, audience: 'nobody' },
      ...{ direction: 'none', severity: 'low' },
    });
  });
});
