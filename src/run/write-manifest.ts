/** Makes the manifest of a run that has ended, and writes it beside the results. */

import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { timeZoneData } from '../calendar/zone.ts';
import { CONFIG_FILE } from './config.ts';
import { type InputFile, readInputFile } from './files.ts';
import {
  type Certified,
  type Circumstances,
  type ItemKind,
  isPathInside,
  MANIFEST_FILE,
  type Manifest,
  type ManifestItem,
  type ManifestOptions,
  manifestOf,
  manifestText,
  sha256,
} from './manifest.ts';
import { rateproofVersion } from './version.ts';
import { writeWhole } from './write-file.ts';

/** What a run has read and written. The texts are those that it read, whatever stands in the files by now. */
export interface RunRecord {
  readonly command: Certified['command'];
  readonly options: ManifestOptions;
  readonly files: readonly RecordedFiles[];
  /** Large files that were read as bytes, named as texts are: a path from the project's folder, or any other. */
  readonly data?: readonly string[];
  /** Digests of data that are known already, by absolute path. */
  readonly digests?: ReadonlyMap<string, string> | undefined;
  /** Names of files in the folder of the reports. */
  readonly results: readonly string[];
  readonly notCertifiable: readonly string[];
}

export interface RecordedFiles {
  readonly kind: Exclude<ItemKind, 'config' | 'results' | 'data'>;
  readonly files: readonly InputFile[];
  /** The whole id, of files from version control. */
  readonly commit?: string | undefined;
}

/** When a run began (ms since 1970, and by the clock that only goes forward) and with how many threads it ran. */
export interface RunClock {
  readonly started: number;
  readonly from: number;
  readonly workers: number;
  readonly regressions?: string | undefined;
  /** ISO date. */
  readonly asOf?: string | undefined;
}

/** Writes it into `out`; the results must be there already. */
export function writeManifest(root: string, out: string, record: RunRecord, clock: RunClock): Manifest {
  const manifest = manifestFor(root, out, record, clock);
  keepManifest(root, out, manifest);
  return manifest;
}

export const keepManifest = (root: string, out: string, manifest: Manifest): void =>
  writeWhole(resolve(root, out, MANIFEST_FILE), [manifestText(manifest)]);

function manifestFor(root: string, out: string, record: RunRecord, clock: RunClock): Manifest {
  const config = (readInputFile(root, CONFIG_FILE).value ?? []).map((file) => itemOf('config', file, undefined));
  const items: ManifestItem[] = [...config];
  const notCertifiable = [...record.notCertifiable];
  for (const { kind, files, commit } of record.files) {
    for (const file of files) if (isPathInside(file.file)) items.push(itemOf(kind, file, commit));
    // Their names are of one machine; what is in them is in the fingerprint all the same.
    const outside = files.filter(({ file }) => !isPathInside(file));
    if (outside.length > 0)
      notCertifiable.push(
        notCertified(
          kind,
          outside.map(({ text }) => sha256(text)),
        ),
      );
  }
  const outsideData: string[] = [];
  for (const file of record.data ?? []) {
    const path = resolve(root, file);
    const hash = record.digests?.get(path) ?? hashOfFile(path);
    if (isPathInside(file)) items.push({ kind: 'data', file, sha256: hash });
    else outsideData.push(hash);
  }
  if (outsideData.length > 0) notCertifiable.push(notCertified('data', outsideData));
  for (const file of record.results) {
    items.push({ kind: 'results', file, sha256: hashOfFile(resolve(root, out, file)) });
  }
  const { command, options } = record;
  const { started, from, workers, regressions, asOf } = clock;
  const circumstances: Circumstances = {
    started: new Date(started).toISOString(),
    tookMs: Math.round(performance.now() - from),
    node: process.versions.node,
    workers,
    ...(asOf !== undefined && { asOf }),
    ...(regressions !== undefined && isPathInside(regressions) && { regressions }),
  };
  const { approvals } = options;
  const folders = {
    ...{ plans: folderOf(options.plans), scenarios: folderOf(options.scenarios) },
    ...(approvals !== undefined && { approvals: folderOf(approvals) }),
    ...(options.simulation !== undefined && { simulation: folderOf(options.simulation) }),
  };
  return manifestOf(
    {
      ...{ command, rateproof: rateproofVersion(), timeZoneData, options: { ...options, ...folders } },
      ...{ items, notCertifiable },
    },
    circumstances,
  );
}

/** Files whose names are of one machine: how many there are, and what is in all of them. */
const notCertified = (kind: ItemKind, hashes: readonly string[]): string =>
  `${kind}: ${hashes.length} outside of the project (${sha256(JSON.stringify(hashes)).slice(0, 16)})`;

/** As a manifest may name it: of one outside of the project only that it is. */
function folderOf(path: string): string {
  const plain = path.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
  if (plain === '' || plain === '.') return '.';
  return isPathInside(plain) ? plain : 'outside';
}

const itemOf = (kind: ItemKind, { file, text }: InputFile, commit: string | undefined): ManifestItem => ({
  ...{ kind, file, sha256: sha256(text) },
  ...(commit !== undefined && { commit }),
});

const CHUNK = 1024 * 1024;

/** Of its bytes, a piece at a time: results may be larger than memory. */
export function hashOfFile(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      hash.update(buffer.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
