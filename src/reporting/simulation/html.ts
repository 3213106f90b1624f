/**
 * A simulation as one HTML page that needs nothing else and runs nothing (see html/document.ts). The same simulation gives
 * the same bytes.
 */

import type { Simulation } from '../../simulation/result.ts';
import { htmlDocument, shown } from '../html/document.ts';
import { writeSimulationPage } from '../html/templates.ts';
import { shortened } from '../shortened.ts';
import { chartist, type Drawn } from './charts.ts';
import { type SimulationPage, simulationPage } from './page.ts';
import { unbroken } from './shown.ts';
import type { Section } from './view.ts';

export interface SimulationReportContext {
  /** Of the manifest of the run, which its results cannot hold. */
  readonly fingerprint?: string;
}

/** What the template takes: a page with its charts drawn. Drawings are markup; everything else it escapes. */
export type DrawnPage = Omit<SimulationPage, 'sections'> & { readonly sections: readonly DrawnSection[] };
type DrawnSection = Omit<Section, 'blocks'> & {
  readonly blocks: readonly (Omit<Section['blocks'][number], 'chart'> & {
    readonly chart: (Drawn & Omit<NonNullable<Section['blocks'][number]['chart']>, 'drawing'>) | undefined;
  })[];
};

/** The page in pieces, to be written one after the other. */
export async function renderSimulationHtml(
  simulation: Simulation,
  { fingerprint }: SimulationReportContext = {},
): Promise<Iterable<string>> {
  const page = tamed(simulationPage(simulation, fingerprint));
  const draw = await chartist();
  const sections = page.sections.map((section) => ({
    ...section,
    blocks: section.blocks.map((block) => {
      const { chart } = block;
      return { ...block, chart: chart && { ...chart, ...draw(chart.drawing) } };
    }),
  }));
  const body = writeSimulationPage({ ...page, sections });
  return htmlDocument({ title: `${page.title}: ${page.sentence}`, body, styles: ['report.css', 'simulation.css'] });
}

/** Every text of it on one line, not too long and with nothing in it that cannot be seen; sentences of ours stay whole. */
function tamed(page: SimulationPage): SimulationPage {
  return shown(cut(page));
}

const MOST = 1_200;

function cut<T>(value: T): T {
  // A number and its unit stand on one line.
  if (typeof value === 'string') return unbroken(value.length > 200 ? shortened(value, MOST) : value) as T;
  if (Array.isArray(value)) return value.map(cut) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner)])) as T;
}
