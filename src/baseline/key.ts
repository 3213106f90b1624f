/**
 * Keys of lines, shortened: `sms zone=eu` is `sms@eu`, `voice band=peak` is `voice~peak`, `data tier=2` is `data#2`.
 * What does not have that form stays as it is.
 */

const REGULAR = /^([a-z0-9][a-z0-9_./-]*)((?: (?:zone|band|tier)=[^\s@~#;:,|()=]+)*)$/i;
const ATTRIBUTE = / (zone|band|tier)=/g;
const SIGNS: Readonly<Record<string, string>> = { zone: '@', band: '~', tier: '#' };
const NAMES: Readonly<Record<string, string>> = { '@': ' zone=', '~': ' band=', '#': ' tier=' };

export interface ShortKey {
  /** The charge, and what tells the line from others of the charge; empty when nothing does. */
  readonly charge: string;
  readonly rest: string;
  /** Whether it is one word, so that a number behind it can only be an amount. */
  readonly word: boolean;
}

export function shortKey(key: string): ShortKey {
  const [, charge, attributes = ''] = REGULAR.exec(key) ?? [];
  if (charge === undefined) return { charge: key, rest: '', word: false };
  const rest = attributes.replace(ATTRIBUTE, (_, name: string) => SIGNS[name]!);
  return { charge: charge === 'tax' ? CHARGE_TAX : charge, rest, word: true };
}

/** A charge of this name, so that it is not taken for the tax. */
const CHARGE_TAX = 'tax=';

/** What has a space was never shortened. */
export const longKey = (short: string): string =>
  short.includes(' ') ? short : short.replace(CHARGE_TAX, 'tax').replace(/[@~#]/g, (sign) => NAMES[sign]!);
