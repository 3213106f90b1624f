/** The JSON Schema that the description of simulation.json comes to. */

import { AMOUNT, type Shape, SIMULATION } from '../../../src/run/simulate/simulation-shape.ts';

export function simulationSchema(): unknown {
  const named: Record<string, unknown> = { amount: { type: 'string', pattern: AMOUNT } };
  const whole = schemaOf(SIMULATION, named) as object;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What a simulation found',
    description:
      'simulation.json, keys in this order. Money and counts of customers are exact decimal text; ratios are in percent, or null where there is nothing to divide by.',
    ...whole,
    $defs: named,
  };
}

function schemaOf(shape: Shape, named: Record<string, unknown>): unknown {
  switch (shape.kind) {
    case 'text':
      return { type: 'string' };
    case 'amount':
      return { $ref: '#/$defs/amount' };
    case 'count':
      return { type: 'integer', minimum: 0 };
    case 'whole':
      return { type: 'integer' };
    case 'flag':
      return { type: 'boolean' };
    case 'words':
      return { enum: shape.words };
    case 'null-or':
      return { anyOf: [schemaOf(shape.of, named), { type: 'null' }] };
    case 'list': {
      const { length } = shape;
      const items = schemaOf(shape.of, named);
      return { type: 'array', items, ...(length !== undefined && { minItems: length, maxItems: length }) };
    }
    case 'object': {
      const fields = Object.entries(shape.fields);
      const own = {
        ...{ type: 'object', additionalProperties: false },
        required: fields.filter(([, { isOptional }]) => !isOptional).map(([key]) => key),
        properties: Object.fromEntries(fields.map(([key, field]) => [key, schemaOf(field.shape, named)])),
      };
      if (shape.name === undefined) return own;
      named[shape.name] = own;
      return { $ref: `#/$defs/${shape.name}` };
    }
  }
}
