/** An invoice as a customer would see it: what it tells, and what its template cannot do. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Invoice } from '../../src/invoicing/invoice.ts';
import { renderProblems } from '../../src/problems/render.ts';
import { readTemplate } from '../../src/reporting/customer-invoice/template.ts';
import { invoiceFileName, renderInvoice } from '../../src/reporting/customer-invoice.ts';
import { invoice, NAMES } from './hand-built.ts';
import { NASTY } from './hostile.ts';

const CONTEXT = { names: NAMES.get('smart-m'), rateproof: '0.1.0', source: 'data-tier-edge' };
const page = (one: Invoice = invoice('data-tier-edge', '20.00', '39.99')): string => renderInvoice(one, CONTEXT).value!;
/** What a reader sees. */
const text = (html: string): string =>
  html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x3D;', '=')
    .replace(/\s+/g, ' ');

describe('what it tells', () => {
  test('who, when, every charge by its name and with its unit, taxes, total', () => {
    const told = text(page());
    expect(told).toContain('Invoice Smart M');
    expect(told).toContain('Customer data-tier-edge Invoice date 2026-03-01 Service period 2026-02-01 to 2026-02-28');
    expect(told).toContain(
      'Recurring charges Description Amount, EUR Monthly fee 19.99 Recurring charges, in all 19.99',
    );
    expect(told).toContain('Data beyond the bundle 5 GB 20.00 Usage, in all 20.00');
    expect(told).toContain('Net 31.50 VAT 5.99 Total 39.99 EUR');
    // 19.99 + 20.00 = 39.99 is the total: the tax is inside.
    expect(told).toContain('Prices include VAT.');
  });

  test('prices without tax are said to be; credits keep their sign; thousands are set apart', () => {
    const net: Invoice = {
      ...{ account: 'a', plan: 'smart-m', date: '2026-03-01', currency: 'EUR' },
      lines: [
        { key: 'monthly-fee', kind: 'recurring', amount: '1100.00' },
        { key: 'monthly-fee/credit', kind: 'recurring', amount: '-100.00' },
        { key: 'tax standard', kind: 'tax', amount: '190.00' },
      ],
      ...{ net: '1000.00', tax: '190.00', total: '1190.00' },
    };
    const told = text(page(net));
    expect(told).toContain('Prices are without VAT, which is added below.');
    expect(told).toContain('Monthly fee credit −100.00 Recurring charges, in all 1,000.00');
    expect(told).not.toContain('Service period');
  });

  test('it is a test, and says what a real bill would have to tell', () => {
    const told = text(page());
    for (const part of [
      'Test invoice.',
      'Provider',
      'Questions and complaints',
      'Due date',
      'Not stated in this test.',
      '0.1.0',
    ])
      expect(told).toContain(part);
  });

  test('times and messages as customers say them', () => {
    const names = {
      ...{ name: 'P', tax: undefined },
      charges: new Map([
        ['calls', { name: 'Calls', dimension: 'time' as const }],
        ['sms', { name: 'Messages', dimension: 'message' as const }],
      ]),
    };
    const quantity = (key: string, amount: string): string => {
      const lines = [{ key, kind: 'usage' as const, amount: '1.00', quantity: amount }];
      return text(renderInvoice({ ...invoice('a', '1.00', '1.00'), lines }, { ...CONTEXT, names }).value!);
    };
    // 3,600 + 123 = 3,723 s are 62 min 3 s.
    expect(quantity('calls', '3723')).toContain('Calls 62 min 3 s');
    expect(quantity('calls', '120')).toContain('Calls 2 min 1.00');
    expect(quantity('calls', '59')).toContain('Calls 59 s');
    expect(quantity('sms', '1')).toContain('Messages 1 message 1.00');
    expect(quantity('sms', '1200')).toContain('Messages 1,200 messages');
  });
});

describe('what strangers cannot do', () => {
  test('texts are text, and nothing is loaded or run', () => {
    const lines = NASTY.map((key) => ({ key, kind: 'usage' as const, amount: '1.00', quantity: '1' }));
    const hostile = page({ ...invoice(NASTY[0], '1.00', '1.00'), plan: NASTY[2], lines });
    const own = new Set([...page().matchAll(/<[a-z]+/g)].map(([tag]) => tag));
    expect(new Set([...hostile.matchAll(/<[a-z]+/g)].map(([tag]) => tag))).toEqual(own);
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u200b\u202e\u2066]/);
    const style = /<style>([\s\S]*?)<\/style>/.exec(hostile)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(hostile).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'`,
    );
  });

  test('names of files', () => {
    expect(invoiceFileName('people/12', '2026-04-01')).toBe('people_12-2026-04-01.html');
    expect(invoiceFileName('../../etc/passwd', '2026-04-01')).toBe('etc_passwd-2026-04-01.html');
    expect(invoiceFileName('..', '2026-04-01')).toBe('invoice-2026-04-01.html');
  });
});

const refused = (template: string): string => {
  const { problems } = readTemplate(template, 'plans/p.invoice.hbs');
  return problems.map(({ place, message }) => `${place?.line}:${place?.column} ${message}`).join('\n');
};

