/**
 * Compiles plans.schema.json to generated.ts, so that no command waits for a schema compiler: `node compile.mjs`.
 *
 * The published schema is written for editors, which see YAML numbers. What is compiled sees text, so that no digit
 * passes through a binary float: numbers become strings, and their patterns say what minimum and maximum say there.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';

const here = (name) => new URL(name, import.meta.url);

/** The schema as it holds for text. */
function forText(schema) {
  if (Array.isArray(schema)) return schema.map(forText);
  if (schema === null || typeof schema !== 'object') return schema;
  const text = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' || key === 'definitions') {
      text[key] = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, forText(inner)]));
    } else if (key === 'type') {
      const types = [value].flat().map((type) => (type === 'number' || type === 'integer' ? 'string' : type));
      text.type = [...new Set(types)];
    } else if (!['minimum', 'maximum', 'description', 'default', 'examples'].includes(key)) {
      text[key] = typeof value === 'object' ? forText(value) : value;
    }
  }
  return text;
}

/** Source of generated.ts. */
export function compileSchema() {
  const schema = forText(JSON.parse(readFileSync(here('plans.schema.json'), 'utf8')));
  const ajv = new Ajv({ allErrors: true, verbose: true, strictTypes: false, code: { source: true, esm: true } });
  ajv.addSchema(schema, 'plans');
  const code = standalone(ajv, {
    plan: 'plans#/definitions/plan',
    calendar: 'plans#/definitions/calendar',
    rates: 'plans#/definitions/rates',
  });
  return `// Written by compile.mjs from plans.schema.json; not to be edited.\n// biome-ignore-all lint: generated\n// biome-ignore-all format: generated\n// biome-ignore-all assist: generated\n// @ts-nocheck\n${code.replaceAll(/;(?=const |function |export |if\()/g, ';\n')}\n`;
}

if (import.meta.url === new URL(process.argv[1], 'file://').href) {
  writeFileSync(here('generated.ts'), compileSchema());
}
