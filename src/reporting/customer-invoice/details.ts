/** What an invoice owes its reader beyond its amounts, from the plan and the explanation: prices, days, versions, allowances. */

import { formatDay } from '../../calendar/day.ts';
import { formatRational, type Rational } from '../../exact/rational.ts';
import type { PlanHistory, RatePlan, UsageCharge } from '../../plan/model.ts';
import type { Explanation, LineExplanation } from '../../run/explain.ts';
import { type Dimension, showQuantity } from '../../units/quantity.ts';
import { exact, grouped } from '../amounts.ts';
import { type KeyParts, keyParts } from '../names.ts';
import { inWords } from './in-words.ts';

export interface LineDetails {
  /** In the version that priced it. */
  readonly name?: string;
  /** As the plan writes it; `by tier` and such where one line has several. */
  readonly rate?: string;
  /** The days that a fee is for, `[from, before)`. */
  readonly period?: { readonly from: string; readonly before: string };
  /** Of a tax. */
  readonly percent?: string;
}

export interface InvoiceDetails {
  /** Name of the plan when the usage was made. */
  readonly plan: string | undefined;
  /** As the lines of the invoice. */
  readonly lines: readonly LineDetails[];
  /** Versions of the plan that have a part in it, in words. */
  readonly versions: readonly string[];
  readonly allowances: readonly {
    readonly name: string;
    readonly granted: string;
    readonly used: string;
    readonly left: string;
  }[];
}

/** What the engine tells of an allowance at the end of a cycle, in base units. */
interface AllowanceLeft {
  readonly id: string;
  readonly granted: string;
  readonly left: string;
}

export function detailsOf({ lines, allowances, invoice }: Explanation, history: PlanHistory): InvoiceDetails {
  const versions = lines.map((line) => versionOf(line, history));
  const used = history.versions.filter((version) => versions.includes(version));
  const priced = versions.find((_, at) => lines[at]!.line.kind === 'usage') ?? used[0];
  const { allowances: ends = [] } = invoice as { readonly allowances?: readonly AllowanceLeft[] };
  return {
    plan: priced?.name,
    lines: lines.map((line, at) => lineDetails(line, versions[at])),
    versions: used.map((version) => versionText(version, history)),
    allowances: allowances.map(({ id, covered, dimension }) => {
      const end = ends.find((one) => one.id === id);
      const shown = (text = ''): string => {
        const value = exact(text);
        return value ? quantity(value, dimension) : text;
      };
      return {
        name: priced?.allowances.find((one) => one.id === id)?.name ?? id,
        used: quantity(covered, dimension),
        ...{ granted: shown(end?.granted), left: shown(end?.left) },
      };
    }),
  };
}

const quantity = (value: Rational, dimension: Dimension): string =>
  value.n === 0n ? 'nothing' : inWords(grouped(showQuantity(value, dimension)));

/** The version in which the charge, discount or tax of a line is written. */
function versionOf({ line, place }: LineExplanation, { versions }: PlanHistory): RatePlan | undefined {
  return versions.find((version) => {
    const own = pricedBy(version, keyParts(line.key).id) ?? version;
    return own.place.file === place?.file && own.place.line === place.line;
  });
}

const pricedBy = ({ recurring, oneTime, usage, discounts }: RatePlan, id: string) =>
  [...recurring, ...oneTime, ...usage, ...discounts].find((one) => one.id === id);

function versionText(version: RatePlan, { versions }: PlanHistory): string {
  const { newFrom, existingFrom } = version.effective;
  const number = versions.length > 1 ? `${versions.indexOf(version) + 1} of ${versions.length}, ` : '';
  const from = newFrom === undefined ? '' : `for customers from ${formatDay(newFrom)} on, `;
  const moved =
    existingFrom === 'never' || existingFrom === newFrom ? '' : `for earlier ones from ${formatDay(existingFrom)} on, `;
  return `${number}${from}${moved}${version.place.file}:${version.place.line}`;
}

function lineDetails({ line, period }: LineExplanation, version: RatePlan | undefined): LineDetails {
  const parts = keyParts(line.key);
  const charge = line.kind === 'usage' ? version?.usage.find(({ id }) => id === parts.id) : undefined;
  const rate = charge && rateText(charge, parts);
  const name = version && pricedBy(version, parts.id)?.name;
  const tax =
    line.kind === 'tax' ? version?.tax?.rates.find(({ category }) => `tax ${category}` === parts.id) : undefined;
  return {
    ...(name !== undefined && { name }),
    ...(rate !== undefined && { rate }),
    ...(period && { period }),
    ...(tax && { percent: formatRational(tax.percent) }),
  };
}

/** `0.12 / min + 0.05 each`; `by tier` where the line has more than one price. */
function rateText({ price, setup, bands, dimension }: UsageCharge, { zone, band, tier }: KeyParts): string {
  const each = setup && setup.amount.n !== 0n ? ` + ${formatRational(setup.amount)} each` : '';
  switch (price.model) {
    case 'package':
      return `${formatRational(price.price)} / ${showQuantity(price.size, dimension)}`;
    case 'volume':
      return price.rates.length === 1 ? `${price.rates[0]!.text}${each}` : 'by volume';
    case 'per-unit': {
      const row = pick(price.rates, zone === undefined ? undefined : price.zone?.names.indexOf(zone));
      if (!row) return 'by zone';
      const column = pick(row, band === undefined ? undefined : bands?.calendar.bands.indexOf(band));
      if (!column) return 'by time of day';
      const rate = pick(column, tier === undefined ? undefined : Number(tier) - 1);
      return rate ? `${rate.text}${each}` : 'by tier';
    }
  }
}

/** The only one, or the one at the index. */
const pick = <T>(list: readonly T[], index: number | undefined): T | undefined =>
  list.length === 1 ? list[0] : index === undefined ? undefined : list[index];
