/** Colours of the page of a simulation, by the numbers of WCAG 2.2: text 4.5 : 1 (1.4.3), what a chart is read by 3 : 1 (1.4.11). */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = ['report.css', 'simulation.css'].map((name) =>
  readFileSync(new URL(`../../../src/reporting/templates/${name}`, import.meta.url), 'utf8'),
);

/** Of `:root`, those of the dark in the place of those of the light. */
function coloursOf(scheme: 'light' | 'dark'): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of css) {
    const light = /^:root \{([^}]*)\}/m.exec(text)?.[1];
    const dark = /prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}/.exec(text)?.[1];
    for (const block of scheme === 'light' ? [light] : [light, dark]) {
      const colours = [...(block ?? '').matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)];
      expect(colours.length).toBeGreaterThan(5);
      for (const [, name = '', colour = ''] of colours) found.set(name, colour);
    }
  }
  return found;
}

/** Relative luminance of sRGB, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

test('black on white is 21 : 1, and #767676 on it the least grey that can be read', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
  expect(contrast('#767676', '#ffffff')).toBeGreaterThanOrEqual(4.5);
  expect(contrast('#777777', '#ffffff')).toBeLessThan(4.5);
});

const TEXT = ['text', 'quiet', 'link', 'good', 'bad'];
/** What the header stands on, by its tone, and the page. */
const BACKS = ['back', 'surface', 'bad-back', 'good-back', 'new-back'];
/** Bars, lines and swatches. Each has its number beside it, in its table or behind it. */
const SHAPES = ['more', 'less', 'total', 'past', 'now', 'assumed'];
/** The five bands: the outer ones and the middle one are read by themselves; those between them lie at the side of one that is. */
const BANDS = ['band-1', 'band-2', 'band-3', 'band-4', 'band-5'];

test.each(['light', 'dark'] as const)('every text can be read on what it stands on: %s', (scheme) => {
  const colours = coloursOf(scheme);
  const of = (name: string): string => colours.get(name) ?? expect.fail(`no colour ${name}`);
  const faint = TEXT.flatMap((text) =>
    BACKS.map((back) => ({ text, back, contrast: contrast(of(text), of(back)) })).filter((one) => one.contrast < 4.5),
  );
  expect(faint).toEqual([]);
});

test.each(['light', 'dark'] as const)('every shape of a chart is seen on the page: %s', (scheme) => {
  const colours = coloursOf(scheme);
  const of = (name: string): string => colours.get(name) ?? expect.fail(`no colour ${name}`);
  const faint = [...SHAPES, ...BANDS]
    .map((shape) => ({ shape, contrast: contrast(of(shape), of('back')) }))
    .filter((one) => one.contrast < 3);
  expect(faint).toEqual([]);
});
