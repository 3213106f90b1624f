/** Numbers that commands take. */

/** Threads of a pool. */
export const MOST_WORKERS = 256;

/** Undefined when it was not given, null when it is no whole number. */
export function wholeNumber(text: string | undefined): number | undefined | null {
  if (text === undefined) return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** A size of memory: `500MB`, `1.5 GB`. */
export const MEMORY = /^[1-9]\d{0,8}(\.\d{1,3})? ?[KMGT]i?B$/i;