describe('templates of plans', () => {
  test('one that places fields and repeats rows', () => {
    const own =
      '<h1 class="big">{{plan}}</h1>{{#each sections}}{{#each lines}}<p>{{name}}: {{amount}} {{../../currency}}</p>{{/each}}{{/each}}';
    const template = readTemplate(own, 'p.invoice.hbs').value!;
    const html = renderInvoice(invoice('a', '20.00', '39.99'), CONTEXT, template).value!;
    expect(html).toContain(
      '<h1 class="big">Smart M</h1><p>Monthly fee: 19.99 EUR</p><p>Data beyond the bundle: 20.00 EUR</p>',
    );
  });

  test('the one that comes with rateproof obeys its own rules', () => {
    const own = readFileSync(new URL('../../src/reporting/templates/customer-invoice.hbs', import.meta.url), 'utf8');
    expect(refused(own)).toBe('');
  });

  test.each([
    ['<script>alert(1)</script>', '1:1 <script> has no place in a template'],
    ['<p>\n <img src="x">', '2:2 <img src="x"> has no place in a template'],
    [
      '<meta http-equiv="refresh" content="0;url=//x">',
      '1:1 <meta http-equiv="refresh" content="0;url=//x has no place in a template',
    ],
    ['<p onclick="x()">', '1:1 <p onclick="x()"> has no place in a template'],
    ['<p class={{plan}}>', '1:1 <p class={{plan}}> has no place in a template'],
    ['<p class="{{plan}}">', '1:1 <p class="{{plan}}"> has no place in a template'],
    ['<{{plan}}>', '1:1 <{{plan}}> has no place in a template'],
    ['<sc{{#if plan}}ript{{/if}}>', expect.stringContaining('1:1 <sc{{#if')],
    ['<!-- note -->', '1:1 <!-- note --> has no place in a template'],
    ['<p style="background:url(//x)">', expect.stringContaining('has no place')],
    ['a\n{{{plan}}}', '2:1 {{{ }}} would put text on the page unescaped'],
    ['{{&plan}}', '1:1 {{{ }}} would put text on the page unescaped'],
    ['{{> ../../etc/passwd}}', '1:1 partials and decorators have no place in a template'],
    ['{{#> layout}}x{{/layout}}', '1:1 partials and decorators have no place in a template'],
    ['{{#*inline "a"}}x{{/inline}}', '1:1 partials and decorators have no place in a template'],
    ['{{lookup this "constructor"}}', '1:1 a field is a name and nothing more'],
    ['{{plan x=1}}', '1:1 a field is a name and nothing more'],
    ['{{#sections}}x{{/sections}}', '1:1 blocks are each, if, unless, with'],
    ['{{#each (lookup this "a")}}x{{/each}}', '1:1 {{#each}} takes one field and nothing more'],
    ['{{#if plan}}', expect.stringContaining('this cannot be read as a Handlebars template')],
    [
      `${'{{#if plan}}'.repeat(20)}${'{{/if}}'.repeat(20)}`,
      expect.stringContaining('more than 16 blocks inside each other'),
    ],
    [
      `${'{{#if a}}'.repeat(1800)}${'{{/if}}'.repeat(1800)}`,
      expect.stringMatching(/more than 16 blocks|cannot be read/),
    ],
  ])('refused: %s', (template, message) => {
    expect(refused(template)).toEqual(message);
  });

  test.each([
    ['{{constructor}}', 'there is no field constructor'],
    ['{{plan.constructor.name}}', expect.any(String)],
    ['{{__proto__}}', expect.any(String)],
    ['{{nonsense}}', 'there is no field nonsense'],
    ['{{log}}', 'there is no field log'],
  ])('a field that there is not: %s', (template, message) => {
    const rendered = renderInvoice(
      invoice('a', '1.00', '1.00'),
      CONTEXT,
      readTemplate(template, 'p.invoice.hbs').value!,
    );
    if (rendered.value !== undefined) expect(text(rendered.value)).not.toMatch(/function|native|Object|String/);
    else expect(rendered.problems[0]!.message).toEqual(message);
  });

  test('rows and text are bounded', () => {
    const lines = Array.from({ length: 200 }, () => ({ key: 'x', kind: 'usage' as const, amount: '1.00' }));
    const many = { ...invoice('a', '1.00', '1.00'), lines };
    // 200 x 200 rows.
    const rows = '{{#each sections}}{{#each lines}}{{#each ../lines}}x{{/each}}{{/each}}{{/each}}';
    const wide = `{{#each sections}}{{#each lines}}${'x'.repeat(30_000)}{{/each}}{{/each}}`;
    const said = (template: string): string | undefined =>
      renderInvoice(many, CONTEXT, readTemplate(template, 'p.invoice.hbs').value!).problems[0]?.message;
    expect(said(rows)).toBe('the template repeats more than 10000 rows');
    expect(said(wide)).toBe('the template makes more than 4000000 characters');
  });

  test('the message that a person reads', () => {
    const template = '<h1>{{plan}}</h1>\n<p onclick="pay()">Pay</p>\n';
    const { problems } = readTemplate(template, 'plans/smart-m.invoice.hbs');
    expect(
      renderProblems(problems, { sources: new Map([['plans/smart-m.invoice.hbs', template]]) }),
    ).toMatchInlineSnapshot(`
      "plans/smart-m.invoice.hbs:2:1  error INVOICE-TEMPLATE  <p onclick="pay()"> has no place in a template
        2 | <p onclick="pay()">Pay</p>
          | ^^^^^^^^^^^^^^^^^^^
        fix: elements: address article aside b br caption col colgroup dd div dl dt em footer h1 h2 h3 h4 header hr i li main ol p section small span strong sub sup table tbody td tfoot th thead time tr ul; attributes: class colspan dir lang rowspan scope title

      1 error
      "
    `);
  });
});
