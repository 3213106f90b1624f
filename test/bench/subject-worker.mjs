/** One thread of the engine: rates and invoices the range of accounts it is told to, over shared memory. */

import { parentPort, workerData } from 'node:worker_threads';
import { bandTable } from '../../dist/calendar/band-table.js';
import { zoneOf } from '../../dist/calendar/zone.js';
import { rational } from '../../dist/exact/rational.js';
import { floatAssembler, floatTable, termsTable } from '../../dist/invoicing/assemble.js';
import { layoutOf } from '../../dist/invoicing/layout.js';
import { billsOf } from '../../dist/invoicing/schedule.js';
import { termsOf } from '../../dist/invoicing/terms.js';
import { bindPlans, EXACT_LIMIT } from '../../dist/rating/bind.js';
import { floatRater } from '../../dist/rating/kernel.js';
import { COLUMNS, CYCLE_START, SERVICES, ZONES } from './tariff.mjs';

const { plans, data, out } = workerData;
const { accounts, start, off, qty, svc, zone, kind } = data;

const kinds = SERVICES.flatMap((service) => ZONES.map((to) => ({ service, direction: '', to, in: '' })));
const quanta = new Map(SERVICES.map((service) => [service, rational(1n)]));
const [bound] = bindPlans(plans.get('bench'), { kinds, quanta });
const day = (text) => Date.parse(text) / 86_400_000;
const account = {
  id: 'a',
  plan: 'bench',
  activated: day('2025-02-01'),
  terminated: undefined,
  invoices: { from: day('2025-04-01'), before: day('2025-04-02') },
};
const [bill] = billsOf([bound.plan], account);
const layout = layoutOf(bound, bound);
const terms = floatTable(
  termsTable([termsOf(account, bill, layout, bound)], new Uint32Array(accounts)),
  EXACT_LIMIT,
);
const batch = { first: start.subarray(0, accounts), end: start.subarray(1), offset: off, quantity: qty, kind };
const month = day('2025-04-01') - day('2025-03-01');
const tables = bound.plan.calendars.map((calendar) =>
  bandTable(calendar, zoneOf('Europe/Berlin'), CYCLE_START, month * 86_400_000),
);
const lines = bound.plan.lines.length;
const size = 512;
const block = {
  lines: new Float64Array(size * lines),
  quantities: new Float64Array(0),
  unrated: new Uint32Array(size),
  inexact: new Uint8Array(size),
};
const results = new Float64Array(accounts * layout.columns);
const rater = floatRater(bound, false);
const assembler = floatAssembler(layout, lines, EXACT_LIMIT);
const used = Uint32Array.from(batch.first, (from, at) => batch.end[at] - from);
const [discountAt, taxAt] = [layout.fixed.length, layout.fixed.length + layout.discounts.length];
const sumAt = taxAt + layout.taxes.length;

parentPort?.on('message', ([from, before]) => {
  for (let i = start[from], end = start[before]; i < end; i += 1) kind[i] = svc[i] * 12 + zone[i];
  for (let first = from; first < before; first += size) {
    const to = Math.min(before, first + size);
    block.lines.fill(0);
    rater.rate(batch, tables, { grants: terms.grants, grantOf: terms.rowOf }, first, to, block);
    assembler.assemble(block.lines, terms, used, first, to, results, block.inexact);
    collect(first, to);
  }
  parentPort?.postMessage('done');
});
parentPort?.postMessage('ready');

/** The columns of the equality check: lines added up by charge, and the sums of the invoice. */
function collect(from, to) {
  for (let a = from; a < to; a += 1) {
    const row = (a - from) * lines;
    if (block.inexact[a - from] !== 0 || block.unrated[a - from] !== 0) throw new Error(`account ${a} is not exact`);
    for (const { index, lineStart, lineCount } of bound.plan.charges) {
      let sum = 0;
      for (let line = row + lineStart; line < row + lineStart + lineCount; line += 1) sum += block.lines[line];
      out[index * accounts + a] = sum;
    }
    const at = a * layout.columns;
    out[3 * accounts + a] = -results[at + discountAt];
    out[4 * accounts + a] = results[at + sumAt + 1];
    out[5 * accounts + a] = results[at + taxAt];
    out[6 * accounts + a] = results[at + sumAt + 3];
  }
}
