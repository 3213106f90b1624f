/** Reads the documents of scenarios/: written scenarios, tables of them, templates and recipes; every problem at once. */

import type { Outcome, Place, Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import type { MapNode, Node } from '../yaml/document.ts';
import { fill, problemsOfCases, type Row, readTable, sizeOf } from './case-table.ts';
import { readRecipe } from './read-recipe.ts';
import { readScenario } from './read-scenario.ts';
import { Reading, valueIn } from './reading.ts';
import type { Recipe } from './recipe.ts';
import type { PlanFacts, Scenario } from './scenario.ts';
import { Templates } from './template.ts';

export type Entry = { readonly scenario: Scenario } | { readonly recipe: Recipe };

export interface ScenarioContext {
  readonly plans: ReadonlyMap<string, PlanFacts>;
  /** Takes the place of every recipe's own seed. */
  readonly seed?: number;
}

/** A simulation may stand beside what it is about; it is read when it is asked for, and nothing here depends on it. */
const KINDS = ['scenario', 'recipe', 'template', 'simulation'] as const;
type Kind = (typeof KINDS)[number];

/** Records that all written scenarios have together. */
const MOST_RECORDS = 2_000_000;
/** Values of all documents that tables and templates make: a few lines cannot ask for the work of hours. */
const MOST_VALUES = 5_000_000;
/** More problems than anybody reads: the rest of a table is not looked at. */
const MOST_PROBLEMS = 100;

/** Scenarios and recipes in the order of the documents, or all that is wrong with them. */
export function readScenarios(documents: readonly Node[], context: ScenarioContext): Outcome<readonly Entry[]> {
  const reader = new DocumentReader(context);
  // Templates are for all files: they are known before the first scenario is read.
  for (const document of documents) if (kindOf(document) === 'template') reader.addTemplate(document as MapNode);
  for (const document of documents) reader.read(document);
  const { entries, problems } = reader.close();
  return problems.length > 0 ? { problems } : { value: entries, problems };
}

function kindOf(document: Node): Kind | undefined {
  const first = document.kind === 'map' ? document.entries[0]?.key : undefined;
  return KINDS.find((kind) => kind === first);
}

/** As they stand in the file. */
function inOrder(a: Problem, b: Problem): number {
  return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0);
}

class DocumentReader {
  readonly #context: ScenarioContext;
  readonly #entries: Entry[] = [];
  readonly #problems: Problem[] = [];
  /** What is wrong in a template is wrong in every scenario that is like it, and told once. */
  readonly #told = new Set<string>();
  readonly #templates = new Templates();
  readonly #ids = new Map<string, Place>();
  #records = 0;
  #values = 0;

  constructor(context: ScenarioContext) {
    this.#context = context;
  }

  addTemplate(document: MapNode): void {
    const reading = new Reading();
    this.#checkDocumentId(document, reading);
    this.#templates.add(document, reading);
    this.#tell(reading.problems);
  }

