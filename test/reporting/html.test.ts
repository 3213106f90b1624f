import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Difference } from '../../src/comparison/difference.ts';
import { type HtmlOptions, renderHtml } from '../../src/reporting/html.ts';
import type { ScenarioResult, TestRun } from '../../src/run/result.ts';
import { DISTRIBUTIONS, invoice, NAMES, RESULTS, runOf } from './hand-built.ts';
import { listOf } from './page-list.ts';

const page = (run: TestRun, options?: HtmlOptions): string => [...renderHtml(run, options)].join('');
const PAGE = page(runOf(RESULTS), { names: NAMES });
const TEMPLATES = new URL('../../src/reporting/templates/', import.meta.url);

const all = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map((match) => match[1] ?? match[0]);
/** What a reader sees, without the script's data. */
const text = (html: string): string =>
  html
    .replace(/<(style|script)\b[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x3D;', '=')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');

describe('what the page says', () => {
  test('the verdict is its one heading of the first rank, and differences stand before what passed', () => {
    expect(all(PAGE, /<h1>(.*?)<\/h1>/g)).toEqual([
      '2 of 7 scenarios came out as expected: 1 could not be rated, 1 has usage that was not rated, 2 changed, 1 is new.',
    ]);
    expect(PAGE.indexOf('Differences by cause')).toBeLessThan(PAGE.indexOf('What was tested</h2>'));
  });

  test('expected beside actual, why, as text, and how to see it again', () => {
    const card = text(PAGE.slice(PAGE.indexOf('id="s=data-tier-edge"'), PAGE.indexOf('id="s=base/2"')));
    expect(card).toContain('Data beyond the bundle data-overage changed 20.00 5 GB 17.50 5 GB -2.50');
    expect(card).toContain('Total changed 39.99 37.49 -2.50');
    expect(card).toContain('Because 15 - 10 = 5 GB x 4.00 = 20.00, the first tier to its last byte');
    expect(card).toContain('- data-overage (5 GB) 20.00 + data-overage (5 GB) 17.50');
    expect(card).toContain('See it again: rateproof test --grep "^data-tier-edge$"');
  });

  test('what was tested: by plan with its invoices and money, by check', () => {
    const tested = text(PAGE.slice(PAGE.indexOf('id="plans"'), PAGE.indexOf('id="samples"')));
    expect(tested).toContain('Smart M smart-m 6 2 2 – 1 1 4 EUR 79.96');
    expect(tested).toContain('Written expectations what the writer of a scenario says the invoice must be 4 1 3 –');
    expect(tested).toContain('Accepted invoices what was accepted before, for customers made by recipes 3 1 1 1');
  });

  test('a passed scenario that somebody calculated is a sample, with its arithmetic', () => {
    const sample = text(PAGE.slice(PAGE.indexOf('id="s=data-inside"')));
    expect(sample).toContain('Because 19.99 for the month, nothing beyond the bundle (invoice of 2026-03-01)');
    expect(sample).toContain('See it again: rateproof explain data-inside');
  });

  test('how totals spread and what they are made of, with the numbers behind the pictures', () => {
    const money = text(PAGE.slice(PAGE.indexOf('id="money"'), PAGE.indexOf('id="scenarios"')));
    expect(money).toContain('Smart M smart-m 4 invoices, 79.96 EUR; half of them below 19');
    // 72.00 / 79.96 = 90.04 %, 7.96 / 79.96 = 9.955 %: shares of the total, tax inside the prices is not stacked again.
    expect(money).toContain('Recurring fees 72.00 90.0 % Usage 7.96 10.0 % Tax, inside the prices 12.77 16.0 %');
    expect(money).toContain('Data beyond the bundle 2 7.96');
    expect(PAGE).toMatch(
      /<svg class="histogram"[^>]*aria-label="Histogram. Smart M: 4 invoices from 18.00 to 23.96 EUR; most often/,
    );
  });

  test('what to do next, with its command', () => {
    const next = text(PAGE.slice(PAGE.indexOf('id="next-title"'), PAGE.indexOf('id="differences"')));
    expect(next).toContain('accept them: rateproof test --update changed');
    expect(next).toContain('accept them: rateproof test --update new');
    expect(page(runOf([RESULTS[0]!]))).not.toContain('id="next-title"');
  });

  test('a cause has an address that is the same in every run, and leads to its scenarios', () => {
    const [key] = all(PAGE, /<section class="cause" id="c=([0-9a-f]{12})"/g);
    const again = page(runOf([...RESULTS].reverse()), { names: NAMES });
    expect(again).toContain(`id="c=${key}"`);
    expect(listOf(PAGE).filter(({ causes }) => causes.includes(key)).length).toBeGreaterThan(0);
  });

  test('a line that is missing is said to be', () => {
    expect(text(PAGE)).toContain('voice-roaming zone world voice-roaming zone=world missing 2.99 none');
  });

  test('a written scenario has its invoice as the customer reads it', () => {
    const card = text(PAGE.slice(PAGE.indexOf('id="s=data-inside"')));
    expect(card).toContain('Invoice of 2026-03-01 2026-02-01 to 2026-02-28 Charge Quantity EUR Monthly fee 19.99');
    expect(card).toContain('Data beyond the bundle 5 GB 0.00 Net 31.50 Tax 5.99 Total 19.99');
  });

  test('the same run gives the same page, and time only when it is given', () => {
    expect(page(runOf(RESULTS), { names: NAMES })).toBe(PAGE);
    expect(text(page(runOf(RESULTS), { time: '2026-03-01 12:00', wallMs: 1234 }))).toContain(
      '2026-03-01 12:00 Took 1.2 s',
    );
  });

  test('what follows from others is quieter than where it began; what is left of an allowance is a row of its own', () => {
    const date = '2026-03-01';
    const [, changed] = RESULTS;
    const differences = [
      { invoice: date, line: 'data-overage', cell: 'amount', expected: '20.00', actual: '17.50', by: '-2.50' },
      { invoice: date, cell: 'total', expected: '39.99', actual: '37.49', by: '-2.50', follows: true },
      // In one unit: 1,500 MB is 1.5 GB, 18,621.2 MB cannot be told in GB with three decimals.
      { invoice: date, line: 'data-bundle', cell: 'allowance', expected: '1500000000', actual: '18621200000' },
    ].map((one) => ({ ...one, cause: one.line ?? one.cell })) as Difference[];
    const charges = new Map([...NAMES.get('smart-m')!.charges]);
    charges.set('data-bundle', { name: '10 GB', dimension: 'data' });
    const names = new Map([['smart-m', { ...NAMES.get('smart-m')!, charges }]]);
    const seen = page(runOf([{ ...changed!, differences }]), { names });
    expect(all(seen, /<tr class="(\w+)[^"]*">\s*<th scope="row">(?:Data beyond|Total)/g)).toEqual([
      'differs',
      'follows',
    ]);
    const row = /Left of 10 GB.*?<\/tr>/s.exec(seen)?.[0] ?? '';
    expect(all(row, /<td class="number">([^<]*)/g)).toEqual(['1,500 MB', '18,621.2 MB', '']);
    expect(text(seen)).toContain('what is left of 10 GB');
  });

  test('laws are counted beside the scenarios; one that is broken is a cause, and changes no bill', () => {
    const difference = {
      invoice: '2026-03-01',
      cell: 'total',
      expected: '99.00',
      actual: '9.99',
      by: '-89.01',
    } as const;
    const broken: ScenarioResult = {
      ...{ id: 'law:smart-m:zero-usage-costs', file: 'plans/smart-m.yaml', line: 3, plan: 'smart-m', check: 'law' },
      ...{ status: 'changed', unrated: 0, screened: 0, reason: 'The smallest bill is scenarios/regressions/a.yaml' },
      differences: [{ ...difference, cause: 'zero-usage-costs' }],
    };
    const seen = text(
      page(runOf([RESULTS[0]!, broken], { laws: { held: 8, broken: 1, bills: 84 } }), { names: NAMES }),
    );
    expect(seen).toContain('Smart M: law zero-usage-costs');
    expect(seen).toContain('The smallest bill is scenarios/regressions/a.yaml');
    expect(seen).toMatch(/Laws .*? 84 bills 8 laws 1 law –/);
    expect(seen).not.toContain('Invoice totals that changed');
  });

  test('empty and all-passed runs have a page', () => {
    expect(text(page(runOf([])))).toContain('Nothing was compared.');
    expect(page(runOf([RESULTS[0]!]))).not.toContain('Differences by cause');
  });
});

