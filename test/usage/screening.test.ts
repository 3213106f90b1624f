import { expect, test } from 'vitest';
import { balanceOf, balances } from '../../src/usage/report.ts';
import { chunks, messages, open, opened, records, refusals, usageFolder } from './usage-folder.ts';

const VOICE =
  '- { file: calls.csv, columns: { id: id, account: user, at: at, quantity: min }, service: voice, unit: min }';

test('records come by account, start and id, in whole numbers of the step in which they are written', async () => {
  const source = await opened(
    usageFolder({
      'calls.csv': `id,user,at,min
9,b,2026-03-02 10:00:00,0.5
2,a,2026-03-02 10:00:00.250,8.52
1,a,2026-03-02 10:00:00.250,13.660
3,a,2026-03-01,0.00
`,
    }),
    VOICE,
  );
  expect(await records(source)).toEqual([
    'a voice 2026-03-01T00:00:00.000Z 0/5 4 3',
    'a voice 2026-03-02T10:00:00.250Z 4098/5 3 1',
    'a voice 2026-03-02T10:00:00.250Z 2556/5 2 2',
    'b voice 2026-03-02T10:00:00.000Z 150/5 1 9',
  ]);
  const [chunk] = await chunks(source);
  expect(chunk!.local).toBe(true);
  expect(chunk!.coding.quanta.get('voice')).toEqual({ n: 3n, d: 5n });
  expect(chunk!.accounts).toEqual(['a', 'b', 'c']);
  expect([...chunk!.first]).toEqual([0, 3, 4, 4]);
  expect(source.customers).toEqual([
    { account: 'a', plan: 'p', activated: 20454, terminated: undefined },
    { account: 'b', plan: 'p', activated: 20454, terminated: 20605 },
    { account: 'c', plan: 'q', activated: 20485, terminated: undefined },
  ]);
});

test('every record that cannot be rated is in exactly one place, with file, row and text', async () => {
  const rows = [
    '1,a,2026-03-01,1.5',
    '2,nobody,2026-03-01,1',
    '3,a,2026-03-01,1,extra',
    '4,a,2026-03-01,"1,5"',
    '5,a,2026-03-01,1e3',
    '6,a,2026-03-01,',
    '7,a,2026-03-01,-1',
    '8,a,2026-02-30,1',
    '9,a,2026-03-01 24:00:00,1',
    '10,a',
    '1,a,2026-03-05,2',
    '11,a,2026-03-01,99999999999999999999',
    '12,,2026-03-01,1',
    '13,"x"y,2026-03-01,1',
    '14,a,2026-03-01,-0.00',
    '1,b,2026-03-05,2',
    '15,a,01.03.2026,1',
    '16,a,2026-03-01,.5',
    '17,a,2026-03-01, 5',
    '18,a,2026-03-01,\u001b[31m5',
  ];
  const source = await opened(usageFolder({ 'calls.csv': `id,user,at,min\n${rows.join('\n')}\n` }), VOICE);
  expect(refusals(source)).toEqual([
    'calls.csv, row 3: "3,a,2026-03-01,1,extra" cannot be read',
    'calls.csv, row 10: "10,a" cannot be read',
    'calls.csv, row 14: "13,\\"x\\"y,2026-03-01,1" cannot be read',
    'calls.csv, row 2: no customer has the account "nobody"',
    'calls.csv, row 13: no customer has the account ""',
    'calls.csv, row 4: "1,5" is not a plain decimal number',
    'calls.csv, row 5: "1e3" is not a plain decimal number',
    'calls.csv, row 6: "" is not a plain decimal number',
    'calls.csv, row 18: ".5" is not a plain decimal number',
    'calls.csv, row 19: " 5" is not a plain decimal number',
    'calls.csv, row 20: "\\u{1b}[31m5" is not a plain decimal number',
    'calls.csv, row 7: the quantity "-1" is negative',
    'calls.csv, row 8: "2026-02-30" is not a time',
    'calls.csv, row 9: "2026-03-01 24:00:00" is not a time',
    'calls.csv, row 17: "01.03.2026" is not a time',
    'calls.csv, row 11: an earlier record has the id "1"',
    'calls.csv, row 12: the quantity "99999999999999999999" has too many digits beside the others of its service',
  ]);
  expect(await records(source)).toEqual([
    'a voice 2026-03-01T00:00:00.000Z 90/1 1 1',
    'a voice 2026-03-01T00:00:00.000Z 0/1 15 14',
    'b voice 2026-03-05T00:00:00.000Z 120/1 16 1',
  ]);
  const report = source.report();
  expect(report.records).toBe(rows.length);
  expect(report.delivered).toBe(3);
  const rated = { rated: 2, screened: 1, unrated: 0, notBilled: 0 };
  expect(balanceOf(report, rated)).toEqual({ records: 20, screened: 18, rated: 2, unrated: 0, notBilled: 0 });
  expect(balances(balanceOf(report, rated))).toBe(true);
  expect(balances(balanceOf(report, { ...rated, rated: 1 }))).toBe(false);
});

