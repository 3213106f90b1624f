import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { openUsage } from '../../src/usage/open-usage.ts';
import { messages, open, usageFolder } from './usage-folder.ts';

const CALLS = 'user,at,q\na,2026-03-01,1\n';
const COLUMNS = 'columns: { account: user, at: at, quantity: q }';

/** Lists of files with what is said of each. Places are those of the list's first line, 6. */
const REFUSED: readonly (readonly [string, readonly string[]])[] = [
  [
    `- { file: calls.csv, ${COLUMNS} }`,
    [
      'USAGE-MAPPING 6:3 file 1 does not say its "service"',
      'USAGE-MAPPING 6:3 file 1 does not say the unit of its quantity',
    ],
  ],
  [`- { file: calls.csv, ${COLUMNS}, service: fax, unit: s }`, ['USAGE-MAPPING 6:80 there is no service "fax"']],
  [`- { file: calls.csv, ${COLUMNS}, service: data, unit: s }`, ['USAGE-UNIT 6:92 data is not measured in s']],
  [`- { file: calls.csv, ${COLUMNS}, service: voice, unit: sec }`, ['USAGE-UNIT 6:93 the unit "sec" is not known']],
  [
    `- { file: calls.csv, ${COLUMNS}, service: voice, unit: { voice: B } }`,
    ['USAGE-UNIT 6:93 voice is not measured in B'],
  ],
  [
    `- { file: calls.csv, ${COLUMNS}, service: voice, unit: s, tarif: x }`,
    ['USAGE-MAPPING 6:96 file 1 has no key "tarif"'],
  ],
  [
    `- { file: calls.csv, columns: { account: user, at: at, quantity: duration }, service: voice, unit: s }`,
    ['USAGE-COLUMN 6:66 "calls.csv" has no column "duration"'],
  ],
  [
    `- { file: calls.csv, ${COLUMNS}, quantity: 1 msg, service: sms }`,
    ['USAGE-MAPPING 6:81 "quantity" is both a column and a value for all'],
  ],
  [
    '- { file: calls.csv, columns: { account: user, at: at }, quantity: 1 min, service: sms }',
    ['USAGE-UNIT 6:68 sms is not measured in min'],
  ],
  [
    '- { file: calls.csv, columns: { account: user, at: at }, quantity: much, service: sms }',
    ['USAGE-UNIT 6:68 a quantity cannot be "much"'],
  ],
  [
    '- { file: calls.csv, columns: { account: user, quantity: q }, at: 2026-02-30T25:00, service: voice, unit: s }',
    ['USAGE-MAPPING 6:67 a time cannot be "2026-02-30T25:00"'],
  ],
  [
    `- { file: none.csv, ${COLUMNS}, service: voice, unit: s }`,
    ['USAGE-FILE 6:11 there is no file "none.csv" in the data folder'],
  ],
  [
    `- { file: ../x.csv, ${COLUMNS}, service: voice, unit: s }`,
    ['USAGE-FILE 6:11 there is no file "../x.csv" in the data folder'],
  ],
  [
    `- { file: calls, ${COLUMNS}, service: voice, unit: s }`,
    ['USAGE-FILE 6:11 the name "calls" does not tell its format'],
  ],
  [
    `- { file: calls.csv, format: xls, ${COLUMNS}, service: voice, unit: s }`,
    ['USAGE-MAPPING 6:30 file 1 "format" cannot be "xls"'],
  ],
  [
    `- { file: calls.csv, ${COLUMNS}, service: voice, unit: s, decimals: 99 }`,
    ['USAGE-MAPPING 6:106 file 1 "decimals" cannot be "99"'],
  ],
  [
    `- { file: calls.csv, ${COLUMNS}, service: voice, unit: s, time: unix }`,
    ['USAGE-MAPPING 6:102 file 1 "time" cannot be "unix"'],
  ],
  ['- calls.csv', ['USAGE-MAPPING 6:3 file 1 must be a map of keys and values']],
  [
    `- { file: "calls\\n.csv", ${COLUMNS}, service: voice, unit: s }`,
    ['USAGE-MAPPING 6:11 file 1 "file" must be text on one line'],
  ],
  [
    '- { file: calls.csv, columns: { account: user, at: at, quantity: q, price: p }, service: voice, unit: s }',
    ['USAGE-MAPPING 6:69 file 1 "columns" has no key "price"'],
  ],
];

test.each(REFUSED)('%s', async (list, expected) => {
  expect(messages(await open(usageFolder({ 'calls.csv': CALLS, calls: CALLS }), list))).toEqual(expected);
});