describe('who reads it', () => {
  test('tables have captions and scoped headings; landmarks, live count, language', () => {
    expect(all(PAGE, /<table[^>]*>\s*(<\w+)/g).every((first) => first === '<caption')).toBe(true);
    expect(all(PAGE, /<th(?![a-z])[^>]*>/g).every((heading) => heading.includes('scope="'))).toBe(true);
    for (const part of ['<main', '<header', '<nav aria-label', '<footer', 'role="status"', '<html lang="en">']) {
      expect(PAGE).toContain(part);
    }
  });

  test('ids are there once, and links lead to one of them', () => {
    const ids = all(PAGE, / id="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const values = all(PAGE, /<option value="([^"]+)"/g);
    for (const target of all(PAGE, / href="#([^"]*)"/g)) {
      // Into the list, with a filter, or to a place on the page.
      const [, filter] = /^(?:plan|cause)=(.+)$/.exec(target) ?? [];
      if (filter === undefined) expect(ids).toContain(target);
      else expect(values).toContain(filter);
    }
  });

  test('headings go down one rank at a time', () => {
    const ranks = all(PAGE, /<h(\d)/g).map(Number);
    ranks.forEach((rank, at) => {
      expect(rank - (ranks[at - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
  });

  test('text has the contrast of WCAG AA in light and in dark', () => {
    const themes = readFileSync(new URL('report.css', TEMPLATES), 'utf8').match(/:root \{[^}]*--[^}]*\}/g)!;
    expect(themes).toHaveLength(2);
    for (const theme of themes) {
      const colours = new Map([...theme.matchAll(/--([\w-]+): #(\w{6});/g)].map((match) => [match[1]!, match[2]!]));
      const [backs, fronts] = [
        ['back', 'surface', 'bad-back', 'good-back', 'new-back'],
        ['text', 'quiet', 'link', 'good', 'bad', 'new', 'odd', 'dull'],
      ];
      for (const back of backs!) {
        for (const front of fronts!) {
          const ratio = contrast(colours.get(front)!, colours.get(back)!);
          expect(ratio, `${front} on ${back}`).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });

  test('parts of charts stand out from the page (3 to 1), and from each other also for who confuses colours', () => {
    const themes = readFileSync(new URL('report.css', TEMPLATES), 'utf8').match(/:root \{[^}]*--[^}]*\}/g)!;
    for (const theme of themes) {
      const colours = [...theme.matchAll(/--([\w-]+): #(\w{6});/g)].map((match) => [match[1]!, match[2]!] as const);
      const back = colours.find(([name]) => name === 'back')![1];
      for (const scale of ['bar-', 'kind-']) {
        const own = colours.filter(([name]) => name.startsWith(scale));
        expect(own.length).toBeGreaterThanOrEqual(5);
        for (const [name, colour] of own) expect(contrast(colour, back), name).toBeGreaterThanOrEqual(3);
        for (const eye of Object.keys(EYES) as (keyof typeof EYES)[]) {
          own.forEach(([name, colour], at) => {
            for (const [other, second] of own.slice(at + 1)) {
              // 2.3 is what a trained eye can just tell; 20 is told at a glance.
              expect(apart(colour, second, eye), `${name}, ${other}, ${eye}`).toBeGreaterThan(20);
            }
          });
        }
      }
    }
  });
});

/** What full protanopia, deuteranopia and tritanopia make of linear RGB: Machado, Oliveira and Fernandes 2009, table 1. */
const EYES = {
  all: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

/** Distance of two colours in CIELAB, as an eye sees them. */
function apart(a: string, b: string, eye: keyof typeof EYES): number {
  const lab = (colour: string): number[] => {
    const linear = [0, 2, 4].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    const seen = [0, 3, 6].map((row) =>
      Math.min(
        1,
        Math.max(
          0,
          linear.reduce((sum, part, at) => sum + part * EYES[eye][row + at]!, 0),
        ),
      ),
    );
    const [red = 0, green = 0, blue = 0] = seen;
    const [x = 0, y = 0, z = 0] = [
      (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
      0.2126 * red + 0.7152 * green + 0.0722 * blue,
      (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    ].map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116));
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
  };
  const [one, two] = [lab(a), lab(b)];
  return Math.hypot(...one.map((part, at) => part - two[at]!));
}

function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort();
  return (light + 0.05) / (dark + 0.05);
}

describe('what it refuses', () => {
  const EVIL = [
    `</script><script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `]]>`,
    `@everyone`,
    `{{7}}{{{8}}}`,
    '\u001b[31mred',
    '\u2028\u202e',
    '__proto__',
  ].join(' ');

  const hostile = (result: ScenarioResult): ScenarioResult => ({
    ...{
      ...result,
      id: `${result.id}${EVIL}`,
      title: EVIL,
      because: { [EVIL]: EVIL },
      plan: EVIL,
      file: EVIL,
      segment: EVIL,
      reason: EVIL,
      again: EVIL,
    },
    differences: result.differences.map((one) => ({ ...one, line: EVIL, cause: EVIL, because: EVIL, expected: EVIL })),
    invoices: (result.invoices ?? []).map((own) => ({
      ...{ ...own, plan: EVIL, currency: EVIL },
      lines: own.lines.map((line) => ({ ...line, key: EVIL })),
    })),
  });
  const evilPlans = [{ id: EVIL, currency: EVIL, versions: 1 }];
  const [like] = DISTRIBUTIONS;
  const distributions = [{ ...like!, plan: EVIL, currency: EVIL, parts: [{ ...like!.parts[0]!, charge: EVIL }] }];
  const run = runOf(RESULTS.map(hostile), { distributions });
  const hostilePage = page({ ...run, header: { ...run.header, plans: evilPlans } }, { time: EVIL });

  test('no text of a plan or scenario becomes markup or script', () => {
    // Rows, details, texts, and the one that runs.
    expect(all(hostilePage, /<script\b[^>]*>/g)).toHaveLength(4);
    expect(all(hostilePage, /<\/script/g)).toHaveLength(4);
    expect(hostilePage).not.toMatch(/<img|<script>alert/);
    expect(hostilePage).toContain('{{7}}{{{8}}}');
    expect(hostilePage).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/);
    for (const attribute of all(hostilePage, /<[a-z]+ [^>]*>/g)) expect(attribute).not.toMatch(/\son\w+=/);
  });

  test('the data of the script is whole', () => {
    for (const json of all(hostilePage, /<script type="application\/json"[^>]*>(.*?)<\/script>/gs)) {
      expect(json).not.toMatch(/[<>&]/);
      JSON.parse(json);
    }
    expect(listOf(hostilePage).map(({ id }) => id.replace(/<.*/s, ''))).toContain('base/2');
  });

  test('nothing is loaded, and only its own style and script may run', () => {
    expect(PAGE).not.toMatch(/https?:|\bsrc=|@import|url\(|<link(?! rel="icon" href="data:,")/);
    expect(PAGE).not.toMatch(/ style="| on\w+="/);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(PAGE)![1]!;
    const hash = (of: string): string => createHash('sha256').update(of).digest('base64');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(
      `script-src 'sha256-${hash(/<script type="module">([\s\S]*?)<\/script>/.exec(PAGE)![1]!)}'`,
    );
    expect(policy).toContain(`style-src 'sha256-${hash(/<style>([\s\S]*?)<\/style>/.exec(PAGE)![1]!)}'`);
    expect(policy).not.toContain('unsafe');
  });

  test('no template lets text through unescaped', () => {
    const templates = readdirSync(TEMPLATES).filter((name) => name.endsWith('.hbs'));
    expect(templates.length).toBeGreaterThan(3);
    for (const name of templates) expect(readFileSync(new URL(name, TEMPLATES), 'utf8')).not.toMatch(/\{\{\{|\{\{&/);
  });
});

describe('how large it gets', () => {
  const many = (count: number): ScenarioResult[] =>
    Array.from({ length: count }, (_, index) => {
      const id = `base/${index + 1}`;
      const { differences, status } = RESULTS[index % 2 === 0 ? 4 : 5]!;
      const kept = index < 200 ? { invoices: [invoice(id, '17.50', '37.49')] } : {};
      const again = status === 'passed' ? {} : { again: `rateproof test --grep "^${id}$"` };
      return { ...RESULTS[4]!, id, status, differences, ...kept, ...again };
    });

  test('10,000 customers, half of them changed, take less than 3 MB, and their rows are all there', () => {
    const large = page(runOf(many(10_000)), { names: NAMES });
    expect(large.length).toBeLessThan(3_000_000);
    expect(text(large)).toContain('The invoices of 200 are kept in full. Those of the other 9,800');
    expect(text(large)).toContain('and 4,995 more, in the list of all scenarios');
    const rows = listOf(large);
    expect(rows).toHaveLength(10_000);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(10_000);
    expect(rows[0]).toMatchObject({ id: 'base/2', status: 'changed', change: '-2.50 EUR' });
    expect(rows[1]?.again).toBe('rateproof test --grep "^base/4$"');
  });

  test('what a list can hold has an end, and the page says where', () => {
    const pieces = [...renderHtml(runOf(many(100_002)), { names: NAMES })];
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    expect(bytes).toBeLessThan(8_000_000);
    // Nothing is put together first: no piece is more than what is told in full, or a thousand rows.
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(bytes / 4);
    expect(text(pieces.join(''))).toContain('The list holds 100,000 of them, what needs a look first');
  });

  test('thousands of reasons: the most urgent are told one by one, the others counted', () => {
    const errors = Array.from({ length: 3000 }, (_, index) => ({
      ...{ ...RESULTS[3]!, id: `e-${index}`, reason: `reason ${index}` },
    }));
    const large = page(runOf(errors));
    expect(text(large)).toContain('and 2,940 more causes, in the list below');
    expect(large.length).toBeLessThan(1_000_000);
  });
});