test('refusals are warnings with their count', async () => {
  const rows = Array.from({ length: 25 }, (_, index) => `${index},nobody,2026-03-01,1`);
  const outcome = await open(usageFolder({ 'calls.csv': `id,user,at,min\n${rows.join('\n')}\n` }), VOICE);
  expect(messages(outcome)).toEqual([
    'USAGE-ROW-UNKNOWN-ACCOUNT 25 records are not rated, the first: calls.csv, row 1: no customer has the account "nobody"',
  ]);
  expect(outcome.value!.report().refused[0]!.examples).toHaveLength(20);
});

test('a record is a duplicate over files, within its account and service', async () => {
  const folder = usageFolder({
    'calls.csv': 'id,user,at,min\n1,a,2026-03-01,1\n2,a,2026-03-01,1\n',
    'again.csv': 'id,user,at,min\n2,a,2026-03-01,1\n3,a,2026-03-01,1\n',
    'texts.csv': 'id,user,at\n1,a,2026-03-01\n',
  });
  const source = await opened(
    folder,
    `${VOICE}\n${VOICE.replace('calls', 'again')}
- { file: texts.csv, columns: { id: id, account: user, at: at }, service: sms, quantity: 1 msg }`,
  );
  expect(refusals(source)).toEqual(['again.csv, row 1: an earlier record has the id "2"']);
  const lines = await records(source);
  expect(lines.map((line) => line.split(' ').slice(-2).join(' '))).toEqual(['1 1', '5 1', '2 2', '4 3']);
  expect([1, 2, 4, 5].map((row) => source.locate(row))).toEqual([
    { file: 'calls.csv', row: 1 },
    { file: 'calls.csv', row: 2 },
    { file: 'again.csv', row: 2 },
    { file: 'texts.csv', row: 1 },
  ]);
  expect(source.report().services).toEqual(
    new Map([
      ['sms', 1],
      ['voice', 3],
    ]),
  );
});

test('services, units and zones from columns, translated, with what is not translated refused', async () => {
  const folder = usageFolder({
    'mixed.csv': `who;kind;at;amount;unit;dir;peer
a;CALL;2026-03-01;90;SEC;MO;DE
a;SMS;2026-03-01;1;PCS;MT;
a;DATA;2026-03-01;3;MB;MO;FR
a;FAX;2026-03-01;1;PCS;MO;DE
a;CALL;2026-03-01;1;MB;MO;DE
a;CALL;2026-03-01;1;LBS;MO;DE
a;CALL;2026-03-01;1;SEC;??;DE
`,
  });
  const source = await opened(
    folder,
    `- file: mixed.csv
  delimiter: semicolon
  in: home
  columns:
    account: who
    at: at
    quantity: amount
    service: { column: kind, values: { CALL: voice, SMS: sms, DATA: data } }
    unit: { column: unit, values: { SEC: s, PCS: msg, MB: MB } }
    direction: { column: dir, values: { MO: out, MT: in } }
    to: peer`,
    `\nunits: { kB: 1024 B, MB: 1024 kB }${'\n'}customers: { file: customers.csv, columns: { account: account, plan: plan, activated: activated } }`,
  );
  expect(await records(source)).toEqual([
    'a voice.out.DE.home 2026-03-01T00:00:00.000Z 90/1 1',
    'a sms.in.home 2026-03-01T00:00:00.000Z 1/1 2',
    'a data.out.FR.home 2026-03-01T00:00:00.000Z 3145728/1 3',
  ]);
  expect(refusals(source)).toEqual([
    'mixed.csv, row 4: there is no service "FAX"',
    'mixed.csv, row 7: the mapping does not translate "??"',
    'mixed.csv, row 5: "MB" is not a unit of the service',
    'mixed.csv, row 6: "LBS" is not a unit of the service',
  ]);
});

