import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { messages, open, opened, records, refusals, usageFolder, writeParquet } from './usage-folder.ts';

const COLUMNS = 'columns: { account: user, at: at, quantity: q }, service: data';
const quantities = async (source: Awaited<ReturnType<typeof opened>>): Promise<string[]> =>
  (await records(source)).map((line) => line.split(' ')[3]!);

test('text keeps every digit', async () => {
  const csv = (...values: string[]): string =>
    `user,at,q\n${values.map((value) => `a,2026-03-01,${value}\n`).join('')}`;
  const kept = await opened(
    usageFolder({ 'x.csv': csv('0.000000000000000001', '1.005', '0.10') }),
    `- { file: x.csv, ${COLUMNS}, unit: GB }`,
  );
  // 18 decimals of a GB would push 1.005 GB beyond 2^53: the fewest records are left out.
  expect(await quantities(kept)).toEqual(['1005000000/1', '100000000/1']);
  expect(refusals(kept)).toEqual([
    'x.csv, row 1: the quantity "0.000000000000000001" has too many digits beside the others of its service',
  ]);
  const alone = await opened(
    usageFolder({ 'x.csv': csv('8.520000000000001', '0') }),
    `- { file: x.csv, ${COLUMNS}, unit: B }`,
  );
  expect(await quantities(alone)).toEqual(['8520000000000001/1000000000000000', '0/1000000000000000']);
  const long = await opened(
    usageFolder({ 'x.csv': csv('8.520000000000000001', '8.52') }),
    `- { file: x.csv, ${COLUMNS}, unit: MB }`,
  );
  expect(await quantities(long)).toEqual(['8520000/1']);
  expect(refusals(long)).toEqual([
    'x.csv, row 1: the quantity "8.520000000000000001" has too many digits beside the others of its service',
  ]);
  const large = await opened(
    usageFolder({ 'x.csv': csv('9007199254740991', '9007199254740992') }),
    `- { file: x.csv, ${COLUMNS}, unit: B }`,
  );
  expect(await quantities(large)).toEqual(['9007199254740991/1']);
  expect(refusals(large)).toHaveLength(1);
});

test('durations are whole microseconds', async () => {
  const csv = 'user,at,q\na,2026-03-01,0.0000001\na,2026-03-01,0.000001\na,2026-03-01,0.00000000\n';
  const voice = COLUMNS.replace('data', 'voice');
  const seconds = await opened(usageFolder({ 'x.csv': csv }), `- { file: x.csv, ${voice}, unit: s }`);
  expect(await quantities(seconds)).toEqual(['1/1000000', '0/1000000']);
  expect(refusals(seconds)).toEqual([
    'x.csv, row 1: the quantity "0.0000001" has too many digits beside the others of its service',
  ]);
  const minutes = await opened(usageFolder({ 'x.csv': csv }), `- { file: x.csv, ${voice}, unit: min }`);
  expect(await quantities(minutes)).toHaveLength(3);
});

test('declared decimals refuse more of them', async () => {
  const folder = usageFolder({ 'x.csv': 'user,at,q\na,2026-03-01,1.005\na,2026-03-01,1.500\n' });
  const source = await opened(folder, `- { file: x.csv, ${COLUMNS}, unit: kB, decimals: 2 }`);
  expect(await quantities(source)).toEqual(['1500/1']);
  expect(refusals(source)).toEqual(['x.csv, row 1: the number "1.005" may have lost digits']);
});

test('units of one service find their common step', async () => {
  const folder = usageFolder({ 'm.csv': 'user,at,q\na,2026-03-01,8.52\n', 's.csv': 'user,at,q\na,2026-03-01,7\n' });
  const voice = COLUMNS.replace('data', 'voice');
  const source = await opened(folder, `- { file: m.csv, ${voice}, unit: min }\n- { file: s.csv, ${voice}, unit: s }`);
  expect(await quantities(source)).toEqual(['2556/5', '35/5']);
});

