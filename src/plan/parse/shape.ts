/** Whether a document has the keys and forms of its schema; the schema compiler's complaints in our words. */

import { nearest, wordList } from '../../problems/nearest.ts';
import type { Place, Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown.ts';
import type { MapEntry, Node } from '../../yaml/document.ts';
import type { ShapeError } from '../schema/validators.ts';
import { validators } from '../schema/validators.ts';
import { formFix } from './slips.ts';
import { isNothing, type TextView, textView } from './text-view.ts';

export type DocumentKind = keyof typeof validators;

/** Problems shown of one document: mending the first ones mostly mends the rest. */
const MAX_SHAPE_PROBLEMS = 50;

/** Everything in a document that its schema does not allow. */
export function checkShape(kind: DocumentKind, node: Node): Problem[] {
  const validate = validators[kind];
  const view: TextView = textView(node);
  if (validate(view)) return [];
  const problems: Problem[] = [];
  const told = new Set<string>();
  const errors = validate.errors ?? [];
  const ofWrongKind = new Set(
    errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath),
  );
  for (const error of errors) {
    // A value of the wrong kind misses every other demand too; one message is enough.
    if (error.keyword !== 'type' && ofWrongKind.has(error.instancePath)) continue;
    const problem = translate(node, error);
    if (!problem) continue;
    const once = `${problem.place?.line}:${problem.place?.column}:${problem.code}:${problem.message}`;
    if (told.has(once)) continue;
    told.add(once);
    problems.push(problem);
    if (problems.length === MAX_SHAPE_PROBLEMS) break;
  }
  return problems;
}

/** Where an error of the schema compiler points: the value, the entry it is the value of, and how to speak of it. */
interface Target {
  readonly node: Node;
  readonly entry: MapEntry | undefined;
  readonly label: string;
}

function findTarget(root: Node, pointer: string): Target {
  let target: Target = { node: root, entry: undefined, label: 'the document' };
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (target.node.kind === 'list') {
      target = { node: target.node.items[Number(key)]!, entry: undefined, label: `an entry of ${target.label}` };
    } else if (target.node.kind === 'map') {
      const entry = target.node.entries.find((candidate) => candidate.key === key)!;
      target = { node: entry.value, entry, label: `\`${shownText(key)}\`` };
    }
  }
  return target;
}

function translate(root: Node, error: ShapeError): Problem | undefined {
  // The complaint about a key's form comes twice; the inner one knows the form.
  if (error.keyword === 'propertyNames') return undefined;
  const target = findTarget(root, error.instancePath);
  const { node, label, entry } = target;
  const problem = (code: Problem['code'], message: string, place: Place, fix?: string): Problem => ({
    code,
    severity: 'error',
    message,
    place,
    ...(fix && { fix }),
  });
  const form = error.parentSchema.title ?? '';
  if (error.propertyName !== undefined) {
    const key =
      node.kind === 'map' ? node.entries.find((candidate) => candidate.key === error.propertyName) : undefined;
    const message = `the key \`${shownText(error.propertyName)}\` must be ${form}`;
    return problem('PLAN-BAD-VALUE', message, key?.keyPlace ?? node.place);
  }
  const text = node.kind === 'scalar' ? node.text : '';
  switch (error.keyword) {
    case 'type':
      return isNothing(node)
        ? problem('PLAN-NO-VALUE', `${label} has no value`, entry?.keyPlace ?? node.place, expected(error, 'write'))
        : problem('PLAN-WRONG-KIND', `${label} is ${kindOf(node)}; it must be ${expected(error)}`, node.place);
    case 'pattern':
      return text === ''
        ? problem('PLAN-BAD-VALUE', `${label} is empty; it must be ${form}`, node.place)
        : problem(
            'PLAN-BAD-VALUE',
            `${label} must be ${form}, not \`${shownText(text)}\``,
            node.place,
            formFix(text, form),
          );
    case 'enum': {
      const words = error.parentSchema.enum ?? [];
      const near = nearest(text, words);
      const message = `${label} must be ${wordList(words)}, not \`${shownText(text)}\``;
      return problem('PLAN-UNKNOWN-WORD', message, node.place, near && `write \`${near}\``);
    }
    case 'required': {
      const missing = error.params.missingProperty ?? '';
      return problem(
        'PLAN-MISSING-KEY',
        `\`${missing}\` is missing in ${nameOf(target)}`,
        entry?.keyPlace ?? node.place,
      );
    }
    case 'additionalProperties': {
      const key = error.params.additionalProperty ?? '';
      const words = Object.keys(error.parentSchema.properties ?? {});
      const near = nearest(key, words);
      const entries = node.kind === 'map' ? node.entries : [];
      const index = entries.findIndex((candidate) => candidate.key === key);
      const place = entries[index]?.keyPlace;
      const known = `known here: ${words.map((word) => `\`${word}\``).join(', ')}`;
      const fix = decimalComma(entries[index - 1], key) ?? (near ? `did you mean \`${near}\`?` : known);
      return problem(
        'PLAN-UNKNOWN-KEY',
        `unknown key \`${shownText(key)}\` in ${nameOf(target)}`,
        place ?? node.place,
        fix,
      );
    }
    case 'minItems':
    case 'minProperties': {
      const empty = node.kind === 'list' ? node.items.length === 0 : node.kind === 'map' && node.entries.length === 0;
      const message = `${label} ${empty ? 'is empty' : 'says too little'}; it must be ${form}`;
      return problem('PLAN-EMPTY', message, entry?.keyPlace ?? node.place);
    }
    default:
      return problem(
        'PLAN-TOO-MANY',
        `${label} has more than ${error.params.limit} entries`,
        entry?.keyPlace ?? node.place,
      );
  }
}

const KINDS = { map: 'a mapping', list: 'a list', scalar: 'a text' } as const;

const kindOf = (node: Node): string => (node.kind === 'scalar' ? `\`${shownText(node.text)}\`` : KINDS[node.kind]);

function expected(error: ShapeError, verb?: string): string {
  const { title, enum: words, type } = error.parentSchema;
  const kinds = [type ?? []].flat();
  const written = title ?? (words ? wordList(words) : kinds.includes('object') ? 'a mapping' : 'a text');
  const known = kinds.includes('object') && !/^an? /.test(written) ? `a mapping of the keys of a ${written}` : written;
  return verb ? `${verb} ${known}` : known;
}

/** `{ amount: 19,99 }` reads as two keys: nobody who wrote it would guess why. */
function decimalComma(before: MapEntry | undefined, key: string): string | undefined {
  if (before?.value.kind !== 'scalar' || !/^-?\d+$/.test(before.value.text) || !/^\d{1,12}$/.test(key))
    return undefined;
  return `decimals follow a dot: write \`${before.value.text}.${key}\``;
}

/** A mapping by its id, its key, or as what it is. */
function nameOf({ node, label }: Target): string {
  const first = node.kind === 'map' ? node.entries[0] : undefined;
  if (first?.value.kind !== 'scalar') return label;
  const name = `\`${shownText(first.value.text)}\``;
  if (first.key === 'id') return name;
  return first.key === 'plan' || first.key === 'calendar' || first.key === 'rates' ? `the ${first.key} ${name}` : label;
}
