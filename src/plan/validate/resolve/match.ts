/** What a usage record must be like, of usage charges and allowances. */

import { nearest, wordList } from '../../../problems/nearest.ts';
import { type Dimension, SERVICES } from '../../../units/quantity.ts';
import type { MapNode, ScalarNode } from '../../../yaml/document.ts';
import type { Match } from '../../model.ts';
import type { Report } from './context.ts';
import { has, wordNodes } from './fields.ts';
import { MEASURES } from './values.ts';

const DIRECTIONS = ['out', 'in'];

/** The match and what its services are measured in; undefined after a problem. */
export function resolveMatch(report: Report, node: MapNode): { match: Match; dimension: Dimension } | undefined {
  const already = report.problems.length;
  const list = (key: string) => (has(node, key) ? distinct(report, wordNodes(node, key)) : undefined);
  const services = distinct(report, wordNodes(node, 'service'));
  for (const service of wordNodes(node, 'service')) knownWord(report, service, 'service', Object.keys(SERVICES));
  for (const direction of wordNodes(node, 'direction')) knownWord(report, direction, 'direction', DIRECTIONS);
  const match = { services, directions: list('direction'), to: list('to'), in: list('in') };
  if (report.problems.length > already) return undefined;
  const dimension = SERVICES[services[0]!]!;
  const other = wordNodes(node, 'service').find(({ text }) => SERVICES[text] !== dimension);
  if (!other) return { match, dimension };
  const message = `\`${other.text}\` is measured in ${MEASURES[SERVICES[other.text]!]}, \`${services[0]}\` in ${MEASURES[dimension]}`;
  return report.add('PLAN-WRONG-DIMENSION', message, other.place, { fix: 'write one entry for each' });
}

function knownWord(report: Report, node: ScalarNode, what: 'service' | 'direction', known: readonly string[]): void {
  if (known.includes(node.text)) return;
  const near = nearest(node.text, known);
  const fix = near ? `did you mean \`${near}\`?` : `known: ${wordList(known)}`;
  const code = what === 'service' ? 'PLAN-UNKNOWN-SERVICE' : 'PLAN-UNKNOWN-DIRECTION';
  report.add(code, `unknown ${what} \`${node.text}\``, node.place, { fix });
}

/** The texts, each once; a second one is a problem. */
export function distinct(report: Report, nodes: readonly ScalarNode[]): string[] {
  const first = new Map<string, ScalarNode>();
  for (const node of nodes) {
    const before = first.get(node.text);
    if (!before) first.set(node.text, node);
    else {
      const related = [{ message: 'the first one is here', place: before.place }];
      report.add('PLAN-LISTED-TWICE', `\`${node.text}\` is listed twice`, node.place, { related });
    }
  }
  return [...first.keys()];
}
