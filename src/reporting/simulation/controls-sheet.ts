/** The sheet on which finance checks: the sums of the other sheets against the totals told, and the totals against themselves. */

import type { Simulation } from '../../simulation/result.ts';
import { type Cell, count, customers, isTooLong, type Money, percent, type Sheet, text, words } from './cells.ts';
import { MOST_ROWS, type Readded, SheetMaker } from './table.ts';

/** Decimals of weights: millionths of a customer. */
const CUSTOMER_DECIMALS = 6;

export function controlsSheet(simulation: Simulation, readded: readonly Readded[], money: Money): Sheet {
  const { header, controls, backtest } = simulation;
  const maker = new SheetMaker('Controls', money);
  maker.row(text(`Does it add up: ${header.title ?? header.id}`, 'title'));
  maker.row(text(`Amounts in ${header.currency}. A spreadsheet computes the sums of the first table itself.`, 'note'));
  maker.row();
  const told = readded.filter(({ tooLong }) => !tooLong);
  const first = 7;
  const controlsAgree = controls.checks.every(({ same }) => same);
  const allAgree = everythingAgrees(simulation, readded, money);
  maker.row(text('All controls agree', 'heading'), {
    ...{ kind: 'formula', value: allAgree, format: undefined, look: allAgree ? 'good' : 'bad' },
    formula: `AND(${[...(readded.length > 0 ? [`COUNTIF(E${first + 1}:E${first + readded.length},FALSE)=0`] : []), controlsAgree ? 'TRUE' : 'FALSE'].join(',')})`,
  });
  maker.row();
  maker.row(text('Sums of this workbook against the totals told', 'heading'));
  maker.head(['What'], ['Sum in the sheet', 'Told', 'Difference', 'Same'], ['Told exactly']);
  for (const { what, at, told: total, sum, unit, tooLong } of readded) {
    const row = maker.next + 1;
    const made: Cell = typeof sum === 'bigint' ? money.formula(at, sum, 'body') : asFormula(customers(sum), at);
    const number: Cell = unit === 'money' ? money.amount(total, what) : customers(total);
    if (tooLong) {
      const beyond = text('more digits than a spreadsheet keeps', 'muted');
      maker.row(text(what), made, number, beyond, undefined, text(total));
      continue;
    }
    const decimals = unit === 'money' ? money.decimals : CUSTOMER_DECIMALS;
    const formula = `ROUND(B${row}-C${row},${decimals})`;
    const same = agrees({ sum, told: total }, money);
    maker.row(
      ...[text(what), made, number],
      typeof sum === 'bigint'
        ? money.formula(formula, sum - money.units(total), 'body')
        : { ...{ kind: 'formula', formula, look: 'body', format: '0.00' }, value: Number(sum) - Number(total) },
      { ...{ kind: 'formula', formula: `D${row}=0`, format: undefined }, value: same, look: same ? 'good' : 'bad' },
      text(total, 'beside'),
    );
  }
  if (told.length === 0) maker.row(words('No sum can be made by a spreadsheet.', 'note', 4));

  maker.heading('Totals that the simulation found in two ways');
  maker.head(['What'], ['One way', 'The other', 'Difference', 'Same'], ['Told exactly']);
  for (const { what, one, other, same } of controls.checks.slice(0, MOST_ROWS)) {
    const row = maker.next + 1;
    const [own, second] = [total(one, money), total(other, money)];
    const difference: Cell =
      own?.kind === 'number' && second?.kind === 'number'
        ? {
            ...own,
            kind: 'formula',
            formula: `ROUND(B${row}-C${row},${money.decimals})`,
            value: own.value - second.value,
            look: 'body',
          }
        : undefined;
    const exactly = one === other ? (decimalsOf(one) > money.decimals ? one : '') : `${one} and ${other}`;
    maker.row(
      ...[text(what), own, second, difference],
      ...[text(same ? 'yes' : 'NO', same ? 'good' : 'bad'), text(exactly, 'beside')],
    );
  }

  maker.heading('Usage records');
  const { all, rated, screened, unrated, notBilled } = controls.records;
  maker.row(text('All'), count(all));
  maker.row(text('Rated'), count(rated));
  maker.row(text('Left out when they were read'), count(screened));
  maker.row(text('Matched by no charge'), count(unrated, unrated > 0 ? 'bad' : 'body'));
  maker.row(text('On no bill of these months'), count(notBilled));

  const { calibration } = controls;
  if (calibration) {
    maker.heading(
      'Calibration of the population',
      `${calibration.method}, ${calibration.rounds} rounds, ${calibration.converged ? 'converged' : 'NOT converged'}.`,
      6,
    );
    maker.head(['Total'], ['Before', 'After', 'Asked', ''], ['Source']);
    for (const { what, asked, before, after, source } of calibration.controls.slice(0, MOST_ROWS)) {
      maker.row(text(what), plain(before), plain(after), plain(asked), undefined, text(source, 'beside'));
    }
    const [least, middle, most] = calibration.moved;
    maker.row(text('Weight after / before: least, middle, most'), plain(least), plain(middle), plain(most));
    maker.row(
      text('Effective customers (Kish): before, after'),
      plain(calibration.effective.before),
      plain(calibration.effective.after),
    );
  }

  if (backtest) {
    const { predicted, actual, error, errorPercent, segments, meanAbsolutePercent, coverage } = backtest;
    maker.heading('Backtest: a past change, predicted and as it was');
    maker.head(['What'], ['Predicted', 'Actual', 'Error', 'Error (%)'], ['Interval holds it']);
    const amount = (value: string): Cell => money.amount(value, 'Controls, backtest');
    maker.row(
      text('Revenue', 'total'),
      amount(predicted.after),
      amount(actual),
      amount(error),
      percent(errorPercent),
      covers(backtest.covered),
    );
    for (const one of segments.slice(0, MOST_ROWS)) {
      maker.row(
        text(one.name),
        amount(one.predicted),
        amount(one.actual),
        undefined,
        percent(one.errorPercent),
        covers(one.covered),
      );
    }
    if (meanAbsolutePercent !== null)
      maker.row(text('Mean absolute error'), undefined, undefined, undefined, percent(meanAbsolutePercent));
    if (coverage !== null)
      maker.row(text('Segments whose interval holds the actual'), undefined, undefined, undefined, percent(coverage));
  }

  // Last: all other cells are made by now.
  if (money.tooLong.length > 0) {
    maker.heading(
      'Amounts with more digits than a spreadsheet keeps',
      'A spreadsheet keeps 15 digits of a number. These cells show the nearest; here they are in full.',
      6,
    );
    maker.head(['Where', 'Exactly']);
    for (const { what, exact } of money.tooLong.slice(0, MOST_ROWS)) maker.row(text(what), text(exact));
  }
  return maker.sheet([66, 22, 22, 22, 14, 44], 2, 1);
}