test('NDJSON numbers of more than 15 digits must be quoted', async () => {
  const lines = [
    '{"user":"a","at":"2026-03-01","q":8.520000000000000001}',
    '{"user":"a","at":"2026-03-01","q":"8.520000000000001"}',
    '{"user":"a","at":"2026-03-01","q":1.005}',
    '',
    '{"user":"a","at":"2026-03-01","q":0.000123456789012345}',
    '{"user":"a","at":"2026-03-01","q":12345678901234567}',
    '{"user":"a","at":"2026-03-01","note":"\\"q\\": 1234567890123456789","q":2}',
    '{"user":"a","at":"2026-03-01","\\u0071":3}',
    '{"user":"a","at":"2026-03-01"}',
    '{"user":"a","at":"2026-03-01","q":true}',
    '{"user":"a","at":"2026-03-01","q":null}',
    '{"user":"a","at":"2026-03-01","q":4',
    '[1]',
    '{"user":"a","at":"2026-03-01","q":1e0}',
  ];
  const folder = usageFolder({ 'x.ndjson': lines.join('\n') });
  const source = await opened(folder, `- { file: x.ndjson, ${COLUMNS}, unit: B }`);
  expect(refusals(source)).toEqual([
    'x.ndjson, row 12: "{\\"user\\":\\"a\\",\\"at\\":\\"2026-03-01\\",\\"q\\":4" cannot be read',
    'x.ndjson, row 13: "[1]" cannot be read',
    'x.ndjson, row 1: the number "8.52" may have lost digits',
    'x.ndjson, row 6: the number "12345678901234567" may have lost digits',
    'x.ndjson, row 8: the number "3" may have lost digits',
    'x.ndjson, row 9: "" is not a plain decimal number',
    'x.ndjson, row 10: "true" is not a plain decimal number',
    'x.ndjson, row 11: "" is not a plain decimal number',
    'x.ndjson, row 5: the quantity "0.000123456789012345" has too many digits beside the others of its service',
  ]);
  expect((await records(source)).map((line) => line.split(' ').slice(3).join(' '))).toEqual([
    '8520000000000001/1000000000000000 2',
    '1005000000000000/1000000000000000 3',
    '2000000000000000/1000000000000000 7',
    '1000000000000000/1000000000000000 14',
  ]);
});

test('gzip is read as what is inside', async () => {
  const folder = usageFolder({
    'x.csv.gz': gzipSync('user,at,q\na,2026-03-01,1.5\n'),
    'y.ndjson.gz': gzipSync('{"user":"b","at":"2026-03-01","q":2}\n'),
    'broken.csv.gz': 'user,at,q\n',
  });
  const source = await opened(
    folder,
    `- { file: x.csv.gz, ${COLUMNS}, unit: kB }\n- { file: y.ndjson.gz, ${COLUMNS}, unit: kB }`,
  );
  expect(await quantities(source)).toEqual(['1500/1', '2000/1']);
  expect(messages(await open(folder, `- { file: broken.csv.gz, ${COLUMNS}, unit: kB }`))[0]).toMatch(
    /^USAGE-FILE 6:11 "broken.csv.gz" cannot be read as csv: /,
  );
});

test('Parquet: exact types as they are, binary numbers with declared decimals only', async () => {
  const folder = usageFolder({});
  await writeParquet(
    `${folder}/x.parquet`,
    `SELECT * FROM (VALUES
      ('a', TIMESTAMP '2026-03-01 10:00:00.5', 1.005::DECIMAL(9, 3), 8.52::DOUBLE, 8.5::FLOAT, 3::BIGINT),
      ('a', TIMESTAMP '2026-03-01 11:00:00', 1.5::DECIMAL(9, 3), (0.1::DOUBLE + 0.2::DOUBLE), 0.1::FLOAT, 4::BIGINT),
      ('a', TIMESTAMP '2026-03-01 12:00:00', 2::DECIMAL(9, 3), 'nan'::DOUBLE, 0.25::FLOAT, 5::BIGINT),
      ('a', TIMESTAMP '2026-03-01 13:00:00', 2::DECIMAL(9, 3), 1e300::DOUBLE, 'inf'::FLOAT, NULL)
    ) t("user", "at", q, dbl, flt, whole)`,
  );
  const list = (column: string, extra = ''): string =>
    `- { file: x.parquet, ${COLUMNS.replace('quantity: q', `quantity: ${column}`)}, unit: kB${extra} }`;
  const exact = await opened(folder, list('q'));
  expect(await records(exact)).toEqual([
    'a data 2026-03-01T10:00:00.500Z 1005/1 1',
    'a data 2026-03-01T11:00:00.000Z 1500/1 2',
    'a data 2026-03-01T12:00:00.000Z 2000/1 3',
    'a data 2026-03-01T13:00:00.000Z 2000/1 4',
  ]);
  expect(await quantities(await opened(folder, list('whole')))).toEqual(['3000/1', '4000/1', '5000/1']);
  const refused = await open(folder, list('dbl'));
  expect(messages(refused)).toEqual(['USAGE-DECIMALS 6:66 column "dbl" of "x.parquet" holds binary numbers (DOUBLE)']);
  expect(refused.problems[0]!.fix).toBe('say how many decimals they have: "decimals: 2"');
  const declared = await opened(folder, list('dbl', ', decimals: 2'));
  expect(await quantities(declared)).toEqual(['8520/1']);
  expect(refusals(declared)).toEqual([
    'x.parquet, row 2: the number "0.30000000000000004" may have lost digits',
    'x.parquet, row 4: the number "1e+300" may have lost digits',
    'x.parquet, row 3: "nan" is not a plain decimal number',
  ]);
  const float = await opened(folder, list('flt', ', decimals: 2'));
  expect(await quantities(float)).toEqual(['8500/1', '100/1', '250/1']);
  expect(refusals(float)).toEqual(['x.parquet, row 4: "inf" is not a plain decimal number']);
  expect(messages(await open(folder, list('q').replace('account: user', 'account: dbl')))).toEqual([
    'USAGE-COLUMN 6:42 column "dbl" of "x.parquet" is of the type DOUBLE, which cannot be read here',
  ]);
});
