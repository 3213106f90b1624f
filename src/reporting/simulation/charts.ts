/**
 * Charts, drawn by ECharts when the page is written: SVG in the page itself, that needs no script and prints. Each is drawn
 * twice, for a wide and for a narrow page, as text that shrinks with its drawing cannot be read on a telephone.
 *
 * Lengths are for the eye and may be floating point; every text in a drawing is written by us from exact values. What the
 * library gives is not put on the page: its shapes are (svg.ts), with classes for colours, and nothing that could load or run.
 */

import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import type { EChartsCoreOption } from 'echarts/core';
import { grouped } from '../amounts.ts';
import { shorten } from '../text-layout.ts';
import { INKS, type Ink, shapesOf } from './svg.ts';

/** Closed: what a page of a simulation draws. */
export type Drawing = Spans | Columns | Stacks | Lines;

/** Bars from one value to another, one under the other: steps, differences, ranges. */
export interface Spans {
  readonly kind: 'spans';
  readonly rows: readonly Span[];
  /** A line of its own across: what the parts come to. */
  readonly rule?: number;
  /** Of customers: half of one is on no axis. */
  readonly isCount?: boolean;
}

export interface Span {
  readonly name: string;
  readonly parts: readonly { readonly from: number; readonly to: number; readonly ink: Ink }[];
  /** Behind the bar: exact, as in the table. */
  readonly label: string;
}

/** How many in each class; `edge` is where a class begins. */
export interface Columns {
  readonly kind: 'columns';
  readonly bars: readonly { readonly edge: string; readonly value: number; readonly ink: Ink }[];
}

export interface Stacks {
  readonly kind: 'stacks';
  readonly names: readonly string[];
  readonly series: readonly { readonly ink: Ink; readonly values: readonly number[] }[];
}

export interface Lines {
  readonly kind: 'lines';
  readonly names: readonly string[];
  readonly series: readonly { readonly ink: Ink; readonly values: readonly number[]; readonly dashed: boolean }[];
}

export interface Drawn {
  readonly wide: Markup;
  readonly narrow: Markup;
}

/** Markup of a drawing, all text in it escaped by the library: what a template takes for markup has this method. */
interface Markup {
  readonly toHTML: () => string;
}

const markup = (svg: string): Markup => ({ toHTML: () => svg });

const WIDE = 760;
const NARROW = 340;

/** Its own bundle, in one file: the hundreds of modules that it is made of take longer to load than all charts to draw. */
const LIBRARY = 'echarts/dist/echarts.esm.min';

/** Draws with the library, which is loaded when the first chart is. */
export async function chartist(): Promise<(drawing: Drawing) => Drawn> {
  const { init } = (await import(LIBRARY)) as Pick<typeof import('echarts'), 'init'>;
  const draw = (drawing: Drawing, width: number): string => {
    const { height, option } = optionOf(harmless(drawing), width);
    const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
    try {
      chart.setOption({ ...option, animation: false, backgroundColor: 'transparent' });
      return shapesOf(chart.renderToSVGString(), width, height);
    } finally {
      chart.dispose();
    }
  };
  return (drawing) => ({ wide: markup(draw(drawing, WIDE)), narrow: markup(draw(drawing, NARROW)) });
}

interface Asked {
  readonly height: number;
  readonly option: EChartsCoreOption;
}

function optionOf(drawing: Drawing, width: number): Asked {
  switch (drawing.kind) {
    case 'spans':
      return spans(drawing, width);
    case 'columns':
      return columns(drawing, width);
    case 'stacks':
      return stacks(drawing, width);
    case 'lines':
      return lines(drawing, width);
  }
}

const TEXT = { color: INKS.text, fontSize: 12, fontFamily: 'sans-serif' } as const;
const LINE = { lineStyle: { color: INKS.grid } } as const;

/**
 * `1.2 M`: an axis is for the eye. `most`: the longest on its axis, whose unit all have, so that they can be compared. No Intl:
 * it differs from Node to Node.
 */
export function axisText(value: number, most = value): string {
  const [size, long] = [Math.abs(value), Math.abs(most)];
  const [scale, unit] = long >= 1e9 ? [1e9, ' bn'] : long >= 1e6 ? [1e6, ' M'] : long >= 1e4 ? [1e3, ' k'] : [1, ''];
  const digits = (size / scale).toFixed(size / scale >= 100 ? 0 : 2);
  const text = digits.includes('.') ? digits.replace(/0+$/, '').replace(/\.$/, '') : digits;
  return `${value < 0 && text !== '0' ? '-' : ''}${grouped(text)}${text === '0' ? '' : unit}`;
}

const valueAxis = (width: number, most: number, extra: object = {}): object => ({
  type: 'value',
  splitNumber: width < 500 ? 3 : 6,
  axisLabel: { ...TEXT, formatter: (value: number) => axisText(value, most) },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: LINE,
  ...extra,
});

