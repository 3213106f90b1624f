/** What holds of every change of plans and every choice of its edits. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { applyEdits, applySome } from '../../src/plan/change/apply.ts';
import type { Edit } from '../../src/plan/change/edit.ts';
import { findEdits } from '../../src/plan/change/find.ts';
import { type PlanDocument, parseDocuments } from '../../src/plan/parse/parse-documents.ts';
import { checkShape } from '../../src/plan/parse/shape.ts';
import { KnownPlans, validateDocuments } from '../../src/plan/validate/validate-plans.ts';
import type { Node } from '../../src/yaml/document.ts';
import { mutate } from './mutate.ts';
import { FILES, parsed } from './portfolio.ts';

const BASE = parsed(FILES);
const RUNS = Number(process.env.RATEPROOF_CHANGES ?? 60);

const draws = fc.array(fc.array(fc.nat(10_000), { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 12 });
const pairs = fc.tuple(draws, draws);

/** What plans mean, without the places they were read from. */
function meaning(documents: readonly PlanDocument[]): string | undefined {
  const { value } = validateDocuments(documents);
  if (!value) return undefined;
  const plans = [...value.plans.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return JSON.stringify(plans, (key, inner) =>
    key === 'place' ? undefined : typeof inner === 'bigint' ? `${inner}` : inner instanceof Map ? [...inner] : inner,
  );
}

const prints = (edits: readonly Edit[]): string[] => edits.map(({ fingerprint }) => fingerprint).sort();
/** About half of the edits, by the bits of a number. */
const some = (edits: readonly Edit[], bits: number): Set<Edit> =>
  new Set(edits.filter((_, index) => (bits >> (index % 30)) & 1));

test('nothing is another between a set of documents and itself', () => {
  fc.assert(
    fc.property(draws, (numbers) => {
      const documents = mutate(BASE, numbers);
      expect(findEdits(documents, [...documents])).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

/** Plain data for the YAML library; keys in another order, but for tax rates, where the order has a meaning. */
function plain(node: Node, turned: boolean, key = '', parent = ''): unknown {
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'list') {
    const free = ['recurring', 'one_time', 'to', 'in', 'on', 'days', 'covers', 'holidays', 'must_hold'].includes(key);
    const items = node.items.map((item) => plain(item, turned));
    return turned && free ? items.reverse() : items;
  }
  const entries = node.entries.map(({ key: name, value }) => [name, plain(value, turned, name, key)] as const);
  const [first, ...rest] = entries;
  const sorted = turned && first && !(parent === 'tax' || key === 'rates') ? [first, ...rest.reverse()] : entries;
  return Object.fromEntries(sorted);
}

test('the same in other words of YAML, other files and another order is no edit', () => {
  fc.assert(
    fc.property(draws, fc.boolean(), fc.boolean(), (numbers, turned, flow) => {
      const documents = mutate(BASE, numbers);
      const files = documents.map((document, index) => ({
        file: `${index}.yaml`,
        text: `# ${index}\n${stringify(plain(document.node, turned), { defaultStringType: 'QUOTE_DOUBLE', collectionStyle: flow ? 'flow' : 'block' })}`,
      }));
      const again = parseDocuments(turned ? files.reverse() : files);
      expect(again.problems).toEqual([]);
      expect(findEdits(documents, again.value!).map(({ kind, path }) => [kind, path])).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

test('no edits: the base; all edits: the head, with or without the short way', () => {
  let compared = 0;
  fc.assert(
    fc.property(pairs, ([left, right]) => {
      const [base, head] = [mutate(BASE, left), mutate(BASE, right)];
      const all = findEdits(base, head);
      expect(new Set(prints(all)).size).toBe(all.length);
      expect(applyEdits(base, head, all, new Set())).toBe(base);
      if (all.length > 0) expect(applyEdits(base, head, all, new Set(all))).toBe(head);
      const [none, whole] = [applySome(base, head, new Set()), applySome(base, head, new Set(all))];
      expect(none).toEqual(base);
      expect(prints(findEdits(whole, head))).toEqual([]);
      expect(whole.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual(
        head.map(({ kind, id }) => `${kind} ${id}`).sort(),
      );
      const wanted = meaning(head);
      if (wanted !== undefined) compared += 1;
      expect(meaning(whole)).toBe(wanted);
    }),
    { numRuns: RUNS },
  );
  // Most drawn changes leave plans that are no longer valid; a good part does.
  expect(compared).toBeGreaterThan(RUNS / 10);
});

test('as many edits back as forth', () => {
  fc.assert(
    fc.property(pairs, ([left, right]) => {
      const [base, head] = [mutate(BASE, left), mutate(BASE, right)];
      expect(findEdits(head, base)).toHaveLength(findEdits(base, head).length);
    }),
    { numRuns: RUNS },
  );
});

test('any choice of edits has the shape of the schema, and validation says what it thinks of it', () => {
  fc.assert(
    fc.property(pairs, fc.nat(2 ** 30), ([left, right], bits) => {
      const [base, head] = [mutate(BASE, left), mutate(BASE, right)];
      const all = findEdits(base, head);
      const chosen = some(all, bits);
      const result = applyEdits(base, head, all, chosen);
      for (const { kind, node } of result) expect(checkShape(kind, node)).toEqual([]);
      expect(() => validateDocuments(result)).not.toThrow();
      // Whatever the order in which they were chosen.
      expect(applyEdits(base, head, all, new Set([...chosen].reverse()))).toEqual(result);
    }),
    { numRuns: RUNS },
  );
});

test('plans that are known from other choices are found as if they were read for the first time', () => {
  let found = 0;
  fc.assert(
    fc.property(draws, fc.array(fc.nat(2 ** 30), { minLength: 2, maxLength: 4 }), (numbers, choices) => {
      const head = mutate(BASE, numbers, 'values');
      const all = findEdits(BASE, head);
      const known = new KnownPlans();
      for (const bits of [0, ...choices]) {
        const documents = applyEdits(BASE, head, all, some(all, bits));
        const afresh = validateDocuments(documents);
        expect(validateDocuments(documents, known)).toEqual(afresh);
        if (afresh.value) found += 1;
      }
    }),
    { numRuns: RUNS / 2 },
  );
  // The base is always right, and so is a good part of what is drawn.
  expect(found).toBeGreaterThan(RUNS / 2);
});

test('of other values, the chosen edits are what is then found, and the others what is left', () => {
  fc.assert(
    fc.property(draws, fc.nat(2 ** 30), (numbers, bits) => {
      const head = mutate(BASE, numbers, 'values');
      const all = findEdits(BASE, head);
      const chosen = some(all, bits);
      const result = applyEdits(BASE, head, all, chosen);
      expect(prints(findEdits(BASE, result))).toEqual(prints([...chosen]));
      const left = all.filter((edit) => !chosen.has(edit));
      expect(findEdits(result, head)).toHaveLength(left.length);
    }),
    { numRuns: RUNS },
  );
});

test('an edit is the same one beside others', () => {
  fc.assert(
    fc.property(draws, draws, (numbers, more) => {
      const [head, further] = [
        mutate(BASE, numbers, 'values'),
        mutate(mutate(BASE, numbers, 'values'), more, 'values'),
      ];
      const [one, two] = [findEdits(BASE, head), findEdits(BASE, further)];
      const place = ({ document, path }: Edit) => JSON.stringify([document.kind, document.id, document.version, path]);
      const says = (node: Node | undefined) => JSON.stringify(node && plain(node, false));
      const known = new Map(two.map((edit) => [place(edit) + says(edit.before) + says(edit.after), edit.fingerprint]));
      let met = 0;
      for (const edit of one) {
        const other = known.get(place(edit) + says(edit.before) + says(edit.after));
        if (other === undefined) continue;
        met += 1;
        expect(other).toBe(edit.fingerprint);
      }
      // Each further change can take away one edit at most, or a few by dropping a key.
      if (more.length === 1 && one.length > 3) expect(met).toBeGreaterThan(0);
    }),
    { numRuns: RUNS },
  );
});

test('all but one value: that value is all that is left, and everything stands where the head has it', () => {
  let met = 0;
  fc.assert(
    fc.property(pairs, fc.nat(1000), ([left, right], number) => {
      const [base, head] = [mutate(BASE, left), mutate(BASE, right)];
      const all = findEdits(base, head);
      // A version's date and an allowance's priority say what other edits are about; they go by themselves elsewhere.
      const values = all.filter(
        ({ kind, path, versionBefore }) =>
          kind === 'changed' && versionBefore === undefined && path[0] !== 'effective' && path.at(-1) !== 'priority',
      );
      const omitted = values[number % Math.max(values.length, 1)];
      if (!omitted) return;
      met += 1;
      const result = applyEdits(base, head, all, new Set(all.filter((edit) => edit !== omitted)));
      const rest = findEdits(result, head);
      expect(rest.map(({ kind, after }) => [kind, after])).toEqual([[omitted.kind, omitted.after]]);
    }),
    { numRuns: RUNS * 2 },
  );
  expect(met).toBeGreaterThan(RUNS / 4);
});
