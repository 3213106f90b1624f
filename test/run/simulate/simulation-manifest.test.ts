/** The manifest of a simulation, and what `verify` says of it later. */

import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { readManifest } from '../../../src/run/manifest.ts';
import { simulationText } from '../../../src/run/simulate/simulation-file.ts';
import { writeSimulationManifest } from '../../../src/run/simulate/simulation-manifest.ts';
import { runAgain, type SimulateAgain, verifyExitCode, verifyRun } from '../../../src/run/verify.ts';
import { booked } from '../../reporting/simulation/books-fixture.ts';
import { type Project, project } from '../project.ts';

const OUT = 'reports/latest';
const FILES = {
  'simulations/summer.yaml': 'simulation: summer\n',
  'summer/simple.yaml': '# dearer\n',
  'usage/megaline.yaml': 'calls: {}\n',
  'rateproof.config.yaml': 'plans: plans\n',
};
const CSV = 'customer\nann\n';

function simulated({ workers = 1, interrupted = false, more = [] as string[] } = {}): Project {
  const own = project(FILES);
  // No text: data files are hashed by their bytes.
  writeFileSync(join(own.root, 'usage/calls.parquet'), Buffer.from([0x50, 0xff, 0x00, 0xfe]));
  own.write(`${OUT}/simulation.json`, simulationText(booked()));
  own.write(`${OUT}/customers.csv`, CSV);
  const file = (name: string) => ({ file: name, text: own.read(name) });
  writeSimulationManifest(
    own.root,
    OUT,
    {
      options: {
        ...{ plans: 'plans', scenarios: 'scenarios', simulation: 'simulations/summer.yaml', seed: 7 },
        ...{ base: 'the plans as they are', head: 'folder summer/', headFolder: 'summer' },
        ...{ invoicesFrom: '2026-04-01', invoicesBefore: '2026-06-01', statistics: 'simple-statistics 7.12.1' },
      },
      simulation: file('simulations/summer.yaml'),
      ...{ plans: [file('summer/simple.yaml')], basePlans: [file('plans/simple.yaml')], scenarios: [] },
      ...{ usage: [file('usage/megaline.yaml')], data: ['usage/calls.parquet', ...more], interrupted },
    },
    { started: Date.now(), from: 0, workers },
  );
  return own;
}

const verified = (own: Project) => {
  const { value, problems } = verifyRun(own.root, OUT);
  if (!value) throw new Error(JSON.stringify(problems));
  return value;
};
const wrong = (own: Project): string[] =>
  verified(own).items.flatMap(({ state, kind, name }) => (state === 'ok' ? [] : [`${state} ${kind} ${name}`]));

test('names all that went in and came out', () => {
  const own = simulated();
  const manifest = verified(own).manifest;
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const at = (kind: string, file: string) => join(own.root, kind === 'results' ? `${OUT}/${file}` : file);
  expect(manifest.certified.items).toEqual(
    [
      ['base-plan', 'plans/simple.yaml'],
      ['config', 'rateproof.config.yaml'],
      ['data', 'usage/calls.parquet'],
      ['plan', 'summer/simple.yaml'],
      ['results', 'customers.csv'],
      ['results', 'simulation.json'],
      ['simulation', 'simulations/summer.yaml'],
      ['usage', 'usage/megaline.yaml'],
    ].map(([kind = '', file = '']) => ({ kind, file, sha256: sha256(readFileSync(at(kind, file))) })),
  );
  expect(readManifest(own.read(`${OUT}/manifest.json`))).toEqual(manifest);
  const schema = JSON.parse(
    readFileSync(new URL('../../../src/run/schema/manifest.schema.json', import.meta.url), 'utf8'),
  );
  const holds = new Ajv2020.default({ strict: true }).compile(schema);
  expect([holds(JSON.parse(own.read(`${OUT}/manifest.json`))), holds.errors]).toEqual([true, null]);
  expect([wrong(own), verifyExitCode(verified(own))]).toEqual([[], 0]);
});

test('threads are no part of the fingerprint, data are', () => {
  const fingerprint = (own: Project) => verified(own).manifest.fingerprint;
  const first = fingerprint(simulated());
  expect(fingerprint(simulated({ workers: 2 }))).toBe(first);
  expect(fingerprint(simulated({ interrupted: true }))).not.toBe(first);
});

test.each([
  ['usage/calls.parquet', 'changed data usage/calls.parquet'],
  ['simulations/summer.yaml', 'changed simulation simulations/summer.yaml'],
  ['usage/megaline.yaml', 'changed usage usage/megaline.yaml'],
  ['summer/simple.yaml', 'changed plan summer/simple.yaml'],
  ['plans/simple.yaml', 'changed base-plan plans/simple.yaml'],
  [`${OUT}/simulation.json`, 'changed results simulation.json'],
  [`${OUT}/customers.csv`, 'changed results customers.csv'],
])('%s touched is seen', (file, told) => {
  const own = simulated();
  writeFileSync(join(own.root, file), Buffer.concat([readFileSync(join(own.root, file)), Buffer.from('#')]));
  expect([wrong(own), verifyExitCode(verified(own))]).toEqual([[told], 1]);
});

test('what is gone, what is new, what lies outside', () => {
  const own = simulated();
  rmSync(join(own.root, 'usage/calls.parquet'));
  own.write('summer/more.yaml', '# more\n');
  // Scenarios are not read where customers come from usage files.
  own.write('scenarios/new.yaml', '# new\n');
  expect(wrong(own)).toEqual(['missing data usage/calls.parquet', 'added plan summer/more.yaml']);
  expect(verifyExitCode(verified(own))).toBe(5);
  const outside = project({ 'calls.csv': 'x\n' });
  const { certified } = verified(simulated({ more: [join(outside.root, 'calls.csv')] })).manifest;
  expect(certified.notCertifiable).toEqual([
    expect.stringMatching(/^data: 1 outside of the project \([0-9a-f]{16}\)$/),
  ]);
});

const again =
  (json: string, csv = CSV): SimulateAgain =>
  async ({ out, options, commits, csv: isAsked }) => {
    expect([options.simulation, commits, isAsked]).toEqual([
      ...['simulations/summer.yaml', { base: undefined, head: undefined }, true],
    ]);
    writeFileSync(join(out, 'simulation.json'), json);
    writeFileSync(join(out, 'customers.csv'), csv);
    return [];
  };

test('simulated again: the same bytes, or not', async () => {
  const own = simulated();
  const states = async (simulate?: SimulateAgain) =>
    (await runAgain(own.root, verified(own), { ...(simulate && { simulate }) })).map(({ name, state, note }) => [
      name,
      state,
      note,
    ]);
  const text = simulationText(booked());
  expect(await states(again(text))).toEqual([
    ['customers.csv', 'ok', undefined],
    ['simulation.json', 'ok', undefined],
  ]);
  expect(await states(again(text, 'customer\nbob\n'))).toEqual([
    ['customers.csv', 'changed', 'the same inputs gave other results'],
    ['simulation.json', 'ok', undefined],
  ]);
  expect((await states())[1]).toEqual(['simulation.json', 'missing', 'not run again: a simulation cannot be run here']);
  own.write('simulations/summer.yaml', '# other\n');
  expect((await states(again(text)))[0]![2]).toBe('not run again: its inputs are not those of the run');
});