/** Of a name beside its bar, in letters, and what a letter takes. */
const LONGEST_NAME = 46;
const LETTER = 7;
/** In one line of a narrow drawing. */
const NARROW_LETTERS = 42;

/** Letters that a text takes the room of: capitals and those of other scripts are wider than the rest. */
const lettersOf = (text: string): number =>
  [...text].reduce(
    (sum, letter) => sum + (/[MW@%]/.test(letter) ? 1.7 : /[\p{Lu}]|[^\0-\u024f]/u.test(letter) ? 1.3 : 1),
    0,
  );

/** Cut in the middle, where it takes more room than there is. */
function fitting(text: string, letters: number): string {
  const taken = lettersOf(text);
  return taken <= letters ? text : shorten(text, Math.floor((letters * [...text].length) / taken));
}

function spans({ rows, rule, isCount = false }: Spans, width: number): Asked {
  const narrow = width < 500;
  // There, names stand over their bars.
  const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));
  const names = Math.min(LONGEST_NAME, Math.max(0, ...rows.map(({ name }) => lettersOf(name))));
  // Both on one line, or the label under the name.
  const isTall = narrow && rows.some(({ name, label }) => name.length + label.length > NARROW_LETTERS);
  const [step, gutter, right] = narrow
    ? [isTall ? 58 : 42, 12, 12]
    : [28, 24 + Math.max(12, names) * LETTER, 24 + Math.max(10, longest(rows.map(({ label }) => label))) * LETTER];
  const height = rows.length * step + 34;
  const ends = rows.flatMap(({ parts }) => parts.flatMap(({ from, to }) => [from, to]));
  const [min, max] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = width - gutter - right;
  const scale = roundScale(min, max, narrow ? 3 : 6, isCount ? 1 : 0);
  const renderItem = (_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
    const row = rows[Number(api.value(1))]!;
    const middle = api.coord([0, api.value(1)])[1]!;
    const at = (value: number): number => api.coord([value, api.value(1)])[0]!;
    const top = isTall ? middle + 9 : narrow ? middle + 2 : middle - 8;
    const bars = row.parts.flatMap(({ from, to, ink }) => {
      if (from === to) return [];
      const [a, b] = [at(Math.min(from, to)), at(Math.max(from, to))];
      const wide = Math.max(1.5, b - a);
      const x = Math.min(a, gutter + room - wide);
      return [{ type: 'rect' as const, shape: { x, y: top, width: wide, height: 16 }, style: { fill: INKS[ink] } }];
    });
    const text = (said: string, x: number, y: number, align: 'left' | 'right') => ({
      type: 'text' as const,
      style: { text: said, x, y, textAlign: align, textVerticalAlign: 'middle' as const, ...fontOf },
    });
    const labels = narrow
      ? [
          // Rules stop where words stand.
          {
            type: 'rect' as const,
            shape: { x: 0, y: top - (isTall ? 35 : 20), width, height: isTall ? 35 : 20 },
            style: { fill: INKS.back },
          },
          text(fitting(row.name, isTall ? NARROW_LETTERS : 30), 2, top - (isTall ? 26 : 10), 'left'),
          text(row.label, width - 4, top - 10, 'right'),
        ]
      : [
          text(fitting(row.name, LONGEST_NAME), gutter - 10, middle, 'right'),
          text(row.label, width - 4, middle, 'right'),
        ];
    return { type: 'group' as const, children: [...labels, ...bars] };
  };
  const rules = [...(rule === undefined ? [] : [ruleAt(rule, rows.length)]), ruleAt(0, rows.length)];
  return {
    height,
    option: {
      grid: { left: gutter, right, top: 4, bottom: 28 },
      xAxis: valueAxis(width, Math.max(-scale.min, scale.max), scale),
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map((_, at) => `${at}`),
        axisLabel: { show: false },
        axisTick: { show: false },
        axisLine: { show: false },
      },
      series: [
        ...(narrow ? rules : []),
        {
          type: 'custom',
          renderItem,
          clip: false,
          data: rows.map(({ parts }, at) => [parts[0]?.to ?? 0, at]),
        },
        ...(narrow ? [] : rules),
      ],
    },
  };
}

/** Ends and steps of 1, 2 or 5 times a power of ten: no mark of an axis stands where nobody would put it. */
function roundScale(
  least: number,
  most: number,
  parts: number,
  smallest = 0,
): { min: number; max: number; interval: number } {
  const wanted = (most - least || 1) / parts;
  let step = 1;
  while (step < wanted) step *= 10;
  while (step >= wanted * 10 && step > 1e-6) step /= 10;
  step = [step / 5, step / 2, step].find((one) => one >= wanted) ?? step;
  step = Math.max(step, smallest);
  const min = Math.floor(least / step) * step;
  const max = Math.ceil(most / step) * step;
  return { min, max: max === min ? min + step : max, interval: step };
}

