/** Reads a simulation from YAML; what is not as it can be is a problem, never an assumption less. */

import type { Outcome, Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown.ts';
import type { MapNode, Node } from '../../yaml/document.ts';
import type { Fields } from '../../yaml/field-reader.ts';
import { readYaml } from '../../yaml/read.ts';
import { plainId } from '../../yaml/slips.ts';
import type { Assumptions, Candidate } from '../assumptions.ts';
import { inProject } from './in-project.ts';
import { readBehaviour, readPlanList } from './read-behaviour.ts';
import { readCosts } from './read-costs.ts';
import { readPath } from './read-path.ts';
import { readPopulation } from './read-population.ts';
import { LEVER_KEYS, overlap, readLever, readNewPrice } from './read-price.ts';
import {
  readBacktest,
  readBreakEven,
  readCertainty,
  readMonteCarlo,
  readShock,
  readTornado,
} from './read-questions.ts';
import { Reading, type SimulationFacts } from './reading.ts';

export const SIMULATION_KEYS = [
  'simulation',
  'title',
  'currency',
  'candidate',
  'population',
  'invoices',
  'path',
  'behaviour',
  'costs',
  'certainty',
  'tornado',
  'break_even',
  'monte_carlo',
  'backtest',
  'bill_shock',
  'fewest',
  'other_plans',
];
export const CANDIDATE_KEYS = ['plans', 'prices'];
export const NEW_PRICE_KEYS = [...LEVER_KEYS, 'to', 'by'];
const ID = /^[a-z0-9][a-z0-9._-]{0,99}$/;
const USUAL_FEWEST = 10;
const MOST_FEWEST = 10_000;

/**
 * The simulation of a file, or all that is wrong with it. `file` is its path from the project's folder: paths in it are
 * from where it lies, and stay as they are written (see inProject).
 */
export function readSimulation(text: string, file: string, facts: SimulationFacts): Outcome<Assumptions> {
  const documents = readYaml(text, file);
  if (!documents.value) return documents;
  const [document, second] = documents.value;
  const reading = new Reading(facts, file);
  const start = { file, line: 1, column: 1 };
  const named = document?.kind === 'map' ? document.entries.find(({ key }) => /^simulation$/i.test(key)) : undefined;
  const form = named?.value.kind === 'scalar' && ID.test(named.value.text) ? named.value.text : '<id>';
  const fix = named ? `let \`simulation: ${form}\` be its first line` : 'begin it with `simulation: <id>`';
  if (document?.kind !== 'map' || document.entries[0]?.key !== 'simulation') {
    reading.error('SIM-DOCUMENT', document?.place ?? start, 'this is not a simulation', fix);
  } else if (second) {
    reading.error('SIM-DOCUMENT', second.place, 'a file has one simulation', 'put what comes after it in another file');
  } else {
    const value = readDocument(document, reading);
    if (value && reading.problems.length === 0) return { value, problems: documents.problems };
  }
  return { problems: inOrder([...documents.problems, ...reading.problems]) };
}

/** As they stand in the file. */
const inOrder = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort(
    ({ place: a }, { place: b }) => (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0),
  );

function readDocument(document: MapNode, reading: Reading): Assumptions | undefined {
  const fields = reading.fields(document, 'a simulation', SIMULATION_KEYS, ['population']);
  const field = (key: string): Node | undefined => fields.get(key);
  const id = readId(field('simulation')!, reading);
  const title = reading.text(field('title'), '`title`');
  // The plans of both sides come first: names and money are held against them.
  const folder = readFolder(field('candidate'), reading);
  reading.candidate = folder.wrong ? undefined : reading.facts.candidate(folder.path);
  reading.currency = readCurrency(field('currency'), reading);
  const candidate = readCandidate(field('candidate'), reading);
  const population = readPopulation(field('population'), reading);
  const invoices = readInvoices(document, fields, reading);
  const path = readPath(field('path'), reading);
  const behaviour = readBehaviour(field('behaviour'), reading);
  const costs = readCosts(field('costs'), reading);
  const read = {
    certainty: readCertainty(field('certainty'), reading),
    tornado: readTornado(field('tornado'), behaviour, reading),
    breakEven: readBreakEven(field('break_even'), reading),
    monteCarlo: readMonteCarlo(field('monte_carlo'), behaviour, path, reading),
    backtest: readBacktest(field('backtest'), reading),
    shock: readShock(field('bill_shock'), reading),
    fewest: reading.whole(field('fewest'), '`fewest`', 1, MOST_FEWEST) ?? USUAL_FEWEST,
    otherPlans: readOtherPlans(field('other_plans'), reading),
  };
  for (const key of ['certainty', 'bill_shock', 'monte_carlo', 'tornado']) reading.at(key, field(key));
  if (id === undefined || !population) return undefined;
  return {
    ...{ id, title, place: document.place, places: reading.places, candidate },
    population: { ...population, currency: reading.currency },
    ...{ invoices, path, behaviour, costs },
    ...read,
  };
}

function readId(node: Node, reading: Reading): string | undefined {
  if (node.kind === 'scalar' && ID.test(node.text)) return node.text;
  const plain = node.kind === 'scalar' ? plainId(node.text) : '';
  const form = ID.test(plain) ? `\`${plain}\`` : 'a name for it of lower-case letters, digits, `-`, `.` and `_`';
  return reading.wrong(node, 'the id of a simulation', form);
}

/** The folder of the candidate's plans alone: everything else is read when the plans are known. */
function readFolder(
  node: Node | undefined,
  reading: Reading,
): { readonly path: string | undefined; readonly wrong: boolean } {
  const written = node?.kind === 'map' ? node.entries.find(({ key }) => key === 'plans')?.value : undefined;
  if (written === undefined) return { path: undefined, wrong: false };
  const path = written.kind === 'scalar' ? inProject(reading.file, written.text) : undefined;
  return { path, wrong: path === undefined };
}

/** As told, or the only one that plans have. */
function readCurrency(node: Node | undefined, reading: Reading): string | undefined {
  const codes = reading.currencies();
  reading.at('currency', node);
  if (node === undefined) return codes.length === 1 ? codes[0] : undefined;
  const code = reading.text(node, '`currency`');
  if (code === undefined || codes.includes(code) || codes.length === 0) return code;
  return reading.unknown('SIM-CURRENCY', node.place, `no plan is in \`${shownText(code)}\``, code, codes);
}

function readCandidate(node: Node | undefined, reading: Reading): Candidate | undefined {
  const map = reading.map(node, '`candidate`', '`{ prices: [{ plan: smart-m, charge: monthly-fee, to: 12.99 }] }`');
  if (!map) return undefined;
  const fields = reading.fields(map, '`candidate`', CANDIDATE_KEYS, []);
  const plans = reading.path(fields.get('plans'), '`plans` of `candidate`');
  const form = '`- { plan: smart-m, charge: data-overage, to: 3.50 }`';
  const prices = reading.entries(fields.get('prices'), '`prices`', form).flatMap((one) => {
    const own = reading.fields(one, 'a price', NEW_PRICE_KEYS, ['plan', 'charge']);
    const lever = readLever(one, own, reading);
    const price = readNewPrice(one, own, lever, reading);
    return lever && price ? { lever, price } : [];
  });
  prices.forEach(({ lever }, index) => {
    const earlier = prices.slice(0, index).find((one) => overlap(lever, one.lever));
    if (earlier)
      reading.twice(
        lever.place,
        earlier.lever.place,
        `new prices for ${shownText(lever.charge)} of ${shownText(lever.plan)}`,
      );
  });
  if (fields.size === 0) {
    const fix =
      'add `prices:`, or `plans:` with the folder of the changed plans; without the key, the plans as they are here are compared with those in git';
    return reading.error('SIM-NO-EFFECT', map.place, '`candidate` changes nothing', fix);
  }
  return { plans, prices };
}

function readInvoices(document: MapNode, fields: Fields, reading: Reading): Assumptions['invoices'] {
  const node = fields.get('invoices');
  reading.at('invoices', node);
  const population = fields.get('population');
  const ofUsage = population?.kind === 'map' && population.entries.some(({ key }) => key === 'usage');
  if (!node && ofUsage) {
    const fix = 'add `invoices: { from: 2026-04-01, before: 2026-05-01 }`';
    return reading.error('SIM-MISSING-KEY', document.place, 'a population of usage needs `invoices`', fix);
  }
  return reading.days(node, '`invoices`');
}

function readOtherPlans(node: Node | undefined, reading: Reading): Assumptions['otherPlans'] {
  if (node === undefined) return 'all';
  const word = node.kind === 'scalar' ? node.text : undefined;
  if (word === 'all' || word === 'none') return word;
  return readPlanList(node, '`other_plans`', reading);
}
