/** Writes plain documents as a person might have: every scalar such that its text survives. */

import { stringify } from 'yaml';
import type { PlainDocument } from './text.ts';

// The library quotes text that looks like a number. An amount is a number, and `19.90` without quotes stays 19.90,
// since the product reads the source text.
const QUOTED_NUMBER = /"(-?(?:0|[1-9]\d*)(?:\.\d+)?)"/g;

export function toYaml(documents: readonly PlainDocument[]): string {
  return documents
    .map((plain) => stringify(plain, { aliasDuplicateObjects: false, lineWidth: 0 }).replace(QUOTED_NUMBER, '$1'))
    .join('---\n');
}