const fontOf = { fill: INKS.text, font: '12px sans-serif' } as const;

/** A line from top to bottom at a value. */
const ruleAt = (value: number, rows: number): object => ({
  type: 'custom',
  clip: false,
  data: [[value, 0]],
  renderItem: (_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
    const [x, first] = api.coord([value, 0]) as [number, number];
    const last = api.coord([value, rows - 1])[1]!;
    const half = rows > 1 ? (last - first) / (rows - 1) / 2 : first - 4;
    return {
      type: 'line' as const,
      shape: { x1: x, x2: x, y1: first - half, y2: last + half },
      style: { stroke: INKS.axis },
    };
  },
});

function columns({ bars }: Columns, width: number): Asked {
  const every = Math.max(1, Math.ceil(bars.length / (width < 500 ? 4 : 9)));
  return {
    height: width < 500 ? 190 : 240,
    option: {
      grid: { left: width < 500 ? 44 : 64, right: 16, top: 12, bottom: 30 },
      xAxis: {
        type: 'category',
        data: bars.map((_, at) => `${at}`),
        axisLabel: {
          ...TEXT,
          interval: (at: number) => at % every === 0,
          formatter: (_: string, at: number) => bars[at]!.edge,
        },
        axisTick: { show: false },
        axisLine: { lineStyle: { color: INKS.axis } },
      },
      yAxis: valueAxis(width, Math.max(0, ...bars.map(({ value }) => value)), { splitNumber: 4, minInterval: 1 }),
      series: [
        {
          type: 'bar',
          barCategoryGap: bars.length > 30 ? '4%' : '12%',
          barMinHeight: 1.5,
          barMaxWidth: 48,
          // Of nobody there is no bar, not even the shortest.
          data: bars.map(({ value, ink }) => ({ value: value === 0 ? '-' : value, itemStyle: { color: INKS[ink] } })),
        },
      ],
    },
  };
}

const namesAxis = (names: readonly string[], width: number): object => {
  const every = Math.max(1, Math.ceil(names.length / (width < 500 ? 5 : 12)));
  return {
    type: 'category',
    data: names.map((_, at) => `${at}`),
    axisLabel: {
      ...TEXT,
      interval: (at: number) => at % every === 0,
      formatter: (_: string, at: number) => names[at]!,
    },
    axisTick: { show: false },
    axisLine: { lineStyle: { color: INKS.axis } },
  };
};

const sumAt = (series: Stacks['series'], at: number): number =>
  series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0);

function stacks({ names, series }: Stacks, width: number): Asked {
  return {
    height: width < 500 ? 220 : 260,
    option: {
      grid: { left: width < 500 ? 44 : 64, right: 16, top: 12, bottom: 30 },
      xAxis: namesAxis(names, width),
      yAxis: valueAxis(width, Math.max(0, ...names.map((_, at) => sumAt(series, at))), {
        splitNumber: 4,
        minInterval: 1,
      }),
      series: series.map(({ ink, values }) => ({
        type: 'bar',
        stack: 'all',
        barCategoryGap: '22%',
        data: values,
        itemStyle: { color: INKS[ink] },
      })),
    },
  };
}

function lines({ names, series }: Lines, width: number): Asked {
  const all = series.flatMap(({ values }) => values);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  // Months differ by little: from nothing on, all lines would be one.
  const pad = (most - least || Math.abs(most) || 1) * 0.12;
  return {
    height: width < 500 ? 220 : 280,
    option: {
      grid: { left: width < 500 ? 58 : 72, right: 24, top: 14, bottom: 30 },
      xAxis: { ...namesAxis(names, width), boundaryGap: false },
      yAxis: valueAxis(width, Math.max(-least, most), { splitNumber: 4, ...roundScale(least - pad, most + pad, 4) }),
      series: series.map(({ ink, values, dashed }) => ({
        type: 'line',
        data: values,
        clip: false,
        symbol: 'circle',
        symbolSize: 5,
        itemStyle: { color: INKS[ink] },
        lineStyle: { color: INKS[ink], width: 2.5, ...(dashed && { type: [6, 4] }) },
      })),
    },
  };
}

/**
 * With every text that is the name of something all objects have led by a space. The library keeps what it has measured in
 * plain objects by text: a segment called `__proto__` would change all objects of the program.
 */
function harmless<T>(value: T): T {
  if (typeof value === 'string') return (value in Object.prototype ? ` ${value}` : value) as T;
  if (Array.isArray(value)) return value.map(harmless) as T;
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, harmless(one)])) as T;
}
