/** Colours of a terminal, by what they mean. */

export type Tone = 'good' | 'bad' | 'new' | 'quiet' | 'strong';

/** Text in the colour of a tone; the text itself without one, or where colours are off. */
export type Paint = (tone: Tone | undefined, text: string) => string;

const CODES: Readonly<Record<Tone, string>> = { good: '1;32', bad: '1;31', new: '1;36', quiet: '2', strong: '1' };

export function painter(colour: boolean): Paint {
  return (tone, text) => (colour && tone ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text);
}
