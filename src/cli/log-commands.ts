/**
 * The log of a job on a CI system is read for commands: GitHub obeys a line that begins with `::` (after any space) and
 * `##[…]` anywhere in a line, Azure `##vso[…]` anywhere, TeamCity `##teamcity[…]`. Texts of strangers stand in what is
 * printed, and lines are broken between their words: what would be a command is shown as codes instead. Inside JSON the
 * code is the same text.
 */

const INSIDE = /##(?=\w*\[)/g;
const BEGINS = /((?:^|[\r\n\u0085\u2028\u2029])[^\S\r\n]*):(?=:)/g;

/** `fresh`: whether the text begins a line. */
export function withoutCommands(text: string, fresh = true): string {
  const begun = fresh ? text : `\u0000${text}`;
  const safe = begun.replace(INSIDE, '#\\u0023').replace(BEGINS, '$1\\u003a');
  return fresh ? safe : safe.slice(1);
}

/** Whether what comes next begins a line, or follows nothing but space on it. */
const endsFresh = (text: string, fresh: boolean): boolean => {
  const last = text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
  return last.trim() === '' && (fresh || last.length < text.length);
};

type Stream = Pick<NodeJS.WriteStream, 'write'>;
const direct = new Map<Stream, (text: string) => boolean>();

/** From now on nothing that is written to it is a command, but by `writeCommands`. */
export function keepCommandsOut(stream: Stream): void {
  if (direct.has(stream)) return;
  const write = stream.write.bind(stream) as (chunk: Uint8Array | string, ...rest: unknown[]) => boolean;
  direct.set(stream, write);
  let fresh = true;
  stream.write = ((chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
    if (typeof chunk !== 'string') return write(chunk, ...rest);
    const safe = withoutCommands(chunk, fresh);
    fresh = endsFresh(chunk, fresh);
    return write(safe, ...rest);
  }) as NodeJS.WriteStream['write'];
}

/** Whether a machine reads the log. */
export const logIsRead = (environment: Readonly<Record<string, string | undefined>>): boolean =>
  Boolean(environment.GITHUB_ACTIONS || environment.TF_BUILD || environment.TEAMCITY_VERSION || environment.CI);

/** Commands that are meant: whole lines, whose texts are escaped. */
export function writeCommands(stream: Stream, text: string): void {
  // Whoever else reads this log obeys what stands inside a line.
  (direct.get(stream) ?? stream.write.bind(stream))(text.replace(INSIDE, '#\\u0023'));
}
