/** A simulation as one page for who signs the launch: the sentence first, what it rests on last. */

import type { Simulation } from '../../simulation/result.ts';
import { count, counted } from '../amounts.ts';
import { SIMULATION_ROWS } from '../limits.ts';
import { shortened } from '../shortened.ts';
import { type Answer, answersOf } from './answers.ts';
import { behaviourSection } from './sections/behaviour.ts';
import {
  backtestSection,
  breakEvenSection,
  monteCarloSection,
  setsSection,
  tornadoSection,
} from './sections/certainty.ts';
import { decilesSection } from './sections/deciles.ts';
import { assumptionsSection, controlsSection, methodSection } from './sections/evidence.ts';
import { figuresSection } from './sections/figures.ts';
import { groupsSection } from './sections/groups.ts';
import { monthsSection } from './sections/months.ts';
import { moversSection } from './sections/movers.ts';
import { reachSection } from './sections/reach.ts';
import { betterOffSection, shockSection } from './sections/risks.ts';
import { spreadSection } from './sections/spread.ts';
import { waterfallSection } from './sections/waterfall.ts';
import { customersText } from './shown.ts';
import type { Section } from './view.ts';
import { brokenOf, headlineOf } from './words.ts';

export interface SimulationPage {
  readonly tone: '' | 'wrong';
  readonly title: string;
  readonly sentence: string;
  readonly answers: readonly Answer[];
  readonly notes: readonly string[];
  readonly sections: readonly Section[];
  readonly about: readonly { readonly label: string; readonly value: string }[];
}

export function simulationPage(simulation: Simulation, fingerprint?: string): SimulationPage {
  const broken = brokenOf(simulation);
  const { header, notes } = simulation;
  const sections = [
    reachSection(simulation),
    figuresSection(simulation),
    waterfallSection(simulation),
    spreadSection(simulation),
    decilesSection(simulation),
    groupsSection(simulation),
    monthsSection(simulation),
    shockSection(simulation),
    betterOffSection(simulation),
    moversSection(simulation),
    behaviourSection(simulation),
    tornadoSection(simulation),
    setsSection(simulation),
    breakEvenSection(simulation),
    monteCarloSection(simulation),
    backtestSection(simulation),
    assumptionsSection(simulation),
    controlsSection(simulation),
    methodSection(simulation),
  ].flatMap((one) => one ?? []);
  const left = notes.length - SIMULATION_ROWS.notes;
  return {
    tone: broken === undefined ? '' : 'wrong',
    title: shortened(header.title ?? header.id),
    sentence: broken ?? headlineOf(simulation),
    // Beside what cannot be trusted, money would be read all the same.
    answers: broken === undefined ? answersOf(simulation) : [],
    notes: [...notes.slice(0, SIMULATION_ROWS.notes), ...(left > 0 ? [`and ${counted(left, 'more note')}`] : [])],
    sections,
    about: aboutOf(simulation, fingerprint),
  };
}

function aboutOf({ header, certainty }: Simulation, fingerprint?: string): SimulationPage['about'] {
  const { population, invoices } = header;
  const rows = [
    ['Simulation', `${header.id}, ${header.file}`],
    ['Base', header.base],
    ['Candidate', header.candidate],
    [
      'Population',
      `${population.name}: ${counted(population.sampled, 'customer')} rated${population.kind === 'full' ? '' : `, who stand for ${customersText(population.customers)}`}; ${counted(population.records, 'usage record')}`,
    ],
    ['Bills', `from ${invoices.from} to before ${invoices.before}`],
    ['Currency', header.currency],
    ['Seed of random draws', `${header.seed}`],
    ['Statistics', certainty.method === 'none' ? '' : `${certainty.library}, ${count(certainty.resamples)} resamples`],
    ['rateproof', `${header.rateproof}, time zones ${header.timeZoneData}`],
    ['Fingerprint', fingerprint ?? ''],
  ] as const;
  return rows.flatMap(([label, value]) => (value === '' ? [] : [{ label, value: shortened(value) }]));
}
