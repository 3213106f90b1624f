/** What is not a run at all: a command that was not used as it can be. */

/** Says what is wrong with a command; its exit code. */
export function misused(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}

/** Undefined when it was not given, null when it cannot be read. */
export function pattern(text: string | undefined): RegExp | undefined | null {
  try {
    return text === undefined ? undefined : new RegExp(text);
  } catch {
    return null;
  }
}