export const everythingAgrees = ({ controls }: Simulation, readded: readonly Readded[], money: Money): boolean =>
  controls.checks.every(({ same }) => same) && readded.every((one) => one.tooLong || agrees(one, money));

const agrees = ({ sum, told }: Pick<Readded, 'sum' | 'told'>, money: Money): boolean =>
  typeof sum === 'bigint' ? sum === money.units(told) : Number(sum) === Number(told);

const asFormula = (cell: Cell, formula: string): Cell =>
  cell?.kind === 'number' ? { ...cell, kind: 'formula', formula } : cell;

const decimalsOf = (value: string): number => (value.split('.')[1] ?? '').length;

/** A total to add up: in the decimals of the currency where it has more, the rest is told beside it. */
const total = (value: string, money: Money): Cell =>
  decimalsOf(value) > money.decimals && !isTooLong(money.units(value))
    ? money.cell(money.units(value), value, '')
    : plain(value);

const covers = (covered: boolean | undefined): Cell =>
  covered === undefined ? undefined : text(covered ? 'yes' : 'no', 'beside');

/** A decimal of any unit with the decimals that it is told with; in full as text where a spreadsheet would cut it. */
function plain(value: string): Cell {
  const [, whole, fraction = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  if (whole === undefined || whole.length + fraction.length > 15) return text(value);
  return {
    kind: 'number',
    value: Number(value),
    format: `#,##0${fraction === '' ? '' : `.${'0'.repeat(fraction.length)}`}`,
    look: 'body',
  };
}
