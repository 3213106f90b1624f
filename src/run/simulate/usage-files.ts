/** Usage files that a simulation names: whether they are there, before anything in them is read. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, Place, Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown.ts';
import type { Assumptions } from '../../simulation/assumptions.ts';
import { type InputFile, readInputFile } from '../files.ts';
import { isLedOut } from '../led-out.ts';

/** A mapping and the folder of its files, both from the project's folder, each with where the simulation says so. */
export interface UsageNamed {
  readonly usage: string;
  readonly data: string;
  readonly places: { readonly usage: Place; readonly data: Place };
}

/** The mapping, when it and the folder are in the project. */
export function mappingOf(root: string, { usage, data, places }: UsageNamed): Outcome<InputFile> {
  const refused = (code: 'SIM-PATH' | 'INPUT-MISSING', place: Place, message: string, fix: string) => {
    const problem: Problem = { code, severity: 'error', message, place, fix };
    return { problems: [problem] };
  };
  for (const [path, place] of [[usage, places.usage] as const, [data, places.data] as const]) {
    if (!isLedOut(root, path)) continue;
    const message = `${shownText(path)} leads out of the project by a link`;
    return refused('SIM-PATH', place, message, 'put the files themselves into the project');
  }
  const folder = statSync(join(root, data), { throwIfNoEntry: false });
  if (!folder?.isDirectory()) {
    const message = `there is no folder ${shownText(data)}${folder ? ': it is a file' : ''}`;
    const fix = 'write the path from this file to the folder of the usage files';
    return refused('INPUT-MISSING', places.data, message, fix);
  }
  const mapping = readInputFile(root, usage);
  if (!mapping.value) return mapping;
  const [file] = mapping.value;
  if (file) return { value: file, problems: [] };
  const message = `there is no file ${shownText(usage)}`;
  const fix = 'write the path from this file to the mapping of the usage files';
  return refused('INPUT-MISSING', places.usage, message, fix);
}

/** Where the mapping and the folder of its files are named. */
export function placesOf(
  { population, backtest, places }: Assumptions,
  of: 'population' | 'backtest',
): UsageNamed['places'] {
  const place = of === 'population' ? population.place : (backtest?.place ?? population.place);
  return { usage: places?.get(`${of}.usage`) ?? place, data: places?.get(`${of}.data`) ?? place };
}
