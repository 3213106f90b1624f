import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { workbookOf } from '../src/reporting/simulation/workbook.ts';
import * as f from './reporting/simulation/books-fixture.ts';

test('x', async () => {
  for (const name of ['booked', 'weighted'] as const) {
    const t = performance.now();
    const b = await workbookOf(f[name]());
    console.log(name, b.length, performance.now() - t);
    writeFileSync(`/tmp/books/${name}.xlsx`, b);
  }
});
