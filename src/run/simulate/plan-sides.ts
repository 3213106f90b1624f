/**
 * The two sets of plans of a simulation. As a comparison has them: a commit or folder against the working tree. Or the
 * simulation names a candidate: then the plans as they are, are the base, and documents of the candidate's folder stand in
 * the place of those of the same kind and id.
 */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { compilePlans } from '../../plan/compile/compile.ts';
import { type PlanDocument, parseDocuments } from '../../plan/parse/parse-documents.ts';
import { validateDocuments } from '../../plan/validate/validate-plans.ts';
import type { Outcome, Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown.ts';
import { readBase, readHead, renamed, type SideFiles, type SidesAsked } from '../diff/sides.ts';
import { type InputFile, readYamlFiles } from '../files.ts';
import { isLedOut } from '../led-out.ts';
import { factsOfPlans, type PreparedPlans, preparePlans } from '../prepare-plan.ts';

export interface PlanSides {
  readonly base: SideFiles;
  readonly basePlans: PreparedPlans;
  /** What the candidate is called: `the working tree`, `folder scenarios/simulations/candidate`. */
  readonly candidateName: string;
  readonly candidatePlans: PreparedPlans;
  /** Its files, as the problems call them; those of the candidate's folder last. */
  readonly candidateFiles: readonly InputFile[];
  /** The side of the candidate where it is one of a comparison. */
  readonly head: SideFiles | undefined;
}

export interface CandidateAsked {
  /** Folder of plan files, from the project's; undefined: only prices are others, or nothing is. */
  readonly folder: string | undefined;
  readonly where: NonNullable<Problem['place']>;
}

/** `candidate` undefined: the sides of a comparison. Any error of either side is one of the simulation. */
export function readPlanSides(asked: SidesAsked, candidate: CandidateAsked | undefined): Outcome<PlanSides> {
  return candidate ? withCandidate(asked, candidate) : ofComparison(asked);
}

function ofComparison(asked: SidesAsked): Outcome<PlanSides> {
  const head = readHead(asked);
  if (!head.value) return head;
  const candidatePlans = preparedOf(head.value);
  if (!candidatePlans.value) return candidatePlans;
  const base = readBase(asked);
  if (!base.value) return base;
  const basePlans = preparedOf(base.value);
  if (!basePlans.value) return basePlans;
  const value = {
    ...{ base: base.value, basePlans: basePlans.value, head: head.value, candidatePlans: candidatePlans.value },
    candidateName: head.value.side.name,
    candidateFiles: head.value.plans,
  };
  return { value, problems: candidatePlans.problems };
}

function withCandidate(asked: SidesAsked, { folder, where }: CandidateAsked): Outcome<PlanSides> {
  if (asked.head !== undefined) {
    const message = 'the simulation names its candidate, and so does --head';
    const fix = 'leave out --head, or take `candidate` out of the simulation';
    return { problems: [{ code: 'SIM-TWICE', severity: 'error', message, place: where, fix }] };
  }
  const base = asked.base === undefined ? readHead({ ...asked, head: undefined }) : readBase(asked);
  if (!base.value) return base;
  const basePlans = preparedOf(base.value);
  if (!basePlans.value) return basePlans;
  const sides = { base: base.value, basePlans: basePlans.value, head: undefined };
  if (folder === undefined) {
    const same = { candidatePlans: basePlans.value, candidateFiles: base.value.plans };
    return { value: { ...sides, ...same, candidateName: 'other prices' }, problems: basePlans.problems };
  }
  const own = candidateInFolder(asked.root, { folder, where }, base.value.plans);
  if (!own.value) return own;
  const candidateName = `folder ${shownText(folder)}`;
  return { value: { ...sides, candidateName, ...own.value }, problems: own.problems };
}

/** The plans of the project with those of the candidate's folder in the place of theirs; its files last. */
export function candidateInFolder(
  root: string,
  { folder, where }: { readonly folder: string; readonly where: CandidateAsked['where'] },
  base: readonly InputFile[],
): Outcome<Pick<PlanSides, 'candidatePlans' | 'candidateFiles'>> {
  const wrong = wrongFolder(root, folder, where);
  if (wrong) return { problems: [wrong] };
  const files = readYamlFiles(root, folder);
  if (!files.value) return files;
  if (files.value.length === 0) {
    const message = `there is no plan in the candidate's folder ${shownText(folder)}`;
    const fix = 'put a copy of the changed plan file there';
    return { problems: [{ code: 'SIM-CANDIDATE', severity: 'error', message, place: where, fix }] };
  }
  const own = parseDocuments(files.value);
  if (!own.value) return own;
  const all = parseDocuments(base);
  if (!all.value) return all;
  const validated = validateDocuments(inThePlaceOf(all.value, own.value));
  if (!validated.value) return { problems: validated.problems };
  const { plans } = validated.value;
  const candidatePlans = {
    histories: plans,
    compiled: compilePlans(plans.values()),
    facts: factsOfPlans(plans),
  };
  return { value: { candidatePlans, candidateFiles: [...base, ...files.value] }, problems: validated.problems };
}

/** All versions of a plan that the candidate has too are the candidate's. */
function inThePlaceOf(base: readonly PlanDocument[], own: readonly PlanDocument[]): PlanDocument[] {
  const replaced = new Set(own.map(({ kind, id }) => `${kind} ${id}`));
  return [...base.filter(({ kind, id }) => !replaced.has(`${kind} ${id}`)), ...own];
}

function preparedOf(side: SideFiles): Outcome<PreparedPlans> {
  const prepared = preparePlans(side.plans);
  return prepared.value ? prepared : { problems: renamed(prepared.problems, side.called) };
}

/** What is wrong with the candidate's folder before anything in it is read. */
function wrongFolder(root: string, folder: string, place: CandidateAsked['where']): Problem | undefined {
  const refused = (code: 'SIM-PATH' | 'SIM-CANDIDATE', message: string, fix: string): Problem => ({
    ...{ code, severity: 'error', message, place, fix },
  });
  if (isLedOut(root, folder)) {
    const message = `${shownText(folder)} leads out of the project by a link`;
    return refused('SIM-PATH', message, 'put the plans themselves into the project');
  }
  const kind = statSync(resolve(root, folder), { throwIfNoEntry: false });
  if (kind?.isDirectory()) return undefined;
  const message = `there is no folder ${shownText(folder)}${kind ? ': it is a file' : ''}`;
  const path = 'write the path from this file to the folder with the changed plans';
  return refused('SIM-CANDIDATE', message, kind ? 'name the folder in which the file is' : path);
}
