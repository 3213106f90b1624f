/**
 * The workbook of a simulation as cells: what each sheet holds, which cells are formulas, and what their sums must come to.
 * Amounts are rounded to the minor unit of the currency, so that the columns of a table add up to the totals told;
 * a row's after - before may then differ from its change by one minor unit. The exact amounts are in simulation.json.
 */

import type { Reach } from '../../run/diff/result.ts';
import type {
  CellMark,
  Change,
  DecileRow,
  GroupRow,
  Impact,
  MonthRow,
  Simulation,
  WaterfallStep,
} from '../../simulation/result.ts';
import {
  broken,
  type Cell,
  columnName,
  count,
  customers,
  isTooLong,
  Money,
  percent,
  type Sheet,
  sumOver,
  text,
  words,
} from './cells.ts';
import { controlsSheet, everythingAgrees } from './controls-sheet.ts';
import { assumedMonths, monthsTold, periodOf, staticAhead, staticMonths, sumText } from './periods.ts';
import { type Column, MOST_ROWS, RATED, type Readded, SheetMaker } from './table.ts';
import {
  AS_THEY_ARE,
  ASSUMED,
  BAND_NAMES,
  brokenOf,
  GROUPS,
  headlineOf,
  MOVERS,
  REACH_NAMES,
  RESPONSES,
  SETS,
  titled,
} from './words.ts';

interface View {
  readonly title: string;
  readonly months: readonly string[];
  readonly impact: Impact;
}

/** The eight sheets, in the order in which they are read. The same simulation gives the same cells. */
export function sheetsOf(simulation: Simulation): readonly Sheet[] {
  const money = new Money(simulation.header.decimals);
  const { static: still, behaviour } = simulation;
  const views: View[] = [
    { title: behaviour ? titled(AS_THEY_ARE) : '', months: staticMonths(simulation), impact: still },
    ...(behaviour ? [{ title: titled(ASSUMED), months: assumedMonths(simulation), impact: behaviour.impact }] : []),
  ];
  const readded: Readded[] = [];
  const keep = ({ sheet, readded: own }: Made): Sheet => {
    readded.push(...own);
    return sheet;
  };
  const waterfall = keep(waterfallSheet(simulation, views, money));
  const segments = keep(segmentsSheet(simulation, views, money));
  const deciles = keep(decilesSheet(simulation, views, money));
  const movers = moversSheet(simulation, money);
  const sensitivities = keep(sensitivitiesSheet(simulation, money));
  const assumptions = keep(assumptionsSheet(simulation, money));
  // Its own sums are among those that must agree, and its first line says whether they do.
  readded.push(...summarySheet(simulation, views, new Money(simulation.header.decimals), false).readded);
  const { sheet: summary } = summarySheet(simulation, views, money, everythingAgrees(simulation, readded, money));
  const controls = controlsSheet(simulation, readded, money);
  return [summary, assumptions, waterfall, segments, deciles, movers, sensitivities, controls];
}

interface Made {
  readonly sheet: Sheet;
  readonly readded: readonly Readded[];
}

/** Title and what the amounts are: two rows, on every sheet. */
function begin(name: string, title: string, { header }: Simulation, money: Money, what: string): SheetMaker {
  const maker = new SheetMaker(name, money);
  maker.row(text(`${title}: ${header.title ?? header.id}`, 'title'));
  maker.row(text(`Before: ${header.base}. After: ${header.candidate}. ${what}`, 'note'));
  return maker;
}

const MEASURES: readonly (readonly [keyof Impact & ('revenue' | 'tax' | 'billed' | 'cost' | 'margin'), string])[] = [
  ['revenue', 'Net revenue'],
  ['tax', 'Tax'],
  ['billed', 'What customers pay (net revenue and tax)'],
  ['cost', 'Cost'],
  ['margin', 'Margin (net revenue less cost)'],
];

