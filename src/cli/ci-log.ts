/**
 * What is printed in a job of a CI system is read by that system: a line that begins with `::`, and `##[…]` or `##vso[…]`
 * anywhere in a line, are commands to it, which set variables, hide words of the log or end the step as a success. Names
 * and texts of plans come from strangers' pull requests, so that nothing printed is a command but what is meant as one.
 *
 * The text itself is broken, rather than commands stopped around it (`::stop-commands::`): that holds for both streams,
 * whatever comes first, for a process that is killed, and on Azure, which knows no such thing.
 */

type Write = (text: string) => boolean;

let plain: Write | undefined;

/** From now on, in a job of GitHub or Azure, both streams of this process hold no command. */
export function guardLog(environment: Readonly<Record<string, string | undefined>>): void {
  if (plain || !(environment.GITHUB_ACTIONS || environment.TF_BUILD)) return;
  plain = process.stdout.write.bind(process.stdout);
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (text: string | Uint8Array, ...more: never[]) => boolean;
    stream.write = (text: string | Uint8Array, ...more: never[]) =>
      write(typeof text === 'string' ? withoutCommands(text) : text, ...more);
  }
}

/** Lines that are commands to GitHub, whose parts were escaped. */
export function printCommand(lines: string): void {
  (plain ?? ((text) => process.stdout.write(text)))(lines.replace(ANYWHERE, '# #'));
}

const ANYWHERE = /##(?=(?:vso)?\[)/g;

/** The same text for people. A runner passes over any blanks in front of a command. */
export const withoutCommands = (text: string): string =>
  text.replace(ANYWHERE, '# #').replace(/^(\s*):(?=:)/gm, '$1: ');
