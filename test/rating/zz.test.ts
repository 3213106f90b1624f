import { test } from 'vitest';
import { parseDay } from '../../src/calendar/day.ts';
import { explainInvoice } from '../../src/run/explain.ts';
import { rateAccounts } from '../../src/run/rate-accounts.ts';
import { inDays, plansOf, unitsOf, usageOf } from '../oracle/engine.ts';
const T='plan: p\ncurrency: EUR\ntimezone: UTC\nprices: net\nusage: [ { id: c, match: { service: voice }, increment: 1 s, rate: 0.06 / min } ]\n';
test('x',()=>{
 const account = { id: 'a', plan: 'p', activated: '2026-01-01', invoices: { from: '2026-01-01', before: '2026-03-02' } };
 const {usage}=usageOf(unitsOf(T),account,[{id:'r',at:'2026-01-02T00:00:00Z',service:'voice',quantity:'800 h'},{id:'r2',at:'2026-01-02T00:00:00Z',service:'voice',quantity:'60 s'}]);
 console.log(JSON.stringify(rateAccounts(plansOf(T),[inDays(account)],usage)));
 console.log(JSON.stringify(explainInvoice(plansOf(T),inDays(account),usage,parseDay('2026-02-01')!)));
});
