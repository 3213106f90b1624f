/** What a line of a file of results must look like, field by field. Fields that are not known are kept. */

/** The message says which field, and what it should have been. */
export class Misshapen extends Error {}

export type Check = (value: unknown, field: string) => void;

const MOST_CELL = 4_000;

const wrong = (field: string, wanted: string): never => {
  throw new Misshapen(`${field} should be ${wanted}`);
};

export const text: Check = (value, field) => {
  if (typeof value !== 'string') wrong(field, 'a text');
};
export const count: Check = (value, field) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) wrong(field, 'a whole number from 0 on');
};
export const whole: Check = (value, field) => {
  if (!Number.isSafeInteger(value)) wrong(field, 'a whole number');
};
export const flag: Check = (value, field) => {
  if (typeof value !== 'boolean') wrong(field, 'true or false');
};
export const amount: Check = (value, field) => {
  if (typeof value !== 'string' || !/^-?\d{1,400}(\.\d{1,400})?$/.test(value)) wrong(field, 'a decimal amount');
};
/** What a cell held: a value, or bounds in words. */
export const cellText: Check = (value, field) => {
  if (typeof value !== 'string' || value.length > MOST_CELL) wrong(field, `a text of at most ${MOST_CELL} characters`);
};
/** A value that may have no end as a decimal. */
export const fraction: Check = (value, field) => {
  if (typeof value !== 'string' || !/^-?\d{1,400}(\.\d{1,400}|\/0*[1-9]\d{0,400})?$/.test(value))
    wrong(field, 'a decimal or a fraction');
};
/** A 1 or a 5 with zeros. */
export const width: Check = (value, field) => {
  if (typeof value !== 'string' || !/^(?:[15]0{0,40}(?:\.0{1,12})?|0\.0{0,12}[15]0{0,12})$/.test(value))
    wrong(field, 'the width of a bin');
};
export const bin: Check = (value, field) => {
  const [start, many, ...more] = Array.isArray(value) ? value : [];
  whole(start, `${field}[0]`);
  count(many, `${field}[1]`);
  if (more.length > 0) wrong(field, 'a bin and how many are in it');
};
export const oneOf =
  (...words: readonly string[]): Check =>
  (value, field) => {
    if (!words.includes(value as string)) wrong(field, `one of ${words.join(', ')}`);
  };
export const maybe =
  (check: Check): Check =>
  (value, field) => {
    if (value !== undefined) check(value, field);
  };
export const listOf =
  (check: Check): Check =>
  (value, field) => {
    if (!Array.isArray(value)) return wrong(field, 'a list');
    for (const [index, item] of value.entries()) check(item, `${field}[${index}]`);
  };
export const mapOf =
  (check: Check): Check =>
  (value, field) => {
    for (const [key, inner] of Object.entries(object(value, field))) check(inner, `${field}.${key.slice(0, 60)}`);
  };
export const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, field) => {
    const fields = object(value, field);
    for (const [key, check] of Object.entries(checks)) check(fields[key], field === '' ? key : `${field}.${key}`);
  };

function object(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(field, 'an object');
  return value as Readonly<Record<string, unknown>>;
}
