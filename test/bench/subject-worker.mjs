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
import { CYCLE_START, SERVICES, ZONES } from './tariff.mjs';

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
const terms = floatTable(termsTable([termsOf(account, bill, layout, bound)], new Uint32Array(accounts)), EXACT_LIMIT);
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
const charges = bound.plan.charges.map(({ lineStart, lineCount }) => [lineStart, lineStart + lineCount]);
const columns = layout.columns;
const discountAt = layout.fixed.length;
const taxAt = discountAt + layout.discounts.length;
const sumAt = taxAt + layout.taxes.length;

/** Bytes as words of four; the columns are a whole number of words long. */
const words = (bytes) => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);

parentPort?.on('message', ([from, before]) => {
  // The change of layout: two columns into one of kinds.
  writeKinds(words(svc), words(zone), words(kind), start[from], start[before]);
  for (let first = from; first < before; first += size) {
    const to = Math.min(before, first + size);
    block.lines.fill(0);
    rater.rate(batch, tables, { grants: terms.grants, grantOf: terms.rowOf }, first, to, block);
    assembler.assemble(block.lines, terms, used, first, to, results, block.inexact);
    collect(block, results, out, first, to);
  }
  parentPort?.postMessage('done');
});
parentPort?.postMessage('ready');

/**
 * Service x 12 + zone, four records at a time: no sum of bytes here carries into the next byte. The words at both ends
 * may belong in part to the other thread, which writes the same into them.
 */
function writeKinds(services, zones, into, from, before) {
  for (let i = from >>> 2, end = (before + 3) >>> 2; i < end; i += 1) into[i] = services[i] * 12 + zones[i];
}

/** The columns of the equality check: lines added up by charge, and the sums of the invoice. */
function collect({ lines: amounts, inexact, unrated }, invoiced, cents, from, to) {
  for (let a = from; a < to; a += 1) {
    const row = (a - from) * lines;
    if (inexact[a - from] !== 0 || unrated[a - from] !== 0) throw new Error(`account ${a} is not exact`);
    for (let charge = 0; charge < charges.length; charge += 1) {
      const [first, end] = charges[charge];
      let sum = 0;
      for (let line = row + first; line < row + end; line += 1) sum += amounts[line];
      cents[charge * accounts + a] = sum;
    }
    const at = a * columns;
    cents[3 * accounts + a] = -invoiced[at + discountAt];
    cents[4 * accounts + a] = invoiced[at + sumAt + 1];
    cents[5 * accounts + a] = invoiced[at + taxAt];
    cents[6 * accounts + a] = invoiced[at + sumAt + 3];
  }
}
