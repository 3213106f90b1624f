/**
 * What a change alters of the gate it has to pass: policies, exceptions, settings, approvals, scenarios, accepted results.
 * All of it stands in the same repository as the plans, so that whoever changes a price can change its judge as well. That
 * may be right; it must be seen.
 */

import type { Approval } from '../baseline/approval.ts';
import { readApproval } from '../baseline/approval-text.ts';
import { evaluatePolicies, type Facts } from '../policy/evaluate.ts';
import type { Exception, Policies, Policy } from '../policy/model.ts';
import type { PolicyOutcome } from '../policy/policy.ts';
import { policyInWords } from '../policy/words.ts';
import type { Outcome } from '../problems/problem.ts';
import type { Entry } from '../scenario/read.ts';
import { readYaml } from '../yaml/read.ts';
import { countOf } from './cases.ts';
import type { GateChange, GateChanges } from './check-result.ts';
import { CONFIG_FILE, type Config, readSettings, SETTINGS, type Setting } from './config.ts';
import { APPROVALS_FOLDER } from './diff/approvals.ts';
import type { SideFiles } from './diff/sides.ts';
import type { InputFile } from './files.ts';
import { readInputFile, readYamlFiles } from './files.ts';
import { prepareFiles, recipesOf } from './load.ts';
import { policiesIn } from './policies.ts';
import { Session } from './session.ts';

export interface GateQuestion {
  readonly root: string;
  /** As the head has them: folders of the run, what was read of them. */
  readonly approvals: string;
  readonly scenarios: string;
  readonly entries: readonly Entry[];
  readonly scenarioFiles: readonly InputFile[];
  readonly policies: Policies;
  readonly facts: Facts;
  readonly outcomes: readonly PolicyOutcome[];
  readonly asOf: string;
  readonly seed: number | undefined;
}

/** Settings that choose what is looked at; the others choose how fast, or what is written. */
const CHOOSES: readonly Setting[] = ['plans', 'scenarios', 'approvals', 'seed', 'tries'];
/** Told of one kind by name; the rest is counted. */
const MOST = 20;

/** Undefined where the base is a folder of plans alone, and nothing can be said. */
export function gateChanges(base: SideFiles, question: GateQuestion): GateChanges | undefined {
  if (!base.other) return undefined;
  const changes: GateChange[] = [];
  const unread = (what: string): void => {
    changes.push({ kind: 'settings', warns: true, words: `${what} of the base cannot be read: what changed there is not known` });
  };
  const { root } = question;
  const was = base.other(CONFIG_FILE);
  const is = readInputFile(root, CONFIG_FILE);
  const [before, after] = [was, is].map((one) => one.value?.[0]?.text);
  const older = settingsOf(was);
  const newer = settingsOf(is);
  let outcomes: readonly PolicyOutcome[] = [];
  if (!was.value || !older) unread(CONFIG_FILE);
  else if (before !== after && newer) changes.push(...settingChanges(older, newer));

  // Where a setting moved a folder, the base's is where the base has it; a flag holds for both.
  const folderOf = (setting: 'scenarios' | 'approvals', now: string, otherwise: string): string => {
    const own = (config: Config | undefined): string => String(config?.get(setting) ?? otherwise);
    return newer && own(newer) === now ? own(older) : now;
  };
  const read = scenariosOf(base, folderOf('scenarios', question.scenarios, 'scenarios'), question);
  if (!read.value) unread('scenarios');
  else changes.push(...scenarioChanges(read.value, question));

  if (was.value && before !== after) {
    const held = read.value && policiesIn(before, base.histories?.() ?? question.facts.plans, read.value.entries);
    if (!held?.value) unread('policies');
    else {
      changes.push(...policyChanges(held.value, question.policies));
      outcomes = stillHeld(held.value, question);
    }
  }
  const decided = approvalChanges(base, folderOf('approvals', question.approvals, APPROVALS_FOLDER), question);
  if (decided) changes.push(...decided);
  else unread('approvals');
  return { changes, heldByBase: outcomes };
}

