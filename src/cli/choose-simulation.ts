/** Which simulation a command is about: the one that is named, or the only one there is. */

import { shownText } from '../problems/shown.ts';
import { visible } from '../problems/visible.ts';
import { findSimulation, listSimulations, noSimulation } from '../run/simulate/find-simulation.ts';
import { refused } from './misuse.ts';

/** Its file from the project's folder; an exit code where nobody can say. Of several, none is guessed: they are listed. */
export function chooseSimulation(root: string, asked: string | undefined, scenarios: string): string | number {
  if (asked !== undefined) {
    const { value, problems } = findSimulation(root, asked, scenarios);
    return value ?? refused(problems);
  }
  const all = listSimulations(root, scenarios);
  const [first] = all;
  if (!first) return refused([noSimulation(scenarios)]);
  if (all.length === 1) return first.file;
  const width = Math.max(...all.map(({ id }) => shown(id).length));
  const rows = all.map(({ id, title, file }) => {
    const told = title === undefined ? '' : `  ${' '.repeat(width)}  ${shown(title)}\n`;
    return `  ${shown(id).padEnd(width)}  ${shown(file)}\n${told}`;
  });
  process.stderr.write(`there are ${all.length} simulations; name one, as \`rateproof simulate <id>\`:\n\n`);
  process.stderr.write(rows.join(''));
  return 2;
}

const shown = (text: string): string => visible(shownText(text));