test('fixes name what there is', async () => {
  const { problems } = await open(
    usageFolder({ 'calls.csv': CALLS }),
    '- { file: calls.csv, columns: { account: user, at: at, quantity: duration }, service: voice, unit: s }',
  );
  expect(problems[0]!.fix).toBe('use one of: user, at, q');
});

const GOOD = `- { file: calls.csv, ${COLUMNS}, service: voice, unit: s }`;

/** Customers files with what is said of each. */
const CUSTOMERS: readonly (readonly [string, readonly string[]])[] = [
  [
    'account,plan,activated,terminated\na,p,2026-01-01,\na,p,2026-01-01,\n,p,2026-01-01,\nb,,2026-01-01,\nc,p,yesterday,\nd,p,2026-01-01,2025-01-01\ne,p,2026-01-01,never\n',
    [
      'USAGE-CUSTOMER 3:9 customers.csv, row 2: the account "a" is also in row 1',
      'USAGE-CUSTOMER 3:9 customers.csv, row 3: the account is empty',
      'USAGE-CUSTOMER 3:9 customers.csv, row 4: the plan is empty',
      'USAGE-CUSTOMER 3:9 customers.csv, row 5: "activated" "yesterday" is not a date',
      'USAGE-CUSTOMER 3:9 customers.csv, row 6: "terminated" is before "activated"',
      'USAGE-CUSTOMER 3:9 customers.csv, row 7: "terminated" "never" is not a date',
    ],
  ],
  ['account,plan,activated,terminated\n', ['USAGE-NO-CUSTOMERS 3:9 "customers.csv" has no customers']],
  ['', ['USAGE-FILE 3:9 "customers.csv" cannot be read as csv: it has no first line with the names of the columns']],
  ['account,plan,activated,terminated\na,p\n', ['USAGE-CUSTOMER 3:9 customers.csv, row 1: "a,p" cannot be read']],
  [
    'account,plan,activated,terminated,plan\na,p,2026-01-01,,q\n',
    ['USAGE-COLUMN 4:38 "customers.csv" has two columns "plan"'],
  ],
];

test.each(CUSTOMERS)('customers %j', async (text, expected) => {
  expect(messages(await open(usageFolder({ 'calls.csv': CALLS, 'customers.csv': text }), GOOD))).toEqual(expected);
});

test('a plan that is not translated is refused', async () => {
  const head =
    '\ncustomers: { file: customers.csv, activated: 2026-01-01, columns: { account: account, plan: { column: plan, values: { p: smart } } } }';
  expect(messages(await open(usageFolder({ 'calls.csv': CALLS }), GOOD, head))).toEqual([
    'USAGE-CUSTOMER 2:20 customers.csv, row 3: the mapping does not translate the plan "q"',
  ]);
});

test('a mapping that is no mapping', async () => {
  const said = async (text: string): Promise<string[]> => messages(await openUsage(text, 'm.yaml', usageFolder({})));
  expect(await said('- x')).toEqual(['USAGE-MAPPING 1:1 a usage mapping must be a map of keys and values']);
  expect(await said('usage: x')).toEqual([
    'USAGE-MAPPING 1:1 a usage mapping needs "customers"',
    'USAGE-MAPPING 1:1 a usage mapping needs "files"',
  ]);
  expect(await said('usage: [')).toHaveLength(1);
  expect(await said('usage: x\nunits: { MB: 3 min }\nfiles: []\ncustomers: {}')).toEqual([
    'USAGE-UNIT 2:8 a unit cannot be "MB: 3 min"',
    'USAGE-MAPPING 4:12 "customers" needs "file"',
    'USAGE-MAPPING 4:12 "customers" needs "columns"',
    'USAGE-MAPPING 4:12 "customers" does not say its "account"',
    'USAGE-MAPPING 4:12 "customers" does not say its "plan"',
    'USAGE-MAPPING 4:12 "customers" does not say its "activated"',
    'USAGE-MAPPING 3:8 "files" must be a list of files',
  ]);
});

test('the schema for editors takes what is taken here', () => {
  const schema = new URL('../../src/usage/schema/usage.schema.json', import.meta.url);
  const validate = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(
    JSON.parse(readFileSync(schema, 'utf8')),
  );
  for (const name of ['megaline', 'churn']) {
    const text = readFileSync(new URL(`../evidence/real/${name}/usage.yaml`, import.meta.url), 'utf8');
    expect([validate(parse(text)), validate.errors]).toEqual([true, null]);
  }
  expect(validate({ usage: 'x', customers: { file: 'a.csv', columns: {} }, files: [] })).toBe(false);
});
