/** Which mapping takes which model of which peer. */

import type { Case, Source } from './case.ts';
import * as blocks from './models/blocks.ts';
import * as calls from './models/calls.ts';
import * as coupons from './models/coupons.ts';
import * as cycles from './models/cycles.ts';
import * as fees from './models/fees.ts';
import * as free from './models/free-units.ts';
import * as lago from './models/lago-fees.ts';
import * as percentage from './models/percentage.ts';
import * as recurring from './models/recurring.ts';
import { rounded } from './models/rounding.ts';
import * as timing from './models/timing.ts';
import * as usage from './models/usage.ts';
import * as lines from './models/usage-lines.ts';
import { needs, type Outcome } from './outcome.ts';

type Mapping = (one: Case) => Outcome;

const balance = needs('a balance that is paid down: wallets, prepaid credits, prepaid sessions');
const payments = needs('payments, refunds and credit notes after tax');
const minimum = needs('minimum spend and its true-up');
const maximum = needs('maximum spend, a cap on an amount');
const standing = needs('usage that stands over cycles: recurring units, time-weighted or highest level');
const identities = needs('usage that falls or is counted once for each identity');
const interim = needs('invoices in the middle of a cycle, on a threshold');
const taxes = needs('several taxes on one charge');
const record = needs('volume prices for each record');
const limits = needs('a least or greatest amount for each record');
const otherCycles = needs('cycles other than a month');

/** A mapping for the cases without a minimum or maximum spend. */
const unlimited =
  (mapping: Mapping): Mapping =>
  (one) =>
    one.params.minimumSpend ? minimum(one) : one.params.maximumSpend ? maximum(one) : mapping(one);

const FIRST_FEE = { firstFeeAtZero: true } as const;
const VOLUME = { model: 'volume', firstFeeAtZero: true } as const;

