/** Texts and numbers inside a message. */

const MOST = 60;

/** A user's text: on one line and not too long. Control characters are the renderer's matter. */
export function shownText(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  const characters = [...line];
  return characters.length > MOST ? `${characters.slice(0, MOST - 1).join('')}…` : line;
}

/** A whole number for people, its thousands set apart: `12,000`. What is to be written into a file stays as it is. */
export const shownCount = (number: number | bigint): string => `${number}`.replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 customer`, `12,000 customers`. */
export const shownCounted = (number: number, noun: string): string =>
  `${shownCount(number)} ${noun}${number === 1 ? '' : 's'}`;
