/** What lines of diff.ndjson must look like. Fields that are not known here are kept: a later version may have more. */

import { DIFFERENCES, DISTRIBUTIONS, INVOICES, PLANS } from '../check-results.ts';
import {
  amount,
  type Check,
  count,
  flag,
  fraction,
  listOf,
  Misshapen,
  mapOf,
  maybe,
  oneOf,
  shape,
  text,
  whole,
} from '../check-shape.ts';
import { BAND_NAMES, DIFF_STATUSES, type DiffHeader, type DiffResult, type DiffSummary, REACHES } from './result.ts';

const SIDE = shape({ name: text, commit: maybe(text), plans: text });

const HEADER = shape({
  ...{ rateproof: text, timeZoneData: text, base: SIDE, head: SIDE, plans: PLANS, scenarios: count },
  recipes: listOf(shape({ id: text, seed: whole, count })),
  ...{ asOf: maybe(text), seed: maybe(whole), filters: maybe(mapOf(maybe(text))) },
});

/** A total, or no invoice of that date. */
const total: Check = (value, field) => {
  if (value !== null) amount(value, field);
};

const SCENARIO = shape({
  ...{ id: text, file: text, line: count, plan: text, segment: maybe(text), title: maybe(text) },
  ...{ status: oneOf(...DIFF_STATUSES), reach: oneOf(...REACHES) },
  ...{ dates: listOf(text), before: maybe(listOf(total)), after: maybe(listOf(total)), change: maybe(amount) },
  ...{ differences: DIFFERENCES, causes: listOf(text), negativeLines: maybe(count) },
  ...{ unrated: count, screened: count, reason: maybe(text), again: maybe(text) },
  invoices: maybe(shape({ before: INVOICES, after: INVOICES })),
});

const LARGEST = maybe(shape({ scenario: text, invoice: text, before: amount, after: amount, change: amount }));

const EFFECT = shape({
  ...{ customers: count, changed: count, invoices: count, changedInvoices: count },
  ...{ before: amount, after: amount, change: amount },
  bands: shape(Object.fromEntries(BAND_NAMES.map((name) => [name, shape({ customers: count, change: amount })]))),
  ...{ largestIncrease: LARGEST, largestDecrease: LARGEST },
});

/** It becomes the name of a file. */
const fingerprint: Check = (value, field) => {
  text(value, field);
  if (!/^[0-9a-f]{16}$/.test(value as string)) throw new Misshapen(`${field} should be 16 hexadecimal digits`);
};

const EDIT = shape({
  ...{ fingerprint, document: text, plans: listOf(text), part: maybe(text), words: text, textOnly: flag },
  kind: oneOf('changed', 'added', 'removed', 'moved', 'renamed', 'split'),
  audience: oneOf('everyone', 'existing customers', 'new customers', 'nobody'),
  direction: oneOf('better', 'worse', 'mixed', 'none', 'unknown'),
  severity: oneOf('high', 'medium', 'low'),
  place: shape({ file: text, line: count }),
});

const CAUSE = shape({
  ...{ fingerprint, edits: listOf(fingerprint), plans: listOf(text), customers: count, matters: flag },
  money: mapOf(shape({ alone: fraction, share: fraction })),
  approval: maybe(
    shape({
      ...{ by: text, on: text, why: text, until: maybe(text), file: text },
      state: oneOf('approved', 'expired', 'rejected'),
    }),
  ),
});

const SUMMARY = shape({
  scenarios: shape(Object.fromEntries(DIFF_STATUSES.map((status) => [status, count]))),
  ...{ compared: count, edits: listOf(EDIT), causes: listOf(CAUSE), interrupted: flag },
  attribution: shape({
    method: oneOf('single', 'shapley', 'in-order'),
    ...{ most: count, interaction: mapOf(fraction), total: mapOf(fraction) },
  }),
  effects: mapOf(shape({ all: EFFECT, plans: mapOf(EFFECT), segments: mapOf(EFFECT) })),
  reach: shape(Object.fromEntries(REACHES.map((name) => [name, count]))),
  ...{ newPlans: listOf(text), withdrawnPlans: listOf(text) },
  distributions: shape({ before: DISTRIBUTIONS, after: DISTRIBUTIONS }),
  usage: listOf(
    shape({ plan: text, service: text, direction: text, to: text, in: text, records: count, quantity: fraction }),
  ),
  samples: shape({ typical: maybe(text), gain: maybe(text), loss: maybe(text) }),
  nullCheck: shape({ scenarios: count, differing: count }),
  leftOut: maybe(shape({ scenarios: count, proved: flag })),
  records: shape({ all: count, rated: count }),
});

type Fields = Readonly<Record<string, unknown>>;

export function checkDiffHeader(value: Fields): DiffHeader {
  HEADER(value, '');
  return value as unknown as DiffHeader;
}

export function checkDiffResult(value: Fields): DiffResult {
  SCENARIO(value, '');
  return value as unknown as DiffResult;
}

export function checkDiffSummary(value: Fields): DiffSummary {
  SUMMARY(value, '');
  return value as unknown as DiffSummary;
}