function summarySheet(simulation: Simulation, views: readonly View[], money: Money, agree: boolean): Made {
  const { header, reach, notes, certainty, behaviour } = simulation;
  const { currency, population, invoices, months } = header;
  const maker = begin('Summary', 'What the change does', simulation, money, `Amounts in ${currency}.`);
  maker.row();
  // The sentence of the page: who opens the workbook alone reads the same.
  maker.row(words(brokenOf(simulation) ?? headlineOf(simulation), 'heading', 7));
  maker.row();
  maker.row(text('All controls agree', 'heading'), {
    kind: 'formula',
    formula: 'Controls!B4',
    value: agree,
    format: undefined,
    look: 'heading',
  });
  if (simulation.interrupted)
    maker.row(text('STOPPED EARLY: something that was asked for is missing (see the notes)', 'alarm'));
  const still = staticAhead(simulation);
  for (const { title, months: own, impact } of views) {
    maker.heading([title || 'In all', ...(own.length > 0 ? [monthsTold(own)] : [])].join(': '));
    const estimated = [...MEASURES.map(([key]) => impact[key]), impact.arpu].some((one) => one?.interval);
    maker.head(
      [''],
      [
        ...[`Before (${currency})`, `After (${currency})`, `Change (${currency})`, 'Change (%)'],
        ...(estimated
          ? [`Change at least (${certainty.confidence} %)`, `Change at most (${certainty.confidence} %)`]
          : []),
      ],
    );
    const line = (label: string, change: Change, look: 'body' | 'total'): void => {
      const { interval } = change;
      const amount = (value: string, which: string): Cell => money.amount(value, `Summary, ${label}, ${which}`, look);
      maker.row(
        ...[text(label, look), amount(change.before, 'before'), amount(change.after, 'after')],
        ...[amount(change.change, 'change'), percent(change.percent, look)],
        ...(interval ? [amount(interval.low, 'at least'), amount(interval.high, 'at most')] : []),
      );
    };
    if (still && title !== '' && impact !== views[0]!.impact)
      line(`Net revenue, ${AS_THEY_ARE}, with growth`, still, 'body');
    for (const [key, label] of MEASURES) {
      const change = impact[key];
      if (change) line(label, change, key === 'revenue' || key === 'margin' ? 'total' : 'body');
    }
    line('ARPU (net revenue of a customer in a month)', impact.arpu, 'body');
    const { before, after, change, percent: share } = impact.customers;
    maker.row(
      text('Customers billed (of months ahead: in the last)'),
      customers(before),
      customers(after),
      customers(change),
      percent(share),
    );
  }
  if (behaviour && behaviour.responses.length > 0) {
    maker.heading(
      `From ${AS_THEY_ARE} to what is assumed`,
      `Change of net revenue: ${monthsTold(assumedMonths(simulation))}. In the order in which responses are taken in. Customers: in the last month, billed in it or not.`,
      5,
    );
    maker.head(['What customers do'], [`Adds (${currency})`, `Net revenue after it (${currency})`, 'Customers']);
    const base = still ?? simulation.static.revenue;
    const steps = behaviour.responses.filter(({ response }) => !still || response !== 'growth');
    // The first is the amount told above; what rounding leaves is in the longest step, as on the page.
    const moves = [base.change, ...steps.map(({ change }) => change)];
    const adds = withoutRest(
      moves.map((one) => money.units(one)),
      money.units(sumText(moves)),
    );
    const first = maker.next;
    const growth = behaviour.responses.find(({ response }) => response === 'growth');
    maker.row(
      text(titled(AS_THEY_ARE)),
      money.cell(adds[0]!, base.change, 'Summary, customers as they are'),
      money.amount(base.after, 'Summary, customers as they are, after'),
      customers(still && growth ? growth.customers : simulation.static.customers.after),
    );
    for (const [at, { response, change, revenue, customers: people_ }] of steps.entries()) {
      const what = `Summary, ${RESPONSES[response]}`;
      maker.row(
        text(RESPONSES[response]),
        money.cell(adds[at + 1]!, change, what),
        money.amount(revenue, `${what}, after`),
        customers(people_),
      );
    }
    const sum = adds.reduce((all, one) => all + one, 0n);
    maker.readded.push({
      ...{ what: `Summary, what customers do = change of revenue (${ASSUMED})`, at: maker.at(maker.next, 1) },
      ...{ told: behaviour.impact.revenue.change, sum, unit: 'money', tooLong: [...adds, sum].some(isTooLong) },
    });
    maker.row(
      text(titled(ASSUMED), 'total'),
      money.formula(sumOver(1, first, maker.next - 1), sum),
      money.amount(behaviour.impact.revenue.after, 'Summary, with what is assumed, after', 'total'),
      customers(steps.at(-1)?.customers ?? behaviour.impact.customers.after, 'total'),
    );
  }
  maker.heading('Whom the change reaches');
  maker.head([''], ['Customers', 'Of them rated']);
  for (const key of Object.keys(REACH_NAMES) as Reach[])
    maker.row(text(REACH_NAMES[key].name), customers(reach[key].customers), count(reach[key].sampled));
  maker.heading('What it is about');
  const about: readonly (readonly [string, Cell])[] = [
    ['Population', text(`${population.name} (${POPULATION_WORDS[population.kind]})`)],
    ['Customers that it stands for', customers(population.customers)],
    ['Customers rated', count(population.sampled)],
    ['Usage records', count(population.records)],
    ['Bills dated from', text(invoices.from)],
    ['Bills dated before', text(invoices.before)],
    ['Months', text(months.join(', '))],
    [
      'Certainty',
      text(
        certainty.method === 'none'
          ? 'everybody was rated: no sampling error'
          : `bootstrap, ${certainty.resamples} resamples, ${certainty.confidence} % intervals`,
      ),
    ],
    ['Simulation', text(`${header.id} (${header.file})`)],
    ['Seed', { kind: 'number', value: header.seed, format: '0', look: 'body' }],
    ['rateproof', text(header.rateproof)],
  ];
  for (const [label, cell] of about) maker.row(text(label), cell);
  if (notes.length > 0) {
    maker.heading('What the reader must know');
    for (const note of notes.slice(0, MOST_ROWS)) maker.row(words(note, 'body', 6));
  }
  return { sheet: maker.sheet([44, 22, 22, 22, 13, 22, 22], 2, 1), readded: maker.readded };
}

