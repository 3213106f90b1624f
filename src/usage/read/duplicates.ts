/** Finds records that are there twice, over all files: the same account, service and id. The first one counts. */

import type { Database } from '../../database/database.ts';
import { refusalNumber } from './screen.ts';

export async function refuseDuplicates(database: Database): Promise<void> {
  // Nearly always there are none, and finding that out needs no more than one pass over hashes.
  await database.run(`
    CREATE TEMP TABLE repeated AS
      SELECT customer, service, id FROM records JOIN units ON units.number = records.unit
      WHERE refusal = 0 AND id <> '' GROUP BY ALL HAVING count(*) > 1`);
  const [[count] = ['0']] = await database.rows('SELECT count(*) FROM repeated');
  if (count !== '0') {
    await database.run(`
      UPDATE records SET refusal = ${refusalNumber('duplicate')}, text = id
      WHERE rowid IN (
        SELECT record FROM (
          SELECT records.rowid AS record,
            row_number() OVER (PARTITION BY records.customer, repeated.service, records.id ORDER BY file, "row") AS place
          FROM records JOIN units ON units.number = records.unit
          JOIN repeated ON repeated.customer = records.customer AND repeated.id = records.id
            AND repeated.service = units.service
          WHERE refusal = 0)
        WHERE place > 1)`);
  }
  await database.run('DROP TABLE repeated');
}
