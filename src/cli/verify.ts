/** `rateproof verify`: whether the files are still those of a run, and its results still those that they give. */

import { visible, visibleJson } from '../problems/visible.ts';
import { shortFingerprint } from '../run/manifest.ts';
import {
  type ItemState,
  runAgain,
  type SimulateAgain,
  type Verified,
  verifyExitCode,
  verifyRun,
} from '../run/verify.ts';
import { refused } from './misuse.ts';

/** Items that are as they were, told one by one; all others are told whatever their number. */
const MOST_OK = 100;

export async function verify(
  folder: string | undefined,
  { out, rerun, json }: { readonly out: string; readonly rerun?: boolean; readonly json?: boolean },
): Promise<number> {
  const root = process.cwd();
  const read = verifyRun(root, folder ?? out);
  if (!read.value) return refused(read.problems);
  const again = rerun ? await runAgain(root, read.value, { simulate }) : [];
  const verified = { ...read.value, items: [...read.value.items, ...again] };
  if (json) {
    const { fingerprint, certified, circumstances } = verified.manifest;
    const { command, notCertifiable } = certified;
    const told = { fingerprint, command, exitCode: verifyExitCode(verified), items: verified.items };
    process.stdout.write(`${visibleJson({ ...told, notCertifiable, circumstances })}\n`);
  } else process.stdout.write(textOf(verified));
  return verifyExitCode(verified);
}

/** What simulates is loaded when a simulation is run again. */
const simulate: SimulateAgain = async (asked) => (await import('./simulate-again.ts')).simulateAgain(asked);

function textOf(verified: Verified): string {
  const { items, manifest } = verified;
  const widest = Math.max(...items.map(({ kind }) => kind.length));
  const row = ({ kind, name, state, note }: (typeof items)[number]): string =>
    `${state.padEnd(7)}  ${kind.padEnd(widest)}  ${visible(name)}${note === undefined ? '' : ` (${visible(note)})`}\n`;
  const fine = items.filter(({ state }) => state === 'ok');
  const more = fine.length - MOST_OK;
  const { notCertifiable, command } = manifest.certified;
  return [
    ...fine.slice(0, MOST_OK).map(row),
    ...(more > 0 ? [`ok       and ${more} more\n`] : []),
    ...items.filter(({ state }) => state !== 'ok').map(row),
    ...notCertifiable.map((what) => `not certifiable: ${visible(what)}\n`),
    `\n${command} ${shortFingerprint(manifest)} of ${visible(manifest.circumstances.started)}: ${verdict(verified)}\n`,
  ].join('');
}

function verdict({ items }: Verified): string {
  const count = (state: ItemState): number => items.filter((item) => item.state === state).length;
  const parts = (['changed', 'missing', 'added'] as const).flatMap((state) =>
    count(state) > 0 ? [`${count(state)} ${state}`] : [],
  );
  return parts.length > 0 ? `${parts.join(', ')}, ${count('ok')} ok` : `all ${count('ok')} as they were`;
}