test.each([
  ['tab', '\t'],
  ['pipe', '|'],
  ['semicolon', ';'],
])('values between %ss', async (delimiter, character) => {
  const rows = '"who"|"the ""time"""|n\na|2026-03-01|"7"'.replaceAll('|', character);
  const source = await opened(
    usageFolder({ 'x.csv': rows }),
    `- { file: x.csv, delimiter: ${delimiter}, columns: { account: who, at: 'the "time"', quantity: n }, service: voice, unit: s }`,
  );
  expect(await records(source)).toEqual(['a voice 2026-03-01T00:00:00.000Z 7/1 1']);
});

test('one quantity column in the unit of each service', async () => {
  const folder = usageFolder({
    'cdr.csv': 'who,kind,at,n\na,voice,2026-03-01,90\na,data,2026-03-01,5\na,sms,2026-03-01,1\n',
  });
  const source = await opened(
    folder,
    '- { file: cdr.csv, columns: { account: who, service: kind, at: at, quantity: n }, unit: { voice: s, data: kB } }',
  );
  expect((await records(source)).map((line) => line.split(' ')[3])).toEqual(['90/1', '5000/1']);
  expect(refusals(source)).toEqual(['cdr.csv, row 3: "no unit for sms" is not a unit of the service']);
});

test('times with an offset are instants, without one the wall clock; counts when declared', async () => {
  const head = 'who,at,n\n';
  const list = (extra: string): string =>
    `- { file: x.csv, columns: { account: who, at: at, quantity: n }, service: voice, unit: s${extra} }`;
  const starts = async (times: readonly string[], extra = ''): Promise<string[]> => {
    const source = await opened(
      usageFolder({ 'x.csv': head + times.map((at) => `a,${at},1\n`).join('') }),
      list(extra),
    );
    expect(refusals(source)).toEqual([]);
    return (await records(source)).map((line) => line.split(' ')[2]!);
  };
  expect(
    await starts([
      '2026-03-01T00:30Z',
      '2026-03-01T00:30:00+05:30',
      '2026-03-01 00:30:00.5 -0800',
      '2026-03-01T00:30:00.123456+02',
    ]),
  ).toEqual([
    '2026-02-28T19:00:00.000Z',
    '2026-02-28T22:30:00.123Z',
    '2026-03-01T00:30:00.000Z',
    '2026-03-01T08:30:00.500Z',
  ]);
  expect(await starts(['1772323200000'], ', time: epoch-ms')).toEqual(['2026-03-01T00:00:00.000Z']);
  expect(await starts(['1772323200.75'], ', time: epoch-s')).toEqual(['2026-03-01T00:00:00.750Z']);

  const mixed = usageFolder({ 'x.csv': `${head}a,2026-03-01T00:30Z,1\na,2026-03-01T00:30,1\n` });
  expect(messages(await open(mixed, list('')))).toEqual([
    'USAGE-TIMES 6:11 times with an offset (x.csv, row 1) and without (x.csv, row 2) are mixed',
  ]);
});

test('any size of chunks gives the same records, and every account once', async () => {
  const rows = Array.from(
    { length: 60 },
    (_, index) => `${index},${'ab'[index % 2]},2026-03-${10 + (index % 7)},${index}.5`,
  );
  const source = await opened(usageFolder({ 'calls.csv': `id,user,at,min\n${rows.join('\n')}\n` }), VOICE);
  const whole = await records(source);
  expect(whole).toHaveLength(60);
  for (const size of [1, 2, 31, 40, 61, 64]) {
    const parts = await chunks(source, size);
    expect(parts.flatMap(({ accounts }) => accounts)).toEqual(['a', 'b', 'c']);
    expect(await records(source, size)).toEqual(whole);
    if (size === 1) expect(parts).toHaveLength(3);
  }
  expect(await chunks(source, 64)).toHaveLength(1);
});
