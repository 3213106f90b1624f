/** Codes of plans, calendars and rate tables: first their form, then names and numbers, then what they mean. */
export const PLAN_CODES = {
  'PLAN-UNKNOWN-DOCUMENT': {
    title: 'The document is no plan, calendar or rates table',
    why: 'The first key of a document says what it is: `plan`, `calendar` or `rates`.',
    remedy: 'Begin the document with one of them.',
  },
  'PLAN-UNKNOWN-KEY': {
    title: 'There is no such key',
    why: 'A key that nothing reads would be silently without effect; most often it is misspelt or stands a level too deep.',
    remedy: 'Use the key that is suggested, or look it up in the reference of the plan language.',
  },
  'PLAN-MISSING-KEY': {
    title: 'A key is missing',
    why: 'Without it nobody can say what is meant, and nothing is assumed.',
    remedy: 'Add the key.',
  },
  'PLAN-NO-VALUE': {
    title: 'A key has no value',
    why: 'There is nothing behind the colon, so it cannot be told from a value that was forgotten.',
    remedy: 'Write the value, or leave the key out to have its default.',
  },
  'PLAN-WRONG-KIND': {
    title: 'A list, mapping or text where another belongs',
    why: 'The key takes a value of another kind.',
    remedy: 'Write it as shown. A list begins each entry with "- "; a mapping has keys.',
  },
  'PLAN-BAD-VALUE': {
    title: 'The value does not have the form that its key takes',
    why: 'Amounts, quantities, dates and names are written in one way each, so that nothing has to be guessed.',
    remedy: 'Write it like the example in the message.',
  },
  'PLAN-UNKNOWN-WORD': {
    title: 'The word is not one of those that the key takes',
    why: 'The key takes one of a few words, and each of them means something.',
    remedy: 'Choose one of the words in the message.',
  },
  'PLAN-EMPTY': {
    title: 'A list or mapping says too little',
    why: 'An empty list or mapping has no effect, and a missing entry may be an oversight.',
    remedy: 'Fill it, or leave the key out.',
  },
  'PLAN-TOO-MANY': {
    title: 'A list or mapping is too long',
    why: 'No plan needs so many entries; there is a limit so that checking stays quick.',
    remedy: 'Divide it, or check for entries that were pasted twice.',
  },
  'PLAN-TOO-LARGE': {
    title: 'A quantity is too large',
    why: 'More than 10^18 seconds, bytes, messages or units is most likely a slip of the unit; so is an increment of more than a day, or a least duration of more than 30, where bands cut a call.',
    remedy: 'Check the unit and the number.',
  },
  'PLAN-TOO-FINE': {
    title: 'A duration is too fine',
    why: 'Durations are counted in whole microseconds; no switch measures finer, and bands could not be cut exactly.',
    remedy: 'Write at most six decimals of a second.',
  },
  'PLAN-ZERO': {
    title: 'Zero where something is needed',
    why: 'A step, block, edge or discount of nothing has no meaning.',
    remedy: 'Write a number above zero, or leave the key out.',
  },
  'PLAN-PERCENT': {
    title: 'A percentage is out of range',
    why: 'Tax goes from 0 % to 100 %; a discount is more than 0 % and at most 100 %.',
    remedy: 'Write a percentage in that range: 19 % is `19 %`, not `0.19`.',
  },
  'PLAN-NO-DAY': {
    title: 'There is no such day',
    why: 'The month does not have that day, or the year is outside 1970 to 2199.',
    remedy: 'Check the date; it is written year-month-day.',
  },
  'PLAN-UNKNOWN-CURRENCY': {
    title: 'The currency is not known',
    why: 'It is no code of ISO 4217, so the size of its minor unit is not known either.',
    remedy: 'Write the three-letter code, such as EUR.',
  },
  'PLAN-UNKNOWN-TIMEZONE': {
    title: 'The time zone is not known',
    why: 'It is no name of the IANA list, so nobody knows when its days begin and when its clocks change.',
    remedy: 'Write a name such as Europe/Berlin, with its capitals.',
  },
  'PLAN-UNKNOWN-UNIT': {
    title: 'The unit is not known',
    why: 'Units are ms, s, min, h; B, kB, MB, GB, TB, KiB, MiB, GiB, TiB; msg; unit. Small and capital letters matter.',
    remedy: 'Use one of them.',
  },
  'PLAN-UNKNOWN-SERVICE': {
    title: 'The service is not known',
    why: 'Services are voice, video, sms, mms, data and event; each is measured in its own way.',
    remedy: 'Use one of them; `event` is for everything that is counted.',
  },
  'PLAN-UNKNOWN-DIRECTION': {
    title: 'The direction is not known',
    why: 'A record goes `out` from the customer or comes `in`.',
    remedy: 'Use one of the two, or leave `direction` out to have both.',
  },
  'PLAN-UNKNOWN-CALENDAR': {
    title: 'There is no calendar of this name',
    why: 'No document under plans/ begins with `calendar:` and this name.',
    remedy: 'Correct the name, or add the calendar.',
  },
  'PLAN-UNKNOWN-RATES': {
    title: 'There is no rates table of this name',
    why: 'No document under plans/ begins with `rates:` and this name.',
    remedy: 'Correct the name, add the table, or write the rates into the charge.',
  },
  'PLAN-UNKNOWN-TAX': {
    title: 'There is no such tax category',
    why: 'A charge can only have a category that the plan lists under `tax.rates`.',
    remedy: 'Correct the name, or add the category to the plan.',
  },
  'PLAN-UNKNOWN-CHARGE': {
    title: 'There is no such charge',
    why: 'A discount is taken off charges of this plan by their ids, or off the groups @usage, @recurring, @one-time, @all; a promise excepts usage charges by their ids.',
    remedy: 'Correct the id.',
  },
  'PLAN-UNKNOWN-PLAN': {
    title: 'There is no such plan',
    why: 'A promise under `must_hold` is held against another plan, and none has that id.',
    remedy: 'Write the id of a plan as it stands after `plan:`.',
  },
  'PLAN-NOT-COMPARABLE': {
    title: 'Two plans whose invoices cannot be compared',
    why: 'What one plan costs can be held against another only for the same cycle, by the same clock, in the same money.',
    remedy: 'Name a plan with the same `currency`, `timezone` and `bill_cycle`.',
  },
  'PLAN-UNKNOWN-BAND': {
    title: 'The calendar has no such band',
    why: 'The bands of a rate are those of the calendar that the charge names.',
    remedy: 'Correct the name, or add the band to the calendar.',
  },
  'PLAN-WRONG-DIMENSION': {
    title: 'The quantity measures something else',
    why: 'Calls are measured in time, data in bytes, messages in messages: a price per GB for calls has no meaning.',
    remedy: 'Use a unit of the service, or correct the service.',
  },
  'PLAN-UNITS-ORDER': {
    title: 'Units are not told from small to large',
    why: 'A unit is told by smaller ones that stand before it, so that its size does not depend on what comes later.',
    remedy: 'Write kB, then MB, GB and TB, each by a smaller unit.',
  },
  'PLAN-DUPLICATE-ID': {
    title: 'Two things have the same id',
    why: 'Invoice lines, approvals and comparisons know charges by their id.',
    remedy: 'Give one of them another id. An id that was in use should stay with what it meant.',
  },
  'PLAN-RESERVED-ID': {
    title: 'The id is taken by the invoice itself',
    why: 'An invoice has lines of its own, and theirs could not be told from this one.',
    remedy: 'Choose another id.',
  },
  'PLAN-LISTED-TWICE': {
    title: 'Something is listed twice',
    why: 'The second time has no effect, so one of the two was probably meant to be something else.',
    remedy: 'Remove or correct one of them.',
  },
  'PLAN-SAME-DATE': {
    title: 'Two versions of a plan begin on the same day',
    why: 'It could not be said which of them a new customer gets.',
    remedy: 'Give each version a day of its own under `effective.new`, or another plan id.',
  },
  'PLAN-VERSIONS-DISAGREE': {
    title: 'Versions of a plan disagree in what cannot change',
    why: 'Customers move from version to version within their cycles and invoices; currency, time zone, gross or net, and the cycle stay the same, and so do the sizes of units, which scenarios are written in.',
    remedy: 'Make the versions alike, or make the new one a plan of its own.',
  },
  'PLAN-MOVE-DATE': {
    title: 'The day on which existing customers move is odd',
    why: 'They would move before the version is sold, or never because a later version takes them first.',
    remedy: 'Check `effective.existing` of both versions.',
  },
  'PLAN-ONE-PRICE': {
    title: 'Not exactly one price',
    why: 'A charge says its price in one place: `rate`, `rates`, `tiers` or `package` (`rates` may go with `tiers`). A discount has `percent` or `amount`.',
    remedy: 'Keep the one that is meant.',
  },
  'PLAN-TIER-EDGE': {
    title: 'The edges of tiers do not rise to an open end',
    why: 'Each step begins where the one before it ends, and the last has no end: so every quantity has one price.',
    remedy: 'Order the steps, give each but the last a `to`, and leave it out of the last.',
  },
  'PLAN-TIER-RATE': {
    title: 'The rates do not fit the tiers',
    why: 'Every step needs one rate: in the step itself, or in the rates table, with as many rates in each row as there are steps.',
    remedy: 'Add or remove rates until they match.',
  },
  'PLAN-BAND-RATE': {
    title: 'The rates do not fit the bands',
    why: 'Where a rate is given by band, every band of the calendar has one.',
    remedy: 'Add the missing rate (0 if it is free), or name the calendar under `bands`.',
  },
  'PLAN-BAND-HOURS': {
    title: 'A rule has no hours',
    why: 'A rule goes from a time to a later one of the same day.',
    remedy: 'For a night write two rules, one until 24:00 and one from 00:00.',
  },
  'PLAN-BAND-GAP': {
    title: 'The calendar leaves time without a band',
    why: 'A call in that time would have no price.',
    remedy: 'Give the time to a band, or make one band `otherwise`.',
  },
  'PLAN-BAND-OVERLAP': {
    title: 'Two bands hold at the same time',
    why: 'A call in that time would have two prices.',
    remedy: 'Shorten one of the rules.',
  },
  'PLAN-BAND-SERVICE': {
    title: 'Bands for a service that is not measured in time',
    why: 'Only what lasts can run from one band into another.',
    remedy: 'Leave `bands` out.',
  },
  'PLAN-ZONE-RATE': {
    title: 'A zone has no rate',
    why: 'The charge names a zone for which its rate table has no row, so it would never match there.',
    remedy: 'Add the row, or take the zone out of `match`.',
  },
  'PLAN-PERIOD-PRICED': {
    title: 'A key has no meaning for a charge priced once a period',
    why: 'With `model: volume`, a `package`, a step `fee` or `rounding.counter` the total of the cycle is priced once, not each record.',
    remedy: 'Leave the key out, or price record by record.',
  },
  'PLAN-SHARED-ALLOWANCE': {
    title: 'An allowance is shared by charges priced at different times',
    why: 'What it covers of records as they come, and of a total at the end of the cycle, would depend on the order.',
    remedy: 'Make an allowance for each kind of charge.',
  },
  'PLAN-COVERS-NOTHING': {
    title: 'An allowance covers nothing',
    why: 'No usage charge of the plan can match the records that it names, so it can never be used.',
    remedy: 'Correct what it covers, or add a usage charge for it: what nothing prices is unrated, never free.',
  },
  'PLAN-NO-EFFECT': {
    title: 'A key has no effect where it stands',
    why: 'Whoever wrote it expected something of it. A plan says nothing that changes nothing.',
    remedy: 'Leave it out, or add what it needs.',
  },
  'PLAN-NEEDS-INCREMENT': {
    title: 'Records are to be split by increments, but there are none',
    why: '`split-by-increment` puts each increment into the band in which it begins.',
    remedy: 'Add `increment`, or choose `by-start` or `round-then-split`.',
  },
  'PLAN-DISCOUNT-SIDES': {
    title: 'A discount of an amount would be given twice',
    why: 'Charges in advance and in arrears of one cycle are on two invoices, and the amount is given once an invoice.',
    remedy: 'Make a discount for each side, or use a percentage.',
  },
  'PLAN-MUST-ROUND': {
    title: 'Discounts and tax are always rounded',
    why: 'A share of an amount often has no end as a decimal, and it has to be paid in money.',
    remedy: 'Write a mode and a step, such as `half-up 0.01`.',
  },
  'PLAN-ENDLESS-PRICE': {
    title: 'A price has no end as a decimal, and nothing rounds it',
    why: '0.10 a minute is 1/600 a second: with `none` for lines the invoice could not show it.',
    remedy: 'Round lines or records, or use increments that make whole units of the price.',
  },
  'PLAN-WHOLE-UNITS': {
    title: 'The step of an allowance is not whole',
    why: 'An allowance is kept in whole seconds, bytes, messages or units.',
    remedy: 'Write a step such as `down 1 MB` or `up 1 s`.',
  },
  'PLAN-SHADOWED': {
    title: 'A charge never matches',
    why: 'Charges are tried from top to bottom, and an earlier one takes every record that this one could.',
    remedy: 'Move the more special charge up, or remove it.',
  },
  'PLAN-UNUSED': {
    title: 'Nothing uses this document',
    why: 'No plan names it, so it has no effect. It may be misspelt where it was meant.',
    remedy: 'Name it in a charge, or delete it.',
  },
} as const;
