/**
 * What a charting library drew, as shapes that are ours: of a closed list of elements and attributes whose values are
 * numbers, paths and words. Its styles, ids and scripts stay behind (the page's policy would refuse them), and colours
 * become classes, so that they follow the page into the dark and onto paper. The same drawing gives the same bytes.
 */

/** Colours that nothing is drawn in: each stands for a class of report.css. */
export const INKS = {
  back: '#00000f',
  text: '#000001',
  axis: '#000002',
  grid: '#000003',
  rise: '#000004',
  fall: '#000005',
  same: '#000006',
  whole: '#000007',
  before: '#000008',
  after: '#000009',
  assumed: '#00000a',
  'much-better': '#00000b',
  better: '#00000c',
  worse: '#00000d',
  'much-worse': '#00000e',
} as const;
export type Ink = keyof typeof INKS;

const CLASSES = new Map(Object.entries(INKS).map(([ink, colour]) => [colour as string, ink]));

const NUMBERS = /^[-+0-9.e, ]+$/;
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  d: /^[-+0-9.e, MLHVCSQTAZmlhvcsqtaz]+$/,
  points: NUMBERS,
  transform: /^(?:(?:translate|rotate|scale|matrix)\([-+0-9.e, ]+\) ?)+$/,
  'text-anchor': /^(?:start|middle|end)$/,
  'dominant-baseline': /^[a-z-]+$/,
  'stroke-width': NUMBERS,
  'stroke-dasharray': NUMBERS,
  ...Object.fromEntries(
    ['x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'width', 'height'].map((name) => [name, NUMBERS]),
  ),
};
const SHAPES = new Set(['g', 'path', 'rect', 'text', 'line', 'polyline', 'polygon', 'circle']);
const TOKEN = /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|<!\[CDATA\[[\s\S]*?\]\]>|([^<]+)/g;

/** The inside of an `svg` of that size, in one line. Text in it is escaped, as the library escaped it. */
export function shapesOf(drawn: string, width: number, height: number): string {
  const out: string[] = [];
  // Of an element that is left out, everything in it is.
  let outside = 0;
  for (const [, close, name = '', attributes = '', alone, text] of drawn.matchAll(TOKEN)) {
    if (text !== undefined) {
      if (outside === 0 && text.trim() !== '') out.push(text.replaceAll(/[\n\r]/g, ' '));
      continue;
    }
    if (name === 'svg' || name === '') continue;
    if (!SHAPES.has(name)) {
      if (!alone) outside += close ? -1 : 1;
      continue;
    }
    if (outside > 0) continue;
    out.push(close ? `</${name}>` : `<${name}${kept(attributes)}${alone ? '/' : ''}>`);
  }
  return `<svg viewBox="0 0 ${width} ${height}" focusable="false" aria-hidden="true">${out.join('')}</svg>`;
}

function kept(attributes: string): string {
  const classes: string[] = [];
  const others: string[] = [];
  for (const [, name = '', value = ''] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name === 'fill' || name === 'stroke') {
      const ink = CLASSES.get(value);
      classes.push(ink === undefined ? `${name}-none` : `${name}-${ink}`);
    } else if (Object.hasOwn(ATTRIBUTES, name) && ATTRIBUTES[name]!.test(value)) others.push(` ${name}="${value}"`);
  }
  return `${others.join('')}${classes.length === 0 ? '' : ` class="${classes.join(' ')}"`}`;
}
