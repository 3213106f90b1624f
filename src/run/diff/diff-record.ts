/** What the manifest of a comparison tells of it: what was read, what was asked for, what was written. */

import { type InputFile, listFiles, readInputFile } from '../files.ts';
import type { ManifestOptions } from '../manifest.ts';
import { filtersInWords } from '../narrow.ts';
import type { RunRecord } from '../write-manifest.ts';
import { DIFF_FILE } from './diff-file.ts';
import type { DiffOptions } from './run-diff.ts';
import type { SideFiles } from './sides.ts';

interface DiffRead {
  readonly base: SideFiles;
  readonly head: SideFiles;
  readonly scenarios: readonly InputFile[];
  /** Scenarios of the base: read for customers of withdrawn plans alone. */
  readonly ofBase: readonly InputFile[];
}

export function diffRecord(
  options: DiffOptions,
  { base, head, scenarios, ofBase }: DiffRead,
  interrupted: boolean,
): RunRecord {
  const { engine } = options;
  return {
    command: 'diff',
    options: optionsOf(options, { base, head }),
    files: [
      { kind: 'plan', files: head.plans, commit: head.side.commit },
      { kind: 'base-plan', files: base.plans, commit: base.side.commit },
      { kind: 'scenario', files: scenarios, commit: head.side.commit },
      { kind: 'base-scenario', files: ofBase, commit: base.side.commit },
      { kind: 'approval', files: decidedIn(options) },
    ],
    results: [DIFF_FILE],
    notCertifiable: [
      ...(engine ? ['results: rated by another engine'] : []),
      ...(interrupted ? ['results: interrupted'] : []),
    ],
  };
}

/** They were read before, without an error; whatever is gone since is told by who verifies. */
function decidedIn({ root, approvals }: DiffOptions): readonly InputFile[] {
  if (approvals === undefined) return [];
  const files = listFiles(root, approvals, (name) => /\.ya?ml$/.test(name));
  return files.flatMap((file) => readInputFile(root, file).value ?? []);
}

function optionsOf(
  options: DiffOptions,
  { base, head }: { readonly base: SideFiles; readonly head: SideFiles },
): ManifestOptions {
  const { plansFolder, scenariosFolder, seed, approvals, onlyAffected, proveAffected } = options;
  const filters = filtersInWords(options);
  const isTree = options.head === undefined && options.recorded?.head === undefined;
  return {
    ...{ plans: plansFolder ?? 'plans', scenarios: scenariosFolder ?? 'scenarios', base: base.side.name },
    ...(base.folder !== undefined && { baseFolder: base.folder }),
    ...(!isTree && { head: head.side.name, ...(head.folder !== undefined && { headFolder: head.folder }) }),
    ...(options.base !== undefined && { askedBase: options.base }),
    ...(options.head !== undefined && { askedHead: options.head }),
    ...(approvals !== undefined && { approvals }),
    ...(proveAffected ? { affected: 'proved' as const } : onlyAffected && { affected: 'only' as const }),
    ...(seed !== undefined && { seed }),
    ...(Object.keys(filters).length > 0 && { filters }),
  };
}
