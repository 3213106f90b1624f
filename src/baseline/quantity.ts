/**
 * Quantities of a baseline: short for people, whole for comparison. `4h6m16s` are 14776 seconds, `450.9MB` are
 * 450900000 bytes; what is counted has a cross: `x3`. The form tells how to read it, so no plan is needed for that.
 */

import type { Dimension } from '../units/quantity.ts';

const WHOLE = /^\d{1,15}$/;
const PREFIXES = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Base units as text, exactly as the engine writes them. */
export function writeQuantity(text: string, dimension: Dimension | undefined): string {
  switch (dimension) {
    case 'time':
      return WHOLE.test(text) ? writeTime(Number(text)) : `${text}s`;
    case 'data':
      return WHOLE.test(text) ? writeData(text) : `${text}B`;
    case 'message':
    case 'unit':
    case undefined:
      return `x${text}`;
  }
}

function writeTime(seconds: number): string {
  if (seconds === 0) return '0s';
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return (hours > 0 ? `${hours}h` : '') + (minutes > 0 ? `${minutes}m` : '') + (rest > 0 ? `${rest}s` : '');
}

/** In the largest unit that leaves something in front of the point. */
function writeData(bytes: string): string {
  const step = Math.min(4, Math.floor((bytes.length - 1) / 3));
  const point = bytes.length - 3 * step;
  let end = bytes.length;
  while (end > point && bytes[end - 1] === '0') end -= 1;
  return `${bytes.slice(0, point)}${end > point ? `.${bytes.slice(point, end)}` : ''}${PREFIXES[step]}`;
}

const NUMBER = /^-?\d+(?:\.\d+|\/[1-9]\d*)?$/;
const TIME = /^(?=\d)(?:(\d{1,15})h)?(?:(\d{1,15})m)?(?:(\d{1,15})s)?$/;
const DATA = /^(\d+)(?:\.(\d+))?(TB|GB|MB|kB)$/;

/** The base units that writeQuantity was given; undefined for what it never writes. */
export function readQuantity(text: string): string | undefined {
  if (text.startsWith('x')) return NUMBER.test(text.slice(1)) ? text.slice(1) : undefined;
  const time = TIME.exec(text);
  if (time) {
    const [hours, minutes, seconds] = time.slice(1).map((digits) => BigInt(digits ?? 0));
    return `${hours! * 3600n + minutes! * 60n + seconds!}`;
  }
  const data = DATA.exec(text);
  if (data) return shifted(data[1]!, data[2] ?? '', 3 * PREFIXES.indexOf(data[3] as (typeof PREFIXES)[number]));
  const bare = text.slice(0, -1);
  return /[sB]$/.test(text) && NUMBER.test(bare) ? bare : undefined;
}

/** A decimal with its point moved to the right. */
function shifted(whole: string, fraction: string, places: number): string {
  const moved = (whole + fraction.slice(0, places).padEnd(places, '0')).replace(/^0+(?=\d)/, '');
  const rest = fraction.slice(places).replace(/0+$/, '');
  return rest === '' ? moved : `${moved}.${rest}`;
}
