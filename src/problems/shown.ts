/** A user's text inside a message: on one line and not too long. Control characters are the renderer's matter. */

const MOST = 60;

export function shownText(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  const characters = [...line];
  return characters.length > MOST ? `${characters.slice(0, MOST - 1).join('')}…` : line;
}
