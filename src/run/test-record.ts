/** What a run of scenarios has read, for its manifest. */

import { writeBaseline } from '../baseline/baseline.ts';
import type { Accepted } from './accept.ts';
import { MAX_BASELINE_BYTES } from './baselines.ts';
import { type InputFile, readInputFile } from './files.ts';
import type { Loaded } from './load.ts';
import type { ManifestOptions } from './manifest.ts';
import { filtersInWords } from './narrow.ts';
import { RESULTS_FILE } from './results-file.ts';
import type { TestOptions } from './run-tests.ts';
import type { RunRecord } from './write-manifest.ts';

/** Baselines as the run leaves them: who accepts, certifies what was accepted. */
export function recordOf(
  root: string,
  { planFiles, scenarioFiles, baselines }: Loaded,
  accepted: Accepted,
  { options, interrupted }: { readonly options: TestOptions; readonly interrupted: boolean },
): RunRecord {
  const orphans = baselines.orphans.flatMap((file) => readInputFile(root, file, MAX_BASELINE_BYTES).value ?? []);
  const texts = new Map([...baselines.texts, ...orphans].map(({ file, text }) => [file, text]));
  for (const file of accepted.removed) texts.delete(file);
  for (const baseline of accepted.baselines.values()) texts.set(baseline.file, [...writeBaseline(baseline)].join(''));
  const left: InputFile[] = [...texts].map(([file, text]) => ({ file, text }));
  return {
    command: 'test',
    options: optionsOf(options),
    files: [
      { kind: 'plan', files: planFiles },
      { kind: 'scenario', files: scenarioFiles },
      { kind: 'baseline', files: left },
    ],
    results: [RESULTS_FILE],
    notCertifiable: [
      ...(options.engine ? ['results: rated by another engine'] : []),
      ...(interrupted ? ['results: interrupted'] : []),
    ],
  };
}

function optionsOf(options: TestOptions): ManifestOptions {
  const { plansFolder, scenariosFolder, seed, tries, bail, shard, durations, update } = options;
  const filters = filtersInWords(options);
  return {
    ...{ plans: plansFolder ?? 'plans', scenarios: scenariosFolder ?? 'scenarios' },
    ...(seed !== undefined && { seed }),
    ...(tries !== undefined && { tries }),
    ...(bail !== undefined && { bail }),
    ...(shard && { shard: `${shard.index}/${shard.of}` }),
    ...(durations !== undefined && { durations: true }),
    ...(update !== undefined && update !== 'none' && { update }),
    ...(Object.keys(filters).length > 0 && { filters }),
  };
}
