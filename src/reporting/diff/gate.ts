/** What a change alters of the gate it has to pass, in words; texts of strangers stand in them. */

import type { GateChange, GateChanges } from '../../run/check-result.ts';
import { counted } from '../amounts.ts';
import { shortened } from '../shortened.ts';
import type { Note } from './headline.ts';

const NOUNS: Readonly<Record<GateChange['kind'], string>> = {
  policies: 'policies',
  exceptions: 'exceptions',
  settings: 'settings',
  approvals: 'decisions about changes',
  scenarios: 'scenarios',
  baselines: 'accepted results',
};

/** What a reader must know before believing the verdict: one sentence for what is told below, one for what it hides. */
export function gateNotes(gate: GateChanges | undefined): Note[] {
  if (!gate) return [];
  const { changes, heldByBase } = gate;
  const kindsOf = (all: readonly GateChange[]): string =>
    [...new Set(all.map(({ kind }) => NOUNS[kind]))].join(', ').replace(/, ([^,]*)$/, ' and $1');
  const [held] = heldByBase;
  const more = heldByBase.length > 1 ? `, and by ${counted(heldByBase.length - 1, 'more')}`.replace(/s$/, '') : '';
  const notes: Note[] = [];
  if (held) {
    notes.push({
      text: `By the policies of the base it would be blocked, and by its own it is not: ${shortened(held.words, 120)}${held.scope ? ` (${shortened(held.scope, 60)})` : ''}: found ${shortened(held.measured, 80)}${more}.`,
      warns: true,
    });
  }
  const warned = changes.filter(({ warns }) => warns);
  if (warned.length > 0) {
    notes.push({ text: `This change also alters what it is judged by: ${kindsOf(warned)}. See below.`, warns: true });
  } else if (changes.length > 0) {
    notes.push({ text: `With the plans it changes ${kindsOf(changes)}.`, warns: false });
  }
  return notes;
}

/** All of it, what deserves a look first. */
export const gateChangesOf = (gate: GateChanges | undefined): readonly GateChange[] =>
  [...(gate?.changes ?? [])].sort((a, b) => Number(b.warns) - Number(a.warns));