export const MAPPINGS: Readonly<Record<Source, Readonly<Record<string, Mapping>>>> = {
  lago: {
    standard: usage.total(),
    graduated: usage.total(FIRST_FEE),
    graduated_percentage: usage.total(FIRST_FEE),
    volume: usage.total(VOLUME),
    package: usage.total(),
    percentage: percentage.percentage,
    'percentage with per-transaction min/max': limits,
    'percentage with per-transaction min/max, charged per event': limits,
    'percentage, charged per event': lines.eachEvent,
    'dynamic (price carried by the events)': percentage.dynamic,
    'graduated (one range of a breakdown)': lines.oneTier,
    'graduated_percentage (one range of a breakdown)': lines.oneTier,
    'standard, grouped by a property': lines.grouped,
    'standard with per-attribute price filters, paid per event': lines.filtered,
    'standard, charged per event': identities,
    'aggregation rounding': lines.roundedUnits,
    'graduated, prorated recurring units': usage.standing,
    'aggregation: time-weighted sum': standing,
    'aggregation: prorated recurring sum': standing,
    'standard on time-weighted sum': standing,
    'subscription fee proration': lago.subscription,
    'subscription fee, first partial period in advance': lago.firstInvoice,
    'subscription fee proration on termination (in arrears)': otherCycles,
    'plan change mid-period (fee)': lago.newPlan,
    'plan change mid-period (credit note incl. tax)': needs('a plan of a customer without a day of service'),
    'credit note for unused prepaid subscription': lago.credit,
    'credit note refund/credit split': payments,
    'billing period boundaries': cycles.anniversary,
    'fixed-amount coupon': coupons.oneCoupon,
    'percentage coupon': coupons.oneCoupon,
    'coupon stacking': coupons.stacking,
    'coupons larger than the invoice': coupons.beyond,
    'coupon allocation over fees, then tax': coupons.breakdown,
    'tax on one fee': coupons.taxed,
    'invoice taxes per rate after a coupon': taxes,
    'invoice with plan fee, usage, true-up, coupon and mixed tax rates': minimum,
    'minimum commitment proration': minimum,
    'minimum commitment true-up (in arrears)': minimum,
    'minimum commitment true-up with usage': minimum,
    'charge minimum (true-up)': minimum,
    'charge minimum (true-up) on termination': minimum,
    'charge minimum (true-up) in a custom pricing unit': minimum,
    'invoice totals: credit note after tax': payments,
    'invoice totals: full order of application': interim,
    'invoice totals: sub-cent fees, tax and wallet': balance,
    'prepaid wallet draw-down': balance,
    'prepaid wallet restricted to a fee type': balance,
    'progressive billing (lifetime-usage thresholds, then a recurring step)': interim,
    'progressive billing with upgrade': interim,
    'progressive billing across three periods': interim,
  },
  killbill: {
    'recurring proration, in advance': recurring.cycles,
    'recurring cycles, in advance': recurring.cycles,
    'proration, charged part of a period': fees.partOfPeriod,
    'proration, repair (credit) of the unused part of a period': fees.unusedPart,
    'proration with 30-day months': fees.thirtyDays,
    'proration ratio': recurring.ratio,
    'proration ratio, every month counted as 30 days': recurring.ratio,
    'recurring item periods, in advance': cycles.items,
    'recurring item periods, in arrear': cycles.items,
    'whole billing periods between dates': cycles.wholePeriods,
    'period arithmetic': cycles.advanced,
    'recurring fee x quantity': fees.quantityOfFees,
    'recurring invoice, in advance': recurring.invoicedUntil,
    'recurring invoice with a price and billing-day change': recurring.invoicedUntil,
    'recurring invoice with price changes at period ends': recurring.invoicedUntil,
    'immediate cancellation credit': fees.cancelled,
    'plan change: repair of the old period + new plan': otherCycles,
    'day count, every month counted as 28 days': needs('months counted as 28 days'),
    'capacity usage, re-invoicing the difference': standing,
    'capacity usage: price of the highest tier any unit needs': standing,
    'consumable usage, volume over block tiers (TOP_TIER)': blocks.blocks,
    'consumable usage, graduated over block tiers (ALL_TIERS)': blocks.blocks,
    'consumable usage, graduated (ALL_TIERS), price version by date': blocks.blocks,
    'consumable usage, several units in one plan': blocks.severalUnits,
    'consumable usage, re-invoicing the difference': interim,
  },
  cgrates: {
    'rated call': calls.rated,
    'rated data': calls.data,
    'rated message': calls.message,
    'unrateable call': calls.unrateable,
    'merging two separately rated chunks': calls.merged,
    'rate groups and increments': calls.groups,
    'rounding usage to an increment': calls.increments,
    'rounding spans up to the increment': timing.expanded,
    'is an instant inside a timing': timing.contains,
    'splitting a call at a time-of-day or calendar boundary': timing.split,
    'choosing between overlapping timings': timing.chosen,
    'decimal rounding': rounded,
    'prepaid debit: free units': free.seconds,
    'prepaid debit: data units': free.volume,
    'prepaid debit: message units': free.volume,
    'maximum prepaid session': balance,
    'prepaid debit: free units then money': balance,
    'prepaid balance after repeated debits': balance,
    'prepaid debit from a shared balance': balance,
    'prepaid debit: generic units with a factor': balance,
  },
  openmeter: {
    standard: usage.total(),
    graduated: usage.total(FIRST_FEE),
    volume: usage.total(VOLUME),
    package: usage.total(),
    'dynamic (metered amount x multiplier)': usage.total(),
    'standard, re-rated on cumulative snapshots': unlimited(usage.snapshots()),
    'graduated, re-rated on cumulative snapshots': unlimited(usage.snapshots(FIRST_FEE)),
    'volume, re-rated on cumulative snapshots': unlimited(usage.snapshots(VOLUME)),
    'package, re-rated on cumulative snapshots': unlimited(usage.snapshots()),
    'dynamic (metered amount x multiplier), re-rated on cumulative snapshots': unlimited(usage.snapshots()),
    'graduated, later part of a split period': usage.laterPart(FIRST_FEE),
    'graduated, progressive invoice': lines.laterAmount,
    'usage discount (free units)': lines.paidUnits,
    'usage discount (free units), progressive billing': lines.paidUnits,
    'unit conversion before pricing': lines.converted,
    'standard with unit conversion': lines.converted,
    'graduated with unit conversion': lines.converted,
    'flat fee proration by elapsed time': fees.bySecond,
    'flat fee, proration switched off at subscription end': fees.bySecond,
    'invoice total': coupons.added,
    'currency rounding': rounded,
    'maximum spend': maximum,
    'maximum spend, progressive invoice': maximum,
    'minimum spend': minimum,
    'prepaid credits applied line by line': balance,
  },
  meteroid: {
    graduated: usage.total(),
    'graduated with a cap per tier': maximum,
    volume: usage.total({ model: 'volume' }),
    package: usage.total(),
    'completed billing periods': cycles.elapsed,
    'billing period containing a date': cycles.containing,
    'plan change mid-period': fees.planChange,
    'one-off fee added mid-period': fees.quantityOfFees,
    'proration factor, first partial period': fees.factor,
    'proration factor, in arrears': fees.factor,
    'proration factor': fees.factor,
    'spreading an invoice discount over lines': coupons.spread,
    'coupon stacking': coupons.stacking,
    'tax per line': coupons.taxedByLine,
    'invoice with reverse-charge VAT': needs('tax by who the customer is'),
  },
  flexprice: {
    standard: usage.total(),
    graduated: usage.total(),
    volume: usage.total({ model: 'volume' }),
    package: usage.total(),
    'standard, per time bucket': usage.buckets,
    'package, per time bucket': usage.buckets,
    'graduated, per time bucket': usage.buckets,
    'graduated, per group, per time bucket': usage.buckets,
    'volume, per time bucket': record,
    'volume, per group, per time bucket': record,
    'commitment per time window with overage factor': minimum,
    'time-of-day buckets, commitment in units': minimum,
    'time-of-day buckets with their own price and commitment': minimum,
    'plan change mid-period, day based': fees.planChange,
    'fee added mid-period, second based': fees.addedOrRemoved,
    'fee removed mid-period, second based': fees.addedOrRemoved,
    'calendar days between instants in a time zone': fees.calendarDays,
    'next monthly billing date for an anchor day': cycles.boundary,
    'first calendar boundary after the start': cycles.boundary,
    tax: coupons.taxed,
    'several taxes on one amount': taxes,
    'discount then tax': coupons.taxed,
    'currency rounding': rounded,
    'credit cap': payments,
    'prepaid credit grant proration, second based': balance,
  },
};
