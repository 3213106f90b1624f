/** What the manifest of a comparison tells of it: what was read, what was asked for, what was written. */

import { type InputFile, listFiles, readInputFile } from '../files.ts';
import type { ManifestOptions } from '../manifest.ts';
import { filtersInWords } from '../narrow.ts';
import type { RunRecord } from '../write-manifest.ts';
import { DIFF_FILE } from './diff-file.ts';
import type { DiffOptions } from './run-diff.ts';
import type { SideFiles } from './sides.ts';

export function diffRecord(
  options: DiffOptions,
  {
    base,
    head,
    scenarios,
  }: { readonly base: SideFiles; readonly head: SideFiles; readonly scenarios: readonly InputFile[] },
  interrupted: boolean,
): RunRecord {
  const { root, engine, approvals } = options;
  const decided =
    approvals === undefined
      ? []
      : listFiles(root, approvals, (name) => /\.ya?ml$/.test(name)).flatMap(
          (file) => readInputFile(root, file).value ?? [],
        );
  return {
    command: 'diff',
    options: optionsOf(options, base),
    files: [
      { kind: 'plan', files: head.plans, commit: head.side.commit },
      { kind: 'base-plan', files: base.plans, commit: base.side.commit },
      { kind: 'scenario', files: scenarios, commit: head.side.commit },
      { kind: 'approval', files: decided },
    ],
    results: [DIFF_FILE],
    notCertifiable: [
      ...(engine ? ['results: rated by another engine'] : []),
      ...(interrupted ? ['results: interrupted'] : []),
      ...(base.side.commit === undefined ? [`base-plan: from a folder (${base.side.plans.slice(0, 16)})`] : []),
    ],
  };
}

function optionsOf(options: DiffOptions, { side }: SideFiles): ManifestOptions {
  const { plansFolder, scenariosFolder, seed, approvals } = options;
  const filters = filtersInWords(options);
  return {
    ...{ plans: plansFolder ?? 'plans', scenarios: scenariosFolder ?? 'scenarios', base: side.name },
    ...(approvals !== undefined && { approvals }),
    ...(seed !== undefined && { seed }),
    ...(Object.keys(filters).length > 0 && { filters }),
  };
}