/** Rounded amounts made to come to their own sum, rounded, by the longest after the first. */
function withoutRest(units: readonly bigint[], sum: bigint): bigint[] {
  const [, ...steps] = units;
  const left = units.reduce((rest, one) => rest - one, sum);
  const size = (value: bigint): bigint => (value < 0n ? -value : value);
  const longest = steps.reduce((best, one, at) => (size(one) > size(steps[best]!) ? at : best), 0);
  return units.map((one, at) => (at === longest + 1 ? one + left : one));
}

const POPULATION_WORDS = { full: 'everybody', sample: 'a sample', model: 'made by recipes' } as const;

/** Of the sheet of assumptions. */
const WIDTHS = [42, 30, 26, 48, 34, 20, 12, 12] as const;

function assumptionsSheet(simulation: Simulation, amounts: Money): Made {
  const { assumptions, certainty, header } = simulation;
  const maker = begin('Assumptions', 'What is assumed', simulation, amounts, 'Each with who says so.');
  maker.row();
  maker.row(
    ...[text('Assumption', 'head'), text('Value', 'head'), text('Range', 'head-beside')],
    ...[text('Source', 'head'), text('File', 'head'), text('Line', 'over')],
  );
  for (const { what, value, range, source, file, line } of assumptions.slice(0, MOST_ROWS)) {
    const [own, held, span, by, place] = broken(
      [what, value.replace(/^(?=[+-]\d)/, 'at '), ends(range ?? ''), source, file],
      [WIDTHS[0], WIDTHS[1], WIDTHS[2], WIDTHS[3], WIDTHS[4]],
      2,
    );
    const number = heldAt(value);
    maker.row(own, number?.kind === 'number' ? number : held, span, by, place, count(line));
  }
  tellRest(maker, assumptions.length, 'assumptions');
  if (assumptions.length === 0)
    maker.row(words('Nothing is assumed: usage and customers stay as they are.', 'note', 4));
  responsesTold(maker, simulation, amounts);
  maker.heading('How it was calculated');
  const seed = (value: number): Cell => ({ kind: 'number', value, format: '0', look: 'body' });
  maker.row(text('rateproof'), text(header.rateproof));
  maker.row(text('Time-zone data'), text(header.timeZoneData));
  maker.row(text('Statistics'), text(certainty.library));
  maker.row(text('Seed of the simulation'), seed(header.seed));
  maker.row(text('Seed of the resampling'), seed(certainty.seed));
  maker.row(text('Resamples'), count(certainty.resamples));
  maker.row(text('Confidence'), percent(certainty.confidence));
  return { sheet: maker.sheet(WIDTHS, 2), readded: maker.readded };
}

