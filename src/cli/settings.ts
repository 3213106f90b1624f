/** Gives the options of a command what the environment and rateproof.config.yaml say, where no flag was written. */

import { existsSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import { renderProblems } from '../problems/render.ts';
import { visible } from '../problems/visible.ts';
import { type Config, readConfig } from '../run/config.ts';
import { sourcesFor } from './inputs.ts';

/** Before a command runs. A configuration that cannot be read ends it: exit code 2. */
export function applySettings(command: Command): void {
  const config = settings();
  for (const option of command.options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) === 'cli') continue;
    // What a project names are reports of tests and changes: a simulation has others, and makes all of them.
    if (command.name() === 'simulate' && name === 'reporter') continue;
    const variable = `RATEPROOF_${option.long!.slice(2).replaceAll('-', '_').toUpperCase()}`;
    const told = process.env[variable] || config.get(settingOf(option.long!) as never);
    if (told === undefined) continue;
    const source = process.env[variable] ? 'env' : 'config';
    const words = typeof told === 'string' ? told.split(/[,\s]+/).filter(Boolean) : told;
    if (option.isBoolean()) command.setOptionValueWithSource(name, yes(variable, String(told)), source);
    else command.setOptionValueWithSource(name, option.variadic ? words : String(told), source);
  }
  const out = command.getOptionValueSource('out');
  // One setting for all commands: a simulation has a folder of its own in it, with a manifest of its own.
  if (command.name() === 'simulate' && (out === 'env' || out === 'config')) {
    command.setOptionValueWithSource('out', `${command.getOptionValue('out')}/simulation`, out);
  }
  // The folders of a project stand as an argument in `lint [paths...]`; not every project has scenarios yet.
  const [path] = command.registeredArguments;
  if (path?.name() === 'paths' && command.args.length === 0) {
    const folders = (['plans', 'scenarios'] as const).map((name) => String(config.get(name) ?? name));
    command.processedArgs[0] = folders.filter((folder, index) => index === 0 || existsSync(folder));
  }
}

/** `--update-method` is `update_method` in the file. */
const settingOf = (flag: string): string => flag.slice(2).replaceAll('-', '_');

function settings(): Config {
  const { value, problems } = readConfig(process.cwd());
  if (value) return value;
  process.stderr.write(renderProblems(problems, { sources: sourcesFor(problems) }));
  throw new CommanderError(2, 'rateproof.config', '');
}

function yes(variable: string, text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  process.stderr.write(`${variable} cannot be ${visible(text)}: write true or false\n`);
  throw new CommanderError(2, 'rateproof.environment', '');
}
