import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { pair } from './arbitrary-usage.ts';
import { oracleInvoices } from './oracle.ts';
import { toYaml } from './yaml.ts';

test('s', () => {
  const schema = JSON.parse(readFileSync('src/plan/schema/plans.schema.json', 'utf8'));
  const ajv = new Ajv({ strict: false, allowUnionTypes: true });
  const ok = ajv.compile(schema);
  const n = Number(process.env.N ?? 1000);
  const t0 = Date.now();
  const sample = fc.sample(pair, { numRuns: n, seed: 8 });
  const t1 = Date.now();
  let bad = 0,
    lines = 0,
    inv = 0,
    scr = 0,
    unr = 0,
    empty = 0;
  const kinds: Record<string, number> = {};
  const feats: Record<string, number> = {};
  let slow = 0,
    slowest = '';
  for (const p of sample) {
    const y = toYaml(p.documents);
    for (const w of [
      'segment',
      'record:',
      'counter: record',
      'counter: all',
      'count: all',
      'volume',
      'package',
      'zero_usage',
      'edge: above',
      'remainder: leave',
      'remainder: cover',
      'before-allow',
      'after-allow',
      'round-then-split',
      'split-by-inc',
      'by-start',
      'line: none',
      'amount: unlimited',
      'first-full',
      'existing: never',
      'minimum_q',
      'setup',
      'units:',
      'tax:',
      'reduced',
      'allowances',
      'discounts',
      'effective',
      'rates: table',
      'holidays',
      'only_if',
      'prorate',
    ])
      if (y.includes(w)) feats[w] = (feats[w] ?? 0) + 1;
    const docs = parseAllDocuments(y).map((d) => d.toJS());
    for (const d of docs)
      if (!ok(d)) {
        bad++;
        if (bad < 4) console.log(JSON.stringify(ok.errors), y);
      }
    try {
      const t = Date.now();
      const r = oracleInvoices(p.documents, p.account, p.records);
      const dt = Date.now() - t;
      if (dt > slow) {
        slow = dt;
        slowest = y + JSON.stringify(p.records);
      }
      inv += r.invoices.length;
      scr += r.screened.length;
      unr += r.unrated.length;
      if (r.invoices.length === 0) empty++;
      for (const i of r.invoices)
        for (const l of i.lines) {
          lines++;
          kinds[l.kind] = (kinds[l.kind] ?? 0) + 1;
          if (/\//.test(l.amount)) {
            console.log('endless', y, JSON.stringify(i));
          }
        }
    } catch (e) {
      bad++;
      if (bad < 4) console.log(e, y, JSON.stringify(p.account), JSON.stringify(p.records));
    }
  }
  console.log({ gen: t1 - t0, run: Date.now() - t1, bad, inv, lines, scr, unr, empty, kinds, feats, slow });
  if (slow > 300) console.log(slowest);
});
