/**
 * Templates of invoices. They come with plans, so they are strangers' text: what is not known to be harmless is refused
 * before anything is compiled.
 *
 * - Elements and attributes are of a short list; none of them loads, links, runs or styles. Fields stand between elements,
 *   never inside a tag, and are always escaped.
 * - Blocks are each, if, unless and with, of one field. No helpers, no partials, no decorators, no unescaped output.
 * - Its size, its depth, the rows it repeats and the text it makes are bounded. A field that there is not is an error.
 */

import Handlebars from 'handlebars';
import type { Outcome, Place, Problem } from '../../problems/problem.ts';
import type { InvoicePage } from './page.ts';

/** Most bytes of a template's file. */
export const TEMPLATE_BYTES = 32 * 1024;
const MOST_DEPTH = 16;
const MOST_ROWS = 10_000;
const MOST_CHARACTERS = 4_000_000;

/** Makes the body of an invoice's page. */
export type InvoiceTemplate = (page: InvoicePage) => Outcome<string>;

const ELEMENTS =
  'address article aside b br caption col colgroup dd div dl dt em footer h1 h2 h3 h4 header hr i li main ol p section ' +
  'small span strong sub sup table tbody td tfoot th thead time tr ul';
const ATTRIBUTES = 'class colspan dir lang rowspan scope title';
const TAG = new RegExp(
  `^</?(?:${ELEMENTS.replaceAll(' ', '|')})(?: +(?:${ATTRIBUTES.replaceAll(' ', '|')})="[^"<>{}]*")* */?>`,
);
const BLOCKS = ['each', 'if', 'unless', 'with'];

class Refused extends Error {
  readonly place: Place;
  readonly fix: string | undefined;

  constructor(message: string, place: Place, fix?: string) {
    super(message);
    this.place = place;
    this.fix = fix;
  }
}

/** Reads and checks a template; `file` is how it is called in problems. */
export function readTemplate(text: string, file: string): Outcome<InvoiceTemplate> {
  try {
    checkElements(text, file);
    checkBlock(parse(text, file), file, 0);
  } catch (error) {
    if (error instanceof Refused) return { problems: [problem(error.message, error.place, error.fix)] };
    throw error;
  }
  const render = (page: InvoicePage): Outcome<string> => {
    try {
      return { value: compile(text)(page), problems: [] };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const [, field] = /^"(.+?)" not defined/.exec(said) ?? [];
      const message = field ? `there is no field ${field.slice(0, 60)}` : said.split('\n')[0]!.slice(0, 200);
      return { problems: [problem(message, { file, line: lineOf(error), column: 1 })] };
    }
  };
  return { value: render, problems: [] };
}

function problem(message: string, place: Place, fix?: string): Problem {
  return { code: 'INVOICE-TEMPLATE', severity: 'error', message, place, ...(fix !== undefined && { fix }) };
}

const lineOf = (error: unknown): number => {
  const { lineNumber } = error as { lineNumber?: unknown };
  return typeof lineNumber === 'number' && lineNumber > 0 ? lineNumber : 1;
};

/** Every `<` begins one of the elements, whole, with nothing of a field inside. */
function checkElements(text: string, file: string): void {
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    if (TAG.test(text.slice(at, at + 400))) continue;
    const before = text.slice(0, at).split('\n');
    const [tag = '<'] = /^<\/?[^\s<>]{0,20}[^<>\n]{0,40}>?/.exec(text.slice(at, at + 80)) ?? [];
    const place = { file, line: before.length, column: [...before.at(-1)!].length + 1, length: [...tag].length };
    throw new Refused(`${tag} has no place in a template`, place, `elements: ${ELEMENTS}; attributes: ${ATTRIBUTES}`);
  }
}

function parse(text: string, file: string): hbs.AST.Program {
  try {
    return Handlebars.parse(text);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const [, line] = /line (\d+)/.exec(said) ?? [];
    const place = { file, line: Number(line ?? 1), column: 1 };
    throw new Refused(
      'this cannot be read as a Handlebars template: a block or a field is not closed, or nested too deep',
      place,
    );
  }
}

function checkBlock({ body }: hbs.AST.Program, file: string, depth: number): void {
  for (const statement of body) {
    const { line, column } = statement.loc.start;
    const place = { file, line, column: column + 1 };
    if (depth > MOST_DEPTH) throw new Refused(`more than ${MOST_DEPTH} blocks inside each other`, place);
    switch (statement.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        break;
      case 'MustacheStatement':
        checkField(statement as hbs.AST.MustacheStatement, place);
        break;
      case 'BlockStatement': {
        const block = statement as hbs.AST.BlockStatement;
        checkBlockHead(block, place);
        checkBlock(block.program, file, depth + 1);
        if (block.inverse) checkBlock(block.inverse, file, depth + 1);
        break;
      }
      default:
        throw new Refused('partials and decorators have no place in a template', place);
    }
  }
}

function checkField({ escaped, path, params, hash }: hbs.AST.MustacheStatement, place: Place): void {
  if (!escaped) throw new Refused('{{{ }}} would put text on the page unescaped', place, 'write {{ }}');
  if (path.type !== 'PathExpression' || params.length > 0 || hash)
    throw new Refused('a field is a name and nothing more', place, 'write {{name}}');
}

function checkBlockHead({ path, params, hash }: hbs.AST.BlockStatement, place: Place): void {
  const name = path.type === 'PathExpression' ? (path as hbs.AST.PathExpression).original : '';
  if (!BLOCKS.includes(name)) throw new Refused(`blocks are ${BLOCKS.join(', ')}`, place);
  if (params.length !== 1 || params[0]!.type !== 'PathExpression' || hash)
    throw new Refused(`{{#${name}}} takes one field and nothing more`, place);
}

function compile(text: string): (page: InvoicePage) => string {
  const handlebars = Handlebars.create();
  let rows = 0;
  let characters = 0;
  handlebars.registerHelper('each', function each(this: unknown, list: unknown, options: Handlebars.HelperOptions) {
    const items: readonly unknown[] = Array.isArray(list) ? list : [];
    if (items.length === 0) return options.inverse(this);
    return items
      .map((item) => {
        rows += 1;
        const text = options.fn(item);
        characters += text.length;
        if (rows > MOST_ROWS) throw new Error(`the template repeats more than ${MOST_ROWS} rows`);
        if (characters > MOST_CHARACTERS) throw new Error(`the template makes more than ${MOST_CHARACTERS} characters`);
        return text;
      })
      .join('');
  });
  return handlebars.compile<InvoicePage>(text, {
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: { log: false, lookup: false },
  });
}