  read(document: Node): void {
    const kind = kindOf(document);
    if (kind === 'template' || kind === 'simulation') return;
    const reading = new Reading();
    if (kind === undefined || document.kind !== 'map') {
      const fix = 'begin the document with `scenario: <id>`, `recipe: <id>` or `template: <id>`';
      const message = 'this is neither a scenario nor a recipe nor a template';
      reading.error('SCENARIO-UNKNOWN-DOCUMENT', document.place, message, fix);
    } else {
      this.#checkDocumentId(document, reading);
      if (kind === 'scenario') this.#readWritten(document, reading);
      else {
        const recipe = readRecipe(document, reading, this.#context.plans, this.#context.seed);
        if (recipe) this.#entries.push({ recipe });
      }
    }
    this.#tell(reading.problems);
  }

  close(): { entries: readonly Entry[]; problems: readonly Problem[] } {
    const reading = new Reading();
    // While other documents cannot be read, it is not known what they are like.
    if (this.#problems.length === 0) this.#templates.checkUsed(reading);
    this.#tell(reading.problems);
    return { entries: this.#entries, problems: this.#problems };
  }

  #readWritten(document: MapNode, reading: Reading): void {
    const whole = this.#templates.writeOut(document, reading);
    if (!whole) return;
    const table = valueIn(whole, 'cases');
    if (table) this.#readCases(whole, table, reading);
    else if (whole === document || this.#hasRoom(sizeOf(whole), document.place, reading)) {
      this.#add(readScenario(whole, reading, this.#context.plans), reading);
    }
  }

  #readCases(whole: MapNode, table: Node, reading: Reading): void {
    const shared = { ...whole, entries: whole.entries.filter(({ key }) => key !== 'cases') };
    const rows = readTable(table, shared, reading);
    if (!this.#hasRoom(sizeOf(shared) * rows.length, table.place, reading)) return;
    const found: { readonly row: Row; readonly problems: readonly Problem[] }[] = [];
    let problems = 0;
    for (const row of rows) {
      const own = new Reading();
      const scenario = readScenario(fill(shared, row.cells), own, this.#context.plans);
      if (scenario) {
        this.#checkId(`${scenario.id}.${row.name}`, row.cells.get('case')!.place, own);
        this.#add(caseOf(scenario, row), own);
      }
      found.push({ row, problems: own.problems });
      problems += own.problems.length;
      if (problems > MOST_PROBLEMS || this.#records > MOST_RECORDS) break;
    }
    reading.problems.push(...problemsOfCases(found));
  }

  #add(scenario: Scenario | undefined, reading: Reading): void {
    if (!scenario || this.#records > MOST_RECORDS) return;
    this.#entries.push({ scenario });
    this.#records += scenario.records.length;
    if (this.#records <= MOST_RECORDS) return;
    const message = `up to this scenario there are more than ${MOST_RECORDS} records written`;
    reading.error('SCENARIO-TOO-LARGE', scenario.place, message, 'write fewer, or use a recipe');
  }

  #hasRoom(values: number, place: Place, reading: Reading): boolean {
    const had = this.#values;
    this.#values += values;
    if (this.#values <= MOST_VALUES) return true;
    const message = `up to here tables and templates make more than ${MOST_VALUES} values`;
    if (had <= MOST_VALUES) reading.error('SCENARIO-TOO-LARGE', place, message, 'write fewer cases, or use a recipe');
    return false;
  }

  #checkDocumentId({ entries }: MapNode, reading: Reading): void {
    const { value, keyPlace } = entries[0]!;
    if (value.kind === 'scalar') this.#checkId(value.text, keyPlace, reading);
  }

  #checkId(id: string, place: Place, reading: Reading): void {
    const earlier = this.#ids.get(id);
    this.#ids.set(id, earlier ?? place);
    if (!earlier) return;
    reading.problems.push({
      code: 'SCENARIO-DUPLICATE-ID',
      severity: 'error',
      message: `the id \`${shownText(id)}\` is used twice`,
      place,
      related: [{ message: 'here first', place: earlier }],
      fix: 'give one of them another id',
    });
  }

  #tell(problems: Problem[]): void {
    for (const problem of problems.sort(inOrder)) {
      const { file, line, column } = problem.place ?? { file: '', line: 0, column: 0 };
      const text = `${file}:${line}:${column} ${problem.code} ${problem.message}`;
      if (!this.#told.has(text)) this.#problems.push(problem);
      this.#told.add(text);
    }
  }
}

/** One case of a table as a scenario of its own, `<scenario>.<case>`. */
function caseOf(scenario: Scenario, { name, place, title, tags, because }: Row): Scenario {
  return {
    ...scenario,
    id: `${scenario.id}.${name}`,
    title: title ?? scenario.title,
    place,
    tags: [...new Set([...scenario.tags, ...tags])],
    expect: scenario.expect.map((invoice) => ({ ...invoice, because: invoice.because ?? because })),
  };
}