/** What customers are assumed to do, and what came of it: usage, churn, migration, take-up. */
function responsesTold(maker: SheetMaker, { behaviour, header: { currency } }: Simulation, money: Money): void {
  if (!behaviour) return;
  const { usage, churn, migration, takeUp } = behaviour;
  const amount = (value: string | undefined, what: string): Cell => money.amount(value, `Assumptions, ${what}`);
  if (usage.length > 0) {
    maker.heading(
      'Usage follows prices',
      'In percent of before: the price, the usage that the elasticity asks for, and what whole records reach.',
      5,
    );
    maker.head(['Service', 'Segment', 'Plan'], ['Price', 'Elasticity', '', 'Asked', 'Reached']);
    for (const one of usage.slice(0, MOST_ROWS)) {
      maker.row(
        ...[text(one.service), text(one.segment), text(one.plan), percent(one.price), heldAt(one.elasticity)],
        ...[undefined, percent(one.asked), percent(one.reached)],
      );
    }
    tellRest(maker, usage.length, 'rows of usage');
  }
  if (churn) {
    maker.heading('Customers leave');
    maker.head([], ['', 'Customers', `Revenue (${currency})`]);
    maker.row(text('Who leave, and their revenue'), customers(churn.customers), amount(churn.revenue, 'churn'));
  }
  if (migration) {
    maker.heading('Customers move to a cheaper plan', MOVERS, 5);
    const { moves } = migration;
    maker.table(
      moves.map(({ from, to, sampled }) => [text(from), text(to), count(sampled)]),
      ['From', 'To', RATED],
      [
        people(
          'Customers',
          moves.map(({ mark, customers: own }) => (mark === 'suppressed' ? undefined : own)),
          migration.customers,
          'Assumptions, migration = customers who move',
        ),
        money_(
          `They save (${currency})`,
          moves.map(({ mark, saving }) => (mark === 'suppressed' ? undefined : saving)),
          migration.saving,
          'Assumptions, migration = what they save',
        ),
      ],
      { rest: 'Too few to show, together' },
    );
  }
  if (takeUp.length > 0) {
    maker.heading('Plans that are taken up');
    maker.head(
      ['Plan'],
      ['From our plans', 'New customers', `Revenue (${currency})`, `They paid before, cannibalised (${currency})`],
    );
    for (const one of takeUp.slice(0, MOST_ROWS)) {
      maker.row(
        ...[text(one.plan), customers(one.fromOurs), customers(one.newCustomers)],
        ...[amount(one.revenue, 'take-up'), amount(one.cannibalised, 'take-up, before')],
      );
    }
  }
}

const WAYS = [
  ['before', 'Before'],
  ['after', 'After'],
  ['change', 'Change'],
] as const;

function waterfallSheet(simulation: Simulation, views: readonly View[], money: Money): Made {
  const { currency } = simulation.header;
  const maker = begin('Waterfall', 'Where the change comes from', simulation, money, `Amounts in ${currency}.`);
  for (const { title, impact } of views) {
    maker.heading(
      title || 'By component',
      'Charges, allowances and discounts add up to net revenue, with tax to what customers pay. Each column is rounded so that it adds up: after less before may differ from a change by the smallest coin.',
      6,
    );
    const of = title === '' ? '' : ` (${title.split(':')[0]!.toLowerCase()})`;
    const part = (steps: readonly WaterfallStep[], total: Change, label: string): void =>
      maker.table(
        steps.map(({ group, component }) => [text(GROUPS[group]), text(component)]),
        ['Step', 'Component'],
        WAYS.map(([key, head]) =>
          money_(
            `${head} (${currency})`,
            steps.map((step) => step[key]),
            total[key],
            `Waterfall, ${label} = ${key === 'change' ? 'change of ' : ''}${label}${key === 'change' ? '' : ` ${key}`}${of}`,
          ),
        ),
        {
          ...{ rest: 'Not in any step', isHeaded: label !== 'tax' },
          total: label === 'tax' ? 'Tax' : 'Net revenue',
        },
      );
    const taxes = impact.waterfall.filter(({ group }) => group === 'tax');
    part(
      impact.waterfall.filter(({ group }) => group !== 'tax'),
      impact.revenue,
      'revenue',
    );
    const revenue = maker.next;
    part(taxes, impact.tax, 'tax');
    const tax = maker.next;
    const tooLong = maker.readded.slice(-2 * WAYS.length).some((one) => one.tooLong);
    // Two roundings make a third: told as what it is, so that the last line is the total that is told elsewhere.
    const left = WAYS.map(([key]) => {
      const [net, taxed, billed] = [impact.revenue, impact.tax, impact.billed].map((one) => money.units(one[key]));
      return billed! - net! - taxed!;
    });
    const isRounded = left.some((units) => units !== 0n);
    if (isRounded) {
      const cells = left.map((units) => money.cell(units, '0', '', 'muted'));
      maker.row(text('Rounding of the two', 'note'), text('', 'muted'), ...cells);
    }
    const last = maker.next;
    const sums = WAYS.map(([key], at) => {
      const column = columnName(2 + at);
      const formula = `${column}${revenue}+${column}${tax}${isRounded ? `+${column}${last}` : ''}`;
      return money.formula(formula, money.units(impact.billed[key]));
    });
    maker.row(text('What customers pay', 'total'), text('', 'total'), ...sums);
    for (const [at, [key]] of WAYS.entries()) {
      maker.readded.push({
        ...{ what: `Waterfall, revenue and tax = billed ${key}${of}`, at: maker.at(last, 2 + at) },
        ...{ told: impact.billed[key], sum: money.units(impact.billed[key]), unit: 'money', tooLong },
      });
    }
  }
  return { sheet: maker.sheet([34, 34, 20, 20, 20], 2, 2), readded: maker.readded };
}

