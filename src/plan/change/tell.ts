/** Edits in words, with whom they reach and what they do to what is paid. */

import type { Node } from '../../yaml/document.ts';
import { audience } from './audience.ts';
import { direction } from './direction/direction.ts';
import type { Edit, ToldEdit } from './edit.ts';
import { sameMeaning } from './meaning.ts';
import { movesNothing } from './overlap.ts';
import { severity } from './severity.ts';
import { type ChangeSide, type Located, locate, partOf } from './side.ts';
import { movedBy } from './versions.ts';
import { keyAt } from './words/language.ts';
import { moversWords, sentence, spellingWords } from './words/sentence.ts';

export type { ChangeSide } from './side.ts';

/**
 * Every edit in words, in the order given. Sides are what the edits were found between: their documents, and the plans
 * these mean. Texts of the plan stand in the words as they are, cut to a bounded length.
 */
export function tellEdits(edits: readonly Edit[], base: ChangeSide, head: ChangeSide): readonly ToldEdit[] {
  return locate(edits, base, head).map(tell);
}

function tell(located: Located): ToldEdit {
  const { edit, users } = located;
  const { kind, id, version } = edit.document;
  // Whoever is taken from another version to this one feels more than its edits tell.
  const movers = movedBy(located);
  const text = isText(edit);
  const spelling = !text && sameMeaning(located);
  const idle = edit.kind === 'moved' && movesNothing(located);
  const textOnly = movers.length === 0 && (text || spelling || idle);
  const who = audience(located, textOnly);
  const way = textOnly ? 'none' : movers.length > 0 ? 'unknown' : direction(located);
  const part = partOf(edit.path);
  const words = spelling ? spellingWords(located) : sentence(located);
  return {
    fingerprint: edit.fingerprint,
    kind: edit.kind,
    document: kind === 'plan' && version !== '' ? `plan ${id} from ${version}` : `${kind} ${id}`,
    plans: users,
    ...(part !== undefined && { part }),
    words: movers.length > 0 ? `${words} (${moversWords(located, movers)})` : words,
    textOnly,
    audience: who,
    direction: way,
    severity: severity(located, who, way),
    place: placeOf(located),
  };
}

/** Names, descriptions, and another id of the same part. */
function isText({ document, kind, path }: Edit): boolean {
  if (kind === 'renamed') return true;
  const form = path.length > 0 ? keyAt(document.kind, path)?.key.form : undefined;
  return form === 'text' || form === 'long';
}

/** In the head, or of what was removed in the base; of a whole document where it begins. */
function placeOf({ edit, base, head }: Located): ToldEdit['place'] {
  const node: Node | undefined = edit.after ?? edit.before ?? head.document?.node ?? base.document?.node;
  return { file: node?.place.file ?? '', line: node?.place.line ?? 1 };
}
