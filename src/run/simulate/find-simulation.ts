/** Which simulation is meant: a file, or the id of one under the folder of scenarios. */

import { isAbsolute, relative, resolve, sep } from 'node:path';
import { nearest, wordList } from '../../problems/nearest.ts';
import type { Outcome, Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown.ts';
import { readYaml } from '../../yaml/read.ts';
import { type InputFile, listFiles, readInputFile } from '../files.ts';
import { isPathInside } from '../manifest.ts';

/** A simulation that is there; what else is in it is read when it is run. */
export interface FoundSimulation {
  readonly id: string;
  /** From the project's folder. */
  readonly file: string;
  readonly title: string | undefined;
}

/** Whether the first key of a file is `simulation`; comments may stand before it. */
export const isOfSimulation = ({ text }: Pick<InputFile, 'text'>): boolean => SIMULATION_FIRST.test(text);
const SIMULATION_FIRST = /^\ufeff?(?:(?:#[^\n]*|---[^\n]*|[ \t\r]*)\n)*["']?simulation["']?[ \t]*:/;

const WRITTEN_ID = /^["']?simulation["']?[ \t]*:[ \t]*["']?([\w.-]+)/m;

/** By name of file; also those that cannot be read as YAML. */
export function listSimulations(root: string, scenariosFolder: string): readonly FoundSimulation[] {
  const names = listFiles(root, scenariosFolder, (name) => /\.ya?ml$/.test(name));
  const files = names.flatMap((name) => readInputFile(root, name).value ?? []);
  return files.filter(isOfSimulation).flatMap(({ text, file }) => {
    const document = readYaml(text, file).value?.[0];
    // What is wrong with it is told when it is run.
    if (document?.kind !== 'map') return [{ id: WRITTEN_ID.exec(text)?.[1] ?? file, file, title: undefined }];
    const textOf = (key: string): string | undefined => {
      const value = document.entries.find((entry) => entry.key === key)?.value;
      return value?.kind === 'scalar' ? value.text : undefined;
    };
    const id = textOf('simulation');
    return id === undefined ? [] : [{ id, file, title: textOf('title') }];
  });
}

/** `scenarios/sim.yaml`, `./sim.yaml`, `sim.yml`: an id has neither a slash nor one of these endings. */
const isPath = (text: string): boolean => /[/\\]|\.ya?ml$/.test(text);

/** The file that is meant by `asked`, a path or an id, from the project's folder. */
export function findSimulation(root: string, asked: string, scenariosFolder: string): Outcome<string> {
  const refuse = (code: Problem['code'], message: string, fix: string): Outcome<string> => ({
    problems: [{ code, severity: 'error', message, fix }],
  });
  if (isPath(asked)) {
    const way = isAbsolute(asked) ? relative(resolve(root), asked) : relative('.', asked);
    const file = way.split(sep).join('/');
    if (isPathInside(file)) return { value: file, problems: [] };
    const fix = 'name a file of the project, or begin in the folder of the project that it belongs to';
    return refuse('SIM-PATH', `${shownText(asked)} is not inside the project`, fix);
  }
  const all = listSimulations(root, scenariosFolder);
  if (all.length === 0) return { problems: [noSimulation(scenariosFolder)] };
  const found = all.filter(({ id }) => id === asked);
  if (found.length === 1) return { value: found[0]!.file, problems: [] };
  if (found.length > 1) {
    const fix = `name the file that is meant: ${wordList(found.map(({ file }) => shownText(file)))}`;
    return refuse('SIM-TWICE', `${found.length} simulations have the id \`${shownText(asked)}\``, fix);
  }
  const ids = all.map(({ id }) => id);
  const near = nearest(asked, ids);
  const fix = near === undefined ? `use ${wordList(ids.map((id) => shownText(id)))}` : `write \`${shownText(near)}\``;
  const message = `there is no simulation \`${shownText(asked)}\` under ${shownText(scenariosFolder)}`;
  return refuse('SIM-UNKNOWN-NAME', message, fix);
}

export const noSimulation = (scenariosFolder: string): Problem => ({
  code: 'INPUT-MISSING',
  severity: 'error',
  message: `there is no simulation under ${shownText(scenariosFolder)}`,
  fix: 'write one, a file that begins with `simulation: <id>`, or name the file',
});