const MARKS: Readonly<Record<NonNullable<CellMark>, string>> = {
  suppressed: 'too few to show',
  few: 'few: an estimate',
};
const markOf = (mark: CellMark): Cell => text(mark ? MARKS[mark] : '', 'beside');

const money_ = (head: string, values: Column['values'], total: string | undefined, what?: string): Column => ({
  ...{ head, unit: 'money', values, total },
  ...(what !== undefined && { what }),
});
const people = (head: string, values: Column['values'], total?: string, what?: string): Column => ({
  ...{ head, unit: 'customers', values, total },
  ...(what !== undefined && { what }),
});

function segmentsSheet(simulation: Simulation, views: readonly View[], money: Money): Made {
  const { currency } = simulation.header;
  const maker = begin(
    'Segments',
    'Who brings the change',
    simulation,
    money,
    `Amounts in ${currency}; revenue is net revenue, without tax.`,
  );
  for (const { title, impact } of views) {
    const of = title === '' ? '' : ` (${title.split(':')[0]!.toLowerCase()})`;
    for (const [what, rows] of [
      ['segment', impact.segments],
      ['plan', impact.plans],
    ] as const) {
      maker.heading(`By ${what}${of}`);
      groupTable(maker, what, of, rows, impact, currency, money);
    }
    maker.heading(`By month${of}`);
    monthTable(maker, of, impact.months, impact, currency);
  }
  return {
    sheet: maker.sheet([28, 8, 17, 14, 14, ...Array.from({ length: 8 }, () => 16), 13, 13, 13], 2, 1),
    readded: maker.readded,
  };
}

function groupTable(
  maker: SheetMaker,
  what: string,
  of: string,
  rows: readonly GroupRow[],
  impact: Impact,
  currency: string,
  money: Money,
): void {
  const { revenue, billed, margin } = impact;
  const told = (key: 'before' | 'after' | 'change', measure: 'revenue' | 'billed' | 'margin'): Column['values'] =>
    rows.map((row) => row[measure]?.[key]);
  const check = (measure: string): string => `Segments, by ${what} = ${measure}${of}`;
  const arpu = (key: 'before' | 'after'): Column['values'] => rows.map((row) => row.arpu?.[key]);
  const beside = (head: string, values: Column['values'], total: string) => ({
    ...{ head, cells: values.map((value, row) => money.amount(value, `Segments, ${head}, row ${row + 1}`)) },
    total: money.amount(total, `Segments, ${head}, total`, 'total'),
  });
  const hasMargin = margin !== undefined && rows.some((row) => row.margin);
  maker.table(
    rows.map(({ name, sampled, mark }) => [text(name === '' ? '(none)' : name), count(sampled), markOf(mark)]),
    [what === 'plan' ? 'Plan' : 'Segment', RATED, 'Mark'],
    [
      people(
        'Customers before',
        rows.map((row) => row.customers?.before),
        impact.customers.before,
        check('customers before'),
      ),
      people(
        'Customers after',
        rows.map((row) => row.customers?.after),
        impact.customers.after,
        check('customers after'),
      ),
      money_(`Revenue before (${currency})`, told('before', 'revenue'), revenue.before, check('revenue before')),
      money_(`Revenue after (${currency})`, told('after', 'revenue'), revenue.after, check('revenue after')),
      money_(`Revenue change (${currency})`, told('change', 'revenue'), revenue.change, check('change of revenue')),
      {
        head: 'Revenue change (%)',
        cells: rows.map((row) => percent(row.revenue?.percent)),
        total: percent(revenue.percent, 'total'),
      },
      money_(
        `Billed change (${currency})`,
        told('change', 'billed'),
        billed.change,
        check('change of what customers pay'),
      ),
      ...(hasMargin
        ? [money_(`Margin change (${currency})`, told('change', 'margin'), margin.change, check('change of margin'))]
        : []),
      beside(`ARPU before (${currency})`, arpu('before'), impact.arpu.before),
      beside(`ARPU after (${currency})`, arpu('after'), impact.arpu.after),
      people(
        'Pay less',
        rows.map(({ less }) => less),
      ),
      people(
        'Pay the same',
        rows.map(({ same }) => same),
      ),
      people(
        'Pay more',
        rows.map(({ more }) => more),
      ),
    ],
    { rest: 'Too few to show, together' },
  );
}

