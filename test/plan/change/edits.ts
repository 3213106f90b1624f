/** Edits by hand: two texts of plans, and the path of what differs between them. */

import type { DocumentKey, Edit, EditKind, Step, ToldEdit } from '../../../src/plan/change/edit.ts';
import { type ChangeSide, tellEdits } from '../../../src/plan/change/tell.ts';
import { parseDocuments } from '../../../src/plan/parse/parse-documents.ts';
import { validateDocuments } from '../../../src/plan/validate/validate-plans.ts';
import type { Node } from '../../../src/yaml/document.ts';

export function sideOf(text: string, file = 'plans.yaml'): ChangeSide {
  const parsed = parseDocuments([{ file, text }]);
  const { value, problems } = validateDocuments(parsed.value ?? []);
  const all = [...parsed.problems, ...problems].filter(({ severity }) => severity === 'error');
  if (!value) throw new Error(`${all.map(({ code, message }) => `${code} ${message}`).join('\n')}\n${text}`);
  return { documents: parsed.value!, plans: value.plans };
}

/** `usage/data/tiers/steps/1/rate`: in a list with ids their id, in another the place. */
function pathOf(root: Node | undefined, written: string): Step[] {
  const steps: Step[] = [];
  let here = root;
  for (const word of written === '' ? [] : written.split('/')) {
    if (here?.kind === 'list') {
      const numbered = /^\d+$/.test(word);
      steps.push(numbered ? Number(word) : { id: word });
      here = numbered ? here.items[Number(word)] : here.items.find((item) => idOf(item) === word);
    } else {
      steps.push(word);
      here = here?.kind === 'map' ? here.entries.find(({ key }) => key === word)?.value : undefined;
    }
  }
  return steps;
}

const idOf = (item: Node): string | undefined => {
  const id = item.kind === 'map' ? item.entries.find(({ key }) => key === 'id')?.value : undefined;
  return id?.kind === 'scalar' ? id.text : undefined;
};

function at(root: Node | undefined, path: readonly Step[]): Node | undefined {
  let here = root;
  for (const step of path) {
    if (typeof step === 'string')
      here = here?.kind === 'map' ? here.entries.find(({ key }) => key === step)?.value : undefined;
    else if (here?.kind !== 'list') return undefined;
    else here = typeof step === 'number' ? here.items[step] : here.items.find((item) => idOf(item) === step.id);
  }
  return here;
}

export interface Wanted {
  readonly document: DocumentKey;
  readonly path: string;
  readonly kind?: EditKind;
  readonly versionBefore?: string;
}

const versionOf = (node: Node): string => {
  const date = at(node, ['effective', 'new']);
  return date?.kind === 'scalar' ? date.text : '';
};

/** The one edit at a path between two sides. */
export function editAt(base: ChangeSide, head: ChangeSide, { document, path, kind, versionBefore }: Wanted): Edit {
  const root = (side: ChangeSide): Node | undefined => {
    const alike = side.documents.filter((one) => one.kind === document.kind && one.id === document.id);
    const of = (version: string) => alike.find(({ node }) => versionOf(node) === version)?.node;
    return document.kind === 'plan' ? (of(document.version) ?? of(versionBefore ?? '-')) : alike[0]?.node;
  };
  const steps = [root(head), root(base)].map((node) => pathOf(node, path));
  const found = kind !== 'removed' && at(root(head), steps[0]!) ? steps[0]! : steps[1]!;
  const before = kind === 'added' ? undefined : at(root(base), found);
  const after = kind === 'removed' ? undefined : at(root(head), found);
  const how: EditKind = kind ?? (before ? (after ? 'changed' : 'removed') : 'added');
  const more = versionBefore === undefined ? {} : { versionBefore };
  return { fingerprint: '0'.repeat(16), kind: how, document, path: found, before, after, ...more };
}

export function toldAt(base: ChangeSide, head: ChangeSide, wanted: Wanted): ToldEdit {
  return tellEdits([editAt(base, head, wanted)], base, head)[0]!;
}
