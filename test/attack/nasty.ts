/** What a value, a key or a whole document may be replaced by. */

/** Small enough to stand where any value stood. */
export const NASTY_VALUES: readonly string[] = [
  ...['', '~', '""', '[]', '{}', '[1, 2]', '{ a: b }', '[[[[1]]]]', '- x', '? x', ': x', '| ', '>-'],
  ...['0', '-1', '-0', '+5', '1e999', '1E5', 'NaN', '.nan', 'Infinity', '-.inf', '0x1F', '0o17', '1_000', '007', '1,50'],
  ...['9'.repeat(30), '9'.repeat(18), `-${'9'.repeat(18)}`, `0.${'3'.repeat(40)}`, `1.${'0'.repeat(11)}1`, '1.5.5', '٣'],
  ...['9007199254740993', '999999999999999999 GB', '0.000000000001 s', '999999999 h', '1 fortnight', '10GB', '0 s', '1h 1m 1s'],
  ...['0.000000000001 / s', '999999999999999999 / 0.000000000001 B', '1 / 0 s', '60 s / 1 s', '7 s / 0.001 s', '60 s down'],
  ...['2026-02-30', '0000-00-00', '0001-01-01', '9999-12-31', '1899-12-31', '2026-03-29', '+012026-01-01', '24:00', '23:61'],
  ...['true', 'no', 'null', 'none', 'never', 'activation', 'otherwise', 'unlimited', 'record', '@all', '100 %', '0 %', '100.1 %'],
  ...['half-up 0.000000000001', 'half-even 4 decimals', 'up 1 GB', 'down 0', 'up 999999999999999999', 'thirty-day'],
  ...['ä', '😀', 'e\u0301', '\u202egnp.exe', '\u2066a\u2069', '\u200b', '\u00a0', '\ufeff', '\u2028', '\ufffd', '\uffff'],
  ...['\u001b[31mred\u001b[0m', '"\\u001b[2J"', '"\\x9b31m"', '"\\0"', '"\\uD800"', '\u0007', '\u0085', '\u009b2J', 'a\0b'],
  ...['../../etc/passwd', '/etc/passwd', 'C:\\con', 'file:///etc/passwd', '*', '%s%n', '$(id)', '`id`', '{{x}}', '${x}'],
  ...[`x'); DROP TABLE records; --`, `"; DROP TABLE records; --`, `' OR 1=1`, '<script>alert(1)</script>', '\\', '"', `'`],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '<<', '&a x', '*a', '&a [*a, *a]', '!!int 5', '!<tag:x> 1'],
  ...['!!js/function "return 1"', '!!python/object/apply:os.system ["id"]', '@x', '`x', '%x', '#', ' # x', '- - - -', '...', '---'],
  'x'.repeat(300),
  'x'.repeat(5000),
];

export const NASTY_KEYS: readonly string[] = [
  ...['__proto__', 'constructor', '<<', '""', '" "', '? [a]', '1', '-', 'ä', '😀', '\u202eid', '\u001b[1mid', 'a\0', '&a id', '*a'],
  ...['!!str id', 'id ', 'Id', 'ID', 'idd', 'x'.repeat(2000), '{a: b}', '[a]', "'", '2026-01-01', 'rate', 'rates', 'match', 'tiers'],
];

/** Texts that are large or deep in themselves; none needs more than a moment. */
export const EXTREMES: readonly (readonly [string, () => string])[] = [
  ['a line of 10 MB', () => `name: ${'x'.repeat(10_000_000)}\n`],
  ['a line of 4 MB', () => `name: ${'x'.repeat(4_000_000)}\n`],
  ['100,000 lists', () => '['.repeat(100_000)],
  ['100,000 mappings', () => '{a: '.repeat(100_000)],
  ['100,000 dashes', () => '- '.repeat(100_000)],
  ['100,000 closed lists', () => `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['an indentation of 1,500 levels', () => Array.from({ length: 1500 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')],
  ['an alias bomb', aliasBomb],
  ['a merge bomb', () => aliasBomb().replaceAll('- *', '<<: *')],
  ['15,000 keys', () => Array.from({ length: 15_000 }, (_, at) => `k${at}: ${at}\n`).join('')],
  ['15,000 times the same key', () => 'k: 1\n'.repeat(15_000)],
  ['15,000 anchors', () => '- &a x\n'.repeat(15_000)],
  ['15,000 tabs', () => '\ta: b\n'.repeat(15_000)],
  ['15,000 documents', () => '---\na: 1\n'.repeat(15_000)],
  ['15,000 empty documents', () => '---\n'.repeat(15_000)],
  ['200,000 control characters', () => '\u0001'.repeat(200_000)],
  ['200,000 line ends', () => '\n'.repeat(200_000)],
  ['a million spaces', () => `a:${' '.repeat(1_000_000)}b`],
  ['200,000 quotes', () => `a: ${'"'.repeat(200_000)}`],
  ['100,000 values', () => `[${'1,'.repeat(100_000)}]`],
  ['more signs than a file may have', () => `[${','.repeat(1_100_000)}`],
  ['a number of a million digits', () => `amount: ${'9'.repeat(1_000_000)}\n`],
  ['300,000 digits of a quantity', () => `increment: ${'9'.repeat(300_000)} s\n`],
  ['100,000 comments', () => '# x\n'.repeat(100_000)],
  ['nothing', () => ''],
];

/** Nine levels of nine: half a billion values for a reader that follows aliases. */
function aliasBomb(): string {
  const levels = [...'abcdefghi'].map((name, at, all) => {
    const before = at === 0 ? '"lol"' : `*${all[at - 1]}`;
    return `${name}: &${name}\n${`  - ${before}\n`.repeat(9)}`;
  });
  return levels.join('');
}
