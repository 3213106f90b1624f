/** From the text of files to documents of a known kind and shape: everything that can be said of each by itself. */

import { nearest } from '../../problems/nearest.ts';
import { hasErrors, type Outcome, type Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown.ts';
import type { MapNode, Node } from '../../yaml/document.ts';
import { readYaml } from '../../yaml/read.ts';
import { checkShape, type DocumentKind } from './shape.ts';

/** A file of plans, calendars and rate tables. */
export interface PlanFile {
  /** Path as the user would write it. */
  readonly file: string;
  readonly text: string;
}

/** A document whose keys and forms are those of the schema; what they mean is not yet checked. */
export interface PlanDocument {
  readonly kind: DocumentKind;
  readonly id: string;
  readonly node: MapNode;
}

const KINDS: readonly DocumentKind[] = ['plan', 'calendar', 'rates'];

/** All documents of all files. First the YAML of all files must be right, then the shape of all documents. */
export function parseDocuments(files: readonly PlanFile[]): Outcome<readonly PlanDocument[]> {
  const problems: Problem[] = [];
  const nodes: Node[] = [];
  for (const { file, text } of files) {
    const read = readYaml(text, file);
    problems.push(...read.problems);
    nodes.push(...(read.value ?? []));
  }
  if (hasErrors(problems)) return { problems };

  const documents: PlanDocument[] = [];
  for (const node of nodes) {
    const document = identify(node, problems);
    if (!document) continue;
    problems.push(...checkShape(document.kind, document.node));
    documents.push(document);
  }
  return hasErrors(problems) ? { problems } : { value: documents, problems };
}

function identify(node: Node, problems: Problem[]): PlanDocument | undefined {
  const kinds = '`plan`, `calendar` or `rates`';
  const refuse = (message: string, place: Node['place'], fix: string) => {
    problems.push({ code: 'PLAN-UNKNOWN-DOCUMENT', severity: 'error', message, place, fix });
    return undefined;
  };
  const first = node.kind === 'map' ? node.entries[0] : undefined;
  if (node.kind !== 'map' || !first) {
    return refuse('a document must be a mapping', node.place, `begin it with the key ${kinds}`);
  }
  const kind = KINDS.find((candidate) => candidate === first.key);
  if (kind) return { kind, id: first.value.kind === 'scalar' ? first.value.text : '', node };
  const later = KINDS.find((candidate) => node.entries.some(({ key }) => key === candidate));
  const near = nearest(first.key, KINDS);
  const fix = later ? `move \`${later}\` to the top` : near ? `did you mean \`${near}\`?` : `begin with ${kinds}`;
  return refuse(`a document cannot begin with \`${shownText(first.key)}\``, first.keyPlace, fix);
}
