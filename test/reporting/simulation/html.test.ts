import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { renderSimulationHtml } from '../../../src/reporting/simulation/html.ts';
import { renderSimulationMarkdown } from '../../../src/reporting/simulation/markdown.ts';
import { renderSimulation } from '../../../src/reporting/simulation/terminal.ts';
import type { Simulation } from '../../../src/simulation/result.ts';
import { NASTY } from '../hostile.ts';
import { full, hostile, minimal, nullChange } from './fixture.ts';

const page = async (simulation: Simulation): Promise<string> => [...(await renderSimulationHtml(simulation))].join('');
const all = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map((match) => match[1] ?? match[0]);
const plain = (html: string): string =>
  html
    .replace(/<(style|svg)\b[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('\u00a0', ' ')
    .replace(/\s+/g, ' ');
const sectionOf = (html: string, id: string): string => {
  const from = html.indexOf(`<section aria-labelledby="${id}-title"`);
  expect(from, id).toBeGreaterThan(0);
  return html.slice(from, html.indexOf('</section>', from));
};
/** Rows of a table as texts: the words under a number are not part of it. */
const rowsOf = (table: string): string[][] =>
  all(table, /<tr[^>]*>([\s\S]*?)<\/tr>/g).map((row) =>
    all(row, /<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g).map((cell) =>
      plain(cell.replace(/<small>[\s\S]*?<\/small>/g, '').replace(/<span class="est">.*?<\/span>/g, '')).trim(),
    ),
  );
const tablesOf = (html: string): string[][][] => all(html, /<table[^>]*>([\s\S]*?)<\/table>/g).map(rowsOf);
const cents = (text: string): bigint => BigInt(text.replace(/[,+.]/g, ''));

let FULL = '';
beforeAll(async () => {
  FULL = await page(full);
});

describe('what the page says', () => {
  test('one sentence: whom it reaches, what it brings, how sure that is; static beside behavioural', () => {
    expect(all(FULL, /<h1>(.*?)<\/h1>/g).map(plain)).toEqual([
      '24,800 of 40,000 customers are repriced. With customers as they are, net revenue rises by 214,949.38 EUR over 12 months (+2.27 %; 95 % interval +196,310.40 to +233,790.10, estimated). With what is assumed, it rises by 95,360.00 EUR over 12 months (+1.01 %; 95 % interval +70,100.00 to +121,000.00, estimated).',
    ]);
    expect(plain(FULL)).toContain(
      'Customers as they are +214,949.38 EUR over 12 months (+2.27 %) 95 % interval +196,310.40 to +233,790.10 (+2.06 % to +2.48 %), estimated +17,912.45 EUR a month on average margin +214,949.38 EUR (+4.00 %), 95 % interval +196,310.40 to +233,790.10 (+3.64 % to +4.36 %) With what is assumed +95,360.00 EUR over 12 months (+1.01 %) 95 % interval +70,100.00 to +121,000.00 (+0.73 % to +1.29 %), estimated +7,946.67 EUR a month on average -31,200.00 with all assumptions low, +188,450.50 with all high margin +131,210.00 EUR (+2.44 %), 95 % interval +101,000.00 to +160,000.00 (+1.87 % to +2.98 %)',
    );
  });

  test('margin has its intervals where revenue has: of all, in percent, by plan; where before divides nothing, in amounts alone', async () => {
    expect(plain(sectionOf(FULL, 'figures'))).toContain(
      'Margin net revenue less cost 5,380,000.00 5,594,949.38 +214,949.38 +4.00 % 95 %: +196,310.40 to +233,790.10 +3.64 % to +4.36 % 5,511,210.00',
    );
    const groups = plain(sectionOf(FULL, 'groups'));
    for (const told of [
      // Half of revenue's: 227,400.375 and 251,400.375; of the plan on few customers there is none.
      '95 %: +227,400.38 to +251,400.38 +119,700.19 95 %: +113,700.19 to +125,700.19 +31,000.13',
      '95 %: -70,751.25 to -46,751.25 -29,375.62 95 %: -35,375.62 to -23,375.62 +31,000.13',
      '+25,200.25 +8.40 % +12,600.12 +31,000.12',
      '+214,949.38 95 %: +196,310.40 to +233,790.10 +95,360.00',
    ])
      expect(groups).toContain(told);
    const interval = { low: '-10.00', high: '30.00', confidence: '95' };
    const loss = { before: '-5.00', after: '5.00', change: '10.00', percent: null, interval };
    const told = plain(await page({ ...full, static: { ...full.static, margin: loss } }));
    expect(told).toContain('margin +10.00 EUR, 95 % interval -10.00 to +30.00 With what is assumed');
  });

  test('everybody rated has no interval, and a null change nothing but zeros', async () => {
    const html = await page(nullChange);
    expect(plain(all(html, /<h1>(.*?)<\/h1>/g)[0]!)).toBe(
      'No customer of today is repriced. With customers as they are, net revenue stays 9,480,000.00 EUR over 12 months (everybody was rated: no sampling error). With what is assumed, it stays what it was.',
    );
    for (const id of ['figures', 'waterfall', 'groups', 'months']) {
      for (const rows of tablesOf(sectionOf(html, id))) {
        const [head, ...body] = rows;
        const changes = head!.flatMap((title, at) => (/^Change/.test(title) ? at : []));
        expect(changes.length, id).toBeGreaterThan(0);
        for (const row of body)
          for (const at of changes) expect(['0.00', '0', '–', ''], `${id}: ${row}`).toContain(row[at]);
      }
    }
  });

  test('sections in the order in which they are read; those of nothing are not there', async () => {
    expect(all(FULL, /<h2 id="([a-z-]+)-title">/g)).toEqual([
      ...['reach', 'figures', 'waterfall', 'spread', 'deciles', 'groups', 'months', 'shock', 'better-off', 'movers'],
      ...[
        'behaviour',
        'tornado',
        'sets',
        'break-even',
        'monte-carlo',
        'backtest',
        'assumptions',
        'controls',
        'method',
        'about',
      ],
    ]);
    expect(all(await page(minimal), /<h2 id="([a-z-]+)-title">/g)).toEqual([
      ...['reach', 'figures', 'waterfall', 'spread', 'groups', 'shock', 'assumptions', 'controls', 'method', 'about'],
    ]);
  });

  test('break-even in words, where there is one and where there is none', () => {
    const words = plain(sectionOf(FULL, 'break-even'));
    expect(words).toContain('smart-m data-overage: revenue stays what it was at 3.47 EUR per GB (estimated).');
    expect(words).toContain('smart-m fee: no price between 15.00 and 18.00 EUR keeps revenue what it was.');
  });

  test('assumptions with their source and line', () => {
    expect(plain(sectionOf(FULL, 'assumptions'))).toContain(
      'elasticity of data, consumer simulations/smart-m-2026.yaml:24 -0.6 range -0.9 to -0.3 price test of spring 2024, market research',
    );
  });

  test.each([
    [
      'interrupted',
      { interrupted: true },
      'Stopped early: what is shown is whole, and something that was asked for is missing.',
    ],
    [
      'a control that does not agree',
      { controls: { ...full.controls, checks: [{ what: 'x', one: '1', other: '2', same: false }] } },
      'The figures cannot be trusted: 1 control total does not agree.',
    ],
    [
      'usage that was not rated',
      { controls: { ...full.controls, records: { ...full.controls.records, unrated: 3 } } },
      'Revenue is not known in full: 3 usage records could not be rated, as no charge matches.',
    ],
  ])('%s: the sentence says so, and no money stands beside it', async (_, part, sentence) => {
    const html = await page({ ...full, ...part });
    const top = html.slice(html.indexOf('<header'), html.indexOf('</header>'));
    expect(top).toContain('class="top wrong"');
    expect(plain(top)).toContain(sentence);
    expect(plain(top)).not.toContain('214,949.38');
  });
});

describe('what is shown adds up', () => {
  test('components, plans with what is not shown, segments and months: down and across', () => {
    const [components] = tablesOf(sectionOf(FULL, 'waterfall'));
    const at = (name: string): number => components!.findIndex(([first]) => first === name);
    const parts = components!.slice(1, at('Net revenue'));
    const [segments] = tablesOf(sectionOf(FULL, 'groups')).slice(1);
    const [months] = tablesOf(sectionOf(FULL, 'months'));
    for (const [rows, total, columns] of [
      [parts, components![at('Net revenue')]!, [1, 2, 3]],
      [segments!.slice(1, -1), segments!.at(-1)!, [2, 3, 4]],
      [months!.slice(1, -1), months!.at(-1)!, [1, 2, 3]],
    ] as const) {
      for (const column of columns)
        expect(rows.reduce((sum, row) => sum + cents(row[column]!), 0n)).toBe(cents(total[column]!));
      for (const row of rows) expect(cents(row[columns[0]]!) + cents(row[columns[2]]!)).toBe(cents(row[columns[1]]!));
    }
    // 6,480,000.125 and 2,640,000.125 and 300,000.125, under 9,480,000.00 with a plan that is not shown.
    const [plans] = tablesOf(sectionOf(FULL, 'groups'));
    expect(plans!.slice(1).map((row) => row[2])).toEqual([
      '6,480,000.13',
      '2,640,000.13',
      '300,000.12',
      '–',
      '9,480,000.00',
    ]);
  });

  test('from the static result to the one with responses, step by step', () => {
    const rows = tablesOf(sectionOf(FULL, 'waterfall'))[1]!.slice(1);
    const first = cents(rows[0]![2]!);
    const moves = rows.slice(1, -1).map((row) => cents(row[1]!));
    expect(first + moves.reduce((sum, move) => sum + move, 0n)).toBe(cents(rows.at(-1)![2]!));
    expect([rows[0]![2], rows.at(-1)![2]]).toEqual(['+214,949.38', '+95,360.00']);
  });

  test('a suppressed cell shows no number, anywhere', () => {
    const rows = [...tablesOf(sectionOf(FULL, 'groups')), ...tablesOf(sectionOf(FULL, 'better-off'))]
      .flat()
      .filter(([name]) => name === 'senior');
    expect(rows.length).toBe(2);
    for (const row of rows) expect(row.slice(1).every((cell) => cell === '–' || cell === 'smart-s')).toBe(true);
    const tenth = tablesOf(sectionOf(FULL, 'deciles')).flatMap((table) => table.filter(([name]) => name === '10'));
    expect(tenth.map((row) => row.slice(1).join(''))).toEqual(['–––––', '–––––']);
    expect(sectionOf(FULL, 'groups')).toContain('not shown: 12 customers rated');
  });
});

describe('bills of one month, and months ahead', () => {
  // Measured: June, 790,000.00 and +17,912.45. Ahead: 9,480,000.00; with growth alone 9,694,949.375: +214,949.375.
  const june = full.static.months.slice(0, 1).map((row) => ({ ...row, month: '2026-06' }));
  const revenue = { before: '790000.00', after: '807912.45', change: '17912.45', percent: '2.2674' };
  const ahead: Simulation = {
    ...full,
    header: { ...full.header, months: ['2026-06'] },
    static: { ...full.static, revenue, months: june },
    behaviour: {
      ...full.behaviour!,
      responses: [
        { response: 'growth', revenue: '9694949.3750', change: '8887036.9250', customers: '40000.00' },
        ...full.behaviour!.responses,
      ],
    },
  };

  test('growth is on both sides: it is told as what customers as they are bring, and never as part of the change', async () => {
    const html = await page(ahead);
    const top = plain(html.slice(html.indexOf('<header'), html.indexOf('</header>')));
    expect(top).toContain('Customers as they are +17,912.45 EUR in June 2026');
    expect(top).toContain('+214,949.38 EUR over 12 months, July 2026 to June 2027 (+2.27 %)');
    expect(plain(html)).not.toMatch(/8,887,036|Growth and seasons \+/);
    const rows = tablesOf(sectionOf(html, 'waterfall'))[1]!.slice(1);
    expect(rows[0]!.slice(0, 3)).toEqual(['Customers as they are', '', '+214,949.38']);
    // - 24,300.125 - 71,200.25 - 12,089 + 30,000 - 42,000 more.
    expect(rows.at(-1)!.slice(0, 3)).toEqual(['With what is assumed', '', '+95,360.00']);
    const moves = rows.slice(1, -1).map((row) => cents(row[1]!));
    expect(cents(rows[0]![2]!) + moves.reduce((sum, move) => sum + move, 0n)).toBe(cents(rows.at(-1)![2]!));
  });

  test('a month is not held against a year: the headline has the same months with customers as they are', async () => {
    const [headline] = all(await page(ahead), /<h1>(.*?)<\/h1>/g).map(plain);
    expect(headline).toContain(
      'With what is assumed, it rises by 95,360.00 EUR over 12 months (+1.01 %; 95 % interval +70,100.00 to +121,000.00, estimated; +214,949.38 in these months with customers as they are).',
    );
  });

  test('tenths by what is paid in other months are other groups, in a table of their own', async () => {
    const deciles = tablesOf(sectionOf(await page(ahead), 'deciles'));
    expect(deciles.slice(0, 2).map(([head]) => head)).toEqual([
      ['Tenth', 'Paid before', 'Customers', 'Before', 'Change'],
      ['Tenth', 'Paid before', 'Customers', 'Before', 'Change'],
    ]);
    const [side] = tablesOf(sectionOf(await page(full), 'deciles'));
    expect(side![0]).toHaveLength(6);
  });

  test('no table holds amounts of both periods as before and after; months ahead have their own', async () => {
    const html = await page(ahead);
    const [own, later] = tablesOf(sectionOf(html, 'figures'));
    expect(own![1]!.slice(1)).toEqual(['790,000.00', '807,912.45', '+17,912.45']);
    expect(later!.slice(1, 3).map((row) => row.slice(1))).toEqual([
      ['9,480,000.00', '9,694,949.38', '+214,949.38'],
      ['9,480,000.00', '9,575,360.00', '+95,360.00'],
    ]);
    const months = tablesOf(sectionOf(html, 'months'))[0]!;
    expect([months.length, months[1]![0], months.at(-1)!.slice(1, 4)]).toEqual([
      14,
      '2026-07',
      ['9,480,000.00', '9,575,360.00', '+95,360.00'],
    ]);
    const terminal = renderSimulation(ahead, { columns: 80, colour: false });
    expect(terminal).toContain('same, as they are  9,480,000.00  9,694,949.38  +214,949.38  +2.27 %');
  });
});

test('bands that hide each other are told together', async () => {
  // 40,000 less 11,800, 13,999.50 and 5,700: 8,500.50; 255,789.7563 less 0, 141,090 and 208,000.1313: -93,300.375.
  const bands = full.static.bands.map((row) =>
    row.band === 'much-better' || row.band === 'better'
      ? { band: row.band, sampled: row.sampled, mark: 'suppressed' as const }
      : row,
  );
  const hidden = { ...full, behaviour: undefined, static: { ...full.static, bands } };
  const rows = tablesOf(sectionOf(await page(hidden), 'spread'))[0]!;
  expect(rows.at(-1)!.slice(1)).toEqual(['8,500', '-93,300.38']);
  expect(rows.at(-1)![0]).toContain('Pay less, both rows together');
  expect(renderSimulation(hidden, { columns: 80, colour: false })).toContain('19,700 customers pay more, 8,500 less');
});

test('a row that is empty without the columns that have no room is left out with them', async () => {
  const behaviour = full.behaviour!;
  // With what is assumed alone, as bands of both results: only columns that a narrow page leaves out hold something.
  const bands = behaviour.impact.bands.map((row) =>
    row.band === 'much-better' || row.band === 'better'
      ? { band: row.band, sampled: row.sampled, mark: 'suppressed' as const }
      : row,
  );
  const hidden = { ...full, behaviour: { ...behaviour, impact: { ...behaviour.impact, bands } } };
  const rows = all(sectionOf(await page(hidden), 'spread'), /<tr class="roomy">([\s\S]*?)<\/tr>/g).map(plain);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toContain('Pay less, both rows together');
  expect(FULL).not.toContain('<tr class="roomy">');
});

test('an interval that holds nought says that the change may be of the other sign', async () => {
  const { revenue } = full.static;
  const told = async (change: string, low: string, high: string): Promise<string> => {
    const interval = { low, high, confidence: '95' };
    const html = await page({ ...full, static: { ...full.static, revenue: { ...revenue, change, interval } } });
    return plain(all(html, /<h1>(.*?)<\/h1>/g)[0]!);
  };
  expect(await told('10.00', '-5.00', '25.00')).toContain('-5.00 to +25.00, estimated: it may also fall)');
  expect(await told('-10.00', '-25.00', '5.00')).toContain('-25.00 to +5.00, estimated: it may also rise)');
  expect(await told('10.00', '0.00', '25.00')).toContain('0.00 to +25.00, estimated)');
});

test('who pays less is not called few because a group among them is', () => {
  const text = (one: typeof full): string =>
    renderSimulation(one, { columns: 80, colour: false }).replaceAll(/\s+/g, ' ');
  const hiding = (...names: readonly string[]): typeof full => ({
    ...{ ...full, behaviour: undefined },
    static: {
      ...full.static,
      bands: full.static.bands.map((row) =>
        names.includes(row.band) ? { band: row.band, sampled: row.sampled, mark: 'suppressed' as const } : row,
      ),
    },
  });
  expect(text(hiding('better', 'same'))).toContain(
    '19,700 customers pay more, estimated; how many pay less or the same is not shown, for a group among them is small',
  );
  expect(text(hiding('much-better', 'same', 'much-worse'))).toContain(
    'how many customers pay more, less or the same is not shown, for a group among them is small',
  );
});

test('prices for new customers alone: who pays them is told', () => {
  const nobody = { ...full.reach.repriced, customers: '0' };
  const reach = { ...full.reach, repriced: nobody, 'new-only': { ...nobody, customers: '120' } };
  expect(renderSimulation({ ...full, reach }, { columns: 80, colour: false }).replaceAll(/\s+/g, ' ')).toContain(
    'No customer of today is repriced, 120 new ones pay the new prices.',
  );
});

test('what is suppressed shows no number even where the simulation tells one', async () => {
  const { static: impact } = full;
  const hide = <T extends object>(rows: readonly T[]): T[] =>
    rows.map((row, at) => (at === 0 ? { ...row, mark: 'suppressed' as const } : row));
  const told = {
    ...full,
    behaviour: undefined,
    static: {
      ...impact,
      plans: hide(impact.plans),
      segments: hide(impact.segments),
      bands: hide(impact.bands),
      deciles: hide(impact.deciles),
      betterOff: { ...impact.betterOff!, moves: hide(impact.betterOff!.moves) },
    },
  };
  const html = await page(told);
  const text = renderSimulationMarkdown(told) + renderSimulation(told, { columns: 80, colour: false });
  // smart-m's revenue and its sides, consumer's, the band that pays much less, the first tenth, the first move.
  for (const number of [
    '239,400.3',
    '17,499',
    '17,500',
    '155,000.1',
    '61,200.1',
    '-12,000.3',
    '>6.50 to',
    '70,020.1',
  ]) {
    expect(html.includes(number), number).toBe(false);
    expect(text.includes(number), number).toBe(false);
  }
  expect(html).toContain('not shown: 1,240 customers rated');
});

describe('charts', () => {
  test('each has a title, a description, two drawings and its table, whose numbers it shows', () => {
    const figures = all(FULL, /<figure class="chart"[\s\S]*?<\/figure>[\s\S]*?<\/table>/g);
    // Two waterfalls, responses, bands, histogram, deciles, plans, segments, months, tornado, sets, draws, backtest.
    expect(figures.length).toBe(13);
    for (const figure of figures) {
      expect(figure).toMatch(/<figcaption id="chart-[a-z-]+-title">\S/);
      expect(figure).toMatch(/<p class="unseen">\S/);
      expect(all(figure, /<svg viewBox="0 0 (760|340) /g)).toEqual(['760', '340']);
      const table = plain(figure.slice(figure.indexOf('<table')));
      const drawn = figure.slice(figure.indexOf('class="wide"'), figure.indexOf('class="narrow"'));
      // What stands behind a bar: amounts with decimals are never an axis.
      for (const label of all(drawn, />([-+]?[\d,]+\.\d\d)(?: est\.)?<\/text>/g)) {
        if (!figure.includes('id="chart-responses-title"') || label !== '-119,589.38') expect(table).toContain(label);
      }
    }
    expect(new Set(all(FULL, / id="([^"]*)"/g)).size).toBe(all(FULL, / id="([^"]*)"/g).length);
  });

  test('lengths are those of the numbers: the largest step is the widest bar, a fall is drawn back', () => {
    const figure = all(FULL, /<figure class="chart"[^>]*chart-waterfall-static[\s\S]*?<\/figure>/g)[0]!;
    const wide = figure.slice(figure.indexOf('class="wide"'), figure.indexOf('class="narrow"'));
    const bars = [
      ...wide.matchAll(
        /<path d="M([\d.]+) [\d.]+l([\d.]+) 0[^"]*"(?: [a-z-]+="[^"]*")* class="fill-(rise|fall|whole)"/g,
      ),
    ].map(([, x, width, ink]) => ({ x: Number(x), width: Number(width), ink }));
    expect(bars.map(({ ink }) => ink)).toEqual(['rise', 'fall', 'rise', 'fall', 'rise', 'rise', 'rise', 'whole']);
    // +312,000 and -182,300.505: 0.5843 of it; the second ends where the first ends.
    expect(bars[1]!.width / bars[0]!.width).toBeCloseTo(0.5843, 2);
    expect(bars[1]!.x + bars[1]!.width).toBeCloseTo(bars[0]!.x + bars[0]!.width, 0);
    expect(bars.at(-1)!.width / bars[0]!.width).toBeCloseTo(214_949.375 / 312_000, 2);
  });

  test('nothing of the library is left in them: no id, style, colour or script', () => {
    for (const svg of all(FULL, /<svg[\s\S]*?<\/svg>/g)) {
      expect(svg).not.toMatch(/\sid=|style=|<style|zr\d|ecmeta|#0000|xlink|CDATA/);
      expect(svg).not.toMatch(/(?:fill|stroke)="/);
    }
  });

  test('the same simulation gives the same bytes, whatever was drawn before', async () => {
    await page(minimal);
    expect(await page(full)).toBe(FULL);
  });
});

describe('one file that needs nothing', () => {
  test('no script, no request: its policy lets its own style through and nothing else', () => {
    expect(FULL).not.toMatch(/<script|<link (?!rel="icon" href="data:,")|<iframe|<img|https?:|\/\/[a-z]/);
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(FULL) ?? [];
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(FULL) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(FULL.match(/ style="/g)).toBeNull();
  });

  test('every ink of a drawing has its colour', () => {
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(FULL) ?? [];
    const used = new Set(
      all(FULL, /<svg[\s\S]*?<\/svg>/g).flatMap((svg) => all(svg, /((?:fill|stroke)-[a-z-]+)(?=[ "])/g)),
    );
    for (const name of used)
      if (name !== 'stroke-none' && name !== 'stroke-width' && name !== 'stroke-dasharray')
        expect(style).toContain(`.${name}`);
  });
});

/** Elements and attributes that the template writes itself: whatever a stranger wrote is text between them. */
function expectHarmless(html: string): void {
  const body = html.slice(html.indexOf('<body>'));
  const tags = new Set(all(body, /<\/?([a-zA-Z][^\s/>]*)/g));
  for (const tag of tags)
    expect(
      'a body button caption code dd details div dl dt figcaption figure footer h1 h2 h3 header html li main nav p section small span strong summary table tbody td th thead tr ul svg g path rect text line polyline circle'.split(
        ' ',
      ),
    ).toContain(tag);
  for (const name of new Set(all(body, /<[a-zA-Z][^<>]*>/g).flatMap((tag) => all(tag, /\s([a-zA-Z-]+)="/g))))
    expect(
      'class id href aria-label aria-labelledby aria-hidden role tabindex scope focusable viewBox d x y x1 x2 y1 y2 cx cy r width height points transform text-anchor dominant-baseline stroke-width stroke-dasharray'.split(
        ' ',
      ),
    ).toContain(name);
  for (const href of all(body, /href="([^"]*)"/g)) expect(href).toMatch(/^#[a-z-]+$/);
  expect(body).not.toMatch(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\ud800-\udbff](?![\udc00-\udfff])/,
  );
}

describe('strangers write text and nothing else', () => {
  test('every text that is known to break out of something', async () => {
    const html = await page(hostile(NASTY));
    expectHarmless(html);
    expect(html).toContain('&lt;script&gt;alert(1)');
  });

  test('whatever it is', async () => {
    const parts = fc.constantFrom(
      '</text>',
      '</svg>',
      ']]>',
      '<style>',
      '"',
      "'",
      '&',
      '<!--',
      '{{x}}',
      '\u001b[2J',
      '\u202e',
      '\n',
      '__proto__',
      '{a|b}',
      '<',
      'a',
      '\ud83d',
    );
    const word = fc.oneof(
      fc.array(parts, { maxLength: 6 }).map((some) => some.join('')),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 4 }), async (texts) =>
        expectHarmless(await page(hostile(texts))),
      ),
      { numRuns: 5 },
    );
  });

  test('very long ones, and many, are cut and counted', async () => {
    const html = await page(hostile(Array.from({ length: 400 }, (_, at) => `${at}${'x'.repeat(400)}`)));
    expect(html.length).toBeLessThan(6_000_000);
    expect(html).toContain('and 100 more assumptions');
    expect(html).toContain('and 300 more plans');
  });
});

describe('what stands only in one of the two results', () => {
  const { behaviour, backtest } = full;
  if (!behaviour || !backtest) throw new Error('the fixture has both');
  const [smartM] = behaviour.impact.plans;
  const change = { before: '0.00', after: '73000.50', change: '73000.50', percent: null };
  const launched: Simulation = {
    ...full,
    behaviour: {
      ...behaviour,
      impact: {
        ...behaviour.impact,
        plans: [...behaviour.impact.plans, { ...smartM!, name: 'smart-new', mark: undefined, revenue: change }],
      },
    },
  };

  test('a plan that nobody has before it is taken up has its row, so that what is assumed of plans is there in full', async () => {
    const rows = tablesOf(sectionOf(await page(launched), 'groups'))[0]!;
    expect(rows.find(([name]) => name === 'smart-new')).toEqual(['smart-new', '–', '–', '–', '–', '–', '+73,000.50']);
    expect(rows.at(-1)![0]).toBe('All');
    expect(renderSimulationMarkdown(launched)).toContain('| smart-new | – | – | – |  | +73,000.50 *est.* |');
  });

  test('a backtest of other customers or months is told as that, and not as an error of the prediction', async () => {
    const why = 'The backtest predicts 12 months and was held against the bills of 1 month.';
    const html = await page({ ...full, backtest: { ...backtest, unlike: [why] } });
    expect(plain(sectionOf(html, 'backtest'))).toContain(why);
    expect(plain(sectionOf(html, 'backtest'))).not.toContain('on average');
    const answers = plain(all(html, /<dl class="answers">([\s\S]*?)<\/dl>/g).join(''));
    expect(answers).toContain(
      'a change of the past was predicted for other customers or months than were billed: it proves nothing',
    );
    expect(answers).not.toContain('-0.09 %');
  });
});
