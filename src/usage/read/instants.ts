/**
 * SQL for the start of a record in ms. Times without an offset stay the wall clock; with one (or as a count) they become
 * UTC. The machine's time zone has no part in it. Digits after the millisecond are cut off: they decide nothing.
 */

import type { TimeForm } from '../mapping/mapping.ts';

const DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const CLOCK = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?';
const OFFSET = '(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)';
const TIME = `${DATE}([ T]${CLOCK}( ?${OFFSET})?)?`;

/** `columns` are taken from the column `at`; `start` (NULL: no time) and `local` from them, one select further out. */
interface InstantSql {
  readonly columns: string;
  readonly start: string;
  readonly local: string;
}

export function instantSql(form: TimeForm): InstantSql {
  if (form !== 'text') {
    const scale = form === 'epoch-s' ? 1000 : 1;
    return {
      columns: `CASE WHEN regexp_full_match("at", '[0-9]{1,15}([.][0-9]+)?') THEN "at" END AS counted`,
      start: `TRY_CAST(trunc(TRY_CAST(counted AS DECIMAL(38, 15)) * ${scale}) AS BIGINT)`,
      local: 'false',
    };
  }
  return {
    columns: `
      CASE WHEN regexp_full_match("at", '${TIME}') THEN "at" END AS moment,
      CASE WHEN length("at") > 16 THEN regexp_extract("at", ' ?${OFFSET}$', 1) ELSE '' END AS zone`,
    start: `
      epoch_ms(date_trunc('millisecond', TRY_CAST(
        CASE WHEN zone = '' THEN moment ELSE rtrim(left(moment, length(moment) - length(zone))) END AS TIMESTAMP)))
      - CASE WHEN zone = '' OR zone = 'Z' THEN 0 ELSE
          (CASE WHEN starts_with(zone, '-') THEN -60000 ELSE 60000 END)
          * (60 * TRY_CAST(zone[2:3] AS INTEGER) + coalesce(TRY_CAST(right(replace(zone, ':', ''), -3) AS INTEGER), 0)) END`,
    local: `zone = ''`,
  };
}

/** Whether a text written in the mapping is a time. */
export const isTime = (text: string): boolean => new RegExp(`^${TIME}$`).test(text);