function monthTable(maker: SheetMaker, of: string, rows: readonly MonthRow[], impact: Impact, currency: string): void {
  const { revenue, billed, margin } = impact;
  const check = (measure: string): string => `Segments, by month = ${measure}${of}`;
  const of_ = (measure: 'revenue' | 'billed', key: 'before' | 'after' | 'change') =>
    rows.map((row) => row[measure][key]);
  maker.table(
    rows.map(({ month }) => [text(month), undefined, undefined]),
    ['Month', '', ''],
    [
      // A customer has a bill in several months: these do not add up.
      { head: 'Customers before', cells: rows.map((row) => customers(row.customers.before)) },
      { head: 'Customers after', cells: rows.map((row) => customers(row.customers.after)) },
      money_(`Revenue before (${currency})`, of_('revenue', 'before'), revenue.before, check('revenue before')),
      money_(`Revenue after (${currency})`, of_('revenue', 'after'), revenue.after, check('revenue after')),
      money_(`Revenue change (${currency})`, of_('revenue', 'change'), revenue.change, check('change of revenue')),
      {
        head: 'Revenue change (%)',
        cells: rows.map((row) => percent(row.revenue.percent)),
        total: percent(revenue.percent, 'total'),
      },
      money_(
        `Billed change (${currency})`,
        of_('billed', 'change'),
        billed.change,
        check('change of what customers pay'),
      ),
      ...(margin
        ? [
            money_(
              `Margin change (${currency})`,
              rows.map((row) => row.margin?.change),
              margin.change,
              check('change of margin'),
            ),
          ]
        : []),
    ],
    { rest: 'In no month' },
  );
}

const BANDS = [
  ['much-better', 'Less by over 5 %'],
  ['better', 'Less by up to 5 %'],
  ['same', 'The same'],
  ['worse', 'More by up to 5 %'],
  ['much-worse', 'More by over 5 %'],
] as const;

