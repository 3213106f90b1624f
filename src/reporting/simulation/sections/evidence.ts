/** What it rests on: assumptions with their sources, totals that were found twice, and what is exact in all this. */

import type { Simulation } from '../../../simulation/result.ts';
import { count, counted, grouped } from '../../amounts.ts';
import { SIMULATION_ROWS } from '../../limits.ts';
import { isEstimated, rounded } from '../shown.ts';
import { type Block, type Section, section, tableOf } from '../view.ts';
import { ASSUMED, confidenceText } from '../words.ts';

export function assumptionsSection({ assumptions }: Simulation): Section {
  if (assumptions.length === 0)
    return section('assumptions', 'Assumptions', [], {
      text: ['None: nothing on this page rests on somebody’s judgement.'],
    });
  const shown = assumptions.slice(0, SIMULATION_ROWS.assumptions);
  const table = tableOf({
    caption: 'What is assumed, and who says so',
    columns: [{ title: 'Assumption' }, { title: 'Value', words: true }, { title: 'Source', words: true }],
    rows: shown.map(({ what, value, range, source, file, line }) => ({
      cells: [
        { text: what, small: `${file}:${line}` },
        { text: value, small: range === undefined ? '' : `range ${range}` },
        source,
      ],
    })),
    more:
      assumptions.length > shown.length ? `and ${counted(assumptions.length - shown.length, 'more assumption')}` : '',
  });
  return section('assumptions', 'Assumptions', [{ table }], { aside: count(assumptions.length) });
}

export function controlsSection({ controls: { checks, records, calibration } }: Simulation): Section {
  const wrong = checks.filter(({ same }) => !same).length;
  const shown = [...checks].sort((a, b) => Number(a.same) - Number(b.same)).slice(0, SIMULATION_ROWS.controls);
  const blocks: (Partial<Block> & Pick<Block, 'table'>)[] = [
    {
      title: 'Totals, each found in two ways',
      // Dozens of rows that say yes: who signs needs those that say no.
      folded: wrong === 0,
      table: tableOf({
        caption: 'Control totals, with every digit',
        columns: [
          { title: 'Total' },
          { title: 'One way' },
          { title: 'The other way', roomy: true },
          { title: 'Agree', words: true },
        ],
        rows: shown.map(({ what, one, other, same }) => ({
          cells: [what, grouped(one), grouped(other), same ? 'yes' : 'NO'],
        })),
        more: checks.length > shown.length ? `and ${counted(checks.length - shown.length, 'more total')}` : '',
      }),
    },
    {
      title: 'Usage records',
      table: tableOf({
        caption: 'What became of every usage record',
        columns: [{ title: 'Records' }, { title: 'Number' }],
        rows: [
          { cells: ['Rated', count(records.rated)] },
          {
            cells: [
              { text: 'Screened out', small: 'not usable as they are; each is told in the report of usage' },
              count(records.screened),
            ],
          },
          { cells: [{ text: 'Could not be rated', small: 'no charge matches' }, count(records.unrated)] },
          { cells: [{ text: 'On no bill', small: 'outside the bills that were asked for' }, count(records.notBilled)] },
          { whole: true, cells: ['All', count(records.all)] },
        ],
      }),
    },
  ];
  if (calibration) {
    const { method, rounds, converged, controls, moved, effective } = calibration;
    blocks.push({
      title: 'Calibration of the population',
      table: tableOf({
        caption: 'Totals that the population was made to have',
        columns: [
          { title: 'Total' },
          { title: 'Asked' },
          { title: 'Before', roomy: true },
          { title: 'After' },
          { title: 'Source', words: true, roomy: true },
        ],
        rows: controls.slice(0, SIMULATION_ROWS.controls).map(({ what, asked, before, after, source }) => ({
          cells: [what, grouped(asked), grouped(before), grouped(after), source],
        })),
      }),
      after: [
        `By ${method}: ${converged ? `done in ${counted(rounds, 'round')}` : `NOT DONE after ${counted(rounds, 'round')}; the totals above are as near as it came`}. Weights moved by factors of ${moved[0]} to ${moved[2]}, the one in the middle by ${moved[1]}. With unequal weights the sample says as much as ${effective.before} customers of equal weight before, and ${effective.after} after it (effective sample size, Kish).`,
      ],
    });
  }
  return section('controls', 'Control totals', blocks, {
    aside:
      wrong === 0
        ? `${count(checks.length)} of ${count(checks.length)} agree`
        : `${count(wrong)} of ${count(checks.length)} do NOT agree`,
  });
}

export function methodSection(simulation: Simulation): Section {
  const { certainty, behaviour, header, static: impact } = simulation;
  const hides = [...impact.plans, ...impact.segments, ...impact.bands, ...impact.deciles].some(
    ({ mark }) => mark !== undefined,
  );
  const text = [
    `Exact: both sides were billed in full, customer by customer, by the engine that bills; nothing is a difference of estimates. Every total is an exact sum, every amount here is rounded half to even to ${counted(header.decimals, 'decimal')} where it is shown, and rows are rounded together so that they add up as shown: a change or a sum can be one smallest unit away from its own rounding. simulation.json has every digit.`,
    isEstimated(simulation)
      ? `Estimated, and marked est.: all totals, as ${count(header.population.sampled)} rated customers stand for ${rounded(header.population.customers, 0)}. Intervals of ${confidenceText(certainty.confidence)} come from a paired bootstrap with the weights of the sample: customers are drawn again from the sample ${count(certainty.resamples)} times, each with the bills of both sides, and the interval follows from how far the results lie apart (seed ${certainty.seed}, ${certainty.library}). An interval tells the error of the sample and nothing else; it knows nothing of assumptions.`
      : header.population.kind === 'model'
        ? 'The customers are those of a model. They were billed exactly; how far they are like the real ones, nothing here tells.'
        : 'Everybody was rated, so that the static result has no sampling error and needs no interval.',
    behaviour
      ? `Estimated, and marked est.: everything ${ASSUMED}. It is an exact calculation from assumptions, and as good as they are.`
      : '',
    hides
      ? 'A cell that rests on too few rated customers shows no number (–, “not shown”): a few bills say nothing about many customers. Cells on few customers are shown and marked “few”. Totals hold both.'
      : '',
    'Who pays more or less is counted by the same customer’s bills on both sides. Groups are fixed by the bills before the change, so that nobody wins by changing groups.',
  ];
  return section('method', 'How to read this', [], { text });
}
