import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/reporting/html.ts';
import type { ScenarioResult } from '../../src/run/result.ts';
import { invoice, NAMES, RESULTS, runOf } from './hand-built.ts';

const PAGE = pageFor(RESULTS, { names: NAMES });
const TEMPLATES = new URL('../../src/reporting/templates/', import.meta.url);

const all = (page: string, pattern: RegExp): string[] =>
  [...page.matchAll(pattern)].map((match) => match[1] ?? match[0]);
/** What a reader sees, without the script's data. */
const text = (page: string): string =>
  page
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
    expect(PAGE.indexOf('Differences by cause')).toBeLessThan(PAGE.indexOf('How the scenarios of each plan came out'));
  });

  test('expected beside actual, why, as text, and how to see it again', () => {
    const card = text(PAGE.slice(PAGE.indexOf('id="data-tier-edge"'), PAGE.indexOf('id="base/2"')));
    expect(card).toContain('Data beyond the bundle data-overage changed 20.00 5 GB 17.50 5 GB -2.50');
    expect(card).toContain('Total changed 39.99 37.49 -2.50');
    expect(card).toContain('Because 15 - 10 = 5 GB x 4.00 = 20.00, the first tier to its last byte');
    expect(card).toContain('- data-overage (5 GB) 20.00 + data-overage (5 GB) 17.50');
    expect(card).toContain('See it again: rateproof test --grep "^data-tier-edge$"');
  });

  test('a line that is missing is said to be', () => {
    expect(text(PAGE)).toContain('voice-roaming zone world voice-roaming zone=world missing 2.99 none');
  });

  test('a written scenario has its invoice as the customer reads it', () => {
    const card = text(PAGE.slice(PAGE.indexOf('id="data-inside"')));
    expect(card).toContain('Invoice of 2026-03-01 2026-02-01 to 2026-02-28 Charge Quantity EUR Monthly fee 19.99');
    expect(card).toContain('Data beyond the bundle 5 GB 0.00 Net 31.50 Tax 5.99 Total 19.99');
  });

  test('the same run gives the same page, and time only when it is given', () => {
    expect(renderHtml(runOf(RESULTS), { names: NAMES })).toBe(PAGE);
    expect(text(renderHtml(runOf(RESULTS), { time: '2026-03-01 12:00', wallMs: 1234 }))).toContain(
      '2026-03-01 12:00 Took 1.2 s',
    );
  });

  test('empty and all-passed runs have a page', () => {
    expect(text(renderHtml(runOf([])))).toContain('Nothing was compared.');
    expect(renderHtml(runOf([RESULTS[0]!]))).not.toContain('Differences by cause');
  });
});

describe('who reads it', () => {
  test('tables have captions and scoped headings; landmarks, live count, language', () => {
    expect(all(PAGE, /<table[^>]*>\s*(<\w+)/g).every((first) => first === '<caption')).toBe(true);
    expect(all(PAGE, /<th(?![a-z])[^>]*>/g).every((heading) => heading.includes('scope="'))).toBe(true);
    for (const part of ['<main', '<header', '<nav aria-label', '<footer', 'aria-live="polite"', '<html lang="en">']) {
      expect(PAGE).toContain(part);
    }
  });

  test('ids are there once, and links lead to one of them', () => {
    const ids = all(PAGE, / id="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    for (const target of all(PAGE, / href="#([^"]*)"/g)) expect(ids).toContain(target);
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
});

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
    ...{ ...result, id: `${result.id}${EVIL}`, plan: EVIL, file: EVIL, segment: EVIL, reason: EVIL, again: EVIL },
    differences: result.differences.map((one) => ({ ...one, line: EVIL, cause: EVIL, because: EVIL, expected: EVIL })),
    invoices: (result.invoices ?? []).map((own) => ({
      ...{ ...own, plan: EVIL, currency: EVIL },
      lines: own.lines.map((line) => ({ ...line, key: EVIL })),
    })),
  });
  const page = renderHtml(runOf(RESULTS.map(hostile)), { time: EVIL });

  test('no text of a plan or scenario becomes markup or script', () => {
    expect(all(page, /<script\b[^>]*>/g)).toHaveLength(2);
    expect(all(page, /<\/script/g)).toHaveLength(2);
    expect(page).not.toMatch(/<img|<script>alert/);
    expect(page).toContain('{{7}}{{{8}}}');
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/);
  });

  test('the data of the script is whole', () => {
    const data = /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(page)![1]!;
    expect(data).not.toMatch(/[<>&]/);
    const { rows } = JSON.parse(data) as { rows: [string][] };
    expect(rows.map(([id]) => id.replace(/<.*/s, ''))).toContain('base/2');
  });

  test('nothing is loaded, and only its own style and script may run', () => {
    expect(PAGE).not.toMatch(/https?:|\bsrc=|@import|url\(|<link(?! rel="icon" href="data:,")/);
    expect(PAGE).not.toMatch(/ style="| on\w+="/);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(PAGE)![1]!;
    const hash = (of: string): string => createHash('sha256').update(of).digest('base64');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'sha256-${hash(/<script>([\s\S]*?)<\/script>/.exec(PAGE)![1]!)}'`);
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
      return { ...RESULTS[4]!, id, status, differences, ...kept };
    });

  test('10,000 customers, half of them changed, take less than 2 MB', () => {
    const page = renderHtml(runOf(many(10_000)), { names: NAMES });
    expect(page.length).toBeLessThan(2_000_000);
    expect(text(page)).toContain('The invoices of 200 are here in full. Those of the other 9,800');
    expect(text(page)).toContain('and 4,995 more, in the lists below');
  });
});