function decilesSheet(simulation: Simulation, views: readonly View[], money: Money): Made {
  const { currency } = simulation.header;
  const maker = begin(
    'Deciles',
    'Winners and losers',
    simulation,
    money,
    `Amounts in ${currency}, with tax: what customers pay.`,
  );
  for (const { title, impact } of views) {
    const of = title === '' ? '' : ` (${title.split(':')[0]!.toLowerCase()})`;
    const { billed, bands, deciles, unpaid } = impact;
    maker.heading(
      `By what they paid before${of}`,
      'Tenths of the customers by their bills before the change; 1 pays least.',
      8,
    );
    const rows: readonly Partial<DecileRow>[] = unpaid ? [...deciles, unpaid] : deciles;
    const of_ = (key: 'before' | 'after' | 'change') => rows.map((row) => row.billed?.[key]);
    const edge = (key: 'from' | 'to'): Cell[] =>
      rows.map((row, at) => money.amount(row[key], `Deciles, ${key}, row ${at + 1}`));
    const check = (measure: string): string => `Deciles = ${measure}${of}`;
    maker.table(
      rows.map(({ decile, sampled, mark }) => [
        decile === undefined ? text('Pay nothing before') : text(`${decile}`),
        ...[count(sampled!), markOf(mark)],
      ]),
      ['Decile', RATED, 'Mark'],
      [
        people(
          'Customers',
          rows.map((row) => row.customers),
        ),
        { head: `Pay from (${currency})`, cells: edge('from') },
        { head: `Pay to (${currency})`, cells: edge('to') },
        money_(`Before (${currency})`, of_('before'), billed.before, check('billed before')),
        money_(`After (${currency})`, of_('after'), billed.after, check('billed after')),
        money_(`Change (${currency})`, of_('change'), billed.change, check('change of what customers pay')),
        {
          head: 'Change (%)',
          cells: rows.map((row) => percent(row.billed?.percent)),
          total: percent(billed.percent, 'total'),
        },
        ...BANDS.map(([band, label]) =>
          people(
            label,
            rows.map((row) => row.bands?.[band]),
          ),
        ),
      ],
      { rest: 'Too few to show, together' },
    );
    maker.heading(`By how their bill changes${of}`);
    maker.table(
      bands.map(({ band, sampled, mark }) => [text(BAND_NAMES[band]), count(sampled), markOf(mark)]),
      ['Band', RATED, 'Mark'],
      [
        people(
          'Customers',
          bands.map((row) => row.customers),
        ),
        money_(
          `Change (${currency})`,
          bands.map(({ change }) => change),
          billed.change,
          `Deciles, by band = change of what customers pay${of}`,
        ),
      ],
      { rest: 'Too few to show, together' },
    );
    const { shock, betterOff, histogram } = impact;
    maker.heading(`Bill shock${of}`);
    maker.head([], ['Rises by more than (%)', `and by (${currency})`, '', 'Customers', 'Bills', 'Rated']);
    maker.row(
      percent(shock.percent),
      money.amount(shock.amount, 'Deciles, bill shock'),
      undefined,
      customers(shock.customers),
      customers(shock.bills),
      count(shock.sampled),
    );
    if (betterOff) {
      maker.heading(`Better off on another plan${of}`);
      maker.table(
        betterOff.moves.map(({ from, sampled, mark }) => [text(from), count(sampled), markOf(mark)]),
        ['From', RATED, 'Mark'],
        [
          people(
            'Customers',
            betterOff.moves.map((row) => row.customers),
            betterOff.customers,
            `Deciles, better off = customers${of}`,
          ),
          money_(
            `Saving (${currency})`,
            betterOff.moves.map(({ saving }) => saving),
            betterOff.saving,
            `Deciles, better off = saving${of}`,
          ),
          { head: 'To', cells: betterOff.moves.map(({ to }) => text(to, 'beside')), over: 'text' as const },
        ],
        { rest: 'Too few to show, together' },
      );
    }
    if (histogram.bins.length > 0) {
      maker.heading(
        `How the changes spread${of}`,
        `Customers by the change of what they pay in all, in steps of ${histogram.width} ${currency}.`,
        8,
      );
      maker.table(
        histogram.bins.map(({ from }) => [money.amount(from, 'Deciles, spread'), undefined, undefined]),
        [`Change from (${currency})`, '', ''],
        [
          people(
            'Customers',
            histogram.bins.map((bin) => bin.customers),
          ),
        ],
        { rest: '' },
      );
    }
  }
  return {
    sheet: maker.sheet([28, 12, 17, 14, 14, 14, 16, 16, 16, 11, 17, 17, 14, 17, 17], 2, 1),
    readded: maker.readded,
  };
}

function tellRest(maker: SheetMaker, all: number, what: string): void {
  if (all > MOST_ROWS) maker.row(words(`${all - MOST_ROWS} more ${what} are in simulation.json.`, 'note', 4));
}

function moversSheet(simulation: Simulation, money: Money): Sheet {
  const {
    header: { currency },
    static: { movers },
  } = simulation;
  const maker = begin(
    'Movers',
    'Whose bill changes most',
    simulation,
    money,
    `Amounts in ${currency}, with tax, of one customer ${periodOf(staticMonths(simulation))}.`,
  );
  maker.row();
  maker.head(
    ['Customer', 'Plan', 'Segment'],
    ['Stands for', `Before (${currency})`, `After (${currency})`, `Change (${currency})`],
    ['Why'],
  );
  for (const [row, mover] of movers.slice(0, MOST_ROWS).entries()) {
    const { customer, plan, segment, weight, before, after, change, why } = mover;
    const amount = (value: string, which: string): Cell => money.amount(value, `Movers, row ${row + 1}, ${which}`);
    maker.row(
      ...[text(customer), text(plan), text(segment), customers(weight)],
      ...[amount(before, 'before'), amount(after, 'after'), amount(change, 'change'), text(why, 'beside')],
    );
  }
  tellRest(maker, movers.length, 'movers');
  return maker.sheet([26, 22, 20, 12, 18, 18, 18, 80], 4, 1);
}

/** A text that begins with a sign would be a formula in a CSV file. */
const ends = (range: string): string => (/^[+-]\d/.test(range) ? `from ${range}` : range);