function settingsOf({ value }: Outcome<readonly InputFile[]>): Config | undefined {
  const [file] = value ?? [];
  if (!file) return value && new Map();
  const documents = readYaml(file.text, file.file);
  return documents.value && readSettings(documents.value).value;
}

function settingChanges(before: Config, after: Config): GateChange[] {
  const shown = (value: string | readonly string[] | undefined): string =>
    value === undefined ? 'not set' : [value].flat().join(', ');
  return (Object.keys(SETTINGS) as Setting[]).flatMap((key): GateChange[] => {
    const [was, is] = [shown(before.get(key)), shown(after.get(key))];
    if (was === is) return [];
    return [{ kind: 'settings', warns: CHOOSES.includes(key), words: `setting ${key}: ${was} -> ${is}` }];
  });
}

interface OfBase {
  readonly entries: readonly Entry[];
  readonly files: readonly InputFile[];
}

function scenariosOf(base: SideFiles, folder: string, { entries, scenarioFiles, seed }: GateQuestion): Outcome<OfBase> {
  const files = base.other!(folder);
  if (!files.value) return files;
  const same =
    files.value.length === scenarioFiles.length &&
    files.value.every(({ file, text }, at) => file === scenarioFiles[at]!.file && text === scenarioFiles[at]!.text);
  if (same) return { value: { entries, files: files.value }, problems: [] };
  const read = prepareFiles(base.plans, () => files, { seed, session: new Session(), kept: undefined });
  return read.value ? { value: { entries: read.value.entries, files: files.value }, problems: [] } : read;
}

const idOf = (entry: Entry): string => ('recipe' in entry ? `recipe ${entry.recipe.id}` : `scenario ${entry.scenario.id}`);

function scenarioChanges(base: OfBase, { entries, scenarioFiles }: GateQuestion): GateChange[] {
  if (base.entries === entries) return [];
  const changes: GateChange[] = [];
  const tell = (words: string, warns: boolean): void => void changes.push({ kind: 'scenarios', warns, words });
  const [was, is] = [countOf(base.entries), countOf(entries)];
  if (was !== is) tell(`test customers: ${was} -> ${is}${is < was ? `, ${was - is} fewer` : ''}`, is < was);
  const now = new Set(entries.map(idOf));
  const gone = base.entries.map(idOf).filter((id) => !now.has(id));
  if (gone.length > 0) tell(`taken away: ${listed(gone)}`, true);
  const recipes = new Map(recipesOf(entries).map((recipe) => [recipe.id, recipe]));
  for (const { id, seed, count } of recipesOf(base.entries)) {
    const other = recipes.get(id);
    if (other && other.seed !== seed) tell(`recipe ${id}: seed ${seed} -> ${other.seed}, so that other customers are drawn`, true);
    if (other && other.count !== count) tell(`recipe ${id}: ${count} -> ${other.count} customers`, other.count < count);
  }
  const texts = new Map(base.files.map(({ file, text }) => [file, text]));
  const changed = scenarioFiles.flatMap(({ file, text }) => (texts.get(file) === text ? [] : [file]));
  if (changed.length > 0) tell(`files with other scenarios or expectations than the base: ${listed(changed)}`, false);
  return changes;
}

const identity = (policy: Policy): string => `${told(policy)}${policy.onBreach}`;

function told(policy: Policy): string {
  const { plan, segment } = policy.about;
  const about = [plan === undefined ? '' : `plan ${plan}`, segment === undefined ? '' : `segment ${segment}`].filter(Boolean);
  const costs = policy.policy === 'margin' ? JSON.stringify(policy.costs, plain) : '';
  return `${policyInWords(policy)}${about.length > 0 ? ` (${about.join(', ')})` : ''}${costs === '' ? '' : ', by its costs'}`;
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** What of the one list is not in the other, each as often as it stands there more. */
function without<T>(all: readonly T[], other: readonly T[], key: (one: T) => string): T[] {
  const left = new Map<string, number>();
  for (const one of other) left.set(key(one), (left.get(key(one)) ?? 0) + 1);
  return all.filter((one) => {
    const times = left.get(key(one)) ?? 0;
    if (times > 0) left.set(key(one), times - 1);
    return times === 0;
  });
}
