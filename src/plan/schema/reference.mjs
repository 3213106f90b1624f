/** Writes ../REFERENCE.md from plans.schema.json, so that the page never says other than the editor: `node reference.mjs`. */

import { readFileSync, writeFileSync } from 'node:fs';

const here = (name) => new URL(name, import.meta.url);

/** The parts of the page: what a reader sees in YAML, in the order of a document. */
const SECTIONS = [
  ['Plan', 'plan'],
  ['Recurring charges', 'recurringCharge'],
  ['One-time charges', 'oneTimeCharge'],
  ['Allowances', 'allowance'],
  ['Match', 'match'],
  ['Usage charges', 'usageCharge'],
  ['Steps of tiers', 'step'],
  ['Discounts', 'discount'],
  ['What must hold', 'mustHold'],
  ['Calendar', 'calendar'],
  ['Rules of a band', 'bandRule'],
  ['Rates table', 'rates'],
];

const FORMS = [
  'id',
  'zone',
  'amount',
  'price',
  'percent',
  'quantity',
  'rate',
  'rounding',
  'quantityRounding',
  'date',
  'time',
];

/** Text of the page. */
export function referencePage() {
  const { definitions } = JSON.parse(readFileSync(here('plans.schema.json'), 'utf8'));
  const own = new Set(SECTIONS.map(([, name]) => name));
  /** A schema with what it refers to filled in behind its own words. */
  const whole = (schema) => {
    const name = schema.$ref?.replace('#/definitions/', '');
    return name ? { ...whole(definitions[name]), ...schema, name } : schema;
  };

  const rows = (schema, path) =>
    Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
      const full = whole(property);
      const required = schema.required?.includes(key) ? 'yes' : '';
      const row = `| \`${path}${key}\` | ${value(full)} | ${required} | ${cell(full.description)} |`;
      const inner = !own.has(full.name) && full.properties ? rows(full, `${path}${key}.`) : [];
      return [row, ...inner];
    });

  /** What is written behind the key. */
  const value = (schema) => {
    if (schema.enum) return schema.enum.map((word) => `\`${word}\``).join(', ');
    const items = schema.items && whole(schema.items);
    if (items?.enum) return `list of ${items.enum.map((word) => `\`${word}\``).join(', ')}`;
    if (own.has(items?.name)) return `list, see ${link(items.name)}`;
    if (own.has(schema.name)) return `see ${link(schema.name)}`;
    return cell(schema.title ?? 'mapping');
  };

  const link = (name) => {
    const [title] = SECTIONS.find(([, section]) => section === name);
    return `[${title}](#${title.toLowerCase().replaceAll(' ', '-')})`;
  };

  const table = (schema) =>
    ['| key | value | required | meaning |', '|---|---|---|---|', ...rows(schema, '')].join('\n');
  const sections = SECTIONS.map(([title, name]) => {
    const schema = definitions[name];
    return `## ${title}\n\n${schema.description}\n\n${table(schema)}\n`;
  });
  const forms = FORMS.map((name) => {
    const { description, examples } = definitions[name];
    return `| ${examples.map((example) => `\`${example}\``).join(', ')} | ${cell(description)} |`;
  });

  return [
    '# The plan language: reference',
    '',
    'Written by `node src/plan/schema/reference.mjs` from the JSON Schema; change the words there. What the keys mean',
    'together is told in [README.md](README.md).',
    '',
    'A key that is not listed is an error, and so is a key where it has no effect. At most 200 entries a list of charges,',
    '64 steps, 1000 zones, 200 characters a name, and 10^18 base units a quantity.',
    '',
    ...sections,
    '## Forms of values',
    '',
    '| examples | form |',
    '|---|---|',
    ...forms,
    '',
  ].join('\n');
}

const cell = (text) => text.replaceAll('|', '\\|');

if (import.meta.url === new URL(process.argv[1], 'file://').href)
  writeFileSync(here('../REFERENCE.md'), referencePage());
