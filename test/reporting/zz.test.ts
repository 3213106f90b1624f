import { test } from 'vitest';
import { renderSummary } from '../../src/reporting/terminal.ts';
import { RESULTS, runOf, NAMES } from './hand-built.ts';
test('x', () => {
  console.log(renderSummary(runOf(RESULTS), { columns: 80, colour: false, wallMs: 1234, reports: ['reports/latest/index.html'] }));
});
