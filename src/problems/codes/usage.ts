/** Codes of usage: the mapping, its files, and the records that cannot be rated. */
export const USAGE_CODES = {
  'USAGE-MAPPING': {
    title: 'The usage mapping does not make sense',
    why: 'A key is unknown, missing, written twice over, or its value is not of the form it needs.',
    remedy: 'Write it as the message says; `rateproof schema usage` prints everything a mapping can hold.',
  },
  'USAGE-FILE': {
    title: 'A usage file cannot be read',
    why: 'It is missing, lies outside the data folder, or is not of the format that its name or the mapping says.',
    remedy: 'Name a file inside the data folder, and give its `format` when the name does not tell it.',
  },
  'USAGE-COLUMN': {
    title: 'A column that the file does not have',
    why: 'The mapping names a column that is not there, is there twice, or is of a type that cannot hold such a value.',
    remedy: 'Take the name from the first line of the file, in the same spelling.',
  },
  'USAGE-UNIT': {
    title: 'A unit that does not fit',
    why: 'The unit is unknown or measures something else than the service: calls are time, data is bytes.',
    remedy:
      'Use ms, s, min, h for voice and video; B, kB … TB, KiB … TiB for data; msg for sms and mms; unit for event.',
  },
  'USAGE-DECIMALS': {
    title: 'A binary number without declared decimals',
    why: 'A Parquet DOUBLE holds 8.52 as 8.5199999999999996; which decimal was meant must be said, not guessed.',
    remedy: 'Add `decimals: 2` to the file, or write the column as DECIMAL or text.',
  },
  'USAGE-TIMES': {
    title: 'Times with and without an offset',
    why: 'Times without an offset are by the wall clock of the plan; mixed with others their order is unknown.',
    remedy: 'Write an offset (or Z) in all times, or in none.',
  },
  'USAGE-KINDS': {
    title: 'Too many kinds of records',
    why: 'More than 65,536 combinations of service, direction, to and in: a column of numbers or names is mapped as a zone.',
    remedy: 'Map zones, not numbers: `to: { column: …, values: { … } }`.',
  },
  'USAGE-CUSTOMER': {
    title: 'A customer that cannot be billed',
    why: 'Fees are owed without any usage, so a customer left out would be a bill left out.',
    remedy: 'Mend the row: an account once, a plan, and ISO dates with the termination after the activation.',
  },
  'USAGE-NO-CUSTOMERS': {
    title: 'There are no customers',
    why: 'The customers file has no rows, so there is nobody to bill.',
    remedy: 'Name the file with one row a customer.',
  },
  'USAGE-ROW-UNREADABLE': {
    title: 'A row that cannot be read',
    why: 'It has too few or too many values, quotes in the wrong place, bytes that are no UTF-8, or is no JSON object.',
    remedy: 'Mend or remove the row.',
  },
  'USAGE-ROW-UNKNOWN-ACCOUNT': {
    title: 'Usage of nobody',
    why: 'The account of the record is not in the customers file, so nobody would be billed for it.',
    remedy: 'Add the customer, or find out whose usage it is.',
  },
  'USAGE-ROW-UNKNOWN-SERVICE': {
    title: 'A record of an unknown service',
    why: 'Services are voice, video, sms, mms, data and event; anything else must be translated into one of them.',
    remedy: 'Add the value to `service: { column: …, values: { … } }`.',
  },
  'USAGE-ROW-UNKNOWN-VALUE': {
    title: 'A value that the mapping does not translate',
    why: 'The column has a list of values and this one is not among them.',
    remedy: 'Add the value to `values`.',
  },
  'USAGE-ROW-WRONG-UNIT': {
    title: 'A record in a wrong unit',
    why: 'The unit is unknown or measures something else than the service.',
    remedy: 'Correct the unit in the file, or translate it with `unit: { column: …, values: { … } }`.',
  },
  'USAGE-ROW-BAD-QUANTITY': {
    title: 'A quantity that is no number',
    why: 'A quantity is a plain decimal such as 8.52: no separators of thousands, no exponent, no decimal comma, not empty.',
    remedy: 'Correct the value.',
  },
  'USAGE-ROW-NEGATIVE-QUANTITY': {
    title: 'A negative quantity',
    why: 'Nobody uses less than nothing; a reversal is not rated as usage.',
    remedy: 'Remove the record that it reverses, or correct the sign.',
  },
  'USAGE-ROW-INEXACT-NUMBER': {
    title: 'A number that may have lost digits',
    why: 'NDJSON numbers of more than 15 digits, binary numbers that are no decimal of the declared places, and more decimals than declared cannot be read exactly.',
    remedy: 'Write it in quotes, declare the decimals that there are, or export the column as DECIMAL or text.',
  },
  'USAGE-ROW-TOO-MANY-DIGITS': {
    title: 'A quantity with too many digits',
    why: 'Quantities are counted in the smallest step that all of a service have in common, up to 9,007,199,254,740,991 of them; durations in no finer step than a microsecond.',
    remedy: 'Correct the value: it is either very large or has many more decimals than the others.',
  },
  'USAGE-ROW-BAD-TIME': {
    title: 'A time that cannot be read',
    why: 'Times are 2026-03-02, 2026-03-02 19:58:30 or 2026-03-02T19:58:30Z, and must exist in the calendar.',
    remedy: 'Correct it, or say `time: epoch-ms` (or epoch-s) for a count.',
  },
  'USAGE-ROW-DUPLICATE': {
    title: 'A record that is there twice',
    why: 'An earlier record of the same account and service has the same id; billing both would charge twice.',
    remedy: 'Nothing, when the same file was delivered twice: the first record counts.',
  },
} as const;