/** `-10 %` and `-0.6` as numbers; anything else as text. */
function heldAt(at: string): Cell {
  const [, number, isPercent] = /^([+-]?\d{1,15}(?:\.\d{1,15})?)( ?%)?$/.exec(at) ?? [];
  if (number === undefined) return text(at);
  const fraction = number.split('.')[1] ?? '';
  const format = `#,##0${fraction === '' ? '' : `.${'0'.repeat(fraction.length)}`}${isPercent ? '%' : ''}`;
  return { ...{ kind: 'number', format, look: 'body' }, value: Number(isPercent ? `${number}e-2` : number) };
}

function sensitivitiesSheet(simulation: Simulation, money: Money): Made {
  const {
    header: { currency },
    certainty: { sets, tornado, breakEven, monteCarlo },
  } = simulation;
  const maker = begin(
    'Sensitivities',
    'How sure it is',
    simulation,
    money,
    `Amounts in ${currency}: change of net revenue. Estimates.`,
  );
  const amount = (value: string, what: string): Cell => money.amount(value, `Sensitivities, ${what}`);
  if (sets && sets.length > 0) {
    maker.heading('All assumptions at once');
    maker.head(
      ['Assumptions'],
      [
        `Revenue before (${currency})`,
        `Revenue after (${currency})`,
        `Change (${currency})`,
        'Change (%)',
        `Margin change (${currency})`,
      ],
    );
    for (const { set, revenue, margin } of sets) {
      maker.row(
        text(SETS[set]),
        amount(revenue.before, SETS[set]),
        amount(revenue.after, SETS[set]),
        amount(revenue.change, SETS[set]),
        percent(revenue.percent),
        margin && amount(margin.change, SETS[set]),
      );
    }
  }
  if (tornado.length > 0) {
    maker.heading(
      'One at a time (tornado)',
      'The longest first. Swing: from the change at the low end to that at the high end.',
      6,
    );
    maker.head(
      ['What'],
      ['Low at', 'High at', `Change at low (${currency})`, `Change at high (${currency})`, `Swing (${currency})`],
    );
    for (const { what, low, high } of tornado.slice(0, MOST_ROWS)) {
      const row = maker.next;
      const [from, to] = [money.units(low.change), money.units(high.change)];
      maker.row(
        ...[text(what), heldAt(low.at), heldAt(high.at), amount(low.change, what), amount(high.change, what)],
        money.formula(`ABS(E${row + 1}-D${row + 1})`, to > from ? to - from : from - to, 'body'),
      );
    }
    tellRest(maker, tornado.length, 'bars');
  }
  if (breakEven.length > 0) {
    maker.heading(
      'Break-even',
      'The price at which net revenue is what it was. None where it stays above or below between both ends.',
      6,
    );
    maker.head(
      ['Price of'],
      ['Between', 'and', `Change there (${currency})`, `Change there (${currency})`, 'Price'],
      ['a', 'Why'],
    );
    for (const { what, between, per, ends, price, why } of breakEven.slice(0, MOST_ROWS)) {
      maker.row(
        ...[text(what), heldAt(between[0]), heldAt(between[1]), amount(ends[0], what), amount(ends[1], what)],
        ...[price === null ? text('none', 'muted') : heldAt(price), text(per, 'beside'), ...broken([why], [60])],
      );
    }
  }
  if (monteCarlo) {
    const { draws, seed, mean, interval, falls, histogram } = monteCarlo;
    maker.heading('Drawn from all ranges at random (Monte Carlo)');
    maker.row(text('Draws'), count(draws));
    maker.row(text('Seed'), { kind: 'number', value: seed, format: '0', look: 'body' });
    maker.row(text('Mean change'), amount(mean, 'mean'));
    maker.row(text(`Change at least (${interval.confidence} %)`), amount(interval.low, 'at least'));
    maker.row(text(`Change at most (${interval.confidence} %)`), amount(interval.high, 'at most'));
    maker.row(text('Draws in which revenue falls'), percent(falls));
    maker.row();
    maker.table(
      histogram.bins.map(({ from }) => [amount(from, 'spread')]),
      [`Change from (${currency}, steps of ${histogram.width})`],
      [
        people(
          'Draws',
          histogram.bins.map((bin) => `${bin.draws}`),
          `${draws}`,
          'Sensitivities, draws = all draws',
        ),
      ],
      { rest: 'In no step' },
    );
  }
  if (maker.next === 2) maker.row(words('No sensitivities were asked for.', 'note', 4));
  return { sheet: maker.sheet([44, 20, 20, 22, 22, 20, 12, 60], 2, 1), readded: maker.readded };
}
