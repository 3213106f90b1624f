/**
 * What a change alters of the gate it has to pass: policies, exceptions, settings, approvals, scenarios, accepted results.
 * All of it stands in the same repository as the plans, so that whoever changes a price can change its judge as well. That
 * may be right; it must be seen.
 */

import type { Approval } from '../baseline/approval.ts';
import { readApproval } from '../baseline/approval-text.ts';
import { isBaselineFile } from '../baseline/baseline.ts';
import { evaluatePolicies, type Facts } from '../policy/evaluate.ts';
import type { Exception, Policies, Policy } from '../policy/model.ts';
import type { PolicyOutcome } from '../policy/policy.ts';
import { policyInWords } from '../policy/words.ts';
import type { Outcome } from '../problems/problem.ts';
import type { Entry } from '../scenario/read.ts';
import type { Node } from '../yaml/document.ts';
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
import { preparePlans } from './prepare-plan.ts';
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
    changes.push({
      kind: 'settings',
      warns: true,
      words: `${what} of the base cannot be read: what changed there is not known`,
    });
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
    const documents = documentsOf(was.value);
    const plans = preparePlans(base.plans).value?.histories;
    const held = documents && plans && read.value && policiesIn(documents, plans, read.value.entries);
    if (!held?.value) unread('policies');
    else {
      changes.push(...policyChanges(held.value, question.policies));
      outcomes = stillHeld(held.value, question);
    }
  }
  const decided = approvalChanges(base, folderOf('approvals', question.approvals, APPROVALS_FOLDER), question);
  if (decided) changes.push(...decided);
  else unread('approvals');
  const baselines = base.differing?.(question.scenarios, isBaselineFile) ?? [];
  if (baselines.length > 0) {
    changes.push({ kind: 'baselines', warns: false, words: `accepted results changed: ${listed(baselines)}` });
  }
  return { changes, heldByBase: outcomes };
}

function settingsOf({ value }: Outcome<readonly InputFile[]>): Config | undefined {
  const documents = value && documentsOf(value);
  return documents && readSettings(documents).value;
}

/** None where there is no file; undefined where it cannot be read. */
const documentsOf = ([file]: readonly InputFile[]): readonly Node[] | undefined =>
  file ? readYaml(file.text, file.file).value : [];

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

const idOf = (entry: Entry): string =>
  'recipe' in entry ? `recipe ${entry.recipe.id}` : `scenario ${entry.scenario.id}`;

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
    if (other && other.seed !== seed)
      tell(`recipe ${id}: seed ${seed} -> ${other.seed}, so that other customers are drawn`, true);
    if (other && other.count !== count) tell(`recipe ${id}: ${count} -> ${other.count} customers`, other.count < count);
  }
  const texts = new Map(base.files.map(({ file, text }) => [file, text]));
  const changed = scenarioFiles.flatMap(({ file, text }) => (texts.get(file) === text ? [] : [file]));
  if (changed.length > 0) tell(`files with other scenarios or expectations than the base: ${listed(changed)}`, false);
  return changes;
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

/** Everything that it says, wherever it stands in the file. */
const identity = ({ place: _, ...says }: Policy | Exception): string => JSON.stringify(says, plain);

const aboutOf = ({ about }: Policy | Exception): string => {
  const parts = Object.entries(about).flatMap(([of, id]) => (id === undefined ? [] : `${of} ${id}`));
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
};

const policyWords = (policy: Policy): string =>
  `${policyInWords(policy)}${aboutOf(policy)}, or ${policy.onBreach === 'block' ? 'it blocks' : 'it warns'}`;

function policyChanges(before: Policies, after: Policies): GateChange[] {
  const changes: GateChange[] = [];
  const gone = without(before.policies, after.policies, identity);
  const fresh = without(after.policies, before.policies, identity);
  for (const policy of gone) {
    // Of the same kind about the same: it was changed.
    const at = fresh.findIndex((one) => one.policy === policy.policy && aboutOf(one) === aboutOf(policy));
    const [now] = at < 0 ? [] : fresh.splice(at, 1);
    const [was, is] = [policyWords(policy), now && policyWords(now)];
    const what =
      is === undefined
        ? `policy taken away: ${was}`
        : was === is
          ? `policy changed in what it is held against: ${is}`
          : `policy changed: ${was} -> ${is}`;
    changes.push({ kind: 'policies', warns: true, words: what });
  }
  for (const policy of fresh)
    changes.push({ kind: 'policies', warns: false, words: `policy added: ${policyWords(policy)}` });
  const exception = (one: Exception): string =>
    `${one.policy}${aboutOf(one)}, until ${one.until}, of ${one.owner}: ${one.reason}`;
  for (const one of without(after.exceptions, before.exceptions, identity)) {
    changes.push({ kind: 'exceptions', warns: true, words: `exception added: ${exception(one)}` });
  }
  for (const one of without(before.exceptions, after.exceptions, identity)) {
    changes.push({ kind: 'exceptions', warns: false, words: `exception taken away: ${exception(one)}` });
  }
  return changes;
}

/** Policies of the base that block this run where no policy of the head's that says the same does. */
function stillHeld(before: Policies, { facts, asOf, policies, outcomes }: GateQuestion): readonly PolicyOutcome[] {
  const now = new Map(policies.policies.map((policy, at) => [identity(policy), outcomes[at]]));
  const held = before.policies.filter((policy) => now.get(identity(policy))?.outcome !== 'block');
  // Of a plan that is withdrawn there is nothing to hold.
  const there = held.filter(({ about: { plan } }) => plan === undefined || facts.plans.has(plan));
  return evaluatePolicies(there, before.exceptions, facts, asOf).filter(({ outcome }) => outcome === 'block');
}

/** Undefined where those of the base cannot be read. */
function approvalChanges(base: SideFiles, folder: string, { root, approvals }: GateQuestion): GateChange[] | undefined {
  const [was, is] = [base.other!(folder).value, readYamlFiles(root, approvals).value];
  if (!was || !is) return undefined;
  const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1);
  const before = new Map(was.map((one) => [nameOf(one.file), one]));
  const after = new Map(is.map((one) => [nameOf(one.file), one]));
  const tell = ({ file, text }: InputFile): string => {
    const approval: Approval | undefined = readApproval(text, file).value;
    return approval
      ? `${approval.decision} ${approval.fingerprint} by ${approval.by}, ${approval.on}: ${approval.why}`
      : file;
  };
  const isNo = ({ file, text }: InputFile): boolean => readApproval(text, file).value?.decision !== 'approved';
  return [
    ...is.flatMap((one): GateChange[] => {
      const other = before.get(nameOf(one.file));
      if (other?.text === one.text) return [];
      return [
        {
          kind: 'approvals',
          warns: other !== undefined && isNo(other),
          words: `${other ? 'decision changed' : 'decision added'}: ${tell(one)}`,
        },
      ];
    }),
    ...was.flatMap((one): GateChange[] => {
      if (after.has(nameOf(one.file))) return [];
      return [{ kind: 'approvals', warns: isNo(one), words: `decision taken away: ${tell(one)}` }];
    }),
  ];
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, MOST).join(', ')}${names.length > MOST ? ` and ${names.length - MOST} more` : ''}`;
