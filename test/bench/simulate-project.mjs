/**
 * The project of the bench of `simulate`: three plans whose fee, call price and data tiers change, over the usage of simulate-data.mjs. The
 * same tariff stands in rivals/simulate.sql, with the numbers of `TARIFF`.
 */

import { copyFileSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Prices in cents (per started minute, per message, per MB in hundredths of a cent), allowances in minutes and MB a month. */
export const TARIFF = {
  base: {
    basic: { fee: 999, minutes: 50, megabytes: 500, home: 9, eu: 15, us: 29, world: 99, sms: 9, data: 120, more: 80 },
    smart: {
      fee: 1999,
      minutes: 150,
      megabytes: 1000,
      home: 7,
      eu: 12,
      us: 19,
      world: 79,
      sms: 7,
      data: 100,
      more: 60,
    },
    surf: { fee: 2999, minutes: 100, megabytes: 1500, home: 8, eu: 12, us: 19, world: 89, sms: 5, data: 60, more: 30 },
  },
  candidate: {
    basic: { fee: 1099, minutes: 50, megabytes: 500, home: 9, eu: 14, us: 29, world: 99, sms: 9, data: 120, more: 75 },
    smart: {
      fee: 2099,
      minutes: 150,
      megabytes: 1000,
      home: 7,
      eu: 11,
      us: 19,
      world: 79,
      sms: 7,
      data: 105,
      more: 60,
    },
    surf: { fee: 2999, minutes: 100, megabytes: 1500, home: 8, eu: 12, us: 19, world: 89, sms: 5, data: 65, more: 30 },
  },
};

const amount = (cents) => (cents / 100).toFixed(2);
const fine = (hundredths) => (hundredths / 10_000).toFixed(4);

/** Calls by started minute: home and EU eat one allowance in the order of time, though they cost differently. Data by sums, in two tiers. */
const planText = (id, one) => `plan: ${id}
name: ${id}
currency: EUR
timezone: Europe/Berlin
prices: net
effective: { new: 2024-01-01 }
bill_cycle: { anchor: 1 }
tax: { name: VAT, rates: { standard: 19 % } }
recurring:
  - { id: monthly-fee, amount: ${amount(one.fee)}, charged: in-arrears }
allowances:
  - { id: minutes, covers: [{ service: voice, direction: out, to: [home, eu] }], amount: ${one.minutes} min }
  - { id: volume, covers: [{ service: data }], amount: ${one.megabytes} MB }
usage:
  - { id: calls-in, match: { service: voice, direction: in }, rate: 0 / min }
  - { id: messages-in, match: { service: sms, direction: in }, rate: 0 / msg }
  - id: voice
    match: { service: voice }
    increment: 60 s
    rates: { by: to, unit: min, rows: { home: ${amount(one.home)}, eu: ${amount(one.eu)}, us: ${amount(one.us)}, world: ${amount(one.world)} } }
  - { id: sms, match: { service: sms }, rate: ${amount(one.sms)} / msg }
  - id: data
    match: { service: data }
    tiers: { model: graduated, steps: [{ to: 1000 MB, rate: ${fine(one.data)} / MB }, { rate: ${fine(one.more)} / MB }] }
`;

export const SIMULATION_FILE = 'prices-2027.yaml';

const SIMULATION = `simulation: prices-2027
title: Fees and data of 2027
candidate: { plans: candidate }
population: { usage: usage.yaml, data: data }
invoices: { from: 2026-04-01, before: 2026-06-02 }
other_plans: none
`;

/** Makes the project anew in a folder, over the usage in `data`. */
export function simulateProject(folder, data) {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['plans', 'candidate', 'data']) mkdirSync(join(folder, name), { recursive: true });
  for (const [side, name] of [
    ['base', 'plans'],
    ['candidate', 'candidate'],
  ]) {
    for (const [id, one] of Object.entries(TARIFF[side]))
      writeFileSync(join(folder, name, `${id}.yaml`), planText(id, one));
  }
  for (const name of ['customers.parquet', 'usage.parquet']) place(join(data, name), join(folder, 'data', name));
  // A whole population: with weights it would be a sample, with intervals.
  const mapping = readFileSync(join(data, 'usage.yaml'), 'utf8').replace(', weight: weight', '');
  writeFileSync(join(folder, 'usage.yaml'), mapping);
  writeFileSync(join(folder, SIMULATION_FILE), SIMULATION);
}

/** A link takes no room; where the folders are of two disks it cannot be. */
function place(from, to) {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** Makes the fee of one plan of the candidate so many cents higher than the tariff has it. */
export function changePrice(folder, cents) {
  const { smart } = TARIFF.candidate;
  writeFileSync(join(folder, 'candidate/smart.yaml'), planText('smart', { ...smart, fee: smart.fee + cents }));
}
